"""Printing: one JSON object for scripts, or plain aligned lines for people."""

import json
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from smallcrm.cli.main import clock_of, data_path
from smallcrm.cli.terminal import clear_bar
from smallcrm.core.money import to_decimal_string
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.operations import Origin
from smallcrm.storage.session import Session

if TYPE_CHECKING:
    import argparse

MONEY = frozenset(("amount", "price", "paid", "expense"))


@contextmanager
def opened(options: "argparse.Namespace", origin: Origin = Origin.COMMAND) -> Iterator[Session]:
    """A session on the data file that the options name."""
    datafile = DataFile.open(data_path(options), clock=clock_of(options))
    session = datafile.session(origin)
    try:
        yield session
    finally:
        session.close()
        datafile.close()


def print_json(value: object) -> None:
    """One JSON object on stdout."""
    clear_bar()
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def record_values(record: Any) -> dict[str, Any]:
    """A record as JSON shows it: money as decimal strings, the rest as it is."""
    values = asdict(record)
    for line in (values, *values.get("lines", ())):
        for name in MONEY & line.keys():
            line[name] = None if line[name] is None else to_decimal_string(line[name])
    return values


def print_lines(lines: Sequence[str]) -> None:
    """Lines on stdout."""
    clear_bar()
    sys.stdout.write("".join(line + "\n" for line in lines))


def align(rows: Sequence[Sequence[str]], gap: int = 2) -> list[str]:
    """Rows as lines with aligned columns; Chinese characters count as two."""
    widths = (
        [max(width(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    )
    lines = []
    for row in rows:
        cells = (
            text + " " * (size - width(text) + gap) for text, size in zip(row, widths, strict=True)
        )
        lines.append("".join(cells).rstrip())
    return lines


def width(text: str) -> int:
    """How many terminal columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
