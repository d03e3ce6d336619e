"""Times of day as people write them: 下午3点半, 14:00, at 10am, morning."""

import re
from datetime import time
from typing import Final

from smallcrm.core.numerals import parse_number

# Words for a part of the day, when it starts for a promise, and when it is over.
_PARTS: Final = {
    **dict.fromkeys(("凌晨",), (6, 8)),
    **dict.fromkeys(("清晨", "早上", "早晨", "一早", "早", "上午", "morning"), (9, 12)),
    **dict.fromkeys(("中午", "noon", "midday", "lunchtime"), (12, 14)),
    **dict.fromkeys(("下午", "午后", "afternoon"), (14, 18)),
    **dict.fromkeys(("傍晚",), (18, 20)),
    **dict.fromkeys(("晚上", "夜里", "晚", "evening", "night"), (19, 24)),
}
_LATE_PARTS: Final = ("下午", "午后", "傍晚", "晚上", "夜里", "晚", "afternoon", "evening", "night")
_ZH_PART: Final = r"(?P<part>凌晨|清晨|早上|早晨|一早|上午|中午|下午|午后|傍晚|晚上|夜里|早|晚)"
_ZH_HOUR: Final = r"(?P<hour>\d{1,2}|[一二两三四五六七八九十]{1,3})"
_ZH_MINUTE: Final = (
    r"(?:(?P<half>半)|(?P<quarters>[一三])刻|(?P<minute>\d{1,2}|[零一二三四五六七八九十]{1,3})分?)?"
)
_UNTIL: Final = r"(?:\s*[-~至到]\s*(?:\d{1,2}:\d\d|\d{1,2}点半?))?"
_EN_PART: Final = (
    r"(?:\b|(?<=\bto))(?P<part>morning|afternoon|evening|night|noon|midday|lunchtime)\b"
)
_EN_LEAD: Final = rf"(?:(?:\bin the\s+)?{_EN_PART}\s+)?(?:\bat\s+)?"

# Each names groups that read_time knows; they are tried in this order.
TIME_PATTERNS: Final = (
    rf"{_ZH_PART}?\s*{_ZH_HOUR}\s*(?:点钟?|时(?!间)){_ZH_MINUTE}{_UNTIL}",
    rf"{_ZH_PART}\s*(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?!\d){_UNTIL}",
    rf"{_EN_LEAD}(?<!\d)(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?!\d)"
    rf"(?:\s*(?P<half_day>[ap])\.?m\b\.?)?{_UNTIL}",
    rf"{_EN_LEAD}(?<![\d.:])(?P<hour>\d{{1,2}})\s*(?P<half_day>[ap])\.?m\b\.?",
    rf"(?:{_EN_PART}\s+)?\bat\s+(?P<hour>\d{{1,2}})(?:\s+o'?clock\b|(?![\d:/.\-%]|\s*\w))",
    _ZH_PART,
    rf"(?:\bat\s+|\bin the\s+)?{_EN_PART}",
)
# Without a day beside it a single sign or a bare "night" is too little to go by.
_NOT_ALONE: Final = frozenset(("早", "晚", "night", "一早"))


def read_time(match: re.Match[str]) -> time | None:
    """Turn a match of one of TIME_PATTERNS into a time of day; None when there is no such time."""
    parts = match.groupdict()
    part, hour_words = parts.get("part"), parts.get("hour")
    if hour_words is None:
        return time(_PARTS[part][0]) if part else None
    hour = parse_number(hour_words)
    minute = _minute(parts)
    if hour is None or minute > 59:
        return None
    hour = _hour_of_day(hour, part, parts.get("half_day"), hour_words)
    return time(hour, minute) if hour < 24 else None


def part_is_over(match: re.Match[str], found: time, now: time) -> bool:
    """Tell whether the time found, or the part of the day it stands for, is past."""
    parts = match.groupdict()
    if parts.get("hour") is None and parts.get("part"):
        return now.hour >= _PARTS[parts["part"]][1]
    return found <= now


def stands_alone(match: re.Match[str]) -> bool:
    """Tell whether the words found mean a time even without a day beside them."""
    return match[0] not in _NOT_ALONE


def _minute(parts: dict[str, str | None]) -> int:
    if parts.get("half"):
        return 30
    if quarters := parts.get("quarters"):
        return 15 * (parse_number(quarters) or 0)
    return parse_number(parts.get("minute") or "0") or 0


def _hour_of_day(hour: int, part: str | None, half_day: str | None, words: str) -> int:
    if half_day:
        return hour % 12 + (12 if half_day == "p" else 0)
    if part in _LATE_PARTS:
        return hour + 12 if hour < 12 else hour
    if part in ("中午", "lunchtime"):
        return hour + 12 if hour < 10 else hour
    if part is None and 1 <= hour <= 6 and not words.startswith("0"):
        return hour + 12  # nobody is called at three in the night
    return hour
