"""The errors a user can be told about."""

from typing import Literal

StorageErrorKind = Literal[
    "full", "locked", "in_use", "read_only", "damaged", "too_new", "not_ours", "io"
]


class UserError(Exception):
    """Say what went wrong in the user's words, and what to do about it.

    `message` and `advice` are translated texts; `advice` may be empty. Anything that is not a
    UserError or Cancelled is a bug.
    """

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message, advice)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message} {self.advice}" if self.advice else self.message


class StorageError(UserError):
    """Say that the data file, or another file of the program, cannot be read or written.

    `kind` tells callers which remedy to offer.
    """

    def __init__(self, message: str, advice: str = "", *, kind: StorageErrorKind) -> None:
        super().__init__(message, advice)
        self.kind: StorageErrorKind = kind

    def __reduce__(self) -> tuple[object, ...]:
        # Lists are read in a child process: crossing the border, the keyword would be lost.
        return _storage_error, (self.message, self.advice, self.kind)


class Cancelled(Exception):
    """Leave a job because the user cancelled it; nothing is shown."""


def _storage_error(message: str, advice: str, kind: StorageErrorKind) -> StorageError:
    return StorageError(message, advice, kind=kind)
