import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.core.text import fold, fold_company, is_branch


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Acme   LTD ", "acme ltd"),
        ("ＡＣＭＥ　贸易", "acme 贸易"),
        ("Straße", "strasse"),
        ("云栎\u00a0环保\n科技", "云栎 环保 科技"),
        ("①", "1"),
        ("", ""),
    ],
)
def test_width_case_and_spaces_do_not_matter(text, folded):
    assert fold(text) == folded


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing_for_names(text):
    once = fold(text)
    assert once == once.strip()
    assert "  " not in once


@pytest.mark.parametrize(
    "name",
    [
        "云栎科技有限公司",
        "云栎科技有限责任公司",
        "云栎科技股份有限公司",
        "云栎科技公司",
        "云栎科技",
        "云栎 科技",
        "「云栎」科技有限公司",
        "云栎科技有限公司 Co., Ltd.",
        " 云栎科技（有限公司）",
    ],
)
def test_the_legal_form_does_not_matter(name):
    assert fold_company(name) == "云栎科技"


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("北京云栎科技股份有限公司", "北京云栎科技"),
        ("云栎科技（北京）有限公司", "云栎科技北京"),
        ("云栎集团有限公司", "云栎集团"),
        ("云栎科技有限公司北京分公司", "云栎科技北京分公司"),
        ("云栎总公司", "云栎总公司"),
        ("云栎投资中心（有限合伙）", "云栎投资中心"),
        ("北桥机器厂", "北桥机器厂"),
        ("Acme Co., Ltd.", "acme"),
        ("ACME Inc", "acme"),
        ("Acme Trading (Shanghai) Co. Ltd", "acmetradingshanghai"),
        ("O'Brien & Sons Ltd", "obriensons"),
        ("Müller GmbH & Co. KG", "müller"),
        ("ＡＣＭＥ　贸易有限公司", "acme贸易"),
    ],
)
def test_what_tells_companies_apart_stays(name, folded):
    assert fold_company(name) == folded


@pytest.mark.parametrize(
    "name", ["公司", "有限公司", "股份公司", "AG", "Co", "Ltd Co", "股份", "厂"]
)
def test_a_name_that_is_nothing_but_a_form_stays(name):
    assert fold_company(name) != ""


@given(st.text(max_size=30))
def test_a_name_with_letters_never_becomes_empty(name):
    has_letters = any(sign.isalnum() for sign in fold(name))
    assert bool(fold_company(name)) == has_letters


@pytest.mark.parametrize(
    "name",
    [
        "云栎科技有限公司北京分公司",
        "云栎上海办事处",
        "云栎门市部",
        "招商支行",
        "Acme Ltd, Shanghai Branch",
        "云栎（杭州）经营部",
    ],
)
def test_branches(name):
    assert is_branch(name)


@pytest.mark.parametrize("name", ["云栎科技有限公司", "Branching Ltd", "分享科技", ""])
def test_what_is_no_branch(name):
    assert not is_branch(name)
