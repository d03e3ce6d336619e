"""The change log:

one row a step, an index of the rows it touched, and values while they are kept.
"""

import json
from collections.abc import Iterator
from typing import NamedTuple

import apsw

from smallcrm.storage.database import rows
from smallcrm.storage.import_place import find_place
from smallcrm.storage.recording import RowChange, Summary, column_names, read_changes, unpack
from smallcrm.storage.steps import Step
from smallcrm.storage.tables import TABLE_NUMBERS

STEPS_KEPT = 400
BYTES_KEPT = 64 * 1024 * 1024


class FieldChange(NamedTuple):
    """One change of one field: when, by whom, from where.

    `old` and `new` are None when they are no longer stored.
    `file` and `row` name the line of the imported list it came from.
    """

    step: Step
    action: str
    old: object = None
    new: object = None
    known: bool = False
    file: str = ""
    row: int | None = None


def add_step(connection: apsw.Connection, step: Step, changeset: bytes, summary: Summary) -> int:
    """Write a step with its packed changeset and index; returns its id."""
    connection.execute(
        "INSERT INTO change_step (op, detail, origin, staff, at, counts, size, changeset)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            step.op,
            step.detail,
            step.origin,
            step.staff,
            step.at,
            json.dumps(summary.counts),
            len(changeset),
            changeset,
        ),
    )
    step_id = connection.last_insert_rowid()
    connection.executemany(
        "INSERT INTO change_row (table_id, row_id, action, fields, step_id)"
        f" VALUES (?, ?, ?, ?, {step_id})",
        summary.index,
    )
    connection.executemany(
        f"INSERT INTO change_run (table_id, first, last, step_id) VALUES (?, ?, ?, {step_id})",
        summary.runs,
    )
    return step_id


def prune(connection: apsw.Connection) -> None:
    """Forget the values of all but the newest steps; their labels, counts and index stay."""
    connection.execute(
        """
        WITH kept AS (SELECT id, row_number() OVER w AS place, sum(size) OVER w AS total
            FROM change_step WHERE changeset IS NOT NULL WINDOW w AS (ORDER BY id DESC))
        UPDATE change_step SET changeset = NULL, taken_back = NULL, size = 0
        WHERE id IN (SELECT id FROM kept WHERE place > 1 AND (place > ?1 OR total > ?2))""",
        (STEPS_KEPT, BYTES_KEPT),
    )


def list_row_changes(connection: apsw.Connection, step_id: int) -> list[RowChange]:
    """Every row a step changed, with old and new values; empty when they are no longer stored.

    Without the rows that it inserted by the thousand (see `inserted_row`).
    """
    found = rows(connection, "SELECT changeset FROM change_step WHERE id = ?", (step_id,))
    if not found or found[0][0] is None:
        return []
    return list(read_changes(unpack(found[0][0]), column_names(connection)))


def list_field_changes(
    connection: apsw.Connection, table: str, row_id: int, field: str
) -> list[FieldChange]:
    """Where the value of a field came from: its changes, newest first."""
    query = """
        SELECT action, s.id, op, detail, origin, staff, at, state, counts, changeset
        FROM (SELECT step_id, action, fields FROM change_row WHERE table_id = ?1 AND row_id = ?2
            UNION ALL SELECT step_id, '', '' FROM change_run
            WHERE table_id = ?1 AND first <= ?2 AND last >= ?2) r
        JOIN change_step s ON s.id = r.step_id
        WHERE s.state = 'done' AND (r.fields = '' OR ',' || r.fields || ',' LIKE '%,' || ?3 || ',%')
        ORDER BY s.id DESC"""
    found = []
    for row in rows(connection, query, (TABLE_NUMBERS[table], row_id, field)):
        action, changeset = row[0], row[9]
        step = Step(*row[1:9])  # whether its values are kept is of no use here
        change = (
            _find_row(connection, changeset, table, row_id)
            if action or changeset is None
            else inserted_row(connection, step.id, table, row_id)
        )
        record = _record(connection, table, row_id, change)
        file, line = find_place(connection, step.id, table, field, record)
        old, new = (change.old.get(field), change.new.get(field)) if change else (None, None)
        action = action or "I"
        found.append(FieldChange(step, action, old, new, change is not None, file, line))
    return found


def inserted_row(connection: apsw.Connection, step_id: int, table: str, row_id: int) -> RowChange:
    """A row as a step left it that inserted it among thousands: those are not stored twice.

    It is what the table holds, less what later steps changed. These are kept as long as the step
    is, for the oldest are forgotten first.
    """
    query = """
        SELECT changeset FROM change_row r JOIN change_step s ON s.id = r.step_id
        WHERE table_id = ? AND row_id = ? AND step_id > ? AND state = 'done' ORDER BY s.id DESC"""
    record = _record(connection, table, row_id, None)
    for (changeset,) in rows(connection, query, (TABLE_NUMBERS[table], row_id, step_id)):
        if change := _find_row(connection, changeset, table, row_id):
            record |= change.old
    return RowChange(table, row_id, "I", {}, record)


def _find_row(
    connection: apsw.Connection, changeset: bytes | None, table: str, row_id: int
) -> RowChange | None:
    changes: Iterator[RowChange] = (
        read_changes(unpack(changeset), column_names(connection))
        if changeset is not None
        else iter(())
    )
    return next(
        (change for change in changes if change.table == table and change.row_id == row_id), None
    )


def _record(
    connection: apsw.Connection, table: str, row_id: int, change: RowChange | None
) -> dict[str, object]:
    """A record's columns as a step left them, as far as that is still known."""
    names = column_names(connection)[table]
    found = rows(connection, f"SELECT * FROM {table} WHERE id = ?", (row_id,))
    stored = dict(zip(names, found[0], strict=True)) if found else {}
    return stored | (change.new if change else {})
