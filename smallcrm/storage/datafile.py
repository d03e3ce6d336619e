"""An open data file:

making, checking and migrating it, and telling who listens what was changed in it.
"""

import os
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import apsw

from smallcrm.core.dates import Clock
from smallcrm.core.errors import StorageError
from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.storage.backup import back_up
from smallcrm.storage.database import (
    APPLICATION_ID,
    BUSY_TIMEOUT_MS,
    CrmDatabase,
    connect,
    database,
    rows,
    storage_error,
)
from smallcrm.storage.lock import WindowLock
from smallcrm.storage.migrations import MIGRATIONS, NEWEST
from smallcrm.storage.operations import Changes, Origin
from smallcrm.storage.session import Session
from smallcrm.storage.steps import end_undo

Listener = Callable[[Changes], None]


class DataFile:
    """The data file in use. One at a time in a process: the models are bound to it."""

    def __init__(self, path: Path, clock: Clock, lock: WindowLock | None) -> None:
        self.path = path
        self.clock = clock
        self._lock = lock
        self._listeners: list[Listener] = []
        self._guard = threading.Lock()
        database.initialize(CrmDatabase(str(path)))

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Clock | None = None,
        window: bool = False,
        progress: Progress | None = None,
    ) -> "DataFile":
        """Open `path`, made when missing; `window` takes the lock that refuses a second window.

        `progress` is told what goes on when an older file is brought up to date.
        Raises StorageError: kind "not_ours", "too_new", "in_use", "read_only", "damaged", "io".
        """
        clock = clock or Clock()
        path = path.absolute()
        lock = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if window:
                lock = WindowLock(path)
                if not lock.take():
                    raise StorageError(
                        _("This data file is open in another window."),
                        _("Use that window."),
                        kind="in_use",
                    )
            prepare(path, clock.now(), progress or Progress())
            return cls(path, clock, lock)
        except BaseException as error:
            if lock:
                lock.release()
            if not isinstance(error, OSError):
                raise
            raise StorageError(
                _("The data file %(path)s cannot be opened.") % {"path": path},
                _("Check that the disk is connected and the folder can be written."),
                kind="io",
            ) from error

    def session(
        self, origin: Origin = Origin.FORM, *, patience_ms: int = BUSY_TIMEOUT_MS
    ) -> Session:
        """A session for the calling thread; a write waits `patience_ms` for another one's end."""
        return Session(self, self.clock, origin, patience_ms)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Be told after each commit, on the thread that wrote; returns how to stop."""
        with self._guard:
            self._listeners.append(listener)

        def stop() -> None:
            with self._guard:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def tell(self, changes: Changes) -> None:
        """Tell every listener; called by a session after its commit."""
        with self._guard:
            listeners = list(self._listeners)
        for listener in listeners:
            listener(changes)

    def close(self) -> None:
        """Write everything back into the one file and give the lock free (after all sessions are
        closed).
        """
        if not database.is_closed():
            database.close()
        try:
            connection = connect(self.path)
            connection.execute("PRAGMA query_only = 0").fetchall()
            connection.set_busy_timeout(0)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            connection.close()
        except (apsw.Error, StorageError):
            # Another program still reads the file: SQLite will do the same at its next chance.
            return
        finally:
            if self._lock:
                self._lock.release()


def is_older(path: Path) -> bool:
    """Whether a file seems to be one of ours of an older version; a look at its first bytes."""
    try:
        with path.open("rb") as file:
            head = file.read(72)
    except OSError:
        return False
    version, ours = (int.from_bytes(head[at : at + 4], "big") for at in (60, 68))
    return ours == APPLICATION_ID and 0 < version < NEWEST


def prepare(path: Path, now: datetime, progress: Progress) -> None:
    """Bring a file to today's schema: make it, refuse it, or back it up and migrate it."""
    is_new = not path.exists() or path.stat().st_size == 0
    connection = connect(path, create=is_new)
    try:
        connection.execute("PRAGMA query_only = 0")
        if is_new:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            if os.name == "posix":
                path.chmod(0o600)
        version = check_ours(connection)
        if version < NEWEST:
            if not is_new and version:
                progress.report(version, version, _("Keeping a copy of the file as it is"))
                back_up(path, now, reason="migration")
            migrate(connection, version, progress)
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
    except apsw.Error as error:
        raise storage_error(error, path) from error
    finally:
        connection.close()


def check_ours(connection: apsw.Connection) -> int:
    """The file's schema version;

    StorageError when it is another program's file or a newer smallcrm's.
    """
    ((application_id,),) = rows(connection, "PRAGMA application_id")
    ((version,),) = rows(connection, "PRAGMA user_version")
    if application_id != APPLICATION_ID:
        raise StorageError(
            _("This file is not a smallcrm data file."), _("Choose another file."), kind="not_ours"
        )
    if version > NEWEST:
        raise StorageError(
            _("This data file was made by a newer smallcrm."),
            _("Update smallcrm on this computer."),
            kind="too_new",
        )
    return int(version)


def migrate(connection: apsw.Connection, version: int, progress: Progress | None = None) -> None:
    """Run all pending steps in one transaction.

    Ends undo, since stored changesets no longer fit.
    """
    # A rebuilt table would otherwise take its child rows with it.
    connection.execute("PRAGMA foreign_keys = 0")
    connection.execute("BEGIN EXCLUSIVE")
    try:
        for migration in MIGRATIONS:
            if migration.number > version:
                if progress is not None:
                    progress.report(version, version, _("Bringing it up to date"))
                migration.apply(connection)
        if version:
            end_undo(connection)
        if broken := rows(connection, "PRAGMA foreign_key_check"):
            raise RuntimeError(f"migration leaves {len(broken)} broken references")
        connection.execute(f"PRAGMA user_version = {NEWEST}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("PRAGMA foreign_keys = 1")
