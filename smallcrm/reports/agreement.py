"""One page on how a company looks after its customers, to hang on the wall and sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from smallcrm.core.i18n import Translator
from smallcrm.core.progress import Progress
from smallcrm.reports import style
from smallcrm.reports.letterhead import NOBODY, Company
from smallcrm.reports.opening import Opening, open_paper
from smallcrm.reports.page import Paper
from smallcrm.reports.tables import Column, Row, Table, draw_table
from smallcrm.reports.texts import Texts

_GAP: Final = 11.0
_SIGNATURES: Final = 3
_SIGN_ROOM: Final = 44.0


@dataclass(frozen=True, slots=True)
class AgreementPart:
    """A section: its head, ready sentences, and a table of ready texts where it has one.

    `widths` are the shares of the columns; () leaves them to what they hold.
    """

    title: str
    lines: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: Sequence[Row] = ()
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """The agreement in words that are ready to print."""

    title: str
    aim: str
    parts: tuple[AgreementPart, ...]
    made_at: datetime
    company: Company = NOBODY


def render(
    report: AgreementReport,
    out: Path | str | BinaryIO,
    translator: Translator,
    progress: Progress | None = None,
) -> None:
    """Write the agreement as PDF to a path (whole or not at all) or an open binary file.

    Raises StorageError when the path cannot be written.
    """
    opening = Opening(report.title, "", report.made_at, report.company)
    paper = open_paper(opening, Texts(translator), progress)
    paper.paragraph(report.aim, style.BODY)
    for part in report.parts:
        _part(paper, part)
    _signatures(paper, translator)
    paper.save(out)


def _part(paper: Paper, part: AgreementPart) -> None:
    paper.space(_GAP)
    paper.head(part.title, keep=40)
    for line in part.lines:
        paper.paragraph(line, style.CELL, after=2)
    if part.rows:
        widths = part.widths or (None,) * len(part.heads)
        columns = tuple(
            Column(head, width=width) for head, width in zip(part.heads, widths, strict=True)
        )
        draw_table(paper, Table(columns, part.rows, dense=True))


def _signatures(paper: Paper, translator: Translator) -> None:
    paper.need(_SIGN_ROOM)
    paper.space(_SIGN_ROOM - 14)
    width = (paper.width - 2 * _GAP) / _SIGNATURES
    words = translator.gettext("Name, date")
    for place in range(_SIGNATURES):
        left = paper.left + place * (width + _GAP)
        paper.rule(paper.y, style.FAINT, left=left, right=left + width)
        paper.text(left, paper.y - 11, words, style.NOTE)
    paper.space(14)
