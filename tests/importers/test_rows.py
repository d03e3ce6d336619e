"""Records become rows: customer, contact persons, phones, addresses, notes."""

from collections.abc import Sequence

import pytest

from smallcrm.importers.analysis import Analysis, ImportOptions, analyse
from smallcrm.importers.assemble import ROWS_AT_ONCE
from smallcrm.importers.rows import ImportRow
from tests.importers.conftest import WriteCsv


def read(write_csv: WriteCsv, *rows: Sequence[object]) -> Analysis:
    return analyse(write_csv(rows))


def rows_of(write_csv: WriteCsv, *rows: Sequence[object]) -> list[ImportRow]:
    (table,) = read(write_csv, *rows).tables
    return list(table.rows.rows)


def people(row: ImportRow) -> list[tuple[str, list[str]]]:
    return [(who.name, [phone.number for phone in who.phones]) for who in row.contacts]


def test_a_mobile_is_the_persons_and_a_landline_the_companys(write_csv: WriteCsv) -> None:
    first, second = rows_of(
        write_csv,
        ["客户名称", "联系人", "联系手机"],
        ["远山商贸", "林小姐", "13800000001"],
        ["长河机电", "吴会计", "0595-22223333"],
    )
    assert people(first) == [("林", ["13800000001"])]
    assert first.phones == ()
    assert first.contacts[0].values["contact.salutation"] == "小姐"
    assert people(second) == [("吴", [])]
    assert [(phone.kind, phone.number) for phone in second.phones] == [("phone", "059522223333")]


def test_without_a_person_all_numbers_are_the_customers(write_csv: WriteCsv) -> None:
    (row,) = rows_of(
        write_csv,
        ["客户名称", "联系人", "手机", "电话", "传真"],
        ["远山商贸", "", "13800000001", "021-60000001 转 8", "021-60000002"],
    )
    assert [(phone.kind, phone.number, phone.extension) for phone in row.phones] == [
        ("mobile", "13800000001", ""),
        ("phone", "02160000001", "8"),
        ("fax", "02160000002", ""),
    ]


def test_the_contacts_own_columns_are_kept_with_the_contact(write_csv: WriteCsv) -> None:
    (row,) = rows_of(
        write_csv,
        ["客户名称", "联系人", "职务", "性别", "联系人电话", "微信", "生日"],
        ["远山商贸", "张伟", "采购经理", "男", "021-60000001", "wx_zw", "1980-02-03"],
    )
    (who,) = row.contacts
    assert who.values["contact.title"] == "采购经理"
    assert who.values["contact.gender"] == "male"
    assert who.values["contact.wechat"] == "wx_zw"
    assert str(who.values["contact.birthday"]) == "1980-02-03"
    assert people(row) == [("张伟", ["02160000001"])]


def test_a_surname_keeps_what_it_is_called_by_beside_a_title(write_csv: WriteCsv) -> None:
    rows = rows_of(
        write_csv,
        ["客户名称", "联系人", "职务"],
        ["远山商贸", "王工", "技术"],
        ["长河机电", "赵经理", "采购经理"],
        ["松林木业", "张伟经理", "采购"],
        ["白桦家具", "孙总", ""],
    )
    called = [(row.contacts[0].name, row.contacts[0].values["contact.title"]) for row in rows]
    assert called == [("王工", "技术"), ("赵", "采购经理"), ("张伟", "采购"), ("孙", "总")]


def test_several_persons_and_numbers_in_a_cell(write_csv: WriteCsv) -> None:
    pair, joined = rows_of(
        write_csv,
        ["客户名称", "联系人", "手机"],
        ["远山商贸", "张伟、李娜", "13800000001/13800000002"],
        ["长河机电", "王芳 13800000003", ""],
    )
    assert people(pair) == [("张伟", ["13800000001"]), ("李娜", ["13800000002"])]
    assert people(joined) == [("王芳", ["13800000003"])]


