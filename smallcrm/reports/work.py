"""The work of a day, a week or any days: contacts, follow-ups kept, orders, receipts, plans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from smallcrm.core.i18n import Translator
from smallcrm.reports.letterhead import Company
from smallcrm.reports.listings import Listing
from smallcrm.reports.opening import EVERY_ROW
from smallcrm.reports.tables import Cell, Column, Row
from smallcrm.reports.tabular import Tabular, about, day_cell, moment_cell, period_words
from smallcrm.reports.texts import NONE, Texts

Stretch = Literal["day", "week", "days"]


@dataclass(frozen=True, slots=True)
class Contacted:
    """A contact made; `kind` is a code, `outcome` ready words."""

    at: datetime
    has_time: bool
    customer: str
    kind: str
    what: str
    outcome: str
    staff: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A follow-up: done on `closed`, or open."""

    due: date
    title: str
    customer: str
    staff: str
    closed: date | None = None

    @property
    def in_time(self) -> bool:
        """Whether it was done by its day."""
        return self.closed is not None and self.closed <= self.due


@dataclass(frozen=True, slots=True)
class Sale:
    """An order with its `note` (number), or a receipt with how it came; money in minor units."""

    day: date
    customer: str
    note: str
    amount: int
    staff: str


@dataclass(frozen=True, slots=True)
class WorkReport:
    """What was done from `first` to `last`, both included, by all the staff or by one.

    `open` was due by the end and not done, `plans` comes due in the days up to `plans_until`.
    """

    stretch: Stretch
    first: date
    last: date
    contacts: tuple[Contacted, ...]
    done: tuple[Promise, ...]
    open: tuple[Promise, ...]
    orders: tuple[Sale, ...]
    receipts: tuple[Sale, ...]
    plans: tuple[Promise, ...]
    plans_until: date
    made_at: datetime
    staff: str = ""
    company: Company | str = ""
    currency: str = "CNY"

    @property
    def evening(self) -> date:
        """The day at whose end the states stand: the last one, or that on which this was made."""
        return min(self.last, self.made_at.date())

    def people(self) -> list[str]:
        """Everybody who did or has to do something, by name."""
        parts = (self.contacts, self.done, self.open, self.orders, self.receipts, self.plans)
        return sorted({one.staff for part in parts for one in part})


def tabular(report: WorkReport, translator: Translator) -> Tabular:
    """What the report says."""
    texts = Texts(translator, report.currency)
    t = translator
    titles = {
        "day": t.gettext("Daily report"),
        "week": t.gettext("Weekly report"),
        "days": t.gettext("Work report"),
    }
    title, days = titles[report.stretch], period_words(texts, report.first, report.last)
    who = report.staff or t.gettext("All staff")
    listings = [
        *([_people(report, texts)] if len(report.people()) > 1 else []),
        *(part(report, texts) for part in (_contacts, _done, _open, _orders, _receipts, _plans)),
    ]
    opening = about(title, report.made_at, report.company, days, who)
    return Tabular(opening, texts, listings, _summary(report, texts))


def _summary(report: WorkReport, texts: Texts) -> str:
    t = texts.translator
    count = len(report.contacts)
    kept = sum(one.in_time for one in report.done)
    late = len(report.done) - kept
    clauses = [
        t.ngettext("%(n)s contact made", "%(n)s contacts made", count) % {"n": texts.count(count)},
        t.ngettext("%(n)s follow-up done in time", "%(n)s follow-ups done in time", kept)
        % {"n": texts.count(kept)},
    ]
    if late:
        clauses.append(t.ngettext("%(n)s done late", "%(n)s done late", late) % {"n": late})
    if report.open:
        number = len(report.open)
        words = t.ngettext("%(n)s not done yet", "%(n)s not done yet", number)
        clauses.append(words % {"n": texts.count(number)})
    for words, sales in (
        (t.gettext("orders over %(amount)s"), report.orders),
        (t.gettext("receipts of %(amount)s"), report.receipts),
    ):
        if sales:
            clauses.append(words % {"amount": texts.money(sum(one.amount for one in sales))})
    return texts.sentence(clauses)


