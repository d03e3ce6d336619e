"""Customers their owner was not in contact with for long, and giving them to somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from peewee import JOIN, fn

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.models import Customer, FollowUp, Interaction, Staff
from smallcrm.services.lookups import ensure
from smallcrm.services.reminder_habits import load_habits
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody cares for: customers (as owner, deputy or for service), open follow-ups."""

    customers: int
    follow_ups: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A customer to be handed over. `last` is the owner's last contact, ISO text or None."""

    customer_id: int
    name: str
    level: str
    owner: str
    last: str | None


def list_proposals(session: Session, limit: int = 500) -> list[Proposal]:
    """Customers whose owner was not in contact for as many days as chosen; best level first.

    Those entered within these days have not had their time yet; lost ones and suppliers need none.
    """
    days = load_habits(session).hand_over
    if not days:
        return []
    since = (session.clock.today() - timedelta(days=days)).isoformat()
    recent = (
        Interaction.select(Interaction.id)
        .where((Interaction.customer == Customer.id) & (Interaction.staff == Customer.owner))
        .where((Interaction.at >= since) & (Interaction.kind != "note"))
    )
    own = Interaction.alias()
    last = (
        own.select(fn.MAX(own.at))
        .where((own.customer == Customer.id) & (own.staff == Customer.owner))
        .where(own.kind != "note")
    )
    query = (
        Customer.select(Customer.id, Customer.name, Customer.level, Staff.name, last)
        .join(Staff, JOIN.INNER, on=(Customer.owner == Staff.id))
        .where((Customer.status != "lost") & (Customer.role != "supplier"))
        .where((Customer.created < since) & ~fn.EXISTS(recent))
        .order_by(Customer.level == "", Customer.level, Customer.id)
        .limit(limit)
    )
    return [Proposal(*row) for row in list(query.tuples())]


def hand_over_customers(session: Session, ids: Sequence[int], staff: str) -> None:
    """Make somebody the owner of customers; their former owner's open follow-ups go along."""
    if not ids:
        raise UserError(_("Choose at least one customer."))
    with session.unit(Op.HAND_OVER_CUSTOMERS, {"count": len(ids), "name": staff}):
        owner = ensure(Staff, staff)
        mine = Customer.alias()
        former = mine.select(mine.owner).where(mine.id == FollowUp.customer)
        for start in range(0, len(ids), 500):
            part = list(ids[start : start + 500])
            FollowUp.update(staff=owner).where(
                (FollowUp.customer << part) & (FollowUp.state == "open")
            ).where(FollowUp.staff.is_null() | (FollowUp.staff == former)).execute()
            Customer.update(owner=owner).where(Customer.id << part).execute()


def count_load(session: Session, staff_id: int) -> Load:
    """What would go along if somebody handed over everything."""
    theirs = (
        (Customer.owner == staff_id)
        | (Customer.deputy == staff_id)
        | (Customer.service == staff_id)
    )
    steps = (FollowUp.staff == staff_id) & (FollowUp.state == "open")
    return Load(Customer.select().where(theirs).count(), FollowUp.select().where(steps).count())


def hand_over_all(session: Session, staff_id: int, to_id: int) -> Load:
    """Give everything one person cares for to another in one step; returns what it was.

    Customers they own, stand in for or service, and all their open follow-ups.
    """
    if staff_id == to_id:
        raise UserError(_("Choose somebody else."))
    load = count_load(session, staff_id)
    if not load.customers and not load.follow_ups:
        raise UserError(_("There is nothing to hand over."))
    to = Staff.get_by_id(to_id).name
    with session.unit(Op.HAND_OVER_CUSTOMERS, {"count": load.customers, "name": to}):
        for role in (Customer.owner, Customer.deputy, Customer.service):
            Customer.update({role: to_id}).where(role == staff_id).execute()
        FollowUp.update(staff=to_id).where(
            (FollowUp.staff == staff_id) & (FollowUp.state == "open")
        ).execute()
    return load
