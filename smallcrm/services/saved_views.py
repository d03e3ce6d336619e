"""Views that the user has saved: a filter, columns and an order under a name."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple, cast

from peewee import fn

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.models import SavedView, Staff
from smallcrm.services.customer_columns import is_known_column, list_columns
from smallcrm.services.customer_filter import EVERYBODY, Group, Node, group_from_json, to_json
from smallcrm.services.customer_list import VIEWS, CustomerQuery, Filter
from smallcrm.services.table import Sort
from smallcrm.services.validation import FieldError, require
from smallcrm.storage.session import Session

LONGEST_NAME = 60


class KeptView(NamedTuple):
    """A saved view. `columns` are keys in order; without any the usual ones are shown."""

    name: str
    filter: Filter
    columns: tuple[str, ...] = ()
    sort: Sort = Sort("name")
    id: int | None = None

    def query(self, session: Session) -> CustomerQuery:
        """The list that the view shows, with all columns there are."""
        return CustomerQuery(self.filter, self.sort, session.today, list_columns(session))


class DeletedView(NamedTuple):
    """A view that was deleted, as it was stored."""

    id: int
    name: str
    definition: str
    position: int


def list_saved_views(session: Session) -> list[KeptView]:
    """All saved views in the user's order."""
    query = SavedView.select().order_by(SavedView.position, SavedView.id)
    return [_read(session, row) for row in list(query)]


def count_saved_views(session: Session) -> list[tuple[KeptView, int]]:
    """All saved views with how many customers each holds now."""
    return [(view, view.query(session).count(session)) for view in list_saved_views(session)]


def get_saved_view(session: Session, view_id: int) -> KeptView | None:
    """One saved view, None when it is gone."""
    found = SavedView.get_or_none(SavedView.id == view_id)
    return _read(session, found) if found else None


def find_saved_view(session: Session, name: str) -> KeptView:
    """The saved view of a name (any case). UserError naming all views there are."""
    views = list_saved_views(session)
    for view in views:
        if view.name.casefold() == name.strip().casefold():
            return view
    names = ", ".join([*VIEWS, *(view.name for view in views)])
    raise UserError(
        _("There is no view “%(name)s”. Views: %(names)s") % {"name": name, "names": names}
    )


def save_view(session: Session, view: KeptView) -> int:
    """Add a view (id None) or replace one; returns the id. FieldError when the name is taken."""
    name = require("name", view.name, _("A view needs a name."))[:LONGEST_NAME]
    same = SavedView.get_or_none(SavedView.name.collate("NOCASE") == name)
    if (same is not None and same.id != view.id) or name in VIEWS:
        raise FieldError("name", _("There is a view of this name already."))
    definition = json.dumps(_definition(view), ensure_ascii=False)
    with session.keeping():
        if view.id is not None:
            changed = SavedView.update(name=name, definition=definition)
            if changed.where(SavedView.id == view.id).execute():
                return view.id
        last = SavedView.select(fn.COALESCE(fn.MAX(SavedView.position), -1)).scalar()
        made = SavedView.create(name=name, definition=definition, position=last + 1)
        return int(made.id)


def rename_view(session: Session, view_id: int, name: str) -> None:
    """Give a view another name. FieldError when it is taken."""
    view = get_saved_view(session, view_id)
    if view is None:
        raise UserError(_("This view is no longer there."))
    save_view(session, view._replace(name=name))


def delete_view(session: Session, view_id: int) -> DeletedView:
    """Delete a view; its customers stay. Returns what `restore_view` brings back."""
    row = SavedView.get_or_none(SavedView.id == view_id)
    if row is None:
        raise UserError(_("This view is no longer there."))
    with session.keeping():
        row.delete_instance()
    return DeletedView(row.id, row.name, row.definition, row.position)


def restore_view(session: Session, deleted: DeletedView) -> None:
    """Bring back a deleted view as it was. FieldError when its name was taken meanwhile."""
    if SavedView.get_or_none(SavedView.name.collate("NOCASE") == deleted.name) is not None:
        raise FieldError("name", _("There is a view of this name already."))
    with session.keeping():
        SavedView.create(
            id=deleted.id,
            name=deleted.name,
            definition=deleted.definition,
            position=deleted.position,
        )


