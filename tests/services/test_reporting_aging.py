"""Receivables by age: each sum worked out again, paper and workbook say the same."""

from collections import Counter
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from smallcrm.core.dates import Month
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import translator
from smallcrm.reports.aging import AgedBill, AgedCustomer, AgingReport, age_of, tabular
from smallcrm.reports.tabular import render_tabular
from smallcrm.services.customers import save_customer
from smallcrm.services.orders import save_order, save_receipt
from smallcrm.services.payment_days import set_payment_days
from smallcrm.services.records import (
    CustomerRecord,
    OrderLineRecord,
    OrderRecord,
    ReceiptRecord,
)
from smallcrm.services.report_list import ReportOptions, write_report
from smallcrm.services.reporting import monthly_report
from smallcrm.services.reporting_aging import aging_report
from smallcrm.storage.session import Session
from tests.reports.reading import Document

EN = translator("en")


def printed(report: AgingReport, language: str = "en") -> Document:
    out = BytesIO()
    render_tabular(tabular(report, translator(language)), out)
    document = Document(out)
    for page in range(len(document.pages)):
        assert not document.overlaps(page)
        assert not document.outside(page)
    return document


def order(session: Session, customer: int, day: str, amount: int, **more: object) -> int:
    line = OrderLineRecord("Boxes", amount)
    return save_order(session, OrderRecord(customer, day, (line,), **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "age"),
    [(0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (5000, 3), (-2, 0)],
)
def test_the_ages(days: int, age: int) -> None:
    assert age_of(days) == age


def test_each_customer_owes_what_plain_queries_say(demo: Session) -> None:
    report = aging_report(demo, EN)
    balance: Counter[str] = Counter()
    for name, amount in demo.connection.execute(
        "SELECT c.name, l.amount FROM order_line l JOIN sales_order o ON o.id = l.order_id"
        " JOIN customer c ON c.id = o.customer_id WHERE o.status <> 'cancelled'"
        " AND o.date <= '2026-11-18'"
    ):
        balance[name] += amount
    for name, amount in demo.connection.execute(
        "SELECT c.name, r.amount FROM receipt r JOIN customer c ON c.id = r.customer_id"
        " WHERE r.date <= '2026-11-18'"
    ):
        balance[name] -= amount
    owing = {name: amount for name, amount in balance.items() if amount > 0}
    assert len(owing) > 5
    assert {one.customer: one.owed for one in report.customers} == owing
    by_age: Counter[int] = Counter()
    left: Counter[str] = Counter()
    for bill in report.bills:
        by_age[0 if bill.days <= 30 else 1 if bill.days <= 60 else 2 if bill.days <= 90 else 3] += (
            bill.left
        )
        left[bill.customer] += bill.left
        assert bill.days == (date(2026, 11, 18) - bill.day).days
        assert 0 < bill.left <= bill.amount
    assert left == owing
    for place in range(4):
        assert sum(one.ages[place] for one in report.customers) == by_age[place]
    assert [one.oldest for one in report.customers] == sorted(o.oldest for o in report.customers)
    month = monthly_report(demo, Month(2026, 11), EN)
    assert {o.customer: (o.due, o.overdue) for o in month.money_due} == {
        one.customer: (one.owed, one.overdue) for one in report.customers
    }


def test_of_one_owner(demo: Session) -> None:
    every = aging_report(demo, EN)
    owner = every.customers[0].owner
    mine = aging_report(demo, EN, owner)
    assert mine.customers == tuple(one for one in every.customers if one.owner == owner)
    with pytest.raises(UserError, match="Nobody"):
        aging_report(demo, EN, "Nobody")


def test_receipts_pay_the_order_they_name_then_what_is_due_first(session: Session) -> None:
    customer = save_customer(session, CustomerRecord("Ashholm Foods"))
    order(session, customer, "2026-08-01", 100_00, number="S1", due="2026-08-31")
    order(session, customer, "2026-10-10", 200_00, number="S2", due="2026-12-10")
    named = order(session, customer, "2026-11-01", 300_00, number="S3", due="2026-11-30")
    order(session, customer, "2026-11-02", 999_00, number="S4", status="cancelled")
    save_receipt(session, ReceiptRecord(customer, "2026-11-05", 50_00, order_id=named))
    save_receipt(session, ReceiptRecord(customer, "2026-11-06", 40_00))
    report = aging_report(session, EN)
    assert [(b.number, b.left, b.days) for b in report.bills] == [
        ("S1", 60_00, 109),
        ("S2", 200_00, 39),
        ("S3", 250_00, 17),
    ]
    (one,) = report.customers
    assert (one.ages, one.overdue) == ((250_00, 200_00, 0, 60_00), 60_00)
    text = " ".join(printed(report).text.split())
    assert "1 customer owes ¥ 510; ¥ 60 of it is overdue; ¥ 60 is older than 90 days." in text


def test_the_workbook_has_dates_numbers_and_formulas(demo: Session, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_report(demo, "receivables", ReportOptions("en"), path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["By customer", "By order"]
    sheet = book.active
    report = aging_report(demo, EN)
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert sheet.freeze_panes == "A4"
    assert sheet["A1"].value == "Receivables by age  ·  By customer"
    assert sheet["A2"].value == (
        "as of 2026-11-18  ·  orders without a due date: due 30 days after the order"
    )
    for row, one in zip(rows, report.customers, strict=False):
        assert row[0] == one.customer
        assert row[3] == datetime.combine(one.oldest, datetime.min.time())
        assert [round((value or 0) * 100) for value in row[4:]] == [
            *one.ages,
            one.owed,
            one.overdue,
        ]
    last = len(report.customers) + 3
    assert rows[-1] == (
        *("Total", None, None, None),
        *(f"=SUM({letter}4:{letter}{last})" for letter in "EFGHIJ"),
    )
    with pytest.raises(UserError, match="PDF"):
        write_report(demo, "customer", ReportOptions("en", customer_id=1), path)


def test_nobody_owes(session: Session, tmp_path: Path) -> None:
    for name in ("out.pdf", "out.xlsx"):
        write_report(session, "receivables", ReportOptions("zh_CN"), tmp_path / name)
    text = Document((tmp_path / "out.pdf").read_bytes()).text
    assert "没有客户欠款" in text
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert (sheet.max_row, sheet["A3"].value) == (3, "没有客户欠款。")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_hostile_names_and_hundreds_of_customers(session: Session, language: str) -> None:
    names = ["<b>Smith & Söhne", "堃犇喆𫖯商行", "长" * 200, "W" * 200]
    names += [f"Customer {n}." for n in range(300)]
    day = date(2026, 5, 1)
    customers = tuple(
        AgedCustomer(name, "A", name[:12], day, (1, 0, 0, 10**11), 10**11) for name in names
    )
    bills = tuple(AgedBill(name, "SO-1", day, day, 10**11, 10**11, 201) for name in names)
    report = AgingReport(customers, bills, day, session.clock.now(), company="A < B")
    document = printed(report, language)
    for name in names:
        assert document.solid.count("".join(name.split())) >= 2
    head = "客户" if language == "zh_CN" else "Customer"
    for page in document.pages[1:]:
        assert head in page  # the head goes on with the rows


def test_the_days_for_payment_are_chosen_and_said(session: Session) -> None:
    customer = save_customer(session, CustomerRecord("Oakrun Pumps", owner="Ann"))
    order(session, customer, "2026-10-01", 500_00)
    order(session, customer, "2026-10-02", 300_00, due="2027-01-31")
    for days, due, overdue in ((30, date(2026, 10, 31), 500_00), (90, date(2026, 12, 30), 0)):
        set_payment_days(session, days)
        report = aging_report(session, EN)
        assert [one.due for one in report.bills] == [due, date(2027, 1, 31)]
        assert [one.overdue for one in report.customers] == [overdue]
        text = printed(report).text
        assert f"orders without a due date: due {days} days after the order" in text
        assert "Ann" in [one.owner for one in report.bills]
