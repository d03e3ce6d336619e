"""Lists of those who are served in person: students, owners of flats and cars, members."""

from smallcrm.importers.analysis import plan_import
from smallcrm.importers.existing import ExistingIndex
from tests.importers.plans import outcomes, stored_records
from tests.importers.sample_rows import read_rows


def test_a_student_is_the_customer_and_the_parent_the_contact_person() -> None:
    analysis = read_rows(
        [
            "学员姓名",
            "性别",
            "出生日期",
            "就读学校",
            "家长姓名",
            "与学员关系",
            "家长电话",
            "报名课程",
        ],
        ["王子涵", "女", "2015-03-12", "实验小学", "王建军", "父亲", "13800020001", "英语"],
        ["李梓轩", "男", "2014-11-02", "实验小学", "张丽", "妈妈", "13800020002", "奥数"],
    )
    first, second = analysis.tables[0].rows.rows
    assert (first.name, second.name) == ("王子涵", "李梓轩")
    assert str(first.values["customer.birthday"]) == "2015-03-12"
    assert first.values["custom.性别"] == "女"
    assert first.values["custom.就读学校"] == "实验小学"
    (parent,) = first.contacts
    assert parent.values == {"contact.name": "王建军", "contact.title": "父亲"}
    assert [phone.number for phone in parent.phones] == ["13800020001"]
    assert not first.phones


def test_a_tenant_is_the_contact_person_and_each_has_the_own_number() -> None:
    analysis = read_rows(
        ["楼栋", "房号", "业主姓名", "联系电话", "租客姓名", "租客电话"],
        ["1栋", "101", "孙志强", "13800040001", "", ""],
        ["1栋", "102", "马兰", "13800040002", "胡杰", "13800040012"],
    )
    _first, row = analysis.tables[0].rows.rows
    assert row.name == "马兰"
    assert [phone.number for phone in row.phones] == ["13800040002"]
    assert [phone.number for phone in row.contacts[0].phones] == ["13800040012"]


def test_neighbours_are_not_one_customer() -> None:
    analysis = read_rows(
        ["业主姓名", "联系电话", "小区名称", "房号", "意向"],
        ["刘女士", "13800010001", "金色家园", "3-2-1102", "A"],
        ["赵建国", "13800010003", "金色家园", "5-1-601", "B"],
    )
    assert [row.name for row in analysis.tables[0].rows.rows] == ["刘女士", "赵建国"]
    values = analysis.tables[0].rows.rows[1].values
    assert (values["custom.小区名称"], values["custom.房号"]) == ("金色家园", "5-1-601")


def test_a_list_of_schools_is_one_of_schools() -> None:
    analysis = read_rows(["学校名称", "联系人", "电话"], ["实验小学", "王芳", "13800000001"])
    assert [row.name for row in analysis.tables[0].rows.rows] == ["实验小学"]


def test_a_second_car_or_flat_is_not_lost() -> None:
    rows = [
        ["浙A12345", "高峰", "13800050001", "更换机油", "380"],
        ["浙B6789", "远山物流有限公司", "0571-86001234", "四轮定位", "150"],
        ["浙A12345", "高峰", "13800050001", "更换轮胎", "1600"],
    ]
    header = ["车牌号", "车主", "电话", "维修项目", "维修金额"]
    made = plan_import([read_rows(header, *rows)], ExistingIndex())
    peak, company = made.customers
    assert (peak.values["customer.name"], peak.values["customer.kind"]) == ("高峰", "person")
    assert company.values["customer.name"] == "远山物流有限公司"
    assert peak.values["customer.note"] == "维修项目：更换轮胎；维修金额：1600.00"
    again = plan_import([read_rows(header, *rows)], stored_records(made))
    assert outcomes(again) == ["unchanged"] * 3


def test_the_line_says_whose_it_is() -> None:
    made = plan_import(
        [
            read_rows(
                ["公司", "联系人", "手机", "工龄"],
                ["远山商贸", "张伟", "13800000001", "3年"],
                ["远山商贸", "李娜", "13800000002", "5年"],
            )
        ],
        ExistingIndex(),
    )
    (one,) = made.customers
    assert one.values["customer.note"] == "李娜：工龄：5年"
