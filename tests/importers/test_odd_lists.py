"""Exports and hand-made lists that are odd, but as businesses have them."""

from collections.abc import Sequence
from datetime import date

import pytest

from smallcrm.importers.analysis import Analysis, ImportOptions, reanalyse, understand
from smallcrm.importers.delimited import text_answer
from smallcrm.importers.sheet import Cell, MergedRange, RawFile, RawSheet
from tests.importers.sample_rows import HEADER, NAMES, PEOPLE


def read(
    rows: Sequence[Sequence[Cell]],
    merged: Sequence[tuple[int, int, int, int]] = (),
    sheet: str = "名单",
) -> Analysis:
    width = max(map(len, rows))
    cells = [[*row, *([""] * (width - len(row)))] for row in rows]
    raw = RawSheet(sheet, cells, merged=tuple(MergedRange(*area) for area in merged))
    return understand(RawFile("名单.xlsx", "名单.xlsx", "xlsx", "", (raw,)))


def read_text(text: str) -> Analysis:
    (sheet,) = text_answer(text.encode(), "名单")["sheets"]
    return read(sheet["rows"])


def names(analysis: Analysis) -> list[str]:
    return [row.name for table in analysis.tables for row in table.rows.rows]


def meanings(analysis: Analysis) -> dict[str, str]:
    return {guess.header: guess.field for guess in analysis.tables[0].columns}


# --- text files ----------------------------------------------------------------------------------


def test_the_mark_of_a_file_joined_to_another_is_no_part_of_its_header() -> None:
    part = "\ufeff客户名称,手机,城市\n"
    analysis = read_text(f"{part}远山商贸,13800000001,上海\n{part}长河机电,13800000002,苏州\n")
    assert names(analysis) == ["远山商贸", "长河机电"]


def test_an_apostrophe_that_keeps_digits_a_text_is_no_part_of_them() -> None:
    analysis = read_text("客户名称,客户编号,手机\n远山商贸,'000125,'13800000001\n长河,'000126,\n")
    assert [row.values["customer.code"] for row in analysis.tables[0].rows.rows] == [
        "000125",
        "000126",
    ]


# --- exports of programs -------------------------------------------------------------------------


def test_cards_scanned_with_numbered_columns_are_companies_with_persons() -> None:
    analysis = read(
        [
            ["姓名", "公司1", "职位1", "公司2", "手机1", "手机2", "传真1", "邮编1"],
            ["周海", "远山机电", "经理", "", "13800000001", "", "0512-66660011", "215000"],
            ["林晓", "长河包装厂", "厂长", "长河集团", "13800000002", "13900000002", "", ""],
        ]
    )
    rows = analysis.tables[0].rows.rows
    assert names(analysis) == ["远山机电", "长河包装厂"]
    assert [row.contacts[0].values["contact.title"] for row in rows] == ["经理", "厂长"]
    assert rows[0].values["customer.postcode"] == "215000"
    assert rows[1].values["custom.公司2"] == "长河集团"


def test_the_seller_of_an_order_is_not_the_customer() -> None:
    header = ["订单编号", "买家公司名", "卖家公司名", "实付款(元)", "订单创建时间", "货品标题"]
    order = ["3312345678901234567", "远山日用品厂", "我们的工厂", 1220, "2026-03-01", "水杯"]
    analysis = read([header, order, ["3312345678901234568", *order[1:]]])
    assert names(analysis) == ["远山日用品厂", "远山日用品厂"]
    record = analysis.tables[0].rows.rows[0].records[0]
    assert record.values["order.amount"] == 122_000
    assert record.values["order.date"] == date(2026, 3, 1)


def test_numbers_under_customer_are_codes_where_another_column_has_the_names() -> None:
    header = ["Customer", "Search Term", "Name 1", "City", "VAT Registration No."]
    rows = [
        ["0000100123", "ALDER", "Alder Works GmbH", "Leipzig", "DE123456789"],
        ["0000100124", "BIRCH", "Birch Foods AG", "Berlin", "DE987654321"],
    ]
    analysis = read([header, *rows])
    assert names(analysis) == ["Alder Works GmbH", "Birch Foods AG"]
    values = analysis.tables[0].rows.rows[0].values
    assert values["customer.code"] == "0000100123"
    assert values["customer.tax_number"] == "DE123456789"


def test_numbers_with_words_before_them_are_phones() -> None:
    header = ["Customer full name", "Phone numbers", "Email"]
    both = "Phone:(415) 555-0101 Mobile:(415) 555-0102"
    analysis = read([header, ["Birch Foods", both, "a@birch.example"]])
    phones = [phone.number for phone in analysis.tables[0].rows.rows[0].phones]
    assert [number.removeprefix("+1") for number in phones] == ["4155550101", "4155550102"]


