"""Sheets as people lay them out, what is hidden in them, and cells mended before importing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from smallcrm.importers.analysis import (
    Analysis,
    ImportOptions,
    reanalyse,
    understand,
    with_column,
    with_mend,
)
from smallcrm.importers.dateorder import Undated, likely_years
from smallcrm.importers.sheet import Cell, MergedRange, RawFile, RawSheet
from tests.importers.sample_rows import HEADER, NAMES, PEOPLE


def read(
    rows: Sequence[Sequence[Cell]],
    merged: Sequence[tuple[int, int, int, int]] = (),
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    **options: object,
) -> Analysis:
    width = max(map(len, rows))
    sheet = RawSheet(
        "名单",
        [[*row, *([""] * (width - len(row)))] for row in rows],
        merged=tuple(MergedRange(*area) for area in merged),
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
    )
    file = RawFile("list.xlsx", "list.xlsx", "xlsx", "", (sheet,))
    return understand(file, ImportOptions(**options))  # type: ignore[arg-type]


def names(analysis: Analysis) -> list[list[str]]:
    return [[row.name for row in done.rows.rows] for done in analysis.tables]


def found(analysis: Analysis, table: int = 0) -> list[str]:
    return [guess.field for guess in analysis.tables[table].columns]


# --- layouts --------------------------------------------------------------------------------------


@pytest.mark.parametrize("above", [0, 1, 5, 29])
def test_the_header_may_stand_far_down(above: int) -> None:
    analysis = read([*[[f"说明第{number}条"] for number in range(above)], HEADER, *PEOPLE])
    assert analysis.tables[0].table.header_rows == (above + 1,)
    assert names(analysis) == [NAMES]


def test_a_header_of_three_rows() -> None:
    analysis = read(
        [
            ["基本信息", "", "联系信息", "", "", ""],
            ["客户名称", "城市", "联系人", "", "公司", ""],
            ["", "", "姓名", "手机", "电话", "传真"],
            ["远山商贸", "上海", "张伟", "13800000001", "021-60000001", ""],
            ["长河机电", "苏州", "李娜", "13800000002", "0512-60000001", ""],
        ],
        merged=[(0, 0, 0, 1), (0, 2, 0, 5), (1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 5)],
    )
    assert analysis.tables[0].table.header_rows == (1, 2, 3)
    assert found(analysis) == [
        "customer.name",
        "customer.city",
        "contact.name",
        "contact.mobile",
        "customer.phone",
        "customer.fax",
    ]


def test_without_a_header_columns_are_told_by_their_cells() -> None:
    analysis = read(PEOPLE)
    assert analysis.tables[0].table.header_rows == ()
    assert found(analysis) == ["customer.name", "contact.name", "contact.mobile", "customer.city"]


ORDERS: list[list[Cell]] = [
    ["订单号", "日期", "客户", "金额"],
    ["A1", "2024-1-2", "远山商贸", 30],
    ["A2", "2024-1-3", "长河机电", 50],
]


@pytest.mark.parametrize("between", [[], [[]], [[], ["订单"]], [["订单"]]])
def test_tables_below_each_other(between: list[list[Cell]]) -> None:
    analysis = read([["客户"], HEADER, *PEOPLE, *between, *ORDERS])
    assert [(done.key, done.kind) for done in analysis.tables] == [
        ("名单", "customers"),
        ("名单#2", "orders"),
    ]
    assert names(analysis) == [NAMES, NAMES[:2]]


def test_tables_side_by_side() -> None:
    rows = [[*HEADER, "", *ORDERS[0]]]
    rows += [[*person, "", *order] for person, order in zip(PEOPLE, ORDERS[1:], strict=False)]
    rows += [[*PEOPLE[2]]]
    analysis = read([["客户和订单"], *rows])
    assert [done.kind for done in analysis.tables] == ["customers", "orders"]
    assert names(analysis) == [NAMES, NAMES[:2]]
    # a row of one table is not told as passed over by the other
    assert [out.row for out in analysis.tables[1].table.passed_over] == [1]
    amounts = [row.records[0].values["order.amount"] for row in analysis.tables[1].rows.rows]
    assert amounts == [3000, 5000]


def test_one_list_in_two_halves() -> None:
    analysis = read(
        [[*HEADER, *HEADER], [*PEOPLE[0], *PEOPLE[1]], [*PEOPLE[2], "", "", "", ""]],
    )
    assert names(analysis) == [["远山商贸", "北坡机器厂"], ["长河机电"]]


def test_a_gap_alone_does_not_make_two_tables() -> None:
    rows = [["客户名称", "城市", "", "联系人", "手机"]]
    rows += [[name, city, "", who, phone] for name, who, phone, city in PEOPLE]
    assert names(read(rows)) == [NAMES]


# --- hidden ---------------------------------------------------------------------------------------


def test_hidden_rows_are_left_out_and_named_until_they_are_chosen() -> None:
    analysis = read([HEADER, *PEOPLE], hidden_rows=[2])
    assert names(analysis) == [["远山商贸", "北坡机器厂"]]
    (out,) = analysis.tables[0].table.passed_over
    assert (out.row, out.reason) == (3, "hidden")
    (note,) = analysis.notes
    assert (note.code, note.text) == ("hidden_rows", "名单: 1 hidden row was left out.")
    again = reanalyse(analysis, ImportOptions(hidden_rows=True))
    assert names(again) == [NAMES]
    assert again.notes == ()
    assert names(reanalyse(again, ImportOptions())) == [["远山商贸", "北坡机器厂"]]


def test_a_hidden_column_is_left_out_until_it_is_chosen() -> None:
    analysis = read([HEADER, *PEOPLE], hidden_columns=[3])
    guess = analysis.tables[0].columns[3]
    assert (guess.field, guess.reason, guess.words) == ("ignored", "hidden", "hidden in the file")
    assert [note.code for note in analysis.notes] == ["hidden_columns"]
    assert "城市" in analysis.notes[0].text
    again = reanalyse(analysis, with_column(analysis.options, "名单", 3, "customer.city"))
    assert again.tables[0].rows.rows[0].values["customer.city"] == "上海"
    assert again.notes == ()


# --- mended ---------------------------------------------------------------------------------------


def test_a_mended_cell_is_read_in_place_of_the_cell() -> None:
    rows = [HEADER, ["", "张伟", "1380000", "上海"], *PEOPLE[1:]]
    first = read(rows)
    assert first.tables[0].rows.rows[0].problems
    options = with_mend(first.options, "名单", 2, 0, "远山商贸")
    options = with_mend(options, "名单", 2, 2, "13800000001")
    second = reanalyse(first, options)
    (row, *_others) = second.tables[0].rows.rows
    assert (row.name, row.numbers(), row.problems) == ("远山商贸", ["13800000001"], ())
    # what was kept of the first reading is not mixed in, and the file stays as it was
    assert first.file.sheets[0].rows[1][2] == "1380000"
    third = reanalyse(second, with_mend(options, "名单", 2, 2, "13800000009"))
    assert third.tables[0].rows.rows[0].numbers() == ["13800000009"]
    back = reanalyse(third, first.options)
    assert back.tables[0].rows.rows[0].numbers() == ["1380000"]


def test_a_mended_header_gives_its_column_another_meaning() -> None:
    analysis = read([["客户名称", "联系人", "号码儿", "城市"], *PEOPLE])
    again = reanalyse(analysis, with_mend(analysis.options, "名单", 1, 3, "区域"))
    assert found(again)[3] == "customer.region"
    # a place outside the sheet changes nothing
    assert names(reanalyse(analysis, with_mend(analysis.options, "名单", 99, 7, "x"))) == [NAMES]


def test_mends_work_on_a_second_table_too() -> None:
    analysis = read([HEADER, *PEOPLE, [], *ORDERS])
    again = reanalyse(analysis, with_mend(analysis.options, "名单", 8, 3, "12.5"))
    assert names(again) == [NAMES, NAMES[:2]]
    amounts = [row.records[0].values["order.amount"] for row in again.tables[1].rows.rows]
    assert amounts == [3000, 1250]


# --- what titles and headers say of the values ---------------------------------------------------


@pytest.mark.parametrize("title", ["2024年客户名单", "名单（2024）"])
def test_a_day_without_a_year_takes_that_of_the_title(title: str) -> None:
    header = ["客户名称", "城市", "建档日期"]
    analysis = read([[title], header, ["远山", "上海", "11/1"], ["长河", "苏州", "3月5日"]])
    created = [row.values["customer.created"] for row in analysis.tables[0].rows.rows]
    assert created == [date(2024, 11, 1), date(2024, 3, 5)]


def test_a_day_without_a_year_takes_that_of_its_column_or_stays_as_it_is() -> None:
    header = ["客户名称", "城市", "建档日期"]
    one = read([header, ["远山", "上海", "2023.11.1"], ["长河", "苏州", "12/5"]])
    assert one.tables[0].rows.rows[1].values["customer.created"] == date(2023, 12, 5)
    none = read([header, ["远山", "上海", "11/1"], ["长河", "苏州", "12/5"]])
    assert none.tables[0].rows.rows[0].values["custom.建档日期"] == "11/1"
    two = read(
        [header, ["远山", "上海", "2023.1.1"], ["甲", "苏州", "2022.1.1"], ["乙", "", "12/5"]]
    )
    assert two.tables[0].rows.rows[2].values["customer.note"] == "建档日期：12/5"


def test_a_short_name_that_is_the_whole_name_is_not_kept_twice() -> None:
    rows = [["海东", "宁波海东包装厂", "上海"], ["北渡食品厂", "北渡食品厂", "泉州"]]
    analysis = read([["名称", "全名", "城市"], *rows])
    first, second = analysis.tables[0].rows.rows
    assert (first.name, first.values["customer.short_name"]) == ("宁波海东包装厂", "海东")
    assert (second.name, second.values.get("customer.short_name")) == ("北渡食品厂", None)
    assert not any(name.startswith("custom.") for name in {**first.values, **second.values})


def test_days_whose_year_nothing_says_are_asked_for_and_read_with_the_answer() -> None:
    rows: list[list[Cell]] = [
        ["客户名称", "城市", "建档日期", "生日"],
        ["远山", "上海", "11/1", "3月5日"],
        ["长河", "苏州", "2月29日", "4月6日"],
    ]
    analysis = read(rows)
    _name, _city, created, birthday = analysis.tables[0].columns
    assert created.undated == Undated("customer.created", (11, 1), "11/1")
    assert birthday.undated is None
    again = reanalyse(analysis, replace(analysis.options, year=2024))
    found = [row.values for row in again.tables[0].rows.rows]
    assert [values["customer.created"] for values in found] == [
        date(2024, 11, 1),
        date(2024, 2, 29),
    ]
    assert found[0]["customer.birthday"].isoformat() == "1904-03-05"
    assert again.tables[0].columns[2].undated is None
    back = reanalyse(again, replace(again.options, year=None))
    assert back.tables[0].rows.rows[0].values["custom.建档日期"] == "11/1"


def test_the_year_a_list_says_itself_is_neither_asked_nor_overruled() -> None:
    header = ["客户名称", "城市", "建档日期"]
    analysis = read([["2024年客户名单"], header, ["远山", "上海", "11/1"], ["甲", "", "3月5日"]])
    assert analysis.tables[0].columns[2].undated is None
    again = reanalyse(analysis, replace(analysis.options, year=2026))
    assert again.tables[0].rows.rows[0].values["customer.created"] == date(2024, 11, 1)


def test_a_column_that_is_no_date_is_not_asked_for_a_year() -> None:
    header = ["客户名称", "城市", "建档日期"]
    rows: list[list[Cell]] = [["远山", "上海", "11/1"], ["甲", "", "12/5"]]
    analysis = read([header, *rows])
    again = reanalyse(analysis, with_column(analysis.options, "名单", 2, "custom:text:批次"))
    assert again.tables[0].columns[2].undated is None
    assert read([["客户名称", "城市", "批次"], *rows]).tables[0].columns[2].undated is None


def test_talks_whose_days_lack_a_year_are_talks_with_the_answer() -> None:
    header = ["客户名称", "跟进日期", "跟进内容"]
    analysis = read([header, ["远山", "11/1", "电话报价"], ["长河", "12/5", "上门送样"]])
    (days,) = [guess.undated for guess in analysis.tables[0].columns if guess.undated]
    assert likely_years(days, date(2026, 11, 22)) == (2025, 2026)
    assert likely_years(days, date(2026, 12, 5)) == (2026, 2025)
    again = reanalyse(analysis, replace(analysis.options, year=2025))
    talks = [row.records[0] for row in again.tables[0].rows.rows]
    assert [talk.values["interaction.date"] for talk in talks] == [
        date(2025, 11, 1),
        date(2025, 12, 5),
    ]


def test_a_day_to_come_may_well_be_one_of_this_year() -> None:
    header = ["客户名称", "城市", "下次跟进"]
    analysis = read([header, ["远山", "上海", "11/1"], ["长河", "苏州", "12/5"]])
    days = analysis.tables[0].columns[2].undated
    assert days is not None
    assert likely_years(days, date(2026, 11, 22)) == (2026, 2025)


@pytest.mark.parametrize(
    ("title", "header"), [("名单", "年采购额（万元）"), ("单位：万元", "年采购额")]
)
def test_amounts_may_be_counted_in_ten_thousands(title: str, header: str) -> None:
    rows: list[list[Cell]] = [
        ["远山", "上海", 60],
        ["长河", "苏州", "1.5"],
        ["甲", "杭州", "8000元"],
    ]
    analysis = read([[title], ["客户名称", "城市", header], *rows])
    amounts = [row.values["customer.revenue"] for row in analysis.tables[0].rows.rows]
    assert amounts == [60_000_000, 1_500_000, 800_000]


def test_a_second_person_without_a_company_stays_with_it_on_sheets_of_salespersons() -> None:
    header = ["客户名称", "联系人", "手机"]
    first: list[list[Cell]] = [
        header,
        ["金阊精密机械有限公司", "周建明", "13800000001"],
        ["", "李会计", "13800000002"],
    ]
    second: list[list[Cell]] = [header, ["西兴五金商行", "沈强", "13800000003"]]
    sheets = (RawSheet("张丽", first), RawSheet("陈强", second))
    analysis = understand(RawFile("a.xlsx", "a.xlsx", "xlsx", "", sheets), ImportOptions())
    rows = analysis.tables[0].rows.rows
    assert [row.values["customer.name"] for row in rows] == ["金阊精密机械有限公司"] * 2
    assert rows[1].values["customer.owner"] == "张丽"


def test_a_long_number_shows_the_digits_a_sheet_shows() -> None:
    header = ["客户名称", "纳税人识别号"]
    analysis = read([header, ["金阊精密机械有限公司", 9.13205831234567e17]])
    (row,) = analysis.tables[0].rows.rows
    assert row.values["customer.tax_number"] == "913205831234567000"
    assert row.problems
