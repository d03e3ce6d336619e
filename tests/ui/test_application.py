"""The window put together: files, a second start, language, moving the file, foreign steps."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import apsw
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from smallcrm.core.config import Config, load_config
from smallcrm.services.customers import save_customer
from smallcrm.services.records import CustomerRecord
from smallcrm.storage import migrations
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.lock import WindowLock
from smallcrm.ui.application import Program
from smallcrm.ui.widgets.progress import UpdateDialog
from smallcrm.ui.widgets.status_bar import StatusBar
from smallcrm.ui.widgets.toast import Toast


@pytest.fixture
def program(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Program]:
    """A program with a configuration of its own and no window yet."""
    monkeypatch.setattr("smallcrm.core.config.config_dir", lambda: tmp_path / "config")
    monkeypatch.setattr("sys.excepthook", __import__("sys").excepthook)
    program = Program(qapp, Config(language="en"))
    yield program
    if program.current is not None:
        program.current.close()
    program.deleteLater()


def status_of(program: Program) -> str:
    """What the status bar offers to undo."""
    bar = program.current.window.findChild(StatusBar)
    return bar._undo.text()


def test_the_first_window_makes_the_file_and_remembers_it(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "mine.db"
    assert program.open_file(path)
    assert path.exists()
    assert load_config().file == str(path)


def test_a_second_start_brings_the_first_window_forward(
    program: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "mine.db"
    program.open_file(path)
    program.current.window.showMinimized()
    qtbot.waitUntil(lambda: program.current._instance is not None)
    from smallcrm.ui.instance import call_other

    assert call_other(path)
    qtbot.waitUntil(lambda: not program.current.window.isMinimized())


def test_the_language_changes_at_once(program: Program, tmp_path: Path) -> None:
    program.open_file(tmp_path / "mine.db")
    first = program.current.window
    program.change_config(replace(program.config, language="zh_CN"))
    assert program.current.window is not first
    assert load_config().language == "zh_CN"


def test_an_empty_file_opens_where_one_begins(program: Program, tmp_path: Path) -> None:
    program.open_file(tmp_path / "mine.db")
    assert program.current.window.page_key == "customers"
    save_customer(program.current.session, CustomerRecord("海东包装"))
    program.current.window.show_page("follow_ups")
    program.rebuild()
    assert program.current.window.page_key == "follow_ups"


def test_the_file_moves_with_its_customers(program: Program, tmp_path: Path) -> None:
    program.open_file(tmp_path / "mine.db")
    save_customer(program.current.session, CustomerRecord("海东包装"))
    target = tmp_path / "other" / "place.db"
    assert program.move_file(target)
    assert program.current.datafile.path == target
    assert not (tmp_path / "mine.db").exists()
    assert program.current.session.undo_label() == "Add customer 海东包装"
    said = program.current.window.findChild(Toast).text()
    assert said == f"The data file now lies at {target}"


def test_moving_onto_another_file_changes_nothing(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()))
    program.open_file(tmp_path / "mine.db")
    other = tmp_path / "other.db"
    other.write_text("dear to somebody")
    assert program.move_file(other)
    assert program.current.datafile.path == tmp_path / "mine.db"
    assert other.read_text() == "dear to somebody"
    assert len(told) == 1


def test_a_file_that_is_not_ours_leaves_the_window_as_it_was(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()))
    program.open_file(tmp_path / "mine.db")
    foreign = tmp_path / "foreign.db"
    foreign.write_text("no data file, but long enough to hold the header of one " * 4)
    program.open_file(foreign)
    assert program.current.datafile.path == tmp_path / "mine.db"
    assert told == ["This file is not a smallcrm data file."]


def test_a_step_made_elsewhere_is_named_before_it_is_undone(
    program: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "mine.db"
    program.open_file(path)
    opened = program.current
    save_customer(opened.session, CustomerRecord("海东包装"))
    qtbot.waitUntil(lambda: "海东包装" in status_of(program))
    opened._poll.stop()
    _add_from_another_process(path)
    said: list[str] = []
    opened.hub.message.connect(lambda text, _tone, _undo: said.append(text))
    opened.hub.undo()
    assert "北渡食品" in said[0]
    assert opened.session.undo_label() == "Add customer 北渡食品"
    opened.hub.undo()
    assert opened.session.undo_label() == "Add customer 海东包装"


def test_what_a_command_wrote_shows_without_asking(
    program: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "mine.db"
    program.open_file(path)
    program.current.session.changed_elsewhere()
    _add_from_another_process(path)
    program.current._poll.timeout.emit()
    qtbot.waitUntil(lambda: "北渡食品" in status_of(program))


def _add_from_another_process(path: Path) -> None:
    import subprocess
    import sys

    command = [sys.executable, "-m", "smallcrm", "--file", str(path), "add", "customer"]
    subprocess.run([*command, "--name", "北渡食品"], check=True, capture_output=True, timeout=60)


def test_the_datafile_is_free_after_the_window_closed(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "mine.db"
    program.open_file(path)
    program.current.window.close()
    assert program.current is None
    DataFile.open(path, window=True).close()


def test_an_older_file_is_brought_up_to_date_beside_a_dialog(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    path = tmp_path / "old.db"
    DataFile.open(path).close()
    begun, seen = threading.Event(), threading.Event()

    def slow(connection: apsw.Connection) -> None:
        begun.set()
        assert seen.wait(20)

    newest = migrations.NEWEST + 1
    steps = (*migrations.MIGRATIONS, migrations.Migration(newest, "a slow step", slow))
    monkeypatch.setattr("smallcrm.storage.datafile.MIGRATIONS", steps)
    monkeypatch.setattr("smallcrm.storage.datafile.NEWEST", newest)
    monkeypatch.setattr("smallcrm.ui.opening.LARGE", 0)
    said: list[str] = []

    def look() -> None:
        dialog = next(
            (one for one in QApplication.topLevelWidgets() if isinstance(one, UpdateDialog)), None
        )
        if dialog is None or not begun.is_set() or dialog.step.text() != "Bringing it up to date":
            QTimer.singleShot(5, look)
            return
        dialog.reject()  # Esc: what was begun is brought to its end
        said.append(dialog.step.text() if dialog.isVisible() else "gone")
        seen.set()

    look()
    assert program.open_file(path)
    assert said == ["Bringing it up to date"]
    assert program.current.window.isVisible()
    assert list((tmp_path / "old-backups").glob("*migration*.db"))


def test_a_large_file_that_cannot_be_opened_is_told(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.db"
    DataFile.open(path).close()
    newest = migrations.NEWEST + 1
    monkeypatch.setattr("smallcrm.storage.datafile.NEWEST", newest)
    monkeypatch.setattr("smallcrm.ui.opening.LARGE", 0)
    lock = WindowLock(path)
    assert lock.take()
    told: list[str] = []
    monkeypatch.setattr(Program, "_tell", lambda _self, error: told.append(str(error)))
    assert not program.open_file(path)
    lock.release()
    assert told == ["This data file is open in another window. Use that window."]
