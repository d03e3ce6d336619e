"""Life-cycle: the rules in the settings, the list of proposals, and leads judged in the detail."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from smallcrm.services.customers import change_customer, get_customer
from smallcrm.services.interactions import save_interaction
from smallcrm.services.lifecycle import list_proposals, read_rules
from smallcrm.services.orders import save_order
from smallcrm.services.records import InteractionRecord, OrderLineRecord, OrderRecord
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.lifecycle_dialog import LifecycleDialog
from smallcrm.ui.dialogs.settings_lifecycle import LifecycleSection
from smallcrm.ui.pages.customers.actions import CustomerActions
from smallcrm.ui.pages.customers.detail import CustomerDetail
from tests.ui.desk import add_customer, make_context, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def context(datafile, session) -> Context:
    made = make_context(datafile, session)
    made.hub.undo_asked.connect(session.undo)
    return made


@pytest.fixture
def three(session) -> list[int]:
    """One that bought lately, one that has not for long, and one to leave alone."""
    ids = []
    for name, status, day in (
        ("Alder", "prospect", "2026-11-01"),
        ("Birch", "active", "2026-01-01"),
        ("Cedar", "active", "2026-11-01"),
    ):
        one = add_customer(session, name)
        save_order(session, OrderRecord(one, day, (OrderLineRecord("x", 100),)))
        change_customer(session, one, status=status)
        ids.append(one)
    return ids


@pytest.fixture
def dialog(qtbot, context, three) -> LifecycleDialog:
    made = LifecycleDialog(context)
    qtbot.addWidget(made)
    made.show()
    settle()
    return made


def shown(dialog: LifecycleDialog) -> list[str]:
    return [str(dialog.model.row(place)["name"]) for place in range(len(dialog.model.ids))]


def test_enter_takes_a_proposal_and_undo_brings_it_back(qtbot, dialog, session, three) -> None:
    assert shown(dialog) == ["Alder", "Birch"]
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    settle()
    assert get_customer(session, three[0]).status == "active"
    assert dialog.said.text() == "Alder: Prospect → Active"
    assert shown(dialog) == ["Birch"]

    dialog._undo.click()
    settle()
    assert get_customer(session, three[0]).status == "prospect"
    assert shown(dialog) == ["Alder", "Birch"]


def test_delete_leaves_it_as_it_is(qtbot, dialog, session, three) -> None:
    qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    settle()
    assert shown(dialog) == ["Birch"]
    assert get_customer(session, three[0]).status == "prospect"


def test_all_are_taken_at_once(dialog, session, three) -> None:
    dialog.take_all.click()
    settle()
    assert [get_customer(session, one).status for one in three] == ["active", "dormant", "active"]
    assert shown(dialog) == []
    assert not dialog.take.isEnabled()


def test_the_rules_are_kept_as_they_are_changed(qtbot, context, session, three) -> None:
    section = LifecycleSection(context)
    qtbot.addWidget(section)
    section.dormant_days.setValue(400)
    section.active.setChecked(False)
    section.own.setChecked(False)

    rules = read_rules(session)
    assert (rules.dormant_days, rules.active, rules.own_interval) == (400, False, 0)
    assert not section.own_interval.isEnabled()
    assert list_proposals(session) == []


@pytest.fixture
def detail(qtbot, context) -> CustomerDetail:
    window = QWidget()
    qtbot.addWidget(window)
    made = CustomerDetail(context, CustomerActions(context, window))
    made.setParent(window)
    made.resize(430, 900)
    context.hub.changed.connect(lambda _changes: made.reload())
    window.resize(430, 900)
    window.show()
    return made


def test_a_lead_says_how_long_it_waits(detail, session) -> None:
    lead = add_customer(session, status="lead", created="2026-11-13")
    detail.show_customer(lead)
    assert detail.lead._text.text() == "New lead, not answered for 5 days."
    save_interaction(session, InteractionRecord(lead, "called", at="2026-11-14 09:00"))
    settle()
    assert detail.lead._text.text() == "New lead, answered after 1 day."


def test_a_lead_is_judged_by_a_button(qtbot, detail, session) -> None:
    lead = add_customer(session, status="lead")
    detail.show_customer(lead)
    detail.lead.fits.click()
    settle()
    assert get_customer(session, lead).status == "prospect"
    assert not detail.lead.isVisibleTo(detail)

    session.undo()
    settle()
    actions = {one.text(): one for one in detail.lead.unfit.menu().actions()}
    actions["Too small for us"].trigger()
    settle()
    assert get_customer(session, lead).status == "lost"
    assert detail.lead._text.text() == "Did not fit as a lead: Too small for us"
