"""Writes the lists and the search of new customers; another core makes what can be made apart."""

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
)
from contextlib import closing, suppress
from multiprocessing import get_context
from multiprocessing.shared_memory import SharedMemory
from typing import TypeVar

import apsw

from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.storage import fresh_worker
from smallcrm.storage.built_lists import define, lay_in, let_go
from smallcrm.storage.database import CACHE_KB
from smallcrm.storage.fresh import (
    FreshCustomers,
    Listed,
    add_bodies,
    add_lists,
    list_customers,
    searched_columns,
)
from smallcrm.storage.fresh_worker import Packed

# For fewer customers the other process would hardly have started.
FEWEST = 20_000
# Texts for the search that are held in memory: the fewer times it is filled, the quicker.
BODIES_AT_ONCE = 200_000
# Where so many parts of customers wait for the other process, it is helped with their texts; and
# waited for at last, for all of them are in memory.
BEHIND, MOST_WAITING = 2, 20
# Names and numbers come in no order: where their indexes do not fit into SQLite's cache, nearly
# each row has a part of them read anew. So many customers fit into the usual one; it grows along.
CUSTOMERS_IN_CACHE, MOST_CACHES = 100_000, 8

_T = TypeVar("_T")


class ProcessEnded(Exception):
    """The other process is not there, was ended by somebody, or has no more memory."""


class OtherProcess:
    """A process of its own that does one thing after the other."""

    def __init__(self) -> None:
        # On every system in the same way, and never with a copy of the window's threads.
        started = get_context("spawn")
        self._maker: Executor | None = None
        with suppress(OSError, ImportError):  # a system without shared semaphores
            self._maker = ProcessPoolExecutor(1, started, initializer=fresh_worker.leave_interrupts)

    def do(self, function: Callable[..., _T], *args: object) -> Future[_T]:
        """Have something done; see `result`."""
        if self._maker is not None:
            with suppress(BrokenExecutor, OSError):
                return self._maker.submit(function, *args)
        nobody: Future[_T] = Future()
        nobody.set_exception(CancelledError())
        return nobody

    def result(self, future: Future[_T]) -> _T:
        """Wait for what was to be done. Raises ProcessEnded."""
        try:
            return future.result()
        except (BrokenExecutor, CancelledError, OSError, MemoryError, apsw.Error) as error:
            self.close()
            raise ProcessEnded from error

    def close(self) -> None:
        """Let the process end; what it has not begun is not made."""
        if self._maker is not None:
            self._maker.shutdown(wait=False, cancel_futures=True)
            self._maker = None


class FreshWriter:
    """Writes what lists and search say of the new customers of one unit.

    `total` of them will come. If they are few, or the machine has one core, it is written here;
    else another process builds it, and it is laid in at the end.
    """

    def __init__(self, connection: apsw.Connection, total: int) -> None:
        self._connection = connection
        self._told: set[int] = set()
        self._bodies: dict[int, str] = {}
        self._keep_in_memory(min(max(total / CUSTOMERS_IN_CACHE, 1), MOST_CACHES))
        self._other: OtherProcess | None = None
        self._waiting: deque[Future[None]] = deque()
        if total >= FEWEST and (os.cpu_count() or 1) > 1:
            self._other = OtherProcess()
            self._definition = define(connection)
            self._waiting.append(self._other.do(fresh_worker.begin, self._definition))

    def add(self, fresh: FreshCustomers, day: str) -> None:
        """Take customers."""
        self._told.update(fresh.ids)
        listed, searched = list_customers(self._connection, fresh), searched_columns(fresh)
        if self._other is None:
            keys, bodies = fresh_worker.make_texts(searched)
            add_lists(self._connection, listed, keys, day)
            self._bodies.update(zip(fresh.ids, bodies, strict=True))
            if len(self._bodies) >= BODIES_AT_ONCE:
                self._write_bodies(Progress())
        else:
            self._send(self._other, listed, searched, day)

    def finish(self, customers: set[int], progress: Progress) -> None:
        """Write the rest, and take those customers out of the ones to be refreshed."""
        if self._other is None:
            self._write_bodies(progress)
        else:
            try:
                self._lay_in(self._other, progress)
            except ProcessEnded:  # they are refreshed like any others
                return
        customers.difference_update(self._told)

    def close(self) -> None:
        """Nothing more is written."""
        if self._other is not None:
            self._other.close()
            let_go(self._connection)
        self._keep_in_memory(1)

    def _keep_in_memory(self, caches: float) -> None:
        self._connection.execute(f"PRAGMA cache_size = -{int(CACHE_KB * caches)}")

    def _write_bodies(self, progress: Progress) -> None:
        add_bodies(self._connection, self._bodies, progress)
        self._bodies.clear()

    def _send(
        self, other: OtherProcess, listed: Listed, searched: Sequence[Sequence[str]], day: str
    ) -> None:
        """Let the other process take customers."""
        behind = sum(not part.done() for part in self._waiting)
        if behind > MOST_WAITING:
            with suppress(ProcessEnded):  # told at the end
                other.result(self._waiting[-MOST_WAITING])
        if behind > BEHIND:
            searched = fresh_worker.make_texts(searched)
        packed = [Packed.of(texts) for texts in searched]
        called = [Packed.of(texts) for texts in (listed.contacts, listed.phones, listed.cities)]
        listed = listed._replace(contacts=(), phones=(), cities=())
        self._waiting.append(other.do(fresh_worker.take, listed, called, packed, day))

    def _lay_in(self, other: OtherProcess, progress: Progress) -> None:
        """Lay in what the other process has built. Raises ProcessEnded before anything is."""
        for done, part in enumerate(self._waiting):
            progress.check()
            progress.report(done, len(self._waiting), _("Updating lists and search"))
            other.result(part)
        built = other.result(other.do(fresh_worker.images))
        shared: list[tuple[SharedMemory, int]] = []
        for name, size in built:
            try:
                shared.append((SharedMemory(name), size))
            except OSError as error:
                raise ProcessEnded from error
            shared[-1][0].unlink()  # it is there as long as it is held
        for memory, size in shared:
            progress.check()
            with closing(memory), memoryview(memory.buf or b"")[:size] as image:
                lay_in(self._connection, self._definition, image, progress)
