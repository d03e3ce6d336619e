"""Drafts of demonstration records: what is invented before it gets ids and is written."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from smallcrm.core.dates import Month
from smallcrm.services.demo_words import Article, City

MONTHS_BACK = 24


@dataclass(slots=True, eq=False)
class Person:
    """A contact person."""

    name: str
    male: bool
    title: str
    mobile: str = ""
    email: str = ""
    wechat: str = ""
    birthday: str | None = None
    lunar: bool = False
    interests: str = ""
    left_on: date | None = None
    id: int = 0


@dataclass(slots=True, eq=False)
class Line:
    """A line of an order: the article, how many, and the price agreed in minor units."""

    article: Article
    quantity: int
    price: int


@dataclass(slots=True, eq=False)
class Order:
    """An order with its lines, and the (day, amount) of what was paid for it."""

    day: date
    due: date
    lines: list[Line]
    paid: list[tuple[date, int]] = field(default_factory=list)
    deal: "Deal | None" = None
    cancelled: bool = False
    id: int = 0

    @property
    def amount(self) -> int:
        """The sum of the lines."""
        return sum(line.quantity * line.price for line in self.lines)

    @property
    def open_amount(self) -> int:
        """What is not paid."""
        return 0 if self.cancelled else self.amount - sum(amount for _day, amount in self.paid)


@dataclass(slots=True, eq=False)
class Deal:
    """A deal with the days it entered each stage, by place in the pipeline."""

    title: str
    what: str
    amount: int
    entered: list[tuple[int, date]]
    outcome: str = ""  # "", won or lost
    closed: date | None = None
    expected: date | None = None
    reason: str = ""
    competitor: int | None = None
    quiet: bool = False
    id: int = 0

    @property
    def opened(self) -> date:
        """When it began."""
        return self.entered[0][1]


@dataclass(slots=True, eq=False)
class Talk:
    """An interaction."""

    day: date
    kind: str
    text: str
    deal: Deal | None = None
    routine: bool = False
    at: str = ""
    id: int = 0


@dataclass(slots=True, eq=False)
class Customer:
    """A customer with everything that happened with it."""

    name: str
    short_name: str
    role: str
    industry: str
    city: City | None
    created: date
    status: str
    level: str
    source: str
    owner: int | None
    payment: int  # place in Words.payments
    pays: str = "prompt"
    until: date | None = None  # the day the relation ended, for dormant and lost ones
    tags: list[str] = field(default_factory=list)
    phone: str = ""
    brought_by: "Customer | None" = None
    people: list[Person] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    id: int = 0

    @property
    def buys(self) -> bool:
        """Whether it ever ordered or will."""
        return self.role != "supplier" and self.status in ("active", "dormant", "lost")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of the demonstration: two years up to `today`."""

    today: date

    @property
    def start(self) -> date:
        """The first day of the history."""
        return Month.of(self.today).plus(-MONTHS_BACK).first

    def progress(self, day: date) -> float:
        """How far the history has come: 0 at its start, 1 today."""
        return max(0.0, (day - self.start).days / (self.today - self.start).days)


# The first day of the lunar year; where it is not listed, a day near it.
NEW_YEARS = {
    **{2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13)},
    **{2030: (2, 3), 2031: (1, 23), 2032: (2, 11), 2033: (1, 31), 2034: (2, 19), 2035: (2, 8)},
}


def is_free(day: date) -> bool:
    """Whether nobody works: weekends, the spring festival, the first days of May and October."""
    if day.weekday() > 4 or (day.month, day.day) in ((1, 1), (5, 1), (5, 2), (5, 3)):
        return True
    if day.month == 10 and day.day <= 7:
        return True
    month, first = NEW_YEARS.get(day.year, (2, 5))
    return -1 <= (day - date(day.year, month, first)).days <= 6


def workday(day: date) -> date:
    """The day itself, or a working day not long before it."""
    while is_free(day):
        # Not always the last one, or Fridays would see most of the work.
        day -= timedelta(days=1 + day.toordinal() % 3)
    return day


def near_workday(rng: Random, day: date) -> date:
    """The day itself, or a working day before or after it."""
    return next_workday(day) if rng.random() < 0.6 else workday(day)


def workday_before(day: date) -> date:
    """The last working day before a day."""
    day -= timedelta(days=1)
    while is_free(day):
        day -= timedelta(days=1)
    return day


def next_workday(day: date) -> date:
    """The day itself, or the first working day after it."""
    while is_free(day):
        day += timedelta(days=1)
    return day


# How lively business is in each month: quiet around the spring festival, busy before the year's
# end.
SEASON = (0.85, 0.55, 1.1, 1.05, 1.0, 0.95, 0.85, 0.9, 1.1, 0.9, 1.15, 1.2)
