"""One customer at the right: what it shows, and what is done with its records there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from smallcrm.services.customers import add_customer, get_customer
from smallcrm.services.deals import save_deal
from smallcrm.services.follow_ups import list_of_customer, save_follow_up
from smallcrm.services.interactions import save_interaction
from smallcrm.services.orders import save_order, save_term
from smallcrm.services.records import (
    AddressRecord,
    ContactRecord,
    CustomerRecord,
    DealRecord,
    FollowUpRecord,
    InteractionRecord,
    OrderLineRecord,
    OrderRecord,
    PhoneRecord,
    TermRecord,
)
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.forms.feedback_box import FeedbackDialog
from smallcrm.ui.hub import Hub
from smallcrm.ui.jobs import InlineReader, Runner
from smallcrm.ui.memory import Memory
from smallcrm.ui.new_records import open_new_record
from smallcrm.ui.pages.customers.actions import CustomerActions
from smallcrm.ui.pages.customers.detail import CustomerDetail
from smallcrm.ui.pages.customers.detail_people import FactAsked
from smallcrm.ui.pages.customers.origin_dialog import OriginDialog
from smallcrm.ui.widgets.buttons import IconButton
from smallcrm.ui.widgets.detail_row import DetailRow, QuietLink
from smallcrm.ui.widgets.labels import Chip, KeyFigure, Label, SectionHead

Seen = TypeVar("Seen", bound=QWidget)
ALDER = CustomerRecord(
    "Alder Ltd.",
    level="A",
    status="active",
    tags=("Fair",),
    website="alder.example",
    phones=(PhoneRecord("02162108888", "802", "phone"),),
    addresses=(AddressRecord("1 High Street", city="Leeds"),),
    contacts=(
        ContactRecord(
            "Young", salutation="Mr.", title="Buyer", email="young@alder.example",
            phones=(PhoneRecord("13800138000"),),
        ),
        ContactRecord("Old", left_on="2026-01-01"),
    ),
)  # fmt: skip


@pytest.fixture
def context(session: Session) -> Iterator[Context]:
    @contextmanager
    def factory() -> Iterator[Session]:
        yield session

    hub = Hub()
    yield Context(session, hub, Runner(factory), InlineReader(session), Memory())
    hub.deleteLater()


@pytest.fixture
def alder(session: Session) -> int:
    return add_customer(session, ALDER)


@pytest.fixture
def detail(qtbot: QtBot, context: Context) -> CustomerDetail:
    window = QWidget()
    qtbot.addWidget(window)
    detail = CustomerDetail(context, CustomerActions(context, window))
    detail.setParent(window)
    window.resize(430, 900)
    detail.resize(430, 900)
    window.show()
    return detail


def seen(detail: CustomerDetail, kind: type[Seen]) -> list[Seen]:
    """The widgets of a kind that can be seen; those that were just made are shown first."""
    QCoreApplication.sendPostedEvents()
    return [one for one in detail.findChildren(kind) if one.isVisibleTo(detail)]


def texts(detail: CustomerDetail) -> list[str]:
    """Every text that stands in the detail."""
    return [one.text() for kind in (Label, Chip) for one in seen(detail, kind)]


def figure(detail: CustomerDetail, title: str) -> str:
    found = next(one for one in seen(detail, KeyFigure) if one._label.text() == title)
    return found._value.text()


def row(detail: CustomerDetail, text: str) -> DetailRow:
    return next(one for one in seen(detail, DetailRow) if one.text.text() == text)


def link(detail: CustomerDetail, text: str, name: str) -> QuietLink:
    return next(one for one in row(detail, text).findChildren(QuietLink) if one.text() == name)


def sections(detail: CustomerDetail) -> list[str]:
    return [head.title.text() for head in seen(detail, SectionHead)]


# --- what it shows --------------------------------------------------------------------------


def test_nothing_chosen_says_what_to_do(detail: CustomerDetail) -> None:
    assert "Choose a customer to see it here." in texts(detail)


def test_who_the_customer_is(detail: CustomerDetail, alder: int) -> None:
    detail.show_customer(alder)
    said = texts(detail)

    for text in ("Alder Ltd.", "Level A", "Active", "Fair", "Mr. Young", "Buyer",
                 "138 0013 8000", "021 6210 8888 ext. 802", "1 High Street, Leeds"):  # fmt: skip
        assert text in said
    assert "63% complete" in said
    assert "Old" not in said


def test_those_who_left_are_shown_when_asked_for(detail: CustomerDetail, alder: int) -> None:
    detail.show_customer(alder)
    row(detail, "Show 1 more person").clicked.emit()

    assert "Old" in texts(detail)
    assert "left" in texts(detail)


def test_key_figures(detail: CustomerDetail, session: Session, alder: int) -> None:
    order = OrderRecord(alder, "2026-11-02", (OrderLineRecord("pump", 126_400_00),))
    save_order(session, order, paid=108_400_00)
    save_interaction(session, InteractionRecord(alder, "called", at="2026-11-15"))
    save_follow_up(session, FollowUpRecord(alder, "visit", "2026-11-18", "14:00"))
    detail.show_customer(alder)

    assert figure(detail, "Bought this year") == "¥ 126,400"
    assert figure(detail, "Owed") == "¥ 18,000"
    assert figure(detail, "Last contact") == "3 days ago"
    assert figure(detail, "Next step") == "Today 14:00"


def test_large_amounts_are_short_and_exact_in_the_tooltip(
    detail: CustomerDetail, session: Session, alder: int
) -> None:
    order = OrderRecord(alder, "2026-11-02", (OrderLineRecord("pump", 12_345_678_90),))
    save_order(session, order)
    detail.show_customer(alder)

    assert detail.head._owed._value.text() == "¥ 12.35M"
    assert detail.head._owed.toolTip() == "¥ 12,345,678.90"


def test_only_what_there_is_has_a_section(
    detail: CustomerDetail, session: Session, alder: int
) -> None:
    detail.show_customer(alder)
    assert sections(detail) == ["Timeline"]

    save_follow_up(session, FollowUpRecord(alder, "visit", "2026-11-15"))
    save_deal(session, DealRecord(alder, "Renewal", 36_000_00))
    save_term(session, TermRecord(alder, "Silver plan", ends="2026-12-01"))
    detail.reload()
    assert sections(detail) == ["Follow-ups", "Deals", "Timeline"]
    assert "3 days overdue" in texts(detail)
    assert "¥ 36,000" in texts(detail)
    assert "ends Dec 1" in texts(detail)


def test_long_sections_are_cut_until_asked_for(
    detail: CustomerDetail, session: Session, alder: int
) -> None:
    for day in range(1, 8):
        save_follow_up(session, FollowUpRecord(alder, f"step {day}", f"2026-12-0{day}"))
    detail.show_customer(alder)
    assert "step 4" in texts(detail)
    assert "step 5" not in texts(detail)

    row(detail, "Show all 7").clicked.emit()
    assert "step 7" in texts(detail)


def test_the_timeline_is_newest_first_and_filtered_by_kind(
    detail: CustomerDetail, session: Session, alder: int
) -> None:
    save_interaction(session, InteractionRecord(alder, "first", at="2026-11-01 10:00"))
    save_interaction(session, InteractionRecord(alder, "second", "visit", at="2026-11-17 10:00"))
    save_order(session, OrderRecord(alder, "2026-11-10", (OrderLineRecord("pump", 500),)))
    detail.show_customer(alder)
    items = detail.timeline.items()

    assert [item.text for item in items] == ["second", "pump", "first"]
    assert (items[0].when, items[0].exact) == (
        "Yesterday 10:00",
        "Tuesday, November 17, 2026 10:00",
    )
    detail._choose_kind("order")
    assert [item.text for item in detail.timeline.items()] == ["pump"]


def test_older_events_come_when_asked_for(
    detail: CustomerDetail, session: Session, alder: int
) -> None:
    for place in range(105):
        save_interaction(session, InteractionRecord(alder, f"call {place}", at="2026-11-01 10:00"))
    detail.show_customer(alder)
    assert len(detail.timeline.items()) == 100

    detail._older.click()
    assert len(detail.timeline.items()) == 105
    assert not detail._older.isVisibleTo(detail)


# --- what is done there ------------------------------------------------------------------------


def test_a_number_is_copied_as_it_is_shown(detail: CustomerDetail, alder: int) -> None:
    detail.show_customer(alder)
    link(detail, "138 0013 8000", "Copy").clicked.emit()

    assert QGuiApplication.clipboard().text() == "138 0013 8000"


def test_links_open_mail_map_and_website(
    detail: CustomerDetail, alder: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    detail.show_customer(alder)
    link(detail, "young@alder.example", "Write").clicked.emit()
    link(detail, "alder.example", "Open").clicked.emit()
    link(detail, "1 High Street, Leeds", "Map").clicked.emit()

    assert opened[0] == "mailto:young@alder.example"
    assert opened[1] == "https://alder.example"
    assert "High" in opened[2]


def test_the_buttons_ask_for_this_customer(
    detail: CustomerDetail, context: Context, alder: int, qtbot: QtBot
) -> None:
    logged: list[object] = []
    asked: list[str] = []
    context.hub.log_asked.connect(logged.append)
    context.hub.new_asked.connect(asked.append)
    detail.show_customer(alder)
    qtbot.mouseClick(detail.head.log, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(detail.head._plan, Qt.MouseButton.LeftButton)

    assert (logged, asked) == ([alder], [f"follow_up:{alder}"])


def test_a_follow_up_is_opened_put_off_and_deleted(
    detail: CustomerDetail, context: Context, session: Session, alder: int, qtbot: QtBot
) -> None:
    step = save_follow_up(session, FollowUpRecord(alder, "visit", "2026-11-15"))
    asked: list[int] = []
    context.hub.follow_up_asked.connect(asked.append)
    detail.show_customer(alder)
    qtbot.keyClick(row(detail, "visit"), Qt.Key.Key_Return)
    detail.work.snooze_asked.emit(step, 3)

    assert asked == [step]
    assert [one.due for one in list_of_customer(session, alder)] == ["2026-11-21"]
    detail.work.delete_asked.emit("follow_up", step)
    assert list_of_customer(session, alder) == []


def test_what_a_customer_said_is_entered_answered_and_deleted_here(
    detail: CustomerDetail, context: Context, session: Session, alder: int
) -> None:
    asked: list[str] = []
    context.hub.new_asked.connect(asked.append)
    detail.show_customer(alder)
    next(
        one for one in detail.more_actions() if one and one.text == "Feedback or a wish"
    ).on_click()
    assert asked == [f"feedback:{alder}"]
    shown: list[QDialog] = []
    open_new_record(context, detail.window(), asked[0], shown.append)
    (dialog,) = shown
    assert isinstance(dialog, FeedbackDialog)
    dialog.fields.about.set_value("competitor")
    dialog.fields.competitor.setText("Rival")
    dialog.fields.said.setText("Quicker than us")
    dialog.fields.wish.setText("Delivery in a day")
    dialog.try_submit()
    detail.reload()

    assert "Feedback" in sections(detail)
    said = row(detail, "Quicker than us · Wish: Delivery in a day")
    assert "About Rival · Not answered yet" in texts(detail)
    said.findChild(IconButton).click()
    detail.reload()
    assert "About Rival · Answered" in texts(detail)
    detail.work.delete_asked.emit("feedback", dialog.saved_id)
    detail.reload()
    assert "Feedback" not in sections(detail)


def test_delete_in_the_timeline_deletes_the_record_and_says_so(
    detail: CustomerDetail, context: Context, session: Session, alder: int, qtbot: QtBot
) -> None:
    said: list[tuple[str, ...]] = []
    context.hub.message.connect(lambda *message: said.append(message))
    save_interaction(session, InteractionRecord(alder, "first"))
    detail.show_customer(alder)
    qtbot.keyClick(detail.timeline, Qt.Key.Key_Down)
    qtbot.keyClick(detail.timeline, Qt.Key.Key_Delete)
    detail.reload()

    assert said == [("Record deleted", "ok", "Undo")]
    assert list(detail.timeline.items()) == []
    assert "Nothing happened here yet. Log the first call." in texts(detail)


def test_the_card_is_copied_as_text(detail: CustomerDetail, alder: int) -> None:
    detail.show_customer(alder)
    action = next(
        one for one in detail.more_actions() if one is not None and one.text == "Copy card as text"
    )
    assert action.on_click is not None
    action.on_click()

    assert QGuiApplication.clipboard().text().startswith("Alder Ltd. (Level A · Active)\n")


@pytest.mark.parametrize(
    ("text", "kind"), [("Customer card", "customer"), ("Statement of account", "statement")]
)
def test_its_papers_are_asked_for_from_the_menu(
    detail: CustomerDetail, alder: int, context: Context, text: str, kind: str
) -> None:
    asked: list[tuple[str, int]] = []
    context.hub.report_asked.connect(lambda *what: asked.append(what))
    detail.show_customer(alder)
    action = next(one for one in detail.more_actions() if one is not None and one.text == text)
    assert action.on_click is not None
    action.on_click()
    assert asked == [(kind, alder)]


def test_a_person_is_deleted_from_the_menu(
    detail: CustomerDetail, session: Session, alder: int
) -> None:
    detail.show_customer(alder)
    young = get_customer(session, alder).contacts[0]
    detail.people.delete_contact_asked.emit(young)

    assert [one.name for one in get_customer(session, alder).contacts] == ["Old"]


def test_a_phone_tells_where_it_is_from(
    detail: CustomerDetail, context: Context, alder: int, qtbot: QtBot
) -> None:
    dialog = OriginDialog(context, alder, FactAsked("phone", "13800138000"))
    qtbot.addWidget(dialog)
    (item,) = dialog._view.items()

    assert item.title == "138 0013 8000"
    assert item.text == "Add customer Alder Ltd. · form"
    assert dialog.confirmed.text() == "Never confirmed since it is so."
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    again = OriginDialog(context, alder, FactAsked("phone", "13800138000"))
    qtbot.addWidget(again)
    assert again.confirmed.text() == "Last confirmed: Today"
    nothing = OriginDialog(context, alder, FactAsked("phone", "1"))
    qtbot.addWidget(nothing)
    assert nothing._note.text() == "The history does not reach back that far."
    assert not nothing.primary.isEnabled()


def test_a_customer_that_is_gone_leaves_the_pane_empty(
    detail: CustomerDetail, session: Session, alder: int
) -> None:
    detail.show_customer(alder)
    detail._actions.delete([alder])
    detail.reload()

    assert detail.customer_id is None
    assert "Choose a customer to see it here." in texts(detail)


def test_while_a_job_writes_the_buttons_are_off(
    detail: CustomerDetail, context: Context, alder: int
) -> None:
    detail.show_customer(alder)
    context.hub.busy_changed.emit(True)
    assert not detail.head.log.isEnabled()

    context.hub.busy_changed.emit(False)
    assert detail.head.log.isEnabled()
