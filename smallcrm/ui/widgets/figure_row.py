"""Key figures side by side in a card; in two lines where one has no room for all."""

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QFrame, QLayout, QLayoutItem, QSizePolicy, QWidget

from smallcrm.ui.widgets.labels import KeyFigure

_GAP = 12


class _FigureLayout(QLayout):
    """Gives each figure the width it needs and shares out the rest."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        margins = self.contentsMargins()
        width = sum(self._widths()) + _GAP * (len(self._items) - 1)
        return QSize(width + margins.left() + margins.right(), self.minimumSize().height())

    def minimumSize(self) -> QSize:
        margins = self.contentsMargins()
        height = max((item.sizeHint().height() for item in self._items), default=0)
        return QSize(120, height + margins.top() + margins.bottom())

    def _widths(self) -> list[int]:
        return [item.sizeHint().width() for item in self._items]

    def _place(self, rect: QRect, move: bool) -> int:
        """Return the height that is taken, moving the figures there if asked."""
        margins: QMargins = self.contentsMargins()
        area = rect.marginsRemoved(margins)
        widths = self._widths()
        count = len(widths)
        in_line = count
        while in_line > 1 and not self._fits(widths, in_line, area.width()):
            in_line = -(-in_line // 2)
        columns = self._columns(widths, in_line)
        spare = max(0, area.width() - sum(columns) - _GAP * (in_line - 1)) // max(in_line, 1)
        y = area.y()
        for start in range(0, count, max(in_line, 1)):
            line = self._items[start : start + in_line]
            height = max(item.sizeHint().height() for item in line)
            x = area.x()
            for place, item in enumerate(line):
                width = min(columns[place] + spare, area.width())
                if move:
                    item.setGeometry(QRect(QPoint(x, y), QSize(width, height)))
                x += width + _GAP
            y += height + _GAP
        return y - _GAP - rect.y() + margins.bottom()

    def _columns(self, widths: list[int], in_line: int) -> list[int]:
        return [max(widths[place::in_line]) for place in range(min(in_line, len(widths)))]

    def _fits(self, widths: list[int], in_line: int, room: int) -> bool:
        return sum(self._columns(widths, in_line)) + _GAP * (in_line - 1) <= room


class FigureRow(QFrame):
    """A card of key figures."""

    def __init__(self, figures: Sequence[KeyFigure], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "card")
        layout = _FigureLayout(self)
        layout.setContentsMargins(12, 9, 12, 9)
        for figure in figures:
            layout.addWidget(figure)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
