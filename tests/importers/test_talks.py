"""Cells with several dated talks, and words that lists use for records."""

from datetime import date

import pytest

from smallcrm.importers.talks import Talk, split_talks
from smallcrm.importers.values import clean_column


@pytest.mark.parametrize(
    ("text", "talks"),
    [
        (
            "2024.3.5 电话沟通报价；4/2 拜访王总，谈到 3.5 万；下月签",
            [
                (date(2024, 3, 5), "电话沟通报价"),
                (date(2024, 4, 2), "拜访王总，谈到 3.5 万；下月签"),
            ],
        ),
        (
            "2024-12-28：发样品\n1月5日 微信确认收到\n客户满意",
            [(date(2024, 12, 28), "发样品"), (date(2025, 1, 5), "微信确认收到\n客户满意")],
        ),
        ("老客户。2024.3.5 电话", [(None, "老客户"), (date(2024, 3, 5), "电话")]),
        (
            "3/5/2024 called; 4/2/2024 visited",
            [(date(2024, 3, 5), "called"), (date(2024, 4, 2), "visited")],
        ),
        ("3.5万报价", [(None, "3.5万报价")]),
        ("2024.5.1前交货", [(None, "2024.5.1前交货")]),
        ("", []),
    ],
)
def test_a_text_is_cut_at_its_dates(text: str, talks: list[tuple[date | None, str]]) -> None:
    assert split_talks(text) == [Talk(*talk) for talk in talks]


def test_the_rows_own_date_gives_days_their_year() -> None:
    assert split_talks("12/28 电话；1/5 拜访", date(2025, 1, 6)) == [
        Talk(date(2024, 12, 28), "电话"),
        Talk(date(2025, 1, 5), "拜访"),
    ]
    assert split_talks("12/28 电话") == [Talk(None, "12/28 电话")]


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("quantity", "1,200.50", "1200.5"),
        ("quantity", 3.0, "3"),
        ("quantity", "10台", "10"),
        ("quantity", "(2)", "-2"),
        ("talk", "上门拜访", "visit"),
        ("talk", "WeChat", "wechat"),
        ("talk", "展会", "event"),
        ("term", "设备保修", "warranty"),
        ("term", "软件年费", "subscription"),
        ("order_status", "交易成功", "done"),
        ("order_status", "已取消", "cancelled"),
        ("order_status", "已发货，待签收", "open"),
        ("order_status", "未发货，退款成功", "cancelled"),
        ("order_status", "已收货，退款成功", "cancelled"),
        ("order_status", "已取消，退款成功", "cancelled"),
        ("order_status", "已发货，情况不明", None),
        ("rating", "★★★★", 4),
        ("rating", "非常满意", 5),
        ("about", "竞品", "competitor"),
    ],
)
def test_words_of_records_become_codes(kind: str, cell: str | float, value: object) -> None:
    assert list(clean_column([cell], kind).values) == [value]


def test_what_is_no_quantity_is_kept_and_told() -> None:
    column = clean_column(["2.5吨", "若干"], "quantity")
    assert (list(column.values), dict(column.rests)) == (["2.5", None], {0: "2.5吨", 1: "若干"})
    assert list(column.problems) == [1]
