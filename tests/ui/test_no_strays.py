"""No part of a page or dialog shows as a window of its own before it is put where it belongs.

Such a window flashes up on a screen. And what was closed asks nothing of later changes.
"""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMenu, QWidget

from smallcrm.core.config import Config
from smallcrm.services.demo import add_demo
from smallcrm.ui.desk import Desk
from smallcrm.ui.dialogs.settings import SettingsDialog, list_sections
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.page_list import PAGES, page_specs
from tests.ui.desk import add_customer, make_context, settle

OWN = (QDialog, QMainWindow, QMenu)


class Watch(QObject):
    """Notes every widget that shows as a window and is none."""

    def __init__(self) -> None:
        super().__init__()
        self.strays: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            alone = watched.isWindow() and watched.parent() is None
            if alone and not isinstance(watched, OWN):
                self.strays.append(type(watched).__name__)
        return False


@pytest.fixture
def watch(qapp: QApplication) -> Iterator[Watch]:
    made = Watch()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


@pytest.fixture
def window(qtbot: Any, datafile: Any, session: Any) -> Iterator[MainWindow]:
    add_demo(session, "en")
    context = make_context(datafile, session)
    made = MainWindow(context.hub, page_specs(context), context.memory)
    program: Any = SimpleNamespace(
        config=Config(), change_config=None, move_file=None, open_file=None
    )
    made.desk = Desk(context, made, program)  # type: ignore[attr-defined]
    qtbot.addWidget(made)
    made.show()
    yield made
    settle()


def dialogs(window: MainWindow) -> list[QDialog]:
    return [one for one in window.findChildren(QDialog) if one.isVisible()]


def test_pages_show_whole(watch: Watch, window: MainWindow) -> None:
    for key, *_rest in PAGES:
        window.show_page(key)
        settle()
    assert watch.strays == []


def test_dialogs_show_whole(watch: Watch, window: MainWindow) -> None:
    desk: Any = window.desk  # type: ignore[attr-defined]
    desk.open_settings()
    (settings,) = dialogs(window)
    assert isinstance(settings, SettingsDialog)
    for item in list_sections():
        settings.show_section(item.key)
    settings.reject()
    for opening in (
        *(lambda what=what: desk.open_new(what) for what in ("customer", "deal", "follow_up")),
        lambda: desk.open_log(None),
        lambda: desk.open_duplicates([]),
        desk.open_lifecycle,
        desk.open_imports,
        lambda: desk.open_completeness("gaps"),
    ):
        opening()
        settle()
        for dialog in dialogs(window):
            dialog.reject()
        settle()
    assert watch.strays == []


def test_what_was_closed_is_asked_nothing_later(
    qtbot: Any, window: MainWindow, session: Any
) -> None:
    window.show_page("reports")
    desk: Any = window.desk  # type: ignore[attr-defined]
    page: Any = window.page("reports")
    desk.open_settings("products")
    page.show_earlier()
    for dialog in dialogs(window):
        dialog.reject()
    settle()
    with qtbot.captureExceptions() as raised:
        add_customer(session, "Cedar Foods")
        settle()
    assert raised == []
