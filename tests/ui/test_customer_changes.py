"""The changes of one customer: in words, in the timeline when asked for, and any one taken back."""

import pytest
from PySide6.QtWidgets import QWidget

from smallcrm.services.contacts import delete_contact, save_contact
from smallcrm.services.custom_fields import FieldRecord, save_field
from smallcrm.services.customer_changes import list_changes, list_edits
from smallcrm.services.customers import (
    change_customer,
    find_by_name,
    get_customer,
    tag_customers,
)
from smallcrm.services.interactions import save_interaction
from smallcrm.services.lookups import StaffRecord, save_staff
from smallcrm.services.records import ContactRecord, InteractionRecord, PhoneRecord
from smallcrm.services.relations import RelationRecord, save_relation
from smallcrm.storage.operations import Op
from smallcrm.ui.pages.customers.actions import CustomerActions
from smallcrm.ui.pages.customers.changes_dialog import ChangesDialog
from smallcrm.ui.pages.customers.detail import CustomerDetail
from tests.ui.desk import add_customer, make_context, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def alder(session) -> int:
    """A customer with a few changes; another one's must not show."""
    for name in ("Dana", "Lee"):
        save_staff(session, StaffRecord(name))
    one = add_customer(session, "Alder", level="B")
    other = add_customer(session, "Birch")
    change_customer(session, one, level="A", owner="Dana", status="active")
    change_customer(session, other, level="C")
    return one


def what(session, customer_id: int) -> list[tuple[str, str]]:
    return [(one.label, one.what) for one in list_changes(session, customer_id)]


def test_what_was_changed_is_said_in_words(session, alder) -> None:
    assert what(session, alder) == [
        ("Edit customer Alder", "Life-cycle: Prospect → Active; Level: B → A; Owner: Dana"),
        ("Add customer Alder", ""),
    ]


def test_phones_tags_own_fields_and_deleted_people_are_named(session, alder) -> None:
    save_field(session, FieldRecord("Size", "number"))
    change_customer(session, alder, phones=(PhoneRecord("13800138000"),), custom={"Size": "120"})
    change_customer(session, alder, custom={"Size": "150"})
    tag_customers(session, [alder], "Fair")
    young = save_contact(session, ContactRecord("Young", customer_id=alder))
    delete_contact(session, young)

    assert what(session, alder)[:5] == [
        ("Delete contact person Young", "Young removed"),
        ("Add contact person Young", "Young"),
        ("Tag 1 customers", "Tag Fair"),
        ("Edit customer Alder", "Size: 120 → 150"),
        ("Edit customer Alder", "138 0013 8000; Size: 120"),
    ]


def test_own_values_and_relations_are_said_as_they_are_shown(session, alder) -> None:
    save_field(session, FieldRecord("Rent", "money"))
    save_field(session, FieldRecord("Member", "yes_no"))
    change_customer(session, alder, custom={"Rent": "180000.00", "Member": "yes"})
    birch = find_by_name("Birch")
    save_relation(session, alder, RelationRecord("supplies", True, birch))

    assert what(session, alder)[:2] == [
        ("Add relation of Alder", "Alder – Birch"),
        ("Edit customer Alder", "Rent: ¥ 180,000; Member: Yes"),
    ]
    assert what(session, birch)[0] == ("Add relation of Alder", "Alder – Birch")


def test_edits_are_what_changed_in_the_customer_itself(session, alder) -> None:
    save_interaction(session, InteractionRecord(alder, "called"))
    assert [one.label for one in list_edits(session, alder)] == [
        "Edit customer Alder",
        "Add customer Alder",
    ]
    assert [one.edit for one in list_changes(session, alder)] == [False, True, True]


@pytest.fixture
def context(datafile, session):
    made = make_context(datafile, session)
    made.hub.redo_asked.connect(session.redo)
    return made


def test_an_older_change_is_taken_back_and_newer_ones_stay(qtbot, context, session, alder) -> None:
    change_customer(session, alder, industry="Printing")
    change_customer(session, alder, industry="Textiles", code="C7")
    dialog = ChangesDialog(context, alder)
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    level_step = next(one for one in list_changes(session, alder) if "Level" in one.what)
    dialog.undo_links[level_step.step_id].clicked.emit()
    settle()

    found = get_customer(session, alder)
    assert (found.level, found.status, found.industry, found.code) == (
        "B", "prospect", "Textiles", "C7",
    )  # fmt: skip
    assert dialog.said.text() == "Undone: Edit customer Alder"
    assert level_step.step_id not in dialog.undo_links

    dialog._redo.click()
    settle()
    assert get_customer(session, alder).level == "A"
    assert level_step.step_id in dialog.undo_links


def test_a_step_of_many_customers_says_so_before_it_is_taken_back(
    qtbot, context, session, alder
) -> None:
    with session.unit(Op.EDIT_CUSTOMERS, {"count": 2}) as unit:
        change_customer(session, alder, region="North")
        change_customer(session, find_by_name("Birch"), region="North")
    dialog = ChangesDialog(context, alder)
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    assert dialog.undo_links[unit.step_id].text() == "Undo for all 2 customers"
    assert {link.text() for link in dialog.undo_links.values()} > {"Undo"}


def test_what_was_edited_since_is_kept_and_said(qtbot, context, session, alder) -> None:
    change_customer(session, alder, level="C", owner="Lee")
    dialog = ChangesDialog(context, alder)
    qtbot.addWidget(dialog)
    first = next(one for one in list_changes(session, alder) if one.what.endswith("Owner: Dana"))
    dialog.take_back(first.step_id)
    settle()

    found = get_customer(session, alder)
    assert (found.level, found.owner, found.status) == ("C", "Lee", "prospect")
    assert "was kept because it was edited since" in dialog.said.text()


def test_the_timeline_shows_edits_when_asked(qtbot, context, session, alder) -> None:
    save_interaction(session, InteractionRecord(alder, "called", at="2026-11-18 09:00"))
    window = QWidget()
    qtbot.addWidget(window)
    detail = CustomerDetail(context, CustomerActions(context, window))
    detail.setParent(window)
    detail.show_customer(alder)
    assert [item.text for item in detail.timeline.items()] == ["called"]

    detail._choose_kind("all")
    assert len(detail.timeline.items()) == 3
    detail._choose_kind("edit")
    titles = [item.title for item in detail.timeline.items()]
    assert titles == ["Edit customer Alder", "Add customer Alder"]
