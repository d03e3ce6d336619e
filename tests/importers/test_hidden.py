"""Hidden rows and columns, error cells and merged ranges are told, whoever reads the workbook."""

import pickle
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from smallcrm.importers.answers import Outlet
from smallcrm.importers.package import scan_sheet
from smallcrm.importers.reader_child import read, with_parts
from smallcrm.importers.reading import read_file
from smallcrm.importers.sheet import ErrorCell, MergedRange
from tests.importers.old_excel import OldSheet, xls

ROWS = [["名称", "电话", "额"], ["远山商贸", "13800000001", 1.5], ["长河机电", "", 3]]


def test_rows_hidden_by_hand_by_filter_and_in_a_closed_group_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for number in range(1, 9):
        sheet.append([f"客户{number}", number, "a", "b", "c"])
    sheet.row_dimensions[2].hidden = True
    sheet.row_dimensions.group(4, 5, hidden=True)
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions.group("D", "E", hidden=True)
    sheet.row_dimensions[500].hidden = True
    path = tmp_path / "hidden.xlsx"
    book.save(path)
    (read_back,) = read_file(path).sheets
    assert read_back.hidden_rows == {1, 3, 4}
    assert read_back.hidden_columns == {1, 3, 4}
    assert len(read_back.rows) == 8


def test_nothing_is_hidden_in_a_plain_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.column_dimensions["A"].width = 20
    book.active.row_dimensions[1].height = 30
    path = tmp_path / "plain.xlsx"
    book.save(path)
    (sheet,) = read_file(path).sheets
    assert (sheet.hidden_rows, sheet.hidden_columns) == (frozenset(), frozenset())


def test_the_scan_takes_xml_as_other_programs_write_it() -> None:
    xml = (
        b"<x:worksheet><x:cols><x:col max='16384' hidden='true' min='16383'/></x:cols><x:sheetData>"
        b"<x:row hidden='1' r='3'><x:c r='A3'/></x:row><x:row hidden='0' r='5'/></x:sheetData>"
        b"<x:mergeCells><x:mergeCell ref='B2:C4'/></x:mergeCells></x:worksheet>"
    )
    scan = scan_sheet(iter([xml]))
    assert scan.hidden_rows == (2,)
    assert scan.hidden_columns == (16382, 16383)
    assert scan.merged == ((1, 1, 3, 2),)


@pytest.mark.parametrize("suffix", [".xls", ".et", ".ett", ".xlsx"])
def test_an_old_workbook_is_read_whatever_its_name_says(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"客户{suffix}"
    rows = [*ROWS[:2], ["长河机电", "#N/A", 3]]
    sheets = [
        OldSheet("客户", rows, hidden_rows=[1], hidden_columns=[2], merged=[(0, 0, 0, 1)]),
        OldSheet("旧", [["x"]], hidden=True),
    ]
    path.write_bytes(xls(sheets))
    file = read_file(path)
    first, second = file.sheets
    assert file.format == "xls"
    assert first.rows == [*ROWS[:2], ["长河机电", ErrorCell("#N/A"), 3]]
    assert (first.hidden_rows, first.hidden_columns) == ({1}, {2})
    assert first.merged == (MergedRange(0, 0, 0, 1),)
    assert (first.hidden, second.hidden) == (False, True)


def answer(path: Path, reader: str) -> dict[str, Any]:
    """What a reader says, its rows as plain lists."""
    sent: list[bytes] = []
    outlet = Outlet(sent.append)
    said = with_parts(read(str(path), reader, {}, outlet), outlet)
    for sheet in said["sheets"]:
        sheet["rows"] = [row for part in sheet.pop("parts") for row in pickle.loads(sent[part])]
    return said


def test_both_readers_of_an_old_workbook_agree(tmp_path: Path) -> None:
    path = tmp_path / "list.xls"
    path.write_bytes(xls([OldSheet("a", ROWS, [2], [0], [(1, 0, 2, 0)])]))
    assert answer(path, "first") == answer(path, "second")


def test_both_readers_of_a_workbook_agree(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append([cell or None for cell in row])
    book.active.merge_cells("A1:B1")
    book.active.row_dimensions[2].hidden = True
    path = tmp_path / "list.xlsx"
    book.save(path)
    assert answer(path, "first") == answer(path, "second")


def test_the_scan_measures_sheets_as_usual_and_as_others_write_them() -> None:
    usual = b'<sheetData><row r="1"><c r="A1"/><c r="AB1"/></row><row r="7"><c r="B7"/></row>'
    usual += b'<row r="9" spans="1:2"><c r="A9"><v>1</v></c></row></sheetData>'
    scan = scan_sheet(
        iter([usual, b'<row r="12"><c r="C12"/><c r="D12"/>', b'<c r="AA12"/></row>'])
    )
    assert (scan.last_row, scan.last_column) == (12, 28)
    other = usual.replace(b'"', b"'").replace(b"<", b"<x:").replace(b"<x:/", b"</x:")
    scan = scan_sheet(iter([other]))
    assert (scan.last_row, scan.last_column) == (9, 28)
    far = b'<sheetData><row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>'
    assert scan_sheet(iter([far + b'<row r="2"/></sheetData>'])).cells == 1048576 * 16384
