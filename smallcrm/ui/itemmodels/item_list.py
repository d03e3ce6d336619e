"""A long list of two-line items, each made only when it is painted."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from smallcrm.ui.icons import paint_icon
from smallcrm.ui.theme import theme

_DOTS = Qt.TextElideMode.ElideRight
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
ITEM_HEIGHT = 48
_PAD, _LONGEST = 10, 300


class Line(Protocol):
    """What is shown of an item."""

    @property
    def title(self) -> str: ...
    @property
    def detail(self) -> str: ...
    @property
    def right(self) -> str: ...
    @property
    def icon(self) -> str: ...
    @property
    def tone(self) -> str: ...


class ItemListModel(QAbstractListModel):
    """`count` items; `line(n)` makes what is shown of one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._line: Callable[[int], Line] | None = None

    def show_items(self, count: int, line: Callable[[int], Line]) -> None:
        """Show other items."""
        same = count == self._count and count > 0
        if not same:
            self.beginResetModel()
        self._count, self._line = count, line
        if same:
            self.dataChanged.emit(self.index(0), self.index(count - 1))
        else:
            self.endResetModel()

    def line(self, row: int) -> Line:
        """What is shown of an item."""
        assert self._line is not None
        return self._line(row)

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._count

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        line = self.line(index.row())
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{line.title}\n{line.detail}".rstrip()
        return f"{line.title} {line.detail} {line.right}".strip()


class ItemDelegate(QStyledItemDelegate):
    """Paints an item: an icon, the title with a word at the right, and the detail below."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(theme().px(120), theme().px(ITEM_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        model = index.model()
        assert isinstance(model, ItemListModel)
        line, look, rect = model.line(index.row()), theme(), option.rect
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.color("accent_bg"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, look.color("hover"))
        painter.setPen(look.pen("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        pad = look.px(_PAD)
        half = (rect.height() - look.px(8)) // 2
        upper = QRect(rect.left() + pad, rect.top() + look.px(4), rect.width() - 2 * pad, half)
        lower = upper.translated(0, half)
        if not line.detail:
            upper.moveTop(rect.top() + (rect.height() - half) // 2)
        if line.icon:
            side = look.px(16)
            box = QRect(upper.left(), upper.top(), side, half)
            paint_icon(painter, box, line.icon, line.tone, 14)
            upper.setLeft(upper.left() + side + look.px(8))
            lower.setLeft(upper.left())
        painter.setFont(look.font())
        metrics = painter.fontMetrics()
        if line.right:
            tone = line.tone if line.tone in ("warn", "bad", "ok") else "muted"
            painter.setPen(look.color(tone if line.icon.startswith("circle-") else "muted"))
            painter.drawText(upper, _RIGHT, line.right)
            taken = metrics.horizontalAdvance(line.right) + look.px(8)
            upper.setRight(upper.right() - taken)
        painter.setPen(look.color("text"))
        title = metrics.elidedText(line.title[:_LONGEST], _DOTS, upper.width())
        painter.drawText(upper, _LEFT, title)
        if line.detail:
            painter.setPen(look.color("muted"))
            detail = line.detail[:_LONGEST].replace("\n", " ")
            painter.drawText(lower, _LEFT, metrics.elidedText(detail, _DOTS, lower.width()))
