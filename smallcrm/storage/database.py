"""One connection to a data file: how it is opened, and how SQLite's errors are told to the user."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import apsw
from peewee import SQL, DatabaseProxy
from playhouse.apsw_ext import APSWDatabase

from smallcrm.core.errors import StorageError, StorageErrorKind
from smallcrm.core.i18n import _
from smallcrm.core.pinyin import pinyin_full
from smallcrm.core.text import fold

APPLICATION_ID = 0x53434D31  # "SCM1"
BUSY_TIMEOUT_MS = 5000

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
        connection.create_scalar_function("sort_key", sort_key, 1, deterministic=True)
        connection.execute(
            "PRAGMA foreign_keys = 1; PRAGMA synchronous = FULL; PRAGMA secure_delete = 1;"
            "PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;"
            "CREATE TEMP TABLE touched (id INTEGER PRIMARY KEY);"
            "PRAGMA query_only = 1;"
        ).fetchall()  # a statement that answers a row would otherwise be the last one carried out
    except apsw.Error as error:
        raise storage_error(error, path) from error
    return connection


def sort_key(*names: Any) -> str:
    """The key by which names are ordered: pinyin for Chinese, folded letters for the rest."""
    return fold(pinyin_full(names[0] or ""))[:64]


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
