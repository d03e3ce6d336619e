"""The table of customers: its cells, widths that fit the window and the language, copying."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.dates import date_words, format_date
from smallcrm.core.i18n import _, current
from smallcrm.core.phone import format_phone
from smallcrm.services.customer_list import CustomerQuery
from smallcrm.services.table import Column, Sort, TableQuery
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.itemmodels.cells import Cell, make_cell
from smallcrm.ui.itemmodels.paged import First, PagedTableModel
from smallcrm.ui.widgets.buttons import Action
from smallcrm.ui.widgets.column_fit import ColumnFit, Fit
from smallcrm.ui.widgets.table import TableView, also_by

COPIED_MOST = 5000
_FIT = Fit(
    "name",
    least=130,
    wished=200,
    most=360,
    giving={"next_step": 128, "contact": 84, "city": 62},
    leaving=("city", "last_contact", "level"),
)
# How many signs a column holds, more or less: in Chinese, in English.
_SIGNS = {"next_step": (9, 22), "contact": (4, 12), "city": (3, 9), "owner": (4, 12)}
_DASHED = ("next_step", "last_contact")
_PAGE = 100


class CustomerTableModel(PagedTableModel):
    """Customers; a dash stands where nothing is planned or was said."""

    _read: frozenset[str] = frozenset()  # the columns that are read; none means all

    def read_only(self, keys: Sequence[str]) -> None:
        """Read no more than these columns: there are many, and a page is read while one scrolls."""
        if not self._read >= set(keys):
            self._forget()
        self._read = frozenset(keys)

    def needed(self, query: TableQuery) -> TableQuery:
        if not self._read or not isinstance(query, CustomerQuery):
            return query
        return replace(query, columns=tuple(c for c in query.columns if c.key in self._read))

    def first(self, query: TableQuery) -> First | None:
        return query.first if isinstance(query, CustomerQuery) and not query.only else None

    def cell(self, row: int, column: int) -> Cell:
        cell = super().cell(row, column)
        one = self.columns[column]
        if one.key in _DASHED and not cell.text:
            return Cell("—", "", "faint")
        if one.key == "next_step" and (values := self.row(row)) is not None:
            due = date.fromisoformat(str(values["next_due"]))
            exact = format_date(due, current().language, "long")
            return Cell(cell.text, f"{exact} {values['next_time']}".strip(), cell.tone)
        return _with_extension(cell) if one.kind == "phone" else cell


def _with_extension(cell: Cell) -> Cell:
    number, sign, extension = cell.text.partition("x")
    return Cell(format_phone(number, extension), cell.tooltip, cell.tone) if sign else cell


class CustomerTable(TableView):
    """The list; the name takes the room that the other columns leave."""

    copy_asked = Signal(bool)  # with the heads of the columns
    typed = Signal(str)  # a letter: what the user means to look for
    space_pressed = Signal()
    columns_asked = Signal()  # all columns are to be chosen from

    def __init__(self, model: CustomerTableModel, context: Context, parent: QWidget) -> None:
        state = context.memory.view_state("customers")
        super().__init__(model, state, several=True, parent=parent)
        self._paged = model
        self.columns.chosen.connect(lambda: model.read_only(self.columns.shown()))
        self._fit = ColumnFit(
            self,
            model,
            _FIT if context.language.startswith("zh") else replace(_FIT, least=170),
            lambda column: _sample(column, context),
            context.memory,
            "customers",
        )

    def copy_selection(self) -> None:
        """Ask for the selected rows to be copied: reading them is no work for this thread."""
        self.copy_asked.emit(False)

    def head_actions(self, section: int) -> list[Action | None]:
        """Return the menu of a column's head: order, place, hide."""
        model = self._paged
        if not 0 <= section < len(model.columns):
            return [Action(_("Choose columns"), self.columns_asked.emit, "columns-3")]
        key, shown = model.columns[section].key, self.columns.shown()
        at = shown.index(key)
        others = [one for one in shown if one != key]
        query = model.query
        return [
            Action(_("Sort upwards"), lambda: model.order_by(Sort(key)), "chevron-up"),
            Action(_("Sort downwards"), lambda: model.order_by(Sort(key, True)), "chevron-down"),
            Action(_("Sort by this too"), lambda: model.order_by(also_by(query.sort, key)), "plus",
                   "Shift+Click", query is not None and key not in
                   [one.key for one in query.sort.all]),
            None,
            Action(_("Move left"), lambda: self.columns.move(key, -1), "chevron-left",
                   enabled=at > 0),
            Action(_("Move right"), lambda: self.columns.move(key, 1), "chevron-right",
                   enabled=at + 1 < len(shown)),
            Action(_("Hide this column"), lambda: self.columns.show(others), "eye-off",
                   enabled=bool(others)),
            None,
            Action(_("Choose columns"), self.columns_asked.emit, "columns-3"),
        ]  # fmt: skip

    def fit_columns(self) -> None:
        """Share the room among the columns."""
        self._fit.apply()

    def keyPressEvent(self, event) -> None:
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
        )
        text = event.text()
        if event.key() == Qt.Key.Key_Space and plain:
            self.space_pressed.emit()
        elif plain and text and text.isprintable():
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)


def _sample(column: Column, context: Context) -> str:
    """A text about as wide as what a column holds."""
    language = context.language
    if column.kind == "date":
        return date_words(context.today - timedelta(days=500), context.today, language)
    if column.kind == "phone":
        return "0519 5550 7972"
    if column.kind == "money":
        return "¥ 12,345,600.00"
    if column.kind in ("level", "percent"):
        return "A" if column.kind == "level" else "100%"
    zh, en = _SIGNS.get(column.key, (6, 12))
    return "字" * zh if language.startswith("zh") else "n" * en


def copied_text(
    session: Session, query: TableQuery, ids: Sequence[int], today: date, heads: bool
) -> str:
    """The rows of a list as lines with tabs, as they are shown; for Excel and for chats."""
    language = current().language
    lines = ["\t".join(current().gettext(c.title) for c in query.columns)] if heads else []
    for start in range(0, len(ids), _PAGE):
        for row in query.rows(session, ids[start : start + _PAGE]):
            cells = (
                _with_extension(make_cell(row[c.key], c.kind, "", today, language))
                if c.kind == "phone"
                else make_cell(row[c.key], c.kind, "", today, language)
                for c in query.columns
            )
            lines.append("\t".join(cell.text for cell in cells))
    return "\n".join(lines)
