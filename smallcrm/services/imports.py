"""Bringing lists in: what is stored already goes into the plan, and the plan into the data file."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from smallcrm.core.collector import paused_collector
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, listed, ngettext
from smallcrm.core.progress import Progress
from smallcrm.importers.analysis import Analysis, ImportOptions, analyse, plan_import
from smallcrm.importers.plan import OUTCOMES, ImportPlan, Missing, PlannedRow, Policy
from smallcrm.importers.row_keys import PreparedKeys
from smallcrm.models import Contact, Customer, ImportFile, ImportRow
from smallcrm.models.bulk import insert_rows, insert_series
from smallcrm.services.import_decisions import keep_names
from smallcrm.services.import_existing import add_customers, load_existing
from smallcrm.services.import_profiles import describe_reading
from smallcrm.services.import_writer import PlanWriter
from smallcrm.storage.database import fetch_ids
from smallcrm.storage.operations import Op, Origin
from smallcrm.storage.session import Session
from smallcrm.storage.writing import Unit

SHORTEST_SERIES = 500  # of rows that are kept at once
_NO_ID = -1
_MOST_NAMES = 3  # of files, in the name of a step


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did: its step (None when nothing was changed), its totals, and new ids."""

    step_id: int | None
    totals: Mapping[str, int]
    label: str


def analyse_files(
    paths: Sequence[Path], options: ImportOptions | None = None, progress: Progress | None = None
) -> list[Analysis]:
    """Read and understand files; nothing is written. UserError for a file that cannot be read."""
    return [analyse(path, options, progress) for path in paths]


def plan_files(
    session: Session,
    analyses: Sequence[Analysis],
    policy: Policy = "fill",
    decisions: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    *,
    missing: Missing = "create",
) -> ImportPlan:
    """Plan what would happen to the stored customers; nothing is written.

    `decisions` and `missing`: see importers.planner.make_plan.
    """
    progress = progress or Progress()
    with paused_collector():
        keys = PreparedKeys([table.rows for analysis in analyses for table in analysis.tables])
        index = load_existing(session, keys, progress)

        def plan() -> ImportPlan:
            return plan_import(
                analyses, index, policy, decisions, progress, missing=missing, prepared=keys
            )

        made = plan()
        if joined := _joined(made) - index.customers.keys():
            add_customers(session, index, sorted(joined), keys.kinds, progress)
            made = plan()
    return made


def _joined(plan: ImportPlan) -> set[int]:
    """The stored customers that rows were decided to be."""
    refs = (question.decision.partition(":id:")[2] for question in plan.questions)
    return {int(ref) for ref in refs if ref.isdecimal()}


def write_plan(
    session: Session,
    analyses: Sequence[Analysis],
    plan: ImportPlan,
    progress: Progress | None = None,
) -> ImportResult:
    """Write a plan as one undoable step, with the history of every row; all or nothing."""
    progress = progress or Progress()
    names = _names_of(analyses)
    detail = {"file": names}
    unit_of_work = session.unit(Op.IMPORT, detail, origin=Origin.IMPORT, progress=progress)
    with paused_collector(), unit_of_work as unit:
        _check_still_there(plan)
        writer = PlanWriter(session, unit, plan, progress)
        customer_ids = writer.write([analysis.file.name for analysis in analyses])
        _write_history(session, unit, analyses, plan, customer_ids)
    if unit.step_id is not None:
        keep_names(session, plan, customer_ids, unit.step_id)
    return ImportResult(unit.step_id, dict(plan.totals), names)


def _names_of(analyses: Sequence[Analysis]) -> str:
    """The names of the files; of many the first, and how many more there are."""
    names = [analysis.file.name for analysis in analyses]
    if len(names) <= _MOST_NAMES:
        return listed(names)
    more = len(names) - _MOST_NAMES + 1
    text = ngettext("%(names)s and %(n)d more file", "%(names)s and %(n)d more files", more)
    return text % {"names": listed(names[: _MOST_NAMES - 1]), "n": more}


def _check_still_there(plan: ImportPlan) -> None:
    """The plan may have been made a while ago, and a command or window may have written since."""
    customers = {planned.id for planned in plan.customers if planned.id is not None}
    contacts = {c.id for planned in plan.customers for c in planned.contacts if c.id is not None}
    for model, wanted in ((Customer, customers), (Contact, contacts)):
        if wanted and wanted - set(fetch_ids(model.select(model.id))):
            raise UserError(
                _("Your customers were changed since the list was compared with them."),
                _("Start the import again."),
            )


