"""The import dialog: what it shows of a list, what the user overrules, and what is written."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from smallcrm.core.errors import Cancelled, UserError
from smallcrm.services.customers import count_customers
from smallcrm.services.records import PhoneRecord
from smallcrm.ui.dialogs import import_dialog, import_summary
from smallcrm.ui.dialogs.import_dialog import ImportDialog, open_import
from smallcrm.ui.itemmodels.sheet_model import SheetMarks, SheetModel, TableMarks
from tests.storage.helpers import dump
from tests.ui.desk import add_customer, make_context, settle

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
def context(datafile, session):
    return make_context(datafile, session)


@pytest.fixture
def window(qtbot) -> QWidget:
    widget = QWidget()
    widget.resize(1280, 800)
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def bring(context, window, tmp_path):
    """Open the dialog for texts of csv files, or for files that are there."""

    def open_dialog(*lists: str | Path) -> ImportDialog:
        files = []
        for number, one in enumerate(lists):
            path = one if isinstance(one, Path) else tmp_path / f"list{number}.csv"
            if not isinstance(one, Path):
                path.write_text(one, "utf-8")
            files.append(path)
        dialog = open_import(context, files, window)
        settle()
        return dialog

    yield open_dialog
    settle()


@pytest.fixture
def workbook(tmp_path) -> Path:
    """Two sheets by salesperson and a hidden one."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in {
        "North": [("Company", "Phone"), ("Alder Works", "02162108888")],
        "South": [("Company", "Phone"), ("Birch Foods", "13800138000")],
        "Old": [("Company", "Phone"), ("Cedar Signs", "13900139000")],
    }.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book["Old"].sheet_state = "hidden"
    path = tmp_path / "customers.xlsx"
    book.save(path)
    return path


def figure(dialog: ImportDialog, name: str) -> str:
    return dialog.preview.side.figures[name].right()


def card(dialog: ImportDialog, index: int):
    return dialog.preview.cards.card_at(index)


def choose_meaning(qtbot, dialog: ImportDialog, index: int, typed: str) -> None:
    """Open a column's meanings, type some of a name and take the first."""
    card(dialog, index).meaning.click()
    pick = dialog.preview.cards._pick
    pick.search.setText(typed)
    qtbot.keyClick(pick.search, Qt.Key.Key_Return)
    settle()


def choose(line, words: str) -> None:
    next(one for one in line.actions() if one is not None and one.text == words).on_click()
    settle()


def names(session) -> list[str]:
    return sorted(str(row["name"]) for row in rows_of(session, "customer"))


def rows_of(session, table: str) -> list[dict[str, object]]:
    cursor = session.connection.execute(f"SELECT * FROM {table}")
    columns = [one[0] for one in cursor.get_description()]
    return [dict(zip(columns, row, strict=True)) for row in cursor]


# --- what is shown -----------------------------------------------------------------------------


def test_shows_what_will_happen_with_every_row(bring) -> None:
    dialog = bring(LIST)

    assert figure(dialog, "created") == "3"
    assert figure(dialog, "rejected") == "1"
    assert dialog.preview.side._others.right() == "4"
    assert dialog.preview.side._balance.right() == "4 = 4"
    assert dialog.primary.text() == "Import 3 rows"
    assert dialog.primary.isEnabled()
    assert "Ctrl+Z" in dialog.hint.text()


def test_shows_the_sheet_as_it_stands(bring) -> None:
    look = bring(LIST).preview.table.look_at

    assert look(1, 0).tone == "faint"
    assert look(3, 0)[:4] == ("Company", "text", "accent_bg", True)
    assert look(4, 0).ground == "ok_bg"
    assert look(6, 2) == ("13800", "text", "warn_bg", False, ("circle-alert", "warn"))
    assert look(7, 3).ground == "bad_bg"
    assert look(8, 0).tone == "faint"


def test_says_why_of_each_cell(bring) -> None:
    model = bring(LIST).preview.table.model()

    def tip(row: int, column: int) -> str:
        return model.data(model.index(row - 1, column), Qt.ItemDataRole.ToolTipRole)

    assert tip(1, 0) == "A title: no record"
    assert tip(8, 4) == "A total: no record"
    assert "5 digits" in tip(6, 2)
    assert tip(4, 1) == "New customer: Alder Works"
    assert "name" in tip(7, 0)


