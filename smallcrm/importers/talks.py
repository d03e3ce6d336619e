"""Cells that hold several dated talks: 2024.3.5 电话沟通报价；4/2 拜访 ..."""

import re
import unicodedata
from datetime import date
from typing import NamedTuple

from smallcrm.core.dates import DateOrder, parse_date
from smallcrm.core.dates.parse import make_date
from smallcrm.importers.wordlists import read_talk

# A year first; a day or month first with a year of four digits; month and day alone.
_FULL = r"(?:19|20)\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}\s?[日号]?|(?:19|20)\d{6}(?!\d)"
_YEAR_LAST = r"\d{1,2}\s?[-./]\s?\d{1,2}\s?[-./]\s?(?:19|20)\d\d"
_SHORT_YEAR = r"\d{2}[-./年]\d{1,2}[-./月]\d{1,2}[日号]?(?!\d)"
_BARE = r"(?P<month>\d{1,2})(?:月(?P<day>\d{1,2})[日号]?|(?P<sign>[-./])(?P<other>\d{1,2}))(?!\d)"
_START = r"(?:^|(?<=[\n;；。]))[ \t]*(?:[①-⑳]|[(（]?\d{1,2}[)）、]\s?|[-*•·]\s)?[ \t]*[【\[(（]?"
_ENTRY = re.compile(
    rf"{_START}(?:(?P<full>{_FULL}|{_YEAR_LAST}|{_SHORT_YEAR})|{_BARE})"
    r"[】\])）]?(?!\s?(?:[万元%kK折吨米个台件]|之?前|以前|之?后|以后))"
)
_EDGES = " \t\n;；:：,，、。.-—–"
_LONGEST_WORD = 16


class Talk(NamedTuple):
    """One entry of a cell: its day (None where no date stands before it), and what was said."""

    day: date | None
    text: str


def split_talks(text: str, near: date | None = None, order: DateOrder = "ymd") -> list[Talk]:
    """Cut a text into its dated entries; text without a date stays with the entry before it.

    `near` is the row's own date: it gives dates without a year theirs, as does the entry before.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFC", text)
    marks: list[tuple[int, int, date]] = []
    for found in _ENTRY.finditer(plain):
        day = _day_of(found, marks[-1][2] if marks else near, bool(marks), order)
        if day:
            marks.append((found.start(), found.end(), day))
    if not marks:
        return [Talk(None, text.strip())] if text.strip() else []
    talks = []
    before = plain[: marks[0][0]].strip(_EDGES)
    if before:
        talks.append(Talk(None, before))
    for number, (_start, end, day) in enumerate(marks):
        stop = marks[number + 1][0] if number + 1 < len(marks) else len(plain)
        said = plain[end:stop].strip(_EDGES)
        if said:
            talks.append(Talk(day, said))
    return talks


def holds_dated_talk(text: str) -> bool:
    """Whether a cell holds at least one entry whose date is whole."""
    return any(talk.day for talk in split_talks(text))


def kind_said(text: str) -> str | None:
    """How a talk was held as its first words tell: 电话沟通报价 was a call."""
    return read_talk(text[:_LONGEST_WORD])


def _day_of(found: re.Match[str], near: date | None, listed: bool, order: DateOrder) -> date | None:
    if found["full"]:
        return parse_date(re.sub(r"\s", "", found["full"]).rstrip("号"), order=order)
    if near is None or (found["sign"] in ("-", ".") and not listed):
        return None  # 3.5 alone is as well a number
    month, day = int(found["month"]), int(found["day"] or found["other"])
    if order == "dmy" and found["sign"]:
        month, day = day, month
    years = (make_date(near.year + step, month, day) for step in (0, -1, 1))
    fitting = [one for one in years if one]
    return min(fitting, key=lambda one: abs((one - near).days), default=None)
