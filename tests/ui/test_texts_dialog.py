"""Texts to customers, one after the other: copied, logged, skipped."""

import pytest
from PySide6.QtWidgets import QApplication

from smallcrm.services.customers import save_customer
from smallcrm.services.follow_ups import list_due
from smallcrm.services.orders import save_term
from smallcrm.services.records import CustomerRecord, TermRecord
from smallcrm.services.reminders import run_reminders
from smallcrm.ui.dialogs.texts_dialog import TextsDialog
from tests.ui.desk import make_context

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def ids(session) -> list[int]:
    for name, consent in (("One", ""), ("Two", ""), ("Three", "refused")):
        customer = save_customer(session, CustomerRecord(name, status="active", consent=consent))
        save_term(session, TermRecord(customer, f"Service {name}", ends="2026-12-18"))
    run_reminders(session)
    found = [one.id for one in list_due(session)]
    assert len(found) == 3
    return found


def test_each_text_is_copied_and_logged_in_turn(qtbot, datafile, session, ids) -> None:
    dialog = TextsDialog(make_context(datafile, session), ids)
    qtbot.addWidget(dialog)
    assert (dialog.name.text(), dialog.place.text()) == ("One", "1 of 3")
    dialog.text.set_text("Hello One")
    dialog.try_submit()
    assert QApplication.clipboard().text() == "Hello One"
    assert dialog.name.text() == "Two"
    dialog.skip.click()
    assert dialog.name.text() == "Three"
    assert not dialog.primary.isEnabled()
    dialog.skip.click()
    assert dialog.result() == TextsDialog.DialogCode.Accepted
    assert {one.customer for one in list_due(session)} == {"Two", "Three"}


def test_letters_are_made_in_one_file_and_logged(qtbot, datafile, session, ids) -> None:
    dialog = TextsDialog(make_context(datafile, session), ids)
    qtbot.addWidget(dialog)
    assert dialog.letter.text() == "As 3 letters…"
    dialog.letter.click()
    qtbot.waitUntil(lambda: dialog.letters is not None)
    letters = dialog.letters
    assert letters.log.text() == "Log 2 letters as sent"
    assert "1 customer is left out" in letters.problem.text()
    letters.log.click()
    assert dialog.result() == TextsDialog.DialogCode.Accepted
    assert {one.customer for one in list_due(session)} == {"Three"}
