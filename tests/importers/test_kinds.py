"""What a table lists, told by its columns, and the records its rows become."""

from collections.abc import Sequence
from datetime import date

import pytest

from smallcrm.core import i18n
from smallcrm.importers.analysis import (
    Analysis,
    ImportOptions,
    TableAnalysis,
    reanalyse,
    understand,
    with_column,
    with_kind,
)
from smallcrm.importers.fields import FIELDS, KINDS, field_title
from smallcrm.importers.headers import find_meaning, kind_headers
from smallcrm.importers.order_lines import read_line
from smallcrm.importers.records import KIND_OF_TABLE
from smallcrm.importers.rows import ImportRow
from smallcrm.importers.sheet import Cell, RawFile, RawSheet

Rows = Sequence[Sequence[Cell]]


def read(*rows: Sequence[Cell], sheet: str = "Sheet1", **options: object) -> Analysis:
    width = max(map(len, rows))
    cells = [[*row, *([""] * (width - len(row)))] for row in rows]
    file = RawFile("list.xlsx", "list.xlsx", "xlsx", "", (RawSheet(sheet, cells),))
    return understand(file, ImportOptions(**options))  # type: ignore[arg-type]


def table(*rows: Sequence[Cell], sheet: str = "Sheet1", **options: object) -> TableAnalysis:
    (done,) = read(*rows, sheet=sheet, **options).tables
    return done


def values(row: ImportRow, kind: str) -> list[dict[str, object]]:
    """The values of a row's records of one kind, without the kind before the point."""
    records = [record.values for record in row.records if record.kind == kind]
    return [{name.removeprefix(f"{kind}."): v for name, v in one.items()} for one in records]


# --- which kind ---------------------------------------------------------------------------------

