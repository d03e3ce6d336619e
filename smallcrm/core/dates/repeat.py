"""Repetition: "每两周", "every month on the 31st" as RFC 5545 rules, and the days they name."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from smallcrm.core.dates.words import WEEKDAYS
from smallcrm.core.i18n import CHINESE, N_, known_language, translator
from smallcrm.core.numerals import parse_number

_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ENGLISH_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBERS: Final = {
    **{"": 1, "other": 2, "second": 2, "two": 2, "third": 3, "three": 3, "four": 4, "five": 5},
    **{"six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10},
}
_COUNT: Final = r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})?\s*个?\s*"
_UNITS: Final = {
    **{"天": "DAILY", "日": "DAILY", "周": "WEEKLY", "星期": "WEEKLY", "礼拜": "WEEKLY"},
    **{"月": "MONTHLY", "季": "QUARTERLY", "季度": "QUARTERLY", "年": "YEARLY"},
    **{"day": "DAILY", "week": "WEEKLY", "fortnight": "FORTNIGHTLY", "month": "MONTHLY"},
    **{"quarter": "QUARTERLY", "year": "YEARLY"},
}
_CHINESE: Final = re.compile(
    rf"(?:(?<=[\s,。;、])|^)每隔?\s*{_COUNT}(?P<unit>工作日|星期|礼拜|周|季度|季|天|日|月|年)"
    r"(?:的?(?P<weekday>[一二三四五六日天](?!\s*[次个]))|(?P<end>末))?"
    r"(?:的?(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号]|的?(?P<last>最后一天|月?底|月?末))?"
)
_ENGLISH: Final = re.compile(
    r"(?<!\w)(?:every|each)\s+(?:(?P<n>\d{1,3}|other|second|third|two|three|four|five|six|seven|"
    r"eight|nine|ten)\s+)?"
    r"(?:(?P<unit>day|week|fortnight|month|quarter|year|work(?:ing)?\s?day)s?"
    r"|(?P<weekday>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?s?)\b"
    r"(?:\s+on\s+(?:the\s+|day\s+)?(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?|(?P<last>last)(?:\s+day)?"
    r"|(?P<on>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?s?)\b)?"
)
_WORDS: Final = {
    ("DAILY", 1): N_("every day"),
    ("WEEKLY", 1): N_("every week"),
    ("WEEKLY", 2): N_("every two weeks"),
    ("MONTHLY", 1): N_("every month"),
    ("MONTHLY", 3): N_("every quarter"),
    ("YEARLY", 1): N_("every year"),
}
_MANY: Final = {
    "DAILY": N_("every %(n)d days"),
    "WEEKLY": N_("every %(n)d weeks"),
    "MONTHLY": N_("every %(n)d months"),
    "YEARLY": N_("every %(n)d years"),
}


@dataclass(frozen=True, slots=True)
class Repeat:
    """A repetition found in a text: its rule without a start, and where its words stand."""

    rule: str
    start: int
    end: int


def find_repeat(plain: str) -> Repeat | None:
    """Find the words of a repetition in a text in lower case; None when there are none."""
    match = _CHINESE.search(plain)
    if match is not None:
        rule = _chinese_rule(match)
    else:
        match = _ENGLISH.search(plain)
        rule = _english_rule(match) if match else ""
    return Repeat(rule, *match.span()) if match and rule else None


def begin_repeat(rule: str, first: date) -> str:
    """Return a rule with its first day, as it is stored.

    A rule that names no day repeats on that of `first`; the 29th to 31st mean the last day where a
    month is shorter.
    """
    parts = dict(part.split("=") for part in rule.split(";"))
    if parts["FREQ"] == "MONTHLY" and not parts.keys() & {"BYMONTHDAY", "BYDAY"}:
        rule += ";" + _month_day(first.day)
    if parts["FREQ"] == "YEARLY" and (first.month, first.day) == (2, 29):
        rule += ";BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1"
    return f"DTSTART:{first:%Y%m%d}\nRRULE:{rule}"


def first_day(rule: str, today: date) -> date:
    """Return the first day from `today` on that a rule names; today itself is left out."""
    begun = begin_repeat(rule, today)
    return next_day(begun, today) or today + timedelta(days=1)


def next_day(repeat: str, after: date) -> date | None:
    """Return the next day of a stored repetition after a day; None when it cannot be read."""
    from dateutil.rrule import rrulestr

    try:
        found = rrulestr(repeat).after(datetime.combine(after, time.max))
    except ValueError:
        return None
    return found.date() if found else None


def repeat_words(repeat: str, language: str) -> str:
    """Return a stored repetition in words: 每两周, "every month on the 31st"; "" for none."""
    rule = repeat.rpartition("RRULE:")[2]
    if not rule:
        return ""
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    text = translator(language).gettext
    count, unit = int(parts.get("INTERVAL", "1")), parts.get("FREQ", "")
    if parts.get("BYDAY", "").count(",") == 4:
        return text(N_("every working day"))
    known = _WORDS.get((unit, count))
    words = text(known) if known else text(_MANY.get(unit, "")) % {"n": count}
    on = _on_words(parts, language) if unit in ("WEEKLY", "MONTHLY") else ""
    if known_language(language) == CHINESE:
        return words.removesuffix("周") + on if on.startswith("周") else words + on
    return f"{words} {on}".strip()


def _on_words(parts: dict[str, str], language: str) -> str:
    text = translator(language).gettext
    if parts.get("BYDAY") in _DAYS:
        return text(N_("on %(day)s")) % {"day": text(WEEKDAYS[_DAYS.index(parts["BYDAY"])])}
    day = parts.get("BYMONTHDAY", "").rpartition(",")[2]
    if day in ("-1", "31"):
        return text(N_("on the last day"))
    return text(N_("on day %(day)s")) % {"day": day} if day else ""


def _chinese_rule(match: re.Match[str]) -> str:
    unit, count = match["unit"], int(parse_number(match["n"]) or 0) if match["n"] else 1
    if unit == "工作日":
        return _rule("WORKDAY", 1)
    sign = (match["weekday"] or ("六" if match["end"] and unit == "周" else "")).replace("天", "日")
    weekday = _DAYS["一二三四五六日".index(sign)] if sign else ""
    if weekday and unit not in ("周", "星期", "礼拜"):
        return ""
    last = match["last"] or match["end"]
    day = int(parse_number(match["day"]) or 0) if match["day"] else -1 if last else 0
    if weekday:
        day = 0
    return _rule(_UNITS[unit], count, weekday, day)


def _english_rule(match: re.Match[str]) -> str:
    words = match["n"] or ""
    count = int(words) if words.isdigit() else _NUMBERS[words]
    if match["unit"] and match["unit"].startswith("work"):
        return _rule("WORKDAY", 1)
    name = match["weekday"] or match["on"]
    weekday = _DAYS[_ENGLISH_DAYS.index(name)] if name else ""
    day = int(match["day"]) if match["day"] else -1 if match["last"] else 0
    return _rule(_UNITS[match["unit"]] if match["unit"] else "WEEKLY", count, weekday, day)


def _rule(unit: str, count: int, weekday: str = "", day: int = 0) -> str:
    if unit == "WORKDAY":
        return "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    if unit in ("QUARTERLY", "FORTNIGHTLY"):
        unit, count = ("MONTHLY", count * 3) if unit == "QUARTERLY" else ("WEEKLY", count * 2)
    if not 1 <= count <= 400 or day > 31 or (day and unit != "MONTHLY"):
        return ""
    parts = [f"FREQ={unit}", f"INTERVAL={count}"] if count > 1 else [f"FREQ={unit}"]
    if weekday:
        parts.append(f"BYDAY={weekday}")
    if day:
        parts.append(_month_day(day))
    return ";".join(parts)


def _month_day(day: int) -> str:
    """The part of a rule for a day of the month, or the last one of shorter months."""
    if day in (-1, 31):
        return "BYMONTHDAY=-1"
    if day <= 28:
        return f"BYMONTHDAY={day}"
    return f"BYMONTHDAY={','.join(map(str, range(28, day + 1)))};BYSETPOS=-1"
