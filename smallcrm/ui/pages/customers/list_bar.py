"""The bar over the list: filter box and buttons, which lose their texts where room is short."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button, IconButton
from smallcrm.ui.widgets.layouts import hbox
from smallcrm.ui.widgets.line_edits import SearchBox

_GAP, _MARGIN = 8, 12
_BOX_LEAST, _BOX_MOST = 130, 260


class ListBar(QWidget):
    """Holds `box`, `filter`, `columns`, `more`, `bring` and `new`."""

    def __init__(self) -> None:
        super().__init__()
        self.box = SearchBox(_("Filter: name, pinyin, phone"))
        self.filter = Button(_("Filter"), "list-filter", tooltip=_("Filter by what is picked"))
        self.columns = Button(_("Columns"), "columns-3", "quiet", tooltip=_("Choose columns"))
        self.more = IconButton("ellipsis", _("Print, export, copy the list"))
        self.bring = Button(_("Import"), "upload", tooltip=_("Import a list"))
        self.new = Button(_("New customer"), "plus", "primary")
        self.new.setToolTip(_("New customer") + "  Ctrl+N")
        self._folding = (
            (self.bring, "upload", _("Import")),
            (self.columns, "columns-3", _("Columns")),
            (self.filter, "list-filter", _("Filter")),
            (self.new, "plus", _("New customer")),
        )
        self._folded = 0
        self._picked = 0
        row = hbox(spacing=_GAP, margins=(_MARGIN, 10))
        row.addWidget(self.box, 100)
        for widget in (self.filter, self.columns, self.more):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.bring)
        row.addWidget(self.new)
        self.box.setMaximumWidth(theme().px(_BOX_MOST))
        self.setLayout(row)

    def show_picked(self, count: int) -> None:
        """Say on the filter button how many kinds of values are picked."""
        self._picked = count
        self._show_texts()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(300), super().minimumSizeHint().height())

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        for folded in range(len(self._folding) + 1):
            if folded == len(self._folding) or self._needed(folded) <= self.width():
                break
        if folded != self._folded:
            self._folded = folded
            self._show_texts()

    def _needed(self, folded: int) -> int:
        """The width that is needed when the first `folded` buttons have lost their texts."""
        metrics = self.fontMetrics()
        width = theme().px(_BOX_LEAST) + self.more.width() + 2 * _MARGIN + 6 * _GAP
        for place, (_button, _icon, text) in enumerate(self._folding):
            shown = 0 if place < folded else metrics.horizontalAdvance(text) + theme().px(10)
            width += theme().px(46) + shown
        return width + (theme().px(16) if self._picked else 0)

    def _show_texts(self) -> None:
        for place, (button, icon, text) in enumerate(self._folding):
            shown = "" if place < self._folded else text
            if button is self.filter and self._picked:
                shown = f"{shown} {self._picked}".strip()
            if button.text() != shown:
                button.setText(shown)
                button.set_icon(icon)
