"""Follow-ups: the groups of the page, doing, putting off, deleting."""

from dataclasses import replace
from datetime import date

import pytest

from smallcrm.core.dates import FixedClock, begin_repeat
from smallcrm.core.errors import UserError
from smallcrm.services.contact_log import log_contact
from smallcrm.services.customers import save_customer
from smallcrm.services.follow_up_many import complete_follow_ups, hand_over_follow_ups, put_off
from smallcrm.services.follow_ups import (
    complete_follow_up,
    count_due,
    delete_follow_up,
    delete_follow_ups,
    due_state,
    get_follow_up,
    list_due,
    list_groups,
    list_of_customer,
    save_follow_up,
    snooze_follow_ups,
)
from smallcrm.services.lookups import StaffRecord, choose_staff, save_staff
from smallcrm.services.records import CustomerRecord, FollowUpRecord, InteractionRecord
from smallcrm.services.validation import FieldError
from smallcrm.storage.session import Session


@pytest.fixture
def customer(session: Session) -> int:
    return save_customer(session, CustomerRecord("星河印务", level="A", owner="Ann"))


def plan(session: Session, customer: int, due: str, title: str = "call", **more: str) -> int:
    return save_follow_up(session, FollowUpRecord(customer, title, due, **more))


def test_groups_split_at_today_and_at_the_end_of_the_week(session: Session, customer: int) -> None:
    for due in ("2026-11-17", "2026-11-18", "2026-11-22", "2026-11-23"):  # today is Wednesday 18th
        plan(session, customer, due)
    groups = list_groups(session)
    assert [f.due for f in groups.overdue] == ["2026-11-17"]
    assert [f.due for f in groups.today] == ["2026-11-18"]
    assert [f.due for f in groups.this_week] == ["2026-11-22"]
    assert [f.due for f in groups.later] == ["2026-11-23"]
    assert (groups.later_count, groups.without_count, count_due(session)) == (1, 0, 2)


def test_within_a_day_timed_ones_come_first_by_time(session: Session, customer: int) -> None:
    plan(session, customer, "2026-11-18", "any time")
    plan(session, customer, "2026-11-18", "late", due_time="16:00")
    plan(session, customer, "2026-11-18", "early", due_time="09:00")
    assert [f.title for f in list_groups(session).today] == ["early", "late", "any time"]


def test_customers_without_a_next_step_best_level_first(session: Session, customer: int) -> None:
    save_customer(session, CustomerRecord("no level"))
    save_customer(session, CustomerRecord("level B", level="B"))
    save_customer(session, CustomerRecord("gone", level="A", status="lost"))
    save_customer(session, CustomerRecord("sells to us", level="A", role="supplier"))
    groups = list_groups(session)
    assert [w.name for w in groups.without] == ["星河印务", "level B", "no level"]
    assert groups.without_count == 3
    plan(session, customer, "2027-01-01")
    assert [w.name for w in list_groups(session, limit=1).without] == ["level B"]
    assert list_groups(session, limit=1).without_count == 2


def test_groups_and_counts_of_one_staff_member(session: Session, customer: int) -> None:
    mine = plan(session, customer, "2026-11-18", staff="Bo")
    plan(session, customer, "2026-11-18", staff="Ann")
    assert [f.id for f in list_groups(session, "Bo").today] == [mine]
    assert (count_due(session, "Bo"), count_due(session)) == (1, 2)
    complete_follow_up(session, mine)
    assert list_groups(session, "Bo").done_today == 1
    assert list_groups(session, "Ann").done_today == 0


def test_without_staff_it_is_for_the_owner_else_for_who_works(session: Session) -> None:
    choose_staff(session, save_staff(session, StaffRecord("Bo")))
    owned = save_customer(session, CustomerRecord("owned", owner="Ann"))
    nobodys = save_customer(session, CustomerRecord("nobody's"))
    assert get_follow_up(session, plan(session, owned, "2026-11-18")).staff == "Ann"
    assert get_follow_up(session, plan(session, nobodys, "2026-11-18")).staff == "Bo"


def test_what_is_missing_is_named(session: Session, customer: int) -> None:
    for record, field in (
        (FollowUpRecord(customer, "  ", "2026-11-18"), "title"),
        (FollowUpRecord(customer, "call", ""), "due"),
        (FollowUpRecord(999, "call", "2026-11-18"), "customer"),
    ):
        with pytest.raises(FieldError) as caught:
            save_follow_up(session, record)
        assert caught.value.field == field
    assert list_due(session, days=9) == []


def test_editing_keeps_what_was_not_changed(session: Session, customer: int) -> None:
    id = plan(session, customer, "2026-11-18", due_time="10:00", note="bring samples")
    record = get_follow_up(session, id)
    assert save_follow_up(session, replace(record, title="visit")) == id
    again = get_follow_up(session, id)
    assert (again.title, again.due_time, again.note) == ("visit", "10:00", "bring samples")
    assert session.undo_label() == "Edit follow-up: 星河印务 visit"


def test_done_log_and_next_step_are_taken_back_together(session: Session, customer: int) -> None:
    id = plan(session, customer, "2026-11-17")
    next_id = complete_follow_up(
        session,
        id,
        InteractionRecord(customer, "will pay on Friday"),
        FollowUpRecord(customer, "check the money", "2026-11-20"),
    )
    assert get_follow_up(session, id).closed == "2026-11-18 09:30"
    assert [f.id for f in list_of_customer(session, customer)] == [next_id]
    session.undo()
    assert [f.id for f in list_of_customer(session, customer)] == [id]


