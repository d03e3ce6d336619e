"""Orders, receipts and terms: small dialogs, one undo step each, what is owed shown."""

import pytest
from PySide6.QtCore import Qt

from smallcrm.services.lookups import StaffRecord, choose_staff, save_staff
from smallcrm.services.orders import (
    get_order,
    get_receipt,
    list_orders,
    list_receipts,
    list_terms,
    save_order,
    save_receipt,
    summarise_money,
)
from smallcrm.services.records import OrderLineRecord, OrderRecord, ReceiptRecord
from smallcrm.ui.dialogs.order_dialog import OrderDialog
from smallcrm.ui.dialogs.receipt_dialog import ReceiptDialog
from smallcrm.ui.dialogs.term_dialog import TermDialog
from tests.ui.desk import add_customer, make_context


@pytest.fixture
def context(datafile, session):
    return make_context(datafile, session)


@pytest.fixture
def customer(session) -> int:
    return add_customer(session)


@pytest.fixture
def make(qtbot, context, customer):
    def make_one(dialog_class, record=None, /, **more):
        if record is None:
            more = {"customer_id": customer, "customer": "Alder Works"} | more
        dialog = dialog_class(context, record, **more)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make_one


def order_of(session, customer: int, amount: int, date: str = "2026-11-02", paid: int = 0) -> int:
    line = OrderLineRecord("Press", amount)
    return save_order(session, OrderRecord(customer, date, (line,)), paid)


def test_an_order_and_its_payment_are_one_step(qtbot, session, customer, make) -> None:
    save_staff(session, StaffRecord("Ann"))
    choose_staff(session, save_staff(session, StaffRecord("Bo")))
    dialog = make(OrderDialog)
    qtbot.keyClicks(dialog.what, "Press")
    dialog.amount.setText("8,500元")
    qtbot.keyClicks(dialog.paid, "3000")
    dialog.method.set_value("Cash")
    dialog.due.setText("2026-12-31")
    qtbot.keyClick(dialog.amount, Qt.Key.Key_Return)

    (order,) = list_orders(session, customer)
    assert (order.date, order.amount, order.paid) == ("2026-11-18", 850_000, 300_000)
    assert (order.lines[0].title, order.due, order.staff) == ("Press", "2026-12-31", "Bo")
    (receipt,) = list_receipts(session, customer)
    assert (receipt.method, receipt.order_id) == ("Cash", order.id)
    session.undo()
    assert list_orders(session, customer) == []
    assert list_receipts(session, customer) == []


def test_what_is_owed_is_shown_with_what_it_will_be(qtbot, session, customer, make) -> None:
    order_of(session, customer, 10_000)
    dialog = make(OrderDialog)
    assert dialog.owed.text() == "Owes ¥ 100"
    qtbot.keyClicks(dialog.amount, "50")
    assert dialog.owed.text() == "Owes ¥ 100 → after this: owes ¥ 150"
    dialog.paid._trailing.click()  # paid in full
    assert dialog.paid.value() == 5_000
    assert dialog.owed.text() == "Owes ¥ 100"


def test_an_order_says_what_is_wrong(session, customer, make) -> None:
    dialog = make(OrderDialog)
    dialog.day.setText("never")
    dialog.try_submit()
    assert dialog.form.error("date")
    assert dialog.form.error("amount")
    dialog.day.setText("2026-11-01")
    dialog.amount.setText("100")
    dialog.paid.setText("200")
    dialog.try_submit()
    assert dialog.form.error("paid")
    assert list_orders(session, customer) == []


def test_an_order_of_one_line_is_changed(session, customer, make) -> None:
    order = order_of(session, customer, 10_000, paid=4_000)
    dialog = make(OrderDialog, get_order(session, order))
    assert not dialog.paid.isVisible()
    dialog.amount.setText("120")
    dialog.what.setText("Lathe")
    assert dialog.save()
    changed = get_order(session, order)
    assert (changed.amount, changed.paid, changed.lines[0].title) == (12_000, 4_000, "Lathe")


