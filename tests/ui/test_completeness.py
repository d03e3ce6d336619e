"""Filling gaps, checking facts again, and the standard in the settings."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from smallcrm.core.config import Config
from smallcrm.core.dates import FixedClock
from smallcrm.services.completeness import get_standard, missing_facts
from smallcrm.services.customer_card import read_card
from smallcrm.services.customers import get_customer, save_customer
from smallcrm.services.fact_checks import check_fact, list_doubts
from smallcrm.services.fact_stale import get_months, save_months
from smallcrm.services.interactions import save_interaction
from smallcrm.services.records import CustomerRecord, InteractionRecord, PhoneRecord
from smallcrm.ui.dialogs.completeness import CHECK, PROMPT, CompletenessDialog
from smallcrm.ui.dialogs.log_box import LogBox
from smallcrm.ui.dialogs.settings import SettingsDialog
from smallcrm.ui.widgets.labels import Label
from tests.ui.desk import add_customer, make_context, settle


@pytest.fixture
def context(datafile, session):
    return make_context(datafile, session)


@pytest.fixture
def make_dialog(qtbot, context):
    def make(**more) -> CompletenessDialog:
        dialog = CompletenessDialog(context, **more)
        qtbot.addWidget(dialog)
        dialog.show()
        settle()
        return dialog

    return make


def texts(dialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(Label))


def test_enter_keeps_a_fact_and_asks_for_the_next(qtbot, session, make_dialog) -> None:
    first = add_customer(session, "Alder Works", level="A")
    add_customer(session, "Birch Ltd", level="C")
    dialog = make_dialog()
    assert [gap.name for gap, _ask in dialog.asks] == ["Alder Works", "Birch Ltd"]
    ask = dialog.asks[0][1]
    assert ask.key == "contact"
    ask.field.setFocus()
    qtbot.keyClicks(ask.field, "Ms. Chen")
    qtbot.keyClick(ask.field, Qt.Key.Key_Return)
    settle()
    assert dialog.isVisible()
    assert get_customer(session, first).contacts[0].name == "Chen"
    assert dialog.asks[0][1].key == "phone"
    assert dialog.focusWidget() is dialog.asks[0][1].field
    qtbot.keyClicks(dialog.asks[0][1].field, "call me")
    qtbot.keyClick(dialog.asks[0][1].field, Qt.Key.Key_Return)
    assert "This is not a phone number." in texts(dialog)
    qtbot.keyClick(dialog.asks[0][1].field, Qt.Key.Key_Down)
    assert dialog.focusWidget() is dialog.asks[1][1].field


def test_facts_are_checked_again(session, make_dialog) -> None:
    customer = add_customer(session)
    check_fact(session, customer, "phone", "wrong")
    dialog = make_dialog(part=CHECK)
    assert "Number is wrong" in texts(dialog)
    button = next(one for one in dialog.findChildren(object) if _says(one, "It is right"))
    button.click()
    settle()
    assert list_doubts(session) == []
    assert "Nothing is in doubt." in texts(dialog)


def test_a_stale_fact_is_confirmed_corrected_or_marked_wrong(session, make_dialog) -> None:
    session.clock = FixedClock(datetime(2025, 1, 10, 9))
    phones = (PhoneRecord("13800138000"),)
    for name in ("Alder", "Birch", "Cedar"):
        save_customer(session, CustomerRecord(name, level="A", phones=phones))
    session.clock = FixedClock(datetime(2026, 11, 18, 9))
    save_months(session, {"phone": 12})
    dialog = make_dialog(part=CHECK)
    assert "138 0013 8000" in texts(dialog)
    assert "Phone · never confirmed" in texts(dialog)

    _button(dialog, "It is right · Alder").click()
    settle()
    _button(dialog, "Number is wrong · Birch").click()
    settle()
    assert [(one.customer, one.months) for one in list_doubts(session)] == [
        *[("Birch", 0), ("Cedar", 12)]
    ]
    _button(dialog, "Correct · Birch").click()
    ask = next(iter(dialog.doubts.asks.values()))
    ask.field.setText("nobody")
    ask.answered.emit()
    assert "This is not a phone number." in texts(dialog)
    ask.field.setText("13700137000")
    ask.answered.emit()
    settle()
    assert [one.customer for one in list_doubts(session)] == ["Cedar"]
    session.undo()
    assert len(list_doubts(session)) == 2


def test_promptness_by_staff(session, make_dialog) -> None:
    customer = add_customer(session)
    save_interaction(session, InteractionRecord(customer, "x", at="2026-11-14", staff="Li"))
    dialog = make_dialog(part=PROMPT)
    shown = texts(dialog)
    assert "Li" in shown
    assert "4.0" in shown


def test_the_log_box_asks_for_one_fact(qtbot, session, context) -> None:
    customer = add_customer(session)
    box = LogBox(context, customer)
    qtbot.addWidget(box)
    box.show()
    settle()
    assert box.ask.key == "contact"
    box.content.set_text("rang")
    box.ask.field.setText("Mr. Wood, purchasing")
    box.try_submit()
    assert get_customer(session, customer).contacts[0].name == "Wood"
    session.undo()  # with the call, in one step
    assert get_customer(session, customer).contacts == ()


def test_what_was_typed_wrongly_is_said_there(qtbot, session, context) -> None:
    customer = add_customer(session)
    box = LogBox(context, customer)
    qtbot.addWidget(box)
    box.show()
    box.ask.show_fact("phone")
    box.content.set_text("rang")
    box.ask.field.setText("none")
    box.try_submit()
    assert box.isVisible()
    assert "This is not a phone number." in texts(box)
    box.ask.field.setText("13800138000")
    box.try_submit()
    assert not box.isVisible()
    assert "phone" not in missing_facts(session, customer)


def test_a_wrong_number_is_marked_with_the_call(qtbot, session, context) -> None:
    customer = add_customer(session)
    box = LogBox(context, customer)
    qtbot.addWidget(box)
    box.show()
    assert not box.wrong_number.isVisible()
    box.outcomes.chip("no_answer").click()
    box.wrong_number.click()
    box.try_submit()
    assert [one.field for one in list_doubts(session)] == ["phone"]


def test_the_standard_is_kept_when_its_section_is_left(qtbot, session, context) -> None:
    customer = add_customer(session, level="A")
    settings = SettingsDialog(
        context, Config(file="x.db"), on_config=print, on_move=print, on_open=print
    )
    qtbot.addWidget(settings)
    settings.show()
    settings.show_section("completeness")
    section = settings.section("completeness")
    section.months["tax_number"].setValue(24)
    for (key, level), box in section.boxes.items():
        if level == "A":
            box.setChecked(key in ("level", "tax_number"))
    settings.show_section("company")
    settle()
    assert get_standard(session)["A"] == ("level", "tax_number")
    assert get_months(session) == {"tax_number": 24}
    assert read_card(session, customer).completeness == 50


def _button(dialog, name: str):
    return next(one for one in dialog.findChildren(QWidget) if one.accessibleName() == name)


def _says(widget, text: str) -> bool:
    return hasattr(widget, "click") and hasattr(widget, "text") and widget.text() == text
