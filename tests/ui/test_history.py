"""The History page: the list, its filters, one record, changing and deleting."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from smallcrm.services import note_search
from smallcrm.services.follow_ups import save_follow_up
from smallcrm.services.interactions import InteractionQuery, get_interaction, save_interaction
from smallcrm.services.lookups import StaffRecord, save_staff
from smallcrm.services.records import FollowUpRecord, InteractionRecord
from smallcrm.services.table import Sort
from smallcrm.storage import note_search as storage_search
from smallcrm.ui.forms.follow_up_form import FollowUpDialog
from smallcrm.ui.forms.interaction_form import InteractionDialog
from smallcrm.ui.pages.history import HistoryPage
from tests.ui.desk import add_customer, make_context, settle

LEFT = Qt.MouseButton.LeftButton


def log(session, customer: int, content: str, at: str = "2026-11-18 09:00", **more) -> int:
    return save_interaction(session, InteractionRecord(customer, content, at=at, **more))


@pytest.fixture
def context(datafile, session):
    return make_context(datafile, session)


@pytest.fixture
def make_page(qtbot, context):
    def make() -> HistoryPage:
        page = HistoryPage(context)
        qtbot.addWidget(page)
        page.resize(1300, 700)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.activate()
        settle()
        return page

    return make


def notes(page: HistoryPage) -> list[str]:
    return [page.model.row(row)["content"] for row in range(page.model.rowCount())]


def choose(box, value: object) -> None:
    box.set_value(value)
    box.activated.emit(box.currentIndex())


def test_newest_first_with_a_count(session, make_page) -> None:
    customer = add_customer(session)
    log(session, customer, "older", "2026-11-01")
    log(session, customer, "newer", "2026-11-02")
    page = make_page()
    assert notes(page) == ["newer", "older"]
    assert page._count.text() == "2 records"


def test_filters_narrow_the_list_and_can_be_cleared(session, make_page) -> None:
    for name in ("Ann", "Ben"):  # of one alone everything would be hers
        save_staff(session, StaffRecord(name))
    customer = add_customer(session)
    log(session, customer, "this week", "2026-11-16", kind="visit", staff="Ann")
    log(session, customer, "this month", "2026-11-02")
    log(session, customer, "last month", "2026-10-31 23:50")
    log(session, customer, "last year", "2025-12-31")
    page = make_page()
    filters = page.filters
    assert not filters.clear.isVisible()
    for period, found in (
        ("week", ["this week"]),
        ("month", ["this week", "this month"]),
        ("last_month", ["last month"]),
        ("year", ["this week", "this month", "last month"]),
    ):
        choose(filters.period, period)
        assert notes(page) == found
    choose(filters.period, "")
    choose(filters.kind, "visit")
    assert notes(page) == ["this week"]
    choose(filters.kind, "")
    choose(filters.staff, "Ann")
    assert notes(page) == ["this week"]
    filters.clear.click()
    assert len(notes(page)) == 4


def test_from_to_begins_with_this_month_and_takes_any_days(qtbot, session, make_page) -> None:
    customer = add_customer(session)
    log(session, customer, "autumn", "2026-10-01")
    log(session, customer, "today")
    page = make_page()
    assert not page.filters.since.isVisible()
    choose(page.filters.period, "range")
    assert page.filters.since.isVisible()
    assert page.filters.words() == "2026-11-01 – 2026-11-18"
    assert notes(page) == ["today"]
    page.filters.since.clear()
    qtbot.keyClicks(page.filters.since, "2026-10-01")
    assert notes(page) == ["today", "autumn"]


def test_searching_the_notes_and_going_down_into_the_list(qtbot, session, make_page) -> None:
    customer = add_customer(session)
    found = log(session, customer, "谈续费价格")
    log(session, customer, "sent samples")
    page = make_page()
    page.find()
    qtbot.keyClicks(page.filters.search, "samp")
    qtbot.keyClick(page.filters.search, Qt.Key.Key_Return)
    assert notes(page) == ["sent samples"]
    page.filters.search.setText("续费")
    qtbot.keyClick(page.filters.search, Qt.Key.Key_Down)
    assert page.table.hasFocus()
    assert page.table.current_id() == found


def test_the_whole_note_stands_beside_the_list(session, make_page) -> None:
    customer = add_customer(session, "Alder Works")
    id = log(session, customer, "first line\nsecond line", minutes=15, satisfaction=4)
    save_follow_up(session, FollowUpRecord(customer, "send it", "2026-11-19"))
    log(session, customer, "newer", "2026-11-18 09:10")
    page = make_page()
    assert page.detail.note.text() == "newer"
    page.table.go_to(id)
    assert page.detail.note.text() == "first line\nsecond line"
    assert page.current_customer_id() == customer


def test_enter_edits_in_a_form(qtbot, session, make_page) -> None:
    customer, other = add_customer(session, "Alder Works"), add_customer(session, "Birch Ltd")
    id = log(session, customer, "typo", deal_id=None)
    page = make_page()
    page.table.go_to(id)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    form = page.findChild(InteractionDialog)
    form.day.setText("someday")
    form.try_submit()
    assert form.form.error("at") == "This is not a date."
    form.day.setText("2026-11-17")
    form.time.setText("")
    form.content.set_text("mended")
    form.customer.set_value(other, "Birch Ltd")
    form.kinds.set_value("letter")
    form.try_submit()
    settle()
    found = get_interaction(session, id)
    assert (found.customer_id, found.kind, found.at) == (other, "letter", "2026-11-17")
    assert page.detail.note.text() == "mended"


def test_delete_takes_all_selected_in_one_step(qtbot, session, make_page, context) -> None:
    customer = add_customer(session)
    for n in range(3):
        log(session, customer, str(n))
    messages: list[str] = []
    context.hub.message.connect(lambda text, _tone, _undo: messages.append(text))
    page = make_page()
    page.table.selectAll()
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    settle()
    assert notes(page) == []
    assert messages == ["3 records deleted."]
    session.undo()
    settle()
    assert len(notes(page)) == 3


def test_a_double_click_opens_the_customer(qtbot, session, make_page, context) -> None:
    customer = add_customer(session)
    log(session, customer, "hello")
    page = make_page()
    where = page.table.visualRect(page.model.index(0, 0)).center()
    with qtbot.waitSignal(context.hub.customer_asked) as asked:
        qtbot.mouseClick(page.table.viewport(), LEFT, pos=where)
        qtbot.mouseDClick(page.table.viewport(), LEFT, pos=where)
    assert asked.args == [customer]


def test_what_is_shown_is_exported_and_printed(qtbot, session, make_page, context) -> None:
    log(session, add_customer(session), "hello", kind="visit")
    page = make_page()
    choose(page.filters.kind, "visit")
    page.model.sort(2)
    with qtbot.waitSignal(context.hub.export_asked) as asked:
        page._export()
    (listed,) = asked.args
    assert listed.query == InteractionQuery(kind="visit", sort=Sort("customer"))
    assert (listed.title, listed.filter) == ("History", "Visit")
    assert [column.key for column in listed.columns] == page.table.columns.shown()
    page.reload()  # the order chosen by the head stays
    assert page.model.query.sort == Sort("customer")
    with qtbot.waitSignal(context.hub.print_asked):
        page._print()


def test_copied_as_shown(qtbot, session, make_page) -> None:
    id = log(session, add_customer(session, "Alder Works"), "hello")
    page = make_page()
    page.table.go_to(id)
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "Alder Works" in QApplication.clipboard().text()


def test_an_empty_list_says_what_to_do(qtbot, session, make_page, context) -> None:
    page = make_page()
    assert page._empty.isVisible()
    with qtbot.waitSignal(context.hub.log_asked):
        page._empty.button.click()
    log(session, add_customer(session), "hello")
    settle()
    assert not page._empty.isVisible()
    page.filters.search.setText("nowhere")
    qtbot.keyClick(page.filters.search, Qt.Key.Key_Return)
    assert page._empty.isVisible()
    page._empty.button.click()
    assert notes(page) == ["hello"]


def test_a_new_record_is_for_the_customer_at_hand(qtbot, session, make_page, context) -> None:
    customer = add_customer(session)
    id = log(session, customer, "hello")
    page = make_page()
    page.table.go_to(id)
    with qtbot.waitSignal(context.hub.log_asked) as asked:
        page.new_record()
    assert asked.args == [customer]
    page.detail.plan_asked.emit(customer)
    assert page.findChild(FollowUpDialog).customer.customer_id() == customer


def test_hits_are_shown_as_they_are_found(session, make_page, monkeypatch) -> None:
    customer = add_customer(session)
    for n in range(6):
        said = "about pumps" if n % 2 else "else"
        log(session, customer, f"{said} {n}", f"2026-11-0{n + 1}")
    for name in ("FIRST_STRETCH", "LONGEST_STRETCH", "ENOUGH"):
        monkeypatch.setattr(note_search, name, 1)
    monkeypatch.setattr(storage_search, "FEW", 0)
    page = make_page()
    sizes = []
    page.model.loaded.connect(lambda: sizes.append((len(page.model.ids), page.model.loading)))
    page.filters.search.set_text_quietly("pump")
    page.reload()
    assert sizes[0] == (1, True)
    assert sizes[-1] == (3, False)
    assert notes(page) == ["about pumps 5", "about pumps 3", "about pumps 1"]
    assert page._marks("about pumps 5") == [(6, 10)]
    assert "<span" in page.detail.note.text()
    assert page.detail.note.plain_text() == "about pumps 5"
    sizes.clear()
    page.reload()  # read again: the list stands still
    assert sizes == [(3, False)]
