"""Orders, receipts and terms of customers."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from peewee import ModelSelect, fn

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.models import Customer, Order, OrderLine, Product, Receipt, Staff, Term
from smallcrm.services.children import sync_rows
from smallcrm.services.customers import make_active, name_of
from smallcrm.services.lookups import ensure
from smallcrm.services.names import read_names
from smallcrm.services.records import OrderLineRecord, OrderRecord, ReceiptRecord, TermRecord
from smallcrm.services.validation import FieldError, check_choice, require
from smallcrm.services.vocabulary import ORDER_STATUSES, TERM_KINDS
from smallcrm.storage.database import among
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session


@dataclass(frozen=True, slots=True)
class MoneySummary:
    """A customer's money, in minor units: bought this year and in all, received, and owed."""

    this_year: int
    bought: int
    received: int

    @property
    def owed(self) -> int:
        """What is still to come in (negative when paid ahead)."""
        return self.bought - self.received


def get_order(session: Session, order_id: int) -> OrderRecord:
    """One order with its lines. UserError when it is gone."""
    found = _orders(Order.select().where(Order.id == order_id))
    if not found:
        raise UserError(_("This order is no longer there."))
    return found[0]


def list_orders(session: Session, customer_id: int) -> list[OrderRecord]:
    """A customer's orders, newest first."""
    query = Order.select().where(Order.customer == customer_id)
    return _orders(query.order_by(Order.date.desc(), Order.id.desc()))


def save_order(session: Session, record: OrderRecord, paid: int = 0, method: str = "") -> int:
    """Add an order (id None) or change one.

    `paid` (minor units) is written as a receipt of the same day.
    """
    customer = _customer(record.customer_id)
    _check_date("date", record.date)
    check_choice("status", record.status, tuple(ORDER_STATUSES))
    if not record.lines or not any(line.amount for line in record.lines):
        raise FieldError("amount", _("An order needs an amount."))
    values: dict[str, Any] = {
        "customer": record.customer_id,
        "deal": record.deal_id,
        "number": record.number.strip(),
        "date": record.date,
        "due": record.due,
        "status": record.status,
        "note": record.note,
    }
    with session.unit(Op.ADD_ORDER if record.id is None else Op.EDIT_ORDER, {"name": customer}):
        values["staff"] = ensure(Staff, record.staff) or (
            session.settings.staff_id if record.id is None else None
        )
        if record.id is None:
            order_id = int(Order.create(**values).id)
            counted = False
        else:
            order_id = record.id
            mine = Order.id == order_id
            counted = Order.select().where(mine & (Order.status != "cancelled")).exists()
            Order.update(**values).where(mine).execute()
        if record.status != "cancelled" and not counted:
            make_active(record.customer_id)
        lines = [_line_values(line) for line in record.lines]
        sync_rows(OrderLine, OrderLine.order == order_id, {"order": order_id}, lines)
        if paid:
            receipt = ReceiptRecord(
                record.customer_id, record.date, paid, order_id=order_id, method=method
            )
            save_receipt(session, receipt)
    return order_id


def save_receipt(session: Session, record: ReceiptRecord) -> int:
    """Add a receipt (id None) or change one; returns the id."""
    customer = _customer(record.customer_id)
    _check_date("date", record.date)
    if not record.amount:
        raise FieldError("amount", _("A receipt needs an amount."))
    values: dict[str, Any] = {
        "customer": record.customer_id,
        "order": record.order_id,
        "date": record.date,
        "amount": record.amount,
        "method": record.method,
        "note": record.note,
    }
    with session.unit(Op.ADD_RECEIPT if record.id is None else Op.EDIT_RECEIPT, {"name": customer}):
        values["staff"] = ensure(Staff, record.staff) or (
            session.settings.staff_id if record.id is None else None
        )
        if record.id is None:
            return int(Receipt.create(**values).id)
        Receipt.update(**values).where(Receipt.id == record.id).execute()
        return record.id


def get_receipt(session: Session, receipt_id: int) -> ReceiptRecord:
    """One receipt. UserError when it is gone."""
    found = _receipts(Receipt.select().where(Receipt.id == receipt_id))
    if not found:
        raise UserError(_("This receipt is no longer there."))
    return found[0]


def list_receipts(session: Session, customer_id: int) -> list[ReceiptRecord]:
    """A customer's receipts, newest first."""
    query = Receipt.select().where(Receipt.customer == customer_id)
    return _receipts(query.order_by(Receipt.date.desc(), Receipt.id.desc()))


def delete_order(session: Session, order_id: int) -> None:
    """Delete an order; its receipts stay with the customer."""
    record = get_order(session, order_id)
    with session.unit(Op.DELETE_ORDER, {"name": record.customer}):
        Order.delete().where(Order.id == order_id).execute()


def delete_receipt(session: Session, receipt_id: int) -> None:
    """Delete a receipt."""
    record = get_receipt(session, receipt_id)
    with session.unit(Op.DELETE_RECEIPT, {"name": record.customer}):
        Receipt.delete().where(Receipt.id == receipt_id).execute()


