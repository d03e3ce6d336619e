"""The readers of workbooks, each with one answer: calamine first, openpyxl and xlrd after it.

They run in the reader's process only; what they do not tell comes from the scan of the file.
"""

import io
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from smallcrm.importers.answers import (
    GAP_ROWS,
    Answer,
    Outlet,
    PackedRows,
    Unreadable,
    file_answer,
    plain_moment,
    plain_number,
    sheet_answer,
)
from smallcrm.importers.package import Package, SheetScan

# Blank columns beyond which a lonely value is no part of the list.
_GAP_COLUMNS = 200
_ERROR_TEXT = re.compile(r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)")


def with_calamine(data: bytes, package: Callable[[], Package], outlet: Outlet) -> Answer:
    """Read with the fast reader; the package, which tells the rest, is asked for at the end.

    Raises whatever it meets, a panic (no Exception) as well.
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    read = []
    for about in book.sheets_metadata:
        if about.typ == SheetTypeEnum.WorkSheet:
            sheet = book.get_sheet_by_name(about.name)
            left = [""] * (sheet.start[1] if sheet.start else 0)
            rows = PackedRows(([*left, *row] if left else row for row in sheet.iter_rows()), outlet)
            merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
            read.append((about.name, rows, about.visible != SheetVisibleEnum.Visible, merged))
    known = package()
    sheets = [_with_scan(name, rows, hidden, known, merged) for name, rows, hidden, merged in read]
    return file_answer(known.format, sheets, ["macros"] if known.macros else [])


def with_openpyxl(data: bytes, package: Package) -> Answer:
    """Read an xlsx slowly, row by row: what the first reader cannot, and sheets with far cells."""
    import warnings

    import openpyxl

    warnings.simplefilter("ignore")
    stream = io.BytesIO(data)
    book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    sheets = []
    notes = ["macros"] if package.macros else []
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # the file's own word for its size may be gigantic or wrong
        rows: list[list[Any]] = []
        blank = 0
        for values in sheet.iter_rows(values_only=True):
            row = [_openpyxl_cell(value) for value in values]
            blank = 0 if any(cell != "" for cell in row) else blank + 1
            if blank > GAP_ROWS:
                notes.append("far_cells")
                break
            rows.append(row)
        width = _sensible_width(rows)
        if width < max(map(len, rows), default=0):
            notes.append("far_cells")
        rows = [(row + [""] * (width - len(row)))[:width] for row in rows]
        sheets.append(_with_scan(sheet.title, rows, sheet.sheet_state != "visible", package))
    return file_answer(package.format, sheets, notes)


def with_xlrd(data: bytes, package: Package) -> Answer:
    """Read an xls of any age. Raises Unreadable and whatever xlrd meets."""
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=False, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        code = "locked" if "encrypted" in str(error).casefold() else "damaged"
        raise Unreadable(code) from None
    sheets = []
    for sheet in book.sheets():
        rows = []
        errors = []
        for place in range(sheet.nrows):
            row: list[Any] = []
            typed = zip(sheet.row_types(place), sheet.row_values(place), strict=True)
            for column, (kind, value) in enumerate(typed):
                if kind == xlrd.XL_CELL_ERROR:
                    errors.append((place, column, xlrd.error_text_from_code.get(value, "#ERROR")))
                    value = ""
                elif kind == xlrd.XL_CELL_DATE:
                    value = _xlrd_date(value, book.datemode)
                elif kind == xlrd.XL_CELL_BOOLEAN:
                    value = bool(value)
                row.append(plain_number(value))
            row += [""] * (sheet.ncols - len(row))
            rows.append(row)
        hidden = sheet.visibility != 0
        sheets.append(_with_scan(sheet.name, rows, hidden, package, errors=errors))
    return file_answer("xls", sheets)


def _with_scan(
    name: str,
    rows: list[list[Any]] | PackedRows,
    hidden: bool,
    package: Package,
    merged: Sequence[tuple[int, int, int, int]] = (),
    errors: Sequence[tuple[int, int, str]] = (),
) -> Answer:
    """A sheet with what the reader does not tell and the scan has found."""
    scan = package.sheets.get(name) or SheetScan()
    return sheet_answer(
        name,
        rows,
        hidden=hidden,
        merged=merged or scan.merged,
        errors=errors or scan.errors,
        hidden_rows=scan.hidden_rows,
        hidden_columns=scan.hidden_columns,
        formulas=scan.formulas,
    )


def _xlrd_date(value: float, mode: int) -> Any:
    import xlrd

    try:
        moment: datetime = xlrd.xldate_as_datetime(value, mode)
    except (xlrd.XLDateError, OverflowError, ValueError):
        return value
    if value < 1:
        return moment.time()
    return plain_moment(moment)


def _openpyxl_cell(value: Any) -> Any:
    if value is None:
        return ""
    if type(value) is datetime:
        return plain_moment(value)
    if type(value) is str and _ERROR_TEXT.fullmatch(value):
        return ""  # an error text; its place is known from the scan
    return plain_number(value)


def _sensible_width(rows: list[list[Any]]) -> int:
    """The number of columns up to the first very wide gap."""
    used = sorted({place for row in rows for place, cell in enumerate(row) if cell != ""})
    width = 0
    for place in used:
        if place - width > _GAP_COLUMNS:
            break
        width = place + 1
    return width
