"""Reading what a recorded changeset holds: which rows, which fields, whose customer."""

import sys
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import apsw

from smallcrm.storage.checks import checked_at_once
from smallcrm.storage.database import rows
from smallcrm.storage.tables import CUSTOMER_OF, RECORDED_TABLES, TABLE_NUMBERS

# Fewer rows inserted one after the other than this are logged one by one.
SHORTEST_RUN = 1000
LEVEL = 1
ACTIONS = {"INSERT": "I", "UPDATE": "U", "DELETE": "D"}


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row of a changeset.

    `old` and `new` hold the recorded columns by name (all for a delete or insert).
    """

    table: str
    row_id: int
    action: str
    old: dict[str, object]
    new: dict[str, object]


@dataclass(slots=True)
class Summary:
    """What a changeset touched.

    `index` names single rows (table number, id, action, fields), `runs` rows that were inserted one
    after the other (table number, first and last id). Rows with an id above `newest` of their table
    are new.
    """

    newest: Mapping[str, int] = field(default_factory=dict)
    index: list[tuple[int, int, str, str]] = field(default_factory=list)
    runs: list[tuple[int, int, int]] = field(default_factory=list)
    tables: dict[str, Collection[int]] = field(default_factory=dict)
    customers: set[int] = field(default_factory=set)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each table were touched."""
        return {table: len(ids) for table, ids in self.tables.items()}


