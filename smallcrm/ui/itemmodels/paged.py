"""The one table model: rows come in pages when they are painted, ids come from a reader thread."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from smallcrm.core import i18n
from smallcrm.services.table import Column, Row, Sort, TableQuery
from smallcrm.ui.itemmodels.cells import Cell, make_cell
from smallcrm.ui.jobs import Reader

PAGE = 100
KEPT_PAGES = 24

IdRole = Qt.ItemDataRole.UserRole
RowRole = Qt.ItemDataRole.UserRole + 1
CellRole = Qt.ItemDataRole.UserRole + 2

Index = QModelIndex | QPersistentModelIndex
# Of a session: how many records there are, and the ids of the first ones, at most so many.
First = Callable[[Any, int], tuple[int, Sequence[int]]]

_RIGHT = ("money", "number", "percent")
# put together once: these are asked for with every cell
_AT_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_FLAGS = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren


class PagedTableModel(QAbstractTableModel):
    """Shows a TableQuery; old contents stay until the new ids are there.

    Rows are read on the session given here (the window's), ids through the reader. Where nothing is
    shown yet, a list that tells its `first` ids is shown with these; the others are read behind it,
    or at once when one of them is asked for.
    """

    loaded = Signal()  # new ids, or the same ids with new contents, are shown
    loading_changed = Signal(bool)
    failed = Signal(object)
    sort_asked = Signal(object)  # a Sort: the user pressed a column head

    def __init__(
        self,
        session: Any,
        reader: Reader,
        now: Callable[[], datetime],
        channel: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._reader, self._now = session, reader, now
        self._channel = channel
        self._query: TableQuery | None = None
        self._asked: TableQuery | None = None
        self._columns: tuple[Column, ...] = ()
        self._ids: Sequence[int] = ()  # of all rows, or of the first ones only
        self._count = 0  # of all rows
        self._pages: OrderedDict[int, list[Row | None]] = OrderedDict()
        self._cells: dict[tuple[int, int], Cell] = {}
        self.loading = False

    @property
    def query(self) -> TableQuery | None:
        """Return the list that was asked for last, which exports and prints should use."""
        return self._asked

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the list that is shown."""
        return self._columns

    @property
    def ids(self) -> Sequence[int]:
        """Return the ids of all rows in order."""
        self._complete()
        return self._ids

    def set_query(self, query: TableQuery) -> None:
        """Show another list, or the same with another filter or order."""
        self._asked = query
        if tuple(query.columns) != self._columns:
            self.set_columns(query)
        self.reload()

    def reload(self) -> None:
        """Read again; what is shown stays until then."""
        query = self._asked
        if query is None:
            return
        needed = self.needed(query)
        self._set_loading(True)
        first = self.first(query)
        if first is not None and not self._count:
            self._begin(query, needed, first)
            return

        def read(session: Any) -> tuple[Sequence[int], list[Row]]:
            ids = query.ids(session)
            return ids, needed.rows(session, ids[:PAGE])  # what is most likely painted first

        def take(found: tuple[Sequence[int], list[Row]]) -> None:
            ids, rows = found
            self._take(query, ids, rows if needed == self.needed(query) else ())

        self._reader.read(self._channel, read, take, self._fail)

    def _begin(self, query: TableQuery, needed: TableQuery, first: First) -> None:
        """Show a list with its first page, and read the ids of the others behind it."""

        def read(session: Any) -> tuple[int, Sequence[int], list[Row]]:
            count, ids = first(session, PAGE)
            return count, ids, needed.rows(session, ids)

        def take(found: tuple[int, Sequence[int], list[Row]]) -> None:
            count, ids, rows = found
            self._take(query, ids, rows if needed == self.needed(query) else (), count=count)
            if self._query is query and len(self._ids) < self._count and not self.loading:
                self._reader.read(self._channel, query.ids, take_all, self._fail)

        def take_all(ids: Sequence[int]) -> None:
            begun = self._ids
            if self._query is not query or len(begun) == self._count:
                return  # they were asked for, or another list is shown
            if len(ids) == self._count and ids[: len(begun)] == begun:
                self._ids = ids
            else:  # the file was changed meanwhile
                self._take(query, ids)

        self._reader.read(self._channel, read, take, self._fail)

    def _complete(self) -> None:
        """Read the ids of all rows where only the first ones are known."""
        if len(self._ids) < self._count and self._query is not None:
            ids = self._query.ids(self._session)
            self._ids = [*ids, *[0] * (self._count - len(ids))][: self._count]
            if len(ids) != self._count:  # the file was changed meanwhile: shown until it is read
                self.reload()

    def first(self, query: TableQuery) -> First | None:
        """Return what tells the first ids of a list; None where it can only tell all."""
        return None

    def needed(self, query: TableQuery) -> TableQuery:
        """Return the query as its rows are read: one that reads no more than is shown."""
        return query

    def show_part(self, query: TableQuery, ids: Sequence[int], *, more: bool) -> None:
        """Show the first hits of a list that is found bit by bit; `more` are still sought.

        `append` adds the next ones. The caller asks for them, on this model's channel.
        """
        self._asked = query
        if tuple(query.columns) != self._columns:
            self.set_columns(query)
        self._take(query, list(ids), more=more)

    def append(self, ids: Sequence[int], *, more: bool) -> None:
        """Show further hits below those there are."""
        if ids:
            count = self._count
            self.beginInsertRows(QModelIndex(), count, count + len(ids) - 1)
            self._ids = [*self.ids, *ids]
            self._count = len(self._ids)
            self._forget_page(count // PAGE)
            self.endInsertRows()
        self._set_loading(more)
        self.loaded.emit()

    def set_columns(self, query: TableQuery) -> None:
        """Take the columns of another list, without rows yet."""
        self.beginResetModel()
        self._columns = tuple(query.columns)
        self._query, self._ids, self._count = query, (), 0
        self._forget()
        self.endResetModel()

    def clear(self) -> None:
        """Show nothing."""
        self.beginResetModel()
        self._ids, self._count = (), 0
        self._forget()
        self.endResetModel()

    def row_of(self, record_id: int) -> int | None:
        """Return the row of a record, None when it is not in the list."""
        # looking through 100,000 takes a millisecond, a table of all their places many
        try:
            return (self._ids if record_id in self._ids[:PAGE] else self.ids).index(record_id)
        except ValueError:
            return None

    def rows_of(self, record_ids: Collection[int]) -> list[int]:
        """Return the rows of those records that are in the list, in the list's order."""
        wanted = frozenset(record_ids)
        return [row for row, one in enumerate(self.ids) if one in wanted] if wanted else []

    def id_at(self, row: int) -> int | None:
        """Return the id of a row; reads nothing."""
        if len(self._ids) <= row < self._count:
            self._complete()
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def ids_between(self, top: int, bottom: int) -> Sequence[int]:
        """Return the ids of the rows from `top` to `bottom`; reads no rows."""
        ids = self._ids if bottom < len(self._ids) else self.ids
        return ids[top : bottom + 1]

    def row(self, row: int) -> Row | None:
        """Return what a row holds, reading its page when it is not there."""
        if self._query is None or self.id_at(row) is None:
            return None
        number, place = divmod(row, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self._read_page(number)
        else:
            self._pages.move_to_end(number)
        return page[place] if place < len(page) else None

    def cell(self, row: int, column: int) -> Cell:
        """Return one cell as it is shown."""
        key = (row, column)
        cell = self._cells.get(key)
        if cell is None:
            values = self.row(row)
            if values is None or self._query is None:
                return Cell("")
            one = self._columns[column]
            tone = self._query.tone(values, one.key)
            cell = make_cell(
                values.get(one.key), one.kind, tone, self._now().date(), i18n.current().language
            )
            self._cells[key] = cell
        return cell

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        # the same for every cell, so that selecting all reads nothing
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cell(index.row(), index.column()).text
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.cell(index.row(), index.column()).tooltip or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(self._columns[index.column()])
        if role == IdRole:
            return self.id_at(index.row())
        if role == RowRole:
            return self.row(index.row())
        if role == CellRole:
            return self.cell(index.row(), index.column())
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is Qt.Orientation.Vertical or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.head(column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the list by a column; done by the query, not here."""
        if self._asked is None or not 0 <= column < len(self._columns):
            return
        wanted = Sort(self._columns[column].key, order is Qt.SortOrder.DescendingOrder)
        if self._columns[column].sortable:
            self.order_by(wanted)

    def order_by(self, wanted: Sort) -> None:
        """Order the list by one column, or by several."""
        if self._asked is not None and wanted != self._asked.sort:
            self.set_query(self._asked.sorted_by(wanted))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)
            self.sort_asked.emit(wanted)

    def head(self, column: Column) -> str:
        """Return a column's title; where several columns order the list with its place in that."""
        title = i18n.gettext(column.title)
        sorts = self._asked.sort.all if self._asked is not None else ()
        if len(sorts) < 2:
            return title
        for place, one in enumerate(sorts, 1):
            if one.key == column.key:
                return f"{title} {'↓' if one.descending else '↑'}{place}"
        return title

    def _take(
        self,
        query: TableQuery,
        ids: Sequence[int],
        first: Sequence[Row] = (),
        *,
        more: bool = False,
        count: int = 0,
    ) -> None:
        """Show these ids; `first` are the rows of the first page, where they were read with it.

        `count` is how many there are, where these are the first ones only.
        """
        self._query = query
        count = max(count, len(ids))
        if ids == self._ids and count == self._count:
            self._forget()
            self._keep(0, first)
            if ids:
                last = self.index(count - 1, len(self._columns) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
        else:
            self.beginResetModel()
            self._ids, self._count = ids, count
            self._forget()
            self._keep(0, first)
            self.endResetModel()
        self._set_loading(more)
        self.loaded.emit()

    def _fail(self, error: BaseException) -> None:
        self._set_loading(False)
        self.failed.emit(error)

    def _set_loading(self, loading: bool) -> None:
        if self.loading != loading:
            self.loading = loading
            self.loading_changed.emit(loading)

    def _read_page(self, number: int) -> list[Row | None]:
        assert self._query is not None
        wanted = self._ids[number * PAGE : (number + 1) * PAGE]
        self._keep(number, self.needed(self._query).rows(self._session, wanted))
        if number not in self._pages:  # all its records are gone
            self._pages[number] = [None] * len(wanted)
        page = self._pages[number]
        if len(self._pages) > KEPT_PAGES:
            self._drop_page(next(iter(self._pages)))
        return page

    def _keep(self, number: int, rows: Sequence[Row]) -> None:
        if rows:
            found = {row["id"]: row for row in rows}
            wanted = self._ids[number * PAGE : (number + 1) * PAGE]
            self._pages[number] = [found.get(one) for one in wanted]

    def _drop_page(self, number: int) -> None:
        del self._pages[number]
        self._cells = {key: cell for key, cell in self._cells.items() if key[0] // PAGE != number}

    def _forget_page(self, number: int) -> None:
        """Read a page again that was not full."""
        if number in self._pages:
            self._drop_page(number)

    def _forget(self) -> None:
        self._pages.clear()
        self._cells.clear()


def alignment(column: Column) -> Qt.AlignmentFlag:
    """Return how a column stands: figures at the right."""
    return _AT_RIGHT if column.kind in _RIGHT else _AT_LEFT
