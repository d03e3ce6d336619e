"""Works out what the import dialog shows, off the window's thread; knows no widgets."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from smallcrm.core.collector import paused_collector
from smallcrm.core.errors import UserError
from smallcrm.core.progress import Progress
from smallcrm.importers.analysis import Analysis, analyse, reanalyse, understand
from smallcrm.importers.pasted import read_pasted
from smallcrm.importers.plan import ImportPlan, PlannedRecord, PlannedRow
from smallcrm.importers.sources import expand
from smallcrm.services.import_profiles import remembered
from smallcrm.services.imports import plan_files
from smallcrm.ui.dialogs.import_outlook import Ask, FileOutlook, Outlook, SheetOutlook, Wish
from smallcrm.ui.dialogs.import_sheet_view import stops_of, view_of, with_plan


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
    expanded = list(_expanded(wish.asks))
    read = [_read(session, ask, progress) for ask in expanded]
    # Without what was made before: that would be kept as long as this outlook.
    asks = tuple(replace(ask, before=None) for ask in expanded)
    numbers = tuple(place for place, file in enumerate(read) if file.analysis is not None)
    analyses = [file.analysis for file in read if file.analysis is not None]
    if not analyses:
        return Outlook(tuple(read), asks=asks)
    plan = plan_files(
        session, analyses, wish.policy, wish.decisions, progress, missing=wish.missing
    )
    planned: dict[tuple[int, str], dict[int, PlannedRow]] = {}
    outcomes: dict[str, list[PlannedRow]] = {}
    for row in plan.rows:
        planned.setdefault((row.ref.file, row.ref.sheet), {})[row.ref.row] = row
        outcomes.setdefault(row.outcome, []).append(row)
    files = list(read)
    asked = _asked(plan, wish.decisions)
    for number, place in enumerate(numbers):
        files[place] = with_plan(files[place], number, planned, asked)
    first_rows = {customer.key: customer.rows[0] for customer in plan.customers}
    stops = [stop for place in numbers for stop in stops_of(place, files[place])]
    first_of = {ref: record.rows[0] for record in plan.records for ref in record.rows[1:]}
    found = Outlook(
        tuple(files), numbers, plan, stops, outcomes, first_rows, asks=asks, first_of=first_of
    )
    return replace(found, made=_made(plan, found.about_customers))


def _made(plan: ImportPlan, about_customers: bool) -> dict[str, list[PlannedRecord]]:
    """The records that will be made, by kind; customers too where rows are something else."""
    made: dict[str, list[PlannedRecord]] = {}
    for record in plan.records:
        if record.id is None:
            made.setdefault(record.kind, []).append(record)
    new = [customer for customer in plan.customers if customer.id is None]
    if new and not about_customers:
        made["customer"] = [
            PlannedRecord(one.key, "customer", None, one.values, rows=one.rows) for one in new
        ]
    return made


def _asked(plan: ImportPlan, decisions: Mapping[str, str]) -> dict[tuple[int, str], set[int]]:
    """The rows of each sheet with a question that is open."""
    asked: dict[tuple[int, str], set[int]] = {}
    for question in plan.questions:
        if question.key not in decisions and f"*:{question.kind}" not in decisions:
            asked.setdefault((question.file, question.sheet), set()).add(question.row)
    return asked


# --- files ---------------------------------------------------------------------------------------


def _expanded(asks: Sequence[Ask]) -> Iterator[Ask]:
    """Each list for itself: a folder stands for the lists in it."""
    known = {ask.path for ask in asks if not ask.text}
    for ask in asks:
        if ask.text or ask.before is not None or not ask.path.is_dir():
            yield ask
            continue
        try:
            found = [path for path in expand([ask.path]) if path not in known]
        except UserError as error:
            yield replace(ask, before=FileOutlook(ask.path, error=error))
            continue
        for path in found:
            known.add(path)
            yield Ask(path, ask.options)


def _read(session: Any, ask: Ask, progress: Progress) -> FileOutlook:
    before = ask.before
    if before is None:
        return _read_first(session, ask, progress)
    if before.analysis is None:
        return before  # it could not be read, and would not be now
    if before.analysis.options == ask.options:
        return replace(before, error=None)
    try:
        analysis = reanalyse(before.analysis, ask.options, progress)
    except UserError as error:
        return replace(before, error=error)
    return replace(before, analysis=analysis, error=None, sheets=_sheets(analysis))


def _read_first(session: Any, ask: Ask, progress: Progress) -> FileOutlook:
    """Read a file, as one with the same headers was read before if there was one."""
    try:
        if ask.text:
            analysis = understand(read_pasted(ask.text), ask.options, progress)
        else:
            analysis = analyse(ask.path, ask.options, progress)
        guessed = analysis.options
        known = None if ask.afresh else remembered(session, analysis)
        if known is not None and known.options != guessed:
            analysis = reanalyse(analysis, known.options, progress)
    except UserError as error:
        return FileOutlook(ask.path, error=error)
    sheets = _sheets(analysis)
    path = Path(analysis.file.name) if ask.text else ask.path
    return FileOutlook(path, analysis, None, sheets, known, guessed)


def _sheets(analysis: Analysis) -> tuple[SheetOutlook, ...]:
    return tuple(view_of(analysis, sheet) for sheet in analysis.file.sheets)
