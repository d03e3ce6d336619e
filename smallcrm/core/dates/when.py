"""Understand when something is to be done: the date words of a "next step".

"周五上午 查收款" is Friday at nine and the rest 查收款; "tomorrow call back" is tomorrow and "call
back". The first date in the text counts; a time of day is taken from right beside it.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from smallcrm.core.dates.repeat import Repeat, begin_repeat, find_repeat, first_day
from smallcrm.core.dates.rules import Match, Reader
from smallcrm.core.dates.times import TIME_PATTERNS, part_is_over, read_time, stands_alone
from smallcrm.core.dates.when_chinese import CHINESE_RULES
from smallcrm.core.dates.when_english import ENGLISH_RULES
from smallcrm.core.numerals import parse_number

_BETWEEN: Final = r"[\s,的]*"
_HOURS: Final = (
    r"(?:再?过)?(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3}|半)\s*个?(?P<half>半)?"
    r"(?P<unit>小时|钟头|分钟)(?:之后|以后|后|之内|以内|内)",
    r"(?<!\w)(?:in|within)\s+(?:(?P<half>half)\s+)?(?P<n>\d{1,3}|an?)\s*(?P<unit>h|m)"
    r"(?:(?:ou)?rs?|in(?:ute)?s?)\b",
)
_BEFORE_IT: Final = r"(?:之前|以前|前(?![台往端期面]))?"
_SEAM: Final = " \t\r\n,，。;；:：、-—·"
_LEFT_OVER: Final = ("安排在", "定于", "定在", "约在", "在")


class When(NamedTuple):
    """A day, the time of day if one was said, and the text without the words for both.

    `repeat` is a repetition that begins on that day ("每两周", "every month on the 31st") as RFC
    5545 has it, or "".
    """

    date: date
    time: time | None
    rest: str
    repeat: str = ""


def parse_when(text: str, today: date) -> When | None:
    """Find the date words of a text in Chinese or English; None when there are none.

    `today` is the moment of speaking; with a datetime, hours from now ("2小时后") and times
    without a day ("下午3点", tomorrow's when past) are understood too. Weeks start on Monday:
    下周三 and "next Wednesday" are of the next calendar week, 周三 is the next one after today. A
    month and day without a year that is past means next year's.
    """
    plain = _plain(text)
    now = today if isinstance(today, datetime) else datetime.combine(today, time())
    if (repeat := find_repeat(plain)) is not None:
        return _repeated(text, repeat, now)
    found = _hours_from_now(plain, now) or _dated(plain, now.date()) or _timed(plain, now)
    if found is None:
        return None
    day, clock, start, end = found
    return When(day, clock, _rest(text, start, end))


def _repeated(text: str, repeat: Repeat, now: datetime) -> When:
    """A repetition begins on the day that is named beside it, else on the first of its own."""
    left = _rest(text, repeat.start, repeat.end)
    plain = _plain(left)
    dated = _dated(plain, now.date())
    found = dated or _timed(plain, now)
    day = dated[0] if dated else first_day(repeat.rule, now.date())
    rest = _rest(left, found[2], found[3]) if found else left
    clock = found[1] if found else None
    return When(day, clock, rest, begin_repeat(repeat.rule, day))


_Found = tuple[date, time | None, int, int]


def _plain(text: str) -> str:
    """Make full-width signs and capitals plain, each sign in its place."""
    signs = []
    for sign in text:
        plain = unicodedata.normalize("NFKC", sign).lower()
        signs.append(plain if len(plain) == 1 else sign)
    return "".join(signs)


@lru_cache(maxsize=1)
def _rules() -> list[tuple[re.Pattern[str], Reader]]:
    return [(re.compile(pattern), reader) for pattern, reader in CHINESE_RULES + ENGLISH_RULES]


@lru_cache(maxsize=1)
def _times_after() -> list[re.Pattern[str]]:
    return [re.compile(_BETWEEN + pattern) for pattern in TIME_PATTERNS]


@lru_cache(maxsize=1)
def _times_before() -> list[re.Pattern[str]]:
    return [re.compile(rf"{pattern}[\s,]*(?:on\s+)?$") for pattern in TIME_PATTERNS]


@lru_cache(maxsize=1)
def _times() -> list[re.Pattern[str]]:
    return [re.compile(pattern) for pattern in TIME_PATTERNS]


def _dated(plain: str, today: date) -> _Found | None:
    best: tuple[int, int, date] | None = None
    for pattern, reader in _rules():
        match = pattern.search(plain)
        if match is None or (best and (match.start(), -match.end()) >= (best[0], -best[1])):
            continue
        day = reader(match, today)
        if day is not None:
            best = match.start(), match.end(), day
    if best is None:
        return None
    start, end, day = best
    end = _skip(r"\s*\((?:周|星期)[一二三四五六日天]\)", plain, end)
    end = _skip(_BEFORE_IT, plain, end)
    for pattern in _times_after():
        match = pattern.match(plain, end)
        if match and (clock := read_time(match)):
            return day, clock, start, _skip(_BEFORE_IT, plain, match.end())
    for pattern in _times_before():
        match = pattern.search(plain[:start])
        if match and stands_alone(match) and (clock := read_time(match)):
            return day, clock, match.start(), end
    return day, None, start, end


def _skip(pattern: str, plain: str, position: int) -> int:
    match = re.compile(pattern).match(plain, position)
    return match.end() if match else position


def _timed(plain: str, now: datetime) -> _Found | None:
    """Find a time without a day: today's, or tomorrow's when it is past."""
    for pattern in _times():
        match = pattern.search(plain)
        if match is None or not stands_alone(match):
            continue
        clock = read_time(match)
        if clock is not None:
            over = part_is_over(match, clock, now.time())
            day = now.date() + timedelta(days=1 if over else 0)
            return day, clock, match.start(), _skip(_BEFORE_IT, plain, match.end())
    return None


def _hours_from_now(plain: str, now: datetime) -> _Found | None:
    for pattern in _HOURS:
        match = re.search(pattern, plain)
        if match is None:
            continue
        moment = now + _span(match)
        return moment.date(), moment.time().replace(second=0, microsecond=0), *match.span()
    return None


def _span(match: Match) -> timedelta:
    words, half = match["n"], match["half"]
    count = 0.5 if words == "半" else float(parse_number(words) or 1)
    if half == "half":
        count = 0.5
    elif half:
        count += 0.5
    return timedelta(minutes=count) if match["unit"] in ("分钟", "m") else timedelta(hours=count)


def _rest(text: str, start: int, end: int) -> str:
    before, after = text[:start], text[end:]
    spaced = before[-1:].isspace() or after[:1].isspace()
    before, after = before.rstrip(_SEAM), after.lstrip(_SEAM).removeprefix("的")
    for word in _LEFT_OVER:
        if before.endswith(word):
            before = before.removesuffix(word).rstrip(_SEAM)
            break
    between = " " if before and after and (spaced or before[-1:].isascii()) else ""
    return f"{before}{between}{after}".strip()
