"""The lunar calendar: which lunar day a day is, and on which day a lunar one falls."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from smallcrm.core.i18n import _
from smallcrm.core.numerals import parse_number

FIRST, LAST = date(1901, 2, 19), date(2100, 12, 31)
# The year of a birthday of which only month and day are known: a leap year, and nobody's own.
NO_YEAR = 1904

_WORD = re.compile(r"[(\[]?(?:农历|農曆|阴历|陰曆|旧历|老历|\blunar\b)[)\]]?[:\s]*", re.IGNORECASE)
_DATE = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)\s*[年./-])?\s*(?P<month>正|冬|腊|臘|\d{1,2}|[一二三四五六七八九十]{1,2})"
    r"\s*[月./-]\s*初?(?P<day>\d{1,2}|[一二三四五六七八九十廿卅]{1,3})\s*[日号]?"
)
# Only the lunar calendar names its months and days so: 正月初六, 腊月二十三, 八月廿二.
_TELLING = re.compile(r"[正冬腊臘]月|月初[一二三四五六七八九十]|[廿卅]")
_ENGLISH = re.compile(  # as it is said by `lunar_words`
    r"month (?P<month>\d{1,2}), day (?P<day>\d{1,2})(?:, (?P<year>(?:19|20)\d\d))?", re.IGNORECASE
)
_MONTHS = {"正": 1, "冬": 11, "腊": 12, "臘": 12}
_NAMES = "正二三四五六七八九十冬腊"
_TENS = ("初", "十", "廿", "三")
_DIGITS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar calendar; `leap` in the second month of that number, `last` of a month."""

    year: int
    month: int
    day: int
    leap: bool
    last: bool


def lunar_day(day: date) -> LunarDay | None:
    """Return the lunar day of a day; None beyond the years the calendar is known for."""
    from borax.calendars.lunardate import LCalendars, LunarDate

    if not FIRST <= day <= LAST:
        return None
    found = LunarDate.from_solar(day)
    days = LCalendars.ndays(found.year, found.month, found.leap)
    return LunarDay(found.year, found.month, found.day, bool(found.leap), found.day == days)


def from_lunar(year: int, month: int, day: int) -> date | None:
    """Return the day of a lunar date; the 30th of a short month is its last day.

    None beyond the years the calendar is known for.
    """
    from borax.calendars.lunardate import LCalendars, LunarDate

    if not FIRST.year <= year < LAST.year:
        return None
    found: date = LunarDate(year, month, min(day, LCalendars.ndays(year, month))).to_solar_date()
    return found


class LunarWords(NamedTuple):
    """A lunar date as it is written; `year` None when there is none."""

    year: int | None
    month: int
    day: int


def parse_lunar(text: str) -> LunarWords | None:
    """Read a lunar date that says it is one: 农历八月十五, 1985年八月初三（农历）, 正月初六.

    What `lunar_words` says is read in both languages.

    None for anything else, also for a leap month.
    """
    plain, count = _WORD.subn("", unicodedata.normalize("NFKC", text), count=1)
    plain = plain.strip()
    match = (
        (_DATE.fullmatch(plain) or _ENGLISH.fullmatch(plain))
        if count or _TELLING.search(plain)
        else None
    )
    if match is None:
        return None
    month = _MONTHS.get(match["month"]) or parse_number(match["month"])
    day = parse_number(match["day"].replace("廿", "二十").replace("卅", "三十"))
    if not month or not day or month > 12 or day > 30:
        return None
    return LunarWords(int(match["year"]) if match["year"] else None, month, day)


def lunar_text(told: LunarWords) -> str:
    """A lunar birthday as it is stored: ISO text, also for days the common calendar lacks."""
    return f"{told.year or NO_YEAR}-{told.month:02d}-{told.day:02d}"


def lunar_words(birthday: str, language: str) -> str:
    """A lunar birthday (ISO text with lunar month and day) as it is said: 农历 1985 年八月十五."""
    year, month, day = (int(part) for part in birthday[:10].split("-"))
    if language.startswith("zh") and 1 <= month <= 12 and 1 <= day <= 30:
        said = "" if year == NO_YEAR else f" {year} 年"
        return f"农历{said}{_NAMES[month - 1]}月{_day_words(day)}"
    if year == NO_YEAR:
        return _("lunar month %(month)d, day %(day)d") % {"month": month, "day": day}
    words = _("lunar month %(month)d, day %(day)d, %(year)d")
    return words % {"month": month, "day": day, "year": year}


def _day_words(day: int) -> str:
    if day % 10 == 0:
        return ("初十", "二十", "三十")[day // 10 - 1]
    return _TENS[day // 10] + _DIGITS[day % 10 - 1]


def days_of_year(day: date) -> tuple[list[str], list[str]]:
    """Return the birthdays ("MM-DD") kept on a day: by the common calendar, and by the lunar one.

    Who was born on 29 February is congratulated on the 28th where there is none; on a lunar 30th,
    on the last day of a short month; in a leap month, in the month of that number before it.
    """
    common = [f"{day.month:02d}-{day.day:02d}"]
    if (day.month, day.day) == (2, 28) and not _is_leap(day.year):
        common.append("02-29")
    found = lunar_day(day)
    if found is None or found.leap:
        return common, []
    lunar = [f"{found.month:02d}-{found.day:02d}"]
    if found.last and found.day == 29:
        lunar.append(f"{found.month:02d}-30")
    return common, lunar


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
