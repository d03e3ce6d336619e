"""The overview of keys (F1) names every key that does something."""

import pytest
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import set_language
from smallcrm.ui.dialogs.duplicates_dialog import DuplicatesDialog
from smallcrm.ui.dialogs.products_dialog import ProductsDialog
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.page_list import page_specs
from tests.ui.desk import add_customer, make_context, settle

# Enter of the keypad is Enter.
SAME = {"Ctrl+Enter": "Ctrl+Return", "Enter": "Return"}


@pytest.fixture
def context(datafile, session):
    return make_context(datafile, session)


@pytest.fixture
def window(qtbot, context, session) -> MainWindow:
    add_customer(session, "Alder Works")
    made = MainWindow(context.hub, page_specs(context), context.memory)
    qtbot.addWidget(made)
    for spec in page_specs(context):
        made.show_page(spec.key)
        settle()
    return made


def plain(keys: str) -> set[str]:
    found = {QKeySequence(key).toString() for key in keys.split(" / ")}
    return {SAME.get(key, key) for key in found if key}


def bound(widget: QWidget) -> set[str]:
    """The keys of every shortcut in a window."""
    shortcuts = widget.findChildren(QShortcut)
    return set().union(*(plain(one.key().toString()) for one in shortcuts))


def named(window: MainWindow, title: str = "") -> set[str]:
    sections = [keys for name, keys in window.key_sections() if title in ("", name)]
    return set().union(*(plain(key) for keys in sections for key, _text in keys))


def test_every_key_of_the_window_and_its_pages_is_named(window) -> None:
    assert bound(window) - named(window) == set()


def test_every_key_of_a_command_is_named(window) -> None:
    known = {
        key for one in window.commands.all() for key in plain(" / ".join(one.shortcut.split()))
    }
    assert known - named(window, "Everywhere") == set()


@pytest.mark.parametrize(
    ("make", "title"),
    [
        (lambda context: DuplicatesDialog(context), "Likely duplicates"),
        (lambda context: ProductsDialog(context), "Products"),
    ],
)
def test_every_key_of_a_dialog_is_named(qtbot, context, window, make, title) -> None:
    dialog = make(context)
    qtbot.addWidget(dialog)
    told = named(window, title) | named(window, "Everywhere") | named(window, "Forms and dialogs")
    assert bound(dialog) - told == set()


def test_keys_have_words_in_chinese(window) -> None:
    set_language("zh_CN")
    try:
        for title, keys in window.key_sections()[1 + len(window._specs) :]:
            assert not title.isascii()
            assert not [text for _key, text in keys if text.isascii()]
    finally:
        set_language("en")
