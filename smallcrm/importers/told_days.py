"""Days that a list tells in words: 月底 beside the day of a talk, birthdays without a year.

Only cells that no date was found in come here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from smallcrm.core.dates import parse_when
from smallcrm.core.dates.lunar import LunarWords, from_lunar, parse_lunar
from smallcrm.importers.birthdays import BIRTHDAYS, read_birthdays
from smallcrm.importers.columns import ColumnGuess
from smallcrm.importers.values import CleanColumn

# What is told of the time after a talk or an order, and the days it may be counted from.
_COMING = ("customer.next_follow_up", "deal.expected_close", "order.due", "term.end")
_FROM = ("interaction.date", "customer.last_contact", "order.date", "term.start")


def read_told_days(
    guesses: Sequence[ColumnGuess], columns: Mapping[int, CleanColumn]
) -> Mapping[int, CleanColumn]:
    """The clean columns, by index, with the days that can be told from words and the row's own."""
    found: dict[int, CleanColumn] = {}
    for guess in guesses:
        if guess.field in (*BIRTHDAYS, *_COMING) and columns[guess.index].rests:
            column = columns[guess.index]
            if guess.field in BIRTHDAYS:
                days = read_birthdays(column.rests, guess.order)
            else:
                days = _days(column, _bases(guess, guesses, columns))
            if days:
                found[guess.index] = _with_days(column, days)
    return {**columns, **found} if found else columns


def _bases(
    guess: ColumnGuess, guesses: Sequence[ColumnGuess], columns: Mapping[int, CleanColumn]
) -> list[Sequence[object]]:
    """The columns whose days the words of this one may be counted from, the likeliest first."""
    by_field = {one.field: columns[one.index].values for one in guesses if one.field in _FROM}
    return [by_field[name] for name in _FROM if name in by_field and name != guess.field]


def _days(column: CleanColumn, bases: Sequence[Sequence[object]]) -> dict[int, date]:
    found: dict[int, date] = {}
    for place, text in column.rests.items():
        told = (cells[place] for cells in bases)
        day = _coming(text, next((one for one in told if isinstance(one, date)), None))
        if day is not None:
            found[place] = day
    return found


def _with_days(column: CleanColumn, days: Mapping[int, date]) -> CleanColumn:
    values = list(column.values)
    for place, day in days.items():
        values[place] = day
    problems = {place: text for place, text in column.problems.items() if place not in days}
    rests = {place: text for place, text in column.rests.items() if place not in days}
    return replace(column, values=values, problems=problems, rests=rests)


def _coming(text: str, base: date | None) -> date | None:
    """The day that words mean, counted from `base`; None when they say more than a day."""
    lunar = parse_lunar(text)
    if lunar is not None:
        return _lunar_day(lunar, base)
    if base is None:
        return None
    when = parse_when(text, base.date() if isinstance(base, datetime) else base)
    return when.date if when is not None and not when.rest and not when.repeat else None


def _lunar_day(told: LunarWords, base: date | None) -> date | None:
    if told.year is not None:
        return from_lunar(told.year, told.month, told.day)
    if base is None:
        return None
    years = (from_lunar(base.year + more, told.month, told.day) for more in (-1, 0, 1))
    return next((day for day in years if day is not None and day >= base), None)
