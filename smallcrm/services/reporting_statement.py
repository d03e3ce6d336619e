"""Statements of account: what customers ordered, paid and owe over some days.

Orders that were cancelled do not count. Without a named customer, every one that had a movement in
these days or a balance before or after them gets a statement.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from peewee import JOIN, Expression, fn

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import Translator, _, translator
from smallcrm.core.progress import Progress
from smallcrm.exporters.report_book import write_report_book
from smallcrm.models import (
    Address,
    Contact,
    Customer,
    CustomerFact,
    Order,
    OrderLine,
    Product,
    Receipt,
    Staff,
)
from smallcrm.reports.statement import Movement, Statement, Statements, render
from smallcrm.services.company import own_company
from smallcrm.services.customer_card import person_name
from smallcrm.services.people import called
from smallcrm.services.records import AddressRecord, ContactRecord
from smallcrm.services.report_list import ReportOptions
from smallcrm.services.reporting_files import XLSX
from smallcrm.services.reporting_scope import day_of, fetch
from smallcrm.services.statement_sheets import sheets_of_statements
from smallcrm.storage.session import Session

_MANY = 500  # ids of one query


def write_statements(
    session: Session, options: ReportOptions, path: Path, progress: Progress
) -> None:
    """Write the statement of one customer, or those of all with movement or balance.

    As PDF, or to .xlsx as a workbook with a sheet for each.

    Raises UserError for a customer or owner who is not there or days the wrong way round,
    StorageError, Cancelled.
    """
    texts = translator(options.language)
    first, last = _days(session, options)
    batch = Statements(
        statements=read_statements(session, options, texts),
        first=first,
        last=last,
        made_at=session.clock.now(),
        company=own_company(session, texts),
        currency=session.settings.get("currency"),
    )
    if path.suffix.lower() == XLSX:
        write_report_book(path, sheets_of_statements(batch, texts), batch.company.name)
        return
    render(batch, path, texts, progress, size=options.size, grey=options.grey)


def read_statements(
    session: Session, options: ReportOptions, texts: Translator
) -> tuple[Statement, ...]:
    """The statements asked for, by the customers' names."""
    first, last = (day.isoformat() for day in _days(session, options))
    whose = _whose(options)
    opening = _balances(whose, first)
    movements = _movements(whose, first, last, texts)
    named = options.customer_id
    ids = {id for id, amount in opening.items() if amount} | set(movements)
    found = _customers([named] if named is not None else ids)
    if named is not None and not found:
        raise UserError(_("This customer is no longer there."))
    return tuple(
        Statement(name, opening.get(id, 0), tuple(movements.get(id, ())), address, person)
        for id, name, address, person in found
    )


def _days(session: Session, options: ReportOptions) -> tuple[date, date]:
    """The days asked for, no further than today: nobody can confirm what is to come."""
    today = session.clock.today()
    first, last = options.days(today)
    return first, max(first, min(last, today))


def _whose(options: ReportOptions) -> Expression:
    """The condition on the customer, of one, of one owner's, or none."""
    if options.customer_id is not None:
        return Customer.id == options.customer_id
    if options.owner:
        owner = Staff.get_or_none(Staff.name.collate("NOCASE") == options.owner)
        if owner is None:
            words = _("There is no staff member “%(name)s”.")
            raise UserError(words % {"name": options.owner})
        return Customer.owner == owner.id
    return Customer.id > 0


def _balances(whose: Expression, before: str) -> dict[int, int]:
    """What each customer owed on the evening before a day."""
    orders = (
        Order.select(Order.customer, fn.SUM(OrderLine.amount))
        .join(OrderLine)
        .switch(Order)
        .join(Customer)
        .where(whose & (Order.status != "cancelled") & (Order.date < before))
        .group_by(Order.customer)
    )
    receipts = (
        Receipt.select(Receipt.customer, fn.SUM(Receipt.amount))
        .join(Customer)
        .where(whose & (Receipt.date < before))
        .group_by(Receipt.customer)
    )
    owed: dict[int, int] = defaultdict(int)
    for customer, amount in fetch(orders):
        owed[customer] += amount
    for customer, amount in fetch(receipts):
        owed[customer] -= amount
    return owed


