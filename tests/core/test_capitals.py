"""Amounts in Chinese capitals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.core.capitals import money_capitals
from smallcrm.core.money import parse_money


@pytest.mark.parametrize(
    ("minor", "expected"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (50, "伍角整"),
        (105, "壹元零伍分"),
        (168032, "壹仟陆佰捌拾元叁角贰分"),
        (600714, "陆仟零柒元壹角肆分"),
        (1000000, "壹万元整"),
        (10050000, "壹拾万零伍佰元整"),
        (10500000, "壹拾万伍仟元整"),
        (100000001 * 100, "壹亿零壹元整"),
        (1000000000000 * 100, "壹万亿元整"),
        (-123450, "负壹仟贰佰叁拾肆元伍角整"),
    ],
)
def test_amounts(minor: int, expected: str) -> None:
    assert money_capitals(minor) == expected


@given(st.integers(100, 10**9))
def test_what_is_written_is_read_back(minor: int) -> None:
    assert parse_money(money_capitals(minor)) == minor
