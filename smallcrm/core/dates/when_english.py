"""Date words in English: tomorrow, next Friday, in 2 weeks, end of month, Nov 28."""

from datetime import date, timedelta
from typing import Final

from smallcrm.core.dates.calendar import Month, add_months
from smallcrm.core.dates.parse import MONTH_NUMBERS, MONTH_PATTERN, make_date
from smallcrm.core.dates.rules import (
    Match,
    Rule,
    add_workdays,
    coming_day,
    coming_day_of_month,
    day_of_week,
    end_of_quarter,
    end_of_week,
    weekend,
)

_WEEKDAY_NAMES: Final = (
    ("monday", "mon"),
    ("tuesday", "tues", "tue"),
    ("wednesday", "wed"),
    ("thursday", "thurs", "thur", "thu"),
    ("friday", "fri"),
    ("saturday", "sat"),
    ("sunday", "sun"),
)
_WEEKDAYS: Final = {name: index for index, names in enumerate(_WEEKDAY_NAMES) for name in names}
_NUMBERS: Final = {
    **{"a couple of": 2, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5},
    **{"six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12},
}
# "tonight" is taken as "to", so that "night" is left to be read as its time of day
_DAYS: Final = {"today": 0, "to": 0, "eod": 0, "tomorrow": 1, "tmr": 1, "tmrw": 1}
_UNITS: Final = {"w": "week", "m": "month", "q": "quarter", "y": "year"}

_COUNT: Final = rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_UNIT: Final = (
    r"(?P<unit>(?:working|work|business) ?day|day|week|fortnight|month|year)s?(?:'? time)?\b"
)
_WORD: Final = r"(?<![\w'])"
_ON: Final = _WORD + r"(?:(?:on|by|before|due|until|till)\s+)?"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR: Final = r"(?:,?\s+(?P<year>20\d\d)\b)?"


def _day_word(match: Match, today: date) -> date:
    return today + timedelta(days=_DAYS.get(match["word"], 2))


def _weekday(match: Match, today: date) -> date:
    weeks = {"next": 1, "this": 0}.get(match["which"] or "")
    return day_of_week(today, _WEEKDAYS[match["weekday"]], weeks)


def _weekend(match: Match, today: date) -> date:
    return weekend(today, 1 if match["which"] == "next" else 0)


def _later(match: Match, today: date) -> date:
    unit = match["unit"]
    count = _NUMBERS[match["n"]] if match["n"] in _NUMBERS else int(match["n"])
    if unit.startswith(("work", "business")):
        return add_workdays(today, count)
    if unit in ("month", "year"):
        return add_months(today, count * 12 if unit == "year" else count)
    return today + timedelta(days=count * {"day": 1, "week": 7, "fortnight": 14}[unit])


def _end(match: Match, today: date) -> date:
    ahead = 1 if match["which"] == "next" else 0
    unit = _UNITS.get(match["unit"], match["unit"])
    if unit == "week":
        return end_of_week(today, ahead)
    if unit == "quarter":
        return end_of_quarter(today, ahead)
    if unit == "year":
        return date(today.year + ahead, 12, 31)
    return Month.of(today).plus(ahead).last


def _start(match: Match, today: date) -> date:
    month = Month.of(today).plus(1 if match["which"] == "next" else 0)
    number = 15 if match["part"].startswith("mid") else 1
    day = month.day(number)
    return day if day >= today else month.next().day(number)


def _month(match: Match, today: date) -> date | None:
    parts = match.groupdict()
    month, day = MONTH_NUMBERS[match["month"]], int(parts.get("day") or 1)
    if parts.get("year"):
        return make_date(int(match["year"]), month, day)
    return coming_day(today, month, day)


def _day_of_month(match: Match, today: date) -> date | None:
    return coming_day_of_month(today, int(match["day"]))


def _next(match: Match, today: date) -> date:
    if match["unit"] == "week":
        return day_of_week(today, 0, 1)
    if match["unit"] == "month":
        return Month.of(today).next().first
    return date(today.year + 1, 1, 1)


ENGLISH_RULES: Final[tuple[Rule, ...]] = (
    (
        _ON
        + r"(?P<word>(?:the )?day after tomorrow\b|(?:today|tomorrow|tmrw?|eod)\b|to(?=night\b))",
        _day_word,
    ),
    (rf"{_WORD}(?:in|within|after)\s+{_COUNT}\s+{_UNIT}", _later),
    (rf"{_WORD}{_COUNT}\s+{_UNIT}\s+(?:from (?:now|today)|later)\b", _later),
    (
        _ON + r"(?:at\s+)?(?:the\s+)?end\s+of\s+(?:the\s+)?(?:(?P<which>this|next)\s+)?"
        r"(?P<unit>week|month|quarter|year)\b",
        _end,
    ),
    (_ON + r"eo(?P<unit>[wmqy])\b(?P<which>)", _end),
    (
        _ON + r"(?:the\s+)?(?P<part>beginning|start|middle|mid)[\s\-]+(?:of\s+)?(?:the\s+)?"
        r"(?:(?P<which>this|next)\s+)?month\b",
        _start,
    ),
    (
        # "Sun" and "Sat" begin names and sentences too
        r"(?!(?:sun|sat)\s+[a-z])" + _ON + r"(?:(?P<which>next|this|coming)\s+)?"
        rf"(?P<weekday>{'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})\b(?!['’])",
        _weekday,
    ),
    (_ON + r"(?:(?P<which>next|this|the|at the|coming)\s+)?weekend\b", _weekend),
    (_ON + rf"(?P<month>{MONTH_PATTERN})\b\.?\s*{_DAY}\b{_YEAR}", _month),
    (_ON + rf"(?:the\s+)?{_DAY}\s+(?:of\s+)?(?P<month>{MONTH_PATTERN})\b\.?{_YEAR}", _month),
    (_ON + rf"(?P<month>{MONTH_PATTERN})\s+(?P<year>20\d\d)\b", _month),
    (rf"{_WORD}(?:in|next)\s+(?P<month>{MONTH_PATTERN})\b", _month),
    (_ON + r"the\s+(?P<day>\d{1,2})(?:st|nd|rd|th)\b", _day_of_month),
    (_WORD + r"next\s+(?P<unit>week|month|year)\b", _next),
)
