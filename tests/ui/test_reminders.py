"""The window lets the rules look: after start, after changes and at midnight; and its notices."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest

from smallcrm.core.dates import FixedClock
from smallcrm.services.customers import save_customer
from smallcrm.services.follow_ups import count_due, list_of_customer, save_follow_up
from smallcrm.services.interactions import save_interaction
from smallcrm.services.lookups import StaffRecord, choose_staff, save_staff
from smallcrm.services.records import CustomerRecord, FollowUpRecord, InteractionRecord
from smallcrm.services.reminder_habits import Habits, save_habits
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.hub import Hub
from smallcrm.ui.jobs import InlineReader, Runner
from smallcrm.ui.memory import Memory
from smallcrm.ui.pages.follow_ups import FollowUpsPage
from smallcrm.ui.reminders import Reminders, is_quiet
from tests.ui.desk import settle


class Notices:
    """A tray that keeps what it was told."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, str]] = []

    def show_notice(self, title: str, text: str) -> None:
        """Keep a notice."""
        self.shown.append((title, text))


@pytest.fixture
def context(qtbot, datafile: DataFile, session: Session) -> Context:
    hub = Hub()
    datafile.subscribe(hub.post_changes)

    @contextmanager
    def factory() -> Iterator[Session]:
        yield session

    return Context(session, hub, Runner(factory), InlineReader(session), Memory())


@pytest.fixture
def silent(session: Session) -> int:
    """A customer nobody called for long."""
    customer = save_customer(session, CustomerRecord("星河印务", level="A", status="active"))
    save_interaction(session, InteractionRecord(customer, "talk", "call", "2026-10-01"))
    return customer


@pytest.fixture
def reminders(context: Context) -> Reminders:
    return Reminders(context, Notices())


def test_start_makes_what_is_due_and_sums_up_once(
    context: Context, silent: int, reminders: Reminders
) -> None:
    reminders.look()
    assert [one.rule for one in list_of_customer(context.session, silent)] == ["cadence"]
    reminders.look()
    assert reminders._tray.shown == [("Follow-ups", "1 today, 0 overdue")]


def test_a_change_lets_the_rules_look_again(
    qtbot, context: Context, silent: int, reminders: Reminders, monkeypatch
) -> None:
    monkeypatch.setattr("smallcrm.ui.reminders.SOON_MS", 0)
    reminders.look()
    save_interaction(context.session, InteractionRecord(silent, "talk", "call", "2026-11-18"))
    qtbot.waitUntil(lambda: not list_of_customer(context.session, silent))


def test_a_new_day_lets_the_rules_look_again(
    context: Context, silent: int, reminders: Reminders
) -> None:
    reminders.look_at_clock()
    assert list_of_customer(context.session, silent) == []
    context.session.clock = FixedClock(datetime(2026, 11, 19, 0, 1))
    reminders.look_at_clock()
    assert len(list_of_customer(context.session, silent)) == 1


def test_a_time_that_comes_is_told_once_to_whom_it_is_for(
    context: Context, silent: int, reminders: Reminders
) -> None:
    ids = {}
    for name in ("Ann", "Ben"):
        ids[name] = save_staff(context.session, StaffRecord(name))
        save_follow_up(
            context.session,
            FollowUpRecord(silent, f"call {name}", "2026-11-18", "09:35", staff=name),
        )
    choose_staff(context.session, ids["Ann"])
    context.session.clock = FixedClock(datetime(2026, 11, 18, 9, 36))
    reminders.look_at_clock()
    reminders.look_at_clock()
    assert reminders._tray.shown == [("09:35 call Ann", "星河印务")]


