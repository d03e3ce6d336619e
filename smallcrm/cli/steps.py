"""`undo`, `redo` and `history`."""

import argparse

from smallcrm.cli.output import align, opened, print_json, print_lines
from smallcrm.cli.terminal import Bar
from smallcrm.core.i18n import N_, _
from smallcrm.services.steps import describe_undo, list_steps, undo_label
from smallcrm.storage.undo import UndoResult

# What became of a step since; one that simply holds needs no word.
STATES = {"done": "", "undone": N_("undone"), "dropped": N_("undone")}


def run_undo(options: argparse.Namespace) -> None:
    """Take the last step back."""
    with opened(options) as session:
        _show(session.undo(progress=Bar()), options, "undone")


def run_redo(options: argparse.Namespace) -> None:
    """Bring the step undone last back."""
    with opened(options) as session:
        _show(session.redo(progress=Bar()), options, "redone")


def run_history(options: argparse.Namespace) -> None:
    """Print the change log."""
    with opened(options) as session:
        steps = list_steps(session, options.limit)
    if options.json:
        print_json(
            {
                "steps": [
                    {
                        "step": step.id,
                        "label": step.label,
                        "at": step.at,
                        "staff": step.staff,
                        "from": step.origin,
                        "state": step.state,
                        "changes": step.counts,
                    }
                    for step in steps
                ]
            }
        )
    else:
        rows = [(str(s.id), s.at, s.label, s.origin, s.staff, _(STATES[s.state])) for s in steps]
        print_lines(align(rows) if rows else [_("Nothing was changed yet.")])


def _show(result: UndoResult, options: argparse.Namespace, word: str) -> None:
    if options.json:
        kept = [{"table": k.table, "id": k.row_id, "reason": k.reason} for k in result.kept]
        print_json({word: undo_label(result), "changes": result.counts, "kept": kept})
    else:
        print_lines([describe_undo(result) if word == "undone" else undo_label(result)])
