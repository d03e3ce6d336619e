"""Files are read, or refused in one sentence, whatever they are."""

import sys
import time
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from smallcrm.core.errors import Cancelled, UserError
from smallcrm.core.progress import Progress
from smallcrm.importers.package import MOST_CELLS, scan_sheet
from smallcrm.importers.reading import SMALL_TEXT, ReadOptions, read_file
from smallcrm.importers.sheet import ErrorCell
from tests.importers.conftest import WriteCsv, WriteXlsx


def refused(path: Path) -> str:
    start = time.monotonic()
    with pytest.raises(UserError) as error:
        read_file(path)
    assert time.monotonic() - start < 10
    assert path.name in error.value.message
    return error.value.message


def test_a_workbook_is_read_with_its_types(write_xlsx: WriteXlsx) -> None:
    rows = [["名称", "手机", "日期", "额"], ["远山", 13800000001, date(2024, 3, 5), 1.5]]
    file = read_file(write_xlsx({"客户": rows}))
    assert file.format == "xlsx"
    assert file.sheets[0].name == "客户"
    assert file.sheets[0].rows == rows


def test_merged_ranges_and_hidden_sheets_are_told(write_xlsx: WriteXlsx) -> None:
    sheets = {"a": [["t", "", ""], ["x", "y", "z"]], "b": [["1"]]}
    file = read_file(write_xlsx(sheets, {"a": ["A1:C1"]}, hidden=["b"]))
    (merged,) = file.sheets[0].merged
    assert (merged.top, merged.left, merged.bottom, merged.right) == (0, 0, 0, 2)
    assert [sheet.hidden for sheet in file.sheets] == [False, True]


def test_error_cells_are_errors_not_text(write_xlsx: WriteXlsx, tmp_path: Path) -> None:
    path = write_xlsx({"a": [["x", "y"], ["1", "2"]]})
    _rewrite(path, "xl/worksheets/sheet1.xml", _with_error)
    cells = [cell for row in read_file(path).sheets[0].rows for cell in row]
    assert ErrorCell("#N/A") in cells
    assert "#N/A" not in [cell for cell in cells if isinstance(cell, str)]


def test_a_value_in_the_last_cell_of_a_sheet_does_not_abort_the_program(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "名称"
    book.active["A2"] = "远山商贸"
    book.active["XFD1048576"] = "far"
    path = tmp_path / "far.xlsx"
    book.save(path)
    start = time.monotonic()
    file = read_file(path)
    assert time.monotonic() - start < 10
    assert file.sheets[0].rows == [["名称"], ["远山商贸"]]
    assert [note.code for note in file.notes] == ["far_cells"]


def test_a_zip_bomb_is_refused(write_xlsx: WriteXlsx) -> None:
    path = write_xlsx({"a": [["x"]]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/picture.bin", b"\0" * 30_000_000)
    assert "unpack" in refused(path)


def test_entities_are_refused(write_xlsx: WriteXlsx) -> None:
    path = write_xlsx({"a": [["x"]]})
    bomb = b'<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa">]>'
    _rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: bomb + xml)
    assert "definitions" in refused(path)


def test_truncated_and_foreign_files_are_refused(write_xlsx: WriteXlsx, tmp_path: Path) -> None:
    path = write_xlsx({"a": [["x"] * 20] * 50})
    path.write_bytes(path.read_bytes()[:-900])
    assert "damaged" in refused(path)
    for content in (b"PK\x03\x04" + b"\0" * 50, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600):
        path.write_bytes(content)
        refused(path)
    for content, word in (
        (b"%PDF-1.7 ...", "not a list"),
        (b"<html><p>1</p></html>", "web page"),
        (b"BEGIN:VCARD" + b"x" * 99, "no contact card"),
        (b"", "empty"),
        (b"\0\1\2\3" * 100, "not a list"),
    ):
        path.write_bytes(content)
        assert word in refused(path)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    assert "not found" in refused(tmp_path / "none.xlsx")
    assert "folder" in refused(tmp_path)


def test_text_named_like_a_workbook_is_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "export.xls"
    path.write_bytes("名称\t电话\n远山\t13800000001\n".encode("gb18030"))
    file = read_file(path)
    assert (file.format, file.encoding, file.delimiter) == ("tsv", "gb18030", "\t")
    assert file.sheets[0].rows[1] == ["远山", "13800000001"]


def test_encoding_and_delimiter_can_be_overruled(write_csv: WriteCsv) -> None:
    path = write_csv([["a;b", "c"]], encoding="gb18030")
    file = read_file(path, ReadOptions(encoding="cp1252", delimiter=";"))
    assert file.sheets[0].rows == [["a", "b,c"]]
    with pytest.raises(UserError):
        read_file(path, ReadOptions(encoding="no-such"))


PYTHON = (sys.executable, "-c")


def test_a_reader_that_dies_is_told_as_a_damaged_file(write_xlsx: WriteXlsx) -> None:
    path = write_xlsx({"a": [["x"]]})
    command = (*PYTHON, "import os; os.abort()")
    with pytest.raises(UserError, match="damaged"):
        read_file(path, ReadOptions(command=command))


def test_a_reader_that_hangs_is_stopped(write_xlsx: WriteXlsx) -> None:
    path = write_xlsx({"a": [["x"]]})
    command = (*PYTHON, "import time; time.sleep(60)")
    start = time.monotonic()
    with pytest.raises(UserError, match="too long"):
        read_file(path, ReadOptions(command=command, seconds=0.5))
    assert time.monotonic() - start < 5


def test_the_second_reader_is_asked_when_the_first_dies(write_xlsx: WriteXlsx) -> None:
    path = write_xlsx({"a": [["远山", "1"]]})
    code = (
        "import os, sys\n"
        "from smallcrm.importers.reader_child import main\n"
        "os.abort() if sys.argv[2] == 'first' else main(sys.argv[1:])"
    )
    file = read_file(path, ReadOptions(command=(*PYTHON, code)))
    assert file.sheets[0].rows == [["远山", "1"]]


def test_an_answer_of_anything_but_plain_values_is_not_taken(write_xlsx: WriteXlsx) -> None:
    path = write_xlsx({"a": [["x"]]})
    code = "import pickle, sys; sys.stdout.buffer.write(pickle.dumps({'error': print}))"
    with pytest.raises(UserError, match="damaged"):
        read_file(path, ReadOptions(command=(*PYTHON, code)))


def test_reading_can_be_cancelled(write_xlsx: WriteXlsx) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        read_file(write_xlsx({"a": [["x"]]}), progress=progress)


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("vendors.csv", [24]),
        ("wave_clients.csv", [5]),
        ("freshbooks_clients.csv", [3]),
        ("bom__office_bom.csv", [11]),
        ("test_utf16_little.csv", [3]),
        ("vendors.xlsx", [2]),
        ("compatibility__t02.xlsx", [3]),
        ("any_sheets.xlsx", [5, 0, 0]),
        ("date_1904.xlsx", [3]),
        ("errors.xlsx", [7, 0, 0]),
        ("inlineStr_cdata.xlsx", [2]),
        ("SampleSS.strict.xlsx", [4, 7, 0]),
        ("chinese-provinces.xls", [4]),
        ("testEXCEL_95.xls", [22, 0, 0]),
        ("skip-rows.xlsx", [4]),
    ],
)
def test_every_readable_sample_gives_its_rows(samples: Path, name: str, rows: list[int]) -> None:
    assert [len(sheet.rows) for sheet in read_file(samples / name).sheets] == rows