def _people(report: WorkReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    # What nobody's name stands at comes last.
    names = sorted(report.people(), key=lambda name: (not name, name))
    heads = (
        _("Contacts"),
        t.pgettext("report", "In time"),
        t.pgettext("report", "Late"),
        _("Not done"),
        _("Orders"),
        _("Receipts"),
    )

    def count(part: Sequence[Contacted | Promise]) -> list[int]:
        return [sum(one.staff == name for one in part) for name in names]

    def add(part: Sequence[Sale]) -> list[int | None]:
        sums = [sum(one.amount for one in part if one.staff == name) for name in names]
        return [amount or None for amount in sums]

    return Listing(
        _("By person"),
        (Column(_("Staff")), *(Column(head, "right", wrap=False) for head in heads)),
        [(name or t.pgettext("report", "Not recorded"), *[""] * len(heads)) for name in names],
        "",
        counts={
            1: count(report.contacts),
            2: count([one for one in report.done if one.in_time]),
            3: count([one for one in report.done if not one.in_time]),
            4: count(report.open),
        },
        money={5: add(report.orders), 6: add(report.receipts)},
        body_rows=EVERY_ROW,
    )


def _staff_column(report: WorkReport, texts: Texts) -> tuple[Column, ...]:
    title = texts.translator.gettext("Staff")
    return () if report.staff else (Column(title, wrap=False),)


def _staff(report: WorkReport, name: str) -> tuple[str, ...]:
    return () if report.staff else (name or NONE,)


def _contacts(report: WorkReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(t.pgettext("report", "When"), wrap=False),
        Column(_("Customer")),
        Column(t.pgettext("report", "How"), wrap=False),
        Column(t.pgettext("report", "What")),
        Column(_("Outcome"), wrap=False),
        *_staff_column(report, texts),
    )
    rows: list[Row] = [
        (
            moment_cell(texts, one.at, has_time=one.has_time),
            one.customer,
            texts.interaction_kind(one.kind),
            one.what or NONE,
            one.outcome or NONE,
            *_staff(report, one.staff),
        )
        for one in report.contacts
    ]
    empty = _("No contact was made.")
    return Listing(_("Contacts made"), columns, rows, empty, body_rows=EVERY_ROW)


def _done(report: WorkReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(_("Follow-up")),
        Column(_("Customer")),
        *_staff_column(report, texts),
        Column(t.pgettext("report", "Due"), "right", wrap=False),
        Column(t.pgettext("report", "Done"), "right", wrap=False),
        Column("", "right", wrap=False),
    )
    rows: list[Row] = []
    for one in report.done:
        told = _("in time") if one.in_time else _("late")
        days = (day_cell(texts, one.due), day_cell(texts, one.closed))
        cell = Cell(told, "plain" if one.in_time else "warn", bold=not one.in_time)
        rows.append((one.title, one.customer, *_staff(report, one.staff), *days, cell))
    empty = _("No follow-up was done.")
    return Listing(_("Follow-ups done"), columns, rows, empty, body_rows=EVERY_ROW)


def _open(report: WorkReport, texts: Texts) -> Listing:
    _ = texts.translator.gettext
    empty = _("Nothing that was due is left.")
    note = _("Due by the end of these days and not done by then")
    return _promises(report, texts, report.open, _("Not done yet"), note, empty)


def _plans(report: WorkReport, texts: Texts) -> Listing:
    _ = texts.translator.gettext
    until = _("Due up to %(day)s") % {"day": texts.day(report.plans_until)}
    empty = _("Nothing is planned for the days after.")
    return _promises(report, texts, report.plans, _("What comes next"), until, empty)


def _promises(
    report: WorkReport,
    texts: Texts,
    promises: Sequence[Promise],
    title: str,
    note: str,
    empty: str,
) -> Listing:
    t = texts.translator
    columns = (
        Column(t.pgettext("report", "Due"), wrap=False),
        Column(t.gettext("Follow-up")),
        Column(t.gettext("Customer")),
        *_staff_column(report, texts),
    )
    rows: list[Row] = [
        (
            day_cell(texts, one.due, late=one.due < report.evening),
            one.title,
            one.customer,
            *_staff(report, one.staff),
        )
        for one in promises
    ]
    return Listing(title, columns, rows, empty, note, body_rows=EVERY_ROW)


def _orders(report: WorkReport, texts: Texts) -> Listing:
    t = texts.translator
    head, empty = t.pgettext("report", "Number"), t.gettext("No order was taken.")
    return _sales(report, texts, report.orders, t.gettext("Orders"), head, empty)


def _receipts(report: WorkReport, texts: Texts) -> Listing:
    t = texts.translator
    head, empty = t.pgettext("report", "How"), t.gettext("No money came in.")
    return _sales(report, texts, report.receipts, t.gettext("Receipts"), head, empty)


def _sales(
    report: WorkReport, texts: Texts, sales: Sequence[Sale], title: str, head: str, empty: str
) -> Listing:
    _ = texts.translator.gettext
    columns = (
        Column(_("Date"), wrap=False),
        Column(_("Customer")),
        Column(head, wrap=False),
        *_staff_column(report, texts),
        Column(_("Amount"), "right", wrap=False),
    )
    rows: list[Row] = [
        (day_cell(texts, one.day), one.customer, one.note or NONE, *_staff(report, one.staff), "")
        for one in sales
    ]
    money = {len(columns) - 1: [one.amount for one in sales]}
    return Listing(title, columns, rows, empty, money=money, body_rows=EVERY_ROW)
