"""Files made to do harm end as one sentence, soon and in little memory."""

import io
import struct
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from smallcrm.core.errors import UserError
from smallcrm.importers.reading import read_file
from tests.importers.old_excel import OldSheet, xls

SHEET = "xl/worksheets/sheet1.xml"
MEBIBYTE = 1024 * 1024
Parts = dict[str, bytes]


def children_peak() -> int:
    """The most memory that any child of this process has used, in bytes; 0 where not known."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def own_peak() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def refused(path: Path) -> str:
    start = time.monotonic()
    with pytest.raises(UserError) as error:
        read_file(path)
    assert time.monotonic() - start < 10
    assert path.name in error.value.message
    # A child begins as a copy of this process, so that its own size counts too.
    assert children_peak() < max(1024 * MEBIBYTE, 2 * own_peak())
    return error.value.message


def workbook() -> Parts:
    book = openpyxl.Workbook()
    book.active.append(["名称", "电话"])
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def bomb(parts: Parts) -> bytes:
    return packed(parts | {"xl/sharedStrings.xml": b"<si><t>a</t></si>" * 3_000_000})


def lying_bomb(parts: Parts) -> bytes:
    """A bomb whose directory says that it is small."""
    name = b"xl/sharedStrings.xml"
    data = bytearray(bomb(parts))
    for mark, size_at, name_at in ((b"PK\1\2", 24, 46), (b"PK\3\4", 22, 30)):
        place = data.find(mark)
        while place >= 0:
            if data[place + name_at : place + name_at + len(name)] == name:
                data[place + size_at : place + size_at + 4] = struct.pack("<I", 1000)
            place = data.find(mark, place + 4)
    return bytes(data)


def many_parts(parts: Parts) -> bytes:
    return packed(parts | {f"xl/media/{number}.png": b"" for number in range(2500)})


def deep(parts: Parts) -> bytes:
    return packed(parts | {SHEET: parts[SHEET].replace(b"<sheetData>", b"<a>" * 300_000)})


def entities(part: str) -> Callable[[Parts], bytes]:
    definitions = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    return lambda parts: packed(parts | {part: definitions + parts[part]})


def wide_entities(parts: Parts) -> bytes:
    text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY a "a">]><worksheet/>'
    return packed(parts | {SHEET: text.encode("utf-16")})


def truncated(parts: Parts) -> bytes:
    return packed(parts)[:-600]


def document(parts: Parts) -> bytes:
    return packed({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"})


def archive(parts: Parts) -> bytes:
    return packed({"holiday.jpg": b"x" * 500})


def no_sheets(parts: Parts) -> bytes:
    book = parts["xl/workbook.xml"]
    start, end = book.index(b"<sheet "), book.index(b"</sheets>")
    return packed(parts | {"xl/workbook.xml": book[:start] + book[end:]})


def binary_junk(parts: Parts) -> bytes:
    return packed({"xl/workbook.bin": bytes(range(256)) * 20, "xl/worksheets/sheet1.bin": b"\xff"})


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (bomb, "unpack"),
        (lying_bomb, "damaged"),
        (many_parts, "unpack"),
        (entities(SHEET), "definitions"),
        (entities("xl/workbook.xml"), "definitions"),
        (entities("xl/styles.xml"), "definitions"),
        (wide_entities, "definitions"),
        (truncated, "damaged"),
        (document, "not a list"),
        (archive, "not a list"),
        (no_sheets, "No sheet"),
        (binary_junk, "damaged"),
    ],
)
def test_hostile_workbooks(tmp_path: Path, make: Callable[[Parts], bytes], word: str) -> None:
    path = tmp_path / "list.csv"  # what it is called changes nothing
    path.write_bytes(make(workbook()))
    assert word in refused(path)


def far_cell() -> bytes:
    """A value in row 65,536 and column 65,536, which no sheet of the format has."""
    data = xls([OldSheet("a", [["x"]])])
    place = data.index(struct.pack("<H", 0x204), 1024) + 4
    return data[:place] + b"\xff" * 4 + data[place + 4 :]


def looped() -> bytes:
    data = bytearray(xls([OldSheet("a", [["x"] * 50] * 40)]))
    data[512 + 8 : 512 + 12] = struct.pack("<I", 2)  # the first sector is followed by itself
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        far_cell(),
        looped(),
        xls([OldSheet("a", [["x"] * 50] * 40)])[:3000],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5000,
        b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\xff" * 5000,
    ],
)
def test_hostile_old_workbooks_end_soon(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "list.xls"
    path.write_bytes(data)
    assert rows_soon(path) < 100


def test_a_workbook_nested_without_end_ends_soon(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(deep(workbook()))
    assert rows_soon(path) < 100


def rows_soon(path: Path) -> int:
    """The number of rows, 0 for a file that is refused, within ten seconds."""
    start = time.monotonic()
    rows = 0
    with suppress(UserError):
        rows = sum(len(sheet.rows) for sheet in read_file(path).sheets)
    assert time.monotonic() - start < 10
    return rows


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("line.csv", b"," * 2_000_000),
        ("lines.csv", b"\n" * 8_000_000 + b"a"),
        ("marks.csv", b'"a,' * 700_000),
        ("page.xls", b"<html><p>" + b"<a b='" * 100_000),
        ("open.xls", b"<html><p>" + b"<!--" * 100_000),
        ("signs.xls", b"<html><p>" + b"<" * 1_000_000),
        ("nested.html", b"<table><tr><td>" * 100),
    ],
)
def test_hostile_texts_and_pages(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    refused(path)


def test_a_file_that_goes_away_or_is_a_device_is_told(tmp_path: Path) -> None:
    assert "not found" in refused(tmp_path / "list.xlsx")
    (tmp_path / "list.csv").mkdir()
    assert "folder" in refused(tmp_path / "list.csv")
