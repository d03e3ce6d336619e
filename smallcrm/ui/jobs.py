"""Work off the window's thread: long jobs one at a time, and reading where only the last counts.

Results come back on the thread the runner lives on. The inline versions do the same work at once,
for tests. A thread is never killed: jobs stop at their next `progress.check()`, reads by an
interrupt of their connection, and closing waits for both.
"""

import queue
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal

from smallcrm.core.errors import Cancelled, UserError
from smallcrm.core.progress import Progress

# Opens a session for the thread it is called on; leaving the context closes its connection.
SessionFactory = Callable[[], AbstractContextManager[Any]]
JobFunction = Callable[[SessionFactory, Progress], Any]
Done = Callable[[Any], object]

_REPORT_EVERY = 0.05  # seconds


class Job(QObject):
    """A running piece of work; exactly one of done, failed, cancelled and broken is emitted.

    The progress of a `quiet` one is shown by who started it.
    """

    progressed = Signal(int, int, str)
    done = Signal(object)
    failed = Signal(object)  # a UserError
    cancelled = Signal()
    broken = Signal(object)  # any other exception: a bug
    ended = Signal()

    _posted = Signal(int, int, str)

    def __init__(self, title: str, parent: QObject | None = None, *, quiet: bool = False) -> None:
        super().__init__(parent)
        self.title, self.quiet = title, quiet
        self.progress: Progress = _Reporter(self._posted.emit)
        # told again from this thread, so that who listens a little late misses nothing that waits
        self._posted.connect(self.progressed, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Ask the job to stop; it leaves no trace."""
        self.progress.cancel()

    def finish(self, result: object, error: BaseException | None) -> None:
        """Tell how it ended."""
        if error is None:
            self.done.emit(result)
        elif isinstance(error, Cancelled):
            self.cancelled.emit()
        elif isinstance(error, UserError):
            self.failed.emit(error)
        else:
            self.broken.emit(error)
        self.ended.emit()


class _Reporter(Progress):
    """Posts reports, at most twenty a second: a job may report every row."""

    def __init__(self, post: Callable[[int, int, str], object]) -> None:
        super().__init__()
        self._post = post
        self._told = 0.0

    def report(self, done: int, total: int, text: str = "") -> None:
        moment = time.monotonic()
        if moment - self._told >= _REPORT_EVERY or done == total:
            self._told = moment
            self._post(done, total, text)


class Runner(QObject):
    """Runs jobs one after another; `started` tells of each, `busy_changed` whether any is left.

    This one runs them at once, on the caller's thread, but tells the result only afterwards through
    the event loop, as the threaded one does.
    """

    started = Signal(object)
    busy_changed = Signal(bool)
    broken = Signal(object)

    _ended = Signal(object, object, object)

    def __init__(self, session_factory: SessionFactory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._factory = session_factory
        self._left = 0
        self._ended.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Tell whether a job runs or waits."""
        return self._left > 0

    def run(
        self,
        function: JobFunction,
        title: str,
        *,
        done: Done | None = None,
        failed: Callable[[UserError], object] | None = None,
        cancelled: Callable[[], object] | None = None,
        quiet: bool = False,
    ) -> Job:
        """Start function(session_factory, progress) and return its job.

        done, failed and cancelled are called on this thread. Without failed a UserError counts as
        unexpected, so that it is never lost.
        """
        job = Job(title, self, quiet=quiet)
        if done is not None:
            job.done.connect(done)
        job.failed.connect(failed if failed is not None else self.broken)
        if cancelled is not None:
            job.cancelled.connect(cancelled)
        job.broken.connect(self.broken)
        self._left += 1
        if self._left == 1:
            self.busy_changed.emit(True)
        self.started.emit(job)
        self._submit(job, function)
        return job

    def close(self) -> None:
        """Cancel what runs, drop what waits and wait for the thread's end."""

    def _submit(self, job: Job, function: JobFunction) -> None:
        self._work(job, function)

    def _work(self, job: Job, function: JobFunction) -> None:
        result, error = None, None
        try:
            job.progress.check()
            result = function(self._factory, job.progress)
        except BaseException as raised:  # noqa: BLE001 - a job's failure belongs to who started it
            error = raised
        self._ended.emit(job, result, error)

    def _finish(self, job: Job, result: object, error: BaseException | None) -> None:
        self._left -= 1
        if self._left == 0:
            self.busy_changed.emit(False)
        job.finish(result, error)
        job.deleteLater()


class ThreadRunner(Runner):
    """Runs jobs on one worker thread."""

    def __init__(self, session_factory: SessionFactory, parent: QObject | None = None) -> None:
        super().__init__(session_factory, parent)
        self._queue: queue.SimpleQueue[tuple[Job, JobFunction] | None] = queue.SimpleQueue()
        self._jobs: list[Job] = []
        self._closing = False
        self._thread: threading.Thread | None = None

    def close(self) -> None:
        self._closing = True
        for job in self._jobs:
            job.cancel()
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    def _submit(self, job: Job, function: JobFunction) -> None:
        self._jobs.append(job)
        if self._closing:
            return  # nobody is left to tell, and a new thread would keep the program alive
        if self._thread is None:
            self._thread = threading.Thread(target=self._loop, name="jobs")
            self._thread.start()
        self._queue.put((job, function))

    def _loop(self) -> None:
        while (item := self._queue.get()) is not None:
            self._work(*item)

    def _finish(self, job: Job, result: object, error: BaseException | None) -> None:
        self._jobs.remove(job)
        super()._finish(job, result, error)


@dataclass(slots=True)
class _Read:
    channel: str
    turn: int
    function: Callable[[Any], Any]
    done: Done
    failed: Callable[[BaseException], object] | None = field(default=None)


class Reader(Protocol):
    """Answers questions to the data file; of one channel only the last one is answered."""

    def read(
        self,
        channel: str,
        function: Callable[[Any], Any],
        done: Done,
        failed: Callable[[BaseException], object] | None = None,
    ) -> None:
        """Call function(session) and later done(result) on the window's thread."""

    def close(self) -> None:
        """End it."""


class InlineReader:
    """Reads at once, on the session it is given; for tests and small files."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def read(self, channel, function, done, failed=None) -> None:
        """Call function(session) and done(result) now."""
        try:
            result = function(self._session)
        except UserError as error:
            if failed is None:
                raise
            failed(error)
            return
        done(result)

    def close(self) -> None:
        """Do nothing."""


class ThreadReader(QObject):
    """Reads on one thread with a connection of its own.

    A newer question on a channel replaces the waiting one and interrupts the running one;
    an outdated answer is dropped. `broken` tells errors nobody asked for.
    interrupter(session) is called on the reading thread and returns what stops a running query
    when called from another one.
    """

    broken = Signal(object)
    told = Signal()  # an answer was given to who asked
    _answered = Signal(object, object, object)

    def __init__(
        self,
        session_factory: SessionFactory,
        interrupter: Callable[[Any], Callable[[], object]] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._factory, self._interrupter = session_factory, interrupter
        self._interrupt: Callable[[], object] | None = None
        self._turns: dict[str, int] = {}
        self._waiting: dict[str, _Read] = {}
        self._running: _Read | None = None
        self._closing = False
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None
        self._answered.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def read(self, channel, function, done, failed=None) -> None:
        """Ask; function runs on the reading thread, done and failed on this one."""
        if self._closing:
            return
        turn = self._turns[channel] = self._turns.get(channel, 0) + 1
        with self._change:
            self._waiting.pop(channel, None)  # a newer question goes to the end of the row
            self._waiting[channel] = _Read(channel, turn, function, done, failed)
            if self._running is not None and self._running.channel == channel:
                self._stop_running()
            self._change.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._loop, name="reader")
            self._thread.start()

    def forget(self, channel: str) -> None:
        """Drop what was asked on a channel; its answer is not told."""
        self._turns[channel] = self._turns.get(channel, 0) + 1
        with self._change:
            self._waiting.pop(channel, None)

    def close(self) -> None:
        """Stop reading and wait for the thread's end; nothing more is told."""
        with self._change:
            self._closing = True
            self._waiting.clear()
            self._stop_running()
            self._change.notify()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _stop_running(self) -> None:
        if self._running is not None and self._interrupt is not None:
            self._interrupt()

    def _loop(self) -> None:
        with self._factory() as session:
            if self._interrupter is not None:
                with self._change:
                    self._interrupt = self._interrupter(session)
            while (read := self._next()) is not None:
                result, error = None, None
                try:
                    result = read.function(session)
                except Exception as raised:  # noqa: BLE001 - it is told to who asked
                    error = raised
                self._answered.emit(read, result, error)
            with self._change:
                self._interrupt = None

    def _next(self) -> _Read | None:
        with self._change:
            self._running = None
            while not self._waiting and not self._closing:
                self._change.wait()
            if self._closing:
                return None
            self._running = self._waiting.pop(next(iter(self._waiting)))
            return self._running

    def _tell(self, read: _Read, result: object, error: BaseException | None) -> None:
        if self._closing or read.turn != self._turns[read.channel]:
            return  # a newer question was asked since: an interrupt or an old answer
        if error is None:
            read.done(result)
        elif read.failed is not None:
            read.failed(error)
        else:
            self.broken.emit(error)
        self.told.emit()
