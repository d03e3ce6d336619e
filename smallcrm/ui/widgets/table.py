"""The table of all lists: rows of 34 px, hover, selection by record, columns to choose."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from smallcrm.core import i18n
from smallcrm.core.i18n import _
from smallcrm.services.table import Sort
from smallcrm.ui.itemmodels.paged import PagedTableModel
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Action, IconButton, pop_menu
from smallcrm.ui.widgets.layouts import hbox
from smallcrm.ui.widgets.panels import Panel
from smallcrm.ui.widgets.table_delegate import CellDelegate

State = Mapping[str, object]
_MIN_WIDTH = 40
_COPY_LIMIT = 5000


@dataclass(frozen=True, slots=True)
class ViewState:
    """Where a table's columns, widths and order are kept between starts.

    load() gives what save() got last: {"columns": [keys in order], "widths": {key: px},
    "sort": [key, descending]}, or {}.
    """

    load: Callable[[], State] = dict
    save: Callable[[State], object] = lambda state: None


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
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model, self._state = model, state or ViewState()
        self._current: int | None = None
        self._selected: set[int] | None = set()
        self._top = 0
        self._keys: tuple[str, ...] = ()
        self._restoring = False
        self.hover_row = -1
        self._actions: Panel | None = None
        self._empty: QWidget | None = None
        self._set_up(separators)
        self.setModel(model)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        model.loaded.connect(self._show_empty)
        model.columnsInserted.connect(self._restore)
        self.selectionModel().currentRowChanged.connect(self._current_row_changed)
        self.selectionModel().selectionChanged.connect(self._selection_changed)
        self._save_timer = QTimer(self, singleShot=True, interval=400)
        self._save_timer.timeout.connect(self._save)
        head = self.horizontalHeader()
        head.sectionResized.connect(self._save_soon)
        head.sectionMoved.connect(self._save_soon)
        self._restore()

    # --- what is chosen ---------------------------------------------------------------

    def current_id(self) -> int | None:
        """Return the record the keyboard is on."""
        return self._model.id_at(self.currentIndex().row())

    def selected_ids(self) -> list[int]:
        """Return the selected records in the list's order; reads no rows."""
        ids = self._model.ids
        rows = sorted((part.top(), part.bottom()) for part in self.selectionModel().selection())
        seen = -1
        found: list[int] = []
        for top, bottom in rows:  # a selection of rows may hold a range for every column
            found.extend(ids[max(top, seen + 1) : bottom + 1])
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

    # --- columns --------------------------------------------------------------------------

    def shown_columns(self) -> list[str]:
        """Return the keys of the visible columns from left to right."""
        head = self.horizontalHeader()
        order = [head.logicalIndex(place) for place in range(head.count())]
        return [self._model.columns[at].key for at in order if not head.isSectionHidden(at)]

    def show_columns(self, keys: Sequence[str]) -> None:
        """Show exactly these columns in this order."""
        head = self.horizontalHeader()
        mine = [column.key for column in self._model.columns]
        for at, key in enumerate(mine):
            head.setSectionHidden(at, key not in keys)
        for place, key in enumerate(key for key in keys if key in mine):
            head.moveSection(head.visualIndex(mine.index(key)), place)
        self._save_soon()

    def column_actions(self) -> list[Action | None]:
        """Return the menu that shows and hides columns."""
        shown = self.shown_columns()
        items: list[Action | None] = [
            Action(
                i18n.gettext(column.title),
                partial(self._toggle_column, column.key),
                checked=column.key in shown,
                enabled=column.key not in shown or len(shown) > 1,
            )
            for column in self._model.columns
        ]
        return [*items, None, Action(_("Usual columns"), self.reset_columns, "undo-2")]

    def reset_columns(self) -> None:
        """Show the columns as they were at first."""
        for at, column in enumerate(self._model.columns):
            self.setColumnWidth(at, theme().px(column.width))
        self.show_columns([column.key for column in self._model.columns if column.shown])

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
        keys = self.shown_columns()
        places = [
            at for key in keys for at, one in enumerate(self._model.columns) if one.key == key
        ]
        lines = []
        for record_id in self.selected_ids()[:_COPY_LIMIT]:
            row = self._model.row_of(record_id)
            if row is not None:
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
        if kind in (QEvent.Type.MouseMove, QEvent.Type.HoverMove):
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
            self.viewport().update()

    def changeEvent(self, event) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.verticalHeader().setDefaultSectionSize(theme().row_height)

    # --- inside -------------------------------------------------------------------------

    def _set_up(self, separators: bool) -> None:
        self.setItemDelegate(CellDelegate(self, separators))
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
            lambda where: pop_menu(self, self.column_actions(), head.mapToGlobal(where))
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
        down = query.sort.key == key and not query.sort.descending
        order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        self._model.sort(section, order)
        self._show_sort()
        self._save_soon()

    def _show_sort(self) -> None:
        query = self._model.query
        head = self.horizontalHeader()
        keys = [column.key for column in self._model.columns]
        if query is None or query.sort.key not in keys:
            head.setSortIndicatorShown(False)
            return
        order = (
            Qt.SortOrder.DescendingOrder if query.sort.descending else Qt.SortOrder.AscendingOrder
        )
        head.setSortIndicatorShown(True)
        head.setSortIndicator(keys.index(query.sort.key), order)

    def _remember(self) -> None:
        whole = len(self._model.ids) and self.selected_count() == len(self._model.ids)
        self._selected = None if whole and len(self._model.ids) > 1 else set(self.selected_ids())
        self._current = self.current_id()
        self._top = self.verticalScrollBar().value()
        self._restoring = True

    def _restore(self) -> None:
        """After new ids: the columns as kept, the same records selected, the same place."""
        self._restoring = True
        keys = tuple(column.key for column in self._model.columns)
        if keys and keys != self._keys:
            self._keys = keys
            self._load()
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
        rows = sorted(row for one in ids if (row := self._model.row_of(one)) is not None)
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

    def _toggle_column(self, key: str) -> None:
        shown = self.shown_columns()
        if key in shown:
            shown.remove(key)
        else:
            shown.append(key)
        self.show_columns(shown)

    def _load(self) -> None:
        state = self._state.load()
        columns = self._model.columns
        widths = state.get("widths")
        widths = widths if isinstance(widths, Mapping) else {}
        for at, column in enumerate(columns):
            self.setColumnWidth(at, int(widths.get(column.key, theme().px(column.width))))
        known = {column.key for column in columns}
        kept = state.get("columns")
        keys = [key for key in kept if key in known] if isinstance(kept, list) else []
        self.show_columns(keys or [column.key for column in columns if column.shown])
        self._save_timer.stop() if hasattr(self, "_save_timer") else None

    def _save_soon(self) -> None:
        if not self._restoring and hasattr(self, "_save_timer"):
            self._save_timer.start()

    def _save(self) -> None:
        query = self._model.query
        shown = self.shown_columns()
        keys = [column.key for column in self._model.columns]
        # the last column takes what is left, which is no width anybody chose
        widths = {key: self.columnWidth(keys.index(key)) for key in shown[:-1]}
        sort = query.sort if query is not None else Sort("")
        self._state.save({"columns": shown, "widths": widths, "sort": [sort.key, sort.descending]})

    def _hover(self, row: int) -> None:
        if row != self.hover_row:
            for one in (self.hover_row, row):
                if one >= 0:
                    top = self.rowViewportPosition(one)
                    self.viewport().update(0, top, self.viewport().width(), self.rowHeight(one))
            self.hover_row = row
            self._place_actions()

    def _place_actions(self) -> None:
        if self._actions is None:
            return
        row = self.hover_row
        self._actions.setVisible(row >= 0)
        if row >= 0:
            height = self.rowHeight(row) - 2
            width = self._actions.sizeHint().width()
            x = self.viewport().width() - width
            self._actions.setGeometry(x, self.rowViewportPosition(row) + 1, width, height)

    def _press(self, key: str) -> None:
        record_id = self._model.id_at(self.hover_row)
        if record_id is not None:
            self.row_action.emit(key, record_id)

    def _show_empty(self) -> None:
        if self._empty is None:
            return
        self._place_empty()
        self._empty.setVisible(not self._model.ids and not self._model.loading)

    def _place_empty(self) -> None:
        if self._empty is not None:
            self._empty.setGeometry(self.viewport().rect())


def table_bar(*left: QWidget, right: Sequence[QWidget] = ()) -> Panel:
    """Return the bar under or over a table: widgets at the left and at the right."""
    bar = Panel("plain", across=True, margins=(12, 10))
    bar.box.addLayout(hbox(*left))
    bar.box.addStretch(1)
    bar.box.addLayout(hbox(*right))
    return bar
