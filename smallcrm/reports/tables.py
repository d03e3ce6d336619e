"""Tables: hairlines, figures to the right, long cells wrapped, the head repeated on every page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from smallcrm.reports import style
from smallcrm.reports.fonts import clean, text_width
from smallcrm.reports.layout import Align, wrap
from smallcrm.reports.page import Paper, drop
from smallcrm.reports.style import TextStyle, Tone

_SAMPLE: Final = 2000
_NARROWEST: Final = 34.0
_WIDEST_SHARE: Final = 0.34  # of the table, for a column that should not wrap
_CHECK_EVERY: Final = 200


@dataclass(frozen=True, slots=True)
class Column:
    """Describe one column: its head, where its texts stand, and whether long texts may wrap early.

    A column that does not `wrap` is as wide as its widest text where the paper allows it.
    """

    title: str
    align: Align = "left"
    wrap: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """One text of a table that looks different from its column."""

    text: str
    tone: Tone = "plain"
    bold: bool = False
    muted: bool = False


Row = Sequence[str | Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of ready texts under heads; `total` stands bold at the end. Dense is for long lists."""

    columns: tuple[Column, ...]
    rows: Sequence[Row]
    total: Row | None = None
    dense: bool = False


def draw_table(paper: Paper, table: Table) -> None:
    """Draw the table from the paper's present height on, over as many pages as it takes."""
    writer = _Writer(paper, table)
    writer.draw_head()
    last = len(table.rows) - 1
    for index, row in enumerate(table.rows):
        if index % _CHECK_EVERY == 0:
            paper.progress.check()
        keep = writer.row_height if index == last and table.total else 0.0
        writer.draw_row(row, keep)
    if table.total:
        writer.draw_total(table.total)


def table_height(paper: Paper, table: Table, rows: int) -> float:
    """Return the height of the head and the first `rows` rows, the total left out."""
    writer = _Writer(paper, table)
    return writer.head_height + sum(writer.height_of(row) for row in table.rows[:rows])


