"""A search index that is built in memory and then laid into a data file that has none yet.

FTS5 keeps its index in plain tables (https://sqlite.org/fts5.html#fts5_data_structures). To copy
their rows takes a seventh of the time that filling the index takes, and another process can fill.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import apsw

from smallcrm.storage.database import insert_many, rows

# The tables of the index and their columns, ordered by the first two; the texts apart.
TABLES = {
    "search_data": ("id", "block"),
    "search_idx": ("segid", "term", "pgno"),
    "search_docsize": ("id", "sz"),
}
ROWS_IN_PART = 20_000
Part = Sequence[tuple[Any, ...]]


class Definition(NamedTuple):
    """How a search index is made: its SQL, and its settings by name."""

    sql: str
    settings: tuple[tuple[str, object], ...]


class BuiltIndex:
    """A search index in memory, made as the data file's is."""

    def __init__(self, definition: Definition) -> None:
        self._connection = apsw.Connection(":memory:")
        _make(self._connection, definition)
        self._connection.execute("BEGIN")

    def add(self, ids: Sequence[int], bodies: Sequence[str]) -> None:
        """Take the texts of customers."""
        query = "INSERT INTO search (rowid, body) VALUES (?, ?)"
        self._connection.executemany(query, zip(ids, bodies, strict=True))

    def part(self, table: str, number: int) -> Part:
        """The rows of one of TABLES, some thousand at a time; no more is added then."""
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")
        query = f"SELECT * FROM {table} ORDER BY 1, 2 LIMIT ? OFFSET ?"
        return rows(self._connection, query, (ROWS_IN_PART, number * ROWS_IN_PART))


def make_anew(connection: apsw.Connection) -> Definition | None:
    """Make the search anew and say how it was made; None where it holds something."""
    if rows(connection, "SELECT 1 FROM search_content LIMIT 1"):
        return None
    ((sql,),) = rows(connection, "SELECT sql FROM sqlite_master WHERE name = 'search'")
    settings = rows(connection, "SELECT k, v FROM search_config WHERE k <> 'version'")
    definition = Definition(sql, tuple(settings))
    connection.execute("DROP TABLE search")
    _make(connection, definition)
    return definition


def add_texts(connection: apsw.Connection, ids: Sequence[int], bodies: Sequence[str]) -> None:
    """Keep the texts of customers, whose index is laid in or built afterwards."""
    pairs = zip(ids, bodies, strict=True)
    insert_many(connection, "INSERT INTO search_content (id, c0)", 2, pairs)


def lay_in(connection: apsw.Connection, table: str, parts: Iterable[Part]) -> None:
    """Put the rows of one of TABLES where they belong, instead of those of an empty index."""
    connection.execute(f"DELETE FROM {table}")
    head = f"INSERT INTO {table} ({', '.join(TABLES[table])})"
    for part in parts:
        insert_many(connection, head, len(TABLES[table]), part)


def read_anew(connection: apsw.Connection) -> None:
    """Let this connection look at what was laid in; others see that the file has changed.

    FTS5 has in mind where its index stands until something is rolled back, be it nothing.
    """
    connection.execute("SAVEPOINT laid_in; ROLLBACK TO laid_in; RELEASE laid_in")


def build_here(connection: apsw.Connection) -> None:
    """Build the index of the texts that are kept."""
    connection.execute("INSERT INTO search (search) VALUES ('rebuild')")


def _make(connection: apsw.Connection, definition: Definition) -> None:
    connection.execute(definition.sql)
    query = "INSERT INTO search (search, rank) VALUES (?, ?)"
    connection.executemany(query, definition.settings)
