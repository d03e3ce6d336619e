"""Customers as they stood at the end of a day, and how their number and their data grew."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from peewee import JOIN, Case, fn

from smallcrm.models import Customer, CustomerDay, CustomerFact, Interaction, Source, Staff
from smallcrm.reports.monthly import Trend
from smallcrm.services.demo import list_removed_demo_customers
from smallcrm.services.reporting_scope import Scope, until
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
class Growth:
    """Customers and how complete their data is (percent), at the end of each month."""

    customers: Trend
    completeness: Trend


def load_customers(session: Session, scope: Scope) -> dict[int, Known]:
    """Every customer of the file that is in scope, by id."""
    states = {row[0]: row[1:4] for row in session.as_of(scope.last)}
    staff = dict(list(Staff.select(Staff.id, Staff.name).tuples()))
    contacts = _last_contacts(scope)
    query = (
        Customer.select(
            Customer.id,
            Customer.name,
            Customer.role,
            Customer.created,
            Customer.level,
            Customer.status,
            Customer.owner,
            Source.name,
            CustomerFact.city,
        )
        .join(Source, JOIN.LEFT_OUTER, on=(Customer.source == Source.id))
        .switch(Customer)
        .join(CustomerFact, JOIN.LEFT_OUTER, on=(CustomerFact.customer == Customer.id))
    )
    found = {}
    for row in list(scope.only_own(query, Customer.id).tuples()):
        id, name, role, created, level, status, owner, source, city = row
        level, status, owner = states.get(id, (level, status, owner))
        found[id] = Known(
            id,
            name,
            role,
            date.fromisoformat(created[:10]),
            level,
            status,
            staff.get(owner, ""),
            source or "",
            city or "",
            contacts.get(id),
            id in states or created <= scope.last,
        )
    return found


def _last_contacts(scope: Scope) -> dict[int, date]:
    query = (
        Interaction.select(Interaction.customer, fn.MAX(Interaction.at))
        .where((Interaction.kind != "note") & until(Interaction.at, scope.last))
        .group_by(Interaction.customer)
    )
    return {id: date.fromisoformat(at[:10]) for id, at in list(query.tuples())}


def load_growth(session: Session, scope: Scope) -> Growth:
    """Counts and mean completeness at the twelve month ends and the one before the last.

    None for days before the file knew any customer.
    """
    next_day = (
        fn.LEAD(CustomerDay.day)
        .over(partition_by=[CustomerDay.customer], order_by=[CustomerDay.day])
        .alias("next_day")
    )
    spans = CustomerDay.select(
        CustomerDay.customer,
        CustomerDay.day,
        next_day,
        CustomerDay.owner,
        CustomerDay.completeness,
        CustomerDay.gone,
    )
    removed = list_removed_demo_customers(session)
    if removed:
        # What was only ever shown does not belong to this company's past.
        spans = spans.where(CustomerDay.customer.not_in(sorted(removed)))
    columns = []
    for end in scope.month_ends:
        day = end.isoformat()
        there = (
            (spans.c.gone == 0)
            & (spans.c.day <= day)
            & (spans.c.next_day.is_null() | (spans.c.next_day > day))
        )
        if scope.owner_id is not None:
            there &= spans.c.owner_id == scope.owner_id
        columns.append(fn.SUM(Case(None, [(there, 1)], 0)))
        columns.append(fn.AVG(Case(None, [(there, spans.c.completeness)], None)))
    columns.append(fn.MIN(spans.c.day))
    ((*values, first),) = list(CustomerDay.select(*columns).from_(spans).tuples())
    known = [first is not None and end.isoformat() >= first for end in scope.month_ends]
    counts = [
        count if is_known else None for count, is_known in zip(values[::2], known, strict=True)
    ]
    return Growth(as_trend(counts), as_trend(values[1::2]))


def as_trend(months: list[float | None]) -> Trend:
    """The last of the months, the one before, and all of them."""
    return Trend(months[-1], months[-2], tuple(months))
