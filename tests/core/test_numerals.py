import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.core.numerals import parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("15", 15),
        ("零", 0),
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("二十五", 25),
        ("两百", 200),
        ("两百零三", 203),
        ("两千五", 2500),
        ("两千零五", 2005),
        ("三万五", 35_000),
        ("一万零五百", 10_500),
        ("一万二千", 12_000),
        ("十二万", 120_000),
        ("一亿三千万", 130_000_000),
        ("一万亿", 10**12),
        ("二〇一九", 2019),
        ("二零二六", 2026),
        ("叁佰伍拾", 350),
        ("壹万贰仟叁佰肆拾伍", 12_345),
    ],
)
def test_numbers_in_words(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize("text", ["", "abc", "三个", "1.5", "-3", "1万", "十分"])
def test_what_is_no_number(text):
    assert parse_number(text) is None


def spelled(number):
    """Write a number below ten thousand as it is said."""
    digits, words, zero = "零一二三四五六七八九", "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            words += ("零" if zero and words else "") + digits[digit] + unit
            zero = False
        else:
            zero = True
    return words or "零"


@given(st.integers(0, 9999))
def test_every_number_is_read_back(number):
    assert parse_number(spelled(number)) == number
