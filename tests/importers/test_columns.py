"""What columns mean, by header, by content and by their neighbours."""

from collections.abc import Sequence

import pytest

from smallcrm.importers.columns import ColumnGuess, guess_columns
from smallcrm.importers.datafiles import read_table
from smallcrm.importers.fields import FIELDS
from smallcrm.importers.headers import find_meaning, fold_header
from smallcrm.importers.sheet import Cell, RawSheet
from smallcrm.importers.tables import find_tables


def guesses(*rows: Sequence[Cell], **options: object) -> list[ColumnGuess]:
    (table,) = find_tables(RawSheet("s", [list(row) for row in rows]))
    return list(guess_columns(table, **options))  # type: ignore[arg-type]


def fields(*rows: Sequence[Cell]) -> list[str]:
    return [guess.field for guess in guesses(*rows)]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("单位全称", "customer.name"),
        ("公司名称*", "customer.name"),
        ("客户名称(必填)", "customer.name"),
        ("客戶名稱", "customer.name"),
        ("聯絡人", "contact.name"),
        ("联系人姓名", "contact.name"),
        ("手 机 号 码", "customer.mobile"),
        ("联系电话/手机", "customer.phone"),
        ("Mobile Phone", "customer.mobile"),
        ("E-Mail", "customer.email"),
        ("统一社会信用代码", "customer.tax_number"),
        ("开户行", "customer.invoice_bank"),
        ("年销售额（万元）", "customer.revenue"),
        ("建档时间", "customer.created"),
        ("下次跟进日期", "customer.next_follow_up"),
        ("Postal/ZIP Code", "customer.postcode"),
        ("Sales Rep", "customer.owner"),
        ("備註", "customer.note"),
        ("業務員", "customer.owner"),
        ("Billing State/Province", "customer.province"),
        ("客户级别", "customer.level"),
    ],
)
def test_headers_are_known_in_both_languages(header: str, field: str) -> None:
    found = find_meaning(header)
    assert found is not None
    assert found.field == field


@pytest.mark.parametrize(
    "header", ["客户需求", "公司规模", "班级", "customer_currency", "INCI名", ""]
)
def test_other_headers_are_not_forced_into_a_field(header: str) -> None:
    assert find_meaning(header) is None


def test_the_table_of_synonyms_is_consistent() -> None:
    groups = ("customer", "contact", "interaction", "feedback", "deal", "order", "receipt", "term")
    seen: dict[str, str] = {}
    for field, *headers in read_table("synonyms.tsv"):
        assert (
            field.startswith("@")
            or field in FIELDS
            or field.partition(".")[0]
            in (
                *groups,
                "product",
            )
        )
        for header in headers:
            key = fold_header(header) or header
            assert seen.setdefault(key, field) == field, f"{header} means two fields"


def test_mobiles_beside_a_contact_person_are_theirs() -> None:
    assert fields(
        ["公司", "联系人", "手机", "电话"],
        ["远山商贸有限公司", "张伟", "13800000001", "021-60000001"],
    ) == ["customer.name", "contact.name", "contact.mobile", "customer.phone"]
    assert fields(["公司", "手机"], ["远山商贸有限公司", "13800000001"])[1] == "customer.mobile"


def test_a_list_of_persons_has_persons_as_customers() -> None:
    assert fields(["姓名", "手机"], ["张伟", "13800000001"])[0] == "customer.name"
    assert fields(["联系人", "电话"], ["张伟", "13800000001"])[0] == "customer.name"
    assert fields(["姓名", "公司名称"], ["张伟", "远山商贸"]) == ["contact.name", "customer.name"]
    assert fields(["Name", "Company"], ["Ann Lee", "Acme Ltd"]) == ["contact.name", "customer.name"]


def test_of_two_columns_for_the_customer_the_one_with_persons_is_the_contact() -> None:
    assert fields(
        ["客户", "单位"],
        ["张伟", "远山商贸有限公司"],
        ["李娜", "长河机电有限公司"],
    ) == ["contact.name", "customer.name"]


