"""Putting a file in its place whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path

from smallcrm.core.errors import StorageError
from smallcrm.core.i18n import _


def replace_file(path: Path, save: Callable[[Path], object]) -> None:
    """Write a file beside its place, then put it there: a reader never sees half of it.

    `save` writes to the path it is given. Raises StorageError.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        save(partial)
        with partial.open("rb+") as handle:
            os.fsync(handle.fileno())
        os.replace(partial, path)
    except OSError as error:
        raise StorageError(
            _("The file %(path)s cannot be written.") % {"path": path},
            _("Close it in other programs, or choose another place."),
            kind="io",
        ) from error
    finally:
        partial.unlink(missing_ok=True)
