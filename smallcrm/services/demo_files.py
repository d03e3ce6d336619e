"""Files attached to customers of the demonstration: a text and a drawing, made here."""

import struct
import zlib
from collections.abc import Callable, Sequence
from datetime import timedelta

from smallcrm.models import Attachment
from smallcrm.services.demo_book import Book
from smallcrm.services.demo_drafts import Calendar, Customer
from smallcrm.services.demo_words import Words

MOST = 24  # customers that have some
_WIDE, _HIGH = 480, 320
_PAPER, _WALL, _MACHINE, _PIPE = (250, 250, 247), (70, 76, 90), (122, 162, 255), (230, 150, 60)
# Left, top, width, height in px, and the colour: a room, its door, three machines and the pipe.
_PLAN = (
    *((30, 30, 420, 260, _WALL), (36, 36, 408, 248, _PAPER), (330, 284, 60, 6, _PAPER)),
    *((70, 70, 90, 60, _MACHINE), (190, 70, 90, 60, _MACHINE), (330, 70, 70, 90, _MACHINE)),
    *((70, 200, 330, 8, _PIPE), (112, 130, 8, 70, _PIPE), (232, 130, 8, 70, _PIPE)),
    (362, 160, 8, 40, _PIPE),
)

# keep(name, content) stores a file; returns its SHA-256 and its size in bytes
Keep = Callable[[str, bytes], tuple[str, int]]


def add_files(
    words: Words, book: Book, calendar: Calendar, customers: Sequence[Customer], keep: Keep
) -> None:
    """Attach what a salesperson brings back: what was agreed, and where the machines stand."""
    (text_name, text), (plan_name, _empty) = words.files
    served = [one for one in customers if one.level == "A" and one.buys and one.people]
    drawing = draw_plan()
    for place, customer in enumerate(served[:MOST]):
        person = customer.people[0].name
        said = text % {"customer": customer.name, "person": person}
        files = [(text_name, said.encode("utf-8"))]
        if place % 2 == 0:
            files.append((plan_name, drawing))
        day = max(customer.created, calendar.today - timedelta(days=20 + 9 * place))
        for name, content in files:
            digest, size = keep(name, content)
            book.add(
                Attachment,
                customer=customer.id,
                name=name,
                sha256=digest,
                size=size,
                added=f"{day.isoformat()} 16:20",
            )


def draw_plan() -> bytes:
    """A plan of a compressor room as a PNG."""
    lines = [bytearray(bytes(_PAPER) * _WIDE) for _line in range(_HIGH)]
    for left, top, wide, high, colour in _PLAN:
        for line in lines[top : top + high]:
            line[3 * left : 3 * (left + wide)] = bytes(colour) * wide
    raw = b"".join(b"\0" + bytes(line) for line in lines)
    head = struct.pack(">2I5B", _WIDE, _HIGH, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
