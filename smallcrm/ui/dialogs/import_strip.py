"""Under the sheet: one finding after the other, and the way to the next."""

from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.importers.plan import PlannedRecord, Question
from smallcrm.ui.dialogs.import_item_words import line_of, nothing_words
from smallcrm.ui.dialogs.import_lines import TwoLines
from smallcrm.ui.dialogs.import_outlook import Stop
from smallcrm.ui.dialogs.import_walk import Item, Walk, place_of
from smallcrm.ui.dialogs.import_words import (
    OUTCOME_LOOKS,
    question_words,
    row_words,
    told_words,
)
from smallcrm.ui.icons import IconLabel
from smallcrm.ui.widgets.buttons import IconButton
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox
from smallcrm.ui.widgets.panels import Panel

_ICONS = {"warn": "circle-alert", "bad": "circle-x", "ok": "circle-check"}


class ImportStrip(Panel):
    """Says what is looked at of a Walk in a sentence."""

    def __init__(self, walk: Walk, parent: QWidget | None = None) -> None:
        super().__init__("bottom", margins=(16, 6, 8, 6), spacing=4, parent=parent)
        self._walk = walk
        self._icon = IconLabel("circle-check", "ok")
        self._text = TwoLines()
        self._count = Label("", "body", "muted")
        self.previous = IconButton(
            "chevron-left", _("Previous"), on_click=lambda: walk.step(-1), key="Shift+F8"
        )
        self.next = IconButton("chevron-right", _("Next"), on_click=lambda: walk.step(1), key="F8")
        steps = hbox(self._count, 4, self.previous, self.next, spacing=0)
        row = hbox(self._icon, self._text, steps, spacing=8)
        row.setStretch(1, 1)
        self.box.addLayout(row)
        walk.changed.connect(self._show)
        walk.moved.connect(self._show)

    def text(self) -> str:
        """Return the finding as it is shown."""
        return self._text.full_text()

    def _show(self) -> None:
        walk = self._walk
        n = len(walk.items)
        self._count.setText(
            _("%(n)s of %(all)s") % {"n": f"{walk.at + 1:,}", "all": f"{n:,}"} if n else ""
        )
        for button in (self.previous, self.next):
            button.setVisible(n > 0)
            button.setEnabled(n > 1)
        if walk.item is not None:
            self._show_item(walk.item)
        else:
            self._icon.set_icon("circle-check", token="ok")
            self._text.show_text(nothing_words(walk.kind))

    def _show_item(self, item: Item) -> None:
        outlook = self._walk.outlook
        place = place_of(outlook, item)
        if isinstance(item, Stop):
            icon, tone, text = _ICONS[item.tone], item.tone, item.text
        elif isinstance(item, Question):
            icon, tone, text = "circle-question-mark", "warn", question_words(item)
        elif isinstance(item, PlannedRecord):
            line = line_of(outlook, item, {})
            icon, tone = line.icon, line.tone
            text = told_words(line.title, line.detail) if line.detail else line.title
        else:
            look = OUTCOME_LOOKS[item.outcome]
            icon, tone, text = look.icon, look.tone, row_words(outlook, item)
        self._icon.set_icon(icon, tone)
        if place is not None:
            several = sum(len(file.sheets) for file in outlook.files) > 1
            form = _("%(sheet)s, row %(row)s: %(text)s") if several else _("Row %(row)s: %(text)s")
            text = form % {"row": f"{place.row:,}", "text": text, "sheet": place.sheet}
        self._text.show_text(text)
