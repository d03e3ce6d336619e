"""Where the data file lies: moving it, with what belongs to it."""

import shutil
from datetime import datetime
from pathlib import Path

from smallcrm.core.errors import StorageError
from smallcrm.core.i18n import _
from smallcrm.storage.attachments import attachment_folder
from smallcrm.storage.backup import back_up, backup_folder


def move_data_file(source: Path, target: Path) -> Path:
    """Move a closed data file to `target` (a file or a folder); returns where it lies now.

    The copy is checked before the original is removed; attached files and backups go with it.
    """
    if target.is_dir():
        target = target / source.name
    target = target.resolve()
    if target == source.resolve():
        return source
    if target.exists():
        raise StorageError(
            _("There is a file %(path)s already.") % {"path": target},
            _("Choose another folder or name."),
            kind="io",
        )
    back_up(source, datetime.now(), target)
    target.with_name(target.name + ".sha256").unlink(missing_ok=True)
    folders = [f for f in (attachment_folder, backup_folder) if f(source).exists()]
    made = [folder_of for folder_of in folders if not folder_of(target).exists()]
    try:
        for folder_of in folders:
            shutil.copytree(folder_of(source), folder_of(target), dirs_exist_ok=True)
    except OSError as error:
        # What was copied so far; a folder that was there before holds no copy of ours.
        target.unlink(missing_ok=True)
        for folder_of in made:
            shutil.rmtree(folder_of(target), ignore_errors=True)
        raise StorageError(
            _("The attached files could not be copied to %(path)s.") % {"path": target.parent},
            _("The data file stays where it was."),
            kind="io",
        ) from error
    for suffix in ("", "-wal", "-shm", ".lock"):
        source.with_name(source.name + suffix).unlink(missing_ok=True)
    for folder_of in folders:
        shutil.rmtree(folder_of(source), ignore_errors=True)
    return target
