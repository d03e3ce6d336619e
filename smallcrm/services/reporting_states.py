"""Customers as they stood at the end of a day, and how their number and their data grew."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

from peewee import JOIN, fn

from smallcrm.models import (
    Customer,
    CustomerDay,
    CustomerFact,
    ImportFile,
    ImportRow,
    Interaction,
    Source,
    Staff,
)
from smallcrm.reports.monthly import Trend
from smallcrm.services.demo import list_removed_demo_customers
from smallcrm.services.reporting_scope import Scope, fetch
from smallcrm.storage.database import among
from smallcrm.storage.session import Session


class Known(NamedTuple):
    """A customer, with level, life-cycle stage and owner as at the end of the period."""

    id: int
    name: str
    role: str
    created: date
    level: str
    status: str
    owner: str
    source: str
    city: str
    last_contact: date | None
    was_there: bool  # at the end of the period

    @property
    def is_cared_for(self) -> bool:
        """Whether contact with it is planned and missed: neither lost nor only a supplier."""
        return self.was_there and self.status != "lost" and self.role != "supplier"

    @property
    def has_rhythm(self) -> bool:
        """Whether it is to be contacted as often as its level asks for."""
        return self.is_cared_for and self.status != "dormant"


class State(NamedTuple):
    """What was known of a customer at the end of a day."""

    level: str
    status: str
    owner_id: int | None
    completeness: int
    owed: int


States = dict[int, State]


@dataclass(frozen=True, slots=True)
class Past:
    """What was known of customers at the ends of months.

    `states` are those at the period's end, `before` and `year` those at the end of the period
    before and of the same one a year ago: None where the file knew no customer yet. `others` were
    there at the period's end, but not in scope. The trends are of customers, of completeness in
    percent, and of money due in minor units.
    """

    states: States
    before: States | None
    year: States | None
    others: frozenset[int]
    customers: Trend
    completeness: Trend
    due: Trend


def load_past(session: Session, scope: Scope) -> Past:
    """Read the states of all customers once, and count them at each month's end."""
    ends = [day.isoformat() for day in scope.month_ends]
    told = [scope.last, scope.previous.last.isoformat(), scope.year_ago.last.isoformat()]
    days = sorted({*ends, *told})
    removed = list_removed_demo_customers(session)
    query = CustomerDay.select(
        CustomerDay.customer,
        CustomerDay.day,
        CustomerDay.level,
        CustomerDay.status,
        CustomerDay.owner,
        CustomerDay.completeness,
        CustomerDay.owed,
        CustomerDay.gone,
    )
    query = query.where(CustomerDay.day <= days[-1])
    rows = fetch(query.order_by(CustomerDay.customer.desc(), CustomerDay.day.desc()))
    sums, states, others = _add_up(
        scope, [row for row in rows if row[0] not in removed], days, told
    )
    begun = min((row[1] for row in rows if row[0] not in removed), default="9999")
    counts, complete, owed = (list(accumulate(one))[:-1] for one in sums)
    shares = [whole / n if n else None for whole, n in zip(complete, counts, strict=True)]
    is_known = [day >= begun for day in days]

    def trend(values: Sequence[float | None]) -> Trend:
        at = {
            day: value if known else None
            for day, value, known in zip(days, values, is_known, strict=True)
        }
        now, before, year = (at[day] for day in told)
        return Trend(now, before, tuple(at[day] for day in ends), year)

    before, year = (states[day] if day >= begun else None for day in told[1:])
    now = states[told[0]]
    return Past(now, before, year, others, trend(counts), trend(shares), trend(owed))


