"""The ways lists come in: files and folders that are chosen, and what lies on the clipboard."""

from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from smallcrm.core import paths
from smallcrm.core.i18n import _


class Clip(NamedTuple):
    """What the clipboard holds to import: files, rows as a text, or why there is nothing."""

    paths: list[Path]
    text: str = ""
    problem: str = ""


def choose_files(window: QWidget) -> list[Path]:
    """Ask for one or more lists; none when the user leaves."""
    from smallcrm.importers.sources import SUFFIXES

    patterns = " ".join(f"*{suffix}" for suffix in sorted(SUFFIXES))
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
    files = [Path(url.toLocalFile()) for url in held.urls() if url.isLocalFile()]
    if files:
        return Clip(files)
    text = held.text() if held.hasText() else ""
    if looks_like_table(text):
        return Clip([], text)
    return Clip(
        [],
        "",
        _("There is no table on the clipboard. Copy rows with their header and paste again."),
    )


def looks_like_table(text: str) -> bool:
    """Whether a text may be rows of a list: several lines, or cells side by side."""
    lines = [line for line in text[:20000].splitlines() if line.strip()]
    return len(lines) > 1 or (len(lines) == 1 and "\t" in lines[0].strip())
