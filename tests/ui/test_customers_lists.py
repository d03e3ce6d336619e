"""Conditions, saved views, columns, orders, groups and editing together on the Customers page."""

# ruff: noqa: F401, F811 - fixtures of the page's other tests

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from smallcrm.models import CustomField, CustomValue
from smallcrm.services.customer_filter import Condition, Group
from smallcrm.services.customer_filter_fields import list_fields
from smallcrm.services.customer_list import Filter
from smallcrm.services.customers import get_customer
from smallcrm.services.saved_views import KeptView, list_saved_views, save_view
from smallcrm.services.table import Sort
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.pages.customers import CustomersPage
from smallcrm.ui.pages.customers.filter_group import GroupEdit
from smallcrm.ui.pages.customers.filter_row import FilterRow
from smallcrm.ui.pages.customers.several_dialog import SeveralDialog
from smallcrm.ui.pages.customers.view_name_dialog import ViewNameDialog
from smallcrm.ui.widgets.toggle_chip import ToggleChip
from tests.ui.test_customers import (
    Said,
    context,
    open_page,
    page,
    people,
    press,
    said,
    select,
    shown,
)

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def side(page: CustomersPage) -> dict[str, tuple[Any, int | None]]:
    return {item.text: (item.key, item.count) for item in page.side._model.items}


def rows(page: CustomersPage) -> list[FilterRow]:
    return [row for row in page.list.conditions.root.rows if isinstance(row, FilterRow)]


def add_condition(page: CustomersPage, key: str) -> FilterRow:
    page.list.conditions.add.chosen.emit(key)
    return rows(page)[-1]


def head(page: CustomersPage, key: str) -> int:
    return [column.key for column in page.list.model.columns].index(key)


def titles(page: CustomersPage) -> list[str]:
    model = page.list.model
    keys = page.list.table.columns.shown()
    return [str(model.headerData(head(page, key), Qt.Orientation.Horizontal)) for key in keys]


def click_head(page: CustomersPage, qtbot: QtBot, key: str, keys: Any = None) -> None:
    header = page.list.table.horizontalHeader()
    at = header.sectionViewportPosition(head(page, key)) + 10
    keys = keys or Qt.KeyboardModifier.NoModifier
    where = QPoint(at, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, keys, where)


# --- conditions ---------------------------------------------------------------------------------


def test_a_condition_is_added_and_filled_in_by_keys_alone(
    page: CustomersPage, qtbot: QtBot
) -> None:
    page.list.table.setFocus()
    qtbot.keyClick(page.list.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | SHIFT)
    if not page.list.conditions.isVisible():  # a window that is not active gets no shortcuts
        page.list.toggle_conditions()
    finder = page.list.conditions.add
    qtbot.keyClicks(finder, "annual")
    qtbot.keyClick(finder, Qt.Key.Key_Down)
    finder.ask()
    qtbot.keyClick(finder, Qt.Key.Key_Return)
    (row,) = rows(page)
    assert isinstance(row.edit.first, QLineEdit)
    qtbot.keyClicks(row.edit.first, "1000")
    qtbot.keyClick(row.edit.first, Qt.Key.Key_Return)

    assert page.list.filter.where == Group((Condition("revenue", "least", (100_000,)),))
    assert shown(page) == ["Alder Ltd."]
    assert page.list.conditions._hits.text() == "1 customer"
    qtbot.keyClick(page.list.conditions, Qt.Key.Key_Escape)
    assert not page.list.conditions.isVisible()


def test_a_condition_is_typed_in_words(page: CustomersPage, qtbot: QtBot) -> None:
    page.list.toggle_conditions()
    finder = page.list.conditions.add
    qtbot.keyClicks(finder, "in contact for 60 days")
    finder.ask()
    qtbot.keyClick(finder, Qt.Key.Key_Return)
    assert page.list.filter.where == Group((Condition("last_contact", "quiet", (60,)),))


