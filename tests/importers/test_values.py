"""Cells become clean values, and what a field cannot hold is kept and told."""

from datetime import date

import pytest

from smallcrm.core.phone import Phone
from smallcrm.importers.places import Place, find_place
from smallcrm.importers.sheet import Cell, ErrorCell
from smallcrm.importers.values import Clean, Reading, clean_column
from smallcrm.importers.wordlists import read_level, read_role, read_stage


def clean(kind: str, cell: Cell, **options: object) -> Clean:
    column = clean_column([cell], kind, Reading(**options))  # type: ignore[arg-type]
    return Clean(column.values[0], column.rests.get(0, ""), column.problems.get(0, ""))


@pytest.mark.parametrize("cell", ["", " ", "-", "无", "N/A", "null", "/", "—", "NONE"])
@pytest.mark.parametrize("kind", ["text", "phone", "date", "money", "level"])
def test_words_for_nothing_are_empty(kind: str, cell: str) -> None:
    assert clean(kind, cell) == Clean()


def test_error_cells_are_empty_and_told() -> None:
    found = clean("text", ErrorCell("#N/A"))
    assert found.value is None
    assert "#N/A" in found.problem


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("138-0000-1111", ["13800001111"]),
        ("+86 13900002222", ["13900002222"]),
        ("１３７００００３３３３", ["13700003333"]),
        (13800001111, ["13800001111"]),
        ("0595-22223333", ["059522223333"]),
        ("021-62100000 转 802 / 13900002468", ["02162100000", "13900002468"]),
    ],
)
def test_phones_are_digits(cell: Cell, numbers: list[str]) -> None:
    value = clean("phone", cell).value
    assert isinstance(value, tuple)
    assert [phone.number for phone in value] == numbers


def test_a_short_phone_is_kept_and_told() -> None:
    found = clean("phone", "1360000444")
    assert found.value == (Phone("1360000444", "", "unknown", False),)
    assert "10 digits" in found.problem


def test_where_the_country_is_not_known_a_number_is_judged_by_its_length() -> None:
    assert clean("phone", "(555) 013-4567", region="").problem == ""
    assert clean("phone", "55501", region="").problem != ""


def test_words_in_a_phone_cell_are_not_lost() -> None:
    assert clean("phone", "联系她先生").rest == "联系她先生"
    assert clean("phone", "13800001111 白天打").rest == "13800001111 白天打"
    assert clean("phone", "电话：13800001111").rest == ""


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("money", "12万", 12000000),
        ("money", "8,500.00元", 850000),
        ("money", "¥ 300", 30000),
        ("date", "2023.4.9", date(2023, 4, 9)),
        ("date", "2024年1月15日", date(2024, 1, 15)),
        ("date", 45000, date(2023, 3, 15)),
        ("date", date(2024, 1, 1), date(2024, 1, 1)),
        ("date", "2015年", date(2015, 1, 1)),
        ("date", 2015, date(2015, 1, 1)),
        ("whole", "约 120 人", 120),
        ("code", 913502000000000, "913502000000000"),
        ("code", "01502200", "01502200"),
        ("text", 12.0, "12"),
        ("text", "  a   b ", "a b"),
        ("level", "A级", "A"),
        ("level", "重要客户", "A"),
        ("status", "已成交", "active"),
        ("gender", "女", "female"),
        ("gender", "Unspecified", None),
        ("gender", "未指定", None),
        ("tags", "老客户，展会、大单", ("老客户", "展会", "大单")),
        ("province", "福建省", "福建"),
        ("province", "广西壮族自治区", "广西"),
        ("city", "宁德市", "宁德"),
        ("city", "Springfield", "Springfield"),
        ("email", "mailto:a@example.com", "a@example.com"),
    ],
)
def test_values_are_cleaned(kind: str, cell: Cell, value: object) -> None:
    found = clean(kind, cell)
    assert (found.value, found.problem) == (value, "")


