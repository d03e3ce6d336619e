"""Backups: by hand, once a day by themselves, and thinned out without losing good ones."""

from datetime import datetime, timedelta
from pathlib import Path

import apsw
import pytest

from smallcrm.core.dates import FixedClock
from smallcrm.core.errors import StorageError
from smallcrm.services.backups import back_up_if_due, back_up_now
from smallcrm.services.customers import add_customer
from smallcrm.services.records import CustomerRecord
from smallcrm.storage.backup import KEPT, back_up, list_backups, sha256_of
from smallcrm.storage.session import Session


def work(session: Session) -> None:
    add_customer(session, CustomerRecord("a"))


def later(session: Session, **span: float) -> None:
    session.clock = FixedClock(session.clock.now() + timedelta(**span))


def test_a_backup_by_hand_is_whole_and_noted(session: Session) -> None:
    work(session)
    path = back_up_now(session)
    copy = apsw.Connection(str(path))
    assert copy.execute("SELECT name FROM customer").fetchall() == [("a",)]
    copy.close()
    assert path.with_name(path.name + ".sha256").read_text() == f"{sha256_of(path)}  {path.name}\n"
    assert session.settings.get("last_backup") == session.now


def test_the_daily_backup_waits_a_day_and_for_something_new(session: Session) -> None:
    assert back_up_if_due(session) is None, "nothing was entered yet"
    work(session)
    assert back_up_if_due(session)
    assert back_up_if_due(session) is None
    later(session, hours=2)
    work(session)
    assert back_up_if_due(session) is None, "less than a day"
    later(session, days=1)
    assert back_up_if_due(session)
    later(session, days=3)
    assert back_up_if_due(session) is None, "nothing new since"
    session.undo()
    assert back_up_if_due(session), "an undo is a change too"


def test_the_newest_twelve_are_kept(session: Session) -> None:
    for _day in range(KEPT + 5):
        work(session)
        assert back_up_if_due(session)
        later(session, days=1)
    found = list_backups(session.datafile.path)
    assert len(found) == KEPT
    assert found[0][1] == session.clock.now() - timedelta(days=1)
    assert not list(found[0][0].parent.glob("*.partial"))
    assert len(list(found[0][0].parent.glob("*.sha256"))) == KEPT


def test_backups_before_a_migration_are_never_thinned_out(session: Session) -> None:
    kept = back_up(session.datafile.path, datetime(2020, 1, 1), reason="migration")
    for _day in range(KEPT + 2):
        work(session)
        back_up_if_due(session)
        later(session, days=1)
    assert kept.exists()


@pytest.mark.parametrize("years", [-1, 10])
def test_a_clock_that_stood_wrong_costs_no_backup(session: Session, years: int) -> None:
    right = session.clock.now()
    for _day in range(KEPT):
        work(session)
        back_up_if_due(session)
        later(session, days=1)
    good = {path for path, _when in list_backups(session.datafile.path)}
    session.clock = FixedClock(session.clock.now() + timedelta(days=365 * years))
    work(session)
    wrong = back_up_if_due(session)
    assert wrong
    assert wrong.exists(), "what was just made is kept"
    session.clock = FixedClock(right + timedelta(days=KEPT))
    work(session)
    again = back_up_if_due(session)
    assert again, "no backup is left out because a wrong clock once made a later one"
    assert len(good & {path for path, _when in list_backups(session.datafile.path)}) >= KEPT - 2


def test_a_place_that_cannot_be_written_is_told_and_leaves_nothing(
    session: Session, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(StorageError, match="could not be written"):
        back_up_now(session, blocked / "copy.db")
    assert session.settings.get("last_backup") == ""
