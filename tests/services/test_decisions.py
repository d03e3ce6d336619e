"""What was decided over a report: follow-ups or tasks, undone, exported, told next month."""

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from smallcrm.core.dates import FixedClock, Month
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import translator
from smallcrm.services.customers import delete_customers, save_customer
from smallcrm.services.decisions import (
    DecisionRecord,
    close_decision,
    close_decisions,
    list_decided_due,
    list_decisions,
    list_open_decisions,
    put_off_decisions,
    save_decisions,
)
from smallcrm.services.follow_ups import complete_follow_up, list_groups
from smallcrm.services.lookups import StaffRecord, save_staff
from smallcrm.services.records import CustomerRecord
from smallcrm.services.reporting import monthly_report, write_monthly_report
from smallcrm.services.snapshot import export_everything, import_everything
from smallcrm.services.validation import FieldError
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session
from tests.reports.reading import Document

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


@pytest.fixture
def customer(session: Session) -> int:
    save_staff(session, StaffRecord("Zoe Finch"))
    return save_customer(session, CustomerRecord("Oakrun Pumps"))


def titles(session: Session) -> list[tuple[str, str, str]]:
    groups = list_groups(session)
    every = (*groups.overdue, *groups.today, *groups.tomorrow, *groups.this_week, *groups.later)
    return [(one.title, one.due, one.staff) for one in every]


def decide(session: Session, *records: DecisionRecord) -> list[DecisionRecord]:
    save_decisions(session, FIRST, LAST, records)
    return list_decisions(session, FIRST, LAST)


def test_who_cares_for_the_follow_up_stands_with_the_decision(session: Session) -> None:
    save_staff(session, StaffRecord("Zoe Finch"))
    customer = save_customer(session, CustomerRecord("Oakrun Pumps", owner="Zoe Finch"))
    (one,) = decide(session, DecisionRecord("Visit them", due="2030-01-15", customer_id=customer))
    assert one.who == "Zoe Finch"


def test_with_a_customer_it_is_a_follow_up(session: Session, customer: int) -> None:
    made = decide(
        session,
        DecisionRecord("Visit them", "Zoe Finch", "2030-01-15", customer),
        DecisionRecord("New price list", due="2030-01-20"),
        DecisionRecord("   "),
    )
    assert [one.what for one in made] == ["Visit them", "New price list"]
    assert titles(session) == [("Visit them", "2030-01-15", "Zoe Finch")]
    assert made[0].customer == "Oakrun Pumps"


def test_one_undo_takes_all_of_it_back(session: Session, customer: int) -> None:
    decide(session, DecisionRecord("Visit them", "", "2030-01-15", customer), DecisionRecord("B"))
    session.undo()
    assert list_decisions(session, FIRST, LAST) == []
    assert titles(session) == []
    session.redo()
    assert len(list_decisions(session, FIRST, LAST)) == 2
    assert [title for title, *_rest in titles(session)] == ["Visit them"]


def test_lines_are_changed_and_taken_away(session: Session, customer: int) -> None:
    one, two = decide(
        session,
        DecisionRecord("Visit them", "", "2030-01-15", customer),
        DecisionRecord("Call them", "", "2030-01-16", customer),
    )
    decide(session, replace(one, what="Visit them twice", due="2030-02-01"))
    assert titles(session) == [("Visit them twice", "2030-02-01", "")]
    assert [each.id for each in list_decisions(session, FIRST, LAST)] == [one.id]
    session.undo()
    assert len(titles(session)) == 2
    # Without the customer it is a task of its own again.
    decide(session, replace(one, customer_id=None, customer=""), two)
    assert [title for title, *_rest in titles(session)] == ["Call them"]


def test_what_became_of_it_is_what_became_of_the_follow_up(session: Session, customer: int) -> None:
    one, task = decide(
        session,
        DecisionRecord("Visit them", "", "2030-01-15", customer),
        DecisionRecord("New price list"),
    )
    ((follow_up,),) = session.connection.execute("SELECT id FROM follow_up").fetchall()
    complete_follow_up(session, follow_up)
    close_decision(session, int(task.id or 0), "dropped")
    states = [each.state for each in list_decisions(session, FIRST, LAST)]
    assert states == ["done", "dropped"]
    assert list_open_decisions(session) == []
    session.undo()
    assert [each.what for each in list_open_decisions(session)] == ["New price list"]
    close_decision(session, int(one.id or 0), "open")
    assert [title for title, *_rest in titles(session)] == ["Visit them"]


def test_what_cannot_be_is_refused(session: Session, customer: int) -> None:
    with pytest.raises(FieldError, match="Oakrun"):
        decide(session, DecisionRecord("Visit them", customer_id=customer))
    with pytest.raises(FieldError):
        decide(session, DecisionRecord("Visit them", due="soon"))
    with pytest.raises(UserError, match="Nobody"):
        decide(session, DecisionRecord("Visit them", "Nobody"))
    with pytest.raises(UserError):
        save_decisions(session, LAST, FIRST, [DecisionRecord("x")])
    with pytest.raises(UserError):
        close_decision(session, 99, "done")
    assert list_decisions(session, FIRST, LAST) == []


