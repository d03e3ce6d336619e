"""A small writer of xlsb workbooks (BIFF12 records, [MS-XLSB]), for reading them back in tests."""

import struct
import zipfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

_ERRORS = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#N/A": 42}
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>
</Types>"""


def write_xlsb(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[object]]],
    *,
    hidden_sheets: Collection[str] = (),
    hidden_rows: Collection[int] = (),
    hidden_columns: Collection[int] = (),
    merged: Sequence[tuple[int, int, int, int]] = (),
) -> Path:
    """Write sheets of texts, numbers, truths and errors ("#N/A"); the hidden count from 0.

    `merged` holds (top, left, bottom, right). Returns the path.
    """
    bundles = b""
    links = ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for number, (name, rows) in enumerate(sheets.items(), 1):
            part = f"worksheets/sheet{number}.bin"
            body = _sheet(rows, hidden_rows, hidden_columns, merged)
            book.writestr(f"xl/{part}", body)
            links += f'<Relationship Id="r{number}" Type="{_OFFICE}/worksheet" Target="{part}"/>'
            state = struct.pack("<II", int(name in hidden_sheets), number)
            bundles += _record(156, state + _text(f"r{number}") + _text(name))
        begin, end = _record(131), _record(132)
        whole = begin + _record(143) + bundles + _record(144) + end
        book.writestr("xl/workbook.bin", whole)
        head = f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_RELATIONS}">'
        book.writestr("xl/_rels/workbook.bin.rels", f"{head}{links}</Relationships>")
        root = f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.bin"/>'
        book.writestr("_rels/.rels", f"{head}{root}</Relationships>")
        book.writestr("[Content_Types].xml", _CONTENT)
    return path


def _sheet(
    rows: Sequence[Sequence[object]],
    hidden_rows: Collection[int],
    hidden_columns: Collection[int],
    merged: Sequence[tuple[int, int, int, int]],
) -> bytes:
    width = max(map(len, rows))
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)
    done = _record(129) + _record(148, size) + _record(390)
    for column in sorted(hidden_columns):
        done += _record(60, struct.pack("<IIIIH", column, column, 2340, 0, 1))
    done += _record(391) + _record(145)
    for place, row in enumerate(rows):
        flags = 0x10 if place in hidden_rows else 0
        done += _record(
            0, struct.pack("<IIHBBB", place, 0, 300, 0, flags, 0) + struct.pack("<I", 0)
        )
        done += b"".join(_cell(column, value) for column, value in enumerate(row) if value != "")
    done += _record(146)
    if merged:
        done += _record(177, struct.pack("<I", len(merged)))
        for top, left, bottom, right in merged:
            done += _record(176, struct.pack("<IIII", top, bottom, left, right))
        done += _record(178)
    return done + _record(130)


def _cell(column: int, value: object) -> bytes:
    head = struct.pack("<II", column, 0)
    if isinstance(value, bool):
        return _record(4, head + bytes([value]))
    if isinstance(value, int | float):
        return _record(5, head + struct.pack("<d", value))
    if value in _ERRORS:
        return _record(3, head + bytes([_ERRORS[str(value)]]))
    return _record(6, head + _text(str(value)))


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _record(kind: int, body: bytes = b"") -> bytes:
    """A record: its kind in one or two bytes, its length in groups of seven bits, its body."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, lengths = len(body), []
    while True:
        lengths.append(size & 0x7F | (0x80 if size > 0x7F else 0))
        size >>= 7
        if not size:
            return head + bytes(lengths) + body
