"""Print a customer on one or two pages to take along on a visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from smallcrm.core.i18n import Translator
from smallcrm.core.progress import Progress
from smallcrm.reports import style
from smallcrm.reports.layout import fit, shorten, wrap
from smallcrm.reports.letterhead import NOBODY, Company
from smallcrm.reports.page import Frame, Paper
from smallcrm.reports.style import Tone
from smallcrm.reports.tables import Column, Row, Table, draw_table, table_height
from smallcrm.reports.texts import Texts

_GAP: Final = 13.0
_FIGURE_ROOM: Final = 40.0
_LINE_STEP: Final = 20.0
_LEAST_LINES: Final = 4
_MOST_LINES: Final = 14


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that matters, with its label; both ready texts."""

    label: str
    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class CardPart:
    """A section of ready texts. `right` are the columns that stand to the right.

    Without rows `empty` is printed, or nothing at all when that is "". `more` says what is left
    out.
    """

    title: str
    heads: tuple[str, ...]
    rows: Sequence[Row]
    right: frozenset[int] = frozenset()
    empty: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class VisitCard:
    """All that the paper says; `about` are lines under the name."""

    customer: str
    about: tuple[str, ...]
    figures: tuple[Figure, ...]
    parts: tuple[CardPart, ...]
    made_at: datetime
    company: Company = NOBODY
    warning: str = ""


def render(
    card: VisitCard,
    out: Path | str | BinaryIO,
    translator: Translator,
    progress: Progress | None = None,
    *,
    size: tuple[float, float] = style.A4,
    grey: bool = False,
) -> None:
    """Write the card as PDF to a path (whole or not at all) or an open binary file.

    Raises Cancelled, and StorageError when the path cannot be written.
    """
    _ = translator.gettext
    made = {"made": Texts(translator).moment(card.made_at)}
    title = _("Customer card")
    frame = Frame(
        title=f"{title}  ·  {shorten(card.customer, 200, style.FOOT)}",
        company=card.company.name,
        period="",
        foot=_("Made with smallcrm on %(made)s") % made,
        made=card.made_at,
        size=size,
        grey=grey,
    )
    paper = Paper(frame, translator, progress or Progress())
    _head(paper, card, _("Customer card"))
    _figures(paper, card.figures)
    for part in card.parts:
        _part(paper, part)
    _room_to_write(paper, _("Notes of the visit"))
    paper.save(out)


def _head(paper: Paper, card: VisitCard, title: str) -> None:
    top = paper.y
    taken, high = paper.logo(card.company.logo)
    width = paper.width - taken
    for words in filter(None, (card.company.name, card.company.about, title)):
        paper.lines(wrap(words, width, style.CELL_HEAD), style.CELL_HEAD)
    paper.space(style.ABOVE_TITLE)
    paper.mark(shorten(card.customer, 400, style.BODY))
    look = fit(card.customer, width, style.LIST_TITLE, smallest=11)
    paper.lines(wrap(card.customer, width, look), look)
    paper.y = min(paper.y, top - high)
    for line in card.about:
        paper.paragraph(line, style.SUBHEAD)
    if card.warning:
        warning = style.CELL.coloured(style.BAD)
        paper.lines(wrap(card.warning, paper.width, warning), warning)
    paper.space(8)


def _figures(paper: Paper, figures: Sequence[Figure]) -> None:
    paper.need(_FIGURE_ROOM)
    wide = paper.width / max(1, len(figures))
    for place, figure in enumerate(figures):
        x, room = paper.left + place * wide, wide - style.COLUMN_GAP
        label = shorten(figure.label, room, style.FIGURE_LABEL)
        paper.text(x, paper.y - 9, label, style.FIGURE_LABEL)
        look = fit(figure.text, room, style.FIGURE.coloured(style.TONES[figure.tone]))
        paper.text(x, paper.y - 27, shorten(figure.text, room, look), look)
    paper.y -= _FIGURE_ROOM
    paper.rule(paper.y + 4)


def _part(paper: Paper, part: CardPart) -> None:
    if not part.rows and not part.empty:
        return
    paper.space(_GAP)
    if not part.rows:
        paper.head(part.title, keep=style.NOTE.leading)
        paper.paragraph(part.empty, style.NOTE)
        return
    columns = tuple(
        Column(head, "right" if index in part.right else "left", wrap=index not in part.right)
        for index, head in enumerate(part.heads)
    )
    table = Table(columns, part.rows, dense=True)
    paper.head(part.title, keep=min(table_height(paper, table, 2), paper.page_room / 2))
    draw_table(paper, table)
    if part.more:
        paper.paragraph(part.more, style.NOTE)


def _room_to_write(paper: Paper, title: str) -> None:
    """Leave ruled lines down to the foot of the page, or a few on a page more."""
    paper.space(_GAP)
    paper.head(title, keep=_LEAST_LINES * _LINE_STEP)
    for _line in range(min(_MOST_LINES, int(paper.room / _LINE_STEP))):
        paper.y -= _LINE_STEP
        paper.rule(paper.y, style.FAINT)
