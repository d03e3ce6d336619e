"""Pinyin of Chinese names, for searching and ordering: whole syllables and their initials.

Readings come from tables in resources: single characters, words in which a character is read
differently, and surnames. They are read at the first use.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice, product
from pathlib import Path
from typing import Final, NamedTuple

from smallcrm.core.paths import resources
from smallcrm.core.text import BREAK, fold_companies, fold_company, rows_with

_NOT_LETTERS = re.compile(r"[\W_]+")
_NOT_LETTERS_ONLY = re.compile(r"[^\w\0]|_")
_MOST_HETERONYMS: Final = 2
_MOST_READINGS: Final = 4
_LONGEST_PERSON: Final = 3  # characters of a name that may well be a person's


class _Tables(NamedTuple):
    full: dict[int, str]
    initials: dict[int, str]
    others: dict[str, list[str]]  # character -> readings beside the usual one
    varied: re.Pattern[str]  # what may be read in another way, alone or in a word
    words: dict[str, list[str]]  # word -> a syllable for each character
    word_pattern: re.Pattern[str]
    word_signs: frozenset[str]  # what words begin with; most names have none of them
    surnames: dict[str, list[str]]  # surname -> a syllable for each character


def pinyin_full(text: str, *, surname: bool = False) -> str:
    """Return the syllables without tones or spaces: "宁德海川" is "ningdehaichuan".

    Letters and digits stay, in lower case; everything else goes. With `surname`, text is a
    person's name and begins with a surname: "曾敏" is "zengmin". ü is written v.
    """
    tables = _tables()
    text = _plain(text)
    head = _surname(text, tables) if surname else []
    full, _ = _spelled(text[len(head) :], tables)
    return "".join(head) + full.translate(tables.full)


def pinyin_initials(text: str, *, surname: bool = False) -> str:
    """Return the first letter of each syllable: "宁德海川" is "ndhc"; else as pinyin_full."""
    tables = _tables()
    text = _plain(text)
    head = _surname(text, tables) if surname else []
    _, initials = _spelled(text[len(head) :], tables)
    return "".join(syllable[0] for syllable in head) + initials.translate(tables.initials)


def readings(text: str, *, surname: bool = False) -> list[str]:
    """Return the ways to read a text in full, the likeliest first, four at most.

    Only the first two characters that have several living readings are varied.
    """
    return ["".join(way) for way in _ways(_plain(text), surname=surname)]


def search_readings(name: str, *, surname: bool = False) -> str:
    """Return all of a name's pinyin that a search should find, separated by spaces.

    These are the ways to read it in full and by initials, without a company's legal form; "" when
    nothing in it is Chinese, for then the name itself says it all. A short name may be a person's,
    so its beginning is read as a surname too.
    """
    if name.isascii():
        return ""
    return _search_readings(_plain(name if surname else fold_company(name)), surname=surname)


@lru_cache(maxsize=16384)  # many persons bear the same name
def _search_readings(text: str, *, surname: bool) -> str:
    tables = _tables()
    surname = surname or len(text) <= _LONGEST_PERSON
    head = _surname(text, tables) if surname else []
    if not head and tables.others.keys().isdisjoint(text):  # most names: one way to read them
        full, initials = _spelled(text, tables)
        full = full.translate(tables.full)
        return "" if full == text else f"{full} {initials.translate(tables.initials)}"
    ways = _ways(text, surname=surname)
    words = dict.fromkeys("".join(way) for way in ways)
    words.update(dict.fromkeys("".join(syllable[0] for syllable in way) for way in ways))
    return " ".join(words)


def all_search_readings(names: Sequence[str], *, surname: bool = False) -> list[str]:
    """Return `search_readings` of each name: many at once take a fraction of the time."""
    tables = _tables()
    texts = _all_plain(names if surname else fold_companies(names))
    joined = BREAK.join(texts)
    full, initials = joined.translate(tables.full), joined.translate(tables.initials)
    parts = zip(texts, full.split(BREAK), initials.split(BREAK), strict=bool(texts))
    found = ["" if whole == text else f"{whole} {first}" for text, whole, first in parts]
    longest = sys.maxsize if surname else _LONGEST_PERSON
    special = rows_with(tables.varied, joined)
    special.update(
        place for place, text in enumerate(texts) if len(text) <= longest and _surname(text, tables)
    )
    for place in special:
        found[place] = _search_readings(texts[place], surname=surname)
    return found


def all_pinyin_full(texts: Sequence[str]) -> list[str]:
    """Return `pinyin_full` of each text: many at once take a fraction of the time."""
    tables = _tables()
    plain = _all_plain(texts)
    joined = BREAK.join(plain)
    if not tables.word_signs.isdisjoint(joined):
        words = tables.words
        joined = tables.word_pattern.sub(lambda match: "".join(words[match[0]]), joined)
    return joined.translate(tables.full).split(BREAK) if plain else []


@lru_cache(maxsize=8192)
def sign_readings(sign: str) -> tuple[str, ...]:
    """Return the ways one character is read, as a surname too; () when it is not Chinese."""
    tables = _tables()
    if ord(sign) not in tables.full:
        return ()
    return tuple(dict.fromkeys([*_choice(sign, tables), *tables.surnames.get(sign, [])]))


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """Return every syllable that a character is read as."""
    tables = _tables()
    others = (reading for ways in tables.others.values() for reading in ways)
    return frozenset([*tables.full.values(), *others])


def _all_plain(texts: Sequence[str]) -> list[str]:
    joined = BREAK.join(texts)
    if not joined.isascii():
        joined = unicodedata.normalize("NFKC", joined)
    plain = joined.split(BREAK)
    if len(plain) != len(texts):  # a text holds the very sign that keeps them apart, or none came
        return [_plain(text) for text in texts]
    for place in rows_with(_NOT_LETTERS_ONLY, joined):
        plain[place] = _NOT_LETTERS.sub("", plain[place])
    return BREAK.join(plain).lower().split(BREAK)


def _plain(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if not text.isalnum():
        text = _NOT_LETTERS.sub("", text)
    return text.lower()


def _surname(text: str, tables: _Tables) -> list[str]:
    """Return the syllables of the surname a name begins with, if it is a special one."""
    return tables.surnames.get(text[:2]) or tables.surnames.get(text[:1]) or []


def _spelled(text: str, tables: _Tables) -> tuple[str, str]:
    """Replace the words that are not read as usual by their syllables, and by initials."""
    if tables.word_signs.isdisjoint(text) or not tables.word_pattern.search(text):
        return text, text
    words = tables.words
    full = tables.word_pattern.sub(lambda match: "".join(words[match[0]]), text)
    return full, tables.word_pattern.sub(
        lambda match: "".join([syllable[0] for syllable in words[match[0]]]), text
    )


def _ways(text: str, *, surname: bool) -> list[tuple[str, ...]]:
    """Return the ways to read a text, as syllables; other signs stand for themselves."""
    tables = _tables()
    head = _surname(text, tables) if surname else []
    choices = [[syllable] for syllable in head]
    if len(head) == 1:
        # 覃 is qin or tan, whoever bears it
        choices = [list(dict.fromkeys([*head, *_choice(text[0], tables)]))]
    position = len(head)
    for match in _words(text, position, tables):
        choices += [_choice(sign, tables) for sign in text[position : match.start()]]
        choices += [[syllable] for syllable in tables.words[match[0]]]
        position = match.end()
    choices += [_choice(sign, tables) for sign in text[position:]]
    varied = 0
    for index, choice in enumerate(choices):
        varied += len(choice) > 1
        if varied > _MOST_HETERONYMS:
            choices[index] = choice[:1]
    return list(islice(product(*choices), _MOST_READINGS))


def _words(text: str, start: int, tables: _Tables) -> Iterable[re.Match[str]]:
    if tables.word_signs.isdisjoint(text):
        return ()
    return tables.word_pattern.finditer(text, start)


def _choice(sign: str, tables: _Tables) -> list[str]:
    usual = tables.full.get(ord(sign), sign)
    others = tables.others.get(sign)
    return [usual, *others] if others else [usual]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    """Read the tables; some 20 ms, once."""
    folder = resources()
    full: dict[int, str] = {}
    others: dict[str, list[str]] = {}
    for key, value in _lines(folder / "pinyin.tsv"):
        if key.isascii():
            full.update(dict.fromkeys(map(ord, value), key))
        else:
            others[key] = value.split()
    words = {key: value.split() for key, value in _lines(folder / "pinyin_words.tsv")}
    pattern = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    alone, begin = "".join(others), frozenset(word[0] for word in words)
    return _Tables(
        full=full,
        initials={code: reading[0] for code, reading in full.items()},
        others=others,
        # What it begins with first: a tenth of the time that the alternatives alone take.
        varied=re.compile(f"(?=[{alone}{''.join(begin)}])(?:[{alone}]|{pattern})"),
        words=words,
        word_pattern=re.compile(pattern),
        word_signs=begin,
        surnames={key: value.split() for key, value in _lines(folder / "surnames.tsv")},
    )


def _lines(path: Path) -> Iterable[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        key, tab, value = line.partition("\t")
        if tab and not line.startswith("#"):
            yield key, value
