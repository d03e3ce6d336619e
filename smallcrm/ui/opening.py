"""Opens a data file; a large one of an older version is brought up to date beside a dialog."""

from contextlib import nullcontext
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from smallcrm.storage.datafile import DataFile, is_older

LARGE = 20_000_000  # bytes; what is smaller is brought up to date within a second


def open_data(path: Path) -> DataFile:
    """Open a data file for a window. StorageError when it cannot be opened."""
    if is_older(path) and path.stat().st_size >= LARGE:
        return _open_beside_dialog(path)
    return DataFile.open(path, window=True)


def _open_beside_dialog(path: Path) -> DataFile:
    """Open it on another thread; the dialog cannot be closed before that is done."""
    from smallcrm.core.i18n import _
    from smallcrm.ui.jobs import ThreadRunner
    from smallcrm.ui.widgets.progress import UpdateDialog

    opened: list[DataFile] = []
    errors: list[Exception] = []
    runner = ThreadRunner(lambda: nullcontext())
    job = runner.run(
        lambda _sessions, progress: DataFile.open(path, window=True, progress=progress),
        _("A new version of smallcrm"),
        done=opened.append,
        failed=errors.append,
    )
    runner.broken.connect(errors.append)
    ends_with_window = QGuiApplication.quitOnLastWindowClosed()
    QGuiApplication.setQuitOnLastWindowClosed(False)  # the next window is not there yet
    try:
        UpdateDialog(job).exec()
    finally:
        QGuiApplication.setQuitOnLastWindowClosed(ends_with_window)
        runner.close()
    if errors:
        raise errors[0]
    return opened[0]
