"""What another process does for many new customers: their texts, and the search index of them.

It serves one import and ends with it.
"""

import signal
from collections import deque
from collections.abc import Sequence

from smallcrm.core.text import BREAK
from smallcrm.storage.built_index import BuiltIndex, Definition, Part
from smallcrm.storage.search_bodies import search_bodies, sort_keys

_indexes: list[BuiltIndex] = []
_waiting: deque[tuple[Sequence[int], Sequence[str]]] = deque()


def leave_interrupts() -> None:
    """Ctrl+C in a terminal reaches all processes; the import itself ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def begin_index(definition: Definition) -> None:
    """Build an index of the texts made from now on."""
    _indexes.append(BuiltIndex(definition))


def make_texts(ids: Sequence[int], columns: Sequence[str]) -> tuple[str, str]:
    """The keys by which customers are ordered and the texts they are found by.

    The columns of `search_bodies`, and what is returned, as one text each, joined by BREAK: so they
    go to another process and back at next to no cost.
    """
    texts = [column.split(BREAK) for column in columns]
    bodies = search_bodies(*texts)
    if _indexes:
        take_texts(ids, bodies)
    return BREAK.join(sort_keys(texts[0])), BREAK.join(bodies)


def take_texts(ids: Sequence[int], bodies: Sequence[str]) -> None:
    """Keep texts for the index."""
    _waiting.append((ids, bodies))


def index_texts() -> None:
    """Put the texts kept first into the index."""
    (index,) = _indexes
    index.add(*_waiting.popleft())


def index_part(table: str, number: int) -> Part:
    """Some rows of a table of the index; see BuiltIndex.part."""
    (index,) = _indexes
    return index.part(table, number)
