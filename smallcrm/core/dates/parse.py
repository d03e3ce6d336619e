"""Read dates as lists hold them: cells of any type, and texts in many forms."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from smallcrm.core.numerals import SIGNS, parse_number

DateOrder = Literal["ymd", "mdy", "dmy"]

FIRST_YEAR: Final = 1800
LAST_YEAR: Final = 2199
# Two digits: 49 is 2049, 50 is 1950. Contracts end soon, birthdays lie behind.
_PIVOT: Final = 50
_SERIAL_ZERO: Final = date(1899, 12, 30)
_SERIALS: Final = range(61, 110_000)  # 1900-03-01 to 2201; earlier ones are off by one in Excel

_MONTH_NAMES: Final = (
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
MONTH_NUMBERS: Final = {
    name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names
}
# longest first, so that a search prefers "march" to "mar"
MONTH_PATTERN: Final = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))

_WEEKDAY: Final = (
    r"[\s,]*\(?\s*(?:(?:星期|周|礼拜)[一二三四五六日天]|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|"
    r"sat(?:ur)?|sun)(?:day)?\b\.?)\s*\)?[\s,]*"
)
_TIME: Final = (
    r"(?:t|\s*)(?P<before>上午|下午|中午|晚上|凌晨|早上)?\s*"
    r"(?<!\d)(?P<hour>\d{1,2})\s*(?:[:时点])\s*(?:(?P<minute>\d{1,2})\s*(?:[:分]\s*"
    r"(?:(?P<second>\d{1,2})(?:[.,]\d+)?\s*秒?)?)?)?\s*(?P<after>[ap]\.?m\.?)?"
    r"\s*(?P<zone>z|utc|[+-]\d{2}:?\d{2})?$"
)
_SEPARATOR = r"\s*[-/.,_\\\s]\s*"
_USUAL = re.compile(r"([12]\d{3})[-/.年]([01]?\d)[-/.月]([0-3]?\d)日?", re.ASCII)
_NUMBERS: Final = rf"(\d{{1,4}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{1,4}})\.?"
_CHINESE: Final = r"(\d{4}|\d{2,3})\s*年\s*(\d{1,2})\s*(?:月份?|[-/.])\s*(?:(\d{1,2})\s*[日号]?)?"
_YEAR_MONTH: Final = rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}})"
_MONTH_YEAR: Final = r"(\d{1,2})[-/.](\d{4})"
_MONTH_DAY: Final = r"(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*[日号]?"
_NAME = rf"(?P<month>{MONTH_PATTERN})\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_GAP = r"[\s\-/.,]*"
_ENGLISH: Final = (
    rf"{_DAY}{_GAP}(?:of\s+)?{_NAME}{_GAP}'?{_YEAR}",
    rf"{_NAME}{_GAP}{_DAY}[\s,\-/.]+'?{_YEAR}",
    rf"(?P<year>\d{{4}}){_GAP}{_NAME}{_GAP}{_DAY}",
    rf"{_NAME}{_GAP}(?P<year>\d{{4}})",
    rf"(?P<year>\d{{4}}){_GAP}{_NAME}",
)
_ENGLISH_WITHOUT_YEAR: Final = (rf"{_DAY}{_GAP}(?:of\s+)?{_NAME}", rf"{_NAME}{_GAP}{_DAY}")
# Years counted from the founding of the republic, as in Taiwan: 民国108年 is 2019.
_REPUBLIC: Final = r"^(?:中[华華])?民[国國]\s*(\d{1,3}|元)"
_BEFORE_REPUBLIC: Final = 1911
_CHINESE_DIGITS: Final = f"[{SIGNS}]+"


def parse_date(
    value: object,
    *,
    order: DateOrder = "ymd",
    year: int | None = None,
    serials: bool = False,
) -> date | None:
    """Read a cell as a date; None when it is not one.

    A text that names only year and month means the first day. `order` decides where the year does
    not stand out (4/5/2019, 19/3/5); `year` completes a day without a year (3月5日), which is None
    otherwise; `serials` takes numbers as days of Excel's calendar.
    """
    found = parse_moment(value, order=order, year=year, serials=serials)
    return found[0] if found else None


def parse_moment(
    value: object,
    *,
    order: DateOrder = "ymd",
    year: int | None = None,
    serials: bool = False,
) -> tuple[date, time | None] | None:
    """Read a cell as a date with the time of day, if it has one; arguments as for parse_date."""
    if isinstance(value, datetime):
        return _from_datetime(value)
    if isinstance(value, date):
        return value, None
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _from_number(value, serials=serials)
    if isinstance(value, str):
        return _from_text(value, order, year, serials=serials)
    return None


def make_date(year: int, month: int, day: int) -> date | None:
    """Return a date, or None where there is none or the year is out of all reason."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def full_year(digits: str) -> int:
    """Return the year meant by two or four digits; three count from 1911, as in Taiwan."""
    number = int(digits)
    if len(digits) == 3:
        return number + _BEFORE_REPUBLIC
    if len(digits) > 2:
        return number
    return number + (2000 if number < _PIVOT else 1900)


def _from_datetime(value: datetime) -> tuple[date, time | None]:
    if value.tzinfo is not None:
        # Midnight in UTC is how other programs write a plain date; a real moment becomes local.
        is_date = value.time() == time() and not value.utcoffset()
        value = value.replace(tzinfo=None) if is_date else value.astimezone().replace(tzinfo=None)
    clock = value.time().replace(microsecond=0)
    return value.date(), clock if clock != time() else None


