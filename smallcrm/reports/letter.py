"""Print letters to customers on the company's letterhead, each on a page of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Final

from smallcrm.core.dates import format_date
from smallcrm.core.i18n import CHINESE, Translator
from smallcrm.core.progress import Progress
from smallcrm.reports import style
from smallcrm.reports.layout import shorten, wrap
from smallcrm.reports.letterhead import Company, draw_letterhead
from smallcrm.reports.page import Frame, Paper

_BODY: Final = style.TextStyle(11, 18)
_ADDRESS_ROOM: Final = 92.0
_GAP: Final = 18.0
_INDENT: Final = "\u3000\u3000"  # a Chinese paragraph begins two characters in


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: to whom, and what it says; `to` are the lines of the address.

    `salutation` stands on a line of its own, `body` below; line feeds part paragraphs.
    """

    customer: str
    to: tuple[str, ...]
    salutation: str
    body: str


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters of the same day and sender."""

    letters: Sequence[Letter]
    day: date
    made_at: datetime
    company: Company


def render(
    batch: Letters,
    out: Path | str | BinaryIO,
    translator: Translator,
    progress: Progress | None = None,
    *,
    size: tuple[float, float] = style.A4,
) -> None:
    """Write the letters as one PDF with a bookmark for each; long ones go on over further pages.

    Raises Cancelled, and StorageError when the path cannot be written.
    """
    progress = progress or Progress()
    frame = Frame(
        title=translator.gettext("Letters"),
        company=batch.company.name,
        period="",
        foot="",
        made=batch.made_at,
        size=size,
        bare=True,
    )
    paper = Paper(frame, translator, progress)
    day = format_date(batch.day, translator.language, "medium")
    for place, letter in enumerate(batch.letters):
        # the name at the head of a page that follows is that of its own letter
        paper.frame = replace(frame, title=shorten(letter.customer, paper.width / 4, style.FOOT))
        if place:
            paper.new_page(plain=True)
        _draw(paper, letter, batch.company, day, chinese=translator.language == CHINESE)
        progress.report(place + 1, len(batch.letters))
    paper.frame = frame
    paper.save(out)


def _draw(paper: Paper, letter: Letter, company: Company, day: str, *, chinese: bool) -> None:
    paper.mark(shorten(letter.customer, 400, style.BODY))
    draw_letterhead(paper, company)
    paper.space(_GAP)
    bottom = paper.y - _ADDRESS_ROOM
    room = paper.width * 0.6
    for line in letter.to:
        paper.lines(wrap(line, room, _BODY), _BODY)
    paper.y = min(paper.y, bottom)
    if not chinese:
        _at_right(paper, day)
    paper.space(_GAP)
    if letter.salutation:
        paper.paragraph(letter.salutation, _BODY, after=8)
    for part in letter.body.split("\n"):
        if part.strip():
            paper.paragraph((_INDENT if chinese else "") + part.strip(), _BODY, after=6)
    paper.space(_GAP * 2)
    paper.need(_BODY.leading * 2)  # the name and the day stay together
    if chinese:
        _at_right(paper, company.name)
        _at_right(paper, day)
    elif company.name:
        paper.paragraph(company.name, _BODY)


def _at_right(paper: Paper, text: str) -> None:
    for line in wrap(text, paper.width, _BODY) if text else ():
        paper.need(_BODY.leading)
        paper.y -= _BODY.leading
        paper.text(paper.right, paper.y + 5, line, _BODY, "right")
