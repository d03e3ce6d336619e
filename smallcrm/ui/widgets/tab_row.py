"""The row of tabs at the top of the window: icon, text, count, and a line under the current one."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from smallcrm.ui.icons import paint_icon
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.layouts import hbox

_PAD = 12
_GAP = 6


class _Tab(QAbstractButton):
    def __init__(self, key: str, text: str, icon: str, tooltip: str) -> None:
        super().__init__()
        self.key, self._icon, self._count = key, icon, 0
        self.setText(text)
        self.setToolTip(tooltip)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        theme().theme_changed.connect(self.updateGeometry)

    def set_count(self, count: int) -> None:
        self._count = count
        self.setAccessibleDescription(str(count) if count else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        # bold is wider, and the tabs must not move when another one is chosen
        text = _width("strong", self.text())
        width = 2 * _PAD + look.icon_size + _GAP + text
        if self._count:
            width += _GAP + self._badge_width()
        return QSize(width, look.px(52))

    def paintEvent(self, event) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        area = self.rect().adjusted(_PAD, 0, -_PAD, -1)
        icon = QRect(area.left(), area.top(), look.icon_size, area.height())
        paint_icon(painter, icon, self._icon, "accent" if chosen else "muted")
        painter.setFont(look.font("strong" if chosen else "body"))
        painter.setPen(look.color("accent" if chosen else "text"))
        text = area.adjusted(look.icon_size + _GAP, 0, 0, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._count:
            used = painter.fontMetrics().horizontalAdvance(self.text())
            self._paint_badge(painter, text.left() + used + _GAP)
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen or self.underMouse():
            painter.setBrush(look.color("accent" if chosen else "line"))
            painter.drawRect(0, self.height() - 2, self.width(), 2)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(look.pen("accent"))
            ring = self.rect().adjusted(3, 10, -4, -11)
            painter.drawRoundedRect(ring.toRectF(), 6, 6)

    def _badge_text(self) -> str:
        return str(self._count) if self._count < 1000 else "999+"

    def _badge_width(self) -> int:
        return max(theme().px(20), _width("small", self._badge_text()) + theme().px(12))

    def _paint_badge(self, painter: QPainter, left: int) -> None:
        look = theme()
        height = look.px(17)
        box = QRect(left, (self.height() - height) // 2, self._badge_width(), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("bad"))
        painter.drawRoundedRect(box.toRectF(), height / 2, height / 2)
        painter.setFont(look.font("small"))
        painter.setPen(look.color("surface"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._badge_text())


def _width(rank: str, text: str) -> int:
    return QFontMetrics(theme().font(rank)).horizontalAdvance(text)


class TabRow(QWidget):
    """The tabs of the window; `chosen` tells the key of the one that was pressed."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = hbox(spacing=2)
        self.setLayout(self._row)
        self._group = QButtonGroup(self)
        self._tabs: dict[str, _Tab] = {}

    def add(self, key: str, text: str, icon: str, tooltip: str = "") -> None:
        """Add a tab."""
        tab = _Tab(key, text, icon, tooltip)
        tab.clicked.connect(lambda: self.chosen.emit(key))
        self._group.addButton(tab)
        self._row.addWidget(tab)
        self._tabs[key] = tab

    def set_current(self, key: str) -> None:
        """Mark a tab without telling."""
        self._tabs[key].setChecked(True)

    def set_count(self, key: str, count: int) -> None:
        """Show a count on a tab; 0 shows none."""
        if key in self._tabs:
            self._tabs[key].set_count(count)
