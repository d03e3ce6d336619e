"""Months, weeks and the clock."""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

_MONTH = re.compile(r"(\d{4})\s*(?:[-./]\s*(\d{1,2})|年\s*(\d{1,2})\s*月?)")


class Clock:
    """Tell the local time; the one place where "now" comes from."""

    def now(self) -> datetime:
        """Return the local date and time, without a zone."""
        return datetime.now()

    def today(self) -> date:
        """Return the local date."""
        return self.now().date()


class FixedClock(Clock):
    """Stand still at a moment, for tests and for --as-of; a date means nine in the morning."""

    def __init__(self, when: date) -> None:
        self._now = when if isinstance(when, datetime) else datetime.combine(when, time(9))

    def now(self) -> datetime:
        """Return the moment given."""
        return self._now


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year, written 2026-11."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1 <= self.year <= 9999):
            raise ValueError(f"no such month: {self.year}-{self.month}")

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month a day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026-11", "2026/11" or "2026年11月"; raise ValueError when it is not a month."""
        match = _MONTH.fullmatch(unicodedata.normalize("NFKC", text).strip())
        if match is None:
            raise ValueError(f"no such month: {text}")
        return cls(int(match[1]), int(match[2] or match[3]))

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def previous(self) -> "Month":
        """Return the month before."""
        return self.plus(-1)

    def next(self) -> "Month":
        """Return the month after."""
        return self.plus(1)

    def plus(self, months: int) -> "Month":
        """Return the month so many months later, or earlier when negative."""
        year, index = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, index + 1)

    def day(self, number: int) -> date:
        """Return a day of this month; a number beyond the end means the last day."""
        return min(self.first + timedelta(days=number - 1), self.last)

    def __contains__(self, day: date) -> bool:
        return (day.year, day.month) == (self.year, self.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later; 31 January plus one is the end of February."""
    return Month.of(day).plus(months).day(day.day)


def monday_of(day: date) -> date:
    """Return the Monday of the week a day lies in."""
    return day - timedelta(days=day.weekday())
