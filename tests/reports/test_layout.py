"""Lines are broken where they may be, and nothing is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallcrm.reports.fonts import clean, faces, text_width
from smallcrm.reports.layout import fit, shorten, wrap
from smallcrm.reports.style import BODY, FIGURE

PARAGRAPH = (
    "本月新增客户 9 家，比上月多 3 家；其中来自 Trade Fair（展会）的最多，共 ¥ 128,400.50，"
    "请“周敏”在 11 月 15 日前联系 Hundred Rivers Water Treatment，确认交期、价格和付款方式。"
)


@pytest.fixture(autouse=True, scope="module")
def _fonts():
    faces()


@settings(deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200),
    st.floats(min_value=20, max_value=400),
)
def test_wrapping_loses_no_character(text, width):
    lines = wrap(text, width, BODY)
    assert "".join("".join(lines).split()) == "".join(clean(text).split())


@settings(deadline=None)
@given(
    st.text("abc /-汉字，。（）「」1230 ¥", max_size=120), st.floats(min_value=30, max_value=300)
)
def test_no_line_is_wider_than_the_column(text, width):
    for line in wrap(text, width, BODY):
        assert text_width(line, BODY.size) <= width + 0.01


@pytest.mark.parametrize("width", range(90, 420, 7))
def test_chinese_lines_never_begin_with_a_stop_nor_end_with_an_opening_bracket(width):
    lines = wrap(PARAGRAPH, width, BODY)
    assert not [line for line in lines[1:] if line[0] in "，。；、）”"]
    assert not [line for line in lines if line[-1] in "（“"]


@pytest.mark.parametrize("width", range(90, 420, 7))
def test_an_amount_stays_with_its_sign(width):
    assert any("¥ 128,400.50" in line for line in wrap(PARAGRAPH, width, BODY))


def test_line_feeds_of_the_text_are_kept():
    assert wrap("one\n\ntwo", 200, BODY) == ["one", "", "two"]


def test_a_word_longer_than_the_line_is_broken_at_its_joints_first():
    lines = wrap("purchasing-department@example-company.test", 110, BODY)
    assert len(lines) > 1
    assert lines[0].endswith(("-", "@", "."))


def test_shortening_shows_that_something_is_left_out():
    short = shorten("Hundred Rivers Water Treatment", 60, BODY)
    assert short.endswith("...")
    assert text_width(short, BODY.size) <= 60
    assert shorten("百川水处理设备有限公司", 60, BODY).endswith("…")
    assert shorten("short", 60, BODY) == "short"


def test_fitting_makes_text_smaller_until_it_fits():
    look = fit("¥ 123,456,789.00", 60, FIGURE)
    assert look.size < FIGURE.size
    assert text_width("¥ 123,456,789.00", look.size, bold=True) <= 60
    assert fit("1", 60, FIGURE) == FIGURE
