"""Rows and columns as .xlsx or .csv, safe to open: no cell of a user's text becomes a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from smallcrm.exporters.files import replace_file
from smallcrm.exporters.formula_values import put_values

LONGEST_CELL = 32_767  # Excel's limit; openpyxl would cut without a word
# What no sheet can hold: control characters, halves of a character, and two that are none.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What a spreadsheet program would run (CWE-1236), in full width too; plain numbers and foreign
# phone numbers are left alone.
RISKY = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
HARMLESS = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?|\+\d[\d ()]*(x\d+)?")

Value = str | int | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column to write. `kind` is text, money, number, percent or date; `width` in characters.

    `total` adds the column up under the rows of a workbook, by a formula.
    """

    title: str
    kind: str = "text"
    width: float = 16
    total: bool = False


FORMATS = {"money": "#,##0.00", "number": "0", "percent": '0"%"', "date": "yyyy-mm-dd"}


def write_xlsx(
    path: Path,
    title: str,
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[Value]],
    *,
    total: str = "",
) -> None:
    """Write one sheet with a styled, frozen head; real dates and numbers, texts as texts.

    `total` is the word before the sums of the columns that have one.
    A text longer than a cell can hold goes on in the next free column of its row, never cut.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    def save(partial: Path) -> None:
        # Opened before the rows are read: a place that cannot be written is told at once.
        with partial.open("wb") as handle:
            book = Workbook(write_only=True)
            sheet = book.create_sheet(clean_sheet_name(title))
            try:
                sheet.freeze_panes = "A2"
                for place, column in enumerate(columns, 1):
                    sheet.column_dimensions[get_column_letter(place)].width = column.width
                font, fill = Font(bold=True), PatternFill("solid", fgColor="EAF1FE")
                head = [_text_cell(sheet, split_text(column.title)[0]) for column in columns]
                for cell in head:
                    cell.font, cell.fill = font, fill
                sheet.append(head)
                last = 1
                sums = {place: Decimal(0) for place, one in enumerate(columns) if one.total}
                for row in rows:
                    sheet.append(_cells(sheet, columns, row))
                    last += 1
                    for place in sums:
                        value = row[place]
                        sums[place] += value if isinstance(value, int | Decimal) else 0
                if last > 1 and any(column.total for column in columns):
                    sheet.append(_totals(sheet, columns, last, total))
            except BaseException:
                sheet.close()
                raise
            book.save(handle)
        letters = {get_column_letter(place + 1): worth for place, worth in sums.items()}
        put_values(partial, [{f"{one}{last + 1}": worth for one, worth in letters.items()}])

    replace_file(path, save)


def write_csv(path: Path, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Value]]) -> None:
    """Write UTF-8 with a byte-order mark, which Excel needs to read Chinese."""

    def save(partial: Path) -> None:
        with partial.open("w", encoding="utf-8-sig", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow([_csv_text(column.title) for column in columns])
            writer.writerows([_csv_text(value) for value in row] for row in rows)

    replace_file(path, save)


def split_text(text: str) -> list[str]:
    """A text without control characters, in parts that fit into cells."""
    clean = CONTROL.sub("", text)
    parts = [clean[start : start + LONGEST_CELL] for start in range(0, len(clean), LONGEST_CELL)]
    return parts or [""]


def clean_sheet_name(title: str) -> str:
    """A name Excel accepts for a sheet."""
    clean = CONTROL.sub("", re.sub(r"[\[\]:*?/\\\s]", " ", title))
    return clean.strip("'")[:31].strip("'") or "Sheet1"


def _cells(sheet: Any, columns: Sequence[SheetColumn], row: Sequence[Value]) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell

    cells: list[Any] = []
    rest: list[str] = []
    for column, value in zip(columns, row, strict=True):
        if isinstance(value, str):
            first, *more = split_text(value)
            rest += more
            cells.append(_text_cell(sheet, first))
            continue
        cell = WriteOnlyCell(sheet, value)
        if column.kind in FORMATS:
            cell.number_format = FORMATS[column.kind]
        cells.append(cell)
    return cells + [_text_cell(sheet, part) for part in rest]


def _totals(sheet: Any, columns: Sequence[SheetColumn], last: int, word: str) -> list[Any]:
    """The row under the last one: the sums as formulas, and what they are."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Border, Font, Side
    from openpyxl.utils import get_column_letter

    cells = []
    for place, column in enumerate(columns, 1):
        if column.total:
            letter = get_column_letter(place)
            cell = WriteOnlyCell(sheet, f"=SUM({letter}2:{letter}{last})")
            cell.number_format = FORMATS.get(column.kind, "General")
        else:
            cell = _text_cell(sheet, word if place == 1 else "")
        cell.font, cell.border = Font(bold=True), Border(top=Side("thin"))
        cells.append(cell)
    return cells


def _text_cell(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet)
    cell.value = text or None
    if text:
        cell.data_type = "s"  # else openpyxl writes "=1+1" as a formula
    return cell


def _csv_text(value: Value) -> str:
    if value is None:
        return ""
    text = str(value)
    if not isinstance(value, str):
        return text
    clean = CONTROL.sub("", text)
    return "'" + clean if RISKY.match(clean) and not HARMLESS.fullmatch(clean) else clean
