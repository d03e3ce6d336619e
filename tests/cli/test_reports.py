"""The command `report`."""

import re
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Run
from tests.reports.reading import Document


def test_the_month_as_pdf(cli: Run, tmp_path: Path) -> None:
    cli("add", "customer", "--name", "Ashholm Foods", "--level", "B")
    path = tmp_path / "out.pdf"
    answer = cli("report", "monthly", "--month", "2026-11", "-o", path)
    assert answer.status == 0
    assert answer.out == ""
    assert str(path) in answer.err
    text = Document(path.read_bytes()).text
    assert "Monthly customer report" in text
    assert "Ashholm Foods" in text


def test_in_chinese(cli: Run, tmp_path: Path) -> None:
    cli("add", "customer", "--name", "砺帆食品厂")
    path = tmp_path / "out.pdf"
    assert cli("report", "monthly", "-o", path, language="zh_CN").status == 0
    text = Document(path.read_bytes()).text
    assert "月度客户报告" in text
    assert "砺帆食品厂" in text
    assert "2026 年 11 月" in text


def test_this_month_in_this_folder_unless_told(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli("report", "monthly").status == 0
    assert (tmp_path / "monthly-2026-11.pdf").exists()


def test_the_reports_are_named(cli: Run, tmp_path: Path) -> None:
    listed = re.sub(" {2,}", "  ", cli("report", "--list").out)
    assert "monthly  Monthly customer report  What changed" in listed
    assert "Customer list of a view" in listed
    assert "月度客户报告" in cli("report", "--list", language="zh_CN").out
    assert not (tmp_path / "data.db").exists()


@pytest.mark.parametrize(
    "arguments",
    [("report",), ("report", "yearly"), ("report", "monthly", "--month", "2026-13")],
    ids=lambda arguments: " ".join(arguments),
)
def test_wrong_usage(cli: Run, arguments: tuple[str, ...]) -> None:
    answer = cli(*arguments)
    assert answer.status == 2
    assert "usage" in answer.err


def test_a_month_to_come(cli: Run) -> None:
    assert "2027-01" in cli("report", "monthly", "--month", "2027-01").told


def test_a_place_that_cannot_be_written(cli: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert cli("report", "monthly", "-o", tmp_path / "file" / "out.pdf").told


def test_a_list_of_a_view(cli: Run, tmp_path: Path) -> None:
    cli("add", "customer", "--name", "Ashholm Foods")
    path = tmp_path / "list.pdf"
    assert cli("report", "list", "--view", "all", "-o", path).status == 0
    assert "Ashholm Foods" in Document(path.read_bytes()).text
    assert "nowhere" in cli("report", "list", "--view", "nowhere", "-o", path).told


def test_what_a_report_does_not_take_is_refused(cli: Run) -> None:
    told = cli("report", "monthly", "--customer", "1").told
    assert "monthly" in told
    assert "--customer" in told
    assert "--from" in cli("report", "receivables", "--from", "2026-11-01").told


def test_the_monthly_report_of_any_days_with_chosen_sections(cli: Run, tmp_path: Path) -> None:
    path = tmp_path / "days.pdf"
    cli("add", "customer", "--name", "Ashholm Foods", "--level", "A")
    days = ("--from", "2026-09-05", "--to", "2026-11-10", "--level", "A")
    done = cli("report", "monthly", *days, "--sections", "wishes,levels", "-o", path)
    assert done.status == 0
    text = Document(path.read_bytes()).text
    assert "2026-09-05" in text
    assert "Level A" in text
    assert 0 < text.index("Wishes") < text.index("Customers by level")
    assert "Money due\nWhat" not in text
    assert "levels" in cli("report", "monthly", "--sections", "nonsense").told


def test_what_was_decided(cli: Run, tmp_path: Path) -> None:
    path = tmp_path / "decided.pdf"
    cli("add", "customer", "--name", "Ashholm Foods")
    told = cli("decide", "Call them", "--by", "2026-11-30", "--customer", "Ashholm Foods")
    assert "Call them" in told.out
    assert "Call them" in cli("due", "--days", "60").out
    cli("report", "monthly", "--sections", "decisions", "-o", path)
    assert "Call them" in Document(path.read_bytes()).pages[-1]
    assert "2026-13-45" in cli("decide", "Later", "--by", "2026-13-45").told
    cli("undo")
    assert "Call them" not in cli("decide").out


def test_on_letter_in_black_and_white(cli: Run, tmp_path: Path) -> None:
    colour, grey = tmp_path / "colour.pdf", tmp_path / "grey.pdf"
    cli("add", "customer", "--name", "Ashholm Foods")
    cli("report", "monthly", "-o", colour)
    assert (
        cli("report", "monthly", "--paper", "Letter", "--black-and-white", "-o", grey).status == 0
    )
    assert Document(colour.read_bytes()).size == (595, 842)
    assert Document(grey.read_bytes()).size == (612, 792)
    assert Document(colour.read_bytes()).is_coloured
    assert not Document(grey.read_bytes()).is_coloured


def test_receivables_as_a_workbook(cli: Run, tmp_path: Path) -> None:
    path = tmp_path / "owed.xlsx"
    assert cli("report", "receivables", "-o", path, language="zh_CN").status == 0
    sheet = openpyxl.load_workbook(path).active
    assert sheet["A1"].value == "应收账款账龄表"
    cli("add", "customer", "--name", "Ashholm Foods")
    wrong = cli("report", "customer", "--customer", "1", "-o", tmp_path / "card.xlsx")
    assert "PDF" in wrong.told
    assert not (tmp_path / "card.xlsx").exists()
    assert cli("report", "monthly", "-o", tmp_path / "month.xlsx").status == 0
    names = openpyxl.load_workbook(tmp_path / "month.xlsx").sheetnames
    assert names[0] == "In short"


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("followups", "Call and visit list"),
        ("followups-week", "Call and visit list"),
        ("receivables", "Receivables by age"),
        ("pipeline", "Pipeline and forecast"),
        ("daily", "Daily report"),
        ("weekly", "Weekly report"),
        ("work", "Work report"),
        ("sales", "Sales statistics"),
        ("abc", "ABC list of customers"),
        ("activity", "Activity book"),
        ("directory", "Directory"),
    ],
)
def test_reports_for_the_daily_work(cli: Run, tmp_path: Path, kind: str, title: str) -> None:
    path = tmp_path / "out.pdf"
    answer = cli("report", kind, "--paper", "Letter", "--black-and-white", "-o", path)
    assert answer.status == 0
    document = Document(path.read_bytes())
    assert title in document.text
    assert sorted(document.size) == [612, 792]
    assert not document.is_coloured


