"""Read a file into raw sheets: in a child process with limits, short text files here.

Whatever is wrong with the file ends as one UserError within the time limit.
"""

import codecs
import hashlib
import json
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from smallcrm.core.collector import paused_collector
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import N_, _
from smallcrm.core.progress import Progress
from smallcrm.importers.answers import Unreadable
from smallcrm.importers.delimited import text_answer
from smallcrm.importers.formats import sniff
from smallcrm.importers.formulas import formula_notes
from smallcrm.importers.sheet import ErrorCell, MergedRange, Note, RawFile, RawSheet
from smallcrm.importers.vcard import read_cards

# The frozen program calls itself with this argument; __main__ passes what follows to the child.
CHILD_ARGUMENT = "--read-list"

LONGEST_SECONDS = 10.0
SECONDS_PER_MEGABYTE = 4.0
BIGGEST_FILE = 500_000_000
BIGGEST_TEXT = 300_000_000
SMALL_TEXT = 200_000

_SOME = 2_000_000
_POLL = 0.05
_READ_BY_CHILD = frozenset(("zip", "ole", "biff", "text", "html", "mhtml", "xml_sheet"))

_SENTENCES = {
    "password": (
        N_("%(file)s is protected with a password."),
        N_("Enter its password, or take the password off in Excel or WPS."),
    ),
    "wrong_password": (
        N_("This password does not open %(file)s."),
        N_("Capital and small letters count."),
    ),
    "locked": (
        N_("%(file)s is protected in a way that cannot be opened here."),
        N_("Open it in Excel or WPS, take the password off, and bring it again."),
    ),
    "damaged": (
        N_("%(file)s is damaged or not a list that can be read."),
        N_("Open it in Excel or WPS and save it again as .xlsx or .csv."),
    ),
    "no_sheets": (
        N_("No sheet was found in %(file)s."),
        N_("Open it in Excel or WPS and save it again as .xlsx or .csv."),
    ),
    "too_large": (
        N_("%(file)s would unpack to far more than a list needs and was not opened."),
        N_("Save only the sheet with the list as .xlsx or .csv."),
    ),
    "too_long": (
        N_("%(file)s holds more than can be brought in at once."),
        N_("Split it into several files."),
    ),
    "unsafe": (
        N_("%(file)s holds definitions that no list needs and was not opened."),
        N_("Open it in Excel or WPS and save it again as .xlsx or .csv."),
    ),
    "too_slow": (
        N_("Reading %(file)s took too long and was stopped."),
        N_("Save only the sheet with the list as .xlsx or .csv."),
    ),
    "memory": (
        N_("%(file)s needs too much memory and was not read."),
        N_("Save only the sheet with the list as .xlsx or .csv."),
    ),
    "empty": (N_("%(file)s is empty."), ""),
    "html": (
        N_("%(file)s is a web page without a table, whatever its name says."),
        N_("Bring a list as .xlsx, .xls or .csv."),
    ),
    "xml": (
        N_("%(file)s is an XML file, but not one of sheets."),
        N_("Open it in Excel or WPS and save it again as .xlsx or .csv."),
    ),
    "not_a_list": (
        N_("%(file)s is not a list."),
        N_("Bring a list as .xlsx, .xls or .csv."),
    ),
    "missing": (N_("%(file)s was not found."), ""),
    "folder": (N_("%(file)s is a folder, not a list."), N_("Bring a list as .xlsx, .xls or .csv.")),
    "denied": (N_("%(file)s cannot be opened: it may be in use, or it may not be read."), ""),
}
_NOTES = {
    "macros": N_("The macros of the file were ignored."),
    "far_cells": N_("Values far outside the table were left out."),
    "unreadable_characters": N_("%(n)d characters could not be read in this encoding."),
}


class PasswordNeeded(UserError):
    """The file opens only with its password; `wrong`: one was given that does not open it."""

    def __init__(self, message: str, advice: str = "", *, wrong: bool = False) -> None:
        super().__init__(message, advice)
        self.wrong = wrong


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user has overruled; `command` and `seconds` replace the reader and its limit."""

    encoding: str | None = None
    delimiter: str | None = None
    command: tuple[str, ...] | None = None
    seconds: float | None = None
    password: str | None = field(default=None, repr=False)


def read_file(
    path: str | Path, options: ReadOptions | None = None, progress: Progress | None = None
) -> RawFile:
    """Read a list. Raises PasswordNeeded or another UserError in the user's language, Cancelled."""
    options = options or ReadOptions()
    path = Path(path)
    head, size = _look_at(path)
    kind = sniff(head, path.name)
    if size > (BIGGEST_FILE if kind in ("zip", "ole", "biff") else BIGGEST_TEXT):
        raise failure("too_long", path.name)
    if options.encoding:
        _check_encoding(options.encoding)
    if kind == "vcf":
        return read_cards(path.read_bytes(), path.name, str(path), options.encoding)
    if kind == "text" and size < SMALL_TEXT and options.command is None:
        # Starting a process takes longer, and there is nothing in it that could do harm.
        return _raw_file(path, _read_here(path, options))
    if kind in _READ_BY_CHILD:
        return _raw_file(path, _read_in_child(path, size, options, progress or Progress()))
    raise failure(kind if kind in _SENTENCES else "not_a_list", path.name)


def child_command() -> tuple[str, ...]:
    """Return the command that starts the reader; path and reader are appended."""
    if getattr(sys, "frozen", False):
        return (sys.executable, CHILD_ARGUMENT)
    return (sys.executable, "-m", "smallcrm.importers.reader_child")


