"""Copies of the data file that are known to be whole."""

import contextlib
import hashlib
import os
import re
from datetime import datetime
from pathlib import Path

import apsw

from smallcrm.core.errors import StorageError
from smallcrm.core.i18n import _
from smallcrm.storage.database import APPLICATION_ID, connect, rows, storage_error

STAMP = "%Y-%m-%d_%H%M%S"
KEPT = 12


def backup_folder(datafile: Path) -> Path:
    """Where the automatic backups of a data file lie."""
    return datafile.with_name(datafile.stem + "-backups")


def back_up(datafile: Path, now: datetime, target: Path | None = None, *, reason: str = "") -> Path:
    """Copy a data file, open or not, and check the copy; returns where it lies.

    Without a target it goes to the backup folder, named by date and time. A sidecar file holds
    the SHA-256 of the copy.
    """
    if target is None:
        target = backup_folder(datafile) / backup_name(datafile, now, reason)
    partial = target.with_name(target.name + ".partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        source = connect(datafile)
        try:
            copy_database(source, partial)
        finally:
            source.close()
        check_copy(partial)
        os.replace(partial, target)
        digest = sha256_of(target)
        target.with_name(target.name + ".sha256").write_text(
            f"{digest}  {target.name}\n", encoding="utf-8"
        )
    except OSError as error:
        raise StorageError(
            _("The backup could not be written to %(path)s.") % {"path": target},
            _("Check that the disk is connected and has room."),
            kind="io",
        ) from error
    except apsw.Error as error:
        raise storage_error(error, target) from error
    finally:
        with contextlib.suppress(OSError):  # where nothing could be written nothing is left
            partial.unlink(missing_ok=True)
    return target


def backup_name(datafile: Path, now: datetime, reason: str = "") -> str:
    """The name of a backup made now; the time in it orders the backups."""
    return f"{datafile.stem}_{now:{STAMP}}{'_' + reason if reason else ''}.db"


def copy_database(source: apsw.Connection, target: Path) -> None:
    """Copy in one step.

    Page by page would start again after each foreign commit and may never end.
    """
    destination = apsw.Connection(str(target))
    try:
        with destination.backup("main", source, "main") as copying:
            while not copying.done:
                copying.step(-1)
        # A single file without -wal beside it, so that it can be carried away.
        destination.execute("PRAGMA journal_mode = DELETE")
    finally:
        destination.close()


def is_data_file(path: Path) -> bool:
    """Whether a file is a data file or backup of ours, whole or damaged."""
    try:
        with path.open("rb") as handle:
            head = handle.read(100)
    except OSError:
        return False
    return head[68:72] == APPLICATION_ID.to_bytes(4, "big")


def check_copy(path: Path) -> None:
    """StorageError unless the file is a whole smallcrm data file."""
    try:
        copy = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            marks = rows(copy, "PRAGMA application_id"), rows(copy, "PRAGMA integrity_check(1)")
        finally:
            copy.close()
    except apsw.Error as error:
        raise storage_error(error, path) from error
    if marks[0] != [(APPLICATION_ID,)]:
        raise StorageError(
            _("This file is not a smallcrm data file."), _("Choose another file."), kind="not_ours"
        )
    if marks[1] != [("ok",)]:
        raise StorageError(
            _("The copy is damaged."), _("Try again with another disk or folder."), kind="damaged"
        )


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def list_backups(datafile: Path) -> list[tuple[Path, datetime]]:
    """The backups in the backup folder with the time in their name, newest first."""
    found = []
    for path in backup_folder(datafile).glob("*.db"):
        match = re.search(r"_(\d{4}-\d\d-\d\d_\d{6})", path.name)
        if match:
            found.append((path, datetime.strptime(match[1], STAMP)))
    return sorted(found, key=lambda pair: pair[1], reverse=True)


def thin_out(datafile: Path, now: datetime) -> None:
    """Keep the newest daily backups; those made before a migration are never removed.

    Backups from after `now` are left alone and not counted: a clock that once stood wrong must not
    cost the good ones.
    """
    daily = [
        path
        for path, when in list_backups(datafile)
        if when <= now and "migration" not in path.name
    ]
    for path in daily[KEPT:]:
        path.unlink(missing_ok=True)
        path.with_name(path.name + ".sha256").unlink(missing_ok=True)
