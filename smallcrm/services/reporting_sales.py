"""What was sold over some days and in the same days a year earlier: statistics and ABC list.

Orders that were cancelled do not count. A sale is that of whoever took the order, else of the
customer's owner; its region is the customer's, else the province or city of its first address.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from peewee import JOIN, ModelSelect, fn

from smallcrm.core.dates import Month, add_months
from smallcrm.core.i18n import translator
from smallcrm.core.progress import Progress
from smallcrm.models import Address, Customer, Order, OrderLine, Product, Staff
from smallcrm.reports import abc, sales
from smallcrm.reports.abc import AbcCustomer, AbcReport
from smallcrm.reports.sales import SalesReport, Sold
from smallcrm.services.company import own_company
from smallcrm.services.report_list import ReportOptions
from smallcrm.services.reporting_files import write_tabular
from smallcrm.services.reporting_scope import day_of, fetch, find_staff, month_of
from smallcrm.storage.session import Session

YEAR = 12  # months


@dataclass(frozen=True, slots=True)
class Days:
    """The days reported, no further than today, and the same days a year earlier."""

    first: date
    last: date

    @classmethod
    def of(cls, options: ReportOptions, today: date) -> "Days":
        """The days chosen. UserError when they are the wrong way round."""
        first, last = options.days(today)
        return cls(first, max(first, min(last, today)))

    @property
    def before(self) -> tuple[date, date]:
        """The same days a year earlier; a month that ends does so then too."""
        last = add_months(self.last, -YEAR)
        if self.last == Month.of(self.last).last:
            last = Month.of(last).last
        return add_months(self.first, -YEAR), last


def write_sales(session: Session, options: ReportOptions, path: Path, progress: Progress) -> None:
    """Write the statistics of the days chosen as PDF or .xlsx.

    Raises UserError for an unknown owner or days the wrong way round, StorageError, Cancelled.
    """
    report = sales_report(session, options)
    write_tabular(sales.tabular(report, translator(options.language)), options, path, progress)


def write_abc(session: Session, options: ReportOptions, path: Path, progress: Progress) -> None:
    """Write the ABC list of the days chosen, else of the last twelve months, as PDF or .xlsx.

    Raises UserError for an unknown owner or days the wrong way round, StorageError, Cancelled.
    """
    report = abc_report(session, options)
    write_tabular(abc.tabular(report, translator(options.language)), options, path, progress)


def sales_report(session: Session, options: ReportOptions) -> SalesReport:
    """What was sold, narrowed to an owner's customers, a product group, a region."""
    days = Days.of(options, session.clock.today())
    whose = find_staff(options.owner)
    regions = _load_regions()
    names = dict(fetch(Staff.select(Staff.id, Staff.name)))
    products = _load_products()
    added: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0, 0, 0.0, 0.0])
    for place, (first, last) in enumerate(((days.first, days.last), days.before)):
        for row in fetch(_lines(first, last, whose)):
            month, product, title, customer, staff, amount, quantity = row
            name, group = products.get(product, (title, ""))
            region = regions.get(customer, "")
            if _passes(options.group, group) and _passes(options.region, region):
                if place:
                    month = str(Month.parse(month).plus(YEAR))
                sums = added[month, group, name, region, names.get(staff, "")]
                sums[place] += amount
                sums[2 + place] += quantity
    before_first, before_last = days.before
    return SalesReport(
        sold=_sold(added.items()),
        first=days.first,
        last=days.last,
        before_first=before_first,
        before_last=before_last,
        made_at=session.clock.now(),
        owner=options.owner,
        group=options.group,
        region=options.region,
        company=own_company(session, translator(options.language)),
        currency=session.settings.get("currency"),
    )


