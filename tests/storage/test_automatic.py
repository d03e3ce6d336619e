"""Steps the program makes by itself never stand between a user and the own last step."""

import pytest

from smallcrm.core.errors import UserError
from smallcrm.models import Customer, FollowUp
from smallcrm.services.customers import delete_customers, save_customer
from smallcrm.services.records import CustomerRecord
from smallcrm.storage.operations import Op, Origin
from smallcrm.storage.session import Session


def remind(session: Session, customer: int) -> None:
    with session.unit(Op.REMIND, {"made": 1, "gone": 0}, origin=Origin.PROGRAM):
        FollowUp.create(
            customer=customer, title="call", due="2026-11-18", created="2026-11-18", rule="cadence"
        )


def names() -> list[str]:
    return [row[0] for row in list(Customer.select(Customer.name).tuples())]


def test_undo_takes_the_users_step_and_what_was_made_after_it(session: Session) -> None:
    remind_for = save_customer(session, CustomerRecord("星河印务"))
    remind(session, remind_for)
    assert session.undo_label() == "Add customer 星河印务"
    result = session.undo()
    assert not result.kept
    assert names() == []
    assert FollowUp.select().count() == 0
    session.redo()
    assert names() == ["星河印务"]


def test_redo_is_not_lost_by_an_automatic_step(session: Session) -> None:
    first = save_customer(session, CustomerRecord("星河印务"))
    second = save_customer(session, CustomerRecord("青石包装"))
    delete_customers(session, [second])
    session.undo()
    remind(session, second)
    assert session.redo_label() == "Delete 青石包装"
    session.redo()
    assert names() == ["星河印务"]
    assert FollowUp.select().count() == 0
    remind(session, first)
    session.undo()
    assert sorted(names()) == ["星河印务", "青石包装"]


def test_what_was_made_before_the_users_step_stays(session: Session) -> None:
    customer = save_customer(session, CustomerRecord("星河印务"))
    remind(session, customer)
    save_customer(session, CustomerRecord("青石包装"))
    session.undo()
    assert FollowUp.select().count() == 1


def test_what_was_done_with_a_reminder_can_be_brought_back(session: Session) -> None:
    customer = save_customer(session, CustomerRecord("星河印务"))
    remind(session, customer)
    with session.unit(Op.COMPLETE_FOLLOW_UP, {"name": "call"}):
        FollowUp.update(state="done", closed="2026-11-18 10:00").execute()
    session.undo()
    assert [one.state for one in FollowUp.select()] == ["open"]
    session.redo()
    assert [one.state for one in FollowUp.select()] == ["done"]


def test_automatic_steps_alone_leave_nothing_to_undo(session: Session) -> None:
    customer = save_customer(session, CustomerRecord("星河印务"))
    remind(session, customer)
    session.undo()
    with pytest.raises(UserError):
        session.undo()
