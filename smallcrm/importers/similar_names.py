"""Names that may be one company's: where to look for them, and how alike two of them are.

A name is compared by its core: folded, without legal form and the place it begins with. Only cores
of one city that begin alike are compared at all, and where these are many only those that go on or
end alike too, so that 100,000 names take no longer than ten times 10,000.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from smallcrm.core.text import BREAK, is_branch, rows_with
from smallcrm.importers.datafiles import read_table
from smallcrm.importers.places import short_city

LEAST_RATIO = 66.0  # what is less alike is not looked at more closely
_ALIKE, _ALIKE_LETTERS = 0.86, 0.88
_SURELY = 86.0
_SHORTEST, _SHORTEST_LETTERS = 3, 5
# So many signs at the beginning are the same in all names of a block.
_START = 2
# A block of more names is parted by finer keys. Of one such key so many are looked at: more tell
# nothing, and would make 100,000 names of one block take for ever.
_LARGE_BLOCK, _MOST_ALIKE = 20, 40
# Signs that tell one shop, works or department from another of the same name.
_MARKS = frozenset("0123456789一二三四五六七八九十甲乙丙丁东西南北")
# A name holds one of these, folded and without spaces, when it is worth asking core.text.
_BRANCH_SIGNS = re.compile("[分处部支]|branch|subsidiary|representative")


def split_place(key: str) -> tuple[str, str]:
    """Take the place a folded name begins with: 福建省宁德海川机电 -> 宁德, 海川机电.

    The last place counts, as the nearest; "" when it begins with none. A name of nothing but a
    place stays whole.
    """
    known = _places()
    place, rest = "", key
    while names := known.get(rest[:2]):
        for name in names:
            if rest.startswith(name) and len(rest) > len(name) + 1:
                place, rest = name, rest[len(name) :]
                break
        else:
            break
    return (short_city(place) if place else ""), rest


def core_and_block(key: str, city: str) -> tuple[str, str]:
    """Return a name's core, and the block of names it is compared with.

    `city` is folded, without 市; where it is "" the place in the name counts. Both are "" when the
    name is too short to tell.
    """
    place = ""
    if city and key.startswith(city) and len(key) > len(city) + 2:
        core = key[len(city) :].removeprefix("市")
    else:
        place, core = split_place(key)
    start = core[:2]
    if not start.isascii():
        return (core, f"{city or place}|{start}") if len(core) >= _SHORTEST else ("", "")
    if len(core) < (_SHORTEST_LETTERS if core.isascii() else _SHORTEST):
        return "", ""
    return core, f"{city or place}|{core[:4]}"


def anywhere(block: str) -> str:
    """Return the block for names whose city is not known."""
    return block[block.index("|") :]


def similarity(first: str, second: str) -> float:
    """How sure two cores are one company's, by their signs alone: 0 (not), else up to 0.9."""
    from rapidfuzz.fuzz import ratio

    return _likeness(first, second, ratio(first, second) / 100)


def _likeness(first: str, second: str, alike: float) -> float:
    """How sure two cores are one company's, `alike` (0 to 1) being how much they have in common."""
    letters = first.isascii() and second.isascii()
    if alike >= (_ALIKE_LETTERS if letters else _ALIKE):
        sure = 0.9 if first == second else round(0.9 * alike, 2)
    elif len(first) == len(second):
        sure = 0.7 if not letters and sorted(first) == sorted(second) else 0.0
    else:
        shorter, longer = (first, second) if len(first) < len(second) else (second, first)
        held = len(shorter) >= (_SHORTEST_LETTERS if letters else _SHORTEST) and shorter in longer
        sure = 0.7 if held else 0.0
    return sure if sure and _MARKS.isdisjoint(set(first) ^ set(second)) else 0.0


class Named(Protocol):
    """A customer that is found by its core."""

    @property
    def core(self) -> str:
        """Its name for comparing."""


Kind = TypeVar("Kind", bound=Named)


class _Block(Generic[Kind]):
    """Names of one block: None where they are more than are compared, and stand under finer keys.

    `signs` are all that stand behind the first of the names, `shortest` is the length of the
    shortest: by these most names are told to be like none of them at one look.
    """

    __slots__ = ("names", "shortest", "signs")

    def __init__(self, first: Kind) -> None:
        self.names: list[Kind] | None = [first]
        self.signs = set(first.core[_START:])
        self.shortest = len(first.core)

    def learn(self, core: str) -> None:
        """Take note of one more name."""
        self.signs.update(core[_START:])
        self.shortest = min(self.shortest, len(core))


