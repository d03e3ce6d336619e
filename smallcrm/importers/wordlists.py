"""Words that lists use for levels, life-cycle stages, roles and kinds, as the program's codes."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from smallcrm.importers.datafiles import read_table

_LEVEL_LETTER = re.compile(
    r"(?:level|grade|class|tier)?\s*([a-d])\s*[+\-0-9]*\s*(?:级|类|等|档)?(?:客户)?"
)
_STARS = re.compile(r"([★*]{1,5})☆*")
_BY_STARS = {5: "A", 4: "B", 3: "C"}


def read_level(text: str) -> str | None:
    """Return A, B, C or D for "A级", VIP, 重要客户, ★★★ ...; None when the word is no level."""
    word = _fold(text)
    if letter := _LEVEL_LETTER.fullmatch(word):
        return letter[1].upper()
    if stars := _STARS.fullmatch(word):
        return _BY_STARS.get(len(stars[1]), "D")
    levels = _words("level")
    return levels.get(word) or levels.get(word.removesuffix("客户"))


def read_stage(text: str) -> str | None:
    """Return lead, prospect, active, dormant or lost for a word of a list; None when unknown."""
    word = _fold(text)
    stages = _words("stage")
    return stages.get(word) or stages.get(word.removesuffix("客户")) or stages.get(word + "中")


def read_role(text: str) -> str | None:
    """Return customer, supplier, partner, both or other; None when the word is unknown."""
    return _words("role").get(_fold(text))


def read_kind(text: str) -> str | None:
    """Return company or person; None when the word is unknown."""
    return _words("kind").get(_fold(text))


def read_gender(text: str) -> str | None:
    """Return male or female; None when the word is unknown."""
    return _words("gender").get(_fold(text))


@lru_cache(maxsize=8)
def _words(what: str) -> Mapping[str, str]:
    codes: dict[str, str] = {}
    for kind, code, *words in read_table("words.tsv"):
        if kind == what:
            codes |= dict.fromkeys(words, code)
    return codes


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
