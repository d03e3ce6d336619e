"""Reports as .xlsx: title and note over a frozen head, real dates and numbers, sums as formulas."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal

from smallcrm.exporters.book import FIRST_DAY, letters, sheet_names
from smallcrm.exporters.files import replace_file
from smallcrm.exporters.formula_values import Number, put_values
from smallcrm.exporters.sheets import split_text

ColumnKind = Literal["text", "date", "moment", "money", "count", "number", "percent"]

HEAD_ROW: Final = 3  # the title and the note stand over it
FORMATS: Final[dict[str, str]] = {
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "money": "#,##0.00",
    "count": "#,##0",
    "number": "#,##0.##",
    "percent": "0.0%",
}
_A4: Final = 9  # as workbooks number papers
_NARROWEST: Final = 8
_WIDEST: Final = 52
_MEASURED: Final = 300  # rows that are looked at for the widths
_UPRIGHT: Final = 6  # columns; more turn the paper
_FILL, _MUTED, _RULE = "EAF1FE", "667085", "98A2B3"


@dataclass(frozen=True, slots=True)
class Formula:
    """What a cell works out; {row} is its own row, {above} the one before it.

    `value` is what it comes to, for programs that only show what is written.
    """

    text: str
    value: Number | None = None


Value = str | int | float | Decimal | date | datetime | Formula | None


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column: its head and what it holds; `total` adds it up, a Formula says how."""

    title: str
    kind: ColumnKind = "text"
    total: bool | Formula = False


@dataclass(frozen=True, slots=True)
class ReportSheet:
    """A table of a report. Shares run from 0 to 1; `total` is the word before the sums.

    `rows` may be filtered in the workbook where it `filters`.
    """

    title: str
    columns: Sequence[ReportColumn]
    rows: Sequence[Sequence[Value]] = field(repr=False)
    note: str = ""
    total: str = ""
    filters: bool = True
    name: str = ""


def write_report_book(path: Path, sheets: Iterable[ReportSheet], author: str = "") -> None:
    """Write the tables as sheets of a workbook, whole or not at all.

    No text becomes a formula, none is cut. StorageError when the place cannot be written.
    """
    from openpyxl import Workbook

    def save(partial: Path) -> None:
        with partial.open("wb") as handle:
            book = Workbook(write_only=True)
            book.properties.creator = author or "smallcrm"
            listed = list(sheets)
            names = sheet_names([one.name or one.title for one in listed])
            for name, sheet in zip(names, listed, strict=True):
                _write(book.create_sheet(name), sheet)
            book.save(handle)
        put_values(partial, [_worked_out(sheet) for sheet in listed])

    replace_file(path, save)


def _write(made: Any, sheet: ReportSheet) -> None:
    from openpyxl.utils import get_column_letter

    try:
        last = HEAD_ROW + len(sheet.rows)
        letter = get_column_letter(len(sheet.columns))
        made.freeze_panes = f"A{HEAD_ROW + 1}"
        if sheet.filters and sheet.rows:
            made.auto_filter.ref = f"A{HEAD_ROW}:{letter}{last}"
        _set_paper(made, sheet)
        for place, wide in enumerate(_widths(sheet), 1):
            made.column_dimensions[get_column_letter(place)].width = wide
        made.append([_text(made, sheet.title, bold=True, size=14)])
        made.append([_text(made, sheet.note, colour=_MUTED)])
        made.append([_head(made, column.title) for column in sheet.columns])
        for number, row in enumerate(sheet.rows, HEAD_ROW + 1):
            made.append(_cells(made, sheet.columns, row, number))
        if len(sheet.rows) > 0 and any(column.total for column in sheet.columns):
            made.append(_totals(made, sheet, last))
    except BaseException:
        made.close()
        raise


def _worked_out(sheet: ReportSheet) -> dict[str, Number]:
    """What the formulas of a sheet come to, by cell."""
    from openpyxl.utils import get_column_letter

    found: dict[str, Number] = {}
    last = HEAD_ROW + len(sheet.rows) + 1
    for place, column in enumerate(sheet.columns):
        letter = get_column_letter(place + 1)
        total: Number = 0
        for number, row in enumerate(sheet.rows, HEAD_ROW + 1):
            value = row[place]
            if isinstance(value, Formula):
                value = value.value
                if value is not None:
                    found[f"{letter}{number}"] = value
            if column.total is True and isinstance(value, int | float | Decimal):
                total = _plus(total, value)
        if isinstance(column.total, Formula):
            if column.total.value is not None:
                found[f"{letter}{last}"] = column.total.value
        elif column.total:
            found[f"{letter}{last}"] = total
    return found