def test_what_a_report_says_below_its_rows_is_no_customer() -> None:
    header = ["First Name", "Last Name", "Account Name", "Phone"]
    rows = [["Ann", "Lee", "Alder Works", "(415) 555-0101"], ["Mia", "Hall", "Birch Foods", ""]]
    notes = [
        ["Contacts by Account"],
        ["Copyright (c) 2000-2026 Report Maker, inc. All rights reserved."],
        ["Confidential Information - Do Not Distribute"],
        ["Alder Trading"],
    ]
    assert names(read([header, *rows, [], [], *notes])) == ["Alder Works", "Birch Foods"]
    # without such a note a name alone is a customer
    assert "Cedar Signs" in names(read([header, *rows, [], ["", "", "Cedar Signs"]]))


def test_the_row_that_says_how_to_fill_in_a_template_is_passed_over() -> None:
    how = ["请填写工商全称，不超过50字", "必填", "只填一个", "格式：上海"]
    analysis = read([HEADER, how, *PEOPLE])
    assert names(analysis) == NAMES
    assert [(out.row, out.reason) for out in analysis.tables[0].table.passed_over] == [
        (2, "example")
    ]


def test_first_and_last_name_are_one_name_where_no_company_is_told() -> None:
    rows = [["ann@alder.example", "Ann", "Lee"], ["tom@birch.example", "Tom", "Ray"]]
    analysis = read([["Email Address", "First Name", "Last Name"], *rows])
    assert names(analysis) == ["Ann Lee", "Tom Ray"]


def test_a_contact_with_other_first_and_last_names_is_the_business() -> None:
    header = ["*ContactName", "FirstName", "LastName", "EmailAddress"]
    analysis = read([header, ["Alder Works", "Ann", "Lee", ""], ["Birch Foods", "Tom", "Ray", ""]])
    assert names(analysis) == ["Alder Works", "Birch Foods"]
    assert [row.contacts[0].name for row in analysis.tables[0].rows.rows] == ["Ann Lee", "Tom Ray"]
    header = ["Contact Name", "First Name", "Last Name"]
    assert names(read([header, ["Ann Lee", "Ann", "Lee"], ["Tom Ray", "Tom", "Ray"]])) == [
        "Ann Lee",
        "Tom Ray",
    ]


def test_the_address_of_a_shop_export_is_no_field_of_its_own() -> None:
    header = ["First Name", "Last Name", "Default Address Company", "Default Address Address1"]
    header += ["Default Address Address2", "Default Address Zip", "Default Address Phone"]
    row = ["Ann", "Lee", "Alder Works", "12 Mill St", "Suite 4", "94601", "+14155550101"]
    values = read([header, row, row]).tables[0].rows.rows[0].values
    assert values["customer.address"] == "12 Mill St, Suite 4"
    assert values["customer.postcode"] == "94601"
    assert not [name for name in values if name.startswith("custom.")]


def test_who_buys_in_a_tender_is_the_customer_and_not_the_agency() -> None:
    header = ["序号", "项目名称", "采购人", "代理机构", "代理机构电话"]
    rows = [
        [1, "远山中学空调采购", "远山中学", "苏州招标有限公司", "0512-66660242"],
        [2, "长河医院设备采购", "长河医院", "苏州招标有限公司", "0512-66660242"],
    ]
    assert names(read([header, *rows])) == ["远山中学", "长河医院"]


def test_tenders_are_deals_of_those_who_buy() -> None:
    header = ["项目名称", "招标单位", "项目编号", "预算金额（万元）", "开标时间", "状态"]
    rows = [
        ["空调采购", "远山中学", "YS-1", "86.5", "2026年12月3日", "已报名"],
        ["课桌采购", "远山中学", "YS-2", "33", "2026-12-10", "未中标"],
        ["设备采购", "长河医院", "CH-1", "120", "2026-09-15", "中标"],
    ]
    (table,) = read([["2026年投标跟踪表"], header, *rows]).tables
    assert table.kind == "deals"
    first = table.rows.rows[0].records[0].values
    assert (first["deal.title"], first["deal.amount"]) == ("空调采购", 86_500_000)
    assert str(first["deal.expected_close"])[:10] == "2026-12-03"


