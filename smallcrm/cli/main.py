"""The command line: arguments in, a command run, an exit status out."""

import argparse
import io
import logging
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from smallcrm import __version__
from smallcrm.cli import parser
from smallcrm.cli.terminal import tell
from smallcrm.core import i18n, paths
from smallcrm.core.config import load_config
from smallcrm.core.dates import Clock, FixedClock
from smallcrm.core.errors import Cancelled, UserError
from smallcrm.core.i18n import _
from smallcrm.storage.database import storage_error

DONE, TOLD, USAGE, BUG = 0, 1, 2, 3


def prepare(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse the arguments and set the language; exits with status 2 on wrong usage."""
    _write_utf8()
    config = load_config()
    i18n.set_language(_wanted_language(arguments) or config.language or i18n.system_language())
    built = parser.build()
    options = built.parse_args(list(arguments))
    parser.check(built, options)
    options.language = _wanted_language(arguments)
    return options


def run(options: argparse.Namespace) -> int:
    """Run the command that was asked for; returns the exit status."""
    try:
        handler: Callable[[argparse.Namespace], None] = parser.handler_of(options.command)
        handler(options)
    except UserError as error:
        tell(error)
        return TOLD
    except (Cancelled, KeyboardInterrupt):
        tell(_("Cancelled; nothing was changed."))
        return TOLD
    except BrokenPipeError:
        # The reader of our output went away (as in `| head`): nothing more to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001 - what is not the disk's is a bug: logged, then told
        told = storage_error(error)
        if isinstance(told, UserError):
            tell(told)
            return TOLD
        tell(_("Something went wrong inside the program. Details: %(path)s") % {"path": _log_bug()})
        return BUG
    return DONE


def data_path(options: argparse.Namespace) -> Path:
    """The data file to use:

    --file, else SMALLCRM_FILE, else the one chosen in the window, else the usual place.
    """
    chosen = options.file or os.environ.get(paths.DATA_FILE_VARIABLE) or load_config().file
    return Path(chosen).expanduser() if chosen else paths.default_data_file()


def clock_of(options: argparse.Namespace) -> Clock:
    """The clock that --as-of sets, or the real one."""
    day: date | None = options.as_of
    return FixedClock(datetime.combine(day, datetime.now().time())) if day else Clock()


def _wanted_language(arguments: Sequence[str]) -> str | None:
    """--language, read before parsing so that the parser's own texts are in it."""
    for place, argument in enumerate(arguments):
        if argument == "--language" and place + 1 < len(arguments):
            return i18n.known_language(arguments[place + 1])
        if argument.startswith("--language="):
            return i18n.known_language(argument.partition("=")[2])
    return None


def _write_utf8() -> None:
    """Pipes and files get UTF-8 whatever the system's code page is: scripts read our JSON."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _log_bug() -> Path:
    folder = paths.log_dir()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "errors.log"
    with path.open("a", encoding="utf-8") as log:
        log.write(
            f"{datetime.now():%Y-%m-%d %H:%M:%S} smallcrm {__version__}\n{traceback.format_exc()}\n"
        )
    logging.getLogger(__name__).debug("logged to %s", path)
    return path