def test_first_and_last_names_belong_together() -> None:
    found = guesses(["First Name", "Last Name", "Organization"], ["Ann", "Lee", "Acme Ltd"])
    assert [(guess.field, guess.part) for guess in found[:2]] == [
        ("contact.name", "first"),
        ("contact.name", "last"),
    ]


def test_row_numbers_are_left_out_with_a_reason() -> None:
    first = guesses(["序号", "客户名称"], [1, "远山"], [2, "长河"], [2, "青垣"])[0]
    assert (first.field, first.reason) == ("ignored", "row_numbers")
    assert fields(["编号", "客户名称"], ["1", "远山"], ["2", "长河"])[0] == "ignored"
    assert fields(["编号", "客户名称"], ["C07", "远山"], ["C12", "长河"])[0] == "customer.code"


def test_row_numbers_with_gaps_left_by_hidden_rows_are_row_numbers() -> None:
    assert fields(["序号", "客户名称"], [2, "远山"], [5, "长河"], [9, "青垣"])[0] == "customer.code"
    hidden = RawSheet(
        "s",
        [["序号", "客户名称"], *([n, f"远山{n}"] for n in range(1, 11))],
        hidden_rows=frozenset({1, 3, 4, 6, 7, 8}),
    )
    (table,) = find_tables(hidden)
    first = guess_columns(table)[0]
    assert (first.field, first.reason) == ("ignored", "row_numbers")


def test_beside_codes_small_numbers_of_a_part_of_the_list_number_the_rows() -> None:
    header = ["序号", "客户编号", "客户名称"]
    assert fields(header, [6, "KH018", "远山"])[0] == "ignored"
    assert fields(header, [17, "KH018", "远山"], [6, "KH007", "长河"])[0] == "ignored"
    assert fields(["序号", "客户名称"], [17, "远山"], [6, "长河"])[0] == "customer.code"


def test_what_somebody_asked_and_when_is_a_talk() -> None:
    header = ["询盘时间", "真实姓名", "电话", "省份", "咨询内容"]
    row = ["2026/1/3 10:20", "刘建国", "17030000000", "江苏", "想问价格"]
    assert fields(header, row)[0::4] == ["interaction.date", "interaction.content"]


def test_sentences_are_no_choices() -> None:
    said = "想问一下两毫米厚的白色输送带多少钱一米，能不能开增值税专用发票，几天能发货"
    rows = [[f"客户{n}", said, "淘宝"] for n in range(9)]
    assert [guess.type for guess in guesses(["客户名称", "说法", "平台"], *rows)][1:] == [
        "text",
        "choice",
    ]


def test_unknown_columns_become_custom_fields_of_a_guessed_type() -> None:
    rows = [
        [f"客户{n}商行", str(n * 7), "2024-01-02", "甲" if n % 2 else "乙", f"话{n}"]
        for n in range(12)
    ]
    found = guesses(["客户名称", "楼层数", "验厂日", "班级", "口头禅"], *rows)
    assert [(guess.field, guess.type) for guess in found[1:]] == [
        ("custom.楼层数", "number"),
        ("custom.验厂日", "date"),
        ("custom.班级", "choice"),
        ("custom.口头禅", "text"),
    ]


def test_leading_zeros_make_a_text_of_a_number_column() -> None:
    rows = [[f"客户{n}", f"00{n}"] for n in range(1, 9)]
    assert guesses(["客户名称", "柜号"], *rows)[1].type == "text"


def test_the_same_header_twice_gives_two_custom_fields() -> None:
    found = fields(["客户名称", "柜号", "柜号"], ["远山", "a1", "b2"])
    assert found[1:] == ["custom.柜号", "custom.柜号 2"]


def test_a_second_column_of_the_same_single_field_is_kept_apart() -> None:
    found = guesses(["客户名称", "城市", "所在城市"], ["远山", "上海", "苏州"])
    assert [guess.field for guess in found[1:]] == ["customer.city", "custom.所在城市"]
    assert found[2].reason == "second"


