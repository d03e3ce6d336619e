import time as clock
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.core.dates import parse_date, parse_moment

MARCH_5 = date(2019, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2019-03-05",
        "2019-3-5",
        "2019.3.5",
        "2019.03.05.",
        "2019/3/5",
        "2019 3 5",
        "2019\\3\\5",
        "2019-3.5",
        "2019年3月5日",
        "2019年3月5号",
        "2019年3月5",
        "2019 年 3 月 5 日",
        "２０１９年３月５日",
        "２０１９．３．５",
        "二〇一九年三月五日",
        "二零一九年三月五日",
        "20190305",
        "19/3/5",
        "19.03.05",
        "19年3月5日",
        "190305",
        "'2019-03-05",
        " 2019-03-05 ",
        "2019年3月5日 星期二",
        "2019年3月5日（周二）",
        "2019/3/5 14:30",
        "2019-03-05 00:00:00",
        "2019-03-05T14:30:00",
        "Mar 5, 2019",
        "March 5th, 2019",
        "5 March 2019",
        "5th of March 2019",
        "5-Mar-19",
        "5-Mar-2019",
        "2019-Mar-05",
        "Tue, 5 Mar 2019",
        "Tuesday, March 5, 2019",
        "5 MAR. 2019",
    ],
)
def test_the_forms_that_lists_hold(text):
    assert parse_date(text) == MARCH_5


@pytest.mark.parametrize(
    "value", [MARCH_5, datetime(2019, 3, 5, 14, 30), 20190305, 20190305.0, 190305]
)
def test_cells_that_are_not_text(value):
    assert parse_date(value) == MARCH_5


@pytest.mark.parametrize(
    "text",
    [
        "2019年3月",
        "2019.3",
        "2019-03",
        "2019/3",
        "201903",
        "3/2019",
        "March 2019",
        "Mar-2019",
        2019.3,
        "2019年3月份",
        201903,
    ],
)
def test_a_month_means_its_first_day(text):
    assert parse_date(text) == date(2019, 3, 1)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "  ",
        "-",
        "无",
        "abc",
        "待定",
        True,
        False,
        12,
        43529,
        1234.5,
        2019,
        "2019",
        "2019年",
        "2019-02-30",
        "2019-13-01",
        "0000-00-00",
        "3月5日",
        "12-15",
        "1,234",
        "138 0013 8000",
        "021-62108888",
        "10:30",
        "13800138000",
        "320102198503051234",
        float("nan"),
        float("inf"),
        "1/2",
        "2019-03-05 25:00",
        "8888-88-88",
        timedelta(days=3),
        time(14, 30),
        "x" * 200,
    ],
)
def test_what_is_no_date(value):
    assert parse_date(value) is None


def test_a_number_that_could_be_two_months_is_not_guessed():
    # 2019.10 typed into a sheet has become 2019.1
    assert parse_date(2019.1) is None
    assert parse_date(2019.11) == date(2019, 11, 1)


def test_six_digits_with_two_readings_are_not_guessed():
    assert parse_date("200103") is None  # March 2001 or 3 January 2020
    assert parse_date("202611") == date(2026, 11, 1)
    assert parse_date("991231") == date(1999, 12, 31)


def test_two_digit_years_lie_near():
    assert parse_date("85.3.5") == date(1985, 3, 5)
    assert parse_date("49.3.5") == date(2049, 3, 5)


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("4/5/2019", "ymd", date(2019, 4, 5)),
        ("4/5/2019", "mdy", date(2019, 4, 5)),
        ("4/5/2019", "dmy", date(2019, 5, 4)),
        ("4.5.19", "dmy", date(2019, 5, 4)),
        ("4/5/19", "mdy", date(2019, 4, 5)),
        ("25/3/2019", "ymd", date(2019, 3, 25)),
        ("25/3/2019", "mdy", date(2019, 3, 25)),
        ("3/25/2019", "dmy", date(2019, 3, 25)),
        ("25/3/19", "mdy", None),  # a year of two digits: nothing is sure any more
        ("2019-3-5", "dmy", MARCH_5),
        ("26-2-28", "ymd", date(2026, 2, 28)),
    ],
)
def test_the_order_decides_where_the_year_does_not_stand_out(text, order, expected):
    assert parse_date(text, order=order) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(43529, MARCH_5), (43529.75, MARCH_5), ("43529", MARCH_5), (20190305, MARCH_5), (3, None)],
)
def test_serial_numbers_only_when_asked(value, expected):
    assert parse_date(value, serials=True) == expected