def _plus(one: Number, other: Number) -> Number:
    """The sum, exact where both are exact."""
    if isinstance(one, float) or isinstance(other, float):
        return float(one) + float(other)
    return one + other


def _set_paper(made: Any, sheet: ReportSheet) -> None:
    """What the sheet is like when it is printed: its width on one page, heads on each."""
    from openpyxl.worksheet.properties import PageSetupProperties

    made.page_setup.paperSize = _A4
    made.page_setup.orientation = "landscape" if len(sheet.columns) > _UPRIGHT else "portrait"
    made.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    made.page_setup.fitToHeight = 0
    made.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    made.oddFooter.right.text = "&P / &N"


def _widths(sheet: ReportSheet) -> list[float]:
    widths: list[float] = []
    for place, column in enumerate(sheet.columns):
        shown = [_shown(row[place], column) for row in sheet.rows[:_MEASURED]]
        widest = max(map(letters, [column.title + "  ", *shown]))
        widths.append(min(max(widest + 2, _NARROWEST), _WIDEST))
    return widths


def _shown(value: Value, column: ReportColumn) -> str:
    """About what a cell shows, to measure it."""
    if isinstance(value, Formula):
        return "0" * 12
    if isinstance(value, datetime) and column.kind == "moment":
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, int | float | Decimal):
        return f"{value:,.2f}"
    return str(value if value is not None else "")


def _head(made: Any, text: str) -> Any:
    from openpyxl.styles import Alignment, PatternFill

    cell = _text(made, text, bold=True)
    cell.fill = PatternFill("solid", fgColor=_FILL)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _cells(
    made: Any, columns: Sequence[ReportColumn], row: Sequence[Value], number: int
) -> list[Any]:
    from openpyxl.styles import Alignment

    cells: list[Any] = []
    rest: list[str] = []
    for column, value in zip(columns, row, strict=True):
        if isinstance(value, date) and not isinstance(value, datetime) and value < FIRST_DAY:
            value = value.isoformat()  # no sheet knows such a day
        if isinstance(value, str):
            first, *more = split_text(value)
            rest += more
            cell = _text(made, first)
            if letters(first) > _WIDEST or "\n" in first:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            cells.append(cell)
        else:
            cells.append(_number(made, column, value, number))
    return cells + [_text(made, part) for part in rest]


def _number(made: Any, column: ReportColumn, value: Value, number: int) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, Formula):
        value = value.text.format(row=number, above=number - 1)
    cell = WriteOnlyCell(made, value)
    kind = column.kind
    if isinstance(value, datetime) and kind == "date":
        kind = "moment"
    elif isinstance(value, date) and not isinstance(value, datetime):
        kind = "date"
    if kind in FORMATS:
        cell.number_format = FORMATS[kind]
    return cell


def _totals(made: Any, sheet: ReportSheet, last: int) -> list[Any]:
    """The row under the last one: the sums as formulas, and what they are."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Border, Font, Side
    from openpyxl.utils import get_column_letter

    cells = []
    for place, column in enumerate(sheet.columns, 1):
        letter = get_column_letter(place)
        if isinstance(column.total, Formula):
            text = column.total.text.format(row=last + 1, above=last)
            cell = WriteOnlyCell(made, text)
        elif column.total:
            cell = WriteOnlyCell(made, f"=SUM({letter}{HEAD_ROW + 1}:{letter}{last})")
        else:
            cell = _text(made, sheet.total if place == 1 else "")
        if column.total:
            cell.number_format = FORMATS.get(column.kind, "General")
        cell.font = Font(bold=True)
        cell.border = Border(top=Side("thin", color=_RULE))
        cells.append(cell)
    return cells


def _text(
    made: Any, text: str, *, bold: bool = False, size: int = 11, colour: str | None = None
) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(made)
    first = split_text(text)[0]
    cell.value = first or None
    if first:
        cell.data_type = "s"  # else openpyxl writes "=1+1" as a formula
    if bold or size != 11 or colour:
        cell.font = Font(bold=bold, size=size, color=colour)
    return cell
