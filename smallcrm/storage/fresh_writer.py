"""Writes the lists and the search of new customers; their texts are made on another core."""

import os
import signal
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
)
from contextlib import suppress
from multiprocessing import get_context

import apsw

from smallcrm.core.progress import Progress
from smallcrm.core.text import BREAK
from smallcrm.storage.fresh import FreshCustomers, add_bodies, add_lists, searched_columns
from smallcrm.storage.search_bodies import joined_texts, search_bodies, sort_keys

# For fewer customers the other process would hardly have started.
FEWEST = 20_000
# Texts for the search that are held in memory: the fewer times it is filled, the quicker.
BODIES_AT_ONCE = 200_000
MOST_WAITING = 2

Texts = tuple[Sequence[str], Sequence[str]]  # of each customer the sort key, and what finds it


class FreshTexts:
    """Makes the texts of many customers in a process of its own, while their rows are written.

    Of `count` customers that are few, on a machine with one core, or where no process can be
    started, they are made here when they are asked for.
    """

    def __init__(self, count: int) -> None:
        self._maker: Executor | None = None
        if count >= FEWEST and (os.cpu_count() or 1) > 1:
            # On every system in the same way, and never with a copy of the window's threads.
            started = get_context("spawn")
            with suppress(OSError, ImportError):  # a system without shared semaphores
                self._maker = ProcessPoolExecutor(1, started, initializer=_leave_interrupts)

    def make(self, columns: Sequence[Sequence[str]]) -> Callable[[], Texts]:
        """Begin with the texts of some customers (columns as search_bodies takes them).

        Returns what waits for them.
        """
        told = self._tell(columns)

        def wait() -> Texts:
            if told is not None:
                try:
                    keys, bodies = told.result()
                    return keys.split(BREAK), bodies.split(BREAK)
                except (BrokenExecutor, CancelledError, OSError):
                    self.close()  # the process was ended by somebody
            return sort_keys(columns[0]), search_bodies(*columns)

        return wait

    def close(self) -> None:
        """Let the process end; what it has not begun is not made."""
        if self._maker is not None:
            self._maker.shutdown(wait=False, cancel_futures=True)
            self._maker = None

    def _tell(self, columns: Sequence[Sequence[str]]) -> Future[tuple[str, str]] | None:
        if self._maker is None:
            return None
        joined = [BREAK.join(column) for column in columns]
        if any(text.count(BREAK) != len(columns[0]) - 1 for text in joined):
            return None  # a text holds the very sign that keeps them apart
        try:
            return self._maker.submit(joined_texts, joined)
        except (BrokenExecutor, OSError):
            self.close()
            return None


def _leave_interrupts() -> None:
    """Ctrl+C in a terminal reaches all processes; the import itself ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class FreshWriter:
    """Writes what lists and search say of the new customers of one unit.

    `count` of them will come. What is written of the latest waits for their texts.
    """

    def __init__(self, connection: apsw.Connection, count: int) -> None:
        self._connection = connection
        self._texts = FreshTexts(count)
        self._waiting: deque[tuple[FreshCustomers, str, Callable[[], Texts]]] = deque()
        self._told: set[int] = set()
        self._bodies: dict[int, str] = {}

    def add(self, fresh: FreshCustomers, day: str) -> None:
        """Take customers, and write the lists of some before them."""
        self._waiting.append((fresh, day, self._texts.make(searched_columns(fresh))))
        if len(self._waiting) > MOST_WAITING:
            self._write_lists()

    def finish(self, customers: set[int], progress: Progress) -> None:
        """Write the rest, and take those customers out of the ones to be refreshed."""
        while self._waiting:
            self._write_lists()
        customers.difference_update(self._told)
        self._write_bodies(progress)

    def close(self) -> None:
        """Nothing more is written."""
        self._texts.close()

    def _write_lists(self) -> None:
        fresh, day, texts = self._waiting.popleft()
        keys, bodies = texts()
        add_lists(self._connection, fresh, keys, day)
        self._told.update(fresh.ids)
        self._bodies.update(zip(fresh.ids, bodies, strict=True))
        if len(self._bodies) >= BODIES_AT_ONCE:
            self._write_bodies(Progress())

    def _write_bodies(self, progress: Progress) -> None:
        add_bodies(self._connection, self._bodies, progress)
        self._bodies.clear()
