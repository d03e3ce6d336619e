"""Everything somebody cares for goes to somebody else, in one step."""

import pytest

from smallcrm.core.errors import UserError
from smallcrm.services.customers import get_customer, save_customer
from smallcrm.services.follow_ups import complete_follow_up, list_of_customer, save_follow_up
from smallcrm.services.hand_over import Load, count_load, hand_over_all
from smallcrm.services.lookups import list_staff
from smallcrm.services.records import CustomerRecord, FollowUpRecord
from smallcrm.storage.session import Session


def staff(session: Session) -> dict[str, int]:
    return {one.name: one.id or 0 for one in list_staff(session, all_staff=True)}


@pytest.fixture
def customers(session: Session) -> list[int]:
    ids = [
        save_customer(session, CustomerRecord("Alder", owner="Ann")),
        save_customer(session, CustomerRecord("Beech", owner="Bob", deputy="Ann")),
        save_customer(session, CustomerRecord("Cedar", owner="Bob")),
    ]
    for id, who in zip(ids, ("Ann", "Ann", "Bob"), strict=True):
        save_follow_up(session, FollowUpRecord(id, "Call", "2026-11-20", staff=who))
    return ids


def test_all_goes_over_and_comes_back(session: Session, customers: list[int]) -> None:
    ids = staff(session)
    assert count_load(session, ids["Ann"]) == Load(2, 2)
    assert hand_over_all(session, ids["Ann"], ids["Bob"]) == Load(2, 2)
    assert {get_customer(session, id).owner for id in customers} == {"Bob"}
    assert get_customer(session, customers[1]).deputy == "Bob"
    assert {one.staff for id in customers for one in list_of_customer(session, id)} == {"Bob"}
    assert count_load(session, ids["Ann"]) == Load(0, 0)
    assert session.undo_label() == "Hand over 2 customers to Bob"
    session.undo()
    assert get_customer(session, customers[0]).owner == "Ann"
    assert [one.staff for one in list_of_customer(session, customers[1])] == ["Ann"]


def test_what_is_done_stays_with_who_did_it(session: Session, customers: list[int]) -> None:
    ids = staff(session)
    (done,) = list_of_customer(session, customers[0])
    complete_follow_up(session, done.id or 0)
    assert hand_over_all(session, ids["Ann"], ids["Bob"]) == Load(2, 1)


def test_nobody_hands_over_to_himself_or_nothing(session: Session, customers: list[int]) -> None:
    ids = staff(session)
    with pytest.raises(UserError, match="somebody else"):
        hand_over_all(session, ids["Ann"], ids["Ann"])
    hand_over_all(session, ids["Ann"], ids["Bob"])
    with pytest.raises(UserError, match="nothing to hand over"):
        hand_over_all(session, ids["Ann"], ids["Bob"])
