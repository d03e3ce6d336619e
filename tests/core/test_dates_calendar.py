from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.core.dates import Clock, FixedClock, Month, add_months, monday_of

days = st.dates(date(1900, 1, 1), date(2199, 12, 1))


def test_a_clock_that_stands_still():
    clock = FixedClock(datetime(2026, 11, 18, 9, 30))
    assert clock.now() == datetime(2026, 11, 18, 9, 30)
    assert clock.today() == date(2026, 11, 18)
    assert FixedClock(date(2026, 11, 18)).now() == datetime(2026, 11, 18, 9, 0)


def test_the_clock_tells_local_time():
    before, now, after = datetime.now(), Clock().now(), datetime.now()
    assert before <= now <= after
    assert now.tzinfo is None


def test_a_month_knows_its_days_and_neighbours():
    month = Month(2028, 2)
    assert (month.first, month.last) == (date(2028, 2, 1), date(2028, 2, 29))
    assert Month(2026, 12).next() == Month(2027, 1)
    assert Month(2026, 1).previous() == Month(2025, 12)
    assert Month(2026, 11).plus(-23) == Month(2024, 12)
    assert date(2026, 11, 30) in Month(2026, 11)
    assert date(2025, 11, 30) not in Month(2026, 11)
    assert Month(2026, 2).day(31) == date(2026, 2, 28)


def test_a_month_is_written_and_read():
    assert str(Month(2026, 3)) == "2026-03"
    assert Month.parse(" 2026-3 ") == Month(2026, 3)
    assert Month(2025, 12) < Month(2026, 1)


@pytest.mark.parametrize("text", ["2026-13", "2026", "26-03", "March", "", "2026-00", "2026-11-01"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError, match="no such month"):
        Month.parse(text)


@given(days)
def test_months_are_read_back_and_hold_their_days(day):
    month = Month.of(day)
    assert Month.parse(str(month)) == month
    assert month.first <= day <= month.last
    assert day in month
    assert month.next().previous() == month


def test_adding_months_keeps_the_day_or_takes_the_last():
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 11, 18), 14) == date(2028, 1, 18)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)


@given(days)
def test_weeks_begin_on_monday(day):
    monday = monday_of(day)
    assert monday.weekday() == 0
    assert 0 <= (day - monday).days < 7
