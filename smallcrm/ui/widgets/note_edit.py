"""A note that can be started from a template: a slash opens the list of them."""

import re
from collections.abc import Callable, Sequence

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.services.note_templates import NoteTemplate, find_templates
from smallcrm.ui.widgets.popup_list import Entry, PopupList
from smallcrm.ui.widgets.text_edit import TextEdit

# A slash begins a search where a word could begin; in 24/7 or km/h it is just a slash.
_SLASH = re.compile(r"(?:^|\s)/(\S{0,12})$")
_GAP = re.compile(r"…+|\.{3,}|_{2,}")
_MOST = 8


class NoteEdit(TextEdit):
    """templates() tells those there are; fill(text) puts names and dates into a chosen one.

    After "/" the list is narrowed by what is typed; Enter takes a template, Esc leaves the slash.
    The first "…" of a template is selected, so that what is typed takes its place.
    """

    def __init__(
        self,
        templates: Callable[[], Sequence[NoteTemplate]],
        fill: Callable[[str], str] = str,
        *,
        placeholder: str = "",
        rows: int = 3,
        most: int = 8,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", placeholder, rows=rows, most=most, parent=parent)
        self._templates, self._fill = templates, fill
        self._offered: Sequence[NoteTemplate] = ()
        self._popup: PopupList | None = None
        self.textChanged.connect(self._look)

    def open_templates(self) -> None:
        """Offer all templates, as the slash does."""
        self.setFocus()
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        cursor.insertText("/" if not before or before[-1].isspace() else " /")

    def insert_template(self, template: NoteTemplate) -> None:
        """Put a template where the slash stands, or at the cursor."""
        cursor = self.textCursor()
        if match := self._asked():
            back = len(match[1]) + 1
            cursor.movePosition(
                QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, back
            )
        filled = self._fill(template.text)
        start = cursor.selectionStart()
        cursor.insertText(filled)
        if gap := _GAP.search(filled):  # what is left open is written first
            cursor.setPosition(start + _units(filled[: gap.start()]))
            cursor.setPosition(start + _units(filled[: gap.end()]), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.setFocus()

    def offered(self) -> list[str]:
        """Return the names that are offered now."""
        shown = self._popup is not None and self._popup.isVisible()
        return [one.name for one in self._offered] if shown else []

    def _asked(self) -> re.Match[str] | None:
        cursor = self.textCursor()
        return _SLASH.search(cursor.block().text()[: cursor.positionInBlock()])

    def _look(self) -> None:
        match = self._asked() if self.hasFocus() else None
        if match is None:
            if self._popup is not None:
                self._popup.hide()
            return
        if self._popup is None:
            self._popup = PopupList(self)
            self._popup.chosen.connect(self._take)
        self._offered = find_templates(self._templates(), match[1])[:_MOST]
        entries = [
            Entry(place, one.name, " ".join(one.text.split()), "text")
            for place, one in enumerate(self._offered)
        ]
        # nothing fits what follows the slash: it was no search
        note = "" if entries or match[1] else _("No templates yet. Write them in the settings.")
        self._popup.show_entries(entries, note)

    def _take(self, place: int) -> None:
        self.insert_template(self._offered[place])


def _units(text: str) -> int:
    # Qt counts in UTF-16
    return len(text.encode("utf-16-le")) // 2
