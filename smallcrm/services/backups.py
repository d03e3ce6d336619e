"""Backups of the data file: by hand, and once a day by itself."""

from datetime import datetime, timedelta
from pathlib import Path

from smallcrm.core.errors import StorageError
from smallcrm.core.i18n import _
from smallcrm.storage import backup
from smallcrm.storage.attachments import copy_files
from smallcrm.storage.session import Session
from smallcrm.storage.steps import log_state

AUTOMATIC_AFTER = timedelta(days=1)


def back_up_now(session: Session, target: Path | None = None) -> Path:
    """Copy the data file and check the copy; returns where it lies.

    `target` is a new file or a folder, which gets the attached files too; without it the copy goes
    to the backup folder, beside the folder of the attached files.
    """
    source, now = session.datafile.path, session.clock.now()
    if target is not None:
        target = _place(source, target.resolve(), now)
    path = backup.back_up(source, now, target)
    if target is not None:
        copy_files(source, path)
    session.settings.set("last_backup", session.now)
    session.settings.set("backed_up", log_state(session.connection))
    return path


def back_up_if_due(session: Session) -> Path | None:
    """The daily backup.

    Made when the last is older than a day and the file holds anything new since.
    """
    last = session.settings.get("last_backup")
    now = session.clock.now()
    if (
        last
        and datetime.fromisoformat(last) <= now < datetime.fromisoformat(last) + AUTOMATIC_AFTER
    ):
        return None
    if log_state(session.connection) in ("", session.settings.get("backed_up")):
        return None
    path = back_up_now(session)
    backup.thin_out(session.datafile.path, now)
    return path


def _place(source: Path, target: Path, now: datetime) -> Path:
    """Where a backup goes that shall be `target`: an older backup there is replaced, nothing else
    is.
    """
    if target.is_dir():
        return target / backup.backup_name(source, now)
    if target.exists():
        advice = _("Choose another folder or name.")
        if target.samefile(source):
            raise StorageError(_("This is the data file itself."), advice, kind="io")
        if not backup.is_data_file(target):
            text = _("There is a file %(path)s already.") % {"path": target}
            raise StorageError(text, advice, kind="io")
    return target
