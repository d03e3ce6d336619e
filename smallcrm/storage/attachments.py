"""Attached files: stored under the hash of their content in a folder beside the data file."""

import os
import shutil
from pathlib import Path

import apsw

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.storage.backup import list_backups, sha256_of
from smallcrm.storage.database import rows
from smallcrm.storage.recording import column_names, read_changes, unpack

BACKUPS = "-backups"
PARTIAL = ".partial"


def attachment_folder(datafile: Path) -> Path:
    """The folder that holds the attached files of a data file."""
    return datafile.with_name(datafile.stem + "-files")


def attachment_path(datafile: Path, sha256: str) -> Path:
    """Where the content with this hash lies."""
    return attachment_folder(datafile) / sha256[:2] / sha256


def store_file(datafile: Path, source: Path) -> tuple[str, int]:
    """Copy a file in.

    Returns its SHA-256 and its size in bytes. The same content is stored once.
    """
    try:
        digest, size = sha256_of(source), source.stat().st_size
        target = attachment_path(datafile, digest)
        if not target.exists():
            _copy(source, target)
    except OSError as error:
        raise UserError(
            _("The file %(name)s could not be copied.") % {"name": source.name}
        ) from error
    return digest, size


def find_content(datafile: Path, sha256: str) -> Path | None:
    """Where the content with this hash lies; None when it is gone.

    A backup that is opened where it was made finds the files of the data file it is of.
    """
    path = attachment_path(datafile, sha256)
    if path.exists():
        return path
    folder = datafile.parent
    if folder.name.endswith(BACKUPS):
        origin = folder.with_name(folder.name.removesuffix(BACKUPS) + datafile.suffix)
        path = attachment_path(origin, sha256)
    return path if path.exists() else None


def copy_files(datafile: Path, target: Path) -> int:
    """Copy every stored file to where a copy of the data file finds it; returns how many.

    What lies there already is not copied again. UserError when one cannot be copied.
    """
    copied = 0
    source, goal = attachment_folder(datafile), attachment_folder(target)
    for path in source.glob("*/*"):
        place = goal / path.parent.name / path.name
        if path.name.endswith(PARTIAL):
            continue
        if not place.exists():
            try:
                _copy(path, place)
            except OSError as error:
                raise UserError(
                    _("The attached files could not be copied to %(path)s.") % {"path": goal},
                    _("Check that the disk is connected and has room."),
                ) from error
        copied += 1
    return copied


def copy_checked(source: Path, target: Path, sha256: str) -> bool:
    """Copy content to `target` and tell whether it is what its hash says; else nothing is kept."""
    if target.exists() and sha256_of(target) == sha256:
        return True
    if sha256_of(source) != sha256:
        return False
    _copy(source, target)
    return True


def drop_folder(folder: Path) -> None:
    """Remove a folder of files that was begun, whatever is in it."""
    shutil.rmtree(folder, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + PARTIAL)
    shutil.copyfile(source, partial)
    os.replace(partial, target)


def remove_unused(connection: apsw.Connection, datafile: Path) -> int:
    """Delete stored files that no record, no undo step and no kept backup names.

    Returns how many.
    """
    if not attachment_folder(datafile).exists():
        return 0
    used = {digest for (digest,) in rows(connection, "SELECT sha256 FROM attachment")}
    for backup, _when in list_backups(datafile):
        named = _named_in(backup)
        if named is None:
            return 0  # it cannot be told what it needs
        used |= named
    columns = column_names(connection)
    for (changeset,) in rows(
        connection, "SELECT changeset FROM change_step WHERE changeset IS NOT NULL"
    ):
        for change in read_changes(unpack(changeset), columns):
            if change.table == "attachment":
                used |= {
                    str(values["sha256"])
                    for values in (change.old, change.new)
                    if "sha256" in values
                }
    removed = 0
    for path in attachment_folder(datafile).glob("*/*"):
        if path.name not in used:
            path.unlink()
            removed += 1
    return removed


def _named_in(backup: Path) -> set[str] | None:
    """The hashes that a copy of the data file names; None when it cannot be read."""
    try:
        copy = apsw.Connection(str(backup), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            return {str(digest) for (digest,) in rows(copy, "SELECT sha256 FROM attachment")}
        finally:
            copy.close()
    except apsw.Error:
        return None
