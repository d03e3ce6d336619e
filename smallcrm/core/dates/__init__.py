"""Dates: reading them from lists and from what people type, and saying them in words."""

from smallcrm.core.dates.calendar import Clock, FixedClock, Month, add_months, monday_of
from smallcrm.core.dates.parse import DateOrder, parse_date, parse_moment
from smallcrm.core.dates.past import parse_past
from smallcrm.core.dates.repeat import begin_repeat, next_day, repeat_words
from smallcrm.core.dates.when import When, parse_when
from smallcrm.core.dates.words import (
    DateStyle,
    date_words,
    format_date,
    format_time,
    moment_words,
    month_words,
    overdue_words,
    weekday_words,
    within,
)

__all__ = [
    "Clock",
    "DateOrder",
    "DateStyle",
    "FixedClock",
    "Month",
    "When",
    "add_months",
    "begin_repeat",
    "date_words",
    "format_date",
    "format_time",
    "moment_words",
    "monday_of",
    "month_words",
    "next_day",
    "overdue_words",
    "parse_date",
    "parse_moment",
    "parse_past",
    "parse_when",
    "repeat_words",
    "weekday_words",
    "within",
]