def test_a_person_is_the_customer_where_no_company_is_named(write_csv: WriteCsv) -> None:
    company, person = rows_of(
        write_csv,
        ["公司", "联系人", "手机", "城市"],
        ["远山商贸", "张伟", "13800000001", "上海"],
        ["", "李娜", "13800000002", "苏州"],
    )
    assert not company.is_person
    assert person.is_person
    assert person.name == "李娜"
    assert [phone.number for phone in person.phones] == ["13800000002"]


def test_the_person_below_a_company_is_one_more_of_it(write_csv: WriteCsv) -> None:
    first, second, phone = rows_of(
        write_csv,
        ["公司", "联系人", "手机", "城市"],
        ["远山商贸", "张伟", "13800000001", "上海"],
        ["", "李娜", "13800000002", ""],
        ["", "", "021-60000001", ""],
    )
    assert (first.name, second.name, phone.name) == ("远山商贸",) * 3
    assert people(second) == [("李娜", ["13800000002"])]
    assert [number.number for number in phone.phones] == ["02160000001"]


def test_a_list_of_persons(write_csv: WriteCsv) -> None:
    person, company = rows_of(
        write_csv,
        ["姓名", "手机", "性别", "备注"],
        ["张伟", "13800000001", "男", "老客户"],
        ["远山商贸有限公司", "13800000002", "", ""],
    )
    assert person.is_person
    assert not company.is_person
    assert [phone.number for phone in person.phones] == ["13800000001"]
    assert person.contacts[0].values == {"contact.name": "张伟", "contact.gender": "male"}


def test_first_and_last_names_are_joined(write_csv: WriteCsv) -> None:
    latin, chinese = rows_of(
        write_csv,
        ["Company", "First Name", "Last Name"],
        ["Acme Ltd", "Ann", "Lee"],
        ["远山商贸", "伟", "张"],
    )
    assert people(latin) == [("Ann Lee", [])]
    assert people(chinese) == [("张伟", [])]


def test_the_place_is_taken_out_of_the_address(write_csv: WriteCsv) -> None:
    full, given, other = rows_of(
        write_csv,
        ["客户名称", "城市", "地址"],
        ["远山商贸", "", "福建省宁德市蕉城区东侨路2号"],
        ["长河机电", "宁德市", "宁德市蕉城区东侨路3号"],
        ["青垣包装", "上海", "宁德市蕉城区东侨路4号"],
    )
    names = ("province", "city", "district", "address")
    assert [full.values[f"customer.{name}"] for name in names] == [
        "福建",
        "宁德",
        "蕉城区",
        "东侨路2号",
    ]
    assert [given.values[f"customer.{name}"] for name in names] == [
        "福建",
        "宁德",
        "蕉城区",
        "东侨路3号",
    ]
    # what speaks against the column is left as it stands
    assert other.values["customer.city"] == "上海"
    assert other.values["customer.address"] == "宁德市蕉城区东侨路4号"


def test_nothing_a_row_holds_is_lost(write_csv: WriteCsv) -> None:
    (row,) = rows_of(
        write_csv,
        ["客户名称", "等级", "建档时间", "电话", "备注", "备注2", "口头禅"],
        ["远山商贸", "蓝色", "去年", "问前台", "月底结账", "开票找她", "好嘞"],
    )
    note = str(row.values["customer.note"])
    assert note.split("\n") == [
        "月底结账",
        "开票找她",
        "等级：蓝色",
        "建档时间：去年",
        "电话：问前台",
    ]
    assert row.values["custom.口头禅"] == "好嘞"
    assert {problem.field for problem in row.problems} == {
        "customer.level",
        "customer.created",
        "customer.phone",
    }


def test_a_row_without_any_name_is_rejected_with_a_reason(write_csv: WriteCsv) -> None:
    (table,) = read(
        write_csv,
        ["客户名称", "电话", "城市", "等级"],
        ["远山商贸", "021-60000001", "上海", "A"],
        ["", "021-60000002", "苏州", "B"],
        ["-", "021-60000003", "苏州", "B"],
    ).tables
    assert [(reject.row, reject.code) for reject in table.rows.rejects] == [
        (3, "no_name"),
        (4, "no_name"),
    ]
    assert all("name" in reject.reason for reject in table.rows.rejects)