def test_an_order_of_several_lines_keeps_them(session, customer, make) -> None:
    lines = (OrderLineRecord("Press", 500), OrderLineRecord("Oil", 100, "2"))
    order = save_order(session, OrderRecord(customer, "2026-11-02", lines))
    dialog = make(OrderDialog, get_order(session, order))
    assert not dialog.amount.isEnabled()
    dialog.day.setText("2026-11-03")
    dialog.try_submit()
    changed = get_order(session, order)
    assert (changed.date, [line.title for line in changed.lines]) == (
        "2026-11-03",
        ["Press", "Oil"],
    )


def test_a_receipt_offers_the_oldest_unpaid_order(session, customer, make) -> None:
    order_of(session, customer, 7_000, "2026-08-01", paid=7_000)
    old = order_of(session, customer, 10_000, "2026-09-01", paid=4_000)
    order_of(session, customer, 3_000, "2026-10-01")
    dialog = make(ReceiptDialog)
    assert dialog.order.value() == old
    assert dialog.order.currentText() == "2026-09-01 · Press · ¥ 60 still open"
    assert dialog.order.count() == 3  # the paid one is not offered
    assert dialog.amount.value() == 6_000
    assert dialog.owed.text() == "Owes ¥ 90 → after this: owes ¥ 30"
    dialog.try_submit()
    assert get_order(session, old).paid == 10_000
    assert summarise_money(session, customer).owed == 3_000


def test_a_typed_amount_stays_when_another_order_is_chosen(qtbot, session, customer, make) -> None:
    order_of(session, customer, 10_000)
    dialog = make(ReceiptDialog)
    dialog.amount.clear()
    qtbot.keyClicks(dialog.amount, "25")
    dialog.order.setFocus()
    qtbot.keyClick(dialog.order, Qt.Key.Key_Up)
    assert dialog.order.value() is None
    dialog.try_submit()
    (receipt,) = list_receipts(session, customer)
    assert (receipt.amount, receipt.order_id) == (2_500, None)


def test_a_receipt_needs_an_amount(session, customer, make) -> None:
    dialog = make(ReceiptDialog)
    dialog.try_submit()
    assert dialog.form.error("amount")
    assert list_receipts(session, customer) == []


def test_a_receipt_is_changed_and_keeps_its_paid_order(session, customer, make) -> None:
    order = order_of(session, customer, 10_000)
    receipt = save_receipt(session, ReceiptRecord(customer, "2026-11-03", 10_000, order_id=order))
    dialog = make(ReceiptDialog, get_receipt(session, receipt))
    assert dialog.order.value() == order
    dialog.note.setText("by courier")
    dialog.try_submit()
    changed = get_receipt(session, receipt)
    assert (changed.order_id, changed.amount, changed.note) == (order, 10_000, "by courier")


def test_a_way_of_paying_from_elsewhere_stays(session, customer, make) -> None:
    receipt = save_receipt(session, ReceiptRecord(customer, "2026-11-03", 100, method="Gold"))
    dialog = make(ReceiptDialog, get_receipt(session, receipt))
    assert dialog.method.currentText() == "Gold"
    dialog.try_submit()
    assert get_receipt(session, receipt).method == "Gold"


def test_a_term_of_two_years(qtbot, session, customer, make) -> None:
    dialog = make(TermDialog, kind="warranty")
    dialog.try_submit()
    assert dialog.form.error("title")
    qtbot.keyClicks(dialog.name, "Press warranty")
    dialog.starts.setText("2026-03-01")
    dialog._run(2)
    dialog.try_submit()
    (term,) = list_terms(session, customer)
    assert (term.kind, term.starts, term.ends) == ("warranty", "2026-03-01", "2028-02-29")


def test_a_term_does_not_end_before_it_starts(session, customer, make) -> None:
    dialog = make(TermDialog)
    dialog.name.setText("Contract")
    dialog.starts.setText("2026-03-01")
    dialog.ends.setText("2026-02-01")
    dialog.try_submit()
    assert dialog.form.error("ends")
    assert list_terms(session, customer) == []


@pytest.mark.parametrize("kind", [OrderDialog, ReceiptDialog])
def test_everything_that_is_missing_is_said_at_once(make, kind) -> None:
    dialog = make(kind, customer_id=None, customer="")
    dialog.try_submit()
    assert dialog.form.error("customer") == "Choose a customer."
    assert dialog.form.error("amount")
