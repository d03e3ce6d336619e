"""The plan before it is written: rows of each outcome, doubtful pairs, ways in, the summary."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QApplication, QWidget

from smallcrm.core import i18n
from smallcrm.importers.reading import PasswordNeeded
from smallcrm.services.customers import count_customers
from smallcrm.services.records import PhoneRecord
from smallcrm.ui.dialogs import import_work_out
from smallcrm.ui.dialogs.import_dialog import ImportDialog, open_import
from smallcrm.ui.dialogs.import_pace import Pace
from smallcrm.ui.dialogs.import_profile_bar import NameDialog
from smallcrm.ui.dialogs.import_ways import take_clipboard
from tests.ui.desk import add_customer, make_context, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

LIST = """Company,Contact,Phone,City,Industry
Alder Works,Ann Lee,021-62108888,Leeds,Timber
Alder Works,Bob Ray,138 0013 8000,Leeds,Timber
Birch Foods,Cy Dale,13900139000,York,Food
Cedar Signs,Di Fox,13900139000,Bath,Signs
,,0531-88112233,Derby,
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
    """Open the dialog for the texts of csv files, or for files and folders that are there."""

    def open_dialog(*lists: str | Path, text: str = "") -> ImportDialog:
        files = []
        for number, one in enumerate(lists):
            path = one if isinstance(one, Path) else tmp_path / f"list{number}.csv"
            if not isinstance(one, Path):
                path.write_text(one, "utf-8")
            files.append(path)
        dialog = open_import(context, files, window, text)
        settle()
        return dialog

    yield open_dialog
    QApplication.clipboard().clear()
    settle()


def figure(dialog: ImportDialog, name: str) -> str:
    return dialog.preview.side.figures[name].right()


def walk(dialog: ImportDialog, kind: str):
    dialog.preview.side.figures[kind].click()
    return dialog.preview.findings


def facts(findings) -> list[tuple[str, ...]]:
    return [row for table in findings._facts.findChildren(type(findings.answers.table))
            for row in table.texts()]  # fmt: skip


# --- the rows of an outcome ----------------------------------------------------------------------


def test_new_rows_are_listed_with_what_they_say(bring) -> None:
    dialog = bring(LIST)

    findings = walk(dialog, "created")

    assert [line.title for line in findings.lines()] == [
        "Alder Works",
        "Birch Foods",
        "Cedar Signs",
    ]
    assert findings.lines()[0].detail == "Ann Lee · 021 6210 8888 · Leeds · Timber"
    assert findings.lines()[0].right == "row 2"
    assert ("City", "Leeds") in facts(findings)
    assert ("Contact person", "Ann Lee") in facts(findings)
    assert dialog.preview.right.currentWidget() is findings


def test_a_changed_row_shows_old_and_new_side_by_side(bring, session) -> None:
    add_customer(session, "Alder Works", industry="Paper")
    dialog = bring("Company,Industry,City\nAlder Works,Timber,Leeds\n")

    findings = walk(dialog, "updated")
    assert ("City", "", "Leeds") in facts(findings)
    assert ("Industry", "Paper", "Timber") in facts(findings)  # stays as it is stored
    assert findings.detail().blocks[1].heads == ("Stored", "In the list")

    dialog.preview.side.policy.policy.lines["overwrite"].click()
    settle()
    assert findings.detail().blocks[0].heads == ("Before", "After")
    assert ("Industry", "Paper", "Timber") in facts(findings)


def test_a_joined_row_says_to_whom_and_how_it_was_found(bring) -> None:
    findings = walk(bring(LIST), "merged")

    assert findings.lines()[0].detail.startswith("→ row 2")
    assert findings.detail().sentence == "Joined to row 2 (Alder Works), found by the name."
    assert ("Contact person", "", "Bob Ray") in facts(findings)


def test_in_chinese_whose_number_it_is_stands_in_wide_brackets(bring) -> None:
    i18n.set_language("zh")
    findings = walk(
        bring("客户,联系人,手机\n甲机电,张三,13800138000\n甲机电,李四,13900139000\n"), "merged"
    )

    assert ("联系人手机（李四）", "", "139 0013 9000") in facts(findings)


def test_in_english_ms_stands_before_the_name(bring) -> None:
    findings = walk(bring("Company,Contact,City\nAlder Works,Ms. Penn,Leeds\n"), "created")

    assert ("Contact person", "Ms. Penn") in facts(findings)
    assert findings.lines()[0].detail.startswith("Ms. Penn · ")


