"""Inserting many rows at once: the SQL is peewee's, the loop is the driver's (20 times as fast)."""

from collections.abc import Collection, Iterable, Mapping, Sequence

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
    if unit is None:
        _insert(model, fields, rows)
        return
    listed = list(rows)
    with unit.new_rows(model._meta.table_name, _named(model, fields), len(listed)):
        _insert(model, fields, listed)


def insert_columns(
    model: type[Model], columns: Mapping[str, Sequence[object]], unit: Unit, count: int
) -> None:
    """The same for `count` rows told column by column, by the field's name."""
    with unit.new_rows(model._meta.table_name, _named(model, columns), count):
        _insert(model, columns, zip(*columns.values(), strict=True))


def _insert(model: type[Model], fields: Collection[str], rows: Iterable[Sequence[object]]) -> None:
    named = ", ".join(f'"{column}"' for column in _named(model, fields))
    head = f'INSERT INTO "{model._meta.table_name}" ({named})'
    insert_many(database.connection(), head, len(fields), rows)


def _named(model: type[Model], fields: Iterable[str]) -> list[str]:
    """The columns of fields."""
    known = model._meta.fields
    return [known[name].column_name for name in fields]


def insert_series(
    model: type[Model], same: Mapping[str, object], counting: Mapping[str, int], count: int
) -> None:
    """Insert `count` rows that are the same but for numbers that count up from those given.

    For rows whose ids nobody records; the rows are made by SQLite itself.
    """
    columns = _named(model, (*same, *counting))
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
