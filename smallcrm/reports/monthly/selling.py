"""Sections about deals and money: each function returns the lists of one."""

from collections import Counter
from collections.abc import Sequence

from smallcrm.core.dates.words import month_words
from smallcrm.reports.monthly.figures import MonthlyReport
from smallcrm.reports.monthly.findings import short_name, span
from smallcrm.reports.monthly.lines import BestCustomer, DealMove
from smallcrm.reports.monthly.lists import Listing
from smallcrm.reports.tables import Cell, Column
from smallcrm.reports.texts import NONE, Texts


def pipeline(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """List the deals won, lost with the reason, and moved to another stage."""
    t = texts.translator
    _ = t.gettext
    words = span(report, t)
    if not (report.won or report.lost or report.moved):
        empty = _("No deal was won, lost or moved %(span)s.") % words
        return [Listing(_("Pipeline moves"), (), (), empty)]
    won = _deals(report.won, texts, _("Deals won"), _("No deal was won %(span)s.") % words)
    lost = _deals(
        report.lost, texts, _("Deals lost"), _("No deal was lost %(span)s.") % words, lost=True
    )
    return [won, lost, _moved(report, texts)]


def _deals(
    deals: Sequence[DealMove], texts: Texts, title: str, empty: str, *, lost: bool = False
) -> Listing:
    t = texts.translator
    _ = t.gettext
    columns = [
        Column(_("Deal")),
        Column(_("Customer")),
        *([Column(_("Why lost"))] if lost else []),
        Column(_("Owner"), wrap=False),
        Column(_("Date"), "right", wrap=False),
        Column(_("Amount"), "right", wrap=False),
    ]
    rows = []
    for deal in deals:
        reasons = [deal.reason or _("no reason given")]
        if deal.competitor:
            reasons.append(_("to %(competitor)s") % {"competitor": deal.competitor})
        why = [texts.clauses(reasons)] if lost else []
        rows.append((deal.title, deal.customer, *why, deal.owner, texts.day(deal.day), ""))
    note = ""
    if lost and deals:
        counted = Counter(deal.reason or _("no reason given") for deal in deals)
        ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:5]
        told = [f"{short_name(reason)} {number}" for reason, number in ranked]
        note = _("Reasons: %(list)s") % {"list": texts.names(told, len(counted))}
    money = {len(columns) - 1: [deal.amount for deal in deals]}
    return Listing(title, tuple(columns), rows, empty, note, money=money)


def _moved(report: MonthlyReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(_("Deal")),
        Column(_("Customer")),
        Column(t.pgettext("report", "From"), wrap=False),
        Column(t.pgettext("report", "To"), wrap=False),
        Column(_("Owner"), wrap=False),
        Column(_("Date"), "right", wrap=False),
        Column(_("Amount"), "right", wrap=False),
    )
    rows = [
        (
            one.title,
            one.customer,
            one.stage_before or t.pgettext("report", "New"),
            one.stage,
            one.owner,
            texts.day(one.day),
            "",
        )
        for one in report.moved
    ]
    empty = _("No deal moved to another stage %(span)s.") % span(report, t)
    money = {6: [one.amount for one in report.moved]}
    return Listing(_("Deals moved to another stage"), columns, rows, empty, money=money)


