"""How the sheet of an import is painted: cells with their editor, row numbers, column heads."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from smallcrm.core.i18n import _
from smallcrm.importers.columns import column_letter
from smallcrm.ui.dialogs.import_words import ROW_LOOKS
from smallcrm.ui.icons import paint_icon
from smallcrm.ui.itemmodels.sheet_model import Look, SheetModel, one_line
from smallcrm.ui.theme import set_property, theme

_DOTS = Qt.TextElideMode.ElideRight
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_SELECTED = QStyle.StateFlag.State_Selected
PAD = 8
ROW = 32
HEAD = 46
_SIGN = 12
_WIDEST = 14  # px of the widest letter


class CellDelegate(QStyledItemDelegate):
    """Paints straight from the model: one call a cell. A cell of a record is mended in place."""

    def __init__(self, view: QTableView, model: SheetModel) -> None:
        super().__init__(view)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        paint_cell(
            painter,
            option.rect,
            self._model.look(index.row(), index.column()),
            bool(option.state & _SELECTED),
        )

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(theme().px(80), theme().px(ROW))

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex
    ) -> QWidget:
        editor = QLineEdit(parent)
        set_property(editor, "cell", "true")
        editor.setFont(theme().font())
        editor.setAccessibleName(_("Mend this cell"))
        return editor

    def setEditorData(self, editor: QLineEdit, index: QModelIndex) -> None:
        editor.setText(one_line(self._model.text_at(index.row() + 1, index.column())))

    def setModelData(
        self, editor: QLineEdit, model: QAbstractItemModel, index: QModelIndex
    ) -> None:
        model.setData(index, editor.text())

    def updateEditorGeometry(
        self, editor: QLineEdit, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        # as wide as the text needs, as far as there is room
        room = editor.parentWidget().width() - option.rect.left()
        text = self._model.text_at(index.row() + 1, index.column())
        wanted = editor.fontMetrics().horizontalAdvance(text[:300]) + 4 * PAD
        width = max(option.rect.width(), min(wanted, room, theme().px(420)))
        editor.setGeometry(option.rect.left(), option.rect.top(), width, option.rect.height())


def paint_cell(painter: QPainter, rect: QRect, cell: Look, current: bool) -> None:
    """Draw a cell in its colours with its sign; the current one has a frame."""
    look = theme()
    if cell.ground:
        painter.fillRect(rect, look.color(cell.ground))
    if current:
        painter.setPen(look.pen("accent"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(0, 0, -1, -1))
    inner = rect.adjusted(PAD, 0, -PAD // 2, 0)
    if cell.sign is not None:
        side = look.px(_SIGN)
        place = QRect(rect.right() - side - PAD // 2, rect.top(), side, rect.height())
        paint_icon(painter, place, *cell.sign, _SIGN)
        inner.setRight(place.left() - PAD // 2)
    text = cell.text
    if not text:
        return
    painter.setFont(look.font("strong" if cell.bold else "body"))
    painter.setPen(look.color(cell.tone))
    # only what may be too long is measured: measuring costs as much as drawing
    if len(text) * look.px(_WIDEST) > inner.width():
        text = painter.fontMetrics().elidedText(text[:300], _DOTS, inner.width())
    painter.drawText(inner, _MIDDLE, text)


class RowHeader(QHeaderView):
    """Row numbers, each with a sign for what becomes of the row."""

    def __init__(self, model: SheetModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._rows = model
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(8)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.fit()

    def fit(self) -> None:
        """Take the room the largest number needs."""
        look = theme()
        digits = f"{max(self._rows.rowCount(), 100):,}"
        width = self.fontMetrics().horizontalAdvance(digits) + look.px(14 + 3 * PAD)
        self.setFixedWidth(width)
        self.setDefaultSectionSize(look.px(ROW))

    def paintSection(self, painter: QPainter, rect: QRect, row: int) -> None:
        look = theme()
        painter.fillRect(rect, look.color("surface"))
        painter.setPen(look.pen("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        mark = self._rows.row_mark(row)
        current = self.parentWidget().currentIndex().row() == row
        painter.setFont(look.font("strong" if current else "body"))
        painter.setPen(look.color("accent" if current else "muted"))
        inner = rect.adjusted(0, 0, -look.px(PAD), 0)
        painter.drawText(inner, _MIDDLE | Qt.AlignmentFlag.AlignRight, f"{row + 1:,}")
        sign = ROW_LOOKS.get(mark)
        if sign is not None:
            side = look.px(14)
            place = QRect(rect.left() + look.px(PAD), rect.top(), side, rect.height())
            paint_icon(painter, place, sign.icon, sign.tone, _SIGN)


class ColumnHeader(QHeaderView):
    """Over each column its letter, and under it what the column is taken for."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._meanings: Sequence[tuple[str, str]] = ()
        self._hidden: frozenset[int] = frozenset()
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setMinimumSectionSize(24)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_meanings(
        self, meanings: Sequence[tuple[str, str]], hidden: frozenset[int] = frozenset()
    ) -> None:
        """Show each column's meaning with its tone; `hidden` ones have a sign."""
        self._meanings, self._hidden = meanings, hidden
        self.viewport().update()

    def meaning(self, column: int) -> str:
        """Return what is shown under a column's letter."""
        return self._meanings[column][0] if column < len(self._meanings) else ""

    def fit(self) -> None:
        """Take the height of two lines."""
        self.setFixedHeight(theme().px(HEAD if self._meanings else ROW))

    def paintSection(self, painter: QPainter, rect: QRect, column: int) -> None:
        look = theme()
        current = self.parentWidget().currentIndex().column() == column
        painter.fillRect(rect, look.color("surface"))
        painter.setPen(look.pen("line"))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(look.px(PAD), look.px(4), -look.px(PAD) // 2, -look.px(4))
        letter = QRect(inner)
        meaning, tone = self._meanings[column] if column < len(self._meanings) else ("", "")
        if self._meanings:
            letter.setHeight(inner.height() // 2)
        painter.setFont(look.font("small"))
        painter.setPen(look.color("accent" if current else "muted"))
        painter.drawText(letter, _MIDDLE, column_letter(column))
        signs = ["eye-off"] if column in self._hidden else []
        signs += ["circle-alert"] if tone == "warn" else []
        place = QRect(letter.left(), letter.top(), look.px(_SIGN), letter.height())
        place.translate(painter.fontMetrics().horizontalAdvance(column_letter(column)) + 6, 0)
        for sign in signs:
            paint_icon(painter, place, sign, "muted" if sign == "eye-off" else "warn", _SIGN)
            place.translate(look.px(_SIGN) + 4, 0)
        if meaning:
            low = QRect(inner.left(), letter.bottom() + 1, inner.width(), inner.height() // 2)
            painter.setFont(look.font("strong" if current else "body"))
            painter.setPen(look.color(tone))
            cut = painter.fontMetrics().elidedText(meaning, _DOTS, low.width())
            painter.drawText(low, _MIDDLE, cut)


def share_widths(wanted: Sequence[int], room: int, least: int, most: int) -> list[int]:
    """Share the room of a sheet among columns (all in px): short ones get what they want.

    Long ones are cut at one common width, never under `most`; what is left over stays free.
    """
    want = [max(least, width) for width in wanted]
    if sum(want) <= room:
        return want
    low, high = most, max(want, default=most)
    while low < high:
        middle = (low + high + 1) // 2
        if sum(min(width, middle) for width in want) <= room:
            low = middle
        else:
            high = middle - 1
    return [min(width, low) for width in want]
