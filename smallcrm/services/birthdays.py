"""Birthdays in words, by the common calendar or the lunar one, and when the next one is."""

import calendar
from datetime import date

from smallcrm.core.dates import date_words, format_date, parse_date, parse_past
from smallcrm.core.dates.birthday import parse_yearless, said_birthday, without_year
from smallcrm.core.dates.lunar import LunarWords, from_lunar, lunar_text, parse_lunar
from smallcrm.core.i18n import current

_NEAR = 60  # days; a birthday nearer than that is said with its day


def read_birthday(text: str, lunar: bool, today: date) -> str | None:
    """A birthday as it is stored, of what was typed: ISO text, None for what is no day.

    The year may be left out. Lunar ones may be days that the common calendar lacks (02-30); a text
    that says 农历 or lunar is one in any case.
    """
    told: LunarWords | None = parse_lunar(text)
    if told is None and lunar:
        told = parse_lunar(f"农历{text}")
    if told is not None:
        return lunar_text(told)
    day = parse_date(text) or parse_yearless(text) or parse_past(text, today)
    return day.isoformat() if day is not None else None


def birthday_text(birthday: str) -> str:
    """A stored birthday as it stands in a field: without the year where none is known."""
    return without_year(birthday)


def next_birthday(birthday: str, lunar: bool, today: date) -> date | None:
    """The next day on which a birthday (ISO; lunar: its month and day are lunar) is kept.

    Today counts. Who was born on 29 February keeps the 28th where there is none. None for what is
    no date, or beyond the years the lunar calendar is known for.
    """
    try:
        month, day = (int(part) for part in birthday[5:10].split("-"))
    except ValueError:
        return None
    found = (_kept(year, month, day, lunar) for year in range(today.year - 1, today.year + 2))
    return min((one for one in found if one is not None and one >= today), default=None)


def birthday_words(birthday: str, lunar: bool, today: date) -> str:
    """A birthday as it is said, with the next one where it is near: "Mar 5, 1980 · in 3 days"."""
    language = current().language
    upcoming = next_birthday(birthday, lunar, today)
    words = said_birthday(birthday, lunar, language, "medium")
    after = ""
    if lunar:
        # by the common calendar it falls on another day each year
        after = format_date(upcoming, language, "medium") if upcoming else ""
    if upcoming is not None and (upcoming - today).days <= _NEAR:
        after = date_words(upcoming, today, language)
        if after in (birthday[5:10], format_date(upcoming, language, "month_day")) and not lunar:
            after = ""  # the day stands there already
    return " · ".join(part for part in (words, after) if part)


def _kept(year: int, month: int, day: int, lunar: bool) -> date | None:
    if lunar:
        return from_lunar(year, month, day)
    try:
        return date(year, month, min(day, calendar.monthrange(year, month)[1]))
    except (ValueError, calendar.IllegalMonthError):
        return None