def natural_widths(table: Table, look: TextStyle, head: TextStyle) -> list[float]:
    """Return how wide each column would be if nothing wrapped, in points.

    Long tables are measured by a sample and the longest text of each column, so this stays quick.
    """
    step = max(1, len(table.rows) // _SAMPLE)
    widths: list[float] = []
    for index, column in enumerate(table.columns):
        texts = [_text(row[index]) for row in table.rows]
        sample = [*texts[::step], max(texts, key=len, default="")]
        if table.total:
            sample.append(_text(table.total[index]))
        # Only one line counts, and beyond some length it wraps whatever it is.
        wide = max(text_width(clean(text)[:400], look.size) for text in sample)
        bold = text_width(_text(table.total[index]), look.size, bold=True) if table.total else 0
        widths.append(max(wide, bold, text_width(clean(column.title), head.size)) + 0.01)
    return widths


def share_widths(natural: list[float], columns: Sequence[Column], width: float) -> list[float]:
    """Return column widths that fill `width` points, gaps between columns taken off before.

    Columns that should not wrap get what they need first; the others share the rest fairly.
    """
    cap = width * _WIDEST_SHARE
    fixed = [
        min(wide, cap) if not col.wrap else 0.0 for wide, col in zip(natural, columns, strict=True)
    ]
    growing = [index for index, col in enumerate(columns) if col.wrap]
    rest = width - sum(fixed)
    if rest < _NARROWEST * len(growing) or (not growing and rest < 0):
        return _level(natural, list(range(len(natural))), width)
    if not growing:
        return _spread(fixed, rest)
    shared = _level([natural[i] for i in growing], growing, rest)
    widths = list(fixed)
    for index, wide in zip(growing, shared, strict=True):
        widths[index] = wide
    return widths


def _spread(widths: list[float], rest: float) -> list[float]:
    return [wide + rest / len(widths) for wide in widths]


def _level(natural: list[float], order: list[int], width: float) -> list[float]:
    """Give each what it needs up to a common limit; what is left over goes to all in proportion."""
    widths = [0.0] * len(natural)
    open_ones = sorted(range(len(natural)), key=lambda index: natural[index])
    left = width
    for place, index in enumerate(open_ones):
        widths[index] = min(natural[index], left / (len(open_ones) - place))
        left -= widths[index]
    if left > 0 and order:
        total = sum(widths)
        widths = [wide + left * wide / total for wide in widths]
    return widths


def _text(cell: str | Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


class _Writer:
    """Hold what stays the same from row to row."""

    def __init__(self, paper: Paper, table: Table) -> None:
        self.paper = paper
        self.table = table
        self.look = style.CELL_DENSE if table.dense else style.CELL
        self.head_look = style.CELL_HEAD_DENSE if table.dense else style.CELL_HEAD
        self.pad = 2.5 if table.dense else 3.6
        gaps = style.COLUMN_GAP * (len(table.columns) - 1)
        natural = natural_widths(table, self.look, self.head_look)
        self.widths = share_widths(natural, table.columns, paper.width - gaps)
        self.starts: list[float] = []
        x = paper.left
        for wide in self.widths:
            self.starts.append(x)
            x += wide + style.COLUMN_GAP
        self.heads = [
            wrap(column.title, wide, self.head_look)
            for column, wide in zip(table.columns, self.widths, strict=True)
        ]
        deepest = max(map(len, self.heads), default=1)
        self.head_height = deepest * self.head_look.leading + 2 * self.pad
        self.row_height = self.look.leading + 2 * self.pad

    def draw_head(self) -> None:
        paper = self.paper
        first = self.height_of(self.table.rows[0]) if self.table.rows else 0
        paper.need(min(self.head_height + first + self.row_height, paper.page_room))
        self._head_here()

    def _head_here(self) -> None:
        paper, look = self.paper, self.head_look
        paper.y -= self.head_height
        for index, lines in enumerate(self.heads):
            # Heads of several lines stand on the rule.
            base = paper.y + self.pad + drop(look) + (len(lines) - 1) * look.leading
            self._lines(index, lines, look, base)
        paper.rule(paper.y, style.TEXT, style.RULE)

    def height_of(self, row: Row) -> float:
        deepest = max(len(lines) for lines in self._wrapped(row))
        return deepest * self.look.leading + 2 * self.pad

    def _wrapped(self, row: Row, *, bold: bool = False) -> list[list[str]]:
        cells: list[list[str]] = []
        for cell, wide in zip(row, self.widths, strict=True):
            look = self._look(cell, bold)
            cells.append(wrap(_text(cell), wide, look))
        return cells

    def _look(self, cell: str | Cell, bold: bool) -> TextStyle:
        if isinstance(cell, str):
            return TextStyle(self.look.size, self.look.leading, True) if bold else self.look
        colour = style.MUTED if cell.muted else style.TONES[cell.tone]
        return TextStyle(self.look.size, self.look.leading, bold or cell.bold, colour)

    def draw_row(self, row: Row, keep: float = 0, *, bold: bool = False) -> None:
        paper, leading = self.paper, self.look.leading
        cells = self._wrapped(row, bold=bold)
        deepest = max(map(len, cells))
        high = deepest * leading + 2 * self.pad
        if high + keep > paper.room and high + keep <= paper.page_room - self.head_height:
            self._next_page()
        looks = [self._look(cell, bold) for cell in row]
        done = 0
        while True:
            # A row taller than the page goes on over the next ones.
            fits = max(1, int((paper.room - 2 * self.pad) / leading + 0.001))
            here = min(fits, deepest - done)
            base = paper.y - self.pad - leading + drop(self.look)
            for index, lines in enumerate(cells):
                self._lines(index, lines[done : done + here], looks[index], base)
            paper.y -= here * leading + 2 * self.pad
            done += here
            if done >= deepest:
                break
            self._next_page()
        paper.rule(paper.y)

    def draw_total(self, row: Row) -> None:
        self.paper.rule(self.paper.y, style.TEXT, style.HAIRLINE)
        self.draw_row(row, bold=True)

    def _next_page(self) -> None:
        self.paper.new_page()
        self._head_here()

    def _lines(self, index: int, lines: Sequence[str], look: TextStyle, base: float) -> None:
        align = self.table.columns[index].align
        x, wide = self.starts[index], self.widths[index]
        if align == "right":
            x += wide
        elif align == "center":
            x += wide / 2
        for line in lines:
            self.paper.text(x, base, line, look, align)
            base -= look.leading
