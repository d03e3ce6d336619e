"""Three hundred actions of every kind in any order, with undo and redo in between; undoing all of
them leaves an equal file.

SMALLCRM_WALKS sets how many sequences are tried, SMALLCRM_ACTIONS how long each is.
"""

import os
import random
from datetime import timedelta
from typing import Any

import pytest

from smallcrm.core.dates import FixedClock
from smallcrm.core.errors import UserError
from smallcrm.models import Customer, CustomerFact
from smallcrm.storage import facts
from smallcrm.storage.check import find_faults
from smallcrm.storage.session import Session
from tests.conftest import NOW
from tests.e2e.actions import COMMANDS, Nothing, add
from tests.e2e.more_actions import MORE
from tests.storage.helpers import dump

WALKS = int(os.environ.get("SMALLCRM_WALKS", "4"))
ACTIONS = int(os.environ.get("SMALLCRM_ACTIONS", "300"))
UNDO, REDO = 0.05, 0.5  # how often the newest step is taken back, and then brought back

Dump = dict[str, Any]


class Walk:
    """One sequence of actions; `before` holds the file before each step that can be undone."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session, self.random = session, random.Random(seed)
        self.before: list[Dump] = []
        self.done: list[str] = []

    def go(self, count: int) -> None:
        """Do so many actions, a day or none apart."""
        self._do(add)
        for number in range(count):
            self.session.clock = FixedClock(NOW + timedelta(hours=9 * number))
            if self.random.random() < UNDO and self.before:
                self._go_back()
            else:
                self._do(self.random.choice((*COMMANDS, *MORE)))

    def _do(self, command: Any) -> None:
        session = self.session
        before, step = dump(session), session.next_step()
        try:
            command(session, self.random.choice)
        except (Nothing, UserError):
            assert dump(session) == before, f"{command.__name__} was refused, yet changed something"
            return
        self.done.append(command.__name__)
        if session.next_step() != step:
            self.before.append(before)

    def _go_back(self) -> None:
        after = dump(self.session)
        self.done.append("undo")
        self.session.undo()
        assert dump(self.session) == self.before[-1], self.done
        if self.random.random() < REDO:
            self.done.append("redo")
            self.session.redo()
            # what the program made by itself after the step is made again when it is its turn
            assert_same_customers(dump(self.session), after)
        else:
            self.before.pop()


def assert_same_customers(one: Dump, other: Dump) -> None:
    for table in ("customer", "contact", "sales_order", "custom_value", "relation"):
        assert one[table] == other[table]


def assert_derived_is_right(session: Session) -> None:
    kept = dump(session)
    assert CustomerFact.select().count() == Customer.select().count()
    with session.keeping() as connection:
        facts.rebuild(connection, session.today)
    assert dump(session) == kept


@pytest.mark.parametrize("seed", range(WALKS))
def test_undoing_all_of_a_long_day_leaves_an_equal_file(session: Session, seed: int) -> None:
    empty = dump(session)
    walk = Walk(session, seed)
    walk.go(ACTIONS)
    assert_derived_is_right(session)
    assert find_faults(session.connection) == []
    for before in reversed(walk.before):
        session.undo()
        assert dump(session) == before, walk.done
    assert session.undo_label() == ""
    assert dump(session) == empty
