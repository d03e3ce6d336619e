"""What is derived for each customer agrees with the records, whatever was done."""

from smallcrm.models import Contact, Customer, CustomerFact, Receipt
from smallcrm.services.customers import add_customer, delete_customers, get_customer, save_customer
from smallcrm.services.follow_ups import complete_follow_up, save_follow_up
from smallcrm.services.interactions import delete_interaction, save_interaction
from smallcrm.services.orders import delete_order, get_order, save_order, save_receipt
from smallcrm.services.records import (
    AddressRecord,
    ContactRecord,
    CustomerRecord,
    FollowUpRecord,
    InteractionRecord,
    OrderLineRecord,
    OrderRecord,
    PhoneRecord,
    ReceiptRecord,
)
from smallcrm.storage import facts
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session
from tests.storage.helpers import dump


def fact(id: int) -> CustomerFact:
    found: CustomerFact = CustomerFact.get(CustomerFact.customer == id)
    return found


def test_money_follows_orders_lines_and_receipts(session: Session) -> None:
    id = add_customer(session, CustomerRecord("a"))
    lines = (OrderLineRecord("x", 10000), OrderLineRecord("y", 20000))
    order = save_order(session, OrderRecord(id, "2026-11-01", lines))
    assert (fact(id).bought, fact(id).owed) == (30000, 30000)
    save_receipt(session, ReceiptRecord(id, "2026-11-02", 5000))
    assert fact(id).owed == 25000
    from dataclasses import replace

    save_order(session, replace(get_order(session, order), lines=lines[:1]))
    assert (fact(id).bought, fact(id).owed) == (10000, 5000), "a line less"
    save_order(session, replace(get_order(session, order), lines=(OrderLineRecord("x", 7000),)))
    assert fact(id).bought == 7000
    save_order(session, replace(get_order(session, order), status="cancelled"))
    assert fact(id).bought == 0
    session.undo()
    assert fact(id).bought == 7000
    delete_order(session, order)
    assert (fact(id).bought, fact(id).owed) == (0, -5000)


def test_an_order_moved_to_another_customer_changes_both(session: Session) -> None:
    first, second = (add_customer(session, CustomerRecord(name)) for name in "ab")
    save_receipt(session, ReceiptRecord(first, "2026-11-02", 5000))
    with session.unit(Op.EDIT_RECEIPT):
        Receipt.update(customer=second).execute()
    assert (fact(first).owed, fact(second).owed) == (0, -5000)


def test_contact_phone_city_and_dates(session: Session) -> None:
    record = CustomerRecord(
        "a",
        phones=(PhoneRecord("05932222333", "8", "phone"), PhoneRecord("05932222334", "", "fax")),
        addresses=(AddressRecord("x"), AddressRecord("y", city="宁德", kind="delivery")),
        contacts=(ContactRecord("林", salutation="小姐"), ContactRecord("陆小曼", title="经理")),
    )
    id = add_customer(session, record)
    assert (fact(id).contact, fact(id).phone, fact(id).city) == ("林小姐", "05932222333x8", "宁德")
    saved = get_customer(session, id)
    save_customer(session, CustomerRecord("a", id=id, phones=(PhoneRecord("13800001111"),)))
    assert (fact(id).phone, fact(id).city) == ("13800001111", "")
    with session.unit(Op.EDIT_CONTACT):
        Contact.update(left_on="2026-11-01").where(Contact.id == saved.contacts[0].id).execute()
    assert fact(id).contact == "陆小曼"
    late = save_interaction(session, InteractionRecord(id, "x", at="2026-11-10"))
    save_interaction(session, InteractionRecord(id, "only a note", kind="note"))
    save_interaction(session, InteractionRecord(id, "y", at="2026-11-02"))
    assert fact(id).last_contact == "2026-11-10"
    delete_interaction(session, late)
    assert fact(id).last_contact == "2026-11-02"
    for title, due, at in (("b", "2026-12-01", ""), ("a", "2026-11-30", "10:00")):
        first = save_follow_up(session, FollowUpRecord(id, title, due, at))
    assert (fact(id).next_due, fact(id).next_time, fact(id).next_title) == (
        "2026-11-30",
        "10:00",
        "a",
    )
    complete_follow_up(session, first)
    assert fact(id).next_title == "b"


def test_completeness_goes_from_nothing_to_all(session: Session) -> None:
    assert fact(add_customer(session, CustomerRecord("a"))).completeness == 0
    full = CustomerRecord(
        "b",
        level="A",
        owner="陆小曼",
        source="展会",
        industry="机械",
        email="a@example.invalid",
        phones=(PhoneRecord("13800001111"),),
        addresses=(AddressRecord("x"),),
        contacts=(ContactRecord("林"),),
    )
    assert fact(add_customer(session, full)).completeness == 100


def test_a_deleted_customer_leaves_nothing_derived(session: Session) -> None:
    id = add_customer(session, CustomerRecord("a", note="quiet"))
    delete_customers(session, [id])
    found = dump(session)
    assert found["customer_fact"] == found["search"] == found["search_note"] == []


def test_everything_derived_can_be_made_anew(session: Session) -> None:
    id = add_customer(session, CustomerRecord("宁海", note="老客户", tags=("重点",)))
    save_interaction(session, InteractionRecord(id, "talked"))
    gone = add_customer(session, CustomerRecord("gone"))
    before = dump(session)
    with session.keeping() as connection:
        connection.execute(
            "DELETE FROM search; DELETE FROM customer_fact; DELETE FROM search_note;"
            "INSERT INTO search (rowid, body) VALUES (999, 'nobody');"
            "INSERT INTO search_note (rowid, body) VALUES (-999, 'nothing')"
        )
        facts.rebuild(connection, session.today)
    assert dump(session) == before
    assert Customer.get_by_id(gone)
