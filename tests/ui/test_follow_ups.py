"""The Follow-ups page: groups, keys, mouse, the panel that notes and plans."""

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu

from smallcrm.core.dates import FixedClock
from smallcrm.services.contact_log import recall_customer
from smallcrm.services.customers import get_customer, save_customer
from smallcrm.services.follow_ups import (
    get_follow_up,
    list_due,
    list_groups,
    list_of_customer,
    save_follow_up,
)
from smallcrm.services.interactions import save_interaction
from smallcrm.services.lookups import StaffRecord, choose_staff, save_staff
from smallcrm.services.records import CustomerRecord, FollowUpRecord, InteractionRecord
from smallcrm.ui.dialogs.hand_over import HandOverDialog
from smallcrm.ui.dialogs.log_box import LogBox
from smallcrm.ui.forms.follow_up_form import FollowUpDialog
from smallcrm.ui.pages.follow_ups import FollowUpsPage
from smallcrm.ui.pages.follow_ups_lines import make_lines
from smallcrm.ui.widgets.calendar_popup import CalendarPopup
from smallcrm.ui.widgets.detail_row import DetailRow
from tests.ui.desk import add_customer, make_context, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

TODAY = date(2026, 11, 18)  # a Wednesday
LEFT = Qt.MouseButton.LeftButton


def plan(session, customer: int, days: int = 0, title: str = "Call back", **more) -> int:
    due = (TODAY + timedelta(days=days)).isoformat()
    return save_follow_up(session, FollowUpRecord(customer, title, due, **more))


@pytest.fixture
def context(datafile, session):
    return make_context(datafile, session)


@pytest.fixture
def said(context) -> list[tuple[str, str]]:
    messages: list[tuple[str, str]] = []
    context.hub.message.connect(lambda text, tone, _undo: messages.append((text, tone)))
    return messages


@pytest.fixture
def make_page(qtbot, context):
    def make(width: int = 1300) -> FollowUpsPage:
        page = FollowUpsPage(context)
        qtbot.addWidget(page)
        page.resize(width, 760)
        page.show()
        page.activate()
        settle()
        return page

    return make


def test_the_list_has_the_keys_before_it_is_read(qtbot, context, session) -> None:
    class Later:
        def read(self, *_asked) -> None:
            """Not yet."""

    page = FollowUpsPage(context._replace(reader=Later()))
    qtbot.addWidget(page)
    page.show()
    page.activate()
    assert page.focusWidget() is page.list


def shown(page: FollowUpsPage) -> list[tuple[str, str]]:
    return [(line.kind, line.text) for line in page.list.lines]


def press(qtbot, page: FollowUpsPage, key: tuple[str, object], part: str) -> None:
    qtbot.mouseClick(page.list.viewport(), LEFT, pos=page.list.part_rect(key, part).center())
    settle()


def open_menu() -> QMenu:
    settle()
    return next(
        widget
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, QMenu) and widget.isVisible()
    )


def test_groups_stand_from_most_to_least_urgent(session, make_page) -> None:
    for name, days in (("Late", -3), ("Now", 0), ("Sunday", 4), ("Monday", 5)):
        plan(session, add_customer(session, name), days)
    add_customer(session, "Nothing planned")
    page = make_page()
    assert shown(page) == [
        ("head", "Overdue"),
        ("item", "Late"),
        ("head", "Today"),
        ("item", "Now"),
        ("head", "This week"),
        ("item", "Sunday"),
        ("head", "Later"),
        ("head", "No next step"),
        ("item", "Nothing planned"),
    ]
    late = page.list.lines[1]
    assert (late.time, late.tone, late.chip) == ("3 days overdue", "bad", "By hand")
    assert page._counts.text() == "1 today · 1 overdue · 0 done"


def test_later_is_folded_until_it_is_opened_and_that_is_kept(qtbot, session, make_page) -> None:
    plan(session, add_customer(session, "Now"))
    plan(session, add_customer(session, "Monday"), 5)
    page = make_page()
    assert ("item", "Monday") not in shown(page)
    page.list.go_to(("head", "later"))
    qtbot.keyClick(page.list, Qt.Key.Key_Right)
    assert ("item", "Monday") in shown(page)
    assert ("item", "Monday") in shown(make_page())
    head = page.list.row_rect(("head", "later")).center()
    qtbot.mouseClick(page.list.viewport(), LEFT, pos=head)
    assert ("item", "Monday") not in shown(page)


