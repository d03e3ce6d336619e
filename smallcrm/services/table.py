"""Lists as data: what columns there are, which records in which order, and the rows to show.

The window's table, exports and printed lists all read the same TableQuery, so paper shows what the
screen shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from smallcrm.storage.session import Session

# date: ISO text, or ISO text with time; money: minor units; phone: digits; words: already in the
# user's language.
Kind = Literal["text", "date", "money", "phone", "number", "percent", "level", "words"]
Tone = Literal["", "muted", "accent", "ok", "warn", "bad"]
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a list can show. `title` is an N_() text; `width` in pixels at 100 %."""

    key: str
    title: str
    kind: Kind = "text"
    width: int = 120
    sortable: bool = True
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Sort:
    """By which column, and in which direction; `then` orders those that are alike by it."""

    key: str
    descending: bool = False
    then: tuple["Sort", ...] = ()

    @property
    def all(self) -> tuple["Sort", ...]:
        """Each column it orders by, the first one first."""
        return (Sort(self.key, self.descending), *self.then)

    @classmethod
    def of(cls, sorts: Sequence["Sort"]) -> "Sort":
        """One order of several columns."""
        first, *others = sorts
        return cls(first.key, first.descending, tuple(cls(s.key, s.descending) for s in others))


class TableQuery(Protocol):
    """A list: its columns, the ids of its records in order, and rows for some of them."""

    @property
    def columns(self) -> Sequence[Column]:
        """Every column the list can show."""

    @property
    def sort(self) -> Sort:
        """The present order."""

    def sorted_by(self, sort: Sort) -> "TableQuery":
        """The same list in another order."""

    def ids(self, session: Session) -> list[int]:
        """The ids of all records, in order.

        Safe to call on a reader thread with a session of its own.
        """

    def rows(self, session: Session, ids: Sequence[int]) -> list[Row]:
        """One row for each id, in the order of `ids`.

        Each holds "id" and a value for every column key.
        """

    def tone(self, row: Row, key: str) -> Tone:
        """How a cell should look: overdue is "bad", missing is "muted" and so on."""


@dataclass(frozen=True, slots=True)
class ShownList:
    """A list as it stands on the screen: what to export or print. `title` and `filter` in words."""

    title: str
    query: TableQuery
    keys: tuple[str, ...]
    filter: str = ""

    @property
    def columns(self) -> list[Column]:
        """The columns that are shown, in their order on the screen."""
        known = {column.key: column for column in self.query.columns}
        return [known[key] for key in self.keys if key in known]
