"""The list at the left of a page: views and groups with icon, text and count, in sections."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCursor, QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from smallcrm.ui.icons import paint_icon
from smallcrm.ui.theme import theme

_ItemRole = Qt.ItemDataRole.UserRole
_MARGIN = 8


@dataclass(frozen=True, slots=True)
class SideItem:
    """One line; one without a key is a section head. tone colours the icon."""

    key: object
    text: str
    icon: str = ""
    count: int | None = None
    tone: str = ""
    tooltip: str = ""


class _SideModel(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.items: list[SideItem] = []

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        item = self.items[index.row()]
        if role == _ItemRole:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return item.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return item.tooltip or None
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        if index.isValid() and self.items[index.row()].key is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def replace(self, items: Sequence[SideItem]) -> None:
        self.beginResetModel()
        self.items = list(items)
        self.endResetModel()


class _SideDelegate(QStyledItemDelegate):
    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        head = index.data(_ItemRole).key is None
        height = (30 if index.row() == 0 else 42) if head else 32
        return QSize(theme().px(120), theme().px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        item: SideItem = index.data(_ItemRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if item.key is None:
            self._paint_head(painter, option.rect, item)
        else:
            self._paint_item(painter, option.rect, item, *self._state(option.rect, index))
        painter.restore()

    def helpEvent(self, event, view, option, index) -> bool:
        """Show the whole text of a line that is cut."""
        item: SideItem | None = index.data(_ItemRole)
        if item is not None and not item.tooltip and item.key is not None:
            count = f"{item.count:,}" if item.count is not None else ""
            taken = theme().px(_MARGIN * 4 + 16 + 12)
            needed = view.fontMetrics().horizontalAdvance(item.text + count) + taken
            if needed > option.rect.width():
                QToolTip.showText(event.globalPos(), item.text, view)
                return True
        return super().helpEvent(event, view, option, index)

    def _paint_head(self, painter: QPainter, rect: QRect, item: SideItem) -> None:
        look = theme()
        painter.setFont(look.font())
        painter.setPen(look.color("muted"))
        low = rect.adjusted(_MARGIN + 6, 0, -_MARGIN, -look.px(6))
        text = painter.fontMetrics().elidedText(item.text, Qt.TextElideMode.ElideRight, low.width())
        painter.drawText(low, Qt.AlignmentFlag.AlignBottom, text)

    def _state(self, rect: QRect, index: QModelIndex) -> tuple[bool, bool]:
        """Whether a line is chosen, and whether the mouse is on it.

        The option of a painting says so too, in enums of QStyle that take long to make at start.
        """
        ground = self._view.viewport()
        hovered = ground.underMouse() and rect.contains(ground.mapFromGlobal(QCursor.pos()))
        return self._view.selectionModel().isSelected(index), hovered

    def _paint_item(
        self, painter: QPainter, rect: QRect, item: SideItem, chosen: bool, hovered: bool
    ) -> None:
        look = theme()
        middle = Qt.AlignmentFlag.AlignVCenter
        rect = rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        if chosen or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent_bg" if chosen else "sunken"))
            painter.drawRoundedRect(rect.toRectF(), 6, 6)
        rect = rect.adjusted(8, 0, -8, 0)
        if item.icon:
            token = item.tone or ("accent" if chosen else "muted")
            side = look.px(16)
            paint_icon(
                painter, QRect(rect.left(), rect.top(), side, rect.height()), item.icon, token
            )
            rect = rect.adjusted(side + 6, 0, 0, 0)
        if item.count is not None:
            painter.setFont(look.font("small"))
            painter.setPen(look.color("faint"))
            count = f"{item.count:,}"
            painter.drawText(rect, middle | Qt.AlignmentFlag.AlignRight, count)
            rect = rect.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(count) - 6, 0)
        painter.setFont(look.font("strong" if chosen else "body"))
        painter.setPen(look.color("accent" if chosen else "text"))
        text = painter.fontMetrics().elidedText(
            item.text, Qt.TextElideMode.ElideRight, rect.width()
        )
        painter.drawText(rect, middle, text)


class SideList(QListView):
    """Views and groups; `chosen` tells the key the user went to, `menu_asked` key and place."""

    chosen = Signal(object)
    again = Signal(object)  # the chosen line was pressed, or Enter, once more
    menu_asked = Signal(object, QPoint)

    def __init__(self, items: Sequence[SideItem] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _SideModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_SideDelegate(self))
        self.setProperty("ground", "bg")
        self.setMouseTracking(True)
        self.setViewportMargins(0, 8, 0, 8)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.selectionModel().currentChanged.connect(self._changed)
        theme().theme_changed.connect(self.doItemsLayout)
        self._quiet = False
        self._pressed_on: object = None
        self.set_items(items)

    def set_items(self, items: Sequence[SideItem], key: object = None) -> None:
        """Replace the lines; key is chosen without telling, else the one that was chosen."""
        key = self.value() if key is None else key
        self._model.replace(items)
        self.set_value(key)

    def set_counts(self, counts: dict[object, int]) -> None:
        """Show other counts and keep all else."""
        for row, item in enumerate(self._model.items):
            if item.key in counts and item.count != counts[item.key]:
                self._model.items[row] = replace(item, count=counts[item.key])
        self.viewport().update()

    def value(self) -> Any:
        """Return the chosen key, None when none is."""
        index = self.currentIndex()
        return index.data(_ItemRole).key if index.isValid() else None

    def set_value(self, key: object) -> None:
        """Choose a line without telling; an unknown key chooses the first line."""
        rows = [row for row, item in enumerate(self._model.items) if item.key is not None]
        mine = [row for row in rows if self._model.items[row].key == key] or rows[:1]
        self._quiet = True
        self.setCurrentIndex(self._model.index(mine[0]) if mine else QModelIndex())
        self._quiet = False

    def sizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(400))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(120), theme().px(80))

    def _changed(self, index: QModelIndex) -> None:
        if not self._quiet and index.isValid():
            self.chosen.emit(index.data(_ItemRole).key)

    def mousePressEvent(self, event) -> None:
        self._pressed_on = self.value()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        if left and index.isValid() and index == self.currentIndex():
            key = index.data(_ItemRole).key
            if key is not None and key == self._pressed_on:
                self.again.emit(key)

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.value() is not None:
            self.again.emit(self.value())
        else:
            super().keyPressEvent(event)

    def _menu(self, where: QPoint) -> None:
        index = self.indexAt(where)
        if index.isValid() and index.data(_ItemRole).key is not None:
            self.menu_asked.emit(index.data(_ItemRole).key, self.viewport().mapToGlobal(where))
