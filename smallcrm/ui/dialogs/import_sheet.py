"""The sheet as it stands in its file, painted with what was made of it."""

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from smallcrm.core.i18n import _
from smallcrm.importers.columns import column_letter
from smallcrm.ui.dialogs.import_outlook import SheetOutlook
from smallcrm.ui.dialogs.import_words import OUTCOME_LOOKS
from smallcrm.ui.icons import paint_icon
from smallcrm.ui.itemmodels.sheet_model import Look, SheetMarks, SheetModel, Tell
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Action, pop_menu

_DOTS = Qt.TextElideMode.ElideRight
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_SELECTED = QStyle.StateFlag.State_Selected
_PAD = 8
_LETTER = 6.8  # px of a letter at 100 % text
_WIDEST = 14  # px of the widest letter
_LEAST, _MOST = 56, 260
_ROW = 32


class _CellDelegate(QStyledItemDelegate):
    """Paints straight from the model: one call a cell."""

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
        return QSize(theme().px(80), theme().px(_ROW))


def paint_cell(painter: QPainter, rect: QRect, cell: Look, current: bool) -> None:
    """Draw a cell in its colours; the current one has a frame."""
    look = theme()
    if cell.ground:
        painter.fillRect(rect, look.color(cell.ground))
    if current:
        painter.setPen(look.pen("accent"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(0, 0, -1, -1))
    text = cell.text
    if not text:
        return
    painter.setFont(look.font("strong" if cell.bold else "body"))
    painter.setPen(look.color(cell.tone))
    inner = rect.adjusted(_PAD, 0, -_PAD // 2, 0)
    # only what may be too long is measured: measuring costs as much as drawing
    if len(text) * look.px(_WIDEST) > inner.width():
        text = painter.fontMetrics().elidedText(text[:300], _DOTS, inner.width())
    painter.drawText(inner, _MIDDLE, text)


class _RowHeader(QHeaderView):
    """Row numbers, each with a sign for what becomes of the row."""

    def __init__(self, model: SheetModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._rows = model
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(8)
        self.fit()

    def fit(self) -> None:
        """Take the room the largest number needs."""
        look = theme()
        digits = f"{max(self._rows.rowCount(), 100):,}"
        width = self.fontMetrics().horizontalAdvance(digits) + look.px(14 + 3 * _PAD)
        self.setFixedWidth(width)
        self.setDefaultSectionSize(look.px(_ROW))

    def paintSection(self, painter: QPainter, rect: QRect, row: int) -> None:
        look = theme()
        painter.fillRect(rect, look.color("surface"))
        painter.setPen(look.pen("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        current = self.parentWidget().currentIndex().row() == row
        painter.setFont(look.font("strong" if current else "body"))
        painter.setPen(look.color("accent" if current else "muted"))
        inner = rect.adjusted(0, 0, -look.px(_PAD), 0)
        painter.drawText(inner, _MIDDLE | Qt.AlignmentFlag.AlignRight, f"{row + 1:,}")
        outcome = OUTCOME_LOOKS.get(self._rows.row_mark(row))
        if outcome is not None:
            side = look.px(14)
            place = QRect(rect.left() + look.px(_PAD), rect.top(), side, rect.height())
            paint_icon(painter, place, outcome.icon, outcome.tone, 12)


class SheetTable(QTableView):
    """One sheet. `column_entered` tells the column the keyboard went to."""

    column_entered = Signal(int)
    header_asked = Signal(object)  # rows from 1 that shall be the header, () for none
    meaning_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = SheetModel(self)
        self._shown: SheetOutlook | None = None
        self.setModel(self._sheet)
        self.setItemDelegate(_CellDelegate(self, self._sheet))
        self._numbers = _RowHeader(self._sheet, self)
        self.setVerticalHeader(self._numbers)
        self._set_up()
        theme().theme_changed.connect(self._fit)
        self.selectionModel().currentChanged.connect(self._moved)

    def show_sheet(self, sheet: SheetOutlook | None, tell: Tell) -> None:
        """Show a sheet with what was made of it."""
        before = self._shown
        self._shown = sheet
        if sheet is None:
            return
        same = before is not None and before.marks.rows is sheet.marks.rows
        self._sheet.set_sheet(sheet.marks, tell)
        if not same or (before is not None and before.spans != sheet.spans):
            self.clearSpans()
            for area in sheet.spans:
                down, across = area.bottom - area.top + 1, area.right - area.left + 1
                self.setSpan(area.top, area.left, down, across)
        if not same:
            self._fit()
            self.scrollToTop()
        self._numbers.viewport().update()

    def clear(self) -> None:
        """Let go of the sheet."""
        self._shown = None
        self._sheet.set_sheet(SheetMarks(()), lambda _row, _column: "")

    def go_to(self, row: int, column: int) -> None:
        """Put the keyboard on a cell: row from 1, column from 0 (-1: the row's first cell)."""
        index = self._sheet.index(row - 1, max(column, 0))
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        if column >= 0:
            self.scrollTo(index)

    def go_to_column(self, column: int) -> None:
        """Put the keyboard on a column, staying in the row."""
        row = max(self.currentIndex().row(), self.rowAt(0), 0)
        if 0 <= column < self._sheet.columnCount():
            self.setCurrentIndex(self._sheet.index(row, column))

    def look_at(self, row: int, column: int) -> Look:
        """How a cell (row from 1) is shown."""
        return self._sheet.look(row - 1, column)

    def actions_at(self, row: int, column: int) -> list[Action | None]:
        """What can be done with a cell (row from 1): the header, the column's meaning."""
        header = self._shown.header_rows if self._shown is not None else ()
        rows = [Action(_("Row %(n)d is the header") % {"n": row}, lambda: self._ask((row,)))]
        if row > 1:
            words = _("Rows %(first)d-%(last)d are the header") % {"first": row - 1, "last": row}
            rows.append(Action(words, lambda: self._ask((row - 1, row))))
        if header:
            rows.append(Action(_("There is no header"), lambda: self._ask(())))
        if column < 0 or self._shown is None or not self._shown.cards:
            return list(rows)
        words = _("What is column %(letter)s?") % {"letter": column_letter(column)}
        return [Action(words, lambda: self.meaning_asked.emit(column), "pencil"), None, *rows]

    def copy(self) -> None:
        """Put the current cell's text on the clipboard."""
        index = self.currentIndex()
        if index.isValid():
            QApplication.clipboard().setText(self._sheet.look(index.row(), index.column()).text)

    def keyPressEvent(self, event) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def _set_up(self) -> None:
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        letters = self.horizontalHeader()
        letters.setHighlightSections(False)
        letters.setSectionsClickable(True)
        letters.setMinimumSectionSize(24)
        letters.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        letters.sectionClicked.connect(self.go_to_column)
        letters.sectionDoubleClicked.connect(self.meaning_asked)
        self._numbers.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._numbers.customContextMenuRequested.connect(self._row_menu)

    def _fit(self) -> None:
        look = theme()
        self._numbers.fit()
        self.horizontalHeader().setFixedHeight(look.px(_ROW))
        if self._shown is None:
            return
        for column, letters in enumerate(self._shown.widths):
            wanted = look.px(letters * _LETTER + 2 * _PAD)
            width = max(look.px(_LEAST), min(wanted, look.px(_MOST)))
            self.horizontalHeader().resizeSection(column, width)

    def _moved(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._numbers.viewport().update()
        if current.isValid() and current.column() != previous.column():
            self.column_entered.emit(current.column())

    def _menu(self, where: QPoint) -> None:
        index = self.indexAt(where)
        if index.isValid():
            actions = self.actions_at(index.row() + 1, index.column())
            pop_menu(self, actions, self.viewport().mapToGlobal(where))

    def _row_menu(self, where: QPoint) -> None:
        row = self._numbers.logicalIndexAt(where)
        if row >= 0:
            actions = self.actions_at(row + 1, -1)
            pop_menu(self, actions, self._numbers.viewport().mapToGlobal(where))

    def _ask(self, rows: tuple[int, ...]) -> None:
        self.header_asked.emit(rows)
