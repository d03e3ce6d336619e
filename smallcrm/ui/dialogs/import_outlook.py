"""All that the import dialog shows, worked out off the window's thread; knows no widgets."""

import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from smallcrm.core.errors import UserError
from smallcrm.core.progress import Progress
from smallcrm.importers.analysis import (
    Analysis,
    ImportOptions,
    TableAnalysis,
    analyse,
    reanalyse,
)
from smallcrm.importers.collector import paused_collector
from smallcrm.importers.columns import ColumnGuess
from smallcrm.importers.content import is_empty
from smallcrm.importers.fields import IGNORED
from smallcrm.importers.plan import (
    ImportPlan,
    PlannedRecord,
    PlannedRow,
    Policy,
    RowRef,
)
from smallcrm.importers.preview import (
    DATA,
    HEADER,
    Example,
    SheetView,
    column_examples,
    view_sheet,
)
from smallcrm.importers.sheet import MergedRange, RawSheet, Row
from smallcrm.importers.values import text_of
from smallcrm.services.imports import plan_files
from smallcrm.ui.itemmodels.sheet_model import SheetMarks, TableMarks

_SAMPLE = 60  # rows that tell how wide a column is
_MOST_SPANS = 60
_EXAMPLES = 3
_NAMES = ("customer.name",)


class Stop(NamedTuple):
    """A doubtful cell or a row that cannot be taken: where, and why."""

    file: int
    sheet: str
    row: int
    column: int
    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Card:
    """A column with some of its values as they stand and as they are understood.

    `doubts` is the number of its doubtful cells, `first_doubt` the row of the first (0: none) and
    what is said of it. `kind` is what its table lists.
    """

    table: str
    guess: ColumnGuess
    examples: tuple[Example, ...]
    doubts: int = 0
    first_doubt: tuple[int, str] = (0, "")
    kind: str = "customers"


@dataclass(frozen=True, slots=True)
class SheetOutlook:
    """A sheet: whether it is brought, why not, its records, and how it is painted.

    `widths` are in letters of Latin text, `spans` the cells to show as one.
    """

    name: str
    taken: bool
    hidden: bool
    reason: str
    data_rows: int
    other_rows: int
    header_rows: tuple[int, ...]
    cards: tuple[tuple[Card, ...], ...]
    view: SheetView = field(repr=False)
    marks: SheetMarks = field(repr=False)
    widths: tuple[int, ...] = field(repr=False)
    spans: tuple[MergedRange, ...] = field(repr=False)
    planned: Mapping[int, PlannedRow] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class FileOutlook:
    """A file: understood, or why it cannot be read. With both, the last wish could not be met."""

    path: Path
    analysis: Analysis | None = None
    error: UserError | None = None
    sheets: tuple[SheetOutlook, ...] = field(default=(), repr=False)

    @property
    def data_rows(self) -> int:
        """The number of records in the sheets that are brought."""
        return sum(sheet.data_rows for sheet in self.sheets if sheet.taken)

    def sheet(self, name: str) -> SheetOutlook | None:
        """A sheet by its name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


@dataclass(frozen=True, slots=True)
class Ask:
    """A file to bring, how to read it, and what was made of it before."""

    path: Path
    options: ImportOptions = field(default_factory=ImportOptions)
    before: FileOutlook | None = field(default=None, repr=False)


class Wish(NamedTuple):
    """All that is wished of an import: files, what becomes of stored customers, answers."""

    asks: Sequence[Ask]
    policy: Policy = "fill"
    decisions: Mapping[str, str] = MappingProxyType({})
    missing: str = "create"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would happen. `numbers` gives for each file of the plan its place in `files`.

    `made` holds the records that will be made, by their kind.
    """

    files: tuple[FileOutlook, ...]
    numbers: tuple[int, ...] = ()
    plan: ImportPlan | None = field(default=None, repr=False)
    stops: Sequence[Stop] = field(default=(), repr=False)
    outcomes: Mapping[str, Sequence[PlannedRow]] = field(default_factory=dict, repr=False)
    first_rows: Mapping[int, RowRef] = field(default_factory=dict, repr=False)
    made: Mapping[str, Sequence[PlannedRecord]] = field(default_factory=dict, repr=False)

    @property
    def analyses(self) -> list[Analysis]:
        """The files that can be brought, in the order of the plan."""
        return [file.analysis for file in self.files if file.analysis is not None]

    @property
    def importable(self) -> int:
        """How many records will be in the data file afterwards, those already there included."""
        if self.plan is None:
            return 0
        totals = self.plan.totals
        return totals["rows"] - totals["rejected"] - totals["skipped"]

    @property
    def changing(self) -> int:
        """How many records make or change something."""
        if self.plan is None:
            return 0
        return sum(self.plan.totals[name] for name in ("created", "updated", "merged"))

    @property
    def other_rows(self) -> int:
        """How many rows are no records: titles, headers, blank rows, totals."""
        return sum(sheet.other_rows for file in self.files for sheet in file.sheets if sheet.taken)


