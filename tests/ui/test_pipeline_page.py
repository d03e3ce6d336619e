"""The pipeline page: what it shows, and cards moved by key and by mouse."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMenu

from smallcrm.services.deals import get_deal, list_stages
from smallcrm.services.follow_ups import next_step_of_deal, save_follow_up
from smallcrm.services.lookups import StaffRecord, save_staff
from smallcrm.services.orders import list_orders
from smallcrm.services.records import FollowUpRecord
from smallcrm.ui.dialogs.lost_dialog import LostDialog
from smallcrm.ui.dialogs.order_dialog import OrderDialog
from smallcrm.ui.forms.deal_form import DealDialog
from smallcrm.ui.jobs import InlineReader
from smallcrm.ui.pages.pipeline import PipelinePage
from smallcrm.ui.pages.pipeline_cards import age_words, next_words
from smallcrm.ui.pages.pipeline_step import StepDialog
from tests.ui.desk import add_customer, add_deal, card_of, make_context, settle, stage_id

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def context(datafile, session):
    return make_context(datafile, session)


@pytest.fixture
def customer(session) -> int:
    return add_customer(session)


@pytest.fixture
def make_page(qtbot, context):
    def make() -> PipelinePage:
        page = PipelinePage(context)
        qtbot.addWidget(page)
        page.resize(1328, 700)
        page.show()
        qtbot.waitExposed(page)
        page.activate()
        settle()
        return page

    return make


def cards_in(page: PipelinePage, place: int) -> list[str]:
    return [card.title for card in page.board.columns[place].model.cards]


def dialog(page: PipelinePage, kind):
    settle()
    return next(one for one in page.findChildren(kind) if one.isVisible())


def press(qtbot, page: PipelinePage, key: Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(page.window().focusWidget(), key, modifier)
    settle()


def test_shows_deals_in_their_stages_with_figures(session, customer, make_page) -> None:
    add_deal(session, customer, "Press", amount=1_000_000)
    add_deal(session, customer, "Lathe", "quote", amount=2_000_000, expected_close="2026-12-01")
    add_deal(session, customer, "Old", "lead", amount=100, opened="2026-10-01")

    page = make_page()

    assert cards_in(page, 0) == ["Press", "Old"]
    assert cards_in(page, 2) == ["Lathe"]
    assert page.open_amount._value.text() == "¥ 30,001"
    assert page.weighted._value.text() == "¥ 11,000.10"
    assert page.quarter._value.text() == "¥ 10,000"
    assert page.stuck._value.text() == "1"


def test_an_empty_pipeline_offers_the_first_deal(qtbot, make_page) -> None:
    page = make_page()
    assert page.empty.isVisible()
    qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    assert dialog(page, DealDialog)


def test_the_keyboard_goes_to_a_deal_just_added(qtbot, session, customer, make_page) -> None:
    page = make_page()
    page.new_record()
    form = dialog(page, DealDialog)
    form.customer.set_value(customer, "Alder Works")
    form.name.setText("Lathe")
    form.try_submit()
    settle()

    assert page.board.card().title == "Lathe"
    press(qtbot, page, Key.Key_Right, CTRL)
    assert cards_in(page, 1) == ["Lathe"]


class LateReader(InlineReader):
    """Answers when it is told to, as the window's reader does."""

    def read(self, channel, fn, done, failed=None) -> None:
        self.answer = lambda: super(LateReader, self).read(channel, fn, done, failed)


def test_the_keyboard_is_on_a_card_once_the_board_was_read(
    qtbot, session, customer, context
) -> None:
    add_deal(session, customer)
    reader = LateReader(session)
    page = PipelinePage(context._replace(reader=reader))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    page.activate()
    assert page.board.card() is None
    reader.answer()
    settle()
    assert page.board.card().title == "Press"


def test_ctrl_right_moves_the_card_and_the_keyboard_follows(
    qtbot, session, customer, make_page
) -> None:
    deal = add_deal(session, customer)
    page = make_page()

    press(qtbot, page, Key.Key_Right, CTRL)
    assert get_deal(session, deal).stage_id == stage_id(session, "needs")
    assert page.board.card().id == deal
    press(qtbot, page, Key.Key_Left, CTRL)
    assert get_deal(session, deal).stage_id == stage_id(session, "lead")
    press(qtbot, page, Key.Key_Left, CTRL)  # there is nothing at the left of the first stage
    assert cards_in(page, 0) == ["Press"]


