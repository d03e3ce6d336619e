"""Rules about selling: money that is due, deals that stand still."""

from dataclasses import replace
from datetime import date, timedelta

from peewee import JOIN, ModelSelect, fn

from smallcrm.models import (
    Customer,
    CustomerFact,
    Deal,
    FollowUp,
    Interaction,
    Order,
    OrderLine,
    Receipt,
    Stage,
    StageHistory,
)
from smallcrm.services.reminder_look import Hit, Look, day_text, fetch
from smallcrm.services.usual import USUAL_DUE_DAYS


def find_unpaid(look: Look) -> list[Hit]:
    """Orders not paid in full; a receipt pays the order it names, the rest what is due first.

    Nobody is reminded of an order that somebody plans to chase already.
    """
    owing = (
        Customer.select(Customer.id)
        .join(CustomerFact, on=(CustomerFact.customer == Customer.id))
        .where((CustomerFact.owed > 0) & look.cared_for())
    )
    owing = look.narrow(owing)
    free, wanted = _paid_ahead(owing), look.wanted()
    chased = set[int]() if look.among else _chased()
    found: list[Hit] = []
    for id, number, day_, left, customer, name, level, owner in fetch(_billed(look, owing)):
        if ahead := free.get(customer, 0):
            free[customer] = max(0, ahead - left)
            left -= min(left, ahead)
        day = date.fromisoformat(day_)
        dated = look.dated(f"o{id}", day) if left > 0 else None
        if dated is not None and id not in chased and wanted(customer, dated[0]):
            fact, due_day, latest = dated
            places = {"order_id": id, "what": number, "amount": left}
            found.append(Hit(customer, name, level, owner, fact, day, due_day, latest, **places))
            if look.enough(found):
                break
    return found


def _chased() -> set[int]:
    """Orders with an open follow-up that somebody planned."""
    planned = FollowUp.select(FollowUp.order_id).where(
        FollowUp.order.is_null(False) & (FollowUp.state == "open") & (FollowUp.rule == "")
    )
    return {id for (id,) in fetch(planned)}


def _billed(look: Look, owing: ModelSelect) -> ModelSelect:
    """Orders due of these customers with what no receipt that names them has paid."""
    due = fn.COALESCE(day_text(Order.due), fn.DATE(day_text(Order.date), f"+{USUAL_DUE_DAYS} days"))
    last = look.window(0)[1].isoformat()
    paid = (
        Receipt.select(Receipt.order.alias("order_id"), fn.SUM(Receipt.amount).alias("amount"))
        .where(Receipt.order.is_null(False))
        .group_by(Receipt.order)
        .alias("paid")
    )
    billed = (
        Order.select(
            Order.id.alias("id"),
            Order.customer.alias("customer_id"),
            Order.number.alias("number"),
            due.alias("due"),
            (fn.SUM(OrderLine.amount) - fn.COALESCE(paid.c.amount, 0)).alias("left"),
        )
        .join(OrderLine)
        .switch(Order)
        .join(paid, JOIN.LEFT_OUTER, on=(paid.c.order_id == Order.id))
        .where((Order.customer << owing) & (Order.status != "cancelled") & (due <= last))
        .group_by(Order.id)
        .having(fn.SUM(OrderLine.amount) > fn.COALESCE(paid.c.amount, 0))
        .alias("billed")
    )
    return (
        Customer.select(
            billed.c.id,
            billed.c.number,
            billed.c.due,
            billed.c.left,
            Customer.id,
            Customer.name,
            Customer.level,
            Customer.owner_id,
        )
        .join(billed, on=(billed.c.customer_id == Customer.id))
        .order_by(billed.c.due, billed.c.id)
    )


def _paid_ahead(customers: ModelSelect) -> dict[int, int]:
    """What each customer paid without naming an order."""
    query = Receipt.select(Receipt.customer, fn.SUM(Receipt.amount)).where(
        (Receipt.customer << customers) & Receipt.order.is_null()
    )
    return dict(fetch(query.group_by(Receipt.customer)))


def find_still(look: Look) -> list[Hit]:
    """Open deals with nothing said, moved or planned for longer than their stage allows."""
    moved = StageHistory.select(
        StageHistory.deal.alias("deal_id"), day_text(fn.MAX(StageHistory.entered)).alias("day")
    ).group_by(StageHistory.deal)
    moved = moved.alias("moved")
    said = (
        Interaction.select(
            Interaction.deal.alias("deal_id"), day_text(fn.MAX(Interaction.at)).alias("day")
        )
        .where(Interaction.deal.is_null(False))
        .group_by(Interaction.deal)
        .alias("said")
    )
    planned = FollowUp.alias()
    by_hand = planned.select(planned.id).where(
        (planned.deal == Deal.id) & (planned.state == "open") & (planned.rule == "")
    )
    since = fn.MAX(fn.COALESCE(moved.c.day, day_text(Deal.opened)), fn.COALESCE(said.c.day, ""))
    query = (
        Deal.select(
            Deal.id,
            Deal.title,
            Deal.contact_id,
            Deal.owner_id,
            Deal.amount,
            Stage.stale_days,
            since,
            Customer.id,
            Customer.name,
            Customer.level,
            Customer.owner_id,
        )
        .join(Stage)
        .switch(Deal)
        .join(Customer)
        .join(moved, JOIN.LEFT_OUTER, on=(moved.c.deal_id == Deal.id))
        .join(said, JOIN.LEFT_OUTER, on=(said.c.deal_id == Deal.id))
        .where((Stage.kind == "open") & Stage.stale_days.is_null(False))
        .where(Deal.closed.is_null() & look.cared_for() & ~fn.EXISTS(by_hand))
        .where(fn.JULIANDAY(look.text) - fn.JULIANDAY(since) > Stage.stale_days)
        .order_by(Deal.amount.desc())
    )
    wanted = look.wanted()
    found: list[Hit] = []
    for row in fetch(look.narrow(query)):
        id, title, contact, owner, amount, stale, day_, customer, name, level, cared = row
        if look.enough(found):
            break
        if not wanted(customer, f"d{id}:{day_}"):
            continue
        day = date.fromisoformat(day_)
        due = look.shift(day + timedelta(days=stale + 1), back=False)
        hit = Hit(customer, name, level, owner or cared, f"d{id}:{day_}", day, due)
        found.append(replace(hit, contact_id=contact, deal_id=id, what=title, amount=amount))
    return found
