"""What is due and what rules say where a month, a year or an hour ends: under clocks that stand
still, one minute to midnight and one after.
"""

from datetime import date, datetime, timedelta

import pytest

from smallcrm.core.dates import FixedClock
from smallcrm.services.customers import save_customer
from smallcrm.services.follow_ups import (
    due_state,
    get_follow_up,
    list_groups,
    list_of_customer,
    list_timed,
    save_follow_up,
)
from smallcrm.services.interactions import save_interaction
from smallcrm.services.orders import save_term
from smallcrm.services.records import CustomerRecord, FollowUpRecord, InteractionRecord, TermRecord
from smallcrm.services.reminders import run_reminders
from smallcrm.storage.session import Session

EDGES = (
    date(2028, 2, 29),  # a leap day
    date(2027, 2, 28),
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2026, 11, 30),
    date(2026, 3, 29),  # an hour is left out in Europe
    date(2026, 10, 25),  # an hour comes twice
)


@pytest.fixture
def customer(session: Session) -> int:
    return save_customer(session, CustomerRecord("Alder", level="B", status="active"))


def go_to(session: Session, when: datetime) -> None:
    session.clock = FixedClock(when)


@pytest.mark.parametrize("day", EDGES)
def test_a_day_is_due_from_midnight_to_midnight(session: Session, customer: int, day: date) -> None:
    id = save_follow_up(session, FollowUpRecord(customer, "Call", day.isoformat()))
    record = get_follow_up(session, id)
    midnight = datetime.combine(day, datetime.min.time())
    for moment, state, counts in (
        (midnight - timedelta(minutes=1), "coming", (0, 0)),
        (midnight, "today", (1, 0)),
        (midnight + timedelta(hours=23, minutes=59), "today", (1, 0)),
        (midnight + timedelta(days=1), "overdue", (0, 1)),
    ):
        go_to(session, moment)
        assert due_state(record, session.today) == state
        groups = list_groups(session)
        assert (groups.today_count, groups.overdue_count) == counts


@pytest.mark.parametrize("day", EDGES)
def test_the_rhythm_counts_days_not_months(session: Session, customer: int, day: date) -> None:
    save_interaction(session, InteractionRecord(customer, "talked", at=f"{day} 23:59"))
    go_to(session, datetime.combine(day + timedelta(days=29), datetime.max.time()))
    run_reminders(session)
    assert not [one for one in list_of_customer(session, customer) if one.rule == "cadence"]
    go_to(session, datetime.combine(day + timedelta(days=30), datetime.min.time()))
    assert run_reminders(session) == (1, 0)
    assert run_reminders(session) == (0, 0)


@pytest.mark.parametrize(
    ("starts", "due"),
    [("2026-02-28", "2028-02-28"), ("2024-02-29", "2026-02-28"), ("2024-12-31", "2026-12-31")],
)
def test_a_part_wears_out_after_whole_months(
    session: Session, customer: int, starts: str, due: str
) -> None:
    record = TermRecord(customer, "Battery", "consumable", starts=starts)
    save_term(session, record)
    last = date.fromisoformat(due)
    found = []
    for before in (30, 5):
        go_to(session, datetime.combine(last - timedelta(days=before), datetime.min.time()))
        run_reminders(session)
        plans = list_of_customer(session, customer)
        found.append([one.fact for one in plans if one.rule == "term_consumable"])
    assert found[0] == []
    assert [due in fact for fact in found[1]] == [True]


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_a_time_in_the_hour_that_is_moved_is_told(
    session: Session, customer: int, day: str
) -> None:
    save_follow_up(session, FollowUpRecord(customer, "Call", day, due_time="02:30"))
    before = datetime.fromisoformat(f"{day} 01:59")
    after = datetime.fromisoformat(f"{day} 03:00")
    assert [one.due_time for one in list_timed(session, before, after)] == ["02:30"]
    assert list_timed(session, after, after + timedelta(hours=1)) == []
