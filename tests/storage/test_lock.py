"""One window at a time on a data file, and what the others may do meanwhile."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from smallcrm.core.errors import StorageError
from smallcrm.models import Customer
from smallcrm.services.customers import add_customer
from smallcrm.services.records import CustomerRecord
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.lock import WindowLock, instance_name
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

ADD = """
import sys
from pathlib import Path
from smallcrm.services.customers import add_customer
from smallcrm.services.records import CustomerRecord
from smallcrm.storage.datafile import DataFile
session = DataFile.open(Path(sys.argv[1])).session()
for name in sys.argv[2:]:
    add_customer(session, CustomerRecord(name))
"""
HOLD = """
import sys
from pathlib import Path
from smallcrm.storage.lock import WindowLock
lock = WindowLock(Path(sys.argv[1]))
assert lock.take()
print("held", flush=True)
sys.stdin.read()
"""


def write_elsewhere(path: Path, *names: str) -> None:
    subprocess.run([sys.executable, "-c", ADD, str(path), *names], check=True, timeout=60)


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdout
    assert child.stdin
    assert child.stdout.readline() == b"held\n"
    assert not WindowLock(path).take()
    child.kill()
    child.wait()
    child.stdout.close()
    child.stdin.close()
    lock = WindowLock(path)
    assert lock.take()
    lock.release()
    lock.release()


def test_a_file_that_cannot_be_opened_gives_the_lock_back(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("not a data file " * 50)
    for _again in range(2):
        with pytest.raises(StorageError) as told:
            DataFile.open(path, window=True)
        assert told.value.kind == "not_ours"


def test_the_window_of_a_file_is_found_by_any_of_its_names(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    path.touch()
    assert instance_name(path) == instance_name(tmp_path / "x" / ".." / "data.db")
    assert instance_name(path) != instance_name(tmp_path / "other.db")
    if os.name == "posix":
        link = tmp_path / "link.db"
        link.symlink_to(path)
        assert instance_name(link) == instance_name(path)


def test_the_window_learns_of_what_a_command_wrote(session: Session) -> None:
    path = session.datafile.path
    add_customer(session, CustomerRecord("mine"))
    assert not session.changed_elsewhere(), "what is written here is no news"
    write_elsewhere(path, "theirs")
    assert session.changed_elsewhere()
    assert not session.changed_elsewhere(), "told once"
    assert {c.name for c in list(Customer.select())} == {"mine", "theirs"}
    step = session.next_step()
    assert step
    assert step.origin == "form"
    assert session.undo_label() == "Add customer theirs", "named before it is undone"
    session.undo()
    assert [c.name for c in list(Customer.select())] == ["mine"]


def test_writing_goes_on_after_a_command_wrote(session: Session) -> None:
    write_elsewhere(session.datafile.path, "theirs", "more")
    add_customer(session, CustomerRecord("mine"))
    assert [c.id for c in list(Customer.select().order_by(Customer.id))] == [1, 2, 3]


def test_a_half_read_query_is_a_bug_that_shows_at_once(session: Session) -> None:
    for name in "ab":
        add_customer(session, CustomerRecord(name))
    cursor = session.connection.execute("SELECT id FROM customer")
    next(cursor)
    with pytest.raises(RuntimeError, match="not read to its end"), session.unit(Op.ADD_CUSTOMER):
        pass
    cursor.close()
    add_customer(session, CustomerRecord("c"))


def test_a_slow_query_is_stopped_from_another_thread(session: Session) -> None:
    import apsw

    slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    timer = threading.Timer(0.1, session.interrupt)
    timer.start()
    with pytest.raises(apsw.InterruptError):
        session.connection.execute(slow).fetchall()
    timer.join()


def test_threads_write_one_after_the_other(datafile: DataFile, session: Session) -> None:
    def work(name: str) -> None:
        own = datafile.session()
        for number in range(10):
            add_customer(own, CustomerRecord(f"{name}{number}"))
        own.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Customer.select().count() == 20
    for _step in range(20):
        session.undo()
    assert Customer.select().count() == 0