class NameBlocks(Generic[Kind]):
    """Customers by the block of their names, and who among them has a name like another's."""

    def __init__(self) -> None:
        from rapidfuzz.fuzz import ratio
        from rapidfuzz.process import extract

        self._ratio, self._extract = ratio, extract
        self._blocks: dict[str, Kind | _Block[Kind]] = {}
        self._finer: dict[int, list[Kind] | Kind] = {}

    def add(self, block: str, one: Kind) -> None:
        """Put a customer in under a block."""
        known = self._blocks.setdefault(block, one)
        if known is one:
            return
        if not isinstance(known, _Block):
            known = self._blocks[block] = _Block(known)
        known.learn(one.core)
        if known.names is None:
            self._add_finer(block, one)
            return
        known.names.append(one)
        if len(known.names) > _LARGE_BLOCK:
            for other in known.names:
                self._add_finer(block, other)
            known.names = None

    def like(self, block: str, core: str) -> list[tuple[float, Kind]]:
        """The customers of a block whose names are like a core, each with how sure that is."""
        known = self._blocks.get(block)
        if known is None:
            return []
        if not isinstance(known, _Block):
            other = known.core
            return (
                [] if _is_apart(core, other[_START:], len(other)) else self._alike(core, (known,))
            )
        if _is_apart(core, known.signs, known.shortest):
            return []
        near = known.names
        return self._alike(core, self._near(block, core) if near is None else near)

    def _near(self, block: str, core: str) -> Sequence[Kind]:
        """The customers of a large block that are compared with a name."""
        near: dict[int, Kind] = {}
        for key in _finer_keys(block, core):
            some = self._finer.get(key)
            if isinstance(some, list):
                near.update((id(one), one) for one in some[-_MOST_ALIKE:])
            elif some is not None:
                near[id(some)] = some
        return list(near.values())

    def _add_finer(self, block: str, one: Kind) -> None:
        for key in _finer_keys(block, one.core):
            known = self._finer.setdefault(key, one)
            if isinstance(known, list):
                known.append(one)
            elif known is not one:
                self._finer[key] = [known, one]

    def _alike(self, core: str, near: Sequence[Kind]) -> list[tuple[float, Kind]]:
        cores = [one.core for one in near]
        # All at once they take half the time.
        hits = self._extract(core, cores, scorer=self._ratio, score_cutoff=LEAST_RATIO, limit=None)
        if not hits:
            return []
        signs = sorted(core)
        likely = []
        for other, alike, place in hits:
            # Most have no more in common than the block: these are told at one look.
            if alike >= _SURELY or (
                core in other or other in core
                if len(core) != len(other)
                else signs == sorted(other)
            ):
                likely.append((place, alike / 100))
        likely.sort()
        found = [(_likeness(core, cores[place], alike), near[place]) for place, alike in likely]
        return [pair for pair in found if pair[0]]


def _is_apart(core: str, signs: Iterable[str], shortest: int) -> bool:
    """Whether a name is surely like none of its block's (see _Block).

    Names that are alike have a sign in common behind their first ones. One of less than eight is
    alike to another that is no shorter only if all its signs stand there: with one more wanting,
    less than _ALIKE of both are the same.
    """
    rest = set(core[_START:])
    return not rest.issubset(signs) if len(core) <= min(shortest, 7) else rest.isdisjoint(signs)


def _finer_keys(block: str, core: str) -> tuple[int, int, int]:
    """What tells names of one block apart: how a core goes on, how it ends, all its signs.

    Of these texts the hash is kept: a name that comes by chance is compared and found unlike.
    """
    start = len(block) - block.index("|") - 1
    goes_on, signs = core[start : start + start // 2], "".join(sorted(core))
    return hash(f"{block}>{goes_on}"), hash(f"{block}<{core[-2:]}"), hash(f"{block}={signs}")


def branch_key(name: str, key: str) -> str:
    """Return the folded name when it is a branch's, else ""."""
    return key if _BRANCH_SIGNS.search(key) and is_branch(name) else ""


def branches_among(names: Sequence[str], keys: Sequence[str]) -> set[int]:
    """Return which of these names are branches', counted from 0; `keys` are the names folded."""
    joined = BREAK.join(keys)
    likely: Iterable[int] = rows_with(_BRANCH_SIGNS, joined)
    if joined.count(BREAK) >= len(keys):  # a name holds the very sign that keeps them apart
        likely = range(len(keys))
    return {place for place in likely if branch_key(names[place], keys[place])}


def heads_of(key: str) -> list[str]:
    """The folded names that the head office of this branch could have, longest first."""
    return [key[:end] for end in range(len(key) - 2, 3 if key[:2].isascii() else 1, -1)]


@lru_cache(maxsize=1)
def _places() -> Mapping[str, tuple[str, ...]]:
    """Provinces and cities by their first two signs, longest first."""
    names: dict[str, None] = {}
    for short, full, listed in read_table("places.tsv"):
        names |= dict.fromkeys((full, f"{short}省", f"{short}市", short))
        for city in listed.split():
            names |= dict.fromkeys((city, f"{city}市", short_city(city)))
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(name[:2], []).append(name)
    return {start: tuple(sorted(known, key=len, reverse=True)) for start, known in found.items()}
