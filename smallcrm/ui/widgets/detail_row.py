"""Rows of a detail pane: icon, text, a second line, and small things at the right."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from smallcrm.ui.icons import IconLabel
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import IconButton
from smallcrm.ui.widgets.labels import ElidedLabel, Label, LinkLabel
from smallcrm.ui.widgets.layouts import hbox, vbox

Press = Callable[[], object]
_EDGE = 8
_LEAST = 26  # px, of one line


class QuietLink(LinkLabel):
    """A link in grey: an action beside what it acts on."""

    def __init__(self, text: str, on_click: Press | None = None) -> None:
        super().__init__(text)
        self.setProperty("link", "false")
        self.setProperty("tone", "muted")
        if on_click is not None:
            self.clicked.connect(on_click)


class DetailRow(QWidget):
    """One fact or record; hover and keyboard focus show a ground that reaches into the margins.

    `clicked` comes by mouse, Enter and space where `clickable`; `menu_asked` tells the place on the
    screen. Buttons given as `hidden` show while the pointer or the keyboard is on the row.
    """

    clicked = Signal()
    menu_asked = Signal(QPoint)

    def __init__(
        self,
        icon: str,
        text: str,
        right: str | QWidget | Sequence[QWidget] = "",
        *,
        second: str = "",
        icon_token: str = "muted",
        tone: str = "",
        right_tone: str = "muted",
        rank: str = "body",
        second_tone: str = "muted",
        tooltip: str = "",
        clickable: bool = False,
        hidden: Sequence[IconButton] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._clickable, self._hidden = clickable, list(hidden)
        self.text = ElidedLabel(text, rank, tone)
        lines = vbox(self.text, spacing=2)
        if second:
            lines.addWidget(ElidedLabel(second, "body", second_tone))
        row = hbox(IconLabel(icon, icon_token), spacing=12)
        row.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(lines, 1)
        row.setSpacing(8)
        row.insertSpacing(1, 4)
        for widget in self._right_widgets(right, right_tone):
            row.addWidget(widget)
        for button in self._hidden:
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # by key there is the menu
            row.addWidget(button)
            button.hide()
        row.setContentsMargins(0, 3, 0, 3)
        self.setLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setToolTip(tooltip)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)
        if clickable:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setAccessibleName(text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        # not as a minimum of its own: that would let rows of two lines be squeezed into one
        return super().sizeHint().expandedTo(QSize(0, theme().px(_LEAST)))

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(0, theme().px(_LEAST)))

    @staticmethod
    def _right_widgets(right: str | QWidget | Sequence[QWidget], tone: str) -> list[QWidget]:
        if isinstance(right, str):
            return [Label(right, "body", tone)] if right else []
        return [right] if isinstance(right, QWidget) else list(right)

    def paintEvent(self, event) -> None:
        if not (self._clickable or self._hidden) or not (self.underMouse() or self.hasFocus()):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme()
        painter.setPen(look.pen("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(look.color("hover"))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.HoverEnter, QEvent.Type.FocusIn):
            self._show_hidden(True)
        elif kind in (QEvent.Type.HoverLeave, QEvent.Type.FocusOut):
            self._show_hidden(self.underMouse() and kind == QEvent.Type.FocusOut)
        return super().event(event)

    def mouseReleaseEvent(self, event) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if self._clickable and event.button() is Qt.MouseButton.LeftButton and inside:
            self.clicked.emit()

    def keyPressEvent(self, event) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if self._clickable and event.key() in keys:
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def _show_hidden(self, shown: bool) -> None:
        for button in self._hidden:
            button.setVisible(shown)
        self.update()

    def _ask_menu(self, where: QPoint) -> None:
        self.menu_asked.emit(self.mapToGlobal(where))
