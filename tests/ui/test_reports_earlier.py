"""Reports made by themselves: after start, told with a button, listed and chosen in a dialog."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from smallcrm.core.dates import FixedClock
from smallcrm.services.report_schedule import read_schedule
from smallcrm.storage.datafile import DataFile
from smallcrm.ui.pages import reports_earlier, reports_files
from smallcrm.ui.pages.reports import ReportsPage
from smallcrm.ui.pages.reports_earlier import EarlierDialog
from smallcrm.ui.pages.reports_files import copy_as_file, folder_command, keep_file, mail_url
from smallcrm.ui.scheduled_reports import make_due_reports
from tests.ui.desk import add_customer, make_context, settle

NAME = "Monthly customer report 2026-10.pdf"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "reports"


@pytest.fixture
def context(tmp_path: Path, folder: Path):
    """A context in November on a file that knows a customer since October."""
    for day in (datetime(2026, 10, 5, 9), datetime(2026, 11, 2, 9)):
        datafile = DataFile.open(tmp_path / "own.db", clock=FixedClock(day))
        session = datafile.session()
        if day.month == 10:
            add_customer(session, "Alder Works", email="info@alder.example")
            session.close()
            datafile.close()
    session.settings.set("report_schedule", json.dumps({"folder": str(folder)}))
    yield make_context(datafile, session)
    session.close()
    datafile.close()


def test_it_is_made_after_start_and_told_with_a_button(context, folder, monkeypatch) -> None:
    offered, opened = [], []
    context.hub.offered.connect(lambda *told: offered.append(told))
    monkeypatch.setattr("smallcrm.ui.dialogs.pdf_preview.open_file", opened.append)
    make_due_reports(context)
    settle()
    ((text, button, act),) = offered
    assert text == "The report of October 2026 is ready."
    assert button == "Open"
    act()
    assert opened == [folder / NAME]
    make_due_reports(context)
    settle()
    assert len(offered) == 1


def test_a_failure_is_told_once(context, folder) -> None:
    said = []
    context.hub.message.connect(lambda text, tone, _undo: said.append((text, tone)))
    folder.write_text("a file where the folder should be")
    for _start in range(2):
        make_due_reports(context)
        settle()
    ((text, tone),) = said
    assert "could not be made" in text
    assert tone == "warn"


@pytest.fixture
def dialog(qtbot, context) -> EarlierDialog:
    made = EarlierDialog(context)
    qtbot.addWidget(made)
    made.show()
    return made


def test_earlier_reports_are_opened_shown_and_copied(
    qtbot, context, folder, dialog, monkeypatch
) -> None:
    assert dialog.none.isVisible()
    assert not dialog.open_one.isEnabled()
    qtbot.mouseClick(dialog.make, Qt.MouseButton.LeftButton)
    settle()
    assert [one.path for one in dialog.reports] == [folder / NAME]
    opened, shown = [], []
    monkeypatch.setattr(reports_earlier, "open_file", opened.append)
    monkeypatch.setattr(reports_earlier, "show_in_folder", shown.append)
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert opened == [folder / NAME]
    assert dialog.isVisible()
    qtbot.mouseClick(dialog.show_one, Qt.MouseButton.LeftButton)
    assert shown == [folder / NAME]
    qtbot.mouseClick(dialog.copy_one, Qt.MouseButton.LeftButton)
    urls = QGuiApplication.clipboard().mimeData().urls()
    assert [url.toLocalFile() for url in urls] == [str(folder / NAME)]


def test_what_is_chosen_is_kept(qtbot, context, dialog, tmp_path, monkeypatch) -> None:
    qtbot.mouseClick(dialog.on, Qt.MouseButton.LeftButton, pos=dialog.on.rect().center())
    dialog.on.setChecked(False)
    dialog.kinds["work"].setChecked(True)
    monkeypatch.setattr(
        QFileDialog, "getExistingDirectory", lambda *_more: str(tmp_path / "elsewhere")
    )
    qtbot.mouseClick(dialog.choose, Qt.MouseButton.LeftButton)
    kept = read_schedule(context.session)
    assert not kept.on
    assert kept.kinds == ("monthly", "work")
    assert kept.place == tmp_path / "elsewhere"
    assert str(tmp_path / "elsewhere") in dialog.place.text()


@pytest.fixture
def page(qtbot, context) -> ReportsPage:
    made = ReportsPage(context)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.activate()
    settle()
    return made


def test_a_report_is_copied_as_a_file_under_its_name(qtbot, page) -> None:
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page.preview, Qt.Key.Key_C, keys)
    (url,) = QGuiApplication.clipboard().mimeData().urls()
    copied = Path(url.toLocalFile())
    assert copied.name == NAME
    assert copied.read_bytes().startswith(b"%PDF")


def test_a_report_is_sent_by_mail_and_shown_in_its_folder(
    qtbot, page, folder, context, monkeypatch
) -> None:
    mails, shown = [], []
    monkeypatch.setattr(
        "smallcrm.ui.pages.reports.write_mail", lambda *mail: mails.append(mail) or True
    )
    monkeypatch.setattr("smallcrm.ui.pages.reports.show_in_folder", shown.append)
    qtbot.keyClick(page.preview, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    ((subject, text, to),) = mails
    assert subject == "Monthly customer report 2026-10"
    assert NAME in text
    assert to == ""
    assert shown == [folder / NAME]
    assert (folder / NAME).read_bytes().startswith(b"%PDF")
    page.prepare("customer", 1)
    page.activate()
    settle()
    qtbot.keyClick(page.preview, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert mails[-1][2] == "info@alder.example"


def test_the_address_of_a_mail_holds_any_text() -> None:
    url = mail_url("客户 & <b> 100%", "a\nb?", "info@alder.example").toString()
    assert url.startswith("mailto:info@alder.example?subject=")
    assert "&body=a%0Ab%3F" in bytes(mail_url("x", "a\nb?").toEncoded().data()).decode()
    assert "%26" in bytes(mail_url("a & b", "").toEncoded().data()).decode()


def test_a_file_is_shown_where_it_lies(tmp_path) -> None:
    path = tmp_path / "x.pdf"
    assert folder_command(path, "win32") == ["explorer", "/select,", str(path)]
    assert folder_command(path, "darwin") == ["open", "-R", str(path)]
    assert folder_command(path, "linux") == []


def test_a_copy_that_cannot_be_kept_is_said(tmp_path) -> None:
    made = tmp_path / "made.pdf"
    made.write_bytes(b"%PDF")
    (tmp_path / "file").write_text("x")
    with pytest.raises(reports_files.StorageError, match="could not be written"):
        keep_file(made, tmp_path / "file", "x.pdf")
    kept = keep_file(made, tmp_path / "new" / "folder", "x.pdf")
    assert kept.read_bytes() == b"%PDF"
    copy_as_file(kept)
    assert QGuiApplication.clipboard().mimeData().hasUrls()
