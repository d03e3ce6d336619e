"""Relations between customers: both directions, the value brought, rewards, and undo."""

import pytest

from smallcrm.services.customers import get_customer, save_customer
from smallcrm.services.orders import save_order
from smallcrm.services.records import CustomerRecord, OrderLineRecord, OrderRecord
from smallcrm.services.relations import (
    RelationRecord,
    brought_by,
    delete_relation,
    list_relations,
    save_relation,
)
from smallcrm.services.validation import FieldError
from smallcrm.storage.session import Session


@pytest.fixture
def three(session: Session) -> tuple[int, int, int]:
    ids = [save_customer(session, CustomerRecord(name)) for name in ("Alder", "Birch", "Cedar")]
    return ids[0], ids[1], ids[2]


def seen(session: Session, customer_id: int) -> list[tuple[str, str]]:
    return [(one.words, one.other) for one in list_relations(session, customer_id)]


def test_each_side_sees_the_other(session: Session, three: tuple[int, int, int]) -> None:
    alder, birch, cedar = three
    save_relation(session, alder, RelationRecord("referred", True, birch))
    save_relation(session, alder, RelationRecord("belongs_to", False, cedar))
    save_relation(session, birch, RelationRecord("supplies", True, cedar))

    assert seen(session, alder) == [("Referred", "Birch"), ("Has part", "Cedar")]
    assert seen(session, birch) == [("Referred by", "Alder"), ("Supplies", "Cedar")]
    assert seen(session, cedar) == [("Belongs to", "Alder"), ("Is supplied by", "Birch")]
    assert get_customer(session, birch).referred_by == "Alder"


def test_who_is_named_as_referrer_in_the_form_shows_as_a_relation(
    session: Session, three: tuple[int, int, int]
) -> None:
    alder = three[0]
    save_customer(session, CustomerRecord("Dogwood", referred_by="Alder"))
    assert seen(session, alder) == [("Referred", "Dogwood")]


def test_the_value_brought_is_what_those_referred_bought(
    session: Session, three: tuple[int, int, int]
) -> None:
    alder, birch, cedar = three
    for other, amount in ((birch, 500_00), (cedar, 700_00)):
        save_relation(session, alder, RelationRecord("referred", True, other))
        save_order(session, OrderRecord(other, "2026-11-01", (OrderLineRecord("x", amount),)))
    found = list_relations(session, alder)
    assert [one.other for one in found] == ["Cedar", "Birch"]
    assert brought_by(found) == (2, 1200_00)


def test_a_reward_is_kept_and_changed_in_place(
    session: Session, three: tuple[int, int, int]
) -> None:
    alder, birch, _cedar = three
    promised = RelationRecord("referred", False, alder, reward=300_00)
    save_relation(session, birch, promised)
    (found,) = list_relations(session, birch)
    assert (found.reward, found.reward_given) == (300_00, None)

    given = RelationRecord("referred", False, alder, reward=300_00, reward_given="2026-11-18")
    save_relation(session, birch, given, before=found)
    (found,) = list_relations(session, alder)
    assert (found.outward, found.reward_given) == (True, "2026-11-18")
    session.undo()
    assert list_relations(session, alder)[0].reward_given is None


def test_removing_and_bringing_back(session: Session, three: tuple[int, int, int]) -> None:
    alder, birch, _cedar = three
    save_relation(session, alder, RelationRecord("referred", True, birch, reward=5))
    delete_relation(session, birch, list_relations(session, birch)[0])
    assert seen(session, alder) == []
    session.undo()
    assert seen(session, alder) == [("Referred", "Birch")]
    assert list_relations(session, alder)[0].reward == 5


def test_what_cannot_be_is_refused(session: Session, three: tuple[int, int, int]) -> None:
    alder, birch, cedar = three
    save_relation(session, alder, RelationRecord("referred", True, birch))
    save_relation(session, birch, RelationRecord("referred", True, cedar))
    save_relation(session, alder, RelationRecord("supplies", True, birch))
    wrong = [
        (alder, RelationRecord("other", True, alder)),
        (cedar, RelationRecord("referred", True, alder)),
        (cedar, RelationRecord("referred", False, alder)),
        (birch, RelationRecord("supplies", False, alder)),
    ]
    for customer_id, record in wrong:
        with pytest.raises(FieldError) as told:
            save_relation(session, customer_id, record)
        assert told.value.field == "other"
    assert len(list_relations(session, alder)) == 2
