"""Print the monthly customer report."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

from smallcrm.core.i18n import Translator
from smallcrm.core.progress import Progress
from smallcrm.reports import style
from smallcrm.reports.monthly.decided import decision_titles, draw_decisions
from smallcrm.reports.monthly.figures import MonthlyReport
from smallcrm.reports.monthly.first_page import draw_first_page, period_title
from smallcrm.reports.monthly.lists import Listing, draw_in_appendix, draw_in_body
from smallcrm.reports.monthly.sections import DECISIONS, SECTIONS
from smallcrm.reports.page import Frame, Paper
from smallcrm.reports.texts import Texts

DEFAULT_SECTIONS: Final = (*SECTIONS, DECISIONS)
# What is compared with paper and bank to the cent, and what is shared by heads.
EXACT: Final = frozenset({"orders", "money_due", "levels"})
_USUAL: Final = 1_000_000  # minor units; half of a list in a larger unit has so much
_LONG: Final = 5  # pages after the first, from which on they have a list of contents
_PAGE_ROWS: Final = 36
_HEAD_ROWS: Final = 5  # a head, the columns' heads, the total and the gap

Told = tuple[Listing, Texts]  # a list, and the texts in whose unit its amounts are


def render(
    report: MonthlyReport,
    out: Path | str | BinaryIO,
    translator: Translator,
    progress: Progress | None = None,
    *,
    sections: Sequence[str] = DEFAULT_SECTIONS,
    size: tuple[float, float] = style.A4,
    grey: bool = False,
) -> None:
    """Write the report as PDF to a path (whole or not at all) or an open binary file.

    `sections` names the sections after the first page in the order to print them. Raises Cancelled
    when `progress` is cancelled, StorageError when the path cannot be written, KeyError for an
    unknown section.
    """
    progress = progress or Progress()
    texts = Texts(translator, report.currency)
    every = [_told(name, report, texts) for name in sections if name != DECISIONS]
    chosen = [shown for told in every if (shown := _shown(told))]
    drawn = [listing for told in chosen for listing, _texts in told]
    nothing = [one.title for told in every for one, _texts in told if one not in drawn]
    steps = len(chosen) + 3
    paper = Paper(_frame(report, texts, size, grey=grey), translator, progress)
    complete = [(listing, texts) for listing in draw_first_page(paper, report, texts)]
    complete += [pair for told in chosen for pair in told if pair[0].is_cut]
    progress.report(1, steps)
    last = decision_titles(report, texts) if DECISIONS in sections else []
    if chosen:
        if paper.page_number == 1:
            paper.new_page()
        _contents(paper, texts, chosen, complete, last)
    for index, told in enumerate(chosen):
        progress.check()
        for listing, its_texts in told:
            if not paper.at_top:
                paper.space(style.GAP if not listing.level else style.GAP * 0.7)
            draw_in_body(paper, its_texts, listing)
        progress.report(index + 2, steps)
    _nothing_of(paper, report, texts, nothing)
    _appendix(paper, texts, complete)
    if DECISIONS in sections:
        draw_decisions(paper, report, texts)
    progress.report(steps - 1, steps)
    paper.save(out)
    progress.report(steps, steps)


def _told(name: str, report: MonthlyReport, texts: Texts) -> list[Told]:
    """Return the lists of a section; only the first where none has anything to show."""
    listings = SECTIONS[name](report, texts)
    if not any(listing.rows for listing in listings):
        return [(listing, texts) for listing in listings if not listing.level]
    if name in EXACT:
        return [(listing, texts) for listing in listings]
    amounts = [abs(one) for listing in listings for one in _amounts(listing)]
    if amounts and sorted(amounts)[len(amounts) // 2] >= _USUAL:
        texts = texts.in_large_unit(amounts)
    return [(_with_unit(listing, texts), texts) for listing in listings]


def _shown(told: Sequence[Told]) -> list[Told]:
    """Return what is printed of a section: nothing of one that is empty, else its full lists."""
    if not any(listing.rows for listing, _texts in told):
        return []
    return [pair for pair in told if pair[0].rows or not pair[0].level]


def _nothing_of(paper: Paper, report: MonthlyReport, texts: Texts, titles: Sequence[str]) -> None:
    """Name in one line the sections and lists with nothing to show."""
    if not titles:
        return
    if not paper.at_top:
        paper.space(style.GAP)
    _ = texts.translator.gettext
    words = _("Nothing in these days: %(sections)s.")
    if report.period.month:
        words = _("Nothing this month: %(sections)s.")
    paper.paragraph(
        words % {"sections": texts.names(titles, len(titles))},
        style.TextStyle(9, 13, colour=style.MUTED),
    )


def _amounts(listing: Listing) -> list[int]:
    return [one for column in listing.money.values() for one in column if one]


def _with_unit(listing: Listing, texts: Texts) -> Listing:
    """Return the list, saying in which unit its amounts are where they are large."""
    unit = texts.unit_note() if _amounts(listing) else ""
    return replace(listing, note=texts.clauses([listing.note, unit]))


def _contents(
    paper: Paper,
    texts: Texts,
    chosen: Sequence[Sequence[Told]],
    complete: Sequence[Told],
    last: Sequence[str],
) -> None:
    """List what follows, with its pages, where that is long."""
    _ = texts.translator.gettext
    shown = [listing for told in chosen for listing, _texts in told]
    rows = sum(min(len(one.rows), one.body_rows) for one in shown)
    rows += sum(len(one.rows) for one, _texts in complete)
    if rows + _HEAD_ROWS * (len(shown) + len(complete)) < _LONG * _PAGE_ROWS:
        return
    titles = [listing.title for listing in shown if not listing.level]
    appendix = [_("Appendix: complete lists")] if complete else []
    titles += [*appendix, *last]
    paper.head(texts.translator.pgettext("report", "Contents"), keep=120)
    paper.contents(titles, columns=2)


def _frame(report: MonthlyReport, texts: Texts, size: tuple[float, float], *, grey: bool) -> Frame:
    _ = texts.translator.gettext
    foot = _("Made with smallcrm on %(made)s  ·  data until %(until)s") % {
        "made": texts.moment(report.made_at),
        "until": texts.moment(report.data_until),
    }
    return Frame(
        title=_("Monthly customer report") if report.period.month else _("Customer report"),
        company=report.company,
        period=period_title(report.period, texts.language),
        foot=foot,
        made=report.made_at,
        size=size,
        grey=grey,
    )


def _appendix(paper: Paper, texts: Texts, listings: Sequence[Told]) -> None:
    if not listings:
        return
    _ = texts.translator.gettext
    paper.new_page()
    paper.head(_("Appendix: complete lists"), keep=120)
    for place, (listing, its_texts) in enumerate(listings):
        if place:
            paper.space(style.GAP)
        draw_in_appendix(paper, its_texts, listing)
