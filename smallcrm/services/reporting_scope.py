"""What a report is about: which days, whose customers; and the rules by which it judges."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from peewee import Expression, Field, ModelSelect, fn

from smallcrm.core.dates import Month, add_months
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.models import Customer, Staff
from smallcrm.reports.monthly import Period
from smallcrm.storage.database import among, database

SLEEPING_DAYS = 60
TERM_DAYS = 30
TREND_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Scope:
    """Some days of all customers, or of those of one owner, level or segment.

    `data_until` is the moment the figures stand for; days after it do not count yet. `segment` are
    the ids of a segment; `ids` of all customers in scope, once they are known. None is all.
    """

    period: Period
    data_until: datetime
    owner_id: int | None = None
    level: str = ""
    segment: frozenset[int] | None = None
    ids: frozenset[int] | None = None

    @classmethod
    def of(cls, days: Month | Period, now: datetime, owner_id: int | None = None) -> "Scope":
        """The days, up to their end or up to now."""
        period = Period(days.first, days.last)
        return cls(period, min(now, datetime.combine(days.last, time(23, 59))), owner_id)

    @property
    def as_of(self) -> date:
        """The day whose evening the states stand for."""
        return self.data_until.date()

    @property
    def is_over(self) -> bool:
        """Whether the period has come to its end."""
        return self.data_until.time() == time(23, 59) and self.as_of == self.period.last

    @property
    def is_all(self) -> bool:
        """Whether all customers are told of."""
        return self.owner_id is None and not self.level and self.segment is None

    @property
    def first(self) -> str:
        """The first day as ISO text."""
        return self.period.first.isoformat()

    @property
    def last(self) -> str:
        """The last day that counts, as ISO text."""
        return self.as_of.isoformat()

    @property
    def months(self) -> tuple[Month, ...]:
        """Twelve months, the last one that in which the period ends."""
        end = Month.of(self.as_of)
        return tuple(end.plus(place) for place in range(1 - TREND_MONTHS, 1))

    @property
    def month_ends(self) -> tuple[date, ...]:
        """The days at whose end states are told, for the twelve months."""
        return (*(month.last for month in self.months[:-1]), self.as_of)

    @property
    def counted(self) -> Period:
        """The days of the period that count."""
        return Period(self.period.first, self.as_of)

    @property
    def previous(self) -> Period:
        """The days before: as many whole months, or as many days."""
        first, last = self.period.first, self.period.last
        if first.day == 1 and last == Month.of(last).last:
            months = _months_between(first, last)
            return Period(Month.of(first).plus(-months).first, first - timedelta(days=1))
        return Period(first - (last - first) - timedelta(days=1), first - timedelta(days=1))

    @property
    def year_ago(self) -> Period:
        """The same days of the year before."""
        first, last = add_months(self.period.first, -12), add_months(self.period.last, -12)
        if self.period.last == Month.of(self.period.last).last:
            last = Month.of(last).last
        return Period(first, last)

    @property
    def year_start(self) -> date:
        """The first day of the twelve months up to `as_of`."""
        return add_months(self.as_of, -12) + timedelta(days=1)

    @property
    def year_before(self) -> date:
        """The first day of the twelve months before those."""
        return add_months(self.year_start, -12)

    def covers(self, customer: int, owner: int | None, level: str) -> bool:
        """Whether a customer in this state is told of."""
        return (
            self.owner_id in (None, owner)
            and self.level in ("", level)
            and (self.segment is None or customer in self.segment)
        )

    def only_own(self, query: ModelSelect, customer: Field) -> ModelSelect:
        """The query narrowed to the customers in scope."""
        if self.ids is not None:
            return query.where(customer << among(self.ids))
        if self.owner_id is None:
            return query
        own = Customer.select(Customer.id).where(Customer.owner == self.owner_id)
        return query.where(customer << own)


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1


def find_staff(name: str) -> int | None:
    """The id of a staff member; None for "", which means all. UserError where there is none."""
    if not name:
        return None
    found = fetch(Staff.select(Staff.id).where(Staff.name.collate("NOCASE") == name))
    if not found:
        raise UserError(_("There is no staff member “%(name)s”.") % {"name": name})
    return int(found[0][0])


def fetch(query: ModelSelect) -> list[tuple[Any, ...]]:
    """All rows of a query as they are stored: for hundreds of thousands of them."""
    rows: list[tuple[Any, ...]] = database.execute(query).fetchall()
    return rows


def day_of(field: Field) -> Any:
    """The day of a column that holds a day, or a day and time."""
    return fn.SUBSTR(field, 1, 10)


def month_of(field: Field) -> Any:
    """The month, as "2026-11", of a column that holds a day."""
    return fn.SUBSTR(field, 1, 7)


def until(field: Field, day: str) -> Expression:
    """The condition that a day, or day and time, is not after `day`."""
    return field <= f"{day} 99"


def within(field: Field, days: Period) -> Expression:
    """The condition that a day, or day and time, lies in a period."""
    return (field >= days.first.isoformat()) & until(field, days.last.isoformat())


def count_if(condition: Expression) -> Any:
    """How many rows fulfil a condition."""
    return fn.COALESCE(fn.SUM(condition), 0)
