"""The log box: who, what was said, what comes next, in one step."""

import pytest
from PySide6.QtCore import Qt

from smallcrm.services.contact_log import recall_customer
from smallcrm.services.contacts import save_contact
from smallcrm.services.customers import count_customers
from smallcrm.services.feedback import list_feedback
from smallcrm.services.follow_ups import get_follow_up, list_of_customer, save_follow_up
from smallcrm.services.interactions import get_interaction, save_interaction
from smallcrm.services.lookups import StaffRecord, save_staff
from smallcrm.services.records import ContactRecord, FollowUpRecord, InteractionRecord
from smallcrm.services.steps import list_steps
from smallcrm.ui.dialogs.log_box import LogBox
from tests.ui.desk import add_customer, make_context, settle

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def context(datafile, session):
    return make_context(datafile, session)


@pytest.fixture
def make_box(qtbot, context):
    def make(customer_id=None) -> LogBox:
        box = LogBox(context, customer_id)
        qtbot.addWidget(box)
        box.show()
        settle()
        return box

    return make


def test_a_call_with_the_customer_at_hand_takes_few_keys(qtbot, session, make_box) -> None:
    customer = add_customer(session)
    box = make_box(customer)
    assert box.content.hasFocus()
    qtbot.keyClicks(box.content, "wants a quote")
    qtbot.keyClick(box.content, Qt.Key.Key_Return, CONTROL)
    assert not box.isVisible()
    logged = get_interaction(session, box.saved_id)
    assert (logged.customer_id, logged.content, logged.kind) == (customer, "wants a quote", "call")
    assert logged.at == "2026-11-18 09:30"


def test_all_that_can_be_said(qtbot, session, make_box) -> None:
    customer = add_customer(session)
    person = save_contact(session, ContactRecord("Chen", customer_id=customer))
    save_contact(session, ContactRecord("Wood", customer_id=customer))
    box = make_box(customer)
    box.contact.set_value(person)
    box.kinds.chip("visit").click()
    box.content.set_text("saw the line")
    box.day.setText("11-17")
    box.time.setText("2pm")
    box.stars.set_value(5)
    box._more.click()
    box.minutes.setText("1.5h")
    box.expense.setText("88")
    box.when.set_text("friday send the quote")
    box.try_submit()
    logged = get_interaction(session, box.saved_id)
    assert (logged.contact_id, logged.kind, logged.at) == (person, "visit", "2026-11-17 14:00")
    assert (logged.satisfaction, logged.minutes, logged.expense) == (5, 90, 8800)
    (then,) = list_of_customer(session, customer)
    assert (then.title, then.due, then.contact_id) == ("send the quote", "2026-11-20", person)


def test_it_is_one_step_from_the_log_box(session, make_box, context) -> None:
    customer = add_customer(session)
    before = len(list_steps(session))
    box = make_box(customer)
    box.content.set_text("hello")
    box.when.set_text("tomorrow")
    box.try_submit()
    steps = list_steps(session)
    assert (len(steps), steps[0].origin) == (before + 1, "log box")
    session.undo()
    assert recall_customer(session, customer).last is None
    assert list_of_customer(session, customer) == []


def test_the_customer_is_found_by_a_piece_of_its_name(qtbot, session, make_box) -> None:
    customer = add_customer(session, "Alder Works")
    save_follow_up(session, FollowUpRecord(customer, "send samples", "2026-11-15"))
    save_interaction(session, InteractionRecord(customer, "was curious", at="2026-11-09"))
    box = make_box()
    assert box.customer.hasFocus()
    assert box.recall.texts() == []
    qtbot.keyClicks(box.customer, "lder")
    box.customer.ask()
    qtbot.keyClick(box.customer, Qt.Key.Key_Return)
    assert box.customer.customer_id() == customer
    assert box.recall.texts() == [
        "Promised: send samples · 3 days overdue",
        "Call 9 days ago: was curious",
    ]


def test_what_a_rule_asks_for_is_no_promise(session, make_box) -> None:
    customer = add_customer(session)
    record = FollowUpRecord(customer, "Ann on Nov 20", "2026-11-19", rule="birthday")
    save_follow_up(session, record)
    box = make_box(customer)
    assert box.recall.texts()[0] == "Birthday: Ann on Nov 20 · Tomorrow"
    assert box.completes.text() == "This takes care of the reminder: mark it done"


