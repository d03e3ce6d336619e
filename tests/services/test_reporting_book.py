"""The monthly report as a workbook: the sums of its sheets are those of the report."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from smallcrm.core.dates import Month
from smallcrm.core.i18n import translator
from smallcrm.reports.monthly import findings
from smallcrm.services.report_list import ReportOptions, write_report
from smallcrm.services.reporting import monthly_report
from smallcrm.storage.session import Session

MONTH = Month(2026, 10)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_months_lists_are_sheets_with_the_same_sums(
    demo: Session, tmp_path: Path, language: str
) -> None:
    texts = translator(language)
    report = monthly_report(demo, MONTH, texts)
    path = tmp_path / "month.xlsx"
    write_report(demo, "monthly", ReportOptions(language, month=MONTH), path)
    book = openpyxl.load_workbook(path)
    shown = openpyxl.load_workbook(path, data_only=True)
    told = [row[0] for row in shown.worksheets[0].iter_rows(min_row=4, values_only=True)]
    assert told == [one.text for one in findings(report, texts)]
    orders, receipts = texts.gettext("Orders"), texts.gettext("Receipts")
    for name, sums in ((orders, report.orders), (receipts, report.receipts)):
        rows = list(shown[name].iter_rows(min_row=4, values_only=True))
        assert len(rows) == len(sums) + 1
        assert isinstance(rows[0][0], datetime)
        assert round(rows[-1][-1] * 100) == sum(one.amount for one in sums)
        assert str(book[name].cell(len(rows) + 3, len(rows[0])).value).startswith("=SUM(")
        assert book[name].freeze_panes == "A4"
    # What the paper says in words of numbers is a number here.
    attention = list(shown.worksheets[1].iter_rows(min_row=4, values_only=True))
    assert [round((row[2] or 0) * 100) for row in attention] == [
        one.bought for one in report.attention
    ]
    best = shown[texts.gettext("Best customers")]
    shares = [best.cell(row, 6) for row in range(4, 4 + len(report.best))]
    assert all(cell.number_format == "0.0%" and 0 <= cell.value <= 1 for cell in shares)


def test_only_the_sections_that_were_chosen(demo: Session, tmp_path: Path) -> None:
    path = tmp_path / "month.xlsx"
    options = ReportOptions("en", month=MONTH, sections=("orders",))
    write_report(demo, "monthly", options, path)
    names = openpyxl.load_workbook(path).sheetnames
    assert names == ["In short", "Customers that need attention m", "Orders", "Receipts"]