# --- cells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "周海东 采购 13800000141\n林晓 财务 13800000142",
        "周海东（采购）13800000141/林晓（财务）13800000142",
        "周海东采购：13800000141；林晓财务：13800000142",
    ],
)
def test_several_persons_with_their_numbers_in_a_cell_each_keep_their_own(cell: str) -> None:
    analysis = read([["客户", "联系人及电话"], ["远山商贸", cell], ["长河", "李娜 13800000002"]])
    first, second = analysis.tables[0].rows.rows[0].contacts
    assert [phone.number for phone in first.phones] == ["13800000141"]
    assert [phone.number for phone in second.phones] == ["13800000142"]
    assert str(first.values["contact.name"]).startswith("周海东")
    assert str(second.values["contact.name"]).startswith("林晓")


def test_a_person_with_two_numbers_has_a_clean_name() -> None:
    cell = "陈立（老板）：13800000145、0519-85550145"
    analysis = read([["客户", "联系人及电话"], ["远山商贸", cell], ["长河", "李娜 13800000002"]])
    (person,) = analysis.tables[0].rows.rows[0].contacts
    assert person.values["contact.name"] == "陈立"
    assert person.values["contact.title"] == "老板"


def test_a_line_break_in_an_address_is_no_part_of_the_street() -> None:
    analysis = read([["客户名称", "地址"], ["远山商贸", "无锡市\n滨湖区2号"], ["长河", "苏州3号"]])
    values = analysis.tables[0].rows.rows[0].values
    assert (values["customer.district"], values["customer.address"]) == ("滨湖区", "2号")


# --- sheets that are no list as they stand -------------------------------------------------------


def test_a_sheet_written_sideways_is_turned_and_says_so() -> None:
    columns = [HEADER, *PEOPLE]
    analysis = read([[row[place] for row in columns] for place in range(4)])
    assert names(analysis) == NAMES
    assert [note.code for note in analysis.notes] == ["turned"]
    titled = read([["客户一览"], [], *([row[place] for row in columns] for place in range(4))])
    assert names(titled) == NAMES


@pytest.mark.parametrize("between", [[], [[]], [["开票资料"]]])
def test_labels_with_values_beside_them_are_a_row_a_card(between: list[list[Cell]]) -> None:
    rows: list[list[Cell]] = [["开票资料"]]
    for number, name in enumerate(NAMES):
        rows += [["公司名称：", name], ["税号：", f"91320594MA1XXXXX0{number}"]]
        rows += [["地址：", "苏州市星湖街1号"], ["电话：", f"0512-6666007{number}"], *between]
    analysis = read(rows)
    assert names(analysis) == NAMES
    assert [note.code for note in analysis.notes] == ["cards"]
    values = analysis.tables[0].rows.rows[2].values
    assert values["customer.tax_number"] == "91320594MA1XXXXX02"


def test_cards_with_two_labels_in_a_row() -> None:
    rows: list[list[Cell]] = []
    for name, person, phone, city in PEOPLE:
        rows += [["客户名称", name, "电话", phone], ["联系人", person, "城市", city]]
        rows += [["备注", "", "", ""], []]
    analysis = read(rows)
    assert names(analysis) == NAMES
    assert [row.contacts[0].name for row in analysis.tables[0].rows.rows] == [
        "张伟",
        "李娜",
        "王芳",
    ]


def test_one_form_of_one_customer_is_a_card() -> None:
    rows = [
        ["客户信息表"],
        ["客户名称", "远山商贸", "城市", "上海"],
        ["联系人", "张伟", "手机", "13800000001"],
    ]
    assert names(read(rows)) == ["远山商贸"]


def test_lines_of_labels_and_values_are_a_row_a_block() -> None:
    block = "{}\n税号：91320594MA1XXXXX0A\n电话：0512-66660071\n月底开票\n\n"
    analysis = read_text("".join(map(block.format, NAMES)))
    assert names(analysis) == NAMES
    values = analysis.tables[0].rows.rows[0].values
    assert values["customer.note"] == "月底开票"
    english = "Company: Alder Works\nPhone: 020 7946 0958\nEmail: a@alder.example\n\n"
    analysis = read_text(english + english.replace("Alder", "Birch"))
    assert names(analysis) == ["Alder Works", "Birch Works"]


@pytest.mark.parametrize(
    ("headings", "field"),
    [
        (["华东区", "华南区（1家）"], "customer.region"),
        (["一、重点客户", "二、一般客户："], "customer.tags"),
        (["Region: North", "Region: South"], "customer.tags"),
    ],
)
def test_headings_between_the_rows_are_a_column(headings: list[str], field: str) -> None:
    rows = [HEADER, [headings[0]], *PEOPLE[:2], [headings[1]], PEOPLE[2], ["合计", "", "", 3]]
    analysis = read(rows)
    assert names(analysis) == NAMES
    table = analysis.tables[0]
    passed = {out.row: out.reason for out in table.table.passed_over}
    assert passed == {2: "section", 5: "section", 7: "total"}
    said = [str(row.values[field]) for row in table.rows.rows]
    assert said[0] == said[1] != said[2]


