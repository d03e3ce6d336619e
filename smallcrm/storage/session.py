"""One thread's use of a data file: reading, and the one door to writing."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import cached_property
from typing import TYPE_CHECKING

import apsw

from smallcrm.core.dates import Clock
from smallcrm.core.progress import Progress
from smallcrm.storage.database import database, rows
from smallcrm.storage.operations import Op, Origin
from smallcrm.storage.settings import Settings
from smallcrm.storage.steps import Step, describe_step, next_undo

if TYPE_CHECKING:
    from smallcrm.storage.datafile import DataFile
    from smallcrm.storage.undo import UndoResult
    from smallcrm.storage.writing import Unit, Writer


class Session:
    """One thread's use of an open data file: reading at any time, writing only through `unit`.

    Made by DataFile.session(); belongs to the thread that made it.
    """

    def __init__(
        self, datafile: "DataFile", clock: Clock, origin: Origin, patience_ms: int
    ) -> None:
        self.datafile = datafile
        self.clock = clock
        self.origin = origin
        self.settings = Settings(self)
        database.connect(reuse_if_open=True)
        # Kept for `interrupt`, which another thread calls: `connection` is the calling thread's.
        self._own_connection: apsw.Connection = database.connection()
        self._data_version = self._read_data_version()
        self.connection.set_busy_timeout(patience_ms)

    @property
    def connection(self) -> apsw.Connection:
        """This thread's connection; only storage uses it directly."""
        connection: apsw.Connection = database.connection()
        return connection

    @cached_property
    def columns(self) -> dict[str, list[str]]:
        """The columns of every recorded table, in order."""
        from smallcrm.storage.recording import column_names  # only here, as the writer below

        return column_names(self.connection)

    @property
    def today(self) -> str:
        """Today as ISO text, by the session's clock."""
        return self.clock.today().isoformat()

    @property
    def now(self) -> str:
        """Now as "YYYY-MM-DD HH:MM", by the session's clock."""
        return self.clock.now().strftime("%Y-%m-%d %H:%M")

    def changed_elsewhere(self) -> bool:
        """Whether another connection wrote to the file since this was last asked."""
        before, self._data_version = self._data_version, self._read_data_version()
        return self._data_version != before

    def _read_data_version(self) -> int:
        ((version,),) = rows(self.connection, "PRAGMA data_version")
        return int(version)

    def interrupt(self) -> None:
        """Stop the query that runs on this session; may be called from another thread."""
        self._own_connection.interrupt()

    def close(self) -> None:
        """Give the thread's connection back."""
        if not database.is_closed():
            database.close()

    @cached_property
    def _writer(self) -> "Writer":
        # Only here: recording, undo and the refreshing of lists take a while to load, and a window
        # shows its first page long before anything is written.
        from smallcrm.storage.writing import Writer

        return Writer(self)

    def unit(
        self,
        op: Op,
        detail: Mapping[str, object] | None = None,
        *,
        origin: Origin | None = None,
        progress: Progress | None = None,
    ) -> "AbstractContextManager[Unit]":
        """One undoable step: everything written inside is saved together or not at all.

        A unit inside another joins it. On the outermost exit the changes are recorded, lists and
        search are refreshed, all is committed at once, and only then listeners are told. A large
        step reports to `progress`, and may be cancelled, until the commit.
        """
        return self._writer.unit(op, detail, origin=origin, progress=progress)

    def undo(self, step_id: int | None = None, progress: Progress | None = None) -> "UndoResult":
        """Take back the newest step (or `step_id`), keeping work done since.

        UserError when there is none.
        """
        return self._writer.undo(step_id, progress)

    def redo(self, progress: Progress | None = None) -> "UndoResult":
        """Bring back the step undone last. UserError when there is none."""
        return self._writer.redo(progress)

    def next_step(self, *, redo: bool = False) -> Step | None:
        """The step that undo (or redo) would take; None when there is none."""
        return next_undo(self.connection, redo=redo)

    def undo_label(self) -> str:
        """What Ctrl+Z would take back, in plain words; "" when there is nothing."""
        step = self.next_step()
        return describe_step(step) if step else ""

    def redo_label(self) -> str:
        """What redo would bring back; "" when there is nothing."""
        step = self.next_step(redo=True)
        return describe_step(step) if step else ""

    def keeping(self) -> AbstractContextManager[apsw.Connection]:
        """Write tables that are not recorded (settings, import history).

        Inside a unit it joins it.
        """
        return self._writer.keeping()

    def as_of(self, day: str) -> list[tuple[int, str, str, int | None, int, int]]:
        """The state of every customer at the end of `day` (ISO), as it was known then.

        Rows of (customer id, level, status, owner id, completeness %, money owed in minor units).
        """
        query = """
            SELECT customer_id, level, status, owner_id, completeness, owed FROM customer_day d
            WHERE gone = 0 AND day = (SELECT max(day) FROM customer_day
                WHERE customer_id = d.customer_id AND day <= ?)"""
        return rows(self.connection, query, (day,))
