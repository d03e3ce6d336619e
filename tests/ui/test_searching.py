"""The search box of the window: typing, marked facts, opening, logging, commands, the latest."""

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from smallcrm.core.config import Config
from smallcrm.services.customers import add_customer as add_whole
from smallcrm.services.interactions import save_interaction
from smallcrm.services.orders import save_order
from smallcrm.services.records import (
    ContactRecord,
    CustomerRecord,
    InteractionRecord,
    OrderLineRecord,
    OrderRecord,
    PhoneRecord,
)
from smallcrm.ui.desk import Desk
from smallcrm.ui.dialogs.log_box import LogBox
from smallcrm.ui.dialogs.order_dialog import OrderDialog
from smallcrm.ui.dialogs.settings import SettingsDialog
from smallcrm.ui.forms.deal_form import DealDialog
from smallcrm.ui.forms.interaction_form import InteractionDialog
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.page_list import page_specs
from smallcrm.ui.widgets.popup_list import Entry, PopupList
from tests.ui.desk import add_customer, add_deal, make_context, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def alder(session) -> int:
    """A customer with everything about it."""
    person = ContactRecord("Ann Moss", phones=(PhoneRecord("13800001111"),))
    alder = add_whole(session, CustomerRecord("Alder Works", contacts=(person,)))
    add_deal(session, alder, "Steam press")
    line = OrderLineRecord("", 8_500_00, product="Screw pump")
    save_order(session, OrderRecord(alder, "2026-10-08", (line,), number="SO-17"))
    save_interaction(session, InteractionRecord(alder, "the boiler leaks", kind="call"))
    return alder


@pytest.fixture
def window(qtbot, datafile, session, alder) -> MainWindow:
    context = make_context(datafile, session)
    window = MainWindow(context.hub, page_specs(context), context.memory)
    program: Any = SimpleNamespace(
        config=Config(), change_config=None, move_file=None, open_file=None
    )
    window.desk = Desk(context, window, program)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield window
    for dialog in window.findChildren(QDialog):
        dialog.hide()
        dialog.deleteLater()


def popup_of(window: MainWindow) -> PopupList:
    return window.search_box.window().findChild(PopupList)


def is_open(window: MainWindow) -> bool:
    """Whether anything hangs under the search box; what does is made when it is needed."""
    popup = popup_of(window)
    return popup is not None and popup.isVisible()


def type_text(qtbot, window: MainWindow, text: str) -> list[Entry]:
    """Type into the search box, and return what hangs under it."""
    box = window.search_box
    if not window.isActiveWindow():
        with qtbot.waitActive(window):
            window.activateWindow()
    if not box.hasFocus():
        qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_K, CONTROL)
    box.selectAll()
    box.insert(text)
    qtbot.waitUntil(lambda: box._told == text)
    settle()
    return popup_of(window).entries() if is_open(window) else []


def shown(entries: list[Entry]) -> list[tuple[str, str]]:
    """Heads as they are, entries with what stands out in brackets."""
    return [
        (
            _bracketed(one.title, one.title_marks) if one.key else f"# {one.title}",
            _bracketed(one.detail, one.detail_marks),
        )
        for one in entries
    ]


def _bracketed(text: str, marks) -> str:
    for start, end in reversed(marks):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


def enter(qtbot, window: MainWindow, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(window.search_box, Qt.Key.Key_Return, modifier)
    settle()


def open_dialog(window: MainWindow, kind: type) -> Any:
    return next(one for one in window.findChildren(kind) if one.isVisible())


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("ald", [("# Customers", ""), ("[Ald]er Works", "Ann Moss · 138 0000 1111")]),
        (
            "138-0000",
            [("# Contact persons", ""), ("Ann Moss", "Alder Works · [138 0000] 1111")],
        ),
        ("press", [("# Deals", ""), ("Steam [press]", "Alder Works")]),
        ("so-17", [("# Orders", ""), ("[SO-17]", "Alder Works")]),
        ("pump", [("# Products", ""), ("Screw [pump]", "")]),
        ("boiler", [("# Notes", ""), ("Alder Works", "the [boiler] leaks")]),
        ("alfer works", [("# Similar names", ""), ("Alder Works", "Ann Moss · 138 0000 1111")]),
        ("new deal", [("# Commands", ""), ("[New] [deal]", "")]),
    ],
)
def test_what_is_found_shows_what_matched(qtbot, window, text, lines):
    assert shown(type_text(qtbot, window, text)) == lines