def test_nothing_is_chosen_at_first_and_the_panel_says_how(qtbot, session, make_page) -> None:
    plan(session, add_customer(session))
    page = make_page()
    page.list.setFocus()
    assert page.panel.line is None
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert page.panel.line is not None
    assert page.panel.primary.text() == "Done"


def test_enter_notes_what_happened_and_plans_in_one_step(qtbot, session, make_page, said) -> None:
    customer = add_customer(session, "Alder Works")
    id = plan(session, customer, -1, "Collect the money")
    other = plan(session, add_customer(session, "Birch Ltd"))
    page = make_page()
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert page.panel.note.hasFocus()
    qtbot.keyClicks(page.panel.note, "pays on Friday")
    page.panel.kinds.chip("wechat").click()
    qtbot.mouseClick(page.panel.stars, LEFT, pos=QPoint(70, 10))
    qtbot.keyClicks(page.panel.when.edit, "friday 9am check the account")
    assert page.panel.primary.text() == "Done and plan"
    qtbot.keyClick(page.panel.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()

    assert get_follow_up(session, id).state == "done"
    last = recall_customer(session, customer).last
    assert (last.content, last.kind, last.satisfaction) == ("pays on Friday", "wechat", 4)
    assert last.subject == "Collect the money"
    (then,) = list_of_customer(session, customer)
    assert (then.title, then.due, then.due_time) == ("check the account", "2026-11-20", "09:00")
    assert said == [("Done and planned: check the account", "ok")]
    # the next one is at hand, and the keyboard is back in the list
    assert page.list.current().key == ("follow_up", other)
    assert page.list.hasFocus()
    assert page.panel.note.text() == ""
    session.undo()
    settle()
    assert get_follow_up(session, id).state == "open"
    assert recall_customer(session, customer).last is None


def test_a_day_alone_plans_the_same_once_more(qtbot, session, make_page) -> None:
    customer = add_customer(session)
    plan(session, customer, 0, "Call back")
    page = make_page()
    page.list.go_to(page.list.lines[1].key)
    qtbot.keyClicks(page.panel.when.edit, "tomorrow")
    qtbot.keyClick(page.panel.when.edit, Qt.Key.Key_Return)
    (then,) = list_of_customer(session, customer)
    assert (then.title, then.due) == ("Call back", "2026-11-19")


def test_a_next_step_without_a_day_is_refused_and_nothing_written(
    qtbot, session, make_page
) -> None:
    id = plan(session, add_customer(session))
    page = make_page()
    page.list.go_to(("follow_up", id))
    qtbot.keyClicks(page.panel.note, "talked")
    qtbot.keyClicks(page.panel.when.edit, "sometime")
    page.panel.primary.click()
    assert page.panel._problem.text() == "Say when: a date is missing."
    assert get_follow_up(session, id).state == "open"
    assert page.panel.note.text() == "talked"


def test_what_was_entered_is_kept_while_looking_elsewhere(qtbot, session, make_page) -> None:
    first, second = (plan(session, add_customer(session, name)) for name in ("A", "B"))
    page = make_page()
    page.list.go_to(("follow_up", first))
    qtbot.keyClicks(page.panel.note, "half a sentence")
    page.list.go_to(("follow_up", second))
    assert page.panel.note.text() == ""
    plan(session, add_customer(session, "C"))  # the list is read again
    settle()
    page.list.go_to(("follow_up", first))
    assert page.panel.note.text() == "half a sentence"
    page.panel._cancel.click()
    assert page.panel.note.text() == ""


def test_the_circle_marks_done_at_once(qtbot, session, make_page, said) -> None:
    id = plan(session, add_customer(session))
    page = make_page()
    press(qtbot, page, ("follow_up", id), "check")
    assert get_follow_up(session, id).state == "done"
    assert said == [("Done: Call back", "ok")]
    assert page._counts.text() == "0 today · 0 overdue · 1 done"


def test_control_enter_in_the_list_marks_done_at_once(qtbot, session, make_page) -> None:
    id = plan(session, add_customer(session))
    page = make_page()
    page.list.go_to(("follow_up", id))
    qtbot.keyClick(page.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert get_follow_up(session, id).state == "done"


def test_snooze_by_key_offers_days_and_keeps_the_time(qtbot, session, make_page) -> None:
    id = plan(session, add_customer(session), due_time="14:00")
    page = make_page()
    page.list.go_to(("follow_up", id))
    qtbot.keyClick(page.list, Qt.Key.Key_S)
    menu = open_menu()
    texts = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert texts == ["Tomorrow", "In 3 days", "Next week", "In two weeks", "Choose a date…"]
    menu.actions()[2].trigger()
    menu.close()
    found = get_follow_up(session, id)
    assert (found.due, found.due_time) == ("2026-11-23", "14:00")


def test_after_one_was_put_off_the_next_one_is_chosen(session, make_page) -> None:
    customer = add_customer(session)
    first, second, _third = (plan(session, customer, -days) for days in (9, 5, 2))
    page = make_page()
    page.list.go_to(("follow_up", first))
    page.line_actions.snooze_actions([page.list.current()])[0].on_click()
    settle()
    assert page.list.current().key == ("follow_up", second)
    assert [line.key for line in page.list.selected()] == [("follow_up", second)]


def test_snooze_to_any_day_of_the_calendar(qtbot, session, make_page) -> None:
    id = plan(session, add_customer(session))
    page = make_page()
    press(qtbot, page, ("follow_up", id), "snooze")
    menu = open_menu()
    menu.actions()[-1].trigger()
    menu.close()
    calendar = page.findChild(CalendarPopup)
    calendar.picked.emit(date(2026, 12, 24))
    calendar.close()
    assert get_follow_up(session, id).due == "2026-12-24"


def test_delete_and_undo(qtbot, session, make_page, said) -> None:
    id = plan(session, add_customer(session))
    page = make_page()
    page.list.go_to(("follow_up", id))
    qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    settle()
    assert ("item", "Alder Works") in shown(page)  # now as one without a next step
    assert said == [("Deleted: Call back", "ok")]
    session.undo()
    settle()
    assert page.list.go_to(("follow_up", id))


def test_open_and_edit_by_key(qtbot, session, context, make_page) -> None:
    customer = add_customer(session)
    id = plan(session, customer)
    page = make_page()
    page.list.go_to(("follow_up", id))
    with qtbot.waitSignal(context.hub.customer_asked) as asked:
        qtbot.keyClick(page.list, Qt.Key.Key_O)
    assert asked.args == [customer]
    qtbot.keyClick(page.list, Qt.Key.Key_E)
    form = page.findChild(FollowUpDialog)
    assert form.when.text() == "2026-11-18 Call back"
    form.when.set_text("tomorrow 10am Call back twice")
    form.try_submit()
    found = get_follow_up(session, id)
    assert (found.title, found.due, found.due_time) == ("Call back twice", "2026-11-19", "10:00")


def test_a_customer_without_next_step_is_planned_in_the_panel(qtbot, session, make_page) -> None:
    customer = add_customer(session)
    page = make_page()
    page.list.go_to(("customer", customer))
    qtbot.keyClick(page.list, Qt.Key.Key_Space)
    assert page.panel.when.edit.hasFocus()
    qtbot.keyClick(page.panel.when.edit, Qt.Key.Key_Return)
    assert page.panel._problem.text() == "Say what comes next, and when."
    qtbot.keyClicks(page.panel.when.edit, "next monday visit")
    qtbot.keyClick(page.panel.when.edit, Qt.Key.Key_Return)
    (planned,) = list_of_customer(session, customer)
    assert (planned.title, planned.due) == ("visit", "2026-11-23")
    assert recall_customer(session, customer).last is None


def test_snoozing_a_customer_without_next_step_plans_one(qtbot, session, make_page) -> None:
    customer = add_customer(session)
    page = make_page()
    press(qtbot, page, ("customer", customer), "snooze")
    menu = open_menu()
    menu.actions()[0].trigger()
    menu.close()
    assert [f.due for f in list_of_customer(session, customer)] == ["2026-11-19"]


def test_only_what_one_staff_member_has_to_do(qtbot, session, make_page) -> None:
    for name in ("Ann", "Bo"):
        save_staff(session, StaffRecord(name))
        plan(session, add_customer(session, f"of {name}", owner=name))
    page = make_page()
    assert [line.staff for line in page.list.lines if line.kind == "item"] == ["Ann", "Bo"]
    page.staff.setCurrentIndex(2)
    page.staff.activated.emit(2)
    assert shown(page) == [("head", "Today"), ("item", "of Bo")]
    assert make_page().staff.value() == "Bo"


def test_without_customers_the_page_offers_to_bring_a_list(qtbot, context, make_page) -> None:
    page = make_page()
    assert not page.list.isVisible()
    with qtbot.waitSignal(context.hub.import_asked):
        page._empty.button.click()


def test_when_all_is_done_a_calm_sentence_says_so(session, make_page) -> None:
    plan(session, add_customer(session, "Alder Works"), 2)
    page = make_page()
    calm = next(line for line in page.list.lines if line.kind == "calm")
    assert (calm.text, calm.detail) == ("Nothing due today.", "Next: In 2 days, Alder Works")


def test_more_customers_than_shown_are_named(session) -> None:
    for n in range(3):
        add_customer(session, f"C{n}")
    lines = make_lines(list_groups(session, limit=2), TODAY, [])
    assert lines[-1].text == "1 more: show them under Customers"
    assert [line.last for line in lines if line.group == "without"] == [False, False, False, True]


def test_a_hidden_page_reads_when_it_is_shown_again(session, make_page) -> None:
    page = make_page()
    page.hide()
    plan(session, add_customer(session))
    settle()
    assert page.list.lines == []
    page.show()
    page.activate()
    assert ("item", "Alder Works") in shown(page)


def test_a_new_day_moves_what_was_due_tomorrow(datafile, session, make_page, context) -> None:
    plan(session, add_customer(session), 1)
    page = make_page()
    counts: list[tuple[str, int]] = []
    context.hub.badge_changed.connect(lambda *told: counts.append(told))
    page.look_at_clock()
    assert counts == []
    session.clock = FixedClock(datetime(2026, 11, 19, 0, 1))
    page.look_at_clock()
    assert counts == [("follow_ups", 1)]
    assert shown(page)[:2] == [("head", "Today"), ("item", "Alder Works")]


def test_in_a_narrow_window_the_panel_is_a_page_of_its_own(qtbot, session, make_page) -> None:
    id = plan(session, add_customer(session))
    page = make_page(width=900)
    assert page.list.isVisible()
    assert not page.panel.isVisible()
    page.list.go_to(("follow_up", id))
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert page.panel.isVisible()
    assert not page.list.isVisible()
    qtbot.keyClick(page.panel.note, Qt.Key.Key_Escape)
    assert page.list.isVisible()


def test_a_new_follow_up_for_a_customer_that_is_new(qtbot, session, make_page) -> None:
    page = make_page()
    page.new_record()
    form = page.findChild(FollowUpDialog)
    form.try_submit()
    assert form.form.error("customer")
    assert form.form.error("due")
    qtbot.keyClicks(form.customer, "Cedar Co")
    form.customer.ask()
    qtbot.keyClick(form.customer, Qt.Key.Key_Return)  # the one line offers to create it
    qtbot.keyClicks(form.when.edit, "tomorrow first call")
    form.try_submit()
    settle()
    assert get_follow_up(session, form.saved_id).customer == "Cedar Co"
    session.undo()
    settle()
    assert not page.list.isVisible()


def test_follow_up_for_the_chosen_customer_and_going_to_one(session, make_page) -> None:
    customer = add_customer(session)
    id = plan(session, customer, 30)
    page = make_page()
    page.show_follow_up(id)
    assert page.list.current().key == ("follow_up", id)
    assert page.current_customer_id() == customer
    page.new_record()
    assert page.findChild(FollowUpDialog).customer.customer_id() == customer


def test_the_log_box_is_offered_in_the_menu(qtbot, session, context, make_page) -> None:
    customer = add_customer(session)
    id = plan(session, customer)
    page = make_page()
    line = next(line for line in page.list.lines if line.key == ("follow_up", id))
    page.list.menu_asked.emit(line, page.mapToGlobal(QPoint(50, 50)))
    menu = open_menu()
    with qtbot.waitSignal(context.hub.log_asked) as asked:
        next(a for a in menu.actions() if a.text().startswith("Log")).trigger()
    menu.close()
    assert asked.args == [customer]
    box = LogBox(context, customer)
    qtbot.addWidget(box)
    assert box.recall.texts()[0] == "Promised: Call back · Today"


def choose_all(page: FollowUpsPage) -> None:
    page.list.selectAll()
    settle()


def test_several_are_handed_over_put_off_and_deleted(session, make_page) -> None:
    for name in ("Ann", "Ben"):
        save_staff(session, StaffRecord(name))
    customers = [add_customer(session, name) for name in ("One", "Two", "Three")]
    for customer in customers:
        plan(session, customer, 0)
    page = make_page()
    assert not page.chosen_bar.isVisibleTo(page)
    choose_all(page)
    assert page.chosen_bar.text.text() == "3 chosen"
    page.line_actions.hand_over(page.line_actions.chosen(), "Ben")
    settle()
    assert {one.staff for one in list_due(session)} == {"Ben"}
    assert len(page.list.selected()) == 3  # they stay chosen
    tomorrow = page.line_actions.snooze_actions(page.line_actions.chosen())[0]
    tomorrow.on_click()
    settle()
    assert [line.group for line in page.list.selected()] == ["tomorrow"] * 3
    session.undo()
    assert session.undo_label().startswith("Hand over follow-up")


def test_keys_act_on_all_that_are_chosen(qtbot, session, make_page) -> None:
    for name in ("One", "Two", "Three"):
        plan(session, add_customer(session, name), 0)
    page = make_page()
    first = next(line for line in page.list.lines if line.kind == "item")
    page.list.go_to(first.key)
    qtbot.keyClick(page.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(page.list.selected()) == 2
    qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    settle()
    assert len(list_due(session)) == 1


def test_a_repeated_follow_up_comes_again_when_done(qtbot, session, make_page) -> None:
    customer = add_customer(session, "One")
    record = FollowUpRecord(
        customer, "check", "2026-11-18", repeat="DTSTART:20261118\nRRULE:FREQ=WEEKLY"
    )
    save_follow_up(session, record)
    page = make_page()
    line = next(line for line in page.list.lines if line.kind == "item")
    assert line.detail == "check · every week"
    page.list.go_to(line.key)
    qtbot.keyClick(page.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert [one.due for one in list_due(session, 30)] == ["2026-11-25"]


def test_the_week_shows_each_day_and_who_has_how_much(session, make_page) -> None:
    for name in ("Ann", "Ben"):
        save_staff(session, StaffRecord(name))
    for name, days, staff in (("One", 0, "Ann"), ("Two", 0, "Ben"), ("Three", 2, "Ann")):
        plan(session, add_customer(session, name), days, staff=staff)
    plan(session, add_customer(session, "Late"), -10)
    plan(session, add_customer(session, "Next"), 7)
    page = make_page()
    page.show_view("week")
    settle()
    week = page.week
    assert [day.count.text() for day in week.columns] == ["", "", "2", "", "1", "", ""]
    assert week.columns[2].load.text() == "Ann\u00a01\u00a0· Ben\u00a01"
    assert week.columns[5].load.text() == "Day\u00a0off"
    assert week.overdue.text() == "1 overdue before"
    week.move(1)
    assert [day.count.text() for day in week.columns] == ["", "", "1", "", "", "", ""]
    week.move(0)
    week.columns[4].findChildren(DetailRow)[0].clicked.emit()
    assert page.panel.line is not None
    assert page.panel.line.text == "Three"
    week.overdue.clicked.emit()
    assert page.view.value() == "list"


def test_customers_are_handed_over_by_proposal(qtbot, session, context) -> None:
    ann = save_staff(session, StaffRecord("Ann"))
    save_staff(session, StaffRecord("Ben"))
    long_ago = save_customer(session, CustomerRecord("Long", owner="Ann", created="2026-01-01"))
    lately = save_customer(session, CustomerRecord("Lately", owner="Ann", created="2026-01-01"))
    choose_staff(session, ann)
    save_interaction(session, InteractionRecord(lately, "talk", "call", "2026-11-01", staff="Ann"))
    save_customer(session, CustomerRecord("New", owner="Ann"))
    plan(session, long_ago, 3)
    dialog = HandOverDialog(context)
    qtbot.addWidget(dialog)
    assert [one.name for one in dialog.proposals] == ["Long"]
    assert not dialog.primary.isEnabled()
    dialog.list.selectAll()
    dialog.staff.set_value("Ben")
    dialog.try_submit()
    assert get_customer(session, long_ago).owner == "Ben"
    assert [one.staff for one in list_of_customer(session, long_ago)] == ["Ben"]
    session.undo()
    assert get_customer(session, long_ago).owner == "Ann"
    assert [one.staff for one in list_of_customer(session, long_ago)] == ["Ann"]


@pytest.mark.parametrize(("days", "first"), [(4, 16), (5, 23)])
def test_on_a_sunday_the_week_to_come_is_shown_when_this_one_is_over(
    session, make_page, days: int, first: int
) -> None:
    session.clock = FixedClock(datetime(2026, 11, 22, 9))
    plan(session, add_customer(session), days)  # on this Sunday, or on Monday
    page = make_page()
    page.show_view("week")
    assert page.week.monday == date(2026, 11, first)
    page.week.move(0)
    assert page.week.monday == date(2026, 11, 16)
