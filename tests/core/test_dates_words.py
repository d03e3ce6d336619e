from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.core.dates import (
    date_words,
    format_date,
    format_time,
    moment_words,
    month_words,
    overdue_words,
    weekday_words,
    within,
)

WEDNESDAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("days", "chinese", "english"),
    [
        (-500, "2025-07-06", "2025-07-06"),
        (-364, "12 个月前", "12 months ago"),
        (-60, "2 个月前", "2 months ago"),
        (-59, "8 周前", "8 weeks ago"),
        (-14, "2 周前", "2 weeks ago"),
        (-13, "13 天前", "13 days ago"),
        (-3, "3 天前", "3 days ago"),
        (-2, "前天", "2 days ago"),
        (-1, "昨天", "Yesterday"),
        (0, "今天", "Today"),
        (1, "明天", "Tomorrow"),
        (2, "后天", "In 2 days"),
        (3, "周六", "Sat"),
        (4, "周日", "Sun"),
        (5, "下周一", "Next Mon"),
        (11, "下周日", "Next Sun"),
        (12, "11-30", "Nov 30"),
        (20, "12-08", "Dec 8"),
        (44, "2027-01-01", "2027-01-01"),
    ],
)
def test_dates_in_words(days, chinese, english):
    day = WEDNESDAY + timedelta(days=days)
    assert date_words(day, WEDNESDAY, "zh_CN") == chinese
    assert date_words(day, WEDNESDAY, "en") == english


def test_the_time_is_shown_where_it_says_something():
    at_two = time(14, 0)
    assert date_words(WEDNESDAY, WEDNESDAY, "zh_CN", at_two) == "今天 14:00"
    assert date_words(date(2026, 11, 15), WEDNESDAY, "zh_CN", at_two) == "3 天前 14:00"
    assert date_words(date(2026, 10, 18), WEDNESDAY, "zh_CN", at_two) == "4 周前"
    assert date_words(date(2027, 1, 1), WEDNESDAY, "en", at_two) == "2027-01-01 14:00"


def test_moments_count_by_their_day():
    late, early = datetime(2026, 11, 17, 23, 59), datetime(2026, 11, 18, 0, 1)
    assert date_words(late, early, "en") == "Yesterday"


@given(st.integers(-4000, 4000), st.sampled_from(["zh_CN", "en"]))
def test_there_are_words_for_every_day(days, language):
    words = date_words(WEDNESDAY + timedelta(days=days), WEDNESDAY, language)
    assert words
    assert "%" not in words


def test_overdue():
    assert overdue_words(3, "zh_CN") == "逾期 3 天"
    assert overdue_words(3, "en") == "3 days overdue"
    assert overdue_words(1, "en") == "1 day overdue"


@pytest.mark.parametrize(
    ("style", "chinese", "english"),
    [
        ("short", "2026-11-18", "2026-11-18"),
        ("medium", "2026 年 11 月 18 日", "Nov 18, 2026"),
        ("long", "2026 年 11 月 18 日 星期三", "Wednesday, November 18, 2026"),
        ("weekday", "11 月 18 日 星期三", "Wednesday, November 18"),
    ],
)
def test_styles_of_dates(style, chinese, english):
    assert format_date(WEDNESDAY, "zh_CN", style) == chinese
    assert format_date(WEDNESDAY, "en", style) == english


def test_months_weekdays_and_times():
    assert month_words(2026, 11, "zh_CN") == "2026 年 11 月"
    assert month_words(2026, 11, "en") == "November 2026"
    assert weekday_words(WEDNESDAY, "zh_CN") == "周三"
    assert weekday_words(WEDNESDAY, "en") == "Wed"
    assert format_time(time(9, 5)) == "09:05"


def test_a_moment_to_confirm():
    friday = date(2026, 11, 27)
    assert moment_words(friday, "zh_CN", time(9)) == "11 月 27 日（周五）09:00"
    assert moment_words(friday, "zh_CN") == "11 月 27 日（周五）"
    assert moment_words(friday, "en", time(9)) == "Fri, Nov 27, 09:00"
    assert moment_words(friday, "en") == "Fri, Nov 27"


def test_a_day_in_little_room():
    friday = date(2026, 11, 27)
    assert format_date(friday, "zh_CN", "near") == "11 月 27 日 周五"
    assert format_date(friday, "en", "near") == "Fri, Nov 27"


def test_words_within_a_sentence():
    today = date(2026, 11, 27)
    words = [date_words(today + timedelta(days), today, "en") for days in (-1, 0, 1, 2, 6, 20)]
    said = ["yesterday", "today", "tomorrow", "in 2 days", "next Thu", "Dec 17"]
    assert [within(one) for one in words] == said
    assert within("今天") == "今天"
