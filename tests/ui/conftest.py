"""What tests of the window need: the theme, a clock that stands still, lists made of nothing."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from smallcrm.core.i18n import N_
from smallcrm.services.table import Column, Row, Sort, Tone
from smallcrm.ui.guard import guard_singletons
from smallcrm.ui.theme import ARGUMENTS, Theme, install_theme

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

guard_singletons()

NOW = datetime(2026, 11, 18, 9, 30)  # a Wednesday


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """With what the program starts its QApplication."""
    return list(ARGUMENTS)


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[Theme]:
    """The theme, light and at 100 %, whatever the test before left."""
    yield install_theme(qapp, scheme="light", text_percent=100)
    install_theme(qapp, scheme="light", text_percent=100)


@pytest.fixture
def now() -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: NOW


@dataclass(frozen=True)
class FakeQuery:
    """A TableQuery over numbers; it counts the rows it was asked for."""

    count: int = 250
    sort: Sort = field(default_factory=lambda: Sort("name"))
    version: int = 1
    missing: frozenset[int] = frozenset()
    fetched: list[int] = field(default_factory=list, compare=False)

    columns = (
        Column("name", N_("Name"), "text", 160),
        Column("level", N_("Level"), "level", 60),
        Column("phone", N_("Mobile"), "phone", 120),
        Column("last", N_("Last contact"), "date", 90, sortable=False),
        Column("bought", N_("Amount"), "money", 110),
        Column("note", N_("Note"), "words", 100, shown=False),
    )

    def sorted_by(self, sort: Sort) -> "FakeQuery":
        """The same list in another order."""
        return replace(self, sort=sort)

    def ids(self, session: Any) -> list[int]:
        """All numbers but the missing ones."""
        ids = [one for one in range(1, self.count + 1) if one not in self.missing]
        return ids[::-1] if self.sort.descending else ids

    def rows(self, session: Any, ids: Sequence[int]) -> list[Row]:
        """A row for each id."""
        self.fetched.extend(ids)
        return [self._row(one) for one in ids]

    def tone(self, row: Row, key: str) -> Tone:
        """Notes are red."""
        return "bad" if key == "note" else ""

    def _row(self, one: int) -> Row:
        return {
            "id": one,
            "name": f"Customer {one} v{self.version}",
            "level": "ABC"[one % 3],
            "phone": f"138{one:08d}",
            "last": (NOW.date() - timedelta(days=one % 50)).isoformat(),
            "bought": one * 100,
            "note": "late",
        }


class SlowReader:
    """A reader that answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Callable[[Any], Any], Callable[[Any], object]]] = []
        self.session: Any = None

    def read(self, channel, function, done, failed=None) -> None:
        """Keep the question."""
        self.asked.append((channel, function, done))

    def answer(self) -> None:
        """Answer the oldest question."""
        _channel, function, done = self.asked.pop(0)
        done(function(self.session))

    def close(self) -> None:
        """Do nothing."""


@pytest.fixture
def slow_reader() -> SlowReader:
    """A reader that answers when it is told to."""
    return SlowReader()


@pytest.fixture
def make_query() -> type[FakeQuery]:
    """The class of lists made of nothing."""
    return FakeQuery


@pytest.fixture
def today() -> date:
    """The day on which the clock stands."""
    return NOW.date()