def _movements(
    whose: Expression, first: str, last: str, texts: Translator
) -> dict[int, list[Movement]]:
    """Orders and receipts of the days by customer, in order of time, orders of a day first."""
    days = day_of(Order.date).between(first, last)
    orders = (
        Order.select(Order.id, Order.customer, Order.date, Order.number, fn.SUM(OrderLine.amount))
        .join(OrderLine)
        .switch(Order)
        .join(Customer)
        .where(whose & days & (Order.status != "cancelled"))
        .group_by(Order.id)
    )
    named = Order.alias()
    receipts = (
        Receipt.select(
            Receipt.id, Receipt.customer, Receipt.date, Receipt.amount, Receipt.method, named.number
        )
        .join(Customer)
        .switch(Receipt)
        .join(named, JOIN.LEFT_OUTER, on=(Receipt.order == named.id))
        .where(whose & day_of(Receipt.date).between(first, last))
    )
    what = _contents(whose, first, last, texts)
    rows = [
        (customer, day[:10], 0, id, Movement(_day(day), "order", amount, number, what.get(id, "")))
        for id, customer, day, number, amount in fetch(orders)
    ]
    rows += [
        (customer, day[:10], 1, id, Movement(_day(day), "receipt", amount, number or "",
         texts.gettext(method) if method else ""))
        for id, customer, day, amount, method, number in fetch(receipts)
    ]  # fmt: skip
    found: dict[int, list[Movement]] = defaultdict(list)
    for customer, *_place, movement in sorted(rows, key=lambda row: row[:4]):
        found[customer].append(movement)
    return found


def _contents(whose: Expression, first: str, last: str, texts: Translator) -> dict[int, str]:
    """What each order of the days was for: its lines by their names."""
    query = (
        OrderLine.select(
            OrderLine.order, fn.COALESCE(fn.NULLIF(OrderLine.title, ""), Product.name, "")
        )
        .join(Order)
        .join(Customer)
        .switch(OrderLine)
        .join(Product, JOIN.LEFT_OUTER, on=(OrderLine.product == Product.id))
        .where(whose & day_of(Order.date).between(first, last))
        .order_by(OrderLine.order, OrderLine.position, OrderLine.id)
    )
    titles: dict[int, list[str]] = defaultdict(list)
    for order, title in fetch(query):
        if title:
            titles[order].append(title)
    comma = texts.pgettext("names", "%(first)s, %(then)s") % {"first": "", "then": ""}
    return {order: comma.join(listed) for order, listed in titles.items()}


def _customers(ids: Iterable[int]) -> list[tuple[int, str, str, str]]:
    """Id, name, first address and first contact person, in the order of the list of customers."""
    wanted = sorted(ids)
    found: list[tuple[str, tuple[int, str, str, str]]] = []
    for start in range(0, len(wanted), _MANY):
        some = wanted[start : start + _MANY]
        addresses, people = _addresses(some), _people(some)
        query = Customer.select(Customer.id, Customer.name, CustomerFact.sort_name)
        query = query.join(CustomerFact, on=(CustomerFact.customer == Customer.id))
        for id, name, place in fetch(query.where(Customer.id << some)):
            found.append((place, (id, name, addresses.get(id, ""), people.get(id, ""))))
    return [row for place, row in sorted(found)]


def _addresses(ids: Sequence[int]) -> dict[int, str]:
    query = (
        Address.select(
            Address.customer, Address.street, Address.province, Address.city, Address.district
        )
        .where(Address.customer << ids)
        .order_by(Address.position.desc(), Address.id.desc())
    )
    return {customer: AddressRecord(*parts).line for customer, *parts in fetch(query)}


def _people(ids: Sequence[int]) -> dict[int, str]:
    query = (
        Contact.select(Contact.customer, called(), Contact.salutation)
        .where((Contact.customer << ids) & Contact.left_on.is_null())
        .order_by(Contact.position.desc(), Contact.id.desc())
    )
    return {
        customer: person_name(ContactRecord(name, salutation=salutation))
        for customer, name, salutation in fetch(query)
    }


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])
