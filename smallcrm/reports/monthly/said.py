"""Sections about what customers said: satisfaction, complaints, competitors, wishes."""

from collections import Counter
from collections.abc import Sequence

from smallcrm.reports.monthly.figures import MonthlyReport
from smallcrm.reports.monthly.findings import span
from smallcrm.reports.monthly.lines import Heard
from smallcrm.reports.monthly.lists import Listing
from smallcrm.reports.monthly.words import compared, mean
from smallcrm.reports.tables import Cell, Column
from smallcrm.reports.texts import NONE, Texts


def satisfaction(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """Count the ratings, and list the complaints."""
    return [_ratings(report, texts), _complaints(report, texts)]


def _ratings(report: MonthlyReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    names = {"contact": _("Asked at contacts"), "feedback": _("Feedback on us")}
    now, before, year = compared(report, t)
    columns = (
        Column(t.pgettext("report", "Where")),
        *(Column(str(rating), "right", wrap=False) for rating in range(1, 6)),
        Column(t.pgettext("report", "Ratings"), "right", wrap=False),
        *(Column(one, "right", wrap=False) for one in (now, before, year)),
    )
    ones = report.ratings
    rows = [
        (names[one.kind], *[""] * 6, mean(one.mean), mean(one.before), mean(one.year))
        for one in ones
    ]
    counts = {rating: [one.counts[rating - 1] for one in ones] for rating in range(1, 6)}
    counts[6] = [one.count for one in ones]
    note = _("How often each rating was given, from 1 (bad) to 5 (very good), and the mean")
    empty = _("No customer gave a rating %(span)s.") % span(report, t)
    return Listing(_("Satisfaction"), columns, rows, empty, note, counts=counts)


def _complaints(report: MonthlyReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(_("Date"), wrap=False),
        Column(_("Customer")),
        Column(_("What was said")),
        Column(_("Rating"), "right", wrap=False),
        Column(_("Owner"), wrap=False),
        Column(t.pgettext("report", "Answer"), wrap=False),
    )
    answers: dict[bool | None, str | Cell] = {
        None: NONE,
        True: t.pgettext("report", "Answered"),
        False: Cell(t.pgettext("report", "Open"), "warn"),
    }
    rows = [
        (
            texts.day(one.day),
            one.customer,
            one.text or NONE,
            str(one.rating),
            one.owner,
            answers[one.answered],
        )
        for one in report.complaints
    ]
    note = _("Customers that gave us 1 or 2")
    empty = _("No complaint was recorded %(span)s.") % span(report, t)
    return Listing(_("Complaints"), columns, rows, empty, note, level=1)


def competitors(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """Count why deals were lost, and the competitors that were named."""
    lists = [_reasons(report, texts), _named(report, texts)]
    return [*lists, _heard(report, texts)] if report.heard else lists


def _reasons(report: MonthlyReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    counted = Counter(one.reason for one in report.lost)
    amounts: Counter[str] = Counter()
    for one in report.lost:
        amounts[one.reason] += one.amount
    order = sorted(counted, key=lambda reason: (-amounts[reason], -counted[reason], reason))
    columns = (
        Column(_("Why lost")),
        Column(_("Deals"), "right", wrap=False),
        Column(_("Amount"), "right", wrap=False),
    )
    rows = [(reason or _("no reason given"), "", "") for reason in order]
    counts = {1: [counted[reason] for reason in order]}
    money = {2: [amounts[reason] for reason in order]}
    empty = _("No deal was lost %(span)s.") % span(report, t)
    return Listing(_("Lost reasons"), columns, rows, empty, money=money, counts=counts)


def _named(report: MonthlyReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    ones = report.competitors
    columns = (
        Column(_("Competitor")),
        Column(_("Deals lost to it"), "right", wrap=False),
        Column(_("Amount"), "right", wrap=False),
        Column(_("Named in feedback"), "right", wrap=False),
    )
    rows = [(one.name, "", "", "") for one in ones]
    counts = {1: [one.lost for one in ones], 3: [one.named for one in ones]}
    money = {2: [one.amount or None for one in ones]}
    empty = _("No competitor was named %(span)s.") % span(report, t)
    title = _("Competitors")
    return Listing(title, columns, rows, empty, money=money, counts=counts, level=1)


def _heard(report: MonthlyReport, texts: Texts) -> Listing:
    _ = texts.translator.gettext
    title, head = _("Heard about competitors"), _("Competitor")
    return _said(report.heard, texts, (title, head, ""), level=1)


def wishes(report: MonthlyReport, texts: Texts) -> list[Listing]:
    """List what customers wish for."""
    t = texts.translator
    _ = t.gettext
    empty = _("No wish was recorded %(span)s.") % span(report, t)
    return [_said(report.wishes, texts, (_("Wishes"), _("Product"), empty), answers=True)]


def _said(
    ones: Sequence[Heard],
    texts: Texts,
    words: tuple[str, str, str],
    *,
    level: int = 0,
    answers: bool = False,
) -> Listing:
    t = texts.translator
    _ = t.gettext
    title, head, empty = words
    columns = [
        Column(_("Date"), wrap=False),
        Column(_("Customer")),
        Column(head),
        Column(_("What was said")),
        Column(_("Owner"), wrap=False),
    ]
    if answers:
        columns.append(Column(t.pgettext("report", "Answer"), wrap=False))
    answered, waits = t.pgettext("report", "Answered"), t.pgettext("report", "Open")
    rows = [
        (
            texts.day(one.day),
            one.customer,
            one.about or NONE,
            one.text or NONE,
            one.owner,
            *([answered if one.answered else Cell(waits, "warn")] if answers else []),
        )
        for one in ones
    ]
    return Listing(title, tuple(columns), rows, empty, level=level)
