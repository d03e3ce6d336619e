from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.core.dates import When, parse_when

NOW = datetime(2026, 11, 18, 10, 0)  # a Wednesday


def day(text):
    year, month, number = (int(part) for part in f"2026-{text}".split("-")[-3:])
    return date(year, month, number)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天", "11-18"),
        ("明天", "11-19"),
        ("后天", "11-20"),
        ("大后天", "11-21"),
        ("周三", "11-25"),
        ("周五", "11-20"),
        ("周日", "11-22"),
        ("星期天", "11-22"),
        ("周一", "11-23"),
        ("礼拜二", "11-24"),
        ("本周五", "11-20"),
        ("这周五", "11-20"),
        ("下周三", "11-25"),
        ("下周五", "11-27"),
        ("下个星期一", "11-23"),
        ("下下周三", "12-02"),
        ("周末", "11-21"),
        ("下周末", "11-28"),
        ("下周", "11-23"),
        ("下周内", "11-27"),
        ("本周内", "11-20"),
        ("3天后", "11-21"),
        ("三天后", "11-21"),
        ("3天内", "11-21"),
        ("十五天之后", "12-03"),
        ("两周后", "12-02"),
        ("过两周", "12-02"),
        ("1个月后", "12-18"),
        ("三个月以后", "2027-02-18"),
        ("半个月后", "12-03"),
        ("半年后", "2027-05-18"),
        ("一年后", "2027-11-18"),
        ("3个工作日后", "11-23"),
        ("月底", "11-30"),
        ("本月底", "11-30"),
        ("下月底", "12-31"),
        ("下个月底", "12-31"),
        ("月初", "12-01"),
        ("下月初", "12-01"),
        ("下月中旬", "12-15"),
        ("下个月", "12-01"),
        ("下个月5号", "12-05"),
        ("本月25日", "11-25"),
        ("25号", "11-25"),
        ("5号", "12-05"),
        ("11月28日", "11-28"),
        ("十一月二十八号", "11-28"),
        ("3月5日", "2027-03-05"),
        ("11月18日", "11-18"),
        ("12月", "12-01"),
        ("11月", "11-30"),
        ("3月", "2027-03-01"),
        ("12月底", "12-31"),
        ("12月中旬", "12-15"),
        ("年底", "12-31"),
        ("年初", "2027-01-01"),
        ("明年初", "2027-01-01"),
        ("明年3月", "2027-03-01"),
        ("明年3月5日", "2027-03-05"),
        ("明年", "2027-01-01"),
        ("2027年3月", "2027-03-01"),
        ("2026年12月5日", "12-05"),
        ("季度末", "12-31"),
        ("下季度末", "2027-03-31"),
        ("2026-12-05", "12-05"),
        ("2026.12.5", "12-05"),
        ("12-05", "12-05"),
        ("12/5", "12-05"),
        ("12.5", "12-05"),
        ("3-5", "2027-03-05"),
        ("28/11", "11-28"),
        ("１２月５日", "12-05"),
    ],
)
def test_days_in_chinese(text, expected):
    assert parse_when(text, NOW) == When(day(expected), None, "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", "11-18"),
        ("tomorrow", "11-19"),
        ("Tomorrow", "11-19"),
        ("tmr", "11-19"),
        ("the day after tomorrow", "11-20"),
        ("Friday", "11-20"),
        ("wednesday", "11-25"),
        ("next Friday", "11-27"),
        ("this Friday", "11-20"),
        ("on Mon", "11-23"),
        ("by Friday", "11-20"),
        ("next week", "11-23"),
        ("weekend", "11-21"),
        ("next weekend", "11-28"),
        ("in 3 days", "11-21"),
        ("in 2 weeks", "12-02"),
        ("in a week", "11-25"),
        ("in two months", "2027-01-18"),
        ("within a year", "2027-11-18"),
        ("3 days from now", "11-21"),
        ("two weeks later", "12-02"),
        ("in a fortnight", "12-02"),
        ("in 3 working days", "11-23"),
        ("end of month", "11-30"),
        ("end of the month", "11-30"),
        ("end of next month", "12-31"),
        ("eom", "11-30"),
        ("end of week", "11-20"),
        ("end of year", "12-31"),
        ("eoy", "12-31"),
        ("end of next quarter", "2027-03-31"),
        ("beginning of next month", "12-01"),
        ("mid next month", "12-15"),
        ("next month", "12-01"),
        ("next year", "2027-01-01"),
        ("Nov 28", "11-28"),
        ("November 28th", "11-28"),
        ("28 Nov", "11-28"),
        ("the 28th of November", "11-28"),
        ("Mar 5", "2027-03-05"),
        ("Nov 28, 2027", "2027-11-28"),
        ("in March", "2027-03-01"),
        ("March 2028", "2028-03-01"),
        ("the 25th", "11-25"),
        ("on the 5th", "12-05"),
    ],
)
def test_days_in_english(text, expected):
    assert parse_when(text, NOW) == When(day(expected), None, "")


