"""A sheet as the import dialog shows it: how its cells are painted, its columns, its doubts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from smallcrm.importers.analysis import Analysis, TableAnalysis
from smallcrm.importers.columns import ColumnGuess
from smallcrm.importers.content import is_empty
from smallcrm.importers.fields import IGNORED
from smallcrm.importers.parts import is_personal
from smallcrm.importers.plan import PlannedRow
from smallcrm.importers.preview import DATA, HEADER, Example, column_examples, view_sheet
from smallcrm.importers.sheet import MergedRange, RawSheet, Row
from smallcrm.importers.values import text_of
from smallcrm.ui.dialogs.import_facts import code_words
from smallcrm.ui.dialogs.import_outlook import Card, FileOutlook, SheetOutlook, Stop
from smallcrm.ui.itemmodels.sheet_model import SheetMarks, TableMarks

_SAMPLE = 60  # rows that tell how wide a column is
_MOST_SPANS = 60
_EXAMPLES = 3
_LOOKED_AT = 500  # rows that tell whose the numbers of a column are
_NAMES = ("customer.name",)


def view_of(analysis: Analysis, raw: RawSheet) -> SheetOutlook:
    """A sheet with what was made of it, before it is planned."""
    tables = [table for table in analysis.tables if table.table.sheet == raw.name]
    view = view_sheet(analysis, raw.name)
    data_rows = sum(len(table.table.data_rows) for table in tables)
    chosen = analysis.options.sheets
    left_out = next((out for out in analysis.left_out if out.sheet == raw.name), None)
    taken = raw.name in chosen if chosen is not None else left_out is None and bool(tables)
    reason = left_out.reason if left_out is not None else ""
    return SheetOutlook(
        name=raw.name,
        taken=taken,
        hidden=raw.hidden,
        reason=reason,
        data_rows=data_rows,
        other_rows=len(raw.rows) - data_rows if tables else 0,
        header_rows=tables[0].table.header_rows if tables else (),
        decided=analysis.options.rows.get(raw.name, {}),
        cards=tuple(_cards(table) for table in tables),
        view=view,
        marks=SheetMarks(
            rows=raw.rows,
            classes=view.classes,
            problems=view.problems,
            filled=_filled(raw, tables),
            tables=tuple(_marks(table) for table in tables),
            mends=analysis.options.mends.get(raw.name, {}),
            hidden_rows=raw.hidden_rows,
            hidden_columns=raw.hidden_columns,
        ),
        widths=_widths(raw, tables),
        spans=_spans(raw, view.classes),
    )


def _cards(table: TableAnalysis) -> tuple[Card, ...]:
    doubts: dict[int, list[tuple[int, str]]] = {}
    for row in table.rows.rows:
        for problem in row.problems:
            doubts.setdefault(problem.column, []).append((row.row, problem.message))
    return tuple(
        Card(
            table.key,
            guess,
            tuple(_in_words(guess.field, one) for one in column_examples(table, guess, _EXAMPLES)),
            len(doubts.get(guess.index, ())),
            min(doubts.get(guess.index, ()), default=(0, "")),
            table.kind,
            _is_shared(table, guess),
        )
        for guess in table.columns
    )


def _is_shared(table: TableAnalysis, guess: ColumnGuess) -> bool:
    """Whether numbers of a column go to the contact person or to the customer by their kind."""
    if guess.type != "phone" or table.column("contact.name") is None:
        return False
    if not is_personal(guess, "mobile") or is_personal(guess, "landline"):
        return False
    cells = table.clean[guess.index].values[:_LOOKED_AT]
    numbers = [phone for cell in cells if isinstance(cell, tuple) for phone in cell]
    return any(phone.kind == "mobile" for phone in numbers)


def _in_words(field: str, example: Example) -> Example:
    """An example whose clean value is a code, with the word for it."""
    return replace(example, clean=code_words(field, example.clean))


def _marks(table: TableAnalysis) -> TableMarks:
    first = (*table.table.header_rows, *table.table.data_rows[:1], 1)[0]
    names = {guess.index for guess in table.columns if guess.field in _NAMES}
    if not names:
        names = {guess.index for guess in table.columns if guess.field == "contact.name"}
    known = {guess.index for guess in table.columns if guess.field != IGNORED}
    width = len(table.table.records[0]) if table.table.records else 0
    return TableMarks(first, frozenset(names), frozenset(range(width)) - known)


def _filled(raw: RawSheet, tables: Sequence[TableAnalysis]) -> dict[int, Row]:
    """The records that took values from merged cells above."""
    if not raw.merged:
        return {}
    return {
        number: record
        for table in tables
        for number, record in zip(table.table.data_rows, table.table.records, strict=True)
        if record != raw.rows[number - 1]
    }


def _widths(raw: RawSheet, tables: Sequence[TableAnalysis]) -> tuple[int, ...]:
    """How wide the columns would like to be; titles and notes do not count."""
    numbers = [row for table in tables for row in table.table.header_rows]
    numbers += [row for table in tables for row in table.table.data_rows[:_SAMPLE]]
    rows = [raw.rows[number - 1] for number in numbers] or raw.rows[:_SAMPLE]
    widths = []
    for index in range(raw.width):
        lengths = sorted(_letters(text_of(row[index])) for row in rows)
        head = max((_letters(text_of(raw.rows[n - 1][index])) for n in numbers[:2]), default=0)
        most = lengths[len(lengths) * 9 // 10] if lengths else 0
        widths.append(max(head, most))
    return tuple(widths)


def _letters(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text[:60])


def _spans(raw: RawSheet, classes: Mapping[int, str]) -> tuple[MergedRange, ...]:
    """Merged cells of titles and headers, and titles that run on over the empty cells beside."""
    spans = [
        area
        for area in raw.merged
        if area.right > area.left
        and area.right < raw.width
        and area.bottom < len(raw.rows)
        and all(classes.get(row + 1) != DATA for row in range(area.top, area.bottom + 1))
    ]
    taken = {row for area in spans for row in range(area.top, area.bottom + 1)}
    for number, kind in classes.items():
        row = raw.rows[number - 1]
        if kind in (DATA, HEADER) or number - 1 in taken or len(row) - row.count("") != 1:
            continue
        left = next(place for place, cell in enumerate(row) if cell != "")
        if left < len(row) - 1 and not is_empty(row[left]):
            spans.append(MergedRange(number - 1, left, number - 1, len(row) - 1))
        if len(spans) >= _MOST_SPANS:
            break
    return tuple(spans[:_MOST_SPANS])


def with_plan(
    file: FileOutlook,
    number: int,
    planned: Mapping[tuple[int, str], Mapping[int, PlannedRow]],
    asked: Mapping[tuple[int, str], set[int]],
) -> FileOutlook:
    """Mark what becomes of each row of a file, and which rows have an open question."""
    sheets = []
    for sheet in file.sheets:
        rows = planned.get((number, sheet.name), {})
        marks = replace(
            sheet.marks,
            outcomes={row: done.outcome for row, done in rows.items()},
            asked=frozenset(asked.get((number, sheet.name), ())),
        )
        sheets.append(replace(sheet, planned=rows, marks=marks))
    return replace(file, sheets=tuple(sheets))


def stops_of(place: int, file: FileOutlook) -> list[Stop]:
    """All that wants a look in a file, sheet by sheet and row by row."""
    found: list[Stop] = []
    for sheet in file.sheets:
        view = sheet.view
        stops = [
            Stop(place, sheet.name, row, column, text, "warn")
            for (row, column), text in view.problems.items()
        ]
        stops += [
            Stop(place, sheet.name, row, -1, text, "bad") for row, text in view.rejects.items()
        ]
        found += sorted(stops, key=lambda stop: stop[2:4])
    return found
