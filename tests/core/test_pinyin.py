import importlib.util
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.core.paths import resources
from smallcrm.core.pinyin import pinyin_full, pinyin_initials, readings, search_readings


@pytest.mark.parametrize(
    ("text", "full", "initials"),
    [
        ("宁德海川", "ningdehaichuan", "ndhc"),
        ("云栎环保科技有限公司", "yunlihuanbaokejiyouxiangongsi", "ylhbkjyxgs"),
        ("吕", "lv", "l"),
        ("略", "lue", "l"),
        ("女", "nv", "n"),
        ("长城", "changcheng", "cc"),
        ("成都", "chengdu", "cd"),
        ("佛山", "foshan", "fs"),
        ("臺灣", "taiwan", "tw"),
        ("䶮", "yan", "y"),
        ("ABC科技（北京）", "abckejibeijing", "abckjbj"),
        ("ＡＢＣ　科技", "abckeji", "abckj"),
        ("Acme Ltd.", "acmeltd", "acmeltd"),
        ("3号店", "3haodian", "3hd"),
        ("", "", ""),
    ],
)
def test_syllables_and_initials(text, full, initials):
    assert pinyin_full(text) == full
    assert pinyin_initials(text) == initials


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("重庆", "chongqing"),
        ("厦门", "xiamen"),
        ("招商银行", "zhaoshangyinhang"),
        ("空调", "kongtiao"),
        ("音乐", "yinyue"),
        ("乐清", "yueqing"),
        ("六安", "luan"),
        ("西藏", "xizang"),
        ("重庆银行", "chongqingyinhang"),
    ],
)
def test_words_that_are_read_differently(text, full):
    assert pinyin_full(text) == full


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("单雄", "shanxiong"),
        ("解明", "xieming"),
        ("仇英", "qiuying"),
        ("曾敏", "zengmin"),
        ("区伟", "ouwei"),
        ("查良", "zhaliang"),
        ("盖聪", "gecong"),
        ("翟明", "zhaiming"),
        ("员峰", "yunfeng"),
        ("繁星", "poxing"),
        ("缪杰", "miaojie"),
        ("种田", "chongtian"),
        ("折明", "sheming"),
        ("秘书", "bishu"),
        ("召明", "shaoming"),
        ("洗明", "xianming"),
        ("卜明", "buming"),
        ("薄明", "boming"),
        ("阚明", "kanming"),
        ("都明", "duming"),
        ("晟明", "chengming"),
        ("尉迟恭", "yuchigong"),
        ("万俟明", "moqiming"),
        ("单于明", "chanyuming"),
        ("欧阳明", "ouyangming"),
        ("王芳", "wangfang"),
    ],
)
def test_surnames_are_read_as_surnames(name, full):
    assert pinyin_full(name, surname=True) == full


def test_initials_of_surnames():
    assert pinyin_initials("单雄", surname=True) == "sx"
    assert pinyin_initials("单雄") == "dx"
    assert pinyin_initials("万俟明", surname=True) == "mqm"


def test_a_surname_counts_only_at_the_beginning():
    assert pinyin_full("王单", surname=True) == "wangdan"


def test_the_ways_to_read_a_name():
    assert readings("宁德") == ["ningde"]
    assert readings("行知") == ["xingzhi", "hangzhi"]
    assert readings("单雄", surname=True) == ["shanxiong", "danxiong"]
    assert len(readings("长行乐重朝曾")) == 4


def test_a_word_fixes_the_reading():
    assert readings("银行") == ["yinhang"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("宁德海川机电有限公司", "ningdehaichuanjidian ndhcjd"),
        ("行知科技有限公司", "xingzhikeji hangzhikeji xzkj hzkj"),
        ("单雄", "shanxiong danxiong sx dx"),
        ("招商银行", "zhaoshangyinhang zsyh"),
        ("ABC科技", "abckeji abckj"),
        ("Acme Ltd", ""),
        ("Müller", ""),
        ("", ""),
        ("…", ""),
    ],
)
def test_what_a_search_should_find(name, words):
    assert search_readings(name) == words


def test_a_person_is_found_by_the_surname():
    assert search_readings("曾国强", surname=True).split()[:1] == ["zengguoqiang"]
    assert "zgq" in search_readings("曾国强", surname=True).split()


@given(st.text(max_size=20))
def test_nothing_makes_it_fail(text):
    for surname in (True, False):
        full = pinyin_full(text, surname=surname)
        assert not any(sign.isspace() for sign in full)
        assert readings(text, surname=surname)[0] == full
        search_readings(text, surname=surname)
        pinyin_initials(text, surname=surname)


def test_every_common_character_has_a_reading():
    rows = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    signs = [row.decode("gb2312", errors="ignore") for row in rows]
    unread = [sign for sign in signs if sign and not pinyin_full(sign).isascii()]
    assert unread == []


def test_the_words_have_a_syllable_for_each_character():
    for name in ("pinyin_words.tsv", "surnames.tsv"):
        for line in (resources() / name).read_text(encoding="utf-8").splitlines()[1:]:
            word, reading = line.split("\t")
            assert len(word) == len(reading.split()), line
            assert reading.replace(" ", "").isalpha(), line


def test_the_table_is_what_the_tool_makes():
    place = Path(__file__).resolve().parents[2] / "tools" / "make_pinyin.py"
    spec = importlib.util.spec_from_file_location("make_pinyin", place)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert (resources() / "pinyin.tsv").read_text(encoding="utf-8") == tool.make_table()
