"""The list at the left: built-in views, the user's own ones and tags, with their counts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QPoint, Qt, Signal

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.services import saved_views
from smallcrm.services.customer_list import Filter, View, list_tag_views, list_views
from smallcrm.services.saved_views import KeptView
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.widgets.buttons import Action, pop_menu
from smallcrm.ui.widgets.side_list import SideItem, SideList

Key = tuple[str, Any]
_SAVED = "saved"


class ViewCounts(NamedTuple):
    """Every view with how many customers it holds."""

    views: list[View]
    saved: list[tuple[KeptView, int]]
    tags: list[tuple[int, str, int]]

    @property
    def total(self) -> int:
        """How many customers there are."""
        return next((view.count for view in self.views if view.key == "all"), 0)


def read_counts(session: Session) -> ViewCounts:
    """Count all views; for the reading thread."""
    return ViewCounts(
        list_views(session), saved_views.count_saved_views(session), list_tag_views(session)
    )


def key_of(shown: Filter) -> Key:
    """Return the line at the left that a filter belongs to."""
    if shown.saved is not None:
        return (_SAVED, shown.saved)
    return ("tag", shown.tag_id) if shown.tag_id is not None else ("view", shown.view)


class ViewList(SideList):
    """Chooses a view; saved ones are renamed (F2), moved (Alt+Up, Alt+Down) and deleted (Del)."""

    views_changed = Signal()  # renamed, moved or deleted: count again

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._saved: dict[int, KeptView] = {}
        self.menu_asked.connect(self._show_menu)

    def show_counts(self, counts: ViewCounts, key: Key) -> None:
        """Show all views, with one of them chosen."""
        self._saved = {view.id: view for view, _n in counts.saved if view.id is not None}
        items = [SideItem(None, _("Views"))]
        items += [
            SideItem(("view", v.key), v.title, v.icon, v.count, "" if v.tone == "muted" else v.tone)
            for v in counts.views
        ]
        if counts.saved:
            items.append(SideItem(None, _("My views")))
            items += [
                SideItem((_SAVED, view.id), view.name, "list-filter", n) for view, n in counts.saved
            ]
        if counts.tags:
            items.append(SideItem(None, _("Tags")))
            items += [SideItem(("tag", id), name, "tag", count) for id, name, count in counts.tags]
        self.set_items(items, key)

    def filter_of(self, key: Key, shown: Filter) -> Filter:
        """Return what a line shows; from one built-in view to another what is picked stays.

        All customers are all: one press leads back to everything.
        """
        kind, value = key
        if kind == _SAVED:
            view = saved_views.get_saved_view(self._context.session, value)
            return view.filter if view is not None else Filter()
        if key == ("view", "all"):
            return Filter()
        kept = Filter() if shown.saved is not None else shown
        if kind == "view":
            return replace(kept, view=str(value), tag_id=None)
        return replace(kept, view="all", tag_id=value)

    def view_actions(self, view_id: int) -> list[Action | None]:
        """Return what can be done with a saved view."""
        return [
            Action(_("Rename"), lambda: self.rename(view_id), "pencil", "F2"),
            Action(_("Move up"), lambda: self.move_view(view_id, -1), "chevron-up", "Alt+Up"),
            Action(_("Move down"), lambda: self.move_view(view_id, 1), "chevron-down", "Alt+Down"),
            None,
            Action(_("Delete the view"), lambda: self.delete_view(view_id), "trash-2", "Del",
                   token="bad"),
        ]  # fmt: skip

    def rename(self, view_id: int) -> None:
        """Ask for another name of a saved view."""
        from smallcrm.ui.pages.customers.view_name_dialog import ViewNameDialog

        view = self._saved.get(view_id)
        if view is None:
            return

        def write(name: str) -> None:
            state = self._context.memory.view_state(f"customers:{view.name}").load()
            saved_views.rename_view(self._context.session, view_id, name)
            self._context.memory.set(f"table.customers:{name}", dict(state))

        dialog = ViewNameDialog(_("Rename the view"), write, view.name, self)
        dialog.accepted.connect(self.views_changed)
        dialog.open()

    def move_view(self, view_id: int, step: int) -> None:
        """Put a saved view further up or down."""
        if self._try(lambda: saved_views.move_view(self._context.session, view_id, step)):
            self.views_changed.emit()

    def delete_view(self, view_id: int) -> None:
        """Delete a saved view at once; the message offers to bring it back."""
        try:
            deleted = saved_views.delete_view(self._context.session, view_id)
        except UserError as error:
            self._context.hub.say(str(error), "bad")
            return
        self.views_changed.emit()
        text = _("View “%(name)s” deleted") % {"name": deleted.name}
        self._context.hub.offer(text, _("Undo"), lambda: self._restore(deleted))

    def event(self, event: QEvent) -> bool:
        # of a saved view these keys are its own, not those of the customers
        if event.type() is QEvent.Type.ShortcutOverride and self._own_key(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event) -> None:
        if (act := self._own_key(event)) is not None:
            act()
        else:
            super().keyPressEvent(event)

    def _own_key(self, event) -> Callable[[], None] | None:
        key = self.value()
        if not isinstance(key, tuple) or key[0] != _SAVED:
            return None
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        keys: dict[tuple[int, bool], Callable[[], None]] = {
            (Qt.Key.Key_F2, False): lambda: self.rename(key[1]),
            (Qt.Key.Key_Delete, False): lambda: self.delete_view(key[1]),
            (Qt.Key.Key_Up, True): lambda: self.move_view(key[1], -1),
            (Qt.Key.Key_Down, True): lambda: self.move_view(key[1], 1),
        }
        return keys.get((event.key(), alt))

    def _restore(self, deleted: saved_views.DeletedView) -> None:
        if self._try(lambda: saved_views.restore_view(self._context.session, deleted)):
            self.views_changed.emit()

    def _show_menu(self, key: Key, where: QPoint) -> None:
        if key[0] == _SAVED:
            pop_menu(self, self.view_actions(key[1]), where)

    def _try(self, work: Callable[[], object]) -> bool:
        try:
            work()
        except UserError as error:
            self._context.hub.say(str(error), "bad")
            return False
        return True
