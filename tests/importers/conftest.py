"""Lists written for the tests: workbooks and csv files with known content."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"

WriteCsv = Callable[..., Path]
WriteXlsx = Callable[..., Path]


@pytest.fixture
def samples() -> Path:
    """The folder of lists from elsewhere, which lies beside the project where it is developed."""
    if not SAMPLES.is_dir():
        pytest.skip("no samples here")
    return SAMPLES


@pytest.fixture
def write_csv(tmp_path: Path) -> WriteCsv:
    """Write rows as a csv file."""

    def write(
        rows: Sequence[Sequence[object]],
        name: str = "list.csv",
        encoding: str = "utf-8",
        delimiter: str = ",",
    ) -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as stream:
            csv.writer(stream, delimiter=delimiter).writerows(rows)
        return path

    return write


@pytest.fixture
def write_xlsx(tmp_path: Path) -> WriteXlsx:
    """Write sheets (name -> rows) as a workbook, with merged ranges by sheet."""

    def write(
        sheets: dict[str, Sequence[Sequence[object]]],
        merged: dict[str, Sequence[str]] | None = None,
        hidden: Sequence[str] = (),
        name: str = "list.xlsx",
    ) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
            for area in (merged or {}).get(title, ()):
                sheet.merge_cells(area)
            if title in hidden:
                sheet.sheet_state = "hidden"
        path = tmp_path / name
        book.save(path)
        return path

    return write