def test_what_is_typed_narrows_the_list_a_moment_later(page: CustomersPage, qtbot: QtBot) -> None:
    page.list.toggle_conditions()
    row = add_condition(page, "city")
    with qtbot.waitSignal(page.list.conditions.changed):
        qtbot.keyClicks(row.edit.first, "ath")

    assert shown(page) == ["Birch Inc."]


def test_all_or_any_of_the_conditions(page: CustomersPage) -> None:
    page.list.toggle_conditions()
    conditions = page.list.conditions
    level = add_condition(page, "level")
    chips = {chip.text(): chip for chip in level.edit.findChildren(ToggleChip)}
    chips["A"].click()
    level = add_condition(page, "last_contact")
    level.op.set_value("unknown")
    level.op.chosen.emit("unknown")
    assert shown(page) == ["Alder Ltd."]
    city = add_condition(page, "city")
    city.op.set_value("unknown")
    city.op.chosen.emit("unknown")
    assert shown(page) == []

    rows(page)[1].remove.click()
    conditions.joined.set_value(True)
    conditions.joined.changed.emit(True)
    assert shown(page) == ["Alder Ltd.", "Cedar"]
    conditions.clear.click()
    assert len(shown(page)) == 3


def test_conditions_stand_as_chips_over_the_list_and_are_taken_away(page: CustomersPage) -> None:
    where = Group((Condition("level", "any_of", ("A",)), Condition("city", "known")))
    page.list._change(where=where)
    chips = {chip.text(): chip for chip in page.list.picked.findChildren(ToggleChip)}

    assert set(chips) == {"Level: A", "City is known"}
    assert page.list.bar.filter.text() == "Filter 2"
    chips["Level: A"].click()
    assert shown(page) == ["Alder Ltd.", "Birch Inc."]
    assert page.list.filter.where.parts == (Condition("city", "known"),)


def test_the_comparison_changes_the_fields_beside_it(page: CustomersPage, session: Session) -> None:
    page.list.toggle_conditions()
    row = add_condition(page, "created")
    assert row.edit.values() == (30,)
    row.op.set_value("between")
    row.op.chosen.emit("between")
    first, second = row.edit.findChildren(QLineEdit)
    first.setText("2026-11-01")
    second.setText("2026-11-30")

    assert row.condition() == Condition("created", "between", ("2026-11-01", "2026-11-30"))


def test_every_field_and_comparison_can_be_shown(page: CustomersPage, session: Session) -> None:
    page.list.toggle_conditions()
    for field in list_fields(session):
        for op in field.ops:
            part = Condition(field.key, op)
            page.list.conditions.show_group(Group((part,)))
            assert rows(page)[0].condition().op == op


def test_a_group_within_the_conditions_is_made_by_keys_alone(
    page: CustomersPage, qtbot: QtBot
) -> None:
    page.list.toggle_conditions()
    level = add_condition(page, "level")
    {chip.text(): chip for chip in level.edit.findChildren(ToggleChip)}["A"].click()
    qtbot.keyClick(page.list.conditions.root.deeper, Qt.Key.Key_Space)
    inner = page.list.conditions.root.rows[-1]
    assert isinstance(inner, GroupEdit)
    assert inner.joined.value() is True  # any of them, inside all of them
    for key, text in (("city", "leeds"), ("name", "cedar")):
        inner.add.chosen.emit(key)
        row = inner.rows[-1]
        assert isinstance(row, FilterRow)
        qtbot.keyClicks(row.edit.first, text)
        qtbot.keyClick(row.edit.first, Qt.Key.Key_Return)

    city, name = (
        Condition("city", "contains", ("leeds",)),
        Condition("name", "contains", ("cedar",)),
    )
    a = Condition("level", "any_of", ("A",))
    assert page.list.filter.where == Group((a, Group((city, name), True)))
    assert shown(page) == ["Alder Ltd."]
    words = "Level: A · (City contains “leeds” or Customer name contains “cedar”)"
    assert page.list.conditions._words.text() == words

    rows(page)[0].remove.click()
    assert shown(page) == ["Alder Ltd.", "Cedar"]
    for row in tuple(inner.rows):
        row.remove.click()
    assert page.list.filter.where == Group()  # a group goes with its last condition
    assert len(shown(page)) == 3


