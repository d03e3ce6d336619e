"""Several sheets as one .xlsx, cell by cell: types kept, heads frozen, choices, nothing that runs.

What write_xlsx does for a list, for sheets of any layout.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from smallcrm.exporters.files import replace_file
from smallcrm.exporters.sheets import clean_sheet_name, split_text

BookValue = str | int | float | bool | Decimal | date | datetime | time | timedelta | None
Style = Literal["", "head", "reason", "example", "wrapped"]

TEXT_FORMAT, DATE_FORMAT = "@", "yyyy-mm-dd"
LONGEST_NAME = 31
# A sheet keeps 15 digits of a number, and no day before this one.
MOST_DIGITS = 10**15
FIRST_DAY = date(1900, 3, 1)
LIST_LENGTH = 255  # of the choices that stand in the rule itself
ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))
FILLS = {"head": "EAF1FE", "reason": "FDF1E0"}


@dataclass(frozen=True, slots=True)
class BookCell:
    """A cell: what it holds and how it looks; `error` is a spreadsheet's error such as #N/A."""

    value: BookValue = None
    style: Style = ""
    format: str = ""
    error: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """A list to choose from in a column (from 0), in the rows `first` to `last` (from 1).

    Other values are warned of and taken.
    """

    column: int
    first: int
    last: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BookSheet:
    """A sheet to write. Columns and merged cells (top, left, bottom, right) count from 0.

    `frozen` rows stay in sight. `formats` are the number formats of whole columns.
    """

    name: str
    rows: Iterable[Sequence[BookCell]] = field(repr=False)
    widths: Sequence[float] = ()
    frozen: int = 0
    merged: Sequence[tuple[int, int, int, int]] = ()
    choices: Sequence[Choices] = ()
    formats: Mapping[int, str] = field(default_factory=dict)
    hidden_columns: frozenset[int] = frozenset()


def write_book(path: Path, sheets: Sequence[BookSheet]) -> None:
    """Write a workbook. StorageError when the place cannot be written."""
    from openpyxl import Workbook

    def save(partial: Path) -> None:
        with partial.open("wb") as handle:
            book = Workbook(write_only=True)
            lists: dict[tuple[str, ...], int] = {}
            for place, name in enumerate(sheet_names([sheet.name for sheet in sheets])):
                _write_sheet(book, name, sheets[place], lists)
            if lists:
                _write_lists(book, lists)
            book.save(handle)

    replace_file(path, save)


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names for sheets as Excel accepts them: each once, whatever its case, 31 letters at most."""
    names: list[str] = []
    for name in wanted:
        clean = clean_sheet_name(name)
        found, number = clean, 1
        while found.casefold() in {one.casefold() for one in names}:
            number += 1
            end = f" ({number})"
            found = clean[: LONGEST_NAME - len(end)] + end
        names.append(found)
    return names


def letters(value: object) -> int:
    """How wide a text stands, in letters of Latin text."""
    text = str(value) if value is not None else ""
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text[:120])


def _write_sheet(book: Any, name: str, sheet: BookSheet, lists: dict[tuple[str, ...], int]) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.cell_range import CellRange

    made = book.create_sheet(name)
    try:
        if sheet.frozen:
            made.freeze_panes = f"A{sheet.frozen + 1}"
        for place, width in enumerate(sheet.widths, 1):
            made.column_dimensions[get_column_letter(place)].width = width
        for place in sheet.hidden_columns:
            made.column_dimensions[get_column_letter(place + 1)].hidden = True
        for place, form in sheet.formats.items():
            made.column_dimensions[get_column_letter(place + 1)].number_format = form
        for top, left, bottom, right in sheet.merged:
            area = CellRange(
                min_row=top + 1, min_col=left + 1, max_row=bottom + 1, max_col=right + 1
            )
            made.merged_cells.add(area.coord)
        for choices in sheet.choices:
            if choices.values:
                made.data_validations.append(_rule(choices, lists))
        for row in sheet.rows:
            made.append(_cells(made, row))
    except BaseException:
        made.close()
        raise


def _rule(choices: Choices, lists: dict[tuple[str, ...], int]) -> Any:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    inline = ",".join(choices.values)
    if len(inline) <= LIST_LENGTH and not any(set(',"') & set(text) for text in choices.values):
        formula = f'"{inline}"'
    else:
        place = lists.setdefault(choices.values, len(lists) + 1)
        letter = get_column_letter(place)
        formula = f"Lists!${letter}$1:${letter}${len(choices.values)}"
    rule = DataValidation(type="list", formula1=formula, allow_blank=True, errorStyle="information")
    rule.showErrorMessage = False  # any other text may be typed
    letter = get_column_letter(choices.column + 1)
    rule.add(f"{letter}{choices.first}:{letter}{choices.last}")
    return rule


def _write_lists(book: Any, lists: Mapping[tuple[str, ...], int]) -> None:
    """The choices that are too long for their rule, on a hidden sheet."""
    made = book.create_sheet("Lists")
    made.sheet_state = "hidden"
    for row in range(max(len(values) for values in lists)):
        cells = [values[row] if row < len(values) else "" for values in lists]
        made.append(_cells(made, [BookCell(text) for text in cells]))


def _cells(sheet: Any, row: Sequence[BookCell]) -> list[Any]:
    made, rest = [], []
    for cell in row:
        value = _fitting(cell.value)
        if isinstance(value, str):
            value, *more = split_text(value)
            rest += more
        made.append(_cell(sheet, cell, value))
    return made + [_cell(sheet, BookCell(), part) for part in rest]


def _fitting(value: BookValue) -> BookValue:
    """A value as a sheet can hold it: what it would spoil becomes text."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int) and abs(value) >= MOST_DIGITS:
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    if isinstance(value, datetime):
        return value if value.date() >= FIRST_DAY else value.isoformat(" ")
    if isinstance(value, date) and value < FIRST_DAY:
        return value.isoformat()
    return value


def _cell(sheet: Any, cell: BookCell, value: BookValue) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill

    made = WriteOnlyCell(sheet)
    if isinstance(value, str):
        made.value = value or None
        if value:  # else openpyxl writes "=1+1" as a formula, and "#N/A" as an error
            made.data_type = "e" if cell.error and value in ERRORS else "s"
    else:
        made.value = value
    if cell.format:
        made.number_format = cell.format
    if cell.style in FILLS:
        made.fill = PatternFill("solid", fgColor=FILLS[cell.style])
    if cell.style == "head":
        made.font = Font(bold=True)
    elif cell.style == "example":
        made.font = Font(italic=True, color="98A2B3")
    if cell.style in ("wrapped", "reason"):
        made.alignment = Alignment(wrap_text=cell.style == "wrapped", vertical="top")
    return made
