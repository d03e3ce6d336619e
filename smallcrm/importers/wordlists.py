"""Words that lists use for levels, stages, kinds of talks and the like, as the program's codes."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from smallcrm.importers.datafiles import read_table

_LEVEL_LETTER = re.compile(
    r"(?:level|grade|class|tier)?\s*([a-d])\s*[+\-0-9]*\s*(?:级|类|等|档)?(?:客户)?"
)
_STARS = re.compile(r"([★*]{1,5})☆*")
_MARK = re.compile(r"([1-5])(?:\.0)?\s*(?:分|星|颗星|级|stars?|/\s*5)?")
_DAY = re.compile(r"(?:19|20)\d\d[-/.年]\d")
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


def read_consent(text: str) -> str | None:
    """Return given or refused for 是, 可以联系, opt-out ...; None when the word is unknown.

    A day says since when it is given.
    """
    return "given" if _DAY.match(text) else _words("consent").get(_fold(text))


def read_refusal(text: str) -> str | None:
    """Return refused or no for the answer under a header such as 不要联系 or "opt-out", or None."""
    return "refused" if _DAY.match(text) else _words("no_contact").get(_fold(text))


def read_talk(text: str) -> str | None:
    """Return call, visit, wechat ... for how a talk was held; the first word that tells decides."""
    return _first_said("talk", _fold(text))


def read_term(text: str) -> str | None:
    """Return contract, warranty, subscription or consumable for a kind of term, or None."""
    return _first_said("term", _fold(text))


def read_order_status(text: str) -> str | None:
    """Return open, done or cancelled; None when the word is unknown.

    Of several (已收货，退款成功) all are to be known; what was cancelled or is open counts first.
    """
    known, word = _words("order_status"), _fold(text)
    if word in known:
        return known[word]
    codes = {known.get(part.strip()) for part in re.split(r"[,、;/|]", word)}
    if None in codes:
        return None
    return next(code for code in ("cancelled", "open", "done") if code in codes)


def read_about(text: str) -> str | None:
    """Return us or competitor for whom feedback is about; None when the word is unknown."""
    return _first_said("about", _fold(text))


def read_rating(text: str) -> int | None:
    """Return 1 to 5 for a mark out of five, stars or words such as 满意; None for anything else."""
    word = _fold(text)
    if stars := _STARS.fullmatch(word):
        return len(stars[1])
    if mark := _MARK.fullmatch(word):
        return int(mark[1])
    known = _words("rating").get(word)
    return int(known) if known else None


def _first_said(what: str, word: str) -> str | None:
    """The code of the word that stands first in the text; whole words of Latin letters only."""
    codes = _words(what)
    if not word or word in codes:
        return codes.get(word)
    found = _said(what).search(word)
    return codes[found[0]] if found else None


@lru_cache(maxsize=8)
def _said(what: str) -> re.Pattern[str]:
    words = sorted(_words(what), key=len, reverse=True)
    parts = (rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word) for word in words)
    return re.compile("|".join(parts))


@lru_cache(maxsize=16)
def _words(what: str) -> Mapping[str, str]:
    codes: dict[str, str] = {}
    for kind, code, *words in read_table("words.tsv"):
        if kind == what:
            codes |= dict.fromkeys(words, code)
    return codes


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
