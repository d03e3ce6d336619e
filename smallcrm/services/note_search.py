"""Full-text search in the History list: hits as they are found."""

import time
from dataclasses import dataclass

from smallcrm.services.interactions import InteractionQuery
from smallcrm.services.search_terms import words_of
from smallcrm.storage.note_search import Condition, Place, find_named, scan
from smallcrm.storage.session import Session

Start = Place  # where the search goes on

FIRST_STRETCH = 4000
LONGEST_STRETCH = 64_000
ENOUGH = 200  # hits fill the screen: they are shown at once
FIRST_SECONDS = 0.04
SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Found:
    """Some hits in order, and where to go on looking; `rest` is None when all are found."""

    ids: list[int]
    rest: Place | None


def can_stream(query: InteractionQuery) -> bool:
    """Whether hits can be shown as they are found: a text is sought, in order of time."""
    return bool(words_of(query.text)) and query.sort.key == "at"


def find_part(session: Session, query: InteractionQuery, start: Place | None = None) -> Found:
    """The next hits of a History list with a text, in the list's order.

    Comes back after a fraction of a second, or as soon as the screen is filled.
    """
    words = words_of(query.text)
    condition = _condition(session, query)
    down = query.sort.descending
    connection = session.connection
    if start is None:
        named = find_named(connection, words, condition, descending=down)
        if named is not None:
            return Found(named, None)
    stretch = FIRST_STRETCH if start is None else LONGEST_STRETCH
    found: list[int] = []
    until = time.monotonic() + (FIRST_SECONDS if start is None else SECONDS)
    while True:
        ids, start = scan(connection, words, condition, start, stretch, descending=down)
        found += ids
        if start is None or time.monotonic() > until or len(found) >= ENOUGH:
            return Found(found, start)
        stretch = min(2 * stretch, LONGEST_STRETCH)


def find_all(session: Session, query: InteractionQuery) -> list[int]:
    """All hits of a History list with a text, in the list's order."""
    found = find_part(session, query)
    ids = found.ids
    while found.rest is not None:
        found = find_part(session, query, found.rest)
        ids += found.ids
    return ids


def _condition(session: Session, query: InteractionQuery) -> Condition:
    parts: list[tuple[str, object]] = []
    for column, value in (("kind", query.kind), ("outcome", query.outcome)):
        if value:
            parts.append((f"i.{column} = ?", value))
    if query.staff:
        parts.append(("i.staff_id IN (SELECT id FROM staff WHERE name = ?)", query.staff))
    if query.since:
        parts.append(("i.at >= ?", query.since))
    if query.until:
        parts.append(("i.at <= ?", query.until + " 99"))
    if query.customer_id is not None:
        parts.append(("i.customer_id = ?", query.customer_id))
    sql = "".join(f" AND {part}" for part, _value in parts)
    return Condition(sql, tuple(value for _part, value in parts))
