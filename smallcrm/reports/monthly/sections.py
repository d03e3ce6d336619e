"""The following pages: one function a section, each returning its lists."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Final

from smallcrm.reports.monthly.figures import DealMove, MonthlyReport
from smallcrm.reports.monthly.findings import short_name, span
from smallcrm.reports.monthly.lists import Listing
from smallcrm.reports.tables import Cell, Column
from smallcrm.reports.texts import INTERACTION_KINDS, NONE, Texts

Section = Callable[[MonthlyReport, Texts], list[Listing]]


def new_customers(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """List the customers entered in the period."""
    t = texts.translator
    _ = t.gettext
    words = span(report, t)
    columns = (
        Column(_("Customer")),
        Column(_("Level"), wrap=False),
        Column(_("Source"), wrap=False),
        Column(_("City"), wrap=False),
        Column(_("Owner"), wrap=False),
        Column(_("Since"), "right", wrap=False),
    )
    rows = [
        (
            one.name,
            one.level or NONE,
            one.source or NONE,
            one.city,
            one.owner,
            texts.day(one.created),
        )
        for one in report.new_customers
    ]
    number = len(rows)
    note = t.ngettext("%(n)d customer %(span)s", "%(n)d customers %(span)s", number)
    was = _("%(n)d in %(before)s") % {"n": report.new_before, **words}
    note = f"{note % {'n': number, **words}}{_(', ')}{was}"
    empty = _("No customer was added %(span)s.") % words
    return [Listing(_("New customers"), columns, rows, empty, note)]


def contacts(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """Count interactions by person and kind, and list who was left waiting."""
    return [_contact_counts(report, texts), _cadence_gaps(report, texts)]


def _contact_counts(report: MonthlyReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    by_staff: dict[str, Counter[str]] = defaultdict(Counter)
    minutes: Counter[str] = Counter()
    for one in report.contacts:
        by_staff[one.staff][one.kind] += one.count
        minutes[one.staff] += one.minutes
    order = list(INTERACTION_KINDS)
    met = {one.kind for one in report.contacts if one.count}
    kinds = sorted(met, key=lambda kind: (order.index(kind) if kind in order else 99, kind))
    people = sorted(by_staff, key=lambda staff: (-by_staff[staff].total(), staff))
    counts = {
        place: [by_staff[staff][kind] for staff in people] for place, kind in enumerate(kinds, 1)
    }
    total = len(kinds) + 1
    counts[total] = [by_staff[staff].total() for staff in people]
    columns = [Column(_("Staff"))]
    columns += [Column(texts.interaction_kind(kind), "right", wrap=False) for kind in kinds]
    columns.append(Column(_("All"), "right", wrap=False))
    if any(minutes.values()):
        counts[total + 1] = [round(minutes[staff] / 60) for staff in people]
        columns.append(Column(_("Hours"), "right", wrap=False))
    blank = [""] * (len(columns) - 1)
    rows = [(staff or _("No name"), *blank) for staff in people] if met else []
    empty = _("No interaction was recorded %(span)s.") % span(report, t)
    note = _("How often customers were called, visited and written to, and by whom")
    return Listing(
        _("Contacts made"), tuple(columns), rows, empty, note, counts=counts, body_rows=24
    )


def _cadence_gaps(report: MonthlyReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(_("Customer")),
        Column(_("Level"), wrap=False),
        Column(_("To be contacted every"), "right", wrap=False),
        Column(_("Last contact"), "right", wrap=False),
        Column(_("Owner"), wrap=False),
    )
    rows = [
        (
            one.customer,
            one.level,
            texts.days(one.cadence),
            texts.ago(one.last_contact, report.as_of),
            one.owner,
        )
        for one in report.cadence_gaps
    ]
    note = t.ngettext("%(n)d customer", "%(n)d customers", len(rows)) % {"n": len(rows)}
    empty = _("Every customer was contacted as often as its level asks for.")
    title = _("Not contacted in time for their level")
    return Listing(title, columns, rows, empty, note, level=1)


def follow_ups(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """Count what became of the follow-ups that were due, and list those still overdue."""
    t = texts.translator
    _ = t.gettext
    ones = report.follow_ups
    columns = (
        Column(_("Staff")),
        Column(_("In time"), "right", wrap=False),
        Column(_("Late"), "right", wrap=False),
        Column(_("Missed"), "right", wrap=False),
        Column(_("On time"), "right", wrap=False),
        Column(_("Open and overdue"), "right", wrap=False),
    )
    counts = {
        1: [one.in_time for one in ones],
        2: [one.late for one in ones],
        3: [one.missed for one in ones],
        5: [one.open_overdue for one in ones],
    }
    rows = []
    for one in ones:
        due = one.in_time + one.late + one.missed
        share = 100 * one.in_time / due if due else None
        rows.append((one.staff or _("No name"), "", "", "", texts.percent(share), ""))
    words = span(report, t)
    note = _("Of those due %(span)s: done by the day, done later, not done by the end") % words
    empty = _("No follow-up was due %(span)s, and none is overdue.") % words
    summary = Listing(_("Follow-ups"), columns, rows, empty, note, counts=counts, body_rows=24)
    return (
        [summary, _late_follow_ups(report, texts)] if rows or report.late_follow_ups else [summary]
    )


def _late_follow_ups(report: MonthlyReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(_("Customer")),
        Column(_("What was promised")),
        Column(_("Due"), "right", wrap=False),
        Column(_("Late by"), "right", wrap=False),
        Column(_("Staff"), wrap=False),
    )
    rows = [
        (
            one.customer,
            one.title,
            texts.day(one.due),
            Cell(texts.days((report.as_of - one.due).days), "bad"),
            one.staff,
        )
        for one in report.late_follow_ups
    ]
    note = t.ngettext("%(n)d follow-up", "%(n)d follow-ups", len(rows)) % {"n": len(rows)}
    empty = _("No follow-up is overdue.")
    return Listing(_("Open and overdue"), columns, rows, empty, note, level=1)


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
        why = [t.gettext("; ").join(reasons)] if lost else []
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
        Column(_("From"), wrap=False),
        Column(_("To"), wrap=False),
        Column(_("Owner"), wrap=False),
        Column(_("Date"), "right", wrap=False),
        Column(_("Amount"), "right", wrap=False),
    )
    rows = [
        (
            one.title,
            one.customer,
            one.stage_before or _("New"),
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
            (*head, Column(_("What")), Column(_("Number"), wrap=False), *tail),
            order_rows,
            _("No order was recorded %(span)s.") % words,
            money={5: [one.amount for one in report.orders]},
        ),
        Listing(
            _("Receipts"),
            (*head, Column(_("How"), wrap=False), Column(_("For order"), wrap=False), *tail),
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
    _ = texts.translator.gettext
    columns = (
        Column(_("Customer")),
        Column(_("Level"), wrap=False),
        Column(_("Owner"), wrap=False),
        Column(_("Last order"), "right", wrap=False),
        Column(_("Share"), "right", wrap=False),
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
    money = {5: [one.before for one in report.best], 6: [one.amount for one in report.best]}
    note = _("By what they bought in twelve months, with the twelve months before")
    empty = _("No customer bought anything in twelve months.")
    return [Listing(_("Best customers"), columns, rows, empty, note, money=money)]


def sleeping(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """List the customers without contact for long."""
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(_("Customer")),
        Column(_("Level"), wrap=False),
        Column(_("Owner"), wrap=False),
        Column(_("Last contact"), "right", wrap=False),
        Column(_("Bought in 12 months"), "right", wrap=False),
    )
    rows = [
        (one.customer, one.level or NONE, one.owner, texts.ago(one.last_contact, report.as_of), "")
        for one in report.sleeping
    ]
    note = t.ngettext(
        "%(n)s customer without contact for more than %(days)s",
        "%(n)s customers without contact for more than %(days)s",
        len(rows),
    ) % {"n": texts.count(len(rows)), "days": texts.days(report.sleeping_days)}
    empty = _("Every customer was contacted within %(days)s.") % {
        "days": texts.days(report.sleeping_days)
    }
    money = {4: [one.bought for one in report.sleeping]}
    return [Listing(_("Sleeping customers"), columns, rows, empty, note, money=money)]


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
    rows = [(one.source or _("Not recorded"), "", "", "") for one in report.sources]
    counts = {1: [one.new for one in report.sources], 2: [one.won for one in report.sources]}
    money = {3: [one.amount or None for one in report.sources]}
    words = span(report, t)
    note = _("Where the customers came from that were new, won or ordered %(span)s") % words
    empty = _("No source had new customers, won deals or orders %(span)s.") % words
    return [Listing(_("By source"), columns, rows, empty, note, money=money, counts=counts)]


def terms(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """List contracts, warranties and the like that end soon."""
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(_("Customer")),
        Column(_("Kind"), wrap=False),
        Column(_("What")),
        Column(_("Owner"), wrap=False),
        Column(_("Follow-up"), wrap=False),
        Column(_("Ends"), "right", wrap=False),
        Column(_("Amount"), "right", wrap=False),
    )
    rows = [
        (
            one.customer,
            texts.term_kind(one.kind),
            one.what or NONE,
            one.owner,
            _("Planned") if one.planned else Cell(_("None yet"), "warn"),
            texts.day(one.ends),
            "",
        )
        for one in report.terms
    ]
    within = {"days": texts.days(report.term_days)}
    note = (
        _("Contracts, warranties, subscriptions and consumables that end within %(days)s") % within
    )
    empty = _("Nothing ends within %(days)s.") % within
    money = {6: [one.amount for one in report.terms]}
    return [Listing(_("Ending soon"), columns, rows, empty, note, money=money)]


# The names by which sections are chosen and ordered.
SECTIONS: Final[dict[str, Section]] = {
    "new_customers": new_customers,
    "contacts": contacts,
    "follow_ups": follow_ups,
    "pipeline": pipeline,
    "orders": orders,
    "money_due": money_due,
    "best": best,
    "sleeping": sleeping,
    "terms": terms,
    "sources": sources,
}