def _add_up(
    scope: Scope, rows: Sequence[tuple[Any, ...]], days: Sequence[str], told: Sequence[str]
) -> tuple[tuple[list[int], list[int], list[int]], dict[str, States], frozenset[int]]:
    """How count, completeness and money due change from day to day; and the states on some.

    The ids are of customers that were there on the first of the days told, but not in scope.
    """
    counts, complete, due = ([0] * (len(days) + 1) for _sum in range(3))
    states: dict[str, States] = {day: {} for day in told}
    places = [(days.index(day), states[day]) for day in states]
    is_all, covers, every = scope.is_all, scope.covers, len(days)
    now, others = days.index(told[0]), set()
    later, until_place = 0, every
    for customer, day, level, status, owner, completeness, owed, gone in rows:
        # Newest first: a state holds up to the one read before it.
        if customer != later:
            later, until_place = customer, every
        place = bisect_left(days, day)
        if gone or place == until_place:
            pass
        elif not (is_all or covers(customer, owner, level)):
            if place <= now < until_place:
                others.add(customer)
        else:
            counts[place] += 1
            counts[until_place] -= 1
            complete[place] += completeness
            complete[until_place] -= completeness
            if owed > 0:
                due[place] += owed
                due[until_place] -= owed
            state = State(level, status, owner, completeness, owed)
            for at, there in places:
                if place <= at < until_place:
                    there[customer] = state
        until_place = place
    return (counts, complete, due), states, frozenset(others)


def load_customers(scope: Scope, past: Past) -> dict[int, Known]:
    """Every customer of the file that is in scope, by id.

    Who has no state at the period's end (the file is younger) is taken as it is today.
    """
    staff = dict(fetch(Staff.select(Staff.id, Staff.name)))
    sources = dict(fetch(Source.select(Source.id, Source.name)))
    contacts = _last_contacts(scope)
    query = Customer.select(
        Customer.id,
        Customer.name,
        Customer.role,
        Customer.created,
        Customer.level,
        Customer.status,
        Customer.owner,
        Customer.source,
        CustomerFact.city,
    ).join(CustomerFact, JOIN.LEFT_OUTER, on=(CustomerFact.customer == Customer.id))
    found = {}
    new_day, last = cache(date.fromisoformat), scope.last
    for id, name, role, created, level, status, owner, source, city in fetch(query):
        state = past.states.get(id)
        if state is not None:
            level, status, owner = state[:3]
        elif id in past.others or not scope.covers(id, owner, level):
            continue
        found[id] = Known(
            id,
            name,
            role,
            new_day(created[:10]),
            level,
            status,
            staff.get(owner, ""),
            sources.get(source, ""),
            city or "",
            contacts.get(id),
            state is not None or created <= last,
        )
    return found


def _last_contacts(scope: Scope) -> dict[int, date]:
    """When each customer was last contacted, as known at the end of the period."""
    end = f"{scope.last} 99"
    facts = CustomerFact.select(CustomerFact.customer, CustomerFact.last_contact)
    # Those contacted since have an earlier contact to be looked for.
    earlier = (
        Interaction.select(Interaction.at)
        .where((Interaction.customer == CustomerFact.customer) & (Interaction.at <= end))
        .where(Interaction.kind != "note")
        .order_by(Interaction.at.desc())
        .limit(1)
    )
    since = CustomerFact.select(CustomerFact.customer, earlier)
    rows = fetch(facts.where(CustomerFact.last_contact <= end))
    rows += fetch(since.where(CustomerFact.last_contact > end))
    return {id: date.fromisoformat(at[:10]) for id, at in rows if at}


def as_trend(months: Sequence[float | None], told: Sequence[float | None] | None = None) -> Trend:
    """A figure by month, and as `told`: now, the period before, the same a year ago."""
    now, before, year = told or (months[-1], months[-2], None)
    return Trend(now, before, tuple(months), year)


def count_imported(scope: Scope, new: Sequence[Known]) -> int:
    """How many customers, new in the period, date from the day of the import that made them.

    Their list told no day, so that they may well be old customers.
    """
    if not new:
        return 0
    day = fn.SUBSTR(ImportFile.at, 1, 10)
    query = (
        ImportRow.select(fn.COUNT(ImportRow.customer_id.distinct()))
        .join(ImportFile, on=(ImportRow.import_id == ImportFile.id))
        .join(Customer, on=(ImportRow.customer_id == Customer.id))
        .where(day.between(scope.first, scope.last), ImportRow.outcome == "created")
        .where(Customer.created == day, Customer.id << among([one.id for one in new]))
    )
    return int(query.scalar())
