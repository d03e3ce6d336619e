"""Sections about levels, the life of customers and what is known of them."""

from collections.abc import Sequence

from smallcrm.reports.monthly.figures import MonthlyReport
from smallcrm.reports.monthly.findings import span
from smallcrm.reports.monthly.lines import CompleteFigure, LevelFigure, StatusChange
from smallcrm.reports.monthly.lists import Listing
from smallcrm.reports.monthly.words import (
    compared,
    level_name,
    owner_name,
    points,
    status_name,
)
from smallcrm.reports.tables import Column
from smallcrm.reports.texts import NONE, Texts


def levels(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """Count customers by level, and tell what each that buys is worth."""
    return [_level_counts(report, texts), _revenue(report, texts)]


def _level_counts(report: MonthlyReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    now, before, year = compared(report, t)
    columns = (
        Column(_("Level")),
        Column(now, "right", wrap=False),
        Column(before, "right", wrap=False),
        Column(year, "right", wrap=False),
        Column(_("Active"), "right", wrap=False),
        Column(before, "right", wrap=False),
        Column(year, "right", wrap=False),
    )
    every = (
        [one.customers for one in report.levels],
        [one.before for one in report.levels],
        [one.year for one in report.levels],
        [one.active for one in report.levels],
        [one.active_before for one in report.levels],
        [one.active_year for one in report.levels],
    )
    counts, rows = _count_columns(
        [[level_name(one.level, texts), *[""] * 6] for one in report.levels], every
    )
    note = _("How many there were at the end of each, by the level they had then")
    empty = _("There are no customers.")
    return Listing(_("Customers by level"), columns, rows, empty, note, counts=counts)


def _count_columns(
    rows: list[list[str]], every: Sequence[Sequence[int | None]]
) -> tuple[dict[int, list[int]], list[list[str]]]:
    """Columns of counts; those that nobody knew are dashes without a sum."""
    counts: dict[int, list[int]] = {}
    for place, values in enumerate(every, 1):
        told = [value for value in values if value is not None]
        if len(told) == len(values):
            counts[place] = told
            continue
        for row in rows:
            row[place] = NONE
    return counts, rows


def _revenue(report: MonthlyReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    now, before, year = compared(report, t)
    columns = (
        Column(_("Level")),
        Column(_("Active customers"), "right", wrap=False),
        Column(_("Ordered"), "right", wrap=False),
        Column(now, "right", wrap=False),
        Column(before, "right", wrap=False),
        Column(year, "right", wrap=False),
    )
    ones = [one for one in report.levels if one.active or one.revenue]
    per = [
        texts.money_column([_each(one, which) for one in ones]) for which in ("", "before", "year")
    ]
    rows = [
        (level_name(one.level, texts), "", "", *amounts)
        for one, *amounts in zip(ones, *per, strict=True)
    ]
    counts = {1: [one.active for one in ones]}
    money = {2: [one.revenue for one in ones]}
    note = _("What was ordered, shared among the active customers of the level")
    empty = _("No customer is active, and nothing was ordered.")
    title = _("Revenue per active customer")
    return Listing(title, columns, rows, empty, note, money=money, counts=counts, level=1)


def _each(one: LevelFigure, which: str) -> int | None:
    active, revenue = one.active, one.revenue
    if which == "before":
        active, revenue = one.active_before or 0, one.revenue_before
    elif which == "year":
        active, revenue = one.active_year or 0, one.revenue_year
    return round(revenue / active / 100) * 100 if active else None


def changes(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """List who was won back, fell asleep and was lost."""
    _ = texts.translator.gettext
    words = span(report, texts.translator)
    if not report.has_past:
        empty = _("The data begins after %(before)s: nothing can be compared with it.") % words
        return [Listing(_("Won back, dormant and lost"), (), (), empty)]
    if not (report.won_back or report.dormant or report.gone):
        empty = _("No customer was won back, became dormant or was lost %(span)s.") % words
        return [Listing(_("Won back, dormant and lost"), (), (), empty)]
    return [
        _changed(
            report.won_back,
            texts,
            report,
            _("Won back"),
            _("No customer was won back %(span)s.") % words,
        ),
        _changed(
            report.dormant,
            texts,
            report,
            _("Become dormant"),
            _("No customer became dormant %(span)s.") % words,
        ),
        _changed(
            report.gone,
            texts,
            report,
            _("Lost customers"),
            _("No customer was lost %(span)s.") % words,
        ),
    ]


def _changed(
    ones: Sequence[StatusChange], texts: Texts, report: MonthlyReport, title: str, empty: str
) -> Listing:
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(_("Customer")),
        Column(t.pgettext("report", "From"), wrap=False),
        Column(t.pgettext("report", "To"), wrap=False),
        Column(_("Level"), wrap=False),
        Column(_("Owner"), wrap=False),
        Column(_("Last contact"), "right", wrap=False),
        Column(_("Bought in a year"), "right", wrap=False),
    )
    rows = [
        (
            one.customer,
            status_name(one.before, texts),
            status_name(one.now, texts),
            one.level or NONE,
            one.owner,
            texts.ago(one.last_contact, report.as_of),
            "",
        )
        for one in ones
    ]
    return Listing(title, columns, rows, empty, money={6: [one.bought for one in ones]})


def completeness(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """Tell how complete the customers of each owner and level are."""
    _ = texts.translator.gettext
    owners = [(owner_name(one.name, texts), one) for one in report.complete_owners]
    by_level = [(level_name(one.name, texts), one) for one in report.complete_levels]
    note = _("How much of what must be known is known, at the end of each; the least first")
    return [
        _complete(owners, texts, report, _("Data completeness"), _("Owner"), note),
        _complete(by_level, texts, report, _("Data completeness by level"), _("Level"), level=1),
    ]


def _complete(
    ones: Sequence[tuple[str, CompleteFigure]],
    texts: Texts,
    report: MonthlyReport,
    title: str,
    head: str,
    note: str = "",
    level: int = 0,
) -> Listing:
    _ = texts.translator.gettext
    columns = (
        Column(head),
        Column(_("Customers"), "right", wrap=False),
        *(Column(one, "right", wrap=False) for one in compared(report, texts.translator)),
    )
    rows = [
        (name, "", points(one.share), points(one.before), points(one.year)) for name, one in ones
    ]
    counts = {1: [one.customers for _name, one in ones]}
    empty = _("The data begins later: nothing is known of these days.")
    return Listing(title, columns, rows, empty, note, counts=counts, level=level)
