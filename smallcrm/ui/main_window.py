"""The frame of the window: tabs, search, pages made when first shown, status bar.

It knows no page and no data: pages come as specs, everything else goes through the hub.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from smallcrm.core.i18n import _
from smallcrm.ui.commands import Command, Commands
from smallcrm.ui.hub import Hub
from smallcrm.ui.memory import Memory
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import IconButton
from smallcrm.ui.widgets.drop_hint import DropHint
from smallcrm.ui.widgets.layouts import holder, vbox
from smallcrm.ui.widgets.line_edits import SearchBox
from smallcrm.ui.widgets.panels import Panel
from smallcrm.ui.widgets.search_popup import SearchCallback, SearchPopup
from smallcrm.ui.widgets.status_bar import StatusBar
from smallcrm.ui.widgets.tab_row import TabRow

if TYPE_CHECKING:
    from smallcrm.ui.widgets.shortcuts import Keys
    from smallcrm.ui.widgets.toast import Toast

MINIMUM = QSize(900, 560)
USUAL = QSize(1360, 840)
_FRAME = QSize(16, 40)  # what the system draws around a window
_FIRST = 100  # a stretch that takes all the room there is before the gap gets any


def first_size(room: QSize) -> QSize:
    """The size of a window that was never shown before, on a screen with this much room."""
    return USUAL.boundedTo(room - _FRAME).expandedTo(MINIMUM)


class PageSpec(NamedTuple):
    """A page of the window; factory makes it when it is first shown.

    A page may have `activate()` (called each time it is shown), `new_record()` (Ctrl+N),
    `find()` (Ctrl+F) and `keys_help` (pairs of key and text for the overview). `load(then)` brings
    what the page needs off the window's thread and calls then().
    """

    key: str
    title: str
    icon: str
    factory: Callable[[], QWidget]
    shortcut: str = ""
    load: Callable[[Callable[[], None]], None] | None = None


class MainWindow(QMainWindow):
    """The window; `files_dropped` tells paths, `hit_opened` the key of a search result.

    `hit_logged` tells the key of one chosen with Ctrl+Enter. `commands` are what can be done from
    anywhere: all keys are theirs.
    """

    files_dropped = Signal(object)
    hit_opened = Signal(object)
    hit_logged = Signal(object)
    closing = Signal()

    def __init__(
        self,
        hub: Hub,
        pages: Sequence[PageSpec],
        memory: Memory,
        *,
        search: SearchCallback | None = None,
        title: str = "smallcrm",
    ) -> None:
        super().__init__()
        self._hub, self._memory = hub, memory
        self._specs = {spec.key: spec for spec in pages}
        self._pages: dict[str, QWidget] = {}
        self._key = self._wanted = ""
        self.setWindowTitle(title)
        self.setMinimumSize(MINIMUM)
        self._tabs = TabRow()
        self._stack = QStackedWidget()
        self._status = StatusBar()
        self.commands = Commands()
        self.search_box = SearchBox(_("Search customers, phones, notes"), hint="Ctrl+K", delay_ms=0)
        self._popup = SearchPopup(self.search_box, search)
        self.setCentralWidget(holder(vbox(self._make_top(), self._stack, self._status, spacing=0)))
        self.centralWidget().layout().setStretchFactor(self._stack, 1)
        self._toast: Toast | None = None
        self._drop = DropHint(self)
        self._drop.files_dropped.connect(self.files_dropped)
        self._popup.opened.connect(self.hit_opened)
        self._popup.second.connect(self.hit_logged)
        self._listen()
        self._bind_keys()
        memory.restore_window(
            self, lambda: self.resize(first_size(self.screen().availableGeometry().size()))
        )
        kept = memory.get("page")
        first = kept if kept in self._specs else next(iter(self._specs), "")
        if isinstance(first, str) and first:
            self.show_page(first)

    @property
    def page_key(self) -> str:
        """Return the key of the page that is shown."""
        return self._key

    def page(self, key: str) -> QWidget:
        """Return a page, making it when it is not there yet."""
        if key not in self._pages:
            made = self._specs[key].factory()
            self._pages[key] = made
            self._stack.addWidget(made)
        return self._pages[key]

    def show_page(self, key: str) -> None:
        """Go to a page; one that has to be loaded first comes a moment after its tab."""
        self._wanted = key
        self._tabs.set_current(key)
        load = self._specs[key].load
        if key in self._pages or load is None or not self._key:
            self._go(key)
        else:
            load(lambda: self._go(key) if self._wanted == key else None)

    def _go(self, key: str) -> None:
        page = self.page(key)
        self._key = key
        self._stack.setCurrentWidget(page)
        self._memory.set("page", key)
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        if callable(activate := getattr(page, "activate", None)):
            activate()

    def set_search(self, search: SearchCallback) -> None:
        """Say who answers the search box."""
        self._popup.set_search(search)

    def show_in_search(self, text: str, search: Callable[[Callable[..., None]], None]) -> None:
        """Show a text in the search box, and below it what search(show) answers."""
        self._popup.show_for(text, search)

    def show_keys(self) -> None:
        """Show the overview of all keys."""
        from smallcrm.ui.widgets.shortcuts import ShortcutsDialog

        dialog = ShortcutsDialog(self.key_sections(), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def key_sections(self) -> list[tuple[str, "Keys"]]:
        """Return all keys there are, in sections with a title."""
        from smallcrm.ui.keys_elsewhere import keys_elsewhere

        sections: list[tuple[str, Keys]] = [(_("Everywhere"), self._keys_help())]
        for key, spec in self._specs.items():
            if keys := getattr(self._pages.get(key), "keys_help", ()):
                sections.append((spec.title, keys))
        return sections + keys_elsewhere()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._memory.keep_window(self)
        self.closing.emit()
        super().closeEvent(event)

    def _make_top(self) -> Panel:
        top = self._top = Panel("top", across=True, margins=(12, 0, 12, 0), spacing=4)
        for spec in self._specs.values():
            tooltip = QKeySequence(spec.shortcut).toString(_NATIVE) if spec.shortcut else ""
            self._tabs.add(spec.key, spec.title, spec.icon, tooltip)
        self._tabs.chosen.connect(self.show_page)
        self.search_box.setProperty("search", "true")
        self._import = IconButton("upload", _("Import a list"), on_click=self._ask_import)
        settings = IconButton("settings", _("Settings"), on_click=self._hub.settings_asked.emit)
        top.box.addWidget(self._tabs)
        top.box.addStretch(1)
        top.box.addWidget(self.search_box, _FIRST)
        top.box.addWidget(self._import)
        top.box.addWidget(settings)
        self._scale()
        theme().theme_changed.connect(self._scale)
        return top

    def _scale(self) -> None:
        self.search_box.setMinimumWidth(theme().px(140))
        self.search_box.setMaximumWidth(theme().px(300))
        self._top.setFixedHeight(theme().px(52))

    def _listen(self) -> None:
        hub = self._hub
        hub.page_asked.connect(self.show_page)
        hub.badge_changed.connect(self._tabs.set_count)
        hub.status_changed.connect(self._status.show_status)
        hub.busy_changed.connect(self._import.setDisabled)
        hub.message.connect(self._say)
        hub.offered.connect(lambda text, *act: self._show_message(text, "ok", *act))
        self._status.undo_pressed.connect(hub.undo)

    def _bind_keys(self) -> None:
        self.commands.add(self._make_commands())
        for command in self.commands.all():
            for key in command.shortcut.split():
                QShortcut(QKeySequence(key), self, command.run)

    def _make_commands(self) -> list[Command]:
        hub = self._hub
        settings = hub.settings_asked.emit

        def call(name: str) -> Callable[[], None]:
            return partial(self._call_page, name)

        return [
            *[
                Command(
                    f"page:{spec.key}",
                    spec.title,
                    partial(self.show_page, spec.key),
                    spec.icon,
                    spec.shortcut,
                    spec.key.replace("_", " "),
                )
                for spec in self._specs.values()
            ],
            Command("search", _("Search everything"), self._focus_search, "", "Ctrl+K"),
            Command("find", _("Filter the list"), call("find"), "list-filter", "Ctrl+F", "find"),
            Command("new", _("New entry of this page"), call("new_record"), "", "Ctrl+N"),
            Command(
                *("log", _("Log a call or visit"), lambda: hub.log(None)),
                *("phone", "Ctrl+L", "log call visit note"),
            ),
            Command("undo", _("Undo the last step"), hub.undo, "undo-2", "Ctrl+Z", "undo"),
            Command(
                "redo", _("Redo"), hub.redo, "refresh-cw", "Ctrl+Shift+Z Ctrl+Y", "redo bring back"
            ),
            Command(
                *("import", _("Import a list"), self._ask_import, "upload", "Ctrl+I"),
                "import list excel csv",
            ),
            Command(
                *("settings", _("Settings"), settings, "settings", "Ctrl+,"),
                "settings preferences options",
            ),
            Command("keys", _("Overview of all keys"), self.show_keys, "", "F1"),
        ]

    def _keys_help(self) -> "Keys":
        known = [command for command in self.commands.all() if command.shortcut]
        return [(" / ".join(command.shortcut.split()), command.text) for command in known]

    def _say(self, text: str, tone: str, undo_label: str) -> None:
        self._show_message(text, tone, undo_label, self._hub.undo)

    def _show_message(self, *message) -> None:
        if self._toast is None:
            from smallcrm.ui.widgets.toast import Toast

            self._toast = Toast(self)
        self._toast.show_message(*message)

    def _ask_import(self) -> None:
        if self._import.isEnabled():
            self._hub.import_asked.emit([])

    def _focus_search(self) -> None:
        self.search_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_box.selectAll()
        self._popup.ask(self.search_box.text())

    def _call_page(self, name: str) -> None:
        method = getattr(self._pages.get(self._key), name, None)
        if callable(method):
            method()


_NATIVE = QKeySequence.SequenceFormat.NativeText
