"""The lunar calendar: which lunar day a day is, and on which day a lunar one falls."""

from dataclasses import dataclass
from datetime import date

FIRST, LAST = date(1901, 2, 19), date(2100, 12, 31)


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
