"""The process is killed at any moment: what was confirmed is there, nothing else is."""

import json
import random
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from smallcrm.models import Customer, ImportRow, Phone
from smallcrm.services.customers import add_customer
from smallcrm.services.records import CustomerRecord
from smallcrm.storage.check import find_faults
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session

ROWS = 2000
IMPORT = """
import sys
from contextlib import suppress
from pathlib import Path
from smallcrm.services.imports import analyse_files, plan_files, write_plan
from smallcrm.storage.datafile import DataFile
session = DataFile.open(Path(sys.argv[1])).session()
analyses = analyse_files([Path(sys.argv[2])])
plan = plan_files(session, analyses)
print("go", flush=True)
write_plan(session, analyses, plan)
print("done", flush=True)
"""
SMALL = """
import sys
from contextlib import suppress
from pathlib import Path
from smallcrm.services.customers import add_customer
from smallcrm.services.records import CustomerRecord, PhoneRecord
from smallcrm.storage.datafile import DataFile
session = DataFile.open(Path(sys.argv[1])).session()
print("go", flush=True)
for number in range(100000):
    phones = (PhoneRecord(f"138{number:08}"), PhoneRecord(f"139{number:08}"))
    print(add_customer(session, CustomerRecord(f"c{number}", phones=phones)), flush=True)
"""
UNDO = """
import sys
from contextlib import suppress
from pathlib import Path
from smallcrm.storage.datafile import DataFile
session = DataFile.open(Path(sys.argv[1])).session()
print("go", flush=True)
session.undo()
print("done", flush=True)
"""


@pytest.fixture
def big_list(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    lines = [f"客户{n}号公司,林{n},138{n:08},宁德" for n in range(ROWS)]
    path.write_text("\n".join(["客户名称,联系人,手机,城市", *lines]), encoding="utf-8")
    return path


def run_and_kill(
    program: str, path: Path, *arguments: object, after: float, lines: int = 0
) -> list[str]:
    """Start a program, kill it some time after its "go" and so many lines; returns the lines."""
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(path), *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout
    assert child.stdout.readline() == "go\n"
    confirmed = [child.stdout.readline().strip() for _line in range(lines)]
    with suppress(subprocess.TimeoutExpired):
        child.wait(after)  # the moment of the crash
    child.kill()
    confirmed += child.stdout.read().split()
    child.wait()
    child.stdout.close()
    return confirmed


class Reopened:
    """The data file as the next start finds it."""

    def __init__(self, path: Path) -> None:
        self.datafile = DataFile.open(path, window=True)  # a lock left behind blocks nobody
        self.session = self.datafile.session()

    def __enter__(self) -> Session:
        assert find_faults(self.session.connection) == []
        return self.session

    def __exit__(self, *_error: object) -> None:
        self.session.close()
        self.datafile.close()


def log_agrees(session: Session) -> None:
    """Every row of every table that the newest step made is in the log, and search finds it."""
    connection = session.connection
    for step in connection.execute("SELECT counts FROM change_step").fetchall():
        assert json.loads(step[0])
    counted = "SELECT count(*) FROM change_row WHERE action = 'I' AND table_id ="
    runs = "SELECT COALESCE(sum(last - first + 1), 0) FROM change_run WHERE table_id ="
    for model, number in ((Customer, 3), (Phone, 6)):
        ((logged,),) = connection.execute(f"{counted} {number}").fetchall()
        ((in_runs,),) = connection.execute(f"{runs} {number}").fetchall()
        assert model.select().count() == logged + in_runs


def test_an_import_is_there_whole_or_not_at_all(
    tmp_path: Path, empty_file: Path, big_list: Path
) -> None:
    path = tmp_path / "data.db"
    for after in (0.02, 0.07, 0.15, 0.3):
        shutil.copyfile(empty_file, path)
        for beside in tmp_path.glob("data.db-*"):
            beside.unlink()
        confirmed = run_and_kill(IMPORT, path, big_list, after=after)
        with Reopened(path) as session:
            count = Customer.select().count()
            assert count == Phone.select().count() == ImportRow.select().count()
            assert count in ((ROWS,) if confirmed else (0, ROWS))
            log_agrees(session)
            if count:
                session.undo()
                assert Customer.select().count() == 0


def test_what_was_confirmed_is_there_and_nothing_is_half(tmp_path: Path, empty_file: Path) -> None:
    path = tmp_path / "data.db"
    shutil.copyfile(empty_file, path)
    chance = random.Random(3)
    known: list[int] = []
    for _round in range(4):
        confirmed = run_and_kill(SMALL, path, after=chance.uniform(0.01, 0.1), lines=3)
        known += map(int, confirmed)
        with Reopened(path) as session:
            ids = [c.id for c in list(Customer.select().order_by(Customer.id))]
            assert set(known) <= set(ids), "a confirmed customer is lost"
            assert len(ids) <= len(known) + 4, "more than the one not yet confirmed"
            assert Phone.select().count() == 2 * len(ids)
            log_agrees(session)


def test_an_undo_is_done_whole_or_not_at_all(
    tmp_path: Path, empty_file: Path, big_list: Path
) -> None:
    whole = tmp_path / "whole.db"
    shutil.copyfile(empty_file, whole)
    subprocess.run(
        [sys.executable, "-c", IMPORT, str(whole), str(big_list)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    DataFile.open(whole).close()
    path = tmp_path / "data.db"
    for after in (0.01, 0.04, 0.12):
        shutil.copyfile(whole, path)
        for beside in tmp_path.glob("data.db-*"):
            beside.unlink()
        confirmed = run_and_kill(UNDO, path, after=after)
        with Reopened(path) as session:
            count = Customer.select().count()
            assert count in ((0,) if confirmed else (0, ROWS))
            assert (session.undo_label() == "") == (count == 0)
            if not count:
                session.redo()
                assert Customer.select().count() == ROWS


def test_a_backup_cut_short_is_no_backup(tmp_path: Path, empty_file: Path) -> None:
    path = tmp_path / "data.db"
    shutil.copyfile(empty_file, path)
    with Reopened(path) as session:
        add_customer(session, CustomerRecord("a"))
    program = (
        "import sys; from pathlib import Path; from datetime import datetime\n"
        "from smallcrm.storage.backup import back_up\n"
        "print('go', flush=True)\n"
        "while True: print(back_up(Path(sys.argv[1]), datetime.now()), flush=True)\n"
    )
    confirmed = run_and_kill(program, path, after=0.15)
    for name in confirmed[:-1]:
        with Reopened(Path(name)):
            assert Customer.select().count() == 1
