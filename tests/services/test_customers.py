"""Customers and contact persons as services save, change, delete and explain them."""

from dataclasses import replace
from datetime import date

import pytest

from smallcrm.core.errors import UserError
from smallcrm.services.addresses import split_address
from smallcrm.services.contacts import delete_contact, move_contact, save_contact
from smallcrm.services.customer_card import card_text, read_card
from smallcrm.services.customers import (
    add_customer,
    change_customer,
    count_customers,
    delete_customers,
    edit_customers,
    find_by_name,
    find_customer,
    get_customer,
    save_customer,
    suggest_customers,
    tag_customers,
)
from smallcrm.services.follow_ups import save_follow_up
from smallcrm.services.interactions import save_interaction
from smallcrm.services.orders import save_order, save_term
from smallcrm.services.origins import Fact, explain_fact, find_address_fact, find_phone_fact
from smallcrm.services.records import (
    AddressRecord,
    ContactRecord,
    CustomerRecord,
    FollowUpRecord,
    InteractionRecord,
    OrderLineRecord,
    OrderRecord,
    PhoneRecord,
    TermRecord,
)
from smallcrm.services.relations import list_relations
from smallcrm.services.similar import find_similar
from smallcrm.services.validation import FieldError
from smallcrm.storage.session import Session

FULL = CustomerRecord(
    "Alder Ltd.",
    code="K1",
    level="A",
    status="active",
    owner="Ann",
    source="Fair",
    industry="Tools",
    email="info@alder.example",
    phones=(PhoneRecord("02162108888", "802", "phone"),),
    addresses=(
        AddressRecord("1 High Street", city="Leeds"),
        AddressRecord("Dock 4", kind="delivery"),
    ),
    tags=("Dealer", "Fair 2026"),
    custom={"Size": "large"},
    revenue=120_000,
)  # fmt: skip
PERSON = ContactRecord(
    "Young", salutation="Mr.", title="Buyer", phones=(PhoneRecord("13800138000"),)
)


def test_what_was_saved_is_read_back(session: Session) -> None:
    customer = save_customer(session, FULL)
    stored = get_customer(session, customer)

    assert replace(stored, id=None, created=None) == FULL
    assert stored.created == session.today


def test_saving_what_was_read_changes_nothing(session: Session) -> None:
    customer = save_customer(session, FULL)
    before = session.undo_label()
    save_customer(session, get_customer(session, customer))

    assert session.undo_label() == before == "Add customer Alder Ltd."


def test_a_customer_comes_with_its_people_in_one_step(session: Session) -> None:
    customer = add_customer(session, replace(FULL, contacts=(PERSON,)))
    (person,) = get_customer(session, customer).contacts
    session.undo()

    assert (person.name, person.phones) == ("Young", PERSON.phones)
    assert count_customers(session) == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": "  "}, "name"), ({"email": "no address"}, "email"), ({"level": "E"}, "level")],
)
def test_what_is_wrong_names_its_field(
    session: Session, change: dict[str, str], field: str
) -> None:
    with pytest.raises(FieldError) as wrong:
        save_customer(session, replace(FULL, **change))  # type: ignore[arg-type]

    assert wrong.value.field == field
    assert count_customers(session) == 0


def test_editing_keeps_what_stays_and_drops_what_went(session: Session) -> None:
    customer = save_customer(session, FULL)
    stored = get_customer(session, customer)
    phones = (*stored.phones, PhoneRecord("13900001111"))
    save_customer(
        session, replace(stored, phones=phones, addresses=(), tags=("Dealer",), custom={"Size": ""})
    )
    changed = get_customer(session, customer)

    assert changed.phones == phones
    assert changed.addresses == ()
    assert changed.tags == ("Dealer",)
    assert changed.custom == {}


def test_a_customer_that_is_gone_cannot_be_saved(session: Session) -> None:
    customer = save_customer(session, FULL)
    stored = get_customer(session, customer)
    delete_customers(session, [customer])

    with pytest.raises(UserError, match="no longer there"):
        save_customer(session, stored)


def test_deleting_takes_all_that_hangs_on_it_and_undo_brings_it_back(session: Session) -> None:
    customer = add_customer(session, replace(FULL, contacts=(PERSON,)))
    save_interaction(session, InteractionRecord(customer, "called"))
    before = read_card(session, customer)

    assert delete_customers(session, [customer]) == 1
    assert session.undo_label() == "Delete Alder Ltd."
    with pytest.raises(UserError):
        read_card(session, customer)
    session.undo()
    assert read_card(session, customer) == before


