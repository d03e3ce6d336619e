"""Which row of which imported list brought a value."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import apsw

from smallcrm.storage.database import rows

ROWS = """
    SELECT f.name, r.row, r.changes FROM import_file f JOIN import_row r ON r.import_id = f.id
    WHERE f.step_id = ? AND r.customer_id = ? AND r.outcome IN ('created', 'updated', 'merged')
    ORDER BY f.id, r.row"""
# Under which field names a list brings what these tables hold.
BROUGHT_AS: Mapping[str, tuple[str, ...]] = {
    "address": ("province", "city", "district", "address", "postcode", "invoice_address"),
    "customer_tag": ("tags",),
    "interaction": ("last_contact",),
    "follow_up": ("next_follow_up",),
}


def find_place(
    connection: apsw.Connection, step_id: int, table: str, field: str, record: Mapping[str, object]
) -> tuple[str, int | None]:
    """The list and row that brought a field of a record in an import step.

    `record` holds the record's columns. ("", None) when the step was no import. The first row of a
    customer brought what no later row is known for.
    """
    customer_id = record.get("id") if table == "customer" else record.get("customer_id")
    found = rows(connection, ROWS, (step_id, customer_id)) if customer_id is not None else []
    if not found:
        return "", None
    brought = [
        (file, row)
        for file, row, changes in found
        if changes and any(_fits(change, table, field, record) for change in json.loads(changes))
    ]
    return brought[-1] if brought else found[0][:2]


def _fits(change: Sequence[Any], table: str, field: str, record: Mapping[str, object]) -> bool:
    """Whether a row's change of [field name, new text, contact person] is this one."""
    name, new, who = change
    group, _dot, key = str(name).partition(".")
    if table == "phone":
        return bool(new == record.get("number"))
    if table == "contact":
        return group == "contact" and key == field and who == record.get("name")
    if table == "custom_value":
        return group == "custom"
    if group != "customer":
        return False
    if table == "customer":
        return key == field.removesuffix("_id")
    return key in BROUGHT_AS.get(table, ())
