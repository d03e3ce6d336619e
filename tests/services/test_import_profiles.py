"""How lists are read, again: by their headers, under a name, and as common programs write them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from smallcrm.core import i18n
from smallcrm.core.errors import UserError
from smallcrm.importers import profiles
from smallcrm.importers.analysis import Analysis, ImportOptions, analyse, reanalyse
from smallcrm.importers.fields import FIELDS
from smallcrm.services.custom_fields import list_fields
from smallcrm.services.flat import iter_customers
from smallcrm.services.import_profiles import (
    apply_profile,
    delete_profile,
    forget,
    list_profiles,
    remembered,
    save_profile,
)
from smallcrm.services.import_rejects import write_rejects
from smallcrm.services.imports import analyse_files, import_files, plan_files, write_plan
from smallcrm.storage.session import Session

Write = Callable[..., Path]
HEAD, OCTOBER = "名称,编码,特征,日期", "甲公司,X1,a,01/02/2026"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a list as text with commas."""

    def write(name: str, *lines: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


def bring_october(session: Session, write: Write) -> None:
    path = write("十月.csv", HEAD, OCTOBER)
    columns = {"十月": {1: "custom", 2: "ignored", 3: "customer.created"}}
    import_files(session, [path], ImportOptions(columns=columns, date_order="dmy"))


def meanings(analysis: Analysis) -> dict[str, str]:
    return {guess.header: guess.field for guess in analysis.tables[0].columns}


def test_an_own_field_keeps_its_name_and_type_next_month(session: Session, write: Write) -> None:
    choice = "custom:text:客户特点"
    options = ImportOptions(columns={"a": {1: choice}})
    rows = "甲公司,3", "乙公司,4"
    import_files(session, [write("a.csv", "名称,打分项", *rows)], options)
    (field,) = list_fields(session)
    assert (field.name, field.type, field.used) == ("客户特点", "text", 2)
    again = analyse(write("b.csv", "打分项,名称", "5,丙公司"))
    found = remembered(session, again)
    assert found is not None
    assert found.options.columns == {"b": {0: choice}}
    settled = reanalyse(again, found.options)
    newest = remembered(session, settled)
    assert newest is not None
    assert newest.options == settled.options  # it is read so already


def test_next_month_is_read_as_last_month(session: Session, write: Write) -> None:
    assert remembered(session, analyse(write("a.csv", HEAD, OCTOBER))) is None
    bring_october(session, write)
    november = analyse(write("十一月.csv", "日期,特征 ,名称,编码", "03/04/2026,b,乙公司,X2"))
    found = remembered(session, november)
    assert found is not None
    assert (found.name, found.kind, found.when[:10]) == ("十月.csv", "list", "2026-11-18")
    assert found.options.date_order == "dmy"
    assert found.options.columns == {"十一月": {0: "customer.created", 1: "ignored", 3: "custom"}}
    again = reanalyse(november, found.options)
    assert meanings(again)["特征 ".strip()] == "ignored"
    settled = remembered(session, again)
    assert settled is not None
    assert settled.options == again.options  # it is read so already
    write_plan(session, [again], plan_files(session, [again]))
    december = analyse(write("十二月.csv", HEAD, OCTOBER))
    newest = remembered(session, december)
    assert newest is not None
    assert newest.name == "十一月.csv"
    assert newest.options.columns == {"十二月": {1: "custom", 2: "ignored", 3: "customer.created"}}


def test_a_column_more_is_still_that_list_and_other_headers_are_not(
    session: Session, write: Write
) -> None:
    bring_october(session, write)
    more = analyse(write("b.csv", HEAD + ",城市", OCTOBER + ",宁德"))
    assert remembered(session, more) is not None
    other = analyse(write("c.csv", "名称,编码,地址,日期", OCTOBER))
    assert remembered(session, other) is None


def test_a_list_that_is_guessed_as_last_time_is_told_of_too(session: Session, write: Write) -> None:
    import_files(session, [write("a.csv", "客户名称,手机,空", "甲公司,13800001111,")])
    same = analyse(write("b.csv", "客户名称,手机,空", "乙公司,,x"))
    found = remembered(session, same)
    assert found is not None
    assert (found.name, found.kind, found.options) == ("a.csv", "list", same.options)
    alike = analyse(write("c.csv", "客户名称,手机,空,城市", "乙公司,,x,宁德"))
    assert remembered(session, alike) is None


def test_what_was_forgotten_is_guessed_until_it_is_brought_again(
    session: Session, write: Write
) -> None:
    bring_october(session, write)
    november = analyse(write("十一月.csv", HEAD, OCTOBER))
    forget(session, november)
    assert remembered(session, november) is None
    chosen = replace(november.options, columns={"十一月": {2: "ignored"}})
    again = reanalyse(november, chosen)
    write_plan(session, [again], plan_files(session, [again]))
    found = remembered(session, analyse(write("十二月.csv", HEAD, OCTOBER)))
    assert found is not None
    assert found.options.columns == {"十二月": {2: "ignored"}}


def test_a_header_row_that_was_said_by_hand_is_found_again(session: Session, write: Write) -> None:
    rows = ("甲,乙,丙,丁", "一,二,三,四", "张三,x,y,z", "李四,q,r,s")
    path = write("a.csv", *rows)
    options = ImportOptions(header_rows={"a": (2,)}, columns={"a": {0: "customer.name"}})
    import_files(session, [path], options)
    fresh = analyse(write("b.csv", *rows[:2], "王五,1,2,3"))
    assert fresh.tables[0].table.header_rows != (2,)
    found = remembered(session, fresh)
    assert found is not None
    again = reanalyse(fresh, found.options)
    assert again.tables[0].table.header_rows == (2,)
    assert meanings(again)["一"] == "customer.name"


def test_a_mended_workbook_is_read_as_its_source(
    session: Session, write: Write, tmp_path: Path
) -> None:
    path = write("a.csv", "甲,乙,丙", ",x,13900002222", "王五,y,13800001111")
    options = ImportOptions(columns={"a": {0: "customer.name", 1: "customer.code", 2: "ignored"}})
    analyses = analyse_files([path], options)
    plan = plan_files(session, analyses)
    write_plan(session, analyses, plan)
    out = tmp_path / "out.xlsx"
    assert write_rejects(analyses, plan, out) == 1
    book = openpyxl.load_workbook(out)
    book.active["A2"] = "赵六"
    book.save(out)
    mended = analyse(out)
    found = remembered(session, mended)
    assert found is not None
    (table,) = reanalyse(mended, found.options).tables
    assert [g.field for g in table.columns] == [
        *("customer.name", "customer.code", "ignored", "ignored"),
    ]


@pytest.mark.parametrize("header", ["序号", "编号"])
def test_what_numbered_the_rows_is_no_code_in_the_mended_workbook(
    session: Session, write: Write, tmp_path: Path, header: str
) -> None:
    rows = [f"{n},{place}山贸易,1380000{n:04},李娜" for n, place in enumerate("杭苏常徐温", 1)]
    path = write(
        "名单.csv", f"{header},单位名称,手机,业务员", *rows, "6,,,陈强", "7,宁海鞋业,,陈强"
    )
    analyses = analyse_files([path])
    assert meanings(analyses[0])[header] == "ignored"
    plan = plan_files(session, analyses)
    write_plan(session, analyses, plan)
    out = tmp_path / "out.xlsx"
    assert write_rejects(analyses, plan, out) == 1
    mended = analyse(out)
    found = remembered(session, mended)
    assert found is not None
    assert meanings(reanalyse(mended, found.options))[header] == "ignored"


def test_an_older_file_keeps_what_it_remembered(session: Session, write: Write) -> None:
    bring_october(session, write)
    old = '{"date_order": null, "tables": [{"sheet": "x", "columns": {"特征": "customer.level"}}]}'
    with session.keeping() as connection:
        connection.execute("UPDATE import_file SET profile = ?", (old,))
    options = apply_profile(session, analyse(write("b.csv", HEAD, OCTOBER)), "十月.csv")
    assert options.columns == {"b": {2: "customer.level"}}


def test_a_profile_is_saved_picked_and_deleted(session: Session, write: Write) -> None:
    list_ = analyse(write("a.csv", HEAD, OCTOBER))
    chosen = reanalyse(list_, ImportOptions(columns={"a": {2: "customer.level", 1: "custom"}}))
    save_profile(session, " 展会名单 ", chosen)
    first, *built_in = list_profiles(session)
    assert (first.name, first.title, first.kind, first.saved[:10]) == (
        *("展会名单", "展会名单", "own", "2026-11-18"),
    )
    assert {one.kind for one in built_in} == {"built_in"}
    other = analyse(write("b.csv", "特征,名称,城市", "A,丙公司,宁德"))
    assert apply_profile(session, other, "展会名单").columns == {"b": {0: "customer.level"}}
    assert session.undo_label() == ""
    delete_profile(session, "展会名单")
    with pytest.raises(UserError, match="kingdee"):
        apply_profile(session, other, "展会名单")
    for name in ("", " ", "Kingdee customers", "金蝶客户资料"):
        with pytest.raises(UserError):
            save_profile(session, name, chosen)


# --- built in ------------------------------------------------------------------------------------


def test_every_field_of_the_built_in_profiles_is_one() -> None:
    marks = {"custom", "ignored", "@guess"}
    for one in profiles.built_in():
        assert {field for _header, field in one.columns} - marks <= set(FIELDS), one.key
        headers = [header for header, _field in one.columns]
        assert len(headers) == len(set(headers)), one.key
    assert profiles.find("google contacts") is profiles.find("google")


def built_in(session: Session, path: Path) -> tuple[str, dict[str, str], Analysis]:
    analysis = analyse(path)
    found = remembered(session, analysis)
    assert found is not None
    assert found.kind == "built_in"
    again = reanalyse(analysis, found.options)
    return found.name, meanings(again), again


def test_kingdee(session: Session, write: Write) -> None:
    path = write(
        "kh.csv",
        "代码,名称,全名,助记码,地址,区域,联系人,电话,移动电话,税务登记号,增值税率,专管业务员,分管部门,首要联系人",
        "01.001,海川机电,宁德海川机电有限公司,HC,福安路1号,闽东,林工,0593-2222333,13800001111,"
        "91350900MA2XXXXX0B,13,陆小曼,销售一部,林工",
    )
    name, fields, _again = built_in(session, path)
    assert name == "Kingdee customers"
    assert (fields["代码"], fields["移动电话"]) == ("customer.code", "contact.mobile")
    assert fields["专管业务员"] == "customer.owner"
    assert fields["税务登记号"] == "customer.tax_number"
    assert fields["助记码"].startswith("custom.")
    assert (fields["名称"], fields["全名"]) == ("customer.short_name", "customer.name")


def test_yonyou(session: Session, write: Write) -> None:
    path = write(
        "kh.csv",
        "客户编码,客户名称,客户简称,客户分类编码,客户分类名称,地区名称,税号,发展日期,专管业务员名称,"
        "分管部门名称,币种,法人,信用额度",
        "0101,宁德海川机电有限公司,海川,01,华东大客户,闽东,91350900MA2XXXXX0B,2019-03-05,陆小曼,"
        "销售一部,人民币,林海,50000",
    )
    name, fields, _again = built_in(session, path)
    assert name == "Yonyou customers"
    assert (fields["客户编码"], fields["发展日期"]) == ("customer.code", "customer.created")
    assert (fields["币种"], fields["法人"]) == ("ignored", "custom.法人")


def test_wecom(session: Session, write: Write) -> None:
    path = write(
        "wx.csv",
        "客户名称,描述,添加人,添加人帐号,添加人所属部门,添加时间,来源,手机,企业,邮箱,地址",
        "林小海,问过报价,陆小曼,luxm,销售一部,2026-03-05 10:00,扫描二维码,13800001111,,,",
        "黄拓,展会认识,陆小曼,luxm,销售一部,2026-04-05,名片分享,13900002222,拓新鞋业有限公司,,",
    )
    name, fields, again = built_in(session, path)
    assert name == "WeCom customers"
    assert (fields["添加人"], fields["添加时间"]) == ("customer.owner", "customer.created")
    assert [row.name for row in again.tables[0].rows.rows] == ["林小海", "拓新鞋业有限公司"]
    assert again.tables[0].rows.rows[1].contacts[0].name == "黄拓"


def test_outlook_in_both_languages(session: Session, write: Write) -> None:
    english = write(
        "o.csv",
        "Title,First Name,Middle Name,Last Name,Company,Job Title,Business Street,Business City,"
        "Business Phone,Mobile Phone,E-mail Address,E-mail Type,E-mail Display Name,Notes",
        "Ms.,Anna,,Berg,Blue Harbor Ltd.,Buyer,1 Quay Street,Bristol,+44 117 496 0000,"
        "+44 7700 900123,anna@example.com,SMTP,Anna Berg,met in May",
    )
    name, fields, again = built_in(session, english)
    assert name == "Outlook contacts"
    assert (fields["Title"], fields["Job Title"]) == ("contact.salutation", "contact.title")
    assert fields["E-mail Type"] == "ignored"
    (row,) = again.tables[0].rows.rows
    assert (row.name, row.contacts[0].name) == ("Blue Harbor Ltd.", "Anna Berg")
    i18n.set_language("zh_CN")
    chinese = write(
        "o2.csv",
        "称谓,名,中间名,姓,后缀,单位,部门,职务,商务地址 街道,商务地址 市/县,商务电话,移动电话,"
        "电子邮件地址,电子邮件类型,附注,嗜好",
        "女士,海,,林,,海川机电有限公司,采购部,经理,福安路1号,宁德,0593-2222333,13800001111,"
        "lin@example.com,SMTP,老客户,茶",
    )
    name, fields, _again = built_in(session, chinese)
    assert name == "Outlook 联系人"
    assert (fields["称谓"], fields["单位"]) == ("contact.salutation", "customer.name")
    assert (fields["商务地址 街道"], fields["嗜好"]) == ("customer.address", "contact.interests")


@pytest.mark.parametrize(
    ("head", "label"),
    [
        (
            "Name,Given Name,Additional Name,Family Name,Yomi Name,Group Membership,"
            "E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,"
            "Organization 1 - Name,Organization 1 - Title,Priority",
            "E-mail 1 - Type",
        ),
        (
            "First Name,Middle Name,Last Name,Phonetic First Name,File As,Labels,"
            "E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,"
            "Organization Name,Organization Title,Photo",
            "E-mail 1 - Label",
        ),
    ],
)
def test_google_old_and_new(session: Session, write: Write, head: str, label: str) -> None:
    old = head.startswith("Name")
    person = "Anna Berg,Anna,,Berg,," if old else "Anna,,Berg,,,"
    rest = "* myContacts,* Work,anna@example.com,Mobile,+44 7700 900123,Blue Harbor Ltd.,Buyer,"
    name, fields, again = built_in(session, write("g.csv", head, person + rest))
    assert name == "Google contacts"
    assert fields[label] == "ignored"
    (row,) = again.tables[0].rows.rows
    assert (row.name, row.contacts[0].name) == ("Blue Harbor Ltd.", "Anna Berg")
    assert row.contacts[0].values["contact.email"] == "anna@example.com"


def test_taobao_orders(session: Session, write: Write) -> None:
    path = write(
        "ExportOrderList.csv",
        "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,总金额,买家实际支付金额,订单状态,"
        "买家留言,收货人姓名,收货地址,运送方式,联系电话,联系手机,订单创建时间,订单付款时间,宝贝标题,"
        "宝贝种类,物流单号,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称",
        "2026030512345678901,海边小林,lin@example.com,258.00,0.00,258.00,258.00,交易成功,,林晓棠,"
        "福建省 宁德市 蕉城区 福安路1号,快递,,'13800001111,2026-03-05 10:11:12,2026-03-05 10:12:00,"
        "不锈钢水泵,1,'75300001111,某某快递,加急,2,12345,青屿五金店",
    )
    name, fields, again = built_in(session, path)
    assert name == "Taobao orders"
    assert again.tables[0].kind == "orders"
    assert (fields["订单编号"], fields["宝贝标题"]) == ("order.number", "order.product")
    assert fields["店铺名称"].startswith("custom.")
    plan = plan_files(session, [again])
    assert plan.totals["created"] == 1
    write_plan(session, [again], plan)
    (card,) = iter_customers(session, [1])
    assert (card["name"], card["code"], card["mobile"]) == ("林晓棠", "海边小林", "13800001111")
    assert plan_files(session, [again]).totals["unchanged"] == 1