def test_of_an_outcome_without_rows_nothing_is_left_standing(bring) -> None:
    dialog = bring(LIST)
    assert dialog.preview.side.figures["unchanged"].isHidden()

    dialog.preview.open_findings("unchanged")

    findings = dialog.preview.findings
    assert findings.nothing.isVisible()
    assert not findings.list.isVisible()


def test_a_rejected_row_says_why(bring) -> None:
    findings = walk(bring(LIST), "rejected")

    assert "name" in findings.lines()[0].title
    assert ("City", "Derby") in facts(findings)


def test_choosing_a_row_goes_to_it_in_the_table(qtbot, bring) -> None:
    dialog = bring(LIST)
    findings = walk(dialog, "created")
    assert dialog.preview.table.currentIndex().row() == 1

    qtbot.keyClick(findings.list, Qt.Key.Key_Down)

    assert dialog.preview.table.currentIndex().row() == 3
    assert dialog.preview.strip.text() == "Row 4: New customer: Birch Foods"
    qtbot.keyClick(findings.list, Qt.Key.Key_Escape)
    assert dialog.preview.right.currentWidget() is dialog.preview.columns
    assert dialog.isVisible()


def test_doubtful_cells_are_listed_with_their_place(bring) -> None:
    findings = walk(bring("Company,Phone\nAlder Works,13800\n"), "problems")

    line = findings.lines()[0]
    assert (line.title, line.right) == ("13800", "B2")
    assert "5 digits" in line.detail


# --- doubtful pairs ------------------------------------------------------------------------------


def test_both_sides_of_a_doubt_are_laid_side_by_side(bring, session) -> None:
    add_customer(session, "Birch Mills", industry="Food", phones=(PhoneRecord("13900139000"),))
    dialog = bring("Company,Phone,City\nBirch Foods,13900139000,Leeds\n")

    answers = walk(dialog, "questions").answers

    assert answers.table.heads == ("This row (2)", "Stored")
    rows = {row[0]: row[1:] for row in answers.table.texts()}
    assert rows["Customer name"] == ("Birch Foods", "Birch Mills")
    assert rows["Phone"] == ("139 0013 9000", "139 0013 9000")
    same = [row for row in answers.table.rows if row.grounds]
    assert [row.title for row in same] == ["Phone"]


def test_doubts_are_decided_with_1_2_3_one_after_the_other(qtbot, bring, session) -> None:
    dialog = bring(
        "Company,Phone\nAlder,13800138000\nBirch,13800138000\nCedar,13800138000\nDogwood,13800138000\n"
    )
    findings = walk(dialog, "questions")
    assert [line.right for line in findings.lines()] == ["open", "open", "open"]

    qtbot.keyClick(findings.list, Qt.Key.Key_2)
    settle()
    assert findings.lines()[0].right == "The same"
    assert dialog.preview.walk.at == 1  # on to the next that is open
    qtbot.keyClick(findings.list, Qt.Key.Key_3)
    settle()
    qtbot.keyClick(findings.list, Qt.Key.Key_1)
    settle()

    assert figure(dialog, "questions") == "all decided"
    assert (figure(dialog, "created"), figure(dialog, "merged")) == ("2", "1")
    assert figure(dialog, "skipped") == "1"


def test_a_doubt_joins_the_candidate_that_is_chosen(bring, session) -> None:
    for name in ("Birch Mills", "Birch Boats"):
        add_customer(session, name, phones=(PhoneRecord("13900139000"),))
    dialog = bring("Company,Phone,City\nOak,13900139000,Leeds\n")
    answers = walk(dialog, "questions").answers
    names = [line.text() for line in answers.lines]
    assert sorted(names) == ["Birch Boats", "Birch Mills"]

    answers.lines[1].click()
    answers.press(1)
    settle()
    dialog.primary.click()
    settle()

    cities = dict(session.connection.execute(
        "SELECT customer.name, city FROM address JOIN customer ON customer.id = customer_id"
    ))  # fmt: skip
    assert cities == {names[1]: "Leeds"}


def test_all_of_a_kind_are_decided_alike(bring, session) -> None:
    dialog = bring("Company,Phone\nAlder,13800138000\nBirch,13800138000\nCedar,13800138000\n")
    answers = walk(dialog, "questions").answers
    assert figure(dialog, "questions") == "2"

    answers._answer_kinds(("same_phone",), "join")
    settle()
    assert figure(dialog, "questions") == "all decided"
    assert figure(dialog, "merged") == "2"

    answers.press(0)  # a single decision wins
    settle()
    assert figure(dialog, "merged") == "1"


