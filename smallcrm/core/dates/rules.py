"""What the rules for date words of both languages share."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from smallcrm.core.dates.calendar import Month, monday_of
from smallcrm.core.dates.parse import make_date

Match = re.Match[str]
Reader = Callable[[Match, date], date | None]
# A pattern and what turns its match, seen from today, into a day (None: it is no date after all).
Rule = tuple[str, Reader]


def coming_day(today: date, month: int, day: int) -> date | None:
    """Return the next such day of the year; today counts. None when there is no such day."""
    found = make_date(today.year, month, day)
    if found is not None and found < today:
        return make_date(today.year + 1, month, day)
    return found


def coming_day_of_month(today: date, day: int) -> date | None:
    """Return the next such day of a month; today counts."""
    found = make_date(today.year, today.month, day)
    if found is None or found < today:
        month = Month.of(today).next()
        return make_date(month.year, month.month, day)
    return found


def day_of_week(today: date, weekday: int, weeks: int | None) -> date:
    """Return a day of the week `weeks` after this one; without it the next one after today."""
    if weeks is not None:
        return monday_of(today) + timedelta(weeks=weeks, days=weekday)
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def end_of_week(today: date, weeks: int) -> date:
    """Return the Friday of a week; Sunday when this week's Friday is past."""
    friday = day_of_week(today, 4, weeks)
    return friday if friday >= today else day_of_week(today, 6, weeks)


def weekend(today: date, weeks: int) -> date:
    """Return the Saturday of a week, or today when it is this week's Sunday."""
    return max(day_of_week(today, 5, weeks), today)


def end_of_quarter(today: date, quarters: int) -> date:
    """Return the last day of the quarter so many after this one."""
    first = Month(today.year, (today.month - 1) // 3 * 3 + 1)
    return first.plus(3 * quarters + 2).last


def add_workdays(day: date, count: int) -> date:
    """Return the day so many days from Monday to Friday later; holidays are not known."""
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
