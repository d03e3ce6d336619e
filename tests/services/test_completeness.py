"""The company's standard of what must be known, and what is best asked next."""

import pytest

from smallcrm.services.completeness import (
    AT_FIRST,
    BY_LEVEL,
    fact_to_ask,
    get_standard,
    list_worth_completing,
    missing_facts,
    read_overview,
    save_known,
    save_standard,
    title_of,
)
from smallcrm.services.contact_log import log_contact
from smallcrm.services.custom_fields import FieldRecord, save_field
from smallcrm.services.customer_card import read_card
from smallcrm.services.customers import get_customer, save_customer
from smallcrm.services.fact_checks import check_fact, list_doubts, read_promptness
from smallcrm.services.records import CustomerRecord, InteractionRecord, PhoneRecord
from smallcrm.services.validation import FieldError
from smallcrm.storage.session import Session


def add(session: Session, name: str = "星河印务", **more: object) -> int:
    return save_customer(session, CustomerRecord(name, **more))  # type: ignore[arg-type]


def percent(session: Session, customer: int) -> int:
    return read_card(session, customer).completeness


def test_at_first_every_level_asks_for_the_same(session: Session) -> None:
    standard = get_standard(session)
    assert set(standard) == set(BY_LEVEL)
    assert set(standard.values()) == {AT_FIRST}
    customer = add(session, level="A", industry="印刷")
    assert percent(session, customer) == 25
    assert missing_facts(session, customer) == (
        "contact",
        "phone",
        "address",
        "owner",
        "source",
        "online",
    )


def test_a_new_standard_counts_all_customers_anew(session: Session) -> None:
    a, b = add(session, "甲", level="A", industry="印刷"), add(session, "乙", level="B")
    nothing = add(session, "丙")
    save_standard(session, {"A": ("industry", "tax_number"), "B": ("level",), "": ()})
    assert [percent(session, one) for one in (a, b, nothing)] == [50, 100, 100]
    assert missing_facts(session, a) == ("tax_number",)
    with_level = get_customer(session, nothing)
    assert with_level.level == ""
    save_known(session, nothing, "level", "A")
    assert percent(session, nothing) == 0  # its level asks for more
    days = {id: share for id, *_rest, share, _owed in session.as_of(session.today)}
    assert (days[a], days[b]) == (50, 100)


def test_fields_of_the_companys_own_count_too(session: Session) -> None:
    field = save_field(session, FieldRecord("车间数", "number"))
    customer = add(session)
    key = f"custom:{field}"
    save_standard(session, {level: (key,) for level in BY_LEVEL})
    assert percent(session, customer) == 0
    assert title_of(session, key) == "车间数"
    save_known(session, customer, key, "3")
    assert percent(session, customer) == 100


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("contact", "陈先生（采购）"),
        ("phone", "021-62108888"),
        ("mobile", "138 0013 8000"),
        ("address", "江苏省苏州市某路1号"),
        ("online", "a@example.com"),
        ("online", "wx_chen"),
        ("level", "B"),
        ("owner", "Li"),
        ("source", "fair"),
        ("industry", "印刷"),
        ("birthday", "1980-3-5"),
        ("tax_number", "91310000MA1FL0000X"),
        ("employees", "120"),
        ("revenue", "120万"),
        ("consent", "given"),
        ("website", "example.com"),
    ],
)
def test_what_is_learnt_is_known_from_then_on(session: Session, key: str, text: str) -> None:
    customer = add(session)
    save_standard(session, {level: (key,) for level in BY_LEVEL})
    assert missing_facts(session, customer) == (key,)
    save_known(session, customer, key, text)
    assert missing_facts(session, customer) == ()
    assert percent(session, customer) == 100
    session.undo()
    assert percent(session, customer) == 0


