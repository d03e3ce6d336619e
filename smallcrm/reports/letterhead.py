"""The head of papers that leave the house: the company's name, address and phone."""

from dataclasses import dataclass
from typing import Final

from smallcrm.reports import style
from smallcrm.reports.layout import wrap
from smallcrm.reports.page import Paper

_AFTER: Final = 16.0


@dataclass(frozen=True, slots=True)
class Company:
    """Who sends the paper; all texts ready to print, "" where unknown. `logo` is a picture."""

    name: str = ""
    address: str = ""
    phone: str = ""
    logo: bytes = b""
    postcode: str = ""

    @property
    def about(self) -> str:
        """Address and phone on one line."""
        return "  ·  ".join(filter(None, (self.address, self.phone)))


NOBODY: Final = Company()


def draw_letterhead(paper: Paper, company: Company) -> None:
    """Draw the company at the top over a hairline; nothing where neither name nor logo is set."""
    if not (company.name or company.logo):
        return
    top = paper.y
    taken, bottom = paper.logo(company.logo)
    width = paper.width - taken
    if company.name:
        paper.lines(wrap(company.name, width, style.HEAD), style.HEAD)
    if company.about:
        paper.lines(wrap(company.about, width, style.SUBHEAD), style.SUBHEAD)
    paper.y = min(paper.y, top - bottom)
    paper.space(style.STEP)
    paper.rule(paper.y)
    paper.space(_AFTER)