def orders(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """List the orders and the receipts of the period."""
    t = texts.translator
    _ = t.gettext
    words = span(report, t)
    head = (Column(_("Date"), wrap=False), Column(_("Customer")))
    tail = (Column(_("Owner"), wrap=False), Column(_("Amount"), "right", wrap=False))
    order_rows = [
        (texts.day(one.day), one.customer, one.what or NONE, one.number or NONE, one.owner, "")
        for one in report.orders
    ]
    receipt_rows = [
        (texts.day(one.day), one.customer, one.method or NONE, one.order or NONE, one.owner, "")
        for one in report.receipts
    ]
    return [
        Listing(
            _("Orders"),
            (
                *head,
                Column(t.pgettext("report", "What")),
                Column(t.pgettext("report", "Number"), wrap=False),
                *tail,
            ),
            order_rows,
            _("No order was recorded %(span)s.") % words,
            money={5: [one.amount for one in report.orders]},
        ),
        Listing(
            _("Receipts"),
            (
                *head,
                Column(t.pgettext("report", "How"), wrap=False),
                Column(_("For order"), wrap=False),
                *tail,
            ),
            receipt_rows,
            _("No receipt was recorded %(span)s.") % words,
            money={5: [one.amount for one in report.receipts]},
        ),
    ]


def money_due(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """List what customers owe, overdue first."""
    _ = texts.translator.gettext
    columns = (
        Column(_("Customer")),
        Column(_("Level"), wrap=False),
        Column(_("Owner"), wrap=False),
        Column(_("Overdue since"), "right", wrap=False),
        Column(_("Overdue"), "right", wrap=False),
        Column(_("Owed in all"), "right", wrap=False),
    )
    rows = []
    for one in report.money_due:
        since = Cell(texts.day(one.since), "bad") if one.overdue else NONE
        rows.append((one.customer, one.level or NONE, one.owner, since, "", ""))
    money: dict[int, list[int | None]] = {
        4: [one.overdue or None for one in report.money_due],
        5: [one.due for one in report.money_due],
    }
    note = _("What customers owe at the end of the period, the overdue first")
    empty = _("No customer owes anything.")
    return [Listing(_("Money due"), columns, rows, empty, note, money=money)]


def forecast(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """Tell what the open deals may bring, and when."""
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(_("Expected to close")),
        Column(_("Deals"), "right", wrap=False),
        Column(_("Amount"), "right", wrap=False),
        Column(_("Weighted"), "right", wrap=False),
    )
    ones = report.forecast
    rows = []
    for one in ones:
        when: str | Cell = _("No date")
        if one.month is not None:
            when = month_words(one.month.year, one.month.month, texts.language)
            if one.late:
                when = Cell(_("%(month)s, already over") % {"month": when}, "warn")
        rows.append((when, "", "", ""))
    counts = {1: [one.count for one in ones]}
    money = {2: [one.amount for one in ones], 3: [one.weighted for one in ones]}
    note = _(
        "The deals open at the end of the period, by the month in which they may close; weighted"
        " by the probability of their stage"
    )
    empty = _("No deal is open.")
    return [Listing(_("Forecast"), columns, rows, empty, note, money=money, counts=counts)]


def best(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """Tell the classes by value, and list the customers that bought most."""
    _ = texts.translator.gettext
    note = _("By what they bought in twelve months, with the twelve months before")
    empty = _("No customer bought anything in twelve months.")
    listing = _buyers(report.best, texts, _("Best customers"), note, empty)
    return [listing, _classes(report, texts)] if report.best else [listing]


def fallen(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """List the customers that bought less than before."""
    _ = texts.translator.gettext
    note = _("By how much less they bought in twelve months than in the twelve months before")
    empty = _("No customer bought less in twelve months than in those before.")
    title = _("Customers that bought less")
    return [_buyers(report.fallen, texts, title, note, empty, falls=True)]


def value_classes(ones: Sequence[BestCustomer]) -> list[str]:
    """Return A, B or C for each: A make up the first 80 percent of the sum, B 95, C the rest.

    `ones` come in order, those who bought most first. Whoever begins below the limit is in.
    """
    every = sum(one.amount for one in ones)
    found, before = [], 0
    for one in ones:
        share = before / every
        found.append("A" if share < 0.8 else "B" if share < 0.95 else "C")
        before += one.amount
    return found


def _classes(report: MonthlyReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(t.pgettext("report", "Class")),
        Column(_("Customers"), "right", wrap=False),
        Column(_("Share of customers"), "right", wrap=False),
        Column(_("Share of purchases"), "right", wrap=False),
        Column(_("12 months"), "right", wrap=False),
    )
    numbers: Counter[str] = Counter()
    amounts: Counter[str] = Counter()
    for name, one in zip(value_classes(report.best), report.best, strict=True):
        numbers[name] += 1
        amounts[name] += one.amount
    many, every = numbers.total(), amounts.total()
    names = sorted(numbers)
    rows = [
        (
            name,
            "",
            texts.percent(100 * numbers[name] / many),
            texts.percent(100 * amounts[name] / every),
            "",
        )
        for name in names
    ]
    counts = {1: [numbers[name] for name in names]}
    money = {4: [amounts[name] for name in names]}
    note = _("A: those who bought most, up to 80% of all; B: up to 95%; C: the rest")
    title = _("ABC by purchases")
    return Listing(title, columns, rows, "", note, money=money, counts=counts, level=1)


def _buyers(
    ones: Sequence[BestCustomer],
    texts: Texts,
    title: str,
    note: str,
    empty: str,
    *,
    falls: bool = False,
) -> Listing:
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(_("Customer")),
        *(() if falls else (Column(t.pgettext("report", "Class"), wrap=False),)),
        Column(_("Level"), wrap=False),
        Column(_("Owner"), wrap=False),
        Column(_("Last order"), "right", wrap=False),
        Column(
            t.pgettext("report", "Change") if falls else t.pgettext("report", "Share"),
            "right",
            wrap=False,
        ),
        Column(_("12 months before"), "right", wrap=False),
        Column(_("12 months"), "right", wrap=False),
    )
    every = sum(one.amount for one in ones)
    classes = [""] * len(ones) if falls else value_classes(ones)
    rows = []
    for one, name in zip(ones, classes, strict=True):
        share = texts.percent(100 * one.amount / every) if every else NONE
        if falls:
            share = texts.percent(100 * (one.amount - one.before) / one.before)
        rows.append(
            (
                one.customer,
                *(() if falls else (name,)),
                one.level or NONE,
                one.owner,
                texts.day(one.last_order),
                share,
                "",
                "",
            )
        )
    at = len(columns)
    money: dict[int, list[int | None]] = {
        at - 2: [one.before or None for one in ones],
        at - 1: [one.amount for one in ones],
    }
    return Listing(title, columns, rows, empty, note, money=money)


def sources(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """Count new customers, won deals and orders by where the customer came from."""
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(_("Source")),
        Column(_("New customers"), "right", wrap=False),
        Column(_("Deals won"), "right", wrap=False),
        Column(_("Complaints"), "right", wrap=False),
        Column(_("Orders"), "right", wrap=False),
    )
    rows = [
        (one.source or t.pgettext("report", "Not recorded"), *[""] * 4) for one in report.sources
    ]
    counts = {
        1: [one.new for one in report.sources],
        2: [one.won for one in report.sources],
        3: [one.complaints for one in report.sources],
    }
    money = {4: [one.amount or None for one in report.sources]}
    words = span(report, t)
    note = _("Where the customers came from that were new, won or ordered %(span)s") % words
    empty = _("No source had new customers, won deals or orders %(span)s.") % words
    return [Listing(_("By source"), columns, rows, empty, note, money=money, counts=counts)]
