"""Workbooks that open with a password only."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path


def write_locked(path: Path, rows: Sequence[Sequence[object]], password: str) -> None:
    """Write rows as an .xlsx workbook encrypted as Excel does it (MS-OFFCRYPTO, agile)."""
    import msoffcrypto
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(list(row))
    plain = BytesIO()
    book.save(plain)
    plain.seek(0)
    with path.open("wb") as target:
        msoffcrypto.OfficeFile(plain).encrypt(password, target)
