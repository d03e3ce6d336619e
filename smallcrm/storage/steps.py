"""The steps of the change log: which there are, how they read, which one undo would take.

What a step changed is in `changelog`; a window that tells the last step needs not load it.
"""

import json
from collections.abc import Iterable
from typing import NamedTuple

import apsw

from smallcrm.storage.database import rows
from smallcrm.storage.operations import AUTOMATIC, label

_AUTOMATIC = ", ".join(f"'{op}'" for op in sorted(AUTOMATIC))
_COLUMNS = "id, op, detail, origin, staff, at, state, counts, changeset IS NOT NULL"


class Step(NamedTuple):
    """One row of the change log.

    `detail` and `counts` are JSON; `kept` says whether values are still stored.
    """

    id: int
    op: str
    detail: str
    origin: str
    staff: str
    at: str
    state: str = "done"
    counts: str = "{}"
    kept: bool = True


def describe_step(step: Step) -> str:
    """A step's label in the current language."""
    return label(step.op, json.loads(step.detail))


def step_size(step: Step | None) -> int:
    """How many rows a step changed."""
    return sum(json.loads(step.counts).values()) if step else 0


def next_undo(
    connection: apsw.Connection, *, redo: bool = False, step_id: int | None = None
) -> Step | None:
    """The step that undo (or redo) would take.

    With `step_id` that one, if it can still be taken back. Automatic steps are passed over.
    """
    if redo:
        sql = (
            f"SELECT {_COLUMNS} FROM change_step WHERE state = 'undone' AND taken_back IS NOT NULL"
        )
        sql += " ORDER BY undone_order DESC LIMIT 1"
    else:
        # The newest step that holds; if its values are no longer kept, nothing can be
        # undone past it.
        sql = f"SELECT {_COLUMNS} FROM change_step WHERE state = 'done'"
        sql += (
            " AND id = ?"
            if step_id is not None
            else f" AND op NOT IN ({_AUTOMATIC}) ORDER BY id DESC LIMIT 1"
        )
    found = rows(connection, sql, (step_id,) if step_id is not None and not redo else ())
    step = Step(*found[0]) if found else None
    return step if step and step.kept else None


def automatic_since(connection: apsw.Connection, step_id: int) -> list[Step]:
    """What the program made by itself after a step and can be taken back, newest first."""
    sql = f"""SELECT {_COLUMNS} FROM change_step WHERE state = 'done' AND id > ?
        AND changeset IS NOT NULL AND op IN ({_AUTOMATIC}) ORDER BY id DESC"""
    return [Step(*row) for row in rows(connection, sql, (step_id,))]


def log_state(connection: apsw.Connection) -> str:
    """A text that differs after every step, undo and redo; "" while there was none."""
    query = "SELECT max(id), count(*) FILTER (WHERE state = 'done') FROM change_step"
    ((newest, done),) = rows(connection, query)
    return f"{newest}/{done}" if newest else ""


def list_steps(connection: apsw.Connection, limit: int = 0) -> list[Step]:
    """The newest steps first; limit 0 means all."""
    sql = f"SELECT {_COLUMNS} FROM change_step ORDER BY id DESC LIMIT ?"
    return [Step(*row) for row in rows(connection, sql, (limit or -1,))]


def find_steps(connection: apsw.Connection, ids: Iterable[int]) -> dict[int, Step]:
    """The steps with these ids, by id."""
    wanted = json.dumps(list(ids))
    sql = f"SELECT {_COLUMNS} FROM change_step WHERE id IN (SELECT value FROM json_each(?))"
    return {row[0]: Step(*row) for row in rows(connection, sql, (wanted,))}


def end_undo(connection: apsw.Connection) -> None:
    """After a change of the schema stored changesets no longer fit.

    The history stays, undo ends.
    """
    connection.execute("UPDATE change_step SET changeset = NULL, taken_back = NULL, size = 0")
