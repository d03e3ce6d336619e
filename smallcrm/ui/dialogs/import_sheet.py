"""The sheet as it stands in its file, painted with what was made of it; its cells can be mended."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView, QWidget

from smallcrm.core.i18n import _
from smallcrm.importers.columns import column_letter
from smallcrm.importers.fields import IGNORED
from smallcrm.importers.preview import DATA, HEADER, REJECTED
from smallcrm.importers.rowkinds import BLANK
from smallcrm.ui.dialogs.import_cells import (
    PAD,
    CellDelegate,
    ColumnHeader,
    RowHeader,
    share_widths,
)
from smallcrm.ui.dialogs.import_outlook import Card, SheetOutlook
from smallcrm.ui.dialogs.import_words import meaning_words, quoted
from smallcrm.ui.itemmodels.sheet_model import Look, SheetMarks, SheetModel, Tell
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Action, pop_menu

_CONTROL = Qt.KeyboardModifier.ControlModifier
_LETTER = 6.8  # px of a letter at 100 % text
_SIGN_ROOM = 14
_LEAST, _MOST = 64, 190


class SheetTable(QTableView):
    """One sheet. Rows count from 1, columns from 0, in all that it tells and takes."""

    cell_entered = Signal(int, int)  # the row and the column the keyboard went to
    header_asked = Signal(object)  # rows that shall be the header, () for none
    meaning_asked = Signal(int)
    ignore_asked = Signal(int)  # the column shall be left out
    mend_asked = Signal(int, int, object)  # row, column, text; None sets the cell back
    row_asked = Signal(int, object)  # a row, and whether it is a record; None: as recognised
    hidden_asked = Signal(bool)  # whether the rows hidden in the file are taken

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = SheetModel(self)
        self.sheet.mended.connect(self.mend_asked)
        self._shown: SheetOutlook | None = None
        self._hidden_taken = False
        self._by_hand = self._fitting = False
        self.setModel(self.sheet)
        self.setItemDelegate(CellDelegate(self, self.sheet))
        self.doubleClicked.connect(self.scrollTo)  # all of what is being mended can be seen
        self._numbers = RowHeader(self.sheet, self)
        self.letters = ColumnHeader(self)
        self.setVerticalHeader(self._numbers)
        self.setHorizontalHeader(self.letters)
        self._set_up()
        theme().theme_changed.connect(self._fit)
        self.selectionModel().currentChanged.connect(self._moved)

    def show_sheet(
        self, sheet: SheetOutlook | None, tell: Tell, hidden_taken: bool = False
    ) -> None:
        """Show a sheet with what was made of it."""
        before = self._shown
        self._shown, self._hidden_taken = sheet, hidden_taken
        if sheet is None:
            return
        same = before is not None and before.marks.rows is sheet.marks.rows
        self.sheet.set_sheet(sheet.marks, tell)
        self._show_meanings()
        if not same or (before is not None and before.spans != sheet.spans):
            self.clearSpans()
            for area in sheet.spans:
                down, across = area.bottom - area.top + 1, area.right - area.left + 1
                self.setSpan(area.top, area.left, down, across)
        if not same:
            self._by_hand = False
            self._fit()
            self.scrollToTop()
        self._numbers.viewport().update()

    def clear(self) -> None:
        """Let go of the sheet."""
        self._shown = None
        self.sheet.set_sheet(SheetMarks(()), lambda _row, _column: "")

    def go_to(self, row: int, column: int) -> None:
        """Put the keyboard on a cell; column -1 is the row's first cell."""
        index = self.sheet.index(row - 1, max(column, 0))
        across = self.horizontalScrollBar()
        left = 0 if column < 0 else across.value()
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        across.setValue(left)  # the row comes to the middle, the column only into sight
        self.scrollTo(index)

    def go_to_column(self, column: int) -> None:
        """Put the keyboard on a column, staying in the row."""
        row = max(self.currentIndex().row(), self.rowAt(0), 0)
        if 0 <= column < self.sheet.columnCount():
            self.setCurrentIndex(self.sheet.index(row, column))

    def look_at(self, row: int, column: int) -> Look:
        """How a cell is shown."""
        return self.sheet.look(row - 1, column)

    def place(self) -> tuple[int, int]:
        """Return the row and the column of the current cell, (0, -1) for none."""
        index = self.currentIndex()
        return (index.row() + 1, index.column()) if index.isValid() else (0, -1)

    def mend(self) -> None:
        """Open the current cell for mending."""
        index = self.currentIndex()
        if index.isValid() and self.sheet.can_mend(index.row() + 1):
            self.scrollTo(index)
            self.edit(index)

    def set_back(self) -> None:
        """Read the current cell as it stands in the file again."""
        self.sheet.mend(*self.place(), None)

    # --- what can be done -----------------------------------------------------------------------

    def actions_at(self, row: int, column: int) -> list[Action | None]:
        """What can be done with a cell, or with a row where the column is -1."""
        actions: list[Action | None] = []
        if column >= 0:
            for group in (self._meaning_actions(column), self._cell_actions(row, column)):
                actions += [*group, None] if group else []
        actions += [*self._row_actions(row), *self._header_actions(row)]
        if self.sheet.marks.hidden_rows:
            taken = self._hidden_taken
            words = _("Leave the hidden rows out") if taken else _("Take the hidden rows too")
            ask = partial(self.hidden_asked.emit, not taken)
            actions += [None, Action(words, ask, "" if taken else "eye-off")]
        return actions

    def _meaning_actions(self, column: int) -> list[Action | None]:
        card = self._card(column)
        if card is None:
            return []
        words = _("What is column %(letter)s?") % {"letter": column_letter(column)}
        actions: list[Action | None] = [
            Action(words, partial(self.meaning_asked.emit, column), "pencil", key="Alt+Down")
        ]
        if card.guess.field != IGNORED:
            leave = partial(self.ignore_asked.emit, column)
            actions.append(Action(_("Leave this column out"), leave, "circle-slash"))
        return actions

    def _cell_actions(self, row: int, column: int) -> list[Action | None]:
        sheet = self.sheet
        if not sheet.can_mend(row):
            return []
        actions: list[Action | None] = [
            Action(_("Mend this cell"), lambda: self._mend_at(row, column), "wrench", key="F2")
        ]
        if sheet.is_mended(row, column):
            words = _("Set back to %(text)s") % {"text": quoted(sheet.raw_text(row, column))}
            back = partial(sheet.mend, row, column, None)
            actions.append(Action(words, back, "undo-2", key="Delete"))
        elif sheet.text_at(row, column):
            empty = partial(sheet.mend, row, column, "")
            actions.append(Action(_("Empty this cell"), empty, "x", key="Delete"))
        return actions

    def _row_actions(self, row: int) -> list[Action | None]:
        """Take a row that was passed over, leave one out, or go back to what was recognised."""
        sheet = self._shown
        if sheet is None or not sheet.cards or row <= max(sheet.header_rows, default=0):
            return []
        ask = partial(self.row_asked.emit, row)
        actions: list[Action | None] = []
        kind = sheet.view.classes.get(row, "")
        if kind in (DATA, REJECTED):
            words = _("Leave row %(n)d out") % {"n": row}
            actions.append(Action(words, partial(ask, False), "circle-slash", key="Ctrl+Delete"))
        elif kind not in ("", HEADER, BLANK):
            words = _("Take row %(n)d as a record") % {"n": row}
            actions.append(Action(words, partial(ask, True), "check", key="Ctrl+Delete"))
        if row in sheet.decided:
            actions.append(Action(_("As recognised"), partial(ask, None), "undo-2"))
        return actions

    def _toggle_row(self, row: int) -> None:
        """Do the first of what can be done with a row."""
        for action in self._row_actions(row)[:1]:
            if action is not None and action.on_click is not None:
                action.on_click()

    def _header_actions(self, row: int) -> list[Action | None]:
        header = self._shown.header_rows if self._shown is not None else ()
        rows: list[Action | None] = []
        if header != (row,):
            words = _("Row %(n)d is the header") % {"n": row}
            rows.append(Action(words, partial(self.header_asked.emit, (row,)), "table"))
        if row > 1 and header != (row - 1, row):
            words = _("Rows %(first)d-%(last)d are the header") % {"first": row - 1, "last": row}
            rows.append(Action(words, partial(self.header_asked.emit, (row - 1, row))))
        if header:
            rows.append(Action(_("There is no header"), partial(self.header_asked.emit, ())))
        return rows

    def copy(self) -> None:
        """Put the current cell's text on the clipboard."""
        if self.currentIndex().isValid():
            QApplication.clipboard().setText(self.sheet.text_at(*self.place()))

    def keyPressEvent(self, event) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() == Qt.Key.Key_Delete and event.modifiers() & _CONTROL:
            self._toggle_row(self.place()[0])
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            row, column = self.place()
            back = self.sheet.is_mended(row, column)
            self.sheet.mend(row, column, None if back else "")
        elif event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.meaning_asked.emit(max(self.place()[1], 0))
        elif event.key() == Qt.Key.Key_Menu:
            self._menu(self.visualRect(self.currentIndex()).bottomLeft())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if not self._by_hand:
            self._fit()

    # --- inside ---------------------------------------------------------------------------------

    def _set_up(self) -> None:
        triggers = QAbstractItemView.EditTrigger
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.letters.sectionClicked.connect(self.go_to_column)
        self.letters.sectionDoubleClicked.connect(self.meaning_asked)
        self.letters.sectionResized.connect(self._resized)
        self.letters.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.letters.customContextMenuRequested.connect(self._column_menu)
        self._numbers.sectionClicked.connect(self._row_clicked)
        self._numbers.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._numbers.customContextMenuRequested.connect(self._row_menu)

    def _fit(self) -> None:
        look = theme()
        self._numbers.fit()
        self.letters.fit()
        if self._shown is None:
            return
        wanted = [
            max(look.px(letters * _LETTER + 2 * PAD + _SIGN_ROOM), self._meaning_width(column))
            for column, letters in enumerate(self._shown.widths)
        ]
        room = self.viewport().width()
        self._fitting = True
        for column, width in enumerate(share_widths(wanted, room, look.px(_LEAST), look.px(_MOST))):
            self.letters.resizeSection(column, width)
        self._fitting = False

    def _meaning_width(self, column: int) -> int:
        words = self.letters.meaning(column)
        return min(
            self.fontMetrics().horizontalAdvance(words) + theme().px(2 * PAD), theme().px(_MOST)
        )

    def _resized(self, _column: int, _old: int, _new: int) -> None:
        self._by_hand = self._by_hand or not self._fitting

    def group(self) -> Sequence[Card]:
        """Return the columns of the table the current row is in."""
        groups = self._shown.cards if self._shown is not None else ()
        if len(groups) < 2:
            return groups[0] if groups else ()
        marks = self.sheet.marks
        table = marks.table_at(max(self.currentIndex().row(), 0) + 1)
        return groups[marks.tables.index(table)] if table is not None else groups[0]

    def _card(self, column: int) -> Card | None:
        return next((card for card in self.group() if card.guess.index == column), None)

    def _show_meanings(self) -> None:
        meanings = []
        for column in range(self.sheet.columnCount()):
            card = self._card(column)
            words = meaning_words(card) if card is not None else ""
            left_out = card is None or card.guess.field == IGNORED
            unsure = card is not None and not card.guess.certain
            meanings.append((words, "faint" if left_out else "warn" if unsure else "accent"))
        any_card = self._shown is not None and any(self._shown.cards)
        self.letters.show_meanings(meanings if any_card else (), self.sheet.marks.hidden_columns)

    def _moved(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._numbers.viewport().update()
        self.letters.viewport().update()
        if self._shown is not None and len(self._shown.cards) > 1:
            self._show_meanings()
        self.cell_entered.emit(*self.place())

    def _mend_at(self, row: int, column: int) -> None:
        self.setCurrentIndex(self.sheet.index(row - 1, column))
        self.mend()

    def _menu(self, where: QPoint) -> None:
        index = self.indexAt(where)
        if not index.isValid():
            index = self.currentIndex()
        if index.isValid():
            actions = self.actions_at(index.row() + 1, index.column())
            pop_menu(self, actions, self.viewport().mapToGlobal(where))

    def _column_menu(self, where: QPoint) -> None:
        column = self.letters.logicalIndexAt(where)
        actions = self._meaning_actions(column) if column >= 0 else []
        if actions:
            pop_menu(self, actions, self.letters.viewport().mapToGlobal(where))

    def _row_clicked(self, row: int) -> None:
        self.setCurrentIndex(self.sheet.index(row, max(self.currentIndex().column(), 0)))
        top = self._numbers.sectionViewportPosition(row)
        where = QPoint(self._numbers.width(), top + self._numbers.sectionSize(row) // 2)
        self._row_menu(where, row)

    def _row_menu(self, where: QPoint, row: int = -1) -> None:
        row = row if row >= 0 else self._numbers.logicalIndexAt(where)
        if row >= 0:
            actions = self.actions_at(row + 1, -1)
            pop_menu(self, actions, self._numbers.viewport().mapToGlobal(where))
