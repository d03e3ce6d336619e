"""Stretches of days in filters: by their name, as so many days back, or from one day to another."""

from datetime import date, timedelta

from smallcrm.core.dates import Month
from smallcrm.core.i18n import N_

# Each is kept by its key: what today lies in moves with the day.
PERIODS: dict[str, str] = {
    "this_week": N_("this week"),
    "this_month": N_("this month"),
    "last_month": N_("last month"),
    "this_quarter": N_("this quarter"),
    "last_quarter": N_("last quarter"),
    "this_year": N_("this year"),
    "last_year": N_("last year"),
}
BETWEEN = ".."
MOST_DAYS = 36_500

# From the first day to the one after the last, as ISO text; None where it is open.
Range = tuple[str | None, str | None]


def period_range(period: str, today: date) -> Range:
    """The days of a period: a key of PERIODS, days back as digits, "from..until", "" for ever.

    ValueError when it is none of these.
    """
    if not period:
        return None, None
    if period.isdecimal():
        return days_back(int(period), today)
    if BETWEEN in period:
        first, _sign, last = period.partition(BETWEEN)
        return first or None, day_after(last) if last else None
    if period == "this_week":
        monday = today - timedelta(days=today.weekday())
        return monday.isoformat(), (monday + timedelta(days=7)).isoformat()
    count, first_month = _months(period, Month.of(today))
    return first_month.first.isoformat(), first_month.plus(count).first.isoformat()


def _months(period: str, now: Month) -> tuple[int, Month]:
    """How many months a period has, and its first one."""
    quarter = now.plus(-((now.month - 1) % 3))
    year = now.plus(1 - now.month)
    known = {
        "this_month": (1, now),
        "last_month": (1, now.plus(-1)),
        "this_quarter": (3, quarter),
        "last_quarter": (3, quarter.plus(-3)),
        "this_year": (12, year),
        "last_year": (12, year.plus(-12)),
    }
    if period not in known:
        raise ValueError(f"no period: {period}")
    return known[period]


def days_back(days: int, today: date) -> Range:
    """From so many days ago to today."""
    return shifted(today, -days), shifted(today, 1)


def shifted(day: date, days: int) -> str:
    """A day so many days later as ISO text; never beyond the calendar."""
    days = max(-MOST_DAYS, min(MOST_DAYS, days))
    return (day + timedelta(days=days)).isoformat()


def day_after(day: str) -> str:
    """The day after an ISO day. ValueError when it is none."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
