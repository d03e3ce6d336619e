"""What is typed to search: its pieces, how each may be written, and where a text holds it.

A piece is found as it stands, as the digits of a phone, or as pinyin: whole syllables, initials,
or both mixed, also with characters in between ("zhangs", "zsf", "zhangsf", "华wei").
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from smallcrm.core.phone import parse_phones, phone_digits
from smallcrm.core.pinyin import pinyin_full, sign_readings, syllables
from smallcrm.core.text import fold

Spans = tuple[tuple[int, int], ...]

FEWEST_DIGITS = 5  # from here on digits with spaces between them are one number
MOST_WAYS = 3
LONGEST_SPELLED = 24
_PHONE_SIGNS = re.compile(r"[\d\s()+\-.–—/]+", re.ASCII)
_EXTENSION = re.compile(r"转|ext|x|分机", re.IGNORECASE)
_ABROAD = re.compile(r"\s*(?:\+|00)\s*86[\s-]*", re.ASCII)
_INITIALS = ("zh", "ch", "sh")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of what is typed, folded; `number` is it as digits, "" when it is no phone."""

    text: str
    number: str = ""

    @property
    def ways(self) -> list[tuple[str, ...]]:
        """The other ways to find it, as patterns of LIKE: any of the ways, all of its patterns."""
        number = [(f"%{self.number}%",)] if self.number not in ("", self.text) else []
        return number + _pinyin_ways(self.text)

    def fits(self, body: str) -> bool:
        """Tell whether a search row holds it, as the index would."""
        if self.text in body:
            return True
        return any(all(re.search(_as_regex(pattern), body) for pattern in way) for way in self.ways)


def words_of(text: str) -> list[str]:
    """What is typed, as the pieces that must all be found; a phone with spaces is one piece."""
    whole = bool(_whole_number(text))
    return [piece.number if whole else piece.text for piece in pieces_of(text)]


@lru_cache(maxsize=64)
def pieces_of(text: str) -> tuple[Piece, ...]:
    """The pieces that must all be found."""
    number = _whole_number(text)
    if len(number) == 1:
        return (Piece(fold(text), number[0]),)
    if number:
        return tuple(Piece(part, part) for part in number)
    return tuple(Piece(word, _as_digits(word)) for word in fold(text).split())


def letters_of(text: str) -> str:
    """What is typed as pinyin, letters and digits only."""
    return pinyin_full(fold(text))


def _whole_number(text: str) -> list[str]:
    """The digits of a text that is a phone and nothing else, then its extension; else []."""
    text = _ABROAD.sub("", fold(text), count=1) if _ABROAD.match(fold(text)) else fold(text)
    head = _EXTENSION.split(text, maxsplit=1)
    digits = phone_digits(head[0])
    if len(digits) < FEWEST_DIGITS or not _PHONE_SIGNS.fullmatch(head[0]):
        return []
    if len(head) > 1:
        more = phone_digits(head[1])
        return [digits, more] if more or not head[1].strip() else []
    phones = parse_phones(text)
    if len(phones) == 1 and phones[0].valid and (found := phone_digits(phones[0].number)):
        return [part for part in (found, phones[0].extension) if part]
    return [digits]


def _as_digits(word: str) -> str:
    """The digits of "138-0013"; "" for words that are no part of a phone."""
    if not _PHONE_SIGNS.fullmatch(word):
        return ""
    digits = phone_digits(word)
    return digits if len(digits) > 1 else ""


@lru_cache(maxsize=64)
def _as_regex(pattern: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in pattern.split("%") if part]
    return re.compile(".*".join(parts), re.DOTALL)


# --- pinyin ------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _pinyin_ways(word: str) -> list[tuple[str, ...]]:
    """The ways to find a word of syllables mixed with initials or with characters.

    Syllables alone, initials alone and syllables with a last one that is not complete yet stand
    in the index as they are typed.
    """
    if len(word) > LONGEST_SPELLED or word.isdigit():
        return []
    chinese = [part for part in re.findall(r"[^\x00-\x7f]+", word) if sign_readings(part[0])]
    if not re.search("[a-z]", word) or (not chinese and not re.fullmatch("[a-z]+", word)):
        return []
    ways: list[tuple[str, ...]] = []
    for parts in _spellings(word)[:MOST_WAYS]:
        if not chinese and not _needs_way(parts):
            continue
        ordered = "%" + "%".join(parts) + "%"
        initials = "".join(part[0] for part in parts)
        ways.append((*[f"%{part}%" for part in chinese], ordered, f"%{initials}%"))
    return list(dict.fromkeys(ways))