@pytest.mark.parametrize(
    ("key", "text"),
    [("phone", "none"), ("mobile", "021-62108888"), ("birthday", "spring"), ("industry", " ")],
)
def test_what_cannot_be_kept_names_its_fact(session: Session, key: str, text: str) -> None:
    customer = add(session)
    with pytest.raises(FieldError) as caught:
        save_known(session, customer, key, text)
    assert caught.value.field == key


def test_the_post_is_the_contact_persons(session: Session) -> None:
    customer = add(session)
    with pytest.raises(FieldError):
        save_known(session, customer, "title", "采购经理")
    save_known(session, customer, "contact", "陈东")
    save_known(session, customer, "title", "采购经理")
    (person,) = get_customer(session, customer).contacts
    assert (person.name, person.title) == ("陈东", "采购经理")


def test_most_worth_completing_first(session: Session) -> None:
    add(session, "c", level="C")
    add(session, "lost", level="A", status="lost")
    add(session, "a", level="A")
    phone = PhoneRecord("13800138000")
    add(session, "a known better", level="A", industry="x", owner="Li", phones=(phone,))
    assert [gap.name for gap in list_worth_completing(session)] == ["a", "a known better", "c"]
    assert [gap.name for gap in list_worth_completing(session, 1)] == ["a"]


def test_the_customer_is_asked_for_what_only_it_can_tell(session: Session) -> None:
    customer = add(session)
    standard = {level: ("owner", "level", "industry", "phone") for level in BY_LEVEL}
    save_standard(session, standard)
    assert fact_to_ask(session, customer) == "industry"
    save_known(session, customer, "industry", "印刷")
    save_known(session, customer, "phone", "021-62108888")
    assert fact_to_ask(session, customer) == ""
    assert fact_to_ask(session, 999) == ""


def test_the_whole_base(session: Session) -> None:
    add(session, "a", level="A", industry="x")
    add(session, "b", level="A")
    add(session, "c", industry="x")
    add(session, "gone", status="lost")
    found = read_overview(session)
    assert (found.customers, found.completeness) == (3, 17)
    assert [(one.level, one.customers, one.completeness) for one in found.levels] == [
        ("A", 2, 19),
        ("", 1, 13),
    ]
    lacking = dict(found.lacking)
    assert (lacking["phone"], lacking["industry"], lacking["level"]) == (3, 1, 1)
    assert list(lacking.values()) == sorted(lacking.values(), reverse=True)


def test_an_empty_base_is_no_trouble(session: Session) -> None:
    assert read_overview(session).customers == 0
    assert list_worth_completing(session) == []


def test_a_fact_marked_wrong_is_checked_until_it_is_confirmed(session: Session) -> None:
    customer = add(session)
    check_fact(session, customer, "phone", "wrong")
    (doubt,) = list_doubts(session)
    assert (doubt.customer, doubt.field, doubt.times) == ("星河印务", "phone", 0)
    check_fact(session, customer, "phone", "confirmed")
    assert list_doubts(session) == []
    session.undo()
    assert len(list_doubts(session)) == 1


def test_a_number_nobody_answers_is_in_doubt(session: Session) -> None:
    customer = add(session)

    def call(outcome: str, at: str) -> None:
        log_contact(session, InteractionRecord(customer, outcome=outcome, at=at))

    for day in ("10", "11"):
        call("no_answer", f"2026-11-{day} 10:00")
    assert list_doubts(session) == []
    call("no_answer", "2026-11-12 10:00")
    (doubt,) = list_doubts(session)
    assert (doubt.times, doubt.at) == (3, "2026-11-12 10:00")
    call("reached", "2026-11-13 10:00")
    assert list_doubts(session) == []


def test_how_soon_it_is_written_down(session: Session) -> None:
    customer = add(session)
    for at in ("2026-11-18 08:00", "2026-11-14", "2026-01-01"):
        log_contact(session, InteractionRecord(customer, "x", at=at, staff="Li"))
    (found,) = read_promptness(session)
    assert (found.staff, found.records, found.days, found.same_day) == ("Li", 2, 2.0, 0.5)
