"""Contact persons of one customer: birthdays, who left, who moved, what they were before."""

import pytest
from PySide6.QtWidgets import QWidget

from smallcrm.services.contacts import move_contact, save_contact
from smallcrm.services.customers import get_customer
from smallcrm.services.records import ContactRecord
from smallcrm.ui.forms.contact_box import ContactBox
from smallcrm.ui.pages.customers.actions import CustomerActions
from smallcrm.ui.pages.customers.detail import CustomerDetail
from smallcrm.ui.widgets.detail_row import DetailRow
from tests.ui.desk import add_customer, make_context, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def detail(qtbot, datafile, session) -> CustomerDetail:
    context = make_context(datafile, session)
    window = QWidget()
    qtbot.addWidget(window)
    made = CustomerDetail(context, CustomerActions(context, window))
    made.setParent(window)
    made.resize(430, 900)
    window.resize(430, 900)
    context.hub.changed.connect(lambda _changes: made.reload())
    window.show()
    return made


def rows(detail: CustomerDetail) -> dict[str, DetailRow]:
    settle()
    found = detail.people.findChildren(DetailRow)
    return {one.text.text(): one for one in found if one.isVisibleTo(detail)}


def test_a_birthday_is_said_with_the_next_one_where_it_is_near(detail, session) -> None:
    alder = add_customer(session)
    save_contact(session, ContactRecord("Young", customer_id=alder, birthday="1980-11-20"))
    save_contact(
        session,
        ContactRecord("Hill", customer_id=alder, birthday="1975-08-15", birthday_lunar=True),
    )
    detail.show_customer(alder)

    assert "Nov 20, 1980 · In 2 days" in rows(detail)
    assert "lunar month 8, day 15, 1975 · Sep 15, 2027" in rows(detail)


def test_who_left_keeps_the_history_and_may_come_back(detail, session) -> None:
    alder = add_customer(session)
    save_contact(session, ContactRecord("Young", customer_id=alder))
    detail.show_customer(alder)
    (person,) = get_customer(session, alder).contacts
    detail.people._mark_left(person, True)
    assert "Young" not in rows(detail)

    rows(detail)["Show 1 more person"].clicked.emit()
    assert rows(detail)["Young"].toolTip() == "Left on Nov 18, 2026"
    assert get_customer(session, alder).contacts[0].left_on == "2026-11-18"
    session.undo()
    assert get_customer(session, alder).contacts[0].left_on is None


def test_who_moved_is_known_at_both_customers(detail, session) -> None:
    alder, birch = add_customer(session), add_customer(session, "Birch")
    young = save_contact(session, ContactRecord("Young", customer_id=alder, title="Buyer"))
    move_contact(session, young, birch, "Head of purchasing")
    asked: list[int] = []
    detail._context.hub.customer_asked.connect(asked.append)
    detail.show_customer(alder)
    rows(detail)["Show 1 more person"].clicked.emit()
    row = rows(detail)["Young"]
    row.clicked.emit()
    assert asked == [birch]
    assert row.toolTip() == "Buyer · until Nov 18, 2026"

    detail.show_customer(birch)
    assert rows(detail)["Young"].toolTip() == (
        "Worked at Alder Works before (Buyer · until Nov 18, 2026)"
    )


def test_who_must_not_be_contacted_is_marked(detail, session) -> None:
    alder = add_customer(session, consent="refused")
    save_contact(
        session, ContactRecord("Young", customer_id=alder, title="Buyer", consent="refused")
    )
    detail.show_customer(alder)
    labels = [one.text() for one in rows(detail)["Young"].findChildren(type(detail.head._complete))]
    assert "Do not contact · Buyer" in labels


def test_who_is_known_by_the_surname_only_is_named_with_the_title(detail, session) -> None:
    alder = add_customer(session)
    save_contact(session, ContactRecord("王", customer_id=alder, title="老板"))
    detail.show_customer(alder)
    labels = [
        one.text() for one in rows(detail)["王老板"].findChildren(type(detail.head._complete))
    ]
    assert "老板" not in labels
    assert ContactBox(alder).currentText() == "王老板"
