"""Taking recorded steps back and forward, keeping work that was done since."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import apsw

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import N_, _
from smallcrm.storage.database import rows
from smallcrm.storage.merging import follow_import_rows
from smallcrm.storage.recording import (
    Recording,
    Summary,
    find_runs,
    take_changeset,
    unpack,
)
from smallcrm.storage.runs import (
    Inserted,
    Key,
    Run,
    TakenBack,
    bring_back,
    columns_of,
    remove_runs,
)
from smallcrm.storage.tables import RECORDED_TABLES, TABLE_NUMBERS

EDITED_SINCE = N_("it was edited since")
HAS_NEWER = N_("newer records belong to it")
BELONGS_TO_KEPT = N_("it belongs to a record that was kept")
PARENT_GONE = N_("what it belonged to was deleted since")


class Kept(NamedTuple):
    """A record that undo left as it is, and why (`reason` is translated on use)."""

    table: str
    row_id: int
    reason: str


class UndoResult(NamedTuple):
    """What an undo or redo did: the step, its label's parts, and what was kept."""

    step_id: int
    op: str
    detail: str
    counts: dict[str, int]
    kept: tuple[Kept, ...] = ()


class Reference(NamedTuple):
    """A foreign key between two recorded tables; `owned` when the child goes with its parent."""

    child: str
    column: str
    parent: str
    owned: bool


@dataclass(slots=True)
class Plan:
    """How a step is taken back.

    Whether anything newer exists, rows left alone, and single fields put back.
    """

    newer: bool = False
    kept: dict[Key, str] = field(default_factory=dict)
    restored: dict[Key, dict[str, object]] = field(default_factory=dict)


def apply_undo(
    connection: apsw.Connection, step_id: int, recording: Recording, summary: Summary
) -> tuple[TakenBack, list[Kept]]:
    """Take a step back inside the open transaction; returns what was changed, and what was kept.

    `recording` was started for this and is closed here. What rows inserted by the thousand touched
    is added to `summary`.

    No savepoint may surround this: SQLite's deferred foreign-key count is quadratic inside one.
    """
    changeset = stored_changeset(connection, step_id)
    runs = find_runs(connection, step_id)
    plan = _plan(connection, step_id, changeset, runs)
    with recording.paused():
        rows_gone = remove_runs(connection, runs, plan.kept, summary)
    done = _apply(connection, apsw.Changeset.invert(changeset), plan, recording)
    kept = [Kept(*key, reason) for key, reason in sorted(plan.kept.items())]
    return TakenBack(done, rows_gone), kept


def apply_redo(
    connection: apsw.Connection, step_id: int, recording: Recording, summary: Summary
) -> bytes:
    """Bring back exactly what the undo of this step took; returns what was changed.

    `recording` was started for this and is closed here. As in apply_undo, `summary` is told.
    """
    ((stored,),) = rows(connection, "SELECT taken_back FROM change_step WHERE id = ?", (step_id,))
    taken_back = TakenBack.read(stored)
    done = _apply(
        connection, apsw.Changeset.invert(unpack(taken_back.changeset)), Plan(), recording
    )
    bring_back(connection, taken_back.rows, summary)
    return done


def stored_changeset(connection: apsw.Connection, step_id: int) -> bytes:
    """The changes of a step as recorded."""
    found = rows(connection, "SELECT changeset FROM change_step WHERE id = ?", (step_id,))
    if not found or found[0][0] is None:
        raise UserError(_("This step is too old to be taken back."))
    return unpack(found[0][0])


def _apply(
    connection: apsw.Connection, changeset: bytes, plan: Plan, recording: Recording
) -> bytes:
    try:
        for key, values in plan.restored.items():
            _write(connection, key, values)
        apsw.Changeset.apply(
            changeset,
            connection,
            # Called for each row, which also lets other threads run: without it the
            # window would stand still.
            filter_change=lambda change: (
                not plan.kept or (change.name, _row_id(change)) not in plan.kept
            ),
            conflict=_on_conflict,
            flags=apsw.SQLITE_CHANGESETAPPLY_NOSAVEPOINT | apsw.SQLITE_CHANGESETAPPLY_FKNOACTION,
        )
        done = take_changeset(recording)
    except apsw.AbortError as error:
        raise UserError(
            _("This step cannot be taken back: a record with the same name was made since."),
            _("Rename the newer record, then undo again."),
        ) from error
    finally:
        recording.close()
    if plan.newer and (orphans := rows(connection, "PRAGMA foreign_key_check")):
        raise RuntimeError(
            f"undo would leave {len(orphans)} rows without a parent, first in {orphans[0][0]}"
        )
    return done


