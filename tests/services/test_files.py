"""Moving the data file with what belongs to it."""

from pathlib import Path

import pytest

from smallcrm.core.errors import StorageError
from smallcrm.services.backups import back_up_now
from smallcrm.services.customers import add_customer
from smallcrm.services.files import move_data_file
from smallcrm.services.records import CustomerRecord
from smallcrm.storage.attachments import attachment_folder, attachment_path, store_file
from smallcrm.storage.backup import list_backups
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session
from tests.storage.helpers import dump


@pytest.fixture
def closed(session: Session, datafile: DataFile, tmp_path: Path) -> tuple[Path, object, str]:
    """A closed data file with a customer, a backup and an attached file; its dump; the file."""
    add_customer(session, CustomerRecord("a"))
    back_up_now(session)
    source = tmp_path / "offer.pdf"
    source.write_bytes(b"offer")
    digest, _size = store_file(datafile.path, source)
    before = dump(session)
    session.close()
    datafile.close()
    return datafile.path, before, digest


def test_a_moved_file_takes_everything_along(
    closed: tuple[Path, object, str], tmp_path: Path
) -> None:
    path, before, digest = closed
    folder = tmp_path / "usb"
    folder.mkdir()
    moved = move_data_file(path, folder)
    assert moved == folder / "data.db"
    assert not path.exists()
    assert not attachment_folder(path).exists()
    assert attachment_path(moved, digest).read_bytes() == b"offer"
    assert len(list_backups(moved)) == 1
    datafile = DataFile.open(moved)
    session = datafile.session()
    assert dump(session) == before
    assert session.undo_label() == "Add customer a"
    session.close()
    datafile.close()


def test_it_may_get_another_name(closed: tuple[Path, object, str], tmp_path: Path) -> None:
    path, _before, digest = closed
    moved = move_data_file(path, tmp_path / "new" / "customers.db")
    assert moved.name == "customers.db"
    assert attachment_path(moved, digest).exists()
    assert sorted(p.name for p in moved.parent.iterdir()) == [
        "customers-backups",
        "customers-files",
        "customers.db",
    ]


def test_moving_to_where_it_is_changes_nothing(closed: tuple[Path, object, str]) -> None:
    path = closed[0]
    before = path.read_bytes()
    assert move_data_file(path, path.parent) == path
    assert move_data_file(path, path.parent / "x" / ".." / path.name) == path
    assert path.read_bytes() == before


def test_a_file_in_the_way_is_never_replaced(
    closed: tuple[Path, object, str], tmp_path: Path
) -> None:
    path = closed[0]
    taken = tmp_path / "taken.db"
    taken.write_text("mine")
    with pytest.raises(StorageError, match="already"):
        move_data_file(path, taken)
    assert taken.read_text() == "mine"
    assert path.exists()


def test_when_the_copy_fails_all_stays_where_it_was(
    closed: tuple[Path, object, str], tmp_path: Path
) -> None:
    path, _before, digest = closed
    target = tmp_path / "there" / "data.db"
    target.parent.mkdir()
    attachment_folder(target).write_text("in the way of the folder")
    with pytest.raises(StorageError, match="stays where it was"):
        move_data_file(path, target)
    assert path.exists()
    assert attachment_path(path, digest).exists()
    assert [p.name for p in target.parent.iterdir()] == ["data-files"]
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(StorageError):
        move_data_file(path, blocked / "data.db")
    assert path.exists()
