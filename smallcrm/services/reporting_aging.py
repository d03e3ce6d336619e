"""Receivables by age, from the orders that are not paid in full; as PDF and as a workbook."""

from datetime import date
from pathlib import Path

from smallcrm.core.dates import Month
from smallcrm.core.i18n import Translator, translator
from smallcrm.core.progress import Progress
from smallcrm.models import Customer, Order, Staff
from smallcrm.reports.aging import (
    AGES,
    AgedBill,
    AgedCustomer,
    AgingReport,
    age_of,
    tabular,
)
from smallcrm.services.company import own_company
from smallcrm.services.payment_days import payment_words
from smallcrm.services.report_list import ReportOptions
from smallcrm.services.reporting_files import write_tabular
from smallcrm.services.reporting_money import OpenBill, load_money, open_bills
from smallcrm.services.reporting_scope import Scope, fetch, find_staff
from smallcrm.storage.database import among
from smallcrm.storage.session import Session


def write_aging(session: Session, options: ReportOptions, path: Path, progress: Progress) -> None:
    """Write the report of today, as was chosen, as PDF or to .xlsx as a workbook.

    Raises UserError for an unknown owner, StorageError, Cancelled.
    """
    texts = translator(options.language)
    report = aging_report(session, texts, options.owner)
    write_tabular(tabular(report, texts), options, path, progress)


def aging_report(session: Session, translator: Translator, owner: str = "") -> AgingReport:
    """What customers owe today, all or those of one owner. UserError for an unknown owner."""
    now = session.clock.now()
    scope = Scope.of(Month.of(now.date()), now, find_staff(owner))
    money = load_money(scope)
    names = _load_names(list(money.bills))
    customers, bills = [], []
    waiting: dict[int, list[OpenBill]] = {
        customer: found for customer in money.bills if (found := open_bills(money, customer))
    }
    numbers = _load_numbers([bill.id for found in waiting.values() for bill in found])
    for customer, found in waiting.items():
        name, level, its_owner = names[customer]
        ages = [0] * len(AGES)
        for bill in found:
            day = date.fromisoformat(bill.day[:10])
            days = (scope.as_of - day).days
            ages[age_of(days)] += bill.left
            due = date.fromisoformat(bill.due[:10])
            bills.append(
                AgedBill(name, numbers[bill.id], day, due, bill.amount, bill.left, days, its_owner)
            )
        oldest = date.fromisoformat(min(bill.day for bill in found)[:10])
        overdue = sum(bill.left for bill in found if bill.due < scope.last)
        first, second, third, rest = ages
        customers.append(
            AgedCustomer(name, level, its_owner, oldest, (first, second, third, rest), overdue)
        )
    return AgingReport(
        tuple(sorted(customers, key=lambda one: (one.oldest, -one.owed, one.customer))),
        tuple(sorted(bills, key=lambda one: (one.day, one.customer, one.number))),
        scope.as_of,
        now,
        owner,
        own_company(session, translator),
        session.settings.get("currency"),
        payment_words(money.days, translator),
    )


def _load_names(ids: list[int]) -> dict[int, tuple[str, str, str]]:
    query = (
        Customer.select(Customer.id, Customer.name, Customer.level, Staff.name)
        .left_outer_join(Staff, on=(Customer.owner == Staff.id))
        .where(Customer.id << among(ids))
    )
    return {id: (name, level, owner or "") for id, name, level, owner in fetch(query)}


def _load_numbers(ids: list[int]) -> dict[int, str]:
    return dict(fetch(Order.select(Order.id, Order.number).where(Order.id << among(ids))))
