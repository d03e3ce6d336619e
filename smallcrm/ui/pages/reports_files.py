"""What is done with a report that was made: copied as a file, sent by mail, shown in its folder."""

import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from smallcrm.core.errors import StorageError
from smallcrm.core.i18n import _

_GNOME_FILES = "x-special/gnome-copied-files"


def copy_as_file(path: Path) -> None:
    """Put a file on the clipboard, to be pasted into a chat or a folder."""
    url = QUrl.fromLocalFile(str(path))
    data = QMimeData()
    data.setUrls([url])
    # file managers of GNOME and the like ask for this; elsewhere nobody does
    data.setData(_GNOME_FILES, b"copy\n" + bytes(url.toEncoded().data()))
    QGuiApplication.clipboard().setMimeData(data)


def keep_file(made: Path, folder: Path, name: str) -> Path:
    """Copy a file into a folder under a name, whole or not at all; StorageError."""
    target = folder / name
    partial = folder / f"{name}.partial"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, partial)
        partial.replace(target)
    except OSError as error:
        raise StorageError(
            _("The file %(path)s could not be written.") % {"path": target},
            _("Is it open in another program? Choose another name or folder."),
            kind="io",
        ) from error
    return target


def mail_url(subject: str, text: str, to: str = "") -> QUrl:
    """The address that opens a new message in the mail program."""
    words = f"subject={quote(subject)}&body={quote(text)}"
    return QUrl(f"mailto:{quote(to, safe='@')}?{words}", QUrl.ParsingMode.StrictMode)


def write_mail(subject: str, text: str, to: str = "") -> bool:
    """Open a new message; returns whether a mail program answered."""
    return QDesktopServices.openUrl(mail_url(subject, text, to))


def show_in_folder(path: Path) -> None:
    """Show a file among its neighbours, chosen where the system can do that."""
    command = folder_command(path, sys.platform)
    if command:
        try:
            subprocess.Popen(command)
        except OSError:
            command = []
    if not command:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def folder_command(path: Path, platform: str) -> list[str]:
    """What shows a file in the system's file manager; empty where only folders can be shown."""
    if platform == "win32":
        return ["explorer", "/select,", str(path)]
    if platform == "darwin":
        return ["open", "-R", str(path)]
    return []
