"""Rules about silence: no contact within the rhythm of the level, no order for long."""

from datetime import date, timedelta
from functools import reduce
from operator import or_

from peewee import ModelSelect, fn

from smallcrm.models import Customer, CustomerFact, FollowUp, Order
from smallcrm.services.reminder_look import Hit, Look, day_text, fetch


def silent(look: Look) -> ModelSelect:
    """Customers nobody was in contact with for as many days as their level allows.

    What was planned by hand takes its place. Who was never contacted stands under "no next step".
    """
    planned = FollowUp.alias()
    by_hand = planned.select(planned.id).where(
        (planned.customer == Customer.id) & (planned.state == "open") & (planned.rule == "")
    )
    last = day_text(CustomerFact.last_contact)
    late = [
        (Customer.level == level) & (CustomerFact.last_contact < look.ago(count - 1))
        for level, count in _rhythm(look).items()
    ]
    query = (
        Customer.select(Customer.id, Customer.name, Customer.level, Customer.owner_id, last)
        .join(CustomerFact, on=(CustomerFact.customer == Customer.id))
        .where(reduce(or_, late, Customer.id < 0) & look.cared_for() & ~fn.EXISTS(by_hand))
        .order_by(Customer.level, CustomerFact.last_contact)
    )
    return look.narrow(query, last)


def _rhythm(look: Look) -> dict[str, int]:
    """The days each level may be without contact; levels without a rhythm are not in it."""
    return {level: count for level, count in look.choice.days.items() if count > 0}


def find_silent(look: Look) -> list[Hit]:
    """Customers that nobody was in contact with for too long."""
    days = _rhythm(look)
    found = []
    for id, name, level, owner, text in fetch(silent(look)):
        contact = date.fromisoformat(text)
        ideal = contact + timedelta(days=days[level])
        latest = ideal + timedelta(days=days[level] // 2)
        due = look.shift(ideal, back=False)
        found.append(Hit(id, name, level, owner, text, contact, due, latest))
    return found


def dormant(look: Look) -> ModelSelect:
    """Customers that bought before, and not for so many days."""
    last = day_text(fn.MAX(Order.date))
    ordered = (
        Order.select(Order.customer.alias("customer_id"), last.alias("last"))
        .where(Order.status != "cancelled")
        .group_by(Order.customer)
        .having(fn.MAX(Order.date) < look.ago(look.choice.days["days"]))
        .alias("ordered")
    )
    query = (
        Customer.select(
            Customer.id, Customer.name, Customer.level, Customer.owner_id, ordered.c.last
        )
        .join(ordered, on=(ordered.c.customer_id == Customer.id))
        .where(look.cared_for() & (Customer.status << ["active", "dormant"]))
        .order_by(Customer.level == "", Customer.level, ordered.c.last)
    )
    return look.narrow(query, ordered.c.last)


def find_dormant(look: Look) -> list[Hit]:
    """Customers that have not bought for long."""
    found = []
    for id, name, level, owner, text in fetch(dormant(look)):
        day = date.fromisoformat(text)
        due = look.shift(day + timedelta(days=look.choice.days["days"]), back=False)
        found.append(Hit(id, name, level, owner, text, day, due))
    return found
