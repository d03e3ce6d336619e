"""The middle of the page: bar, conditions, picked values, the list, and a line that counts it."""

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.services.customer_columns import list_columns
from smallcrm.services.customer_list import CustomerQuery, Filter, count_words, filter_words
from smallcrm.services.table import Column, ShownList, Sort
from smallcrm.ui.context import Context
from smallcrm.ui.pages.customers.list_bar import ListBar
from smallcrm.ui.pages.customers.list_chips import PickedLine
from smallcrm.ui.pages.customers.list_foot import ListFoot
from smallcrm.ui.pages.customers.list_layout import ListLayout
from smallcrm.ui.pages.customers.list_table import CustomerTable, CustomerTableModel
from smallcrm.ui.pages.customers.list_tools import copy_rows, list_actions
from smallcrm.ui.widgets.buttons import Action, fill_menu
from smallcrm.ui.widgets.layouts import holder, vbox
from smallcrm.ui.widgets.panels import EmptyState, Panel

if TYPE_CHECKING:
    from smallcrm.ui.pages.customers.columns_popup import ColumnsPopup
    from smallcrm.ui.pages.customers.filter_panel import FilterPanel
    from smallcrm.ui.pages.customers.filter_popup import FilterPopup


class ListPanel(QWidget):
    """Shows the customers under a filter; `current_changed` tells the one the keyboard is on."""

    current_changed = Signal(object)
    opened = Signal(int)
    delete_asked = Signal()
    menu_asked = Signal(QPoint)
    row_action = Signal(str, int)
    space_pressed = Signal()
    new_asked = Signal()
    filter_left = Signal()  # a filter was taken away that the list at the left had set
    view_saved = Signal(int)  # a view was made or changed
    loaded = Signal()

    def __init__(self, context: Context, first: Filter, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.filter = first
        self._columns: tuple[Column, ...] = ()  # all there are; none means not read yet
        self._row = 0
        self.model = CustomerTableModel(
            context.session, context.reader, context.session.clock.now, "customers.list", self
        )
        self.layouts = ListLayout(context, self)
        panel = Panel("plain", margins=0, spacing=0)
        self.setLayout(vbox(panel, spacing=0))
        self.table = CustomerTable(self.model, context, panel)
        if first.saved is None:  # read while the other widgets are made
            self.model.set_query(self.base())
        self.bar = ListBar()
        self._popup: FilterPopup | None = None
        self._columns_popup: ColumnsPopup | None = None
        self._conditions: FilterPanel | None = None
        self._inset = holder(vbox(margins=(12, 0, 12, 8)))  # of the conditions
        self._inset.hide()
        self.picked = PickedLine()
        self.foot = ListFoot(context)
        for part in (self.bar, self._inset, self.picked, self.table, self.foot):
            panel.box.addWidget(part)
        panel.box.setStretchFactor(self.table, 1)
        self.setFocusProxy(self.table)
        self._set_up_table()
        self._connect()
        bar = self.bar
        chain = (bar.box, bar.filter, bar.columns, bar.more, bar.bring, bar.new, self.table)
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)
        self.show_picked()

    @property
    def conditions(self) -> "FilterPanel":
        """Return the panel of conditions; it is made when it is first asked for."""
        if self._conditions is None:
            from smallcrm.ui.pages.customers.filter_panel import FilterPanel

            self._conditions = made = FilterPanel(self._context)
            self._inset.layout().addWidget(made)
            made.changed.connect(lambda group: self._change(where=group))
            made.left.connect(self._close_conditions)
            made.save_asked.connect(self.layouts.save_as)
        return self._conditions

    # --- what others ask of the list -----------------------------------------------------

    def query(self) -> CustomerQuery:
        """Return the list as it is shown: its filter, order and visible columns."""
        base = self.base()
        by_key = {column.key: column for column in base.columns}
        columns = tuple(by_key[key] for key in self.table.columns.shown() if key in by_key)
        return replace(base, columns=columns)

    def base(self) -> CustomerQuery:
        """Return the list as it is shown, with every column it can have."""
        session = self._context.session
        self._columns = self._columns or list_columns(session)
        return CustomerQuery(self.filter, self.layouts.sort(), session.today, self._columns)

    def shown(self) -> ShownList:
        """Return what is exported and printed: title, filter in words, rows and columns."""
        keys = tuple(self.table.columns.shown())
        title = self.layouts.name if self.layouts.whole() else _("Customers")
        return ShownList(title, self.base(), keys, filter_words(self.filter))

    def chosen(self) -> ShownList:
        """Return the selected rows as they are shown; all when fewer than two are selected."""
        ids, shown = self.table.selected_ids(), self.shown()
        if len(ids) < 2:
            return shown
        return replace(shown, query=replace(self.base(), only=frozenset(ids)))

    def show_filter(self, shown: Filter) -> None:
        """Show the customers under another filter, with the columns of its view."""
        self.layouts.use(shown.saved)
        self.filter = shown
        self._row = 0
        self.bar.box.set_text_quietly(shown.text)
        self.show_picked()
        self.reload()

    def order_by(self, sort: Sort) -> None:
        """Show the list in another order."""
        self.model.order_by(sort)

    def reload(self) -> None:
        """Read the list again; what is shown stays until then."""
        self._columns = ()
        self.model.set_query(self.base())

    def keep_current(self) -> None:
        """Go to the first row, or to the one that stands where a deleted one stood."""
        if self.table.current_id() is None and (count := self.model.rowCount()):
            found = self.model.id_at(min(self._row, count - 1))
            if found is not None:
                self.table.go_to(found)

    def focus_filter(self) -> None:
        """Go to the filter box."""
        self.bar.box.setFocus()
        self.bar.box.selectAll()

    def toggle_conditions(self) -> None:
        """Open the conditions, or close them."""
        if self.conditions.isVisible():
            self._close_conditions()
            return
        self.conditions.show_group(self.filter.where)
        self._inset.show()
        self.conditions.add.setFocus()
        self.show_picked()
        self._show_count()

    def copy(self, heads: bool = False) -> None:
        """Put the selected rows on the clipboard as text."""
        copy_rows(self._context, self.query(), self.table.selected_ids(), heads)

    def list_actions(self) -> list[Action | None]:
        """Return what can be done with the list as it is shown."""
        return list_actions(self, self._context.hub)

    def show_picked(self) -> None:
        """Show what is picked, and that a saved view was changed."""
        opened = self._conditions is not None and self._conditions.isVisible()
        self.picked.show_filter(self.filter, self.layouts.changed_name(), not opened)
        self.bar.show_picked(self.picked.count)
        if opened:
            self.conditions.show_group(self.filter.where)

    # --- inside ---------------------------------------------------------------------------

    def _set_up_table(self) -> None:
        self.table.set_row_actions(
            [
                ("log", "message-square-plus", _("Log a contact")),
                ("plan", "calendar-plus", _("Plan follow-up")),
            ]
        )
        empty = EmptyState(
            "user-round-search",
            _("No customer fits this filter."),
            _("Show all customers"),
            self._leave_filter,
            kind="plain",
        )
        self.table.set_empty(empty)

    def _connect(self) -> None:
        table, bar = self.table, self.bar
        table.current_changed.connect(self._current_changed)
        table.selection_changed.connect(lambda: self._show_count())
        table.opened.connect(self.opened)
        table.delete_asked.connect(self.delete_asked)
        table.menu_asked.connect(self.menu_asked)
        table.row_action.connect(self.row_action)
        table.space_pressed.connect(self.space_pressed)
        table.copy_asked.connect(self.copy)
        table.typed.connect(self._type)
        table.left_up.connect(self.focus_filter)
        table.columns_asked.connect(self._open_columns)
        table.columns.chosen.connect(self.show_picked)
        bar.box.searched.connect(lambda text: self._change(text=text))
        bar.box.left_down.connect(self._enter_list)
        bar.filter.clicked.connect(self._open_popup)
        bar.columns.clicked.connect(self._open_columns)
        bar.bring.clicked.connect(lambda: self._context.hub.import_asked.emit([]))
        bar.new.clicked.connect(self.new_asked)
        more = bar.more.set_menu([])
        more.aboutToShow.connect(lambda: fill_menu(more, self.list_actions()))
        self.picked.group_left.connect(lambda key: self._change(**{key: ()}))
        self.picked.where_changed.connect(lambda group: self._change(where=group))
        self.picked.save_asked.connect(self.layouts.save_changes)
        self.foot.grouped.connect(lambda: self._show_count())
        self.model.loaded.connect(self._loaded)
        self.model.sort_asked.connect(lambda _sort: self.show_picked())
        self.model.failed.connect(lambda error: self._context.hub.say(str(error), "bad"))
        self._context.hub.busy_changed.connect(bar.bring.setDisabled)
        self._context.hub.busy_changed.connect(bar.new.setDisabled)

    def _change(self, **values) -> None:
        self.filter = replace(self.filter, **values)
        self._row = 0
        self.show_picked()
        self.reload()

    def _current_changed(self, customer_id: int | None) -> None:
        if customer_id is not None:
            self._row = self.table.currentIndex().row()
        self.current_changed.emit(customer_id)

    def _type(self, letter: str) -> None:
        """Go on in the filter box with the letter that was typed into the list."""
        self.bar.box.setFocus()
        self.bar.box.setText(letter)

    def _enter_list(self) -> None:
        self.table.setFocus()
        self.table.go_to_first()

    def _leave_filter(self) -> None:
        self.show_filter(Filter())
        self.filter_left.emit()

    def _open_popup(self) -> None:
        if self._popup is None:
            from smallcrm.ui.pages.customers.filter_popup import FilterPopup

            self._popup = FilterPopup(self._context, self.bar)
            self._popup.changed.connect(self._pick)
            self._popup.conditions_asked.connect(self.toggle_conditions)
        self._popup.open_under(self.bar.filter, self.filter)

    def _open_columns(self) -> None:
        if self._columns_popup is None:
            from smallcrm.ui.pages.customers.columns_popup import ColumnsPopup

            self._columns_popup = ColumnsPopup(self.bar)
            self._columns_popup.changed.connect(self.table.columns.show)
            self._columns_popup.reset_asked.connect(self._reset_columns)
        columns = self.table.columns
        self._columns_popup.open_under(self.bar.columns, self.model.columns, columns.shown())

    def _reset_columns(self) -> None:
        self.table.columns.reset()
        if self._columns_popup is not None:
            self._columns_popup.show_columns(self.model.columns, self.table.columns.shown())

    def _close_conditions(self) -> None:
        self._inset.hide()
        self.show_picked()
        self.table.setFocus()

    def _pick(self, picked: Filter) -> None:
        self._change(
            levels=picked.levels,
            statuses=picked.statuses,
            owners=picked.owners,
            cities=picked.cities,
        )

    def _loaded(self) -> None:
        self._show_count(again=True)
        self.foot.read_sum(self.base())
        self.loaded.emit()

    def _show_count(self, again: bool = False) -> None:
        total = self.model.rowCount()
        if not total and self.model.loading:
            return
        if self._conditions is not None:
            self._conditions.show_hits(count_words(total))
        self.foot.show_list(self.base(), total, self.table.selected_ids(), again)
