"""Writing to a data file: a unit of work records, refreshes, commits once and then tells.

`Session` is the door to it; it loads this when something is first written.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import apsw

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.storage import facts
from smallcrm.storage.changelog import add_step, prune
from smallcrm.storage.database import database, storage_error
from smallcrm.storage.fresh import FreshCustomers, can_be_told
from smallcrm.storage.operations import AUTOMATIC, Changes, Op, Origin
from smallcrm.storage.recording import (
    Recording,
    Summary,
    find_runs,
    pack,
    start_recording,
    summarise,
    take_changeset,
)
from smallcrm.storage.runs import TakenBack
from smallcrm.storage.steps import Step, automatic_since, next_undo
from smallcrm.storage.undo import (
    Kept,
    UndoResult,
    apply_redo,
    apply_undo,
    drop_step,
    forget_redo,
    mark_redone,
    mark_undone,
)

if TYPE_CHECKING:
    from smallcrm.storage.fresh_writer import FreshWriter
    from smallcrm.storage.session import Session


class Unit:
    """What is known while a unit of work is open."""

    def __init__(self, op: Op, detail: dict[str, object], origin: Origin, staff: str) -> None:
        self.op = op
        self.detail = detail
        self.origin = origin
        self.staff = staff
        self.step_id: int | None = None
        self.failed = False
        self.recording: Recording | None = None
        self.fresh: FreshWriter | None = None
        # Called with the step's id before the commit, for what must name it (import history).
        self.when_recorded: list[Callable[[int], None]] = []

    @contextmanager
    def new_rows(self, table: str, columns: Sequence[str], count: int) -> Iterator[None]:
        """Insert `count` rows with the ids that come next: of many the log keeps the ids only."""
        if self.recording is None:
            raise RuntimeError("the unit of work is over")
        with self.recording.new_rows(database.connection(), table, columns, count):
            yield

    def tells_fresh(self, count: int) -> bool:
        """Whether lists and search can say all of `count` new customers from what is known of them.

        If so they are given to `add_fresh`.
        """
        connection = database.connection()
        if self.fresh is None and can_be_told(connection):
            # Only here: what starts processes takes a while to load, and the window needs it not.
            from smallcrm.storage.fresh_writer import FreshWriter

            self.fresh = FreshWriter(connection, count)
        return self.fresh is not None

    def add_fresh(self, fresh: FreshCustomers, day: str) -> None:
        """Write the lists of customers of whom the unit does not tell more later."""
        if self.fresh is None:
            raise RuntimeError("nobody asked whether lists can tell of new customers")
        self.fresh.add(fresh, day)

    def close(self) -> None:
        """Nothing more is written."""
        if self.fresh is not None:
            self.fresh.close()


class Writer:
    """The writing half of a session: units of work, undo and redo, one at a time."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._unit: Unit | None = None
        self._columns = session.columns

    @property
    def _connection(self) -> apsw.Connection:
        return self._session.connection

    @contextmanager
    def unit(
        self,
        op: Op,
        detail: Mapping[str, object] | None = None,
        *,
        origin: Origin | None = None,
        progress: Progress | None = None,
    ) -> Iterator[Unit]:
        """One undoable step: everything written inside is saved together or not at all.

        A unit inside another joins it. On the outermost exit the changes are recorded, lists and
        search are refreshed, all is committed at once, and only then listeners are told. A large
        step reports to `progress`, and may be cancelled, until the commit.
        """
        if self._unit is not None:
            try:
                yield self._unit
            except BaseException:
                self._unit.failed = True
                raise
            return
        unit = Unit(
            op,
            dict(detail or {}),
            origin or self._session.origin,
            self._session.settings.staff_name,
        )
        with closing(unit), self._writing() as tell:
            recording = unit.recording = start_recording(self._connection)
            self._unit = unit
            try:
                yield unit
                if unit.failed:
                    raise RuntimeError("a nested unit failed and its error was swallowed")
                if progress is not None:
                    progress.report(0, 0, _("Writing the change log"))
                changeset = take_changeset(recording)
            finally:
                recording.close()
                self._unit = None
            if changeset or recording.unrecorded:
                tell.append(self._record(unit, changeset, recording, progress or Progress()))

    def undo(self, step_id: int | None = None, progress: Progress | None = None) -> UndoResult:
        """Take back the newest step (or `step_id`), keeping work done since.

        UserError when there is none.
        """
        foreseen = next_undo(self._connection, step_id=step_id)
        with self._writing(loose=self._has_runs(foreseen)) as tell:
            step = self._step_to_undo(step_id)
            self._clear_automatic(step.id, tell)
            done, kept, summary = self._take_back(step, tell, progress)
            mark_undone(self._connection, step.id, done)
            return UndoResult(step.id, step.op, step.detail, summary.counts, tuple(kept))

    def _take_back(
        self, step: Step, tell: list[Changes], progress: Progress | None = None
    ) -> tuple[TakenBack, list[Kept], Summary]:
        recording = start_recording(self._connection)
        summary = Summary(recording.newest)
        done, kept = apply_undo(self._connection, step.id, recording, summary)
        summarise(self._connection, done.changeset, self._columns, recording, summary)
        self._refresh(step.op, summary, tell, progress or Progress())
        return done, kept, summary

    def _has_runs(self, step: Step | None) -> bool:
        return step is not None and bool(find_runs(self._connection, step.id))

    def redo(self, progress: Progress | None = None) -> UndoResult:
        """Bring back the step undone last. UserError when there is none."""
        foreseen = next_undo(self._connection, redo=True)
        with self._writing(loose=self._has_runs(foreseen)) as tell:
            step = next_undo(self._connection, redo=True)
            if step is None:
                raise UserError(_("There is nothing to redo."))
            self._clear_automatic(step.id, tell)
            recording = start_recording(self._connection)
            summary = Summary(recording.newest)
            done = apply_redo(self._connection, step.id, recording, summary)
            summarise(self._connection, done, self._columns, recording, summary)
            self._refresh(step.op, summary, tell, progress or Progress())
            tell[-1] = replace(tell[-1], redone=True)
            mark_redone(self._connection, step.id)
            return UndoResult(step.id, step.op, step.detail, summary.counts)

    @contextmanager
    def keeping(self) -> Iterator[apsw.Connection]:
        """Write tables that are not recorded (settings, import history).

        Inside a unit it joins it.
        """
        if self._unit is not None:
            yield self._connection
            return
        with self._writing():
            yield self._connection

    def _clear_automatic(self, step_id: int, tell: list[Changes]) -> None:
        """Take back what the program made by itself after a step: it hangs on what goes."""
        for step in automatic_since(self._connection, step_id):
            self._take_back(step, tell)
            drop_step(self._connection, step.id)

    def _step_to_undo(self, step_id: int | None) -> Step:
        step = next_undo(self._connection, step_id=step_id)
        if step is None:
            raise UserError(_("There is nothing to undo."))
        return step

    @contextmanager
    def _writing(self, *, loose: bool = False) -> Iterator[list[Changes]]:
        """An open write transaction.

        Listeners are told what is in the list once it is committed. Undo of many rows (`loose`) has
        no foreign keys looked after: it puts back what was sound, or looks at the end.
        """
        connection = self._connection
        if self._unit is not None:
            raise RuntimeError("undo or redo inside a unit")
        state = connection.txn_state("main")
        if state != apsw.SQLITE_TXN_NONE:
            raise RuntimeError("a query was not read to its end before writing")
        tell: list[Changes] = []
        try:
            connection.execute(f"PRAGMA query_only = 0; PRAGMA foreign_keys = {int(not loose)}")
            with database.atomic("IMMEDIATE"):
                yield tell
        except Exception as error:
            told = storage_error(error)
            if told is error:
                raise
            raise told from error
        finally:
            connection.execute("PRAGMA query_only = 1; PRAGMA foreign_keys = 1")
        for changes in tell:
            self._session.datafile.tell(changes)

    def _record(
        self, unit: Unit, changeset: bytes, recording: Recording, progress: Progress
    ) -> Changes:
        tell: list[Changes] = []
        summary = Summary(recording.newest)
        summarise(self._connection, changeset, self._columns, recording, summary)
        self._refresh(unit.op, summary, tell, progress, unit.fresh)
        progress.check()
        progress.report(0, 0, _("Writing the change log"))
        if unit.op not in AUTOMATIC:
            forget_redo(self._connection)
        step = Step(
            0,
            unit.op,
            json.dumps(unit.detail, ensure_ascii=False),
            unit.origin,
            unit.staff,
            self._session.now,
        )
        unit.step_id = add_step(self._connection, step, changeset or pack(b""), summary)
        for action in unit.when_recorded:
            action(unit.step_id)
        prune(self._connection)
        return tell[0]

    def _refresh(
        self,
        op: str,
        summary: Summary,
        tell: list[Changes],
        progress: Progress,
        fresh: "FreshWriter | None" = None,
    ) -> None:
        """Bring the derived tables up to date; before anything else is written."""
        facts.refresh_notes(
            self._connection,
            summary.tables.get("interaction", ()),
            summary.tables.get("customer", ()),
            summary.newest,
        )
        if fresh is not None:  # late: another process is at it meanwhile
            fresh.finish(summary.customers, progress)
        if summary.customers:
            after = summary.newest.get("customer", 0)
            ids = summary.customers
            facts.refresh_customers(
                self._connection, ids, self._session.today, progress, new_after=after
            )
        tell.append(Changes(op, summary.tables))
