"""One-line fields: with an icon, a hint and a clear button; for searching, money and phones."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QSpinBox, QToolButton, QWidget

from smallcrm.core import i18n
from smallcrm.core.i18n import _
from smallcrm.core.money import Minor, format_money, parse_money
from smallcrm.core.phone import format_phone, parse_phones
from smallcrm.ui.icons import paint_icon, set_icon
from smallcrm.ui.theme import set_property, theme

SEARCH_DELAY_MS = 120


class LineEdit(QLineEdit):
    """A field of one line with an optional icon, a faint hint at the right and a clear button."""

    def __init__(
        self,
        text: str = "",
        placeholder: str = "",
        *,
        icon: str = "",
        hint: str = "",
        clearable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setPlaceholderText(placeholder)
        self._icon, self._icon_token = icon, "faint"
        self._hint = hint
        self._trailing: QToolButton | None = None
        self._clear: QToolButton | None = None
        if clearable:
            self._clear = self.add_button("x", _("Clear"), self._clear_text)
            self._clear.hide()
        self.textChanged.connect(self._show_parts)
        theme().theme_changed.connect(self._place)
        self._place()

    def add_button(self, icon: str, tooltip: str, on_click: Callable[[], object]) -> QToolButton:
        """Put a small button at the right end (one at most)."""
        button = QToolButton(self)
        button.setToolTip(tooltip)
        button.setAccessibleName(tooltip)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: on_click())
        set_icon(button, icon, "muted")
        self._trailing = button
        self._place()
        return button

    def set_icon(self, name: str, token: str = "faint") -> None:
        """Show another icon at the left ("" shows none)."""
        self._icon, self._icon_token = name, token
        self._place()

    def set_hint(self, hint: str) -> None:
        """Show another faint text at the right; it gives way to what is typed."""
        self._hint = hint
        self._place()

    def set_wrong(self, wrong: bool) -> None:
        """Show the border in red."""
        set_property(self, "wrong", "true" if wrong else "false")

    def sizeHint(self) -> QSize:
        return QSize(theme().px(160), theme().control_height)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(64), theme().control_height)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._place_button()

    def dragEnterEvent(self, event) -> None:
        # a file dropped here is meant for the window, which imports it
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def paintEvent(self, event) -> None:
        super().paintEvent(event)
        if not self._icon and not self._shown_hint():
            return
        look = theme()
        painter = QPainter(self)
        if self._icon:
            side = look.px(32)
            box = QRect(1, (self.height() - side) // 2, side, side)
            paint_icon(painter, box, self._icon, self._icon_token)
        if hint := self._shown_hint():
            painter.setFont(look.font("small"))
            painter.setPen(look.color("faint"))
            area = self.rect().adjusted(0, 0, -look.px(10), 0)
            painter.drawText(
                area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, hint
            )

    def _shown_hint(self) -> str:
        return self._hint if not self.text() else ""

    def _clear_text(self) -> None:
        self.clear()
        self.setFocus()

    def _show_parts(self) -> None:
        if self._clear is not None:
            self._clear.setVisible(bool(self.text()))
        self._place()

    def _place(self) -> None:
        look = theme()
        right = look.px(22) if self._trailing is not None and not self._trailing.isHidden() else 0
        if hint := self._shown_hint():
            right = self.fontMetrics().horizontalAdvance(hint)
        self.setTextMargins(look.px(24) if self._icon else 0, 0, right, 0)
        self._place_button()
        self.update()

    def _place_button(self) -> None:
        if self._trailing is None:
            return
        look = theme()
        side = look.px(24)
        self._trailing.setIconSize(QSize(look.px(14), look.px(14)))
        self._trailing.resize(side, side)
        gap = (self.height() - side) // 2
        self._trailing.move(self.width() - side - gap, gap)


class SearchBox(LineEdit):
    """A field to search with: `searched` comes a moment after typing, at once on Enter.

    Esc empties it, Down asks to move on into the list below (`left_down`).
    """

    searched = Signal(str)
    left_down = Signal()

    def __init__(
        self,
        placeholder: str = "",
        *,
        hint: str = "",
        delay_ms: int = SEARCH_DELAY_MS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", placeholder, icon="search", hint=hint, clearable=True, parent=parent)
        self._told = ""
        self._timer = QTimer(self, singleShot=True, interval=delay_ms)
        self._timer.timeout.connect(self._tell)
        self.textChanged.connect(lambda: self._timer.start())
        self.returnPressed.connect(self._tell)

    def set_text_quietly(self, text: str) -> None:
        """Show a text without searching."""
        self.setText(text)
        self._timer.stop()
        self._told = text

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._tell()
        elif event.key() == Qt.Key.Key_Down:
            self._tell()
            self.left_down.emit()
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        self._timer.stop()
        if self.text() != self._told:
            self._told = self.text()
            self.searched.emit(self._told)


class MoneyEdit(LineEdit):
    """An amount of money; reads 12万, 8,500.00元, (300) and shows ¥ 1,234.50 when left."""

    value_changed = Signal()

    def __init__(self, value: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__("", "¥", parent=parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.set_value(value)
        self.textEdited.connect(self._edited)
        self.editingFinished.connect(self._tidy)

    def value(self) -> Minor | None:
        """Return the amount in minor units; None when empty or not an amount."""
        return parse_money(self.text()) if self.text().strip() else None

    def set_value(self, value: int | None) -> None:
        """Show an amount."""
        language = i18n.current().language
        self.setText("" if value is None else format_money(value, language))
        self.set_wrong(False)

    def is_valid(self) -> bool:
        """Tell whether it is empty or an amount."""
        return not self.text().strip() or self.value() is not None

    def _edited(self) -> None:
        self.set_wrong(False)
        self.value_changed.emit()

    def _tidy(self) -> None:
        if self.is_valid():
            self.set_value(self.value())
        else:
            self.set_wrong(True)


class NumberEdit(QSpinBox):
    """A whole number with small arrows."""

    def __init__(
        self,
        value: int = 0,
        least: int = 0,
        most: int = 1_000_000,
        suffix: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setRange(least, most)
        self.setValue(value)
        self.setSuffix(suffix)
        self.setGroupSeparatorShown(True)
        self.lineEdit().setTextMargins(8, 0, 0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event) -> None:
        # a scrolled page must not change a number under the pointer
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class PhoneEdit(LineEdit):
    """A phone number; shown grouped when left, kept as digits. Several may be given."""

    def __init__(self, number: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_value(number)
        self.editingFinished.connect(lambda: self.set_value(self.text()))

    def value(self) -> str:
        """Return what was entered, tidied: the text form of each number joined by a comma."""
        return self.text().strip()

    def set_value(self, number: str) -> None:
        """Show a number, grouped if it is one."""
        phones = parse_phones(number) if number.strip() else []
        known = [format_phone(phone.number, phone.extension) for phone in phones]
        self.setText(", ".join(known) if known else number.strip())


class StarRating(QWidget):
    """One to five stars, 0 for none; by mouse, digits, arrows and Delete."""

    changed = Signal(int)

    def __init__(
        self, value: int = 0, *, read_only: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._value, self._hover = value, 0
        self._read_only = read_only
        self.setMouseTracking(not read_only)
        focus = Qt.FocusPolicy.NoFocus if read_only else Qt.FocusPolicy.TabFocus
        self.setFocusPolicy(focus)
        self._name()

    def value(self) -> int:
        """Return the number of stars, 0 for none."""
        return self._value

    def set_value(self, value: int) -> None:
        """Show a number of stars without telling."""
        self._value = max(0, min(5, value))
        self._name()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._step() * 5, theme().px(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        shown = self._hover or self._value
        step = self._step()
        for star in range(1, 6):
            box = QRect((star - 1) * step, 0, step, self.height())
            full = star <= shown
            if full:
                paint_icon(painter, box, "star-filled", "warn", 18)
            paint_icon(painter, box, "star", "warn" if full else "faint", 18)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme().pen("accent"))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1).toRectF(), 4, 4)

    def mouseMoveEvent(self, event) -> None:
        if not self._read_only:
            self._hover = self._star_at(event.position())
            self.update()

    def leaveEvent(self, event) -> None:
        self._hover = 0
        self.update()

    def mousePressEvent(self, event) -> None:
        if not self._read_only and event.button() is Qt.MouseButton.LeftButton:
            star = self._star_at(event.position())
            self._choose(0 if star == self._value else star)

    def keyPressEvent(self, event) -> None:
        key = event.key()
        if Qt.Key.Key_0 <= key <= Qt.Key.Key_5:
            self._choose(key - Qt.Key.Key_0)
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self._choose(self._value + (1 if key == Qt.Key.Key_Right else -1))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._choose(0)
        else:
            super().keyPressEvent(event)

    def _choose(self, value: int) -> None:
        before = self._value
        self._hover = 0
        self.set_value(value)
        if self._value != before:
            self.changed.emit(self._value)

    def _step(self) -> int:
        return theme().px(22)

    def _star_at(self, where: QPointF) -> int:
        return max(1, min(5, int(where.x()) // self._step() + 1))

    def _name(self) -> None:
        self.setAccessibleName(_("%(n)d of 5 stars") % {"n": self._value})
