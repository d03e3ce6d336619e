"""Where the list is in a sheet: header, records, and the rows that are no records."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.importers.sheet import Cell, MergedRange, RawSheet
from smallcrm.importers.tables import Table, find_tables

HEADER = ["序号", "客户名称", "联系人", "手机", "年采购额"]
FIRST = [1, "远山商贸", "张伟", "13800000001", 1000]
SECOND = [2, "长河机电", "李娜", "13800000002", 2000]


def sheet(rows: Sequence[Sequence[object]], merged: Sequence[tuple[int, ...]] = ()) -> RawSheet:
    width = max(map(len, rows))
    full: list[list[Cell]] = [[*row, *[""] * (width - len(row))] for row in rows]  # type: ignore[list-item]
    return RawSheet("s", full, False, tuple(MergedRange(*area) for area in merged))


def only(rows: Sequence[Sequence[object]], merged: Sequence[tuple[int, ...]] = ()) -> Table:
    (table,) = find_tables(sheet(rows, merged))
    return table


def passed(table: Table) -> dict[int, str]:
    return {out.row: out.reason for out in table.passed_over}


def test_title_and_blank_rows_above_the_header_are_passed_over() -> None:
    table = only([["往来客户一览"], [], ["制表日期：2026-11-01"], HEADER, FIRST, SECOND])
    assert table.header_rows == (4,)
    assert list(table.data_rows) == [5, 6]
    assert passed(table) == {1: "title", 2: "blank", 3: "note"}


@pytest.mark.parametrize(
    "total",
    [
        ["合计", "", "", "", 3000],
        ["", "合  计", "", "", "3,000.00"],
        ["小计：", "", "", "", "3000元"],
        ["总计（元）", "", "", "", 3000],
        ["", "共计2家", "", "", ""],
        ["Total", "", "", "", 3000],
        ["", "", "", "GRAND TOTAL:", 3000],
        ["本页小计", "", "", "", 3000],
        ["华东小计", "", "", "", 3000],
    ],
)
def test_totals_are_passed_over(total: list[object]) -> None:
    table = only([HEADER, FIRST, total, SECOND])
    assert list(table.data_rows) == [2, 4]
    assert passed(table) == {3: "total"}


@pytest.mark.parametrize(
    "record",
    [
        [3, "总计划科技有限公司", "", "", ""],
        [3, "合计利五金", "", "", 5],
        [3, "Total Energy Ltd.", "", "", 5],
        ["", "Fitness Total", "", "13800000009", ""],
        ["", "只有名称的客户", "", "", ""],
        ["", "", "只有联系人", "", ""],
    ],
)
def test_records_that_look_a_little_like_totals_or_notes_stay(record: list[object]) -> None:
    table = only([HEADER, FIRST, record, SECOND])
    assert list(table.data_rows) == [2, 3, 4]


def test_notes_and_signatures_below_the_list_are_passed_over() -> None:
    table = only(
        [
            HEADER,
            FIRST,
            SECOND,
            ["注：以上资料请勿外传"],
            ["制表：张三", "", "审核：李四"],
            ["第 1 页 共 2 页"],
        ]
    )
    assert list(table.data_rows) == [2, 3]
    assert passed(table) == {4: "note", 5: "note", 6: "note"}


def test_section_lines_and_repeated_headers_are_passed_over() -> None:
    table = only([HEADER, ["一、老客户"], FIRST, [], HEADER, ["二、新客户"], SECOND])
    assert list(table.data_rows) == [3, 7]
    assert passed(table) == {2: "section", 4: "blank", 5: "repeated header", 6: "section"}


def test_rows_that_are_no_records_are_found_deep_in_a_long_list() -> None:
    records = [[at, f"远山{at}店", "张伟", f"138{at:08}", 1000] for at in range(1, 4001)]
    odd: dict[int, list[object]] = {
        700: ["合计", "", "", "", 3000],
        1090: [],  # the row below is the first of those looked at together
        1800: HEADER,
        2500: ["华东小计", "", "", "", "¥ 20"],
        2501: [],
        3900: ["合 计", "", "", 12, "3,000.00"],
    }
    rows = [HEADER, *records]
    for place, row in odd.items():
        rows[place] = row
    table = only(rows)
    assert passed(table) == {
        701: "total",
        1091: "blank",
        1801: "repeated header",
        2501: "total",
        2502: "blank",
        3901: "total",
    }
    assert table.cells(0) == [row[0] for at, row in enumerate(rows) if at and at not in odd]


def test_another_list_below_a_long_one_is_found() -> None:
    first = [[f"远山{at}店", "张伟", f"138{at:08}"] for at in range(1, 1500)]
    second = [[f"S{at}", f"长河{at}厂", "苏州"] for at in range(1, 1500)]
    rows = [["客户名称", "联系人", "手机"], *first, [], ["编号", "公司名称", "城市"], *second]
    tables = find_tables(sheet(rows))
    assert [len(table.data_rows) for table in tables] == [1499, 1499]
    assert list(tables[1].cells(1))[-1] == "长河1499厂"


def test_a_header_of_two_merged_rows_is_joined() -> None:
    rows = [
        ["客户资料", "", "", ""],
        ["单位名称", "联系信息", "", "城市"],
        ["", "联系人", "手机/电话", ""],
        ["远山商贸", "张伟", "13800000001", "上海"],
    ]
    merged = [(0, 0, 0, 3), (1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 2, 3)]
    table = only(rows, merged)
    assert table.header_rows == (2, 3)
    assert [column.header for column in table.columns] == [
        "单位名称",
        "联系人",
        "手机/电话",
        "城市",
    ]
    assert table.columns[2].group == "联系信息"
    assert list(table.data_rows) == [4]


def test_a_fuller_header_row_further_down_does_not_hide_the_records_above() -> None:
    rows = [
        ["客户跟进表"],
        ["序号", "客户信息", "", "联系方式", "", "下次跟进", "备注"],
        ["", "客户名称", "城市", "联系人", "手机", "", ""],
        [1, "远山商贸", "苏州", "张伟", "13800000001", "", "老客户"],
        [2, "长河机电", "无锡", "李娜", "13800000002", "", ""],
        ["小计"],
        [],
        ["序号", "客户名称", "城市", "联系人", "手机", "下次跟进", "备注"],
        [3, "北渡食品", "常州", "王芳", "13800000003", "", ""],
    ]
    merged = [(1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4), (1, 5, 2, 5), (1, 6, 2, 6)]
    table = only(rows, merged)
    assert table.header_rows == (2, 3)
    assert list(table.data_rows) == [4, 5, 9]
    assert passed(table)[8] == "repeated header"


def test_two_header_rows_without_merges_as_in_csv_are_joined() -> None:
    rows = [
        ["单位名称", "联系信息", "", "城市"],
        ["", "联系人", "手机", ""],
        ["远山商贸", "张伟", "13800000001", "上海"],
    ]
    table = only(rows)
    assert table.header_rows == (1, 2)
    assert [column.header for column in table.columns] == ["单位名称", "联系人", "手机", "城市"]


def test_merged_cells_are_filled_down() -> None:
    rows = [["客户名称", "联系人"], ["远山商贸", "张伟"], ["", "李娜"], ["长河机电", "王芳"]]
    table = only(rows, [(1, 0, 2, 0)])
    assert [record[0] for record in table.records] == ["远山商贸", "远山商贸", "长河机电"]


def test_a_list_without_a_header_keeps_its_first_row() -> None:
    table = only([["远山商贸有限公司", "13800000001"], ["长河机电有限公司", "13800000002"]])
    assert table.header_rows == ()
    assert list(table.data_rows) == [1, 2]


def test_an_unknown_header_is_told_by_what_stands_below() -> None:
    table = only([["a", "b"], ["1", "2"], ["3", "4"]])
    assert table.header_rows == (1,)


def test_a_second_list_on_the_sheet_is_found() -> None:
    other = ["公司名称", "联系电话", "地址"]
    rows = [HEADER, FIRST, SECOND, [], other, ["青垣包装", "021-60000001", "上海"]]
    first, second = find_tables(sheet(rows))
    assert (first.header_rows, list(first.data_rows)) == ((1,), [2, 3])
    assert (second.header_rows, list(second.data_rows)) == ((5,), [6])


def test_the_header_can_be_overruled() -> None:
    rows = [["x", "y"], ["客户名称", "电话"], ["远山", "1"]]
    (table,) = find_tables(sheet(rows), (1,))
    assert (table.header_rows, list(table.data_rows)) == ((1,), [2, 3])
    (table,) = find_tables(sheet(rows), ())
    assert (table.header_rows, list(table.data_rows)) == ((), [1, 2, 3])


def test_a_sheet_with_nothing_gives_no_table() -> None:
    assert find_tables(RawSheet("s", [])) == []


NAMES = st.sampled_from(["远山商贸", "长河机电有限公司", "Blue Harbor Ltd.", "青垣包装材料厂"])
RECORDS = st.lists(
    st.tuples(NAMES, st.sampled_from(["13800000001", "", "021-60000001"])), min_size=1, max_size=12
)
EXTRAS = st.sampled_from([[], ["合计", "", 5], ["客户名称", "电话", "金额"], ["注：月底更新"]])


@given(RECORDS, st.lists(st.tuples(st.integers(0, 12), EXTRAS), max_size=4), st.integers(0, 4))
def test_every_row_is_a_record_or_passed_over(
    records: list[tuple[str, str]], extras: list[tuple[int, list[object]]], titles: int
) -> None:
    body: list[list[object]] = [[name, phone, 7] for name, phone in records]
    for place, extra in extras:
        body.insert(min(place, len(body)), list(extra))
    rows = [["名单"]] * titles + [["客户名称", "电话", "金额"], *body]
    tables = find_tables(sheet(rows))
    seen = [row for table in tables for row in table.data_rows]
    assert len(seen) == len(records)
    for table in tables:
        seen += [*table.header_rows, *(out.row for out in table.passed_over)]
    assert sorted(seen) == list(range(1, len(rows) + 1))


def test_the_users_word_on_a_row_is_final() -> None:
    rows = sheet([HEADER, FIRST, ["合计", "", "", "", 3000], SECOND, ["注：以上资料请勿外传"]])
    decided = {1: False, 2: True, 4: True}
    (table,) = find_tables(replace(rows, decided=decided))
    assert list(table.data_rows) == [3, 4, 5]
    assert passed(table) == {2: "not wanted"}