def test_while_nobody_is_me_it_is_the_owners(session, make_box) -> None:
    for name in ("Ann", "Bo"):
        save_staff(session, StaffRecord(name))
    box = make_box(add_customer(session, owner="Bo"))
    assert (box.staff.name(), box.staff.isVisible()) == ("Bo", True)
    assert not box.unsigned.isVisible()
    box.content.set_text("rang")
    box.try_submit()
    assert get_interaction(session, box.saved_id).staff == "Bo"


def test_where_nobody_is_known_it_asks(session, make_box) -> None:
    save_staff(session, StaffRecord("Ann"))
    assert make_box(add_customer(session)).staff.name() == "Ann"  # the only one
    save_staff(session, StaffRecord("Bo"))
    box = make_box(add_customer(session, "Birch"))
    assert box.unsigned.isVisible()
    box.staff.set_value("Ann")
    box.staff.chosen.emit("Ann")
    assert not box.unsigned.isVisible()


def test_a_complaint_begins_at_its_touch_point(qtbot, session, context) -> None:
    box = LogBox(context, add_customer(session), point="complaint")
    qtbot.addWidget(box)
    assert (box.point.value(), box.kinds.value()) == ("complaint", "service")
    assert len(box.feedback) == 1
    box.content.set_text("it leaks")
    box.try_submit()
    assert "Complaint asks for" in box.problem.text()


def test_the_promise_can_be_marked_done_with_it(session, make_box) -> None:
    customer = add_customer(session)
    id = save_follow_up(session, FollowUpRecord(customer, "Visit them", "2026-11-15"))
    box = make_box(customer)
    assert box.kinds.value() == "visit"  # what was promised for today or earlier
    assert not box.completes.isChecked()  # nothing is marked done unasked
    box.completes.click()
    box.content.set_text("was there")
    box.try_submit()
    assert get_follow_up(session, id).state == "done"


def test_a_new_name_makes_a_new_customer(qtbot, session, make_box) -> None:
    box = make_box()
    qtbot.keyClicks(box.customer, "Cedar Co")
    box.customer.ask()
    qtbot.keyClick(box.customer, Qt.Key.Key_Return)
    box.content.set_text("asked for prices")
    box.try_submit()
    assert get_interaction(session, box.saved_id).customer == "Cedar Co"
    session.undo()
    assert count_customers(session) == 0


def test_what_is_missing_or_unreadable_is_said_under_its_field(session, make_box) -> None:
    box = make_box()
    box.day.setText("some day")
    box.time.setText("noonish")
    box.minutes.setText("many")
    box.when.set_text("ring them")
    box.try_submit()
    wrong = [
        key
        for key in ("customer", "content", "at", "time", "minutes", "due")
        if box.form.error(key)
    ]
    assert wrong == ["customer", "content", "at", "time", "minutes", "due"]
    assert box.minutes.isVisible()  # unfolded, since it is wrong
    assert box.isVisible()
    assert recall_customer(session, 1).last is None


def test_the_one_contact_person_is_chosen_by_itself(session, make_box) -> None:
    customer = add_customer(session)
    person = save_contact(session, ContactRecord("Chen", customer_id=customer))
    box = make_box(customer)
    assert box.contact.contact_id() == person
    save_contact(session, ContactRecord("Wood", customer_id=customer))
    assert make_box(customer).contact.contact_id() is None


def test_an_outcome_is_enough(qtbot, session, make_box) -> None:
    box = make_box(add_customer(session))
    box.outcomes.chip("no_answer").click()
    box.try_submit()
    logged = get_interaction(session, box.saved_id)
    assert (logged.outcome, logged.content) == ("no_answer", "")


def test_a_second_press_takes_the_outcome_away(make_box) -> None:
    box = make_box()
    box.outcomes.chip("ordered").click()
    box.outcomes.chip("refused").click()
    assert box.outcomes.value() == "refused"
    box.outcomes.chip("refused").click()
    assert box.outcomes.value() == ""


def test_tab_comes_to_the_buttons_last(qtbot, session, make_box) -> None:
    box = make_box(add_customer(session))
    box._more.click()
    box.add_feedback()
    settle()
    box.expense.setFocus()
    seen = []
    while not box.content.hasFocus():
        seen.append(box.focusWidget())
        qtbot.keyClick(box.focusWidget(), Qt.Key.Key_Tab)
        settle()
        assert len(seen) < 40
    assert box.primary in seen
    assert seen.index(box.feedback[0].said) < seen.index(box.cancel) < seen.index(box.primary)
    after = seen[seen.index(box.primary) + 1 :]
    assert box._say not in after
    assert box.minutes not in after


