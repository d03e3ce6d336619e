"""One connection to a data file: how it is opened, and how SQLite's errors are told to the user."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

import apsw
from peewee import SQL, DatabaseProxy
from playhouse.apsw_ext import APSWDatabase

from smallcrm.core.errors import StorageError, StorageErrorKind
from smallcrm.core.i18n import _

APPLICATION_ID = 0x53434D31  # "SCM1"
BUSY_TIMEOUT_MS = 5000
CACHE_KB = 65_536
ROWS_AT_ONCE = 100

# The models are bound to this; DataFile.open points it at the file in use (one file at a time in
# a process).
database = DatabaseProxy()


class CrmDatabase(APSWDatabase):
    """peewee's view of the data file; every thread has its own connection."""

    def _connect(self) -> apsw.Connection:
        return connect(Path(self.database))

    def _add_conn_hooks(self, conn: apsw.Connection) -> None:
        """Everything is set in `connect`, so that connections made without peewee are the same."""


def connect(path: Path, *, create: bool = False) -> apsw.Connection:
    """Open `path` read-only in effect (query_only).

    Only a unit of work lifts that, for its own time.
    """
    flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
    try:
        connection = apsw.Connection(str(path), flags=flags)
        connection.set_busy_timeout(BUSY_TIMEOUT_MS)
        connection.execute(
            "PRAGMA foreign_keys = 1; PRAGMA synchronous = FULL; PRAGMA secure_delete = 1;"
            f"PRAGMA cache_size = -{CACHE_KB}; PRAGMA temp_store = MEMORY;"
            "CREATE TEMP TABLE touched (id INTEGER PRIMARY KEY, sort_name TEXT);"
            "PRAGMA query_only = 1;"
        ).fetchall()  # a statement that answers a row would otherwise be the last one carried out
    except apsw.Error as error:
        raise storage_error(error, path) from error
    return connection


KINDS: tuple[tuple[type[Exception], StorageErrorKind], ...] = (
    (apsw.FullError, "full"),
    (apsw.ReadOnlyError, "read_only"),
    (apsw.PermissionsError, "read_only"),
    (apsw.BusyError, "locked"),
    (apsw.LockedError, "locked"),
    (apsw.NotADBError, "not_ours"),
    (apsw.CorruptError, "damaged"),
    (apsw.CantOpenError, "io"),
    (apsw.IOError, "io"),
)


def storage_error(error: Exception, path: Path | None = None) -> Exception:
    """The user's version of an SQLite error.

    `error` itself when it is a bug of ours (constraint, wrong SQL).
    """
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, apsw.Error):
        cause = cause.__cause__ or cause.__context__
    kind = next((kind for cls, kind in KINDS if isinstance(cause, cls)), None)
    if kind is None:
        return error
    messages: dict[StorageErrorKind, tuple[str, str]] = {
        "full": (
            _("The disk is full, so nothing was saved."),
            _("Make room on the disk, then try again."),
        ),
        "read_only": (
            _("The data file cannot be written."),
            _("Check that the file and its folder are not write-protected."),
        ),
        "locked": (
            _("Something else is writing to the data file just now."),
            _("Wait a moment, then try again."),
        ),
        "not_ours": (_("This file is not a smallcrm data file."), _("Choose another file.")),
        "damaged": (
            _("The data file is damaged."),
            _("Restore the last backup, or run: smallcrm check"),
        ),
        "io": (
            _("The data file cannot be opened or read."),
            _("Check that the disk is connected and the folder exists."),
        ),
    }
    message, advice = messages[kind]
    return StorageError(message, advice, kind=kind)


def fetch_ids(query: Any) -> list[int]:
    """The first column of a peewee query, without peewee's work for each row."""
    return [row[0] for row in database.execute(query).fetchall()]


def fetch_long(query: Any) -> list[int]:
    """The first column of a long list, in its order.

    SQLite puts it together in one step: with a step for each row, reading 100,000 of them would
    wait for the window's thread, and that one for them, 100,000 times.
    """
    sql, values = query.sql()
    others = "".join(f", other_{place}" for place in range(1, len(query._returning)))
    sql = f"WITH listed(id{others}) AS ({sql}) SELECT json_group_array(id) FROM listed"
    found: list[int] = json.loads(database.execute_sql(sql, values).fetchall()[0][0])
    return found


def fetch_rows(query: Any) -> list[tuple[Any, ...]]:
    """All rows of a peewee query as stored, without peewee's work for each value."""
    found: list[tuple[Any, ...]] = database.execute(query).fetchall()
    return found


def among(ids: Iterable[int]) -> SQL:
    """For `column << among(ids)`: any number of ids as one parameter of the query."""
    return SQL("(SELECT value FROM json_each(?))", ["[" + ",".join(map(str, ids)) + "]"])


def rows(connection: apsw.Connection, sql: str, args: Any = ()) -> list[tuple[Any, ...]]:
    """All rows of a query, read to the end: a half-read one would block the next write."""
    return connection.execute(sql, args).fetchall()


def insert_many(
    connection: apsw.Connection,
    head: str,
    width: int,
    rows: Iterable[Sequence[object]],
    fixed: str = "",
) -> None:
    """Insert any number of rows, read as they are written: many with one statement.

    `head` is the statement before its values, `width` the number of values of a row, `fixed` SQL
    with what is the same in all rows (", 1, 'x'") and comes after them. A single row with a
    statement of its own takes twice as long.
    """
    row = f"({', '.join('?' * width)}{fixed})"
    values = chain.from_iterable(rows)
    at_once = width * ROWS_AT_ONCE
    rest: tuple[object, ...] = ()

    def parts() -> Iterator[tuple[object, ...]]:
        nonlocal rest
        while len(part := tuple(islice(values, at_once))) == at_once:
            yield part
        rest = part

    def statement(count: int) -> str:
        return f"{head} VALUES {', '.join([row] * count)}"

    connection.executemany(statement(ROWS_AT_ONCE), parts())
    single = (rest[start : start + width] for start in range(0, len(rest), width))
    connection.executemany(statement(1), single)
