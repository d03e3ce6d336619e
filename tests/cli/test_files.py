"""`export`, `backup`, `check` and `demo`, and data files that cannot be used."""

import sqlite3
from pathlib import Path

import apsw
import openpyxl
import pytest

from smallcrm.storage.datafile import DataFile
from smallcrm.storage.migrations import NEWEST
from tests.cli.conftest import Run


def test_exports_hold_the_customers_of_a_view(cli: Run, tmp_path: Path) -> None:
    for name, level in (("a", "A"), ("b", "B")):
        cli("add", "customer", "--name", name, "--level", level, "--mobile", "13800001111")
    book, text = tmp_path / "out.xlsx", tmp_path / "out.csv"
    answer = cli("export", book, "--view", "level_a")
    assert (answer.status, answer.out) == (0, "")
    assert str(book) in answer.err
    head, *rows = list(openpyxl.load_workbook(book).active.values)
    assert len(rows) == 1
    assert rows[0][head.index("Mobile")] == "13800001111"
    assert cli("export", text).status == 0
    assert len(text.read_text(encoding="utf-8-sig").splitlines()) == 3
    cards = tmp_path / "out.vcf"
    assert cli("export", cards, "--view", "level_a").status == 0
    assert cards.read_text(encoding="utf-8").count("BEGIN:VCARD") == 1
    assert ".xlsx" in cli("export", tmp_path / "out.doc").told
    assert "cannot be written" in cli("export", tmp_path / "no" / "out.csv").told
    assert "no_next_step" in cli("export", text, "--view", "nope").told


def test_open_follow_ups_become_a_calendar(cli: Run, tmp_path: Path) -> None:
    cli("add", "customer", "--name", "星河印务")
    due = ("--title", "call", "--due", "2026-12-01 10:00")
    cli("add", "follow-up", "--customer", "星河印务", *due)
    calendar = tmp_path / "out.ics"
    answer = cli("export", calendar)
    assert (answer.status, answer.out) == (0, "")
    text = calendar.read_text(encoding="utf-8")
    assert "SUMMARY:星河印务 call" in text
    assert "DTSTART:20261201T100000\n" in text.replace("\r", "")
    assert "cannot be written" in cli("export", tmp_path / "no" / "out.ics").told


def test_a_backup_is_a_whole_data_file(cli: Run, tmp_path: Path) -> None:
    cli("add", "customer", "--name", "a")
    written = Path(cli("backup").out.strip())
    assert written.parent.name == "data-backups"
    assert cli("customers", "--json", file=written).json["total"] == 1
    named = tmp_path / "copy.db"
    assert cli("backup", named).out == f"{named}\n"
    folder = tmp_path / "usb"
    folder.mkdir()
    inside = Path(cli("backup", folder).out.strip())
    assert inside.parent == folder
    assert cli("customers", "--json", file=inside).json["total"] == 1


def test_a_backup_never_takes_the_place_of_the_data_file(cli: Run, tmp_path: Path) -> None:
    cli("add", "customer", "--name", "a")
    assert "data file itself" in cli("backup", tmp_path / "data.db").told
    assert "data file itself" in cli("backup", tmp_path / "x" / ".." / "data.db").told
    list_of_mine = tmp_path / "list.xlsx"
    list_of_mine.write_text("mine")
    assert "already" in cli("backup", list_of_mine).told
    assert list_of_mine.read_text() == "mine"
    nightly = tmp_path / "nightly.db"
    for _night in range(2):
        assert cli("backup", nightly).status == 0, "a backup takes the place of an older one"
    assert cli("customers", "--json").json["total"] == 1


def test_check_says_whether_the_file_is_sound(cli: Run, tmp_path: Path) -> None:
    cli("add", "customer", "--name", "a")
    assert cli("check").out == "The file is sound.\n"
    assert cli("check", "--json").json == {"sound": True, "faults": []}
    connection = apsw.Connection(str(tmp_path / "data.db"))
    connection.execute("DELETE FROM search; DELETE FROM customer_fact")
    connection.close()
    answer = cli("check", "--json")
    assert answer.status == 1
    assert '"sound": false' in answer.out
    assert "search misses" in answer.err
    assert "check" not in cli("check").told


def test_demonstration_data_comes_and_goes(cli: Run) -> None:
    assert cli("demo", "--json").json["customers"] == 300
    assert "holds customers" in cli("demo").told
    assert cli("customers", "--json").json["total"] == 300
    assert cli("demo", "--remove").out == "300 customers removed.\n"
    assert "no demonstration data" in cli("demo", "--remove").told


def refusal(cli: Run, file: Path) -> str:
    return cli("customers", "--json", file=file).told


def test_files_that_are_not_ours_are_refused_and_left_alone(cli: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE t (a)")
    connection.commit()
    connection.close()
    before = other.read_bytes()
    assert "not a smallcrm data file" in refusal(cli, other)
    assert other.read_bytes() == before
    text = tmp_path / "notes.txt"
    text.write_text("a long text " * 50)
    assert "not a smallcrm data file" in refusal(cli, text)
    assert refusal(cli, tmp_path)


def test_a_newer_file_is_refused(cli: Run, tmp_path: Path, empty_file: Path) -> None:
    newer = tmp_path / "newer.db"
    newer.write_bytes(empty_file.read_bytes())
    connection = apsw.Connection(str(newer))
    connection.execute(f"PRAGMA user_version = {NEWEST + 1}")
    connection.close()
    assert "newer smallcrm" in refusal(cli, newer)


def test_a_damaged_file_is_told(cli: Run, tmp_path: Path) -> None:
    cli("add", "customer", "--name", "a")
    path = tmp_path / "data.db"
    content = bytearray(path.read_bytes())
    content[8192:40960] = b"\xaa" * 32768
    path.write_bytes(content)
    assert cli("check").status == 1
    assert "Traceback" not in cli("customers").err


def test_a_locked_file_is_told(cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DataFile.session.__kwdefaults__, "patience_ms", 10)
    cli("add", "customer", "--name", "a")
    other = apsw.Connection(str(tmp_path / "data.db"))
    other.execute("BEGIN IMMEDIATE")
    assert "writing to the data file" in cli("add", "customer", "--name", "b").told
    assert cli("customers", "--json").json["total"] == 1, "reading goes on"
    other.execute("ROLLBACK")
    assert cli("add", "customer", "--name", "b").status == 0
    other.close()


def test_commands_work_while_a_window_has_the_file(cli: Run, tmp_path: Path) -> None:
    cli("add", "customer", "--name", "a")
    # In this process the models follow the file opened last, so only the lock is a window's here.
    lock = DataFile.open(tmp_path / "data.db", window=True)
    assert cli("add", "customer", "--name", "b").status == 0
    assert cli("customers", "--json").json["total"] == 2
    lock.close()


def test_the_data_file_comes_from_the_environment(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.db"
    monkeypatch.setenv("SMALLCRM_FILE", str(path))
    cli("add", "customer", "--name", "a", file=None)
    assert path.exists()
    assert cli("customers", "--json", file=path).json["total"] == 1
    assert cli("customers", "--json", file=tmp_path / "data.db").json["total"] == 0
