"""How a report other than the monthly one begins: company, title, and what it is about."""

from dataclasses import dataclass
from datetime import datetime

from smallcrm.core.progress import Progress
from smallcrm.reports import style
from smallcrm.reports.layout import fit, wrap
from smallcrm.reports.letterhead import Company
from smallcrm.reports.page import Frame, Paper, drop
from smallcrm.reports.texts import Texts

EVERY_ROW = 1_000_000_000  # Listing.body_rows of a list that is never cut


@dataclass(frozen=True, slots=True)
class Opening:
    """The first lines of a document, ready to print; `note` says which days and whose."""

    title: str
    note: str
    made_at: datetime
    company: Company | str = ""

    @property
    def sender(self) -> Company:
        """Who stands at the head."""
        return Company(self.company) if isinstance(self.company, str) else self.company


def open_paper(
    opening: Opening,
    texts: Texts,
    progress: Progress | None = None,
    size: tuple[float, float] = style.A4,
    *,
    grey: bool = False,
) -> Paper:
    """Return a paper with company, title and note on its first page."""
    foot = texts.translator.gettext("Made with smallcrm on %(made)s") % {
        "made": texts.moment(opening.made_at)
    }
    made = opening.made_at
    company = opening.sender
    frame = Frame(opening.title, company.name, opening.note, foot, made, size, grey=grey)
    paper = Paper(frame, texts.translator, progress or Progress())
    top = paper.y
    taken, high = paper.logo(company.logo)
    width = paper.width - taken
    for words in filter(None, (company.name, company.about)):
        paper.lines(wrap(words, width, style.CELL_HEAD), style.CELL_HEAD)
    if paper.y < top:
        paper.space(style.ABOVE_TITLE)
    paper.mark(opening.title)
    look = fit(opening.title, width, style.LIST_TITLE, smallest=11)
    for line in wrap(opening.title, width, look):
        paper.y -= look.leading
        paper.text(paper.left, paper.y + drop(look), line, look)
    paper.y = min(paper.y, top - high)
    if opening.note:
        paper.paragraph(opening.note, style.SUBHEAD, after=8)
    else:
        paper.space(8)
    return paper
