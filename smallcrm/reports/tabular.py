"""Reports of tables: a title, what it is about, a sentence, figures, and the tables one by one.

What such a report holds is said once, as a `Tabular`; paper and workbook are made from it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from smallcrm.core.progress import Progress
from smallcrm.reports import style
from smallcrm.reports.letterhead import Company
from smallcrm.reports.listings import Listing, draw_in_body
from smallcrm.reports.opening import Opening, open_paper
from smallcrm.reports.page import Paper
from smallcrm.reports.tables import Cell
from smallcrm.reports.texts import Texts

_AFTER: Final = 16.0
_DENSE_FROM: Final = 40  # rows; what is longer is set smaller
_CONTENTS_FROM: Final = 150  # rows of all tables; what is shorter needs no contents


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing `height` points high, made for the paper's width; `head` "" for none."""

    draw: Callable[[float], Any]
    height: float
    head: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tabular:
    """What a report of tables says, its texts ready to print.

    `texts` are those of its tables. `sideways` turns the paper. A listing without rows is left out
    where it has no sentence for that. `sheets` are further tables, only for a workbook.
    """

    opening: Opening
    texts: Texts
    listings: Sequence[Listing]
    summary: str = ""
    figures: Sequence[Figure] = field(default_factory=tuple)
    sideways: bool = False
    sheets: Sequence[Listing] = field(default_factory=tuple)


def about(
    title: str, made_at: datetime, company: Company | str, *parts: str, separator: str = "  ·  "
) -> Opening:
    """Return the head of a report; `parts` say which days, whose, and what was chosen."""
    return Opening(title, separator.join(filter(None, parts)), made_at, company)


def period_words(texts: Texts, first: date, last: date) -> str:
    """Return "2026-11-01 to 2026-11-30", or the one day."""
    if first == last:
        return texts.day(first)
    words = {"first": texts.day(first), "last": texts.day(last)}
    return texts.translator.gettext("%(first)s to %(last)s") % words


def day_cell(texts: Texts, day: date | None, *, late: bool = False) -> Cell:
    """Return a day, in a workbook a real one; one that is past its time stands bold and red."""
    return Cell(texts.day(day), "bad" if late else "plain", bold=late, value=day)


def moment_cell(texts: Texts, at: datetime, *, has_time: bool) -> Cell:
    """Return a day with its time where that is known."""
    if not has_time:
        return day_cell(texts, at.date())
    return Cell(texts.moment(at), value=at)


def render_tabular(
    report: Tabular,
    out: Path | str | BinaryIO,
    progress: Progress | None = None,
    *,
    size: tuple[float, float] = style.A4,
    grey: bool = False,
) -> None:
    """Write the report as PDF to a path (whole or not at all) or an open binary file.

    Raises Cancelled when `progress` is cancelled and StorageError when the path cannot be written.
    """
    if report.sideways:
        size = (max(size), min(size))
    texts = report.texts
    paper = open_paper(report.opening, texts, progress, size, grey=grey)
    if report.summary:
        paper.paragraph(report.summary, style.BODY, after=_AFTER)
    shown = [one for one in report.listings if one.rows or one.empty]
    if len(shown) > 1 and sum(len(one.rows) for one in shown) >= _CONTENTS_FROM:
        paper.contents([one.title for one in shown])
        paper.space(_AFTER)
    for figure in report.figures:
        _draw_figure(paper, figure)
    for place, listing in enumerate(shown):
        if place:
            paper.space(style.GAP)
        draw_in_body(paper, texts, listing, dense=len(listing.rows) >= _DENSE_FROM)
    paper.save(out)


def _draw_figure(paper: Paper, figure: Figure) -> None:
    if figure.head:
        paper.head(figure.head, figure.note, keep=figure.height)
    else:
        paper.need(figure.height + _AFTER)
    paper.y -= figure.height
    paper.drawing(figure.draw(paper.width), paper.left, paper.y)
    paper.space(_AFTER)
