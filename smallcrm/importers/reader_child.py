"""Read one workbook in its own process: `python -m smallcrm.importers.reader_child PATH READER`.

The fast reader can abort the process or ask for terabytes, so it never runs in the program itself.
The answer goes to standard output as a pickled dict of plain values: {"format", "sheets", "notes"}
or {"error": code}; the rows of each sheet follow as "parts" pickles. Nothing here knows languages
or the program; the parent puts codes into words.
"""

import gc
import io
import pickle
import re
import sys
import zipfile
from datetime import datetime, time
from typing import Any, BinaryIO

from smallcrm.importers.formats import sniff
from smallcrm.importers.package import MOST_CELLS, Package, PackageError, inspect

MEMORY_LIMIT = 2 * 1024**3
ROWS_IN_PART = 4000
# Blank rows or columns beyond which a lonely value is no part of the list.
_GAP_ROWS = 10_000
_GAP_COLUMNS = 200
_BIGGEST_WHOLE = 1e15
_ERROR_TEXT = re.compile(r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)")

Answer = dict[str, Any]


class Unreadable(Exception):
    """No reader could open the file; the argument is a code."""


def main(arguments: list[str]) -> int:
    """Read the file named first with the "first" or "second" reader and write the answer."""
    limit_memory()
    gc.disable()  # the cells hold no cycles, and looking for them takes longer than reading
    path, reader = arguments
    try:
        answer = read(path, reader)
    except (Unreadable, PackageError) as error:
        answer = {"error": str(error)}
    except MemoryError:
        answer = {"error": "memory"}
    except OSError:
        answer = {"error": "damaged"}
    except BaseException:  # noqa: BLE001 - a panic of the Rust reader is no Exception; any failure is "damaged"
        answer = {"error": "damaged"}
    with open(1, "wb", closefd=False) as out:
        _write(answer, out)
    return 0


def _write(answer: dict[str, Any], out: BinaryIO) -> None:
    """Write the answer with its rows behind it in parts.

    Taking a pickle stops the window's thread as well, so each must be short.
    """
    rows = [sheet["rows"] for sheet in answer.get("sheets", ())]
    parts = [range(0, len(one), ROWS_IN_PART) for one in rows]
    heads = [
        {**sheet, "rows": [], "parts": len(starts)}
        for sheet, starts in zip(answer.get("sheets", ()), parts, strict=True)
    ]
    pickle.dump({**answer, "sheets": heads} if heads else answer, out, protocol=5)
    for one, starts in zip(rows, parts, strict=True):
        for start in starts:
            pickle.dump(one[start : start + ROWS_IN_PART], out, protocol=5)


