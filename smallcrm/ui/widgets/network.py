"""A small network: boxes in columns, lines between them; each box is reached by mouse and keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from smallcrm.ui.theme import theme

_HIGH = 44  # px of a box, at 100 % text
_LEAST = 108
_WIDEST = 190
_ACROSS = 22  # between two columns
_BETWEEN = 8  # between two boxes of a column
_PAD = 8
_KEYS = {
    Qt.Key.Key_Left: QPoint(-1, 0),
    Qt.Key.Key_Right: QPoint(1, 0),
    Qt.Key.Key_Up: QPoint(0, -1),
    Qt.Key.Key_Down: QPoint(0, 1),
}


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its column (0 is the middle's), two lines of text, and all of it in words.

    `near` is the box it hangs on; beside that one it is drawn.
    """

    key: int
    column: int
    text: str
    second: str
    said: str
    near: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A line between two boxes, in the colour of a token; `dashed` to tell kinds apart."""

    first: int
    second: int
    token: str = "faint"
    dashed: bool = False


class NetworkView(QWidget):
    """Draws boxes and links; the first box is the one in the middle.

    `chosen` tells the key of a box that was clicked or taken with Enter or space. One box at a time
    is reached by Tab; the arrow keys go on from there. `hidden_count` is how many boxes had no room
    at the width there is.
    """

    chosen = Signal(int)
    fitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._boxes: Sequence[Box] = ()
        self._links: Sequence[Link] = ()
        self.buttons: dict[int, _BoxButton] = {}
        self.hidden_count = 0
        theme().theme_changed.connect(self._restyle)

    def show_network(self, boxes: Sequence[Box], links: Sequence[Link]) -> None:
        """Draw another network."""
        for button in self.buttons.values():
            button.hide()
            button.deleteLater()
        self._boxes, self._links = boxes, links
        self.buttons = {}
        for place, box in enumerate(boxes):
            button = _BoxButton(box, self, middle=place == 0)
            button.clicked.connect(lambda _on=False, key=box.key: self.chosen.emit(key))
            button.moved.connect(self._move)
            button.reached.connect(self._reach)
            self.buttons[box.key] = button
        if boxes:
            self._reach(boxes[0].key)
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(_LEAST) * 3, self.minimumHeight())

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._place()

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for link in self._links:
            first, second = self.buttons.get(link.first), self.buttons.get(link.second)
            if first is None or second is None or first.isHidden() or second.isHidden():
                continue
            pen = QPen(theme().color(link.token), 1.5)
            if link.dashed:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawPath(_curve(first.geometry(), second.geometry()))

    # --- inside -------------------------------------------------------------------------------

    def _place(self) -> None:
        """Put the boxes into their columns; the outer columns go where there is no room."""
        if not self._boxes:
            self.setFixedHeight(0)
            return
        gap, width = _ACROSS, max(self.width(), 1)
        columns = sorted({box.column for box in self._boxes})
        while len(columns) > 3 and (width + gap) // len(columns) - gap < theme().px(_LEAST):
            columns.remove(max(columns, key=abs))
        wide = min((width + gap) // len(columns) - gap, theme().px(_WIDEST))
        high, step = theme().px(_HIGH), theme().px(_HIGH) + _BETWEEN
        stacks = {column: self._stack(column, columns) for column in columns}
        tall = max(len(stack) for stack in stacks.values()) * step - _BETWEEN
        drawn = set()
        for place, column in enumerate(columns):
            stack = stacks[column]
            top = (tall - (len(stack) * step - _BETWEEN)) // 2
            for row, box in enumerate(stack):
                x = place * (wide + gap)
                self.buttons[box.key].setGeometry(x, top + row * step, wide, high)
                drawn.add(box.key)
        for key, button in self.buttons.items():
            button.setVisible(key in drawn)
        hidden = len(self._boxes) - len(drawn)
        self.setFixedHeight(tall)
        self.update()
        if hidden != self.hidden_count:
            self.hidden_count = hidden
            self.fitted.emit()

    def _stack(self, column: int, columns: Sequence[int]) -> list[Box]:
        """The boxes of a column in the order of those they hang on."""
        order: Mapping[int, int] = {box.key: place for place, box in enumerate(self._boxes)}
        found = [box for box in self._boxes if box.column == column]
        if abs(column) > 1:
            found.sort(key=lambda box: (order.get(box.near or 0, 0), order[box.key]))
        return found

    def _reach(self, key: int) -> None:
        """Let Tab come to this box only."""
        for other, button in self.buttons.items():
            here = other == key
            policy = Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)

    def _move(self, key: int, way: QPoint) -> None:
        """Go to the next box in a direction."""
        here = self.buttons[key].geometry().center()
        best: tuple[int, _BoxButton] | None = None
        for other, button in self.buttons.items():
            if other == key or button.isHidden():
                continue
            by = button.geometry().center() - here
            along = by.x() * way.x() + by.y() * way.y()
            aside = abs(by.x() * way.y()) + abs(by.y() * way.x())
            if along <= 0 or (way.y() and aside > 4):
                continue
            far = along * 2 + aside
            if best is None or far < best[0]:
                best = far, button
        if best is not None:
            best[1].setFocus(Qt.FocusReason.TabFocusReason)

    def _restyle(self) -> None:
        self._place()
        self.update()


class _BoxButton(QAbstractButton):
    """One box: rounded, two lines, a ring where the keyboard is."""

    moved = Signal(int, QPoint)
    reached = Signal(int)

    def __init__(self, box: Box, parent: QWidget, *, middle: bool) -> None:
        super().__init__(parent)
        self._box, self._middle = box, middle
        self.setText(box.text)
        self.setToolTip(box.said)
        self.setAccessibleName(box.said)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        self.reached.emit(self._box.key)
        self.update()

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event) -> None:
        if event.key() in _KEYS:
            self.moved.emit(self._box.key, _KEYS[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "accent_bg" if self._middle else "hover" if self.underMouse() else "surface"
        edge = "accent" if self.hasFocus() or self._middle else "line"
        painter.setPen(QPen(look.color(edge), 2 if self.hasFocus() else 1))
        painter.setBrush(look.color(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        room = self.rect().adjusted(_PAD, 4, -_PAD, -4)
        lines = [("strong" if self._middle else "body", "text", self._box.text)]
        if self._box.second:
            lines.append(("small", "muted", self._box.second))
        high = room.height() // len(lines)
        for place, (rank, token, text) in enumerate(lines):
            painter.setFont(look.font(rank))
            painter.setPen(look.color(token))
            cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            line = QRect(room.left(), room.top() + place * high, room.width(), high)
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), cut)


def _curve(first: QRect, second: QRect) -> QPainterPath:
    """A line from box to box: side to side between columns, round the edge within one."""
    if first.left() > second.left():
        first, second = second, first
    start = QPointF(first.right() + 1, first.center().y())
    if first.left() == second.left():
        end, bend = QPointF(second.right() + 1, second.center().y()), _ACROSS * 0.6
        path = QPainterPath(start)
        path.cubicTo(start + QPointF(bend, 0), end + QPointF(bend, 0), end)
        return path
    end = QPointF(second.left(), second.center().y())
    half = (end.x() - start.x()) / 2
    path = QPainterPath(start)
    path.cubicTo(start + QPointF(half, 0), end - QPointF(half, 0), end)
    return path