def test_without_a_column_of_names_all_rows_are_rejected(write_csv: WriteCsv) -> None:
    (table,) = read(write_csv, ["a", "b"], ["1", "2"], ["3", "4"]).tables
    assert [reject.code for reject in table.rows.rejects] == ["no_name_column"] * 2


def test_values_have_the_types_the_data_file_needs(write_csv: WriteCsv) -> None:
    (row,) = rows_of(
        write_csv,
        ["客户名称", "税号", "员工人数", "标签", "年采购额", "柜子单价"],
        ["远山商贸", "91350200MA0000000X", "约120人", "老客户，展会", "12万", "¥ 1,234.5"],
    )
    assert row.values["customer.tax_number"] == "91350200MA0000000X"
    assert row.values["customer.employees"] == 120
    assert row.values["customer.tags"] == ("老客户", "展会")
    assert row.values["customer.revenue"] == 12000000
    assert row.values["custom.柜子单价"] == "1234.50"


def test_the_options_of_a_row_set_survive_a_change_of_a_column(write_csv: WriteCsv) -> None:
    path = write_csv([["客户名称", "口头禅"], ["远山商贸", "好嘞"]])
    options = ImportOptions(columns={"list": {1: "customer.note"}})
    (table,) = analyse(path, options).tables
    assert table.rows.rows[0].values["customer.note"] == "好嘞"


ODD = (
    ["远山商贸", "张伟、李娜", "采购", "13800000001 / 13800000002", "", ""],
    ["长河机电有限公司", "赵敏", "", "13800000003", "", "上海市浦东新区世纪大道1号"],
    ["", "", "", "021-60000001", "", ""],
    ["", "孙丽", "财务", "13800000004", "苏州", ""],
    ["周海", "", "", "13800000005 下午打", "", ""],
    ["林晓", "", "", "13800000007", "", ""],
    ["（暂无）", "", "", "", "", ""],
    ["白桦家具有限公司", "", "技术", "", "宁波", ""],
    ["松林木业有限公司", "王芳（会计）", "出纳", "", "无锡", "富民路2号"],
)


@pytest.mark.parametrize("remark", [False, True])
def test_odd_rows_among_thousands_are_read_as_in_a_list_of_their_own(
    write_csv: WriteCsv, remark: bool
) -> None:
    header = ["客户名称", "联系人", "职务", "手机", "城市", "地址"]
    rows = [
        [f"云川{number}号贸易有限公司", "陈静", "采购", f"139{number:08}", "杭州", "兴工路8号"]
        for number in range(ROWS_AT_ONCE + 100)
    ]
    first = ROWS_AT_ONCE - 4  # some before the end of a part, some behind it
    rows[first : first + len(ODD)] = ODD
    if remark:
        named = [*ODD[:2], *ODD[4:]]
        rows = [[*row, "月底结账"] for row in rows if row[0] or row in named]
        header = [*header, "备注"]
    near = slice(first - 1, first + len(ODD) + 1)

    (many,) = read(write_csv, header, *rows).tables
    # A column that nobody has filled in says nothing, but has every row looked at by itself.
    (alone,) = read(write_csv, [*header, "下次跟进"], *([*row, ""] for row in rows[near])).tables

    def told(found: Sequence[ImportRow]) -> list[tuple[object, ...]]:
        return [(one.values, one.phones, one.contacts, one.problems) for one in found]

    numbers = range(near.start + 2, near.stop + 2)
    assert told([row for row in many.rows.rows if row.row in numbers]) == told(alone.rows.rows)
    assert [one.row for one in many.rows.rejects] == [
        one.row + near.start for one in alone.rows.rejects
    ]
    taken = [row.row for row in many.rows.rows]
    assert taken == sorted(taken)
    assert len(taken) + len(many.rows.rejects) == len(rows)
