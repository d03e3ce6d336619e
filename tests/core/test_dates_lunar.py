"""The lunar calendar and the working days of the PRC."""

from datetime import date

import pytest

from smallcrm.core.dates.lunar import days_of_year, from_lunar, lunar_day
from smallcrm.core.dates.workdays import is_workday, known_years, shift_to_workday


def test_festivals_fall_on_their_days() -> None:
    assert from_lunar(2027, 1, 1) == date(2027, 2, 6)
    assert from_lunar(2026, 8, 15) == date(2026, 9, 25)
    assert from_lunar(2150, 1, 1) is None


def test_a_lunar_birthday_is_kept_once_in_a_year_with_a_leap_month() -> None:
    # 2025 has two sixth months: 25 June to 24 July and, as the leap one, to 22 August.
    kept = [day for day in range(90) if "06-10" in days_of_year(_plus(date(2025, 6, 1), day))[1]]
    assert [_plus(date(2025, 6, 1), day) for day in kept] == [date(2025, 7, 4)]


def test_a_lunar_30th_is_kept_on_the_29th_of_a_short_month() -> None:
    found = [
        day
        for day in (_plus(date(2026, 1, 1), n) for n in range(365))
        if "01-30" in days_of_year(day)[1]
    ]
    assert len(found) == 1
    short = [y for y in range(2020, 2040) if _last_of_first_month(y) == 29]
    assert short
    for year in short:
        day = from_lunar(year, 1, 30)
        assert day is not None
        assert "01-30" in days_of_year(day)[1]


def test_29_february_is_kept_on_the_28th_in_other_years() -> None:
    assert days_of_year(date(2027, 2, 28))[0] == ["02-28", "02-29"]
    assert days_of_year(date(2028, 2, 28))[0] == ["02-28"]


def test_holidays_and_worked_weekends_are_known() -> None:
    assert not is_workday(date(2026, 10, 1))
    assert is_workday(date(2026, 2, 14))  # a Saturday worked before Spring Festival
    assert not is_workday(date(2026, 2, 14), chinese=False)
    assert shift_to_workday(date(2026, 10, 1)) == date(2026, 10, 8)
    assert shift_to_workday(date(2026, 10, 1), back=True) == date(2026, 9, 30)


def test_beyond_the_known_years_only_weekends_are_free() -> None:
    last = known_years()[1]
    day = date(last + 2, 10, 1)
    assert is_workday(day) == (day.weekday() < 5)


@pytest.mark.parametrize("day", [date(1800, 1, 1), date(2200, 1, 1)])
def test_beyond_the_calendar_nothing_is_lunar(day: date) -> None:
    assert lunar_day(day) is None
    assert days_of_year(day)[1] == []


def _plus(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + days)


def _last_of_first_month(year: int) -> int:
    day = from_lunar(year, 1, 30)
    assert day is not None
    found = lunar_day(day)
    assert found is not None
    return found.day


@pytest.mark.parametrize("first", range(2001, 2049, 16))
def test_every_lunar_birthday_is_kept_once_a_year_on_one_day(first: int) -> None:
    """Over half a century: both ways of asking agree, the 30th is never left out nor kept twice."""
    last = first + 16
    kept: dict[tuple[int, str], list[date]] = {}
    day = from_lunar(first, 1, 1)
    end = from_lunar(last, 1, 1)
    assert day is not None
    assert end is not None
    while day < end:
        found = lunar_day(day)
        assert found is not None
        for birthday in days_of_year(day)[1]:
            kept.setdefault((found.year, birthday), []).append(day)
        day = _plus(day, 1)
    short = 0
    for year in range(first, last):
        for month in range(1, 13):
            for number in (1, 15, 29, 30):
                [on] = kept[year, f"{month:02d}-{number:02d}"]
                assert on == from_lunar(year, month, number)
                found = lunar_day(on)
                assert found is not None
                assert (found.month, found.leap) == (month, False)
                assert found.day == number or (number == 30 and found.day == 29 and found.last)
                short += found.day < number
    assert short > 4 * (last - first)  # nearly half of all months are short


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        # months that come twice: the birthday is in the first of them, short or not
        (2017, 6, date(2017, 7, 22)),
        (2020, 4, date(2020, 5, 22)),
        (2023, 2, date(2023, 3, 21)),
        (2025, 6, date(2025, 7, 24)),
        # the eve of the year is the 29th of the last month
        (2024, 12, date(2025, 1, 28)),
        (2025, 12, date(2026, 2, 16)),
    ],
)
def test_the_30th_in_leap_and_short_months(year: int, month: int, day: date) -> None:
    assert from_lunar(year, month, 30) == day
    assert f"{month:02d}-30" in days_of_year(day)[1]
