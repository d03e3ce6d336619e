"""Rows that are written while the next are made are as good as any: all of them, or none."""

import sys
import threading
from collections.abc import Callable, Sequence

import apsw
import pytest

from smallcrm.core.errors import Cancelled
from smallcrm.models import Customer, Phone
from smallcrm.models.bulk import insert_rows, next_id
from smallcrm.storage.operations import Op
from smallcrm.storage.recording import SHORTEST_RUN
from smallcrm.storage.session import Session, Unit
from tests.storage.helpers import dump

PART = SHORTEST_RUN + 1
CREATED = "2026-11-01"


def add_customers(unit: Unit, ids: Sequence[int]) -> None:
    rows = ((id, f"客户{id}", CREATED) for id in ids)
    insert_rows(Customer, ("id", "name", "created"), rows, unit, later=True)


def test_all_is_there_and_is_one_step(session: Session) -> None:
    before = dump(session)
    with session.unit(Op.IMPORT, {"file": "x"}) as unit:
        for part in range(8):
            ids = range(first := 1 + part * PART, first + PART)
            add_customers(unit, ids)
            numbers = [(id, f"138{id:08}") for id in ids]
            insert_rows(Phone, ("customer", "number"), numbers, unit, later=True)
        unit.wait()
        assert next_id(Customer) == 8 * PART + 1
        Customer.update(note="the last").where(Customer.id == 8 * PART).execute()
    phones = [row[0] for row in Phone.select(Phone.number).order_by(Phone.id).tuples()]
    assert phones == [f"138{id:08}" for id in range(1, 8 * PART + 1)]
    after = dump(session)
    session.undo()
    assert dump(session) == before
    session.redo()
    assert dump(session) == after


def test_values_come_back_as_they_are(session: Session) -> None:
    names = ['O\'Hara "&" 兄弟', "a\nb\\c\t{}[],", "𠮷野家 🍜", "١٢٣", "null", "1.0", "-0", " x "]
    values = [None, 0, -1, 2**62, 7, 8, 9, 10]
    with session.unit(Op.IMPORT, {"file": "x"}) as unit:
        rows = [(name, CREATED, value) for name, value in zip(names, values, strict=True)]
        fields = ("name", "created", "revenue")
        insert_rows(Customer, fields, rows, unit, later=True)
    stored = Customer.select(Customer.name, Customer.revenue).order_by(Customer.id).tuples()
    assert list(stored) == list(zip(names, values, strict=True))


def write_bad_row(unit: Unit) -> None:
    insert_rows(Customer, ("name", "created", "level"), [("b", CREATED, "Z")], unit, later=True)


def write_orphan(unit: Unit) -> None:
    insert_rows(Phone, ("customer", "number"), [(999_999, "1")], unit, later=True)


def cancel(_unit: Unit) -> None:
    raise Cancelled


def import_spoiled(session: Session, spoil: Callable[[Unit], None]) -> None:
    with session.unit(Op.IMPORT, {"file": "x"}) as unit:
        for part in range(6):
            add_customers(unit, range(first := 1 + part * PART, first + PART))
            if part == 2:
                spoil(unit)


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (write_bad_row, apsw.ConstraintError),
        (write_orphan, apsw.ConstraintError),
        (cancel, Cancelled),
    ],
)
def test_an_error_leaves_nothing(
    session: Session, spoil: Callable[[Unit], None], error: type[Exception]
) -> None:
    before, turn = dump(session), sys.getswitchinterval()
    with pytest.raises(error):
        import_spoiled(session, spoil)
    assert dump(session) == before
    assert not [thread for thread in threading.enumerate() if thread.name == "writes"]
    assert sys.getswitchinterval() == turn
    with session.unit(Op.IMPORT, {"file": "y"}) as unit:
        add_customers(unit, [1])
    assert Customer.get_by_id(1).name == "客户1"