def summarise_money(session: Session, customer_id: int) -> MoneySummary:
    """What a customer bought, paid and owes."""
    orders = Order.select(fn.COALESCE(fn.SUM(OrderLine.amount), 0)).join(OrderLine)
    orders = orders.where((Order.customer == customer_id) & (Order.status != "cancelled"))
    year = orders.where(Order.date >= f"{session.clock.today().year}-01-01")
    received = Receipt.select(fn.COALESCE(fn.SUM(Receipt.amount), 0)).where(
        Receipt.customer == customer_id
    )
    return MoneySummary(int(year.scalar()), int(orders.scalar()), int(received.scalar()))


def add_up(
    orders: Sequence[OrderRecord], receipts: Sequence[ReceiptRecord], year: int
) -> MoneySummary:
    """What `summarise_money` tells, of a customer's orders and receipts that were read already."""
    bought = [(order.date, order.amount) for order in orders if order.status != "cancelled"]
    this_year = sum(amount for day, amount in bought if day >= f"{year}-01-01")
    received = sum(receipt.amount for receipt in receipts)
    return MoneySummary(this_year, sum(amount for _day, amount in bought), received)


def list_terms(session: Session, customer_id: int) -> list[TermRecord]:
    """A customer's terms, those that end first first."""
    terms = (
        Term.select()
        .where(Term.customer == customer_id)
        .order_by(Term.ends.is_null(), Term.ends, Term.id)
    )
    found = list(terms)
    customers, products = read_names(
        (Customer, [t.customer_id for t in found]), (Product, [t.product_id for t in found])
    )
    return [
        TermRecord(
            customer_id=customer_id,
            title=t.title,
            kind=t.kind,
            id=t.id,
            product=products.get(t.product_id, ""),
            serial=t.serial,
            starts=t.starts,
            ends=t.ends,
            amount=t.amount,
            note=t.note,
            customer=customers.get(customer_id, ""),
        )
        for t in found
    ]


def save_term(session: Session, record: TermRecord) -> int:
    """Add a term (id None) or change one; returns the id."""
    customer = _customer(record.customer_id)
    record = replace(record, title=require("title", record.title, _("A term needs a title.")))
    check_choice("kind", record.kind, tuple(TERM_KINDS))
    if record.starts and record.ends and record.ends < record.starts:
        raise FieldError("ends", _("The end lies before the start."))
    names = ("title", "kind", "serial", "starts", "ends", "amount", "note")
    values: dict[str, Any] = {name: getattr(record, name) for name in names}
    with session.unit(
        Op.ADD_TERM if record.id is None else Op.EDIT_TERM, {"name": f"{customer} {record.title}"}
    ):
        values["product"] = ensure(Product, record.product)
        if record.id is None:
            return int(Term.create(customer=record.customer_id, **values).id)
        Term.update(**values).where(Term.id == record.id).execute()
        return record.id


def delete_term(session: Session, term_id: int) -> None:
    """Delete a term."""
    found = Term.get_or_none(Term.id == term_id)
    if found is None:
        raise UserError(_("This term is no longer there."))
    with session.unit(Op.DELETE_TERM, {"name": found.title}):
        Term.delete().where(Term.id == term_id).execute()


def _orders(query: ModelSelect) -> list[OrderRecord]:
    orders = list(query)
    if not orders:
        return []
    ids = among([order.id for order in orders])
    lines: dict[int, list[OrderLineRecord]] = {}
    of_orders = OrderLine.select().where(OrderLine.order << ids)
    found = list(of_orders.order_by(OrderLine.position, OrderLine.id))
    products, staff, customers = read_names(
        (Product, [line.product_id for line in found]),
        (Staff, [order.staff_id for order in orders]),
        (Customer, [order.customer_id for order in orders]),
    )
    for line in found:
        product = products.get(line.product_id, "")
        record = OrderLineRecord(line.title, line.amount, line.quantity, line.price, product)
        lines.setdefault(line.order_id, []).append(record)
    paid_query = Receipt.select(Receipt.order, fn.SUM(Receipt.amount)).where(Receipt.order << ids)
    paid = dict(list(paid_query.group_by(Receipt.order).tuples()))
    return [
        OrderRecord(
            customer_id=o.customer_id,
            date=o.date,
            lines=tuple(lines.get(o.id, ())),
            id=o.id,
            number=o.number,
            due=o.due,
            status=o.status,
            note=o.note,
            deal_id=o.deal_id,
            staff=staff.get(o.staff_id, ""),
            customer=customers.get(o.customer_id, ""),
            paid=int(paid.get(o.id) or 0),
        )
        for o in orders
    ]


def _receipts(query: ModelSelect) -> list[ReceiptRecord]:
    found = list(query)
    staff, customers = read_names(
        (Staff, [r.staff_id for r in found]), (Customer, [r.customer_id for r in found])
    )
    return [
        ReceiptRecord(
            customer_id=r.customer_id,
            date=r.date,
            amount=r.amount,
            id=r.id,
            order_id=r.order_id,
            method=r.method,
            note=r.note,
            staff=staff.get(r.staff_id, ""),
            customer=customers.get(r.customer_id, ""),
        )
        for r in found
    ]


def _line_values(line: OrderLineRecord) -> dict[str, object]:
    values: dict[str, object] = asdict(line)
    values["product"] = ensure(Product, line.product)
    return values


def _customer(customer_id: int) -> str:
    name = name_of(customer_id)
    if not name:
        raise FieldError("customer", _("Choose a customer."))
    return name


def _check_date(field: str, value: str) -> None:
    if not value:
        raise FieldError(field, _("Say when: a date is missing."))
