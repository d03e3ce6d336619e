"""Rules about selling: money that is due, deals that stand still."""

from datetime import date, timedelta

from peewee import JOIN, ModelSelect, fn

from smallcrm.core.dates import format_date
from smallcrm.core.money import format_money
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
from smallcrm.services.reminder_look import Hit, Look, day_text
from smallcrm.services.reporting_scope import USUAL_DUE_DAYS


def find_unpaid(look: Look) -> list[Hit]:
    """Orders not paid in full; a receipt pays the order it names, the rest what is due first."""
    due = fn.COALESCE(day_text(Order.due), fn.DATE(day_text(Order.date), f"+{USUAL_DUE_DAYS} days"))
    last = look.window(0)[1].isoformat()
    owing = (
        Customer.select(Customer.id)
        .join(CustomerFact, on=(CustomerFact.customer == Customer.id))
        .where((CustomerFact.owed > 0) & look.cared_for())
    )
    owing = look.narrow(owing)
    billed = (
        Order.select(
            Order.id.alias("id"),
            Order.customer.alias("customer_id"),
            Order.number.alias("number"),
            due.alias("due"),
            fn.SUM(OrderLine.amount).alias("amount"),
        )
        .join(OrderLine)
        .where((Order.customer << owing) & (Order.status != "cancelled") & (due <= last))
        .group_by(Order.id)
        .alias("billed")
    )
    query = (
        Customer.select(
            billed.c.id,
            billed.c.number,
            billed.c.due,
            billed.c.amount,
            Customer.id,
            Customer.name,
            Customer.level,
            Customer.owner_id,
        )
        .join(billed, on=(billed.c.customer_id == Customer.id))
        .order_by(billed.c.due, billed.c.id)
    )
    bills = list(query.tuples())
    named, free = _receipts(owing)
    found = []
    for id, number, day_, amount, customer, name, level, owner in bills:
        left = amount - named.get(id, 0)
        if left <= 0:
            continue
        paid = min(left, free.get(customer, 0))
        free[customer] = free.get(customer, 0) - paid
        left -= paid
        day = date.fromisoformat(day_)
        dated = look.dated(f"o{id}", day) if left > 0 else None
        if dated is not None:
            values = {
                "level": level,
                "what": number,
                "amount": format_money(left, look.language, short=True),
                "date": format_date(day, look.language),
                "days": str(abs((look.today - day).days)),
            }
            found.append(Hit(customer, name, dated[0], dated[1], owner, order_id=id, values=values))
    return found


def _receipts(customers: ModelSelect) -> tuple[dict[int, int], dict[int, int]]:
    """What was paid for each order, and by each customer without naming one."""
    named: dict[int, int] = {}
    free: dict[int, int] = {}
    query = Receipt.select(Receipt.customer, Receipt.order, fn.SUM(Receipt.amount)).where(
        Receipt.customer << customers
    )
    for customer, order, amount in list(query.group_by(Receipt.customer, Receipt.order).tuples()):
        if order is None:
            free[customer] = amount
        else:
            named[order] = amount
    return named, free


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
    found = []
    for id, title, contact, owner, amount, stale, day_, customer, name, level, cared in list(
        look.narrow(query).tuples()
    ):
        day = date.fromisoformat(day_)
        due = look.shift(day + timedelta(days=stale + 1), back=False)
        values = {
            "level": level,
            "what": title,
            "amount": format_money(amount, look.language, short=True),
            "date": format_date(day, look.language),
            "days": str((look.today - day).days),
        }
        fact = f"d{id}:{day_}"
        found.append(
            Hit(
                customer,
                name,
                fact,
                due.isoformat(),
                owner or cared,
                contact_id=contact,
                deal_id=id,
                values=values,
            )
        )
    return found
