"""What customers owe, by age: how old the orders are of which something is still to be paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from smallcrm.core.i18n import N_, Translator
from smallcrm.reports.charts import BarSeries, bar_chart
from smallcrm.reports.letterhead import Company
from smallcrm.reports.listings import Listing
from smallcrm.reports.opening import EVERY_ROW
from smallcrm.reports.tables import Cell, Column, Row
from smallcrm.reports.tabular import Figure, Tabular, about, day_cell
from smallcrm.reports.texts import NONE, Texts

# The first day of each age; the titles of the columns stand in the same order.
AGES: Final = (0, 31, 61, 91)
AGE_TITLES: Final = (
    N_("0 to 30 days"),
    N_("31 to 60 days"),
    N_("61 to 90 days"),
    N_("Over 90 days"),
)
_CHART_HEIGHT: Final = 110.0


@dataclass(frozen=True, slots=True)
class AgedCustomer:
    """What one customer owes in each age, in minor units; `overdue` is part of it."""

    customer: str
    level: str
    owner: str
    oldest: date
    ages: tuple[int, int, int, int]
    overdue: int = 0

    @property
    def owed(self) -> int:
        """All that it owes."""
        return sum(self.ages)


@dataclass(frozen=True, slots=True)
class AgedBill:
    """An order that is not paid in full: `left` of `amount` is open after `days` days."""

    customer: str
    number: str
    day: date
    due: date
    amount: int
    left: int
    days: int
    owner: str = ""


@dataclass(frozen=True, slots=True)
class AgingReport:
    """Customers and orders, the oldest first; `terms` says when those without a due day are due."""

    customers: tuple[AgedCustomer, ...]
    bills: tuple[AgedBill, ...]
    as_of: date
    made_at: datetime
    owner: str = ""
    company: Company | str = ""
    currency: str = "CNY"
    terms: str = ""


def age_of(days: int) -> int:
    """The place in AGES of something so many days old."""
    return max(place for place, first in enumerate(AGES) if max(days, 0) >= first)


def tabular(report: AgingReport, translator: Translator) -> Tabular:
    """What the report says, on paper on its side."""
    texts = Texts(translator, report.currency)
    _ = translator.gettext
    day = _("as of %(day)s") % {"day": texts.day(report.as_of)}
    whose = _("Customers of %(owner)s") % {"owner": report.owner} if report.owner else ""
    opening = about(
        _("Receivables by age"), report.made_at, report.company, day, whose, report.terms
    )
    listings = (_by_customer(report, texts), _by_order(report, texts))
    if not report.customers:
        return Tabular(opening, texts, listings, sideways=True)
    figure = Figure(lambda width: _chart(report, texts, width), _CHART_HEIGHT)
    return Tabular(opening, texts, listings, _summary(report, texts), (figure,), sideways=True)


def _sums(report: AgingReport) -> list[int]:
    return [sum(one.ages[place] for one in report.customers) for place in range(len(AGES))]


def _summary(report: AgingReport, texts: Texts) -> str:
    t = texts.translator
    sums, count = _sums(report), len(report.customers)
    said = t.ngettext("%(n)s customer owes %(amount)s", "%(n)s customers owe %(amount)s", count) % {
        "n": texts.count(count),
        "amount": texts.money(sum(sums)),
    }
    overdue = sum(one.overdue for one in report.customers)
    late = t.gettext("%(amount)s of it is overdue") % {"amount": texts.money(overdue)}
    old = t.gettext("%(amount)s is older than 90 days") % {"amount": texts.money(sums[-1])}
    return texts.sentence([said, late if overdue else "", old if sums[-1] else ""])


def _chart(report: AgingReport, texts: Texts, width: float) -> Any:
    _ = texts.translator.gettext
    sums = _sums(report)
    scale = texts.scale(sums)
    title = _("Owed by age of the order, in %(unit)s") % {"unit": scale.unit}
    series = BarSeries(title, tuple(sums), tuple(map(scale.number, sums)), strong=len(sums) - 1)
    labels = [_(label) for label in AGE_TITLES]
    return bar_chart([series], labels, width * 0.6, _CHART_HEIGHT)


def _by_customer(report: AgingReport, texts: Texts) -> Listing:
    _ = texts.translator.gettext
    columns = (
        Column(_("Customer")),
        Column(_("Level"), wrap=False),
        Column(_("Owner"), wrap=False),
        Column(_("Oldest order"), "right", wrap=False),
        *(Column(_(title), "right", wrap=False) for title in AGE_TITLES),
        Column(_("Owed in all"), "right", wrap=False),
        Column(_("Overdue"), "right", wrap=False),
    )
    rows: list[Row] = [
        (one.customer, one.level or NONE, one.owner or NONE, day_cell(texts, one.oldest), *[""] * 6)
        for one in report.customers
    ]
    money: dict[int, Sequence[int | None]] = {
        4 + place: [one.ages[place] or None for one in report.customers]
        for place in range(len(AGES))
    }
    money[8] = [one.owed for one in report.customers]
    money[9] = [one.overdue or None for one in report.customers]
    note = _("Age counts from the day of the order; the oldest first.")
    empty = _("No customer owes anything.")
    return Listing(_("By customer"), columns, rows, empty, note, money=money, body_rows=EVERY_ROW)


def _by_order(report: AgingReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(_("Customer")),
        Column(_("For order"), wrap=False),
        Column(_("Date"), "right", wrap=False),
        Column(t.pgettext("report", "Age"), "right", wrap=False),
        Column(t.pgettext("report", "Due"), "right", wrap=False),
        Column(_("Amount"), "right", wrap=False),
        Column(t.pgettext("report", "To pay"), "right", wrap=False),
        Column(_("Owner"), wrap=False),
    )
    rows: list[Row] = [
        (
            one.customer,
            one.number or NONE,
            day_cell(texts, one.day),
            Cell(texts.days(one.days), value=one.days),
            day_cell(texts, one.due, late=one.due < report.as_of),
            "",
            "",
            one.owner or NONE,
        )
        for one in report.bills
    ]
    money: dict[int, Sequence[int | None]] = {
        5: [one.amount for one in report.bills],
        6: [one.left for one in report.bills],
    }
    note = _("Every order with something to pay; overdue days stand bold.")
    return Listing(_("By order"), columns, rows, "", note, money=money, body_rows=EVERY_ROW)
