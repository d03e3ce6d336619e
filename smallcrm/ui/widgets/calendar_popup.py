"""A month to pick a day from, in the window's language and look."""

from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QWidget

from smallcrm.core import i18n
from smallcrm.core.dates import Month, monday_of, month_words, weekday_words
from smallcrm.core.i18n import _
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button, IconButton
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, vbox

_WEEKS = 6
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}


class MonthGrid(QWidget):
    """The days of one month, Monday first; `picked` tells the day that was pressed."""

    picked = Signal(object)
    month_changed = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today, self._day = today, today
        self.month = Month.of(today)
        self._hover: date | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_day(self, day: date) -> None:
        """Mark a day and show its month."""
        self._day = day
        self.show_month(Month.of(day))

    def show_month(self, month: Month) -> None:
        """Show another month."""
        self.month = month
        self.month_changed.emit()
        self.update()

    def sizeHint(self) -> QSize:
        side = theme().px(32)
        return QSize(7 * side, (_WEEKS + 1) * side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = look.px(32)
        language = i18n.current().language
        painter.setFont(look.font("small"))
        painter.setPen(look.color("faint"))
        for column in range(7):
            name = weekday_words(self._first() + timedelta(days=column), language)
            name = name[-1:] if language == i18n.CHINESE else name[:2]
            painter.drawText(QRect(column * side, 0, side, side), _CENTRE, name)
        for place in range(7 * _WEEKS):
            day = self._first() + timedelta(days=place)
            box = QRect((place % 7) * side, (place // 7 + 1) * side, side, side)
            self._paint_day(painter, box, day)

    def _paint_day(self, painter: QPainter, box: QRect, day: date) -> None:
        look = theme()
        inner = box.adjusted(2, 2, -2, -2).toRectF()
        token = "text" if day in self.month else "faint"
        painter.setPen(Qt.PenStyle.NoPen)
        if day == self._day:
            painter.setBrush(look.color("accent"))
            painter.drawRoundedRect(inner, 6, 6)
            token = "on_accent"
        elif day == self._hover:
            painter.setBrush(look.color("hover"))
            painter.drawRoundedRect(inner, 6, 6)
        if day == self._today and day != self._day:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(look.pen("accent"))
            painter.drawRoundedRect(inner.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setFont(look.font("strong" if day == self._today else "body"))
        painter.setPen(look.color(token))
        painter.drawText(box, _CENTRE, str(day.day))

    def mouseMoveEvent(self, event) -> None:
        self._hover = self._day_at(event.position().toPoint())
        self.update()

    def leaveEvent(self, event) -> None:
        self._hover = None
        self.update()

    def mouseReleaseEvent(self, event) -> None:
        day = self._day_at(event.position().toPoint())
        if day is not None and event.button() is Qt.MouseButton.LeftButton:
            self.picked.emit(day)

    def wheelEvent(self, event) -> None:
        self.show_month(self.month.plus(-1 if event.angleDelta().y() > 0 else 1))

    def keyPressEvent(self, event) -> None:
        key = event.key()
        if key in _STEPS:
            self.set_day(self._day + timedelta(days=_STEPS[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            month = self.month.plus(-1 if key == Qt.Key.Key_PageUp else 1)
            self.set_day(month.day(self._day.day))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self._day)
        else:
            super().keyPressEvent(event)

    def _first(self) -> date:
        return monday_of(self.month.first)

    def _day_at(self, where: QPoint) -> date | None:
        side = theme().px(32)
        column, row = where.x() // side, where.y() // side - 1
        if not (0 <= column < 7 and 0 <= row < _WEEKS):
            return None
        return self._first() + timedelta(days=row * 7 + column)


_CENTRE = Qt.AlignmentFlag.AlignCenter


class CalendarPopup(QFrame):
    """A small calendar that hangs under a field and goes away by itself.

    `picked` tells a date, or None when the day was taken away.
    """

    picked = Signal(object)

    def __init__(self, field: QWidget, today: date) -> None:
        super().__init__(field, Qt.WindowType.Popup)
        self.setProperty("panel", "calendar")
        self._field, self._today = field, today
        self._grid = MonthGrid(today)
        self._title = Label("", "strong")
        back = IconButton("chevron-left", _("Previous month"), on_click=lambda: self._step(-1))
        ahead = IconButton("chevron-right", _("Next month"), on_click=lambda: self._step(1))
        now = Button(_("Today"), kind="link", small=True, on_click=lambda: self._pick(self._today))
        self._none = Button(
            _("No date"), kind="link", small=True, on_click=lambda: self._pick(None)
        )
        top = hbox(8, self._title, None, back, ahead, spacing=0)
        bottom = hbox(now, None, self._none, spacing=0, margins=(4, 0))
        self.setLayout(vbox(top, self._grid, bottom, spacing=4, margins=8))
        self._grid.month_changed.connect(self._name)
        self._grid.picked.connect(self._pick)

    def open_at(self, day: date | None, optional: bool = True) -> None:
        """Show the month of a day under the field; optional offers "no date"."""
        self._none.setVisible(optional)
        self._grid.set_day(day or self._today)
        self._name()
        self.adjustSize()
        corner = self._field.mapToGlobal(QPoint(0, self._field.height() + 4))
        screen = self._field.screen().availableGeometry()
        if corner.y() + self.height() > screen.bottom():
            corner = self._field.mapToGlobal(QPoint(0, -4 - self.height()))
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - self.width())))
        self.move(corner)
        self.show()
        self._grid.setFocus()

    def _step(self, months: int) -> None:
        self._grid.show_month(self._grid.month.plus(months))

    def _name(self) -> None:
        month = self._grid.month
        self._title.setText(month_words(month.year, month.month, i18n.current().language))

    def _pick(self, day: date | None) -> None:
        self.hide()
        self.picked.emit(day)