def test_the_hour_that_comes_twice_is_told_once(context: Context, reminders: Reminders) -> None:
    customer = save_customer(context.session, CustomerRecord("星河印务"))
    save_habits(context.session, Habits(quiet_from="00:00", quiet_until="00:00"))
    record = FollowUpRecord(customer, "call", "2026-10-25", due_time="02:30")
    save_follow_up(context.session, record)
    for clock in ("02:29", "02:31", "02:59", "02:00", "02:31", "03:01"):
        context.session.clock = FixedClock(datetime.fromisoformat(f"2026-10-25 {clock}"))
        reminders.look_at_clock()
    assert [title for title, _text in reminders._tray.shown if title != "Follow-ups"] == [
        "02:30 call"
    ]


def test_nothing_is_shown_where_notices_are_off(
    context: Context, silent: int, reminders: Reminders
) -> None:
    save_habits(context.session, Habits(tray=False))
    reminders.look()
    assert reminders._tray.shown == []


@pytest.mark.parametrize(
    ("clock", "quiet"), [("07:59", True), ("08:00", False), ("19:59", False), ("23:00", True)]
)
def test_quiet_hours_go_over_midnight(clock: str, quiet: bool) -> None:
    now = datetime.fromisoformat(f"2026-11-18 {clock}")
    assert is_quiet(now, Habits(quiet_from="20:00", quiet_until="08:00")) is quiet
    assert is_quiet(now, Habits(quiet_from="00:00", quiet_until="00:00")) is False


def test_many_are_written_by_a_job(
    qtbot, context: Context, silent: int, reminders: Reminders, monkeypatch
) -> None:
    monkeypatch.setattr("smallcrm.ui.reminders.MANY", 0)
    started: list[object] = []
    context.runner.started.connect(started.append)
    reminders.look()
    assert len(started) == 1
    assert len(list_of_customer(context.session, silent)) == 1


def test_what_undo_takes_along_is_made_again_before_anybody_counts(
    qtbot, context: Context, silent: int, reminders: Reminders
) -> None:
    """The badge neither jumps down nor up while the rules make their follow-ups again."""
    session, hub = context.session, context.hub
    counts: list[int] = []

    def count(_changes: object = None) -> None:
        if not hub.settling:
            counts.append(count_due(session))

    save_customer(session, CustomerRecord("青石包装"))
    reminders.look()
    settle()
    hub.changed.connect(count)
    hub.settled.connect(count)
    for step in (session.undo, session.redo, session.undo):
        label = session.undo_label()
        with qtbot.waitSignal(hub.settled):
            step()
        settle()
        assert [one.rule for one in list_of_customer(session, silent)] == ["cadence"]
        assert session.undo_label() != label
        assert not hub.settling
    assert set(counts) == {1}


def test_follow_ups_are_read_again_when_they_stand(
    qtbot, context: Context, silent: int, reminders: Reminders
) -> None:
    save_customer(context.session, CustomerRecord("青石包装"))
    reminders.look()
    page = FollowUpsPage(context)
    qtbot.addWidget(page)
    page.show()
    page.activate()
    settle()
    shown: list[int] = []

    def made_by_rule() -> int:
        return sum(line.key[0] == "follow_up" for line in page.list.lines)

    page.list.model().modelReset.connect(lambda: shown.append(made_by_rule()))
    assert made_by_rule() == 1
    with qtbot.waitSignal(context.hub.settled):
        context.session.undo()
    settle()
    assert made_by_rule() == 1
    assert set(shown) == {1}


def test_redo_of_what_the_rules_had_followed_lets_them_look_at_once(
    qtbot, context: Context, session: Session, reminders: Reminders
) -> None:
    with session.unit(Op.IMPORT, {"name": "list"}):
        customer = save_customer(session, CustomerRecord("青石包装", level="A", status="active"))
        save_interaction(session, InteractionRecord(customer, "talk", "call", "2026-10-01"))
    reminders.look()
    settle()
    for step, rules in ((session.undo, []), (session.redo, ["cadence"])):
        with qtbot.waitSignal(context.hub.settled, timeout=1000):
            step()
        settle()
        assert [one.rule for one in list_of_customer(session, customer)] == rules
