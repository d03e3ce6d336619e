"""The change log in the user's words:

what was done, by whom, from where; and where a value came from.
"""

import json
from dataclasses import dataclass

from smallcrm.core.i18n import _, ngettext
from smallcrm.storage.changelog import list_field_changes
from smallcrm.storage.operations import ORIGINS, Origin, label
from smallcrm.storage.session import Session
from smallcrm.storage.steps import describe_step
from smallcrm.storage.steps import list_steps as read_steps
from smallcrm.storage.undo import UndoResult


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One step of the change log. `counts` maps a table to how many of its rows changed."""

    id: int
    op: str
    label: str
    at: str
    staff: str
    origin: str
    state: str
    can_undo: bool
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class ValueOrigin:
    """Where a value came from. `old` and `new` are None where the log no longer holds them."""

    at: str
    staff: str
    origin: str
    label: str
    old: object
    new: object
    place: str


def list_steps(session: Session, limit: int = 50) -> list[StepRecord]:
    """The change log, newest first; limit 0 means all."""
    return [
        StepRecord(
            id=step.id,
            op=step.op,
            label=describe_step(step),
            at=step.at,
            staff=step.staff,
            origin=origin_words(step.origin),
            state=step.state,
            can_undo=step.state == "done" and bool(step.kept),
            counts=json.loads(step.counts),
        )
        for step in read_steps(session.connection, limit)
    ]


def explain_value(session: Session, table: str, row_id: int, field: str) -> list[ValueOrigin]:
    """Where the value of a field came from, newest change first:

    "where did this phone come from".
    """
    found = []
    for change in list_field_changes(session.connection, table, row_id, field):
        place = ""
        if change.file:
            place = _("%(file)s, row %(row)d") % {"file": change.file, "row": change.row or 0}
        step = change.step
        found.append(
            ValueOrigin(
                at=step.at,
                staff=step.staff,
                origin=origin_words(step.origin),
                label=describe_step(step),
                old=change.old,
                new=change.new,
                place=place,
            )
        )
    return found


def describe_undo(result: UndoResult) -> str:
    """What was undone, with what was kept, in one sentence."""
    text = _("Undone: %(label)s") % {"label": undo_label(result)}
    if result.kept:
        n = len(result.kept)
        kept = ngettext(
            "%(n)d record was kept because %(why)s", "%(n)d records were kept because %(why)s", n
        )
        text += " · " + kept % {"n": n, "why": _(result.kept[0].reason)}
    return text


def describe_redo(result: UndoResult) -> str:
    """What was brought back, in one sentence."""
    return _("Done again: %(label)s") % {"label": undo_label(result)}


def undo_label(result: UndoResult) -> str:
    """The label of the step that was undone or redone."""
    return label(result.op, json.loads(result.detail))


def origin_words(origin: str) -> str:
    """Where a change was entered, in words."""
    return _(ORIGINS[Origin(origin)]) if origin in set(Origin) else origin