def test_customers_of_whom_only_the_name_is_known_are_no_headings() -> None:
    rows = [HEADER, ["西岭建材"], PEOPLE[0], ["海东食品厂"], PEOPLE[1], PEOPLE[2]]
    assert names(read(rows)) == ["西岭建材", NAMES[0], "海东食品厂", *NAMES[1:]]


def test_the_customer_above_a_statement_is_that_of_its_rows() -> None:
    header = ["日期", "单号", "品名", "数量", "单价", "金额"]
    rows: list[list[Cell]] = []
    for number, name in enumerate(NAMES[:2], 1):
        rows += [
            [f"{name}对账单"],
            [f"客户：{name}", "", "", "对账期间：2026年10月"],
            header,
            [date(2026, 10, number), f"XS00{number}", "水泵", 2, 500, 1000],
            ["合计", "", "", "", "", 1000],
            ["客户确认：", "", "", "日期："],
        ]
    analysis = read(rows)
    assert names(analysis) == NAMES[:2]
    records = [row.records[0] for table in analysis.tables for row in table.rows.rows]
    assert [record.values["order.number"] for record in records] == ["XS001", "XS002"]
    assert not [reject for table in analysis.tables for reject in table.rows.rejects]


def test_name_phone_and_address_in_one_cell_are_taken_apart() -> None:
    cells = [
        "周海东 13800010061 江苏省苏州市工业园区星湖街1号",
        "收件人：钱进；电话：138-0001-0063；地址：广东省深圳市南山区科技路3号",
        "北京市朝阳区建国路4号 孙力（收） 13800010064",
        "陈立\n13800010065\n上海市浦东新区张江路5号 201203",
    ]
    analysis = read([["收件信息", "寄什么"], *([cell, "样品"] for cell in cells)])
    assert names(analysis) == ["周海东", "钱进", "孙力", "陈立"]
    rows = analysis.tables[0].rows.rows
    assert [row.values["customer.city"] for row in rows] == ["苏州", "深圳", "北京", "上海"]
    assert rows[1].phones[0].number == "13800010063"
    assert rows[3].values["customer.postcode"] == "201203"


def test_numbered_lines_of_a_chat_are_persons() -> None:
    lines = ["#接龙", "姓名 电话 地址 数量", ""]
    lines += [f"{n}. 王海燕 1380001000{n} 杭州市西湖区文三路{n}号 {n}盒" for n in range(1, 5)]
    analysis = read_text("\n".join(lines))
    rows = analysis.tables[0].rows.rows
    assert [row.phones[0].number for row in rows] == [f"1380001000{n}" for n in range(1, 5)]
    assert rows[1].values["customer.note"] == "2盒"


def test_a_list_with_addresses_and_phones_in_their_columns_stays_as_it_is() -> None:
    rows = [["客户名称", "手机", "地址"], ["远山商贸", "13800000001", "苏州市星湖街1号"]]
    analysis = read([*rows, ["长河机电", "13800000002", "无锡市滨湖区2号"]])
    assert not analysis.notes
    assert meanings(analysis)["地址"] == "customer.address"


@pytest.mark.parametrize("title", ["2026年11月 销售拜访表", "拜访 2026-11"])
def test_a_column_for_each_day_holds_contacts(title: str) -> None:
    days = [f"{day}日" for day in range(1, 8)]
    rows = [
        [title],
        ["客户名称", "联系人", *days],
        ["远山商贸", "张伟", "", "上门送样", "", "", "√", "", ""],
        ["长河机电", "李娜", "", "", "", "", "", "", ""],
        ["合计", "", 0, 1, 0, 0, 1, 0, 0],
    ]
    analysis = read(rows)
    assert {*names(analysis)} == {"远山商贸", "长河机电"}
    records = [record for row in analysis.tables[0].rows.rows for record in row.records]
    talks = [
        (record.values["interaction.date"], record.values["interaction.content"])
        for record in records
    ]
    assert talks == [(date(2026, 11, 2), "上门送样"), (date(2026, 11, 5), "拜访")]
    assert not analysis.tables[0].rows.rejects


def test_amounts_of_each_month_are_no_contacts() -> None:
    header = ["客户名称", *(f"{month}月" for month in range(1, 13))]
    analysis = read([["2026年销售"], header, ["远山商贸", *range(100, 1300, 100)]])
    assert names(analysis) == ["远山商贸"]
    assert not analysis.notes


