"""Sales statistics and ABC list: each sum worked out again, paper and workbook say the same."""

from collections import Counter
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from smallcrm.core.dates import Month
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import translator
from smallcrm.reports import abc, sales
from smallcrm.reports.abc import AbcCustomer, AbcReport, shares
from smallcrm.reports.sales import SalesReport, Sold
from smallcrm.reports.tabular import Tabular, render_tabular
from smallcrm.services.customers import save_customer
from smallcrm.services.orders import save_order
from smallcrm.services.records import (
    AddressRecord,
    CustomerRecord,
    OrderLineRecord,
    OrderRecord,
)
from smallcrm.services.report_list import ReportOptions, write_report
from smallcrm.services.reporting_sales import (
    abc_report,
    product_groups,
    regions,
    sales_report,
)
from smallcrm.storage.session import Session
from tests.reports.reading import Document

HOSTILE = ["<b>Smith & Söhne", "堃犇喆𫖯商行", "שלום 12", "🙂 Foods", "长" * 5000, "W" * 400]
YEAR = (date(2025, 12, 1), date(2026, 11, 18), date(2024, 12, 1), date(2025, 11, 18))
LINES = (
    "SELECT coalesce(p.category, ''), coalesce(p.name, l.title), coalesce(s.name, ''),"
    " substr(o.date, 1, 7), l.amount, c.name FROM order_line l"
    " JOIN sales_order o ON o.id = l.order_id JOIN customer c ON c.id = o.customer_id"
    " LEFT JOIN product p ON p.id = l.product_id"
    " LEFT JOIN staff s ON s.id = coalesce(o.staff_id, c.owner_id)"
    " WHERE o.status <> 'cancelled' AND substr(o.date, 1, 10) BETWEEN ? AND ?"
)


def printed(report: Tabular) -> Document:
    out = BytesIO()
    render_tabular(report, out)
    document = Document(out)
    for page in range(min(len(document.pages), 12)):
        assert not document.overlaps(page)
        assert not document.outside(page)
    return document


def chosen(**more: object) -> ReportOptions:
    days = {"first": YEAR[0], "last": date(2026, 11, 30), **more}
    return ReportOptions("en", **days)  # type: ignore[arg-type]


def order(session: Session, customer: int, day: str, amount: int, **more: object) -> None:
    line = OrderLineRecord("Boxes", amount)
    save_order(session, OrderRecord(customer, day, (line,), **more))  # type: ignore[arg-type]


def test_every_sum_is_that_of_a_plain_query(demo: Session) -> None:
    report = sales_report(demo, chosen())
    assert (report.first, report.last, report.before_first, report.before_last) == YEAR
    for first, last, amount in (
        ("2025-12-01", "2026-11-18", "amount"),
        ("2024-12-01", "2025-11-18", "before"),
    ):
        plain: dict[str, Counter[str]] = {
            name: Counter() for name in ("group", "product", "staff", "month")
        }
        for group, product, staff, month, value, _name in demo.connection.execute(
            LINES, (first, last)
        ):
            if amount == "before":
                month = str(Month.parse(month).plus(12))
            for name, key in zip(plain, (group, product, staff, month), strict=True):
                plain[name][key] += value
        assert len(plain["product"]) > 5
        for name, sums in plain.items():
            ours: Counter[str] = Counter()
            for one in report.sold:
                ours[str(getattr(one, name))] += getattr(one, amount)
            assert +ours == +sums, name