def test_a_kept_group_is_shown_and_goes_on_being_edited(page: CustomersPage, qtbot: QtBot) -> None:
    either = Group((Condition("city", "known"), Condition("level", "any_of", ("A",))), True)
    page.list.show_filter(Filter(where=Group((either, Condition("owner", "unknown")))))
    assert shown(page) == ["Birch Inc."]
    page.list.toggle_conditions()
    inner = page.list.conditions.root.rows[0]
    assert isinstance(inner, GroupEdit)
    inner.joined.set_value(False)
    inner.joined.changed.emit(False)
    assert shown(page) == []
    inner.remove.click()
    assert shown(page) == ["Birch Inc.", "Cedar"]
    page.list.conditions.root.deeper.click()
    qtbot.keyClick(page.list.conditions, Qt.Key.Key_Escape)
    assert page.list.filter.where == Group(
        (Condition("owner", "unknown"),)
    )  # the empty one is gone


# --- saved views ----------------------------------------------------------------------------------


def save_as(page: CustomersPage, name: str) -> None:
    page.list.layouts.save_as()
    dialog = page.findChildren(ViewNameDialog)[-1]
    dialog.name.setText(name)
    dialog.try_submit()


def test_a_list_has_the_name_of_a_view_only_while_it_is_that_view(page: CustomersPage) -> None:
    page.list._change(where=Group((Condition("city", "known"),)))
    save_as(page, "With a city")
    assert page.list.shown().title == "With a city"
    page.list._change(levels=("A",))
    assert page.list.shown().title == "Customers"
    assert page.list.shown().filter == "A · City is known"


def test_a_view_is_saved_counted_and_shown_again(
    page: CustomersPage, session: Session, qtbot: QtBot, context: Context
) -> None:
    page.list._change(where=Group((Condition("city", "known"),)))
    page.list.table.columns.show(["city", "name"])
    page.list.order_by(Sort("city", then=(Sort("name", True),)))
    save_as(page, "With a city")

    (view,) = list_saved_views(session)
    assert view.columns == ("city", "name")
    assert side(page)["With a city"] == (("saved", view.id), 2)
    assert page.side.value() == ("saved", view.id)
    page.side.chosen.emit(("view", "all"))
    assert len(shown(page)) == 3
    page.list.table.columns.show(["name", "phone"])
    page.side.chosen.emit(("saved", view.id))
    assert shown(page) == ["Birch Inc.", "Alder Ltd."]
    assert page.list.table.columns.shown() == ["city", "name"]
    assert page.list.shown().title == "With a city"
    again = open_page(qtbot, context)
    assert shown(again) == ["Birch Inc.", "Alder Ltd."]


def test_changes_of_a_view_are_offered_to_be_saved(page: CustomersPage, session: Session) -> None:
    view_id = save_view(session, KeptView("As", Filter(levels=("A",))))
    page._read_counts()
    page.side.chosen.emit(("saved", view_id))
    assert page.list.layouts.changed_name() == ""
    page.list._change(levels=("A", "B"))

    assert page.list.layouts.changed_name() == "As"
    page.list.picked.save_asked.emit()
    assert list_saved_views(session)[0].filter.levels == ("A", "B")
    assert page.list.layouts.changed_name() == ""
    assert side(page)["As"][1] == 2