LISTS = {
    "orders": (
        "",
        ["日期", "客户", "产品", "数量", "单价", "金额"],
        ["2024-1-2", "远山", "铣刀", 3, 10, 30],
    ),
    "orders by number": (
        "",
        ["订单号", "客户名称", "日期", "金额"],
        ["A1", "远山", "2024-1-2", 30],
    ),
    "interactions": ("", ["日期", "客户名称", "拜访内容"], ["2024-1-2", "远山", "谈价格"]),
    "interactions in English": (
        "",
        ["Date", "Customer", "Type", "Notes"],
        ["2024-01-02", "Acme Ltd", "Call", "asked for a price"],
    ),
    "deals": (
        "",
        ["商机名称", "客户", "阶段", "预计金额", "预计成交日期"],
        ["厂房改造", "远山", "报价", "20万", "2025-3-1"],
    ),
    "receipts": ("", ["收款日期", "客户名称", "收款金额"], ["2024-1-2", "远山", 2000]),
    "receipts by the sheet": (
        "回款",
        ["日期", "付款单位", "金额"],
        ["2024-1-2", "远山", 2000],
    ),
    "products": ("", ["产品编码", "名称", "规格", "单位", "价格"], ["P1", "铣刀", "M6", "把", 10]),
    "products sold by a unit": (
        "价格表",
        ["编码", "品名", "规格", "单位", "含税单价", "备注"],
        ["P1", "铣刀", "M6", "把", 10, ""],
    ),
    "terms": (
        "",
        ["合同编号", "客户名称", "签订日期", "到期日期", "金额"],
        ["HT1", "远山", "2024-1-1", "2024-12-31", "12万"],
    ),
    "terms of equipment": (
        "设备台账",
        ["客户", "设备名称", "型号", "序列号", "安装日期"],
        ["远山", "激光机", "X1", "SN001", "2024-1-1"],
    ),
    "contacts": (
        "通讯录",
        ["公司", "姓名", "职务", "手机", "邮箱"],
        ["远山", "张伟", "采购", "13800000001", "a@example.com"],
    ),
    "customers": (
        "",
        ["客户名称", "联系人", "手机", "城市", "年采购额", "建档日期", "备注"],
        ["远山", "张伟", "13800000001", "上海", "60万", "2019.3.5", "老客户"],
    ),
    "customers with a last order": (
        "",
        ["客户名称", "行业", "等级", "地址", "最近下单日期", "最近订单金额", "业务员"],
        ["远山", "食品", "A", "上海市浦东新区世纪大道1号", "2024-1-2", 300, "王"],
    ),
    "customers with a last talk": (
        "",
        ["客户名称", "电话", "最近跟进日期", "跟进记录"],
        ["远山", "021-60000001", "2024-1-2", "谈价格"],
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_table_is_told_by_its_columns(name: str) -> None:
    sheet, *rows = LISTS[name]
    done = table(*rows, sheet=str(sheet))
    assert done.kind == done.rows.kind == name.partition(" ")[0]
    assert 0.5 < done.kind_confidence < 1
    assert done.kind_words
    assert len(done.rows.rows) == 1


def test_the_kind_can_be_overruled_for_all_or_one() -> None:
    rows = LISTS["receipts"][1:]
    assert table(*rows, kind="orders").kind == "orders"
    analysis = read(*rows)
    again = reanalyse(analysis, with_kind(analysis.options, "Sheet1", "customers"))
    assert (again.tables[0].kind, again.tables[0].kind_confidence) == ("customers", 1.0)
    back = reanalyse(again, with_kind(again.options, "Sheet1", "auto"))
    assert back.tables[0].kind == "receipts"


def test_the_table_of_kinds_names_fields_there_are() -> None:
    assert set(kind_headers()) <= set(KINDS)
    for headers in kind_headers().values():
        assert set(headers.values()) <= set(FIELDS)


# --- records ------------------------------------------------------------------------------------


def test_orders_come_line_by_line_and_lines_below_belong_to_the_same() -> None:
    done = table(
        ["订单号", "日期", "客户", "产品", "规格", "单位", "数量", "单价", "金额", "备注", "柜号"],
        ["A1", "2024-1-2", "远山", "铣刀", "M6", "把", "3", 10, 30, "急", "7"],
        ["", "", "", "钻头", "", "把", "2箱", "1.5", "", "", ""],
        ["A2", "2024-1-5", "长河", "铣刀", "", "", "", "", 99, "", ""],
    )
    first, second, third = done.rows.rows
    assert values(first, "order") == [
        {
            "number": "A1",
            "date": date(2024, 1, 2),
            "product": "铣刀 M6",
            "quantity": "3",
            "price": 1000,
            "amount": 3000,
            "note": "急\n柜号：7",
            "product.unit": "把",
        }
    ]
    assert second.name == "远山"
    (line,) = values(second, "order")
    assert (line["number"], line["date"], line["amount"]) == ("A1", date(2024, 1, 2), 300)
    assert (third.name, values(third, "order")[0]["amount"]) == ("长河", 9900)


def test_a_line_without_a_product_name_keeps_its_code() -> None:
    header = ["订单编号", "下单日期", "客户名称", "产品编码", "数量", "单价", "金额", "订单合计"]
    done = table(header, ["A1", "2026-1-8", "远山", "PU-2", 2, 10, 20, 20])
    (row,) = done.rows.rows
    (order,) = values(row, "order")
    line = read_line({f"order.{k}": v for k, v in order.items()} | {"product.code": "PU-2"})
    assert line is not None
    assert line.product == "PU-2"


@pytest.mark.parametrize("header", ["品名规格", "品名及规格", "品名型号", "名称规格", "名称及规格"])
def test_a_name_with_its_size_is_the_product_sold(header: str) -> None:
    done = table(
        ["订单编号", "下单日期", "客户名称", header, "数量", "金额"],
        ["A1", "2026-1-8", "远山", "铣刀 M6", 2, 20],
    )
    (order,) = values(done.rows.rows[0], "order")
    assert order["product"] == "铣刀 M6"


def test_of_two_columns_the_one_that_says_it_outright_is_taken() -> None:
    done = table(
        ["收款日期", "付款单位", "收款金额", "收款账户", "收款方式"],
        ["2026-1-8", "远山", 20, "建行尾号0512", "承兑"],
        ["2026-1-9", "远山", 30, "建行尾号0512", ""],
    )
    (receipt,) = values(done.rows.rows[0], "receipt")
    assert receipt["method"] == "承兑"
    assert receipt["note"] == "收款账户：建行尾号0512"
    for start, end in (("开始日期", "到期日期"), ("起", "止")):
        done = table(
            ["合同编号", "客户名称", "签订日期", start, end],
            ["HT1", "远山", "2024-12-20", "2025-1-1", "2025-12-31"],
        )
        (term,) = values(done.rows.rows[0], "term")
        assert term["start"] == date(2025, 1, 1)
        assert term["note"] == "签订日期：2024-12-20"


@pytest.mark.parametrize("header", ["签订日期", "合同日期", "合同签订日期", "签单日期"])
def test_an_order_under_a_contract_is_of_the_day_it_was_signed(header: str) -> None:
    done = table(
        ["合同编号", header, "客户名称", "产品名称", "数量", "单价", "金额", "已收款", "交货期"],
        ["HT1", "2026.01.21", "远山", "铣刀", 2, 10, 20, 20, "2026-02-10"],
        sheet="合同台账",
    )
    assert (done.kind, list(done.rows.rejects)) == ("orders", [])
    (order,) = values(done.rows.rows[0], "order")
    assert order["date"] == date(2026, 1, 21)
    assert order["note"] == "交货期：2026-02-10"


def test_an_order_may_name_its_customer_by_code_only() -> None:
    done = table(
        ["订单号", "日期", "客户编号", "金额"],
        ["A1", "2024-1-2", "C07", 30],
        ["", "2024-1-3", "", 5],
    )
    (row,) = done.rows.rows
    assert (row.name, row.values) == ("", {"customer.code": "C07"})
    assert [(reject.row, reject.code) for reject in done.rows.rejects] == [(3, "no_customer")]


def test_what_was_paid_is_a_receipt_and_counted_once() -> None:
    done = table(
        ["订单号", "日期", "客户", "产品", "数量", "单价", "金额", "已付"],
        ["A1", "2024-1-2", "远山", "铣刀", 3, 10, 30, 50],
        ["A1", "2024-1-2", "远山", "钻头", 2, 10, 20, 50],
        ["A2", "2024-1-3", "远山", "钻头", 2, 10, 20, 20],
        ["A2", "2024-1-3", "远山", "铣刀", 2, 10, 20, 20],
        ["A3", "2024-1-4", "远山", "铣刀", 2, 10, 20, ""],
    )
    paid = [values(row, "receipt") for row in done.rows.rows]
    first = {"date": date(2024, 1, 2), "amount": 5000, "order.number": "A1"}
    assert paid[:2] == [[first], []]
    assert [len(one) for one in paid[2:]] == [1, 1, 0]


def test_a_row_without_what_the_list_is_about_is_rejected_with_the_reason() -> None:
    done = table(
        ["收款日期", "客户名称", "收款金额"],
        ["2024-1-2", "远山", 2000],
        ["", "长河", 20],
        ["2024-1-3", "长河", ""],
    )
    assert [(reject.row, reject.code) for reject in done.rows.rejects] == [
        (3, "no_date"),
        (4, "no_amount"),
    ]


def test_products_need_a_name_or_a_code() -> None:
    done = table(
        ["产品编码", "产品名称", "规格", "单位", "价格", "产地"],
        ["007", "铣刀", "M6", "把", 10, "宁波"],
        ["008", "", "", "把", 10, ""],
        ["", "", "", "把", 10, ""],
    )
    first, second = done.rows.rows
    assert first.values == {
        "product.code": "007",
        "product.name": "铣刀 M6",
        "product.unit": "把",
        "product.price": 1000,
        "product.maker": "宁波",
    }
    assert (first.name, second.name) == ("铣刀 M6", "008")
    assert [reject.code for reject in done.rows.rejects] == ["no_product"]


def test_the_header_says_what_kind_of_term_it_is() -> None:
    done = table(
        ["客户", "设备名称", "序列号", "保修到期"],
        ["远山", "激光机", "SN1", "2025-1-1"],
        sheet="设备台账",
    )
    (term,) = values(done.rows.rows[0], "term")
    assert (term["kind"], term["serial"], term["end"]) == ("warranty", "SN1", date(2025, 1, 1))


def test_a_wide_row_holds_customer_order_talk_and_term() -> None:
    done = table(
        ["客户名称", "联系人", "手机", "城市", "等级", "最近下单日期", "订单金额", "合同到期日期"],
        ["远山", "张伟", "13800000001", "上海", "A", "2024.3.5", "1.2万", "2025-1-1"],
        ["长河", "李娜", "13800000002", "上海", "B", "", "300", ""],
    )
    assert done.kind == "customers"
    first, second = done.rows.rows
    assert values(first, "order") == [{"date": date(2024, 3, 5), "amount": 1200000}]
    assert values(first, "term") == [{"end": date(2025, 1, 1), "kind": "contract"}]
    # an amount without its day is no order, and not lost either
    assert second.records == ()
    assert second.values["customer.note"] == "订单金额：300"


@pytest.mark.parametrize(
    ("header", "cell"),
    [("成交日期", "2024-1-2"), ("订单金额", "300"), ("设备名称", "X1"), ("沟通方式", "电话")],
)
def test_a_column_alone_that_makes_no_record_stays_a_field_of_its_own(
    header: str, cell: str
) -> None:
    done = table(["客户名称", "城市", header], ["远山", "上海", cell])
    assert done.columns[2].field == f"custom.{header}"
    (row,) = done.rows.rows
    assert row.records == ()


def test_several_talks_in_a_cell_are_several_talks() -> None:
    done = table(
        ["客户名称", "城市", "最近联系日期", "跟进记录"],
        ["远山", "上海", "2024-4-2", "2024.3.5 电话沟通报价；4/2 拜访，谈到 3.5 万；下月签"],
        ["长河", "上海", "2024-4-3", "要月结"],
        ["北坡", "上海", "", "要月结"],
    )
    first, second, third = done.rows.rows
    assert values(first, "interaction") == [
        {"date": date(2024, 3, 5), "content": "电话沟通报价", "kind": "call"},
        {"date": date(2024, 4, 2), "content": "拜访，谈到 3.5 万；下月签", "kind": "visit"},
    ]
    # the day of the talk says when the last contact was
    assert "customer.last_contact" not in first.values
    assert values(second, "interaction") == [{"date": date(2024, 4, 3), "content": "要月结"}]
    assert third.records == ()
    assert third.values["customer.note"] == "跟进记录：要月结"


def test_a_chosen_column_keeps_its_meaning_in_a_list_of_records() -> None:
    analysis = read(*LISTS["orders"][1:])
    options = with_column(analysis.options, "Sheet1", 2, "custom")
    done = reanalyse(analysis, options).tables[0]
    assert done.rows.rows[0].values["custom.产品"] == "铣刀"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_fields_title_is_read_as_that_field(language: str) -> None:
    i18n.set_language(language)
    kinds = {kind: table for table, kind in KIND_OF_TABLE.items()} | {"product": "products"}
    for name, field in FIELDS.items():
        found = find_meaning(field_title(name), kinds.get(field.group, ""))
        assert found is not None, name
        assert (found.field, found.how) == (name, "header")


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (
            ["姓名", "手机", "卡号", "开卡日期", "到期日期"],
            ["张伟", "13800000001", "007", "2024-1-1", "2025-1-1"],
        ),
        (["名称", "类别", "备注"], ["远山商贸有限公司", "食品", "老客户"]),
        (["客户名称", "电话", "建档日期", "备注"], ["远山", "021-60000001", "2024-1-1", "老客户"]),
        (["客户名称", "电话", "日期", "跟进情况"], ["远山", "021-60000001", "", "要报价"]),
        (
            ["企业名称", "法人", "电话", "成立日期", "注册地址"],
            ["远山", "张伟", "021-60000001", "2001-1-1", "上海市"],
        ),
        (["客户名称", "产品名称", "电话", "地址"], ["远山", "铣刀", "021-60000001", "上海市"]),
        (["Company", "Phone", "Created", "Notes"], ["Acme Ltd", "555-0134", "2024-01-02", "nice"]),
    ],
)
def test_lists_of_customers_stay_lists_of_customers(header: list[str], row: list[str]) -> None:
    done = table(header, row)
    assert done.kind == "customers"
    assert not done.rows.rejects


