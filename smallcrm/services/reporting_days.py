"""The work of a day, a week or any days, of one staff member or all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from peewee import JOIN, Field, ModelSelect, fn

from smallcrm.core.i18n import Translator, translator
from smallcrm.core.progress import Progress
from smallcrm.models import Customer, FollowUp, Interaction, Order, OrderLine, Receipt, Staff
from smallcrm.reports.work import Contacted, Promise, Sale, Stretch, WorkReport, tabular
from smallcrm.services.company import own_company
from smallcrm.services.report_list import ReportOptions
from smallcrm.services.reporting_files import write_tabular
from smallcrm.services.reporting_scope import day_of, fetch, find_staff, until
from smallcrm.services.vocabulary import OUTCOMES, word
from smallcrm.storage.session import Session

PLAN_DAYS = 7
# The list tells what was talked about; the whole text stands in the program.
MOST_SIGNS = 300


@dataclass(frozen=True, slots=True)
class Who:
    """Whose work: that of one of the staff, that done for one customer, or all of it (None)."""

    staff: int | None = None
    customer: int | None = None

    def narrow(self, query: ModelSelect, staff: Any, customer: Any) -> ModelSelect:
        """The query with only theirs; `staff` and `customer` are its columns."""
        if self.staff is not None:
            query = query.where(staff == self.staff)
        if self.customer is not None:
            query = query.where(customer == self.customer)
        return query


def write_work(
    session: Session,
    stretch: Stretch,
    options: ReportOptions,
    path: Path,
    progress: Progress,
) -> None:
    """Write the report of today, of this week or of the days chosen, as PDF or .xlsx.

    Raises UserError for an unknown staff member or days the wrong way round, StorageError,
    Cancelled.
    """
    today = session.clock.today()
    first, last = today, today
    if stretch == "week":
        first = today - timedelta(days=today.weekday())
        last = first + timedelta(days=6)
    elif stretch == "days":
        first, last = options.days(today)
    texts = translator(options.language)
    report = work_report(session, texts, stretch, first, last, options.owner)
    write_tabular(tabular(report, texts), options, path, progress)


def work_report(
    session: Session,
    translator: Translator,
    stretch: Stretch,
    first: date,
    last: date,
    staff: str = "",
    customer: int | None = None,
) -> WorkReport:
    """What was done from `first` to `last`, by all or one, for all customers or the one of an id.

    UserError for an unknown staff member.
    """
    now = session.clock.now()
    who = Who(find_staff(staff), customer)
    # What is due later this week is a plan, not something left undone.
    end = max(first, min(last, now.date()))
    plans_until = max(last, end + timedelta(days=PLAN_DAYS))
    return WorkReport(
        stretch=stretch,
        first=first,
        last=last,
        contacts=_load_contacts(first, last, who, translator),
        done=_load_done(first, last, who),
        open=_load_open(date.min, end, end, who),
        orders=_load_orders(first, last, who),
        receipts=_load_receipts(first, last, who),
        plans=_load_open(end + timedelta(days=1), plans_until, end, who),
        plans_until=plans_until,
        made_at=now,
        staff=staff,
        company=own_company(session, translator),
        currency=session.settings.get("currency"),
    )


def _load_contacts(
    first: date, last: date, who: Who, translator: Translator
) -> tuple[Contacted, ...]:
    query = (
        Interaction.select(
            Interaction.at,
            Customer.name,
            Interaction.kind,
            Interaction.subject,
            Interaction.content,
            Interaction.outcome,
            fn.COALESCE(Staff.name, ""),
        )
        .join(Customer)
        .switch(Interaction)
        .join(Staff, JOIN.LEFT_OUTER, on=(Interaction.staff == Staff.id))
        .where(
            (Interaction.kind != "note")
            & (Interaction.at >= first.isoformat())
            & until(Interaction.at, last.isoformat())
        )
        .order_by(Interaction.at, Interaction.id)
    )
    query = who.narrow(query, Interaction.staff, Interaction.customer)
    found = []
    for at, customer, kind, subject, content, outcome, staff in fetch(query):
        said = " ".join(f"{subject} {content}".split())
        what = said[:MOST_SIGNS] + ("…" if len(said) > MOST_SIGNS else "")
        words = word(OUTCOMES, outcome, translator) if outcome else ""
        when = datetime.fromisoformat(at)
        found.append(Contacted(when, len(at) > 10, customer, kind, what, words, staff))
    return tuple(found)


def _follow_ups(who: Who) -> ModelSelect:
    query = (
        FollowUp.select(
            FollowUp.due,
            FollowUp.title,
            Customer.name,
            fn.COALESCE(Staff.name, ""),
            FollowUp.closed,
        )
        .join(Customer)
        .switch(FollowUp)
        .join(Staff, JOIN.LEFT_OUTER, on=(FollowUp.staff == Staff.id))
    )
    return who.narrow(query, FollowUp.staff, FollowUp.customer)


def _load_done(first: date, last: date, who: Who) -> tuple[Promise, ...]:
    query = _follow_ups(who).where(
        (FollowUp.state == "done")
        & (FollowUp.closed >= first.isoformat())
        & until(FollowUp.closed, last.isoformat())
    )
    return tuple(
        Promise(date.fromisoformat(due), title, name, staff, date.fromisoformat(closed[:10]))
        for due, title, name, staff, closed in fetch(query.order_by(FollowUp.closed, FollowUp.id))
    )


def _load_open(first: date, last: date, end: date, who: Who) -> tuple[Promise, ...]:
    """Follow-ups due from `first` to `last` that were there and open on the evening of `end`."""
    still = FollowUp.closed.is_null() | (FollowUp.closed > f"{end} 99")
    due = FollowUp.due.between(first.isoformat(), last.isoformat())
    query = _follow_ups(who).where(still & due & until(FollowUp.created, end.isoformat()))
    return tuple(
        Promise(date.fromisoformat(due), title, name, staff)
        for due, title, name, staff, _closed in fetch(query.order_by(FollowUp.due, FollowUp.id))
    )


def _load_orders(first: date, last: date, who: Who) -> tuple[Sale, ...]:
    query = Order.select(
        Order.date, Customer.name, Order.number, fn.SUM(OrderLine.amount), Staff.name
    ).join(OrderLine)
    query = _sold_by(query, Order, first, last, who).where(Order.status != "cancelled")
    return _sales(fetch(query.group_by(Order.id).order_by(Order.date, Order.id)))


def _load_receipts(first: date, last: date, who: Who) -> tuple[Sale, ...]:
    query = Receipt.select(Receipt.date, Customer.name, Receipt.method, Receipt.amount, Staff.name)
    query = _sold_by(query, Receipt, first, last, who).order_by(Receipt.date, Receipt.id)
    return _sales(fetch(query))


def _sold_by(query: ModelSelect, model: Any, first: date, last: date, who: Who) -> ModelSelect:
    """Orders or receipts of these days by whoever took them, else by the customer's owner."""
    whose = fn.COALESCE(model.staff, Customer.owner)
    day: Field = day_of(model.date)
    query = (
        query.switch(model)
        .join(Customer)
        .switch(model)
        .join(Staff, JOIN.LEFT_OUTER, on=(whose == Staff.id))
        .where(day.between(first.isoformat(), last.isoformat()))
    )
    return who.narrow(query, whose, model.customer)


def _sales(rows: Iterable[tuple[Any, ...]]) -> tuple[Sale, ...]:
    return tuple(
        Sale(date.fromisoformat(day[:10]), name, note, amount, staff or "")
        for day, name, note, amount, staff in rows
    )
