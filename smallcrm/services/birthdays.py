"""Birthdays in words, by the common calendar or the lunar one, and when the next one is."""

import calendar
from datetime import date

from smallcrm.core.dates import date_words, format_date
from smallcrm.core.dates.lunar import from_lunar, lunar_words
from smallcrm.core.i18n import current

_NEAR = 60  # days; a birthday nearer than that is said with its day


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
    if lunar:
        words = lunar_words(birthday, language)
        # by the common calendar it falls on another day each year
        after = format_date(upcoming, language, "medium") if upcoming else ""
    else:
        try:
            words = format_date(date.fromisoformat(birthday), language, "medium")
        except ValueError:
            return birthday
        after = ""
    if upcoming is not None and (upcoming - today).days <= _NEAR:
        after = date_words(upcoming, today, language)
    return " · ".join(part for part in (words, after) if part)


def _kept(year: int, month: int, day: int, lunar: bool) -> date | None:
    if lunar:
        return from_lunar(year, month, day)
    try:
        return date(year, month, min(day, calendar.monthrange(year, month)[1]))
    except (ValueError, calendar.IllegalMonthError):
        return None