# --- what becomes of stored customers ------------------------------------------------------------


def test_the_policy_is_asked_only_where_a_customer_is_stored(bring, session) -> None:
    policy = bring("Company\nAlder Works\n").preview.side.policy
    assert policy.policy.isHidden()
    add_customer(session, "Birch Foods")

    policy = bring("Company\nBirch Foods\n").preview.side.policy
    assert not policy.policy.isHidden()
    policy.policy.lines["skip"].click()
    settle()
    assert policy.policy.sentence.text() == "Rows of stored customers are passed over."


def test_rows_of_an_unknown_customer_are_made_or_rejected(bring) -> None:
    dialog = bring(
        "Customer,Order number,Order date,Product,Quantity,Amount\n"
        "Alder Works,A1,2026-03-01,Saw,2,300\nBirch Foods,A2,2026-03-02,Saw,1,150\n"
    )
    assert figure(dialog, "records:order") == "2"
    assert "New rows" in dialog.preview.pane.legend.words()
    assert "New customers" not in dialog.preview.pane.legend.words()
    assert "A1" in walk(dialog, "records:order").lines()[0].detail

    missing = dialog.preview.side.policy.missing
    assert not missing.isHidden()
    missing.lines["reject"].click()
    settle()

    assert figure(dialog, "rejected") == "2"
    assert dialog.preview.side._balance.right() == "2 = 2"


# --- ways in -------------------------------------------------------------------------------------


def test_a_folder_brings_all_its_lists(bring, tmp_path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "a.csv").write_text("Company\nAlder Works\n", "utf-8")
    (folder / "b.csv").write_text("Company\nBirch Foods\n", "utf-8")
    (folder / "picture.png").write_bytes(b"no list")

    dialog = bring(folder)

    assert [ask.path.name for ask in dialog.work.asks] == ["a.csv", "b.csv"]
    assert figure(dialog, "created") == "2"


def test_a_folder_without_lists_says_so(bring, tmp_path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()

    dialog = bring(folder)

    assert "no list" in dialog.preview.unreadable._sentence.text()


def test_pasted_rows_are_a_list(bring, session) -> None:
    dialog = bring(text="Company\tCity\nAlder Works\tLeeds\nBirch Foods\tYork\n")

    assert figure(dialog, "created") == "2"
    assert dialog.preview.side._name.text() == "Clipboard"
    dialog.primary.click()
    settle()
    assert count_customers(session) == 2


def test_rows_are_pasted_into_the_open_dialog(qtbot, bring) -> None:
    dialog = bring("Company\nAlder Works\n")

    QApplication.clipboard().setText("Company\tCity\nBirch Foods\tYork\n")
    dialog.paste()
    settle()
    assert figure(dialog, "created") == "2"

    QApplication.clipboard().setText("hello")
    dialog.paste()
    assert "not a table" in dialog.problem.text()


def test_the_clipboard_may_hold_files(tmp_path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "list.csv"))])
    QApplication.clipboard().setMimeData(mime)

    assert take_clipboard().paths == [tmp_path / "list.csv"]


def test_the_clipboard_may_hold_nothing_to_import() -> None:
    QApplication.clipboard().clear()

    assert take_clipboard().problem


# --- passwords -----------------------------------------------------------------------------------


@pytest.fixture
def locked(monkeypatch):
    """Files named locked.csv open with the password "oak" only."""
    real = import_work_out.analyse

    def analyse(path, options, progress):
        if path.name == "locked.csv" and options.password != "oak":
            raise PasswordNeeded("Protected.", wrong=options.password is not None)
        return real(path, options, progress)

    monkeypatch.setattr(import_work_out, "analyse", analyse)


def test_a_password_is_asked_in_place(qtbot, bring, tmp_path, locked) -> None:
    path = tmp_path / "locked.csv"
    path.write_text("Company\nAlder Works\n", "utf-8")
    dialog = bring(path)
    card = dialog.preview.locked
    assert card.isVisible()
    assert "locked.csv" in card.sentence.text()
    assert dialog.focusWidget() is card.field
    assert not dialog.primary.isEnabled()

    qtbot.keyClicks(card.field, "elm")
    qtbot.keyClick(card.field, Qt.Key.Key_Return)
    settle()
    assert card.problem.text() == "This password does not open it."

    card.field.clear()
    qtbot.keyClicks(card.field, "oak")
    card.open.click()
    settle()
    assert dialog.primary.text() == "Import 1 row"
    assert card.field.text() == ""


