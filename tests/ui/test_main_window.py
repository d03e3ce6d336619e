"""The frame of the window: pages, keys, search, status, dropped files."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from smallcrm.ui.hub import Hub
from smallcrm.ui.main_window import MainWindow, PageSpec, first_size
from smallcrm.ui.memory import Memory
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.drop_hint import DropHint
from smallcrm.ui.widgets.layouts import vbox
from smallcrm.ui.widgets.line_edits import LineEdit
from smallcrm.ui.widgets.popup_list import Entry, PopupList
from smallcrm.ui.widgets.shortcuts import ShortcutsDialog
from smallcrm.ui.widgets.status_bar import Status, StatusBar
from smallcrm.ui.widgets.toast import Toast


class Page(QWidget):
    """A page that remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.field = LineEdit()
        self.setLayout(vbox(self.field))
        self.keys_help = (("Ctrl+D", "Done"),)

    def activate(self) -> None:
        self.calls.append("activate")

    def new_record(self) -> None:
        self.calls.append("new")


@pytest.fixture
def hub() -> Hub:
    return Hub()


@pytest.fixture
def made() -> list[str]:
    """The keys of the pages that were made."""
    return []


@pytest.fixture
def specs(made) -> list[PageSpec]:
    def spec(key: str, number: int) -> PageSpec:
        def make() -> Page:
            made.append(key)
            return Page()

        return PageSpec(key, key.title(), "users", make, f"Ctrl+{number}")

    return [spec("today", 1), spec("customers", 2), spec("history", 3)]


@pytest.fixture
def window(qtbot, hub, specs) -> MainWindow:
    made = MainWindow(hub, specs, Memory())
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.ControlModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget() or window, key, modifier)


def test_a_page_that_must_be_loaded_comes_after_its_tab(qtbot, hub, specs, made):
    waiting: list = []
    specs.append(specs[0]._replace(key="late", load=waiting.append))
    window = MainWindow(hub, specs, Memory())
    qtbot.addWidget(window)
    window.show_page("late")
    assert window.page_key == "today"
    assert len(waiting) == 1
    waiting.pop()()
    assert window.page_key == "late"


def test_a_page_that_comes_late_does_not_push_away_another(qtbot, hub, specs):
    waiting: list = []
    specs.append(specs[0]._replace(key="late", load=waiting.append))
    window = MainWindow(hub, specs, Memory())
    qtbot.addWidget(window)
    window.show_page("late")
    window.show_page("customers")
    waiting.pop()()
    assert window.page_key == "customers"


def test_a_new_window_fits_a_small_screen():
    assert first_size(QSize(1920, 1040)) == QSize(1360, 840)
    assert first_size(QSize(1366, 728)) == QSize(1350, 688)
    assert first_size(QSize(800, 480)) == QSize(900, 560)


def test_pages_are_made_when_first_shown(window, made, qtbot):
    assert made == ["today"]
    press(qtbot, window, Qt.Key.Key_2)
    assert window.page_key == "customers"
    press(qtbot, window, Qt.Key.Key_1)
    press(qtbot, window, Qt.Key.Key_2)
    assert made == ["today", "customers"]
    assert window.page("customers").calls == ["activate", "activate"]


def test_a_tab_is_pressed_with_the_mouse(window, qtbot):
    window._tabs.findChildren(QWidget)[2].click()
    assert window.page_key == "history"


def test_the_hub_leads_to_pages(window, hub):
    hub.open_page("history")
    assert window.page_key == "history"


def test_keys_reach_the_page_and_the_hub(window, hub, qtbot):
    press(qtbot, window, Qt.Key.Key_N)
    assert window.page("today").calls[-1] == "new"
    with qtbot.waitSignal(hub.log_asked):
        press(qtbot, window, Qt.Key.Key_L)
    with qtbot.waitSignal(hub.undo_asked):
        press(qtbot, window, Qt.Key.Key_Z)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitSignal(hub.redo_asked):
        press(qtbot, window, Qt.Key.Key_Z, both)


def test_undo_in_a_field_takes_back_typing_only(window, hub, qtbot):
    field = window.page("today").field
    field.setFocus()
    qtbot.keyClicks(field, "abc")
    with qtbot.assertNotEmitted(hub.undo_asked):
        press(qtbot, window, Qt.Key.Key_Z)
    assert field.text() == ""


