"""The results that hang under the search box of the window."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from smallcrm.core.i18n import _
from smallcrm.ui.widgets.line_edits import SearchBox
from smallcrm.ui.widgets.popup_list import Entry, PopupList

SearchCallback = Callable[[str, Callable[[Sequence[Entry]], None]], None]


class SearchPopup(QObject):
    """Asks `search(text, show)` while the user types and shows what comes back.

    show takes entries, heads included; an answer to an older text is not shown.
    `opened` tells the key of the chosen entry.
    """

    opened = Signal(object)

    def __init__(self, box: SearchBox, search: SearchCallback | None = None) -> None:
        super().__init__(box)
        self._box, self._search = box, search
        self._turn = 0
        self._popup = PopupList(box, min_width=520)
        self._popup.chosen.connect(self._open)
        box.searched.connect(self._ask)
        box.left_down.connect(self._again)

    def set_search(self, search: SearchCallback) -> None:
        """Say who answers."""
        self._search = search

    def _ask(self, text: str) -> None:
        self._turn += 1
        turn = self._turn
        text = text.strip()
        if not text or self._search is None:
            self._popup.hide()
            return
        self._search(text, lambda entries: self._show(turn, entries))

    def _again(self) -> None:
        if not self._popup.isVisible():
            self._ask(self._box.text())

    def _show(self, turn: int, entries: Sequence[Entry]) -> None:
        if turn == self._turn and self._box.text().strip():
            self._popup.show_entries(entries, "" if entries else _("Nothing found"))

    def _open(self, key: object) -> None:
        self._box.set_text_quietly("")
        self.opened.emit(key)
