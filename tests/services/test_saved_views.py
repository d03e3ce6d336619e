"""Saved views: kept whole, counted, renamed, moved, deleted, and found by name."""

from dataclasses import replace

import pytest

from smallcrm.core.errors import UserError
from smallcrm.models import SavedView, Staff
from smallcrm.services.customer_filter import Condition, Group
from smallcrm.services.customer_list import Filter
from smallcrm.services.customers import save_customer
from smallcrm.services.lookups import StaffRecord, save_staff
from smallcrm.services.orders import save_order
from smallcrm.services.products import (
    ProductQuery,
    ProductRecord,
    merge_products,
    save_product,
)
from smallcrm.services.records import CustomerRecord, OrderLineRecord, OrderRecord
from smallcrm.services.saved_views import (
    KeptView,
    count_saved_views,
    delete_view,
    find_saved_view,
    get_saved_view,
    list_saved_views,
    move_view,
    rename_view,
    restore_view,
    save_view,
    sort_from_json,
    sort_to_json,
)
from smallcrm.services.table import Sort
from smallcrm.services.validation import FieldError
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

BIG = KeptView(
    "Big ones",
    Filter(
        view="quiet",
        text="ltd",
        levels=("A",),
        where=Group((Condition("revenue", "least", (1000,)), Condition("tags", "unknown")), True),
    ),
    ("name", "revenue", "custom:4"),
    Sort("level", then=(Sort("revenue", True),)),
)


def names(session: Session) -> list[str]:
    return [view.name for view in list_saved_views(session)]


def test_a_view_comes_back_as_it_was_saved(session: Session) -> None:
    view_id = save_view(session, BIG)

    kept = get_saved_view(session, view_id)
    assert kept == BIG._replace(id=view_id, filter=replace(BIG.filter, saved=view_id))
    save_view(session, BIG._replace(id=view_id, columns=("name",)))
    assert get_saved_view(session, view_id).columns == ("name",)  # type: ignore[union-attr]
    assert names(session) == ["Big ones"]


def test_views_are_counted_each_with_its_own_filter(session: Session) -> None:
    for name, level in (("Alder", "A"), ("Birch", "A"), ("Cedar", "B")):
        save_customer(session, CustomerRecord(name, level=level))
    save_view(session, KeptView("As", Filter(levels=("A",))))
    save_view(session, KeptView("All", Filter()))

    assert [(view.name, n) for view, n in count_saved_views(session)] == [("As", 2), ("All", 3)]


def test_names_are_needed_and_taken_once(session: Session) -> None:
    first = save_view(session, KeptView("One", Filter()))
    save_view(session, KeptView("Two", Filter()))

    for name in ("", "  ", "two", "level_a"):
        with pytest.raises(FieldError):
            rename_view(session, first, name)
    rename_view(session, first, "ONE")
    assert names(session) == ["ONE", "Two"]


def test_views_are_moved_and_deleted(session: Session) -> None:
    ids = [save_view(session, KeptView(name, Filter())) for name in ("One", "Two", "Three")]

    assert move_view(session, ids[2], -2)
    assert names(session) == ["Three", "One", "Two"]
    assert not move_view(session, ids[2], -1)
    deleted = delete_view(session, ids[0])
    assert names(session) == ["Three", "Two"]
    assert get_saved_view(session, ids[0]) is None
    with pytest.raises(UserError, match="no longer there"):
        delete_view(session, ids[0])
    restore_view(session, deleted)
    assert names(session) == ["Three", "One", "Two"]
    assert get_saved_view(session, ids[0]) is not None
    with pytest.raises(UserError, match="of this name"):
        restore_view(session, deleted)


def test_a_view_is_found_by_name_in_any_case(session: Session) -> None:
    save_view(session, BIG)

    assert find_saved_view(session, "big ONES").columns == BIG.columns
    with pytest.raises(UserError, match=r"level_a.*Big ones"):
        find_saved_view(session, "small ones")


def test_staff_may_get_another_name(session: Session) -> None:
    ann = save_staff(session, StaffRecord("Ann"))
    mine = save_customer(session, CustomerRecord("Alder", owner="Ann"))
    save_customer(session, CustomerRecord("Birch"))
    view_id = save_view(session, KeptView("Hers", Filter(owners=("Ann",))))
    save_staff(session, StaffRecord("Anna", ann))

    view = get_saved_view(session, view_id)
    assert view is not None
    assert view.filter.owners == ("Anna",)
    assert view.query(session).ids(session) == [mine]
    with session.unit(Op.EDIT_STAFF):
        Staff.delete().where(Staff.id == ann).execute()
    gone = get_saved_view(session, view_id)
    assert gone is not None
    assert gone.query(session).ids(session) == []


def test_a_view_that_cannot_be_read_shows_everybody(session: Session) -> None:
    with session.keeping():
        made = SavedView.create(name="Odd", definition='{"filter": {"where": 3}}')

    assert get_saved_view(session, made.id) == KeptView("Odd", Filter(saved=made.id), id=made.id)


def test_undo_leaves_views_alone(session: Session) -> None:
    save_customer(session, CustomerRecord("Alder"))
    save_view(session, BIG)
    session.undo()

    assert names(session) == ["Big ones"]


def test_orders_are_kept_with_every_column() -> None:
    sort = Sort("level", True, (Sort("name"), Sort("custom:3", True)))

    assert sort_from_json(sort_to_json(sort)) == sort
    assert sort_from_json(["city", True]) == Sort("city", True)
    assert sort_from_json([["no_such", False]]) is None
    assert sort_from_json("name") is None


def test_a_view_follows_a_product_that_was_joined_into_another(session: Session) -> None:
    customer = save_customer(session, CustomerRecord("Alder"))
    line = OrderLineRecord("Presss", 100_00, product="Presss")
    save_order(session, OrderRecord(customer, "2026-11-01", lines=(line,)))
    (old,) = ProductQuery().ids(session)
    where = Group((Condition("product", "had", (old, "")),))
    view_id = save_view(session, KeptView("Press", Filter(where=Group((where,)))))

    def seen() -> tuple[list[int], list[object]]:
        view = get_saved_view(session, view_id)
        assert view is not None
        named = [one.values[0] for one in view.filter.where.conditions()]
        return view.query(session).ids(session), named

    press = save_product(session, ProductRecord("Press"))
    last = save_product(session, ProductRecord("Press 2"))
    assert seen() == ([customer], [old])
    merge_products(session, press, [old])
    assert seen() == ([customer], [press])
    merge_products(session, last, [press])
    assert seen() == ([customer], [last])
    session.undo()
    session.undo()
    assert seen() == ([customer], [old])
