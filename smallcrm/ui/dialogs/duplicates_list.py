"""The left of the duplicates dialog: the pairs to look at, or those that were set aside."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from smallcrm.core.i18n import _
from smallcrm.ui.dialogs.duplicates_words import PairLine
from smallcrm.ui.itemmodels.item_list import ITEM_HEIGHT, ItemDelegate, ItemListModel
from smallcrm.ui.theme import theme


class PairList(QTableView):
    """Pairs line by line; `moved` tells the line at hand (-1 for none).

    A table of one column, for a list view lays out every row.
    """

    moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ItemListModel(self)
        self.setModel(self._model)
        self.setItemDelegate(ItemDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        theme().theme_changed.connect(self._fit_rows)
        self._fit_rows()
        self.setMouseTracking(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Likely duplicates"))
        self.selectionModel().currentChanged.connect(self._current_changed)

    def show_lines(self, count: int, line: Callable[[int], PairLine], at: int) -> None:
        """Show other lines with one of them at hand."""
        with_signals = self.selectionModel().blockSignals(True)
        self._model.show_items(count, line)
        self.selectionModel().blockSignals(with_signals)
        at = min(max(at, 0), count - 1)
        if at >= 0:
            self.setCurrentIndex(self._model.index(at, 0))
            self.selectRow(at)
        self.viewport().update()
        self.moved.emit(at)

    def texts(self) -> list[str]:
        """Return what is shown, line by line."""
        model = self._model
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def at(self) -> int:
        """Return the line at hand, -1 for none."""
        return self.currentIndex().row()

    def keyPressEvent(self, event) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            last = self._model.rowCount() - 1
            self.setCurrentIndex(self._model.index(0 if key == Qt.Key.Key_Home else last, 0))
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, text: str) -> None:
        """Do nothing: letters are commands here."""

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme().px(ITEM_HEIGHT))

    def _current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.moved.emit(current.row())
