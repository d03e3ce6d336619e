"""Several customers seen together: how many, what they buy and owe, who they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from peewee import fn

from smallcrm.models import Customer, CustomerFact, Deal, Stage
from smallcrm.services.customer_list import CustomerQuery
from smallcrm.services.no_contact import find_refusals
from smallcrm.storage.database import among, fetch_rows
from smallcrm.storage.session import Session

NAMES = 8
GROUPS = ("level", "status", "owner")


@dataclass(frozen=True, slots=True)
class Together:
    """What several customers come to. Money is in minor units.

    `names` are the first few in the list's order; `groups` counts them by level, status and owner
    ("" for none); `deals` are open ones; `refused` asked not to be contacted, as a whole or one of
    their people.
    """

    count: int
    names: tuple[str, ...]
    bought: int
    owed: int
    revenue: int
    deals: int
    amount: int
    no_next_step: int
    refused: int
    groups: dict[str, list[tuple[str, int]]]


def look_at_several(session: Session, ids: Sequence[int]) -> Together:
    """Add up customers, given in the order of the list they stand in."""
    theirs = CustomerFact.customer << among(ids)
    columns = (CustomerFact.bought, CustomerFact.owed, Customer.revenue)
    [(bought, owed, revenue, missing)] = fetch_rows(
        CustomerFact.select(
            *(fn.COALESCE(fn.SUM(column), 0) for column in columns),
            fn.COALESCE(fn.SUM(CustomerFact.next_due.is_null()), 0),
        )
        .join(Customer, on=(CustomerFact.customer == Customer.id))
        .where(theirs)
    )
    [(deals, amount)] = fetch_rows(
        Deal.select(fn.COUNT(Deal.id), fn.COALESCE(fn.SUM(Deal.amount), 0))
        .join(Stage)
        .where((Deal.customer << among(ids)) & (Stage.kind == "open"))
    )
    first = list(ids[:NAMES])
    known = dict(
        fetch_rows(Customer.select(Customer.id, Customer.name).where(Customer.id << among(first)))
    )
    refusals = find_refusals(session, ids)
    refused = refusals.customers | {whose for whose, _name in refusals.people.values()}
    query = CustomerQuery()
    return Together(
        len(ids),
        tuple(known[id] for id in first if id in known),
        bought,
        owed,
        revenue,
        deals,
        amount,
        missing,
        len(refused),
        {key: query.counts(session, key, ids) for key in GROUPS},
    )
