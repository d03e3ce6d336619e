"""The importer's front door: a file to tables, guesses and rows; and rows to a plan.

analysis = analyse(path)                         # read and understood
analysis = reanalyse(analysis, options)          # something overruled; only that is done anew
plan = plan_import([analysis], existing_index)   # what would happen; a service writes it
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from smallcrm.core.collector import paused_collector
from smallcrm.core.dates import DateOrder
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import CHINESE, _, current
from smallcrm.core.progress import Progress
from smallcrm.core.text import fold
from smallcrm.importers.assemble import assemble
from smallcrm.importers.birthdays import BIRTHDAYS
from smallcrm.importers.columns import SHEET_NAME, ColumnGuess, guess_columns, guess_sheet_name
from smallcrm.importers.currencies import currency_notes
from smallcrm.importers.existing import ExistingIndex
from smallcrm.importers.fields import CHOICE, CUSTOM, FIELDS, IGNORED, KINDS, TEXT
from smallcrm.importers.hidden import hidden_notes
from smallcrm.importers.kinds import KindGuess, chosen_kind, find_kind
from smallcrm.importers.plan import CustomFieldPlan, ImportPlan, Missing, Policy
from smallcrm.importers.planner import make_plan
from smallcrm.importers.reading import ReadOptions, read_file
from smallcrm.importers.records import KIND_OF_TABLE
from smallcrm.importers.regions import NOT_KNOWN, Regions, clean_phones, regions_of
from smallcrm.importers.reshape import reshape
from smallcrm.importers.row_keys import PreparedKeys
from smallcrm.importers.rows import RowSet
from smallcrm.importers.sheet import Cell, Note, RawFile, RawSheet
from smallcrm.importers.sheet_names import meaning_of_names
from smallcrm.importers.short_names import PART_OF_NAME, drop_repeated
from smallcrm.importers.sources import same_files
from smallcrm.importers.table_steps import TableSteps
from smallcrm.importers.tables import Table, find_tables
from smallcrm.importers.told_days import read_told_days
from smallcrm.importers.values import CleanColumn, Reading, clean_column

_NONE: Mapping[str, Any] = MappingProxyType({})
_MOST_CHOICES = 30


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the user has overruled; everything else is guessed.

    `sheets`: names of the sheets to bring, hidden ones too. `header_rows`: by sheet, rows from 1.
    `columns`: by table key, the column's index -> a field name, "custom",
    "custom:<type>:<name>" or "ignored"; index -1 is the sheet's name. `kind` is one of
    fields.KINDS, for all tables; `kinds` has that of single ones by table key. `region`: the
    country of phone numbers. `year`: that of days without one, where the list does not say it.
    `mends`: by sheet, (row from 1, column from 0) -> the text to read in place of the cell.
    `hidden_rows`: take the rows that are hidden in the file too. `password` opens the workbook.
    `rows`: by sheet, a row below the header (from 1) -> whether it is a record.
    `as_it_stands`: make no list of a sheet that is none (see reshape).
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheets: tuple[str, ...] | None = None
    header_rows: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: _NONE)
    columns: Mapping[str, Mapping[int, str]] = field(default_factory=lambda: _NONE)
    date_order: DateOrder | None = None
    year: int | None = None
    kind: str = "auto"
    kinds: Mapping[str, str] = field(default_factory=lambda: _NONE)
    region: str | None = None
    mends: Mapping[str, Mapping[tuple[int, int], str]] = field(default_factory=lambda: _NONE)
    hidden_rows: bool = False
    rows: Mapping[str, Mapping[int, bool]] = field(default_factory=lambda: _NONE)
    as_it_stands: bool = False
    password: str | None = field(default=None, repr=False)
    command: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class TableAnalysis:
    """A table understood. `key` names it in the options: the sheet's name, or "name#2" ...

    `kind` is what it lists (fields.KINDS, never "auto"), `kind_confidence` how sure from 0 to 1,
    `kind_words` why, in the user's language. `regions` are the countries of its phone numbers.
    """

    key: str
    kind: str
    table: Table
    columns: tuple[ColumnGuess, ...]
    rows: RowSet = field(repr=False)
    clean: Mapping[int, CleanColumn] = field(repr=False)
    kind_confidence: float = 1.0
    kind_words: str = ""
    regions: Regions = NOT_KNOWN

    def column(self, field_name: str) -> ColumnGuess | None:
        """The first column that means this field."""
        return next((guess for guess in self.columns if guess.field == field_name), None)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A sheet that is not brought: its name, a code (hidden, empty, no_list) and the reason."""

    sheet: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """A file understood: what it holds, how each table is read, and the rows."""

    file: RawFile
    options: ImportOptions
    tables: tuple[TableAnalysis, ...]
    left_out: tuple[LeftOut, ...] = ()
    _cache: dict[tuple[object, ...], Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What the user should know of the file itself, and what of it is hidden and left out."""
        columns = [[g.header for g in t.columns if g.reason == "hidden"] for t in self.tables]
        hidden = hidden_notes([t.table for t in self.tables], columns)
        types = [(t.table, [(g.index, g.type) for g in t.columns]) for t in self.tables]
        return (*self.file.notes, *hidden, *currency_notes(types))


def analyse(
    path: str | Path, options: ImportOptions | None = None, progress: Progress | None = None
) -> Analysis:
    """Read a file and understand it. Raises UserError in the user's language, or Cancelled."""
    options = options or ImportOptions()
    _check_kinds(options)
    progress = progress or Progress()
    read = ReadOptions(
        options.encoding, options.delimiter, options.command, password=options.password
    )
    with paused_collector():
        file = reshape(read_file(path, read, progress), as_it_stands=options.as_it_stands)
        return _understand(file, options, {}, progress)


def understand(
    file: RawFile, options: ImportOptions | None = None, progress: Progress | None = None
) -> Analysis:
    """Understand a file already read: pasted cells, contact cards. Raises UserError, Cancelled."""
    options = options or ImportOptions()
    _check_kinds(options)
    with paused_collector():
        file = reshape(file, as_it_stands=options.as_it_stands)
        return _understand(file, options, {}, progress or Progress())


def reanalyse(
    analysis: Analysis, options: ImportOptions, progress: Progress | None = None
) -> Analysis:
    """Understand a file anew with other options; what they do not touch is not done again."""
    old = analysis.options
    if (options.encoding, options.delimiter, options.password) != (
        old.encoding,
        old.delimiter,
        old.password,
    ):
        return analyse(analysis.file.path, options, progress)
    if options.as_it_stands != old.as_it_stands:
        return understand(analysis.file, options, progress)
    _check_kinds(options)
    with paused_collector():
        return _understand(analysis.file, options, analysis._cache, progress or Progress())


def plan_import(
    analyses: Sequence[Analysis],
    existing: ExistingIndex | None = None,
    policy: Policy = "fill",
    decisions: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    *,
    missing: Missing = "create",
    prepared: PreparedKeys | None = None,
) -> ImportPlan:
    """Plan the import of these files as one step. Raises Cancelled. See planner.make_plan."""
    index = existing if existing is not None else ExistingIndex()
    customs = custom_fields([table for analysis in analyses for table in analysis.tables])
    names = {fold(CUSTOM + custom.name): CUSTOM + custom.name for custom in customs}
    names |= index.custom_names
    rowsets = [[_respelt(table, names) for table in analysis.tables] for analysis in analyses]
    customs = tuple(
        replace(custom, name=names[fold(CUSTOM + custom.name)].removeprefix(CUSTOM))
        for custom in customs
    )
    with paused_collector():
        return make_plan(
            rowsets,
            index,
            policy,
            decisions,
            customs,
            progress,
            missing=missing,
            prepared=prepared,
            notes=same_files([analysis.file for analysis in analyses]),
        )


def custom_fields(tables: Sequence[TableAnalysis]) -> tuple[CustomFieldPlan, ...]:
    """The custom fields that hold values in these tables, each once, choices in order of use."""
    found: dict[str, CustomFieldPlan] = {}
    for table in tables:
        for guess in table.columns:
            if not guess.custom:
                continue
            name = guess.field.removeprefix(CUSTOM)
            used = (row.values[guess.field] for row in table.rows.rows if guess.field in row.values)
            values = list(dict.fromkeys(str(value) for value in used))
            if not values or fold(name) in found:
                continue
            few = guess.type == CHOICE and len(values) <= _MOST_CHOICES
            kind = TEXT if guess.type == CHOICE and not few else guess.type
            found[fold(name)] = CustomFieldPlan(name, kind, tuple(values) if few else ())
    return tuple(found.values())


def _respelt(table: TableAnalysis, names: Mapping[str, str]) -> RowSet:
    """The rows with each custom field in the one spelling the plan uses: Country, not country."""
    guesses = [guess for guess in table.columns if guess.custom]
    other = {g.field: names.get(fold(g.field), g.field) for g in guesses}
    other = {old: new for old, new in other.items() if old != new}
    if not other:
        return table.rows
    rows = [
        row._replace(values={other.get(name, name): value for name, value in row.values.items()})
        for row in table.rows.rows
    ]
    return replace(table.rows, rows=rows)


# --- understanding -------------------------------------------------------------------------------


def _understand(
    file: RawFile, options: ImportOptions, cache: dict[tuple[object, ...], Any], progress: Progress
) -> Analysis:
    left_out: list[LeftOut] = []
    sheets = _chosen_sheets(file, options, left_out)
    tables: list[TableAnalysis] = []
    named = meaning_of_names(sheets)
    for sheet in sheets:
        progress.check()
        mended = _mended(sheet, options, cache)
        if options.hidden_rows and mended.hidden_rows:
            mended = replace(mended, hidden_rows=frozenset())
        for key, table in _tables_of(mended, options, cache):
            tables.append(_analyse_table(key, table, options, cache, named, progress))
        if not sheet.rows:
            left_out.append(LeftOut(sheet.name, "empty", _("The sheet is empty.")))
    if options.sheets is None:
        tables = _without_strangers(tables, left_out)
    return Analysis(file, options, tuple(tables), tuple(left_out), cache)


def _chosen_sheets(
    file: RawFile, options: ImportOptions, left_out: list[LeftOut]
) -> list[RawSheet]:
    if options.sheets is not None:
        known = {sheet.name for sheet in file.sheets}
        for name in options.sheets:
            if name not in known:
                text = _("There is no sheet %(sheet)s in %(file)s.")
                raise UserError(text % {"sheet": name, "file": file.name})
        return [sheet for sheet in file.sheets if sheet.name in options.sheets]
    for sheet in file.sheets:
        if sheet.hidden:
            left_out.append(LeftOut(sheet.name, "hidden", _("The sheet is hidden.")))
    return [sheet for sheet in file.sheets if not sheet.hidden]


def _mended(
    sheet: RawSheet, options: ImportOptions, cache: dict[tuple[object, ...], Any]
) -> RawSheet:
    """The sheet as the user has mended it: cells, and which rows are records.

    What was kept of it as it was is dropped.
    """
    mends, decided = options.mends.get(sheet.name, {}), options.rows.get(sheet.name, {})
    place = ("mends", sheet.name)
    kept: tuple[tuple[object, object], RawSheet] = cache.get(place, (({}, {}), sheet))
    if kept[0] == (mends, decided):
        return kept[1]
    rows = list(sheet.rows)
    for (number, column), text in mends.items():
        if 0 < number <= len(rows) and 0 <= column < sheet.width:
            row = list(rows[number - 1])
            row[column] = text
            rows[number - 1] = row
    done = replace(sheet, rows=rows, decided={row - 1: taken for row, taken in decided.items()})
    for key in [key for key in cache if _is_of(key, sheet.name)]:
        del cache[key]
    cache[place] = ((dict(mends), dict(decided)), done)
    return done


def _is_of(key: tuple[object, ...], sheet: str) -> bool:
    """Whether something kept was made from this sheet or one of its tables."""
    return str(key[1]) == sheet or str(key[1]).startswith(f"{sheet}#")


def _tables_of(
    sheet: RawSheet, options: ImportOptions, cache: dict[tuple[object, ...], Any]
) -> list[tuple[str, Table]]:
    header = options.header_rows.get(sheet.name)
    place = ("tables", sheet.name, header, sheet.hidden_rows)
    if place not in cache:
        cache[place] = find_tables(sheet, header)
    tables: list[Table] = cache[place]
    return [
        (sheet.name if number == 1 else f"{sheet.name}#{number}", table)
        for number, table in enumerate(tables, 1)
    ]


def _analyse_table(
    key: str,
    table: Table,
    options: ImportOptions,
    cache: dict[tuple[object, ...], Any],
    named: str,
    progress: Progress,
) -> TableAnalysis:
    steps = TableSteps(progress, table)
    chosen = options.columns.get(key, {})
    default: DateOrder = "ymd" if current().language == CHINESE else "mdy"
    listed = _kind_of(key, table, options, cache)
    kind = listed.kind
    guesses = guess_columns(table, chosen, options.date_order, default, kind, options.year)
    by_name = guess_sheet_name(guesses, named, chosen.get(SHEET_NAME))
    regions = regions_of(table, options.region)
    clean = {}
    for number, guess in enumerate(guesses):
        steps.tell(number / len(guesses) / 2)
        if guess.field == IGNORED:
            continue
        years = guess.field not in BIRTHDAYS
        reading = Reading(guess.order, regions.usual, guess.year, guess.scale, years)
        rows = (table.header_rows, options.hidden_rows, options.region)
        place = ("clean", key, rows, guess.index, guess.type, reading, current().language)
        if place not in cache:
            cache[place] = _clean(table.cells(guess.index), guess.type, reading, regions)
        clean[guess.index] = cache[place]
    if by_name:
        guesses = (*guesses, by_name)
        clean[SHEET_NAME] = CleanColumn([table.sheet] * len(table.data_rows))
    table.forget_columns()
    clean = dict(read_told_days(guesses, clean))
    if (short := next((g for g in guesses if g.reason == PART_OF_NAME), None)) is not None:
        whole = next(guess.index for guess in guesses if guess.field == "customer.name")
        clean[short.index] = drop_repeated(clean[short.index], clean[whole].values)
    rowset = assemble(table, guesses, clean, kind, lambda share: steps.tell(0.5 + share / 2))
    sure, words = listed.confidence, listed.words
    return TableAnalysis(key, kind, table, guesses, rowset, clean, sure, words, regions)


def _clean(cells: Sequence[Cell], kind: str, reading: Reading, regions: Regions) -> CleanColumn:
    """A column's clean values; phones by the country of each row where rows name several."""
    if kind == "phone" and regions.rows:
        return clean_phones(cells, reading, regions.rows)
    return clean_column(cells, kind, reading)


def _kind_of(
    key: str, table: Table, options: ImportOptions, cache: dict[tuple[object, ...], Any]
) -> KindGuess:
    """What a table lists: as the user says, else as its columns tell."""
    chosen = options.kinds.get(key, options.kind)
    if chosen != "auto":
        return chosen_kind(chosen)
    place = ("kind", key, table.header_rows, options.hidden_rows, current().language)
    if place not in cache:
        cache[place] = find_kind(table)
    found: KindGuess = cache[place]
    return found


def _without_strangers(tables: list[TableAnalysis], left_out: list[LeftOut]) -> list[TableAnalysis]:
    """Leave out tables that are no customer list when another table is one (a sheet of help)."""
    if not any(_is_list(table) for table in tables):
        return tables
    strangers = [
        table for table in tables if not table.column("customer.name") and not table.rows.rows
    ]
    reason = _("Nothing in it names a customer.")
    left_out += [LeftOut(table.key, "no_list", reason) for table in strangers]
    return [table for table in tables if table not in strangers]


def _is_list(table: TableAnalysis) -> bool:
    known = {guess.field for guess in table.columns if guess.field in FIELDS}
    named = "customer.name" in known or table.kind in (*KIND_OF_TABLE, "products")
    return named and bool(table.rows.rows)


def _check_kinds(options: ImportOptions) -> None:
    for kind in (options.kind, *options.kinds.values()):
        if kind not in KINDS:
            known = ", ".join(KINDS)
            raise UserError(
                _("There is no kind of list called %(kind)s.") % {"kind": kind},
                _("The kinds are %(kinds)s.") % {"kinds": known},
            )


def with_column(options: ImportOptions, key: str, index: int, field_name: str) -> ImportOptions:
    """Return the options with the meaning of one column decided."""
    columns = dict(options.columns)
    columns[key] = {**columns.get(key, {}), index: field_name}
    return replace(options, columns=columns)


def with_header(options: ImportOptions, sheet: str, rows: tuple[int, ...]) -> ImportOptions:
    """Return the options with the header rows of a sheet decided; () means there is none."""
    return replace(options, header_rows={**options.header_rows, sheet: rows})


def with_kind(options: ImportOptions, key: str, kind: str) -> ImportOptions:
    """Return the options with what one table lists decided; "auto" leaves it to its columns."""
    return replace(options, kinds={**options.kinds, key: kind})


def with_mend(
    options: ImportOptions, sheet: str, row: int, column: int, text: str
) -> ImportOptions:
    """Return the options with the text of one cell mended (row from 1, column from 0)."""
    mends = {**options.mends.get(sheet, {}), (row, column): text}
    return replace(options, mends={**options.mends, sheet: mends})
