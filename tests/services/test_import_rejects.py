"""Rejected rows as a workbook: in the source's own layout, mended and brought again."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from smallcrm.core import i18n
from smallcrm.importers.analysis import Analysis
from smallcrm.importers.plan import ImportPlan
from smallcrm.models import Contact, Customer, Order
from smallcrm.services.import_rejects import write_rejects
from smallcrm.services.imports import analyse_files, plan_files, write_plan
from smallcrm.storage.session import Session

PHONES = ("13800001111", "13900002222", "13700003333", "13600004444")


def bring(session: Session, *paths: Path) -> tuple[list[Analysis], ImportPlan]:
    analyses = analyse_files(paths)
    plan = plan_files(session, analyses)
    write_plan(session, analyses, plan)
    return analyses, plan


def save(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def grid(path: Path, sheet: str) -> list[list[object]]:
    found = openpyxl.load_workbook(path)[sheet]
    return [[cell.value for cell in row] for row in found.iter_rows()]


def mend(path: Path, *cells: tuple[str, str, object]) -> None:
    book = openpyxl.load_workbook(path)
    for sheet, place, value in cells:
        book[sheet][place] = value
    book.save(path)


@pytest.fixture
def two_rows(tmp_path: Path) -> Path:
    """A list with a merged title, two header rows, merged records, and two rows without a name."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "华东"
    for row in (
        ["客户资料一览表"],
        ["制表：陆小曼"],
        [None, "单位名称", "联系人信息", None, "建档日期", "年采购额", "备注"],
        [None, None, "姓名", "手机"],
        [None, None, None, 13900002222, date(2026, 2, 8), 800, "第一家"],
        [None, None, "-", 13600004444, date(2026, 3, 8), 12.5, "=SUM(A1)"],
        [None, "宁德海川机电", "林小姐", 13800001111, date(2026, 1, 8), 1200.5, "=1+1"],
        [None, "泉州拓新鞋业", "吴工", 13700003333, date(2026, 3, 8), 10**9, None],
        [None, "合计", None, None, None, 2000.5],
    ):
        sheet.append(row)
    for cell in ("G6", "G7"):
        sheet[cell].data_type = "s"
    for area in ("A1:G1", "A2:G2", "B3:B4", "C3:D3", "E3:E4", "F3:F4", "G3:G4"):
        sheet.merge_cells(area)
    path = tmp_path / "客户.xlsx"
    book.save(path)
    return path


def test_the_layout_is_kept_and_mended_rows_come_in(
    session: Session, two_rows: Path, tmp_path: Path
) -> None:
    analyses, plan = bring(session, two_rows)
    assert (plan.totals["created"], plan.totals["rejected"]) == (2, 2)
    out = tmp_path / "退回.xlsx"
    assert write_rejects(analyses, plan, out) == 2

    sheet = openpyxl.load_workbook(out)["华东"]
    assert sheet.freeze_panes == "A3"
    areas = {str(area) for area in sheet.merged_cells.ranges}
    assert areas == {"B1:B2", "C1:D1", "E1:E2", "F1:F2", "G1:G2"}
    rows = grid(out, "华东")
    assert rows[0][:7] == [None, "单位名称", "联系人信息", None, "建档日期", "年采购额", "备注"]
    assert rows[1] == [*[None] * 2, "姓名", "手机", *[None] * 3, "Why it was not imported"]
    assert rows[2][2:4] == [None, "13900002222"]
    assert rows[2][4].date() == date(2026, 2, 8)
    assert rows[2][5] == 800
    assert "name" in str(rows[2][7])
    assert sheet["G4"].value == "=SUM(A1)"
    assert sheet["G4"].data_type == "s"
    assert len(rows) == 4

    names = (("华东", "B3", "厦门白鹭贸易"), ("华东", "B4", "福州闽江纸业"))
    mend(out, *names, ("华东", "C3", "黄总"))
    again, second = bring(session, out)
    (table,) = again[0].tables
    (first,) = analyses[0].tables
    assert [guess.field for guess in table.columns[:-1]] == [g.field for g in first.columns]
    assert table.columns[-1].field == "ignored"
    assert table.table.header_rows == (1, 2)
    assert (second.totals["created"], second.totals["rejected"]) == (2, 0)
    assert Customer.select().count() == 4
    mended = Customer.get(Customer.name == "厦门白鹭贸易")
    assert (mended.note, mended.revenue) == ("第一家", 80000)
    assert Contact.get(Contact.customer == mended).name == "黄"

    write_plan(session, again, plan_files(session, again))
    assert Customer.select().count() == 4
    assert plan_files(session, analyses).totals["unchanged"] == 2