def test_a_slash_offers_templates(qtbot, session, make_box) -> None:
    customer = add_customer(session)
    save_contact(session, ContactRecord("Chen", customer_id=customer, salutation="Ms."))
    box = make_box(customer)
    assert box.recall.texts()[0] == "Address as: Ms. Chen"
    qtbot.keyClicks(box.content, "Rang. /pay")
    assert box.content.offered() == ["Payment"]
    qtbot.keyClick(box.content, Qt.Key.Key_Return)
    assert box.content.text() == "Rang. Asked Ms. Chen for the payment; promised for …"
    qtbot.keyClicks(box.content, "Friday")  # in the place of what was left open
    assert box.content.text() == "Rang. Asked Ms. Chen for the payment; promised for Friday"
    qtbot.keyClicks(box.content, " 24/7 km/h")
    assert box.content.offered() == []
    box._templates.click()
    assert "Quote sent" in box.content.offered()
    qtbot.keyClick(box.content, Qt.Key.Key_Escape)
    assert box.isVisible()
    assert box.content.offered() == []


def test_feedback_is_logged_with_the_call(session, make_box) -> None:
    customer = add_customer(session)
    box = make_box(customer)
    box.content.set_text("asked how it goes")
    box.add_feedback()
    box.feedback[0].stars.set_value(5)
    box.feedback[0].said.setText("quick")
    box.add_feedback()
    box.feedback[1].about.set_value("competitor")
    box.feedback[1].about.changed.emit("competitor")
    box.feedback[1].wish.setText("their price")
    box.try_submit()
    assert box.feedback[1].form.error("competitor") == "Say which competitor."
    box.feedback[1].competitor.setText("Rival")
    box.try_submit()
    found = list_feedback(session, customer)
    assert [(one.about, one.competitor, one.rating) for one in found] == [
        ("competitor", "Rival", None),
        ("us", "", 5),
    ]
    assert {one.interaction_id for one in found} == {box.saved_id}


def test_a_call_belongs_to_its_touch_point_and_asks_nothing_more(session, make_box) -> None:
    box = make_box(add_customer(session))
    box.content.set_text("rang")
    box.try_submit()
    assert get_interaction(session, box.saved_id).touch_point == "call"


def test_a_touch_point_that_was_chosen_asks_once_for_what_it_requires(session, make_box) -> None:
    box = make_box(add_customer(session))
    box.point.set_value("complaint")
    box.point.chosen.emit("complaint")
    box.content.set_text("too loud")
    box.try_submit()
    assert box.isVisible()
    assert "Complaint asks for: Whom you spoke with, Feedback, Next step" in box.problem.text()
    box.try_submit()
    assert not box.isVisible()
    assert get_interaction(session, box.saved_id).touch_point == "complaint"


def test_at_a_fair_the_mobile_is_asked_first(session, make_box) -> None:
    box = make_box(add_customer(session))
    assert box.ask.key == "contact"
    box.point.set_value("fair")
    box.point.chosen.emit("fair")
    assert box.ask.key == "mobile"


def test_the_buttons_stay_on_the_screen_however_much_is_unfolded(session, make_box) -> None:
    box = make_box(add_customer(session))
    screen = box.screen().availableGeometry()
    box.move(box.x(), screen.bottom() - box.height())
    for _ in range(3):
        box.add_feedback()
        settle()
    low = box.primary.mapToGlobal(box.primary.rect().bottomLeft()).y()
    assert low <= screen.bottom()
    said = box.feedback[-1]
    assert said.visibleRegion().boundingRect().height() > 0  # the newest is scrolled to


def test_the_touch_point_is_named_where_it_says_more_than_the_kind(session, make_box) -> None:
    box = make_box(add_customer(session))
    assert not box.point.isVisible()  # a call by phone: the chip says so
    box.point.set_value("complaint")
    box.point.chosen.emit("complaint")
    assert box.point.isVisible()


def test_who_did_it_is_asked_with_everything_that_belongs_to_it(session, make_box) -> None:
    for name in ("Ann", "Ben"):
        save_staff(session, StaffRecord(name))
    box = make_box(add_customer(session))
    assert box.staff.isVisible()
    assert box.minutes.isVisible()
    assert box.content.hasFocus()
    box._more.click()
    assert box.point.isVisible()
    assert not box._more.isVisible()
