"""The pipeline on paper: what stands in each stage, when it may come in, what stands still."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from smallcrm.core.dates import Month
from smallcrm.core.i18n import Translator
from smallcrm.reports.charts import BarSeries, FunnelRow, bar_chart, funnel
from smallcrm.reports.letterhead import Company
from smallcrm.reports.listings import Listing
from smallcrm.reports.opening import EVERY_ROW
from smallcrm.reports.tables import Cell, Column, Row
from smallcrm.reports.tabular import Figure, Tabular, about, day_cell
from smallcrm.reports.texts import NONE, Texts

When = Literal["month", "late", "later", "no date"]

_FUNNEL_ROW: Final = 20.0
_CHART_HEIGHT: Final = 150.0


@dataclass(frozen=True, slots=True)
class StageSum:
    """What stands in one open stage; money in minor units, `probability` in percent."""

    stage: str
    probability: int
    deals: int
    amount: int
    weighted: int


@dataclass(frozen=True, slots=True)
class MonthSum:
    """What is expected in a month, or, where that is None, at the time that `when` says."""

    month: Month | None
    deals: int
    amount: int
    weighted: int
    when: When = "month"


@dataclass(frozen=True, slots=True)
class OwnerSum:
    """What one person has in the pipeline; `still` of the deals stand still."""

    owner: str
    deals: int
    amount: int
    weighted: int
    still: int


@dataclass(frozen=True, slots=True)
class StillDeal:
    """A deal that stood in its stage longer than is usual, or past the day it was expected on."""

    title: str
    customer: str
    owner: str
    stage: str
    days: int
    expected: date | None
    amount: int


@dataclass(frozen=True, slots=True)
class ForecastReport:
    """The open deals of one day, all or of one owner."""

    stages: tuple[StageSum, ...]
    months: tuple[MonthSum, ...]
    owners: tuple[OwnerSum, ...]
    still: tuple[StillDeal, ...]
    as_of: date
    made_at: datetime
    owner: str = ""
    company: Company | str = ""
    currency: str = "CNY"

    @property
    def deals(self) -> int:
        """How many deals are open."""
        return sum(one.deals for one in self.stages)


def tabular(report: ForecastReport, translator: Translator) -> Tabular:
    """What the report says; a workbook has the stages too, which paper shows as a figure."""
    texts = Texts(translator, report.currency)
    _ = translator.gettext
    day = _("as of %(day)s") % {"day": texts.day(report.as_of)}
    whose = _("Deals of %(owner)s") % {"owner": report.owner} if report.owner else ""
    opening = about(_("Pipeline and forecast"), report.made_at, report.company, day, whose)
    if not report.deals:
        return Tabular(opening, texts, (), _("No deal is open."))
    listings = (_months(report, texts), _owners(report, texts), _still(report, texts))
    return Tabular(
        opening,
        texts,
        listings,
        _summary(report, texts),
        (_funnel(report, texts), _bars(report, texts)),
        sheets=(_stages(report, texts),),
    )


def _summary(report: ForecastReport, texts: Texts) -> str:
    t = texts.translator
    amount = sum(one.amount for one in report.stages)
    weighted = sum(one.weighted for one in report.stages)
    said = t.ngettext(
        "%(n)s open deal over %(amount)s, %(weighted)s by the probability of its stage",
        "%(n)s open deals over %(amount)s, %(weighted)s by the probability of their stages",
        report.deals,
    ) % {
        "n": texts.count(report.deals),
        "amount": texts.money(amount),
        "weighted": texts.money(weighted),
    }
    still = ""
    if count := len(report.still):
        words = t.ngettext(
            "%(n)s deal over %(amount)s stands still",
            "%(n)s deals over %(amount)s stand still",
            count,
        )
        stuck = texts.money(sum(one.amount for one in report.still))
        still = words % {"n": texts.count(count), "amount": stuck}
    return texts.sentence([said, still])


def _funnel(report: ForecastReport, texts: Texts) -> Figure:
    t = texts.translator
    high = _FUNNEL_ROW * len(report.stages)
    rows = []
    for one in report.stages:
        number = t.ngettext("%(n)s deal", "%(n)s deals", one.deals) % {"n": texts.count(one.deals)}
        figures = (texts.money(one.amount), f"{one.probability}%", texts.money(one.weighted))
        rows.append(FunnelRow(one.stage, one.amount, number, "  ·  ".join(figures)))
    return Figure(
        lambda width: funnel(rows, width, high),
        high,
        t.gettext("What stands in each stage"),
        t.gettext("Deals, sum, probability and weighted sum"),
    )


def _bars(report: ForecastReport, texts: Texts) -> Figure:
    _ = texts.translator.gettext
    shown = report.months
    series = []
    for title, values in (
        (_("Sum of the deals expected, in %(unit)s"), [one.amount for one in shown]),
        (_("Weighted by probability, in %(unit)s"), [one.weighted for one in shown]),
    ):
        scale = texts.scale(values)
        numbers = tuple(map(scale.number, values))
        series.append(BarSeries(title % {"unit": scale.unit}, tuple(values), numbers))
    labels = [_month_words(one, texts) for one in shown]
    return Figure(
        lambda width: bar_chart(series, labels, width, _CHART_HEIGHT),
        _CHART_HEIGHT,
        _("Forecast by month"),
    )


def _stages(report: ForecastReport, texts: Texts) -> Listing:
    t = texts.translator
    columns = (
        Column(t.gettext("Stage")),
        Column(t.pgettext("report", "Probability"), "right", percent=True),
        *_sum_columns(texts),
    )
    shown = report.stages
    rows: list[Row] = [
        (one.stage, Cell(f"{one.probability}%", value=one.probability / 100), "", "", "")
        for one in shown
    ]
    return Listing(
        t.gettext("What stands in each stage"),
        columns,
        rows,
        "",
        counts={2: [one.deals for one in shown]},
        money={3: [one.amount for one in shown], 4: [one.weighted for one in shown]},
    )


def _month_words(one: MonthSum, texts: Texts) -> str:
    t = texts.translator
    words = {
        "late": t.pgettext("forecast", "Day passed"),
        "later": t.pgettext("forecast", "Later"),
        "no date": t.pgettext("forecast", "No date"),
    }
    return words.get(one.when, str(one.month))


def _sum_columns(texts: Texts) -> tuple[Column, ...]:
    _ = texts.translator.gettext
    return (
        Column(_("Deals"), "right", wrap=False),
        Column(_("Amount"), "right", wrap=False),
        Column(_("Weighted"), "right", wrap=False),
    )


def _months(report: ForecastReport, texts: Texts) -> Listing:
    _ = texts.translator.gettext
    shown = [one for one in report.months if one.deals]
    return Listing(
        _("Expected"),
        (Column(_("Month")), *_sum_columns(texts)),
        [(_month_words(one, texts), "", "", "") for one in shown],
        _("Nothing is expected."),
        _("By the day each deal is expected to be won"),
        counts={1: [one.deals for one in shown]},
        money={2: [one.amount for one in shown], 3: [one.weighted for one in shown]},
        body_rows=EVERY_ROW,
    )


def _owners(report: ForecastReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    rows: list[Row] = [(one.owner or _("Without owner"), *[""] * 4) for one in report.owners]
    return Listing(
        _("By owner"),
        (Column(_("Owner")), *_sum_columns(texts), Column(_("Stand still"), "right", wrap=False)),
        rows,
        "",
        counts={
            1: [one.deals for one in report.owners],
            4: [one.still for one in report.owners],
        },
        money={
            2: [one.amount for one in report.owners],
            3: [one.weighted for one in report.owners],
        },
        body_rows=EVERY_ROW,
    )


def _still(report: ForecastReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(_("Deal")),
        Column(_("Customer")),
        Column(_("Owner"), wrap=False),
        Column(_("Stage"), wrap=False),
        Column(_("In stage"), "right", wrap=False),
        Column(_("Expected"), "right", wrap=False),
        Column(_("Amount"), "right", wrap=False),
    )
    rows: list[Row] = []
    for one in report.still:
        late = one.expected is not None and one.expected < report.as_of
        rows.append(
            (
                one.title,
                one.customer,
                one.owner or NONE,
                one.stage,
                Cell(texts.days(one.days), value=one.days),
                day_cell(texts, one.expected, late=late),
                "",
            )
        )
    money: dict[int, Sequence[int | None]] = {6: [one.amount for one in report.still]}
    return Listing(
        _("Deals that stand still"),
        columns,
        rows,
        _("No deal stands still."),
        _("Longer in their stage than is usual for it, or past the day they were expected on"),
        money=money,
        body_rows=EVERY_ROW,
    )