def test_each_column_has_a_card_with_an_example(bring) -> None:
    dialog = bring(LIST)

    phone = card(dialog, 2)
    assert phone.meaning.text() == "Phone"
    assert phone.example() == "021-62108888 → 021 6210 8888"
    assert phone.chip() == "Sure"


def test_goes_through_what_is_doubtful(qtbot, bring) -> None:
    dialog = bring(LIST)
    strip = dialog.preview.strip

    assert strip.text().startswith("Row 6: The phone number has 5 digits")
    strip.next.click()

    assert strip.text().startswith("Row 7:")
    assert dialog.preview.table.currentIndex().row() == 6
    strip.next.click()
    assert dialog.preview.table.currentIndex().row() == 5
    assert dialog.preview.table.currentIndex().column() == 2


def test_goes_through_the_rows_of_an_outcome(bring) -> None:
    dialog = bring(LIST)

    dialog.preview.side.figures["created"].click()

    assert dialog.preview.strip.text() == "Row 4: New customer: Alder Works"
    assert dialog.preview.side.figures["created"].is_chosen()


# --- what is overruled ---------------------------------------------------------------------------


def test_another_meaning_of_a_column_plans_anew(qtbot, bring, session) -> None:
    dialog = bring(LIST)
    assert card(dialog, 3).meaning.text() == "City"

    choose_meaning(qtbot, dialog, 3, "region")
    assert card(dialog, 3).meaning.text() == "Region"
    assert card(dialog, 3).chip() == "Sure"

    choose_meaning(qtbot, dialog, 0, "left out")
    assert figure(dialog, "created") == "3"  # the persons become the customers
    dialog.primary.click()
    settle()
    assert names(session) == ["Ann Lee", "Bob Ray", "Cy Dale"]


def test_a_column_can_become_a_field_of_its_own(qtbot, bring) -> None:
    dialog = bring(LIST)

    choose_meaning(qtbot, dialog, 3, "own field")

    assert card(dialog, 3).meaning.text() == "Own field"
    assert [one.name for one in dialog.work.outlook.plan.custom_fields] == ["City"]


def test_another_header_row_plans_anew(bring) -> None:
    dialog = bring(LIST)

    actions = dialog.preview.table.actions_at(4, 0)
    next(one for one in actions if one and one.text == "Row 4 is the header").on_click()
    settle()

    assert dialog.preview.table.look_at(4, 0).bold
    assert dialog.preview.side.reading.header.link.text() == "Row 4"
    assert dialog.preview.side._balance.right().split(" = ")[0] == "3"


def test_dates_are_read_as_the_user_says(bring) -> None:
    dialog = bring("Company,Founded\nAlder Works,3/4/2019\nBirch Foods,5/6/2020\n")
    assert card(dialog, 1).example() == "3/4/2019 → 2019-03-04"
    assert card(dialog, 1).chip() == "Please look"

    choose(dialog.preview.side.reading.dates, "day/month/year")

    assert card(dialog, 1).example() == "3/4/2019 → 2019-04-03"
    assert card(dialog, 1).chip() == "Sure"


