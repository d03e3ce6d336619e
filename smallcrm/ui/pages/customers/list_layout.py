"""Which columns and order the list has in each view, and saving views."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.services.saved_views import (
    KeptView,
    get_saved_view,
    save_view,
    sort_from_json,
    sort_to_json,
)
from smallcrm.services.table import Sort
from smallcrm.ui.context import Context
from smallcrm.ui.widgets.table_columns import State, ViewState

if TYPE_CHECKING:
    from smallcrm.ui.pages.customers.list_panel import ListPanel


class ListLayout(QObject):
    """Columns, widths and order: common to the built-in views, and of its own for a saved one."""

    def __init__(self, context: Context, panel: "ListPanel") -> None:
        super().__init__(panel)
        self._context, self._panel = context, panel
        self._view: KeptView | None = None
        self._sort: Sort | None = None  # of the view that is just being shown

    @property
    def name(self) -> str:
        """Return the name of the saved view that is shown, "" when none is."""
        return self._view.name if self._view is not None else ""

    def sort(self) -> Sort:
        """Return the order that the list has, or had when it was left."""
        asked = self._panel.model.query
        if self._sort is None and asked is not None:
            return asked.sort
        sort = self._sort or sort_from_json(self._state().load().get("sort")) or Sort("name")
        self._sort = None
        return sort

    def use(self, saved: int | None) -> None:
        """Go on with the columns and the order of a saved view, None for the common ones."""
        before = self._view.id if self._view is not None else None
        if saved is None and before is None:
            return
        session = self._context.session
        self._view = get_saved_view(session, saved) if saved is not None else None
        if saved == before:
            return
        state = self._state()
        self._panel.table.columns.use(state)
        self._sort = sort_from_json(state.load().get("sort")) or Sort("name")

    def whole(self) -> bool:
        """Return whether a saved view is shown with just the filter it was saved with."""
        return self._view is not None and self._panel.filter == self._view.filter

    def changed_name(self) -> str:
        """Return the name of the saved view when what is shown is not what was saved."""
        view, panel = self._view, self._panel
        if view is None or view.id != panel.filter.saved:
            return ""
        query = panel.model.query
        sorted_else = self._sort is None and query is not None and query.sort != view.sort
        shown = tuple(panel.table.columns.shown())
        columns = bool(view.columns) and bool(panel.model.columns) and shown != view.columns
        changed = panel.filter != view.filter or sorted_else or columns
        return view.name if changed else ""

    def save_changes(self) -> None:
        """Save what is shown under the name of the view it came from."""
        if self._view is not None:
            self._write(self._view.name, self._view.id)

    def save_as(self) -> None:
        """Ask for a name and save what is shown under it."""
        from smallcrm.ui.pages.customers.view_name_dialog import ViewNameDialog

        dialog = ViewNameDialog(
            _("Save as view"), lambda name: self._save(name, None), "", self._panel
        )
        dialog.accepted.connect(self._told)
        dialog.open()

    def _write(self, name: str, view_id: int | None) -> None:
        try:
            self._save(name, view_id)
        except UserError as error:
            self._context.hub.say(str(error), "bad")
            return
        self._told()

    def _save(self, name: str, view_id: int | None) -> None:
        panel = self._panel
        kept = KeptView(
            name,
            replace(panel.filter, saved=None),
            tuple(panel.table.columns.shown()),
            self.sort(),
            view_id,
        )
        saved = save_view(self._context.session, kept)
        self._context.memory.set(f"table.customers:{name}", {
            **self._state().load(), "columns": list(kept.columns), "sort": sort_to_json(kept.sort),
        })  # fmt: skip
        panel.filter = replace(panel.filter, saved=saved)
        self._view = get_saved_view(self._context.session, saved)
        if self._view is not None:
            panel.filter = self._view.filter
        panel.table.columns.use(self._state())

    def _told(self) -> None:
        self._panel.show_picked()
        if self._view is not None and self._view.id is not None:
            self._context.hub.say(_("View “%(name)s” saved") % {"name": self._view.name}, "ok")
            self._panel.view_saved.emit(self._view.id)

    def _state(self) -> ViewState:
        memory, view = self._context.memory, self._view
        if view is None:
            return memory.view_state("customers")
        kept = memory.view_state(f"customers:{view.name}")

        def load() -> State:
            usual = {"columns": list(view.columns), "sort": sort_to_json(view.sort)}
            return kept.load() or usual

        return ViewState(load, kept.save)