def test_phones_and_notes_may_have_several_columns() -> None:
    assert fields(
        ["客户名称", "电话1", "电话2", "备注1", "备注2"],
        ["远山", "021-60000001", "021-60000002", "a", "b"],
    )[1:] == ["customer.phone", "customer.phone", "customer.note", "customer.note"]


def test_without_a_header_columns_are_told_by_content() -> None:
    rows = [
        [f"远山{n}商贸有限公司", "张伟", f"1380000000{n}", f"a{n}@example.com", "上海"]
        for n in range(1, 9)
    ]
    assert fields(*rows) == [
        "customer.name",
        "contact.name",
        "contact.mobile",
        "customer.email",
        "customer.city",
    ]


def test_content_that_does_not_fit_overrules_the_header() -> None:
    rows = [[f"客户{n}", f"a{n}@example.com"] for n in range(5)]
    found = guesses(["客户名称", "电话"], *rows)[1]
    assert (found.field, found.reason) == ("customer.email", "content")


def test_ways_to_contact_are_told_by_content() -> None:
    phones = [[f"客户{n}", f"1380000000{n}"] for n in range(5)]
    mails = [[f"客户{n}", f"a{n}@example.com"] for n in range(5)]
    assert fields(["客户名称", "联系方式"], *phones)[1] == "customer.mobile"
    assert fields(["客户名称", "联系方式"], *mails)[1] == "customer.email"


def test_every_guess_says_why_and_how_sure() -> None:
    found = guesses(["客户名称", "手机", "口头禅"], ["远山", "13800000001", "好"])
    assert all(guess.words for guess in found)
    assert all(0 < guess.confidence <= 1 for guess in found)
    assert found[0].certain
    assert not found[2].certain


def test_guesses_can_be_overruled() -> None:
    rows = (["客户名称", "口头禅", "手机"], ["远山", "x", "13800000001"])
    found = guesses(*rows, chosen={1: "customer.short_name", 2: "ignored", 0: "customer.name"})
    assert [guess.field for guess in found] == ["customer.name", "customer.short_name", "ignored"]
    assert {guess.reason for guess in found} == {"chosen"}
    assert guesses(*rows, chosen={2: "custom"})[2].field == "custom.手机"


def test_an_own_field_can_be_given_a_type_and_a_name() -> None:
    rows = (["Company", "A", "B", "C"], ["Alder", "1,200", "2", "x"], ["Beech", "300", "4", "y"])
    found = guesses(
        *rows,
        chosen={1: "custom:money:Rent: yearly", 2: "custom:text:rent: yearly", 3: "custom:odd:X"},
    )
    assert [(guess.field, guess.type) for guess in found[1:]] == [
        ("custom.Rent: yearly", "money"),
        ("custom.B", "number"),  # the name is taken
        ("custom.C", "text"),  # there is no such type
    ]


@pytest.mark.parametrize(
    ("values", "order", "certain"),
    [
        (["2024-01-02", "2023.4.9"], "ymd", True),
        (["13/1/2024", "2/1/2024"], "dmy", True),
        (["1/13/2024", "2/1/2024"], "mdy", True),
        (["1/2/2024", "3/4/2024"], "mdy", False),
        (["24/1/31", "23/4/9"], "ymd", False),
        (["2024.1.31", "5/6/2023"], "mdy", False),
    ],
)
def test_the_order_of_dates_is_told_by_the_column(
    values: list[str], order: str, certain: bool
) -> None:
    rows = [[f"客户{n}", value] for n, value in enumerate(values)]
    found = guesses(["客户名称", "建档日期"], *rows)[1]
    assert (found.order, found.order_certain) == (order, certain)
    chosen = guesses(["客户名称", "建档日期"], *rows, date_order="dmy")[1]
    assert (chosen.order, chosen.order_certain) == ("dmy", True)


def test_beside_whole_years_a_chinese_list_writes_short_ones_first_too() -> None:
    rows = [["远山商贸", "2024.4.30"], ["长河机电", "24/5/31"]]
    found = guesses(["客户名称", "建档日期"], *rows, default_order="ymd")[1]
    assert (found.order, found.order_certain) == ("ymd", True)
    found = guesses(
        ["客户名称", "建档日期"], *rows[1:], ["恒达包装", "24/5/12"], default_order="ymd"
    )[1]
    assert not found.order_certain