def test_several_are_changed_in_one_step(session: Session) -> None:
    ids = [save_customer(session, CustomerRecord(name)) for name in ("Birch", "Cedar")]
    edit_customers(session, ids, level="B", owner="Bob")
    changed = [get_customer(session, one) for one in ids]
    session.undo()

    assert [(one.level, one.owner) for one in changed] == [("B", "Bob"), ("B", "Bob")]
    assert [get_customer(session, one).level for one in ids] == ["", ""]


def test_a_tag_is_put_on_once_and_taken_off(session: Session) -> None:
    ids = [save_customer(session, CustomerRecord(name)) for name in ("Birch", "Cedar")]
    tag_customers(session, ids[:1], "Fair")
    tag_customers(session, ids, "fair")

    assert [get_customer(session, one).tags for one in ids] == [("Fair",), ("Fair",)]
    tag_customers(session, ids, "Fair", remove=True)
    assert [get_customer(session, one).tags for one in ids] == [(), ()]


def test_a_customer_is_named_by_id_name_or_part(session: Session) -> None:
    customer = save_customer(session, CustomerRecord("海川机电有限公司", short_name="海川"))
    save_customer(session, CustomerRecord("晨曦包装材料厂"))

    assert find_customer(session, str(customer)) == customer
    assert find_customer(session, "hcjd") == customer
    assert find_by_name("海川") == customer
    assert [row[0] for row in suggest_customers(session, "机电")] == [customer]
    with pytest.raises(UserError, match="no customer"):
        find_customer(session, "nobody")


def test_two_that_fit_are_asked_for(session: Session) -> None:
    for name in ("Alder North", "Alder South"):
        save_customer(session, CustomerRecord(name))

    with pytest.raises(UserError, match="Alder North"):
        find_customer(session, "alder")


# --- contact persons ----------------------------------------------------------------------


def test_a_person_who_moves_takes_the_phones_along(session: Session) -> None:
    old, new = (save_customer(session, CustomerRecord(name)) for name in ("Birch", "Cedar"))
    person = save_contact(session, replace(PERSON, customer_id=old))
    move_contact(session, person, new, "Head of purchasing")
    (moved,) = get_customer(session, new).contacts

    assert get_customer(session, old).contacts == ()
    assert (moved.id, moved.title, moved.phones) == (person, "Head of purchasing", PERSON.phones)
    session.undo()
    assert [one.id for one in get_customer(session, old).contacts] == [person]


def test_those_who_left_stand_last(session: Session) -> None:
    customer = save_customer(session, CustomerRecord("Birch"))
    save_contact(session, ContactRecord("Gone", customer_id=customer, left_on="2026-01-01"))
    save_contact(session, ContactRecord("Here", customer_id=customer))

    assert [one.name for one in get_customer(session, customer).contacts] == ["Here", "Gone"]


def test_deleting_a_person_keeps_what_was_said(session: Session) -> None:
    customer = save_customer(session, CustomerRecord("Birch"))
    person = save_contact(session, replace(PERSON, customer_id=customer))
    save_interaction(session, InteractionRecord(customer, "called", contact_id=person))
    delete_contact(session, person)
    card = read_card(session, customer)

    assert card.customer.contacts == ()
    assert [event.text for event in card.events] == ["called"]


# --- the card -----------------------------------------------------------------------------


def test_the_card_says_what_is_missing(session: Session) -> None:
    bare = read_card(session, save_customer(session, CustomerRecord("Birch", level="B")))
    full = read_card(session, add_customer(session, replace(FULL, contacts=(PERSON,))))

    assert bare.missing == (
        "Contact person", "Phone", "Address", "Owner", "Source", "Industry", "E-mail or WeChat",
    )  # fmt: skip
    assert bare.completeness == 13  # one of eight facts
    assert (full.missing, full.completeness) == ((), 100)


def test_the_card_reads_only_so_many_events(session: Session) -> None:
    customer = save_customer(session, CustomerRecord("Birch"))
    for place in range(3):
        save_interaction(session, InteractionRecord(customer, f"call {place}"))

    assert read_card(session, customer, 2).more_events
    assert len(read_card(session, customer, 2).events) == 2
    assert not read_card(session, customer, 3).more_events