def test_a_row_that_was_not_mended_is_rejected_again(
    session: Session, two_rows: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.xlsx"
    write_rejects(*bring(session, two_rows), out)
    mend(out, ("华东", "B4", "福州闽江纸业"))
    _again, plan = bring(session, out)
    assert (plan.totals["created"], plan.totals["rejected"]) == (1, 1)


def test_a_gb18030_list_comes_back_as_a_workbook(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "客户.csv"
    lines = [
        "客户名称,手机,登记日期,编码,自定",
        ",13900002222,2019.3.6,008,=cmd()",
        ",0593-2222333,2019年3月,009,-",
    ]
    lines += ["宁海机电,13800001111,2019.3.5,007,a"]
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    out = tmp_path / "out.xlsx"
    i18n.set_language("zh_CN")
    analyses, plan = bring(session, path)
    assert write_rejects(analyses, plan, out) == 2
    (name,) = openpyxl.load_workbook(out).sheetnames
    rows = grid(out, name)
    assert rows[0] == ["客户名称", "手机", "登记日期", "编码", "自定", "未导入原因"]
    assert rows[1][:5] == [None, "13900002222", "2019.3.6", "008", "=cmd()"]
    mend(out, (name, "A2", "拓新鞋业"), (name, "A3", "白鹭贸易"))
    i18n.set_language("en")  # mended by someone who works in the other language
    _again, second = bring(session, out)
    assert second.totals["created"] == 2
    assert Customer.get(Customer.name == "拓新鞋业").code == "008"


def test_each_sheet_of_each_file_has_its_own(session: Session, tmp_path: Path) -> None:
    head, gone = ["客户名称", "手机"], [None, "13900002222"]
    one = save(
        tmp_path / "一.xlsx",
        **{
            "陆小曼": [head, gone, ["甲机电", PHONES[0]]],
            "韩立冬": [head, [None, PHONES[2]], ["戊机电", None]],
        },
    )
    other = save(tmp_path / "二.xlsx", **{"陆小曼": [head, gone, ["乙机电", PHONES[3]]]})
    good = save(tmp_path / "三.xlsx", 表=[head, ["丙机电", "13500005555"]])
    out = tmp_path / "out.xlsx"
    analyses, plan = bring(session, one, other, good)
    assert write_rejects(analyses, plan, out) == 3
    assert openpyxl.load_workbook(out).sheetnames == ["陆小曼", "韩立冬", "陆小曼 (2)"]
    # The sheets' names said who sells: that stays though the names may not.
    assert grid(out, "韩立冬")[0] == ["客户名称", "手机", "Salesperson", "Why it was not imported"]
    assert grid(out, "韩立冬")[1][:3] == [None, PHONES[2], "韩立冬"]
    mend(out, ("韩立冬", "A2", "丁机电"))
    bring(session, out)
    assert Customer.get(Customer.name == "丁机电").owner.name == "韩立冬"


def test_a_list_without_header_gets_one(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"宁海第{n}机电有限公司,1380000111{n},a{n}@example.com" for n in range(6)]
    path.write_text("\n".join([",13900002222,b@example.com", *rows]), encoding="utf-8")
    out = tmp_path / "out.xlsx"
    analyses, plan = bring(session, path)
    assert write_rejects(analyses, plan, out) == 1
    name = openpyxl.load_workbook(out).sheetnames[0]
    assert grid(out, name)[0][:3] == ["Customer name", "Mobile", "E-mail address"]
    mend(out, (name, "A2", "白鹭贸易"))
    _again, second = bring(session, out)
    assert second.totals["created"] == 1


def test_without_rejected_rows_only_the_headers_stand_there(
    session: Session, tmp_path: Path
) -> None:
    path = save(tmp_path / "a.xlsx", 表=[["客户名称", "手机"], ["甲机电", PHONES[0]]])
    out = tmp_path / "out.xlsx"
    assert write_rejects(*bring(session, path), out) == 0
    assert grid(out, "表") == [["客户名称", "手机", "Why it was not imported"]]


def test_of_tables_side_by_side_only_the_rejected_half_is_written(
    session: Session, tmp_path: Path
) -> None:
    head = ["客户名称", "手机", "城市"]
    rows: list[list[object]] = [[*head, *head]]
    rows.append([None, PHONES[0], "宁德", "甲机电", PHONES[1], "福州"])
    rows.append(["乙鞋业", PHONES[2], "宁德", "丙贸易", PHONES[3], "福州"])
    path = save(tmp_path / "a.xlsx", 表=rows)
    out = tmp_path / "out.xlsx"
    assert write_rejects(*bring(session, path), out) == 1
    assert [row[:6] for row in grid(out, "表")[1:]] == [[None, PHONES[0], "宁德", None, None, None]]
    mend(out, ("表", "A2", "丁纸业"))
    _again, plan = bring(session, out)
    assert plan.totals["rows"] == plan.totals["created"] == 1


def test_orders_of_unknown_customers_are_mended_by_their_customer(
    session: Session, tmp_path: Path
) -> None:
    bring(session, save(tmp_path / "a.xlsx", 客户=[["客户名称", "客户编号"], ["甲机电", "K001"]]))
    head = ["订单号", "客户编号", "下单日期", "产品", "数量", "单价", "金额"]
    rows = [["S1", "K001", date(2026, 3, 5), "水泵", 2, 60, 120]]
    rows.append(["S2", "K999", date(2026, 3, 6), "电机", 1, 800, 800])
    path = save(tmp_path / "订单.xlsx", 订单=[["三月订单"], head, *rows])
    analyses, plan = bring(session, path)
    assert (plan.totals["created"], plan.totals["rejected"]) == (1, 1)
    out = tmp_path / "out.xlsx"
    write_rejects(analyses, plan, out)
    assert grid(out, "订单")[1][:2] == ["S2", "K999"]
    assert "K999" in str(grid(out, "订单")[1][7])
    mend(out, ("订单", "B2", "K001"))
    again, second = bring(session, out)
    assert again[0].tables[0].kind == "orders"
    assert (second.totals["created"], second.totals["rejected"]) == (1, 0)
    assert Customer.select().count() == 1
    assert Order.select().count() == 2
    assert plan_files(session, again).totals["unchanged"] == 1
