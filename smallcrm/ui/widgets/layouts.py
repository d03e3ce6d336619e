"""Short ways to lay widgets out, and a layout that wraps like text."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QLayoutItem, QVBoxLayout, QWidget

_USUAL_WIDTH = 360  # what a layout that wraps asks for, if it has as much to show

Item = QWidget | QLayout | int | None
Margins = int | tuple[int, int] | tuple[int, int, int, int]


def hbox(*items: Item, spacing: int = 8, margins: Margins = 0) -> QHBoxLayout:
    """Return a row of widgets and layouts; a number is a gap in px, None takes the free room."""
    return _fill(QHBoxLayout(), items, spacing, margins)


def vbox(*items: Item, spacing: int = 8, margins: Margins = 0) -> QVBoxLayout:
    """Return a column of widgets and layouts; a number is a gap in px, None takes the free room."""
    return _fill(QVBoxLayout(), items, spacing, margins)


def holder(layout: QLayout, parent: QWidget | None = None) -> QWidget:
    """Return a plain widget that shows a layout."""
    widget = QWidget(parent)
    widget.setLayout(layout)
    return widget


def show_if(widget: QWidget, wanted: bool) -> None:
    """Show or hide a widget, which is not shown as a window while it belongs to nothing yet."""
    if wanted and widget.parentWidget() is None and not widget.isVisible():
        # it comes with what it is put into
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        widget.setVisible(wanted)


def _fill(layout: QBoxLayout, items: tuple[Item, ...], spacing: int, margins: Margins):
    layout.setSpacing(spacing)
    layout.setContentsMargins(_margins(margins))
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)
    return layout


def _margins(margins: Margins) -> QMargins:
    if isinstance(margins, int):
        return QMargins(margins, margins, margins, margins)
    if len(margins) == 2:
        across, down = margins
        return QMargins(across, down, across, down)
    return QMargins(*margins)


def clear_layout(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear_layout(inner)


class FlowLayout(QLayout):
    """Places its items from left to right and starts a new line when one is full."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def insert_widget(self, index: int, widget: QWidget) -> None:
        """Add a widget before the item that stands at index."""
        self.addWidget(widget)
        self._items.insert(index, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        least = self.minimumSize()
        if width <= least.width():
            # Qt asks so for the least height of all; a single column would be far too high for that
            return least.height()
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        margins = self.contentsMargins()
        widths = [item.sizeHint().width() for item in self._items if not item.isEmpty()]
        line = sum(widths) + self.spacing() * max(0, len(widths) - 1)
        width = min(line + margins.left() + margins.right(), _USUAL_WIDTH)
        width = max(width, self.minimumSize().width())
        return QSize(width, self._place(QRect(0, 0, width, 0), move=False))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _place(self, rect: QRect, move: bool) -> int:
        """Return the height that the items take in rect's width, moving them there if asked."""
        area = rect.marginsRemoved(self.contentsMargins())
        x, y, line = area.x(), area.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            if x + hint.width() > area.right() + 1 and line:
                x, y, line = area.x(), y + line + self.spacing(), 0
            if move:
                width = min(hint.width(), area.width())
                item.setGeometry(QRect(QPoint(x, y), QSize(width, hint.height())))
            x += hint.width() + self.spacing()
            line = max(line, hint.height())
        margins = self.contentsMargins()
        return y + line - rect.y() + margins.bottom()
