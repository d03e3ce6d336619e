"""What another process does for many new customers: their texts, and the lists and search of them.

It serves one import and ends with it.
"""

import signal
from collections.abc import Sequence
from multiprocessing.shared_memory import SharedMemory
from typing import NamedTuple

from smallcrm.core.text import BREAK
from smallcrm.storage.built_lists import BuiltLists, Definition
from smallcrm.storage.fresh import Listed
from smallcrm.storage.search_bodies import search_bodies, sort_keys

_built: list[BuiltLists] = []
_shared: list[tuple[SharedMemory, int]] = []


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


def images() -> list[tuple[str, int]]:
    """See BuiltLists.images: of each the name of the shared memory it stands in, and its size.

    A pipe would take them through memory three times. The one who asked unlinks them.
    """
    (built,) = _built
    made = built.images()
    while made:
        image = made.pop(0)
        memory = SharedMemory(create=True, size=len(image))
        memoryview(memory.buf or b"")[: len(image)] = image
        _shared.append((memory, len(image)))  # on Windows it goes with the last who holds it
    return [(memory.name, size) for memory, size in _shared]
