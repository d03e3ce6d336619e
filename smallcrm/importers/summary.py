"""What `import --json` prints of a plan; the form is the command line's contract."""

from collections.abc import Sequence
from typing import Any

from smallcrm.importers.analysis import Analysis, TableAnalysis
from smallcrm.importers.columns import ColumnGuess
from smallcrm.importers.fields import FIELDS, IGNORED
from smallcrm.importers.plan import ImportPlan


def as_json(analyses: Sequence[Analysis], plan: ImportPlan) -> dict[str, Any]:
    """Return {"files", "totals", "records", "questions"}; the caller adds step and run.

    `records` counts the new records of each kind ({"order": 3}).

    A column's `field` is null where it becomes a custom field or is left out; `kept_as` then names
    that: "custom.<name>" or "ignored".
    """
    return {
        "files": [_file(number, analysis, plan) for number, analysis in enumerate(analyses)],
        "totals": dict(plan.totals),
        "records": plan.made,
        "questions": [
            {
                "file": analyses[question.file].file.name,
                "sheet": question.sheet,
                "row": question.row,
                "kind": question.kind,
                "name": question.name,
                "candidates": [candidate.name for candidate in question.candidates],
                "why": [candidate.why for candidate in question.candidates],
                "score": question.score,
                "decision": question.decision,
            }
            for question in plan.questions
        ],
    }


def _file(number: int, analysis: Analysis, plan: ImportPlan) -> dict[str, Any]:
    file = analysis.file
    rejects = [row for row in plan.rows if row.outcome == "rejected" and row.ref.file == number]
    return {
        "file": file.name,
        "format": file.format,
        "encoding": file.encoding,
        "tables": [_table(table) for table in analysis.tables],
        "left_out": [{"sheet": out.sheet, "reason": out.code} for out in analysis.left_out],
        "notes": [note.text for note in analysis.notes]
        + [text for place, text in plan.notes if place == number],
        "rejects": [
            {"sheet": row.ref.sheet, "row": row.ref.row, "reason": row.reason} for row in rejects
        ],
    }


def _table(done: TableAnalysis) -> dict[str, Any]:
    table = done.table
    return {
        "sheet": table.sheet,
        "kind": done.kind,
        "header_rows": list(table.header_rows),
        "data_rows": len(table.data_rows),
        "columns": [_column(guess) for guess in done.columns if guess.index >= 0],
        "passed_over": [{"row": out.row, "reason": out.reason} for out in table.passed_over],
        "problems": [
            {"row": row.row, "column": problem.column, "message": problem.message}
            for row in done.rows.rows
            for problem in row.problems
        ],
    }


def _column(guess: ColumnGuess) -> dict[str, Any]:
    known = guess.field in FIELDS
    column: dict[str, Any] = {
        "index": guess.index,
        "header": guess.header,
        "field": guess.field if known else None,
        "confidence": guess.confidence,
        "reason": guess.reason,
    }
    if not known:
        column["kept_as"] = guess.field if guess.field != IGNORED else IGNORED
    return column