def test_narrowed_to_owner_group_and_region(demo: Session) -> None:
    every = sales_report(demo, chosen())
    group, region = product_groups()[0], regions()[0]
    some = sales_report(demo, chosen(group=group.upper(), region=region))
    assert some.sold == tuple(
        one for one in every.sold if one.group == group and one.region == region
    )
    assert 0 < some.amount < every.amount
    owners = [name for (name,) in demo.connection.execute("SELECT name FROM staff")]
    nobody = demo.connection.execute(
        "SELECT coalesce(sum(l.amount), 0) FROM order_line l JOIN sales_order o"
        " ON o.id = l.order_id JOIN customer c ON c.id = o.customer_id WHERE c.owner_id IS NULL"
        " AND o.status <> 'cancelled' AND o.date BETWEEN '2025-12-01' AND '2026-11-18'"
    ).fetchone()[0]
    by_owner = sum(sales_report(demo, chosen(owner=name)).amount for name in owners)
    assert by_owner + nobody == every.amount
    with pytest.raises(UserError, match="Nobody"):
        sales_report(demo, chosen(owner="Nobody"))


def test_a_region_is_the_customers_else_of_its_first_address(session: Session) -> None:
    for name, region, places in (
        ("One", "North", ("Jiangsu",)),
        ("Two", "", ("Zhejiang", "Jiangsu")),
        ("Three", "", ()),
    ):
        addresses = tuple(AddressRecord("1 Road", province=place) for place in places)
        customer = save_customer(session, CustomerRecord(name, region=region, addresses=addresses))
        order(session, customer, "2026-11-02", 100_00)
    order(session, customer, "2025-11-02", 40_00)
    order(session, customer, "2026-11-03", 9_00, status="cancelled")
    order(session, customer, "2025-11-25", 7_00)  # later in the month than today: does not count
    report = sales_report(session, ReportOptions("en"))
    assert {(one.region, one.amount, one.before) for one in report.sold} == {
        ("North", 100_00, 0),
        ("Zhejiang", 100_00, 0),
        ("", 100_00, 40_00),
    }
    text = " ".join(printed(sales.tabular(report, translator("en"))).text.split())
    assert "Orders over ¥ 300; 650% more than a year earlier (¥ 40)." in text
    assert "2026-11-01 to 2026-11-18, against 2025-11-01 to 2025-11-18" in text


def test_paper_and_workbook_have_the_same_sums(demo: Session, tmp_path: Path) -> None:
    options, path = chosen(), tmp_path / "sales.xlsx"
    write_report(demo, "sales", options, path)
    report = sales_report(demo, options)
    book = openpyxl.load_workbook(path)
    worth = openpyxl.load_workbook(path, data_only=True)
    for sheet in book:
        heads = [cell.value for cell in sheet[3]]
        assert sheet.freeze_panes == "A4"
        rows = list(sheet.iter_rows(min_row=4, values_only=True))
        if sheet.title.startswith("Product groups by"):
            place = heads.index("Total")
        else:
            place = heads.index("Amount")
        amounts = [row[place] for row in rows if isinstance(row[place], int | float)]
        assert round(sum(amounts) * 100) == report.amount, sheet.title
        if len(amounts) > 1:
            letter = "ABCDEFGHIJ"[place]
            assert rows[-1][place] == f"=SUM({letter}4:{letter}{len(amounts) + 3})"
            assert round(worth[sheet.title].cell(sheet.max_row, place + 1).value * 100) == (
                report.amount
            )
    document = printed(sales.tabular(report, translator("en")))
    whole = f"{report.amount / 100:,.2f}"
    assert document.text.count(whole) >= 7


def test_large_amounts_stand_in_ten_thousands_in_chinese() -> None:
    sold = (Sold("设备", "泵", "江苏", "赵敏", Month(2026, 11), 1_234_567_00, 500_000_00),)
    report = SalesReport(sold, *YEAR, made_at=datetime(2026, 11, 18))
    chinese = printed(sales.tabular(report, translator("zh_CN"))).text
    assert "金额单位：万元" in chinese
    assert "123.46" in chinese
    assert "¥ 1,234,567" in chinese  # the sentence has all digits
    english = printed(sales.tabular(report, translator("en"))).text
    assert "¥ 1,234,567" in english


