"""The texts of many new customers are made in another process: the same as made here."""

from multiprocessing import active_children

import pytest

from smallcrm.storage.fresh_writer import FEWEST, FreshTexts
from smallcrm.storage.search_bodies import search_bodies, sort_keys

NAMES = ["宁德海川机械有限公司", "Acme Ltd", "重庆乐山商行", "", "欧阳锋"]
COLUMNS = [
    NAMES,
    ["海川", "", "", "", ""],
    ["K-1", "", "7", "", ""],
    ["a@b.cn wx_1", "", "", "", ""],
    ["曾敏 zm@b.cn\n单雄", "Bob Mill", "", "", ""],
    ["13800138000", "02162108888 802", "", "", "12345"],
    ["福建宁德闽东路1号", "", "", "", ""],
    ["", "", "", "", ""],
]
IDS = range(1, 6)
MADE_HERE = (sort_keys(NAMES), search_bodies(*COLUMNS))


@pytest.mark.parametrize("count", [FEWEST, 1])
def test_texts_made_by_another_process_are_those_made_here(count: int) -> None:
    texts = FreshTexts(count)
    try:
        waits = [texts.make(IDS, COLUMNS), texts.make(IDS[:1], [column[:1] for column in COLUMNS])]
        assert waits[0]() == MADE_HERE
        assert waits[1]() == (MADE_HERE[0][:1], MADE_HERE[1][:1])
    finally:
        texts.close()


def test_a_text_that_holds_the_sign_between_texts_harms_no_other() -> None:
    columns = [["甲\0乙", "丙"], *([["", ""]] * 7)]
    texts = FreshTexts(FEWEST)
    try:
        assert texts.make([1, 2], columns)() == (sort_keys(columns[0]), search_bodies(*columns))
    finally:
        texts.close()


def test_where_the_other_process_is_ended_the_texts_are_made_here() -> None:
    before = set(active_children())
    texts = FreshTexts(FEWEST)
    try:
        assert texts.make(IDS, COLUMNS)() == MADE_HERE
        (maker,) = set(active_children()) - before
        maker.kill()
        maker.join()
        assert texts.make(IDS, COLUMNS)() == MADE_HERE
        assert texts.make(IDS, COLUMNS)() == MADE_HERE
    finally:
        texts.close()
