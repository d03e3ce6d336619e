"""What the reader's process answers with: plain values that go through a pipe."""

import pickle
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import Any

# Blank rows beyond which a lonely value is no part of the list.
GAP_ROWS = 10_000
# As many rows go through the pipe at once: taking them stops the window's thread.
ROWS_IN_PART = 4000
_ROWS_AT_ONCE = 250  # looked at together; few, as a row may be very wide
# What a sheet may measure; the last place of a sheet is row 1,048,576 in column 16,384.
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
MOST_CELLS = 20_000_000
_BIGGEST_WHOLE = 1e15

# {"format", "sheets", "notes"}, text files with "encoding", "delimiter" and "unreadable" too.
Answer = dict[str, Any]


class Unreadable(Exception):
    """The file cannot be read; the argument is a code of reading.py's sentences."""


def plain_number(value: Any) -> Any:
    """Return whole floats as int, other values as they are: readers know no whole numbers."""
    if type(value) is float and value.is_integer() and -_BIGGEST_WHOLE < value < _BIGGEST_WHOLE:
        return int(value)
    return value


def plain_moment(moment: datetime) -> date | datetime:
    """Return a moment at midnight as a date."""
    return moment.date() if moment.time() == time() else moment


class Outlet:
    """Where rows go as they are read, some thousand at once; `sent` counts these parts.

    `write` takes each as a pickle of a list of rows.
    """

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self.sent = 0

    def send(self, rows: list[list[Any]]) -> int:
        """Send a part; returns its number, counted from 0."""
        self._write(pack_rows(rows))
        self.sent += 1
        return self.sent - 1


class PackedRows:
    """Rows of a sheet that are sent as they come: a large sheet never stands in memory.

    Rows after the last value, or after a very wide gap, are left out. `parts` are the numbers of
    those sent, `len()` is the number of rows, `width` that of columns.
    """

    def __init__(self, rows: Iterable[list[Any]], outlet: Outlet) -> None:
        self.parts: list[int] = []
        self._outlet = outlet
        self.width = self._count = self._blank = 0
        self._part: list[list[Any]] = []
        taken = iter(rows)
        while self._blank <= GAP_ROWS and (block := list(islice(taken, _ROWS_AT_ONCE))):
            self.width = len(block[-1])
            if all(map(any, block)):  # as nearly all are
                self._add_blank(self._blank)
                self._add(block)
            else:
                self._take(block)

    def end(self, least: int) -> None:
        """Take blank rows along up to the number `least`, if there are as many; no more follow."""
        self._add_blank(min(least - self._count, self._blank))
        self._pack()

    def __len__(self) -> int:
        return self._count

    def _take(self, block: list[list[Any]]) -> None:
        for row in block:
            if any(row) or row.count("") < len(row):
                self._add_blank(self._blank)
                self._add([row])
            else:
                self._blank += 1
                if self._blank > GAP_ROWS:
                    break

    def _add(self, rows: list[list[Any]]) -> None:
        self._part += rows
        self._count += len(rows)
        if len(self._part) >= ROWS_IN_PART:
            self._pack()

    def _add_blank(self, rows: int) -> None:
        for _row in range(rows):
            self._add([[""] * self.width])
            self._blank -= 1

    def _pack(self) -> None:
        if self._part:
            self.parts.append(self._outlet.send(self._part))
            self._part = []


def pack_rows(rows: list[list[Any]]) -> bytes:
    """A part of a sheet as it goes through the pipe, whole numbers as int.

    A text that stands in several cells is one object: a city, a level, a word. It is written and
    taken once, and kept in memory once.
    """
    known: dict[str, str] = {}
    same = known.setdefault

    def once(column: tuple[Any, ...]) -> Iterable[Any]:
        if set(map(type, column)) == {str}:
            return map(same, column, column)
        return [same(cell, cell) if type(cell) is str else plain_number(cell) for cell in column]

    columns = map(once, zip(*rows, strict=True))
    same_rows = list(map(list, zip(*columns, strict=True))) or rows  # without columns they are none
    return pickle.dumps(same_rows, protocol=5)


def sheet_answer(
    name: str,
    rows: list[list[Any]] | PackedRows,
    *,
    hidden: bool = False,
    merged: Iterable[tuple[int, int, int, int]] = (),
    errors: Iterable[tuple[int, int, str]] = (),
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[int] = (),
    formulas: Iterable[tuple[int, int]] = (),
) -> Answer:
    """Put a sheet together; rows after the last value, or after a very wide gap, are cut off.

    All places count from 0; merged is (top, left, bottom, right), errors (row, column, code),
    formulas (column, how many cells of it hold one without its result).
    """
    errors = list(errors)
    last = max((row for row, _, _ in errors), default=-1)
    if isinstance(rows, PackedRows):
        rows.end(last + 1)
        end, width = len(rows), rows.width
    else:
        end = _cut(rows, last)
        width = len(rows[0]) if rows else 0
    return {
        "name": name,
        "rows": rows,
        "hidden": hidden,
        "merged": list(merged),
        "errors": errors,
        "hidden_rows": [row for row in hidden_rows if row < end],
        "hidden_columns": [column for column in hidden_columns if column < width],
        "formulas": list(formulas),
    }


def _cut(rows: list[list[Any]], last: int) -> int:
    """Cut off the rows after the last value or the row `last`; returns how many stay."""
    end = 0
    for place, row in enumerate(rows):
        if any(row) or place <= last or any(cell != "" for cell in row):
            end = place + 1
        elif place - end > GAP_ROWS:
            break
    del rows[end:]
    return end


@dataclass(slots=True)
class SparseSheet:
    """A sheet gathered cell by cell, which need not be near each other. Places count from 0."""

    name: str
    rows: dict[int, dict[int, Any]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    formulas: Counter[int] = field(default_factory=Counter)
    hidden: bool = False

    def answer(self) -> Answer:
        """Lay the cells out. Raises Unreadable when they are too far apart."""
        width = max((max(cells, default=-1) for cells in self.rows.values()), default=-1) + 1
        height = max(self.rows, default=-1) + 1
        if width * height > MOST_CELLS:
            raise Unreadable("too_large")
        rows = [[""] * width for _row in range(height)]
        for number, cells in self.rows.items():
            row = rows[number]
            for column, value in cells.items():
                row[column] = value
        return sheet_answer(
            self.name,
            rows,
            hidden=self.hidden,
            merged=self.merged,
            errors=self.errors,
            hidden_rows=_places(self.hidden_rows, height),
            hidden_columns=_places(self.hidden_columns, width),
            formulas=sorted(self.formulas.items()),
        )


def _places(spans: Iterable[range], end: int) -> list[int]:
    return [place for span in spans for place in range(span.start, min(span.stop, end))]


def file_answer(format: str, sheets: list[Answer], notes: Iterable[str] = ()) -> Answer:
    """Put the answer together. Raises Unreadable when there is no sheet."""
    if not sheets:
        raise Unreadable("no_sheets")
    return {"format": format, "sheets": sheets, "notes": sorted(set(notes))}
