"""Sections about deals and money: each function returns the lists of one."""

from collections import Counter
from collections.abc import Sequence

from smallcrm.reports.monthly.figures import DealMove, MonthlyReport
from smallcrm.reports.monthly.findings import short_name, span
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


def best(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """List the customers that bought most."""
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(_("Customer")),
        Column(_("Level"), wrap=False),
        Column(_("Owner"), wrap=False),
        Column(_("Last order"), "right", wrap=False),
        Column(t.pgettext("report", "Share"), "right", wrap=False),
        Column(_("12 months before"), "right", wrap=False),
        Column(_("12 months"), "right", wrap=False),
    )
    every = sum(one.amount for one in report.best)
    rows = [
        (
            one.customer,
            one.level or NONE,
            one.owner,
            texts.day(one.last_order),
            texts.percent(100 * one.amount / every) if every else NONE,
            "",
            "",
        )
        for one in report.best
    ]
    money: dict[int, list[int | None]] = {
        5: [one.before or None for one in report.best],
        6: [one.amount for one in report.best],
    }
    note = _("By what they bought in twelve months, with the twelve months before")
    empty = _("No customer bought anything in twelve months.")
    return [Listing(_("Best customers"), columns, rows, empty, note, money=money)]


def sources(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """Count new customers, won deals and orders by where the customer came from."""
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(_("Source")),
        Column(_("New customers"), "right", wrap=False),
        Column(_("Deals won"), "right", wrap=False),
        Column(_("Orders"), "right", wrap=False),
    )
    rows = [
        (one.source or t.pgettext("report", "Not recorded"), "", "", "") for one in report.sources
    ]
    counts = {1: [one.new for one in report.sources], 2: [one.won for one in report.sources]}
    money = {3: [one.amount or None for one in report.sources]}
    words = span(report, t)
    note = _("Where the customers came from that were new, won or ordered %(span)s") % words
    empty = _("No source had new customers, won deals or orders %(span)s.") % words
    return [Listing(_("By source"), columns, rows, empty, note, money=money, counts=counts)]
