"""Facts side by side of which one is chosen in each line, by a press or by the keys."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from smallcrm.ui.icons import paint_icon
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.fact_table import FactRow, FactTable

_MARK = 20  # room for the tick of the chosen text


class ChoiceTable(FactTable):
    """Lines of facts; a line with a key can be chosen from. `picked` tells the key and the place.

    Up and Down go through these lines, Left and Right choose, Home and End go to the ends.
    """

    picked = Signal(str, int)
    row_moved = Signal(QRect)  # where the line at hand is, to be scrolled to

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: Sequence[str] = ()
        self._chosen: dict[str, int] = {}
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def show_choices(
        self,
        rows: Sequence[FactRow],
        keys: Sequence[str],
        chosen: dict[str, int],
        heads: tuple[str, ...],
    ) -> None:
        """Show lines; `keys` has one for each line ("" where nothing is to be chosen)."""
        same = tuple(keys) == tuple(self._keys)
        self._keys, self._chosen = tuple(keys), dict(chosen)
        if not same:
            self._at = next((place for place, key in enumerate(keys) if key), -1)
        self.show_facts(rows, heads)

    @property
    def chosen(self) -> dict[str, int]:
        """The place that is chosen in each line, by its key."""
        return dict(self._chosen)

    @property
    def current_key(self) -> str:
        """The key of the line at hand, "" without one."""
        return self._keys[self._at] if 0 <= self._at < len(self._keys) else ""

    def pick(self, key: str, place: int) -> None:
        """Choose a text of a line and tell it."""
        texts = self.rows[self._keys.index(key)].texts
        if 0 <= place < len(texts):
            self._chosen[key] = place
            self.picked.emit(key, place)
            self.update()

    def row_rect(self, row: int) -> QRect:
        """Return where a line is."""
        heights = self._heights(self.width())
        top = self._head_height(self.width()) + sum(heights[:row])
        return QRect(0, top, self.width(), heights[row])

    def cell_rect(self, key: str, place: int) -> QRect:
        """Return where a text of a line is."""
        row = self.row_rect(self._keys.index(key))
        return self._box(self._lefts(self.width()), place, row.top(), row.height())

    # --- mouse and keys -------------------------------------------------------------------------

    def mousePressEvent(self, event) -> None:
        row, place = self._cell_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and row >= 0 and self._keys[row]:
            self._at = row
            if place >= 0:
                self.pick(self._keys[row], place)
            self.update()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event) -> None:
        row, place = self._cell_at(event.position().toPoint())
        over = row >= 0 and place >= 0 and bool(self._keys[row])
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def keyPressEvent(self, event) -> None:
        key = event.key()
        rows = [row for row, name in enumerate(self._keys) if name]
        if not rows:
            super().keyPressEvent(event)
            return
        here = rows.index(self._at) if self._at in rows else 0
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = here + (1 if key == Qt.Key.Key_Down else -1)
            self._go_to(rows[min(max(step, 0), len(rows) - 1)])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go_to(rows[0 if key == Qt.Key.Key_Home else -1])
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space):
            self._step_choice(key)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self.update()

    def _step_choice(self, key: int) -> None:
        name = self.current_key
        if not name:
            return
        count = len(self.rows[self._at].texts)
        now = self._chosen.get(name, 0)
        if key == Qt.Key.Key_Space:
            self.pick(name, (now + 1) % count)
        else:
            self.pick(name, min(max(now + (1 if key == Qt.Key.Key_Right else -1), 0), count - 1))

    def _go_to(self, row: int) -> None:
        self._at = row
        self.row_moved.emit(self.row_rect(row))
        self.update()

    def _cell_at(self, point: QPoint) -> tuple[int, int]:
        top = self._head_height(self.width())
        lefts = self._lefts(self.width())
        for row, height in enumerate(self._heights(self.width())):
            if top <= point.y() < top + height:
                place = sum(point.x() >= left - theme().px(4) for left in lefts) - 1
                return row, place if place < len(self.rows[row].texts) else -1
            top += height
        return -1, -1

    # --- painting -------------------------------------------------------------------------------

    def _box(self, lefts: Sequence[int], place: int, top: int, height: int) -> QRect:
        return super()._box(lefts, place, top, height).adjusted(0, 0, -theme().px(_MARK), 0)

    def _paint_row(
        self, painter: QPainter, row: FactRow, lefts: Sequence[int], top: int, height: int
    ) -> None:
        look = theme()
        place = self.rows.index(row)
        key = self._keys[place]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        grounds = list(row.grounds) or [""] * len(row.texts)
        if key:
            chosen = self._chosen.get(key, 0)
            grounds = ["accent_bg" if n == chosen else "" for n in range(len(row.texts))]
            tones = tuple("text" if ground else "muted" for ground in grounds)
            row = row._replace(tones=tones)
        for column, ground in enumerate(grounds):
            if ground and (key or row.texts[column]):
                self._paint_ground(painter, self._box(lefts, column, top, height), ground)
        super()._paint_row(painter, row._replace(grounds=()), lefts, top, height)
        if key and self.hasFocus() and place == self._at:
            painter.setPen(look.pen("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            left = lefts[0] - look.px(6)
            frame = QRect(left, top, self.width() - left, height).toRectF()
            painter.drawRoundedRect(frame.adjusted(0.5, 1.5, -0.5, -0.5), 4, 4)

    def _paint_ground(self, painter: QPainter, box: QRect, ground: str) -> None:
        look = theme()
        rect = box.adjusted(-look.px(6), look.px(2), look.px(_MARK), -look.px(1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(ground))
        painter.drawRoundedRect(rect.toRectF(), 4, 4)
        if ground == "accent_bg":
            mark = QRect(box.right(), box.top(), look.px(_MARK), box.height())
            paint_icon(painter, mark, "check", "accent", 14)
