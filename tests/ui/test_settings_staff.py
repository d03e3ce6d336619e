"""Settings: staff hand over everything to a colleague."""

import pytest

from smallcrm.services.customers import get_customer
from smallcrm.services.follow_ups import save_follow_up
from smallcrm.services.lookups import StaffRecord, list_staff, save_staff
from smallcrm.services.records import FollowUpRecord
from smallcrm.ui.dialogs.hand_over_all import HandOverAllDialog
from smallcrm.ui.dialogs.settings_staff import StaffSection
from tests.ui.desk import add_customer, make_context, settle


@pytest.fixture
def section(qtbot, datafile, session) -> StaffSection:
    context = make_context(datafile, session)
    context.hub.undo_asked.connect(session.undo)
    made = StaffSection(context)
    qtbot.addWidget(made)
    made.show()
    return made


def asked(section: StaffSection) -> HandOverAllDialog:
    return section.window().findChildren(HandOverAllDialog)[-1]


def test_all_customers_go_to_a_colleague_and_back(section, session) -> None:
    ids = [add_customer(session, name, owner="Ann") for name in ("Alder", "Beech")]
    save_staff(session, StaffRecord("Bob"))
    settle()
    section.hand_over(list_staff(session)[0].id)
    dialog = asked(section)
    assert dialog.load.text() == (
        "2 customers and 0 open follow-ups go along. One undo takes it all back."
    )
    dialog.try_submit()
    assert {get_customer(session, id).owner for id in ids} == {"Bob"}
    assert section.said.text() == "2 customers handed over"
    section.undo.click()
    settle()
    assert {get_customer(session, id).owner for id in ids} == {"Ann"}
    assert section.said.isHidden()


def test_with_nothing_to_hand_over_it_is_said(section, session) -> None:
    for name in ("Ann", "Bob"):
        save_staff(session, StaffRecord(name))
    settle()
    section.hand_over(list_staff(session)[0].id)
    dialog = asked(section)
    dialog.try_submit()
    assert dialog.problem.text() == "There is nothing to hand over."


def test_with_nobody_to_hand_over_to_it_is_said(section, session) -> None:
    add_customer(session, "Alder", owner="Ann")
    settle()
    section.hand_over(list_staff(session)[0].id)
    assert not asked(section).primary.isEnabled()


def test_who_leaves_hands_over_at_once(section, session) -> None:
    customer = add_customer(session, "Alder", owner="Ann")
    save_follow_up(session, FollowUpRecord(customer, "Call", "2026-12-01", staff="Ann"))
    save_staff(session, StaffRecord("Bob"))
    settle()
    ann, bob = list_staff(session)
    section.set_active(bob.id, False)  # cares for nobody
    assert section.left.isHidden()
    section.set_active(bob.id, True)
    section.set_active(ann.id, False)
    assert section.left.text() == (
        "Ann still has 1 customer and 1 open follow-up. Hand them over now?"
    )
    section.offer.click()
    asked(section).try_submit()
    assert get_customer(session, customer).owner == "Bob"
    assert section.left.isHidden()
