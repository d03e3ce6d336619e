"""The menu of one or several rows of the list."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from smallcrm.core.i18n import _, ngettext
from smallcrm.services.duplicates import MOST_SHOWN
from smallcrm.services.lookups import list_staff, list_tags
from smallcrm.services.vocabulary import LEVELS, STATUSES, word
from smallcrm.ui.pages.customers.tag_dialog import TagDialog
from smallcrm.ui.widgets.buttons import Action

if TYPE_CHECKING:
    from smallcrm.ui.pages.customers.page import CustomersPage

_TAGS_SHOWN = 12

Items = list[Action | None]


def row_actions(page: "CustomersPage", ids: Sequence[int]) -> Items:
    """Return what can be done with the selected customers."""
    n = len(ids)
    items: Items = _one(page, ids[0]) if n == 1 else []
    if n > 1:
        head = ngettext("%(n)s customer", "%(n)s customers", n) % {"n": f"{n:,}"}
        items = [Action(head, enabled=False)]
    items += [*_changes(page, ids), None, *_out(page, n)]
    if 1 < n <= MOST_SHOWN:
        asked = page._context.hub.duplicates_asked
        items += [None, Action(_("Compare and merge"), lambda: asked.emit(tuple(ids)), "merge")]
    delete = ngettext("Delete %(n)s customer", "Delete %(n)s customers", n) % {"n": f"{n:,}"}
    items += [
        None,
        Action(_("Delete") if n == 1 else delete, lambda: page.commands.delete(ids), "trash-2",
               "Del", token="bad"),
    ]  # fmt: skip
    return items


def _one(page: "CustomersPage", id: int) -> Items:
    actions = page.commands
    return [
        Action(_("Log a contact"), lambda: page._context.hub.log(id), "message-square-plus",
               "Space"),
        Action(_("Plan follow-up"), lambda: actions.new("follow_up", id), "calendar-plus", "F4"),
        Action(_("New deal"), lambda: actions.new("deal", id), "circle-plus"),
        Action(_("Order or receipt"), items=[
            Action(_("New order"), lambda: actions.new("order", id), "shopping-cart"),
            Action(_("New receipt"), lambda: actions.new("receipt", id), "wallet"),
            Action(_("New contract or term"), lambda: actions.new("term", id), "file-clock"),
        ]),
        None,
        Action(_("Edit"), lambda: actions.edit(id), "pencil", "F2"),
    ]  # fmt: skip


def _changes(page: "CustomersPage", ids: Sequence[int]) -> Items:
    actions = page.commands
    levels = [(level, level) for level in LEVELS] + [("", _("No level"))]
    staff = [one.name for one in list_staff(page._context.session)]
    owners = [(name, name) for name in staff] + [("", _("Nobody"))]
    tags = [tag.name for tag in list_tags(page._context.session)][:_TAGS_SHOWN]

    def choices(field: str, values: Sequence[tuple[str, str]]) -> Items:
        return [
            Action(text, partial(actions.change, ids, **{field: value})) for value, text in values
        ]

    def tagging(remove: bool) -> Items:
        return [Action(name, partial(actions.tag, ids, name, remove=remove)) for name in tags]

    new_tag = Action(_("New tag"), lambda: TagDialog.ask(page, ids), "plus")
    return [
        Action(_("Edit together"), partial(actions.edit_several, ids), "square-pen",
               "F2" if len(ids) > 1 else "Ctrl+Shift+E"),
        Action(_("Set level"), items=choices("level", levels)),
        Action(_("Set life-cycle"), items=choices(
            "status", [(key, word(STATUSES, key)) for key in STATUSES])),
        Action(_("Set owner"), items=choices("owner", owners)),
        Action(_("Add tag"), items=[*tagging(False), *([None] if tags else []), new_tag]),
        *([Action(_("Remove tag"), items=tagging(True))] if tags else []),
    ]  # fmt: skip


def _out(page: "CustomersPage", n: int) -> Items:
    hub, panel = page._context.hub, page.list
    if n == 1:
        return [
            Action(_("Copy card as text"), lambda: _copy_card(page), "copy"),
            Action(_("Copy row"), panel.copy, "clipboard-list", "Ctrl+C"),
        ]
    return [
        Action(_("Copy rows"), panel.copy, "copy", "Ctrl+C"),
        Action(_("Copy with column heads"), lambda: panel.copy(True), "clipboard-list",
               "Ctrl+Shift+C"),
        Action(_("Export selected"), lambda: hub.export_asked.emit(panel.chosen()),
               "file-spreadsheet"),
        Action(_("Print selected"), lambda: hub.print_asked.emit(panel.chosen()), "printer"),
    ]  # fmt: skip


def _copy_card(page: "CustomersPage") -> None:
    if page.detail.card is not None:
        page.commands.copy_card(page.detail.card)
