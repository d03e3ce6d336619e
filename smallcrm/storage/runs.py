"""Rows that a step inserted by the thousand: the log names their ids, undo keeps what they held."""

import json
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import apsw

from smallcrm.storage.database import insert_many, rows
from smallcrm.storage.recording import LEVEL, Summary, find_ids, pack, touch

Key = tuple[str, int]
Run = tuple[str, int, int]  # a table, the first and the last id of rows inserted in a row
PART = 2000
_WITH_ROWS = b"rows"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What the undo of a step changed, for redo: a changeset and the rows of runs, both packed."""

    changeset: bytes
    rows: bytes = b""

    def stored(self) -> bytes:
        """As one value, told by its beginning from a changeset alone."""
        changeset = self.changeset or pack(b"")
        if not self.rows:
            return changeset
        return _WITH_ROWS + len(changeset).to_bytes(8, "big") + changeset + self.rows

    @staticmethod
    def read(stored: bytes) -> "TakenBack":
        """What `stored` gave."""
        if not stored.startswith(_WITH_ROWS):
            return TakenBack(stored)
        start = len(_WITH_ROWS) + 8
        end = start + int.from_bytes(stored[len(_WITH_ROWS) : start], "big")
        return TakenBack(stored[start:end], stored[end:])


@dataclass(slots=True)
class Inserted:
    """The rows that a step inserted: single ones, and runs of ids."""

    keys: set[Key]
    runs: Collection[Run]

    def __contains__(self, key: Key) -> bool:
        table, row_id = key
        return key in self.keys or any(
            name == table and first <= row_id <= last for name, first, last in self.runs
        )


def remove_runs(
    connection: apsw.Connection, runs: Sequence[Run], kept: Collection[Key], summary: Summary
) -> bytes:
    """Delete the rows of runs but those kept; returns what they held, packed."""
    packer = zlib.compressobj(LEVEL)
    parts: list[bytes] = []
    for table, first, last in runs:
        ids = find_ids(connection, table, first, last)
        stay = {id for name, id in kept if name == table}
        touch(connection, table, [id for id in ids if id not in stay] if stay else ids, summary)
        named = ", ".join(columns_of(connection, table))
        # JSON tells numbers from texts, and nothing else is stored.
        query = f"""SELECT json_group_array(json_array({named})) FROM {table}
            WHERE id BETWEEN ? AND ? AND id NOT IN (SELECT value FROM json_each(?))"""
        listed = json.dumps(sorted(stay))
        for start in range(first, last + 1, PART):
            bounds = (start, min(start + PART - 1, last), listed)
            ((text,),) = rows(connection, query, bounds)
            parts.append(packer.compress(f"{table} {text}\n".encode()))
    # Children first: where foreign keys are looked at, nobody is asked for what is gone.
    for table, first, last in reversed(runs):
        stay = {id for name, id in kept if name == table}
        query = f"DELETE FROM {table} WHERE id BETWEEN ? AND ?"
        if stay:
            query += f" AND id NOT IN ({', '.join(map(str, stay))})"
        connection.execute(query, (first, last))
    return b"".join([*parts, packer.flush()]) if runs else b""


def bring_back(connection: apsw.Connection, stored: bytes, summary: Summary) -> None:
    """Insert rows again that an undo removed, parents first as they were packed."""
    for line in _lines(stored):
        table, _space, text = line.partition(" ")
        back = json.loads(text)
        if not back:
            continue
        names = columns_of(connection, table)
        head = f"INSERT INTO {table} ({', '.join(names)})"
        insert_many(connection, head, len(names), back)
        touch(connection, table, [row[0] for row in back], summary)


def _lines(stored: bytes) -> Iterator[str]:
    """The lines of a packed text, a few at a time in memory."""
    unpacker = zlib.decompressobj()
    rest = b""
    for start in range(0, len(stored), 65536):
        *whole, rest = (rest + unpacker.decompress(stored[start : start + 65536])).split(b"\n")
        yield from (line.decode() for line in whole)


def columns_of(connection: apsw.Connection, table: str) -> list[str]:
    """The columns of a table, in order."""
    return [name for (name,) in rows(connection, "SELECT name FROM pragma_table_info(?)", (table,))]
