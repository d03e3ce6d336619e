"""Which files are meant when files and folders are named, dropped or picked."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.importers.sheet import RawFile

# What lists are named. What a file really is, is told by its content.
SUFFIXES = (
    ".xlsx",
    ".xlsm",
    ".xls",
    ".xlsb",
    ".ods",
    ".et",
    ".ett",
    ".csv",
    ".tsv",
    ".txt",
    ".html",
    ".htm",
    ".mht",
    ".mhtml",
    ".xml",
    ".vcf",
)
MOST_FILES = 200
MOST_LEVELS = 3

_NUMBERS = re.compile(r"(\d+)")


def expand(paths: Iterable[str | Path]) -> list[Path]:
    """Return the files, and the lists inside the folders, each once.

    A folder's lists come in their natural order (2 before 10), those of its own folders after
    them, three levels deep. Raises UserError for a folder that cannot be opened, holds no list,
    or holds more than 200.
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if not path.is_dir():
            found[path] = None  # whether it can be read is told by reading it
            continue
        lists = _lists_in(path)
        if not lists:
            text = _("There is no list in the folder %(folder)s.")
            advice = _("Lists are files such as .xlsx, .xls, .csv or .vcf.")
            raise UserError(text % {"folder": path.name or str(path)}, advice)
        found |= dict.fromkeys(lists)
    return list(found)


def is_list_name(name: str) -> bool:
    """Say whether a file of this name may be a list: by its suffix, and not a lock file."""
    return name.casefold().endswith(SUFFIXES) and not name.startswith((".", "~$"))


def natural_key(name: str) -> tuple[tuple[int, str], ...]:
    """Order names as people do: numbers by their size, small and capital letters alike."""
    pieces = _NUMBERS.split(name.casefold())
    return tuple((int(piece[:18]) if piece.isdecimal() else -1, piece) for piece in pieces)


def _lists_in(folder: Path) -> list[Path]:
    lists: list[Path] = []
    for path in _walk(folder, MOST_LEVELS):
        lists.append(path)
        if len(lists) > MOST_FILES:
            text = _("The folder %(folder)s holds more than %(n)d lists.")
            raise UserError(
                text % {"folder": folder.name or str(folder), "n": MOST_FILES},
                _("Bring its folders one by one, or pick the files."),
            )
    return lists


def _walk(folder: Path, levels: int) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            inside = sorted(entries, key=lambda entry: natural_key(entry.name))
    except OSError:
        text = _("The folder %(folder)s cannot be opened.")
        raise UserError(text % {"folder": folder.name or str(folder)}) from None
    yield from (folder / entry.name for entry in inside if _is_list(entry))
    if levels > 1:
        for entry in inside:
            if not entry.name.startswith((".", "__MACOSX")) and entry.is_dir(follow_symlinks=False):
                yield from _walk(folder / entry.name, levels - 1)


def _is_list(entry: "os.DirEntry[str]") -> bool:
    return is_list_name(entry.name) and entry.is_file()


def same_files(files: Sequence[RawFile]) -> tuple[tuple[int, str], ...]:
    """A note on each file that was given before among these: its place, and words."""
    first: dict[str, str] = {}
    notes = []
    for number, file in enumerate(files):
        if file.sha256 in first:
            text = _("The same file as %(file)s: its rows change nothing.")
            notes.append((number, text % {"file": first[file.sha256]}))
        elif file.sha256:
            first[file.sha256] = file.name
    return tuple(notes)
