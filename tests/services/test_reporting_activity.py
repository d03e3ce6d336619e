"""The activity book and the month of a customer; statements and call lists as workbooks."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from smallcrm.core.dates.words import format_date
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import translator
from smallcrm.reports import activity
from smallcrm.reports.activity import ActivityBook, Recorded
from smallcrm.reports.letterhead import Company
from smallcrm.reports.statement import Movement, Statement, Statements
from smallcrm.services.report_list import REPORTS, ReportOptions, write_report
from smallcrm.services.reporting_activity import activity_book
from smallcrm.services.reporting_customer import customer_month
from smallcrm.services.reporting_statement import read_statements
from smallcrm.services.statement_sheets import MOST_SHEETS, sheets_of_statements
from smallcrm.storage.session import Session
from tests.reports.reading import Document

EN = translator("en")
MONTH = {"first": date(2026, 10, 1), "last": date(2026, 10, 31)}
BOOKS = [kind.key for kind in REPORTS if kind.sheet is not None]


def value(session: Session, query: str, *values: object) -> Any:
    (((found,),),) = [session.connection.execute(query, values).fetchall()]
    return found


def checked(data: bytes) -> Document:
    document = Document(data)
    for page in range(min(len(document.pages), 8)):
        assert not document.overlaps(page)
        assert not document.outside(page)
    return document


def test_every_record_of_the_days_is_in_the_book(demo: Session, tmp_path: Path) -> None:
    book = activity_book(demo, ReportOptions("en", **MONTH))
    count = value(
        demo,
        "SELECT count(*) FROM interaction WHERE substr(at, 1, 10) BETWEEN ? AND ?",
        "2026-10-01",
        "2026-10-31",
    )
    assert len(book.entries) == count > 50
    assert [one.at for one in book.entries] == sorted(one.at for one in book.entries)
    assert any(one.next for one in book.entries)
    staff = next(one.staff for one in book.entries if one.staff)
    mine = activity_book(demo, ReportOptions("en", owner=staff, **MONTH))
    assert mine.entries == tuple(one for one in book.entries if one.staff == staff)
    path = tmp_path / "book.pdf"
    write_report(demo, "activity", ReportOptions("en", **MONTH), path)
    document = checked(path.read_bytes())
    days = {format_date(one.at.date(), "en", "long") for one in book.entries}
    assert {mark for mark, _page in document.bookmarks()} >= days
    for one in book.entries[:40]:
        assert "".join(one.said.split()) in document.solid
    wrong = ReportOptions("en", first=MONTH["last"], last=MONTH["first"])
    with pytest.raises(UserError, match="first day"):
        write_report(demo, "activity", wrong, path)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_hostile_records(language: str) -> None:
    at = datetime(2026, 10, 2, 9, 5)
    names = ["<b>Smith & Söhne", "堃犇喆𫖯商行", "שלום 12", "🙂 Foods", "长" * 5000]
    entries = tuple(
        Recorded(at, True, name, "call", f"{name}\n{name}", "A", name[:300], name[:20], "ok", name)
        for name in names
    )
    day = at.date()
    out = BytesIO()
    activity.render(ActivityBook(entries, day, day, at), out, translator(language))
    document = checked(out.getvalue())
    for name in names[:2]:
        assert document.solid.count("".join(name.split())) >= 3
    assert document.solid.count("长") >= 20_000


def test_the_month_of_a_customer(demo: Session, tmp_path: Path) -> None:
    customer, name = demo.connection.execute(
        "SELECT c.id, c.name FROM customer c JOIN sales_order o ON o.customer_id = c.id"
        " WHERE o.date BETWEEN '2026-10-01' AND '2026-10-31' AND EXISTS (SELECT 1 FROM interaction"
        " WHERE customer_id = c.id AND at BETWEEN '2026-10-01' AND '2026-10-32')"
    ).fetchone()
    report = customer_month(demo, customer, ReportOptions("en", **MONTH))
    this, before, year = report.stretches
    assert (before.first, before.last) == (date(2026, 9, 1), date(2026, 9, 30))
    assert (year.first, year.last) == (date(2025, 10, 1), date(2025, 10, 31))
    for one in report.stretches:
        days = (customer, str(one.first), str(one.last))
        assert one.ordered == value(
            demo,
            "SELECT coalesce(sum(l.amount), 0) FROM order_line l JOIN sales_order o"
            " ON o.id = l.order_id WHERE o.customer_id = ? AND o.status <> 'cancelled'"
            " AND substr(o.date, 1, 10) BETWEEN ? AND ?",
            *days,
        )
        assert one.contacts == value(
            demo,
            "SELECT count(*) FROM interaction WHERE customer_id = ? AND kind <> 'note'"
            " AND substr(at, 1, 10) BETWEEN ? AND ?",
            *days,
        )
    options = ReportOptions("en", customer_id=customer, **MONTH)
    (statement,) = read_statements(demo, options, EN)
    assert this.owed == statement.closing
    assert this.received == statement.received
    assert sum(one.amount for one in report.work.orders) == this.ordered > 0
    assert {one.customer for one in report.work.contacts} == {name}
    path = tmp_path / "month.pdf"
    write_report(demo, "customer-month", options, path)
    document = checked(path.read_bytes())
    assert name in document.pages[0]
    with pytest.raises(UserError, match="Choose a customer"):
        write_report(demo, "customer-month", ReportOptions("en"), path)


def test_a_statement_as_a_workbook_works_its_balance_out(demo: Session, tmp_path: Path) -> None:
    options = ReportOptions("en", **MONTH)
    found = read_statements(demo, options, EN)
    path = tmp_path / "all.xlsx"
    write_report(demo, "statement", options, path)
    book = openpyxl.load_workbook(path)
    assert len(book.sheetnames) == len(found) + 1
    overview = list(book.worksheets[0].iter_rows(min_row=4, values_only=True))
    for sheet, one, row in zip(book.worksheets[1:], found, overview, strict=False):
        assert row[0] == one.customer
        assert row[4].startswith("=B")
        last = 3 + 1 + len(one.movements)
        assert row[2] == f"='{sheet.title}'!E{last + 1}"
        assert sheet[f"E{last + 1}"].value == f"=SUM(E4:E{last})"
        assert sheet[f"G{last + 1}"].value == f"=G{last}"
        balance = round(sheet["G4"].value * 100)
        for number in range(5, last + 1):
            _day, _entry, _order, _what, ordered, received, formula = (
                cell.value for cell in sheet[number]
            )
            assert formula == f"=G{number - 1}+E{number}-F{number}"
            balance += round((ordered or 0) * 100) - round((received or 0) * 100)
        assert balance == one.closing
    # Previews on phones do not calculate: what the formulas come to stands beside them.
    shown = openpyxl.load_workbook(path, data_only=True)
    said = list(shown.worksheets[0].iter_rows(min_row=4, values_only=True))
    assert [round(row[4] * 100) for row in said] == [
        *(one.closing for one in found),
        sum(one.closing for one in found),
    ]
    for sheet, one in zip(shown.worksheets[1:], found, strict=True):
        last = 3 + 1 + len(one.movements) + 1
        sums = [round(sheet[f"{letter}{last}"].value * 100) for letter in "EFG"]
        assert sums == [one.ordered, one.received, one.closing]
        balance = one.opening
        for number, movement in enumerate(one.movements, 5):
            balance += movement.amount * (1 if movement.kind == "order" else -1)
            assert round(sheet[f"G{number}"].value * 100) == balance


def test_more_statements_than_a_workbook_has_sheets_for() -> None:
    day = date(2026, 10, 5)
    some = [
        Statement(f"Customer {n}", 100, (Movement(day, "order", 700, "S1"),))
        for n in range(MOST_SHEETS + 1)
    ]
    batch = Statements(some, day, day, datetime(2026, 11, 18), Company("Own"))
    overview, entries = sheets_of_statements(batch, EN)
    assert len(overview.rows) == len(some)
    assert len(entries.rows) == 2 * len(some)
    assert entries.columns[-1].total is False


@pytest.mark.parametrize("kind", BOOKS)
def test_every_table_as_a_workbook(demo: Session, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "out.xlsx"
    write_report(demo, kind, ReportOptions("zh_CN", customer_id=3), path)
    dates = 0
    for sheet in openpyxl.load_workbook(path):
        assert sheet.freeze_panes in ("A2", "A4")
        for row in sheet.iter_rows():
            for cell in row:
                dates += cell.is_date and isinstance(cell.value, datetime)
                if isinstance(cell.value, str):
                    assert cell.data_type == ("f" if cell.value.startswith("=") else "s")
    assert dates or kind in ("sales", "abc", "directory", "labels", "envelopes", "pipeline")