def test_a_sheet_can_be_left_as_it_stands_and_made_a_list_again() -> None:
    sideways = [[HEADER[place], *(row[place] for row in PEOPLE)] for place in range(4)]
    made = read(sideways)
    assert names(made) == NAMES
    assert [note.code for note in made.notes] == ["turned"]

    left = reanalyse(made, ImportOptions(as_it_stands=True))
    assert names(left) != NAMES
    assert left.notes == ()
    assert left.file.sheets[0].rows == sideways

    again = reanalyse(left, ImportOptions())
    assert names(again) == NAMES
    assert [note.code for note in again.notes] == ["turned"]


# --- several things under one header --------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "name", "number"),
    [
        ("张三 13800138000", "张三", "13800138000"),
        ("王先生13900139000", "王先生", "13900139000"),
        ("杨先生（采购）13911112222", "杨先生（采购）", "13911112222"),
        ("远山商贸，021-6210 8888 转 802", "远山商贸", "02162108888"),
        ("张三（手机：13800138000）", "张三", "13800138000"),
        ("13800138000 张三", "张三", "13800138000"),
        ("7天酒店 0512-66668888", "7天酒店", "051266668888"),
    ],
)
def test_a_number_beside_the_customers_name_is_a_phone(cell: str, name: str, number: str) -> None:
    for header in (["客户", "备注"], ["客户", "商品名称", "金额", "订单日期"]):
        more = ["老客户"] if len(header) == 2 else ["净水器", 2980, "2024-03-05"]
        analysis = read([header, ["长河机电", *more], [cell, *more]])
        rows = analysis.tables[0].rows.rows
        assert [row.name for row in rows] == ["长河机电", name]
        assert [[phone.number for phone in row.phones] for row in rows] == [[], [number]]


@pytest.mark.parametrize(
    "name", ["苏州20240305批次", "三六零 2024-03-05", "A公司 110105199001011234", "13800138000"]
)
def test_other_figures_stay_with_the_customers_name(name: str) -> None:
    assert names(read([["客户", "备注"], ["长河机电", "老客户"], [name, "新"]])) == [
        "长河机电",
        name,
    ]


def test_whose_a_part_is_above_its_repeated_header_is_no_customer() -> None:
    header = ["客户", "电话", "跟进情况"]
    rows = [["业务员：张伟"], header, ["远山商贸", "13800138000", "要报价"], ["长河机电", "", ""]]
    analysis = read([*rows, ["业务员：李静"], header, ["恒达包装", "13800138002", "要样品"]])
    assert names(analysis) == ["远山商贸", "长河机电", "恒达包装"]
    lonely = read([*rows[1:], ["云溪科技"], header, ["恒达包装", "13800138002", "要样品"]])
    assert names(lonely) == ["远山商贸", "长河机电", "云溪科技", "恒达包装"]


def test_headers_in_traditional_characters_are_those_in_simplified_ones() -> None:
    header = ["客戶名稱", "統一編號", "行動電話", "建檔日期", "發票抬頭", "備註"]
    analysis = read([header, ["遠山商貿", "12345678", "13800138000", "2019.3.5", "遠山商貿", "無"]])
    (row,) = analysis.tables[0].rows.rows
    assert row.values["customer.tax_number"] == "12345678"
    assert row.values["customer.created"] == date(2019, 3, 5)
    assert row.values["customer.invoice_title"] == "遠山商貿"
    assert "customer.note" not in row.values
    assert meanings(analysis)["行動電話"] == "customer.mobile"


def test_days_written_as_numbers_are_days_under_a_header_of_days() -> None:
    cells: list[Cell] = ["20190305", "2019年3月", 43529, "2019.03", 20190306]
    rows = [
        ["客户名称", "年检日期"],
        *(["远山商贸" + "一二三四五"[n], c] for n, c in enumerate(cells)),
    ]
    analysis = read(rows)
    assert [row.values["custom.年检日期"] for row in analysis.tables[0].rows.rows] == [
        "2019-03-05",
        "2019-03-01",
        "2019-03-05",
        "2019-03-01",
        "2019-03-06",
    ]


def test_the_last_product_in_a_wide_row_belongs_to_its_order() -> None:
    header = ["客户名称", "手机", "最近成交日期", "最近成交产品", "最近成交金额"]
    analysis = read([header, ["远山商贸", "13800138000", "2024.3.5", "空压机", "3.5万"]])
    (record,) = analysis.tables[0].rows.rows[0].records
    assert record.values["order.product"] == "空压机"
    assert record.values["order.amount"] == 3_500_000
