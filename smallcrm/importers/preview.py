"""What a window shows of an analysis: the sheet as it stands, marked; columns with examples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from smallcrm.core.dates import format_date
from smallcrm.core.dates.birthday import said_birthday
from smallcrm.core.i18n import current
from smallcrm.core.money import format_money
from smallcrm.core.phone import Phone, format_phone
from smallcrm.importers.analysis import Analysis, TableAnalysis
from smallcrm.importers.birthdays import BIRTHDAYS, LunarBirthday
from smallcrm.importers.columns import ColumnGuess
from smallcrm.importers.fields import IGNORED
from smallcrm.importers.sheet import Row
from smallcrm.importers.values import text_of

# Classes of rows: these, the reasons of passed-over rows ("title", "total" ...), and "left out".
HEADER, DATA, REJECTED = "header", "data", "rejected"


@dataclass(frozen=True, slots=True)
class SheetView:
    """A sheet for the preview: raw cells, each row's class (rows from 1), cell problems by place.

    `problems` maps (row from 1, column from 0) to a sentence.
    """

    name: str
    rows: Sequence[Row]
    classes: Mapping[int, str]
    problems: Mapping[tuple[int, int], str]
    rejects: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Example:
    """A cell as it stands and as it is understood; both the same where nothing was changed."""

    raw: str
    clean: str

    def __str__(self) -> str:
        return self.raw if self.raw == self.clean else f"{self.raw} → {self.clean}"


def view_sheet(analysis: Analysis, name: str) -> SheetView:
    """Return a sheet with what was made of it."""
    sheet = next(sheet for sheet in analysis.file.sheets if sheet.name == name)
    classes: dict[int, str] = {}
    problems: dict[tuple[int, int], str] = {}
    rejects: dict[int, str] = {}
    for done in analysis.tables:
        if done.table.sheet != name:
            continue
        classes |= dict.fromkeys(done.table.header_rows, HEADER)
        classes |= {passed.row: passed.reason for passed in done.table.passed_over}
        classes |= dict.fromkeys(done.table.data_rows, DATA)
        for reject in done.rows.rejects:
            classes[reject.row] = REJECTED
            rejects[reject.row] = reject.reason
        for row in done.rows.rows:
            for problem in row.problems:
                problems[(row.row, problem.column)] = problem.message
    return SheetView(name, sheet.rows, classes, problems, rejects)


def column_examples(done: TableAnalysis, guess: ColumnGuess, most: int = 2) -> tuple[Example, ...]:
    """Return some of a column's values, first those that cleaning has changed."""
    if guess.index < 0:
        return (Example(done.table.sheet, done.table.sheet),)
    cells = [row[guess.index] for row in done.table.records[:500]]
    clean = done.clean.get(guess.index)
    values = clean.values if clean and guess.field != IGNORED else [None] * len(cells)
    found: dict[str, Example] = {}
    kind = "birthday" if guess.field in BIRTHDAYS else guess.type
    for cell, value in zip(cells, values, strict=False):
        raw = text_of(cell)
        if raw and raw not in found:
            found[raw] = Example(raw, shown_value(kind, value) if value is not None else raw)
    ordered = sorted(found.values(), key=lambda example: example.raw == example.clean)
    return tuple(ordered[:most])


def shown_value(kind: str, value: object) -> str:
    """Return a clean value as the window shows it; `kind`: the field's type, or "birthday"."""
    language = current().language
    if isinstance(value, tuple):
        parts = [
            format_phone(part.number, part.extension) if isinstance(part, Phone) else str(part)
            for part in value
        ]
        return ", ".join(parts)
    if kind == "money" and isinstance(value, int):
        return format_money(value, language)
    if isinstance(value, date) and kind == "birthday":
        return said_birthday(value.isoformat(), isinstance(value, LunarBirthday), language)
    if isinstance(value, date) and kind == "date":
        return format_date(value, language, "short")
    return str(value)
