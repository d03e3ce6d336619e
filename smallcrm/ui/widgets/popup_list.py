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
from smallcrm.ui.widgets.marked_text import Spans, draw_marked, marked_width
from smallcrm.ui.widgets.shadow import add_shadow

_MAX_ROWS = 12
_EDGE = 4
_KEYS = frozenset(
    {
        *(Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp),
        *(Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape),
    }
)
_EntryRole = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a popup list; one without a key is a section head.

    The marks are the parts of title and detail that stand out: pairs of start and end.
    """

    key: object
    title: str
    detail: str = ""
    icon: str = ""
    right: str = ""
    tone: str = "text"
    title_marks: Spans = ()
    detail_marks: Spans = ()


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
        title = _title_room(rect.width(), entry)
        used = draw_marked(painter, _at(rect, 0, title), entry.title, entry.title_marks, entry.tone)
        gap = used + look.px(10)
        if entry.detail and rect.width() - gap > look.px(40):
            rest = _at(rect, gap, rect.width() - gap)
            draw_marked(painter, rest, entry.detail, entry.detail_marks, "muted")


def _title_room(width: int, entry: Entry) -> int:
    """How wide a title may be: all there is, unless a detail with something found needs some."""
    if not entry.detail_marks or width <= 0:
        return width
    wanted = min(marked_width(entry.detail, entry.detail_marks) + theme().px(10), width * 3 // 5)
    return max(width - wanted, width * 2 // 5)


def _at(rect: QRect, left: int, width: int) -> QRect:
    return QRect(rect.left() + left, rect.top(), width, rect.height())


class PopupList(QFrame):
    """Hangs under a field, inside its window; `chosen` tells an entry's key.

    It never takes the keyboard: the field keeps it and the list watches its arrows, Enter and Esc.
    Page keys go from one head to the next. `second_chosen` tells the key on Ctrl+Enter if
    `has_second` is set; `foot` is a line of help below the entries.
    """

    chosen = Signal(object)
    second_chosen = Signal(object)

    def __init__(
        self, field: QWidget, min_width: int = 0, *, most_rows: int = _MAX_ROWS, foot: str = ""
    ) -> None:
        super().__init__(field)
        self._field, self._min_width, self._most_rows = field, min_width, most_rows
        self.has_second = False
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
        self._foot = Label(foot, "small", "muted")
        self._foot.setMargin(6)
        self._foot.setContentsMargins(4, 0, 4, 0)
        self.setLayout(vbox(self._view, self._note, self._foot, spacing=0, margins=_EDGE))
        self._foot.setVisible(bool(foot))
        if most_rows <= _MAX_ROWS:  # a larger one would paint too slowly
            add_shadow(self)
        self.hide()
        field.installEventFilter(self)

    def show_entries(
        self,
        entries: Sequence[Entry],
        note: str = "",
        select_first: bool = True,
        *,
        keep: object = None,
    ) -> None:
        """Show entries, or one grey sentence when there are none; nothing at all hides it.

        The entry with the key `keep` is marked if it is there.
        """
        scrolled = self._view.verticalScrollBar().value()
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
        kept = [row for row, entry in enumerate(entries) if keep and entry.key == keep]
        if kept:
            self._view.setCurrentIndex(self._model.index(kept[0]))
            self._view.verticalScrollBar().setValue(scrolled)
        elif select_first:
            self._move(1, from_top=True)

    def entries(self) -> list[Entry]:
        """Return what is shown."""
        return list(self._model.entries)

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
        elif not isinstance(event, QKeyEvent) or not self.isVisible():
            return False
        elif kind == QEvent.Type.ShortcutOverride and self._takes(event):
            event.accept()  # the page may have shortcuts of these keys
            return True
        elif kind == QEvent.Type.KeyPress:
            return self._key(event.key(), event.modifiers())
        return False

    def _takes(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        return event.key() in _KEYS and (self.has_second or not held)

    def _key(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        current = self._view.currentIndex()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._jump(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            held = modifiers & Qt.KeyboardModifier.ControlModifier
            self._choose(current, self.second_chosen if held and self.has_second else self.chosen)
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

    def _jump(self, step: int) -> None:
        """Go to the first entry below the next head, or the previous one."""
        entries = self._model.entries
        firsts = [
            row
            for row, entry in enumerate(entries)
            if entry.key is not None and (row == 0 or entries[row - 1].key is None)
        ]
        here = self._view.currentIndex().row()
        later = [row for row in firsts if row > here]
        earlier = [row for row in firsts if row < here]
        if step > 0 and later:
            self._view.setCurrentIndex(self._model.index(later[0]))
        elif step < 0 and earlier:
            self._view.setCurrentIndex(self._model.index(earlier[-1]))

    def _choose(self, index: QModelIndex, signal=None) -> None:
        entry = index.data(_EntryRole)
        if entry is not None and entry.key is not None:
            self.hide()
            (signal or self.chosen).emit(entry.key)

    def _place(self) -> None:
        """Stand under the field, above it when there is more room there."""
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        look = theme()
        rows = self._model.entries
        heights = [look.px(26 if entry.key is None else 32) for entry in rows[: self._most_rows]]
        wanted = sum(heights) + 2 * (_EDGE + 1)  # and the border
        if self._note.text():
            wanted += self._note.sizeHint().height()
        if self._foot.text():
            wanted += self._foot.sizeHint().height()
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
