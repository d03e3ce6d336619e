"""The Customers page as a user works with it: list, filters, several rows, copying, keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from smallcrm.services.customers import add_customer, count_customers, get_customer
from smallcrm.services.follow_ups import save_follow_up
from smallcrm.services.lookups import StaffRecord, save_staff
from smallcrm.services.records import (
    AddressRecord,
    ContactRecord,
    CustomerRecord,
    FollowUpRecord,
    PhoneRecord,
)
from smallcrm.services.table import ShownList
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.hub import Hub
from smallcrm.ui.jobs import InlineReader, Runner
from smallcrm.ui.memory import Memory
from smallcrm.ui.pages.customers import CustomersPage, actions
from smallcrm.ui.pages.customers.detail_several import SeveralPanel
from smallcrm.ui.pages.customers.row_menu import row_actions
from smallcrm.ui.widgets.buttons import Action, Button
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.toggle_chip import ToggleChip


@dataclass
class Said:
    """What the page told the window."""

    messages: list[tuple[str, str, str]] = field(default_factory=list)
    asked: list[tuple[str, Any]] = field(default_factory=list)


@pytest.fixture
def context(session: Session, datafile: DataFile) -> Iterator[Context]:
    hub = Hub()
    hub.follow(datafile.subscribe)

    @contextmanager
    def factory() -> Iterator[Session]:
        yield session

    yield Context(session, hub, Runner(factory), InlineReader(session), Memory())
    hub.deleteLater()


@pytest.fixture
def said(context: Context) -> Said:
    said, hub = Said(), context.hub
    hub.message.connect(lambda *message: said.messages.append(message))
    for name in ("log_asked", "import_asked", "new_asked", "export_asked", "print_asked"):
        signal = getattr(hub, name)
        signal.connect(lambda what, name=name: said.asked.append((name, what)))
    return said


@pytest.fixture
def people(session: Session) -> list[int]:
    """Three customers: Alder in Leeds (A), Birch in Bath (B), Cedar with nothing known."""
    save_staff(session, StaffRecord("Ann"))
    young = ContactRecord("Tom Young", phones=(PhoneRecord("13800138000"),))
    alder = CustomerRecord(
        "Alder Ltd.", level="A", owner="Ann", revenue=120_000, tags=("Fair",),
        addresses=(AddressRecord("1 High Street", city="Leeds"),), contacts=(young,),
    )  # fmt: skip
    birch = CustomerRecord("Birch Inc.", level="B", addresses=(AddressRecord(city="Bath"),))
    return [add_customer(session, one) for one in (alder, birch, CustomerRecord("Cedar"))]


@pytest.fixture
def page(qtbot: QtBot, context: Context, people: list[int], said: Said) -> CustomersPage:
    return open_page(qtbot, context)


def open_page(qtbot: QtBot, context: Context) -> CustomersPage:
    page = CustomersPage(context)
    qtbot.addWidget(page)
    page.resize(1360, 800)
    page.show()
    page.activate()
    return page


def shown(page: CustomersPage) -> list[str]:
    """The names in the list."""
    model = page.list.model
    name = [column.key for column in model.columns].index("name")
    return [model.cell(row, name).text for row in range(model.rowCount())]


def select(page: CustomersPage, *ids: int) -> None:
    table = page.list.table
    table.clearSelection()
    for one in ids:
        row = page.list.model.row_of(one)
        assert row is not None
        selection = table.selectionModel()
        selection.select(
            page.list.model.index(row, 0),
            selection.SelectionFlag.Select | selection.SelectionFlag.Rows,
        )


def action(items: list[Action | None], *path: str) -> Action:
    """The line of a menu, through its submenus."""
    found = next(one for one in items if one is not None and one.text == path[0])
    return action(list(found.items), *path[1:]) if len(path) > 1 else found


def press(items: list[Action | None], *path: str) -> None:
    found = action(items, *path)
    assert found.on_click is not None
    found.on_click()


# --- the list -----------------------------------------------------------------------------


def test_the_page_shows_all_customers_and_the_first_one_beside(page: CustomersPage) -> None:
    assert shown(page) == ["Alder Ltd.", "Birch Inc.", "Cedar"]
    assert page.list.foot.count.text() == "3 customers · 1 selected"
    assert page.list.foot.sum.text() == "Annual purchases ¥ 1,200.00"
    assert page.detail.card is not None
    assert page.detail.card.customer.name == "Alder Ltd."


def test_views_and_tags_stand_at_the_left_with_counts(page: CustomersPage) -> None:
    items = {item.text: item.count for item in page.side._model.items if item.key is not None}

    assert items["All customers"] == 3
    assert items["Level A"] == 1
    assert items["Fair"] == 1


def test_a_view_narrows_the_list_and_is_remembered(
    page: CustomersPage, qtbot: QtBot, context: Context
) -> None:
    page.side.chosen.emit(("view", "level_a"))

    assert shown(page) == ["Alder Ltd."]
    assert shown(open_page(qtbot, context)) == ["Alder Ltd."]


def test_typing_in_the_list_filters_it_and_esc_shows_all(page: CustomersPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.list.table, "b")
    box = page.list.bar.box
    qtbot.keyClicks(box, "irch")
    qtbot.keyClick(box, Qt.Key.Key_Return)

    assert shown(page) == ["Birch Inc."]
    assert page.detail.customer_id == page.list.model.ids[0]
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert len(shown(page)) == 3


def test_a_filter_that_finds_nothing_says_so_and_leads_back(page: CustomersPage) -> None:
    page.list._change(text="nobody")
    empty = page.list.table._empty

    assert empty is not None
    assert empty.isVisible()
    assert page.detail.customer_id is None
    empty.button.click()
    assert len(shown(page)) == 3


def test_values_picked_in_the_popup_narrow_the_list_at_once(page: CustomersPage) -> None:
    page.list.bar.filter.click()
    popup = page.list._popup
    assert popup is not None
    chips = {chip.text(): chip for chip in popup.findChildren(ToggleChip) if chip.isVisible()}
    chips["A"].click()
    assert shown(page) == ["Alder Ltd."]
    chips["B"].click()
    chips["Bath"].click()
    popup.close()

    assert shown(page) == ["Birch Inc."]
    assert page.list.bar.filter.text() == "Filter 2"
    taken = {chip.text(): chip for chip in page.list.picked.findChildren(ToggleChip)}
    taken["City: Bath"].click()
    assert shown(page) == ["Alder Ltd.", "Birch Inc."]


def test_the_order_is_remembered(page: CustomersPage, qtbot: QtBot, context: Context) -> None:
    name = [column.key for column in page.list.model.columns].index("name")
    page.list.model.sort(name, Qt.SortOrder.DescendingOrder)
    page.list.table.columns._save()

    assert shown(page) == ["Cedar", "Birch Inc.", "Alder Ltd."]
    assert shown(open_page(qtbot, context)) == ["Cedar", "Birch Inc.", "Alder Ltd."]


def test_nothing_planned_shows_as_a_dash_and_overdue_in_red(
    page: CustomersPage, session: Session, people: list[int]
) -> None:
    save_follow_up(session, FollowUpRecord(people[1], "call", "2026-11-15"))
    page.list.reload()
    model = page.list.model
    column = [one.key for one in model.columns].index("next_step")

    assert (model.cell(0, column).text, model.cell(0, column).tone) == ("—", "faint")
    assert (model.cell(1, column).text, model.cell(1, column).tone) == (
        "3 days overdue · call", "bad",
    )  # fmt: skip
    assert model.cell(1, column).tooltip == "Sunday, November 15, 2026"


# --- what is done with customers ----------------------------------------------------------


def test_delete_deletes_the_selected_at_once_and_offers_undo(
    page: CustomersPage, qtbot: QtBot, session: Session, people: list[int], said: Said
) -> None:
    select(page, people[0], people[1])
    qtbot.keyClick(page.list.table, Qt.Key.Key_Delete)
    page._refresh()

    assert said.messages == [("2 customers deleted", "ok", "Undo")]
    assert shown(page) == ["Cedar"]
    assert page.detail.customer_id == people[2]
    session.undo()
    page._refresh()
    assert len(shown(page)) == 3


def test_the_next_row_is_chosen_after_one_is_deleted(
    page: CustomersPage, qtbot: QtBot, people: list[int]
) -> None:
    page.show_customer(people[1])
    qtbot.keyClick(page.list.table, Qt.Key.Key_Delete)
    page._refresh()

    assert page.list.table.current_id() == people[2]


def test_level_owner_and_tag_of_several_are_set_from_the_menu(
    page: CustomersPage, session: Session, people: list[int], said: Said
) -> None:
    ids = people[1:]
    menu = row_actions(page, ids)
    press(menu, "Set level", "C")
    press(menu, "Set life-cycle", "Dormant")
    press(menu, "Set owner", "Ann")
    press(menu, "Add tag", "Fair")

    for one in ids:
        stored = get_customer(session, one)
        assert (stored.level, stored.status, stored.owner) == ("C", "dormant", "Ann")
        assert stored.tags == ("Fair",)
    assert said.messages[-1] == ("2 customers tagged Fair", "ok", "Undo")
    press(row_actions(page, ids), "Remove tag", "Fair")
    assert get_customer(session, ids[0]).tags == ()


def test_many_are_changed_by_a_job(
    page: CustomersPage,
    session: Session,
    people: list[int],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    context: Context,
    said: Said,
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    with qtbot.waitSignal(context.hub.message):
        page.commands.change(people, level="D")

    assert {get_customer(session, one).level for one in people} == {"D"}
    assert said.messages == [("3 customers changed", "ok", "Undo")]


def test_copying_gives_lines_with_tabs_as_shown(
    page: CustomersPage, qtbot: QtBot, people: list[int], said: Said
) -> None:
    page.list.table.columns.show(["name", "phone", "city"])
    select(page, people[0], people[1])
    qtbot.keyClick(page.list.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == (
        "Alder Ltd.\t138 0013 8000\tLeeds\nBirch Inc.\t\tBath"
    )
    page.list.copy(True)
    assert QGuiApplication.clipboard().text().splitlines()[0] == "Customer\tPhone\tCity"
    assert said.messages[0][0] == "2 rows copied"


def test_export_and_print_take_exactly_what_is_shown(
    page: CustomersPage, session: Session, people: list[int], said: Said
) -> None:
    page.list.table.columns.show(["city", "name"])
    page.list._change(levels=("A", "B"))
    press(page.list.list_actions(), "Export the list")
    select(page, *people[:2])
    press(row_actions(page, people[:2]), "Print selected")
    (export, listed), (paper, chosen) = said.asked

    assert (export, paper) == ("export_asked", "print_asked")
    assert isinstance(listed, ShownList)
    assert [column.key for column in listed.columns] == ["city", "name"]
    assert (listed.title, listed.filter) == ("Customers", "A, B")
    assert listed.query.ids(session) == people[:2]
    assert chosen.query.ids(session) == people[:2]


def test_keys_log_plan_and_edit(
    page: CustomersPage, qtbot: QtBot, people: list[int], said: Said
) -> None:
    page.list.table.setFocus()
    qtbot.keyClick(page.list.table, Qt.Key.Key_Space)
    page._plan()

    assert said.asked == [("log_asked", people[0]), ("new_asked", f"follow_up:{people[0]}")]
    assert page.current_customer_id() == people[0]
    assert {key for key, _text in page.keys_help} >= {"Space", "F4", "Del", "Ctrl+C"}


# --- from elsewhere -----------------------------------------------------------------------


def test_a_customer_asked_for_is_shown_whatever_filter_is_on(
    page: CustomersPage, people: list[int]
) -> None:
    page.side.chosen.emit(("view", "level_a"))
    page.show_customer(people[2])

    assert page.list.table.current_id() == people[2]
    assert page.detail.customer_id == people[2]
    assert len(shown(page)) == 3


def test_what_others_change_is_read_again(
    page: CustomersPage, context: Context, session: Session, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.list.loaded):
        add_customer(session, CustomerRecord("Dogwood"))

    assert shown(page)[-1] == "Dogwood"


def test_a_hidden_page_reads_when_it_is_shown_again(
    page: CustomersPage, context: Context, session: Session
) -> None:
    page.hide()
    add_customer(session, CustomerRecord("Dogwood"))
    context.hub.changed.emit(None)
    assert len(shown(page)) == 3

    page.show()
    page.activate()
    assert len(shown(page)) == 4


def test_a_customer_deleted_elsewhere_leaves_the_detail(
    page: CustomersPage, session: Session, people: list[int]
) -> None:
    page.show_customer(people[2])
    page.commands.delete([people[2]])
    page._refresh()

    assert page.detail.customer_id == people[1]
    assert count_customers(session) == 2


def test_an_empty_file_offers_the_two_ways_to_begin(
    qtbot: QtBot, context: Context, said: Said
) -> None:
    page = open_page(qtbot, context)

    assert page.welcome.isVisible()
    page.welcome.bring.click()
    page.welcome.look.click()
    assert said.asked == [("import_asked", []), ("new_asked", "demo")]


def test_the_first_customer_replaces_the_welcome(
    qtbot: QtBot, context: Context, session: Session
) -> None:
    page = open_page(qtbot, context)
    with qtbot.waitSignal(page.list.loaded):
        add_customer(session, CustomerRecord("Alder"))

    assert not page.welcome.isVisible()
    assert shown(page) == ["Alder"]


def test_below_1100_px_the_detail_is_a_page_of_its_own(
    page: CustomersPage, qtbot: QtBot, people: list[int]
) -> None:
    page.resize(1000, 700)
    assert not page.detail.isVisible()

    page.list.opened.emit(people[1])
    assert page.detail.isVisible()
    assert not page.list.isVisible()
    page.find()
    assert page.list.isVisible()


def test_names_take_the_room_that_the_other_columns_leave(page: CustomersPage) -> None:
    table = page.list.table
    table.fit_columns()
    at = [column.key for column in page.list.model.columns].index("name")
    wide = table.columnWidth(at)
    page.resize(1600, 800)
    table.fit_columns()

    assert table.columnWidth(at) > wide
    assert table.horizontalHeader().length() <= table.viewport().width()


# --- several selected ----------------------------------------------------------------------------


def buttons_of(panel: SeveralPanel) -> dict[str, Button]:
    return {one.text(): one for one in panel.findChildren(Button) if not one.isHidden()}


def test_several_selected_are_added_up_at_the_right(
    page: CustomersPage, people: list[int], qtbot: QtBot
) -> None:
    select(page, *people[:2])
    panel = page.several
    assert panel is not None
    assert page.detail.currentWidget() is panel
    assert panel._title.text() == "2 customers selected"
    qtbot.waitUntil(lambda: panel.together is not None)
    assert panel.together is not None
    assert (panel.together.revenue, panel.together.names) == (
        120_000,
        ("Alder Ltd.", "Birch Inc."),
    )
    lines = [label.text() for label in panel.findChildren(Label)]
    assert "Level: A 1 · B 1" in lines
    assert "2 without a next step" in lines
    assert "Compare and merge" in buttons_of(panel)

    select(page, people[1])
    assert page.detail.currentWidget() is not panel
    assert page.detail.card is not None
    select(page, *people)
    qtbot.waitUntil(lambda: panel.together is not None and panel.together.count == 3)


def test_several_are_handed_over_exported_and_merged_from_the_right(
    page: CustomersPage, people: list[int], session: Session, said: Said
) -> None:
    merging: list[object] = []
    page._context.hub.duplicates_asked.connect(merging.append)
    select(page, *people[1:])
    assert page.several is not None
    press(page.selected.owners(), "Ann")
    assert [get_customer(session, one).owner for one in people] == ["Ann"] * 3
    assert said.messages[-1][0] == "2 customers handed over to Ann"
    session.undo()
    assert [get_customer(session, one).owner for one in people] == ["Ann", "", ""]
    buttons = buttons_of(page.several)
    buttons["Export"].click()
    buttons["Compare and merge"].click()
    asked = dict(said.asked)["export_asked"]
    assert asked.query.ids(session) == people[1:]
    assert merging == [tuple(people[1:])]


# --- back to everything --------------------------------------------------------------------------


def test_all_customers_are_all_of_them(page: CustomersPage, qtbot: QtBot) -> None:
    def click(key: tuple[str, Any]) -> None:
        side = page.side
        row = [item.key for item in side._model.items].index(key)
        at = side.visualRect(side._model.index(row)).center()
        qtbot.mouseClick(side.viewport(), Qt.MouseButton.LeftButton, pos=at)

    page.list._change(levels=("A",), text="alder")
    assert shown(page) == ["Alder Ltd."]
    click(("view", "all"))  # pressed again
    assert len(shown(page)) == 3
    assert page.list.bar.box.text() == ""
    assert not page.list.picked.isVisible()

    click(("view", "nobodys"))
    page.list._change(levels=("B",))
    assert shown(page) == ["Birch Inc."]
    click(("view", "all"))
    assert len(shown(page)) == 3
    page.list._change(levels=("B",))
    qtbot.keyClick(page.side, Qt.Key.Key_Return)
    assert len(shown(page)) == 3