def test_arrows_pass_over_empty_stages(qtbot, session, customer, make_page) -> None:
    add_deal(session, customer, "Press")
    add_deal(session, customer, "Lathe", "negotiation")
    page = make_page()

    press(qtbot, page, Key.Key_Right)
    assert page.board.card().title == "Lathe"
    press(qtbot, page, Key.Key_Left)
    assert page.board.card().title == "Press"


def test_delete_goes_at_once_and_undo_brings_it_back(qtbot, session, customer, make_page) -> None:
    add_deal(session, customer, "Press", amount=200)
    add_deal(session, customer, "Lathe", amount=100)
    page = make_page()

    press(qtbot, page, Key.Key_Delete)
    assert cards_in(page, 0) == ["Lathe"]
    assert page.board.card().title == "Lathe"
    session.undo()
    settle()
    assert cards_in(page, 0) == ["Press", "Lathe"]


def test_keys_open_form_customer_and_step(qtbot, context, session, customer, make_page) -> None:
    deal = add_deal(session, customer)
    page = make_page()

    with qtbot.waitSignal(context.hub.customer_asked) as asked:
        press(qtbot, page, Key.Key_O)
    assert asked.args == [customer]
    press(qtbot, page, Key.Key_Return)
    form = dialog(page, DealDialog)
    assert form.name.text() == "Press"
    form.reject()
    press(qtbot, page, Key.Key_N)
    step = dialog(page, StepDialog)
    step.when.set_text("tomorrow 10am send quote")
    step.try_submit()
    planned = next_step_of_deal(session, deal)
    assert (planned.due, planned.due_time, planned.title) == ("2026-11-19", "10:00", "send quote")


def test_a_step_needs_a_day_to_come(qtbot, session, customer, context) -> None:
    deal = add_deal(session, customer)
    step = StepDialog(context, card_of(session, deal))
    qtbot.addWidget(step)
    step.when.set_text("call back")
    step.try_submit()
    assert "date" in step.form.error("due")
    step.when.set_text("2026-11-01 call back")
    step.try_submit()
    assert step.form.error("due")
    assert next_step_of_deal(session, deal) is None


def test_changing_a_planned_step_keeps_what_is_not_shown(qtbot, session, customer, context) -> None:
    deal = add_deal(session, customer)
    record = FollowUpRecord(customer, "Call", "2026-11-20", deal_id=deal, note="bring samples")
    first = save_follow_up(session, record)
    step = StepDialog(context, card_of(session, deal))
    qtbot.addWidget(step)
    assert "2026-11-20" in step.when.text()
    step.when.set_text("2026-11-25 Call")
    step.try_submit()
    planned = next_step_of_deal(session, deal)
    assert (planned.id, planned.due, planned.note) == (first, "2026-11-25", "bring samples")


def test_a_lost_deal_is_asked_why(qtbot, session, customer, make_page) -> None:
    deal = add_deal(session, customer, stage="won")
    page = make_page()

    press(qtbot, page, Key.Key_Right, CTRL)
    asked = dialog(page, LostDialog)
    assert get_deal(session, deal).stage_id == stage_id(session, "won")
    asked.other.setFocus()
    qtbot.keyClicks(asked.other, "Moved away")
    asked.competitor.setText("Rival Ltd.")
    asked.try_submit()
    lost = get_deal(session, deal)
    assert (lost.lost_reason, lost.competitor) == ("Moved away", "Rival Ltd.")
    assert lost.closed == "2026-11-18"


def test_leaving_the_question_leaves_the_deal(qtbot, session, customer, make_page) -> None:
    deal = add_deal(session, customer, stage="won")
    page = make_page()
    press(qtbot, page, Key.Key_Right, CTRL)
    dialog(page, LostDialog).reject()
    assert get_deal(session, deal).stage_id == stage_id(session, "won")


def test_a_reason_given_before_is_offered_first_and_chosen_by_its_number(
    qtbot, session, customer, context
) -> None:
    add_deal(session, customer, "Old", "lost", lost_reason="Too slow")
    deal = add_deal(session, customer)
    asked = LostDialog(context, deal, stage_id(session, "lost"))
    qtbot.addWidget(asked)
    assert asked.reason() == "Too slow"
    qtbot.keyClick(asked, Key.Key_2)
    assert asked.reason() == "Price"


def test_a_won_deal_offers_its_order_filled_in(qtbot, session, customer, make_page) -> None:
    deal = add_deal(session, customer, "Press", "negotiation", amount=500_000)
    page = make_page()
    press(qtbot, page, Key.Key_Right, CTRL)
    order = dialog(page, OrderDialog)
    assert get_deal(session, deal).stage_id == stage_id(session, "won")
    qtbot.keyClick(order.amount, Key.Key_Return)  # the one key
    (written,) = list_orders(session, customer)
    assert (written.amount, written.deal_id, written.lines[0].title) == (500_000, deal, "Press")


