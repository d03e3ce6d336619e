"""Names that may be one company's: where to look for them, and how alike two of them are.

A name is compared by its core: folded, without legal form and the place it begins with. Only cores
of one city that begin alike are compared at all, so that 100,000 names take no longer than ten
times 10,000.
"""

from collections.abc import Mapping
from functools import lru_cache

from smallcrm.core.text import is_branch
from smallcrm.importers.datafiles import read_table
from smallcrm.importers.places import short_city

LEAST_RATIO = 66.0  # what is less alike is not looked at more closely
_ALIKE, _ALIKE_LETTERS = 0.86, 0.88
_SHORTEST, _SHORTEST_LETTERS = 3, 5
# Signs that tell one shop, works or department from another of the same name.
_MARKS = frozenset("0123456789一二三四五六七八九十甲乙丙丁东西南北")
# A name holds one of these, folded and without spaces, when it is worth asking core.text.
_BRANCH_SIGNS = ("分", "处", "部", "支", "branch", "subsidiary", "representative")


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

    if not _MARKS.isdisjoint(set(first) ^ set(second)):
        return 0.0
    if first == second:
        return 0.9
    letters = first.isascii() and second.isascii()
    alike = ratio(first, second) / 100
    if alike >= (_ALIKE_LETTERS if letters else _ALIKE):
        return round(0.9 * alike, 2)
    shorter, longer = sorted((first, second), key=len)
    if shorter in longer and len(shorter) >= (_SHORTEST_LETTERS if letters else _SHORTEST):
        return 0.7
    return 0.7 if not letters and sorted(first) == sorted(second) else 0.0


def branch_key(name: str, key: str) -> str:
    """Return the folded name when it is a branch's, else ""."""
    for sign in _BRANCH_SIGNS:
        if sign in key:
            return key if is_branch(name) else ""
    return ""


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
