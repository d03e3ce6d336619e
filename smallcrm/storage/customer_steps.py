"""Which steps of the change log changed a customer, or what hangs on it."""

import json
from collections.abc import Iterable, Sequence

import apsw

from smallcrm.storage.changelog import inserted_row
from smallcrm.storage.database import rows
from smallcrm.storage.recording import RowChange, read_changes, unpack
from smallcrm.storage.steps import Step, find_steps
from smallcrm.storage.tables import RECORDED_TABLES, TABLE_NUMBERS

# Tables whose rows hang on a customer; a relation hangs on two.
OWNED = (
    "contact",
    "phone",
    "address",
    "customer_tag",
    "custom_value",
    "interaction",
    "feedback",
    "follow_up",
    "deal",
    "sales_order",
    "receipt",
    "term",
    "attachment",
    "relation",
    "fact_check",
)
STEPS_READ = 200


def touched_steps(
    connection: apsw.Connection, customer_id: int, tables: Iterable[str] = ("customer", *OWNED)
) -> tuple[dict[int, Step], dict[int, set[str]]]:
    """The steps that touched a customer's rows that are there now, and the tables of those rows."""
    parts = []
    for table in tables:
        mine, number = f"SELECT id FROM {table} WHERE {_mine(table)}", TABLE_NUMBERS[table]
        parts.append(f"""
            SELECT '{table}', step_id FROM change_row
                WHERE table_id = {number} AND row_id IN ({mine})
            UNION ALL SELECT '{table}', step_id FROM ({mine}) m JOIN change_run r
                ON r.table_id = {number} AND r.first <= m.id AND r.last >= m.id""")
    found: dict[int, set[str]] = {}
    for table, step_id in rows(connection, " UNION ALL ".join(parts), (customer_id,)):
        found.setdefault(step_id, set()).add(table)
    return find_steps(connection, found) if found else {}, found


def read_customer_changes(
    connection: apsw.Connection,
    customer_id: int,
    largest: int,
    step_ids: Sequence[int] | None = None,
    *,
    columns: dict[str, list[str]],
) -> dict[int, list[RowChange]]:
    """What steps of at most `largest` packed bytes changed of a customer, also of what is gone.

    By step. Only the newest steps whose values are kept, or those named. `columns` are those of
    every recorded table.
    """
    if step_ids is not None and not step_ids:
        return {}
    query = "SELECT id, changeset FROM change_step WHERE changeset IS NOT NULL AND size < ?"
    if step_ids is not None:
        query += f" AND id IN ({','.join(str(int(one)) for one in step_ids)})"
    steps = rows(connection, f"{query} ORDER BY id DESC LIMIT {STEPS_READ}", (largest,))
    if not steps:
        return {}
    owned: dict[str, set[int]] = {table: set() for table in OWNED}
    for table, row_id in rows(connection, _OWNED_IDS, (customer_id,)):
        owned[table].add(row_id)
    found: dict[int, list[RowChange]] = {}
    for step_id, changeset in steps:
        for change in read_changes(unpack(changeset), columns):
            values = change.old | change.new
            is_it = change.table == "customer" and change.row_id == customer_id
            hung = customer_id in (values.get("customer_id"), values.get("other_id"))
            if is_it or hung or change.row_id in owned.get(change.table, ()):
                found.setdefault(step_id, []).append(change)
                if change.table in owned:
                    owned[change.table].add(change.row_id)  # its older changes are its too
    if step_ids is None:
        _add_runs(connection, [step_id for step_id, _changeset in steps], found, owned, customer_id)
    return found


def _add_runs(
    connection: apsw.Connection,
    step_ids: Sequence[int],
    found: dict[int, list[RowChange]],
    owned: dict[str, set[int]],
    customer_id: int,
) -> None:
    """Add a customer's rows that came in among thousands: their values are not in changesets."""
    query = """
        SELECT step_id, table_id, first, last FROM change_run
        WHERE step_id IN (SELECT value FROM json_each(?)) ORDER BY step_id, table_id, first"""
    for step_id, number, first, last in rows(connection, query, (json.dumps(step_ids),)):
        table = RECORDED_TABLES[number]
        told = {change.row_id for change in found.get(step_id, ()) if change.table == table}
        mine = owned.get(table, {customer_id} if table == "customer" else set())
        for row_id in sorted(mine - told):
            if first <= row_id <= last:
                change = inserted_row(connection, step_id, table, row_id)
                found.setdefault(step_id, []).append(change)


def _mine(table: str) -> str:
    if table == "relation":
        return "customer_id = ?1 OR other_id = ?1"
    return "id = ?1" if table == "customer" else "customer_id = ?1"


_OWNED_IDS = " UNION ALL ".join(
    f"SELECT '{table}', id FROM {table} WHERE {_mine(table)}" for table in OWNED
)