def test_a_file_that_waits_for_its_password_is_not_unreadable(bring, tmp_path, locked) -> None:
    path = tmp_path / "locked.csv"
    path.write_text("Company\nAlder Works\n", "utf-8")

    dialog = bring(LIST, path)

    assert dialog.hint.text() == "1 file waits for its password and is left out until then"


# --- profiles ------------------------------------------------------------------------------------


def test_a_list_is_read_as_last_time_and_afresh(bring, session) -> None:
    first = bring("Firm,Area\nAlder Works,North\n")
    first.work.set_column(0, first.work.outlook.analyses[0].tables[0].key, 1, "customer.source")
    settle()
    first.primary.click()
    settle()
    first.primary.click()

    dialog = bring("Firm,Area\nBirch Foods,South\n")
    bar = dialog.preview.profile
    assert bar.text().startswith("Read as last time (")
    assert dialog.preview.cards.card_at(1).meaning.text() == "Source"

    bar.afresh.click()
    settle()
    assert dialog.preview.cards.card_at(1).meaning.text() != "Source"
    assert bar.text() == "Read by headers and content"


def test_a_list_that_is_guessed_as_last_time_says_so(bring) -> None:
    first = bring("Company,City\nAlder Works,Leeds\n")
    assert first.preview.profile.text() == "Read by headers and content"
    first.primary.click()
    settle()
    first.primary.click()

    bar = bring("Company,City\nBirch Foods,York\n").preview.profile
    assert bar.text().startswith("Read as last time (")
    assert bar.afresh.isHidden()  # it would come out the same


def test_a_reading_is_saved_picked_and_deleted(bring) -> None:
    dialog = bring("Firm,Area\nAlder Works,North\n")
    dialog.work.set_column(0, dialog.work.outlook.analyses[0].tables[0].key, 1, "customer.source")
    settle()
    bar = dialog.preview.profile

    def press(words: str) -> None:
        flat = [one for one in bar.actions() if one is not None]
        flat += [one for action in flat for one in action.items]
        next(one for one in flat if one.text == words and one.on_click).on_click()
        settle()

    press("Save this reading as…")
    name = dialog.findChild(NameDialog)
    name.field.setText("Fair")
    name.primary.click()
    settle()
    assert bar.text() == "Read by the profile “Fair”"
    bar.afresh.click()
    settle()
    press("Fair")
    assert dialog.preview.cards.card_at(1).meaning.text() == "Source"

    delete = next(one for one in bar.actions() if one and one.text == "Delete a profile")
    delete.items[0].on_click()
    assert "Fair" not in [one.text for one in bar.actions() if one]


# --- writing and afterwards ----------------------------------------------------------------------


def test_the_summary_lists_the_rows_of_each_outcome(qtbot, bring) -> None:
    dialog = bring(LIST)
    dialog.primary.click()
    settle()
    summary = dialog.summary

    summary.lines["rejected"].click()
    assert summary.findings.isVisible()
    assert ("City", "Derby") in facts(summary.findings)
    qtbot.keyClick(summary.findings.list, Qt.Key.Key_Escape)
    assert not summary.findings.isVisible()
    assert dialog.isVisible()


def test_the_customers_of_the_import_are_shown(bring, context) -> None:
    asked: list[object] = []
    context.hub.imported_asked.connect(asked.append)
    dialog = bring(LIST)
    dialog.primary.click()
    settle()

    dialog.summary.show_them.click()
    settle()

    assert len(asked) == 1
    assert [name for _id, name in asked[0]] == ["list0.csv"]
    assert not dialog.isVisible()


def test_cancel_while_writing_stops_the_writing(bring, session, monkeypatch) -> None:
    dialog = bring(LIST)
    runner, held = dialog._context.runner, []
    monkeypatch.setattr(runner, "_submit", lambda job, function: held.append((job, function)))

    dialog.primary.click()
    assert not dialog.preview.isEnabled()
    dialog.cancel.click()
    assert dialog.isVisible()
    runner._work(*held[0])
    settle()

    assert dialog.preview.isEnabled()
    assert dialog.primary.isEnabled()
    assert count_customers(session) == 0


def test_the_pace_tells_rows_and_time_left() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])

    assert pace.words(0, 0, "Reading") == "Reading"
    assert pace.words(0, 10000, "Writing") == "Writing · 0 of 10,000 rows"
    now[0] = 10.0
    assert pace.words(2500, 10000, "Writing").endswith("about 30 seconds left")
    now[0] = 20.0
    assert pace.words(500, 90000, "Writing") == "Writing · 500 of 90,000 rows"