def test_labels_and_envelopes_of_a_view(cli: Run, tmp_path: Path) -> None:
    cli("add", "customer", "--name", "Ashholm Foods")
    path = tmp_path / "out.pdf"
    labels = ("report", "labels", "--labels", "105x57", "--first-label")
    assert cli(*labels, "3", "--view", "all", "-o", path).status == 0
    assert "No address is known" in Document(path.read_bytes()).text
    assert "1 to 10" in cli(*labels, "11", "-o", path).told
    assert cli("report", "envelopes", "--envelope", "ZL", "-o", path).status == 0
    assert "--first-label" in cli("report", "envelopes", "--first-label", "2", "-o", path).told
    assert cli("report", "labels", "--labels", "1x1", "-o", path).status == 2


def test_sales_of_a_group_as_a_workbook(cli: Run, tmp_path: Path) -> None:
    path = tmp_path / "sales.xlsx"
    days = ("--from", "2026-01-01", "--to", "2026-06-30")
    assert cli("report", "sales", "--group", "Spares", *days, "-o", path).status == 0
    sheet = openpyxl.load_workbook(path).active
    assert "Product group Spares" in sheet["A2"].value
    assert "--group" in cli("report", "abc", "--group", "Spares", "-o", path).told


def test_a_month_as_people_write_it(cli: Run, tmp_path: Path) -> None:
    path = tmp_path / "m.pdf"
    for month in ("2026年11月", "2026/11"):
        assert cli("report", "monthly", "--month", month, "-o", path).status == 0
