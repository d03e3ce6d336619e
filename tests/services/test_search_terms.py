"""What is typed as pieces, and where names hold them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.services.search_terms import (
    Piece,
    find_number,
    find_piece,
    find_spans,
    pieces_of,
)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("138 0013", ["1380013"]),
        ("138-0013-8000", ["13800138000"]),
        ("+86 138 0013", ["1380013"]),
        ("0086-13800138000", ["13800138000"]),
        ("(021) 6210 8888", ["02162108888"]),
        ("0593-2222333转8", ["05932222333", "8"]),
        ("0593-2222333 ext. 8", ["05932222333", "8"]),
        ("12 34", ["12", "34"]),
        ("138-0", ["1380"]),
        ("KH-007", [""]),
        ("张 138-0013", ["", "1380013"]),
    ],
)
def test_digits_are_parts_of_phones(text: str, numbers: list[str]) -> None:
    assert [piece.number for piece in pieces_of(text)] == numbers


@pytest.mark.parametrize(
    ("name", "typed", "found"),
    [
        ("张三丰", "zhangs", "张三"),
        ("张三丰", "zsf", "张三丰"),
        ("张三丰", "zhangsf", "张三丰"),
        ("张三丰", "三feng", "三丰"),
        ("宁德海川机电有限公司", "hcjd", "海川机电"),
        ("宁德海川机电有限公司", "海ch", "海川"),
        ("西安宏达", "xianhd", "西安宏达"),
        ("重庆川江", "cqcj", "重庆川江"),
        ("单国平", "shan", "单"),
        ("Blue Harbor Ltd.", "HARBOR", "Harbor"),
        ("ＡＢＣ电子", "abcdz", "ＡＢＣ电子"),
        ("曾 国平", "zengguo", "曾 国"),
    ],
)
def test_names_hold_what_is_typed(name: str, typed: str, found: str) -> None:
    span = find_piece(name, pieces_of(typed)[0])
    assert span is not None
    assert name[slice(*span)] == found


@pytest.mark.parametrize(
    ("name", "typed"), [("张三丰", "zsff"), ("张三丰", "zf"), ("张三丰", "李san"), ("", "a")]
)
def test_names_do_not_hold_anything_else(name: str, typed: str) -> None:
    assert find_piece(name, Piece(typed)) is None


def test_phones_are_found_as_they_are_shown() -> None:
    assert find_number("138 0013 8000", "00138") == (4, 10)
    assert find_number("138 0013 8000", "999") is None


def test_spans_that_touch_are_one() -> None:
    assert find_spans("宁德海川", [Piece("海"), Piece("川"), Piece("宁")]) == ((0, 1), (2, 4))


@given(st.text(max_size=30), st.text(max_size=12))
def test_spans_lie_in_the_text(text: str, typed: str) -> None:
    for start, end in find_spans(text, pieces_of(typed)):
        assert 0 <= start < end <= len(text)
