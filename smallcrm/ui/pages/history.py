"""The History page: all records of contact, newest first, with filters and the whole note."""

from functools import cached_property

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, ngettext
from smallcrm.services.interactions import (
    COLUMNS,
    InteractionQuery,
    delete_interactions,
    get_interaction,
)
from smallcrm.services.note_marks import find_marks
from smallcrm.services.note_search import Found, Start, can_stream, find_all, find_part
from smallcrm.services.table import Column, ShownList, Sort
from smallcrm.storage.operations import Changes
from smallcrm.ui.context import Context
from smallcrm.ui.forms.follow_up_form import FollowUpDialog
from smallcrm.ui.forms.interaction_form import InteractionDialog
from smallcrm.ui.itemmodels.paged import PagedTableModel
from smallcrm.ui.pages.history_detail import HistoryDetail
from smallcrm.ui.pages.history_filters import HistoryFilters
from smallcrm.ui.widgets.buttons import Action, Button, IconButton, fill_menu, pop_menu
from smallcrm.ui.widgets.column_fit import ColumnFit, Fit
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.layouts import hbox, holder, vbox
from smallcrm.ui.widgets.marked_cells import MarkDelegate
from smallcrm.ui.widgets.panels import EmptyState, Panel
from smallcrm.ui.widgets.table import TableView
from smallcrm.ui.widgets.three_pane import ThreePane

_TABLES = ("interaction", "feedback", "customer", "contact", "staff")
_PAINTED_MS = 20  # until the list is painted: the record beside it can follow
_NEWEST = Sort("at", descending=True)
_FIT = Fit(
    "content",
    least=230,
    wished=260,
    most=2000,
    giving={"customer": 150, "staff": 104},
    leaving=("contact", "satisfaction", "staff", "outcome"),
)
# How many signs a column holds, more or less: in Chinese, in English.
_SIGNS = {
    "at": (6, 13),
    "kind": (2, 8),
    "outcome": (4, 10),
    "customer": (11, 22),
    "satisfaction": (1, 1),
}


class HistoryTable(TableView):
    """The list; Enter edits a record, Space shows it, a double click opens its customer."""

    edit_asked = Signal(int)
    show_asked = Signal()

    def keyPressEvent(self, event) -> None:
        current = self.current_id()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current is not None:
            self.edit_asked.emit(current)
        elif event.key() == Qt.Key.Key_Space and current is not None:
            self.show_asked.emit()
        else:
            super().keyPressEvent(event)


