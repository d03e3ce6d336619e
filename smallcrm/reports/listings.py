"""A list of a report: its rows and their sum; in a body the first rows, in an appendix all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from smallcrm.reports import style
from smallcrm.reports.page import Paper
from smallcrm.reports.tables import Cell, Column, Row, Table, draw_table, table_height
from smallcrm.reports.texts import Texts

BODY_ROWS: Final = 12
# Cutting a list to leave two rows out would save nothing.
_SLACK: Final = 3
_KEEP: Final = 66.0
_FIRST_ROWS: Final = 3  # of a long table stand under its head
_TOGETHER: Final = 0.3  # of a page; a larger gap at its end looks forgotten


@dataclass(frozen=True, slots=True)
class Listing:
    """A list with its head, a sentence about it, and the sentence when it is empty.

    `money` and `counts` give for a column the value of every row: they are printed in that column,
    added up, and stand for the rows left out; `sums` are further texts of the total, `formulas` how
    a workbook works them out ({row} is the total's). `level` 1 makes it part of the section before.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    empty: str
    note: str = ""
    money: Mapping[int, Sequence[int | None]] = field(default_factory=dict)
    counts: Mapping[int, Sequence[int]] = field(default_factory=dict)
    sums: Mapping[int, str | Cell] = field(default_factory=dict)
    formulas: Mapping[int, str] = field(default_factory=dict)
    level: int = 0
    body_rows: int = BODY_ROWS

    @property
    def is_cut(self) -> bool:
        """Whether the body shows only the first rows."""
        return len(self.rows) > self.body_rows + _SLACK


def draw_in_body(paper: Paper, texts: Texts, listing: Listing, *, dense: bool = False) -> None:
    """Draw the first rows, one row for the others, and the total of all."""
    if not listing.rows:
        draw_empty(paper, listing.title, listing.empty, listing.level)
        return
    shown = listing.body_rows if listing.is_cut else len(listing.rows)
    table = _table(listing, texts, shown, dense=dense)
    if listing.is_cut:
        table = replace(table, after=style.STEP + style.NOTE.leading)
    first = replace(table, rows=table.rows[:_FIRST_ROWS], total=None, after=0)
    together = min(max(_KEEP, table_height(paper, first, _FIRST_ROWS)), paper.page_room / 2)
    if len(table.rows) <= 2 * BODY_ROWS:
        # A small table stands on one page.
        high = table_height(paper, table, len(table.rows))
        together = high if high <= paper.page_room * _TOGETHER else together
    paper.head(listing.title, listing.note, keep=together, level=listing.level)
    draw_table(paper, table)
    if listing.is_cut:
        draw_cut_note(paper, texts, shown, len(listing.rows))


def draw_in_appendix(paper: Paper, texts: Texts, listing: Listing) -> None:
    """Draw every row, densely."""
    paper.head(listing.title, listing.note, keep=_KEEP, level=1)
    draw_table(paper, _table(listing, texts, len(listing.rows), dense=True))


def draw_cut_note(paper: Paper, texts: Texts, shown: int, every: int) -> None:
    """Say under a list that the body shows only a part of it."""
    note = texts.translator.gettext(
        "%(shown)s of %(all)s are shown; the complete list is in the appendix."
    )
    paper.space(style.STEP)
    paper.paragraph(note % {"shown": texts.count(shown), "all": texts.count(every)}, style.NOTE)


def draw_empty(paper: Paper, title: str, sentence: str, level: int = 0) -> None:
    """Draw a section that has nothing to show: its head and one sentence that says so."""
    paper.head(title, keep=style.BODY.leading, level=level)
    paper.paragraph(sentence, style.TextStyle(9, 13, colour=style.MUTED))


def _table(listing: Listing, texts: Texts, shown: int, *, dense: bool = False) -> Table:
    rows = [list(row) for row in listing.rows[:shown]]
    total: list[str | Cell] = ["" for _column in listing.columns]
    others: list[str | Cell] = ["" for _column in listing.columns]
    left = len(listing.rows) - shown
    for index, values in _printed(listing, texts, shown).items():
        for row, value in zip(rows, values, strict=False):
            row[index] = value
        others[index] = Cell(values[-2], muted=True)
        total[index] = values[-1]
    for index, text in listing.sums.items():
        total[index] = text
    t = texts.translator
    if left:
        text = t.ngettext("%(n)s other", "%(n)s others", left) % {"n": texts.count(left)}
        others[0] = Cell(text, muted=True)
        rows.append(others)
    total[0] = t.gettext("Total")
    summed = bool(listing.money or listing.counts) and len(listing.rows) > 1
    return Table(listing.columns, rows, total if summed else None, dense)


def _printed(listing: Listing, texts: Texts, shown: int) -> dict[int, list[str]]:
    """Return for each summed column its texts, then that of the rows left out and of all."""
    printed: dict[int, list[str]] = {}
    for index, values in listing.money.items():
        every = sum(value or 0 for value in values)
        rest = every - sum(value or 0 for value in values[:shown])
        printed[index] = texts.money_column([*values[:shown], rest, every])
    for index, numbers in listing.counts.items():
        rest, every = sum(numbers[shown:]), sum(numbers)
        printed[index] = [texts.count(number) for number in (*numbers[:shown], rest, every)]
    return printed
