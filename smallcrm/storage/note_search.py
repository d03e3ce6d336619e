"""Searching a million notes: by the index where it tells enough, else newest first, bit by bit."""

from collections.abc import Sequence
from dataclasses import dataclass

import apsw

from smallcrm.storage.database import rows

# Up to so many notes the index names them all and they are put in order at once; a word that is in
# more is found sooner by going through the notes from the newest on.
FEW = 8000
SHORTEST = 3  # the index holds pieces of three signs

# The row where a stretch of so many records ends is found in the index of times alone.
END = """
SELECT at, id FROM interaction WHERE at {way}= ?1 AND (at, id) {way} (?1, ?2)
ORDER BY at {order}, id {order} LIMIT 1 OFFSET ?3
"""
# The body of a note is read from the index's own table: asking the index row by row takes thrice
# as long.
STRETCH = """
SELECT i.id FROM interaction i JOIN search_note_content n ON n.id = i.id
WHERE i.at {way}= ?1 AND (i.at, i.id) {way} (?1, ?2) {end}{holds}{more}
ORDER BY i.at {order}, i.id {order}
"""
NAMED = """
SELECT i.id FROM (SELECT rowid AS id FROM search_note WHERE search_note MATCH ? LIMIT {few}) f
CROSS JOIN interaction i ON i.id = f.id JOIN search_note_content n ON n.id = i.id
WHERE true{holds}{more} ORDER BY i.at {order}, i.id {order}
"""

Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Condition:
    """A further condition on interactions (`i`): SQL beginning with AND, and its values."""

    sql: str = ""
    values: tuple[object, ...] = ()


def index_query(words: Sequence[str]) -> str:
    """What the index is asked for; "" when every word is too short for it.

    Without places kept, the index takes single pieces only: a longer word is all its pieces, which
    may stand apart in the note, so the body is looked at too.
    """
    pieces = {
        word[at : at + SHORTEST]
        for word in words
        if len(word) >= SHORTEST
        for at in range(len(word) - SHORTEST + 1)
    }
    return " AND ".join('"{}"'.format(piece.replace('"', '""')) for piece in sorted(pieces))


def find_named(
    connection: apsw.Connection,
    words: Sequence[str],
    condition: Condition,
    *,
    descending: bool = True,
) -> list[int] | None:
    """The interactions whose notes hold all words, by the index; None when they are too many."""
    asked = index_query(words)
    if not asked:
        return None
    counted = "SELECT count(*) FROM (SELECT 1 FROM search_note WHERE search_note MATCH ? LIMIT ?)"
    ((count,),) = rows(connection, counted, (asked, FEW + 1))
    if count > FEW:
        return None
    sql = NAMED.format(few=FEW, holds=_holds(words), more=condition.sql, order=_order(descending))
    return [id for (id,) in rows(connection, sql, (asked, *words, *condition.values))]


def scan(
    connection: apsw.Connection,
    words: Sequence[str],
    condition: Condition,
    start: Place | None,
    count: int,
    *,
    descending: bool = True,
) -> tuple[list[int], Place | None]:
    """Look at `count` records from `start` on (None: from the newest, or the oldest).

    Returns those whose notes hold all words, and where to go on; None at the end.
    """
    way, order = ("<", "DESC") if descending else (">", "ASC")
    # ISO text lies between these.
    at, id = start or (("~", 0) if descending else ("", 0))
    ends = rows(connection, END.format(way=way, order=order), (at, id, count - 1))
    end = ends[0] if ends else None
    bound = f"AND i.at {_back(way)}= ? AND (i.at, i.id) {_back(way)}= (?, ?)" if end else ""
    sql = STRETCH.format(way=way, order=order, end=bound, holds=_holds(words), more=condition.sql)
    bounds = (end[0], *end) if end else ()
    found = rows(connection, sql, (at, id, *bounds, *words, *condition.values))
    return [id for (id,) in found], end


def _holds(words: Sequence[str]) -> str:
    return " AND instr(n.c0, ?)" * len(words)


def _order(descending: bool) -> str:
    return "DESC" if descending else "ASC"


def _back(way: str) -> str:
    return ">" if way == "<" else "<"
