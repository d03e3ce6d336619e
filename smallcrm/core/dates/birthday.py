"""Birthdays of which perhaps only month and day are known, by either calendar.

They are stored as ISO text; a year that is not known is NO_YEAR.
"""

import re
from datetime import date
from typing import TYPE_CHECKING

from smallcrm.core.dates.lunar import NO_YEAR, lunar_words
from smallcrm.core.dates.words import format_date

if TYPE_CHECKING:
    from smallcrm.core.dates.parse import DateOrder
    from smallcrm.core.dates.words import DateStyle

_VCARD = re.compile(r"--(\d\d)-?(\d\d)")
# A sheet shows a number 3.10 as 3.1: nobody knows any more which day it was.
_CUT = re.compile(r"\d{1,2}\.[123]", re.ASCII)


def parse_yearless(text: str, order: "DateOrder" = "ymd") -> date | None:
    """Read a day without a year: 3月15日, 03-15, 15 March; --0315 as address books write it.

    The year of the answer is NO_YEAR. `order` decides 3/4; 15/3 is one day whatever it says. None
    for dates with a year and for what is no day of a year.
    """
    from smallcrm.core.dates.parse import parse_date  # with many patterns: loaded when it is used

    text = text.strip()
    if known := _VCARD.fullmatch(text):
        text = f"{known[1]}-{known[2]}"
    if _CUT.fullmatch(text) or parse_date(text) is not None:
        return None
    other: DateOrder = "mdy" if order == "dmy" else "dmy"
    return parse_date(text, order=order, year=NO_YEAR) or parse_date(
        text, order=other, year=NO_YEAR
    )


def is_yearless(birthday: str) -> bool:
    """Tell whether of a stored birthday only month and day are known."""
    return birthday.startswith(f"{NO_YEAR}-")


def without_year(birthday: str) -> str:
    """A stored birthday as digits, without the year where none is known: 1985-03-15, 03-15."""
    return birthday.removeprefix(f"{NO_YEAR}-")


def said_birthday(birthday: str, lunar: bool, language: str, style: "DateStyle" = "short") -> str:
    """A stored birthday as it is said: 1985-03-15, 03-15, 农历八月十五; medium: 3 月 15 日, Mar 15.

    What is no day stays as it is.
    """
    try:
        if lunar:
            return lunar_words(birthday, language)
        day = date.fromisoformat(birthday)
    except ValueError:
        return birthday
    if not is_yearless(birthday):
        return format_date(day, language, style)
    return without_year(birthday) if style == "short" else format_date(day, language, "month_day")
