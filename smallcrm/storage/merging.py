"""What merging customers needs of the tables that services do not see: the log, import rows."""

import json

import apsw

from smallcrm.storage.database import rows
from smallcrm.storage.operations import Op
from smallcrm.storage.tables import TABLE_NUMBERS


def newest_changes(
    connection: apsw.Connection, table: str, ids: list[int]
) -> dict[tuple[int, str], tuple[int, str]]:
    """The newest step that set a field of these rows: (row, field) -> (step, when).

    Field "" stands for the row's own making.
    """
    query = """
        SELECT r.row_id, r.fields, s.id, s.at FROM change_row r
        JOIN change_step s ON s.id = r.step_id AND s.state = 'done'
        WHERE r.table_id = ?1 AND r.action <> 'D'
            AND r.row_id IN (SELECT value FROM json_each(?2))
        UNION ALL
        SELECT j.value, '', s.id, s.at FROM json_each(?2) j
        JOIN change_run r ON r.table_id = ?1 AND r.first <= j.value AND r.last >= j.value
        JOIN change_step s ON s.id = r.step_id AND s.state = 'done'"""
    found: dict[tuple[int, str], tuple[int, str]] = {}
    for row_id, fields, step, at in rows(
        connection, query, (TABLE_NUMBERS[table], json.dumps(ids))
    ):
        for name in fields.split(","):
            key = (row_id, name)
            found[key] = max(found.get(key, (0, "")), (step, at))
    return found


def follow_import_rows(connection: apsw.Connection, step_id: int, *, back: bool) -> None:
    """Let the rows of imports follow the undo (`back`) or redo of a merge.

    They are not recorded: the step's detail tells whose they were.
    """
    query = "SELECT detail FROM change_step WHERE id = ? AND op = ?"
    for (detail,) in rows(connection, query, (step_id, Op.MERGE_CUSTOMERS)):
        told = json.loads(detail)
        for customer_id, ids in told.get("import_rows", {}).items():
            connection.execute(
                "UPDATE import_row SET customer_id = ?"
                " WHERE id IN (SELECT value FROM json_each(?))",
                (int(customer_id) if back else told["into"], json.dumps(ids)),
            )
