"""Reports made by themselves: when, into which folder, and what becomes of failures."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from smallcrm.core.dates import FixedClock, Month
from smallcrm.core.errors import Cancelled
from smallcrm.core.progress import Progress
from smallcrm.services.customers import save_customer
from smallcrm.services.records import CustomerRecord
from smallcrm.services.report_list import KEYS
from smallcrm.services.report_schedule import (
    Schedule,
    find_due,
    list_earlier,
    list_kinds,
    make_reports,
    read_schedule,
    save_schedule,
)
from smallcrm.storage.datafile import DataFile

OCTOBER = Month(2026, 10)


@pytest.fixture
def reports(tmp_path: Path):
    """A session in November on a file that knows a customer since October; and the folder."""
    path, folder = tmp_path / "crm.db", tmp_path / "reports"
    for day in (datetime(2026, 10, 5, 9), datetime(2026, 11, 2, 9)):
        datafile = DataFile.open(path, clock=FixedClock(day))
        session = datafile.session()
        if day.month == 10:
            save_customer(session, CustomerRecord("Alder Works"))
            session.close()
            datafile.close()
    save_schedule(session, Schedule(folder=str(folder)))
    yield session, folder
    session.close()
    datafile.close()


def test_last_months_report_is_made_once(reports) -> None:
    session, folder = reports
    assert find_due(session) == OCTOBER
    made = make_reports(session, OCTOBER, "en")
    assert [path.name for path in made.paths] == ["Monthly customer report 2026-10.pdf"]
    assert made.paths[0].read_bytes().startswith(b"%PDF")
    assert not made.failures
    assert find_due(session) is None
    (earlier,) = list_earlier(session)
    assert (earlier.title, earlier.month) == ("Monthly customer report", "2026-10")
    assert earlier.path.parent == folder


def test_nothing_is_due_when_it_is_off_or_nobody_was_there(reports) -> None:
    session, _folder = reports
    schedule = read_schedule(session)
    save_schedule(session, replace(schedule, on=False))
    assert find_due(session) is None
    save_schedule(session, replace(schedule, kinds=()))
    assert find_due(session) is None


def test_nothing_is_made_of_demonstration_data(demo) -> None:
    assert find_due(demo) is None


def test_nothing_is_made_of_a_month_before_the_first_customer(session) -> None:
    save_customer(session, CustomerRecord("Alder Works"))
    assert find_due(session) is None


def test_a_failure_is_told_once_and_tried_again(reports) -> None:
    session, folder = reports
    folder.write_text("a file where the folder should be")
    made = make_reports(session, OCTOBER, "en")
    assert not made.paths
    assert made.is_news
    assert "cannot be used" in made.failures[0][1]
    assert find_due(session) == OCTOBER
    assert not make_reports(session, OCTOBER, "en").is_news
    folder.unlink()
    assert make_reports(session, OCTOBER, "en").paths
    assert find_due(session) is None


def test_several_reports_and_both_languages(reports) -> None:
    session, folder = reports
    wanted = tuple(kind.key for kind in list_kinds())
    assert "customer" not in wanted
    assert {"monthly", "statement", "work"} <= set(wanted) <= set(KEYS)
    save_schedule(session, replace(read_schedule(session), kinds=("monthly", "work")))
    made = make_reports(session, OCTOBER, "zh_CN")
    assert not made.failures
    assert {path.suffix for path in folder.iterdir()} == {".pdf"}
    assert len(list_earlier(session)) == 2


def test_it_can_be_stopped(reports) -> None:
    session, folder = reports
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        make_reports(session, OCTOBER, "en", progress)
    assert find_due(session) == OCTOBER
    assert not folder.exists()


def test_what_is_stored_wrong_counts_as_not_chosen(session) -> None:
    for stored in ("[]", "no json", '{"kinds": ["unheard of"]}', '{"kinds": 5}'):
        session.settings.set("report_schedule", stored)
        assert set(read_schedule(session).kinds) <= {"monthly"}


def test_other_files_of_the_folder_are_left_out(reports) -> None:
    session, folder = reports
    folder.mkdir()
    for name in ("notes.txt", "Letter.pdf", "Monthly customer report 2026-10.pdf.partial"):
        (folder / name).write_text("x")
    (folder / "Sales 2026-09.xlsx").write_text("x")
    assert [one.title for one in list_earlier(session)] == ["Sales"]
