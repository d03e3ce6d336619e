"""The lists that were brought in: when, what came of each row, taking one back, its rejected rows.

Nothing of it is ever forgotten; taking an import back leaves it here, marked as undone.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.exporters.book import BookCell, BookSheet
from smallcrm.importers.analysis import Analysis, ImportOptions, analyse, reanalyse
from smallcrm.importers.plan import OUTCOMES, Outcome
from smallcrm.models import Customer, ImportFile, ImportRow
from smallcrm.services.import_profiles import apply_reading
from smallcrm.services.import_rejects import check_rejects_path, reason_title, write_rows
from smallcrm.storage.operations import ORIGINS, Origin
from smallcrm.storage.session import Session
from smallcrm.storage.steps import Step, find_steps
from smallcrm.storage.undo import UndoResult

# Whether an import holds; "unchanged": it brought nothing that was not there, so it made no step.
State = Literal["done", "undone", "unchanged"]


@dataclass(frozen=True, slots=True)
class ImportedSheet:
    """A table of an imported file: its rows with data, and how many were passed over and why.

    `kind` is what it lists (fields.KINDS), "" where that was not kept.
    """

    sheet: str
    data_rows: int
    passed_over: Mapping[str, int]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A list that was brought in. `left_out` names sheets that were not: (sheet, code)."""

    id: int
    name: str
    totals: Mapping[str, int]
    sheets: tuple[ImportedSheet, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import: one or several files in one step.

    `at` is ISO; `counts` maps a table to how many of its rows the step changed. `why_not` says why
    it cannot be taken back, "" when it can.
    """

    at: str
    files: tuple[ImportedFile, ...]
    totals: Mapping[str, int]
    state: State
    step_id: int | None = None
    staff: str = ""
    origin: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    why_not: str = ""

    @property
    def name(self) -> str:
        """The names of its files."""
        return ", ".join(file.name for file in self.files)

    @property
    def marks(self) -> tuple[tuple[int, str], ...]:
        """What the filter "customers from this import" takes: (import's id, file)."""
        return tuple((file.id, file.name) for file in self.files)


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """What became of one row of an imported file; `customer` is "" where there is none (now)."""

    file: str
    sheet: str
    row: int
    outcome: Outcome
    customer_id: int | None
    customer: str
    reason: str


@dataclass(frozen=True, slots=True)
class SavedRejects:
    """How many rejected rows were written, and the files that were no longer there to copy from."""

    count: int
    gone: tuple[str, ...] = ()


def list_imports(session: Session) -> list[ImportRecord]:
    """Every import, newest first."""
    query = ImportFile.select(
        ImportFile.id,
        ImportFile.step_id,
        ImportFile.at,
        ImportFile.name,
        ImportFile.profile,
        ImportFile.totals,
    ).order_by(ImportFile.id.desc())
    groups: dict[tuple[object, str], list[ImportedFile]] = {}
    for id, step_id, at, name, profile, totals in list(query.tuples()):
        # Files of an import that changed nothing have no step in common, but their moment.
        groups.setdefault((step_id, at), []).insert(0, _file(id, name, profile, totals))
    steps = find_steps(session.connection, [id for id, _at in groups if isinstance(id, int)])
    return [
        _record(at, files, steps.get(step_id) if isinstance(step_id, int) else None)
        for (step_id, at), files in groups.items()
    ]


def list_rows(
    session: Session, record: ImportRecord, outcome: Outcome | None = None, limit: int = 0
) -> list[ImportedRow]:
    """The rows of an import in the order of its files, of one outcome or all; limit 0: no limit."""
    names = {file.id: file.name for file in record.files}
    query = ImportRow.select(
        ImportRow.import_id,
        ImportRow.sheet,
        ImportRow.row,
        ImportRow.outcome,
        ImportRow.customer_id,
        ImportRow.reason,
    ).where(ImportRow.import_id << list(names))
    if outcome is not None:
        query = query.where(ImportRow.outcome == outcome)
    query = query.order_by(ImportRow.id)
    found = list((query.limit(limit) if limit else query).tuples())
    ids = sorted({row[4] for row in found if row[4] is not None})
    customers: dict[int, str] = {}
    for start in range(0, len(ids), 500):
        part = Customer.select(Customer.id, Customer.name).where(
            Customer.id << ids[start : start + 500]
        )
        customers |= dict(list(part.tuples()))
    return [
        ImportedRow(names[file], sheet, row, came, id, customers.get(id, ""), reason)
        for file, sheet, row, came, id, reason in found
    ]


def count_customers(session: Session, record: ImportRecord) -> int:
    """How many customers the rows of an import were about, as far as they are still there."""
    of_import = ImportRow.import_id << [file.id for file in record.files]
    ids = ImportRow.select(ImportRow.customer_id).where(of_import)
    query = Customer.select().where(Customer.id << ids.where(ImportRow.customer_id.is_null(False)))
    return int(query.count())


def undo_import(
    session: Session, record: ImportRecord, progress: Progress | None = None
) -> UndoResult:
    """Take one import back, also an older one; work done since stays. UserError when it cannot."""
    if record.step_id is None or record.why_not:
        raise UserError(record.why_not or _("There is nothing to undo."))
    return session.undo(record.step_id, progress)


def save_rejects(
    session: Session, record: ImportRecord, path: Path, places: Mapping[int, Path] | None = None
) -> SavedRejects:
    """Write the rejected rows of an import to a workbook, in their source's layout.

    The files are looked for where they were, or at `places` (import's id -> file); of one that is
    gone or was changed since, only the rows' places and reasons are written, on a sheet of its own.
    """
    check_rejects_path(path)
    analyses: list[Analysis] = []
    reasons: dict[tuple[int, str], dict[int, str]] = {}
    gone: list[ImportedRow] = []
    rows = list_rows(session, record, "rejected")
    for file in record.files:
        rejected = [row for row in rows if row.file == file.name]
        if not rejected:
            continue
        analysis = _read_again(file.id, {row.sheet for row in rejected}, places or {})
        if analysis is None:
            gone += rejected
            continue
        only = analysis.file.sheets[0].name if len(analysis.file.sheets) == 1 else ""
        for row in rejected:
            reasons.setdefault((len(analyses), only or row.sheet), {})[row.row] = row.reason
        analyses.append(analysis)
    write_rows(analyses, reasons, path, [_places_of(gone)] if gone else ())
    return SavedRejects(len(rows), tuple(dict.fromkeys(row.file for row in gone)))


def _file(id: int, name: str, profile: str, totals: str) -> ImportedFile:
    reading: dict[str, Any] = json.loads(profile)
    sheets = tuple(
        ImportedSheet(
            str(table.get("sheet", "")),
            int(table.get("data_rows", 0)),
            dict(table.get("passed_over", {})),
            str(table.get("kind", "")),
        )
        for table in reading.get("tables", ())
    )
    left_out = tuple((str(sheet), str(code)) for sheet, code in reading.get("left_out", ()))
    return ImportedFile(id, name, json.loads(totals), sheets, left_out)


def _record(at: str, files: Sequence[ImportedFile], step: Step | None) -> ImportRecord:
    totals = {name: sum(file.totals.get(name, 0) for file in files) for name in ("rows", *OUTCOMES)}
    if step is None:
        why_not = _("This import changed nothing, so there is nothing to take back.")
        return ImportRecord(at, tuple(files), totals, "unchanged", why_not=why_not)
    why_not = ""
    if step.state != "done":
        why_not = _("This import was taken back already.")
    elif not step.kept:
        why_not = _("This import is too old to be taken back.")
    return ImportRecord(
        at,
        tuple(files),
        totals,
        "done" if step.state == "done" else "undone",
        step.id,
        step.staff,
        _(ORIGINS[Origin(step.origin)]) if step.origin in set(Origin) else step.origin,
        json.loads(step.counts),
        why_not,
    )


def _read_again(import_id: int, sheets: set[str], places: Mapping[int, Path]) -> Analysis | None:
    """An imported file understood as it was then; None when it is gone, changed or locked."""
    kept = ImportFile.get_by_id(import_id)
    reading = json.loads(kept.profile)
    path = places.get(import_id) or Path(str(reading.get("path") or ""))
    if not path.name or not path.is_file():
        return None
    try:
        analysis = analyse(path)
        if analysis.file.sha256 != kept.sha256:
            return None
        if len(analysis.file.sheets) > 1:  # the only sheet of a text file has the file's name
            analysis = reanalyse(analysis, ImportOptions(sheets=tuple(sorted(sheets))))
        return apply_reading(analysis, reading)
    except UserError:
        return None


def _places_of(rows: Sequence[ImportedRow]) -> BookSheet:
    """Where rejected rows stood in files that are gone, and why they were rejected."""
    heads = (_("File"), _("Sheet"), _("Row"), reason_title())
    cells = [[BookCell(title, "head") for title in heads]]
    for row in rows:
        values = (row.file, row.sheet, row.row, row.reason)
        cells.append([BookCell(value) for value in values])
    return BookSheet(_("Rejected rows"), cells, (28, 18, 8, 60), frozen=1)
