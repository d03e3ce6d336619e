"""Orders and receipts up to the end of a period: by month, by customer, and what is overdue."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from peewee import JOIN, fn

from smallcrm.core.i18n import Translator
from smallcrm.models import Order, OrderLine, Product, Receipt, Staff
from smallcrm.reports import monthly
from smallcrm.reports.monthly import BestCustomer, MoneyDue, MonthMoney
from smallcrm.services.reporting_scope import USUAL_DUE_DAYS, Scope
from smallcrm.services.reporting_states import Known


class Bill(NamedTuple):
    """An order that counts, with its amount."""

    id: int
    customer: int
    day: str
    due: str | None
    amount: int


class Payment(NamedTuple):
    """A receipt."""

    customer: int
    order: int | None
    day: str
    amount: int


@dataclass(frozen=True, slots=True)
class Money:
    """All orders and receipts in scope up to the period's end."""

    bills: list[Bill]
    payments: list[Payment]
    bought: dict[int, int] = field(default_factory=dict)  # in twelve months, by customer


def load_money(scope: Scope) -> Money:
    """Read orders that were not cancelled, and receipts."""
    bills = (
        Order.select(Order.id, Order.customer, Order.date, Order.due, fn.SUM(OrderLine.amount))
        .join(OrderLine)
        .where((Order.date <= scope.last) & (Order.status != "cancelled"))
        .group_by(Order.id)
    )
    payments = Receipt.select(Receipt.customer, Receipt.order, Receipt.date, Receipt.amount)
    payments = payments.where(Receipt.date <= scope.last)
    money = Money(
        [Bill(*row) for row in list(scope.only_own(bills, Order.customer).tuples())],
        [Payment(*row) for row in list(scope.only_own(payments, Receipt.customer).tuples())],
    )
    start = scope.year_start.isoformat()
    for bill in money.bills:
        if bill.day >= start:
            money.bought[bill.customer] = money.bought.get(bill.customer, 0) + bill.amount
    return money


def by_month(scope: Scope, money: Money) -> tuple[MonthMoney, ...]:
    """Orders and receipts of each of the twelve months."""
    orders = _sum_months(money.bills)
    receipts = _sum_months(money.payments)
    return tuple(
        MonthMoney(month, orders[str(month)], receipts[str(month)]) for month in scope.months
    )


def _sum_months(entries: Iterable[Bill | Payment]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for entry in entries:
        sums[entry.day[:7]] += entry.amount
    return sums


def money_due(scope: Scope, money: Money, known: dict[int, Known]) -> list[tuple[int, MoneyDue]]:
    """(customer id, what it owes), the most overdue first.

    A receipt pays the order that it names; the rest pays the orders that are due first.
    """
    bills: dict[int, list[Bill]] = defaultdict(list)
    for bill in money.bills:
        bills[bill.customer].append(bill)
    paid: dict[int, int] = defaultdict(int)
    pools: dict[int, int] = defaultdict(int)
    counted = {bill.id for bill in money.bills}
    for payment in money.payments:
        if payment.order in counted:
            paid[payment.order] += payment.amount
        else:
            pools[payment.customer] += payment.amount
    found: list[tuple[int, MoneyDue]] = []
    for customer, its_bills in bills.items():
        if customer in known:
            due, overdue, since = _settle(its_bills, paid, pools[customer], scope.as_of)
            if due > 0:
                one = known[customer]
                entry = MoneyDue(one.name, due, overdue, since, one.level, one.owner)
                found.append((customer, entry))
    return sorted(found, key=lambda row: (-row[1].overdue, -row[1].due, row[1].customer))


def _settle(
    bills: list[Bill], paid: dict[int, int], pool: int, as_of: date
) -> tuple[int, int, date | None]:
    """What is open of these orders, how much of it is overdue, and since when."""
    open_bills = []
    for bill in bills:
        left = bill.amount - paid.get(bill.id, 0)
        if left > 0:
            open_bills.append((_due_day(bill), bill.id, left))
        else:
            pool -= left
    due, overdue, since = 0, 0, None
    for day, _id, left in sorted(open_bills):
        used = min(left, pool)
        pool -= used
        due += left - used
        if left > used and day < as_of:
            overdue += left - used
            since = since or day
    return due - pool, min(overdue, due - pool), since


def _due_day(bill: Bill) -> date:
    if bill.due:
        return date.fromisoformat(bill.due[:10])
    return date.fromisoformat(bill.day[:10]) + timedelta(days=USUAL_DUE_DAYS)


def best_customers(scope: Scope, money: Money, known: dict[int, Known]) -> tuple[BestCustomer, ...]:
    """Who bought in the twelve months, those who bought most first."""
    start, before = scope.year_start.isoformat(), scope.year_before.isoformat()
    earlier: dict[int, int] = defaultdict(int)
    last: dict[int, str] = {}
    for bill in money.bills:
        if before <= bill.day < start:
            earlier[bill.customer] += bill.amount
        last[bill.customer] = max(bill.day, last.get(bill.customer, ""))
    found = [
        BestCustomer(
            known[customer].name,
            amount,
            earlier[customer],
            known[customer].level,
            date.fromisoformat(last[customer][:10]),
            known[customer].owner,
        )
        for customer, amount in money.bought.items()
        if amount > 0 and customer in known
    ]
    return tuple(sorted(found, key=lambda one: (-one.amount, one.customer)))


def list_orders(
    scope: Scope, money: Money, known: dict[int, Known], translator: Translator
) -> tuple[monthly.Order, ...]:
    """The orders of the period, in order of time."""
    amounts = {bill.id: bill.amount for bill in money.bills if bill.day >= scope.first}
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
            amounts[id],
            number,
            what.get(id, ""),
            owner or known[customer].owner,
        )
        for id, day, customer, number, owner in list(query.tuples())
        if id in amounts and customer in known
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
    for order, title in list(query.tuples()):
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
        for day, customer, amount, method, number, owner in list(query.tuples())
        if customer in known
    )
