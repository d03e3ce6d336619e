"""The monthly report as tables, for a workbook: what is told, and every list whole."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from smallcrm.core.i18n import Translator
from smallcrm.reports.letterhead import Company
from smallcrm.reports.listings import Listing
from smallcrm.reports.monthly.figures import MonthlyReport
from smallcrm.reports.monthly.findings import findings
from smallcrm.reports.monthly.first_page import attention_listing, period_title
from smallcrm.reports.monthly.render import DEFAULT_SECTIONS
from smallcrm.reports.monthly.sections import DECISIONS, SECTIONS
from smallcrm.reports.opening import Opening
from smallcrm.reports.tables import Cell, Column
from smallcrm.reports.tabular import Tabular
from smallcrm.reports.texts import MINUS, NONE, Texts

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER: Final = re.compile(r"[+−-]?(?:[^\d\s+−-]{1,3} )?[\d,]+(?:\.\d+)?")
_SHARE: Final = re.compile(r"[+−-]?[\d,]+(?:\.\d+)?%")
_NOT_DIGITS: Final = re.compile(r"[^\d.-]")


def tabular(
    report: MonthlyReport, translator: Translator, sections: Sequence[str] = DEFAULT_SECTIONS
) -> Tabular:
    """The sentences of the first page, who needs attention, and the lists of the sections."""
    texts = Texts(translator, report.currency)
    _ = translator.gettext
    is_month = report.period.month is not None
    title = _("Monthly customer report") if is_month else _("Customer report")
    note = "  ·  ".join(filter(None, (period_title(report.period, texts.language), report.scope)))
    told = Listing(
        _("In short"),
        (Column(_("In short")),),
        [(one.text,) for one in findings(report, translator)],
        "",
    )
    lists = [told, attention_listing(report, texts)]
    for name in sections:
        if name != DECISIONS:
            lists += SECTIONS[name](report, texts)
    opening = Opening(title, note, report.made_at, Company(report.company))
    return Tabular(opening, texts, [_with_values(one) for one in lists])


def _with_values(listing: Listing) -> Listing:
    """The list with real days and numbers where it has only their texts."""
    rows = [list(row) for row in listing.rows]
    columns = list(listing.columns)
    for place in range(1 if len(columns) > 1 else len(columns), len(columns)):
        texts = [_text(row[place]) for row in rows]
        shares = _are_shares(texts)
        if not (shares or all(map(_NUMBER.fullmatch, _said(texts)))):
            continue
        columns[place] = replace(columns[place], percent=shares)
        for row, text in zip(rows, texts, strict=True):
            if text in _said([text]):
                number = float(_NOT_DIGITS.sub("", text.replace(MINUS, "-")))
                row[place] = Cell(text, value=number / 100 if shares else number)
    rows = [[_with_day(cell) for cell in row] for row in rows]
    return replace(listing, rows=rows, columns=tuple(columns))


def _text(cell: str | Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


def _said(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if text not in ("", NONE)]


def _are_shares(texts: Sequence[str]) -> bool:
    said = _said(texts)
    return bool(said) and all(map(_SHARE.fullmatch, said))


def _with_day(cell: str | Cell) -> str | Cell:
    text = _text(cell)
    if not _DAY.fullmatch(text) or (isinstance(cell, Cell) and cell.value is not None):
        return cell
    return Cell(text, value=date.fromisoformat(text))
