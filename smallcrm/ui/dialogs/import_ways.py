"""The ways lists come in: files and folders that are chosen, and what lies on the clipboard."""

from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from smallcrm.core import paths
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.importers.pasted import read_pasted
from smallcrm.importers.sources import SUFFIXES

_READ_AT_ONCE = 100_000  # letters; of more it is told in the window that they are no table


class Clip(NamedTuple):
    """What the clipboard holds to import: files, rows as a text, or why there is nothing."""

    paths: list[Path]
    text: str = ""
    problem: str = ""


def choose_files(window: QWidget) -> list[Path]:
    """Ask for one or more lists; none when the user leaves."""
    patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
    kinds = [_("Lists") + f" ({patterns})", _("All files") + " (*)"]
    chosen, _kind = QFileDialog.getOpenFileNames(
        window, _("Import lists"), str(paths.documents_dir()), ";;".join(kinds)
    )
    return [Path(name) for name in chosen]


def choose_folder(window: QWidget) -> list[Path]:
    """Ask for a folder whose lists shall be imported; none when the user leaves."""
    chosen = QFileDialog.getExistingDirectory(
        window, _("Import all lists of a folder"), str(paths.documents_dir())
    )
    return [Path(chosen)] if chosen else []


def take_clipboard() -> Clip:
    """What the clipboard holds to import."""
    held = QApplication.clipboard().mimeData()
    urls = held.urls() if held is not None else []
    files = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    if files:
        return Clip(files)
    text = held.text() if held is not None and held.hasText() else ""
    if len(text) <= _READ_AT_ONCE:
        try:
            read_pasted(text)
        except UserError as error:
            return Clip([], "", str(error))
    return Clip([], text)