@dataclass(slots=True)
class Recording:
    """The recording of a unit: SQLite's session, and how things stood before.

    `newest` holds the highest id ever given in each table: ids are never used again, so rows with
    higher ones are those the unit inserted. `unrecorded` names the tables some of these were put
    into with the recording paused.
    """

    session: apsw.Session
    newest: dict[str, int]
    unrecorded: dict[str, int] = field(default_factory=dict)

    def close(self) -> None:
        """End the recording."""
        self.session.close()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Change rows whose values need not be recorded."""
        self.session.enabled = False
        yield
        self.session.enabled = True

    @contextmanager
    def new_rows(
        self, connection: apsw.Connection, table: str, columns: Collection[str], count: int
    ) -> Iterator[None]:
        """Insert `count` rows with the ids that come next; of many only the ids are recorded.

        What they hold can be read from the table as long as they are there, and undo keeps it for
        redo.
        """
        before = newest_ids(connection).get(table, 0)
        if count < SHORTEST_RUN and self.unrecorded.get(table) != before:
            yield
            return
        with self.paused(), checked_at_once(connection, table, columns, before):
            yield
        self.unrecorded[table] = newest_ids(connection)[table]
        if self.unrecorded[table] != before + count:
            raise RuntimeError(f"new rows of {table} without the ids that come next")


def start_recording(connection: apsw.Connection) -> Recording:
    """Record every change to the recorded tables until the recording is closed."""
    session = apsw.Session(connection, "main")
    session.table_filter(TABLE_NUMBERS.__contains__)
    session.attach(None)
    return Recording(session, newest_ids(connection))


def take_changeset(recording: Recording) -> bytes:
    """The changes so far, packed as they are stored, and the end of the recording; b"" for none."""
    packer = zlib.compressobj(LEVEL)
    chunks: list[bytes] = []
    # The streaming call gives other threads a chance to run; changeset() holds the
    # interpreter for its whole length. What an import changed is never held unpacked.
    recording.session.changeset_stream(lambda chunk: chunks.append(packer.compress(chunk)))
    recording.close()
    return b"".join([*chunks, packer.flush()]) if chunks else b""


def newest_ids(connection: apsw.Connection) -> dict[str, int]:
    """The highest id ever given in each table."""
    return dict(rows(connection, "SELECT name, seq FROM sqlite_sequence"))


def find_runs(connection: apsw.Connection, step_id: int) -> list[tuple[str, int, int]]:
    """The rows that a step inserted one after the other: table, first and last id."""
    query = "SELECT table_id, first, last FROM change_run WHERE step_id = ? ORDER BY 1, 2"
    found = rows(connection, query, (step_id,))
    return [(RECORDED_TABLES[number], first, last) for number, first, last in found]


def pack(changeset: bytes) -> bytes:
    """A changeset as it is stored."""
    return zlib.compress(changeset, LEVEL)


def unpack(stored: bytes) -> bytes:
    """A stored changeset as SQLite wants it."""
    return zlib.decompress(stored)


def column_names(connection: apsw.Connection) -> dict[str, list[str]]:
    """The columns of every recorded table, in order."""
    found: dict[str, list[str]] = {}
    for table in RECORDED_TABLES:
        found[table] = [
            name for (name,) in rows(connection, "SELECT name FROM pragma_table_info(?)", (table,))
        ]
    return found


def read_changes(changeset: bytes, columns: dict[str, list[str]]) -> Iterator[RowChange]:
    """Every row of a changeset, decoded."""
    for change in apsw.Changeset.iter(changeset):
        names = columns[change.name]
        old = _named(names, change.old)
        new = _named(names, change.new)
        row_id = (change.new if change.op == "INSERT" else change.old)[0]  # type: ignore[index]
        yield RowChange(change.name, int(row_id), ACTIONS[change.op], old, new)  # type: ignore[arg-type]


def _named(names: list[str], values: Any) -> dict[str, object]:
    if values is None:
        return {}
    pairs = zip(names, values, strict=True)
    return {name: value for name, value in pairs if value is not apsw.no_change}


def summarise(
    connection: apsw.Connection,
    changeset: bytes,
    columns: dict[str, list[str]],
    recording: Recording,
    summary: Summary,
) -> None:
    """List the touched rows for the change log, and whose derived data must be refreshed.

    `changeset` is packed.
    """
    grown = [
        table
        for table, newest in newest_ids(connection).items()
        if table in TABLE_NUMBERS and newest > recording.newest.get(table, 0)
    ]
    _walk(connection, changeset, columns, summary)
    for table in sorted(grown, key=TABLE_NUMBERS.__getitem__):
        _add_new(connection, table, recording, summary)


def _add_new(
    connection: apsw.Connection, table: str, recording: Recording, summary: Summary
) -> None:
    """Add the rows of a table that a unit inserted, found by their ids."""
    number = TABLE_NUMBERS[table]
    ids = find_ids(connection, table, recording.newest.get(table, 0) + 1, sys.maxsize)
    for run in _runs(ids):
        if len(run) >= SHORTEST_RUN or table in recording.unrecorded:
            summary.runs.append((number, run[0], run[-1]))
        else:
            summary.index += [(number, id, "I", "") for id in run]
    touch(connection, table, ids, summary)


def find_ids(connection: apsw.Connection, table: str, first: int, last: int) -> Sequence[int]:
    """The ids of a table's rows from `first` to `last`: a range where none is missing."""
    query = f"SELECT min(id), max(id), count(*) FROM {table} WHERE id BETWEEN ? AND ?"
    ((lowest, highest, count),) = rows(connection, query, (first, last))
    if not count:
        return ()
    if count == highest - lowest + 1:
        return range(lowest, highest + 1)
    query = f"SELECT id FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id"
    return [id for (id,) in rows(connection, query, (lowest, highest))]


def touch(connection: apsw.Connection, table: str, ids: Sequence[int], summary: Summary) -> None:
    """Add rows that are there, in order, and their customers to what was touched."""
    if not ids:
        return
    before = summary.tables.get(table, ())
    many = len(ids) >= SHORTEST_RUN and not before
    summary.tables[table] = ids if many else {*before, *ids}
    mine = f"SELECT {_leading_column(table)} FROM {table} WHERE id BETWEEN ? AND ?"
    bounds = (ids[0], ids[-1])
    if table == "customer":
        summary.customers.update(ids)
    elif table in CUSTOMER_OF:
        query = CUSTOMER_OF[table][1].format(ids=mine)
        summary.customers.update(id for (id,) in rows(connection, query, bounds))
    elif _has_customer(connection, table):
        # Those of an import's own customers are known already.
        known = summary.tables.get("customer", ())
        own = (known[0], known[-1]) if isinstance(known, range) else (0, 0)
        query = mine + " AND NOT customer_id BETWEEN ? AND ?"
        summary.customers.update(id for (id,) in rows(connection, query, (*bounds, *own)))


