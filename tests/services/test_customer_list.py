"""The Customers list as services give it: views, filters, order, the words of a row."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from smallcrm.core import i18n
from smallcrm.services.contacts import save_contact
from smallcrm.services.customer_list import (
    COLUMNS,
    CustomerQuery,
    Filter,
    filter_words,
    list_cities,
    list_tag_views,
    list_views,
)
from smallcrm.services.customers import save_customer
from smallcrm.services.follow_ups import save_follow_up
from smallcrm.services.interactions import save_interaction
from smallcrm.services.orders import save_order, save_term
from smallcrm.services.records import (
    AddressRecord,
    ContactRecord,
    CustomerRecord,
    FollowUpRecord,
    InteractionRecord,
    OrderLineRecord,
    OrderRecord,
    PhoneRecord,
    TermRecord,
)
from smallcrm.services.table import Sort
from smallcrm.storage.session import Session


def add(session: Session, name: str, **values: object) -> int:
    return save_customer(session, CustomerRecord(name, **values))  # type: ignore[arg-type]


def found(session: Session, **values: object) -> list[str]:
    """The names under a filter, in the list's order."""
    query = CustomerQuery(Filter(**values), today=session.today)  # type: ignore[arg-type]
    return [str(row["name"]) for row in query.rows(session, query.ids(session))]


def counts(session: Session) -> dict[str, int]:
    return {view.key: view.count for view in list_views(session)}


def day(session: Session, days: int) -> str:
    return (session.clock.today() + timedelta(days=days)).isoformat()


def test_chinese_names_are_ordered_by_sound(session: Session) -> None:
    for name in ("青禾食品", "百川物流", "Zebra Ltd.", "澄湖印务"):
        add(session, name)

    assert found(session) == ["百川物流", "澄湖印务", "青禾食品", "Zebra Ltd."]


@pytest.mark.parametrize("column", [column.key for column in COLUMNS if column.sortable])
def test_every_order_holds_every_customer_once(session: Session, column: str) -> None:
    ids = {
        add(session, "Alder", level="A", revenue=100, owner="Ann", source="Fair"),
        add(session, "Birch"),
    }
    query = CustomerQuery(today=session.today)

    for descending in (False, True):
        listed = query.sorted_by(Sort(column, descending)).ids(session)
        assert len(listed) == 2
        assert set(listed) == ids


def test_unknown_values_stand_last_in_both_directions(session: Session) -> None:
    none, high, low = (
        add(session, "None"),
        add(session, "High", revenue=900),
        add(session, "Low", revenue=100),
    )
    query = CustomerQuery()

    assert query.sorted_by(Sort("revenue")).ids(session) == [low, high, none]
    assert query.sorted_by(Sort("revenue", True)).ids(session) == [high, low, none]


@pytest.mark.parametrize(
    "text", ["海川", "haichuan", "hc", "1390000", "139 0000 1111", "林小姐", "东侨"]
)
def test_text_finds_name_pinyin_phone_person_and_address(session: Session, text: str) -> None:
    other = add(session, "晨曦包装材料厂")
    wanted = add(session, "海川机电有限公司", addresses=(AddressRecord("东侨路 8 号"),))
    person = ContactRecord("林小姐", customer_id=wanted, phones=(PhoneRecord("13900001111"),))
    save_contact(session, person)

    assert other not in CustomerQuery(Filter(text=text)).ids(session)
    assert CustomerQuery(Filter(text=text)).ids(session) == [wanted]


def test_picked_values_narrow_the_list_together(session: Session) -> None:
    add(session, "Alder", level="A", owner="Ann", addresses=(AddressRecord(city="Leeds"),))
    add(session, "Birch", level="A", addresses=(AddressRecord(city="Bath"),))
    add(session, "Cedar", level="B", owner="Bob", status="lost")

    assert found(session, levels=("A",)) == ["Alder", "Birch"]
    assert found(session, levels=("A", "B"), owners=("Ann",)) == ["Alder"]
    assert found(session, owners=("",)) == ["Birch"]
    assert found(session, owners=("", "Bob")) == ["Birch", "Cedar"]
    assert found(session, statuses=("lost",)) == ["Cedar"]
    assert found(session, cities=("Bath",)) == ["Birch"]


def test_views_count_what_they_show(session: Session) -> None:
    quiet, spoken = add(session, "Quiet", level="A"), add(session, "Spoken")
    add(session, "Lost", status="lost")
    save_interaction(session, InteractionRecord(spoken, "called"))
    save_follow_up(session, FollowUpRecord(spoken, "quote", day(session, 3)))
    save_term(session, TermRecord(quiet, "Plan", ends=day(session, 10)))
    save_order(session, OrderRecord(quiet, session.today, (OrderLineRecord("pump", 500),)))

    assert counts(session) == {
        "all": 3,
        "level_a": 1,
        "no_next_step": 1,
        "quiet": 1,
        "term_ends": 1,
        "owing": 1,
        "leads": 0,
        "nobodys": 2,
    }
    for view in list_views(session):
        assert len(found(session, view=view.key)) == view.count


