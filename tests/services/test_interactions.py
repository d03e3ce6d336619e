"""Records of contact and the History list."""

from dataclasses import replace

import pytest

from smallcrm.core.errors import UserError
from smallcrm.services.customers import save_customer
from smallcrm.services.interactions import (
    InteractionQuery,
    delete_interaction,
    delete_interactions,
    get_interaction,
    save_interaction,
)
from smallcrm.services.lookups import StaffRecord, choose_staff, save_staff
from smallcrm.services.records import CustomerRecord, InteractionRecord
from smallcrm.services.table import Sort
from smallcrm.services.validation import FieldError
from smallcrm.storage.session import Session


@pytest.fixture
def customer(session: Session) -> int:
    return save_customer(session, CustomerRecord("星河印务"))


def log(session: Session, customer: int, content: str, at: str = "", **more: object) -> int:
    return save_interaction(session, InteractionRecord(customer, content, at=at or None, **more))  # type: ignore[arg-type]


def shown(session: Session, query: InteractionQuery) -> list[object]:
    return [row["content"] for row in query.rows(session, query.ids(session))]


def test_a_record_comes_back_as_it_was_saved(session: Session, customer: int) -> None:
    record = InteractionRecord(
        customer,
        "说好周五付款",
        "wechat",
        "2026-11-01 10:00",
        satisfaction=4,
        minutes=15,
        expense=8800,
        outcome="interested",
        entered="2026-11-02 08:00",
    )
    found = get_interaction(session, save_interaction(session, record))
    assert replace(found, id=None, customer="") == record
    assert found.customer == "星河印务"


def test_without_a_moment_and_a_person_it_is_now_and_by_who_works(
    session: Session, customer: int
) -> None:
    choose_staff(session, save_staff(session, StaffRecord("Bo")))
    found = get_interaction(session, log(session, customer, "hello"))
    assert (found.at, found.staff) == ("2026-11-18 09:30", "Bo")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"content": " "}, "content"),
        ({"satisfaction": 6}, "satisfaction"),
        ({"kind": "telegram"}, "kind"),
        ({"customer_id": 999}, "customer"),
    ],
)
def test_what_is_wrong_is_named(
    session: Session, customer: int, change: dict[str, object], field: str
) -> None:
    with pytest.raises(FieldError) as caught:
        save_interaction(session, replace(InteractionRecord(customer, "x"), **change))  # type: ignore[arg-type]
    assert caught.value.field == field
    assert InteractionQuery().ids(session) == []


def test_deleting_can_be_undone(session: Session, customer: int) -> None:
    id = log(session, customer, "hello")
    delete_interaction(session, id)
    with pytest.raises(UserError):
        get_interaction(session, id)
    session.undo()
    assert get_interaction(session, id).content == "hello"


def test_newest_first_and_by_any_column(session: Session, customer: int) -> None:
    other = save_customer(session, CustomerRecord("Aldgate Ltd"))
    log(session, customer, "first", "2026-11-01", satisfaction=5, staff="Bo")
    log(session, other, "second", "2026-11-02", satisfaction=1, staff="Ann")
    query = InteractionQuery()
    assert shown(session, query) == ["second", "first"]
    for column in query.columns:
        if column.sortable:
            up = query.sorted_by(Sort(column.key))
            down = query.sorted_by(Sort(column.key, descending=True))
            assert sorted(up.ids(session)) == sorted(down.ids(session)), column.key
    assert shown(session, query.sorted_by(Sort("satisfaction"))) == ["second", "first"]
    assert shown(session, query.sorted_by(Sort("staff", descending=True))) == ["first", "second"]


def test_filters(session: Session, customer: int) -> None:
    other = save_customer(session, CustomerRecord("Aldgate Ltd"))
    log(session, customer, "谈续费价格", "2026-10-31 23:59", kind="call", staff="Bo")
    log(session, customer, "送样品", "2026-11-01 00:01", kind="visit", staff="Ann")
    log(session, other, "price list", "2026-11-30", kind="email", staff="Bo")
    assert shown(session, InteractionQuery(kind="visit")) == ["送样品"]
    assert shown(session, InteractionQuery(staff="Bo")) == ["price list", "谈续费价格"]
    month = InteractionQuery(since="2026-11-01", until="2026-11-30")
    assert shown(session, month) == ["price list", "送样品"]
    assert shown(session, InteractionQuery(until="2026-10-31")) == ["谈续费价格"]
    assert shown(session, InteractionQuery(text="续费")) == ["谈续费价格"]
    assert shown(session, InteractionQuery(text="PRICE")) == ["price list"]
    assert shown(session, InteractionQuery(customer_id=customer, kind="email")) == []


def test_rows_follow_the_ids_and_pass_over_what_is_gone(session: Session, customer: int) -> None:
    first, second = log(session, customer, "first"), log(session, customer, "second")
    assert [row["id"] for row in InteractionQuery().rows(session, [second, 999, first])] == [
        second,
        first,
    ]


def test_several_are_deleted_in_one_step(session: Session, customer: int) -> None:
    ids = [log(session, customer, str(n)) for n in range(3)]
    delete_interactions(session, ids[:2])
    assert InteractionQuery().ids(session) == [ids[2]]
    assert session.undo_label() == "Delete record of 星河印务 +1"
    session.undo()
    assert len(InteractionQuery().ids(session)) == 3