def test_a_deleted_customer_leaves_the_decision(session: Session, customer: int) -> None:
    decide(session, DecisionRecord("Visit them", "", "2030-01-15", customer))
    delete_customers(session, [customer])
    (left,) = list_decisions(session, FIRST, LAST)
    assert (left.what, left.customer_id, left.state) == ("Visit them", None, "open")
    session.undo()
    (back,) = list_decisions(session, FIRST, LAST)
    assert back.customer_id == customer


def test_json_holds_decisions_and_brings_them_back(
    session: Session, customer: int, tmp_path: Path
) -> None:
    decide(session, DecisionRecord("Visit them", "Zoe Finch", "2030-01-15", customer))
    path = tmp_path / "all.json"
    export_everything(session, path)
    assert len(json.loads(path.read_text("utf-8"))["tables"]["decision"]["rows"]) == 1
    kept = list_decisions(session, FIRST, LAST)
    other = DataFile.open(tmp_path / "other.db")
    there = other.session()
    import_everything(there, path)
    assert list_decisions(there, FIRST, LAST) == kept
    there.close()
    other.close()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_next_report_tells_what_became_of_each(tmp_path: Path, language: str) -> None:
    hostile = "<b>Visit & call</b> 𫖯喆堃犇 שלום 😀 " + "long words " * 60
    for now in (datetime(2026, 11, 2, 9), datetime(2026, 12, 1, 9)):
        datafile = DataFile.open(tmp_path / "x.db", clock=FixedClock(now))
        session = datafile.session()
        if now.month == 11:
            save_staff(session, StaffRecord("Zoe Finch"))
            save_customer(session, CustomerRecord("Oakrun Pumps"))
            decide(
                session,
                DecisionRecord("Done one", "Zoe Finch", "2026-11-20"),
                DecisionRecord(hostile, "", "2026-11-21"),
                DecisionRecord("Given up one"),
                DecisionRecord("Not due yet", "", "2027-05-05"),
            )
            for one in list_decisions(session, FIRST, LAST)[::2]:
                close_decision(session, int(one.id or 0), "dropped" if "up" in one.what else "done")
            october = monthly_report(session, Month(2026, 10), translator(language))
            assert len(october.decisions) == 4
            assert october.earlier == ()
        else:
            november = monthly_report(session, Month(2026, 11), translator(language))
            assert [one.state for one in november.earlier] == ["done", "open", "dropped", "open"]
            path = tmp_path / "november.pdf"
            write_monthly_report(session, Month(2026, 11), language, path)
            last = Document(path.read_bytes())
            page = len(last.pages) - 1
            words = {
                "en": ("Done on 2026-11-02", "Open, overdue by 9 days", "Given up", "1 of 4 done"),
                "zh_CN": ("2026-11-02 完成", "未完成，逾期 9 天", "已放弃", "共 4 项，已完成 1 项"),
            }[language]
            solid = "".join(last.pages[page].split())
            for word in words:
                assert "".join(word.split()) in solid
            assert "𫖯喆堃犇" in solid
            assert not last.overlaps(page)
            assert not last.outside(page)
            first = {"en": "Earlier decisions: 1 of 4 done; 1 is overdue."}
            assert first.get(language, "此前决定 4 项，已完成 1 项；1 项逾期") in last.pages[0]
        session.close()
        datafile.close()


def test_undo_names_what_is_taken_back(session: Session, customer: int) -> None:
    decide(session, DecisionRecord("Visit them", "", "2030-01-15", customer))
    assert "Visit them" in session.undo_label()


def test_what_is_due_without_a_customer_is_listed_beside_the_follow_ups(
    session: Session, customer: int
) -> None:
    today = session.today
    decide(
        session,
        DecisionRecord("Some day"),
        DecisionRecord("Today", "Zoe Finch", today),
        DecisionRecord("Late", due="2020-01-01"),
        DecisionRecord("Coming", due="2090-01-01"),
        DecisionRecord("Of a customer", due=today, customer_id=customer),
    )
    assert [one.what for one in list_groups(session).decided] == ["Late", "Today", "Some day"]
    assert [one.what for one in list_decided_due(session, "Zoe Finch")] == ["Today"]


def test_several_are_closed_and_put_off_in_one_step(session: Session) -> None:
    made = decide(session, DecisionRecord("One", due="2020-01-01"), DecisionRecord("Two"))
    ids = [int(one.id or 0) for one in made]
    put_off_decisions(session, ids, "2090-01-01")
    assert list_decided_due(session) == []
    session.undo()
    assert len(list_decided_due(session)) == 2
    close_decisions(session, ids, "done")
    assert [one.state for one in list_decisions(session, FIRST, LAST)] == ["done", "done"]
    assert "One +1" in session.undo_label()
    session.undo()
    assert len(list_open_decisions(session)) == 2
    with pytest.raises(UserError):
        close_decisions(session, [987], "done")
