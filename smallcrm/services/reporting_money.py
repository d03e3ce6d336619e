"""Orders and receipts up to the end of a period: by month, by customer, and what is overdue."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from peewee import JOIN, fn

from smallcrm.core.i18n import Translator
from smallcrm.models import Order, OrderLine, Product, Receipt, Staff
from smallcrm.reports import monthly
from smallcrm.reports.monthly import BestCustomer, MoneyDue, MonthMoney, Trend
from smallcrm.services.payment_days import payment_days
from smallcrm.services.reporting_scope import Scope, day_of, fetch
from smallcrm.services.reporting_states import Known, as_trend

Bill = tuple[int, int, str, str | None, int]  # id, customer, day, due, amount
Payment = tuple[int, int | None, str, int]  # customer, order, day, amount


class OpenBill(NamedTuple):
    """An order that is not paid in full: days as ISO text, amounts in minor units."""

    due: str
    id: int
    day: str
    amount: int
    left: int


def _by_customer() -> tuple[dict[int, int], ...]:
    return defaultdict(int), defaultdict(int), defaultdict(int)


@dataclass(frozen=True, slots=True)
class Money:
    """What orders and receipts up to the period's end come to, by month, customer and order.

    `bought` and `bought_before` hold the twelve months up to the end and those before, `amounts`
    the orders of the period as (customer, amount); `ordered` what customers ordered in the period,
    in the one before and in the same a year ago, `received` what came in then. `bills`, `paid` (by
    order) and `unnamed` (receipts that name no order) are those of customers that owe; an order
    without a date for it is due `days` after its own.
    """

    orders: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    receipts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    bought: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    bought_before: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    last_order: dict[int, str] = field(default_factory=dict)
    amounts: dict[int, tuple[int, int]] = field(default_factory=dict)
    ordered: tuple[dict[int, int], ...] = field(default_factory=_by_customer)
    received: list[int] = field(default_factory=lambda: [0, 0, 0])
    bills: dict[int, list[Bill]] = field(default_factory=lambda: defaultdict(list))
    paid: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    unnamed: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    days: int = 30


def load_money(scope: Scope) -> Money:
    """Read orders that were not cancelled, and receipts."""
    orders = (
        Order.select(Order.id, Order.customer, Order.date, Order.due, fn.SUM(OrderLine.amount))
        .join(OrderLine)
        .where((day_of(Order.date) <= scope.last) & (Order.status != "cancelled"))
        .group_by(Order.id)
        .order_by(Order.id)
    )
    receipts = Receipt.select(Receipt.customer, Receipt.order, Receipt.date, Receipt.amount)
    receipts = receipts.where(day_of(Receipt.date) <= scope.last)
    money = Money(days=payment_days())
    bills: list[Bill] = fetch(scope.only_own(orders, Order.customer))
    payments: list[Payment] = fetch(scope.only_own(receipts, Receipt.customer))
    balance = _add_up(scope, money, bills, payments)
    _compare(scope, money, bills, payments)
    for bill in bills:
        if balance[bill[1]] > 0:
            money.bills[bill[1]].append(bill)
    named = {bill[0] for its_bills in money.bills.values() for bill in its_bills}
    for customer, order, _day, amount in payments:
        if order in named:
            money.paid[order] += amount
        elif customer in money.bills:
            money.unnamed[customer] += amount
    return money


def _add_up(
    scope: Scope, money: Money, bills: list[Bill], payments: list[Payment]
) -> dict[int, int]:
    """Fill in the sums; returns what each customer owes, less what it paid ahead."""
    first, start, before = scope.first, scope.year_start.isoformat(), scope.year_before.isoformat()
    balance: dict[int, int] = defaultdict(int)
    orders, receipts, last_order = money.orders, money.receipts, money.last_order
    bought, bought_before = money.bought, money.bought_before
    for id, customer, day, _due, amount in bills:
        orders[day[:7]] += amount
        balance[customer] += amount
        if day >= first:
            money.amounts[id] = (customer, amount)
        if day >= start:
            bought[customer] += amount
        elif day >= before:
            bought_before[customer] += amount
        if day > last_order.get(customer, ""):
            last_order[customer] = day
    for customer, _order, day, amount in payments:
        receipts[day[:7]] += amount
        balance[customer] -= amount
    return balance


def _compare(scope: Scope, money: Money, bills: list[Bill], payments: list[Payment]) -> None:
    """Fill in what was ordered and came in in the period, before and a year ago."""
    for place, (since, end) in enumerate(_stretches(scope)):
        ordered = money.ordered[place]
        for _id, customer, day, _due, amount in bills:
            if since <= day < end:
                ordered[customer] += amount
        money.received[place] = sum(row[3] for row in payments if since <= row[2] < end)


def _stretches(scope: Scope) -> tuple[tuple[str, str], ...]:
    """The period, the one before and the same a year ago, from a day to before another."""
    return tuple(
        (days.first.isoformat(), f"{days.last} 99")
        for days in (scope.counted, scope.previous, scope.year_ago)
    )


def by_month(scope: Scope, money: Money) -> tuple[MonthMoney, ...]:
    """Orders and receipts of each of the twelve months."""
    return tuple(
        MonthMoney(month, money.orders.get(str(month), 0), money.receipts.get(str(month), 0))
        for month in scope.months
    )


def money_due(scope: Scope, money: Money, known: dict[int, Known]) -> list[tuple[int, MoneyDue]]:
    """(customer id, what it owes), the most overdue first."""
    found = []
    as_of = scope.last
    for customer, bills in money.bills.items():
        due, overdue, since = _settle(money, customer, bills, as_of)
        one = known[customer]
        day = _day(since) if since else None
        row = MoneyDue(one.name, due, overdue, day, one.level, one.owner)
        found.append((-overdue, -due, one.name, customer, row))
    found.sort(key=itemgetter(0, 1, 2))
    return [(row[3], row[4]) for row in found]


def _settle(
    money: Money, customer: int, bills: list[Bill], as_of: str
) -> tuple[int, int, str | None]:
    """What a customer owes, how much of it is overdue, and since when.

    The sums of `open_bills`, of tens of thousands of customers: what is not due first or last
    need not be in order, as the rest of what was paid takes the overdue bills first.
    """
    pool, paid, days = money.unnamed.get(customer, 0), money.paid, money.days
    owed = overdue = 0
    late: list[tuple[str, int, int]] = []
    for id, _customer, day, due, amount in bills:
        left = amount - paid[id] if id in paid else amount
        if left <= 0:
            pool -= left
            continue
        owed += left
        until = due or _usual_due(day, days)
        if until < as_of:
            overdue += left
            late.append((until, id, left))
    if not pool:
        return owed, overdue, min(late)[0] if late else None
    if pool < 0:  # more was given back than was paid
        return _settle_in_order(money, customer, as_of)
    late.sort()
    since, rest = None, pool
    for until, _id, left in late:
        rest -= left
        if rest < 0:
            since = until
            break
    return max(0, owed - pool), max(0, overdue - pool), since


def _settle_in_order(money: Money, customer: int, as_of: str) -> tuple[int, int, str | None]:
    bills = open_bills(money, customer)
    late = [bill for bill in bills if bill.due < as_of]
    since = late[0].due if late else None
    return sum(bill.left for bill in bills), sum(bill.left for bill in late), since


def open_bills(money: Money, customer: int) -> list[OpenBill]:
    """What is still to be paid of a customer's orders, that due first first.

    A receipt pays the order that it names; the rest pays the orders that are due first.
    """
    pool = money.unnamed.get(customer, 0)
    waiting = []
    for id, _customer, day, due, amount in money.bills.get(customer, ()):
        left = amount - money.paid.get(id, 0)
        if left > 0:
            waiting.append(OpenBill(due or _usual_due(day, money.days), id, day, amount, left))
        else:
            pool -= left
    waiting.sort()
    if not pool:
        return waiting
    found = []
    for bill in waiting:
        used = min(bill.left, pool)
        pool -= used
        if bill.left > used:
            found.append(bill._replace(left=bill.left - used))
    return found


@cache
def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


@cache
def _usual_due(day: str, days: int) -> str:
    return (date.fromisoformat(day[:10]) + timedelta(days=days)).isoformat()


def order_trend(scope: Scope, money: Money) -> Trend:
    """What was ordered, by month and in the periods compared."""
    months = [money.orders.get(str(month), 0) for month in scope.months]
    return as_trend(months, [sum(one.values()) for one in money.ordered])


def receipt_trend(scope: Scope, money: Money) -> Trend:
    """What came in, by month and in the periods compared."""
    months = [money.receipts.get(str(month), 0) for month in scope.months]
    return as_trend(months, money.received)


def best_customers(money: Money, known: dict[int, Known]) -> tuple[BestCustomer, ...]:
    """Who bought in the twelve months, those who bought most first."""
    found = [
        _buyer(customer, money, known) for customer, amount in money.bought.items() if amount > 0
    ]
    return tuple(sorted(found, key=lambda one: (-one.amount, one.customer)))


def fallen_customers(money: Money, known: dict[int, Known]) -> tuple[BestCustomer, ...]:
    """Who bought less in the twelve months than in those before, the largest falls first."""
    found = [
        _buyer(customer, money, known)
        for customer, before in money.bought_before.items()
        if before > money.bought.get(customer, 0)
    ]
    return tuple(sorted(found, key=lambda one: (one.amount - one.before, one.customer)))


def _buyer(customer: int, money: Money, known: dict[int, Known]) -> BestCustomer:
    one = known[customer]
    return BestCustomer(
        one.name,
        money.bought.get(customer, 0),
        money.bought_before.get(customer, 0),
        one.level,
        _day(money.last_order[customer]),
        one.owner,
    )


def list_orders(
    scope: Scope, money: Money, known: dict[int, Known], translator: Translator
) -> tuple[monthly.Order, ...]:
    """The orders of the period, in order of time."""
    what = _titles(scope, translator)
    query = (
        Order.select(Order.id, Order.date, Order.customer, Order.number, Staff.name)
        .join(Staff, JOIN.LEFT_OUTER, on=(Order.staff == Staff.id))
        .where(Order.date.between(scope.first, scope.last))
        .order_by(Order.date, Order.id)
    )
    return tuple(
        monthly.Order(
            date.fromisoformat(day[:10]),
            known[customer].name,
            money.amounts[id][1],
            number,
            what.get(id, ""),
            owner or known[customer].owner,
        )
        for id, day, customer, number, owner in fetch(query)
        if id in money.amounts
    )


def _titles(scope: Scope, translator: Translator) -> dict[int, str]:
    """What each order of the period was for: its first line, and how many more."""
    query = (
        OrderLine.select(
            OrderLine.order, fn.COALESCE(fn.NULLIF(OrderLine.title, ""), Product.name, "")
        )
        .join(Order)
        .switch(OrderLine)
        .join(Product, JOIN.LEFT_OUTER, on=(OrderLine.product == Product.id))
        .where(Order.date.between(scope.first, scope.last))
        .order_by(OrderLine.order, OrderLine.position, OrderLine.id)
    )
    titles: dict[int, list[str]] = defaultdict(list)
    for order, title in fetch(query):
        titles[order].append(title)
    more = {}
    for order, listed in titles.items():
        n = len(listed) - 1
        text = translator.ngettext("%(names)s and %(n)d more", "%(names)s and %(n)d more", n)
        more[order] = text % {"names": listed[0], "n": n} if n and listed[0] else listed[0]
    return more


def list_receipts(scope: Scope, known: dict[int, Known]) -> tuple[monthly.Receipt, ...]:
    """The receipts of the period, in order of time."""
    query = (
        Receipt.select(
            Receipt.date,
            Receipt.customer,
            Receipt.amount,
            Receipt.method,
            Order.number,
            Staff.name,
        )
        .join(Order, JOIN.LEFT_OUTER, on=(Receipt.order == Order.id))
        .switch(Receipt)
        .join(Staff, JOIN.LEFT_OUTER, on=(Receipt.staff == Staff.id))
        .where(Receipt.date.between(scope.first, scope.last))
        .order_by(Receipt.date, Receipt.id)
    )
    return tuple(
        monthly.Receipt(
            date.fromisoformat(day[:10]),
            known[customer].name,
            amount,
            method,
            number or "",
            owner or known[customer].owner,
        )
        for day, customer, amount, method, number, owner in fetch(query)
        if customer in known
    )
