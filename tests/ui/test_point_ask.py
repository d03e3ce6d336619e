"""Forms ask for what the touch points tied to them require, and keep it in their own step."""

from dataclasses import replace

import pytest

from smallcrm.models import Feedback, Interaction
from smallcrm.services.completeness import missing_facts
from smallcrm.services.contacts import save_contact
from smallcrm.services.customers import get_customer
from smallcrm.services.follow_ups import list_of_customer
from smallcrm.services.orders import list_orders
from smallcrm.services.records import ContactRecord
from smallcrm.services.touch_points import count_points, list_points, save_points
from smallcrm.ui.dialogs.order_dialog import OrderDialog
from smallcrm.ui.dialogs.receipt_dialog import ReceiptDialog
from smallcrm.ui.dialogs.settings_points import TouchPointsSection
from smallcrm.ui.forms.deal_form import DealDialog
from tests.ui.desk import add_customer, make_context


@pytest.fixture
def context(datafile, session):
    return make_context(datafile, session)


def tie(session, key: str, form: str, *required: str) -> None:
    points = [
        replace(one, forms=(form,), required=required) if one.key == key else one
        for one in list_points(session)
    ]
    save_points(session, points)


def test_without_a_tie_no_form_asks(qtbot, session, context) -> None:
    dialog = OrderDialog(context, customer_id=add_customer(session))
    qtbot.addWidget(dialog)
    assert not dialog.point_ask.isVisibleTo(dialog)


def test_an_order_asks_once_and_keeps_what_was_answered(qtbot, session, context) -> None:
    tie(session, "delivery", "order", "satisfaction", "feedback", "next_step", "industry")
    customer = add_customer(session)
    dialog = OrderDialog(context, customer_id=customer)
    qtbot.addWidget(dialog)
    ask = dialog.point_ask
    assert ask.ask.key == "industry"
    dialog.amount.set_value(100_00)
    dialog.try_submit()
    assert list_orders(session, customer) == []
    assert "Delivery asks for: Satisfaction, Feedback, Next step" in dialog.problem.text()
    ask.stars.set_value(4)
    ask.said.setText("quick")
    ask.when.set_text("tomorrow ring up")
    ask.ask.field.setText("Printing")
    dialog.try_submit()

    assert len(list_orders(session, customer)) == 1
    (talk,) = list(Interaction.select())
    assert (talk.touch_point, talk.satisfaction, talk.content) == ("delivery", 4, "quick")
    assert [one.text for one in list(Feedback.select())] == ["quick"]
    assert [one.title for one in list_of_customer(session, customer)] == ["ring up"]
    assert get_customer(session, customer).industry == "Printing"
    assert count_points(session, "2026-01-01")["delivery"].feedback == 1
    session.undo()
    assert list_orders(session, customer) == []
    assert Interaction.select().count() == 0
    assert "industry" in missing_facts(session, customer, ("industry",))


def test_pressing_again_saves_without(qtbot, session, context) -> None:
    tie(session, "visit", "receipt", "next_step")
    customer = add_customer(session)
    dialog = ReceiptDialog(context, customer_id=customer)
    qtbot.addWidget(dialog)
    dialog.amount.set_value(100_00)
    dialog.try_submit()
    assert dialog.saved_id is None
    dialog.try_submit()
    assert dialog.saved_id is not None


def test_a_deal_asks_for_a_fact_and_says_where_it_cannot_be_read(qtbot, session, context) -> None:
    tie(session, "fair", "deal", "mobile")
    customer = add_customer(session)
    dialog = DealDialog(context, customer_id=customer)
    qtbot.addWidget(dialog)
    dialog.name.setText("Press")
    dialog.point_ask.ask.field.setText("none")
    dialog.try_submit()
    assert "This is not a mobile number." in dialog.problem.text()
    dialog.point_ask.ask.field.setText("13800138000")
    dialog.try_submit()
    assert get_customer(session, customer).phones[0].number == "13800138000"


def test_a_form_asks_whom_one_spoke_with_and_how_it_came_out(qtbot, session, context) -> None:
    tie(session, "call", "order", "contact_id", "outcome")
    customer = add_customer(session)
    chen = save_contact(session, ContactRecord("Chen", customer_id=customer))
    save_contact(session, ContactRecord("Wu", customer_id=customer))
    dialog = OrderDialog(context, customer_id=customer)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.resize(480, 480)
    ask = dialog.point_ask
    assert ask.person.visibleRegion().isEmpty()
    dialog.amount.set_value(100_00)
    dialog.try_submit()
    assert "Call asks for: Whom you spoke with, Outcome" in dialog.problem.text()
    qtbot.waitUntil(lambda: not ask.person.visibleRegion().isEmpty())  # scrolled to
    ask.person.set_value(chen)
    ask.outcomes.chip("interested").click()
    dialog.try_submit()
    (talk,) = list(Interaction.select())
    assert (talk.contact_id, talk.outcome, talk.touch_point) == (chen, "interested", "call")


def test_a_deal_takes_its_own_contact_person_for_it(qtbot, session, context) -> None:
    tie(session, "call", "deal", "contact_id")
    customer = add_customer(session)
    chen = save_contact(session, ContactRecord("Chen", customer_id=customer))
    save_contact(session, ContactRecord("Wu", customer_id=customer))
    dialog = DealDialog(context, customer_id=customer)
    qtbot.addWidget(dialog)
    assert not dialog.point_ask.person.isVisibleTo(dialog)
    dialog.name.setText("Press")
    dialog.try_submit()
    assert "Call asks for: Whom you spoke with" in dialog.problem.text()
    dialog.contact.set_value(chen)
    dialog.try_submit()
    assert [talk.contact_id for talk in list(Interaction.select())] == [chen]


def test_the_page_ties_points_to_forms(qtbot, session, context) -> None:
    section = TouchPointsSection(context)
    qtbot.addWidget(section)
    section.cards[0].set_form("deal", True)
    assert list_points(session)[0].forms == ("deal",)
    assert section.cards[0].forms.text() == "Also asked in: Deal"
    section.cards[0].set_form("deal", False)
    assert list_points(session)[0].forms == ()
