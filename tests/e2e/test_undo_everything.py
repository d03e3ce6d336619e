"""Whatever was done: undoing all of it leaves nothing, doing it again brings all of it back."""

import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallcrm.core.dates import FixedClock
from smallcrm.core.errors import UserError
from smallcrm.models import (
    Customer,
    CustomerFact,
)
from smallcrm.storage import facts
from smallcrm.storage.check import find_faults
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session
from tests.conftest import NOW
from tests.e2e.actions import COMMANDS, Choose, Nothing, add
from tests.storage.helpers import dump


def run_commands(session: Session, choose: Choose, count: int) -> list[object]:
    """Run commands, each on another day; returns the dump before each step that was made."""
    dumps: list[object] = []
    add(session, choose)
    dumps.append({})
    for number in range(count):
        session.clock = FixedClock(NOW + timedelta(days=number))
        before, step = dump(session), session.next_step()
        try:
            choose(COMMANDS)(session, choose)
        except (Nothing, UserError):
            assert dump(session) == before, "what is refused changes nothing"
        if session.next_step() != step:
            dumps.append(before)
    return dumps


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("undo")


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_undoing_all_leaves_nothing_and_redoing_all_brings_it_back(
    folder: Path, empty_file: Path, data: st.DataObject
) -> None:
    path = folder / "data.db"
    for old in folder.glob("data.db*"):
        old.unlink()
    shutil.copyfile(empty_file, path)
    datafile = DataFile.open(path, clock=FixedClock(NOW))
    session = datafile.session()

    def choose(values: Sequence[Any]) -> Any:
        return data.draw(st.sampled_from(values))

    try:
        empty = dump(session)
        dumps = run_commands(session, choose, 12)
        dumps[0] = empty
        full = dump(session)
        assert_derived_is_right(session)
        assert find_faults(session.connection) == []
        for before in reversed(dumps):
            session.undo()
            assert dump(session) == before
        assert session.undo_label() == ""
        for after in [*dumps[1:], full]:
            session.redo()
            assert dump(session) == after
        assert session.redo_label() == ""
    finally:
        session.close()
        datafile.close()


def assert_derived_is_right(session: Session) -> None:
    """Lists and search, kept up to date step by step, equal what is made anew from the records."""
    kept = dump(session)
    assert CustomerFact.select().count() == Customer.select().count()
    with session.keeping() as connection:
        facts.rebuild(connection, session.today)
    assert dump(session) == kept
