"""Which sections the monthly report prints, what was decided, and whose customers it is about."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from smallcrm.services.decisions import DecisionRecord, list_decisions, save_decisions
from smallcrm.services.follow_ups import list_groups
from smallcrm.services.lookups import StaffRecord, save_staff
from smallcrm.services.report_list import find_report
from smallcrm.services.report_sections import TITLES, chosen_sections
from smallcrm.ui.dialogs.report_decisions import DecisionsDialog
from smallcrm.ui.dialogs.report_sections import SectionsDialog
from smallcrm.ui.dialogs.settings_company import CompanySection
from smallcrm.ui.pages.reports_options import OTHER_DAYS, OptionsForm
from tests.ui.desk import add_customer, make_context, settle

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


@pytest.fixture
def context(datafile, session):
    return make_context(datafile, session)


def shown(qtbot, widget):
    qtbot.addWidget(widget)
    widget.show()
    settle()
    return widget


def test_sections_are_chosen_and_ordered_by_the_keyboard(qtbot, context, session) -> None:
    dialog = shown(qtbot, SectionsDialog(context))
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)  # the first one off
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    dialog.try_submit()
    first, second, third, *rest = TITLES
    assert chosen_sections(session) == (third, second, *rest)
    again = shown(qtbot, SectionsDialog(context))
    assert again.sections()[0] == (first, False)
    again.reset()
    again.try_submit()
    assert chosen_sections(session) == tuple(TITLES)


def test_a_report_without_sections_is_refused(qtbot, context) -> None:
    dialog = shown(qtbot, SectionsDialog(context))
    for row in range(dialog.list.count()):
        dialog.list.item(row).setCheckState(Qt.CheckState.Unchecked)
    dialog.try_submit()
    assert dialog.isVisible()
    assert dialog.problem.isVisible()


def test_what_was_decided_is_typed_and_kept(qtbot, context, session) -> None:
    save_staff(session, StaffRecord("Zoe Finch"))
    customer = add_customer(session, "Oakrun Pumps")
    dialog = shown(qtbot, DecisionsDialog(context, FIRST, LAST))
    line = dialog.lines[0]
    qtbot.keyClicks(line.what, "Visit them")
    line.who.set_value("Zoe Finch")
    qtbot.keyClicks(line.due, "2030-01-15")
    qtbot.keyClicks(line.customer, "Oakrun Pumps")
    dialog.add_line()
    qtbot.keyClicks(dialog.lines[-1].what, "New price list")
    dialog.try_submit()
    assert not dialog.isVisible()
    kept = list_decisions(session, FIRST, LAST)
    assert [(one.what, one.who, one.due, one.customer_id) for one in kept] == [
        ("Visit them", "Zoe Finch", "2030-01-15", customer),
        ("New price list", "", "", None),
    ]
    assert [one.title for one in list_groups(session).later] == ["Visit them"]
    again = shown(qtbot, DecisionsDialog(context, FIRST, LAST))
    assert [one.what.text() for one in again.lines][:2] == ["Visit them", "New price list"]


def test_the_customers_owner_does_it_unless_somebody_is_named(qtbot, context, session) -> None:
    for name in ("Zoe Finch", "Ann"):
        save_staff(session, StaffRecord(name))
    customer = add_customer(session, "Oakrun Pumps", owner="Zoe Finch")
    dialog = shown(qtbot, DecisionsDialog(context, FIRST, LAST))
    for line, who in ((dialog.lines[0], ""), (dialog.lines[1], "Ann")):
        line.who.set_value(who)
        line.customer.set_value(customer, "Oakrun Pumps")
        line.customer.chosen.emit(customer)
    assert [line.who.name() for line in dialog.lines[:2]] == ["Zoe Finch", "Ann"]


def test_what_is_missing_is_said_in_place(qtbot, context, session) -> None:
    add_customer(session, "Oakrun Pumps")
    dialog = shown(qtbot, DecisionsDialog(context, FIRST, LAST))
    line = dialog.lines[0]
    qtbot.keyClicks(line.what, "Visit them")
    qtbot.keyClicks(line.customer, "Oakrun Pumps")
    dialog.try_submit()
    assert dialog.problem.isVisible()
    qtbot.keyClicks(line.due, "nonsense")
    dialog.try_submit()
    assert dialog.isVisible()
    assert list_decisions(session, FIRST, LAST) == []


def test_what_is_open_from_before_is_closed(qtbot, context, session) -> None:
    save_decisions(session, FIRST, LAST, [DecisionRecord("New price list")])
    dialog = shown(qtbot, DecisionsDialog(context, date(2026, 11, 1), date(2026, 11, 30)))
    (row,) = [dialog._earlier.itemAt(place).widget() for place in range(2, dialog._earlier.count())]
    dialog.close_open(list_decisions(session, FIRST, LAST)[0], "done", row)
    assert [one.state for one in list_decisions(session, FIRST, LAST)] == ["done"]
    assert not row.isEnabled()


def test_any_days_and_a_segment_are_chosen(qtbot, context, session) -> None:
    add_customer(session, "Oakrun Pumps")
    form = shown(qtbot, OptionsForm(context))
    form.show_for(find_report("monthly"))
    assert not form.first.isVisible()
    assert form.options().first is None
    form.month.set_value(OTHER_DAYS)
    form._month_chosen(OTHER_DAYS)
    assert form.first.isVisible()
    form.first.set_value(date(2026, 8, 5))
    form.last.set_value(date(2026, 9, 6))
    form.segment.set_value("view:level_a")
    options = form.options()
    assert (options.first, options.last) == (date(2026, 8, 5), date(2026, 9, 6))
    assert options.segment == "view:level_a"
    assert form.chosen_days() == (date(2026, 8, 5), date(2026, 9, 6))
    form.show_for(find_report("receivables"))
    assert not form.segment.isVisible()
    assert not form.parts.isVisible()


def test_the_logo_is_chosen_and_taken_away(qtbot, context, session, tmp_path) -> None:
    from PIL import Image

    path = tmp_path / "logo.png"
    Image.new("RGB", (300, 100), (20, 90, 200)).save(path)
    section = shown(qtbot, CompanySection(context))
    section.logo.take(tmp_path / "missing.png")
    assert section.logo.problem.isVisible()
    section.logo.take(path)
    assert session.settings.get("company_logo")
    assert section.logo.picture.isVisible()
    assert not section.logo.problem.isVisible()
    section.logo.remove()
    assert session.settings.get("company_logo") == ""
    assert not section.logo.picture.isVisible()
