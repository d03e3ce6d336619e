"""Writing on the second core: what is ready is written while the next rows are made."""

import sys
from collections.abc import Callable
from queue import Queue
from threading import Thread

# Writes that may wait their turn; what they hold stays in memory.
WAITING = 2
# Seconds. SQLite works without the interpreter's lock, but needs it after every statement; by
# default the thread that makes rows would keep it ten times as long.
TURN = 0.0005


class Aside:
    """Carries out writes one after the other on a thread of its own, from the first to `close`.

    This pays only for statements that insert thousands of rows: each one waits for its turn with
    the thread that makes rows. Between `add` and `wait` nobody else may use the connection. The
    first error ends it: what waits is dropped, and the next call of `add` or `wait` raises it.
    """

    def __init__(self) -> None:
        self._todo: Queue[Callable[[], None] | None] = Queue(WAITING)
        self._thread: Thread | None = None
        self._error: Exception | None = None
        self._dropped = False
        self._turn = sys.getswitchinterval()

    def add(self, write: Callable[[], None]) -> None:
        """Have something written; waits where enough is to be written already."""
        self._raise()
        if self._thread is None:
            sys.setswitchinterval(TURN)
            self._thread = Thread(target=self._work, name="writes")
            self._thread.start()
        self._todo.put(write)

    def wait(self) -> None:
        """Wait until all is written."""
        self._todo.join()
        self._raise()

    def close(self) -> None:
        """End the thread; what still waits is dropped."""
        if self._thread is None:
            return
        self._dropped = True
        self._todo.put(None)
        self._thread.join()
        self._thread = None
        sys.setswitchinterval(self._turn)

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        while (write := self._todo.get()) is not None:
            try:
                if not self._dropped:
                    write()
            except Exception as error:  # noqa: BLE001 - raised again where rows are made
                self._error = error
                self._dropped = True
            finally:
                self._todo.task_done()