def test_a_record_that_cannot_be_saved_leaves_it_open(session: Session, customer: int) -> None:
    id = plan(session, customer, "2026-11-17")
    with pytest.raises(FieldError):
        complete_follow_up(session, id, InteractionRecord(customer, "  "))
    assert get_follow_up(session, id).state == "open"


def test_putting_off_and_deleting(session: Session, customer: int) -> None:
    ids = [plan(session, customer, "2026-11-17"), plan(session, customer, "2026-11-18")]
    snooze_follow_ups(session, ids, "2026-11-30")
    found = list_of_customer(session, customer)
    assert {f.due for f in found} == {"2026-11-30"}
    delete_follow_up(session, ids[0])
    with pytest.raises(UserError):
        get_follow_up(session, ids[0])
    for _step in range(2):
        session.undo()
    assert [f.due for f in list_of_customer(session, customer)] == ["2026-11-17", "2026-11-18"]


def test_due_state() -> None:
    record = FollowUpRecord(1, "x", "2026-11-18")
    states = [due_state(record, day) for day in ("2026-11-19", "2026-11-18", "2026-11-17")]
    assert states == ["overdue", "today", "coming"]


def test_a_long_group_is_cut_and_counted(session: Session, customer: int) -> None:
    for day in range(1, 6):
        plan(session, customer, f"2026-11-0{day}")
    groups = list_groups(session, limit=2)
    assert [f.due for f in groups.overdue] == ["2026-11-01", "2026-11-02"]
    assert (groups.overdue_count, groups.today_count, groups.this_week_count) == (5, 0, 0)


def repeated(session: Session, customer: int, due: str, rule: str) -> int:
    repeat = begin_repeat(rule, date.fromisoformat(due))
    return save_follow_up(session, FollowUpRecord(customer, "check", due, repeat=repeat))


@pytest.mark.parametrize(
    ("due", "rule", "expected"),
    [
        ("2026-11-18", "FREQ=WEEKLY;INTERVAL=2", "2026-12-02"),
        ("2026-10-31", "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", "2026-11-30"),
        # two were missed: the next one is after today
        ("2026-10-14", "FREQ=WEEKLY;INTERVAL=2", "2026-11-25"),
        # done before its day: the one after it; New Year is a holiday where it is known
        ("2026-11-22", "FREQ=MONTHLY", "2026-12-22"),
        # 28 November is a Saturday: the Monday after
        ("2026-10-28", "FREQ=MONTHLY", "2026-11-30"),
    ],
)
def test_a_repeated_follow_up_plans_its_next_one(
    session: Session, customer: int, due: str, rule: str, expected: str
) -> None:
    id = repeated(session, customer, due, rule)
    next_id = complete_follow_up(session, id)
    assert next_id is not None
    following = get_follow_up(session, next_id)
    assert (following.due, following.title, following.state) == (expected, "check", "open")
    session.undo()
    assert [one.id for one in list_of_customer(session, customer)] == [id]


def test_a_moved_day_does_not_move_the_days_after_it(session: Session, customer: int) -> None:
    id = repeated(session, customer, "2026-10-28", "FREQ=MONTHLY")
    second = complete_follow_up(session, id)
    assert second is not None
    assert get_follow_up(session, second).due == "2026-11-30"
    session.clock = FixedClock(date(2026, 11, 30))
    third = complete_follow_up(session, second)
    assert third is not None
    assert get_follow_up(session, third).due == "2026-12-28"


def test_logging_a_repeated_follow_up_plans_its_next_one(session: Session, customer: int) -> None:
    id = repeated(session, customer, "2026-11-18", "FREQ=WEEKLY")
    log_contact(session, InteractionRecord(customer, "talk"), completes=id)
    assert [one.due for one in list_of_customer(session, customer)] == ["2026-11-25"]


def test_several_are_handed_over_and_deleted_in_one_step(session: Session, customer: int) -> None:
    ids = [plan(session, customer, "2026-11-18", title) for title in ("a", "b", "c")]
    hand_over_follow_ups(session, ids[:2], "Ben")
    assert [one.staff for one in list_of_customer(session, customer)] == ["Ben", "Ben", "Ann"]
    assert session.undo_label() == "Hand over follow-up: 星河印务 a +1"
    delete_follow_ups(session, ids)
    assert list_of_customer(session, customer) == []
    session.undo()
    assert len(list_of_customer(session, customer)) == 3


def test_several_are_put_off_and_done_in_one_step(session: Session, customer: int) -> None:
    other = save_customer(session, CustomerRecord("青石包装"))
    ids = [plan(session, customer, "2026-11-18", title, due_time="10:00") for title in ("a", "b")]
    put_off(session, ids, [other], "2026-11-23", "Get in touch")
    found = [(one.title, one.due, one.due_time) for one in list_due(session, 30)]
    assert found == [
        ("a", "2026-11-23", "10:00"),
        ("b", "2026-11-23", "10:00"),
        ("Get in touch", "2026-11-23", ""),
    ]
    session.undo()
    assert {one.due for one in list_due(session, 30)} == {"2026-11-18"}
    complete_follow_ups(session, ids)
    assert list_due(session, 30) == []
    session.undo()
    assert len(list_due(session, 30)) == 2