def test_a_contact_60_days_ago_is_not_quiet_yet(session: Session) -> None:
    one, two = add(session, "Sixty"), add(session, "Sixty-one")
    save_interaction(session, InteractionRecord(one, "called", at=day(session, -60)))
    save_interaction(session, InteractionRecord(two, "called", at=day(session, -61)))

    assert found(session, view="quiet") == ["Sixty-one"]


def test_tags_are_views_too(session: Session) -> None:
    add(session, "Alder", tags=("Fair", "Dealer"))
    add(session, "Birch", tags=("Fair",))
    views = list_tag_views(session)

    assert [(name, count) for _id, name, count in views] == [("Fair", 2), ("Dealer", 1)]
    assert found(session, tag_id=views[1][0]) == ["Alder"]
    assert filter_words(Filter(tag_id=views[1][0])) == "Tag Dealer"


def test_cities_come_by_frequency(session: Session) -> None:
    for name, city in (("Alder", "Bath"), ("Birch", "Leeds"), ("Cedar", "Leeds")):
        add(session, name, addresses=(AddressRecord(city=city),))

    assert list_cities(session) == ["Leeds", "Bath"]


@pytest.mark.parametrize(
    ("days", "at", "words", "tone"),
    [
        (-3, "", "3 days overdue · call", "bad"),
        (0, "14:00", "Today 14:00 call", ""),
        (1, "", "Tomorrow call", ""),
    ],
)
def test_the_next_step_is_said_in_words(
    session: Session, days: int, at: str, words: str, tone: str
) -> None:
    customer = add(session, "Alder")
    save_follow_up(session, FollowUpRecord(customer, "call", day(session, days), at))
    query = CustomerQuery(today=session.today)
    (row,) = query.rows(session, [customer])

    assert row["next_step"] == words
    assert query.tone(row, "next_step") == tone


def test_the_words_of_a_row_follow_the_language(session: Session) -> None:
    customer = add(session, "晨曦包装材料厂", status="dormant")
    save_follow_up(session, FollowUpRecord(customer, "催款", day(session, -3)))
    i18n.set_language("zh_CN")
    (row,) = CustomerQuery(today=session.today).rows(session, [customer])

    assert row["next_step"] == "逾期 3 天 · 催款"
    assert row["status"] == "沉睡"


def test_rows_come_in_the_order_asked_and_without_those_that_are_gone(session: Session) -> None:
    one, two = add(session, "Alder"), add(session, "Birch")

    assert [row["id"] for row in CustomerQuery().rows(session, [two, 999, one])] == [two, one]


@pytest.mark.parametrize("sort", ["name", "revenue"])
def test_a_list_can_be_kept_to_chosen_customers(session: Session, sort: str) -> None:
    ids = [add(session, name) for name in ("Cedar", "Birch", "Alder")]
    query = replace(CustomerQuery(sort=Sort(sort)), only=frozenset(ids[:2]))

    assert set(query.ids(session)) == set(ids[:2])


def test_annual_purchases_add_up_over_the_list(session: Session) -> None:
    add(session, "Alder", level="A", revenue=1200)
    add(session, "Birch", revenue=300)
    add(session, "Cedar")

    assert CustomerQuery().sum_revenue(session) == 1500
    assert CustomerQuery(Filter(levels=("A",))).sum_revenue(session) == 1200
    assert CustomerQuery(Filter(text="nobody")).sum_revenue(session) == 0


def test_several_orders_are_those_of_plain_python(session: Session) -> None:
    lot = random.Random(5)
    made = []
    for number in range(30):
        level, city = lot.choice(["", "A", "B"]), lot.choice(["", "Bath", "Leeds"])
        revenue = lot.choice([None, 100, 900])
        where = (AddressRecord(city=city),) if city else ()
        name = f"Firm {number:02}"
        one = add(session, name, level=level, revenue=revenue, addresses=where)
        made.append((one, level, city, revenue))
    sort = Sort("level", True, (Sort("city"), Sort("revenue", True)))

    wanted = sorted(made, key=lambda one: one[0], reverse=True)
    wanted.sort(key=lambda one: (one[3] is None, -(one[3] or 0)))
    wanted.sort(key=lambda one: (one[2] == "", one[2]))
    wanted.sort(key=lambda one: (one[1] == "", -ord(one[1] or " ")))
    assert CustomerQuery(sort=sort).ids(session) == [one[0] for one in wanted]


def test_groups_are_counted_of_the_list_or_of_some(session: Session) -> None:
    ids = [
        add(session, "Alder", level="B", owner="Ann", status="lost"),
        add(session, "Birch", level="A", owner="Bob", status="active"),
        add(session, "Cedar", owner="Bob", status="active"),
    ]
    query = CustomerQuery()

    assert query.counts(session, "level") == [("A", 1), ("B", 1), ("", 1)]
    assert query.counts(session, "owner") == [("Bob", 2), ("Ann", 1)]
    assert query.counts(session, "status") == [("Active", 2), ("Lost", 1)]
    assert query.counts(session, "owner", ids[:1]) == [("Ann", 1)]
    assert CustomerQuery(Filter(owners=("Ann",))).counts(session, "level") == [("B", 1)]


def test_picked_values_of_somebody_who_is_gone_find_nobody(session: Session) -> None:
    add(session, "Alder")

    assert found(session, owners=("Ann",)) == []
