"""Reading past days in words: 昨天, 3天前, "yesterday", "2 days ago"."""

import re
from datetime import date, timedelta
from typing import Final

from smallcrm.core.numerals import parse_number

_WORDS: Final = {
    "今天": 0,
    "今日": 0,
    "昨天": 1,
    "昨日": 1,
    "前天": 2,
    "前日": 2,
    "大前天": 3,
    "today": 0,
    "yesterday": 1,
    "the day before yesterday": 2,
}
_AGO: Final = r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})\s*(?:天前|days?\s+ago)"


def parse_past(text: str, today: date) -> date | None:
    """Return the day that such words mean, counted from `today`; None for anything else."""
    words = " ".join(text.lower().split())
    if words in _WORDS:
        return today - timedelta(days=_WORDS[words])
    match = re.fullmatch(_AGO, words)
    days = parse_number(match["n"]) if match else None
    return today - timedelta(days=days) if days is not None else None