def abc_report(session: Session, options: ReportOptions) -> AbcReport:
    """What each customer ordered, all or those of an owner."""
    today = session.clock.today()
    days = Days.of(options, today)
    whose = find_staff(options.owner)
    now, before = (
        {customer: (amount, count) for customer, amount, count in fetch(_by_customer(*some, whose))}
        for some in ((days.first, days.last), days.before)
    )
    customers = (
        Customer.select(Customer.id, Customer.name, Customer.level, Staff.name)
        .join(Staff, JOIN.LEFT_OUTER, on=(Customer.owner == Staff.id))
        .order_by(Customer.id)
    )
    found = []
    for id, name, level, owner in fetch(customers):
        if id in now or id in before:
            amount, count = now.get(id, (0, 0))
            past = before.get(id, (0, 0))[0]
            found.append(AbcCustomer(name, amount, past, count, level, owner or ""))
    return AbcReport(
        tuple(found),
        days.first,
        days.last,
        *days.before,
        made_at=session.clock.now(),
        owner=options.owner,
        company=own_company(session, translator(options.language)),
        currency=session.settings.get("currency"),
    )


def product_groups() -> list[str]:
    """The product groups there are, by name."""
    query = Product.select(Product.category).where(Product.category != "").distinct()
    return sorted(name for (name,) in fetch(query))


def regions() -> list[str]:
    """The regions customers are in, by name."""
    queries = (
        Customer.select(Customer.region).where(Customer.region != ""),
        Address.select(fn.COALESCE(fn.NULLIF(Address.province, ""), Address.city)),
    )
    names = {name for query in queries for (name,) in fetch(query.distinct())}
    return sorted(names - {""})


def _passes(wanted: str, value: str) -> bool:
    return not wanted or wanted.casefold() == value.casefold()


def _sold(added: Iterable[tuple[tuple[str, ...], list[float]]]) -> tuple[Sold, ...]:
    return tuple(
        Sold(
            group,
            product,
            region,
            staff,
            Month.parse(month),
            int(amount),
            int(before),
            round(quantity, 6),
            round(quantity_before, 6),
        )
        for (month, group, product, region, staff), (
            amount,
            before,
            quantity,
            quantity_before,
        ) in sorted(added)
    )


def _lines(first: date, last: date, whose: int | None) -> ModelSelect:
    """Sums of the lines of these days by month, product, its title where unknown, whom, by whom."""
    staff = fn.COALESCE(Order.staff, Customer.owner)
    month: Any = month_of(Order.date)
    unknown = fn.IIF(OrderLine.product.is_null(), OrderLine.title, "")
    keys = (month, OrderLine.product, unknown, Order.customer, staff)
    quantity = fn.SUM(OrderLine.quantity.cast("REAL"))
    query = OrderLine.select(*keys, fn.SUM(OrderLine.amount), quantity)
    return _of_days(query.join(Order), first, last, whose).group_by(*keys)


def _by_customer(first: date, last: date, whose: int | None) -> ModelSelect:
    sums = (fn.SUM(OrderLine.amount), fn.COUNT(Order.id.distinct()))
    query = Order.select(Order.customer, *sums).join(OrderLine).switch(Order)
    return _of_days(query, first, last, whose).group_by(Order.customer)


def _of_days(query: ModelSelect, first: date, last: date, whose: int | None) -> ModelSelect:
    days = day_of(Order.date).between(first.isoformat(), last.isoformat())
    query = query.join(Customer, on=(Order.customer == Customer.id))
    query = query.where(days & (Order.status != "cancelled"))
    return query if whose is None else query.where(Customer.owner == whose)


def _load_products() -> dict[int, tuple[str, str]]:
    query = Product.select(Product.id, Product.name, Product.category)
    return {id: (name, category) for id, name, category in fetch(query)}


def _load_regions() -> dict[int, str]:
    places = Address.select(Address.customer, Address.province, Address.city).order_by(
        Address.position.desc(), Address.id.desc()
    )
    found = {customer: province or city for customer, province, city in fetch(places)}
    found.update(fetch(Customer.select(Customer.id, Customer.region).where(Customer.region != "")))
    return {customer: region for customer, region in found.items() if region}
