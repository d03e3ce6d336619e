"""What is known of a customer, changed in place; its relations and its files."""

import tempfile
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from smallcrm.services.attachments import add_files, list_attachments
from smallcrm.services.custom_fields import FieldRecord, save_field
from smallcrm.services.customers import change_customer, get_customer
from smallcrm.services.fact_confirm import confirm_value
from smallcrm.services.lookups import StaffRecord, save_staff
from smallcrm.services.origins import Fact
from smallcrm.services.records import AddressRecord, PhoneRecord
from smallcrm.services.relations import RelationRecord, list_relations, save_relation
from smallcrm.ui.forms.relation_form import RelationDialog
from smallcrm.ui.pages.customers.actions import CustomerActions
from smallcrm.ui.pages.customers.detail import CustomerDetail
from smallcrm.ui.pages.customers.detail_head import FieldChip
from smallcrm.ui.widgets.detail_row import DetailRow, QuietLink
from tests.ui.desk import add_customer, make_context, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def detail(qtbot, datafile, session, said) -> CustomerDetail:
    context = make_context(datafile, session)
    context.hub.undo_asked.connect(session.undo)
    context.hub.message.connect(lambda text, *_more: said.append(text))
    window = QWidget()
    qtbot.addWidget(window)
    made = CustomerDetail(context, CustomerActions(context, window))
    made.setParent(window)
    window.resize(430, 900)
    made.resize(430, 900)
    context.hub.changed.connect(lambda _changes: made.reload())
    window.show()
    qtbot.waitExposed(window)
    return made


def shown(detail: CustomerDetail) -> dict[str, str]:
    return {key: cell._value.text() for key, cell in detail.facts.cells.items()}


def rows(panel: QWidget) -> dict[str, DetailRow]:
    return {one.text.text(): one for one in panel.findChildren(DetailRow) if one.isVisibleTo(panel)}


# --- facts ----------------------------------------------------------------------------------


def test_a_confirmed_value_says_so_beside_its_title(detail, session) -> None:
    alder = add_customer(session, "Alder Works", industry="Printing", owner="Kim")
    for column in ("industry", "owner_id"):
        confirm_value(session, alder, Fact("customer", alder, column))
    detail.show_customer(alder)
    assert detail.facts.cells["industry"]._title.text() == "Industry · confirmed: Today"
    assert detail.facts.cells["owner"]._title.text() == "Owner · confirmed: Today"
    change_customer(session, alder, industry="Paper")
    settle()
    assert detail.facts.cells["industry"]._title.text() == "Industry"


def test_what_is_known_is_shown_and_nothing_else(detail, session) -> None:
    save_field(session, FieldRecord("Brands", "choices", ("Oak", "Elm")))
    save_field(session, FieldRecord("Size", "number"))
    alder = add_customer(
        session, source="Fair", employees=1200, custom={"Brands": "Oak\nElm"}, consent="refused"
    )
    detail.show_customer(alder)
    settle()

    found = shown(detail)
    assert found["source"] == "Fair"
    assert found["employees"] == "1,200"
    assert found["custom.Brands"] == "Oak, Elm"
    assert found["consent"] == "Do not contact, said on Nov 18, 2026"
    assert "custom.Size" not in found
    assert "industry" not in found


def test_a_fact_is_typed_in_place_and_kept_on_enter(qtbot, detail, session) -> None:
    alder = add_customer(session, source="Fair")
    detail.show_customer(alder)
    cell = detail.facts.cells["source"]
    qtbot.keyClick(cell, Qt.Key.Key_Return)
    qtbot.keyClicks(cell.field, "Web")
    qtbot.keyClick(cell.field, Qt.Key.Key_Return)
    settle()

    assert get_customer(session, alder).source == "Web"
    assert shown(detail)["source"] == "Web"
    session.undo()
    settle()
    assert shown(detail)["source"] == "Fair"


def test_esc_keeps_what_was_there(qtbot, detail, session) -> None:
    alder = add_customer(session, code="C1")
    detail.show_customer(alder)
    cell = detail.facts.cells["code"]
    cell.edit()
    qtbot.keyClicks(cell.field, "C2")
    qtbot.keyClick(cell.field, Qt.Key.Key_Escape)
    settle()

    assert not cell.editing
    assert get_customer(session, alder).code == "C1"


