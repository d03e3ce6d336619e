"""What another process does for many new customers: their texts, and the lists and search of them.

It serves one import and ends with it.
"""

import signal
from collections.abc import Sequence
from typing import NamedTuple

from smallcrm.core.text import BREAK
from smallcrm.storage.built_lists import BuiltLists, Definition
from smallcrm.storage.fresh import Listed
from smallcrm.storage.search_bodies import search_bodies, sort_keys

_built: list[BuiltLists] = []


class Packed(NamedTuple):
    """Texts as they go to another process at next to no cost: all as one, joined by BREAK.

    They stay apart where one of them holds that very sign.
    """

    texts: str | Sequence[str]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Packed":
        """Pack texts."""
        joined = BREAK.join(texts)
        return cls(joined if joined.count(BREAK) == len(texts) - 1 else texts)

    def unpack(self) -> Sequence[str]:
        """The texts again."""
        return self.texts.split(BREAK) if isinstance(self.texts, str) else self.texts


def leave_interrupts() -> None:
    """Ctrl+C in a terminal reaches all processes; the import itself ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def begin(definition: Definition) -> None:
    """Build lists and search of the customers that come."""
    _built.append(BuiltLists(definition))


def take(listed: Listed, called: Sequence[Packed], searched: Sequence[Packed], day: str) -> None:
    """Take customers: what lists say of them, and what they are searched by.

    `called` are the texts of `listed`, in its order; `searched` are the columns of `search_bodies`,
    or, where they were made already, the keys that order customers and the texts that find them.
    """
    contacts, phones, cities = (packed.unpack() for packed in called)
    told = listed._replace(contacts=contacts, phones=phones, cities=cities)
    columns = [packed.unpack() for packed in searched]
    keys, bodies = columns if len(columns) == 2 else make_texts(columns)
    (built,) = _built
    built.add(told, keys, bodies, day)


def make_texts(searched: Sequence[Sequence[str]]) -> tuple[list[str], list[str]]:
    """The keys that order customers and the texts that find them."""
    return sort_keys(searched[0]), search_bodies(*searched)


def image(number: int) -> bytes:
    """See BuiltLists.image."""
    (built,) = _built
    return built.image(number)
