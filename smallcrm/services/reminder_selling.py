"""Rules about selling: money that is due, deals that stand still."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

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
from smallcrm.services.payment_days import payment_days
from smallcrm.services.reminder_look import Hit, Look, day_text, fetch

# Where more customers owe than this, orders are read in parts of as many.
_MANY = 500
_PART = 500


def find_unpaid(look: Look) -> list[Hit]:
    """Orders not paid in full; a receipt pays the order it names, the rest what is due first.

    Nobody is reminded of an order that somebody plans to chase already.
    """
    wanted = look.wanted()
    chased = set[int]() if look.among else {id for (id,) in fetch(_chased(FollowUp.order_id))}
    found: list[Hit] = []
    for id, number, day_, left, customer, name, level, owner in _unpaid(look):
        day = date.fromisoformat(day_)
        dated = look.dated(f"o{id}", day)
        if dated is not None and id not in chased and wanted(customer, dated[0]):
            fact, due_day, latest = dated
            places = {"order_id": id, "what": number, "amount": left}
            found.append(Hit(customer, name, level, owner, fact, day, due_day, latest, **places))
            if look.enough(found):
                break
    return found


def owing_ids(look: Look) -> set[int]:
    """The customers whom `find_unpaid` would find, without reading each order."""
    comes = look.last_day()
    if comes is None:
        return set()
    bills = _owing(look, comes).order_by().alias("bills")
    ahead = Receipt.select(fn.SUM(Receipt.amount)).where(
        (Receipt.customer == bills.c.customer_id) & Receipt.order.is_null()
    )
    query = Order.select(bills.c.customer_id).from_(bills).group_by(bills.c.customer_id)
    query = query.having(fn.SUM(fn.MAX(bills.c.left, 0)) > fn.COALESCE(ahead, 0))
    ids = {id for (id,) in fetch(query)}
    # Of customers with an order that is chased it must be known which order is still open.
    chased = _chased(FollowUp.customer_id)
    asked = find_unpaid(replace(look, of=chased, limit=None))
    return (ids - {id for (id,) in fetch(chased)}) | {hit.customer_id for hit in asked}


def _chased(column: Any) -> ModelSelect:
    """A column of open follow-ups of orders that somebody planned."""
    return FollowUp.select(column).where(
        FollowUp.order.is_null(False) & (FollowUp.state == "open") & (FollowUp.rule == "")
    )


def _unpaid(look: Look) -> Iterator[tuple[Any, ...]]:
    """Orders due with what is left to pay of each, the longest due first."""
    free: dict[int, int] = {}
    last = look.window(0)[1]
    for query in _parts(look, last):
        rows = [row for row in fetch(query) if row[3] > 0]
        free |= _paid_ahead({row[4] for row in rows} - free.keys())
        for id, number, day, left, customer, *rest in rows:
            if ahead := free[customer]:
                free[customer] = max(0, ahead - left)
                left -= min(left, ahead)
            if left > 0:
                yield (id, number, day, left, customer, *rest)


def _parts(look: Look, last: date) -> Iterator[ModelSelect]:
    """The orders at once; where many owe and few are wanted, a few hundred after the other."""
    query = _owing(look, last)
    wide = Customer.select().join(CustomerFact, on=(CustomerFact.customer == Customer.id))
    wide = wide.where(CustomerFact.owed > 0).limit(_MANY)
    if look.among or look.limit is None or wide.count() < _MANY:
        yield query
        return
    day, size = _due_day(), _MANY
    after: tuple[str, int] = ("", 0)
    while True:
        page = Order.select(day, Order.id).where(
            (Order.status != "cancelled")
            & day.between(after[0], last.isoformat())
            & ((day > after[0]) | (Order.id > after[1]))
        )
        found = fetch(page.order_by(day, Order.id).limit(size))
        for start in range(0, len(found), _PART):
            yield query.where(Order.id << [id for _day, id in found[start : start + _PART]])
        if len(found) < size:
            return
        after, size = found[-1], size * 4


def _due_day() -> Any:
    """SQL for the day an order is to be paid by."""
    return fn.COALESCE(
        day_text(Order.due), fn.DATE(day_text(Order.date), f"+{payment_days()} days")
    )


def _owing(look: Look, last: date) -> ModelSelect:
    """Orders due until `last` of customers that owe, with what no receipt naming them paid."""
    day = _due_day()
    billed = OrderLine.select(fn.SUM(OrderLine.amount)).where(OrderLine.order == Order.id)
    paid = Receipt.select(fn.SUM(Receipt.amount)).where(Receipt.order == Order.id)
    left = fn.COALESCE(billed, 0) - fn.COALESCE(paid, 0)
    query = (
        Order.select(
            Order.id,
            Order.number,
            day.alias("due"),
            left.alias("left"),
            Customer.id.alias("customer_id"),
            Customer.name,
            Customer.level,
            Customer.owner_id,
        )
        .join(Customer)
        .join(CustomerFact, on=(CustomerFact.customer == Customer.id))
        .where((CustomerFact.owed > 0) & look.cared_for())
        .where((Order.status != "cancelled") & (day <= last.isoformat()))
        .order_by(day, Order.id)
    )
    return look.narrow(query)


def _paid_ahead(customers: Collection[int]) -> dict[int, int]:
    """What each customer paid without naming an order; 0 where nothing."""
    found = dict.fromkeys(customers, 0)
    ordered = sorted(customers)
    for start in range(0, len(ordered), _PART):
        query = Receipt.select(Receipt.customer, fn.SUM(Receipt.amount)).where(
            (Receipt.customer << ordered[start : start + _PART]) & Receipt.order.is_null()
        )
        found |= dict(fetch(query.group_by(Receipt.customer)))
    return found


def still_deals(look: Look) -> ModelSelect:
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
    return look.narrow(
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


def find_still(look: Look) -> list[Hit]:
    """Deals that stand still, the largest first."""
    wanted = look.wanted()
    found: list[Hit] = []
    for row in fetch(still_deals(look)):
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
