"""What formulas of a new workbook come to, written beside them.

Programs that calculate work them out anew; previews on phones and in mail show what is written.
"""

import re
import shutil
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

Number = int | float | Decimal

# A cell with a formula whose value is left open, as openpyxl writes it.
_OPEN = re.compile(rb'(<c r="([A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)<v(?: ?/>|></v>)')


def put_values(path: Path, sheets: Sequence[Mapping[str, Number]]) -> None:
    """Write into a workbook just saved what its formulas come to: per sheet, by cell ("B7").

    The sheets are taken in their order. OSError when the file cannot be written.
    """
    wanted = {
        f"xl/worksheets/sheet{number}.xml": values
        for number, values in enumerate(sheets, 1)
        if values
    }
    if not wanted:
        return
    beside = path.with_name(path.name + ".values")
    try:
        with ZipFile(path) as made, ZipFile(beside, "w", ZIP_DEFLATED) as filled:
            for part in made.infolist():
                if part.filename in wanted:
                    filled.writestr(part, _filled(made.read(part), wanted[part.filename]))
                else:
                    with made.open(part) as source, filled.open(part, "w") as target:
                        shutil.copyfileobj(source, target)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _filled(sheet: bytes, values: Mapping[str, Number]) -> bytes:
    def fill(found: re.Match[bytes]) -> bytes:
        value = values.get(found[2].decode())
        return found[0] if value is None else b"%b<v>%b</v>" % (found[1], str(value).encode())

    return _OPEN.sub(fill, sheet)
