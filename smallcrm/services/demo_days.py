"""The states that demonstration customers had at the end of each day on which they changed."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from smallcrm.services.demo_drafts import Calendar, Customer, workday

Change = dict[str, Any]
FACTS = 8  # as many as completeness counts
LOWER = {"A": "B", "B": "C", "C": "D", "D": "", "": ""}
DORMANT_AFTER = timedelta(days=120)


def states(
    rng: Random, calendar: Calendar, customer: Customer, owner: int | None, known: int
) -> Iterator[tuple[str, str, str, int | None, int, int]]:
    """Yield (day, level, status, owner id, completeness, owed) for each day with a change.

    The last one is today's state: `owner` and `known` (how many of the facts that completeness
    counts are known) are as in the records.
    """
    changes: dict[date, Change] = defaultdict(dict)
    first: Change = {"level": "", "status": "lead", "owner": owner, "known": known, "owed": 0}
    if customer.created < calendar.start:
        first |= {"level": customer.level, "status": "active"}
    changes[customer.created] |= first
    _change_level(rng, calendar, customer, changes)
    _change_status(rng, calendar, customer, changes)
    _learn(rng, calendar, customer, known, changes)
    state: Change = {}
    last: Change = {}
    money = _money(customer)
    for day in sorted({*changes, *money}):
        if day > calendar.today:
            continue
        state = {**state, **changes.get(day, {})}
        state["owed"] = state.get("owed", 0) + money.get(day, 0)
        if state != last:
            share = int(100 * state["known"] / FACTS + 0.5)
            yield (
                day.isoformat(),
                state["level"],
                state["status"],
                state["owner"],
                share,
                state["owed"],
            )
        last = dict(state)


def _money(customer: Customer) -> dict[date, int]:
    """How what is owed changes on each day."""
    money: dict[date, int] = defaultdict(int)
    for order in customer.orders:
        if not order.cancelled:
            money[order.day] += order.amount
            for day, amount in order.paid:
                money[day] -= amount
    return money


def _between(rng: Random, first: date, last: date) -> date:
    """A day after `first`, and before `last` where there is room."""
    return first + timedelta(days=rng.randint(1, max(1, (last - first).days - 1)))


def _change_level(
    rng: Random, calendar: Calendar, customer: Customer, changes: dict[date, Change]
) -> None:
    if customer.created >= calendar.start:
        day = customer.created + timedelta(days=rng.randint(4, 40))
        day = max(customer.created, min(day, calendar.today - timedelta(days=1)))
        changes[day]["level"] = customer.level
    elif rng.random() < 0.3:
        before = LOWER[customer.level] if rng.random() < 0.75 else "B"
        changes[customer.created]["level"] = before or customer.level
        changes[_between(rng, calendar.start, calendar.today)]["level"] = customer.level


def _change_status(
    rng: Random, calendar: Calendar, customer: Customer, changes: dict[date, Change]
) -> None:
    orders = [order.day for order in customer.orders]
    if customer.role == "supplier":
        changes[customer.created]["status"] = "active"
        return
    if customer.status in ("lead", "prospect") and customer.created < calendar.start:
        changes[customer.created]["status"] = customer.status
    elif customer.created >= calendar.start and customer.status != "lead":
        latest = min([*orders, customer.created + timedelta(days=35), calendar.today])
        if latest > customer.created:
            changes[_between(rng, customer.created, latest)]["status"] = "prospect"
        elif not orders:
            changes[customer.created]["status"] = "prospect"
        if orders:
            changes[max(orders[0], customer.created)]["status"] = "active"
    if customer.until:
        ended = customer.until
        if customer.status == "dormant":
            # Its owner noticed some time after the last order.
            latest = min(ended + timedelta(days=45), calendar.today - timedelta(days=2))
            ended = min(workday(max(orders, default=ended) + DORMANT_AFTER), latest)
        _forget_after(changes, ended)
        changes[max(ended, customer.created)]["status"] = customer.status
    elif not orders and customer.status == "active":
        changes[customer.created]["status"] = "active"


def _forget_after(changes: dict[date, Change], ended: date) -> None:
    for day, change in changes.items():
        if day >= ended:
            change.pop("status", None)


def _learn(
    rng: Random,
    calendar: Calendar,
    customer: Customer,
    known: int,
    changes: dict[date, Change],
) -> None:
    """Little was known of a customer at first; the rest was asked for in time."""
    start = max(calendar.start, customer.created)
    missing = max(0, min(rng.choices((0, 1, 2, 3), (30, 34, 24, 12))[0], known - 2))
    changes[customer.created]["known"] = known - missing
    day, last = start, calendar.today - timedelta(days=1)
    for left in range(missing - 1, -1, -1):
        room = min((last - day).days, 420)
        day = max(start, min(day + timedelta(days=rng.randint(1, max(1, room))), last))
        changes[day]["known"] = known - left