def test_views_are_renamed_moved_and_deleted_by_keys(
    page: CustomersPage, session: Session, qtbot: QtBot
) -> None:
    ids = [save_view(session, KeptView(name, Filter())) for name in ("One", "Two")]
    page._read_counts()
    page.side.set_value(("saved", ids[1]))
    page._choose_view(("saved", ids[1]))
    qtbot.keyClick(page.side, Qt.Key.Key_Up, ALT)
    assert [view.name for view in list_saved_views(session)] == ["Two", "One"]

    qtbot.keyClick(page.side, Qt.Key.Key_F2)
    dialog = page.findChildren(ViewNameDialog)[-1]
    dialog.name.setText("one")
    dialog.try_submit()
    assert dialog.isVisible()  # taken
    dialog.name.setText("Three")
    dialog.try_submit()
    assert "Three" in side(page)
    assert page.list.layouts.name == "Three"

    with qtbot.waitSignal(page._context.hub.offered) as offered:
        qtbot.keyClick(page.side, Qt.Key.Key_Delete)
    assert [view.name for view in list_saved_views(session)] == ["One"]
    assert page.list.filter == Filter()
    text, action, bring_back = offered.args
    assert (text, action) == ("View “Three” deleted", "Undo")
    bring_back()
    assert [view.name for view in list_saved_views(session)] == ["Three", "One"]
    assert "Three" in side(page)


def test_counts_follow_what_changes(
    page: CustomersPage,
    session: Session,
    people: list[int],
) -> None:
    save_view(session, KeptView("As", Filter(levels=("A",))))
    page.commands.change(people, level="A")
    page._refresh()

    assert side(page)["As"][1] == 3


# --- columns and orders -------------------------------------------------------------------------


def test_columns_are_chosen_found_and_put_in_order(page: CustomersPage, qtbot: QtBot) -> None:
    page.list.bar.columns.click()
    popup = page.list._columns_popup
    assert popup is not None
    qtbot.keyClicks(popup.wanted, "tags")
    item = popup.list.currentItem()
    assert item.text() == "Tags"
    qtbot.keyClick(popup.list, Qt.Key.Key_Space)
    assert page.list.table.columns.shown()[-1] == "tags"
    popup.wanted.clear()
    popup.list.setCurrentRow(0)
    qtbot.keyClick(popup.list, Qt.Key.Key_Down, ALT)
    assert page.list.table.columns.shown()[:2] == ["level", "name"]
    popup.reset_asked.emit()
    assert page.list.table.columns.shown()[0] == "name"
    popup.close()


def test_only_the_columns_that_are_shown_are_read(page: CustomersPage) -> None:
    table, model = page.list.table, page.list.model
    assert "tax_number" not in (model.row(0) or {})
    table.columns.show([*table.columns.shown(), "tax_number"])
    assert "tax_number" in (model.row(0) or {})


def test_own_fields_are_columns(
    page: CustomersPage,
    session: Session,
    people: list[int],
) -> None:
    with session.unit(Op.EDIT_STAGES):
        made = CustomField.create(name="Lift", type="money")
        CustomValue.create(field=made, customer=people[1], value="12.50")
    page._refresh()
    page.list.table.columns.show(["name", f"custom:{made.id}"])
    page.list.order_by(Sort(f"custom:{made.id}"))

    assert titles(page) == ["Customer", "Lift"]
    assert shown(page)[0] == "Birch Inc."
    assert page.list.model.cell(0, head(page, f"custom:{made.id}")).text == "¥ 12.50"


def test_shift_and_a_click_orders_by_a_further_column(page: CustomersPage, qtbot: QtBot) -> None:
    click_head(page, qtbot, "city")
    click_head(page, qtbot, "name", SHIFT)
    query = page.list.model.query
    assert query is not None
    assert [one.key for one in query.sort.all] == ["city", "name"]
    assert titles(page)[0] == "Customer ↑2"