def failure(code: str, name: str) -> UserError:
    """Put the code of a failure into a sentence about the file `name`."""
    message, advice = _SENTENCES.get(code, _SENTENCES["not_a_list"])
    if code in ("password", "wrong_password"):
        return PasswordNeeded(_(message) % {"file": name}, _(advice), wrong=code != "password")
    return UserError(_(message) % {"file": name}, _(advice) if advice else "")


def _look_at(path: Path) -> tuple[bytes, int]:
    try:
        with path.open("rb") as stream:
            head = stream.read(65536)
            size = os.fstat(stream.fileno()).st_size
    except FileNotFoundError:
        raise failure("missing", path.name) from None
    except IsADirectoryError:
        raise failure("folder", path.name) from None
    except OSError:
        raise failure("folder" if path.is_dir() else "denied", path.name) from None
    if not head:
        raise failure("empty", path.name)
    return head, size


def _check_encoding(name: str) -> None:
    try:
        codecs.lookup(name)
    except LookupError:
        raise UserError(_("The encoding %(name)s is not known.") % {"name": name}) from None


def _raw_file(path: Path, answer: dict[str, Any]) -> RawFile:
    notes = [_note(code) for code in answer["notes"]]
    if answer.get("unreadable"):
        notes.append(_note("unreadable_characters", n=answer["unreadable"]))
    notes += formula_notes(answer["sheets"])
    return RawFile(
        name=path.name,
        path=str(path),
        format=answer["format"],
        sha256=_sha256(path),
        sheets=tuple(_raw_sheet(sheet) for sheet in answer["sheets"]),
        encoding=answer.get("encoding"),
        delimiter=answer.get("delimiter"),
        notes=tuple(notes),
    )


def _raw_sheet(sheet: dict[str, Any]) -> RawSheet:
    rows = sheet["rows"]
    for row, column, code in sheet["errors"]:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = ErrorCell(code)
    merged = tuple(MergedRange(*ends) for ends in sheet["merged"])
    return RawSheet(
        sheet["name"],
        rows,
        sheet["hidden"],
        merged,
        frozenset(sheet["hidden_rows"]),
        frozenset(sheet["hidden_columns"]),
    )


def _read_here(path: Path, options: ReadOptions) -> dict[str, Any]:
    try:
        return text_answer(path.read_bytes(), path.stem, options.encoding, options.delimiter)
    except Unreadable as error:
        raise failure(str(error), path.name) from None


# --- the reader's process -----------------------------------------------------------------------


def _read_in_child(
    path: Path, size: int, options: ReadOptions, progress: Progress
) -> dict[str, Any]:
    progress.report(0, 0, _("Reading %(file)s") % {"file": path.name})
    more = SECONDS_PER_MEGABYTE * max(size - _SOME, 0) / 1_000_000
    allowed = options.seconds or LONGEST_SECONDS + more
    start = time.monotonic()
    command = [*(options.command or child_command()), str(path.absolute())]
    request = {
        "password": options.password,
        "encoding": options.encoding,
        "delimiter": options.delimiter,
    }
    answer = _ask_child([*command, "first"], request, start + 0.7 * allowed, progress)
    if answer.get("error") == "aborted":
        answer = _ask_child([*command, "second"], request, start + 0.9 * allowed, progress)
    if "error" in answer:
        code = answer["error"]
        raise failure("damaged" if code == "aborted" else code, path.name)
    return answer


def _ask_child(
    command: Sequence[str], request: dict[str, str | None], end: float, progress: Progress
) -> dict[str, Any]:
    """Run the reader and return its answer; the error is "aborted" when it died, or "too_slow"."""
    with _start(command) as child:
        received: list[dict[str, Any]] = []
        stream = child.stdout
        assert stream is not None
        _tell(child, request)
        # Each part is taken as it comes: the answer is larger than a pipe holds.
        taker = threading.Thread(target=lambda: received.append(_take(stream)), daemon=True)
        taker.start()
        try:
            while taker.is_alive():
                progress.check()
                if time.monotonic() > end:
                    return {"error": "too_slow"}
                taker.join(_POLL)
        finally:
            child.kill()  # with its answer taken there is nothing left for it to do
            taker.join()
    return received[0] if received else {"error": "aborted"}


def _tell(child: "subprocess.Popen[bytes]", request: dict[str, str | None]) -> None:
    """Hand the request over where nobody can look: the arguments of a process are seen by all."""
    assert child.stdin is not None
    with suppress(OSError), child.stdin as stdin:  # a reader that has died takes nothing
        stdin.write(json.dumps(request).encode() + b"\n")


def _start(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"}
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


class _PlainUnpickler(pickle.Unpickler):
    """Take plain values and dates only: the child has handled a file nobody trusts."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in ("date", "datetime", "time", "timedelta"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(name)


def _take(stream: IO[bytes]) -> dict[str, Any]:
    """Take the child's answer from the pipe; the error is "aborted" when it is none."""
    try:
        with paused_collector():
            parts: list[list[Any]] = []
            while isinstance(answer := _PlainUnpickler(stream).load(), list):
                parts.append(answer)
            for sheet in answer.get("sheets", ()):
                for number in sheet.pop("parts", ()):
                    sheet["rows"] += parts[number]
    except (
        *(pickle.UnpicklingError, EOFError, OSError, ValueError, IndexError, KeyError),
        *(TypeError, AttributeError, MemoryError, OverflowError, ImportError),
    ):
        return {"error": "aborted"}
    return answer if isinstance(answer, dict) else {"error": "aborted"}


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _note(code: str, **values: object) -> Note:
    return Note(code, _(_NOTES[code]) % values if values else _(_NOTES[code]))
