"""The middle of the page: bar, picked values, the list, and a line that counts it."""

from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QApplication, QWidget

from smallcrm.core.i18n import _, ngettext
from smallcrm.core.money import format_money
from smallcrm.services.customer_list import (
    COLUMNS,
    CustomerQuery,
    Filter,
    count_words,
    filter_words,
)
from smallcrm.services.table import ShownList, Sort
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.pages.customers.filter_popup import FilterPopup, picked_words
from smallcrm.ui.pages.customers.list_bar import ListBar
from smallcrm.ui.pages.customers.list_table import (
    COPIED_MOST,
    CustomerTable,
    CustomerTableModel,
    copied_text,
)
from smallcrm.ui.widgets.buttons import Action, fill_menu
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.layouts import FlowLayout, clear_layout, holder, vbox
from smallcrm.ui.widgets.panels import EmptyState, Panel
from smallcrm.ui.widgets.toggle_chip import ToggleChip

_CHIP_MOST = 48  # letters of a picked value


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
    loaded = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.filter = Filter()
        self._row = 0
        self.model = CustomerTableModel(
            context.session, context.reader, context.session.clock.now, "customers.list", self
        )
        self.table = CustomerTable(self.model, context)
        self.bar = ListBar()
        self._popup: FilterPopup | None = None
        self._picked = FlowLayout(spacing=6)
        self._picked_line = holder(self._picked)
        self._picked.setContentsMargins(12, 0, 12, 8)
        self._count = Label("", "body", "muted")
        self._sum = ElidedLabel("", "body", "muted").fit_text()
        foot = Panel("plain", self._count, None, self._sum, across=True, margins=(12, 8))
        panel = Panel("plain", self.bar, self._picked_line, self.table, foot, margins=0, spacing=0)
        panel.box.setStretchFactor(self.table, 1)
        self.setLayout(vbox(panel, spacing=0))
        self.setFocusProxy(self.table)
        self._set_up_table()
        self._connect()
        bar = self.bar
        chain = (bar.box, bar.filter, bar.columns, bar.more, bar.bring, bar.new, self.table)
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)
        self._show_picked()

    # --- what others ask of the list -----------------------------------------------------

    def query(self) -> CustomerQuery:
        """Return the list as it is shown: its filter, order and visible columns."""
        by_key = {column.key: column for column in COLUMNS}
        columns = tuple(by_key[key] for key in self.table.columns.shown())
        return replace(self._base(), columns=columns)

    def shown(self) -> ShownList:
        """Return what is exported and printed: title, filter in words, rows and columns."""
        keys = tuple(self.table.columns.shown())
        return ShownList(_("Customers"), self._base(), keys, filter_words(self.filter))

    def chosen(self) -> ShownList:
        """Return the selected rows as they are shown; all when fewer than two are selected."""
        ids, shown = self.table.selected_ids(), self.shown()
        if len(ids) < 2:
            return shown
        return replace(shown, query=replace(self._base(), only=frozenset(ids)))

    def show_filter(self, shown: Filter) -> None:
        """Show the customers under another filter."""
        self.filter = shown
        self._row = 0
        self.bar.box.set_text_quietly(shown.text)
        self._show_picked()
        self.reload()

    def reload(self) -> None:
        """Read the list again; what is shown stays until then."""
        self.model.set_query(self._base())

    def keep_current(self) -> None:
        """Go to the first row, or to the one that stands where a deleted one stood."""
        if self.table.current_id() is None and self.model.ids:
            row = min(self._row, len(self.model.ids) - 1)
            self.table.go_to(self.model.ids[row])

    def focus_filter(self) -> None:
        """Go to the filter box."""
        self.bar.box.setFocus()
        self.bar.box.selectAll()

    def copy(self, heads: bool = False) -> None:
        """Put the selected rows on the clipboard as text."""
        ids = self.table.selected_ids()
        query, today = self.query(), self._context.today
        if not ids:
            return

        def make(session: Session) -> str:
            return copied_text(session, query, ids[:COPIED_MOST], today, heads)

        self._context.reader.read("customers.copy", make, lambda text: self._copied(text, len(ids)))

    def list_actions(self) -> list[Action | None]:
        """Return what can be done with the list as it is shown."""
        hub = self._context.hub
        some = self.table.selected_count() > 0
        return [
            Action(_("Print the list"), lambda: hub.print_asked.emit(self.shown()), "printer",
                   "Ctrl+P"),
            Action(_("Export the list"), lambda: hub.export_asked.emit(self.shown()),
                   "file-spreadsheet", "Ctrl+E"),
            None,
            Action(_("Copy selected rows"), self.copy, "copy", "Ctrl+C", some),
            Action(_("Copy with column heads"), lambda: self.copy(True), "clipboard-list",
                   "Ctrl+Shift+C", some),
            Action(_("Select all"), self.table.selectAll, "check-check", "Ctrl+A"),
            None,
            Action(_("Import rows from the clipboard"), hub.paste_asked.emit, "clipboard-paste",
                   "Ctrl+V"),
            Action(_("Import history"), hub.imports_asked.emit, "history"),
            Action(_("Save a template to fill in"), hub.template_asked.emit, "sheet"),
        ]  # fmt: skip

    # --- inside ---------------------------------------------------------------------------

    def _base(self) -> CustomerQuery:
        asked = self.model.query
        sort = asked.sort if asked is not None else self._kept_sort()
        return CustomerQuery(self.filter, sort, self._context.session.today)

    def _kept_sort(self) -> Sort:
        kept = self._context.memory.view_state("customers").load().get("sort")
        keys = {column.key for column in COLUMNS if column.sortable}
        if isinstance(kept, list) and len(kept) == 2 and kept[0] in keys:
            return Sort(kept[0], bool(kept[1]))
        return Sort("name")

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
        table.selection_changed.connect(self._show_count)
        table.opened.connect(self.opened)
        table.delete_asked.connect(self.delete_asked)
        table.menu_asked.connect(self.menu_asked)
        table.row_action.connect(self.row_action)
        table.space_pressed.connect(self.space_pressed)
        table.copy_asked.connect(self.copy)
        table.typed.connect(self._type)
        table.left_up.connect(self.focus_filter)
        bar.box.searched.connect(lambda text: self._change(text=text))
        bar.box.left_down.connect(self._enter_list)
        bar.filter.clicked.connect(self._open_popup)
        bar.bring.clicked.connect(lambda: self._context.hub.import_asked.emit([]))
        bar.new.clicked.connect(self.new_asked)
        columns = bar.columns.set_menu([])
        columns.aboutToShow.connect(lambda: fill_menu(columns, table.columns.actions()))
        more = bar.more.set_menu([])
        more.aboutToShow.connect(lambda: fill_menu(more, self.list_actions()))
        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(lambda error: self._context.hub.say(str(error), "bad"))
        self._context.hub.busy_changed.connect(bar.bring.setDisabled)
        self._context.hub.busy_changed.connect(bar.new.setDisabled)

    def _change(self, **values) -> None:
        self.filter = replace(self.filter, **values)
        self._row = 0
        self._show_picked()
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
            self._popup = FilterPopup(self._context, self.bar)
            self._popup.changed.connect(self._pick)
        self._popup.open_under(self.bar.filter, self.filter)

    def _pick(self, picked: Filter) -> None:
        self._change(
            levels=picked.levels,
            statuses=picked.statuses,
            owners=picked.owners,
            cities=picked.cities,
        )

    def _show_picked(self) -> None:
        words = picked_words(self.filter)
        clear_layout(self._picked)
        for key, text in words:
            short = text if len(text) <= _CHIP_MOST else text[: _CHIP_MOST - 1] + "…"
            chip = ToggleChip(short, icon="x", checkable=False)
            chip.setToolTip(_("Take this filter away") + ("" if short == text else f"\n{text}"))
            chip.clicked.connect(lambda _on=False, key=key: self._change(**{key: ()}))
            self._picked.addWidget(chip)
        self._picked_line.setVisible(bool(words))
        self.bar.show_picked(len(words))

    def _loaded(self) -> None:
        self._show_count()
        query = self._base()
        self._context.reader.read("customers.sum", query.sum_revenue, self._show_sum)
        self.loaded.emit()

    def _show_count(self) -> None:
        text = count_words(len(self.model.ids))
        chosen = self.table.selected_count()
        if chosen:
            words = ngettext("%(n)s selected", "%(n)s selected", chosen) % {"n": f"{chosen:,}"}
            text = f"{text} · {words}"
        self._count.setText(text)

    def _show_sum(self, amount: int) -> None:
        money = format_money(amount, self._context.language)
        self._sum.setText(_("Annual purchases %(amount)s") % {"amount": money} if amount else "")

    def _copied(self, text: str, asked: int) -> None:
        QApplication.clipboard().setText(text)
        n = min(asked, COPIED_MOST)
        said = ngettext("%(n)s row copied", "%(n)s rows copied", n) % {"n": f"{n:,}"}
        if asked > n:
            said = _("The first %(n)s rows were copied; export the list to have all.") % {
                "n": f"{n:,}"
            }
        self._context.hub.say(said, "ok")