def _row_id(change: apsw.TableChange) -> int:
    return int((change.old if change.op != "INSERT" else change.new)[0])  # type: ignore[index,arg-type]


def _on_conflict(kind: int, change: apsw.TableChange) -> int:
    if kind in (
        apsw.SQLITE_CHANGESET_DATA,
        apsw.SQLITE_CHANGESET_NOTFOUND,
        apsw.SQLITE_CHANGESET_FOREIGN_KEY,
    ):
        return apsw.SQLITE_CHANGESET_OMIT
    return apsw.SQLITE_CHANGESET_ABORT


def _plan(connection: apsw.Connection, step_id: int, changeset: bytes, runs: Sequence[Run]) -> Plan:
    """Which rows of the step must stay because of work done since, and which fields go back."""
    plan = Plan()
    if not rows(
        connection, "SELECT 1 FROM change_step WHERE id > ? AND state = 'done' LIMIT 1", (step_id,)
    ):
        return plan
    plan.newer = True
    touched = _touched_since(connection, step_id)
    inserted = Inserted(set(), runs)
    for key in touched:
        if key in inserted and _exists(connection, key):
            plan.kept[key] = EDITED_SINCE
    deleted: dict[Key, tuple[object, ...]] = {}
    for change in apsw.Changeset.iter(changeset):
        key = (change.name, _row_id(change))
        if change.op == "INSERT":
            inserted.keys.add(key)
            if key in touched and _exists(connection, key):
                plan.kept[key] = EDITED_SINCE
        elif change.op == "DELETE":
            deleted[key] = change.old  # type: ignore[assignment]
        elif key in touched:
            names = columns_of(connection, change.name)
            values = zip(names, change.old, change.new, strict=True)  # type: ignore[arg-type]
            before = {name: old for name, old, new in values if new is not apsw.no_change}
            if before.keys() & touched[key]:
                plan.kept[key] = EDITED_SINCE
                plan.restored[key] = {k: v for k, v in before.items() if k not in touched[key]}
    references = _references(connection)
    _keep_parents_of_newer(connection, inserted, plan.kept, references)
    _close_over_family(connection, inserted, plan.kept, references)
    _keep_without_parent(connection, deleted, plan.kept, references)
    return plan


def _touched_since(connection: apsw.Connection, step_id: int) -> dict[Key, set[str]]:
    """Rows of the step that a later step, still done, changed.

    With the names of the fields it changed.
    """
    found: dict[Key, set[str]] = {}
    query = """
        SELECT later.table_id, later.row_id, later.fields FROM change_row mine
        JOIN change_row later USING (table_id, row_id) JOIN change_step s ON s.id = later.step_id
        WHERE mine.step_id = ?1 AND later.step_id > ?1 AND s.state = 'done'
        UNION ALL
        SELECT later.table_id, later.row_id, later.fields FROM change_run mine
        JOIN change_row later ON later.table_id = mine.table_id
            AND later.row_id BETWEEN mine.first AND mine.last
        JOIN change_step s ON s.id = later.step_id
        WHERE mine.step_id = ?1 AND later.step_id > ?1 AND s.state = 'done'"""
    for table_id, row_id, fields in rows(connection, query, (step_id,)):
        found.setdefault((RECORDED_TABLES[table_id], row_id), set()).update(fields.split(","))
    return found


def _write(connection: apsw.Connection, key: Key, values: dict[str, object]) -> None:
    table, row_id = key
    if values:
        assignments = ", ".join(f'"{name}" = ?' for name in values)
        connection.execute(
            f"UPDATE {table} SET {assignments} WHERE id = ?", (*values.values(), row_id)
        )


def _exists(connection: apsw.Connection, key: Key) -> bool:
    return bool(rows(connection, f"SELECT 1 FROM {key[0]} WHERE id = ?", (key[1],)))


def _references(connection: apsw.Connection) -> list[Reference]:
    query = 'SELECT "from", "table", on_delete FROM pragma_foreign_key_list(?)'
    return [
        Reference(child, column, parent, action == "CASCADE")
        for child in TABLE_NUMBERS
        for column, parent, action in rows(connection, query, (child,))
    ]


