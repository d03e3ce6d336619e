"""A small round choice that is on or off."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from smallcrm.ui.icons import paint_icon
from smallcrm.ui.theme import theme

_PAD = 10
_FAINTLY = 100  # alpha


class ToggleChip(QAbstractButton):
    """A chip that is switched by mouse, space and Enter; with `icon` it shows that at its right."""

    def __init__(
        self,
        text: str,
        on: bool = False,
        *,
        icon: str = "",
        checkable: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setText(text)
        self._icon = icon
        self.setCheckable(checkable)
        self.setChecked(on)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        look = theme()
        width = self.fontMetrics().horizontalAdvance(self.text()) + 2 + look.px(2 * _PAD)
        return QSize(width + (look.px(16) if self._icon else 0), look.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(32), theme().px(24))

    def paintEvent(self, event) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked() or not self.isCheckable()
        border = QColor(look.color("accent" if on or self.hasFocus() else "line"))
        if on and not self.hasFocus():
            border.setAlpha(_FAINTLY)  # seen on any ground, and other than the focus
        painter.setPen(border)
        hovered = self.underMouse() and self.isEnabled()
        painter.setBrush(look.color("accent_bg" if on else "hover" if hovered else "surface"))
        rect = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        painter.setPen(look.color("accent" if on else "text"))
        inner = self.rect().adjusted(look.px(_PAD), 0, -look.px(_PAD), 0)
        if self._icon:
            box = inner.adjusted(inner.width() - look.px(12), 0, 0, 0)
            paint_icon(painter, box, self._icon, "accent", 12)
            inner = inner.adjusted(0, 0, -look.px(16), 0)
        text = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, text)

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
