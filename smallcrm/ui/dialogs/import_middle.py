"""The middle of the import dialog: the sheet, over it its signs, under it the current cell."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from smallcrm.importers.analysis import ImportOptions
from smallcrm.ui.dialogs.import_head import CellLine, KindChoice, Legend, signs_of
from smallcrm.ui.dialogs.import_outlook import Outlook, SheetOutlook
from smallcrm.ui.dialogs.import_sheet import SheetTable
from smallcrm.ui.dialogs.import_wishes import with_hidden_rows, with_kind, with_mend, with_row
from smallcrm.ui.dialogs.import_words import cell_words
from smallcrm.ui.dialogs.import_work import ImportWork
from smallcrm.ui.widgets.layouts import hbox, vbox
from smallcrm.ui.widgets.panels import Panel


class SheetPane(QWidget):
    """A sheet of a file; what is mended or chosen in it is wished of the work at once."""

    meaning_asked = Signal(int)
    ignore_asked = Signal(int)

    def __init__(self, work: ImportWork, place: Callable[[], tuple[int, str]]) -> None:
        super().__init__()
        self._work, self._place = work, place
        self._outlook = Outlook(())
        self._sheet: SheetOutlook | None = None
        self.table = SheetTable()
        self.legend = Legend()
        self.cell = CellLine()
        self.kind = KindChoice()
        line = hbox(self.kind, self.legend, spacing=16)
        line.setStretch(1, 1)
        head = Panel("top", line, margins=(16, 6, 16, 6))
        self.setLayout(vbox(head, self.table, self.cell, spacing=0))
        self._connect()

    def show_sheet(self, outlook: Outlook, sheet: SheetOutlook | None) -> None:
        """Show a sheet with what was made of it; None shows nothing new."""
        self._outlook, self._sheet = outlook, sheet
        if sheet is not None:
            self.table.show_sheet(
                sheet,
                lambda row, column: cell_words(outlook, sheet, row, column),
                self._work.asks[self._place()[0]].options.hidden_rows,
            )
            self.legend.show_signs(signs_of(outlook, sheet))
        self._show_cell()

    def clear(self) -> None:
        """Let go of the sheet."""
        self._outlook, self._sheet = Outlook(()), None
        self.table.clear()

    def _connect(self) -> None:
        table = self.table
        table.header_asked.connect(lambda rows: self._work.set_header(*self._place(), rows))
        table.meaning_asked.connect(self.meaning_asked)
        table.ignore_asked.connect(self.ignore_asked)
        table.mend_asked.connect(self._mend)
        table.row_asked.connect(self._decide_row)
        table.hidden_asked.connect(lambda on: self._wish(with_hidden_rows, on))
        table.cell_entered.connect(lambda _row, _column: self._show_cell())
        self.kind.kind_asked.connect(lambda key, kind: self._wish(with_kind, key, kind))
        self.cell.mend_asked.connect(table.mend)
        self.cell.back_asked.connect(self._set_back)

    def _show_cell(self) -> None:
        sheet, (row, column) = self._sheet, self.table.place()
        self._show_kind()
        self.cell.setVisible(sheet is not None and row > 0)
        if sheet is None or row == 0 or row > len(sheet.view.rows):
            return
        model = self.table.sheet
        problem = (row, column) in sheet.view.problems
        tone = "warn" if problem else "bad" if row in sheet.view.rejects else ""
        words = cell_words(self._outlook, sheet, row, column)
        self.cell.show_cell((row, column), model.text_at(row, column), words, tone)
        self.cell.show_mending(model.can_mend(row), model.is_mended(row, column))

    def _show_kind(self) -> None:
        group = self.table.group()
        file = self._outlook.files[self._place()[0]] if self._outlook.files else None
        tables = file.analysis.tables if file is not None and file.analysis is not None else ()
        key = group[0].table if group else ""
        found = next((table for table in tables if table.key == key), None)
        options = file.analysis.options if file is not None and file.analysis is not None else None
        self.kind.show_table(found, options is not None and key in options.kinds)

    def _mend(self, row: int, column: int, text: str | None) -> None:
        self._wish(with_mend, self._place()[1], row, column, text)
        self._show_cell()

    def _decide_row(self, row: int, taken: bool | None) -> None:
        self._wish(with_row, self._place()[1], row, taken)

    def _set_back(self) -> None:
        self.table.set_back()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _wish(self, change: Callable[..., ImportOptions], *what: object) -> None:
        file = self._place()[0]
        self._work.set_options(file, change(self._work.asks[file].options, *what))
