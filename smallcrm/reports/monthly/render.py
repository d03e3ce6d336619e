"""Print the monthly customer report."""

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Final

from smallcrm.core.i18n import Translator
from smallcrm.core.progress import Progress
from smallcrm.reports import style
from smallcrm.reports.monthly.decided import draw_decisions
from smallcrm.reports.monthly.figures import MonthlyReport
from smallcrm.reports.monthly.first_page import draw_first_page, period_title
from smallcrm.reports.monthly.lists import Listing, draw_in_appendix, draw_in_body
from smallcrm.reports.monthly.sections import DECISIONS, SECTIONS
from smallcrm.reports.page import Frame, Paper
from smallcrm.reports.texts import Texts

DEFAULT_SECTIONS: Final = (*SECTIONS, DECISIONS)


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
    chosen = [SECTIONS[name] for name in sections if name != DECISIONS]
    steps = len(chosen) + 3
    paper = Paper(_frame(report, texts, size, grey=grey), translator, progress)
    complete = draw_first_page(paper, report, texts)
    progress.report(1, steps)
    if chosen:
        paper.new_page()
    for index, section in enumerate(chosen):
        progress.check()
        for place, listing in enumerate(_told(section(report, texts))):
            if index or place:
                paper.space(style.GAP if not listing.level else style.GAP * 0.7)
            draw_in_body(paper, texts, listing)
            if listing.is_cut:
                complete.append(listing)
        progress.report(index + 2, steps)
    _appendix(paper, texts, complete)
    if DECISIONS in sections:
        draw_decisions(paper, report, texts)
    progress.report(steps - 1, steps)
    paper.save(out)
    progress.report(steps, steps)


def _told(listings: Sequence[Listing]) -> list[Listing]:
    """Leave out the further lists of a section that has nothing to show."""
    if any(listing.rows for listing in listings):
        return list(listings)
    return [listing for listing in listings if not listing.level]


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


def _appendix(paper: Paper, texts: Texts, listings: Sequence[Listing]) -> None:
    if not listings:
        return
    _ = texts.translator.gettext
    paper.new_page()
    paper.head(_("Appendix: complete lists"), keep=120)
    for place, listing in enumerate(listings):
        if place:
            paper.space(style.GAP)
        draw_in_appendix(paper, texts, listing)
