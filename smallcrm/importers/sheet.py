"""A file as it was read: sheets of raw cells, before anything is understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A cell that holds a spreadsheet error such as #N/A instead of a value."""

    code: str

    def __str__(self) -> str:
        return self.code


# An empty cell is "". Whole numbers are int whatever the file says; no time of day: a date.
Cell = str | int | float | bool | date | datetime | time | timedelta | ErrorCell
Row = list[Cell]


@dataclass(frozen=True, slots=True)
class MergedRange:
    """Cells shown as one; rows and columns count from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet: equally long rows from row 1 on. A hidden sheet is named and left out.

    `hidden_rows` and `hidden_columns` count from 0; they too are left out unless chosen. `decided`
    holds the rows (from 0) the user has said of whether they are records.
    """

    name: str
    rows: list[Row] = field(repr=False)
    hidden: bool = False
    merged: tuple[MergedRange, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    decided: Mapping[int, bool] = field(default_factory=dict, repr=False)

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True, slots=True)
class Note:
    """Something about the file the user should know: a code for programs, a sentence for people."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file read whole. `format` is "xlsx", "xls", "csv" ...; text files name their encoding.

    `as_it_stands`: the same before its sheets were made lists, where they were none.
    """

    name: str
    path: str
    format: str
    sha256: str
    sheets: tuple[RawSheet, ...]
    encoding: str | None = None
    delimiter: str | None = None
    notes: tuple[Note, ...] = ()
    as_it_stands: "RawFile | None" = field(default=None, repr=False)
