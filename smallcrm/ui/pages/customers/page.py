"""Puts the Customers page together: views, list and detail, and the keys."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QWidget

from smallcrm.core.i18n import _
from smallcrm.services.customer_list import Filter
from smallcrm.services.saved_views import list_saved_views
from smallcrm.ui.context import Context
from smallcrm.ui.pages.customers.list_panel import ListPanel
from smallcrm.ui.pages.customers.view_list import ViewCounts, ViewList, key_of, read_counts
from smallcrm.ui.widgets.buttons import pop_menu
from smallcrm.ui.widgets.layouts import vbox
from smallcrm.ui.widgets.three_pane import ThreePane

if TYPE_CHECKING:
    from smallcrm.ui.pages.customers.actions import CustomerActions
    from smallcrm.ui.pages.customers.detail import CustomerDetail
    from smallcrm.ui.pages.customers.detail_several import SeveralPanel
    from smallcrm.ui.pages.customers.selection import SelectedActions
    from smallcrm.ui.pages.customers.welcome import Welcome

_SAVED = "saved:"
_DETAIL = "smallcrm.ui.pages.customers.detail"


class CustomersPage(QWidget):
    """The list of all customers with one of them beside it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._wanted: int | None = None
        self._stale, self._started = True, False
        # what the list does not need is made when it is first asked for: see below
        self._commands: CustomerActions | None = None
        self._detail: CustomerDetail | None = None
        self._welcome: Welcome | None = None
        self._selected: SelectedActions | None = None
        self.side = ViewList(context)
        self.several: SeveralPanel | None = None
        self._place = QStackedWidget()  # of the detail
        # The list is made where it stays: each move of a table, by itself or with what it stands
        # in, has all its column heads measured again.
        self._stack = QStackedWidget()
        self.setLayout(vbox(self._stack, spacing=0))
        middle = QWidget()
        self.panes = ThreePane(self.side, middle, self._place, context.memory, "customers")
        self._stack.addWidget(self.panes)
        self.list = ListPanel(context, self._kept_filter(), middle)
        middle.setLayout(vbox(self.list, spacing=0))
        middle.setFocusProxy(self.list)
        self.setFocusProxy(self.list)
        self._connect()
        self._bind_keys()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._refresh)

    # --- parts made when they are first asked for ----------------------------------------------

    @property
    def commands(self) -> "CustomerActions":
        """Return what can be done with customers."""
        if self._commands is None:
            from smallcrm.ui.pages.customers.actions import CustomerActions

            self._commands = CustomerActions(self._context, self)
            self._commands.added.connect(self.show_customer)
        return self._commands

    @property
    def detail(self) -> "CustomerDetail":
        """Return the part that shows one customer."""
        if self._detail is None:
            from smallcrm.ui.pages.customers.detail import CustomerDetail

            self._detail = CustomerDetail(self._context, self.commands)
            self._place.addWidget(self._detail)
        return self._detail

    @property
    def welcome(self) -> "Welcome":
        """Return what stands in place of an empty list."""
        if self._welcome is None:
            from smallcrm.ui.pages.customers.welcome import Welcome

            self._welcome = Welcome(self._context, self.commands.add)
            self._stack.addWidget(self._welcome)
        return self._welcome

    @property
    def selected(self) -> "SelectedActions":
        """Return what can be done with the selected customers."""
        if self._selected is None:
            from smallcrm.ui.pages.customers.selection import SelectedActions

            self._selected = SelectedActions(self)
        return self._selected

    # --- what the window asks ----------------------------------------------------------------

    @property
    def keys_help(self) -> list[tuple[str, str]]:
        """Return the page's keys and what they do."""
        return [
            ("Return", _("Open the customer")),
            ("Space", _("Log a contact with the customer")),
            ("F4", _("Plan follow-up")),
            ("F2", _("Edit the customer, or all that are selected")),
            ("Ctrl+Shift+E", _("Edit several customers together")),
            ("Del", _("Delete the selected customers")),
            ("Ctrl+C", _("Copy selected rows")),
            ("Ctrl+Shift+C", _("Copy with column heads")),
            ("Ctrl+V", _("Import rows from the clipboard")),
            ("Ctrl+A", _("Select all")),
            ("Ctrl+Shift+F", _("Open or close the conditions")),
            ("Ctrl+Shift+S", _("Save what is shown as a view")),
            ("Shift+Click", _("Sort by a further column")),
            ("Ctrl+E", _("Export the list")),
            ("Ctrl+P", _("Print the list")),
            ("F6", _("Go on to the next part of the page")),
            ("Esc", _("Back to the list")),
        ]

    def activate(self) -> None:
        """Show the page as it is now; read again what changed while it was hidden."""
        if not self._started:
            self._started, self._stale = True, False
            if not self.list.model.loading:
                self.list.show_filter(self.list.filter)
            self._read_counts()
        elif self._stale:
            self._refresh()

    def new_record(self) -> None:
        """Open the form of a new customer."""
        self.commands.add()

    def find(self) -> None:
        """Go to the filter box."""
        self.panes.show_list()
        self.list.focus_filter()

    def current_customer_id(self) -> int | None:
        """Return the customer at hand, for what is done with one from anywhere."""
        shown = self._detail.customer_id if self._detail is not None else None
        return shown or self.list.table.current_id()

    def show_customer(self, customer_id: int) -> None:
        """Show a customer in the list and beside it, whatever filter is on."""
        self.activate()
        self._wanted = customer_id
        self.detail.show_customer(customer_id)
        self.panes.show_detail()
        self._go_to_wanted()

    def show_imported(self, marks: tuple[tuple[int, str], ...]) -> None:
        """Show the customers that imported lists were about: (import's id, file) of each."""
        self.activate()
        self._wanted = None
        self.side.set_value(("view", "all"))
        self.list.show_filter(Filter(imports=marks))
        self.panes.show_list()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Escape and self.panes.narrow:
            self.panes.show_list()
        else:
            super().keyPressEvent(event)

    # --- inside ------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.side.chosen.connect(self._choose_view)
        self.side.again.connect(self._show_all_of)
        self.list.current_changed.connect(self._current_changed)
        self.list.table.selection_changed.connect(self._selection_changed)
        self.list.opened.connect(self._open)
        self.list.delete_asked.connect(lambda: self.commands.delete(self._chosen()))
        self.list.menu_asked.connect(self._menu)
        self.list.row_action.connect(self._row_action)
        self.list.space_pressed.connect(self._log)
        self.list.new_asked.connect(lambda: self.commands.add())
        self.side.views_changed.connect(self._views_changed)
        self.list.view_saved.connect(self._view_saved)
        self.list.filter_left.connect(lambda: self.side.set_value(("view", "all")))
        self.list.loaded.connect(self._loaded)
        self._context.hub.changed.connect(self._changed)

    def _bind_keys(self) -> None:
        keys = {
            "F2": self._edit,
            "F4": self._plan,
            "F6": self._next_part,
            "Ctrl+E": lambda: self._context.hub.export_asked.emit(self.list.shown()),
            "Ctrl+P": lambda: self._context.hub.print_asked.emit(self.list.shown()),
            "Ctrl+Shift+C": lambda: self.list.copy(True),
            "Ctrl+Shift+E": lambda: self._chosen() and self.commands.edit_several(self._chosen()),
            "Ctrl+Shift+F": self.list.toggle_conditions,
            "Ctrl+Shift+S": self.list.layouts.save_as,
            "Ctrl+V": self._context.hub.paste_asked.emit,  # text fields keep their own
        }
        for key, slot in keys.items():
            shortcut = QShortcut(QKeySequence(key), self, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _chosen(self) -> list[int]:
        ids = self.list.table.selected_ids()
        current = self.current_customer_id()
        return ids or ([current] if current is not None else [])

    def _edit(self) -> None:
        ids = self.list.table.selected_ids()
        if len(ids) > 1:
            self.commands.edit_several(ids)
        elif (current := self.current_customer_id()) is not None:
            self.commands.edit(current)

    def _plan(self) -> None:
        if (current := self.current_customer_id()) is not None:
            self.commands.new("follow_up", current)

    def _log(self) -> None:
        if (current := self.current_customer_id()) is not None:
            self._context.hub.log(current)

    def _open(self, customer_id: int) -> None:
        if self.panes.narrow:
            self.detail.show_customer(customer_id)
            self.panes.show_detail()
        else:
            self.commands.edit(customer_id)

    def _row_action(self, key: str, customer_id: int) -> None:
        if key == "log":
            self._context.hub.log(customer_id)
        else:
            self.commands.new("follow_up", customer_id)

    def _menu(self, where: QPoint) -> None:
        from smallcrm.ui.pages.customers.row_menu import row_actions

        ids = self._chosen()
        if ids:
            pop_menu(self, row_actions(self, ids), where)

    def _next_part(self) -> None:
        several = [self.several.edit] if self.several is not None else []
        parts = [self.side, self.list.table, self.detail.head.log, *several]
        here = next((i for i, part in enumerate(parts) if part.hasFocus()), -1)
        shown = [part for part in (*parts[here + 1 :], *parts) if part.isVisible()]
        if shown:
            shown[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --- what is shown -------------------------------------------------------------------------

    def _kept_filter(self) -> Filter:
        kept = self._context.memory.get("customers.view")
        if not isinstance(kept, str):
            return Filter()
        if kept.startswith(_SAVED):
            views = list_saved_views(self._context.session)
            return next((v.filter for v in views if _SAVED + v.name == kept), Filter())
        return Filter(view=kept)

    def _choose_view(self, key: tuple[str, Any]) -> None:
        shown = self.side.filter_of(key, self.list.filter)
        self.list.show_filter(shown)
        self._remember_view()

    def _show_all_of(self, key: tuple[str, Any]) -> None:
        """A view that is pressed again shows all it holds: what was picked and asked goes."""
        self.list.show_filter(self.side.filter_of(key, Filter()))
        self._remember_view()

    def _remember_view(self) -> None:
        shown = self.list.filter
        name = _SAVED + self.list.layouts.name if shown.saved is not None else shown.view
        self._context.memory.set("customers.view", name)

    def _view_saved(self, _view_id: int) -> None:
        self._remember_view()
        self._read_counts()

    def _views_changed(self) -> None:
        self.list.layouts.use(self.list.filter.saved)  # it may have got another name
        self._read_counts()

    def _current_changed(self, customer_id: int | None) -> None:
        if self._wanted is not None and customer_id != self._wanted:
            return  # the one that was asked for is still on its way
        if customer_id is None:
            return
        if self._detail is not None:
            self._detail.show_customer(customer_id, at_once=False)
        else:  # once the list is painted
            QTimer.singleShot(0, self, self._load_detail)

    def _load_detail(self) -> None:
        """Load the parts that show one customer, on the reading thread: this one stays free."""
        self._context.reader.read(
            "customers.parts", lambda _session: import_module(_DETAIL), self._show_first
        )

    def _show_first(self, _loaded: object) -> None:
        current = self.list.table.current_id()
        if self._detail is None and current is not None:
            self.detail.show_customer(current)

    def _selection_changed(self) -> None:
        ids = self.list.table.selected_ids()
        if len(ids) < 2:
            if self._detail is not None:
                self._detail.show_instead(None)
            return
        if self.several is None:
            from smallcrm.ui.pages.customers.detail_several import SeveralPanel

            self.several = SeveralPanel(self._context, self.selected)
        self.several.show_ids(ids)
        self.detail.show_instead(self.several)

    def _changed(self, _changes: object) -> None:
        self._stale = True
        if self.isVisible():
            self._soon.start()  # several steps at once are read once

    def _refresh(self) -> None:
        self._stale = False
        self.list.reload()
        if self._detail is not None:
            self._detail.reload()
        if self.several is not None and self.several.isVisible():
            self.several.reload()
        self._read_counts()

    def _read_counts(self) -> None:
        self._context.reader.read("customers.views", read_counts, self._show_counts)

    def _show_counts(self, counts: ViewCounts) -> None:
        key = key_of(self.list.filter)
        self.side.show_counts(counts, key)
        self._stack.setCurrentWidget(self.panes if counts.total else self.welcome)
        if self.side.value() != key:  # the tag or view is gone
            self._choose_view(self.side.value())

    def _loaded(self) -> None:
        if self._wanted is not None:
            self._go_to_wanted()
        elif self.list.model.rowCount():
            self.list.keep_current()
        elif self._detail is not None:
            self._detail.show_customer(None)

    def _go_to_wanted(self) -> None:
        wanted = self._wanted
        if wanted is None or self.list.model.loading:
            return
        table = self.list.table
        if table.go_to(wanted):
            self._wanted = None
            table.scrollTo(table.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)
        elif self.list.filter != Filter():
            self.list.show_filter(Filter())
            self.side.set_value(("view", "all"))
        else:
            self._wanted = None
