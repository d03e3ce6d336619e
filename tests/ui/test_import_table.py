"""The sheet of an import: cells are mended in place, rows and columns taken or left out."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from smallcrm.ui.dialogs.import_cells import share_widths
from tests.ui.desk import make_context, settle
from tests.ui.import_desk import Bring, bringer, card, cell, figure, press, tip
from tests.ui.test_import_dialog import names, rows_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

LIST = """Our customers,,,,
,,,,
Company,Contact,Phone,City,Rating
Alder Works,Ann Lee,021-62108888,Leeds,A
Birch Foods,Bob Ray,138 0013 8000,York,B
Cedar Signs,Cy Dale,13800,Bath,C
,,0531-88112233,Derby,B
Total,,,,4
"""


@pytest.fixture
def bring(qtbot, datafile, session, tmp_path: Path) -> Bring:
    window = QWidget()
    window.resize(1280, 800)
    qtbot.addWidget(window)
    yield bringer(make_context(datafile, session), window, tmp_path)
    settle()


def mend(qtbot, dialog, row: int, column: int, text: str) -> None:
    """Go to a cell, type over it and take it with Enter."""
    table = dialog.preview.table
    table.setCurrentIndex(cell(dialog, row, column))
    qtbot.keyClick(table, Qt.Key.Key_F2)
    editor = table.viewport().findChild(QLineEdit)
    editor.selectAll()
    editor.insert(text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settle()


# --- mending -------------------------------------------------------------------------------------


def test_a_doubtful_cell_is_mended_in_place(qtbot, bring, session) -> None:
    dialog = bring(LIST)
    assert figure(dialog, "problems") == "2"

    mend(qtbot, dialog, 6, 2, "13800138001")

    look = dialog.preview.table.look_at(6, 2)
    assert (look.text, look.ground, look.sign) == ("13800138001", "accent_bg", ("wrench", "accent"))
    assert "was: “13800”" in tip(dialog, 6, 2)
    assert figure(dialog, "problems") == "1"
    assert card(dialog, 2).card.guess.field == "customer.phone"
    dialog.primary.click()
    settle()
    assert "13800138001" in {row["number"] for row in rows_of(session, "phone")}


def test_a_rejected_row_is_mended_and_taken(qtbot, bring, session) -> None:
    dialog = bring(LIST)
    assert figure(dialog, "rejected") == "1"

    mend(qtbot, dialog, 7, 0, "Dogwood Mills")

    assert figure(dialog, "rejected") == "0"
    assert figure(dialog, "created") == "4"
    dialog.primary.click()
    settle()
    assert "Dogwood Mills" in names(session)


def test_typing_mends_and_escape_does_not(qtbot, bring) -> None:
    dialog = bring(LIST)
    table = dialog.preview.table
    table.setCurrentIndex(cell(dialog, 4, 3))

    qtbot.keyClicks(table, "B")
    editor = table.viewport().findChild(QLineEdit)
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    settle()

    assert dialog.isVisible()
    assert table.look_at(4, 3).text == "Leeds"
    assert dialog.work.asks[0].options.mends == {}


def test_a_mended_cell_is_set_back(qtbot, bring) -> None:
    dialog = bring(LIST)
    mend(qtbot, dialog, 6, 2, "13800138001")
    assert dialog.preview.pane.cell.back.isVisible()

    qtbot.keyClick(dialog.preview.table, Qt.Key.Key_Delete)
    settle()

    assert dialog.preview.table.look_at(6, 2).text == "13800"
    assert figure(dialog, "problems") == "2"
    assert not dialog.preview.pane.cell.back.isVisible()
    mend(qtbot, dialog, 6, 2, "13800138001")
    press(dialog, 6, 2, "Set back to “13800”")
    assert dialog.work.asks[0].options.mends == {}


def test_delete_empties_a_cell_and_undo_brings_it_back(qtbot, bring) -> None:
    dialog = bring(LIST)
    dialog.preview.table.setCurrentIndex(cell(dialog, 6, 2))

    qtbot.keyClick(dialog.preview.table, Qt.Key.Key_Delete)
    settle()
    assert dialog.preview.table.look_at(6, 2).text == ""
    assert figure(dialog, "problems") == "1"

    qtbot.keyClick(dialog.preview.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert dialog.preview.table.look_at(6, 2).text == "13800"
    assert figure(dialog, "problems") == "2"


def test_the_same_text_mends_nothing(qtbot, bring) -> None:
    dialog = bring(LIST)
    planned = dialog.work.outlook

    mend(qtbot, dialog, 4, 3, "Leeds")

    assert dialog.work.outlook is planned


def test_only_cells_of_records_are_mended(qtbot, bring) -> None:
    dialog = bring(LIST)
    table = dialog.preview.table

    for row, can in ((1, False), (3, False), (4, True), (7, True), (8, False)):
        editable = bool(table.model().flags(cell(dialog, row, 0)) & Qt.ItemFlag.ItemIsEditable)
        assert editable is can, row


def test_the_line_under_the_sheet_says_what_the_cell_is(bring) -> None:
    dialog = bring(LIST)

    dialog.preview.jump_to(0, dialog.preview.sheet.name, 6, 2)

    assert dialog.preview.pane.cell.text().startswith("13800 · The phone number has 5 digits")


# --- rows and columns ----------------------------------------------------------------------------


def test_the_row_above_the_records_is_the_header_by_its_menu(bring) -> None:
    dialog = bring(LIST.partition("\n,,,,\n")[2])

    press(dialog, 2, -1, "Row 2 is the header")
    assert dialog.preview.sheet.header_rows == (2,)
    press(dialog, 2, -1, "There is no header")
    assert dialog.preview.sheet.header_rows == ()


def test_over_each_column_stands_what_it_is(bring) -> None:
    dialog = bring(LIST)
    letters = dialog.preview.table.letters
    assert letters.meaning(3) == "City"

    press(dialog, 4, 3, "Leave this column out")

    assert letters.meaning(3) == "Left out"


def test_the_signs_of_the_sheet_are_told_in_words(qtbot, bring) -> None:
    dialog = bring(LIST)
    words = dialog.preview.pane.legend.words()
    assert words[:2] == ["Look at it", "Cannot be taken"]
    assert "Mended" not in words

    mend(qtbot, dialog, 6, 2, "13800138001")

    assert "Mended" in dialog.preview.pane.legend.words()


@pytest.mark.parametrize(
    ("wanted", "room", "shared"),
    [
        ([100, 300, 50], 600, [100, 300, 64]),
        ([100, 500, 100], 600, [100, 400, 100]),
        ([100, 500, 400], 700, [100, 300, 300]),
        ([400, 400, 400], 500, [190, 190, 190]),
        ([], 500, []),
    ],
)
def test_room_is_shared_among_columns(wanted, room, shared) -> None:
    assert share_widths(wanted, room, 64, 190) == shared


# --- rows taken or left out by hand --------------------------------------------------------------


def test_a_row_that_was_passed_over_is_taken_and_a_record_left_out(qtbot, bring, session) -> None:
    dialog = bring(LIST)
    assert figure(dialog, "created") == "3"

    press(dialog, 8, 0, "Take row 8 as a record")
    press(dialog, 4, 0, "Leave row 4 out")
    assert figure(dialog, "created") == "3"
    assert "Left out by you" in tip(dialog, 4, 0)

    dialog.primary.click()
    settle()
    assert {"Total", "Birch Foods", "Cedar Signs"} <= set(names(session))
    assert "Alder Works" not in names(session)


def test_ctrl_delete_leaves_a_row_out_and_ctrl_z_takes_it_again(qtbot, bring) -> None:
    dialog = bring(LIST)
    dialog.preview.table.setCurrentIndex(cell(dialog, 4, 0))

    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(dialog.preview.table, Qt.Key.Key_Delete, control)
    settle()
    assert figure(dialog, "created") == "2"

    qtbot.keyClick(dialog.preview.table, Qt.Key.Key_Z, control)
    settle()
    assert figure(dialog, "created") == "3"
    assert dialog.work.asks[0].options.rows == {}


def test_a_decided_row_goes_back_to_what_was_recognised(bring) -> None:
    dialog = bring(LIST)
    press(dialog, 8, 0, "Take row 8 as a record")
    assert figure(dialog, "created") == "4"

    press(dialog, 8, 0, "As recognised")

    assert figure(dialog, "created") == "3"
