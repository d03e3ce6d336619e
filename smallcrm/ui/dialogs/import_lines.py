"""Small controls of the import dialog: lines with a number at the right, and link-like choices."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolTip, QWidget

from smallcrm.ui.icons import paint_icon
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Action, pop_menu
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.layouts import hbox, holder

_DOTS = Qt.TextElideMode.ElideRight
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_PAD = 8
_ICON = 16


class SideLine(QAbstractButton):
    """A line with icon or tick box, a text, and a word at the right; pressed as a whole.

    `ticked` tells the box, by mouse or space. A line that is off is only read. `dots` stand where
    there is no room for the text.
    """

    ticked = Signal(bool)

    def __init__(
        self,
        text: str,
        *,
        icon: str = "",
        box: bool | None = None,
        height: int = 26,
        dots: Qt.TextElideMode = _DOTS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setText(text)
        self._dots = dots
        self._icon, self._tone = icon, "muted"
        self._right, self._right_tone = "", "muted"
        self._box, self._height = box, height
        self._chosen = self._faint = self._over_box = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMouseTracking(box is not None)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_state(
        self,
        right: str = "",
        right_tone: str = "muted",
        *,
        chosen: bool = False,
        box: bool | None = None,
        faint: bool = False,
        icon: str | None = None,
        icon_tone: str = "muted",
    ) -> None:
        """Show another word at the right, whether the line is chosen, and its tick."""
        self._right, self._right_tone = right, right_tone
        self._chosen, self._box, self._faint = chosen, box, faint
        self._icon, self._tone = self._icon if icon is None else icon, icon_tone
        self.setAccessibleName(f"{self.text()} {right}")
        self.update()

    def right(self) -> str:
        """Return the word at the right."""
        return self._right

    def is_ticked(self) -> bool:
        """Tell whether the box is ticked."""
        return bool(self._box)

    def set_chosen(self, chosen: bool) -> None:
        """Show whether it is the chosen one of its lines."""
        self._chosen = chosen
        self.update()

    def is_chosen(self) -> bool:
        """Tell whether it is shown as the chosen one."""
        return self._chosen

    def sizeHint(self) -> QSize:
        return QSize(theme().px(120), theme().px(self._height))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, theme().px(self._height))

    def tick(self) -> None:
        """Press the tick box."""
        if self._box is not None:
            self.ticked.emit(not self._box)

    def mouseReleaseEvent(self, event) -> None:
        if self._box is not None and self._box_rect().contains(event.position().toPoint()):
            self.setDown(False)
            self.tick()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event) -> None:
        key = event.key()
        if key == Qt.Key.Key_Space and self._box is not None:
            self.tick()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(key == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def _box_rect(self) -> QRect:
        return QRect(0, 0, theme().px(_PAD + _ICON + _PAD), self.height())

    def event(self, event) -> bool:
        if event.type() == event.Type.ToolTip and not self.toolTip():
            room = self.width() - theme().px(3 * _PAD + _ICON)
            metrics = self.fontMetrics()
            needed = metrics.horizontalAdvance(self.text() + self._right) + theme().px(_PAD)
            if needed > room:
                QToolTip.showText(event.globalPos(), self.text(), self)
                return True
        return super().event(event)

    def paintEvent(self, event) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        rect = self.rect().adjusted(look.px(_PAD), 0, -look.px(_PAD), 0)
        side = look.px(_ICON)
        place = QRect(rect.left(), 0, side, rect.height())
        if self._box is not None:
            self._paint_box(painter, place)
        elif self._icon:
            paint_icon(painter, place, self._icon, self._tone, 14)
        if self._box is not None or self._icon:
            rect.setLeft(rect.left() + side + look.px(_PAD))
        painter.setFont(look.font())
        metrics = painter.fontMetrics()
        painter.setPen(look.color(self._right_tone))
        painter.drawText(rect, _MIDDLE | Qt.AlignmentFlag.AlignRight, self._right)
        if self._right:
            taken = metrics.horizontalAdvance(self._right) + look.px(_PAD)
            rect.setRight(rect.right() - taken)
        painter.setPen(look.color("muted" if self._faint else "text"))
        painter.drawText(rect, _MIDDLE, metrics.elidedText(self.text(), self._dots, rect.width()))

    def _paint_ground(self, painter: QPainter) -> None:
        look = theme()
        hovered = self.isEnabled() and self.underMouse()
        if self._chosen or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent_bg" if self._chosen else "sunken"))
            painter.drawRoundedRect(self.rect().toRectF(), 6, 6)
        if self.hasFocus():
            painter.setPen(look.pen("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_box(self, painter: QPainter, place: QRect) -> None:
        look = theme()
        side = look.px(16)
        box = QRect(place.left(), (place.height() - side) // 2, side, side)
        inner = box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(look.pen("accent" if self._box else "faint"))
        painter.setBrush(look.color("accent" if self._box else "surface"))
        painter.drawRoundedRect(inner, 4, 4)
        if self._box:
            paint_icon(painter, box, "check", "on_accent", 12)


class LinkChoice(QAbstractButton):
    """A choice that looks like a link with a small arrow; Enter, space or a press opens it.

    `open_choice` is called to show what there is to choose from.
    """

    def __init__(
        self,
        text: str = "",
        open_choice: Callable[[], object] | None = None,
        *,
        arrow: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setText(text)
        self._tone, self._arrow = "accent", arrow
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if open_choice is not None:
            self.clicked.connect(lambda: open_choice())

    def show_text(self, text: str, tone: str = "accent") -> None:
        """Show what is chosen."""
        self._tone = tone
        if text != self.text():
            self.setText(text)
            self.updateGeometry()
        self.update()

    def below(self) -> QPoint:
        """Return the place on the screen where what it opens begins."""
        return self.mapToGlobal(QPoint(0, self.height() + 2))

    def sizeHint(self) -> QSize:
        look = theme()
        arrow = look.px(16) if self._arrow else 0
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + arrow + 2, look.px(22))

    def minimumSizeHint(self) -> QSize:
        look = theme()
        return QSize(min(self.sizeHint().width(), look.px(90)), look.px(22))

    def keyPressEvent(self, event) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)
        if event.key() in keys:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event) -> None:
        look = theme()
        painter = QPainter(self)
        arrow = look.px(16) if self._arrow else 0
        font = QFont(look.font())
        font.setUnderline(self.isEnabled() and (self.underMouse() or self.hasFocus()))
        painter.setFont(font)
        painter.setPen(look.color(self._tone if self.isEnabled() else "faint"))
        room = self.width() - arrow
        text = painter.fontMetrics().elidedText(self.text(), _DOTS, room)
        width = min(painter.fontMetrics().horizontalAdvance(text), room)
        left = max(0, room - width) if self._arrow else 0
        painter.drawText(QRect(left, 0, width + 2, self.height()), _MIDDLE, text)
        if self._arrow:
            box = QRect(self.width() - look.px(14), 1, look.px(14), self.height())
            paint_icon(painter, box, "chevron-down", self._tone, 12)


class ChoiceLine(QWidget):
    """A label and at the right a LinkChoice among (value, words); `chosen` tells the value."""

    chosen = Signal(object)

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: Sequence[tuple[object, str] | None] = ()
        self._value: object = None
        self._label = ElidedLabel(label).fit_text()
        self.link = LinkChoice("", self._open)
        self.link.setAccessibleName(label)
        self.setLayout(hbox(self._label, None, self.link, margins=(8, 1, 8, 1), spacing=8))

    def show_choices(
        self, choices: Sequence[tuple[object, str] | None], value: object, words: str = ""
    ) -> None:
        """Show what there is to choose from and what is chosen; None is a separator."""
        self._choices, self._value = choices, value
        found = next((one[1] for one in choices if one is not None and one[0] == value), "")
        self.link.show_text(words or found)

    def actions(self) -> list[Action | None]:
        """Return the choices as actions of a menu."""
        return [
            None
            if one is None
            else Action(
                one[1].replace("&", "&&"),  # a lonely one would mark a key
                partial(self.chosen.emit, one[0]),
                checked=one[0] == self._value,
            )
            for one in self._choices
        ]

    def _open(self) -> None:
        pop_menu(self, self.actions(), self.link.below())


class TwoLines(Label):
    """A text that takes two lines at most and ends in dots then; the tooltip has it all."""

    def __init__(self) -> None:
        super().__init__("", wrap=True)
        self._full = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_text(self, text: str) -> None:
        """Show another text."""
        self._full = text
        self._cut()

    def full_text(self) -> str:
        """Return the text without dots."""
        return self._full

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        # a line breaks before its end, so two of them hold less than twice the width
        room = round(self.width() * 1.8)
        cut = self.fontMetrics().elidedText(self._full, _DOTS, room)
        self.setToolTip(self._full if cut != self._full else "")
        if cut != self.text():
            self.setText(cut)


def indented(widget: QWidget, left: int = 8) -> QWidget:
    """Return a widget in line with the text of side lines."""
    return holder(hbox(widget, margins=(left, 0, 8, 0)))