def _from_number(value: float, *, serials: bool) -> tuple[date, time | None] | None:
    if value != value or value in (float("inf"), float("-inf")):
        return None
    whole = int(value)
    if serials and whole in _SERIALS:
        seconds = round((value - whole) * 86_400)
        moment = datetime.combine(_SERIAL_ZERO, time()) + timedelta(days=whole, seconds=seconds)
        return _from_datetime(moment)
    if whole == value:
        return _day(_from_digits(str(whole)))
    # 2019.3 was typed as a month; 2019.1 may be January or October, which is gone for good.
    match = re.fullmatch(r"(\d{4})\.([2-9]|11|12)", repr(value))
    return _day(make_date(int(match[1]), int(match[2]), 1)) if match else None


def _from_text(
    value: str, order: DateOrder, year: int | None, *, serials: bool
) -> tuple[date, time | None] | None:
    if usual := _USUAL.fullmatch(value):  # nearly all dates; saves most of the time
        return _day(make_date(int(usual[1]), int(usual[2]), int(usual[3])))
    text = unicodedata.normalize("NFKC", value).strip().lstrip("'").casefold()
    if not text or len(text) > 50:
        return None
    if serials and re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _from_number(float(text), serials=True)
    text = re.sub(_WEEKDAY, " ", text).strip()
    if "民" in text:
        text = re.sub(_REPUBLIC, _common_year, text)
    if "月" in text:
        text = re.sub(_CHINESE_DIGITS, _digits, text)
    match = re.search(_TIME, text)
    if match is None:
        return _day(_from_day_text(text, order, year))
    day = _from_day_text(text[: match.start()].strip(), order, year)
    clock = _time_of(match)
    if day is None or clock is None:
        return None
    return _with_zone(day, clock, match["zone"])


def _common_year(match: re.Match[str]) -> str:
    return str(_BEFORE_REPUBLIC + (1 if match[1] == "元" else int(match[1])))


def _digits(match: re.Match[str]) -> str:
    return str(parse_number(match[0]))


def _day(day: date | None) -> tuple[date, None] | None:
    return (day, None) if day else None


def _time_of(match: re.Match[str]) -> time | None:
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    word = (match["before"] or match["after"] or "").replace(".", "")
    if word in ("下午", "晚上", "中午", "pm") and hour < 12 and not (word == "中午" and hour > 9):
        hour += 12
    elif word in ("am", "上午", "凌晨") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    return time(hour, minute, second)


def _with_zone(day: date, clock: time, zone: str | None) -> tuple[date, time | None]:
    if not zone:
        return _from_datetime(datetime.combine(day, clock))
    offset = "+00:00" if zone in ("z", "utc") else zone
    return _from_datetime(datetime.fromisoformat(f"{day}T{clock.isoformat()}{offset}"))


def _from_day_text(text: str, order: DateOrder, year: int | None) -> date | None:
    if text.isdigit() and text.isascii():
        return _from_digits(text)
    if match := re.fullmatch(_NUMBERS, text):
        return _from_three(match[1], match[2], match[3], order)
    if match := re.fullmatch(_CHINESE, text):
        return make_date(full_year(match[1]), int(match[2]), int(match[3] or 1))
    if match := re.fullmatch(_YEAR_MONTH, text):
        return make_date(int(match[1]), int(match[2]), 1)
    if match := re.fullmatch(_MONTH_YEAR, text):
        return make_date(int(match[2]), int(match[1]), 1)
    if any(sign.isalpha() and sign.isascii() for sign in text):
        return _from_english(text, year)
    if year is not None and (match := re.fullmatch(_MONTH_DAY, text)):
        first, second = int(match[1]), int(match[2])
        month, day = (second, first) if order == "dmy" and "月" not in text else (first, second)
        return make_date(year, month, day)
    return None


def _from_digits(text: str) -> date | None:
    if len(text) == 8:
        return make_date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if len(text) != 6:
        return None
    # 201903 or 190305: only where one of the two readings is possible
    month = make_date(int(text[:4]), int(text[4:]), 1) if int(text[:4]) >= 1950 else None
    day = make_date(full_year(text[:2]), int(text[2:4]), int(text[4:]))
    if month and day:
        return None
    return month or day


def _from_three(first: str, second: str, third: str, order: DateOrder) -> date | None:
    if len(first) == 4:
        return make_date(int(first), int(second), int(third)) if len(third) <= 2 else None
    if len(third) == 3:
        return None
    if len(first) == 3:
        return make_date(full_year(first), int(second), int(third)) if len(third) <= 2 else None
    if len(third) == 4:
        a, b, year = int(first), int(second), int(third)
        if order == "dmy":
            return make_date(year, b, a) or make_date(year, a, b)
        return make_date(year, a, b) or make_date(year, b, a)
    if order == "ymd":
        return make_date(full_year(first.zfill(2)), int(second), int(third))
    year = full_year(third.zfill(2))
    month, day = (first, second) if order == "mdy" else (second, first)
    return make_date(year, int(month), int(day))


def _from_english(text: str, year: int | None) -> date | None:
    for pattern in _ENGLISH:
        if match := re.fullmatch(pattern, text):
            parts = match.groupdict()
            month = MONTH_NUMBERS[parts["month"]]
            return make_date(full_year(parts["year"]), month, int(parts.get("day") or 1))
    if year is None:
        return None
    for pattern in _ENGLISH_WITHOUT_YEAR:
        if match := re.fullmatch(pattern, text):
            return make_date(year, MONTH_NUMBERS[match["month"]], int(match["day"]))
    return None
