"""The last page: what became of what was decided before, and what is decided now."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from smallcrm.core.i18n import N_
from smallcrm.reports import style
from smallcrm.reports.monthly.figures import MonthlyReport
from smallcrm.reports.monthly.lines import DecisionLine
from smallcrm.reports.monthly.lists import Listing, draw_in_body
from smallcrm.reports.opening import EVERY_ROW
from smallcrm.reports.page import Paper
from smallcrm.reports.tables import Cell, Column, Table, draw_table
from smallcrm.reports.texts import NONE, Texts

_FREE_ROWS: Final = 8
_ROW_HEIGHT: Final = 27.0
_BY_HAND: Final = (0.46, 0.26, 0.15, 0.13)  # the columns' widths where nothing is typed

STATES: Final = {"open": N_("Open"), "done": N_("Done"), "dropped": N_("Given up")}


def decision_titles(report: MonthlyReport, texts: Texts) -> list[str]:
    """Return the heads of the last page, in their order."""
    _ = texts.translator.gettext
    earlier = [_("Decided before, and what became of it")] if report.earlier else []
    return [*earlier, _("What was decided")]


def draw_decisions(paper: Paper, report: MonthlyReport, texts: Texts) -> None:
    """Draw both tables, the second with lines to write on."""
    if not paper.at_top:
        paper.new_page()
    t = texts.translator
    _ = t.gettext
    if report.earlier:
        draw_in_body(paper, texts, _earlier(report, texts))
        paper.space(style.GAP)
    note = _("Who does what by when; the next report tells what became of it.")
    paper.head(_("What was decided"), note, keep=4 * _ROW_HEIGHT)
    rows = [
        (one.what, one.customer or NONE, one.who or NONE, texts.day(one.due))
        for one in report.decisions
    ]
    # The heads stand over the free lines too, so that what is written by hand has its columns.
    columns = _columns(texts)
    if not rows:
        pairs = zip(columns, _BY_HAND, strict=True)
        columns = tuple(replace(column, width=width) for column, width in pairs)
    draw_table(paper, Table(columns, rows))
    _free_lines(paper, len(rows))


def _columns(texts: Texts) -> tuple[Column, ...]:
    t = texts.translator
    return (
        Column(t.pgettext("report", "What")),
        Column(t.gettext("Customer")),
        Column(t.pgettext("report", "Who"), wrap=False),
        Column(t.pgettext("report", "By when"), "right", wrap=False),
    )


def _earlier(report: MonthlyReport, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    columns = (*_columns(texts), Column(_("What became of it"), wrap=False))
    rows = [
        (
            one.what,
            one.customer or NONE,
            one.who or NONE,
            texts.day(one.due),
            became(one, report, texts),
        )
        for one in report.earlier
    ]
    return Listing(
        _("Decided before, and what became of it"),
        columns,
        rows,
        "",
        _kept_words(report.earlier, texts),
        body_rows=EVERY_ROW,
    )


def _kept_words(ones: Sequence[DecisionLine], texts: Texts) -> str:
    t = texts.translator
    done = sum(1 for one in ones if one.state == "done")
    return t.gettext("%(done)d of %(n)d done") % {"done": done, "n": len(ones)}


def became(one: DecisionLine, report: MonthlyReport, texts: Texts) -> Cell:
    """Return what became of a decision by the day of the report."""
    t = texts.translator
    words = t.gettext(STATES.get(one.state, one.state))
    if one.state == "open":
        late = (report.as_of - one.due).days if one.due else 0
        if late > 0:
            told = t.gettext("Open, overdue by %(days)s") % {"days": texts.days(late)}
            return Cell(told, "bad")
        return Cell(words, "warn")
    if one.closed is not None:
        words = t.gettext("%(state)s on %(day)s") % {"state": words, "day": texts.day(one.closed)}
    return Cell(words, "good" if one.state == "done" else "plain")


def _free_lines(paper: Paper, used: int) -> None:
    """Draw lines to write by hand what comes up in the meeting."""
    for _line in range(max(3, _FREE_ROWS - used)):
        if paper.room < _ROW_HEIGHT:
            return
        paper.y -= _ROW_HEIGHT
        paper.rule(paper.y, style.FAINT)