class HistoryPage(QWidget):
    """Records of contact in a list, one of them beside it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._stale = True
        state = context.memory.view_state("history")
        self.model = PagedTableModel(
            context.session, context.reader, context.session.clock.now, "history", self
        )
        self.table = HistoryTable(self.model, state)
        place = [column.key for column in COLUMNS].index("content")
        self.table.setItemDelegateForColumn(place, MarkDelegate(self.table, self._marks))
        ColumnFit(self.table, self.model, _FIT, self._sample, context.memory, "history")
        self.filters = HistoryFilters(context)
        self._sort = _kept_sort(state.load().get("sort"))
        self._count = ElidedLabel("", tone="muted")
        self.new = Button(
            _("Log a contact"), "message-square-plus", "primary", on_click=self.new_record
        )
        self._empty = EmptyState("message-square-text", "", " ", self._help, kind="plain")
        self.table.set_empty(self._empty)
        self._lay_out()
        self._listen()

    @property
    def keys_help(self) -> list[tuple[str, str]]:
        """Return the keys of this page."""
        return [
            ("Return", _("Edit the record")),
            ("Space", _("Show the record")),
            ("O", _("Open the customer")),
            ("Del", _("Delete the selected records")),
            ("Ctrl+C", _("Copy selected rows")),
            ("Ctrl+E", _("Export the list")),
            ("Ctrl+P", _("Print the list")),
        ]

    def activate(self) -> None:
        """Read again if something changed since the page was last seen."""
        if self._stale:
            self.reload()
        self.table.setFocus()
        if not self._has_detail():
            QTimer.singleShot(_PAINTED_MS, self, lambda: self.detail)

    @cached_property
    def detail(self) -> HistoryDetail:
        """The record beside the list; made after the list is shown, or when it is asked for."""
        detail = HistoryDetail(self._context, self._marks)
        self.table.current_changed.connect(detail.show_record)
        detail.edit_asked.connect(self._edit)
        detail.delete_asked.connect(lambda one: self._delete([one]))
        detail.plan_asked.connect(self._plan)
        self._beside.addWidget(detail)
        detail.show_record(self.table.current_id())
        return detail

    def new_record(self) -> None:
        """Log a contact."""
        self._context.hub.log(self.current_customer_id())

    def find(self) -> None:
        """Go to the search field."""
        self.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.search.selectAll()

    def current_customer_id(self) -> int | None:
        """Return the customer of the chosen record."""
        return self.detail.record.customer_id if self.detail.record else None

    def reload(self) -> None:
        """Read the list again; hits of a text are shown as they are found."""
        self._stale = False
        query = self.filters.query(self._sort)
        if not can_stream(query):
            self.model.set_query(query)
        elif query == self.model.query and not self.model.loading:
            self._find_again(query)
        else:
            self._find(query, None)

    # --- inside ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._more = IconButton("ellipsis", _("Export, print, columns"))
        self._menu = self._more.set_menu([])
        self._menu.aboutToShow.connect(lambda: fill_menu(self._menu, self._list_actions()))
        head = hbox(Label(_("History"), "page"), self._count, self._more, self.new)
        head.setStretchFactor(self._count, 1)
        self._top = Panel("plain", head, self.filters, margins=(12, 12, 12, 10), spacing=10)
        middle = Panel("plain", self._top, self.table, margins=0, spacing=0)
        middle.box.setStretchFactor(self.table, 1)
        middle.setFocusProxy(self.table)
        self._beside = vbox(spacing=0)
        beside = holder(self._beside)
        self.panes = ThreePane(None, middle, beside, self._context.memory, "history")
        self.setLayout(vbox(self.panes, spacing=0))
        self.setFocusProxy(self.table)

    def _listen(self) -> None:
        hub = self._context.hub
        hub.changed.connect(self._changed)
        self.filters.changed.connect(self.reload)
        self.filters.search.left_down.connect(self._go_down)
        self.model.loaded.connect(self._loaded)
        self.model.sort_asked.connect(self._sorted)
        self.model.failed.connect(lambda error: hub.say(str(error), "bad"))
        self.table.opened.connect(self._open_customer_of)
        self.table.edit_asked.connect(self._edit)
        self.table.show_asked.connect(self.panes.show_detail)
        self.table.delete_asked.connect(lambda: self._delete(self.table.selected_ids()))
        self.table.menu_asked.connect(self._pop_menu)
        self.table.left_up.connect(self.filters.search.setFocus)
        for key, slot in (
            ("Ctrl+E", self._export),
            ("Ctrl+P", self._print),
        ):
            QShortcut(QKeySequence(key), self, slot, context=_WITHIN)
        QShortcut(QKeySequence("O"), self.table, self._open_current, context=_ON_IT)

    def _sample(self, column: Column) -> str:
        zh, en = _SIGNS.get(column.key, (4, 12))
        return "字" * zh if self._context.language.startswith("zh") else "n" * en

    def _changed(self, changes: object) -> None:
        if isinstance(changes, Changes) and not changes.touches(*_TABLES):
            if changes.touches("follow_up"):
                self._show_chosen()
            return
        self._stale = True
        if self.isVisible():
            self.filters.show_staff()
            self.reload()

    def _loaded(self) -> None:
        n = len(self.model.ids)
        words = ngettext("%(n)s record", "%(n)s records", n) % {"n": f"{n:,}"}
        self._count.setText(
            _("%(count)s so far…") % {"count": words} if self.model.loading else words
        )
        if n and not self.table.selected_count():
            self.table.go_to(self.model.ids[0])
        self._show_chosen()
        sideways = Qt.ScrollBarPolicy.ScrollBarAsNeeded if n else _NO_BAR
        self.table.setHorizontalScrollBarPolicy(sideways)
        nothing = not n and not self.filters.is_set()
        for part in (self._top, self.table.horizontalHeader()):
            part.setHidden(nothing)  # the empty page has a button of its own
        self.panes.set_detail_shown(not nothing)
        if not n:
            self._name_empty()

    def _has_detail(self) -> bool:
        return "detail" in self.__dict__

    def _show_chosen(self) -> None:
        if self._has_detail():
            self.detail.show_record(self.table.current_id())

    def _name_empty(self) -> None:
        if self.filters.is_set():
            self._empty.set_text(_("No record matches the filters."), "", "search")
            self._empty.button.setText(_("Clear filters"))
            self._empty.button.set_icon("x")
            self._empty.button.set_kind("plain")
        else:
            text = _("Nothing was logged yet.")
            detail = _("Press Ctrl+L after a call: who, what was said, what comes next.")
            self._empty.set_text(text, detail, "message-square-text")
            self._empty.button.setText(_("Log a contact"))
            self._empty.button.set_icon("message-square-plus")
            self._empty.button.set_kind("primary")

    def _help(self) -> None:
        if self.filters.is_set():
            self.filters.reset()
        else:
            self.new_record()

    def _sorted(self, sort: Sort) -> None:
        self._sort = sort

    def _find(self, query: InteractionQuery, start: Start | None) -> None:
        def show(found: Found) -> None:
            more = found.rest is not None
            if start is None:
                self.model.show_part(query, found.ids, more=more)
            else:
                self.model.append(found.ids, more=more)
            if more:
                self._find(query, found.rest)

        # on the channel of the list, so that any other question puts an end to it
        self._context.reader.read(
            "history",
            lambda session: find_part(session, query, start),
            show,
            lambda error: self._context.hub.say(str(error), "bad"),
        )

    def _find_again(self, query: InteractionQuery) -> None:
        """Find all anew before anything is shown, so that the list stands still."""
        self._context.reader.read(
            "history",
            lambda session: find_all(session, query),
            lambda ids: self.model.show_part(query, ids, more=False),
            lambda error: self._context.hub.say(str(error), "bad"),
        )

    def _marks(self, text: str) -> list[tuple[int, int]]:
        query = self.model.query
        sought = query.text if isinstance(query, InteractionQuery) else ""
        return find_marks(text, sought) if sought else []

    def _go_down(self) -> None:
        self.table.setFocus()
        self.table.go_to_first()

    def _list_actions(self) -> list[Action | None]:
        return [
            Action(_("Export the list"), self._export, "download", "Ctrl+E"),
            Action(_("Print the list"), self._print, "printer", "Ctrl+P"),
            None,
            Action(_("Columns"), icon="columns-3", items=self.table.columns.actions()),
        ]

    def _shown(self) -> ShownList:
        query = self.filters.query(self._sort)
        return ShownList(
            _("History"), query, tuple(self.table.columns.shown()), self.filters.words()
        )

    def _export(self) -> None:
        self._context.hub.export_asked.emit(self._shown())

    def _print(self) -> None:
        self._context.hub.print_asked.emit(self._shown())

    def _edit(self, record_id: int) -> None:
        try:
            record = get_interaction(self._context.session, record_id)
        except UserError as error:
            self._context.hub.say(str(error), "bad")
            return
        self._open(InteractionDialog(self._context, record, parent=self))

    def _delete(self, ids: list[int]) -> None:
        if not ids:
            return
        try:
            delete_interactions(self._context.session, ids)
        except UserError as error:
            self._context.hub.say(str(error), "bad")
            return
        n = len(ids)
        text = ngettext("%(n)d record deleted.", "%(n)d records deleted.", n) % {"n": n}
        self._context.hub.say(text, "ok", _("Undo"))

    def _plan(self, customer_id: int) -> None:
        self._open(FollowUpDialog(self._context, customer_id=customer_id, parent=self))

    def _open_current(self) -> None:
        if (current := self.table.current_id()) is not None:
            self._open_customer_of(current)

    def _open_customer_of(self, record_id: int) -> None:
        row = self.model.row_of(record_id)
        values = self.model.row(row) if row is not None else None
        customer_id = values.get("customer_id") if values is not None else None
        if isinstance(customer_id, int):
            self._context.hub.open_customer(customer_id)

    def _pop_menu(self, where: QPoint) -> None:
        current = self.table.current_id()
        if current is None:
            return
        customer_id = self.current_customer_id()
        pop_menu(
            self,
            [
                Action(_("Edit"), lambda: self._edit(current), "pencil", "Enter"),
                Action(
                    _("Open customer"), lambda: self._open_customer_of(current), "building-2", "O"
                ),
                Action(
                    _("Log a contact"),
                    lambda: self._context.hub.log(customer_id),
                    "message-square-plus",
                ),
                Action(_("Copy"), self.table.copy_selection, "copy", "Ctrl+C"),
                None,
                Action(
                    _("Delete"),
                    lambda: self._delete(self.table.selected_ids()),
                    "trash-2",
                    "Del",
                    token="bad",
                ),
            ],
            where,
        )

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _kept_sort(kept: object) -> Sort:
    if isinstance(kept, list | tuple) and len(kept) == 2 and kept[0]:
        return Sort(str(kept[0]), bool(kept[1]))
    return _NEWEST


_WITHIN = Qt.ShortcutContext.WidgetWithChildrenShortcut
_NO_BAR = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
_ON_IT = Qt.ShortcutContext.WidgetShortcut