def test_the_time_of_a_serial_number():
    assert parse_moment(43529.75, serials=True) == (MARCH_5, time(18, 0))


@pytest.mark.parametrize("text", ["3月5日", "3-5", "3/5", "March 5", "5 March", "三月五日", "3.5"])
def test_a_day_without_a_year_needs_one_given(text):
    assert parse_date(text) is None
    assert parse_date(text, year=2019) == MARCH_5


def test_the_order_of_a_day_without_a_year():
    assert parse_date("5/3", year=2019, order="dmy") == MARCH_5
    assert parse_date("3月5日", year=2019, order="dmy") == MARCH_5


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2019-03-05", None),
        ("2019-03-05 14:30", time(14, 30)),
        ("2019-03-05 14:30:15", time(14, 30, 15)),
        ("2019-03-05T14:30:15.123", time(14, 30, 15)),
        ("2019/3/5 下午 2:30", time(14, 30)),
        ("2019/3/5 上午 12:05", time(0, 5)),
        ("2019年3月5日14时30分", time(14, 30)),
        ("2019年3月5日 14点", time(14, 0)),
        ("3/5/2019 2:30 PM", time(14, 30)),
        ("3/5/2019 12:05 a.m.", time(0, 5)),
        ("2019-03-05 00:00:00", None),
        (datetime(2019, 3, 5, 14, 30, 15, 999), time(14, 30, 15)),
        (datetime(2019, 3, 5), None),
        (MARCH_5, None),
    ],
)
def test_the_time_of_day(value, expected):
    assert parse_moment(value) == (MARCH_5, expected)


@pytest.fixture
def in_china(monkeypatch):
    if not hasattr(clock, "tzset"):
        pytest.skip("the zone cannot be set here")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    clock.tzset()
    yield
    monkeypatch.undo()
    clock.tzset()


@pytest.mark.usefixtures("in_china")
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2019-03-04T16:30:00Z", (MARCH_5, time(0, 30))),
        ("2019-03-05T10:30:00+08:00", (MARCH_5, time(10, 30))),
        ("2019-03-05T00:00:00Z", (MARCH_5, None)),  # a date that was written as a moment
        (datetime(2019, 3, 4, 16, 30, tzinfo=UTC), (MARCH_5, time(0, 30))),
        (datetime(2019, 3, 5, tzinfo=timezone(timedelta(hours=8))), (MARCH_5, None)),
    ],
)
def test_moments_with_a_zone_become_local(value, expected):
    assert parse_moment(value) == expected


@given(
    st.dates(date(1800, 1, 1), date(2199, 12, 31)),
    st.sampled_from(["{y}-{m}-{d}", "{y}.{m:02}.{d:02}", "{y}年{m}月{d}日", "{y}{m:02}{d:02}"])
    | st.sampled_from(["{y}/{m}/{d} 0:00", "{d}/{m}/{y}"]),
)
def test_every_day_is_read_back(day, form):
    text = form.format(y=day.year, m=day.month, d=day.day)
    assert parse_date(text, order="dmy" if form.startswith("{d}") else "ymd") == day


@given(st.text(max_size=30) | st.integers() | st.floats())
def test_nothing_makes_it_fail(value):
    found = parse_date(value, serials=True, year=2026)
    assert found is None or 1800 <= found.year <= 2201


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("民国108年3月5日", date(2019, 3, 5)),
        ("中華民國89.12.1", date(2000, 12, 1)),
        ("108/3/5", date(2019, 3, 5)),
        ("108年3月5日", date(2019, 3, 5)),
    ],
)
def test_years_of_the_republic(text: str, day: date) -> None:
    assert parse_date(text) == day
