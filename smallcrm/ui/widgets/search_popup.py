"""The results that hang under the search box of the window."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from smallcrm.core.i18n import _
from smallcrm.ui.widgets.line_edits import SearchBox

if TYPE_CHECKING:
    from smallcrm.ui.widgets.popup_list import Entry, PopupList

# Answers a text by show(entries, done), once or several times while more is found.
SearchCallback = Callable[[str, Callable[..., None]], None]

_WIDTH = 640
_ROWS = 17


class SearchPopup(QObject):
    """Asks `search(text, show)` while the user types and shows what comes back.

    show(entries, done=True) takes entries, heads included; an answer to an older text is not
    shown. An empty text is asked for when the box is entered. `opened` tells the key of the chosen
    entry, `second` that of one chosen with Ctrl+Enter.
    """

    opened = Signal(object)
    second = Signal(object)

    def __init__(self, box: SearchBox, search: SearchCallback | None = None) -> None:
        super().__init__(box)
        self._box, self._search = box, search
        self._turn = self._shown_turn = 0
        self._first: object = None  # the key that was marked before the user moved on
        self._made: PopupList | None = None
        box.searched.connect(self.ask)
        box.left_down.connect(self._again)
        box.installEventFilter(self)

    @property
    def _popup(self) -> "PopupList":
        """The list of results; it is made when it is first asked for."""
        if self._made is None:
            from smallcrm.ui.widgets.popup_list import PopupList

            foot = _(
                "Enter: open  ·  Ctrl+Enter: log a call  ·  Page keys: next group  ·  Esc: close"
            )
            self._made = PopupList(self._box, min_width=_WIDTH, most_rows=_ROWS, foot=foot)
            self._made.has_second = True
            self._made.chosen.connect(self._open)
            self._made.second_chosen.connect(self._open_second)
        return self._made

    @property
    def _shown(self) -> bool:
        return self._made is not None and self._made.isVisible()

    def set_search(self, search: SearchCallback) -> None:
        """Say who answers."""
        self._search = search

    def ask(self, text: str) -> None:
        """Search for a text, or show what was opened lately when it is empty."""
        self._turn += 1
        turn = self._turn
        if self._search is None or not (text.strip() or self._box.hasFocus()):
            self._hide()
            return
        self._search(text.strip(), lambda entries, done=True: self._show(turn, entries, done))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and not self._shown:
            self.ask(self._box.text())
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
            return False
        if kind == QEvent.Type.ShortcutOverride:
            event.accept()  # it is the box's own, not the page's
            return True
        if kind == QEvent.Type.KeyPress and not self._box.text() and not self._shown:
            self._box.clearFocus()  # with nothing left to close or to empty, Esc leaves the box
            return True
        return False

    def show_for(self, text: str, search: Callable[[Callable[..., None]], None]) -> None:
        """Show a text in the box and what search(show) answers."""
        self._turn += 1
        turn = self._turn
        self._box.set_text_quietly(text)
        self._box.setFocus(Qt.FocusReason.OtherFocusReason)
        search(lambda entries, done=True: self._show(turn, entries, done))

    def _again(self) -> None:
        if not self._shown:
            self.ask(self._box.text())

    def _show(self, turn: int, entries: Sequence["Entry"], done: bool) -> None:
        if turn != self._turn:
            return
        text = self._box.text().strip()
        if not entries and (not done or not text):
            if done:
                self._hide()
            return  # what was found for the text before stays until there is an answer
        current = self._popup.current_key() if self._shown else None
        moved = current is not None and current != self._first
        keep = current if moved and turn == self._shown_turn else None
        self._shown_turn = turn
        self._popup.show_entries(
            entries, "" if entries else _("Nothing found"), bool(text), keep=keep
        )
        if keep is None:
            self._first = self._popup.current_key()

    def _hide(self) -> None:
        if self._made is not None:
            self._made.hide()

    def _open(self, key: object) -> None:
        self._turn += 1
        self._box.set_text_quietly("")
        self.opened.emit(key)

    def _open_second(self, key: object) -> None:
        self._turn += 1
        self._box.set_text_quietly("")
        self.second.emit(key)
