"""Buyers as shops give them away, partly hidden: 张**, 138****1234. None is taken for another."""

import pytest

from smallcrm.importers.analysis import Analysis, plan_import
from smallcrm.importers.existing import ExistingIndex
from smallcrm.importers.masked import is_masked_code, is_masked_name, without_masked
from smallcrm.importers.plan import ImportPlan
from smallcrm.importers.sheet import Cell
from tests.importers.plans import outcomes, stored_records
from tests.importers.sample_rows import read_rows

ORDERS = [
    "订单号",
    "订单状态",
    "商品",
    "商品总价(元)",
    "商品数量(件)",
    "收货人",
    "手机",
    "省",
    "市",
    "区",
    "街道",
    "订单成交时间",
]
PEOPLE = ["姓名", "手机号", "城市"]


def plan(analysis: Analysis, index: ExistingIndex | None = None) -> ImportPlan:
    return plan_import([analysis], index or ExistingIndex())


def order(number: int, name: str, phone: str, street: str = "文三路***") -> list[Cell]:
    return [
        f"2311-{number}",
        "已发货",
        "办公椅",
        "299.00",
        "1",
        name,
        phone,
        "浙江省",
        "杭州市",
        "西湖区",
        street,
        "2026-11-01 10:00:00",
    ]


def customers(made: ImportPlan) -> list[tuple[str, str]]:
    return [
        (str(one.values["customer.name"]), str(one.values.get("customer.note") or ""))
        for one in made.customers
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "138****1234",
        "1380000****",
        "138＊＊＊＊1234",
        "138xxxx1234",
        "1**********",
        "138 **** 1234",
        "*******1234",
        "+86-138****1234",
    ],
)
def test_a_number_that_is_partly_hidden_is_none_to_dial(cell: str) -> None:
    (row,) = read_rows(PEOPLE, ["张**", cell, "杭州"]).tables[0].rows.rows
    assert not row.numbers()
    assert str(row.values["customer.note"]).endswith(cell)
    assert row.problems


def test_a_whole_number_beside_it_is_one() -> None:
    rows = read_rows(
        PEOPLE, ["张**", "138****1234 / 13911112222", "杭州"], ["李*", "13911112223", "苏州"]
    )
    first, second = rows.tables[0].rows.rows
    assert list(first.numbers()) == ["13911112222"]
    assert "138****1234" in str(first.values["customer.note"])
    assert list(second.numbers()) == ["13911112223"]
    assert "customer.note" not in second.values


@pytest.mark.parametrize("header", ["姓名", "客户名称", "收货人"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("张**", "张**"),
        ("王**先生", "王**先生"),
        ("李*", "李*"),
        ("上海**贸易有限公司", "上海**贸易有限公司"),
    ],
)
def test_different_numbers_are_different_persons(header: str, first: str, second: str) -> None:
    rows = [
        [first, "138****1234", "杭州"],
        [second, "139****5678", "杭州"],
        ["陈晓明", "13911112222", "杭州"],
    ]
    made = plan(read_rows([header, "手机", "城市"], *rows))
    assert outcomes(made) == ["created"] * 3
    again = plan(read_rows([header, "手机", "城市"], *rows), stored_records(made))
    assert outcomes(again) == ["unchanged"] * 3


def test_without_any_number_nobody_is_joined_within_a_list() -> None:
    rows = [["张**", "", "杭州"], ["张**", "", "杭州"], ["陈晓明", "13911112222", "杭州"]]
    made = plan(read_rows(PEOPLE, *rows))
    assert outcomes(made) == ["created"] * 3
    assert outcomes(plan(read_rows(PEOPLE, *rows), stored_records(made))) == ["unchanged"] * 3


def test_many_of_one_name_are_found_again() -> None:
    rows = [order(n, "张**", f"138****{n:04d}") for n in range(70)]
    rows += [order(n, "李*", f"1380000{n:04d}") for n in range(70, 140)]
    rows += [order(n, "王*", "", street=f"文{n}路***") for n in range(140, 210)]
    made = plan(read_rows(ORDERS, *rows))
    assert len(made.customers) == 210
    assert outcomes(plan(read_rows(ORDERS, *rows), stored_records(made))) == ["unchanged"] * 210


def test_a_masked_person_is_not_the_one_whose_surname_it_is() -> None:
    made = plan(
        read_rows(PEOPLE, ["张", "13800000001", "杭州"], ["张**", "", "杭州"], ["张", "", "杭州"])
    )
    assert [name for name, _note in customers(made)] == ["张", "张**"]


def test_orders_of_a_shop_are_orders_and_nobody_is_mixed_up() -> None:
    rows = [
        order(1, "张**", "138****1234"),
        order(2, "张**", "139****5678"),
        order(3, "张**", "138****1234"),
        order(4, "李*", "138****1234"),
    ]
    analysis = read_rows(ORDERS, *rows)
    assert analysis.tables[0].kind == "orders"
    made = plan(analysis)
    assert customers(made) == [
        ("张**", "手机：138****1234"),
        ("张**", "手机：139****5678"),
        ("李*", "手机：138****1234"),
    ]
    whose = {
        str(record.values["order.number"]): record.customer
        for record in made.records
        if record.kind == "order"
    }
    assert whose["2311-1"] == whose["2311-3"] != whose["2311-2"]
    assert not made.questions
    again = plan(read_rows(ORDERS, *rows), stored_records(made))
    assert outcomes(again) == ["unchanged"] * 4


def test_a_masked_account_joins_nobody() -> None:
    header = [
        "订单编号",
        "客户编码",
        "收货人姓名",
        "收货地址",
        "联系手机",
        "订单创建时间",
        "宝贝标题",
    ]
    rows = [
        ["3001", "tb**1", "张**", "浙江省 杭州市 ***", "138****1234", "2026-11-01", "茶杯"],
        ["3002", "tb**1", "张**", "江苏省 南京市 ***", "139****5678", "2026-11-02", "茶杯"],
    ]
    made = plan(read_rows(header, *rows))
    assert len(made.customers) == 2
    assert all("tb**1" in note for _name, note in customers(made))
    assert not any("customer.code" in one.values for one in made.customers)


def test_a_masked_address_is_kept_as_text() -> None:
    (row,) = (
        read_rows(["姓名", "邮箱", "微信", "城市"], ["张**", "z***@example.org", "wx***1", "杭州"])
        .tables[0]
        .rows.rows
    )
    assert not {"customer.email", "customer.wechat"} & row.values.keys()
    assert "z***@example.org" in str(row.values["customer.note"])
    assert "wx***1" in str(row.values["customer.note"])


def test_marks_are_no_masks() -> None:
    assert not any(
        map(
            is_masked_name,
            ["*远山商贸", "远山商贸*", "E*Trade", "阿卜杜拉•买买提", "张伟", "MaXXis", "Ann Lee"],
        )
    )
    assert all(
        map(
            is_masked_name,
            ["张*", "*明", "欧阳*", "张**", "张＊＊", "J*** D**", "张XX", "上海**公司"],
        )
    )
    assert not is_masked_code("M8*20")
    assert without_masked("021-62108888*802") is None
    assert without_masked("13800001234") is None
