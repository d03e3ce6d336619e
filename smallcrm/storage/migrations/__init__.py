"""The steps from an empty file to today's schema.

A step is frozen once released: never edit one, add one.
"""

from collections.abc import Callable
from typing import NamedTuple

import apsw

from smallcrm.storage.migrations import v0001, v0002, v0003, v0004, v0005, v0006, v0007, v0008


class Migration(NamedTuple):
    """One frozen step.

    Its number, what it does, and the function that applies it inside a transaction.
    """

    number: int
    title: str
    apply: Callable[[apsw.Connection], None]


MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, "the first schema", v0001.apply),
    Migration(2, "imported rows are logged as runs", v0002.apply),
    Migration(3, "relations, consent, checked facts, repeated follow-ups", v0003.apply),
    Migration(4, "new products", v0004.apply),
    Migration(5, "what was decided", v0005.apply),
    Migration(6, "long notes are searched to their end", v0006.apply),
    Migration(7, "indexes hold what is asked for", v0007.apply),
    Migration(8, "no index for what has few values", v0008.apply),
)
NEWEST = MIGRATIONS[-1].number
