"""What a reminder rule is asked, and what it answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import Expression, Field, ModelSelect, fn

from smallcrm.core.dates import format_date
from smallcrm.core.money import format_money
from smallcrm.models import Customer, FollowUp
from smallcrm.services.reminder_rules import Choice, Rule, Shift, last_offset
from smallcrm.storage.database import database


@dataclass(frozen=True, slots=True)
class Hit:
    """Something a rule found: whom, which fact, and when it is due.

    A rule and a fact make one follow-up of a customer, ever. `day` is what it is about; `amount` in
    minor units; `before` is what the customer bought earlier.
    """

    customer_id: int
    customer: str
    level: str
    owner_id: int | None
    fact: str
    day: date
    due: date
    latest: date | None = None
    contact_id: int | None = None
    deal_id: int | None = None
    order_id: int | None = None
    contact: str = ""
    what: str = ""
    amount: int | None = None
    years: int = 0
    before: str = ""

    def values(self, today: date, language: str) -> dict[str, str]:
        """What fills the places of texts."""
        amount = "" if self.amount is None else format_money(self.amount, language, short=True)
        return {
            "customer": self.customer,
            "contact": self.contact or self.customer,
            "level": self.level,
            "date": format_date(self.day, language),
            "days": str(abs((today - self.day).days)),
            "years": str(self.years),
            "what": self.what,
            "amount": amount,
            "before": self.before,
        }


@dataclass(frozen=True, slots=True)
class Look:
    """A question to a rule: what holds today.

    With `among` only of customers with an open follow-up of the rule, however long ago its day was:
    does it still hold? Otherwise what is new, at most `limit` (None: any number) that have no
    follow-up yet unless `again`; only of the customers `of` (a query of ids) where it is given.
    """

    rule: Rule
    choice: Choice
    today: date
    shift: Shift
    among: bool = False
    again: bool = False
    limit: int | None = None
    of: ModelSelect | None = None

    @property
    def text(self) -> str:
        """Today as ISO text."""
        return self.today.isoformat()

    def ago(self, days: int) -> str:
        """The day so many days ago, as ISO text."""
        return (self.today - timedelta(days=days)).isoformat()

    def narrow(self, query: ModelSelect, fact: Any = None) -> ModelSelect:
        """Only those the question is about; `fact` is the SQL of the fact, where it has one."""
        if self.among:
            mine = FollowUp.alias()
            opened = mine.select(mine.customer).where(
                (mine.rule == self.rule.key) & (mine.state == "open")
            )
            return query.where(Customer.id << opened)
        if self.of is not None:
            query = query.where(Customer.id << self.of)
        if fact is not None and not self.again:
            made = FollowUp.alias()
            known = made.select(made.id).where(
                (made.rule == self.rule.key) & (made.fact == fact) & (made.customer == Customer.id)
            )
            query = query.where(~fn.EXISTS(known))
        return query.limit(self.limit) if self.limit is not None and fact is not None else query

    def wanted(self) -> Callable[[int, str], bool]:
        """Whether a fact of a customer has no follow-up yet, for rules that must look at all."""
        if self.among or self.again:
            return lambda customer, fact: True
        query = FollowUp.select(FollowUp.customer_id, FollowUp.fact)
        known = set(fetch(query.where(FollowUp.rule == self.rule.key)))
        return lambda customer, fact: (customer, fact) not in known

    def enough(self, found: list[Hit]) -> bool:
        """Whether as many were found as may be made."""
        return not self.among and self.limit is not None and len(found) >= self.limit

    def cared_for(self) -> Expression:
        """Customers the rule is for: not lost, and willing where it only greets."""
        condition = Customer.status != "lost"
        if self.rule.greets:
            condition &= (Customer.consent != "refused") & (Customer.role != "supplier")
        if self.choice.levels:
            condition &= Customer.level << list(self.choice.levels)
        return condition

    def window(self, days_kept: int) -> tuple[date, date]:
        """The days something may be on to be told of today: from `days_kept` ago on."""
        before = max(0, -min(self.choice.offsets, default=0)) + 10  # 10: moved to a working day
        return self.today - timedelta(days=days_kept), self.today + timedelta(days=before)

    def dated(self, key: object, day: date) -> tuple[str, date, date | None] | None:
        """The fact, due day and latest day of something on a day; None when it is not yet time."""
        found = last_offset(day, self.choice, self.today, self.shift)
        if found is None:
            return None
        offset, due = found
        return f"{key}:{day}:{offset}", due, day if offset < 0 else None

    def last_day(self) -> date | None:
        """The last day something may be on that it is time to tell of; None when there is none."""
        first, day = self.window(366)
        while day >= first:
            if last_offset(day, self.choice, self.today, self.shift) is not None:
                return day
            day -= timedelta(days=1)
        return None


def fetch(query: ModelSelect) -> list[tuple[Any, ...]]:
    """All rows of a query as they are stored."""
    rows: list[tuple[Any, ...]] = database.execute(query).fetchall()
    return rows


Finder = Callable[[Look], list[Hit]]


def day_text(column: Field) -> Any:
    """The day of a column that may have a time after it."""
    return fn.SUBSTR(column, 1, 10)
