"""Look through an xls (BIFF5, BIFF8) record by record for what its readers do not tell.

The layout of the records is Microsoft's published [MS-XLS].
"""

import io
import struct
from dataclasses import dataclass, field

from smallcrm.importers.package import SheetScan

_BOF, _EOF, _BOUNDSHEET, _CODEPAGE, _FILEPASS = 0x809, 0x0A, 0x85, 0x42, 0x2F
_ROW, _COLINFO, _MERGED, _BOOLERR = 0x208, 0x7D, 0xE5, 0x205
_FORMULAS = (0x06, 0x206, 0x406)
_WANTED = frozenset((_ROW, _COLINFO, _MERGED, _BOOLERR, *_FORMULAS))
_BIFF8 = 0x600
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_HEAD = struct.Struct("<HH")
_MOST_NUMBER = 256  # columns of the format


@dataclass(slots=True)
class _Found:
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def workbook_stream(data: bytes) -> bytes | None:
    """Return the stream of records inside an OLE file; None when there is none."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            for name in ("Workbook", "Book"):
                if ole.exists(name):
                    return bytes(ole.openstream(name).read())
    except Exception:  # noqa: BLE001 - of a damaged file anything; the readers may still manage
        return None
    return None


def is_encrypted(stream: bytes) -> bool:
    """Say whether the records are encrypted."""
    place = 0
    while place + 4 <= len(stream):
        number, size = _HEAD.unpack_from(stream, place)
        if number == _FILEPASS:
            return True
        if number in (_EOF, _BOUNDSHEET) or (number != _BOF and place == 0):
            return False
        place += 4 + size
    return False


def scan_records(stream: bytes) -> dict[str, SheetScan]:
    """Return by sheet: error cells, hidden rows and columns, merged ranges."""
    try:
        starts = _sheet_starts(stream)
        return {name: _scan_sheet(stream, start) for name, start in starts.items()}
    except (struct.error, IndexError, LookupError, ValueError):
        return {}  # only an addition to what the readers give


def _sheet_starts(stream: bytes) -> dict[str, int]:
    starts = {}
    place = 0
    version, codec = _BIFF8, "cp1252"
    while place + 4 <= len(stream):
        number, size = _HEAD.unpack_from(stream, place)
        body = stream[place + 4 : place + 4 + size]
        place += 4 + size
        if number == _BOF:
            version = struct.unpack_from("<H", body)[0]
        elif number == _CODEPAGE:
            codec = f"cp{struct.unpack_from('<H', body)[0]}"
        elif number == _BOUNDSHEET:
            starts[_name(body[6:], version, codec)] = struct.unpack_from("<I", body)[0]
        elif number == _EOF:
            break
    return starts


def _name(body: bytes, version: int, codec: str) -> str:
    if version < _BIFF8:
        return body[1 : 1 + body[0]].decode(codec, errors="replace")
    wide = body[1] & 1
    text = body[2 : 2 + body[0] * (2 if wide else 1)]
    return text.decode("utf-16-le" if wide else "latin-1", errors="replace")


def _scan_sheet(stream: bytes, place: int) -> SheetScan:
    found = _Found()
    depth = 0
    unpack, end = _HEAD.unpack_from, len(stream) - 4
    while place <= end:
        number, size = unpack(stream, place)
        if number in _WANTED:
            if depth == 1:  # a chart inside the sheet has records of its own
                _take(found, number, stream[place + 4 : place + 4 + size])
        elif number == _BOF:
            depth += 1
        elif number == _EOF:
            depth -= 1
            if depth <= 0:
                break
        place += 4 + size
    return SheetScan(
        errors=tuple(found.errors),
        hidden_rows=tuple(found.rows),
        hidden_columns=tuple(found.columns),
        merged=tuple(found.merged),
    )


def _take(found: _Found, number: int, body: bytes) -> None:
    if number == _ROW:
        row, flags = struct.unpack_from("<H10xH", body)
        if flags & 0x20:
            found.rows.append(row)
    elif number == _COLINFO:
        first, last, flags = struct.unpack_from("<HH4xH", body)
        if flags & 1:
            found.columns += range(first, min(last, _MOST_NUMBER - 1) + 1)
    elif number == _MERGED:
        for place in range(2, 2 + 8 * struct.unpack_from("<H", body)[0], 8):
            top, bottom, left, right = struct.unpack_from("<4H", body, place)
            found.merged.append((top, left, bottom, right))
    elif number == _BOOLERR:
        row, column, code, is_error = struct.unpack_from("<HH2xBB", body)
        if is_error:
            found.errors.append((row, column, _ERRORS.get(code, "#ERROR")))
    elif body[12:14] == b"\xff\xff" and body[6] == 2:  # a formula whose result is an error
        row, column = struct.unpack_from("<HH", body)
        found.errors.append((row, column, _ERRORS.get(body[8], "#ERROR")))