def _runs(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids that follow one another without a gap."""
    if isinstance(ids, range):
        yield ids
        return
    for _place, pairs in groupby(enumerate(ids), lambda pair: pair[1] - pair[0]):
        yield [id for _number, id in pairs]


def _has_customer(connection: apsw.Connection, table: str) -> bool:
    query = "SELECT 1 FROM pragma_table_info(?) WHERE name = 'customer_id'"
    return bool(rows(connection, query, (table,)))


def _walk(
    connection: apsw.Connection,
    changeset: bytes,
    columns: dict[str, list[str]],
    summary: Summary,
) -> None:
    """Go through a changeset row by row, new rows left out."""
    unresolved: dict[str, set[int]] = {}
    parents: dict[str, set[int]] = {}
    # A changeset holds its tables one after the other.
    every = apsw.Changeset.iter(unpack(changeset) if changeset else b"")
    for table, changes in groupby(every, lambda change: change.name):
        names = columns[table]
        leading = _leading_column(table)
        place = names.index(leading) if leading in names else None
        found = parents.setdefault(table, set()) if table in CUSTOMER_OF else summary.customers
        number, ids, newest = TABLE_NUMBERS[table], set[int](), summary.newest.get(table, 0)
        entries: list[tuple[int, int, str, str]] = []
        for change in changes:
            values: Any = change.new if change.opcode == apsw.SQLITE_INSERT else change.old
            if values[0] > newest:
                continue
            entry, owners = _entry(change, number, names, place)
            entries.append(entry)
            row_id = entry[1]
            ids.add(row_id)
            if table == "customer":
                summary.customers.add(row_id)
            elif owners:
                found |= owners - {None}  # a decision may be about no customer
            elif place is not None:
                unresolved.setdefault(table, set()).add(row_id)
        # In the order of the log's key, which a changeset is not in: much quicker to write. Table
        # by table, since one sort of a whole import lets no other thread run for half a second.
        entries.sort()
        summary.index += entries
        if ids:
            summary.tables[table] = ids.union(summary.tables.get(table, ()))
    for table, ids in unresolved.items():
        query = f"SELECT {_leading_column(table)} FROM {table} WHERE id IN ({{ids}})"
        parents.get(table, summary.customers).update(_values(connection, query, ids))
    for table, ids in parents.items():
        summary.customers |= _values(connection, CUSTOMER_OF[table][1], ids)


def _entry(
    change: apsw.TableChange, number: int, names: list[str], place: int | None
) -> tuple[tuple[int, int, str, str], set[int]]:
    """A row's line in the log, and the values of its leading column, as far as they are told."""
    opcode = change.opcode
    values: Any = change.new if opcode == apsw.SQLITE_INSERT else change.old
    owners = {values[place]} if place is not None else set()
    if opcode != apsw.SQLITE_UPDATE:
        return (number, values[0], ACTIONS[change.op], ""), owners
    new_values: Any = change.new
    pairs = zip(names, new_values, strict=True)
    fields = ",".join(name for name, value in pairs if value is not apsw.no_change)
    if place is not None:
        owners.add(new_values[place])
        owners.discard(apsw.no_change)
    return (number, values[0], "U", fields), owners


def _leading_column(table: str) -> str:
    """The column by which a row is some customer's, at once or through another row."""
    return CUSTOMER_OF[table][0] if table in CUSTOMER_OF else "customer_id"


def _values(connection: apsw.Connection, sql: str, ids: set[int]) -> set[int]:
    """The first column of a query whose {ids} are these."""
    query = sql.format(ids="SELECT value FROM json_each(?)")
    found = rows(connection, query, (f"[{','.join(map(str, ids))}]",))
    return {value for (value,) in found if value is not None}
