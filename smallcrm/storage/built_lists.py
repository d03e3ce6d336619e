"""Lists and search of new customers, built in memory and then laid into a data file.

FTS5 keeps its index in plain tables (https://sqlite.org/fts5.html#fts5_data_structures). Where two
tables are defined alike, SQLite copies one into the other with its indexes, entry by entry and
without looking into them (https://sqlite.org/compile.html, OMIT_XFER_OPT). That takes a sixth of
the time that inserting the rows takes, and another process can build.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import apsw

from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.storage.database import insert_many, rows
from smallcrm.storage.fresh import Listed, add_lists

LISTS = ("customer_fact", "customer_day")
TEXTS = "search_content"
INDEX = ("search_data", "search_idx", "search_docsize")
# So many customers stand in one image: what is copied at once is held in memory twice.
IN_IMAGE = 100_000
SCHEMA = "built_"
PART = 5000

Image = bytes | memoryview


class Definition(NamedTuple):
    """How lists and search are made: the SQL of tables and indexes, and the search's settings.

    `search` is "" where the search holds something already and takes the texts itself.
    """

    lists: tuple[str, ...]
    indexes: tuple[str, ...]
    texts: str
    search: str
    settings: tuple[tuple[str, object], ...]


class BuiltLists:
    """Lists and search in memory, made as the data file's are."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._images: list[bytes] = []
        self._count = 0
        self._begin()
        self._search: apsw.Connection | None = None
        if definition.search:
            # The texts themselves stand apart.
            self._search = _in_memory([definition.search.removesuffix(")") + ", content = '')"])
            _set(self._search, definition)
            self._search.execute("BEGIN")

    def add(self, listed: Listed, keys: Sequence[str], bodies: Sequence[str], day: str) -> None:
        """Take what lists and search say of customers (see fresh.add_lists)."""
        add_lists(self._lists, listed, keys, day)
        pairs = list(zip(listed.ids, bodies, strict=True))
        insert_many(self._texts, f"INSERT INTO {TEXTS} (id, c0)", 2, pairs)
        if self._search is not None:
            query = "INSERT INTO search (rowid, body) VALUES (?, ?)"
            self._search.executemany(query, pairs)
        self._count += len(listed.ids)
        if self._count >= IN_IMAGE:
            self._end_lists()
            self._begin()

    def images(self) -> list[bytes]:
        """The databases that hold all that was taken, the search index in the last of them.

        No more is added then.
        """
        if self._count:
            self._end_lists()
        if self._search is not None:
            self._images.append(_image(self._search))
            self._search = None
        return self._images

    def _begin(self) -> None:
        definition = self._definition
        self._lists, self._texts = _in_memory(definition.lists), _in_memory([definition.texts])
        self._lists.execute("BEGIN")
        self._texts.execute("BEGIN")

    def _end_lists(self) -> None:
        # Sorted all at once, names and cities go into their indexes in a third of the time.
        self._lists.execute(";".join(self._definition.indexes))
        self._images += [_image(self._lists), _image(self._texts)]
        self._count = 0


def define(connection: apsw.Connection) -> Definition:
    """Say how lists and search are made; a search that holds nothing is made anew."""
    indexed = " OR ".join(f"tbl_name = '{table}'" for table in LISTS)
    indexes = rows(
        connection,
        f"SELECT sql FROM sqlite_master WHERE type = 'index' AND sql <> '' AND ({indexed})",
    )
    definition = Definition(
        tuple(_made(connection, table) for table in LISTS),
        tuple(sql for (sql,) in indexes),
        _made(connection, TEXTS),
        "",
        (),
    )
    if rows(connection, f"SELECT 1 FROM {TEXTS} LIMIT 1"):
        return definition
    settings = rows(connection, "SELECT k, v FROM search_config WHERE k <> 'version'")
    search = _made(connection, "search")
    definition = definition._replace(search=search, settings=tuple(settings))
    connection.execute("DROP TABLE search")
    connection.execute(search)
    _set(connection, definition)
    return definition


def lay_in(
    connection: apsw.Connection,
    definition: Definition,
    image: bytes | memoryview,
    progress: Progress,
) -> None:
    """Put what an image holds where it belongs. It stays attached until `let_go`."""
    schema = f"{SCHEMA}{len(_attached(connection))}"
    connection.execute(f"ATTACH ':memory:' AS {schema}")
    connection.deserialize(schema, image)
    held = {name for (name,) in rows(connection, f"SELECT name FROM {schema}.sqlite_master")}
    if TEXTS in held and not definition.search:
        _search(connection, schema, progress)
        return
    if held.issuperset(INDEX):
        for table in INDEX:
            connection.execute(f"DELETE FROM {table}")  # what an empty index holds
    for table in held.intersection((*LISTS, TEXTS, *INDEX)):
        connection.execute(f"INSERT INTO main.{table} SELECT * FROM {schema}.{table}")
    if held.issuperset(INDEX):
        _read_anew(connection)


def let_go(connection: apsw.Connection) -> None:
    """Forget the images that were laid in, after the end of the transaction."""
    for schema in _attached(connection):
        connection.execute(f"DETACH {schema}")


def _made(connection: apsw.Connection, table: str) -> str:
    query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    ((sql,),) = rows(connection, query, (table,))
    return str(sql)


def _in_memory(tables: Iterable[str]) -> apsw.Connection:
    connection = apsw.Connection(":memory:")
    connection.execute(";".join(tables))
    return connection


def _set(connection: apsw.Connection, definition: Definition) -> None:
    query = "INSERT INTO search (search, rank) VALUES (?, ?)"
    connection.executemany(query, definition.settings)


def _image(connection: apsw.Connection) -> bytes:
    connection.execute("COMMIT")
    image = connection.serialize("main")
    connection.close()
    return image


def _attached(connection: apsw.Connection) -> list[str]:
    names = [name for _number, name, _path in rows(connection, "PRAGMA database_list")]
    return [name for name in names if name.startswith(SCHEMA)]


def _search(connection: apsw.Connection, schema: str, progress: Progress) -> None:
    """Let the search take the texts of an image, some thousand at a time.

    Any other statement in between would let the index write out what it has gathered.
    """
    ((first, last),) = rows(connection, f"SELECT min(id), max(id) FROM {schema}.{TEXTS}")
    for start in range(first, last + 1, PART):
        progress.check()
        progress.report(start - first, last + 1 - first, _("Updating lists and search"))
        connection.execute(
            "INSERT INTO main.search (rowid, body)"
            f" SELECT id, c0 FROM {schema}.{TEXTS} WHERE id BETWEEN ? AND ?",
            (start, start + PART - 1),
        )


def _read_anew(connection: apsw.Connection) -> None:
    """Let this connection look at what was laid in; others see that the file has changed.

    FTS5 has in mind where its index stands until something is rolled back, be it nothing.
    """
    connection.execute("SAVEPOINT laid_in; ROLLBACK TO laid_in; RELEASE laid_in")