def test_classes_of_the_list() -> None:
    assert [grade for *_shares, grade in shares([700, 150, 100, 40, 10])] == list("AABCC")
    assert [grade for *_shares, grade in shares([50])] == ["A"]
    assert [grade for *_shares, grade in shares([100, 0, -20])] == ["A", "C", "C"]
    assert [grade for *_shares, grade in shares([0, 0])] == ["C", "C"]
    running = [round(one, 3) for _share, one, _grade in shares([700, 150, 100, 40, 10])]
    assert running == [0.7, 0.85, 0.95, 0.99, 1.0]


def test_the_list_has_every_customer_with_its_orders(demo: Session, tmp_path: Path) -> None:
    path = tmp_path / "abc.xlsx"
    write_report(demo, "abc", ReportOptions("en"), path)
    plain: Counter[str] = Counter()
    for *_keys, amount, name in demo.connection.execute(LINES, ("2025-12-01", "2026-11-18")):
        plain[name] += amount
    past: Counter[str] = Counter()
    for *_keys, amount, name in demo.connection.execute(LINES, ("2024-12-01", "2025-11-18")):
        past[name] += amount
    book = openpyxl.load_workbook(path)
    rows = list(book["Customers by orders"].iter_rows(min_row=4, values_only=True))[:-1]
    assert {row[1]: round(row[6] * 100) for row in rows} == plain
    assert [row[0] for row in rows] == list(range(1, len(plain) + 1))
    assert [row[6] for row in rows] == sorted((row[6] for row in rows), reverse=True)
    assert abs(rows[-1][8] - 1) < 1e-9
    classes = list(book["Classes"].iter_rows(min_row=4, values_only=True))
    for row in classes[:3]:
        some = [plain[one[1]] for one in rows if one[4] == row[0]]
        assert (row[1], round(row[3] * 100)) == (len(some), sum(some))
    fallen = list(book["Those that fell"].iter_rows(min_row=4, values_only=True))[:-1]
    assert {row[0] for row in fallen} == {
        name for name, before in past.items() if before and before - plain[name] >= 0.2 * before
    }
    report = abc_report(demo, chosen())
    assert {one.customer: one.before for one in report.customers if one.before} == past


def test_nothing_was_sold(session: Session, tmp_path: Path) -> None:
    for kind, words in (("sales", "没有销售"), ("abc", "没有客户下单")):
        for end in ("pdf", "xlsx"):
            write_report(session, kind, ReportOptions("zh_CN"), tmp_path / f"{kind}.{end}")
        assert words in Document((tmp_path / f"{kind}.pdf").read_bytes()).text


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_hostile_names(language: str) -> None:
    month, made = Month(2026, 11), datetime(2026, 11, 18, 9, 30)
    sold = tuple(Sold(name, name, name, name, month, 10**11, 5) for name in HOSTILE[:4])
    report = SalesReport(sold, *YEAR, made_at=made, company="A < B")
    document = printed(sales.tabular(report, translator(language)))
    for name in HOSTILE[:2]:
        assert document.solid.count("".join(name.split())) >= 4
    customers = tuple(AbcCustomer(name, 10**9, 3 * 10**9, 1, "A", name[:9]) for name in HOSTILE)
    document = printed(abc.tabular(AbcReport(customers, *YEAR, made_at=made), translator(language)))
    for name in HOSTILE[:2]:
        assert document.solid.count("".join(name.split())) >= 2
    assert document.solid.count("长") >= 10_000  # in the list, and among those that fell


def test_a_long_list_has_contents_with_the_pages_and_bookmarks() -> None:
    customers = tuple(AbcCustomer(f"Customer {n}", 10**6 - n, 10**7, 1) for n in range(400))
    report = AbcReport(customers, *YEAR, made_at=datetime(2026, 11, 18))
    document = printed(abc.tabular(report, translator("en")))
    marks = dict(document.bookmarks())
    fell = marks["Those that fell"]
    assert fell > 3
    lines = [" ".join(line.split()) for line in document.pages[0].splitlines()]
    assert {"Those that fell", str(fell + 1)} <= set(lines)
    assert "Those that fell" in document.pages[fell]
    assert "Page 1 of" in document.pages[0]
