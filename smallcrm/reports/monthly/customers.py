"""Sections about customers and the work with them: each function returns the lists of one."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import reduce

from smallcrm.reports.monthly.figures import MonthlyReport
from smallcrm.reports.monthly.findings import imported, span
from smallcrm.reports.monthly.lines import PlanFigure
from smallcrm.reports.monthly.lists import Listing
from smallcrm.reports.monthly.words import owner_name
from smallcrm.reports.tables import Cell, Column
from smallcrm.reports.texts import INTERACTION_KINDS, NONE, Texts


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
        Column(t.pgettext("report", "Since"), "right", wrap=False),
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
    told = [note % {"n": number, **words}, *imported(report, t), was]
    note = reduce(texts.comma, told)
    empty = _("No customer was added %(span)s.") % words
    return [Listing(_("New customers"), columns, rows, empty, note)]


def contacts(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """Count interactions against the plan and by person and kind; list who was left waiting."""
    _ = texts.translator.gettext
    note = _(
        "Planned is what the rhythm of the levels asks for; reached are the customers that were"
        " contacted at all"
    )
    levels = [(one.name, one) for one in report.plan_levels]
    owners = [(owner_name(one.name, texts), one) for one in report.plan_owners]
    plan = _plan(levels, texts, _("Contacts against the plan, by level"), _("Level"), note)
    by_owner = _plan(owners, texts, _("Contacts against the plan, by owner"), _("Owner"))
    return [
        _contact_counts(report, texts),
        *([plan, by_owner] if report.plan_levels else []),
        _cadence_gaps(report, texts),
    ]


def _plan(
    ones: Sequence[tuple[str, PlanFigure]], texts: Texts, title: str, head: str, note: str = ""
) -> Listing:
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(head),
        Column(_("Customers"), "right", wrap=False),
        Column(t.pgettext("plan", "Planned"), "right", wrap=False),
        Column(t.pgettext("report", "Made"), "right", wrap=False),
        Column(t.pgettext("report", "Of the plan"), "right", wrap=False),
        Column(t.pgettext("report", "Reached"), "right", wrap=False),
        Column(t.pgettext("report", "Share reached"), "right", wrap=False),
    )
    rows = []
    for name, one in ones:
        share = texts.percent(100 * one.made / planned) if (planned := round(one.planned)) else NONE
        reached = texts.percent(100 * one.reached / one.customers)
        rows.append((name, "", "", "", share, "", reached))
    counts = {
        1: [one.customers for _name, one in ones],
        2: [round(one.planned) for _name, one in ones],
        3: [one.made for _name, one in ones],
        5: [one.reached for _name, one in ones],
    }
    every, due, made, met = (sum(numbers) for numbers in counts.values())
    sums: dict[int, str | Cell] = {
        4: texts.percent(100 * made / due) if due else NONE,
        6: texts.percent(100 * met / every) if every else NONE,
    }
    return Listing(title, columns, rows, "", note, counts=counts, sums=sums, level=1, body_rows=24)


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
    columns.append(Column(t.pgettext("report", "All"), "right", wrap=False))
    if any(minutes.values()):
        counts[total + 1] = [round(minutes[staff] / 60) for staff in people]
        columns.append(Column(t.pgettext("report", "Hours"), "right", wrap=False))
    blank = [""] * (len(columns) - 1)
    rows = [(staff or t.pgettext("report", "No name"), *blank) for staff in people] if met else []
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
        Column(t.pgettext("report", "In time"), "right", wrap=False),
        Column(t.pgettext("report", "Late"), "right", wrap=False),
        Column(t.pgettext("report", "Missed"), "right", wrap=False),
        Column(t.pgettext("report", "On time"), "right", wrap=False),
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
        rows.append(
            (one.staff or t.pgettext("report", "No name"), "", "", "", texts.percent(share), "")
        )
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
        Column(t.pgettext("report", "Due"), "right", wrap=False),
        Column(t.pgettext("report", "Late by"), "right", wrap=False),
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


def terms(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """List contracts, warranties and the like that end soon."""
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(_("Customer")),
        Column(_("Kind"), wrap=False),
        Column(t.pgettext("report", "What")),
        Column(_("Owner"), wrap=False),
        Column(_("Follow-up"), wrap=False),
        Column(t.pgettext("report", "Ends"), "right", wrap=False),
        Column(_("Amount"), "right", wrap=False),
    )
    rows = [
        (
            one.customer,
            texts.term_kind(one.kind),
            one.what or NONE,
            one.owner,
            t.pgettext("report", "Planned")
            if one.planned
            else Cell(t.pgettext("report", "None yet"), "warn"),
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
