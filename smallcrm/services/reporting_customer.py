"""The month of one customer, from what is recorded of it."""

from datetime import date, timedelta
from pathlib import Path

from peewee import fn

from smallcrm.core.dates import Month, add_months
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import Translator, _, translator
from smallcrm.core.progress import Progress
from smallcrm.models import Interaction, Order, OrderLine, Receipt
from smallcrm.reports.customer_month import CustomerMonth, Said, Stretch, tabular
from smallcrm.services.customers import get_customer
from smallcrm.services.feedback import is_open, list_feedback
from smallcrm.services.records import CustomerRecord
from smallcrm.services.report_list import ReportOptions
from smallcrm.services.reporting_days import work_report
from smallcrm.services.reporting_files import write_tabular
from smallcrm.services.reporting_scope import day_of, until
from smallcrm.storage.session import Session

YEAR = 12  # months
MOST_SAID = 100_000  # more than anybody says in the days of a report


def write_customer_month(
    session: Session, options: ReportOptions, path: Path, progress: Progress
) -> None:
    """Write what happened with a customer in the days chosen as PDF or .xlsx.

    Raises UserError when none is named, it is gone, or the days are the wrong way round,
    StorageError, Cancelled.
    """
    if options.customer_id is None:
        raise UserError(_("Choose a customer."))
    texts = translator(options.language)
    report = customer_month(session, options.customer_id, options)
    write_tabular(tabular(report, texts), options, path, progress)


def customer_month(session: Session, customer_id: int, options: ReportOptions) -> CustomerMonth:
    """What happened with a customer in the days chosen. UserError when it is gone."""
    texts = translator(options.language)
    customer = get_customer(session, customer_id)
    first, last = options.days(session.clock.today())
    days = (first, last), _days_before(first, last), _year_before(first, last)
    return CustomerMonth(
        customer.name,
        work_report(session, texts, "days", first, last, customer=customer_id),
        (
            _stretch(customer_id, *days[0]),
            _stretch(customer_id, *days[1]),
            _stretch(customer_id, *days[2]),
        ),
        tuple(
            Said(
                date.fromisoformat(one.at[:10]),
                " · ".join(filter(None, (one.competitor, one.product, one.text))),
                one.wish,
                is_open(one),
            )
            for one in reversed(list_feedback(session, customer_id, limit=MOST_SAID))
            if one.at and first.isoformat() <= one.at[:10] <= last.isoformat()
        ),
        _standing(customer, texts),
    )


def _standing(customer: CustomerRecord, texts: Translator) -> str:
    words = texts.gettext("Level %(level)s")
    level = words % {"level": customer.level} if customer.level else ""
    return " · ".join(filter(None, (level, customer.owner)))


def _is_month(first: date, last: date) -> bool:
    return first == Month.of(first).first and last == Month.of(first).last


def _days_before(first: date, last: date) -> tuple[date, date]:
    """The month before a whole month, else as many days before."""
    if _is_month(first, last):
        month = Month.of(first).previous()
        return month.first, month.last
    end = first - timedelta(days=1)
    return end - (last - first), end


def _year_before(first: date, last: date) -> tuple[date, date]:
    if _is_month(first, last):
        month = Month.of(first).plus(-YEAR)
        return month.first, month.last
    return add_months(first, -YEAR), add_months(last, -YEAR)


def _stretch(customer: int, first: date, last: date) -> Stretch:
    start, end = first.isoformat(), last.isoformat()
    contacts = (
        Interaction.select(fn.COUNT())
        .where(
            (Interaction.customer == customer)
            & (Interaction.kind != "note")
            & (Interaction.at >= start)
            & until(Interaction.at, end)
        )
        .scalar()
    )
    ordered, received = _ordered(customer, start, end), _received(customer, start, end)
    owed = _ordered(customer, "", end) - _received(customer, "", end)
    return Stretch(first, last, contacts, ordered, received, owed)


def _ordered(customer: int, start: str, end: str) -> int:
    query = (
        OrderLine.select(fn.COALESCE(fn.SUM(OrderLine.amount), 0))
        .join(Order)
        .where(
            (Order.customer == customer)
            & (Order.status != "cancelled")
            & day_of(Order.date).between(start, end)
        )
    )
    return int(query.scalar())


def _received(customer: int, start: str, end: str) -> int:
    query = Receipt.select(fn.COALESCE(fn.SUM(Receipt.amount), 0)).where(
        (Receipt.customer == customer) & day_of(Receipt.date).between(start, end)
    )
    return int(query.scalar())
