"""Exports and hand-made lists that are odd, but as businesses have them."""

from collections.abc import Sequence
from datetime import date

import pytest

from smallcrm.importers.analysis import Analysis, understand
from smallcrm.importers.delimited import text_answer
from smallcrm.importers.sheet import Cell, MergedRange, RawFile, RawSheet

HEADER: list[Cell] = ["客户名称", "联系人", "手机", "城市"]
PEOPLE: list[list[Cell]] = [
    ["远山商贸", "张伟", "13800000001", "上海"],
    ["长河机电", "李娜", "13800000002", "苏州"],
    ["北坡机器厂", "王芳", "13800000003", "杭州"],
]
NAMES = ["远山商贸", "长河机电", "北坡机器厂"]


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