def test_a_column_that_proves_its_order_keeps_it_whatever_is_answered_for_others() -> None:
    heads = ["客户名称", "建档日期", "最后联系", "生日"]
    rows = [["海东包装厂", "25/3/2024", "4/5/2024", "1980-02-03"]]
    _name, proven, open_one, plain = guesses(heads, *rows)
    assert (proven.order, proven.order_certain) == ("dmy", True)
    assert (open_one.order, open_one.order_certain) == ("dmy", False)  # as its neighbour, asked
    _name, proven, open_one, plain = guesses(heads, *rows, date_order="mdy")
    assert (proven.order, open_one.order, plain.order) == ("dmy", "mdy", "ymd")
    assert open_one.order_certain


def test_a_region_that_names_cities_is_taken_apart_like_an_address() -> None:
    heads = ["客户名称", "所在地区"]
    rows = [["海东包装厂", "江苏苏州"], ["北渡食品厂", "福建省泉州市"], ["南屿五金厂", "杭州"]]
    assert fields(heads, *rows) == ["customer.name", "customer.address"]
    rows = [["海东包装厂", "华东"], ["北渡食品厂", "华南"], ["南屿五金厂", "江苏"]]
    assert fields(heads, *rows) == ["customer.name", "customer.region"]
    rows = [["海东包装厂", "江苏苏州", "工业园区1号"], ["北渡食品厂", "福建泉州", "港区2号"]]
    assert fields([*heads, "地址"], *rows)[1] == "customer.region"


def test_a_category_of_nothing_but_levels_is_the_level() -> None:
    heads = ["客户名称", "客户类别"]
    rows = [["海东包装厂", "重点"], ["北渡食品厂", "一般"], ["南屿五金厂", "次要"]]
    assert fields(heads, *rows) == ["customer.name", "customer.level"]
    assert fields([*heads, "级别"], *[[*row, "A"] for row in rows])[1] == "customer.tags"
    rows = [["海东包装厂", "重点"], ["北渡食品厂", "经销商"]]
    assert fields(heads, *rows) == ["customer.name", "customer.tags"]


@pytest.mark.parametrize("second", ["泉州北渡食品厂", "北渡食品厂"])
def test_a_second_column_of_names_is_the_short_name_where_it_is_part_of_the_first(
    second: str,
) -> None:
    rows = [["海东", "宁波海东包装厂"], ["北渡食品厂", second]]
    assert fields(["名称", "全名"], *rows) == ["customer.short_name", "customer.name"]
    rows = [[*row, "海"] for row in rows]
    found = fields(["名称", "全名", "简称"], *rows)
    assert found == ["custom.名称", "customer.name", "customer.short_name"]


def test_a_second_column_of_the_same_names_is_left_out_with_the_reason() -> None:
    name, again = guesses(["客户名称", "公司名称"], ["海东厂", "海东厂"], ["北渡厂", "北渡厂"])
    assert (name.field, again.field, again.reason) == ("customer.name", "ignored", "repeats")


def test_two_columns_of_different_names_stay_as_they_are() -> None:
    rows = [["海东包装厂", "南屿五金厂"], ["北渡食品厂", "西岭建材"]]
    assert fields(["名称", "全名"], *rows) == ["customer.name", "custom.全名"]


def test_a_name_below_its_groups_is_no_whole_name() -> None:
    rows = [["海东包装厂", "华东_海东包装厂"], ["北渡食品厂", "福建_北渡食品厂"]]
    assert fields(["名称", "全名"], *rows) == ["customer.name", "custom.全名"]


def test_an_address_head_over_nothing_but_cities_is_the_city() -> None:
    rows = [
        ["客户名称", "所在地"],
        ["海东包装厂", "宁波"],
        ["北渡食品厂", "泉州"],
        ["南屿五金厂", "福州"],
    ]
    assert fields(*rows) == ["customer.name", "customer.city"]