def limit_memory() -> None:
    """Keep the system alive whatever the file asks for; on Windows the earlier checks must do."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(path: str, reader: str) -> Answer:
    """Read a workbook. Raises Unreadable or PackageError with a code, or what the readers raise."""
    with open(path, "rb") as stream:
        data = stream.read()
    kind = sniff(data[:65536], path)
    if kind == "zip":
        return _read_zip(data, reader)
    if kind in ("ole", "biff"):
        return _read_ole(data, reader)
    raise Unreadable("damaged")


def _read_zip(data: bytes, reader: str) -> Answer:
    try:
        package = inspect(data)
    except zipfile.BadZipFile:
        raise Unreadable("damaged") from None
    far = any(scan.cells > MOST_CELLS for scan in package.sheets.values())
    if reader == "first" and not far:
        try:
            return _with_calamine(data, package)
        except _password_error():
            raise Unreadable("password") from None
        except MemoryError:
            raise
        except BaseException:  # noqa: BLE001 - PanicException is no Exception; the second reader is tried
            if package.format not in ("xlsx", "xlsm"):
                raise Unreadable("damaged") from None
    if package.format not in ("xlsx", "xlsm"):
        raise Unreadable("damaged")
    return _with_openpyxl(data, package)


def _read_ole(data: bytes, reader: str) -> Answer:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable("password")
    if data[:2] == b"\xd0\xcf" and not any(
        name.encode("utf-16-le") in data for name in ("Workbook", "Book", "WORKBOOK", "BOOK")
    ):
        raise Unreadable("document")
    if reader == "first":
        try:
            return _with_calamine(data, Package("xls", False, {}))
        except _password_error():
            raise Unreadable("password") from None
        except MemoryError:
            raise
        except BaseException:  # noqa: BLE001 - PanicException is no Exception; the second reader is tried
            pass
    return _with_xlrd(data)


def _password_error() -> type[Exception]:
    from python_calamine import PasswordError

    return PasswordError


def _with_calamine(data: bytes, package: Package) -> Answer:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = []
    for about in book.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        cells = sheet.to_python(skip_empty_area=False)
        rows = [[cell if type(cell) is not float else _cell(cell) for cell in row] for row in cells]
        merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
        hidden = about.visible != SheetVisibleEnum.Visible
        scan = package.sheets.get(about.name)
        sheets.append(_sheet(about.name, rows, hidden, merged, list(scan.errors) if scan else []))
    if package.format == "xls" and len(data) < 3_000_000:
        _add_xls_errors(data, sheets)
    return _answer(package.format, sheets, ["macros"] if package.macros else [])


def _with_openpyxl(data: bytes, package: Package) -> Answer:
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
            if blank > _GAP_ROWS:
                notes.append("far_cells")
                break
            rows.append(row)
        scan = package.sheets.get(sheet.title)
        errors = list(scan.errors) if scan else []
        width = _sensible_width(rows)
        if width < max(map(len, rows), default=0):
            notes.append("far_cells")
        rows = [(row + [""] * (width - len(row)))[:width] for row in rows]
        hidden = sheet.sheet_state != "visible"
        sheets.append(_sheet(sheet.title, rows, hidden, [], errors))
    return _answer(package.format, sheets, notes)


def _with_xlrd(data: bytes) -> Answer:
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=False, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        code = "password" if "encrypted" in str(error).casefold() else "damaged"
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
                row.append(_cell(value))
            row += [""] * (sheet.ncols - len(row))
            rows.append(row)
        merged = [(a, left, b - 1, right - 1) for a, b, left, right in sheet.merged_cells]
        sheets.append(_sheet(sheet.name, rows, sheet.visibility != 0, merged, errors))
    return _answer("xls", sheets, [])


def _add_xls_errors(data: bytes, sheets: list[Answer]) -> None:
    """Find error cells, which the fast reader gives as empty, with the second reader."""
    try:
        second = {sheet["name"]: sheet["errors"] for sheet in _with_xlrd(data)["sheets"]}
    except Exception:  # noqa: BLE001 - only an addition to what has been read
        return
    for sheet in sheets:
        sheet["errors"] = second.get(sheet["name"], [])


def _xlrd_date(value: float, mode: int) -> Any:
    import xlrd

    try:
        moment: datetime = xlrd.xldate_as_datetime(value, mode)
    except (xlrd.XLDateError, OverflowError, ValueError):
        return value
    if value < 1:
        return moment.time()
    return moment.date() if moment.time() == time() else moment


def _openpyxl_cell(value: Any) -> Any:
    if value is None:
        return ""
    if type(value) is datetime and value.time() == time():
        return value.date()
    if type(value) is str and _ERROR_TEXT.fullmatch(value):
        return ""  # an error text; its place is known from the scan
    return _cell(value)


def _cell(value: Any) -> Any:
    if type(value) is float and value.is_integer() and -_BIGGEST_WHOLE < value < _BIGGEST_WHOLE:
        return int(value)
    return value


def _sensible_width(rows: list[list[Any]]) -> int:
    """The number of columns up to the first very wide gap."""
    used = sorted({place for row in rows for place, cell in enumerate(row) if cell != ""})
    width = 0
    for place in used:
        if place - width > _GAP_COLUMNS:
            break
        width = place + 1
    return width


def _sheet(
    name: str, rows: list[list[Any]], hidden: bool, merged: list[Any], errors: list[Any]
) -> Answer:
    last = max((row for row, _, _ in errors), default=-1)
    end = 0
    for place, row in enumerate(rows):
        if place <= last or any(cell != "" for cell in row):
            end = place + 1
        elif place - end > _GAP_ROWS:
            break
    del rows[end:]
    return {"name": name, "rows": rows, "hidden": hidden, "merged": merged, "errors": errors}


def _answer(format: str, sheets: list[Answer], notes: list[str]) -> Answer:
    if not sheets:
        raise Unreadable("no_sheets")
    return {"format": format, "sheets": sheets, "notes": sorted(set(notes))}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