def test_what_is_special_in_samples_is_right(samples: Path) -> None:
    assert read_file(samples / "date_1904.xlsx").sheets[0].rows[0][0] == date(2021, 1, 1)
    assert read_file(samples / "compatibility__t02.xlsx").sheets[0].rows[2][1] == "01502200"
    errors = read_file(samples / "errors.xlsx").sheets[0].rows
    assert all(isinstance(row[0], ErrorCell) for row in errors)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("pass_protected.xlsx", "password"),
        ("clusterfuzz-testcase-minimized-POIXSSFFuzzer-6123461607817216.xlsx", "damaged"),
    ],
)
def test_every_unreadable_sample_ends_in_a_sentence(samples: Path, name: str, word: str) -> None:
    assert word in refused(samples / name)


def _with_error(xml: bytes) -> bytes:
    return xml.replace(b"</row>", b'<c r="C2" t="e"><f>NA()</f><v>#N/A</v></c></row>').replace(
        b'<c r="C2" t="e"><f>NA()</f><v>#N/A</v></c></row>', b"</row>", 1
    )


def _rewrite(path: Path, part: str, change: object) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])  # type: ignore[operator]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_a_long_text_is_read_in_the_child_like_a_short_one(write_csv: WriteCsv) -> None:
    rows = [["名称", "电话"], *([f"客户{number}", f"0{number}"] for number in range(20_000))]
    path = write_csv(rows, "客户.csv", encoding="gb18030", delimiter=";")
    assert path.stat().st_size > SMALL_TEXT
    file = read_file(path)
    assert (file.format, file.encoding, file.delimiter) == ("csv", "gb18030", ";")
    assert (file.sheets[0].name, file.sheets[0].rows) == ("客户", rows)
    overruled = read_file(path, ReadOptions(encoding="utf-8", delimiter=","))
    assert (overruled.sheets[0].width, overruled.encoding) == (1, "utf-8")
    assert [note.code for note in overruled.notes] == ["unreadable_characters"]


def test_a_narrow_sheet_may_be_full_to_its_last_row() -> None:
    last_row = 1_048_576
    chunk = f'<sheetData><row r="{last_row}"><c r="Z{last_row}"><v>1</v></c></row>'.encode()
    assert scan_sheet(iter([chunk])).cells <= MOST_CELLS