@pytest.mark.parametrize(
    ("kind", "cell"),
    [("date", "去年"), ("money", "面议"), ("whole", "很多"), ("level", "蓝色"), ("status", "???!")],
)
def test_what_the_field_cannot_hold_goes_to_the_note(kind: str, cell: str) -> None:
    found = clean(kind, cell)
    assert (found.value, found.rest) == (None, cell)
    assert found.problem


@pytest.mark.parametrize("kind", ["name", "text", "phone", "note", "code"])
def test_an_error_written_as_text_is_no_value(kind: str) -> None:
    found = clean(kind, " #REF!")
    assert (found.value, found.rest) == (None, "")
    assert "#REF!" in found.problem
    assert clean_column(["#VALUE!", "#12 Mill Road"], "text").values == [None, "#12 Mill Road"]


def test_a_number_too_long_for_a_sheet_is_told() -> None:
    found = clean("code", 1.2345678901234568e17)
    assert found.value == "123456789012345680"
    assert "rounded" in found.problem


def test_a_number_that_a_sheet_has_rounded_is_told_in_any_column() -> None:
    found = clean("text", 320583198001011000.0)
    assert found.value == "320583198001011000"
    assert "rounded" in found.problem
    assert not clean("text", "320583198001011000").problem


def test_digits_that_a_cell_holds_are_kept() -> None:
    assert clean("text", 6222021234567891.0).value == "6222021234567891"
    assert clean("text", 9.13205831234567e17).value == "913205831234567000"


def test_odd_cells_among_many_usual_ones_are_tidied() -> None:
    cells = [
        "无锡砺禾",
        "A  B",
        "",
        " C",
        "D ",
        "E\u3000F",
        "e\u0301",
        "-",
        "12",
        "G\nH",
        "a\0b",
        "a b",
    ]
    column = clean_column(cells, "name")
    assert list(column.values) == [
        *("无锡砺禾", "A B", None, "C", "D", "E F", "é", None, "12", "G H", "a\0b", "a b")
    ]
    assert list(column.problems) == [8]


def test_phones_in_their_usual_shapes_keep_their_rows() -> None:
    cells = ["021-60000001", "13800000001", "", "0512 60000002", "13800000001", "(021)60000003"]
    column = clean_column(cells, "phone")
    found = [
        [p.number for p in value] if isinstance(value, tuple) else [] for value in column.values
    ]
    assert found == [
        *(["02160000001"], ["13800000001"], [], ["051260000002"], ["13800000001"], ["02160000003"])
    ]


def test_truth_and_numbers_are_not_mixed_up() -> None:
    column = clean_column([1, True, "1", 1.0], "text")
    assert list(column.values) == ["1", "TRUE", "1", "1"]


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("上海市浦东新区世纪大道1号", Place("上海", "上海", "浦东新区", "世纪大道1号")),
        ("福建省宁德市蕉城区东侨路2号", Place("福建", "宁德", "蕉城区", "东侨路2号")),
        ("厦门思明区湖滨南路3号", Place("福建", "厦门", "思明区", "湖滨南路3号")),
        ("北京朝阳区建国路4号", Place("北京", "北京", "朝阳区", "建国路4号")),
        ("南京东路300号", Place(street="南京东路300号")),
        ("江苏省苏州市昆山市花桥镇", Place("江苏", "苏州", "昆山市", "花桥镇")),
        ("5 Main Street", Place(street="5 Main Street")),
    ],
)
def test_places_are_taken_out_of_addresses(address: str, place: Place) -> None:
    assert find_place(address) == place


def test_words_of_lists_have_codes() -> None:
    assert [read_level(word) for word in ("VIP", "一般", "★★★★★", "b", "?")] == [
        "A",
        "C",
        "A",
        "B",
        None,
    ]
    assert [read_stage(word) for word in ("潜在客户", "跟进中", "流失", "Active")] == [
        "lead",
        "prospect",
        "lost",
        "active",
    ]
    assert read_role("供应商") == "supplier"
