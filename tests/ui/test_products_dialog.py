"""The list of products by mouse and keys, and the way to it."""

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt

from smallcrm.services.lookups import list_products
from smallcrm.services.orders import save_order
from smallcrm.services.products import ProductQuery, ProductRecord, get_product, save_product
from smallcrm.services.records import OrderLineRecord, OrderRecord
from smallcrm.ui.dialogs.products_dialog import ProductsDialog, ProductsSection
from smallcrm.ui.forms.product_form import ProductDialog
from tests.ui.desk import add_customer, make_context, settle


@pytest.fixture
def dialog(qtbot, datafile, session) -> ProductsDialog:
    for name, maker in (("Ink", "South"), ("Press", "North"), ("Presss", "North")):
        save_product(session, ProductRecord(name, maker=maker))
    context = make_context(datafile, session)
    context.hub.undo_asked.connect(session.undo)
    made = ProductsDialog(context)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: len(made.model.ids) == 3)
    return made


def sell(session, product: str) -> None:
    customer = add_customer(session, "Alder")
    line = OrderLineRecord(product, 100_00, product=product)
    save_order(session, OrderRecord(customer, "2026-11-01", lines=(line,)))


def form_of(dialog) -> ProductDialog:
    return dialog.findChildren(ProductDialog)[-1]


def select(dialog, *rows: int) -> None:
    for row in rows:
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        dialog.table.selectionModel().select(dialog.model.index(row, 0), flags)


def test_maker_category_and_price_are_changed_by_keys(qtbot, dialog, session) -> None:
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    form = form_of(dialog)
    assert form.name.text() == "Ink"
    form.maker.setText("East")
    form.category.setText("Inks")
    form.price.setText("1.2万")
    form.try_submit()
    record = get_product(session, dialog.model.ids[0])
    assert (record.maker, record.category, record.price) == ("East", "Inks", 12_000_00)
    assert dialog.said.text() == "Saved: Ink"
    dialog.undo.click()
    assert get_product(session, record.id).maker == "South"


def test_what_was_searched_for_is_added(qtbot, dialog, session) -> None:
    qtbot.keyClicks(dialog.search, "Oil")
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.model.ids)
    dialog.new.click()
    form_of(dialog).try_submit()
    assert "Oil" in list_products(session)
    qtbot.waitUntil(lambda: len(dialog.model.ids) == 1)
    assert dialog.foot.text() == "1 product"


def test_a_product_that_is_sold_says_so_instead_of_being_deleted(qtbot, dialog, session) -> None:
    sell(session, "Ink")
    settle()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    assert dialog.problem.text().startswith("Ink is used by 1 order line.")
    dialog.table.go_to(dialog.model.ids[2])
    qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    assert list_products(session) == ["Ink", "Press"]
    assert dialog.problem.text() == ""
    dialog.undo.click()
    assert list_products(session) == ["Ink", "Press", "Presss"]


def test_two_are_joined_into_the_one_used_most(qtbot, dialog, session) -> None:
    sell(session, "Presss")
    settle()
    dialog.table.clearSelection()
    select(dialog, 1, 2)
    assert dialog.join.isEnabled()
    dialog.join.click()
    assert list_products(session) == ["Ink", "Presss"]
    assert dialog.said.text() == "Press now belongs to Presss."
    dialog.undo.click()
    assert ProductQuery("press").ids(session) == [2, 3]


def test_the_settings_lead_to_it(qtbot, datafile, session) -> None:
    save_product(session, ProductRecord("Ink"))
    section = ProductsSection(make_context(datafile, session))
    qtbot.addWidget(section)
    assert section.count.text() == "1 product"
    section.open_list.click()
    assert section.window().findChildren(ProductsDialog)
