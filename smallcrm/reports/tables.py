"""Tables: hairlines, figures to the right, long cells wrapped, the head repeated on every page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from smallcrm.reports import style
from smallcrm.reports.fonts import clean, text_width
from smallcrm.reports.layout import Align, wrap
from smallcrm.reports.page import Paper, drop
from smallcrm.reports.style import TextStyle, Tone

_SAMPLE: Final = 2000
_NARROWEST: Final = 34.0
_WIDEST_SHARE: Final = 0.34  # of the table, for a column that should not wrap
_WIDEST_GAP: Final = 24.0
_SPARE_TO_GAPS: Final = 0.6
_CHECK_EVERY: Final = 200
_LAST_ROWS: Final = 3  # of a table stand together: no page begins with a single one


@dataclass(frozen=True, slots=True)
class Column:
    """Describe one column: its head, where its texts stand, and whether long texts may wrap early.

    A column that does not `wrap` is as wide as its widest text where the paper allows it. When
    every column has a `width`, those are the shares of the paper, whatever the texts need.
    `percent` makes the numbers of its cells shares in a workbook.
    """

    title: str
    align: Align = "left"
    wrap: bool = True
    width: float | None = None
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One text of a table that looks different from its column.

    `value` is what a workbook gets in its place: a day, a moment or a number.
    """

    text: str
    tone: Tone = "plain"
    bold: bool = False
    muted: bool = False
    value: date | float | None = None


Row = Sequence[str | Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of ready texts under heads; `total` stands bold at the end. Dense is for long lists.

    `after` is the height in points of what must stand under it on the same page.
    """

    columns: tuple[Column, ...]
    rows: Sequence[Row]
    total: Row | None = None
    dense: bool = False
    after: float = 0.0


def draw_table(paper: Paper, table: Table) -> None:
    """Draw the table from the paper's present height on, over as many pages as it takes."""
    writer = _Writer(paper, table)
    writer.draw_head()
    last = len(table.rows) - 1
    end = table.after + (writer.row_height if table.total else 0.0)
    together = last + 1 - min(_LAST_ROWS, last)
    for index, row in enumerate(table.rows):
        if index % _CHECK_EVERY == 0:
            paper.progress.check()
        keep = end if index == last else 0.0
        if index == together:
            keep = end + sum(map(writer.height_of, table.rows[index + 1 :]))
        writer.draw_row(row, keep)
    if table.total:
        writer.draw_total(table.total)


def table_height(paper: Paper, table: Table, rows: int) -> float:
    """Return the height of the head, the first `rows` rows and the total."""
    writer = _Writer(paper, table)
    total = writer.row_height if table.total else 0.0
    return (
        writer.head_height
        + total
        + table.after
        + sum(writer.height_of(row) for row in table.rows[:rows])
    )


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
        strong = [_text(table.total[index])] if table.total else []
        cells = (row[index] for row in table.rows)
        marked = [cell.text for cell in cells if isinstance(cell, Cell) and cell.bold]
        strong += [*marked[::step], max(marked, key=len, default="")]
        bold = max(text_width(clean(text)[:400], look.size, bold=True) for text in strong)
        widths.append(max(wide, bold, text_width(clean(column.title), head.size)) + 0.01)
    return widths


def _column_widths(
    table: Table, look: TextStyle, head: TextStyle, width: float
) -> tuple[list[float], float]:
    shares = [column.width for column in table.columns if column.width]
    if len(shares) < len(table.columns):
        return share_widths(natural_widths(table, look, head), table.columns, width)
    room = width - style.COLUMN_GAP * (len(shares) - 1)
    return [max(room * share / sum(shares), look.size) for share in shares], style.COLUMN_GAP


def share_widths(
    natural: Sequence[float], columns: Sequence[Column], width: float
) -> tuple[list[float], float]:
    """Return column widths and the gap between them that together fill `width` points.

    Where there is room to spare the gaps widen first, then the columns that wrap. Where there is
    not, columns that should not wrap get what they need first and the others share the rest fairly.
    """
    breaks = max(1, len(columns) - 1)
    growing = [index for index, column in enumerate(columns) if column.wrap]
    spare = width - style.COLUMN_GAP * (len(columns) - 1) - sum(natural)
    if spare >= 0:
        wider = min(_WIDEST_GAP - style.COLUMN_GAP, spare * _SPARE_TO_GAPS / breaks)
        spare -= wider * (len(columns) - 1)
        return _grown(natural, growing or [0], spare), style.COLUMN_GAP + wider
    room = width - style.COLUMN_GAP * (len(columns) - 1)
    cap = room * _WIDEST_SHARE
    widths = [min(wide, cap) for wide in natural]
    rest = room - sum(widths[index] for index in range(len(widths)) if index not in growing)
    if growing and rest >= _NARROWEST * len(growing):
        shared = _level([natural[index] for index in growing], rest)
        for index, wide in zip(growing, shared, strict=True):
            widths[index] = wide
        return widths, style.COLUMN_GAP
    return _level(natural, room), style.COLUMN_GAP


def _grown(natural: Sequence[float], growing: Sequence[int], spare: float) -> list[float]:
    """Share spare room among the growing columns in proportion to what they hold."""
    total = sum(natural[index] for index in growing)
    return [
        wide + (spare * wide / total if index in growing else 0)
        for index, wide in enumerate(natural)
    ]


def _level(natural: Sequence[float], width: float) -> list[float]:
    """Give each what it needs up to a common limit, in all no more than `width`."""
    widths = [0.0] * len(natural)
    left = width
    smallest_first = sorted(range(len(natural)), key=lambda index: natural[index])
    for place, index in enumerate(smallest_first):
        widths[index] = min(natural[index], left / (len(natural) - place))
        left -= widths[index]
    return _grown(widths, range(len(widths)), left)


def _text(cell: str | Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


class _Writer:
    """Hold what stays the same from row to row."""

    def __init__(self, paper: Paper, table: Table) -> None:
        self.paper = paper
        self.table = table
        self.look = style.CELL_DENSE if table.dense else style.CELL
        self.head_look = style.CELL_HEAD_DENSE if table.dense else style.CELL_HEAD
        self.bold_look = TextStyle(self.look.size, self.look.leading, True)
        self.pad = 2.5 if table.dense else 3.6
        self.widths, gap = _column_widths(table, self.look, self.head_look, paper.width)
        self.starts: list[float] = []
        x = paper.left
        for wide in self.widths:
            self.starts.append(x)
            x += wide + gap
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
            return self.bold_look if bold else self.look
        if not (bold or cell.bold or cell.muted) and cell.tone == "plain":
            return self.look
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
