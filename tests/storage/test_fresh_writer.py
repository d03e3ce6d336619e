"""Texts of many customers at once: as those of each alone, and whole in another process."""

import pickle

import pytest

from smallcrm.storage.fresh_worker import Packed
from smallcrm.storage.search_bodies import search_bodies

COLUMNS = [
    ["宁德海川机械有限公司", "Acme Ltd", "重庆乐山商行", "", "甲\0乙"],
    ["海川", "", "", "", ""],
    ["K-1", "", "7", "", ""],
    ["a@b.cn wx_1", "", "", "", ""],
    ["曾敏 zm@b.cn\n单雄", "Bob Mill", "", "", ""],
    ["13800138000", "02162108888 802", "", "", "+4930123"],
    ["福建宁德闽东路1号", "", "", "", ""],
    ["", "", "", "", ""],
]


@pytest.mark.parametrize("count", [4, 5])
def test_texts_of_many_are_those_of_each(count: int) -> None:
    together = search_bodies(*[column[:count] for column in COLUMNS])
    alone = [search_bodies(*[[column[place]] for column in COLUMNS]) for place in range(count)]
    assert [[body] for body in together] == alone
    assert together[1:4] == [
        "acme ltd\nbob mill\n02162108888\n802",
        "重庆乐山商行\n7\nchongqingleshanshanghang chongqingyueshanshanghang cqlssh cqyssh",
        "",
    ]


@pytest.mark.parametrize("texts", [["甲", "", "b"], ["甲\0乙", "丙"], [""], []])
def test_texts_come_whole_through_the_pipe(texts: list[str]) -> None:
    assert list(pickle.loads(pickle.dumps(Packed.of(texts))).unpack()) == texts