def test_search_shows_the_last_answer_and_opens_the_hit(window, qtbot):
    shows = []
    window.set_search(lambda text, show: shows.append((text, show)))
    press(qtbot, window, Qt.Key.Key_K)
    box = window.search_box
    assert box.hasFocus()
    for text in ("h", "ha"):
        qtbot.keyClicks(box, text[-1])
        qtbot.waitUntil(lambda text=text: bool(shows) and shows[-1][0] == text)
    shows[-1][1](
        [
            Entry(None, "Customers"),
            Entry(("customer", 8), "Harwood"),
            Entry(("customer", 9), "Hall"),
        ]
    )
    popup = window.findChild(PopupList)
    shows[0][1]([Entry(("customer", 1), "Old")])
    assert popup.isVisible()
    assert popup.current_key() == ("customer", 8)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    with qtbot.waitSignal(window.hit_opened) as opened:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert opened.args == [("customer", 9)]
    assert box.text() == ""
    assert not popup.isVisible()


def test_the_status_bar_says_who_and_what_undo_would_do(window, hub, qtbot):
    hub.status_changed.emit(Status(("Staff: Ann", "12 customers"), "Delete Harwood"))
    bar = window.findChild(StatusBar)
    shown = [
        label.text()
        for label in bar.findChildren(QWidget)
        if hasattr(label, "text") and label.isVisible()
    ]
    assert "Staff: Ann" in shown
    assert "Undo: Delete Harwood" in shown
    with qtbot.waitSignal(hub.undo_asked):
        bar.findChild(Button).click()
    hub.status_changed.emit(Status(("Staff: Ann",)))
    assert not bar.findChild(Button).isVisible()


def test_a_message_offers_to_undo(window, hub, qtbot):
    hub.say("3 customers deleted", "ok", "Undo")
    toast = window.findChild(Toast)
    assert toast.isVisible()
    assert toast.text() == "3 customers deleted"
    with qtbot.waitSignal(hub.undo_asked):
        toast.findChild(Button).click()
    assert not toast.isVisible()


def test_a_message_offers_an_act_of_its_own(window, hub, qtbot):
    done = []
    hub.offer("View deleted", "Undo", lambda: done.append(True))
    toast = window.findChild(Toast)
    assert toast.text() == "View deleted"
    toast.findChild(Button).click()
    assert done == [True]


def test_changes_from_any_thread_arrive_later(hub, qtbot):
    listeners = []
    hub.follow(listeners.append)
    told = []
    hub.changed.connect(told.append)
    with qtbot.waitSignal(hub.changed):
        listeners[0]("changes")
        assert told == []
    assert told == ["changes"]


def drop(widget: QWidget, paths: list[str], kind) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    event = kind(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_a_file_can_be_dropped_anywhere(window, qtbot):
    assert drop(window, ["/lists/a.xlsx"], QDragEnterEvent)
    with qtbot.waitSignal(window.files_dropped) as told:
        drop(window, ["/lists/a.xlsx", "/lists/b.csv"], QDropEvent)
    assert told.args == [["/lists/a.xlsx", "/lists/b.csv"]]
    hint = window.findChild(DropHint)
    assert not hint.isVisible()
    drop(window.search_box, ["/lists/a.xlsx"], QDragEnterEvent)
    assert hint.isVisible()  # the field leaves files to the window


def test_the_overview_names_the_page_s_keys_too(window, qtbot):
    press(qtbot, window, Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier)
    dialog = window.findChild(ShortcutsDialog)
    texts = [label.text() for label in dialog.findChildren(QWidget) if hasattr(label, "text")]
    assert "Ctrl+D" in texts
    assert "Undo the last step" in texts
    dialog.close()


def test_a_press_of_the_mouse_is_shown_among_the_keys(qtbot):
    dialog = ShortcutsDialog([("List", [("Shift+Click", "Sort by a further column")])])
    qtbot.addWidget(dialog)
    texts = [label.text() for label in dialog.findChildren(QWidget) if hasattr(label, "text")]
    assert "Shift+Click" in texts


def test_it_comes_back_where_it_was(qtbot, hub, specs, tmp_path):
    first = MainWindow(hub, specs, Memory(tmp_path / "window.json"))
    qtbot.addWidget(first)
    first.resize(900, 611)
    first.show_page("history")
    first.show()
    first.close()
    second = MainWindow(hub, specs, Memory(tmp_path / "window.json"))
    qtbot.addWidget(second)
    assert second.size().height() == 611
    assert second.page_key == "history"


def test_a_broken_memory_is_forgotten(tmp_path):
    path = tmp_path / "window.json"
    path.write_text("{half", "utf-8")
    memory = Memory(path)
    assert memory.get("page", "today") == "today"
    memory.set("page", "history")
    assert Memory(path).get("page") == "history"
