"""What happened, newest first: painted in one piece, reached by mouse and keyboard."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from smallcrm.ui.icons import paint_icon
from smallcrm.ui.theme import theme

_INDENT = 28
_PAD = 5
_MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One event. `tone` colours the icon; `exact` is the tooltip of `when`."""

    key: object
    icon: str
    title: str
    when: str
    text: str = ""
    tone: str = "muted"
    exact: str = ""
    openable: bool = False


@dataclass(slots=True)
class _Placed:
    item: TimelineItem
    top: int
    height: int
    lines: list[str]


class TimelineView(QWidget):
    """Shows items; `opened`, `delete_asked` and `menu_asked` tell the key of one.

    Up and Down go from item to item, Enter opens, Delete deletes, the menu key opens the menu.
    """

    opened = Signal(object)
    delete_asked = Signal(object)
    menu_asked = Signal(object, QPoint)
    current_moved = Signal(QRect)  # where the current item lies, to scroll there

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: Sequence[TimelineItem] = ()
        self._placed: list[_Placed] = []
        self._width = -1
        self._current, self._hover = -1, -1
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme().theme_changed.connect(self._relay)

    def set_items(self, items: Sequence[TimelineItem]) -> None:
        """Show other items."""
        self._items = items
        self._current, self._hover = -1, -1
        self._relay()

    def items(self) -> Sequence[TimelineItem]:
        """Return what is shown."""
        return self._items

    def sizeHint(self) -> QSize:
        width = max(self.width(), 200)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(max(self.width(), 200)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        self._lay(width)
        return self._placed[-1].top + self._placed[-1].height if self._placed else 0

    def paintEvent(self, event) -> None:
        self._lay(self.width())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen = event.rect()
        for index, placed in enumerate(self._placed):
            if placed.top > seen.bottom():
                break
            if placed.top + placed.height >= seen.top():
                self._paint(painter, placed, index)

    def mouseMoveEvent(self, event) -> None:
        self._set_hover(self._at(event.position().toPoint()))

    def leaveEvent(self, event) -> None:
        self._set_hover(-1)

    def mouseReleaseEvent(self, event) -> None:
        index = self._at(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index >= 0:
            self._current = index
            if self._items[index].openable:
                self.opened.emit(self._items[index].key)

    def contextMenuEvent(self, event) -> None:
        by_key = event.reason() == event.Reason.Keyboard
        index = self._current if by_key else self._at(event.pos())
        if index >= 0:
            where = self._rect(index).center() if by_key else event.pos()
            self.menu_asked.emit(self._items[index].key, self.mapToGlobal(where))

    def keyPressEvent(self, event) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._items:
            step = 1 if key == Qt.Key.Key_Down else -1
            self._current = max(0, min(len(self._items) - 1, self._current + step))
            self.current_moved.emit(self._rect(self._current))
            self.update()
        elif self._current < 0:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._items[self._current].openable:
                self.opened.emit(self._items[self._current].key)
        elif key == Qt.Key.Key_Delete:
            self.delete_asked.emit(self._items[self._current].key)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            index = self._at(event.pos())
            if index >= 0:
                item = self._items[index]
                tip = "\n".join(part for part in (item.exact, item.text) if part)
                QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    # --- inside ---------------------------------------------------------------------------

    def _relay(self) -> None:
        self._width = -1
        self._lay(max(self.width(), 1))
        self.updateGeometry()
        self.update()

    def _lay(self, width: int) -> None:
        if width == self._width:
            return
        self._width = width
        look = theme()
        line = look.px(20)
        room = width - look.px(_INDENT)
        self._placed = []
        top = 0
        for item in self._items:
            lines = _broken(item.text, room, look.font()) if item.text else []
            height = line * (1 + len(lines)) + 2 * _PAD
            self._placed.append(_Placed(item, top, height, lines))
            top += height

    def _paint(self, painter: QPainter, placed: _Placed, index: int) -> None:
        look, item = theme(), placed.item
        rect = self._rect(index)
        marked = index == self._current and self.hasFocus()
        if marked or (index == self._hover and item.openable):
            painter.setPen(look.pen("accent") if marked else Qt.PenStyle.NoPen)
            painter.setBrush(look.color("hover"))
            painter.drawRoundedRect(rect.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        side, line = look.px(16), look.px(20)
        top = rect.top() + _PAD
        paint_icon(painter, QRect(0, top, side, line), item.icon, item.tone)
        left = look.px(_INDENT)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font())
        painter.setPen(look.color("muted"))
        first = QRect(left, top, rect.width() - left, line)
        painter.drawText(first, middle | Qt.AlignmentFlag.AlignRight, item.when)
        room = first.width() - painter.fontMetrics().horizontalAdvance(item.when) - 12
        for number, text in enumerate(placed.lines, start=1):
            painter.drawText(first.translated(0, number * line), middle, text)
        painter.setFont(look.font("strong"))
        painter.setPen(look.color("text"))
        metrics = painter.fontMetrics()
        title = metrics.elidedText(item.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(first, middle, title)

    def _rect(self, index: int) -> QRect:
        placed = self._placed[index]
        return QRect(0, placed.top, self.width(), placed.height)

    def _at(self, where: QPoint) -> int:
        for index, placed in enumerate(self._placed):
            if placed.top <= where.y() < placed.top + placed.height:
                return index
        return -1

    def _set_hover(self, index: int) -> None:
        if index != self._hover:
            self._hover = index
            openable = index >= 0 and self._items[index].openable
            shape = Qt.CursorShape.PointingHandCursor if openable else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()


def _broken(text: str, width: int, font) -> list[str]:
    """Return a text in lines of at most `width`; the last one kept ends in dots when cut."""
    text = " ".join(text.split())
    metrics = QFontMetrics(font)
    if metrics.horizontalAdvance(text) <= width:
        return [text]
    layout = QTextLayout(text, font)
    layout.beginLayout()
    lines: list[str] = []
    while len(lines) < _MOST_LINES and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start = line.textStart()
        if len(lines) == _MOST_LINES - 1:
            lines.append(metrics.elidedText(text[start:], Qt.TextElideMode.ElideRight, width))
            break
        lines.append(text[start : start + line.textLength()].rstrip())
    layout.endLayout()
    return lines
