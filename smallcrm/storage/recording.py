"""Reading what a recorded changeset holds: which rows, which fields, whose customer."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import apsw

from smallcrm.storage.database import rows
from smallcrm.storage.tables import CUSTOMER_OF, RECORDED_TABLES, TABLE_NUMBERS

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
    """What a changeset touched."""

    index: list[tuple[int, int, str, str]] = field(default_factory=list)
    tables: dict[str, set[int]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    customers: set[int] = field(default_factory=set)


def start_recording(connection: apsw.Connection) -> apsw.Session:
    """Record every change to the recorded tables until the session is closed."""
    session = apsw.Session(connection, "main")
    session.table_filter(TABLE_NUMBERS.__contains__)
    session.attach(None)
    return session


def take_changeset(session: apsw.Session) -> bytes:
    """The changeset so far, and the end of the recording."""
    chunks: list[bytes] = []
    # The streaming call gives other threads a chance to run; changeset() holds the
    # interpreter for its whole length.
    session.changeset_stream(lambda chunk: chunks.append(bytes(chunk)))
    session.close()
    return b"".join(chunks)


def pack(changeset: bytes) -> bytes:
    """A changeset as it is stored."""
    return zlib.compress(changeset, 1)


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
    connection: apsw.Connection, changeset: bytes, columns: dict[str, list[str]]
) -> Summary:
    """List the touched rows for the change log, and whose derived data must be refreshed."""
    summary = Summary()
    unresolved: dict[str, set[int]] = {}
    parents: dict[str, set[int]] = {}
    # A changeset holds its tables one after the other; this loop sees every row of an import.
    for table, changes in groupby(apsw.Changeset.iter(changeset), lambda change: change.name):
        names = columns[table]
        leading = _leading_column(table)
        place = names.index(leading) if leading in names else None
        found = parents.setdefault(table, set()) if table in CUSTOMER_OF else summary.customers
        number, ids = TABLE_NUMBERS[table], summary.tables.setdefault(table, set())
        entries: list[tuple[int, int, str, str]] = []
        for change in changes:
            opcode = change.opcode
            values: Any = change.new if opcode == apsw.SQLITE_INSERT else change.old
            row_id: int = values[0]
            ids.add(row_id)
            owners = {values[place]} if place is not None else set()
            if opcode == apsw.SQLITE_UPDATE:
                new: Any = change.new
                pairs = zip(names, new, strict=True)
                fields = ",".join(name for name, value in pairs if value is not apsw.no_change)
                entries.append((number, row_id, "U", fields))
                owners |= {new[place]} if place is not None else set()
                owners.discard(apsw.no_change)
            else:
                entries.append((number, row_id, ACTIONS[change.op], ""))
            if table == "customer":
                summary.customers.add(row_id)
            elif owners:
                found |= owners
            elif place is not None:
                unresolved.setdefault(table, set()).add(row_id)
        # In the order of the log's key, which a changeset is not in: much quicker to write. Table
        # by table, since one sort of a whole import lets no other thread run for half a second.
        entries.sort()
        summary.index += entries
    summary.counts = {table: len(ids) for table, ids in summary.tables.items()}
    for table, ids in unresolved.items():
        query = f"SELECT {_leading_column(table)} FROM {table} WHERE id IN ({{ids}})"
        parents.get(table, summary.customers).update(_values(connection, query, ids))
    for table, ids in parents.items():
        summary.customers |= _values(connection, CUSTOMER_OF[table][1], ids)
    return summary


def _leading_column(table: str) -> str:
    """The column by which a row is some customer's, at once or through another row."""
    return CUSTOMER_OF[table][0] if table in CUSTOMER_OF else "customer_id"


def _values(connection: apsw.Connection, sql: str, ids: set[int]) -> set[int]:
    """The first column of a query whose {ids} are these."""
    query = sql.format(ids="SELECT value FROM json_each(?)")
    return {value for (value,) in rows(connection, query, (f"[{','.join(map(str, ids))}]",))}
