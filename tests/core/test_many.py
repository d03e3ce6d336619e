"""Many texts at once come out as each by itself does."""

from hypothesis import given
from hypothesis import strategies as st

from smallcrm.core.pinyin import (
    all_pinyin_full,
    all_search_readings,
    pinyin_full,
    search_readings,
)
from smallcrm.core.text import fold, fold_all, fold_companies, fold_company

PARTS = st.sampled_from(
    [
        *("重庆", "长沙", "行", "曾", "单", "仇", "解放", "乐", "股份", "有限", "责任", "公司"),
        *("有限公司", "股份有限公司", "分公司", "合伙", "(普通合伙)", "个人独资企业", "集团"),
        *(" ", "  ", "\u3000", "\n", "Co., Ltd.", "ABC", "Σ", "ﬀ", "ß", "（", "）", "1", "\0", "İ"),
    ]
)
TEXTS = st.lists(st.one_of(st.text(max_size=8), st.lists(PARTS, max_size=6).map("".join)))


@given(TEXTS)
def test_many_at_once_are_as_each_alone(texts: list[str]) -> None:
    assert fold_all(texts) == [fold(text) for text in texts]
    assert fold_companies(texts) == [fold_company(text) for text in texts]
    assert all_pinyin_full(texts) == [pinyin_full(text) for text in texts]
    for surname in (False, True):
        alone = [search_readings(text, surname=surname) for text in texts]
        assert all_search_readings(texts, surname=surname) == alone


@given(st.lists(PARTS, max_size=6).map("".join))
def test_the_quick_way_for_companies_is_the_long_one(name: str) -> None:
    """The usual form is taken off without the patterns; a space in front is folded away again."""
    from smallcrm.core import text

    letters = fold(name)
    if letters.isalnum() and not letters.isascii():
        slow = text._CHINESE_END.sub("", text._CHINESE_FORMS.sub("", letters)) or letters
        assert fold_company(name) == slow