def test_what_cannot_be_kept_is_said_in_its_place(qtbot, detail, session) -> None:
    save_field(session, FieldRecord("Size", "number"))
    alder = add_customer(session, custom={"Size": "120"})
    detail.show_customer(alder)
    cell = detail.facts.cells["custom.Size"]
    cell.edit()
    qtbot.keyClicks(cell.field, "large")
    qtbot.keyClick(cell.field, Qt.Key.Key_Return)
    settle()

    assert cell.editing
    assert cell._problem.text() == "This is not a number."
    assert get_customer(session, alder).custom == {"Size": "120"}


def test_a_fact_not_known_yet_is_added_from_the_menu(qtbot, detail, session) -> None:
    save_staff(session, StaffRecord("Dana"))
    alder = add_customer(session)
    detail.show_customer(alder)
    detail.facts._fill_menu()
    titles = [action.text() for action in detail.facts.add_button.menu().actions()]
    assert {"Deputy", "Tax number", "Industry"} <= set(titles)

    detail.facts.edit("deputy")
    box = detail.facts.cells["deputy"].field
    box.set_value("Dana")
    box.chosen.emit("Dana")
    settle()
    assert get_customer(session, alder).deputy == "Dana"
    assert shown(detail)["deputy"] == "Dana"


def test_a_tax_number_with_a_slip_is_kept_and_pointed_to(detail, session, said) -> None:
    alder = add_customer(session)
    detail.show_customer(alder)
    detail.facts.edit("tax_number")
    cell = detail.facts.cells["tax_number"]
    cell.field.setText("91350100m000100y44")
    cell.keep()
    settle()

    assert get_customer(session, alder).tax_number == "91350100M000100Y44"
    assert said == ["This tax number has a slip: its check digit does not fit."]


def test_what_is_typed_stays_while_the_customer_changes_elsewhere(detail, session) -> None:
    alder = add_customer(session, code="C1")
    detail.show_customer(alder)
    cell = detail.facts.cells["code"]
    cell.edit()
    cell.field.setText("C2")
    save_relation(session, alder, RelationRecord("other", True, add_customer(session, "Birch")))
    settle()
    assert cell.field.text() == "C2"

    cell.keep()
    settle()
    assert shown(detail)["code"] == "C2"


# --- relations ------------------------------------------------------------------------------


def test_a_relation_is_added_by_the_form_with_a_new_customer(qtbot, detail, session) -> None:
    alder = add_customer(session)
    detail.show_customer(alder)
    dialog = RelationDialog(detail._context, alder)
    qtbot.addWidget(dialog)
    dialog.other.setText("Birch Ltd.")
    dialog.other._take_new("Birch Ltd.")
    dialog.reward.set_value(500_00)
    dialog.try_submit()
    settle()

    (found,) = list_relations(session, alder)
    assert (found.words, found.other, found.reward) == ("Referred by", "Birch Ltd.", 500_00)
    assert "Birch Ltd." in rows(detail.relations)
    session.undo()
    settle()
    assert list_relations(session, alder) == ()
    assert not detail.relations.isVisibleTo(detail)


def test_a_relation_goes_by_the_delete_key_and_leads_to_the_other(
    qtbot, detail, session, said
) -> None:
    alder, birch = add_customer(session), add_customer(session, "Birch")
    save_relation(session, alder, RelationRecord("supplies", True, birch))
    asked: list[int] = []
    detail._context.hub.customer_asked.connect(asked.append)
    detail.show_customer(alder)
    row = rows(detail.relations)["Birch"]
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert asked == [birch]

    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Delete)
    settle()
    assert list_relations(session, alder) == ()
    assert said == ["Relation removed"]


def test_the_network_is_drawn_and_walked_by_keys(qtbot, detail, session) -> None:
    alder, birch, cedar = (add_customer(session, name) for name in ("Alder", "Birch", "Cedar"))
    save_relation(session, alder, RelationRecord("referred", True, birch))
    save_relation(session, alder, RelationRecord("belongs_to", True, cedar))
    asked: list[int] = []
    detail._context.hub.customer_asked.connect(asked.append)
    detail.show_customer(alder)
    settle()
    network = detail.relations.network
    assert network.isVisibleTo(detail)
    boxes = network.view.buttons
    assert boxes[birch].accessibleName() == "Birch · Referred, seen from Alder"
    assert boxes[cedar].x() < boxes[alder].x() < boxes[birch].x()

    boxes[alder].setFocus()
    qtbot.keyClick(boxes[alder], Qt.Key.Key_Right)
    assert boxes[birch].hasFocus()
    qtbot.keyClick(boxes[birch], Qt.Key.Key_Return)
    assert asked == [birch]
    qtbot.mouseClick(boxes[alder], Qt.MouseButton.LeftButton)
    assert asked == [birch]  # it is shown already