def test_the_card_as_text_holds_what_one_would_tell(session: Session) -> None:
    customer = add_customer(session, replace(FULL, tax_number="T1", contacts=(PERSON,)))
    order = OrderRecord(customer, "2026-11-02", (OrderLineRecord("pump", 5_000_00),))
    save_order(session, order, paid=2_000_00)
    save_follow_up(session, FollowUpRecord(customer, "call", "2026-11-20", "14:00"))
    save_term(session, TermRecord(customer, "Silver plan", ends="2026-11-25"))

    assert card_text(read_card(session, customer), session.clock.today()).splitlines() == [
        "Alder Ltd. (Level A · Active)",
        "Contact person: Mr. Young (Buyer)  138 0013 8000",
        "Phone: 021 6210 8888 ext. 802",
        "E-mail: info@alder.example",
        "Address: 1 High Street, Leeds",
        "Address: Dock 4",
        "Invoice title: Alder Ltd.",
        "Tax number: T1",
        "Bought this year: ¥ 5,000.00",
        "Owed: ¥ 3,000.00",
        "Next step: 2026-11-20 14:00 call",
        "Silver plan: ends next Wed",
    ]


# --- customers that are there already -----------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("海川机电有限公司", "海川机电"),
        ("海川（宁德）机电有限公司", "海川(宁德)机电股份有限公司"),
        ("Harwood Environmental Ltd.", "harwood environmental inc"),
    ],
)
def test_the_same_name_is_found_whatever_its_legal_form(
    session: Session, stored: str, typed: str
) -> None:
    customer = save_customer(session, CustomerRecord(stored))
    save_customer(session, CustomerRecord("海川机电宁德分公司"))

    assert [(one.customer_id, one.why) for one in find_similar(session, typed, [])] == [
        (customer, "name")
    ]


def test_the_same_phone_is_found_however_it_is_typed(session: Session) -> None:
    customer = add_customer(session, replace(FULL, contacts=(PERSON,)))

    (same,) = find_similar(session, "", ["+86 138-0013-8000"])
    assert (same.customer_id, same.why) == (customer, "phone")
    assert find_similar(session, "", ["+86 138-0013-8000"], but=customer) == []
    assert find_similar(session, "", ["138"]) == []
    assert find_similar(session, "A", []) == []


# --- where a fact came from ---------------------------------------------------------------


def test_a_phone_tells_where_it_came_from(session: Session) -> None:
    customer = save_customer(session, FULL)
    stored = get_customer(session, customer)
    save_customer(session, replace(stored, phones=(PhoneRecord("02162109999", kind="phone"),)))
    fact = find_phone_fact(session, customer, "02162109999")

    assert fact is not None
    newest, first = explain_fact(session, fact)
    assert newest.change == "021 6210 8888 → 021 6210 9999"
    assert newest.when == "Nov 18, 2026 09:30"
    assert newest.what == "Edit customer Alder Ltd. · form"
    assert first.change == "021 6210 8888"


def test_facts_that_are_not_there_have_no_origin(session: Session) -> None:
    customer = save_customer(session, FULL)

    assert find_phone_fact(session, customer, "1") is None
    assert find_address_fact(session, customer, 5) is None
    assert find_address_fact(session, customer, 1) is not None
    assert explain_fact(session, Fact("customer", 999, "level")) == []


# --- addresses in one line ----------------------------------------------------------------


def test_an_address_in_one_line_is_taken_apart() -> None:
    split = split_address(AddressRecord("上海市浦东新区世纪大道 8 号"))

    assert (split.city, split.district, split.street) == ("上海", "浦东新区", "世纪大道 8 号")


@pytest.mark.parametrize(
    "address",
    [
        AddressRecord("1 High Street"),
        AddressRecord("人民路 8 号", city="青岛"),
        AddressRecord("上海市世纪大道 8 号", city="青岛"),
    ],
)
def test_an_address_that_says_nothing_new_stays(address: AddressRecord) -> None:
    assert split_address(address) == address


def test_the_card_of_today(session: Session) -> None:
    customer = save_customer(session, FULL)
    save_term(session, TermRecord(customer, "Warranty", "warranty", ends="2026-11-01"))

    assert "ended 2 weeks ago" in card_text(read_card(session, customer), date(2026, 11, 18))


def test_nobody_refers_itself_and_a_namesake_stays_the_referrer(session: Session) -> None:
    first = add_customer(session, CustomerRecord("Alder"))
    second = add_customer(session, CustomerRecord("Birch"))
    with pytest.raises(FieldError):
        change_customer(session, first, referred_by="Alder")
    change_customer(session, first, referred_by="Birch")
    assert list_relations(session, first)[0].other_id == second
    change_customer(session, second, name="Alder")
    change_customer(session, first, note="seen")
    assert get_customer(session, first).referred_by == "Alder"
    assert list_relations(session, first)[0].other_id == second