def work_out(session: Any, wish: Wish, progress: Progress) -> Outlook:
    """Read and understand the files as asked and plan their import. Raises Cancelled.

    What was made is kept out of the cycle collector: looking through millions of records would
    stop the window. `forget_work` lets it in again.
    """
    with paused_collector():
        outlook = _work_out(session, wish, progress)
        gc.freeze()
        return outlook


def forget_work() -> None:
    """Let the cycle collector see all again, after the last outlook is gone."""
    gc.unfreeze()


def _work_out(session: Any, wish: Wish, progress: Progress) -> Outlook:
    read = [_read(ask, progress) for ask in wish.asks]
    numbers = tuple(place for place, file in enumerate(read) if file.analysis is not None)
    analyses = [file.analysis for file in read if file.analysis is not None]
    if not analyses:
        return Outlook(tuple(read))
    plan = plan_files(session, analyses, wish.policy, wish.decisions, progress)
    planned: dict[tuple[int, str], dict[int, PlannedRow]] = {}
    outcomes: dict[str, list[PlannedRow]] = {}
    for row in plan.rows:
        planned.setdefault((row.ref.file, row.ref.sheet), {})[row.ref.row] = row
        outcomes.setdefault(row.outcome, []).append(row)
    files = list(read)
    asked = _asked(plan, wish.decisions)
    for number, place in enumerate(numbers):
        files[place] = _with_plan(files[place], number, planned, asked)
    first_rows = {customer.key: customer.rows[0] for customer in plan.customers}
    made: dict[str, list[PlannedRecord]] = {}
    for record in plan.records:
        if record.id is None:
            made.setdefault(record.kind, []).append(record)
    stops = [stop for place in numbers for stop in _stops(place, files[place])]
    return Outlook(tuple(files), numbers, plan, stops, outcomes, first_rows, made)


def _asked(plan: ImportPlan, decisions: Mapping[str, str]) -> dict[tuple[int, str], set[int]]:
    """The rows of each sheet with a question that is open."""
    asked: dict[tuple[int, str], set[int]] = {}
    for question in plan.questions:
        if question.key not in decisions and f"*:{question.kind}" not in decisions:
            asked.setdefault((question.file, question.sheet), set()).add(question.row)
    return asked


def _read(ask: Ask, progress: Progress) -> FileOutlook:
    before = ask.before.analysis if ask.before is not None else None
    if ask.before is not None and before is None:
        return ask.before  # it could not be read, and would not be now
    if ask.before is not None and before is not None and before.options == ask.options:
        return replace(ask.before, error=None)
    try:
        if before is not None:
            analysis = reanalyse(before, ask.options, progress)
        else:
            analysis = analyse(ask.path, ask.options, progress)
    except UserError as error:
        if ask.before is not None:
            return replace(ask.before, error=error)
        return FileOutlook(ask.path, error=error)
    sheets = tuple(_sheet(analysis, sheet) for sheet in analysis.file.sheets)
    return FileOutlook(ask.path, analysis, None, sheets)


# --- a sheet -------------------------------------------------------------------------------------


def _sheet(analysis: Analysis, raw: RawSheet) -> SheetOutlook:
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
            column_examples(table, guess, _EXAMPLES),
            len(doubts.get(guess.index, ())),
            min(doubts.get(guess.index, ()), default=(0, "")),
            table.kind,
        )
        for guess in table.columns
    )


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


def _with_plan(
    file: FileOutlook,
    number: int,
    planned: Mapping[tuple[int, str], Mapping[int, PlannedRow]],
    asked: Mapping[tuple[int, str], set[int]],
) -> FileOutlook:
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


def _stops(place: int, file: FileOutlook) -> list[Stop]:
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
