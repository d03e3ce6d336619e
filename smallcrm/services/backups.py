"""Backups of the data file: by hand, and once a day by itself."""

from datetime import datetime, timedelta
from pathlib import Path

from smallcrm.storage import backup
from smallcrm.storage.session import Session

AUTOMATIC_AFTER = timedelta(days=1)


def back_up_now(session: Session, target: Path | None = None) -> Path:
    """Copy the data file and check the copy; returns where it lies."""
    path = backup.back_up(session.datafile.path, session.clock.now(), target)
    session.settings.set("last_backup", session.now)
    return path


def back_up_if_due(session: Session) -> Path | None:
    """The daily backup:

    made when the last is older than a day and the file holds anything new since.
    """
    last = session.settings.get("last_backup")
    now = session.clock.now()
    if (
        last
        and datetime.fromisoformat(last) <= now < datetime.fromisoformat(last) + AUTOMATIC_AFTER
    ):
        return None
    if not session.undo_label():
        return None
    path = back_up_now(session)
    backup.thin_out(session.datafile.path)
    return path