def import_files(
    session: Session,
    paths: Sequence[Path],
    options: ImportOptions | None = None,
    policy: Policy = "fill",
    progress: Progress | None = None,
) -> tuple[list[Analysis], ImportPlan, ImportResult]:
    """Read, plan and write in one go."""
    analyses = analyse_files(paths, options, progress)
    plan = plan_files(session, analyses, policy, progress=progress)
    return analyses, plan, write_plan(session, analyses, plan, progress)


def _write_history(
    session: Session,
    unit: Unit,
    analyses: Sequence[Analysis],
    plan: ImportPlan,
    customer_ids: Mapping[int, int],
) -> None:
    """Keep which file, how it was read, and what became of each row."""
    imports: list[int] = []
    for number, analysis in enumerate(analyses):
        made = ImportFile.create(
            at=session.now,
            name=analysis.file.name,
            sha256=analysis.file.sha256,
            profile=json.dumps(describe_reading(analysis), ensure_ascii=False),
            totals=json.dumps(plan.totals if len(analyses) == 1 else _totals(plan, number)),
        )
        imports.append(int(made.id))
    _write_rows(plan, imports, customer_ids)

    def name_step(step_id: int) -> None:
        ImportFile.update(step_id=step_id).where(ImportFile.id << imports).execute()

    unit.when_recorded.append(name_step)


def _totals(plan: ImportPlan, file: int) -> dict[str, int]:
    """What becomes of the rows of one of several files."""
    outcomes = Counter[str](row.outcome for row in plan.rows if row.ref.file == file)
    return {"rows": outcomes.total(), **dict.fromkeys(OUTCOMES, 0), **outcomes}


def _write_rows(plan: ImportPlan, imports: Sequence[int], customer_ids: Mapping[int, int]) -> None:
    """Keep what became of each row: of long series of new customers all at once."""
    written = 0
    for first, end in _series_of_new(plan.rows, customer_ids):
        _write_single(plan.rows[written:first], imports, customer_ids)
        row = plan.rows[first]
        same = {
            "import_id": imports[row.ref.file],
            "sheet": row.ref.sheet,
            "outcome": row.outcome,
            "reason": row.reason,
            "changes": "",
        }
        counting = {"row": row.ref.row, "customer_id": _whose(row, customer_ids) or 0}
        insert_series(ImportRow, same, counting, end - first)
        written = end
    _write_single(plan.rows[written:], imports, customer_ids)


def _series_of_new(
    rows: Sequence[PlannedRow], customer_ids: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Where rows (from, to before) each make the customer with the id after the one before."""
    first, expected = 0, (-1, "", -1, -1)
    for place, row in enumerate(rows):
        (file, sheet, number), made = row.ref, _NO_ID
        if (
            row.outcome == "created"
            and row.customer is not None
            and not (row.reason or row.changes)
        ):
            made = customer_ids[row.customer]
        if (file, sheet, number, made) != expected:
            if place - first >= SHORTEST_SERIES:
                yield first, place
            first = place if made != _NO_ID else place + 1
        expected = (file, sheet, number + 1, made + 1)
    if len(rows) - first >= SHORTEST_SERIES:
        yield first, len(rows)


def _write_single(
    rows: Sequence[PlannedRow], imports: Sequence[int], customer_ids: Mapping[int, int]
) -> None:
    insert_rows(
        ImportRow,
        ("import_id", "sheet", "row", "outcome", "customer_id", "reason", "changes"),
        (
            (
                imports[row.ref.file],
                row.ref.sheet,
                row.ref.row,
                row.outcome,
                _whose(row, customer_ids),
                row.reason,
                _changes(row),
            )
            for row in rows
        ),
    )


def _whose(row: PlannedRow, customer_ids: Mapping[int, int]) -> int | None:
    """The id of the customer a row is about."""
    if row.customer is None:
        return row.existing
    return customer_ids.get(row.customer, row.existing)


def _changes(row: PlannedRow) -> str:
    changes = [[change.field, change.new, change.who] for change in row.changes]
    return json.dumps(changes, ensure_ascii=False) if changes else ""
