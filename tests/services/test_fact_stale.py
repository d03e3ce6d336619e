"""Facts to be confirmed every so many months: listed when due, answered in one step."""

from datetime import datetime

import pytest

from smallcrm.core.dates import FixedClock
from smallcrm.services.completeness import get_standard, save_standard
from smallcrm.services.contacts import save_contact
from smallcrm.services.custom_fields import FieldRecord, list_fields, save_field
from smallcrm.services.customers import change_customer, get_customer, save_customer
from smallcrm.services.fact_checks import check_fact, list_doubts
from smallcrm.services.fact_stale import (
    confirm_fact,
    correct_fact,
    get_months,
    list_stale,
    person_left,
    save_months,
    stands_as,
)
from smallcrm.services.records import AddressRecord, ContactRecord, CustomerRecord, PhoneRecord
from smallcrm.services.validation import FieldError
from smallcrm.storage.session import Session


def go_to(session: Session, day: str) -> None:
    session.clock = FixedClock(datetime.fromisoformat(f"{day} 09:00"))


@pytest.fixture
def customer(session: Session) -> int:
    go_to(session, "2025-01-10")
    made = save_customer(
        session,
        CustomerRecord(
            *("Alder Works",),
            level="A",
            industry="Printing",
            phones=(PhoneRecord("13800138000", kind="mobile"),),
            addresses=(AddressRecord("5 Mill Lane", city="Leeds"),),
        ),
    )
    phones = (PhoneRecord("13900139000", kind="mobile"),)
    save_contact(session, ContactRecord("Reed", customer_id=made, title="Buyer", phones=phones))
    go_to(session, "2026-11-18")
    return made


def due(session: Session) -> list[str]:
    return [one.key for one in list_stale(session)]


def test_nothing_ages_before_somebody_says_so(session: Session, customer: int) -> None:
    assert list_stale(session) == []
    save_months(session, {"phone": 12, "founded": 12, "industry": 0})
    assert get_months(session) == {"phone": 12}
    assert due(session) == ["phone"]


def test_facts_are_due_after_their_months(session: Session, customer: int) -> None:
    save_months(session, {"phone": 12, "industry": 24, "contact": 6, "address": 22})
    assert due(session) == ["contact", "phone", "address"]


@pytest.mark.parametrize("key", ["phone", "contact", "address", "industry", "level"])
def test_confirmed_today_is_not_due_and_undo_makes_it_so(
    session: Session, customer: int, key: str
) -> None:
    save_months(session, {key: 12})
    assert due(session) == [key]
    confirm_fact(session, customer, key)
    assert due(session) == []
    session.undo()
    assert due(session) == [key]
    confirm_fact(session, customer, key)
    go_to(session, "2027-11-19")
    (one,) = list_stale(session)
    assert one.confirmed[:10] == "2026-11-18"


@pytest.mark.parametrize(
    ("key", "text", "shown"),
    [
        ("phone", "13700137000", "137 0013 7000"),
        ("contact", "Mr. Wood", "Wood"),
        ("address", "9 Quay Street, York", "9 Quay Street, York"),
        ("industry", "Paper", "Paper"),
        ("title", "Director", "Director"),
    ],
)
def test_what_is_corrected_stands_in_its_place(
    session: Session, customer: int, key: str, text: str, shown: str
) -> None:
    keys = (*get_standard(session)["A"], "title")
    save_standard(session, {**get_standard(session), "A": keys})
    save_months(session, {key: 12})
    before = stands_as(session, customer, key)
    correct_fact(session, customer, key, text)
    assert stands_as(session, customer, key) == shown
    assert len(get_customer(session, customer).phones) == 1
    assert due(session) == []
    session.undo()
    assert stands_as(session, customer, key) == before
    assert due(session) == [key]


def test_a_number_of_a_person_is_corrected_there(session: Session, customer: int) -> None:
    person = get_customer(session, customer).contacts[0].id
    check_fact(session, customer, "phone", "wrong", contact_id=person)
    correct_fact(session, customer, "phone", "13700137000", person)
    record = get_customer(session, customer)
    assert record.contacts[0].phones[0].number == "13700137000"
    assert record.phones[0].number == "13800138000"
    assert list_doubts(session) == []


def test_who_left_is_no_longer_in_doubt_but_known(session: Session, customer: int) -> None:
    person = get_customer(session, customer).contacts[0].id
    check_fact(session, customer, "contact", "wrong", contact_id=person)
    assert [one.field for one in list_doubts(session)] == ["contact"]
    person_left(session, customer, person)
    assert get_customer(session, customer).contacts[0].left_on == "2026-11-18"
    assert list_doubts(session) == []
    session.undo()
    assert [one.field for one in list_doubts(session)] == ["contact"]


def test_a_change_counts_as_confirmation_and_other_changes_do_not(
    session: Session, customer: int
) -> None:
    save_months(session, {"industry": 12})
    change_customer(session, customer, region="North")
    assert due(session) == ["industry"]
    change_customer(session, customer, industry="Paper")
    assert due(session) == []


def test_lost_customers_and_facts_nobody_asks_for_are_left_alone(
    session: Session, customer: int
) -> None:
    save_months(session, {"phone": 12, "website": 12})
    change_customer(session, customer, website="example.org")
    go_to(session, "2028-01-01")
    assert due(session) == ["phone"]
    change_customer(session, customer, status="lost")
    assert due(session) == []


def test_fields_of_ones_own_age_too(session: Session) -> None:
    go_to(session, "2025-01-10")
    save_field(session, FieldRecord("Machines", "number"))
    made = save_customer(session, CustomerRecord("Birch", level="A", custom={"Machines": "3"}))
    key = f"custom:{list_fields(session)[0].id}"
    save_standard(session, {**get_standard(session), "A": (key,)})
    save_months(session, {key: 6})
    go_to(session, "2026-11-18")
    assert due(session) == [key]
    assert stands_as(session, made, key) == "3"
    correct_fact(session, made, key, "5")
    assert stands_as(session, made, key) == "5"
    assert due(session) == []


def test_nonsense_is_not_kept(session: Session, customer: int) -> None:
    with pytest.raises(FieldError):
        correct_fact(session, customer, "phone", "none")
    assert stands_as(session, customer, "phone") == "138 0013 8000"