def test_dropping_a_card_moves_it(session, customer, make_page) -> None:
    deal = add_deal(session, customer)
    page = make_page()
    source, target = page.board.columns[0].cards, page.board.columns[2].cards
    data = source.model().mimeData([source.model().index(0, 0)])
    action, button = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier

    enter = QDragEnterEvent(QPointF(5, 5), action, data, button, none)
    QApplication.sendEvent(target.viewport(), enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(5, 5), action, data, button, none)
    QApplication.sendEvent(target.viewport(), drop)
    settle()
    assert get_deal(session, deal).stage_id == stage_id(session, "quote")
    assert cards_in(page, 2) == ["Press"]


def test_the_staff_filter_is_remembered(qtbot, context, session, customer, make_page) -> None:
    for name in ("Ann", "Bo"):
        save_staff(session, StaffRecord(name))
    add_deal(session, customer, "Press", owner="Ann")
    add_deal(session, customer, "Lathe", owner="Bo")
    page = make_page()
    page.find()
    for _step in range(2):
        qtbot.keyClick(page.owner, Key.Key_Down)
    settle()
    assert cards_in(page, 0) == ["Lathe"]
    assert cards_in(make_page(), 0) == ["Lathe"]


def test_a_hidden_page_reads_again_only_when_shown(context, session, customer, make_page) -> None:
    page = make_page()
    page.hide()
    add_deal(session, customer)
    settle()
    assert page.board.columns == [] or cards_in(page, 0) == []
    page.show()
    page.activate()
    assert cards_in(page, 0) == ["Press"]


def test_a_deal_gone_meanwhile_is_said(qtbot, context, session, customer, make_page) -> None:
    add_deal(session, customer)
    page = make_page()
    card = page.board.card()
    session.undo()  # the adding of the deal
    with qtbot.waitSignal(context.hub.message) as said:
        page.delete(card)
    assert said.args[1] == "bad"


def test_words_on_a_card(session, customer, today) -> None:
    stuck = add_deal(session, customer, opened="2026-10-01")
    late = add_deal(session, customer, opened="2026-11-15")
    save_follow_up(session, FollowUpRecord(customer, "Call", "2026-11-15", deal_id=late))
    soon = add_deal(session, customer)
    timed = FollowUpRecord(customer, "Visit", "2026-11-19", "14:00", deal_id=soon)
    save_follow_up(session, timed)
    lead = list_stages(session)[0]

    def words(deal: int) -> tuple[str, str, str]:
        card = card_of(session, deal)
        return (age_words(card, lead), *next_words(card, lead, today))

    assert words(stuck) == ("Stuck for 48 days", "No next step", "bad")
    assert words(late) == ("3 days", "3 days overdue", "bad")
    assert words(soon) == ("Since today", "Tomorrow 14:00", "accent")


def test_pressing_the_missing_step_plans_one(qtbot, session, customer, make_page) -> None:
    add_deal(session, customer)
    page = make_page()
    cards = page.board.columns[0].cards
    where = cards._delegate.step_rect(cards.visualRect(cards.model().index(0, 0))).center()
    qtbot.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert dialog(page, StepDialog)


def test_a_double_click_edits(qtbot, session, customer, make_page) -> None:
    add_deal(session, customer)
    page = make_page()
    cards = page.board.columns[0].cards
    where = cards.visualRect(cards.model().index(0, 0)).topLeft() + QPoint(30, 20)
    qtbot.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.mouseDClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert dialog(page, DealDialog).name.text() == "Press"


def test_the_menu_moves_a_card_to_any_other_stage(session, customer, make_page) -> None:
    deal = add_deal(session, customer)
    page = make_page()
    page._menu(page.board.card(), QPoint(10, 10))
    (menu,) = [one for one in page.findChildren(QMenu) if one.isVisible()]
    (stages,) = [action.menu() for action in menu.actions() if action.menu()]
    names = [action.text() for action in stages.actions()]
    assert names == ["Needs", "Quote", "Negotiation", "Won", "Lost"]
    stages.actions()[1].trigger()
    settle()
    menu.close()
    assert get_deal(session, deal).stage_id == stage_id(session, "quote")


def test_a_dragged_card_is_seen_under_the_pointer(session, customer, make_page) -> None:
    add_deal(session, customer)
    page = make_page()
    cards = page.board.columns[0].cards
    picture = cards._picture(cards.model().index(0, 0))
    assert picture.width() > 150
    middle = picture.toImage().pixelColor(picture.width() // 2, 3)
    assert middle.alpha() == 255
