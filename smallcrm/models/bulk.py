"""Inserting many rows at once: the SQL is peewee's, the loop is the driver's (20 times as fast)."""

from collections.abc import Iterable, Mapping, Sequence

from peewee import Model

from smallcrm.storage.checks import checked_at_once
from smallcrm.storage.database import database, insert_many
from smallcrm.storage.database import rows as rows_of
from smallcrm.storage.writing import Unit


def insert_rows(
    model: type[Model],
    fields: Sequence[str],
    rows: Iterable[Sequence[object]],
    unit: Unit | None = None,
) -> None:
    """Insert rows of stored values (foreign keys as ids) in the order of `fields`, inside a unit.

    Fields that are not named get the table's defaults, which are the model's. With the `unit`,
    rows whose ids follow all that were ever given are logged by their ids only, if they are many.
    """
    known = model._meta.fields
    table = model._meta.table_name
    columns = [known[name].column_name for name in fields]
    named = ", ".join(f'"{column}"' for column in columns)
    head = f'INSERT INTO "{table}" ({named})'
    if unit is None:
        insert_many(database.connection(), head, len(fields), rows)
        return
    listed = list(rows)
    with unit.new_rows(table, columns, len(listed)):
        insert_many(database.connection(), head, len(fields), listed)


def insert_series(
    model: type[Model], same: Mapping[str, object], counting: Mapping[str, int], count: int
) -> None:
    """Insert `count` rows that are the same but for numbers that count up from those given.

    For rows whose ids nobody records; the rows are made by SQLite itself.
    """
    known = model._meta.fields
    columns = [known[name].column_name for name in (*same, *counting)]
    named = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join([*["?"] * len(same), *["? + value"] * len(counting)])
    query = f"""WITH RECURSIVE series(value) AS
            (SELECT 0 UNION ALL SELECT value + 1 FROM series WHERE value < ?)
        SELECT {values} FROM series"""
    table, connection = model._meta.table_name, database.connection()
    ((newest,),) = rows_of(connection, f'SELECT coalesce(max(id), 0) FROM "{table}"')
    with checked_at_once(connection, table, columns, newest):
        insert = f'INSERT INTO "{table}" ({named}) {query}'
        connection.execute(insert, (count - 1, *same.values(), *counting.values()))


def next_id(model: type[Model]) -> int:
    """The id that the next row of a table will get, for inserting rows with ids of one's own."""
    query = "SELECT seq FROM sqlite_sequence WHERE name = ?"
    found = database.connection().execute(query, (model._meta.table_name,)).fetchall()
    return int(found[0][0]) + 1 if found else 1