def test_enter_opens_the_customer_and_empties_the_box(qtbot, window, alder):
    window.show_page("pipeline")
    settle()
    type_text(qtbot, window, "alder")
    enter(qtbot, window)
    assert window.page_key == "customers"
    assert window.page("customers").current_customer_id() == alder
    assert window.search_box.text() == ""
    assert not is_open(window)


@pytest.mark.parametrize(
    ("text", "dialog"),
    [("steam", DealDialog), ("so-17", OrderDialog), ("boiler", InteractionDialog)],
)
def test_enter_opens_the_record(qtbot, window, text, dialog):
    type_text(qtbot, window, text)
    enter(qtbot, window)
    assert open_dialog(window, dialog)


def test_enter_on_a_product_shows_who_bought_it(qtbot, window, alder):
    type_text(qtbot, window, "pump")
    enter(qtbot, window)
    assert window.search_box.text() == "Screw pump"
    assert shown(popup_of(window).entries())[1] == ("Alder Works", "")
    enter(qtbot, window)
    assert window.page("customers").current_customer_id() == alder


@pytest.mark.parametrize("text", ["alder", "1111", "boiler", "press"])
def test_ctrl_enter_logs_a_call_to_the_customer(qtbot, window, text):
    type_text(qtbot, window, text)
    enter(qtbot, window, CONTROL)
    assert open_dialog(window, LogBox)


def test_ctrl_enter_on_a_command_does_it(qtbot, window):
    type_text(qtbot, window, "new deal")
    enter(qtbot, window, CONTROL)
    assert open_dialog(window, DealDialog)


def test_commands_lead_to_pages_and_sections(qtbot, window):
    type_text(qtbot, window, "pipeline")
    enter(qtbot, window)
    assert window.page_key == "pipeline"
    entries = type_text(qtbot, window, "backups")
    assert entries[1].title == "Settings: Backups"
    enter(qtbot, window)
    assert open_dialog(window, SettingsDialog).list.value() == "backups"


def test_a_customer_goes_before_a_command(qtbot, window, session):
    add_customer(session, "Report Press Ltd.")
    heads = [one.title for one in type_text(qtbot, window, "report") if one.key is None]
    assert heads == ["Customers", "Commands"]


def test_an_empty_box_shows_the_latest(qtbot, window, session):
    add_customer(session, "Fern Mill")
    type_text(qtbot, window, "fern")
    enter(qtbot, window)
    entries = type_text(qtbot, window, "")
    assert [one.title for one in entries] == [
        "Recent customers",
        "Fern Mill",
        "Alder Works",
        "Recent searches",
        "fern",
    ]
    assert popup_of(window).current_key() is None
    qtbot.keyClick(window.search_box, Qt.Key.Key_Up)
    enter(qtbot, window)
    assert window.search_box.text() == "fern"
    assert shown(popup_of(window).entries())[1][0] == "[Fern] Mill"


def test_what_was_opened_is_kept_in_the_file(qtbot, window, session, datafile):
    type_text(qtbot, window, "alder")
    enter(qtbot, window)
    assert '"alder"' in session.settings.get("recent_search")
    assert session.undo_label() != "alder"


def test_keys_move_from_group_to_group(qtbot, window, session):
    add_customer(session, "Steam Alder")
    type_text(qtbot, window, "steam")
    popup = popup_of(window)
    assert popup.current_key()[0] == "customer"
    qtbot.keyClick(window.search_box, Qt.Key.Key_PageDown)
    assert popup.current_key()[0] == "deal"
    qtbot.keyClick(window.search_box, Qt.Key.Key_PageUp)
    assert popup.current_key()[0] == "customer"


def test_esc_closes_then_empties_then_leaves(qtbot, window):
    type_text(qtbot, window, "alder")
    box = window.search_box
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert not is_open(window)
    assert box.text() == "alder"
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    if box.hasFocus():
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert not box.hasFocus()


def test_nothing_found_says_so(qtbot, window):
    assert type_text(qtbot, window, "qqqqqq") == []
    labels = [one.text() for one in popup_of(window).findChildren(object) if hasattr(one, "text")]
    assert "Nothing found" in labels
