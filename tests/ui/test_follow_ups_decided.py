"""What was decided over a report, on the Follow-ups page: seen, done with one key, undone."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from smallcrm.services.decisions import DecisionRecord, list_decisions, save_decisions
from smallcrm.services.follow_ups import count_due, count_open, list_of_customer
from smallcrm.ui.dialogs.report_decisions import DecisionsDialog
from smallcrm.ui.pages.follow_ups import FollowUpsPage
from tests.ui.desk import add_customer, make_context, settle
from tests.ui.test_follow_ups import TODAY, open_menu, plan

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


@pytest.fixture
def context(datafile, session):
    return make_context(datafile, session)


@pytest.fixture
def page(qtbot, context, session) -> FollowUpsPage:
    records = (
        DecisionRecord("New price list", due=(TODAY - timedelta(days=2)).isoformat()),
        DecisionRecord("Clear the store", due=TODAY.isoformat()),
        DecisionRecord("Next year", due="2027-01-01"),
    )
    save_decisions(session, FIRST, LAST, records)
    page = FollowUpsPage(context)
    qtbot.addWidget(page)
    page.resize(1300, 760)
    page.show()
    page.activate()
    settle()
    return page


def decided(page: FollowUpsPage) -> list[str]:
    return [line.text for line in page.list.lines if line.key[0] == "decision"]


def states(session) -> list[str]:
    return [one.state for one in list_decisions(session, FIRST, LAST)]


def test_a_decision_stands_in_a_group_of_its_own(page) -> None:
    lines = page.list.lines
    assert [(line.kind, line.text) for line in lines] == [
        ("head", "Decided"),
        ("item", "New price list"),
        ("item", "Clear the store"),
    ]
    assert lines[1].detail == "Decided over the report of October 2026"
    assert "2" in lines[1].time
    assert lines[1].tone == "bad"
    assert lines[2].tone == ""


def test_it_is_done_with_one_key_and_undone(qtbot, page, session, context) -> None:
    page.list.go_to(page.list.lines[1].key)
    qtbot.keyClick(page.list, Qt.Key.Key_Space)
    settle()
    assert states(session) == ["done", "open", "open"]
    assert decided(page) == ["Clear the store"]
    context.session.undo()
    context.hub.settled.emit()
    settle()
    assert states(session) == ["open", "open", "open"]


def test_it_is_put_off_given_up_and_opened(qtbot, page, session) -> None:
    page.list.go_to(page.list.lines[1].key)
    qtbot.keyClick(page.list, Qt.Key.Key_S)
    open_menu().actions()[0].trigger()
    settle()
    assert decided(page) == ["Clear the store"]
    assert list_decisions(session, FIRST, LAST)[0].due == (TODAY + timedelta(days=1)).isoformat()
    page.list.go_to(page.list.lines[1].key)
    qtbot.keyClick(page.list, Qt.Key.Key_E)
    settle()
    (dialog,) = page.findChildren(DecisionsDialog)
    assert dialog.lines[1].what.text() == "Clear the store"
    dialog.close()
    qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    settle()
    assert states(session) == ["open", "dropped", "open"]


def test_follow_ups_and_decisions_chosen_together_are_done_together(page, session) -> None:
    customer = add_customer(session, "Oakrun Pumps")
    plan(session, customer)
    page.reload()
    settle()
    page.line_actions.complete([line for line in page.list.lines if line.kind == "item"])
    assert states(session) == ["done", "done", "open"]
    assert list_of_customer(session, customer) == []


def test_the_panel_says_what_can_be_done(page) -> None:
    page.list.go_to(page.list.lines[1].key)
    settle()
    assert page.panel.line is None
    assert page.current_customer_id() is None


def test_the_page_and_the_tab_count_them_alike(page, session) -> None:
    plan(session, add_customer(session))
    settle()
    assert page._counts.text() == "2 today · 1 overdue · 0 done"
    assert count_due(session) == 3
    assert count_open(session) == (1, 2)