def _needs_way(parts: Sequence[str]) -> bool:
    """Whether initials and syllables are mixed in a way the index does not hold."""
    whole = [len(part) > 1 for part in parts]
    return any(whole) and not all(whole[:-1])


def _spellings(word: str) -> list[list[str]]:
    """The ways to cut a word into syllables and initials, the fewest parts first."""
    known = syllables()
    found: list[list[str]] = []

    def cut(start: int, parts: list[str]) -> None:
        if len(found) >= 16:
            return
        if start == len(word):
            found.append(parts)
            return
        sign = word[start]
        if not sign.isascii():
            readings = sign_readings(sign)
            cut(start + 1, [*parts, readings[0]] if readings else parts)
            return
        for length in range(min(6, len(word) - start), 1, -1):
            part = word[start : start + length]
            if part.isascii() and (part in known or part in _INITIALS):
                cut(start + length, [*parts, part])
        cut(start + 1, [*parts, sign])

    cut(0, [])
    found.sort(key=len)
    # The shortest are meant; one more part where a syllable may be two (xian, xi-an).
    best = found[0]
    letters = _count_initials(best)
    return [
        parts
        for parts in found
        if len(parts) == len(best)
        or (len(parts) == len(best) + 1 and _count_initials(parts) <= letters)
    ]


def _count_initials(parts: Sequence[str]) -> int:
    return sum(len(part) == 1 for part in parts)


# --- where a text holds a piece ------------------------------------------------------------------


def find_spans(text: str, pieces: Iterable[Piece]) -> Spans:
    """Where a text holds any of the pieces: pairs of start and end, joined where they touch."""
    found = [span for piece in pieces if (span := find_piece(text, piece)) is not None]
    return join_spans(found)


def join_spans(found: Iterable[tuple[int, int]]) -> Spans:
    """Sort spans and join those that overlap or touch."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def find_piece(text: str, piece: Piece) -> tuple[int, int] | None:
    """Where a text holds a piece, as it stands or as pinyin; None when it does not."""
    if piece.text == piece.number:
        return find_plain(text, piece.text)
    return find_plain(text, piece.text) or _find_spelled(text, piece.text)


def find_plain(text: str, wanted: str) -> tuple[int, int] | None:
    """Where a text holds `wanted` (folded), whatever the width and case."""
    if not wanted:
        return None
    folded, places = _folded(text)
    start = folded.find(wanted)
    if start < 0:
        return None
    return places[start], places[start + len(wanted) - 1] + 1


def find_number(shown: str, digits: str) -> tuple[int, int] | None:
    """Where a phone as it is shown ("138 0013 8000") holds these digits."""
    places = [place for place, sign in enumerate(shown) if sign.isdigit()]
    start = "".join(shown[place] for place in places).find(digits) if digits else -1
    return None if start < 0 else (places[start], places[start + len(digits) - 1] + 1)


@lru_cache(maxsize=2048)
def _folded(text: str) -> tuple[str, tuple[int, ...]]:
    """A text folded sign by sign, and for each folded sign the place it comes from."""
    lower = text.casefold()
    if text.isascii() or (len(lower) == len(text) and fold(text) == lower):
        return lower, tuple(range(len(text)))
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        folded = " " if sign.isspace() else fold(sign)
        if folded == " " and signs and signs[-1] == " ":
            continue
        signs += folded
        places += [place] * len(folded)
    return "".join(signs), tuple(places)


@lru_cache(maxsize=4096)
def _find_spelled(text: str, wanted: str) -> tuple[int, int] | None:
    """Where a text is read as `wanted`: syllables, initials or characters, in their order."""
    if text.isascii() or not re.search("[a-z]", wanted) or len(wanted) > LONGEST_SPELLED:
        return None
    folded, places = _folded(text)
    for start, sign in enumerate(folded):
        if sign.isalnum() and (end := _read_from(folded, start, wanted)):
            return places[start], places[end - 1] + 1
    return None


def _read_from(folded: str, start: int, wanted: str) -> int:
    """Where the reading of `wanted` that begins at `start` ends; 0 when there is none."""
    seen: set[tuple[int, int]] = set()

    def read(place: int, at: int) -> int:
        if at == len(wanted):
            return place
        if place == len(folded) or (place, at) in seen:
            return 0
        seen.add((place, at))
        sign = folded[place]
        if not sign.isalnum():
            return read(place + 1, at)
        if sign == wanted[at]:
            return read(place + 1, at + 1)
        for reading in sign_readings(sign):
            rest = wanted[at:]
            if reading.startswith(rest):
                return place + 1
            for part in (reading, reading[:2] if reading[:2] in _INITIALS else "", reading[0]):
                if part and rest.startswith(part) and (end := read(place + 1, at + len(part))):
                    return end
        return 0

    return read(start, 0)
