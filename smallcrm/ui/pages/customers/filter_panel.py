"""The conditions over the list: rows and groups of them, all or any, added by a field's name."""

from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.services.customer_filter import EVERYBODY, Group
from smallcrm.services.customer_filter_words import group_words
from smallcrm.ui.context import Context
from smallcrm.ui.pages.customers.filter_group import GroupEdit
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button, IconButton
from smallcrm.ui.widgets.labels import ElidedLabel
from smallcrm.ui.widgets.layouts import hbox
from smallcrm.ui.widgets.panels import Panel, ScrollColumn

_SOON_MS = 200
_ROOM = 48  # px shown round the field that is typed in
_MOST = 264  # px: six conditions, or a group of three beside two


class FilterPanel(Panel):
    """Rows of conditions over the list; `changed` tells the group a moment after each change."""

    changed = Signal(object)
    left = Signal()
    save_asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("sunken", margins=(12, 8), spacing=6)
        self._group = Group()
        self.root = GroupEdit(context)
        self.joined, self.add = self.root.joined, self.root.add
        self._hits = ElidedLabel("", "body", "muted").fit_text()
        self.save = Button(_("Save as view"), "star", "quiet", on_click=self.save_asked.emit)
        self.clear = IconButton("trash-2", _("Take all conditions away"), on_click=self._clear_all)
        close = IconButton("chevron-up", _("Close the conditions") + "  Esc", on_click=self._leave)
        self.box.addLayout(hbox(self.joined, self._hits, None, self.save, self.clear, close))
        self._area = ScrollColumn(self.root, margins=0)
        self.box.addWidget(self._area)
        self._words = ElidedLabel("", "small", "muted")
        row = hbox(self.add, self.root.deeper, self._words)
        row.setStretchFactor(self._words, 1)
        self.box.addLayout(row)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._tell)
        self.root.changed.connect(self._row_changed)
        self.root.grown.connect(self._grow)
        self.setFocusProxy(self.add)
        self._show_rows()

    def group(self) -> Group:
        """Return the conditions as they are filled in."""
        return self.root.group()

    def show_group(self, group: Group) -> None:
        """Show other conditions without telling."""
        if group == self.group():
            return
        self._soon.stop()
        self.root.show_group(group)
        self._group = group
        self._show_rows()

    def show_hits(self, text: str) -> None:
        """Say how many customers meet the conditions."""
        self._hits.setText(text)

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tell()
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    # --- inside -----------------------------------------------------------------------------

    def _grow(self) -> None:
        self._show_rows()
        QTimer.singleShot(0, self._area, self._show_focus)

    def _show_focus(self) -> None:
        at = self.focusWidget()
        if at is not None and self._area.isAncestorOf(at):
            self._area.ensureWidgetVisible(at, 0, theme().px(_ROOM))

    def _clear_all(self) -> None:
        self.root.show_group(EVERYBODY)
        self._show_rows()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell()

    def _row_changed(self, typed: bool) -> None:
        if typed:
            self._soon.start()
        else:
            self._tell()

    def _tell(self) -> None:
        self._soon.stop()
        group = self.group()
        self._say_words(group)
        if group != self._group:
            self._group = group
            self.changed.emit(group)

    def _leave(self) -> None:
        self.root.prune()
        self._show_rows()
        self._tell()
        self.left.emit()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return handled

    def _fit(self) -> None:
        """Be as high as the rows, which wrap, up to a few of them; the rest is scrolled."""
        column = self._area.widget()
        needed = column.layout().totalHeightForWidth(max(self._area.viewport().width(), 1))
        if needed < 0:
            needed = column.sizeHint().height()
        self._area.setFixedHeight(max(1, min(needed, theme().px(_MOST))))

    def _show_rows(self) -> None:
        n = len(self.root.rows)
        for before, after in pairwise(self.root.keyboard_chain()):
            QWidget.setTabOrder(before, after)
        self._area.setVisible(n > 0)
        self._fit()
        self.clear.setEnabled(n > 0)
        self._say_words(self.group())

    def _say_words(self, group: Group) -> None:
        """With groups inside, the whole in one sentence: brackets are easier read than boxes."""
        nested = any(isinstance(part, Group) for part in group.parts)
        self._words.setText(group_words(group) if nested else "")
