"""Print any list as it is shown: its columns, its filter in words, all its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Final, Literal

from smallcrm.core.i18n import Translator
from smallcrm.core.progress import Progress
from smallcrm.reports import style
from smallcrm.reports.layout import Align
from smallcrm.reports.letterhead import Company
from smallcrm.reports.opening import Opening, open_paper
from smallcrm.reports.tables import Column, Row, Table, draw_table, natural_widths
from smallcrm.reports.texts import Texts

ColumnKind = Literal["text", "number", "money", "percent", "date", "moment", "phone"]
Value = str | int | float | date | datetime | None
Orientation = Literal["auto", "portrait", "landscape"]

_RIGHT: Final = frozenset({"number", "money", "percent", "date", "moment"})
# More rows than this are set smaller; fewer look lost that way.
_DENSE_FROM: Final = 26
# Texts may wrap; beyond this share of what they would like the paper is turned.
_TURN_AT: Final = 1.15
_TEXT_CAP: Final = 150.0


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column: its head, what its values are, and where they stand (by kind when None).

    Money is in minor units, percentages run from 0 to 100. `width` is a share of the paper's width,
    used when every column has one. `total` adds the column up under the list.
    """

    title: str
    kind: ColumnKind = "text"
    align: Align | None = None
    width: float | None = None
    total: bool = False


@dataclass(frozen=True, slots=True)
class ListReport:
    """A list to print. `filter` says in words what was chosen ("" for everything)."""

    title: str
    columns: tuple[ListColumn, ...]
    rows: Sequence[Sequence[Value]]
    made_at: datetime
    company: Company | str = ""
    filter: str = ""
    currency: str = "CNY"


def render(
    report: ListReport,
    out: Path | str | BinaryIO,
    translator: Translator,
    progress: Progress | None = None,
    *,
    size: tuple[float, float] = style.A4,
    orientation: Orientation = "auto",
    grey: bool = False,
) -> None:
    """Write the list as PDF to a path (whole or not at all) or an open binary file.

    Time grows with the number of rows. "auto" turns the paper when the columns need it. Raises
    Cancelled when `progress` is cancelled and StorageError when the path cannot be written.
    """
    texts = Texts(translator, report.currency)
    table = _table(report, texts)
    if orientation == "landscape" or (orientation == "auto" and _is_wide(table, size)):
        size = (max(size), min(size))
    paper = open_paper(_opening(report, texts), texts, progress, size, grey=grey)
    if report.rows:
        draw_table(paper, table)
    else:
        paper.paragraph(translator.gettext("The list is empty."), style.NOTE)
    paper.save(out)


def _opening(report: ListReport, texts: Texts) -> Opening:
    count = len(report.rows)
    rows = texts.translator.ngettext("%(n)s row", "%(n)s rows", count) % {"n": texts.count(count)}
    note = "  ·  ".join(filter(None, (rows, report.filter)))
    return Opening(report.title, note, report.made_at, report.company)


def _table(report: ListReport, texts: Texts) -> Table:
    columns = tuple(
        Column(
            column.title,
            column.align or ("right" if column.kind in _RIGHT else "left"),
            wrap=column.kind == "text",
            width=column.width,
        )
        for column in report.columns
    )
    cells = [
        _column_texts(column, [row[index] for row in report.rows], texts)
        for index, column in enumerate(report.columns)
    ]
    rows: list[Row] = list(zip(*(texts_[: len(report.rows)] for texts_ in cells), strict=True))
    total = None
    if any(column.total for column in report.columns) and len(rows) > 1:
        sums = [column[-1] for column in cells]
        sums[0] = sums[0] or texts.translator.gettext("Total")
        total = tuple(sums)
    return Table(columns, rows, total, dense=len(rows) >= _DENSE_FROM)


def _column_texts(column: ListColumn, values: Sequence[Value], texts: Texts) -> list[str]:
    """Return the texts of a column's values, and at the end that of its sum ("" without one)."""
    if column.kind in ("money", "number") and all(isinstance(v, int) or v is None for v in values):
        numbers = [value if isinstance(value, int) else None for value in values]
        every = sum(number or 0 for number in numbers)
        with_sum = [*numbers, every if column.total else None]
        if column.kind == "money":
            printed = texts.money_column(with_sum)
        else:
            printed = ["" if number is None else texts.count(number) for number in with_sum]
        blank = [number is None for number in with_sum]
        return ["" if empty else text for text, empty in zip(printed, blank, strict=True)]
    return [*(_text(column.kind, value, texts) for value in values), ""]


def _text(kind: ColumnKind, value: Value, texts: Texts) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return texts.day(value) if kind == "date" else texts.moment(value)
    if isinstance(value, date):
        return texts.day(value)
    if isinstance(value, int | float):
        if kind == "percent":
            return texts.percent(value)
        return texts.number(value)
    return value


def _is_wide(table: Table, size: tuple[float, float]) -> bool:
    look = style.CELL_DENSE if table.dense else style.CELL
    head = style.CELL_HEAD_DENSE if table.dense else style.CELL_HEAD
    wanted = sum(min(wide, _TEXT_CAP) for wide in natural_widths(table, look, head))
    gaps = style.COLUMN_GAP * (len(table.columns) - 1)
    return wanted + gaps > _TURN_AT * (min(size) - 2 * style.MARGIN)
