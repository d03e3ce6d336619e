"""Birthdays: the next one by either calendar, and how they are said."""

from datetime import date

import pytest

from smallcrm.core.i18n import set_language
from smallcrm.services.birthdays import birthday_words, next_birthday, read_birthday

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("birthday", "lunar", "day"),
    [
        ("1980-11-18", False, "2026-11-18"),
        ("1980-11-17", False, "2027-11-17"),
        ("1980-02-29", False, "2027-02-28"),
        ("1980-01-01", True, "2027-02-06"),  # the lunar new year of 2027
        ("1980-08-15", True, "2027-09-15"),
        ("1980-12-30", True, "2027-02-05"),  # a month of 29 days: its last day
    ],
)
def test_the_next_birthday(birthday: str, lunar: bool, day: str) -> None:
    assert next_birthday(birthday, lunar, TODAY) == date.fromisoformat(day)


def test_what_is_no_date_has_none() -> None:
    assert next_birthday("1980", False, TODAY) is None


def test_words() -> None:
    assert birthday_words("1980-03-05", False, TODAY) == "Mar 5, 1980"
    assert birthday_words("1980-11-20", False, TODAY) == "Nov 20, 1980 · In 2 days"
    assert birthday_words("1980-08-15", True, TODAY) == (
        "lunar month 8, day 15, 1980 · Sep 15, 2027"
    )
    assert birthday_words("1904-03-15", False, TODAY) == "Mar 15"
    assert birthday_words("1904-11-20", False, TODAY) == "Nov 20 · In 2 days"
    assert birthday_words("1904-12-05", False, TODAY) == "Dec 5"
    assert birthday_words("1980-12-05", False, TODAY) == "Dec 5, 1980"
    assert birthday_words("1904-01-05", False, TODAY) == "Jan 5 · 2027-01-05"
    assert birthday_words("1980", False, TODAY) == "1980"
    set_language("zh_CN")
    assert birthday_words("1904-03-15", False, TODAY) == "3 月 15 日"
    assert birthday_words("1904-12-05", False, TODAY) == "12 月 5 日"
    assert birthday_words("1980-08-15", True, TODAY) == "农历 1980 年八月十五 · 2027 年 9 月 15 日"
    assert birthday_words("1975-12-20", True, TODAY).startswith("农历 1975 年腊月二十")


@pytest.mark.parametrize(
    ("text", "lunar", "stored"),
    [
        ("1985-02-30", True, "1985-02-30"),
        ("02-30", True, "1904-02-30"),
        ("2-29", True, "1904-02-29"),
        ("1985.2.29", True, "1985-02-29"),
        ("八月十五", True, "1904-08-15"),
        ("农历二月三十", False, "1904-02-30"),
        ("正月初六", False, "1904-01-06"),
        ("1985年腊月二十三", False, "1985-12-23"),
        ("八月廿二", False, "1904-08-22"),
        ("3月初5", False, None),
        ("三月十五", False, "1904-03-15"),
        ("lunar month 2, day 30, 1985", False, "1985-02-30"),
        ("1985-08-15", True, "1985-08-15"),
        ("1985-08-15", False, "1985-08-15"),
        ("1985-02-30", False, None),
        ("02-31", True, None),
        ("some day", True, None),
        ("3月15日", False, "1904-03-15"),
        ("03-15", False, "1904-03-15"),
        ("3/15", False, "1904-03-15"),
        ("Mar 15", False, "1904-03-15"),
        ("2-29", False, "1904-02-29"),
        ("02-30", False, None),
    ],
)
def test_a_birthday_is_read_by_its_calendar(text: str, lunar: bool, stored: str | None) -> None:
    assert read_birthday(text, lunar, TODAY) == stored
