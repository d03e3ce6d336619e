"""Draws the cells of a table: text in its tone, the row's ground for hover and selection."""

from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView, QToolTip

from smallcrm.ui.itemmodels.cells import Cell
from smallcrm.ui.itemmodels.paged import CellRole, PagedTableModel, alignment
from smallcrm.ui.theme import theme

_ALIGNMENT = Qt.ItemDataRole.TextAlignmentRole
_DOTS = Qt.TextElideMode.ElideRight

PAD_LEFT = 12
PAD_RIGHT = 8


class CellDelegate(QStyledItemDelegate):
    """Paints cells directly: a style sheet would be asked for every one of them."""

    def __init__(self, view: QTableView, separators: bool = False) -> None:
        super().__init__(view)
        self._view, self._separators = view, separators
        self._look = theme()
        self.hover_row = -1

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        text = index.data() or ""
        width = option.fontMetrics.horizontalAdvance(text) + PAD_LEFT + PAD_RIGHT + 2
        return QSize(width, theme().row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        self.paint_ground(painter, option, index)
        self.paint_text(painter, option, index)

    def paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Paint what shows the chosen row and the one under the mouse."""
        look, rect = self._look, option.rect
        # the option says so too, in enums of QStyle that take long to make at the start
        if self._view.selectionModel().isSelected(index):
            painter.fillRect(rect, look.color("accent_bg"))
        elif index.row() == self.hover_row:
            painter.fillRect(rect, look.color("hover"))
        if self._separators:
            painter.setPen(look.pen("line"))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def paint_text(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Paint the text, cut with dots where there is no room."""
        look, rect = self._look, option.rect
        cell, align = _cell_at(index)
        if cell is None or not cell.text:
            return
        painter.setFont(option.font)
        painter.setPen(look.color(cell.tone or "text"))
        inner = rect.adjusted(PAD_LEFT, 0, -PAD_RIGHT, 0)
        text = option.fontMetrics.elidedText(cell.text, _DOTS, inner.width())
        painter.drawText(inner, align, text)

    def helpEvent(self, event, view, option, index) -> bool:
        """Show the exact date, or the whole text of a cell that is cut."""
        cell = index.data(CellRole)
        if cell is not None and not cell.tooltip and cell.text:
            room = option.rect.width() - PAD_LEFT - PAD_RIGHT
            if view.fontMetrics().horizontalAdvance(cell.text) > room:
                QToolTip.showText(event.globalPos(), cell.text, view)
                return True
        return super().helpEvent(event, view, option, index)


def _cell_at(index: QModelIndex) -> tuple[Cell | None, Qt.AlignmentFlag]:
    """What a cell shows and how it stands; asked of the model itself, which Qt would go round."""
    model = index.model()
    if isinstance(model, PagedTableModel):
        column = index.column()
        return model.cell(index.row(), column), alignment(model.columns[column])
    return index.data(CellRole), index.data(_ALIGNMENT)
