"""What customers owe, by age: how old the orders are of which something is still to be paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Final

from smallcrm.core.i18n import N_, Translator
from smallcrm.core.progress import Progress
from smallcrm.reports import style
from smallcrm.reports.charts import BarSeries, bar_chart
from smallcrm.reports.monthly.lists import Listing, draw_in_body
from smallcrm.reports.opening import EVERY_ROW, Opening, open_paper
from smallcrm.reports.page import Paper
from smallcrm.reports.tables import Cell, Column, Row
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
_GAP: Final = 16.0


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


@dataclass(frozen=True, slots=True)
class AgingReport:
    """Customers and orders, the oldest first."""

    customers: tuple[AgedCustomer, ...]
    bills: tuple[AgedBill, ...]
    as_of: date
    made_at: datetime
    owner: str = ""
    company: str = ""
    currency: str = "CNY"


def age_of(days: int) -> int:
    """The place in AGES of something so many days old."""
    return max(place for place, first in enumerate(AGES) if max(days, 0) >= first)


def render(
    report: AgingReport,
    out: Path | str | BinaryIO,
    translator: Translator,
    progress: Progress | None = None,
    *,
    size: tuple[float, float] = style.A4,
    grey: bool = False,
) -> None:
    """Write the report as PDF, on its side, to a path (whole or not at all) or an open file.

    Raises Cancelled when `progress` is cancelled and StorageError when the path cannot be written.
    """
    texts = Texts(translator, report.currency)
    opening = _opening(report, texts)
    paper = open_paper(opening, texts, progress, (max(size), min(size)), grey=grey)
    if report.customers:
        paper.paragraph(_summary(report, texts), style.BODY, after=_GAP)
        _draw_chart(paper, report, texts)
    draw_in_body(paper, texts, _by_customer(report, texts))
    if report.bills:
        paper.space(style.GAP)
        draw_in_body(paper, texts, _by_order(report, texts))
    paper.save(out)


def _opening(report: AgingReport, texts: Texts) -> Opening:
    _ = texts.translator.gettext
    parts = [_("as of %(day)s") % {"day": texts.day(report.as_of)}]
    if report.owner:
        parts.append(_("Customers of %(owner)s") % {"owner": report.owner})
    title = _("Receivables by age")
    return Opening(title, "  ·  ".join(parts), report.made_at, report.company)


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


def _draw_chart(paper: Paper, report: AgingReport, texts: Texts) -> None:
    _ = texts.translator.gettext
    sums = _sums(report)
    scale = texts.scale(sums)
    title = _("Owed by age of the order, in %(unit)s") % {"unit": scale.unit}
    series = BarSeries(title, tuple(sums), tuple(map(scale.number, sums)), strong=len(sums) - 1)
    paper.need(_CHART_HEIGHT + _GAP)
    paper.y -= _CHART_HEIGHT
    labels = [_(label) for label in AGE_TITLES]
    drawing = bar_chart([series], labels, paper.width * 0.6, _CHART_HEIGHT)
    paper.drawing(drawing, paper.left, paper.y)
    paper.space(_GAP)


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
        (one.customer, one.level or NONE, one.owner or NONE, texts.day(one.oldest), *[""] * 6)
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
    )
    rows: list[Row] = []
    for one in report.bills:
        due = texts.day(one.due)
        rows.append(
            (
                one.customer,
                one.number or NONE,
                texts.day(one.day),
                texts.days(one.days),
                Cell(due, "bad", bold=True) if one.due < report.as_of else due,
                "",
                "",
            )
        )
    money: dict[int, Sequence[int | None]] = {
        5: [one.amount for one in report.bills],
        6: [one.left for one in report.bills],
    }
    note = _("Every order with something to pay; overdue days stand bold.")
    return Listing(_("By order"), columns, rows, "", note, money=money, body_rows=EVERY_ROW)
