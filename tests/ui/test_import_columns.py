"""What columns, rows and tables of a list are taken for, and how the user says otherwise."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import set_language
from smallcrm.services.custom_fields import list_fields
from smallcrm.ui.dialogs.import_field_pick import FieldPick
from tests.ui.desk import make_context, settle
from tests.ui.import_desk import Bring, bringer, card, cell, figure, press, tip
from tests.ui.test_import_dialog import choose, names, rows_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

DATES = "Company,Birthday\nAlder Works,03/04/2024\nBirch Foods,05/06/2023\nCedar Signs,07/07/2022\n"

ORDERS = """Order number,Company,Order date,Product,Quantity,Amount
S-1,Alder Works,2024-01-05,Press,2,500
S-2,Birch Foods,2024-01-06,Press,1,250
"""


@pytest.fixture
def bring(qtbot, datafile, session, tmp_path: Path) -> Bring:
    window = QWidget()
    window.resize(1280, 800)
    qtbot.addWidget(window)
    yield bringer(make_context(datafile, session), window, tmp_path)
    settle()


@pytest.fixture
def hidden(tmp_path: Path) -> Path:
    """A sheet with a hidden row and a hidden column."""
    book = openpyxl.Workbook()
    for row in (
        ("Company", "Phone", "City"),
        ("Alder Works", "02162108888", "Leeds"),
        ("Birch Foods", "13800138000", "York"),
        ("Cedar Signs", "13900139000", "Bath"),
    ):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["C"].hidden = True
    path = tmp_path / "hidden.xlsx"
    book.save(path)
    return path


# --- a card --------------------------------------------------------------------------------------


def test_a_date_that_can_be_read_in_two_ways_is_asked(bring) -> None:
    dialog = bring(DATES)
    dates = card(dialog, 1)
    assert dates.chip() == "Please look"
    assert [button.text() for button in dates.order_buttons()] == ["Mar 4, 2024", "Apr 3, 2024"]

    dates.order_buttons()[1].click()
    settle()

    assert card(dialog, 1).order_buttons() == []
    assert card(dialog, 1).example() == "03/04/2024 → 2024-04-03"
    assert card(dialog, 1).chip() == "Sure"


def test_a_proven_date_is_not_asked(bring) -> None:
    dialog = bring("Company,Birthday\nAlder Works,25/04/2024\nBirch Foods,05/06/2023\n")

    assert card(dialog, 1).order_buttons() == []


def test_the_year_of_days_without_one_is_asked_and_said_in_one_click(bring, session) -> None:
    dialog = bring("Company,Last contact\nAlder Works,11/1\nBirch Foods,12/5\n")
    days = card(dialog, 1)
    assert days.question() == "Which year are the days of?"
    # the 5th of December is to come, so the last contacts were rather last year
    assert [button.text() for button in days.order_buttons()] == ["2025", "2026"]
    line = dialog.preview.side.reading.year
    assert line.link.text() == "as written"

    days.order_buttons()[0].click()
    settle()

    assert card(dialog, 1).question() == ""
    assert card(dialog, 1).example() == "11/1 → 2025-11-01"
    assert line.link.text() == "2025"
    choose(line, "as written")
    assert card(dialog, 1).question()
    assert not line.isHidden()


def test_the_year_is_not_asked_where_the_list_says_it(bring) -> None:
    dialog = bring("Company,Last contact\nAlder Works,2024/11/1\nBirch Foods,12/5\n")
    assert card(dialog, 1).question() == ""
    assert dialog.preview.side.reading.year.isHidden()


def test_a_card_tells_its_doubts_and_leads_to_them(bring) -> None:
    dialog = bring("Company,Phone\nAlder Works,13800138000\nBirch Foods,123\nCedar Signs,456\n")
    phones = card(dialog, 1)
    assert phones.doubt.text().startswith("2 cells to look at: ")

    phones.doubt.click()

    assert dialog.preview.table.place() == (3, 1)
    assert card(dialog, 0).doubt.isHidden()


def test_the_column_the_keyboard_is_in_has_more_examples(bring) -> None:
    dialog = bring("Company,Phone\nAlder,13800138000\nBirch,13800138001\nCedar,13800138002\n")
    shown = [label.text() for label in card(dialog, 1)._more if not label.isHidden()]
    assert shown == []

    dialog.preview.table.setCurrentIndex(cell(dialog, 2, 1))

    shown = [label.text() for label in card(dialog, 1)._more if not label.isHidden()]
    assert shown == ["13800138001 → 138 0013 8001", "13800138002 → 138 0013 8002"]


def test_no_column_is_marked_before_the_sheet_is_entered(bring, tmp_path) -> None:
    book = openpyxl.Workbook()
    for title in ("2025", "2026"):
        sheet = book.create_sheet(title)
        sheet.append(("Company", "Phone"))
        sheet.append((f"Alder {title}", "02162108888"))
    del book["Sheet"]
    path = tmp_path / "years.xlsx"
    book.save(path)

    dialog = bring(path)

    assert not dialog.preview.table.currentIndex().isValid()
    assert [card for card in dialog.preview.cards.cards if card.property("focused") == "true"] == []


def test_codes_are_shown_in_words(bring) -> None:
    dialog = bring("Date,Company,Type,Notes\n2026-03-01,Alder Works,phone,asked for a price\n")
    assert [str(one) for one in card(dialog, 2).card.examples] == ["phone → Call"]


def test_the_reason_has_how_sure_it_is(bring) -> None:
    dialog = bring("Company,Zodiac\nAlder Works,Ox\n")

    assert card(dialog, 1).reason() == "kept as a field of its own · 50 %"


# --- the list of meanings ------------------------------------------------------------------------


@pytest.fixture
def pick(qtbot) -> FieldPick:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    yield FieldPick(window)  # noqa: PT022 - the window lives as long as the test


def titles(pick: FieldPick) -> list[str]:
    return [item.text for item in pick.list.model().items if item.key is not None]


def test_meanings_are_found_by_parts_of_words(pick) -> None:
    pick.open_at(QPoint(0, 0), "Header", "customer.city")
    pick.search.setText("date ord")

    assert titles(pick) == ["Order date", "Order due date"]


def test_meanings_are_found_by_pinyin(pick) -> None:
    set_language("zh_CN")
    try:
        pick.open_at(QPoint(0, 0), "表头", "customer.city")
        pick.search.setText("khmc")
        assert titles(pick) == ["客户名称"]
    finally:
        set_language("en")


def test_meanings_are_chosen_by_the_keyboard(qtbot, pick) -> None:
    picked: list[str] = []
    pick.picked.connect(picked.append)
    pick.open_at(QPoint(0, 0), "Header", "ignored")
    pick.search.setText("order")

    qtbot.keyClick(pick.search, Qt.Key.Key_Down)
    qtbot.keyClick(pick.search, Qt.Key.Key_Return)

    assert picked == ["order.date"]
    assert not pick.isVisible()


def test_alt_down_opens_the_meanings_of_a_column(qtbot, bring) -> None:
    dialog = bring("Company,Phone\nAlder Works,13800138000\n")
    dialog.preview.table.setCurrentIndex(cell(dialog, 2, 1))

    qtbot.keyClick(dialog.preview.table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)

    assert dialog.preview.cards._pick.isVisible()
    assert dialog.preview.cards._pick.list.value() == "customer.phone"
    dialog.preview.cards._pick.hide()


def test_an_own_field_gets_a_name_and_a_type_in_its_card(qtbot, bring, session) -> None:
    dialog = bring("Company,Phone,Stalls\nAlder Works,13800138000,3\nBirch Foods,13900139000,4\n")
    stalls = card(dialog, 2)
    assert not stalls._own_row.isHidden()
    assert card(dialog, 1)._own_row.isHidden()
    assert (stalls.own_name.text(), stalls.own_type.value()) == ("Stalls", "number")

    stalls.own_name.selectAll()
    qtbot.keyClicks(stalls.own_name, "Market stalls")
    qtbot.keyClick(stalls.own_name, Qt.Key.Key_Return)
    settle()
    assert list_fields(session) == []  # Enter kept the name and imported nothing
    own_type = card(dialog, 2).own_type
    own_type.set_value("text")
    own_type.chosen.emit("text")
    settle()
    guess = card(dialog, 2).card.guess
    assert (guess.field, guess.type) == ("custom.Market stalls", "text")

    dialog.primary.click()
    settle()
    (field,) = list_fields(session)
    assert (field.name, field.type, field.used) == ("Market stalls", "text", 2)


# --- what is hidden ------------------------------------------------------------------------------


def test_hidden_rows_are_named_and_taken_with_one_click(bring, hidden, session) -> None:
    dialog = bring(hidden)
    assert dialog.preview.table.look_at(3, 0).tone == "faint"
    assert dialog.preview.table.model().row_mark(2) == "hidden"
    assert tip(dialog, 3, 0) == "Hidden in the file and left out"
    assert "Hidden in the file" in dialog.preview.pane.legend.words()
    assert figure(dialog, "created") == "2"

    press(dialog, 3, 0, "Take the hidden rows too")

    assert figure(dialog, "created") == "3"
    assert dialog.preview.side.reading.hidden.link.text() == "1 taken"
    press(dialog, 3, 0, "Leave the hidden rows out")
    assert figure(dialog, "created") == "2"


def test_a_hidden_column_is_taken_by_choosing_what_it_is(bring, hidden, session) -> None:
    dialog = bring(hidden)
    assert card(dialog, 2).card.guess.field == "ignored"
    assert dialog.preview.table.look_at(2, 2).tone == "faint"

    dialog.preview.cards.changed.emit("Sheet", 2, "customer.region")
    settle()

    assert dialog.preview.table.look_at(2, 2).tone == "text"
    dialog.primary.click()
    settle()
    assert {row["region"] for row in rows_of(session, "customer")} == {"Leeds", "Bath"}


# --- tables and files ----------------------------------------------------------------------------


def test_what_a_table_lists_can_be_changed(bring) -> None:
    dialog = bring(ORDERS)
    kind = dialog.preview.pane.kind
    assert kind.link.text() == "Orders"

    choose(kind, "Customers")

    assert kind.link.text() == "Customers"
    assert dialog.preview.sheet.cards[0][0].kind == "customers"
    choose(kind, "As recognised")
    assert kind.link.text() == "Orders"


def test_numbers_without_a_code_belong_to_the_chosen_country(bring) -> None:
    dialog = bring("Company,Phone\nAlder Works,020 7946 0958\n")
    region = dialog.preview.side.reading.region
    assert region.link.text() == "automatic"

    choose(region, "United Kingdom +44")

    assert region.link.text() == "United Kingdom +44"
    assert "+44" in card(dialog, 1).example()


def test_it_says_of_which_country_the_numbers_were_taken_to_be(bring) -> None:
    rows = "Alder Works,020 7946 0958,UK\nBirch Foods,040 5550991,"
    region = bring(f"Company,Phone,Country\n{rows}UK\n").preview.side.reading.region
    assert region.link.text() == "United Kingdom +44"
    dialog = bring(f"Company,Phone,Country\n{rows}Germany\n")
    assert dialog.preview.side.reading.region.link.text() == "as each row says"
    assert "+49" in card(dialog, 1).card.examples[1].clean


def test_whose_the_numbers_beside_a_contact_person_are_is_said(bring) -> None:
    rows = "Alder Works,Ann Lee,13800138000\nBirch Foods,Tom Ray,02162108888\n"
    dialog = bring("Company,Contact person,Phone\n" + rows)
    assert "Mobiles go to the contact person" in card(dialog, 2).whose()
    assert card(dialog, 0).whose() == ""


def test_where_two_things_in_a_cell_go_is_said(bring) -> None:
    dialog = bring("Company,QQ/WeChat\nAlder Works,33456781\nBirch Foods,wx_birch\n")
    assert "all others to WeChat" in card(dialog, 1).whose()


def test_without_a_contact_person_all_numbers_are_the_customers(bring) -> None:
    dialog = bring("Company,Phone\nAlder Works,13800138000\nBirch Foods,02162108888\n")
    assert card(dialog, 1).whose() == ""


def test_an_answer_about_dates_leaves_a_column_that_proves_its_order(bring) -> None:
    rows = "Alder Works,25/03/2024,04/05/2024\nBirch Foods,28/03/2024,06/07/2024\n"
    dialog = bring("Company,Created,Last contact\n" + rows)
    assert card(dialog, 1).order_buttons() == []
    assert card(dialog, 2).order_buttons()
    choose(dialog.preview.side.reading.dates, "month/day/year")
    assert "2024-03-25" in card(dialog, 1).example()
    assert "2024-04-05" in card(dialog, 2).example()
    assert dialog.preview.side.reading.dates.link.text() == "month/day/year"


def test_the_name_of_a_sheet_is_offered_as_a_field(bring, tmp_path, session) -> None:
    book = openpyxl.Workbook()
    book.active.title = "2025"
    book.active.append(("Company", "Phone"))
    book.active.append(("Alder Works", "02162108888"))
    other = book.create_sheet("2026")
    other.append(("Company", "Phone"))
    other.append(("Birch Foods", "13800138000"))
    path = tmp_path / "years.xlsx"
    book.save(path)
    dialog = bring(path)
    name = card(dialog, -1)
    assert (name.meaning.text(), name.example()) == ("Left out", "2025")

    name.opened.emit(name)
    pick = dialog.preview.cards._pick
    pick.search.setText("tags")
    pick._take()
    settle()

    assert card(dialog, -1).meaning.text() == "Tags"
    dialog.primary.click()
    settle()
    assert names(session) == ["Alder Works", "Birch Foods"]
    assert {row["name"] for row in rows_of(session, "tag")} == {"2025", "2026"}


def test_a_sheet_written_sideways_can_be_left_as_it_stands(bring, tmp_path) -> None:
    path = tmp_path / "sideways.csv"
    rows = [
        ("Customer", "Blue Harbor Ltd", "Ridge Tools Inc"),
        ("Contact", "Ann Mill", "Bob Stone"),
        ("Phone", "13800000001", "13800000002"),
        ("City", "Suzhou", "Ningbo"),
    ]
    path.write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    dialog = bring(path)
    shape = dialog.preview.side.reading.shape
    assert shape.isVisibleTo(dialog)
    assert shape.link.text() == "made a list"
    assert figure(dialog, "created") == "2"

    shape.chosen.emit(True)
    settle()

    assert shape.link.text() == "as it stands"
    assert dialog.preview.table.model().index(0, 1).data() == "Blue Harbor Ltd"
    shape.chosen.emit(False)
    settle()
    assert figure(dialog, "created") == "2"


def test_every_card_is_as_high_as_what_it_says(bring) -> None:
    names = ["Company", "Contact", "Phone", "City", "E-mail", "Website", "Remarks"]
    row = ["Blue Harbor Ltd", "Ann Mill", "13800000001", "Suzhou", "a@b.example", "b.example", "x"]
    dialog = bring("\n".join(map(",".join, (names, row, row[::-1]))))
    dialog.show()
    settle()
    for widget in dialog.preview.cards.cards:
        assert widget.height() == widget.sizeHint().height()
        assert widget._reason.geometry().right() < widget.width()
