"""A report of tables to a file: as PDF, or with the same tables as a workbook."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from smallcrm.core.money import to_decimal_string
from smallcrm.core.progress import Progress
from smallcrm.exporters.report_book import (
    ColumnKind,
    Formula,
    ReportColumn,
    ReportSheet,
    Value,
    write_report_book,
)
from smallcrm.reports.listings import Listing
from smallcrm.reports.tables import Cell
from smallcrm.reports.tabular import Tabular, render_tabular
from smallcrm.reports.texts import NONE
from smallcrm.services.report_list import ReportOptions

XLSX = ".xlsx"


def write_tabular(report: Tabular, options: ReportOptions, path: Path, progress: Progress) -> None:
    """Write a report as PDF, or as a workbook to a path that ends in .xlsx.

    Raises StorageError when the path cannot be written, Cancelled.
    """
    progress.check()
    if path.suffix.lower() != XLSX:
        render_tabular(report, path, progress, size=options.size, grey=options.grey)
        return
    write_report_book(path, sheets_of(report), report.opening.sender.name)


def sheets_of(report: Tabular) -> list[ReportSheet]:
    """The tables of a report as sheets; one sheet with the report's title where it says nothing."""
    opening = report.opening
    word = report.texts.translator.gettext("Total")
    listings = [*report.sheets, *report.listings]
    sheets = [
        sheet_of(one, f"{opening.title}  ·  {one.title}", opening.note, word)
        for one in listings
        if one.rows
    ]
    empty = next((one.empty for one in listings if one.empty), report.summary)
    return sheets or [ReportSheet(opening.title, [ReportColumn(empty)], [], opening.note)]


def sheet_of(listing: Listing, title: str, note: str, total: str) -> ReportSheet:
    """A table as a sheet: what stands for the eye in a cell is there as a value."""
    columns = [
        ReportColumn(
            column.title,
            _kind(listing, place, percent=column.percent),
            (place in listing.money or place in listing.counts) and len(listing.rows) > 1,
        )
        for place, column in enumerate(listing.columns)
    ]
    amounts = {place: [_amount(one) for one in some] for place, some in listing.money.items()}
    values: dict[int, Sequence[Value]] = {**amounts, **listing.counts}
    rows = [
        [values[place][at] if place in values else _value(cell) for place, cell in enumerate(row)]
        for at, row in enumerate(listing.rows)
    ]
    for place, formula in listing.formulas.items():
        said = listing.sums.get(place)
        worth = said.value if isinstance(said, Cell) else None
        sums = Formula(formula, worth if isinstance(worth, int | float) else None)
        columns[place] = ReportColumn(columns[place].title, columns[place].kind, sums)
    return ReportSheet(title, columns, rows, note, total, name=listing.title)


def _kind(listing: Listing, place: int, *, percent: bool) -> ColumnKind:
    if place in listing.money:
        return "money"
    if place in listing.counts:
        return "count"
    if percent:
        return "percent"
    for row in listing.rows:
        cell = row[place]
        if isinstance(cell, Cell) and cell.value is not None:
            if isinstance(cell.value, datetime):
                return "moment"
            return "date" if isinstance(cell.value, date) else "number"
    return "text"


def _value(cell: str | Cell) -> Value:
    if isinstance(cell, str):
        return "" if cell == NONE else cell
    if cell.value is not None:
        return cell.value
    return "" if cell.text == NONE else cell.text


def _amount(minor: int | None) -> Decimal | None:
    return None if minor is None else Decimal(to_decimal_string(minor))
