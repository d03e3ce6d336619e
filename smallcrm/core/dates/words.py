"""Dates as people read them: in words near today, else short."""

from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from smallcrm.core.dates.calendar import monday_of
from smallcrm.core.i18n import CHINESE, N_, Translator, known_language, translator

DateStyle = Literal["short", "medium", "long", "weekday", "near", "month_day"]

WEEKDAYS: Final = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
LONG_WEEKDAYS: Final = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
# Chinese writes months as numbers, so these need no translation.
_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
_LONG_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_OPENING: Final = ("Today", "Tomorrow", "Yesterday", "In", "Next")
_WEEKS_FROM: Final = 14
_MONTHS_FROM: Final = 60
_WORDS_UNTIL: Final = 365


def format_time(moment: time) -> str:
    """Return "14:00"."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


def format_date(day: date, language: str, style: DateStyle = "medium") -> str:
    """Return a date: short 2026-11-28, medium 2026 年 11 月 28 日 / Nov 28, 2026, long with the
    weekday, weekday without the year: 11 月 28 日 星期六 / Saturday, November 28, near the same
    in little room: 11 月 28 日 周六 / Sat, Nov 28, month_day without it: 11 月 28 日 / Nov 28.
    """
    if style == "short":
        return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"
    weekday = translator(language).gettext(LONG_WEEKDAYS[day.weekday()])
    if known_language(language) == CHINESE:
        month_day = f"{day.month} 月 {day.day} 日"
        return {
            "medium": f"{day.year} 年 {month_day}",
            "long": f"{day.year} 年 {month_day} {weekday}",
            "weekday": f"{month_day} {weekday}",
            "near": f"{month_day} {weekday_words(day, language)}",
            "month_day": month_day,
        }[style]
    month_day = f"{_LONG_MONTHS[day.month - 1]} {day.day}"
    return {
        "medium": f"{_MONTHS[day.month - 1]} {day.day}, {day.year}",
        "long": f"{weekday}, {month_day}, {day.year}",
        "weekday": f"{weekday}, {month_day}",
        "near": f"{weekday_words(day, language)}, {_MONTHS[day.month - 1]} {day.day}",
        "month_day": f"{_MONTHS[day.month - 1]} {day.day}",
    }[style]


def weekday_words(day: date, language: str) -> str:
    """Return the short name of the day of the week: 周五 / Fri."""
    return translator(language).gettext(WEEKDAYS[day.weekday()])


def month_words(year: int, month: int, language: str) -> str:
    """Return a month: 2026 年 11 月 / November 2026."""
    if known_language(language) == CHINESE:
        return f"{year} 年 {month} 月"
    return f"{_LONG_MONTHS[month - 1]} {year}"


def moment_words(day: date, language: str, time: time | None = None) -> str:
    """Return a date with its weekday, to confirm what was understood: 11 月 27 日（周五）09:00."""
    weekday = weekday_words(day, language)
    if known_language(language) == CHINESE:
        return f"{day.month} 月 {day.day} 日（{weekday}）{format_time(time) if time else ''}"
    words = f"{weekday}, {_MONTHS[day.month - 1]} {day.day}"
    return f"{words}, {format_time(time)}" if time else words


def date_words(day: date, today: date, language: str, time: time | None = None) -> str:
    """Return a date as said on `today`: 今天 14:00, 3 天前, 下周三, 11-28, 2027-03-01.

    `day` may be a datetime; its time of day is not shown, only `time`. Past days are counted up to
    a year (without the time, once they are weeks), coming ones named until the end of next week.
    """
    day, today = _plain(day), _plain(today)
    words = _date_words(day, today, translator(language))
    if time is None or _WEEKS_FROM <= (today - day).days < _WORDS_UNTIL:
        return words
    return f"{words} {format_time(time)}"


def within(words: str) -> str:
    """Return date_words as said within a sentence: "ends today"; names of days and months stay."""
    first, space, rest = words.partition(" ")
    return f"{first.lower()}{space}{rest}" if first in _OPENING else words


def overdue_words(days: int, language: str) -> str:
    """Return "逾期 3 天" / "3 days overdue"."""
    words = translator(language).ngettext("%(n)d day overdue", "%(n)d days overdue", days)
    return words % {"n": days}


def _plain(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day


def _date_words(day: date, today: date, texts: Translator) -> str:
    ahead = (day - today).days
    if ahead == 0:
        return texts.gettext("Today")
    if ahead == 1:
        return texts.gettext("Tomorrow")
    if ahead == 2:
        return texts.gettext("In 2 days")
    if ahead < 0:
        return _past_words(day, -ahead, texts)
    weeks = (monday_of(day) - monday_of(today)) // timedelta(weeks=1)
    if weeks == 0:
        return texts.gettext(WEEKDAYS[day.weekday()])
    if weeks == 1:
        weekday = texts.gettext(WEEKDAYS[day.weekday()])
        return texts.gettext("Next %(weekday)s") % {"weekday": weekday}
    if day.year != today.year:
        return format_date(day, texts.language, "short")
    if texts.language == CHINESE:
        return f"{day.month:02d}-{day.day:02d}"
    return f"{_MONTHS[day.month - 1]} {day.day}"


def _past_words(day: date, days: int, texts: Translator) -> str:
    if days == 1:
        return texts.gettext("Yesterday")
    if days == 2:
        return texts.gettext("2 days ago")
    if days < _WEEKS_FROM:
        return texts.ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    if days < _MONTHS_FROM:
        weeks = days // 7
        return texts.ngettext("%(n)d week ago", "%(n)d weeks ago", weeks) % {"n": weeks}
    if days < _WORDS_UNTIL:
        months = days // 30
        return texts.ngettext("%(n)d month ago", "%(n)d months ago", months) % {"n": months}
    return format_date(day, texts.language, "short")
