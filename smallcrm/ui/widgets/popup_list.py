"""A list that hangs under a field: suggestions and search results, chosen by key or mouse."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from smallcrm.ui.icons import paint_icon
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import vbox
from smallcrm.ui.widgets.shadow import add_shadow

_MAX_ROWS = 12
_EDGE = 4
_EntryRole = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a popup list; one without a key is a section head."""

    key: object
    title: str
    detail: str = ""
    icon: str = ""
    right: str = ""
    tone: str = "text"


class _Entries(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role == _EntryRole:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.detail or None
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        if index.isValid() and self.entries[index.row()].key is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def replace(self, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()


class _EntryDelegate(QStyledItemDelegate):
    """Icon, title and grey detail in one line, a grey word at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        entry = index.data(_EntryRole)
        return QSize(theme().px(120), theme().px(26 if entry.key is None else 32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        look = theme()
        entry: Entry = index.data(_EntryRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state = option.state
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = state & QStyle.StateFlag.State_Selected
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(
                look.color("accent_bg" if chosen and entry.key is not None else "hover")
            )
            if entry.key is not None:
                painter.drawRoundedRect(option.rect.toRectF(), 4, 4)
        rect = option.rect.adjusted(look.px(10), 0, -look.px(10), 0)
        if entry.key is None:
            painter.setFont(look.font("small"))
            painter.setPen(look.color("muted"))
            down = rect.adjusted(0, look.px(4), 0, 0)
            painter.drawText(down, Qt.AlignmentFlag.AlignVCenter, entry.title)
        else:
            self._paint_entry(painter, rect, entry)
        painter.restore()

    def _paint_entry(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        look = theme()
        middle = Qt.AlignmentFlag.AlignVCenter
        if entry.icon:
            box = QRect(rect.left(), rect.top(), look.px(16), rect.height())
            paint_icon(painter, box, entry.icon, "muted")
            rect = rect.adjusted(look.px(24), 0, 0, 0)
        if entry.right:
            painter.setFont(look.font("small"))
            painter.setPen(look.color("faint"))
            painter.drawText(rect, middle | Qt.AlignmentFlag.AlignRight, entry.right)
            width = painter.fontMetrics().horizontalAdvance(entry.right) + look.px(12)
            rect = rect.adjusted(0, 0, -width, 0)
        painter.setFont(look.font())
        painter.setPen(look.color(entry.tone))
        metrics = painter.fontMetrics()
        title = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, middle, title)
        left = rect.adjusted(metrics.horizontalAdvance(title) + look.px(10), 0, 0, 0)
        if entry.detail and left.width() > look.px(40):
            painter.setPen(look.color("muted"))
            cut = metrics.elidedText(entry.detail, Qt.TextElideMode.ElideRight, left.width())
            painter.drawText(left, middle, cut)


class PopupList(QFrame):
    """Hangs under a field, inside its window; `chosen` tells an entry's key.

    It never takes the keyboard: the field keeps it and the list watches its arrows, Enter and Esc.
    """

    chosen = Signal(object)

    def __init__(self, field: QWidget, min_width: int = 0) -> None:
        super().__init__(field)
        self._field, self._min_width = field, min_width
        self.setProperty("panel", "raised")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._model = _Entries(self)
        self._view = QListView()
        self._view.setModel(self._model)
        self._view.setItemDelegate(_EntryDelegate(self._view))
        self._view.setProperty("ground", "raised")
        self._view.setMouseTracking(True)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.clicked.connect(self._choose)
        self._note = Label("", "body", "muted")
        self._note.setMargin(10)
        self.setLayout(vbox(self._view, self._note, spacing=0, margins=_EDGE))
        add_shadow(self)
        self.hide()
        field.installEventFilter(self)

    def show_entries(
        self, entries: Sequence[Entry], note: str = "", select_first: bool = True
    ) -> None:
        """Show entries, or one grey sentence when there are none; nothing at all hides it."""
        self._model.replace(entries)
        self._view.setVisible(bool(entries))
        self._note.setText(note)
        self._note.setVisible(bool(note))
        if not entries and not note:
            self.hide()
            return
        self._place()
        self.show()
        self.raise_()
        if select_first:
            self._move(1, from_top=True)

    def current_key(self) -> object:
        """Return the key of the marked entry, None when there is none."""
        index = self._view.currentIndex()
        return index.data(_EntryRole).key if index.isValid() else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusOut or kind == QEvent.Type.Hide:
            self.hide()
        elif kind == QEvent.Type.Resize and self.isVisible():
            self._place()
        elif isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress and self.isVisible():
            return self._key(event.key())
        return False

    def _key(self, key: int) -> bool:
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._view.currentIndex().isValid():
            self._choose(self._view.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True

    def _move(self, step: int, from_top: bool = False) -> None:
        rows = [row for row, entry in enumerate(self._model.entries) if entry.key is not None]
        if not rows:
            return
        here = self._view.currentIndex().row()
        place = -1 if from_top or here not in rows else rows.index(here)
        row = rows[(place + step) % len(rows)] if place >= 0 else rows[0 if step > 0 else -1]
        self._view.setCurrentIndex(self._model.index(row))

    def _choose(self, index: QModelIndex) -> None:
        entry = index.data(_EntryRole)
        if entry is not None and entry.key is not None:
            self.hide()
            self.chosen.emit(entry.key)

    def _place(self) -> None:
        """Stand under the field, above it when there is more room there."""
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        look = theme()
        rows = self._model.entries
        heights = [look.px(26 if entry.key is None else 32) for entry in rows[:_MAX_ROWS]]
        wanted = sum(heights) + 2 * (_EDGE + 1)  # and the border
        if self._note.text():
            wanted += self._note.sizeHint().height()
        below = self._field.mapTo(window, QPoint(0, self._field.height() + 4))
        above = self._field.mapTo(window, QPoint(0, -4)).y() - 8
        room = window.height() - below.y() - 8
        width = min(max(self._field.width(), look.px(self._min_width)), window.width() - 16)
        x = min(below.x(), window.width() - width - 8)
        if room < min(wanted, look.px(120)) and above > room:
            height = min(wanted, above)
            self.setGeometry(x, above + 4 - height, width, height)
        else:
            self.setGeometry(x, below.y(), width, min(wanted, room))
