"""The form of a deal: new, changed, with a new customer, and what it refuses."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from smallcrm.services.contacts import save_contact
from smallcrm.services.customers import count_customers, get_customer
from smallcrm.services.deals import get_board, get_deal
from smallcrm.services.records import ContactRecord
from smallcrm.ui.dialogs.order_dialog import OrderDialog
from smallcrm.ui.forms.deal_form import DealDialog
from tests.ui.desk import add_customer, add_deal, make_context, settle, stage_id


@pytest.fixture
def context(datafile, session):
    return make_context(datafile, session)


@pytest.fixture
def make_form(qtbot, context):
    def make(record=None, **more) -> DealDialog:
        form = DealDialog(context, record, **more)
        qtbot.addWidget(form)
        form.show()
        return form

    return make


def test_a_new_deal_is_written_as_typed(qtbot, session, make_form) -> None:
    customer = add_customer(session)
    form = make_form()
    qtbot.keyClicks(form.customer, "alder")
    form.customer.ask()
    qtbot.keyClick(form.customer, Qt.Key.Key_Return)  # the first suggestion
    assert form.customer.customer_id() == customer
    qtbot.keyClicks(form.name, "Press")
    form.amount.setText("12万")
    qtbot.keyClicks(form.close_on, "2026-12-24")
    qtbot.keyClick(form.name, Qt.Key.Key_Return)

    deal = get_deal(session, form.saved_id)
    assert (deal.customer_id, deal.title, deal.amount) == (customer, "Press", 12_000_000)
    assert (deal.expected_close, deal.stage_id) == ("2026-12-24", stage_id(session, "lead"))


def test_what_is_missing_is_said_under_its_field(session, make_form) -> None:
    form = make_form()
    form.try_submit()
    assert form.form.error("title")
    form.name.setText("Press")
    form.amount.setText("a lot")
    form.close_on.setText("someday")
    form.try_submit()
    assert form.form.error("amount")
    assert form.form.error("expected_close")
    form.amount.setText("5")
    form.close_on.setText("")
    form.try_submit()
    assert form.form.error("customer") == "Choose a customer."
    assert get_board(session).open_amount == 0


def test_a_typed_name_that_exists_is_taken(session, make_form) -> None:
    customer = add_customer(session, "Alder Works")
    form = make_form()
    form.customer.setText("alder works")
    form.name.setText("Press")
    form.try_submit()
    assert get_deal(session, form.saved_id).customer_id == customer


def test_a_new_customer_and_its_deal_are_one_step(qtbot, session, make_form) -> None:
    form = make_form()
    qtbot.keyClicks(form.customer, "Birch Ltd.")
    form.customer.ask()
    qtbot.keyClick(form.customer, Qt.Key.Key_Return)  # Create “Birch Ltd.”
    assert count_customers(session) == 0
    form.name.setText("Press")
    form.try_submit()
    assert get_customer(session, get_deal(session, form.saved_id).customer_id).name == "Birch Ltd."
    session.undo()
    assert count_customers(session) == 0


def test_a_new_name_that_was_edited_again_is_not_created(qtbot, session, make_form) -> None:
    form = make_form()
    qtbot.keyClicks(form.customer, "Birch")
    form.customer.ask()
    qtbot.keyClick(form.customer, Qt.Key.Key_Return)
    qtbot.keyClicks(form.customer, "x")
    form.name.setText("Press")
    form.try_submit()
    assert form.form.error("customer")
    assert count_customers(session) == 0


def test_contact_persons_are_those_of_the_customer(session, make_form) -> None:
    one, other = add_customer(session, "One"), add_customer(session, "Other")
    ann = save_contact(session, ContactRecord("Ann", customer_id=one, title="Buyer"))
    save_contact(session, ContactRecord("Bo", customer_id=other))
    form = make_form(customer_id=one, customer="One")
    assert [form.contact.itemText(i) for i in range(form.contact.count())] == [
        "Nobody in particular",
        "Ann · Buyer",
    ]
    form.contact.set_value(ann)
    form.name.setText("Press")
    form.try_submit()
    assert get_deal(session, form.saved_id).contact_id == ann


def test_changing_keeps_what_the_form_does_not_show(session, make_form) -> None:
    deal = add_deal(session, add_customer(session), opened="2026-09-01", amount=100)
    form = make_form(get_deal(session, deal))
    form.amount.setText("¥ 2.00")
    form.try_submit()
    changed = get_deal(session, deal)
    assert (changed.amount, changed.opened) == (200, "2026-09-01")


def test_a_lost_stage_asks_why_and_keeps_the_answer(session, make_form) -> None:
    deal = add_deal(session, add_customer(session))
    form = make_form(get_deal(session, deal))
    assert not form.reason.isVisible()
    form.stage.set_value(stage_id(session, "lost"))
    form.stage.chosen.emit(form.stage.value())
    assert form.reason.isVisible()
    form.reason.setText("Too slow")
    form.try_submit()
    assert get_deal(session, deal).lost_reason == "Too slow"


def test_delete_in_the_form(qtbot, context, session, make_form) -> None:
    deal = add_deal(session, add_customer(session))
    form = make_form(get_deal(session, deal))
    with qtbot.waitSignal(context.hub.message) as said:
        form.buttons.itemAt(0).widget().click()
    assert said.args == ["Deleted: Press", "ok", "Undo"]
    assert not any(column.cards for column in get_board(session).columns)


def test_a_deal_won_in_its_form_offers_the_order(qtbot, session, make_form) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    deal = add_deal(session, add_customer(session), amount=700)
    form = make_form(get_deal(session, deal), parent=window)
    form.stage.set_value(stage_id(session, "won"))
    form.try_submit()
    (order,) = window.findChildren(OrderDialog)
    assert (order.amount.value(), order.what.name()) == (700, "Press")
    order.reject()
    form = make_form(get_deal(session, deal), parent=window)
    form.try_submit()  # it was won before
    settle()
    assert window.findChildren(OrderDialog) == []


def test_a_form_opens_as_high_as_its_fields(make_form) -> None:
    form = make_form()
    settle()
    assert not form.column.verticalScrollBar().isVisible()
    assert form.column.viewport().height() >= form.form.sizeHint().height()
