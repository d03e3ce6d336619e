"""Attached files: stored under the hash of their content in a folder beside the data file."""

import os
import shutil
from pathlib import Path

import apsw

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.storage.backup import sha256_of
from smallcrm.storage.database import rows
from smallcrm.storage.recording import column_names, read_changes, unpack


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
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_name(target.name + ".partial")
            shutil.copyfile(source, partial)
            os.replace(partial, target)
    except OSError as error:
        raise UserError(
            _("The file %(name)s could not be copied.") % {"name": source.name}
        ) from error
    return digest, size


def remove_unused(connection: apsw.Connection, datafile: Path) -> int:
    """Delete stored files that no record and no undo step names; returns how many."""
    used = {digest for (digest,) in rows(connection, "SELECT sha256 FROM attachment")}
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
