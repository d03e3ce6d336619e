"""The table of all lists: rows of 34 px, hover, selection by record, columns to choose."""

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from smallcrm.services.table import Sort
from smallcrm.ui.itemmodels.paged import PagedTableModel
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Action, IconButton, pop_menu
from smallcrm.ui.widgets.layouts import hbox
from smallcrm.ui.widgets.panels import Panel
from smallcrm.ui.widgets.table_columns import TableColumns, ViewState
from smallcrm.ui.widgets.table_delegate import CellDelegate

_MIN_WIDTH = 40
_COPY_LIMIT = 5000


class TableView(QTableView):
    """Shows a PagedTableModel. Records are named by id in all it tells."""

    current_changed = Signal(object)  # id, or None
    selection_changed = Signal()
    opened = Signal(int)  # Enter or double click
    delete_asked = Signal()
    menu_asked = Signal(QPoint)  # place on the screen; the selection says of what
    row_action = Signal(str, int)
    left_up = Signal()  # Up in the first row

    def __init__(
        self,
        model: PagedTableModel,
        state: ViewState | None = None,
        *,
        separators: bool = False,
        several: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._several = several  # Shift and a click on a head orders by that column too
        self._current: int | None = None
        self._selected: set[int] | None = set()
        self._top = 0
        self._restoring = False
        self._delegate = CellDelegate(self, separators)
        self._actions: Panel | None = None
        self._empty: QWidget | None = None
        self._set_up()
        self.setModel(model)
        # with the table's own selection the heads would ask every row whether it is selected
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(model, self))
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        model.loaded.connect(self._show_empty)
        model.columnsInserted.connect(self._restore)
        self.selectionModel().currentRowChanged.connect(self._current_row_changed)
        self.selectionModel().selectionChanged.connect(self._selection_changed)
        self.columns = TableColumns(self, model, state or ViewState())
        self._restore()

    # --- what is chosen ---------------------------------------------------------------

    def current_id(self) -> int | None:
        """Return the record the keyboard is on."""
        return self._model.id_at(self.currentIndex().row())

    def selected_ids(self) -> list[int]:
        """Return the selected records in the list's order; reads no rows."""
        parts = self.selectionModel().selection().toList()
        rows = sorted((part.top(), part.bottom()) for part in parts)
        seen = -1
        found: list[int] = []
        for top, bottom in rows:  # a selection of rows may hold a range for every column
            found.extend(self._model.ids_between(max(top, seen + 1), bottom))
            seen = max(seen, bottom)
        return found

    def selected_count(self) -> int:
        """Return how many records are selected."""
        return len(self.selected_ids())

    def go_to(self, record_id: int) -> bool:
        """Select a record and scroll to it; tell whether the list has it."""
        row = self._model.row_of(record_id)
        if row is None:
            return False
        index = self._index(row)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def go_to_first(self) -> None:
        """Select the first record when none is selected."""
        if self._model.rowCount() and not self.currentIndex().isValid():
            self.setCurrentIndex(self._index(0))

    def head_actions(self, _section: int) -> list[Action | None]:
        """Return the menu of a column's head."""
        return self.columns.actions()

    # --- rows -----------------------------------------------------------------------------

    def set_row_actions(self, actions: Iterable[tuple[str, str, str]]) -> None:
        """Offer (key, icon, tooltip) buttons at the right of the row under the pointer."""
        self._actions = Panel("row", across=True, margins=(4, 0), spacing=0, parent=self.viewport())
        for key, icon, tooltip in actions:
            press = partial(self._press, key)
            button = IconButton(icon, tooltip, small=True, on_click=press)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._actions.box.addWidget(button)
        self._actions.hide()

    def set_empty(self, widget: QWidget) -> None:
        """Say what stands where an empty list would be (an EmptyState)."""
        if self._empty is not None:
            self._empty.deleteLater()
        self._empty = widget
        widget.setParent(self.viewport())
        self._show_empty()

    def copy_selection(self) -> None:
        """Put the selected rows on the clipboard as text, one line each, as they are shown."""
        keys = self.columns.shown()
        places = [
            at for key in keys for at, one in enumerate(self._model.columns) if one.key == key
        ]
        lines = []
        for row in self._model.rows_of(self.selected_ids()[:_COPY_LIMIT]):
            lines.append("\t".join(self._model.cell(row, at).text for at in places))
        QApplication.clipboard().setText("\n".join(lines))

    # --- Qt -------------------------------------------------------------------------------

    def keyPressEvent(self, event) -> None:
        current = self.current_id()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current is not None:
            self.opened.emit(current)
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        elif event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.left_up.emit()
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QMouseEvent) and kind == QEvent.Type.MouseMove:
            self._hover(self.rowAt(round(event.position().y())))
        elif kind in (QEvent.Type.Leave, QEvent.Type.HoverLeave):
            self._hover(-1)
        return super().viewportEvent(event)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._place_empty()
        self._place_actions()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dy:
            where = self.viewport().mapFromGlobal(self.cursor().pos())
            inside = self.viewport().rect().contains(where)
            self._hover(self.rowAt(where.y()) if inside else -1)

    def changeEvent(self, event) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.verticalHeader().setDefaultSectionSize(theme().row_height)

    # --- inside -------------------------------------------------------------------------

    def _set_up(self) -> None:
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda where: self.menu_asked.emit(self.viewport().mapToGlobal(where))
        )
        self.doubleClicked.connect(lambda index: self.opened.emit(self._model.id_at(index.row())))
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(20)
        rows.setDefaultSectionSize(theme().row_height)
        head = self.horizontalHeader()
        head.setSectionsMovable(True)
        head.setHighlightSections(False)
        head.setStretchLastSection(True)
        head.setMinimumSectionSize(_MIN_WIDTH)
        head.setSectionsClickable(True)
        head.setSortIndicatorClearable(False)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(
            lambda where: pop_menu(
                self, self.head_actions(head.logicalIndexAt(where)), head.mapToGlobal(where)
            )
        )
        head.sectionClicked.connect(self._sort_by)

    def _index(self, row: int) -> QModelIndex:
        first = self.horizontalHeader().logicalIndex(0)
        return self._model.index(row, max(first, 0))

    def _sort_by(self, section: int) -> None:
        query = self._model.query
        if query is None or not self._model.columns[section].sortable:
            self._show_sort()  # Qt has moved the arrow already
            return
        key = self._model.columns[section].key
        shift = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        if shift and self._several:
            self._model.order_by(also_by(query.sort, key))
        else:
            alone = query.sort.key == key and not query.sort.then
            self._model.order_by(Sort(key, alone and not query.sort.descending))
        self._show_sort()
        self.columns.save_soon()

    def _show_sort(self) -> None:
        query = self._model.query
        head = self.horizontalHeader()
        keys = [column.key for column in self._model.columns]
        if query is None or query.sort.key not in keys or query.sort.then:
            head.setSortIndicatorShown(False)
            return
        order = (
            Qt.SortOrder.DescendingOrder if query.sort.descending else Qt.SortOrder.AscendingOrder
        )
        head.setSortIndicatorShown(True)
        head.setSortIndicator(keys.index(query.sort.key), order)

    def _remember(self) -> None:
        count = self._model.rowCount()
        whole = count > 1 and self.selected_count() == count
        self._selected = None if whole else set(self.selected_ids())
        self._current = self.current_id()
        self._top = self.verticalScrollBar().value()
        self._restoring = True

    def _restore(self) -> None:
        """After new ids: the columns as kept, the same records selected, the same place."""
        self._restoring = True
        self.columns.restore()
        self._show_sort()
        row = self._model.row_of(self._current) if self._current is not None else None
        if row is not None:
            self.selectionModel().setCurrentIndex(
                self._index(row), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        if self._selected is None:
            self.selectAll()
        elif self._selected:
            self.selectionModel().select(
                self._ranges(self._selected), QItemSelectionModel.SelectionFlag.Select
            )
        self.verticalScrollBar().setValue(self._top)
        if row is not None and self._index(row).isValid():
            self.scrollTo(self._index(row))
        self._restoring = False
        self._current_row_changed()
        self.selection_changed.emit()
        self._show_empty()

    def _ranges(self, ids: set[int]) -> QItemSelection:
        rows = self._model.rows_of(ids)
        selection = QItemSelection()
        last = self._model.columnCount() - 1
        start = 0
        for at, row in enumerate(rows):
            if at + 1 == len(rows) or rows[at + 1] != row + 1:
                top = self._model.index(rows[start], 0)
                selection.select(top, self._model.index(row, last))
                start = at + 1
        return selection

    def _current_row_changed(self) -> None:
        if self._restoring:
            return
        current = self.current_id()
        if current != self._current:
            self._current = current
            self.current_changed.emit(current)

    def _selection_changed(self) -> None:
        if not self._restoring:
            self.selection_changed.emit()

    def _hover(self, row: int) -> None:
        before = self._delegate.hover_row
        if row != before:
            for one in (before, row):
                if one >= 0:
                    top = self.rowViewportPosition(one)
                    self.viewport().update(0, top, self.viewport().width(), self.rowHeight(one))
            self._delegate.hover_row = row
            self._place_actions()

    def _place_actions(self) -> None:
        if self._actions is None:
            return
        row = self._delegate.hover_row
        self._actions.setVisible(row >= 0)
        if row >= 0:
            height = self.rowHeight(row) - 2
            width = self._actions.sizeHint().width()
            x = self.viewport().width() - width
            self._actions.setGeometry(x, self.rowViewportPosition(row) + 1, width, height)

    def _press(self, key: str) -> None:
        record_id = self._model.id_at(self._delegate.hover_row)
        if record_id is not None:
            self.row_action.emit(key, record_id)

    def _show_empty(self) -> None:
        if self._empty is None:
            return
        self._place_empty()
        self._empty.setVisible(not self._model.rowCount() and not self._model.loading)

    def _place_empty(self) -> None:
        if self._empty is not None:
            self._empty.setGeometry(self.viewport().rect())


def also_by(sort: Sort, key: str) -> Sort:
    """Return an order with a column put to its end, turned round, or after that taken away."""
    sorts = list(sort.all)
    for at, one in enumerate(sorts):
        if one.key == key:
            if not one.descending or len(sorts) == 1:
                sorts[at] = Sort(key, not one.descending)
            else:
                del sorts[at]
            return Sort.of(sorts)
    return Sort.of([*sorts, Sort(key)])


def table_bar(*left: QWidget, right: Sequence[QWidget] = ()) -> Panel:
    """Return the bar under or over a table: widgets at the left and at the right."""
    bar = Panel("plain", across=True, margins=(12, 10))
    bar.box.addLayout(hbox(*left))
    bar.box.addStretch(1)
    bar.box.addLayout(hbox(*right))
    return bar
