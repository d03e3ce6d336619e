"""What hangs under the columns button: every column to show, hide, find and put in order."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem, QWidget

from smallcrm.core.i18n import _, gettext
from smallcrm.core.pinyin import pinyin_initials
from smallcrm.core.text import fold
from smallcrm.services.table import Column
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button, IconButton
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, vbox
from smallcrm.ui.widgets.line_edits import LineEdit
from smallcrm.ui.widgets.panels import Panel

_WIDTH, _HEIGHT, _ROW = 300, 420, 28
_KEY = Qt.ItemDataRole.UserRole


class ColumnsPopup(QFrame):
    """Shown columns first, in their order; `changed` tells the keys that are shown now."""

    changed = Signal(object)
    reset_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.wanted = LineEdit("", _("Find a column"), icon="search", clearable=True)
        self.wanted.textChanged.connect(self._show_found)
        self.wanted.installEventFilter(self)
        self.list = _Columns()
        self.list.setAccessibleName(_("Columns"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.itemChanged.connect(lambda _item: self._tell())
        self.list.model().rowsMoved.connect(lambda *_where: self._tell())
        self.list.moved.connect(self._move)
        up = IconButton("chevron-up", _("Move up") + "  Alt+Up", small=True,
                        on_click=lambda: self._move(-1))  # fmt: skip
        down = IconButton("chevron-down", _("Move down") + "  Alt+Down", small=True,
                          on_click=lambda: self._move(1))  # fmt: skip
        usual = Button(_("Usual columns"), "undo-2", "quiet", on_click=self.reset_asked.emit)
        hint = Label(_("Space shows or hides a column"), "small", "faint")
        panel = Panel(
            "raised",
            self.wanted,
            self.list,
            hint,
            hbox(usual, None, up, down),
            margins=12,
            spacing=8,
        )
        self.setLayout(vbox(panel, spacing=0))
        self.setFixedSize(theme().px(_WIDTH), theme().px(_HEIGHT))
        self._quiet = False

    def open_under(self, button: QWidget, columns: Sequence[Column], shown: Sequence[str]) -> None:
        """Show the columns under a button, to begin with the one at the top."""
        self.show_columns(columns, shown)
        self.wanted.clear()
        right = button.mapToGlobal(QPoint(button.width() - self.width(), button.height() + 4))
        self.move(max(right.x(), self.screen().availableGeometry().left() + 4), right.y())
        self.show()
        self.list.setCurrentRow(0)
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_columns(self, columns: Sequence[Column], shown: Sequence[str]) -> None:
        """Fill the list without telling."""
        self._quiet = True
        by_key = {column.key: column for column in columns}
        order = [key for key in shown if key in by_key]
        order += [column.key for column in columns if column.key not in order]
        self.list.clear()
        for key in order:
            item = QListWidgetItem(gettext(by_key[key].title))
            item.setData(_KEY, key)
            item.setSizeHint(QSize(0, theme().px(_ROW)))
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
                | Qt.ItemFlag.ItemIsUserCheckable
                | Qt.ItemFlag.ItemIsDragEnabled
            )
            on = Qt.CheckState.Checked if key in shown else Qt.CheckState.Unchecked
            item.setCheckState(on)
            self.list.addItem(item)
        self._quiet = False

    def keys(self) -> list[str]:
        """Return the keys of the columns that are shown, in order."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [one.data(_KEY) for one in items if one.checkState() is Qt.CheckState.Checked]

    def eventFilter(self, watched, event) -> bool:
        if event.type() == event.Type.KeyPress and event.key() == Qt.Key.Key_Down:
            self.list.setFocus()
            return True
        return super().eventFilter(watched, event)

    def _move(self, step: int) -> None:
        row = self.list.currentRow()
        there = row + step
        if row < 0 or not 0 <= there < self.list.count():
            return
        self._quiet = True
        item = self.list.takeItem(row)
        self.list.insertItem(there, item)
        self.list.setCurrentRow(there)
        self._quiet = False
        self._tell()

    def _show_found(self, text: str) -> None:
        wanted = fold(text)
        rows = [self.list.item(row) for row in range(self.list.count())]
        for item in rows:
            title = item.text()
            found = wanted in fold(title) or wanted in pinyin_initials(title)
            item.setHidden(not found)
        first = next((item for item in rows if not item.isHidden()), None)
        if first is not None:
            self.list.setCurrentItem(first)

    def _tell(self) -> None:
        if self._quiet:
            return
        keys = self.keys()
        if keys:
            self.changed.emit(keys)
        elif (item := self.list.currentItem()) is not None:
            item.setCheckState(Qt.CheckState.Checked)  # a list without a column is none


class _Columns(QListWidget):
    moved = Signal(int)

    def keyPressEvent(self, event) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)
