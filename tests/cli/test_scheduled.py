"""`report --scheduled`: what the first start in a month does, without a window."""

import json
from pathlib import Path

import pytest

from smallcrm.storage.datafile import DataFile
from tests.cli.conftest import Run


@pytest.fixture
def folder(cli: Run, tmp_path: Path) -> Path:
    """The folder of the reports of a file that has known a customer since October."""
    folder = tmp_path / "reports"
    assert cli("--as-of", "2026-10-05", "add", "customer", "--name", "Ashholm Foods").status == 0
    datafile = DataFile.open(tmp_path / "data.db")
    session = datafile.session()
    session.settings.set("report_schedule", json.dumps({"folder": str(folder)}))
    session.close()
    datafile.close()
    return folder


def test_last_months_report_is_made_once(cli: Run, folder: Path) -> None:
    answer = cli("report", "--scheduled")
    assert answer.status == 0
    (made,) = folder.iterdir()
    assert made.name == "Monthly customer report 2026-10.pdf"
    assert str(made) in answer.err
    made.unlink()
    again = cli("report", "--scheduled")
    assert again.status == 0
    assert "Nothing is due" in again.err
    assert not list(folder.iterdir())


def test_a_month_that_is_named_is_made_again(cli: Run, folder: Path) -> None:
    assert cli("report", "--scheduled").status == 0
    answer = cli("report", "--scheduled", "--month", "2026-10", language="zh_CN")
    assert answer.status == 0
    assert sorted(path.suffix for path in folder.iterdir()) == [".pdf", ".pdf"]


def test_a_folder_that_cannot_be_used_is_said(cli: Run, folder: Path) -> None:
    folder.write_text("a file")
    answer = cli("report", "--scheduled")
    assert answer.status == 1
    assert "cannot be used" in answer.err
    folder.unlink()
    assert cli("report", "--scheduled").status == 0
