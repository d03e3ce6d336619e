"""The ten commonest tasks in the whole window, by keys alone; docs/tasks.md tells the counts."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QKeyCombination
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from smallcrm.core.config import Config
from smallcrm.services.customers import count_customers, find_by_name, get_customer
from smallcrm.services.deals import get_deal, list_of_customer, list_stages
from smallcrm.services.follow_ups import get_follow_up, save_follow_up
from smallcrm.services.follow_ups import list_of_customer as plans_of
from smallcrm.services.records import FollowUpRecord
from smallcrm.services.timeline import list_timeline
from smallcrm.ui.desk import Desk
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.page_list import page_specs
from tests.ui.desk import add_customer, add_deal, make_context, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

TASKS = Path(__file__).parents[2] / "docs" / "tasks.md"


class Hands:
    """Presses keys where the focus is, and counts them; what is typed counts as no key."""

    def __init__(self, qtbot: Any, window: MainWindow) -> None:
        self.window, self.count = window, 0
        self._qtbot = qtbot

    def press(self, *keys: str) -> None:
        """Press keys such as "Ctrl+L", one after the other."""
        for key in keys:
            self.count += 1
            pressed: QKeyCombination = QKeySequence(key)[0]
            QTest.keyClick(self._focus(), pressed.key(), pressed.keyboardModifiers())
            settle()

    def write(self, text: str) -> None:
        """Type a text; writing it into the field is one act, as an input method does it."""
        QTest.keyClicks(self._focus(), text)
        settle()

    def _focus(self) -> QWidget:
        if QApplication.activeWindow() is None:  # without a window manager nobody gives it back
            with self._qtbot.waitActive(self.window):
                self.window.activateWindow()
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        return popup or QApplication.focusWidget() or modal or self.window


@pytest.fixture
def alder(session: Any) -> int:
    add_customer(session, "Birch Mill")
    return add_customer(session, "Alder Works")


@pytest.fixture
def hands(qtbot: Any, datafile: Any, session: Any, alder: int) -> Iterator[Hands]:
    context = make_context(datafile, session)
    window = MainWindow(context.hub, page_specs(context), context.memory)
    program: Any = SimpleNamespace(
        config=Config(), change_config=None, move_file=None, open_file=None
    )
    window.desk = Desk(context, window, program)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.resize(1360, 840)
        window.show()
        window.activateWindow()
    yield Hands(qtbot, window)
    for dialog in window.findChildren(QDialog):
        dialog.hide()
        dialog.deleteLater()
    settle()


def at_customer(hands: Hands, alder: int) -> None:
    """The customer is at hand, as after a search or a click."""
    hands.window.show_page("customers")
    hands.window.page("customers").show_customer(alder)
    settle()


def at_follow_up(hands: Hands, id: int) -> None:
    """The line is chosen, as the next one is when one is done."""
    hands.window.show_page("follow_ups")
    settle()
    assert hands.window.page("follow_ups").list.go_to(("follow_up", id))
    settle()


def kept(task: str) -> int:
    """The number of keys that the list of tasks tells."""
    lines = [line.split("|") for line in TASKS.read_text(encoding="utf-8").splitlines()]
    return next(int(cells[3]) for cells in lines if len(cells) > 3 and cells[1].strip() == task)


def texts_of(session: Any, customer: int) -> list[str]:
    return [event.text for event in list_timeline(session, customer)]


def test_find_a_customer(hands: Hands, session: Any, alder: int) -> None:
    hands.window.show_page("follow_ups")
    hands.press("Ctrl+K")
    hands.write("ald")
    hands.press("Return")
    assert hands.window.page("customers").current_customer_id() == alder
    assert hands.count == kept("Find a customer")


def test_log_a_call(hands: Hands, session: Any, alder: int) -> None:
    at_customer(hands, alder)
    hands.press("Ctrl+L")
    hands.write("wants a quote")
    hands.press("Ctrl+Return")
    assert texts_of(session, alder) == ["wants a quote"]
    assert hands.count == kept("Log a call")


def test_log_a_call_and_plan_the_next_step(hands: Hands, session: Any, alder: int) -> None:
    at_customer(hands, alder)
    hands.press("Ctrl+L")
    hands.write("wants a quote")
    hands.press("Tab")
    hands.write("next friday send it")
    hands.press("Ctrl+Return")
    assert texts_of(session, alder) == ["wants a quote"]
    assert [(one.title, one.due) for one in plans_of(session, alder)] == [("send it", "2026-11-27")]
    assert hands.count == kept("Log a call and plan the next step")


def test_keep_a_promise_and_plan_the_next(hands: Hands, session: Any, alder: int) -> None:
    id = save_follow_up(session, FollowUpRecord(alder, "Call back", "2026-11-18"))
    at_follow_up(hands, id)
    hands.press("Return")
    hands.write("sent the price")
    hands.press("Tab")
    hands.write("friday ask again")
    hands.press("Ctrl+Return")
    assert get_follow_up(session, id).state == "done"
    assert [one.title for one in plans_of(session, alder) if one.state == "open"] == ["ask again"]
    assert hands.count == kept("Note what happened with a follow-up, plan the next")


def test_put_a_follow_up_off(hands: Hands, session: Any, alder: int) -> None:
    id = save_follow_up(session, FollowUpRecord(alder, "Call back", "2026-11-18"))
    at_follow_up(hands, id)
    hands.press("S", "Down", "Return")
    assert get_follow_up(session, id).due == "2026-11-19"
    assert hands.count == kept("Put a follow-up off until tomorrow")


def test_plan_a_follow_up(hands: Hands, session: Any, alder: int) -> None:
    at_customer(hands, alder)
    hands.press("F4")
    hands.write("tomorrow 10am send samples")
    hands.press("Return")
    (plan,) = plans_of(session, alder)
    assert (plan.title, plan.due, plan.due_time) == ("send samples", "2026-11-19", "10:00")
    assert hands.count == kept("Plan a follow-up")


def test_enter_a_customer(hands: Hands, session: Any) -> None:
    hands.window.show_page("customers")
    hands.press("Ctrl+N")
    hands.write("Cedar Foods")
    hands.press("Ctrl+Return")
    assert find_by_name("Cedar Foods")
    assert count_customers(session) == 3
    assert hands.count == kept("Enter a customer")


def test_move_a_deal_on(hands: Hands, session: Any, alder: int) -> None:
    deal = add_deal(session, alder)
    hands.window.show_page("pipeline")
    settle()
    hands.press("Ctrl+Right")
    assert get_deal(session, deal).stage_id == list_stages(session)[1].id
    assert hands.count == kept("Move a deal to the next stage")


def test_enter_a_deal(hands: Hands, session: Any, alder: int) -> None:
    hands.window.show_page("pipeline")
    hands.press("Ctrl+N")
    hands.write("Alder Works")
    hands.press("Tab")
    hands.write("Steam press")
    hands.press("Ctrl+Return")
    ((deal, _stage),) = list_of_customer(session, alder)
    assert deal.title == "Steam press"
    assert hands.count == kept("Enter a deal")


def test_take_the_last_step_back(hands: Hands, session: Any, alder: int) -> None:
    at_customer(hands, alder)
    name = get_customer(session, alder).name
    hands.press("Ctrl+Z")
    assert not find_by_name(name)
    assert hands.count == kept("Take the last step back")
