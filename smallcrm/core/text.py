"""Text folded for comparing and searching."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

_SPACES = re.compile(r"\s+")
_NOT_LETTERS = re.compile(r"[\W_]+")
_TOKENS = re.compile(r"[^\W_]+")
# Keeps texts apart while they are worked on as one: no letter, no space, changed by no folding.
BREAK: Final = "\0"

# Legal forms: they say nothing about who the company is. 集团 and places stay, they do.
_CHINESE_FORMS = re.compile(
    r"(?:股份)?有限(?:责任)?公司|责任公司|股份公司|(?:有限|普通)合伙(?:企业)?|个人独资(?:企业)?"
)
_OTHER_FORMS = re.compile(r"[司伙资]")
_MORE_FORMS = re.compile(r"[司伙资]|股份(?=\0)|[^\w\0]|_")
_CHINESE_END = re.compile(r"(?<=.)(?:股份|(?<![分子总])公司)$")
# fmt: off
_FORMS: Final = frozenset({
    "co", "company", "corp", "corporation", "inc", "incorporated", "limited", "llc", "llp", "lp",
    "ltd", "plc", "pte", "pty", "pvt", "ag", "gmbh", "kg", "mbh", "ohg", "ug", "sa", "sarl", "sas",
    "sasu", "sl", "spa", "srl", "bv", "nv", "ab", "aps", "as", "asa", "oy", "oyj", "doo", "kft",
    "kk", "sro", "zrt", "and", "und",
})
# fmt: on
_BRANCH = re.compile(
    r"分公司|子公司|办事处|门市部|营业部|经营部|经销部|分店|分部|分厂|分行|支行|分社|分校|分中心"
    r"|代表处|联络处|分销处|\b(?:branch|subsidiary|representative office)\b"
)


def fold(text: str) -> str:
    """Return text for comparing and searching: no difference of width, case or spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _SPACES.sub(" ", text.casefold()).strip()


def fold_all(texts: Sequence[str]) -> list[str]:
    """Return `fold` of each text: many at once take a fraction of the time."""
    joined = BREAK.join(texts)
    if not joined.isascii():
        joined = unicodedata.normalize("NFKC", joined)
    folded = joined.casefold().split(BREAK)
    if len(folded) != len(texts):  # a text holds the very sign that keeps them apart, or none came
        return [fold(text) for text in texts]
    return [
        " ".join(text.split()) if " " in text or not text.isprintable() else text for text in folded
    ]


def fold_company(name: str) -> str:
    """Return a company's name for comparing: folded, without punctuation and legal form.

    Places, 集团 and branches stay, as they tell companies apart. A name with letters never
    becomes empty.
    """
    return _without_form(fold(name))


def fold_companies(names: Sequence[str]) -> list[str]:
    """Return `fold_company` of each name: many at once take a fraction of the time."""
    folded = fold_all(names)
    joined = BREAK.join(folded) + BREAK
    for form in ("股份有限公司", "有限公司"):  # what nine of ten end with
        joined = joined.replace(form + BREAK, BREAK)
    heads = joined.split(BREAK)[:-1]
    if len(heads) != len(folded):
        return [_without_form(letters) for letters in folded]
    for place in rows_with(_MORE_FORMS, joined):
        heads[place] = _without_form(folded[place])
    return [head or _without_form(letters) for head, letters in zip(heads, folded, strict=True)]


def rows_with(pattern: re.Pattern[str], joined: str) -> set[int]:
    """Return which of the texts joined by BREAK a pattern is found in, counted from 0."""
    found, row, last = set(), 0, 0
    for match in pattern.finditer(joined):
        row += joined.count(BREAK, last, match.start())
        last = match.start()
        found.add(row)
    return found


def _without_form(letters: str) -> str:
    if not letters.isalnum():
        words = _TOKENS.findall(letters.replace("'", ""))
        end = len(words)
        while end > 1 and words[end - 1] in _FORMS:
            end -= 1
        letters = "".join(words[:end])
    if letters.isascii():
        return letters
    if letters.endswith("有限公司"):  # nine of ten
        head = letters[:-4].removesuffix("股份")
        if not (_OTHER_FORMS.search(head) or head.endswith("股份")):
            return head or letters
    return _CHINESE_END.sub("", _CHINESE_FORMS.sub("", letters)) or letters


def is_branch(name: str) -> bool:
    """Tell whether a name is that of a branch, shop or office of another company."""
    return _BRANCH.search(fold(name)) is not None
