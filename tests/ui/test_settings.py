"""The settings dialog: each choice applies at once."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from smallcrm.core.config import Config
from smallcrm.services.customers import count_customers
from smallcrm.services.demo import add_demo, has_demo
from smallcrm.services.lookups import StaffRecord, choose_staff, list_staff, save_staff
from smallcrm.services.note_templates import NoteTemplate, list_templates
from smallcrm.storage.backup import check_copy, list_backups
from smallcrm.ui.dialogs.settings import SettingsDialog, list_sections
from smallcrm.ui.dialogs.settings_file import FileSection, as_data_file, size_words
from smallcrm.ui.widgets.panels import ScrollColumn
from tests.ui.desk import make_context, settle


class Asked:
    """What the dialog asked the program for."""

    def __init__(self) -> None:
        self.configs: list[Config] = []
        self.moved: list[Path] = []
        self.opened: list[Path] = []


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def context(datafile, session):
    return make_context(datafile, session)


@pytest.fixture
def dialog(qtbot, context, asked) -> SettingsDialog:
    made = SettingsDialog(
        context,
        Config(file="x.db", language="en"),
        on_config=asked.configs.append,
        on_move=asked.moved.append,
        on_open=asked.opened.append,
    )
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_templates_are_kept_as_they_are_typed(qtbot, session, dialog) -> None:
    dialog.show_section("templates")
    section = dialog.section("templates")
    before = len(section.rows)
    section.add()
    name, text, _panel = section.rows[-1]
    qtbot.keyClicks(name, "Fair")
    qtbot.keyClicks(text, "met {person}")
    assert list_templates(session)[-1] == NoteTemplate("Fair", "met {person}")
    section.remove(0)
    assert len(list_templates(session)) == before


def test_a_section_is_made_when_it_is_first_gone_to(dialog) -> None:
    assert len(dialog.findChildren(ScrollColumn)) == 1
    for item in list_sections():
        dialog.show_section(item.key)
        assert dialog.section(str(item.key)).isVisible()
        assert dialog.list.value() == item.key
    assert len(dialog.findChildren(ScrollColumn)) == len(list_sections())


def names(session) -> list[tuple[str, bool]]:
    return [(one.name, one.active) for one in list_staff(session, all_staff=True)]


def test_sections_are_reached_by_key(qtbot, dialog) -> None:
    assert dialog.file.isVisible()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    assert dialog.company.isVisible()
    dialog.show_section("about")
    assert dialog.list.value() == "about"


def test_moving_and_opening_close_the_dialog_first(
    qtbot, dialog, asked, tmp_path, monkeypatch, datafile
) -> None:
    target = tmp_path / "elsewhere.db"
    seen = []

    def choose(_parent, _title, offered, _kinds):
        seen.append(offered)
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    qtbot.mouseClick(dialog.file.move_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    assert asked.moved == []
    settle()
    assert asked.moved == [target]
    assert seen == [str(datafile.path)]

    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_more: (str(target), ""))
    dialog.show()
    qtbot.mouseClick(dialog.file.open_button, Qt.MouseButton.LeftButton)
    settle()
    assert asked.opened == [target]


def test_demonstration_data_is_removed_and_brought_back(qtbot, context, session) -> None:
    add_demo(session, "en")
    section = FileSection(context)
    part = section.demo
    qtbot.addWidget(section)
    section.show()
    assert section._size.text().startswith("300 customers")
    qtbot.mouseClick(part.remove_button, Qt.MouseButton.LeftButton)
    settle()
    assert count_customers(session) == 0
    assert not part.remove_button.isVisible()
    assert part.said.text() == "300 customers removed. Ctrl+Z brings them back."
    assert section._size.text().startswith("0 customers")
    session.undo()
    assert has_demo(session)


def test_nothing_is_offered_without_demonstration_data(dialog) -> None:
    assert dialog.file.isVisible()
    assert not dialog.file.demo.remove_button.isVisible()


def test_leaving_the_file_dialog_changes_nothing(qtbot, dialog, asked, monkeypatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_more: ("", ""))
    qtbot.mouseClick(dialog.file.move_button, Qt.MouseButton.LeftButton)
    settle()
    assert dialog.isVisible()
    assert asked.moved == []


def test_the_company_is_kept_when_a_field_is_left(qtbot, dialog, session) -> None:
    dialog.show_section("company")
    dialog.company.name.setFocus()
    qtbot.keyClicks(dialog.company.name, "Alder Works")
    qtbot.keyClick(dialog.company.name, Qt.Key.Key_Return)
    assert dialog.isVisible()  # Enter ends the field, not the dialog
    assert session.settings.get("company_name") == "Alder Works"
    dialog.company.postcode.setFocus()
    qtbot.keyClicks(dialog.company.postcode, "200135")
    dialog.company.phone.setFocus()
    assert session.settings.get("company_postcode") == "200135"
    qtbot.keyClicks(dialog.company.phone, "02162108888")
    dialog.accept()  # closing leaves the field too
    assert session.settings.get("company_phone") == "021 6210 8888"


def test_the_days_for_payment_are_kept(qtbot, dialog, session) -> None:
    dialog.show_section("company")
    assert dialog.company.days.value() == 30
    dialog.company.days.setValue(60)
    assert session.settings.get("payment_days") == "60"


def test_the_first_person_added_is_me(qtbot, dialog, session) -> None:
    dialog.show_section("staff")
    qtbot.keyClicks(dialog.staff.new, "Ann")
    qtbot.keyClick(dialog.staff.new, Qt.Key.Key_Return)
    qtbot.keyClicks(dialog.staff.new, "Bo")
    qtbot.mouseClick(dialog.staff.add_button, Qt.MouseButton.LeftButton)
    assert names(session) == [("Ann", True), ("Bo", True)]
    assert session.settings.staff_name == "Ann"
    assert dialog.staff.new.text() == ""


def test_a_name_twice_is_said(qtbot, dialog, session) -> None:
    save_staff(session, StaffRecord("Ann"))
    qtbot.keyClicks(dialog.staff.new, "Ann")
    dialog.staff.add()
    assert "already" in dialog.staff.problem.text()
    assert names(session) == [("Ann", True)]


def test_renaming_in_place_and_undo(qtbot, dialog, session) -> None:
    ann = save_staff(session, StaffRecord("Ann", phone="138"))
    settle()
    dialog.show_section("staff")
    field = dialog.staff.fields[ann]
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "Anna")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    (renamed,) = list_staff(session)
    assert (renamed.name, renamed.phone) == ("Anna", "138")
    session.undo()
    settle()
    assert dialog.staff.fields[ann].text() == "Ann"
    dialog.staff.fields[ann].setText("")
    dialog.staff.rename(ann)
    assert dialog.staff.problem.text()
    assert dialog.staff.fields[ann].text() == "Ann"


def test_who_has_left_is_no_longer_me(dialog, session) -> None:
    ann = save_staff(session, StaffRecord("Ann"))
    choose_staff(session, ann)
    settle()
    dialog.staff.set_active(ann, False)
    assert names(session) == [("Ann", False)]
    assert session.settings.staff_id is None
    assert not dialog.staff.fields[ann].isEnabled()
    dialog.staff.set_active(ann, True)
    assert names(session) == [("Ann", True)]


def test_saying_who_i_am(qtbot, dialog, session, context) -> None:
    save_staff(session, StaffRecord("Ann"))
    save_staff(session, StaffRecord("Bo"))
    settle()
    dialog.show_section("staff")
    settle()
    with qtbot.waitSignal(context.hub.changed):
        dialog.staff._me.buttons()[1].click()
    assert session.settings.staff_name == "Bo"


def test_colours_and_text_size_apply_at_once(qtbot, dialog, asked) -> None:
    dialog.show_section("look")
    dialog.look.scheme.setFocus()
    qtbot.keyClick(dialog.look.scheme, Qt.Key.Key_Right)
    qtbot.keyClick(dialog.look.text_size, Qt.Key.Key_Right)
    assert [(one.theme, one.text_size) for one in asked.configs] == [("light", 100), ("light", 115)]
    assert asked.configs[-1].file == "x.db"
    assert dialog.isVisible()


def test_a_language_needs_a_new_window(qtbot, dialog, asked) -> None:
    dialog.show_section("look")
    dialog.look.language.setFocus()
    qtbot.keyClick(dialog.look.language, Qt.Key.Key_Up)
    assert not dialog.isVisible()
    settle()
    assert [one.language for one in asked.configs] == ["zh_CN"]


def test_a_backup_is_made_and_listed(qtbot, dialog, session, datafile) -> None:
    dialog.show_section("backups")
    assert dialog.backups.last.text() == "Last backup: none yet"
    qtbot.mouseClick(dialog.backups.now_button, Qt.MouseButton.LeftButton)
    assert not dialog.backups.now_button.isEnabled()
    settle()
    ((path, _when),) = list_backups(datafile.path)
    check_copy(path)
    assert dialog.backups.last.text() == "Last backup: Today 09:30"
    assert str(path) in dialog.backups.said.text()
    assert dialog.backups.now_button.isEnabled()


def test_a_backup_that_fails_is_said(dialog, tmp_path, datafile) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    dialog.backups.back_up(blocked / "copy.db")
    settle()
    assert "could not be written" in dialog.backups.said.text()


@pytest.mark.parametrize(
    ("chosen", "meant"),
    [
        ("customers", "customers.db"),
        ("list 2026.11", "list 2026.11.db"),
        ("mine.DB", "mine.DB"),
    ],
)
def test_a_data_file_gets_the_ending_it_lacks(tmp_path, chosen: str, meant: str) -> None:
    assert as_data_file(str(tmp_path / chosen)) == tmp_path / meant
    assert as_data_file(str(tmp_path)) == tmp_path


def test_sizes() -> None:
    sizes = (0, 1, 500, 820_000, 4_400_000, 72_000_000, 3 * 2**30)
    assert [size_words(n) for n in sizes] == [
        "0 KB",
        "1 KB",  # what is there is never nothing
        "1 KB",
        "801 KB",
        "4.2 MB",
        "69 MB",
        "3.0 GB",
    ]
