"""The rows that an import could not take, as a workbook to mend and bring again.

It keeps the layout of the source, so that it is understood again in the same way: the header rows
as they stand, each column at its place, the cells with their types; and beyond the last column the
reason, which the importer knows not to be part of the list.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.exporters.book import (
    TEXT_FORMAT,
    BookCell,
    BookSheet,
    BookValue,
    letters,
    write_book,
)
from smallcrm.importers.analysis import Analysis, TableAnalysis
from smallcrm.importers.columns import SHEET_NAME
from smallcrm.importers.fields import field_title, field_type
from smallcrm.importers.plan import ImportPlan
from smallcrm.importers.sheet import Cell, ErrorCell, RawSheet

# What is written as text though it may be all digits.
CODES = frozenset(("phone", "code"))
LEAST_WIDTH, MOST_WIDTH = 8, 48

Rows = list[list[BookCell]]


def write_rejects(analyses: Sequence[Analysis], plan: ImportPlan, path: Path) -> int:
    """Write every rejected row in the layout of its sheet, with the reason; returns how many.

    When there is none the workbook holds the headers only. UserError when the name does not end in
    .xlsx, StorageError when the file cannot be written.
    """
    check_rejects_path(path)
    rejects: dict[tuple[int, str], dict[int, str]] = {}
    for row in plan.rows:
        if row.outcome == "rejected":
            rejects.setdefault((row.ref.file, row.ref.sheet), {})[row.ref.row] = row.reason
    return write_rows(analyses, rejects, path)


def write_rows(
    analyses: Sequence[Analysis],
    rejects: Mapping[tuple[int, str], Mapping[int, str]],
    path: Path,
    more: Sequence[BookSheet] = (),
) -> int:
    """Write these rows with their reasons: (place in `analyses`, sheet) -> row -> reason.

    `more` are further sheets. Without any reasons the headers of all tables are written.
    """
    sheets = [
        _sheet(analysis, raw, rejects.get((number, raw.name), {}))
        for number, analysis in enumerate(analyses)
        for raw in analysis.file.sheets
        if (number, raw.name) in rejects or not rejects
    ]
    write_book(path, [*sheets, *more])
    return sum(len(reasons) for reasons in rejects.values())


def check_rejects_path(path: Path) -> None:
    """Raise UserError when the name does not end in .xlsx."""
    if path.suffix.lower() != ".xlsx":
        raise UserError(_("Rejected rows are written to a file whose name ends in .xlsx."))


def reason_title() -> str:
    """The header of the column with the reasons; the importer knows it in every language."""
    return _("Why it was not imported")


def _sheet(analysis: Analysis, raw: RawSheet, reasons: Mapping[int, str]) -> BookSheet:
    """A sheet's rejected rows under their headers; a sheet may hold several tables."""
    rows: Rows = []
    merged: list[tuple[int, int, int, int]] = []
    heads = []
    tables = [table for table in analysis.tables if table.table.sheet == raw.name]
    for table in tables:
        others = {reject.row for other in tables for reject in other.rows.rejects}
        others -= {reject.row for reject in table.rows.rejects}  # of a table beside this one
        cells = _rows_of(table, {row: why for row, why in reasons.items() if row not in others})
        if cells or not reasons:
            start = len(rows)
            if rows:
                rows.append([])  # tables of a sheet are told apart by a blank row
                start += 1
            head = _head(table, raw)
            merged += _merged_heads(table, raw, start)
            heads.append(start + len(head))
            rows += head + cells
    return BookSheet(
        raw.name,
        rows,
        _widths(rows),
        frozen=heads[0] if len(heads) == 1 else 0,
        merged=merged,
        hidden_columns=raw.hidden_columns,
    )


def _head(table: TableAnalysis, raw: RawSheet) -> Rows:
    """The header rows as they stand; a table without any gets one that says what was guessed."""
    names = [guess.field for guess in table.columns if guess.index == SHEET_NAME]
    more = [BookCell(field_title(name), "head") for name in names]
    more.append(BookCell(reason_title(), "reason"))
    places = table.table.header_rows
    if not places:
        titles = {guess.index: field_title(guess.field) for guess in table.columns}
        return [[BookCell(titles.get(place), "head") for place in range(raw.width)] + more]
    rows = [[_cell(cell, head=True) for cell in raw.rows[place - 1]] for place in places]
    blank = [BookCell() for _one in more]
    return [row + blank for row in rows[:-1]] + [rows[-1] + more]


def _merged_heads(
    table: TableAnalysis, raw: RawSheet, start: int
) -> list[tuple[int, int, int, int]]:
    """The merged cells of the header rows, where those rows now stand."""
    places = {row - 1: start + at for at, row in enumerate(table.table.header_rows)}
    return [
        (places[area.top], area.left, places[area.bottom], area.right)
        for area in raw.merged
        if area.top in places and area.bottom in places and area.right < raw.width
    ]


def _rows_of(table: TableAnalysis, reasons: Mapping[int, str]) -> Rows:
    """The rejected rows with what merged cells above gave them."""
    codes = {guess.index for guess in table.columns if field_type(guess.field) in CODES}
    names = [guess for guess in table.columns if guess.index == SHEET_NAME]
    rows: Rows = []
    for number, record in zip(table.table.data_rows, table.table.records, strict=True):
        if (reason := reasons.get(number)) is not None:
            row = [_cell(cell, code=place in codes) for place, cell in enumerate(record)]
            row += [BookCell(table.table.sheet) for _name in names]
            rows.append([*row, BookCell(reason, "reason")])
    return rows


def _cell(cell: Cell, *, head: bool = False, code: bool = False) -> BookCell:
    if isinstance(cell, ErrorCell):
        return BookCell(cell.code, error=True)
    value: BookValue = cell if cell != "" else None
    if head:
        return BookCell(value, "head")
    if code and isinstance(cell, int | float) and not isinstance(cell, bool):
        whole = Decimal(str(cell))
        value = f"{whole:f}"
    return BookCell(value, format=TEXT_FORMAT if isinstance(value, str) else "")


def _widths(rows: Rows) -> list[float]:
    widths: list[float] = []
    for row in rows[:200]:
        widths += [LEAST_WIDTH] * (len(row) - len(widths))
        for place, cell in enumerate(row):
            wanted = min(letters(cell.value) + 2, MOST_WIDTH)
            widths[place] = max(widths[place], wanted)
    return widths