def test_two_alone_make_no_picture(detail, session) -> None:
    alder, birch = add_customer(session, "Alder"), add_customer(session, "Birch")
    save_relation(session, alder, RelationRecord("supplies", True, birch))
    detail.show_customer(alder)
    assert not detail.relations.network.isVisibleTo(detail)


# --- files ----------------------------------------------------------------------------------


@pytest.fixture
def offer(tmp_path: Path) -> Path:
    path = tmp_path / "papers" / "offer.pdf"
    path.parent.mkdir()
    path.write_bytes(b"an offer")
    return path


def test_a_file_is_attached_by_the_button(detail, session, offer, monkeypatch, said) -> None:
    alder = add_customer(session)
    detail.show_customer(alder)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_more: ([str(offer)], ""))
    detail.files.ask_files()
    settle()

    assert [one.name for one in list_attachments(session, alder)] == ["offer.pdf"]
    assert "offer.pdf" in rows(detail.files)
    assert said[0].startswith("1 file attached: it was copied")
    detail.files.attach([offer])
    settle()
    assert said[1] == "This file is attached already."


def test_a_file_dropped_on_the_customer_is_attached(detail, session, offer) -> None:
    alder = add_customer(session)
    detail.show_customer(alder)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(offer))])
    detail.dropEvent(
        QDropEvent(
            QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip
    settle()

    assert [one.name for one in list_attachments(session, alder)] == ["offer.pdf"]


def test_a_file_is_opened_and_removed_by_key_with_undo(
    qtbot, detail, session, offer, monkeypatch, said, tmp_path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    alder = add_customer(session)
    add_files(session, alder, [offer])
    detail.show_customer(alder)
    opened: list[Path] = []
    monkeypatch.setattr(
        QDesktopServices,
        "openUrl",
        lambda url: bool(opened.append(Path(url.toLocalFile()))) or True,
    )
    row = rows(detail.files)["offer.pdf"]
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert [(one.name, one.read_bytes()) for one in opened] == [("offer.pdf", b"an offer")]

    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Delete)
    settle()
    assert list_attachments(session, alder) == ()
    assert said == ["offer.pdf removed"]
    session.undo()
    assert len(list_attachments(session, alder)) == 1


def test_fields_take_typing_by_any_editor(qtbot, detail, session) -> None:
    save_field(session, FieldRecord("Brands", "choices", ("Oak", "Elm")))
    alder = add_customer(session, custom={"Brands": "Oak"})
    detail.show_customer(alder)
    cell = detail.facts.cells["custom.Brands"]
    cell.edit()
    edit = cell.field.findChild(QLineEdit)
    qtbot.keyClicks(edit, "Elm")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()

    assert get_customer(session, alder).custom == {"Brands": "Oak\nElm"}
    assert not cell.editing


# --- the head -------------------------------------------------------------------------------


def test_level_and_stage_are_changed_in_the_head(qtbot, detail, session) -> None:
    alder = add_customer(session, level="B")
    detail.show_customer(alder)
    settle()
    chips = {chip.text(): chip for chip in detail.head.findChildren(FieldChip)}
    qtbot.keyClick(chips["Level B"], Qt.Key.Key_Return)
    menu = QApplication.activePopupWidget()
    shown = {action.text(): action for action in menu.actions()}
    assert shown["Level B"].isChecked()
    shown["Level A"].trigger()
    menu.close()
    settle()

    assert get_customer(session, alder).level == "A"
    assert session.undo_label() == "Edit customer Alder Works"


def test_a_number_is_called_and_an_address_copied(detail, session, monkeypatch) -> None:
    alder = add_customer(
        session,
        phones=(PhoneRecord("02162108888", "802", "phone"),),
        addresses=(AddressRecord("1 High Street", city="Leeds"),),
    )
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    detail.show_customer(alder)
    found = rows(detail.people)
    links = {
        (name, link.text()): link
        for name, row in found.items()
        for link in row.findChildren(QuietLink)
    }
    links["021 6210 8888 ext. 802", "Call"].clicked.emit()
    links["1 High Street, Leeds", "Copy"].clicked.emit()

    assert opened == ["tel:02162108888,802"]
    assert QApplication.clipboard().text() == "1 High Street, Leeds"
