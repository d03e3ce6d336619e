"""One window at a time on a data file: an operating-system lock that dies with its process."""

import hashlib
import os
import sys
from pathlib import Path
from typing import IO


class WindowLock:
    """Held by the window that has the file open; commands of the command line do not take it."""

    def __init__(self, datafile: Path) -> None:
        self.path = datafile.with_name(datafile.name + ".lock")
        self._handle: IO[bytes] | None = None

    def take(self) -> bool:
        """Take the lock; False at once when another window holds it."""
        handle = self.path.open("a+b")
        try:
            _lock(handle)
        except OSError:
            handle.close()
            return False
        self._handle = handle
        return True

    def release(self) -> None:
        """Give the lock back.

        The empty lock file stays, so that nobody can lock a file that is being removed.
        """
        if self._handle is not None:
            self._handle.close()
            self._handle = None


def instance_name(datafile: Path) -> str:
    """A name for the window of this file, by which a second start finds it."""
    canonical = os.path.normcase(str(datafile.resolve()))
    return "smallcrm-" + hashlib.sha256(canonical.encode()).hexdigest()[:24]


def _lock(handle: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
