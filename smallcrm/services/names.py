"""The names of records by their ids, read together."""

import json
from collections.abc import Iterable

from peewee import Model

from smallcrm.storage.database import database

Names = dict[int | None, str]


def read_names(*wanted: tuple[type[Model], Iterable[int | None]]) -> list[Names]:
    """For each (model, ids) the name of every record that is there, by its id.

    One query for all of them, none when no id is asked for.
    """
    parts, values = [], []
    for place, (model, ids) in enumerate(wanted):
        if known := {one for one in ids if one is not None}:
            table = model._meta.table_name
            parts.append(
                f"SELECT {place}, id, name FROM {table} "
                "WHERE id IN (SELECT value FROM json_each(?))"
            )
            values.append(json.dumps(sorted(known)))
    found: list[Names] = [{} for _one in wanted]
    if parts:
        for place, row_id, name in database.execute_sql(" UNION ALL ".join(parts), values):
            found[place][row_id] = name
    return found