def move_view(session: Session, view_id: int, step: int) -> bool:
    """Put a view so many places further down (up when negative); tell whether it moved."""
    query = SavedView.select(SavedView.id).order_by(SavedView.position, SavedView.id)
    ids = [row[0] for row in list(query.tuples())]
    if view_id not in ids:
        return False
    here = ids.index(view_id)
    there = max(0, min(len(ids) - 1, here + step))
    ids.insert(there, ids.pop(here))
    with session.keeping():
        for place, one in enumerate(ids):
            SavedView.update(position=place).where(SavedView.id == one).execute()
    return here != there


# --- as JSON --------------------------------------------------------------------------------------


def sort_to_json(sort: Sort) -> list[list[object]]:
    """An order as JSON's types: [key, descending] of each column."""
    return [[one.key, one.descending] for one in sort.all]


def sort_from_json(data: object) -> Sort | None:
    """The order that was kept; None when it is none. [key, descending] alone is one too."""
    pairs: Sequence[Any] = data if isinstance(data, list) else ()
    if len(pairs) == 2 and isinstance(pairs[0], str):
        pairs = (pairs,)
    found = [
        Sort(pair[0], bool(pair[1]))
        for pair in pairs
        if isinstance(pair, list) and len(pair) == 2 and is_known_column(str(pair[0]))
    ]
    return Sort.of(found) if found else None


def _definition(view: KeptView) -> dict[str, Any]:
    f = view.filter
    kept: dict[str, Any] = {
        "view": f.view,
        "tag": f.tag_id,
        "text": f.text,
        "levels": f.levels,
        "statuses": f.statuses,
        "owners": [_staff_id(name) for name in f.owners],
        "cities": f.cities,
        "imports": f.imports,
        "where": to_json(f.where) if f.where else None,
    }
    return {
        "filter": {key: value for key, value in kept.items() if value},
        "columns": list(view.columns),
        "sort": sort_to_json(view.sort),
    }


def _read(session: Session, row: SavedView) -> KeptView:
    try:
        data = json.loads(row.definition)
        kept, columns = dict(data["filter"]), [str(key) for key in data.get("columns", [])]
        found = Filter(
            view=kept["view"] if kept.get("view") in VIEWS else "all",
            tag_id=kept.get("tag"),
            text=str(kept.get("text", "")),
            levels=tuple(kept.get("levels", ())),
            statuses=tuple(kept.get("statuses", ())),
            owners=tuple(_staff_name(id) for id in kept.get("owners", ())),
            cities=tuple(kept.get("cities", ())),
            imports=tuple((int(id), str(name)) for id, name in kept.get("imports", ())),
            where=_where(session, kept["where"]) if kept.get("where") else EVERYBODY,
            saved=row.id,
        )
        sort = sort_from_json(data.get("sort")) or Sort("name")
    except (ValueError, KeyError, TypeError):  # made by hand or by a program to come
        return KeptView(row.name, Filter(saved=row.id), id=row.id)
    return KeptView(row.name, found, tuple(columns), sort, row.id)


def _where(session: Session, data: object) -> Group:
    """The conditions that were kept; products that were joined into others are those now."""
    group = group_from_json(data)
    if not any(one.field == "product" for one in group.conditions()):
        return group
    # with the records of all products, which the first list can do without
    from smallcrm.services.products import successor_of

    def follow(node: Node) -> Node:
        if isinstance(node, Group):
            return replace(node, parts=tuple(follow(part) for part in node.parts))
        if node.field == "product" and node.values and isinstance(node.values[0], int):
            now = successor_of(session, node.values[0])
            return replace(node, values=(now, *node.values[1:]))
        return node

    return cast(Group, follow(group))


def _staff_id(name: str) -> int | str:
    """Staff are kept by id, so that another name for somebody changes no view."""
    found = Staff.get_or_none(Staff.name == name) if name else None
    return int(found.id) if found else name


def _staff_name(kept: int | str) -> str:
    found = Staff.get_or_none(Staff.id == kept) if isinstance(kept, int) else None
    return found.name if found else str(kept)
