"""What the fast reader does not tell of an xlsb workbook: hidden rows, merged and error cells.

The parts are rows of records (BIFF12, [MS-XLSB] 2.1.4): a number and a length in groups of seven
bits, then as many bytes.
"""

import zipfile
from collections.abc import Iterator
from struct import error, unpack_from

from smallcrm.importers.package import SheetScan, linked_parts

_ROW, _COLUMNS, _MERGED, _SHEET = 0, 60, 176, 156
_ERROR_CELLS = (3, 11)  # a value, and what a formula came to
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x10, 0x01
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_MOST_COLUMNS = 16384
_MOST_MERGED = 100_000


def scan_binary_sheets(archive: zipfile.ZipFile) -> dict[str, SheetScan]:
    """Scan each sheet of an xlsb workbook, by name; what is cut off or missing is passed over."""
    links = linked_parts(archive, "xl/_rels/workbook.bin.rels")
    scans = {}
    for kind, body in _records(archive.read("xl/workbook.bin")):
        if kind != _SHEET:
            continue
        try:
            link, end = _text(body, 8)
            name, _end = _text(body, end)
            scans[name] = _scan(archive.read(links[link]))
        except (error, KeyError):  # cut off, or no part of that name: the reader will tell
            continue
    return scans


def _scan(data: bytes) -> SheetScan:
    row = last_row = 0
    errors: list[tuple[int, int, str]] = []
    hidden_rows: list[int] = []
    hidden_columns: set[int] = set()
    merged: list[tuple[int, int, int, int]] = []
    for kind, body in _records(data):
        if kind == _ROW and len(body) >= 12:
            (row,) = unpack_from("<I", body)
            last_row = max(last_row, row + 1)
            if body[11] & _ROW_HIDDEN:
                hidden_rows.append(row)
        elif kind in _ERROR_CELLS and len(body) >= 9:
            errors.append((row, unpack_from("<I", body)[0], _ERRORS.get(body[8], "#ERROR")))
        elif kind == _COLUMNS and len(body) >= 18:
            first, last, _width, _style, flags = unpack_from("<IIIIH", body)
            if flags & _COLUMN_HIDDEN:
                hidden_columns.update(range(first, min(last + 1, _MOST_COLUMNS)))
        elif kind == _MERGED and len(body) >= 16 and len(merged) < _MOST_MERGED:
            top, bottom, left, right = unpack_from("<IIII", body)
            merged.append((top, left, bottom, right))
    return SheetScan(
        last_row=last_row,
        errors=tuple(errors),
        hidden_rows=tuple(hidden_rows),
        hidden_columns=tuple(sorted(hidden_columns)),
        merged=tuple(merged),
    )


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The number and body of each record that is whole."""
    place, end = 0, len(data)
    while place < end:
        kind, place = _number(data, place, 2)
        size, place = _number(data, place, 4)
        if place + size > end:
            return
        yield kind, data[place : place + size]
        place += size


def _number(data: bytes, place: int, most: int) -> tuple[int, int]:
    """A number of up to `most` bytes, the lowest seven bits first, and where the next begins."""
    number = 0
    for shift, byte in enumerate(data[place : place + most]):
        number |= (byte & 0x7F) << 7 * shift
        place += 1
        if byte < 0x80:
            break
    return number, place


def _text(body: bytes, place: int) -> tuple[str, int]:
    """A text led by its length in letters, and where what follows it begins."""
    (length,) = unpack_from("<I", body, place)
    end = place + 4 + 2 * length
    return body[place + 4 : end].decode("utf-16-le", errors="replace"), end
