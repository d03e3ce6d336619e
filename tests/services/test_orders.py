"""Orders, receipts and terms: what is written, what is owed, and undo."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallcrm.core.errors import UserError
from smallcrm.services import orders
from smallcrm.services.customers import get_customer, save_customer
from smallcrm.services.lookups import StaffRecord, choose_staff, list_products, save_staff
from smallcrm.services.records import (
    CustomerRecord,
    OrderLineRecord,
    OrderRecord,
    ReceiptRecord,
    TermRecord,
)
from smallcrm.services.validation import FieldError

DAY = "2026-11-02"


@pytest.fixture
def customer(session) -> int:
    return save_customer(session, CustomerRecord("Alder Works", status="lead"))


def order(customer: int, *amounts: int, **more) -> OrderRecord:
    lines = tuple(OrderLineRecord(f"Line {n}", amount) for n, amount in enumerate(amounts))
    return OrderRecord(customer, more.pop("date", DAY), lines, **more)


def test_an_order_is_read_back_as_written(session, customer) -> None:
    lines = (
        OrderLineRecord("Press", 50_000, "2", 25_000, product="Press P1"),
        OrderLineRecord("Freight", 800),
    )
    record = OrderRecord(customer, DAY, lines, number=" A-1 ", due="2026-12-02", note="by sea")
    saved = orders.get_order(session, orders.save_order(session, record))
    assert saved.lines == lines
    assert (saved.number, saved.due, saved.note, saved.status) == (
        "A-1",
        "2026-12-02",
        "by sea",
        "open",
    )
    assert (saved.amount, saved.paid, saved.customer) == (50_800, 0, "Alder Works")
    assert list_products(session) == ["Press P1"]


def test_an_order_with_its_payment_is_one_step(session, customer) -> None:
    order_id = orders.save_order(session, order(customer, 1000), 400, "Cash")
    (receipt,) = orders.list_receipts(session, customer)
    assert (receipt.amount, receipt.order_id, receipt.method, receipt.date) == (
        400,
        order_id,
        "Cash",
        DAY,
    )
    assert orders.get_order(session, order_id).paid == 400
    session.undo()
    assert orders.list_orders(session, customer) == []
    assert orders.list_receipts(session, customer) == []


def test_the_first_order_makes_a_lead_active(session, customer) -> None:
    orders.save_order(session, order(customer, 1000))
    assert get_customer(session, customer).status == "active"
    session.undo()
    assert get_customer(session, customer).status == "lead"


def test_a_cancelled_order_makes_nobody_active_until_it_counts(session, customer) -> None:
    cancelled = replace(order(customer, 1000), status="cancelled")
    order_id = orders.save_order(session, cancelled)
    assert get_customer(session, customer).status == "lead"
    orders.save_order(session, replace(cancelled, id=order_id, status="done"))
    assert get_customer(session, customer).status == "active"


def test_a_sale_belongs_to_who_works_now_unless_said(session, customer) -> None:
    choose_staff(session, save_staff(session, StaffRecord("Ann")))
    mine = orders.save_order(session, order(customer, 1), 1)
    hers = orders.save_order(session, order(customer, 2, staff="Bo"))
    assert orders.get_order(session, mine).staff == "Ann"
    assert orders.get_order(session, hers).staff == "Bo"
    assert orders.list_receipts(session, customer)[0].staff == "Ann"


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (order(999, 1), "customer"),
        (order(1, 1, date=""), "date"),
        (order(1), "amount"),
        (order(1, 0), "amount"),
        (order(1, 1, status="lost"), "status"),
    ],
)
def test_an_order_names_what_is_wrong(session, customer, record, field) -> None:
    with pytest.raises(FieldError) as error:
        orders.save_order(session, record)
    assert error.value.field == field
    assert orders.list_orders(session, customer) == []


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (ReceiptRecord(999, DAY, 1), "customer"),
        (ReceiptRecord(1, "", 1), "date"),
        (ReceiptRecord(1, DAY, 0), "amount"),
    ],
)
def test_a_receipt_names_what_is_wrong(session, customer, record, field) -> None:
    with pytest.raises(FieldError) as error:
        orders.save_receipt(session, record)
    assert error.value.field == field


def test_changing_an_order_replaces_its_lines_and_keeps_its_receipts(session, customer) -> None:
    order_id = orders.save_order(session, order(customer, 1000, 200), 300)
    record = orders.get_order(session, order_id)
    orders.save_order(session, replace(record, lines=(OrderLineRecord("All", 900),)))
    changed = orders.get_order(session, order_id)
    assert ([line.title for line in changed.lines], changed.amount, changed.paid) == (
        ["All"],
        900,
        300,
    )
    session.undo()
    assert orders.get_order(session, order_id) == record


def test_deleting_an_order_leaves_its_receipts_with_the_customer(session, customer) -> None:
    order_id = orders.save_order(session, order(customer, 1000), 400)
    orders.delete_order(session, order_id)
    (receipt,) = orders.list_receipts(session, customer)
    assert receipt.order_id is None
    assert orders.summarise_money(session, customer).owed == -400
    session.undo()
    assert orders.get_order(session, order_id).paid == 400


def test_deleting_a_receipt(session, customer) -> None:
    order_id = orders.save_order(session, order(customer, 1000), 400)
    (receipt,) = orders.list_receipts(session, customer)
    orders.delete_receipt(session, receipt.id)
    assert orders.get_order(session, order_id).paid == 0
    with pytest.raises(UserError):
        orders.get_receipt(session, receipt.id)


def test_lists_are_newest_first(session, customer) -> None:
    for day in ("2026-10-01", "2026-11-05", "2026-09-01"):
        orders.save_order(session, order(customer, 1, date=day))
    found = orders.list_orders(session, customer)
    assert [one.date for one in found] == ["2026-11-05", "2026-10-01", "2026-09-01"]


def test_money_counts_this_year_apart_and_no_cancelled_order(session, customer) -> None:
    orders.save_order(session, order(customer, 100, date="2025-12-31"))
    orders.save_order(session, order(customer, 200, date="2026-01-01"), 50)
    orders.save_order(session, order(customer, 800, status="cancelled"))
    money = orders.summarise_money(session, customer)
    assert (money.this_year, money.bought, money.received, money.owed) == (200, 300, 50, 250)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    sales=st.lists(st.tuples(st.integers(1, 10**9), st.integers(0, 10**9)), min_size=1, max_size=4)
)
def test_what_is_owed_is_what_was_bought_less_what_came_in(session, sales) -> None:
    customer = save_customer(session, CustomerRecord("Birch"))
    for amount, paid in sales:
        orders.save_order(session, order(customer, amount), paid)
    money = orders.summarise_money(session, customer)
    assert money.owed == sum(amount - paid for amount, paid in sales)
    found = orders.list_orders(session, customer)
    assert sum(one.amount - one.paid for one in found) == money.owed


def test_terms_that_end_first_come_first(session, customer) -> None:
    for title, ends in (("Open", None), ("Late", "2028-01-01"), ("Soon", "2027-01-01")):
        orders.save_term(session, TermRecord(customer, title, ends=ends))
    assert [t.title for t in orders.list_terms(session, customer)] == ["Soon", "Late", "Open"]


def test_a_term_is_read_back_changed_and_deleted(session, customer) -> None:
    record = TermRecord(
        customer,
        "Service",
        "warranty",
        product="Press P1",
        serial="S-9",
        starts="2026-01-01",
        ends="2027-12-31",
        amount=5000,
        note="twice a year",
        customer="Alder Works",
    )
    term_id = orders.save_term(session, record)
    (saved,) = orders.list_terms(session, customer)
    assert saved == replace(record, id=term_id)
    orders.save_term(session, replace(saved, title="Care"))
    assert orders.list_terms(session, customer)[0].title == "Care"
    orders.delete_term(session, term_id)
    assert orders.list_terms(session, customer) == []
    with pytest.raises(UserError):
        orders.delete_term(session, term_id)


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (TermRecord(1, "X", "rent"), "kind"),
        (TermRecord(1, "X", starts="2026-02-01", ends="2026-01-01"), "ends"),
        (TermRecord(999, "X"), "customer"),
        (TermRecord(1, "  "), "title"),
    ],
)
def test_a_term_names_what_is_wrong(session, customer, record, field) -> None:
    with pytest.raises(FieldError) as error:
        orders.save_term(session, record)
    assert error.value.field == field