def test_another_encoding_reads_the_file_anew(bring, tmp_path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("客户名称,电话\n澄川物流,13800138000\n".encode("gb18030"))
    dialog = bring(path)
    assert dialog.preview.table.look_at(2, 0).text == "澄川物流"

    choose(dialog.preview.side.reading.encoding, "Western (Windows-1252)")

    assert dialog.preview.table.look_at(2, 0).text != "澄川物流"


def test_the_policy_decides_about_stored_customers(bring, session) -> None:
    add_customer(session, "Alder Works", industry="Timber")
    dialog = bring("Company,Industry\nAlder Works,Paper\n")
    policy = dialog.preview.side.policy.policy
    assert policy.isVisible()

    assert figure(dialog, "unchanged") == "1"
    assert not dialog.primary.isEnabled()
    assert dialog.hint.text() == "Everything in the list is stored already."
    assert dialog.primary.text() == "Import"

    policy.lines["overwrite"].click()
    settle()
    assert figure(dialog, "updated") == "1"
    dialog.preview.side.figures["updated"].click()
    assert dialog.preview.strip.text() == "Row 2: Alder Works: Industry Timber → Paper"

    policy.lines["skip"].click()
    settle()
    assert figure(dialog, "skipped") == "1"
    assert not dialog.primary.isEnabled()

    policy.lines["create"].click()
    settle()
    assert figure(dialog, "created") == "1"
    assert dialog.primary.isEnabled()


QUESTIONS = """Company,Phone
Alder Works,13800138000
Birch Foods,13800138000
Cedar Signs,13800138000
"""


def test_the_same_phone_is_asked_and_answered_one_by_one(qtbot, bring) -> None:
    dialog = bring(QUESTIONS)
    strip = dialog.preview.strip
    assert figure(dialog, "questions") == "2"
    assert figure(dialog, "created") == "3"

    dialog.preview.side.figures["questions"].click()
    assert "Birch Foods" in strip.text()
    assert "Alder Works" in strip.text()
    assert dialog.preview.table.look_at(3, 0).ground == "warn_bg"
    qtbot.keyClick(dialog.preview.findings.list, Qt.Key.Key_2)
    settle()

    assert figure(dialog, "created") == "2"
    assert figure(dialog, "merged") == "1"
    assert figure(dialog, "questions") == "1"
    assert dialog.preview.table.look_at(3, 0).ground == ""


def test_all_questions_can_be_answered_alike(bring) -> None:
    dialog = bring(QUESTIONS)
    dialog.preview.side.figures["questions"].click()

    answers = dialog.preview.findings.answers
    choose(answers, "Skip all these rows")
    assert (figure(dialog, "created"), figure(dialog, "skipped")) == ("1", "2")
    assert figure(dialog, "questions") == "all decided"

    choose(answers, "All are the same customers")
    assert (figure(dialog, "created"), figure(dialog, "merged")) == ("1", "2")
    assert dialog.primary.text() == "Import 3 rows"


# --- sheets and files ---------------------------------------------------------------------------


def test_hidden_sheets_are_named_and_left_out(bring, workbook) -> None:
    dialog = bring(workbook)
    lines = dialog.preview.side.sheet_lines

    assert [line.text() for line in lines.values()] == ["North", "South", "Old (hidden)"]
    assert [line.is_ticked() for line in lines.values()] == [True, True, False]
    assert lines["Old"].right() == "left out"
    assert figure(dialog, "created") == "2"

    lines["Old"].tick()
    settle()
    assert figure(dialog, "created") == "3"

    for name in ("North", "South", "Old"):
        lines[name].tick()
        settle()
    assert not dialog.primary.isEnabled()
    assert dialog.hint.text() == "No sheet is ticked."


def test_a_sheet_is_looked_at_and_its_name_can_be_used(bring, workbook, session) -> None:
    dialog = bring(workbook)

    dialog.preview.side.sheet_lines["South"].click()
    assert dialog.preview.table.look_at(2, 0).text == "Birch Foods"

    choose(dialog.preview.side.reading.sheet_name, "Region")
    assert card(dialog, -1).meaning.text() == "Region"
    dialog.primary.click()
    settle()
    regions = {row["name"]: row["region"] for row in rows_of(session, "customer")}
    assert regions == {"Alder Works": "North", "Birch Foods": "South"}


def test_a_column_means_the_same_in_all_sheets(qtbot, bring, workbook) -> None:
    dialog = bring(workbook)

    choose_meaning(qtbot, dialog, 1, "fax")
    dialog.preview.side.sheet_lines["South"].click()

    assert card(dialog, 1).meaning.text() == "Fax"


def test_several_files_are_one_import(bring, session) -> None:
    dialog = bring("Company\nAlder Works\n", "Company\nAlder Works\nBirch Foods\n")
    assert figure(dialog, "created") == "2"
    assert figure(dialog, "merged") == "1"

    dialog.preview.show_place(1)
    assert dialog.preview.table.look_at(3, 0).text == "Birch Foods"
    dialog.work.remove_file(0)
    settle()
    assert figure(dialog, "merged") == "0"
    assert dialog.preview.side._name.text() == "list1.csv"


def test_a_file_that_cannot_be_read_says_so(bring, tmp_path, monkeypatch) -> None:
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_text("", "utf-8")
    good.write_text("Company\nAlder Works\n", "utf-8")
    dialog = bring(bad)

    assert dialog.preview.unreadable._sentence.text() == "bad.csv is empty."
    assert not dialog.primary.isEnabled()

    monkeypatch.setattr(import_dialog, "choose_files", lambda _window: [good])
    dialog.preview.unreadable.button.click()
    settle()
    assert dialog.primary.text() == "Import 1 row"
    assert dialog.preview.table.isVisible()


def test_a_bad_file_does_not_hold_the_others_up(bring, tmp_path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("", "utf-8")

    dialog = bring("Company\nAlder Works\n", bad)

    assert dialog.primary.text() == "Import 1 row"
    assert dialog.hint.text() == "1 file could not be read and is left out"
    dialog.preview.show_place(1)
    assert dialog.preview.unreadable.isVisible()


def test_a_further_file_can_be_dropped_on_it(bring, tmp_path) -> None:
    dialog = bring("Company\nAlder Works\n")
    more = tmp_path / "more.csv"
    more.write_text("Company\nBirch Foods\n", "utf-8")

    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(more))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    for kind in (QDragEnterEvent, QDropEvent):
        QApplication.sendEvent(dialog, kind(QPointF(9, 9), copy, mime, left, none))
    settle()

    assert figure(dialog, "created") == "2"


# --- writing --------------------------------------------------------------------------------------


def test_imports_and_undo_leaves_all_as_before(bring, session, context, qtbot) -> None:
    add_customer(session, "Birch Foods", phones=(PhoneRecord("13800138000"),))
    before = dump(session)
    dialog = bring(LIST)
    said: list[tuple[str, str, str]] = []
    context.hub.message.connect(lambda *message: said.append(message))

    dialog.primary.click()
    settle()

    assert names(session) == ["Alder Works", "Birch Foods", "Cedar Signs"]
    assert dialog.summary.title.text() == "3 rows imported"
    assert dialog.primary.text() == "Done"
    assert said == []
    dialog.primary.click()
    assert said == [("3 rows imported", "ok", "Undo")]
    assert not dialog.isVisible()

    session.undo()
    assert dump(session) == before


def test_the_summary_can_undo_the_import(bring, context, session) -> None:
    asked: list[bool] = []
    context.hub.undo_asked.connect(lambda: asked.append(True))
    dialog = bring(LIST)
    dialog.primary.click()
    settle()

    dialog.undo.click()

    assert asked == [True]
    assert not dialog.isVisible()


def test_rejected_rows_can_be_saved(bring, tmp_path, monkeypatch) -> None:
    dialog = bring(LIST)
    dialog.primary.click()
    settle()
    path = tmp_path / "rejected.xlsx"
    dialog.summary._ask_path = lambda _parent, _name: path

    dialog.summary.save.click()
    settle()

    assert "1 row could not be taken" in dialog.summary.rejects.text()
    assert dialog.summary.said.text() == f"1 row written to {path}"
    rows = list(openpyxl.load_workbook(path).active.values)
    assert any("Derby" in row for row in rows)
    assert not any("Leeds" in row for row in rows)


def test_the_offered_name_ends_in_xlsx(monkeypatch, window, tmp_path) -> None:
    chosen = str(tmp_path / "mine")
    monkeypatch.setattr(import_summary.QFileDialog, "getSaveFileName", lambda *_args: (chosen, ""))

    assert import_summary.ask_rejects_path(window, "x") == tmp_path / "mine.xlsx"


def test_a_failing_write_is_told_and_nothing_is_written(bring, session, monkeypatch) -> None:
    def fail(*_args):
        raise UserError("The disk is full.", "Make room.")

    monkeypatch.setattr(import_dialog, "write_plan", fail)
    dialog = bring(LIST)

    dialog.primary.click()
    settle()

    assert dialog.problem.text() == "The disk is full. Make room."
    assert dialog.primary.isEnabled()
    assert count_customers(session) == 0


def test_escape_leaves_and_writes_nothing(qtbot, bring, session, context) -> None:
    dialog = bring(LIST)
    dialog.resize(1000, 640)

    qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    assert not dialog.isVisible()
    assert count_customers(session) == 0
    assert context.memory.get("import.size") == [1000, 640]


def test_enter_does_not_import_by_accident(qtbot, bring, session) -> None:
    dialog = bring(LIST)

    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    settle()
    assert count_customers(session) == 0

    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert count_customers(session) == 3


# --- while it works ------------------------------------------------------------------------------


def test_while_it_works_nothing_can_be_imported(
    datafile, session, slow_reader, window, tmp_path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST, "utf-8")
    context = make_context(datafile, session)
    context = context._replace(reader=slow_reader)
    slow_reader.session = session
    dialog = open_import(context, [path], window)

    assert dialog._wait.text.text() == "Reading list.csv"
    assert not dialog.primary.isEnabled()
    slow_reader.answer()
    assert dialog.primary.isEnabled()

    dialog.work.set_policy("skip")
    assert not dialog.primary.isEnabled()
    assert dialog.hint.text() == "Working out what will happen"
    slow_reader.answer()
    assert dialog.primary.isEnabled()
    dialog.reject()


def test_an_answer_after_closing_is_dropped(
    datafile, session, slow_reader, window, tmp_path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST, "utf-8")
    context = make_context(datafile, session)
    context = context._replace(reader=slow_reader)
    slow_reader.session = session
    dialog = open_import(context, [path], window)
    work = dialog.work

    dialog.reject()

    with pytest.raises(Cancelled):  # the work itself was stopped
        slow_reader.answer()
    assert work.outlook is None


# --- the model -----------------------------------------------------------------------------------


def test_the_model_shows_values_of_merged_cells_faintly() -> None:
    model = SheetModel()
    rows = [["Company", "Contact"], ["Alder", "Ann"], ["", "Bob"]]
    marks = SheetMarks(
        rows,
        {1: "header", 2: "data", 3: "data"},
        {2: "created", 3: "merged"},
        filled={3: ["Alder", "Bob"]},
        tables=(TableMarks(1, frozenset({0}), frozenset({1})),),
    )

    model.set_sheet(marks, lambda row, column: f"{row}/{column}")

    assert model.look(1, 0)[:4] == ("Alder", "text", "ok_bg", False)
    assert model.look(2, 0)[:4] == ("Alder", "faint", "", False)
    assert model.look(2, 1).tone == "faint"
    assert model.row_mark(2) == "merged"
    across = Qt.Orientation.Horizontal
    assert [model.headerData(n, across) for n in (0, 1)] == ["A", "B"]


def test_new_marks_of_the_same_cells_keep_the_place(qtbot) -> None:
    model = SheetModel()
    rows = [["Company"], ["Alder"]]
    model.set_sheet(SheetMarks(rows), lambda _row, _column: "")

    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.set_sheet(SheetMarks(rows, {1: "header"}), lambda _row, _column: "")
    with qtbot.waitSignal(model.modelReset):
        model.set_sheet(SheetMarks([["Firm"]]), lambda _row, _column: "")


def test_stored_customers_are_found_by_phone_and_name(bring, session) -> None:
    add_customer(session, "Alder Works Ltd.", phones=(PhoneRecord("13800138000"),))

    dialog = bring("Company,Phone\nAlder Works,13800138000\nBirch Foods,13800138000\n")

    assert figure(dialog, "unchanged") == "1"
    assert figure(dialog, "questions") == "1"


def test_a_list_of_which_no_row_can_be_taken_says_what_is_missing(bring):
    dialog = bring("Order no.,Customer,Product,Quantity,Amount\nA1,Alder Works,Press,2,40\n")
    assert not dialog.primary.isEnabled()
    assert dialog.hint.text() == (
        "No row can be taken. There is no date in this row. Say what each column is."
    )