@pytest.mark.parametrize(
    ("text", "expected", "at"),
    [
        ("后天下午3点", "11-20", time(15, 0)),
        ("周五上午", "11-20", time(9, 0)),
        ("周五下午", "11-20", time(14, 0)),
        ("周五 下午3点半", "11-20", time(15, 30)),
        ("周五上午九点一刻", "11-20", time(9, 15)),
        ("周五15:30", "11-20", time(15, 30)),
        ("周五，下午3:30", "11-20", time(15, 30)),
        ("周五3点", "11-20", time(15, 0)),
        ("周五 03:00", "11-20", time(3, 0)),
        ("周五中午12点", "11-20", time(12, 0)),
        ("今晚", "11-18", time(19, 0)),
        ("明早", "11-19", time(9, 0)),
        ("明晚8点", "11-19", time(20, 0)),
        ("11-28 14:00", "11-28", time(14, 0)),
        ("11月28日（周六）09:00", "11-28", time(9, 0)),
        ("明天14:00-15:30", "11-19", time(14, 0)),
        ("next Friday 10am", "11-27", time(10, 0)),
        ("Friday at 3", "11-20", time(15, 0)),
        ("Friday at 10:15", "11-20", time(10, 15)),
        ("Friday morning", "11-20", time(9, 0)),
        ("Friday afternoon at 3:30", "11-20", time(15, 30)),
        ("tonight", "11-18", time(19, 0)),
        ("tonight at 8", "11-18", time(20, 0)),
        ("10am tomorrow", "11-19", time(10, 0)),
        ("at noon on Friday", "11-20", time(12, 0)),
        ("12 pm tomorrow", "11-19", time(12, 0)),
        ("tomorrow 12am", "11-19", time(0, 0)),
        ("sat 10am", "11-21", time(10, 0)),
    ],
)
def test_times_of_day(text, expected, at):
    assert parse_when(text, NOW) == When(day(expected), at, "")


@pytest.mark.parametrize(
    ("text", "expected", "at"),
    [
        ("14:00", "11-18", time(14, 0)),
        ("上午9点", "11-19", time(9, 0)),  # past: tomorrow's
        ("下午", "11-18", time(14, 0)),
        ("上午", "11-18", time(9, 0)),  # it has begun, but is not over
        ("at 3", "11-18", time(15, 0)),
        ("9am", "11-19", time(9, 0)),
        ("2小时后", "11-18", time(12, 0)),
        ("半小时后", "11-18", time(10, 30)),
        ("一个半小时后", "11-18", time(11, 30)),
        ("20分钟后", "11-18", time(10, 20)),
        ("in 2 hours", "11-18", time(12, 0)),
        ("in half an hour", "11-18", time(10, 30)),
        ("in 20 minutes", "11-18", time(10, 20)),
        ("15小时后", "11-19", time(1, 0)),
    ],
)
def test_times_without_a_day(text, expected, at):
    assert parse_when(text, NOW) == When(day(expected), at, "")


