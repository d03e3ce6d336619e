"""The list of the Follow-ups page: one view over all groups, by mouse and by key."""

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QListView, QWidget

from smallcrm.ui.pages.follow_ups_delegate import (
    CHECK,
    SNOOZE,
    Columns,
    LineDelegate,
    LineRole,
    part_at,
    part_hint,
    parts_of,
)
from smallcrm.ui.pages.follow_ups_lines import Key, Line
from smallcrm.ui.theme import theme

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CONTROL = Qt.KeyboardModifier.ControlModifier
_KEYS = {
    Qt.Key.Key_Space: "done",
    Qt.Key.Key_Return: "done",
    Qt.Key.Key_Enter: "done",
    Qt.Key.Key_S: "snooze",
    Qt.Key.Key_H: "hand_over",
    Qt.Key.Key_T: "text",
    Qt.Key.Key_E: "edit",
    Qt.Key.Key_O: "open",
    Qt.Key.Key_Delete: "delete",
}
Index = QModelIndex | QPersistentModelIndex


class LineModel(QAbstractListModel):
    """The lines of the page."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == LineRole:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            parts = (line.text, line.detail, line.chip, line.time)
            return ", ".join(part for part in parts if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid():
            line = self.lines[index.row()]
            if line.kind == "calm" or (line.kind == "head" and line.folded is None):
                return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def replace(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()


class FollowUpList(QListView):
    """Shows lines; follow-ups and customers are named by their line.

    `asked` tells what the user wants done with a line: check (done at once), done, snooze,
    hand_over, text, edit,
    open, delete, fold, more. `current_changed` tells the line the keyboard is on, or None.
    """

    asked = Signal(str, object)
    current_changed = Signal(object)
    selection_changed = Signal()
    menu_asked = Signal(object, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = LineModel(self)
        self._delegate = LineDelegate(self)
        self._restoring = False
        self._pressed: tuple[int, str] = (-1, "")
        self.setModel(self._lines)
        self.setItemDelegate(self._delegate)
        self.setProperty("ground", "bg")
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._keep_edge(0, 0)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)
        self.selectionModel().currentChanged.connect(self._tell_current)
        self.selectionModel().selectionChanged.connect(self._tell_selection)
        self.verticalScrollBar().rangeChanged.connect(self._keep_edge)
        theme().theme_changed.connect(self._fit)

    # --- lines ------------------------------------------------------------------------------

    @property
    def lines(self) -> list[Line]:
        """Return the lines that are shown."""
        return self._lines.lines

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines; the same one stays chosen, or else the one that took its place.

        What was put off to another group is left to go there: the work goes on where it was.
        """
        before, row, top = (
            self.current(),
            self.currentIndex().row(),
            self.verticalScrollBar().value(),
        )
        chosen = {line.key for line in self.selected()}
        self._restoring = True
        self._delegate.hover = (-1, "")
        self._lines.replace(lines)
        self._fit()
        if before is not None and (self._has_moved(before) or not self.go_to(before.key)):
            self._go_near(row)
            chosen = set()
        self.verticalScrollBar().setValue(top)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
        if len(chosen) > 1:
            self._select(chosen)
        self._restoring = False
        self._tell_current(self.currentIndex())
        self.selection_changed.emit()

    def _has_moved(self, before: Line) -> bool:
        groups = {line.group for line in self.lines if line.key == before.key}
        return before.kind == "item" and bool(groups) and before.group not in groups

    def selected(self) -> list[Line]:
        """Return the follow-ups and customers that are chosen, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self.lines[row] for row in rows if self.lines[row].kind == "item"]

    def current(self) -> Line | None:
        """Return the line the keyboard is on."""
        row = self.currentIndex().row()
        return self.lines[row] if 0 <= row < len(self.lines) else None

    def go_to(self, key: Key) -> bool:
        """Choose a line; tell whether it is there."""
        for row, line in enumerate(self.lines):
            if line.key == key:
                self._choose(row)
                return True
        return False

    def leave(self) -> None:
        """Choose none."""
        self.selectionModel().clear()
        self._tell_current(QModelIndex())

    def row_rect(self, key: Key) -> QRect:
        """Return where a line stands, in the viewport."""
        row = next((at for at, line in enumerate(self.lines) if line.key == key), -1)
        return self.visualRect(self._lines.index(row))

    def part_rect(self, key: Key, part: str) -> QRect:
        """Return where a part of a row (check, done, snooze) stands, in the viewport."""
        return parts_of(self.row_rect(key), self._delegate.columns)[part]

    # --- Qt -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.current()
        key, held = event.key(), event.modifiers()
        if line is not None and not held & ~Qt.KeyboardModifier.KeypadModifier:
            if wish := self._wish(line, key):
                self.asked.emit(wish, line)
                return
        elif line is not None and key in _ENTER and held & _CONTROL:
            self.asked.emit("check" if line.kind == "item" else "done", line)
            return
        elif line is not None and key == Qt.Key.Key_C and held == _CONTROL:
            QApplication.clipboard().setText(str(self.currentIndex().data()))
            return
        if line is None and key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Home):
            self._go_near(0)
        elif event.text().isprintable() and event.text() and not held & _CONTROL:
            event.ignore()  # letters are keys here, not a search in the list
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event) -> None:
        # an item view would go to its first row, and the panel would show what nobody chose
        QFrame.focusInEvent(self, event)
        self.viewport().update()

    def mousePressEvent(self, event) -> None:
        where = event.position().toPoint()
        self._pressed = self._part(where)
        if event.button() is Qt.MouseButton.LeftButton and self._pressed[1] in (CHECK, SNOOZE):
            return  # a button in the row: the choice stays where it is
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event) -> None:
        row, part = self._part(event.position().toPoint())
        if (
            event.button() is Qt.MouseButton.LeftButton
            and (row, part) == self._pressed
            and row >= 0
        ):
            line = self.lines[row]
            if line.kind == "head" and line.folded is not None:
                self.asked.emit("fold", line)
            elif line.kind == "more":
                self.asked.emit("more", line)
            elif line.kind == "item" and part:
                self.asked.emit(part, line)
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event) -> None:
        row, part = self._part(event.position().toPoint())
        if row >= 0 and self.lines[row].kind == "item" and not part:
            self.asked.emit("done", self.lines[row])

    def viewportEvent(self, event: Any) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.MouseMove, QEvent.Type.HoverMove):
            self._hover(self._part(event.position().toPoint()))
        elif kind in (QEvent.Type.Leave, QEvent.Type.HoverLeave):
            self._hover((-1, ""))
        elif kind == QEvent.Type.ToolTip:
            self._say(event.pos())
        return super().viewportEvent(event)

    # --- inside -------------------------------------------------------------------------------

    def _wish(self, line: Line, key: int) -> str:
        if line.kind == "item":
            return _KEYS.get(key, "")  # type: ignore[call-overload]
        if line.kind == "more":
            return "more" if key in (*_ENTER, Qt.Key.Key_Space) else ""
        wants = key in (*_ENTER, Qt.Key.Key_Space)
        wants |= key == (Qt.Key.Key_Right if line.folded else Qt.Key.Key_Left)
        return "fold" if wants else ""

    def _part(self, where: QPoint) -> tuple[int, str]:
        index = self.indexAt(where)
        if not index.isValid():
            return (-1, "")
        line = self.lines[index.row()]
        part = ""
        if line.kind == "item":
            part = part_at(self.visualRect(index), self._delegate.columns, where)
        return (index.row(), part)

    def _hover(self, place: tuple[int, str]) -> None:
        if place == self._delegate.hover:
            return
        rows = {self._delegate.hover[0], place[0]}
        self._delegate.hover = place
        for row in rows:
            self.update(self._lines.index(row))
        line = self.lines[place[0]] if place[0] >= 0 else None
        pressable = line is not None and (
            place[1] or line.kind == "more" or (line.kind == "head" and line.folded is not None)
        )
        shape = Qt.CursorShape.PointingHandCursor if pressable else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def _say(self, where: QPoint) -> None:
        row, part = self._part(where)
        line = self.lines[row] if row >= 0 else None
        text = ""
        if line is not None:
            text = part_hint(part, line) if part else line.tooltip
        self.viewport().setToolTip(text)

    def _choose(self, row: int) -> None:
        index = self._lines.index(row)
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    def _select(self, keys: Collection[Key]) -> None:
        for row, line in enumerate(self.lines):
            if line.key in keys:
                self.selectionModel().select(
                    self._lines.index(row), QItemSelectionModel.SelectionFlag.Select
                )

    def _tell_selection(self) -> None:
        if not self._restoring:
            self.selection_changed.emit()

    def _go_near(self, row: int) -> None:
        """Choose the item at a row, else the next one below, else the next one above."""
        rows = [at for at, line in enumerate(self.lines) if line.kind == "item"]
        if rows:
            below = [at for at in rows if at >= row]
            self._choose(below[0] if below else rows[-1])

    def _tell_current(self, index: QModelIndex) -> None:
        if not self._restoring:
            line = self.current()
            self.current_changed.emit(line if line and line.kind == "item" else None)

    def _ask_menu(self, where: QPoint) -> None:
        index = self.indexAt(where)
        if index.isValid() and self.lines[index.row()].kind == "item":
            if not self.selectionModel().isSelected(index):
                self._choose(index.row())
            self.menu_asked.emit(self.lines[index.row()], self.viewport().mapToGlobal(where))

    def _keep_edge(self, _least: int, most: int) -> None:
        """Keep the right edge of the cards where it is, with a scroll bar or without."""
        width = self.verticalScrollBar().sizeHint().width()
        self.setViewportMargins(0, 0, 0 if most else width, 0)

    def _fit(self) -> None:
        self._delegate.columns = Columns.fit(self.lines)
        self.scheduleDelayedItemsLayout()
