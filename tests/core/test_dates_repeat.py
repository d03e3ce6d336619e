"""Repetition read from words, its days across month ends and leap years, and said in words."""

from datetime import date, time

import pytest

from smallcrm.core.dates import next_day, parse_when, repeat_words

TODAY = date(2026, 11, 18)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "first", "second", "rest"),
    [
        ("每两周 打电话", date(2026, 12, 2), date(2026, 12, 16), "打电话"),
        ("every 2 weeks call", date(2026, 12, 2), date(2026, 12, 16), "call"),
        ("每周五上午 查收款", date(2026, 11, 20), date(2026, 11, 27), "查收款"),
        ("call every Friday 10am", date(2026, 11, 20), date(2026, 11, 27), "call"),
        ("每月31号 对账", date(2026, 11, 30), date(2026, 12, 31), "对账"),
        ("every month on the 31st check", date(2026, 11, 30), date(2026, 12, 31), "check"),
        ("每月底 对账", date(2026, 11, 30), date(2026, 12, 31), "对账"),
        ("每月末 对账", date(2026, 11, 30), date(2026, 12, 31), "对账"),
        ("每季度 拜访", date(2027, 2, 18), date(2027, 5, 18), "拜访"),
        ("每年 续约", date(2027, 11, 18), date(2028, 11, 18), "续约"),
        ("11月25日 每两周 回访", date(2026, 11, 25), date(2026, 12, 9), "回访"),
        ("every other day ring", date(2026, 11, 20), date(2026, 11, 22), "ring"),
    ],
)
def test_repetition_is_read_as_typed(text: str, first: date, second: date, rest: str) -> None:
    when = parse_when(text, TODAY)
    assert when is not None
    assert (when.date, when.rest) == (first, rest)
    assert next_day(when.repeat, first) == second


def test_a_time_beside_a_repetition_is_its_time() -> None:
    when = parse_when("每周三下午3点 例会", TODAY)
    assert when is not None
    assert (when.date, when.time, when.rest) == (date(2026, 11, 25), time(15), "例会")


@pytest.mark.parametrize(
    "text", ["询问每月用量 周五", "call each customer on Friday", "周五 打电话"]
)
def test_what_only_speaks_of_a_repetition_is_none(text: str) -> None:
    when = parse_when(text, TODAY)
    assert when is not None
    assert when.repeat == ""


def test_the_31st_is_the_last_day_of_every_month() -> None:
    when = parse_when("每月31号 对账", date(2027, 12, 30))
    assert when is not None
    day, found = when.date, []
    for _month in range(5):
        found.append(day)
        after = next_day(when.repeat, day)
        assert after is not None
        day = after
    assert [str(one) for one in found] == [
        "2027-12-31",
        "2028-01-31",
        "2028-02-29",
        "2028-03-31",
        "2028-04-30",
    ]


def test_a_day_born_on_29_february_comes_every_year() -> None:
    when = parse_when("2028-02-29 every year", TODAY)
    assert when is not None
    assert next_day(when.repeat, date(2028, 2, 29)) == date(2029, 2, 28)
    assert next_day(when.repeat, date(2031, 12, 1)) == date(2032, 2, 29)


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("每两周", "every two weeks", "每两周"),
        ("每周五", "every week on Fri", "每周五"),
        ("every month on the 31st", "every month on the last day", "每月最后一天"),
        ("每月5号", "every month on day 5", "每月5 日"),
        ("每工作日", "every working day", "每个工作日"),
        ("every 3 days", "every 3 days", "每 3 天"),
    ],
)
def test_a_repetition_is_said_in_words(text: str, english: str, chinese: str) -> None:
    when = parse_when(text, TODAY)
    assert when is not None
    assert repeat_words(when.repeat, "en") == english
    assert repeat_words(when.repeat, "zh_CN").replace(" ", "") == chinese.replace(" ", "")


def test_no_repetition_has_no_words_and_a_broken_one_no_next_day() -> None:
    assert repeat_words("", "en") == ""
    assert next_day("RRULE:nonsense", TODAY) is None


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(
    "text",
    [
        "每两周",
        "每周五",
        "每月31号",
        "每月5号",
        "每季度",
        "每工作日",
        "每天",
        "every 3 days",
        "every 5 months",
    ],
)
def test_the_words_of_a_repetition_are_read_back(text: str, language: str) -> None:
    when = parse_when(text, TODAY)
    assert when is not None
    again = parse_when(f"{when.date} {repeat_words(when.repeat, language)} check", TODAY)
    assert again is not None
    assert (again.date, again.repeat, again.rest) == (when.date, when.repeat, "check")