@pytest.mark.parametrize(
    ("text", "expected", "at", "rest"),
    [
        ("周五上午 查收款", "11-20", time(9), "查收款"),
        ("周五前 发报价", "11-20", None, "发报价"),
        ("下周三拜访，带样品", "11-25", None, "拜访，带样品"),
        ("查收款 周五上午", "11-20", time(9), "查收款"),
        ("给他周五上午打电话", "11-20", time(9), "给他打电话"),
        ("明天的会", "11-19", None, "会"),
        ("会议定在11月28日下午2点，二楼", "11-28", time(14), "会议二楼"),
        ("3个工作日后发样品", "11-23", None, "发样品"),
        ("2小时后回电", "11-18", time(12), "回电"),
        ("tomorrow call back", "11-19", None, "call back"),
        ("Call back tomorrow", "11-19", None, "Call back"),
        (
            "call Lily next Friday 10am about the quote",
            "11-27",
            time(10),
            "call Lily about the quote",
        ),
        ("send samples by 5 Dec", "12-05", None, "send samples"),
        ("in 2 weeks: visit", "12-02", None, "visit"),
    ],
)
def test_the_rest_is_what_to_do(text, expected, at, rest):
    assert parse_when(text, NOW) == When(day(expected), at, rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "寄样品",
        "报价 10-20 台",
        "报价10-20台",
        "12.5 万合同",
        "25号楼",
        "3号店 送货",
        "call back",
        "sun microsystems",
        "may be interested",
        "300 pcs",
        "产品A-3",
        "3天前说的",
        "第3次",
        "2026",
        "50%",
        "138 0013 8000",
        "声明天然",
        "30天账期",
    ],
)
def test_texts_without_a_date(text):
    assert parse_when(text, NOW) is None


def test_a_past_day_with_its_year_stays_past():
    assert parse_when("2025年3月5日", NOW) == When(date(2025, 3, 5), None, "")


def test_the_first_date_counts():
    assert parse_when("明天确认，下周三发货", NOW).date == date(2026, 11, 19)


def test_a_day_is_enough_to_speak_from():
    assert parse_when("下周三", date(2026, 11, 18)) == When(date(2026, 11, 25), None, "")


@pytest.mark.parametrize("today", [date(2026, 11, 16), date(2026, 11, 18), date(2026, 11, 22)])
def test_weeks_begin_on_monday(today):
    assert parse_when("下周三", today).date == date(2026, 11, 25)
    assert parse_when("next Wednesday", today).date == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("月底", date(2026, 11, 30), date(2026, 11, 30)),
        ("本周内", date(2026, 11, 21), date(2026, 11, 22)),
        ("周末", date(2026, 11, 22), date(2026, 11, 22)),
        ("31号", date(2026, 11, 18), date(2026, 12, 31)),
        ("2月29日", date(2028, 1, 1), date(2028, 2, 29)),
        ("1个月后", date(2026, 1, 31), date(2026, 2, 28)),
        ("明年2月底", date(2027, 1, 1), date(2028, 2, 29)),
    ],
)
def test_edges_of_months_and_weeks(text, today, expected):
    assert parse_when(text, today).date == expected


@pytest.mark.parametrize("text", ["2月30日", "13月5日", "99号", "Feb 30"])
def test_days_that_do_not_exist(text):
    assert parse_when(text, NOW) is None


@given(
    st.text(
        alphabet="今明后天周下个三五月日号年底初上午点半0123456789-/.: tonextfridaymp", max_size=25
    )
)
def test_nothing_makes_it_fail(text):
    found = parse_when(text, NOW)
    assert found is None or isinstance(found.date, date)


@given(st.dates(date(2026, 11, 18), date(2027, 11, 17)))
def test_a_day_of_the_coming_year_is_understood_without_its_year(day):
    for text in (f"{day.month}月{day.day}日", f"{day.month}-{day.day}", f"{day:%b} {day.day}"):
        if (day.month, day.day) != (2, 29):
            assert parse_when(text, NOW).date == day
