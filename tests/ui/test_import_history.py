"""The import history: what is listed, its details, and what can be done with an import."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from smallcrm.models import Customer
from smallcrm.services.imports import import_files
from smallcrm.ui.dialogs.import_history import ImportHistoryDialog
from smallcrm.ui.dialogs.import_lines import SideLine
from smallcrm.ui.dialogs.import_template import save_template
from smallcrm.ui.pages.customers.page import CustomersPage
from smallcrm.ui.widgets.toggle_chip import ToggleChip
from tests.ui.desk import make_context, settle

LEFT = Qt.MouseButton.LeftButton
Write = Callable[..., Path]


@pytest.fixture
def context(datafile, session):
    return make_context(datafile, session)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a list as text with commas, under a title."""

    def write(name: str, *lines: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join(["一览", "客户名称,手机", *lines]), encoding="utf-8")
        return path

    return write


@pytest.fixture
def two_imports(session, write) -> None:
    """An older list with a row that cannot be taken, and a newer one."""
    import_files(session, [write("一.csv", ",13700003333", "甲机电,13800001111")])
    import_files(session, [write("二.csv", "乙鞋业,13900002222", "丙贸易,")])


@pytest.fixture
def make_dialog(qtbot, context, tmp_path):
    def make() -> ImportHistoryDialog:
        dialog = ImportHistoryDialog(context, ask_path=lambda *_args: tmp_path / "out.xlsx")
        qtbot.addWidget(dialog)
        dialog.show()
        settle()
        return dialog

    return make


def texts(dialog: ImportHistoryDialog) -> list[str]:
    found = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    return [text for text in found if text]


def choose_older(qtbot, dialog: ImportHistoryDialog) -> None:
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    settle()
    assert dialog.record is not None
    assert dialog.record.name == "一.csv"


def test_the_newest_import_is_shown_first(two_imports, make_dialog) -> None:
    dialog = make_dialog()
    shown = texts(dialog)
    assert "二.csv" in shown
    assert "Imported" in shown
    assert "二: 2 rows · passed over: titles 1" in shown
    assert "Customers 2" in shown
    assert dialog.customers.isVisible()
    assert not dialog.save.isVisible()
    assert dialog.undo.isEnabled()


def test_rows_that_are_orders_are_not_called_customers(session, tmp_path, make_dialog) -> None:
    path = tmp_path / "orders.csv"
    rows = ("Order number,Company,Order date,Product,Amount", "S-1,Alder,2026-01-05,Press,500")
    path.write_text("\n".join((*rows, "S-1,Alder,2026-01-05,Lamp,20")), encoding="utf-8")
    import_files(session, [path])
    lines = {line.text() for line in make_dialog().findChildren(SideLine) if line.isVisible()}
    assert {"New rows", "Joined to others"} <= lines
    assert "New customers" not in lines


def test_an_import_with_rejected_rows(qtbot, two_imports, make_dialog, tmp_path) -> None:
    dialog = make_dialog()
    choose_older(qtbot, dialog)
    assert any(text.startswith("Row 3 of 一: There is no name") for text in texts(dialog))
    qtbot.mouseClick(dialog.save, LEFT)
    settle()
    assert "1 row written" in dialog.said.text()
    rows = list(openpyxl.load_workbook(tmp_path / "out.xlsx").active.values)
    assert rows[1][:2] == (None, "13700003333")
    (tmp_path / "一.csv").unlink()
    qtbot.mouseClick(dialog.save, LEFT)
    settle()
    assert "no longer where it was" in dialog.said.text()


def test_an_older_import_is_taken_back(qtbot, two_imports, make_dialog) -> None:
    dialog = make_dialog()
    choose_older(qtbot, dialog)
    qtbot.mouseClick(dialog.undo, LEFT)
    settle()
    assert {customer.name for customer in Customer.select()} == {"乙鞋业", "丙贸易"}
    assert "Import 一.csv" in dialog.said.text()
    assert dialog.record is not None
    assert dialog.record.name == "一.csv"  # it stays chosen, now as taken back
    assert "Taken back" in texts(dialog)
    assert not dialog.undo.isEnabled()
    assert not dialog.customers.isVisible()


def test_its_customers_are_shown_under_a_chip_that_takes_them_away(
    qtbot, context, two_imports, make_dialog
) -> None:
    page = CustomersPage(context)
    qtbot.addWidget(page)
    page.resize(1300, 700)
    page.show()
    page.activate()
    context.hub.imported_asked.connect(page.show_imported)
    dialog = make_dialog()
    choose_older(qtbot, dialog)
    assert dialog.customers.text() == "Show its 1 customer"
    qtbot.mouseClick(dialog.customers, LEFT)
    settle()
    assert not dialog.isVisible()
    names = [page.list.model.row(n)["name"] for n in range(page.list.model.rowCount())]
    assert names == ["甲机电"]
    assert page.list.shown().filter == "From the import of 一.csv"
    (chip,) = [one for one in page.list.findChildren(ToggleChip) if one.isVisible()]
    assert chip.text() == "From the import of 一.csv"
    qtbot.mouseClick(chip, LEFT)
    settle()
    assert page.list.model.rowCount() == 3


def test_without_any_import_it_says_how_to_begin(qtbot, context, make_dialog) -> None:
    asked: list[object] = []
    context.hub.import_asked.connect(asked.append)
    dialog = make_dialog()
    assert "No list was imported yet." in texts(dialog)
    assert not dialog.undo.isVisible()
    qtbot.mouseClick(dialog.empty.button, LEFT)
    assert asked == [[]]
    assert not dialog.isVisible()


def test_the_more_menu_opens_it_and_saves_a_template(qtbot, context, tmp_path) -> None:
    page = CustomersPage(context)
    qtbot.addWidget(page)
    asked: list[str] = []
    context.hub.imports_asked.connect(lambda: asked.append("imports"))
    context.hub.template_asked.connect(lambda: asked.append("template"))
    actions = {action.text: action for action in page.list.list_actions() if action is not None}
    actions["Import history"].on_click()
    actions["Save a template to fill in"].on_click()
    assert asked == ["imports", "template"]
    said: list[str] = []
    context.hub.message.connect(lambda text, *_more: said.append(text))
    path = tmp_path / "template.xlsx"
    save_template(context, page, lambda _window: path)
    settle()
    assert path.exists()
    assert said == [f"Template saved: {path}"]
