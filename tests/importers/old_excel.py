"""Write small workbooks as Excel 97 did (BIFF8 in an OLE file), also protected with a password.

Laid out after Microsoft's published [MS-XLS] and [MS-CFB]; only what the tests need.
"""

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import md5

from msoffcrypto.method.rc4 import DocumentRC4

Value = str | float | None


@dataclass
class OldSheet:
    """A sheet of texts and numbers; "#N/A" is written as an error. Places count from 0."""

    name: str
    rows: Sequence[Sequence[Value]]
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden: bool = False


def xls(sheets: Sequence[OldSheet], password: str | None = None) -> bytes:
    """Return the workbook as a file; with a password it is encrypted with RC4."""
    bodies = [_sheet(sheet) for sheet in sheets]
    guard = _record(0x2F, b"\0" * 54) if password else b""
    bounds = sum(len(_bound(sheet, 0)) for sheet in sheets)
    start = len(_bof(5)) + len(guard) + len(_record(0x42, b"\0\0")) + bounds + 4
    stream = _bof(5) + guard + _record(0x42, struct.pack("<H", 1200))
    for sheet, body in zip(sheets, bodies, strict=True):
        stream += _bound(sheet, start)
        start += len(body)
    stream += _record(0x0A, b"") + b"".join(bodies)
    if password:
        stream = _encrypted(stream, password)
    return ole({"Workbook": stream})


def ole(streams: dict[str, bytes]) -> bytes:
    """Return an OLE file with these streams."""
    sector = 512
    bodies, starts, fat = [], [], [0xFFFFFFFD, 0xFFFFFFFE]  # the table itself, the directory
    for body in streams.values():
        body = body.ljust(4096, b"\0")  # shorter ones would need the small-stream tables
        body += b"\0" * (-len(body) % sector)
        first, count = len(fat), len(body) // sector
        starts.append((first, len(body)))
        fat += [*range(first + 1, first + count), 0xFFFFFFFE]
        bodies.append(body)
    assert len(fat) <= 128
    assert len(streams) <= 3
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(sector, b"\xff")
    last = len(streams)
    directory = _entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)
    for number, (name, (first, size)) in enumerate(zip(streams, starts, strict=True), 1):
        after = number + 1 if number < last else 0xFFFFFFFF
        directory += _entry(name, 2, first, size, right=after)
    directory += b"\0" * (sector - len(directory))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0) + b"\xff" * (108 * 4)
    return head + table + directory + b"".join(bodies)


def _entry(
    name: str, kind: int, first: int, size: int, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF
) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    return head + struct.pack("<3I36xIQ", 0xFFFFFFFF, right, child, first, size)


def _record(number: int, body: bytes) -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def _bof(kind: int) -> bytes:
    return _record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


def _bound(sheet: OldSheet, start: int) -> bytes:
    text = sheet.name.encode("utf-16-le")
    flags = (start, int(sheet.hidden), len(sheet.name), 1)
    return _record(0x85, struct.pack("<IHBB", *flags) + text)


def _sheet(sheet: OldSheet) -> bytes:
    width = max((len(row) for row in sheet.rows), default=0)
    out = _bof(0x10)
    for column in sheet.hidden_columns:
        out += _record(0x7D, struct.pack("<6H", column, column, 2000, 0, 1, 0))
    out += _record(0x200, struct.pack("<IIHHH", 0, len(sheet.rows), 0, width, 0))
    for number in range(len(sheet.rows)):
        flags = 0x20 if number in sheet.hidden_rows else 0
        out += _record(0x208, struct.pack("<8H", number, 0, width, 255, 0, 0, 0x100 | flags, 0))
    for number, row in enumerate(sheet.rows):
        for column, value in enumerate(row):
            out += _cell(number, column, value)
    if sheet.merged:
        areas = [struct.pack("<4H", top, end, left, to) for top, left, end, to in sheet.merged]
        out += _record(0xE5, struct.pack("<H", len(areas)) + b"".join(areas))
    return out + _record(0x0A, b"")


def _cell(row: int, column: int, value: Value) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if value is None or value == "":
        return b""
    if value == "#N/A":
        return _record(0x205, place + b"\x2a\x01")
    if isinstance(value, str):
        text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
        return _record(0x204, place + text)
    return _record(0x203, place + struct.pack("<d", value))


def _encrypted(stream: bytes, password: str) -> bytes:
    """Encrypt the bodies of the records with RC4 as Office 97 does, in blocks of 1024 bytes."""
    salt, verifier = bytes(range(16)), bytes(range(16, 32))
    check = DocumentRC4.decrypt(password, salt, io.BytesIO(verifier + md5(verifier).digest()))
    keys = DocumentRC4.decrypt(password, salt, io.BytesIO(bytes(len(stream))), blocksize=1024)
    stream_of_keys = keys.read()
    out, place = b"", 0
    while place < len(stream):
        number, size = struct.unpack_from("<HH", stream, place)
        body = stream[place + 4 : place + 4 + size]
        if number == 0x2F:
            body = struct.pack("<HHH", 1, 1, 1) + salt + check.read()
        elif number != 0x809:
            mask = stream_of_keys[place + 4 : place + 4 + size]
            mixed = bytes(a ^ b for a, b in zip(body, mask, strict=True))
            body = body[:4] + mixed[4:] if number == 0x85 else mixed
        out += struct.pack("<HH", number, size) + body
        place += 4 + size
    return out