def test_several_orders_are_shown_as_1_2_3(page: CustomersPage) -> None:
    page.list.order_by(Sort("level", True, (Sort("city"), Sort("name"))))

    assert [title for title in titles(page) if title[-1].isdigit()] == [
        "Customer ↑3", "Level ↓1", "City ↑2",
    ]  # fmt: skip
    assert shown(page) == ["Birch Inc.", "Alder Ltd.", "Cedar"]
    page.list.order_by(Sort("name"))
    assert "Customer" in titles(page)


def test_a_head_has_a_menu_of_its_own(page: CustomersPage) -> None:
    table = page.list.table
    press(table.head_actions(head(page, "level")), "Move left")
    assert table.columns.shown()[:2] == ["level", "name"]
    press(table.head_actions(head(page, "level")), "Hide this column")
    assert "level" not in table.columns.shown()
    press(table.head_actions(head(page, "city")), "Sort by this too")
    query = page.list.model.query
    assert query is not None
    assert [one.key for one in query.sort.all] == ["name", "city"]


# --- groups, several, out -------------------------------------------------------------------------


def test_groups_are_counted_of_the_list_and_of_the_selection(
    page: CustomersPage,
    people: list[int],
) -> None:
    assert page.list.foot.groups.text() == "A 1 · B 1 · unknown 1"
    select(page, *people[:2])
    assert page.list.foot.groups.text() == "A 1 · B 1"
    menu = page.list.foot.by.menu()
    next(one for one in menu.actions() if one.text() == "Owner").trigger()
    assert page.list.foot.groups.text() == "Ann 1 · Nobody 1"


def test_several_are_edited_together_in_one_step(
    page: CustomersPage,
    session: Session,
    people: list[int],
    said: Said,
) -> None:
    with session.unit(Op.EDIT_STAGES):
        made = CustomField.create(name="Floor")
    select(page, *people[:2])
    page._edit()
    dialog = page.findChildren(SeveralDialog)[-1]
    assert dialog.title.text() == "Edit 2 customers"
    dialog.try_submit()
    assert dialog.problem.text() == "Nothing is chosen to be changed."
    for key, value in (("level", "C"), ("owner", "Ann"), ("consent", "refused")):
        dialog.ticks[key].click()
        dialog.fields[key].set_value(value)  # type: ignore[attr-defined]
    dialog.ticks["add_tags"].click()
    dialog.fields["add_tags"].set_tags(["Big"])  # type: ignore[attr-defined]
    dialog.ticks["remove_tags"].click()
    dialog.fields["remove_tags"].set_tags(["Fair"])  # type: ignore[attr-defined]
    dialog.ticks[made.id].click()
    field = dialog.fields[made.id]
    assert isinstance(field, QLineEdit)
    field.setText("3rd")
    dialog.try_submit()

    for one in people[:2]:
        stored = get_customer(session, one)
        assert (stored.level, stored.owner, stored.consent) == ("C", "Ann", "refused")
        assert stored.consent_on == "2026-11-18"
        assert stored.tags == ("Big",)
        assert stored.custom == {"Floor": "3rd"}
    assert get_customer(session, people[2]).level == ""
    assert said.messages[-1] == ("2 customers changed", "ok", "Undo")
    assert session.undo_label() == "Edit 2 customers"
    session.undo()
    assert get_customer(session, people[0]).tags == ("Fair",)
    assert get_customer(session, people[0]).custom == {}


def test_what_is_shown_goes_out_with_conditions_columns_and_orders(
    page: CustomersPage,
    session: Session,
    said: Said,
) -> None:
    page.list._change(where=Group((Condition("city", "known"),)))
    page.list.table.columns.show(["tags", "name"])
    page.list.order_by(Sort("level", True, (Sort("name"),)))
    press(page.list.list_actions(), "Export the list")
    ((_export, listed),) = said.asked

    assert [column.key for column in listed.columns] == ["tags", "name"]
    assert listed.filter == "City is known"
    names = [row["name"] for row in listed.query.rows(session, listed.query.ids(session))]
    assert names == ["Birch Inc.", "Alder Ltd."]
