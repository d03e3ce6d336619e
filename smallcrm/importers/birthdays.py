"""Birthdays as lists tell them: by the lunar calendar, or without a year."""

import calendar
import re
from collections.abc import Iterable, Mapping
from datetime import date

from smallcrm.core.dates import DateOrder, parse_date
from smallcrm.core.dates.birthday import parse_yearless
from smallcrm.core.dates.lunar import LunarWords, lunar_text, parse_lunar
from smallcrm.importers.content import is_empty
from smallcrm.importers.sheet import Cell

BIRTHDAYS = ("customer.birthday", "contact.birthday")
_ENOUGH = 200
_DAY_FIRST = re.compile(r"\s*(?:1[3-9]|2\d|3[01])\s*[-/.]\s*\d{1,2}\s*")


class LunarBirthday(date):
    """A birthday whose month and day are of the lunar calendar.

    `isoformat` alone tells it truly: the common calendar has no 30th of the second month.
    """

    _text: str

    @classmethod
    def of(cls, told: LunarWords) -> "LunarBirthday":
        """The birthday that was told."""
        text = lunar_text(told)
        year, month, day = (int(part) for part in text.split("-"))
        made = cls(year, month, min(day, calendar.monthrange(year, month)[1]))
        made._text = text
        return made

    def isoformat(self) -> str:
        return self._text


def read_birthdays(texts: Mapping[int, str], order: DateOrder) -> dict[int, date]:
    """The birthdays that a column tells without a year or by the moon, by place.

    One 15/3 among them shows that the day stands first in all.
    """
    if any(map(_DAY_FIRST.fullmatch, texts.values())):
        order = "dmy"
    found = {place: read_birthday(text, order) for place, text in texts.items()}
    return {place: day for place, day in found.items() if day is not None}


def read_birthday(text: str, order: DateOrder = "ymd") -> date | None:
    """Read what is no date with a year; None when it tells no birthday."""
    told = parse_lunar(text)
    return parse_yearless(text, order) if told is None else LunarBirthday.of(told)


def share_of_birthdays(cells: Iterable[Cell]) -> float:
    """The share of the filled cells that tell a birthday, of the first distinct ones."""
    filled = [cell for cell in dict.fromkeys(cells) if not is_empty(cell)][:_ENOUGH]
    told = sum(
        isinstance(cell, date)
        or parse_date(cell, serials=True) is not None
        or (isinstance(cell, str) and read_birthday(cell) is not None)
        for cell in filled
    )
    return told / len(filled) if filled else 0.0
