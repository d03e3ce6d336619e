"""Opening, refusing, locking and migrating data files; backups."""

import sqlite3
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import apsw
import pytest

from smallcrm.core.errors import StorageError
from smallcrm.models import Customer, RecordedModel
from smallcrm.storage import backup, migrations
from smallcrm.storage import datafile as datafile_module
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.migrations import Migration
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session
from smallcrm.storage.tables import RECORDED_TABLES


def kind_of(path: Path, **options: bool) -> str:
    with pytest.raises(StorageError) as told:
        DataFile.open(path, **options)
    return told.value.kind


def test_another_programs_file_is_refused_and_not_touched(tmp_path: Path) -> None:
    foreign = tmp_path / "other.db"
    connection = sqlite3.connect(foreign)
    connection.execute("CREATE TABLE t (a)")
    connection.commit()
    connection.close()
    before = foreign.read_bytes()
    assert kind_of(foreign) == "not_ours"
    assert foreign.read_bytes() == before
    text = tmp_path / "notes.txt"
    text.write_text("not a database at all, but longer than a header of one hundred bytes " * 3)
    assert kind_of(text) == "not_ours"


def test_a_newer_file_is_refused(tmp_path: Path, empty_file: Path) -> None:
    newer = tmp_path / "newer.db"
    newer.write_bytes(empty_file.read_bytes())
    connection = apsw.Connection(str(newer))
    connection.execute(f"PRAGMA user_version = {migrations.NEWEST + 1}")
    connection.close()
    assert kind_of(newer) == "too_new"


def test_a_second_window_is_refused_while_a_command_may_write(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    first = DataFile.open(path, window=True)
    assert kind_of(path, window=True) == "in_use"
    code = (
        "import sys; from pathlib import Path; from smallcrm.storage.datafile import DataFile\n"
        "from smallcrm.storage.operations import Op; from smallcrm.models import Customer\n"
        "s = DataFile.open(Path(sys.argv[1])).session()\n"
        "with s.unit(Op.ADD_CUSTOMER): Customer.create(name='x', created='2026-01-01')\n"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, timeout=60)
    session = first.session()
    assert Customer.select().count() == 1
    session.close()
    first.close()
    DataFile.open(path, window=True).close()


def test_an_older_file_is_backed_up_then_migrated_and_undo_ends(
    session: Session, datafile: DataFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    with session.unit(Op.ADD_CUSTOMER, {"name": "x"}):
        Customer.create(name="x", created="2026-01-01")
    session.close()
    datafile.close()

    def add_column(connection: apsw.Connection) -> None:
        connection.execute("ALTER TABLE customer ADD COLUMN later TEXT NOT NULL DEFAULT ''")

    steps = (*migrations.MIGRATIONS, Migration(migrations.NEWEST + 1, "a later column", add_column))
    monkeypatch.setattr(datafile_module, "MIGRATIONS", steps)
    monkeypatch.setattr(datafile_module, "NEWEST", steps[-1].number)
    again = DataFile.open(datafile.path)
    reopened = again.session()
    assert Customer.select().count() == 1
    assert reopened.undo_label() == ""
    ((copy, _when),) = backup.list_backups(datafile.path)
    assert "migration" in copy.name
    kept = apsw.Connection(str(copy))
    assert kept.execute("PRAGMA user_version").fetchall() == [(migrations.NEWEST,)]
    reopened.close()
    again.close()


def test_a_failing_migration_changes_nothing(
    datafile: DataFile, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.close()
    datafile.close()

    def fail(connection: apsw.Connection) -> None:
        connection.execute("DROP TABLE receipt")
        raise ZeroDivisionError

    steps = (*migrations.MIGRATIONS, Migration(migrations.NEWEST + 1, "a broken step", fail))
    monkeypatch.setattr(datafile_module, "MIGRATIONS", steps)
    monkeypatch.setattr(datafile_module, "NEWEST", steps[-1].number)
    with pytest.raises(ZeroDivisionError):
        DataFile.open(datafile.path)
    connection = apsw.Connection(str(datafile.path))
    assert connection.execute("PRAGMA user_version").fetchall() == [(migrations.NEWEST,)]
    assert connection.execute("SELECT count(*) FROM receipt").fetchall() == [(0,)]


def test_a_backup_of_an_open_file_is_whole(
    session: Session, datafile: DataFile, tmp_path: Path
) -> None:
    with session.unit(Op.ADD_CUSTOMER, {"name": "x"}):
        Customer.create(name="x", created="2026-01-01")
    copy = backup.back_up(datafile.path, datetime(2026, 11, 18, 9, 30), tmp_path / "copy.db")
    assert apsw.Connection(str(copy)).execute("SELECT name FROM customer").fetchall() == [("x",)]
    assert list(tmp_path.glob("copy.db-*")) == []
    damaged = bytearray(copy.read_bytes())
    damaged[4096:8192] = bytes(4096)
    copy.write_bytes(damaged)
    with pytest.raises(StorageError):
        backup.check_copy(copy)


def test_models_and_schema_agree(session: Session) -> None:
    models = {model._meta.table_name: model for model in RecordedModel.__subclasses__()}
    assert set(models) == set(RECORDED_TABLES)
    for table, model in models.items():
        info = session.connection.execute(
            'SELECT name, "notnull", pk FROM pragma_table_info(?)', (table,)
        ).fetchall()
        wanted = {f.column_name: (f.null, f.primary_key) for f in model._meta.sorted_fields}
        assert {name: (not notnull and not pk, bool(pk)) for name, notnull, pk in info} == wanted, (
            table
        )


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO customer (name, created) VALUES ('', '2026-01-01')",
        "INSERT INTO customer (name, created, level) VALUES ('x', '2026-01-01', 'Z')",
        "INSERT INTO contact (customer_id, name) VALUES (99, 'x')",
        "INSERT INTO follow_up (customer_id, title, due, created, state)"
        " VALUES (1, 'x', '2026-01-01', 'x', 'done')",
    ],
)
def test_the_schema_itself_refuses_what_makes_no_sense(session: Session, statement: str) -> None:
    with pytest.raises(apsw.ConstraintError), session.unit(Op.ADD_CUSTOMER, {"name": "x"}):
        session.connection.execute(statement)
