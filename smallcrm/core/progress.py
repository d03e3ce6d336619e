"""How far a long job is, and whether it should stop."""

import threading

from smallcrm.core.errors import Cancelled


class Progress:
    """Carry progress from a job to whoever watches it, and a cancellation back.

    This class shows nothing: `Progress()` is the right argument where nobody watches. Watchers
    override `report`, which the job calls in its own thread; `cancel` may come from any thread.
    """

    def __init__(self) -> None:
        self._cancelled = threading.Event()

    def report(self, done: int, total: int, text: str = "") -> None:
        """Tell that `done` of `total` steps are finished; total 0 means it is not known."""

    def check(self) -> None:
        """Raise Cancelled when the user has asked to stop."""
        if self._cancelled.is_set():
            raise Cancelled

    def cancel(self) -> None:
        """Ask the job to stop at its next check."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether stopping was asked for."""
        return self._cancelled.is_set()
