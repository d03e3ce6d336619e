"""Finding birthdays by the days on which they are kept, whatever the year of birth."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from peewee import Expression, fn

from smallcrm.core.dates.lunar import NO_YEAR, days_of_year

# Comparisons that count from today: they ask when a birthday is kept, not when somebody was born.
COUNTED = ("last_days", "next_days", "period")
_YEAR = 366


def kept_on(column: Any, common: Iterable[str], lunar: Iterable[str]) -> Expression:
    """The condition on a column of birthdays: kept on one of the days ("MM-DD")."""
    part, is_lunar = fn.SUBSTR(column, 6, 5), column.model.birthday_lunar
    condition: Expression = ((is_lunar == 0) & (part << list(common))) | (
        (is_lunar == 1) & (part << list(lunar))
    )
    return condition


def kept_within(column: Any, first: str, until: str) -> Expression:
    """The condition: kept on a day from `first` to before `until` (ISO)."""
    start = date.fromisoformat(first)
    count = min((date.fromisoformat(until) - start).days, _YEAR)
    common: set[str] = set()
    lunar: set[str] = set()
    for n in range(count):
        for found, names in zip((common, lunar), days_of_year(start + timedelta(n)), strict=True):
            found.update(names)
    return kept_on(column, common, lunar)


def has_year(column: Any) -> Expression:
    """The condition: the year of the birthday is known."""
    condition: Expression = ~column.startswith(f"{NO_YEAR}-")
    return condition
