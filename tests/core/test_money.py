from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.core.money import compact_money, format_money, parse_money, to_decimal_string

amounts = st.integers(-(10**14), 10**14)


@pytest.mark.parametrize(
    ("value", "minor"),
    [
        (0, 0),
        (1234, 123_400),
        (1234.5, 123_450),
        (0.1 + 0.2, 30),
        (Decimal("12.345"), 1235),
        ("0", 0),
        ("1234.5", 123_450),
        ("¥1,234.50", 123_450),
        ("￥1，234.50", 123_450),
        ("¥ 1,234.50", 123_450),
        ("8,500.00元", 850_000),
        ("8500元/月", 850_000),
        ("CNY 300", 30_000),
        ("RMB300", 30_000),
        ("$310.81", 31_081),
        ("US$1,000", 100_000),
        ("HK$500", 50_000),
        ("１２３４．５", 123_450),
        ("12,345,678.90", 1_234_567_890),
        ("12万", 12_000_000),
        ("12 万元", 12_000_000),
        ("1.2亿", 12_000_000_000),
        ("3千", 300_000),
        ("5百万", 500_000_000),
        ("12w", 12_000_000),
        ("12k", 1_200_000),
        ("1.5M", 150_000_000),
        ("1.5 million", 150_000_000),
        ("12万3千", 12_300_000),
        ("1万2", 1_200_000),
        ("3亿5000万", 35_000_000_000),
        ("约12万", 12_000_000),
        ("12万左右", 12_000_000),
        ("人民币 300 元整", 30_000),
        ("三万", 3_000_000),
        ("十二万左右", 12_000_000),
        ("两千五", 250_000),
        ("人民币叁佰元整", 30_000),
        ("壹万贰仟叁佰元伍角陆分", 1_230_056),
        ("1.234,50", 123_450),
        ("1 234,50", 123_450),
        ("1'234.50", 123_450),
        ("12,5", 1250),
        ("1.234.567", 123_456_700),
        ("1,234", 123_400),
        ("1,2345", 1_234_500),
        ("5 m", 500),  # a length: one letter counts only right at the number
    ],
)
def test_amounts_as_lists_hold_them(value, minor):
    assert parse_money(value) == minor


@pytest.mark.parametrize(
    "text",
    [
        "-300",
        "(300)",
        "（300）",
        "¥(300.00)",
        "(¥300)",
        "-¥300",
        "¥-300",
        "$ -300",
        "CNY -300",
        "300-",
        "−300",
        "－３００",
        "负300",
        -300,
        -300.0,
    ],
)
def test_negative_amounts(text):
    assert parse_money(text) == -30_000


def test_a_hyphen_in_a_code_is_no_minus():
    assert parse_money("SKU-300") == 30_000


def test_a_remark_in_brackets_is_no_minus():
    assert parse_money("（约12万）") == 12_000_000
    assert parse_money("300（含税）") == 30_000


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        "",
        " ",
        "-",
        "—",
        "null",
        "NULL",
        "无",
        "N/A",
        "免费",
        "待定",
        "面议",
        "30%",
        "十分满意",
        "万科",
        "一般",
        "10-20万",
        "10~20万",
        "1.2.3",
        float("nan"),
        float("inf"),
        1e300,
        "9" * 40,
        b"3",
        "x" * 100,
        "2026年回款 12万",
    ],
)
def test_what_is_no_amount(value):
    assert parse_money(value) is None


@pytest.mark.parametrize(
    ("value", "minor"),
    [("1.005", 101), (1.005, 101), ("-1.005", -101), ("1.004", 100), ("0.004", 0), (2.675, 268)],
)
def test_halves_are_rounded_away_from_zero(value, minor):
    assert parse_money(value) == minor


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_how_amounts_are_shown(language):
    assert format_money(123_450, language) == "¥ 1,234.50"
    assert format_money(123_400, language) == "¥ 1,234.00"
    assert format_money(123_400, language, short=True) == "¥ 1,234"
    assert format_money(123_450, language, short=True) == "¥ 1,234.50"
    assert format_money(-5, language) == "-¥ 0.05"
    assert format_money(0, language, symbol=False) == "0.00"
    assert format_money(100, language, currency="USD") == "$ 1.00"
    assert format_money(100, language, currency="CHF") == "CHF 1.00"


@pytest.mark.parametrize(
    ("minor", "chinese", "english"),
    [
        (0, "0", "0"),
        (4, "0", "0"),
        (99_949, "999", "999"),
        (850_000, "8,500", "8.5K"),
        (999_900, "9,999", "10K"),
        (1_000_000, "1 万", "10K"),
        (128_400_000, "128.4 万", "1.28M"),
        (12_000_000, "12 万", "120K"),
        (99_999_999, "100 万", "1M"),
        (1_234_567_800, "1,235 万", "12.35M"),
        (10_000_000_000, "1 亿", "100M"),
        (128_400_000_000, "12.84 亿", "1.28B"),
        (-128_400_000, "-128.4 万", "-1.28M"),
        (-3, "0", "0"),
    ],
)
def test_amounts_for_charts(minor, chinese, english):
    assert compact_money(minor, "zh_CN") == chinese
    assert compact_money(minor, "en") == english


def test_amounts_for_charts_with_a_symbol():
    assert compact_money(-128_400_000, "zh_CN", symbol=True) == "-¥ 128.4 万"


@pytest.mark.parametrize(("minor", "text"), [(123_450, "1234.50"), (-5, "-0.05"), (0, "0.00")])
def test_amounts_for_files(minor, text):
    assert to_decimal_string(minor) == text


@given(amounts, st.booleans(), st.booleans())
def test_every_amount_is_read_back(minor, symbol, short):
    assert parse_money(format_money(minor, "en", symbol=symbol, short=short)) == minor
    assert parse_money(to_decimal_string(minor)) == minor
    assert parse_money(Decimal(minor) / 100) == minor


@given(st.integers(-(10**10), 10**10))
def test_every_cell_that_is_a_number_is_read_exactly(minor):
    assert parse_money(minor / 100) == minor


@given(st.text(max_size=40) | st.text("0123456789,.-()¥万亿元 千百kKmM'零一二十", max_size=20))
def test_nothing_makes_it_fail(text):
    found = parse_money(text)
    assert found is None or isinstance(found, int)
