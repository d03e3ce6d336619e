"""Customers as they stood at the end of a day, and how their number and their data grew."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from peewee import JOIN

from smallcrm.models import Customer, CustomerDay, CustomerFact, Interaction, Source, Staff
from smallcrm.reports.monthly import Trend
from smallcrm.services.demo import list_removed_demo_customers
from smallcrm.services.reporting_scope import Scope, fetch
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


@dataclass(frozen=True, slots=True)
class Past:
    """What was known of customers at the ends of months.

    `states` holds (level, status, owner id) by customer at the end of the period; `completeness`
    is the mean in percent. Figures are None for days before the file knew any customer.
    """

    states: dict[int, tuple[str, str, int | None]]
    customers: Trend
    completeness: Trend


def load_past(session: Session, scope: Scope) -> Past:
    """Read the states of all customers once, and count them at each month's end."""
    ends = [day.isoformat() for day in scope.month_ends]
    # How the count and the sum change from one month's end to the next.
    counts, sums = [0] * (len(ends) + 1), [0] * (len(ends) + 1)
    states: dict[int, tuple[str, str, int | None]] = {}
    removed = list_removed_demo_customers(session)
    query = CustomerDay.select(
        CustomerDay.customer,
        CustomerDay.day,
        CustomerDay.level,
        CustomerDay.status,
        CustomerDay.owner,
        CustomerDay.completeness,
        CustomerDay.gone,
    )
    query = query.where(CustomerDay.day <= ends[-1])
    rows = fetch(query.order_by(CustomerDay.customer.desc(), CustomerDay.day.desc()))
    later, until_place = 0, len(ends)
    for customer, day, level, status, owner, completeness, gone in rows:
        # Newest first: a state holds up to the one read before it.
        until_place = until_place if customer == later else len(ends)
        later, place = customer, bisect_left(ends, day)
        if not gone and customer not in removed and scope.owner_id in (None, owner):
            if until_place == len(ends):
                states[customer] = (level, status, owner)
            counts[place] += 1
            counts[until_place] -= 1
            sums[place] += completeness
            sums[until_place] -= completeness
        until_place = place
    begun = min((row[1] for row in rows if row[0] not in removed), default="9999")
    totals = list(accumulate(counts))[:-1]
    shares = [sum / n if n else None for sum, n in zip(accumulate(sums), totals, strict=False)]
    known = [n if day >= begun else None for n, day in zip(totals, ends, strict=True)]
    return Past(states, as_trend(known), as_trend(shares))


def load_customers(scope: Scope, past: Past) -> dict[int, Known]:
    """Every customer of the file that is in scope, by id."""
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
    for row in fetch(scope.only_own(query, Customer.id)):
        id, name, role, created, level, status, owner, source, city = row
        level, status, owner = past.states.get(id, (level, status, owner))
        found[id] = Known(
            id,
            name,
            role,
            date.fromisoformat(created[:10]),
            level,
            status,
            staff.get(owner, ""),
            sources.get(source, ""),
            city or "",
            contacts.get(id),
            id in past.states or created <= scope.last,
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


def as_trend(months: Sequence[float | None]) -> Trend:
    """The last of the months, the one before, and all of them."""
    return Trend(months[-1], months[-2], tuple(months))