def _keep_parents_of_newer(
    connection: apsw.Connection,
    inserted: Inserted,
    kept: dict[Key, str],
    references: list[Reference],
) -> None:
    """Keep inserted rows that rows from outside the step point to.

    Newer ones, or older ones edited to do so.
    """
    for ref in references:
        outside = "".join(
            f" AND NOT id BETWEEN {first} AND {last}"
            for table, first, last in inserted.runs
            if table == ref.child
        )
        query = f"SELECT id, {ref.column} FROM {ref.child} WHERE {ref.column}"
        listed = ",".join(str(row_id) for table, row_id in inserted.keys if table == ref.parent)
        among: list[tuple[str, tuple[object, ...]]] = []
        if listed:
            among = [("IN (SELECT value FROM json_each(?))", (f"[{listed}]",))]
        among += [
            ("BETWEEN ? AND ?", (first, last))
            for table, first, last in inserted.runs
            if table == ref.parent
        ]
        for condition, values in among:
            pairs = rows(connection, f"{query} {condition}{outside}", values)
            for child_id, parent_id in pairs:
                if (ref.child, child_id) not in inserted:
                    kept.setdefault((ref.parent, parent_id), HAS_NEWER)


def _close_over_family(
    connection: apsw.Connection,
    inserted: Inserted,
    kept: dict[Key, str],
    references: list[Reference],
) -> None:
    """With a kept record stay its parents, and its children from the same step."""
    todo = [key for key in kept if key in inserted]
    while todo:
        table, row_id = todo.pop()
        family: set[Key] = set()
        for ref in references:
            if ref.child == table:
                query = f"SELECT {ref.column} FROM {table} WHERE id = ?"
                family |= {
                    (ref.parent, value)
                    for (value,) in rows(connection, query, (row_id,))
                    if value is not None
                }
            if ref.parent == table and ref.owned:
                query = f"SELECT id FROM {ref.child} WHERE {ref.column} = ?"
                family |= {(ref.child, value) for (value,) in rows(connection, query, (row_id,))}
        for key in family - kept.keys():
            if key in inserted:
                kept[key] = BELONGS_TO_KEPT
                todo.append(key)


def _keep_without_parent(
    connection: apsw.Connection,
    deleted: dict[Key, tuple[object, ...]],
    kept: dict[Key, str],
    references: list[Reference],
) -> None:
    """A deleted row cannot come back when what it belonged to is gone for good."""
    places = {ref: columns_of(connection, ref.child).index(ref.column) for ref in references}
    changed = True
    while changed:
        changed = False
        for key, values in deleted.items():
            if key in kept:
                continue
            for ref in references:
                owner = values[places[ref]] if ref.child == key[0] else None
                if not isinstance(owner, int):
                    continue
                parent = (ref.parent, owner)
                if (parent not in deleted or parent in kept) and not _exists(connection, parent):
                    kept[key] = PARENT_GONE
                    changed = True
                    break


def forget_redo(connection: apsw.Connection) -> None:
    """A new step ends redo: undone steps stay in the history only."""
    connection.execute(
        "UPDATE change_step SET state = 'dropped', changeset = NULL, taken_back = NULL, size = 0"
        " WHERE state = 'undone'"
    )


def drop_step(connection: apsw.Connection, step_id: int) -> None:
    """Note that an automatic step was taken back for good."""
    connection.execute(
        "UPDATE change_step SET state = 'dropped', changeset = NULL, size = 0 WHERE id = ?",
        (step_id,),
    )


def mark_undone(connection: apsw.Connection, step_id: int, done: TakenBack) -> None:
    """Note that a step was taken back, and exactly how, for redo."""
    connection.execute(
        "UPDATE change_step SET state = 'undone', taken_back = ?, undone_order ="
        " (SELECT 1 + COALESCE(max(undone_order), 0) FROM change_step) WHERE id = ?",
        (done.stored(), step_id),
    )
    follow_import_rows(connection, step_id, back=True)


def mark_redone(connection: apsw.Connection, step_id: int) -> None:
    """Note that a step holds again."""
    connection.execute(
        "UPDATE change_step SET state = 'done', taken_back = NULL, undone_order = NULL"
        " WHERE id = ?",
        (step_id,),
    )
    follow_import_rows(connection, step_id, back=False)
