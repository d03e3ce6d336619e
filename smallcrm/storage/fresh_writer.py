"""Writes the lists and the search of new customers; another core makes their texts and index."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
)
from contextlib import suppress
from itertools import count
from multiprocessing import get_context
from typing import TypeVar

import apsw

from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.core.text import BREAK
from smallcrm.storage import fresh_worker
from smallcrm.storage.built_index import (
    TABLES,
    Definition,
    Part,
    add_texts,
    build_here,
    lay_in,
    make_anew,
    read_anew,
)
from smallcrm.storage.database import CACHE_KB
from smallcrm.storage.fresh import FreshCustomers, add_bodies, add_lists, searched_columns
from smallcrm.storage.search_bodies import search_bodies, sort_keys

# For fewer customers the other process would hardly have started.
FEWEST = 20_000
# Texts for the search that are held in memory: the fewer times it is filled, the quicker.
BODIES_AT_ONCE = 200_000
MOST_WAITING = 2
# Names and numbers come in no order: where their indexes do not fit into SQLite's cache, nearly
# each row has a part of them read anew. So many customers fit into the usual one; it grows along.
CUSTOMERS_IN_CACHE, MOST_CACHES = 100_000, 8

Texts = tuple[Sequence[str], Sequence[str]]  # of each customer the sort key, and what finds it
_T = TypeVar("_T")


class ProcessEnded(Exception):
    """The other process is not there, was ended by somebody, or has no more memory."""


class FreshTexts:
    """Makes the texts of many customers in a process of its own, while their rows are written.

    Of `total` customers that are few, on a machine with one core, or where no process can be
    started, they are made here.
    """

    def __init__(self, total: int) -> None:
        self._maker: Executor | None = None
        self._indexing: list[Callable[[], None]] = []
        if total >= FEWEST and (os.cpu_count() or 1) > 1:
            # On every system in the same way, and never with a copy of the window's threads.
            started = get_context("spawn")
            with suppress(OSError, ImportError):  # a system without shared semaphores
                self._maker = ProcessPoolExecutor(
                    1, started, initializer=fresh_worker.leave_interrupts
                )

    @property
    def apart(self) -> bool:
        """Whether there is another process."""
        return self._maker is not None

    def begin_index(self, definition: Definition) -> None:
        """Let the other process also build an index of the texts that are made from now on."""
        self._indexing.append(self._do(fresh_worker.begin_index, definition))

    def make(self, ids: Sequence[int], columns: Sequence[Sequence[str]]) -> Callable[[], Texts]:
        """Begin with the texts of some customers (columns as search_bodies takes them).

        Returns what waits for them.
        """
        joined = [BREAK.join(column) for column in columns]
        told: Callable[[], tuple[str, str]] | None = None
        if all(text.count(BREAK) == len(ids) - 1 for text in joined):
            told = self._do(fresh_worker.make_texts, ids, joined)
        elif self._indexing:  # a text holds the very sign that keeps them apart
            bodies = search_bodies(*columns)
            self._indexing.append(self._do(fresh_worker.take_texts, ids, bodies))
        if self._indexing:
            self._indexing.append(self._do(fresh_worker.index_texts))

        def wait() -> Texts:
            with suppress(ProcessEnded):
                if told is not None:
                    keys, bodies = told()
                    return keys.split(BREAK), bodies.split(BREAK)
            return sort_keys(columns[0]), search_bodies(*columns)

        return wait

    def finish_index(self, progress: Progress) -> None:
        """Wait until all texts are in the index. Raises ProcessEnded, Cancelled."""
        for done, wait in enumerate(self._indexing):
            progress.check()
            progress.report(done, len(self._indexing), _("Updating lists and search"))
            wait()

    def index(self, table: str) -> Iterator[Part]:
        """The rows of a table of the index (see built_index.TABLES). Raises ProcessEnded."""
        for number in count():
            part = self._do(fresh_worker.index_part, table, number)()
            if not part:
                return
            yield part

    def close(self) -> None:
        """Let the process end; what it has not begun is not made."""
        if self._maker is not None:
            self._maker.shutdown(wait=False, cancel_futures=True)
            self._maker = None

    def _do(self, function: Callable[..., _T], *args: object) -> Callable[[], _T]:
        """Have something done by the other process; what is returned waits for it."""
        future: Future[_T] | None = None
        if self._maker is not None:
            try:
                future = self._maker.submit(function, *args)
            except (BrokenExecutor, OSError):
                self.close()

        def wait() -> _T:
            if future is None:
                raise ProcessEnded
            try:
                return future.result()
            except (BrokenExecutor, CancelledError, OSError, MemoryError, apsw.Error) as error:
                self.close()
                raise ProcessEnded from error

        return wait


class FreshWriter:
    """Writes what lists and search say of the new customers of one unit.

    `total` of them will come. What is written of the latest waits for their texts.
    """

    def __init__(self, connection: apsw.Connection, total: int) -> None:
        self._connection = connection
        self._texts = FreshTexts(total)
        self._waiting: deque[tuple[FreshCustomers, str, Callable[[], Texts]]] = deque()
        self._told: set[int] = set()
        self._bodies: dict[int, str] = {}
        self._keep_in_memory(min(max(total / CUSTOMERS_IN_CACHE, 1), MOST_CACHES))
        # In a search that holds nothing yet, an index built by the other process is laid.
        definition = make_anew(connection) if self._texts.apart else None
        self._built_apart = definition is not None
        if definition is not None:
            self._texts.begin_index(definition)

    def add(self, fresh: FreshCustomers, day: str) -> None:
        """Take customers, and write the lists of some before them."""
        texts = self._texts.make(fresh.ids, searched_columns(fresh))
        self._waiting.append((fresh, day, texts))
        if len(self._waiting) > MOST_WAITING:
            self._write_lists()

    def finish(self, customers: set[int], progress: Progress) -> None:
        """Write the rest, and take those customers out of the ones to be refreshed."""
        while self._waiting:
            self._write_lists()
        customers.difference_update(self._told)
        if self._built_apart:
            self._lay_index(progress)
        else:
            self._write_bodies(progress)

    def close(self) -> None:
        """Nothing more is written."""
        self._texts.close()
        self._keep_in_memory(1)

    def _keep_in_memory(self, caches: float) -> None:
        self._connection.execute(f"PRAGMA cache_size = -{int(CACHE_KB * caches)}")

    def _write_lists(self) -> None:
        fresh, day, texts = self._waiting.popleft()
        keys, bodies = texts()
        add_lists(self._connection, fresh, keys, day)
        self._told.update(fresh.ids)
        if self._built_apart:
            add_texts(self._connection, fresh.ids, bodies)
            return
        self._bodies.update(zip(fresh.ids, bodies, strict=True))
        if len(self._bodies) >= BODIES_AT_ONCE:
            self._write_bodies(Progress())

    def _write_bodies(self, progress: Progress) -> None:
        add_bodies(self._connection, self._bodies, progress)
        self._bodies.clear()

    def _lay_index(self, progress: Progress) -> None:
        try:
            self._texts.finish_index(progress)
            for table in TABLES:
                progress.check()
                lay_in(self._connection, table, self._texts.index(table))
            read_anew(self._connection)
        except ProcessEnded:
            build_here(self._connection)
