"""Settings: reminder rules switched, changed and previewed; habits kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time

import pytest

from smallcrm.services.customers import save_customer
from smallcrm.services.interactions import save_interaction
from smallcrm.services.records import CustomerRecord, InteractionRecord
from smallcrm.services.reminder_habits import load_habits
from smallcrm.services.reminder_rules import load_choices
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.rule_dialog import RuleDialog
from smallcrm.ui.dialogs.settings_reminders import RemindersSection, when_words
from smallcrm.ui.hub import Hub
from smallcrm.ui.jobs import InlineReader, Runner
from smallcrm.ui.memory import Memory

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def context(qtbot, session: Session) -> Context:
    @contextmanager
    def factory() -> Iterator[Session]:
        yield session

    return Context(session, Hub(), Runner(factory), InlineReader(session), Memory())


@pytest.fixture
def section(qtbot, context: Context) -> RemindersSection:
    customer = save_customer(
        context.session, CustomerRecord("星河印务", level="A", status="active")
    )
    save_interaction(context.session, InteractionRecord(customer, "talk", "call", "2026-10-01"))
    made = RemindersSection(context)
    qtbot.addWidget(made)
    made.show()
    return made


def test_each_rule_says_whom_it_hits(section: RemindersSection) -> None:
    assert section.counts["cadence"].text() == "1 today"
    assert section.counts["birthday"].text() == "0 today"


def test_a_rule_is_switched_off_at_once(qtbot, context: Context, section: RemindersSection) -> None:
    with qtbot.waitSignal(context.hub.changed):
        section.switches["cadence"].click()
    assert not load_choices(context.session)["cadence"].on


def test_habits_are_kept(context: Context, section: RemindersSection) -> None:
    section.workdays.click()
    section.quiet_from.set_value(time(22))
    section.quiet_from.editingFinished.emit()
    section.hand_over.setValue(30)
    habits = load_habits(context.session)
    assert (habits.workdays, habits.quiet_from, habits.hand_over) == (False, "22:00", 30)


def test_a_rule_is_changed_and_previewed(qtbot, context: Context, section) -> None:
    dialog = RuleDialog(context, "cadence")
    qtbot.addWidget(dialog)
    assert dialog.preview.text() == "Hits 1 customer today"
    dialog.counts["A"].setValue(60)
    dialog.look()
    assert dialog.preview.text() == "Hits 0 customers today"
    dialog.text.setText("Call {customer}")
    dialog.try_submit()
    choice = load_choices(context.session)["cadence"]
    assert (choice.days["A"], choice.days["B"], choice.text) == (60, 30, "Call {customer}")


def test_no_days_mean_no_reminders(qtbot, context: Context) -> None:
    dialog = RuleDialog(context, "cadence")
    qtbot.addWidget(dialog)
    assert dialog.counts["D"].text() == "No reminders"


def test_words_that_are_the_rules_own_are_not_kept(qtbot, context: Context) -> None:
    dialog = RuleDialog(context, "birthday")
    qtbot.addWidget(dialog)
    dialog.before.setText("10, 1")
    dialog.try_submit()
    choice = load_choices(context.session)["birthday"]
    assert (choice.before, choice.text, choice.message) == ((10, 1), "", "")


def test_wrong_days_are_shown_at_their_field(qtbot, context: Context) -> None:
    dialog = RuleDialog(context, "birthday")
    qtbot.addWidget(dialog)
    dialog.before.setText("soon")
    dialog.try_submit()
    assert dialog._form.error("before") == "Numbers of days, with commas: 30, 7, 1"
    assert load_choices(context.session)["birthday"].before == (3, 0)


def test_when_a_rule_comes_is_said_in_words(context: Context) -> None:
    choices = load_choices(context.session)
    assert when_words(choices["money_due"]) == "1, 7, 30 days after"
    assert when_words(choices["cadence"]) == "A 14 days · B 30 days · C 90 days"
    assert when_words(choices["spring"]) == "7 days before · levels A, B"
