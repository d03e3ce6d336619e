"""Dates: reading them from lists and from what people type, and saying them in words.

What reads them is loaded when it is first asked for: it knows many patterns, and a window shows
its first page without reading a date.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from smallcrm.core.dates.calendar import Clock, FixedClock, Month, add_months, monday_of
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

if TYPE_CHECKING:
    from smallcrm.core.dates.parse import DateOrder, parse_date, parse_moment
    from smallcrm.core.dates.past import parse_past
    from smallcrm.core.dates.repeat import begin_repeat, next_day, repeat_words
    from smallcrm.core.dates.when import When, parse_when

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

_READING = {
    "DateOrder": "parse",
    "When": "when",
    "begin_repeat": "repeat",
    "next_day": "repeat",
    "parse_date": "parse",
    "parse_moment": "parse",
    "parse_past": "past",
    "parse_when": "when",
    "repeat_words": "repeat",
}


def __getattr__(name: str) -> object:
    """Load what reads dates (PEP 562)."""
    if name not in _READING:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_READING[name]}"), name)
    globals()[name] = found  # the next one who asks finds it here
    return found
