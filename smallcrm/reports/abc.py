"""The ABC list: customers by what they ordered, their share, and those that fell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from typing import Any, Final, Literal

from smallcrm.core.i18n import Translator
from smallcrm.reports.charts import draw_chart
from smallcrm.reports.charts_kinds import ParetoChart, ParetoRow
from smallcrm.reports.letterhead import Company
from smallcrm.reports.listings import Listing
from smallcrm.reports.opening import EVERY_ROW
from smallcrm.reports.tables import Cell, Column, Row
from smallcrm.reports.tabular import Figure, Tabular, about, period_words
from smallcrm.reports.texts import NONE, Texts

AbcClass = Literal["A", "B", "C"]

# A class takes customers as long as those before make less than this share of all orders.
A_UNTIL: Final = 0.80
B_UNTIL: Final = 0.95
FELL_BY: Final = 0.20  # from this share on a customer counts as fallen
_BARS: Final = 12
_BAR: Final = 15.0


@dataclass(frozen=True, slots=True)
class AbcCustomer:
    """What a customer ordered in the days and a year earlier, in minor units."""

    customer: str
    amount: int
    before: int = 0
    orders: int = 0
    level: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class AbcReport:
    """Customers that ordered from `first` to `last` or in the same days a year earlier."""

    customers: tuple[AbcCustomer, ...]
    first: date
    last: date
    before_first: date
    before_last: date
    made_at: datetime
    owner: str = ""
    company: Company | str = ""
    currency: str = "CNY"

    def ranked(self) -> list[AbcCustomer]:
        """Those that ordered in the days, the largest first."""
        bought = [one for one in self.customers if one.orders]
        return sorted(bought, key=lambda one: (-one.amount, one.customer))

    def fallen(self) -> list[AbcCustomer]:
        """Those that fell by FELL_BY or more against a year earlier, the greatest loss first."""
        found = [
            one
            for one in self.customers
            if one.before > 0 and one.before - one.amount >= FELL_BY * one.before
        ]
        return sorted(found, key=lambda one: (one.amount - one.before, one.customer))


def shares(amounts: Sequence[int]) -> list[tuple[float, float, AbcClass]]:
    """Return share, running share (0 to 1) and class of amounts that stand largest first."""
    whole = sum(amount for amount in amounts if amount > 0)
    found: list[tuple[float, float, AbcClass]] = []
    for amount, running in zip(amounts, accumulate(amounts), strict=True):
        if whole <= 0:
            found.append((0.0, 0.0, "C"))
            continue
        until = (running - amount) / whole
        grade: AbcClass = "A" if until < A_UNTIL else "B" if until < B_UNTIL else "C"
        found.append((amount / whole, running / whole, grade if amount > 0 else "C"))
    return found


def tabular(report: AbcReport, translator: Translator) -> Tabular:
    """What the report says, on paper on its side."""
    t = translator
    texts = Texts(t, report.currency)
    ranked = report.ranked()
    columns = texts.in_large_unit([sum(one.amount for one in ranked)])
    days = period_words(texts, report.first, report.last)
    whose = t.gettext("Customers of %(owner)s") % {"owner": report.owner} if report.owner else ""
    before = period_words(texts, report.before_first, report.before_last)
    against = t.gettext("against %(days)s") % {"days": before}
    opening = about(
        t.gettext("ABC list of customers"),
        report.made_at,
        report.company,
        texts.comma(days, against),
        whose,
        columns.unit_note(),
    )
    listings = [_customers(report, columns), _fallen(report, columns)]
    if not ranked:
        return Tabular(opening, columns, listings, sideways=True)
    high = _BAR * (min(len(ranked), _BARS) + 2)
    figure = Figure(lambda width: _pareto(ranked, texts, width, high), high)
    summary = _summary(report, texts)
    listings.insert(0, _classes(report, columns))
    return Tabular(opening, columns, listings, summary, (figure,), sideways=True)


def _summary(report: AbcReport, texts: Texts) -> str:
    t = texts.translator
    ranked = report.ranked()
    best = [one for one, (*_rest, grade) in _graded(ranked) if grade == "A"]
    amount = sum(one.amount for one in best)
    whole = sum(one.amount for one in ranked)
    counted = {"n": texts.count(len(best)), "all": texts.count(len(ranked))}
    words = t.ngettext(
        "%(n)s of %(all)s customers makes %(percent)s of all orders",
        "%(n)s of %(all)s customers make %(percent)s of all orders",
        len(best),
    )
    percent = texts.percent(amount * 100 / whole if whole > 0 else None)
    said = [words % {**counted, "percent": percent}]
    if fallen := report.fallen():
        lost = sum(one.before - one.amount for one in fallen)
        words = t.ngettext(
            "%(n)s ordered clearly less than a year earlier, by %(amount)s",
            "%(n)s ordered clearly less than a year earlier, by %(amount)s together",
            len(fallen),
        )
        said.append(words % {"n": texts.count(len(fallen)), "amount": texts.money(lost)})
    return texts.sentence(said)


def _graded(
    ranked: Sequence[AbcCustomer],
) -> list[tuple[AbcCustomer, tuple[float, float, AbcClass]]]:
    return list(zip(ranked, shares([one.amount for one in ranked]), strict=True))


def _pareto(ranked: Sequence[AbcCustomer], texts: Texts, width: float, height: float) -> Any:
    t = texts.translator
    scale = texts.scale([one.amount for one in ranked])
    rows = tuple(
        ParetoRow(one.customer, one.amount, scale.number(one.amount)) for one in ranked[:_BARS]
    )
    title = t.gettext("The largest customers, in %(unit)s") % {"unit": scale.unit}
    whole = sum(one.amount for one in ranked if one.amount > 0)
    heads = (t.gettext("Orders"), t.gettext("Running share"))
    return draw_chart(ParetoChart(title, rows, whole, heads, A_UNTIL * 100), width, height)


def _classes(report: AbcReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    graded = _graded(report.ranked())
    rows: list[Row] = []
    counts, amounts = [], []
    for name in ("A", "B", "C"):
        some = [one for one, (*_shares, grade) in graded if grade == name]
        share = sum(part for _one, (part, _running, grade) in graded if grade == name)
        rows.append(
            (name, "", _percent(texts, len(some) / len(graded)), "", _percent(texts, share))
        )
        counts.append(len(some))
        amounts.append(sum(one.amount for one in some))
    columns = (
        Column(t.pgettext("report", "Class"), wrap=False),
        Column(_("Customers"), "right", wrap=False),
        Column(_("Share of customers"), "right", wrap=False, percent=True),
        Column(_("Orders"), "right", wrap=False),
        Column(_("Share of orders"), "right", wrap=False, percent=True),
    )
    words = {"a": f"{A_UNTIL:.0%}", "b": f"{B_UNTIL:.0%}"}
    note = _("A: the largest until they make %(a)s of all orders; B: until %(b)s; C: the rest")
    money = {3: amounts}
    title = _("Classes")
    return Listing(title, columns, rows, "", note % words, money=money, counts={1: counts})


def _customers(report: AbcReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(t.pgettext("report", "Rank"), "right", wrap=False),
        Column(_("Customer")),
        Column(_("Level"), wrap=False),
        Column(_("Owner"), wrap=False),
        Column(t.pgettext("report", "Class"), wrap=False),
        Column(t.pgettext("report", "Number of orders"), "right", wrap=False),
        Column(_("Amount"), "right", wrap=False),
        Column(_("Share"), "right", wrap=False, percent=True),
        Column(_("Running share"), "right", wrap=False, percent=True),
        Column(_("A year earlier"), "right", wrap=False),
    )
    graded = _graded(report.ranked())
    rows: list[Row] = [
        (
            Cell(texts.count(rank), value=rank),
            one.customer,
            one.level or NONE,
            one.owner or NONE,
            Cell(grade, bold=grade == "A"),
            "",
            "",
            _percent(texts, share),
            _percent(texts, running),
            "",
        )
        for rank, (one, (share, running, grade)) in enumerate(graded, 1)
    ]
    return Listing(
        _("Customers by orders"),
        columns,
        rows,
        _("Nobody ordered anything in these days."),
        counts={5: [one.orders for one, _rest in graded]},
        money={
            6: [one.amount for one, _rest in graded],
            9: [one.before or None for one, _rest in graded],
        },
        body_rows=EVERY_ROW,
    )


def _fallen(report: AbcReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    fallen = report.fallen()
    columns = (
        Column(_("Customer")),
        Column(_("Level"), wrap=False),
        Column(_("Owner"), wrap=False),
        Column(_("A year earlier"), "right", wrap=False),
        Column(_("Amount"), "right", wrap=False),
        Column(t.pgettext("report", "Change"), "right", wrap=False),
        Column(_("Change in %"), "right", wrap=False, percent=True),
    )
    rows: list[Row] = [
        (
            one.customer,
            one.level or NONE,
            one.owner or NONE,
            "",
            "",
            "",
            _percent(texts, (one.amount - one.before) / one.before),
        )
        for one in fallen
    ]
    note = _("Orders fell by %(percent)s or more; the greatest loss first")
    return Listing(
        _("Those that fell"),
        columns,
        rows,
        _("No customer ordered clearly less than a year earlier."),
        note % {"percent": f"{FELL_BY:.0%}"},
        money={
            3: [one.before for one in fallen],
            4: [one.amount or None for one in fallen],
            5: [one.amount - one.before for one in fallen],
        },
        body_rows=EVERY_ROW,
    )


def _percent(texts: Texts, share: float) -> Cell:
    return Cell(texts.tenths(share * 100), value=share)
