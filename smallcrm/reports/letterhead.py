"""The head of papers that leave the house: the company's name, address and phone."""

from dataclasses import dataclass
from typing import Final

from smallcrm.reports import style
from smallcrm.reports.layout import wrap
from smallcrm.reports.page import Paper

_AFTER: Final = 16.0


@dataclass(frozen=True, slots=True)
class Company:
    """Who sends the paper; all texts ready to print, "" where unknown."""

    name: str = ""
    address: str = ""
    phone: str = ""


def draw_letterhead(paper: Paper, company: Company) -> None:
    """Draw the company at the top over a hairline; nothing where no name is set."""
    if not company.name:
        return
    paper.lines(wrap(company.name, paper.width, style.HEAD), style.HEAD)
    about = "  ·  ".join(filter(None, (company.address, company.phone)))
    if about:
        paper.paragraph(about, style.SUBHEAD)
    paper.space(style.STEP)
    paper.rule(paper.y)
    paper.space(_AFTER)