def test_the_data_of_invoices_two_things_in_a_cell() -> None:
    done = table(
        ["名称", "税号", "地址、电话", "开户行及账号"],
        [
            "远山商贸有限公司",
            "91350200MA0000000X",
            "上海市浦东新区世纪大道1号 021-62100000",
            "工商银行张江支行 1001 2345 6789 0123",
        ],
    )
    (row,) = done.rows.rows
    assert row.values["customer.invoice_address"] == "上海市浦东新区世纪大道1号"
    assert row.values["customer.invoice_bank"] == "工商银行张江支行"
    assert row.values["customer.invoice_account"] == "1001234567890123"
    assert [(phone.kind, phone.number) for phone in row.phones] == [("invoice", "02162100000")]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("33456781", {"qq": "33456781"}),
        ("wx_liqiang", {"wechat": "wx_liqiang"}),
        ("QQ:88123456 微信:zhoujie88", {"qq": "88123456", "wechat": "zhoujie88"}),
        ("微信号：sunli_1986 / 6655443", {"qq": "6655443", "wechat": "sunli_1986"}),
        ("13600136000", {"wechat": "13600136000"}),
        ("QQ号:13600136000", {"qq": "13600136000"}),
        ("无", {}),
    ],
)
@pytest.mark.parametrize("header", ["QQ/微信", "微信号/QQ", "WeChat / QQ"])
def test_qq_and_wechat_in_one_cell_are_told_apart(
    header: str, cell: str, found: dict[str, str]
) -> None:
    done = table(["客户名称", "联系人", header], ["远山", "张伟", cell], ["近水", "李娜", "sea_77"])
    person = done.rows.rows[0].contacts[0].values
    assert {
        name: person[f"contact.{name}"] for name in ("qq", "wechat") if f"contact.{name}" in person
    } == found


def test_what_stands_with_a_remark_says_whose_it_is() -> None:
    done = table(
        ["客户名称", "联系人", "备注"],
        ["远山", "张伟", "老客户"],
        ["", "吴会计", "开票找她"],
        ["远山", "李娜", "老客户"],
    )
    notes = [row.values["customer.note"] for row in done.rows.rows]
    assert notes == ["老客户", "吴会计：开票找她", "老客户"]


def test_custom_fields_get_the_type_of_their_cells() -> None:
    rows: list[list[Cell]] = [
        [f"客户{n}", 100.5 + n, "是" if n % 2 else "无", f"3101011990010112{n:02d}", f"({n}00)"]
        for n in range(10, 20)
    ]
    done = table(["客户名称", "累计金额", "有合同", "身份证号", "余额"], *rows)
    assert [guess.type for guess in done.columns[1:]] == ["money", "yes_no", "text", "money"]
    values = done.rows.rows[0].values
    assert values["custom.累计金额"] == "110.50"
    assert values["custom.有合同"] == "no"
    assert values["custom.身份证号"] == "310101199001011210"
    assert values["custom.余额"] == "-1000.00"
