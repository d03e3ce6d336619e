"""Files kept with customers: copied in, opened, taken away, brought back, tidied, backed up."""

import os
import tempfile
from pathlib import Path

import pytest

from smallcrm.core.errors import UserError
from smallcrm.services.attachments import (
    add_files,
    copy_to_open,
    count_attachments,
    delete_attachment,
    list_attachments,
    save_copy,
    tidy_files,
)
from smallcrm.services.backups import back_up_now
from smallcrm.services.customers import save_customer
from smallcrm.services.records import CustomerRecord
from smallcrm.storage.attachments import attachment_folder
from smallcrm.storage.changelog import STEPS_KEPT
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session


@pytest.fixture(autouse=True)
def _own_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies to open go to the test's own folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.fixture
def alder(session: Session) -> int:
    return save_customer(session, CustomerRecord("Alder"))


@pytest.fixture
def papers(tmp_path: Path) -> tuple[Path, Path]:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "offer.pdf").write_bytes(b"offer")
    (folder / "合同.docx").write_bytes(b"contract " * 100)
    return folder / "offer.pdf", folder / "合同.docx"


def stored(session: Session) -> int:
    return len(list(attachment_folder(session.datafile.path).glob("*/*")))


def test_files_are_copied_in_and_listed_newest_first(
    session: Session, alder: int, papers: tuple[Path, Path]
) -> None:
    assert add_files(session, alder, papers) == 2
    for paper in papers:
        paper.unlink()

    found = list_attachments(session, alder)
    assert [(one.name, one.size) for one in found] == [("合同.docx", 900), ("offer.pdf", 5)]
    assert session.undo_label() == "Attach file: 2 files"
    assert count_attachments(session).count == 2
    assert count_attachments(session).size == 905


def test_the_same_file_is_attached_once(
    session: Session, alder: int, papers: tuple[Path, Path]
) -> None:
    add_files(session, alder, papers[:1])
    assert add_files(session, alder, papers) == 1
    assert add_files(session, alder, papers) == 0
    assert len(list_attachments(session, alder)) == 2


def test_it_opens_as_a_read_only_copy_with_its_own_name(
    session: Session, alder: int, papers: tuple[Path, Path], tmp_path: Path
) -> None:
    add_files(session, alder, papers[1:])
    (record,) = list_attachments(session, alder)
    copy = copy_to_open(session, record.id)
    assert copy.name == "合同.docx"
    assert copy.read_bytes() == b"contract " * 100
    assert not copy.stat().st_mode & 0o222
    assert copy_to_open(session, record.id) == copy
    save_copy(session, record.id, tmp_path / "mine.docx")
    assert (tmp_path / "mine.docx").read_bytes() == b"contract " * 100

    os.chmod(copy, 0o600)
    copy.write_bytes(b"changed by somebody")
    assert copy_to_open(session, record.id).read_bytes() == b"contract " * 100


def test_content_goes_only_when_neither_record_nor_undo_nor_backup_needs_it(
    session: Session, alder: int, papers: tuple[Path, Path]
) -> None:
    add_files(session, alder, papers)
    delete_attachment(session, list_attachments(session, alder)[0].id)
    assert tidy_files(session) == 0
    session.undo()
    assert len(list_attachments(session, alder)) == 2

    session.redo()
    for place in range(STEPS_KEPT + 1):
        save_customer(session, CustomerRecord(f"Customer {place}"))
    backup = back_up_now(session)
    assert tidy_files(session) == 1
    assert stored(session) == 1

    delete_attachment(session, list_attachments(session, alder)[0].id)
    for place in range(STEPS_KEPT + 1):
        save_customer(session, CustomerRecord(f"More {place}"))
    assert tidy_files(session) == 0  # the backup still names it
    backup.unlink()
    assert tidy_files(session) == 1


def test_a_backup_elsewhere_takes_the_files_along(
    session: Session, alder: int, papers: tuple[Path, Path], tmp_path: Path
) -> None:
    add_files(session, alder, papers)
    path = back_up_now(session, tmp_path / "stick" / "copy.db")
    assert len(list(attachment_folder(path).glob("*/*"))) == 2


def test_a_backup_opened_in_its_folder_finds_the_files(
    session: Session, alder: int, papers: tuple[Path, Path]
) -> None:
    add_files(session, alder, papers[:1])
    (record,) = list_attachments(session, alder)
    backup = back_up_now(session)
    session.close()
    session.datafile.close()
    opened = DataFile.open(backup)
    try:
        other = opened.session()
        assert copy_to_open(other, record.id).read_bytes() == b"offer"
        other.close()
    finally:
        opened.close()


def test_what_cannot_be_attached_is_said(session: Session, alder: int, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is a folder"):
        add_files(session, alder, [tmp_path])
    with pytest.raises(UserError, match="cannot be read"):
        add_files(session, alder, [tmp_path / "none.pdf"])


def test_missing_content_names_the_folder(
    session: Session, alder: int, papers: tuple[Path, Path]
) -> None:
    add_files(session, alder, papers[:1])
    for path in attachment_folder(session.datafile.path).glob("*/*"):
        path.unlink()
    (record,) = list_attachments(session, alder)
    with pytest.raises(UserError, match=r"content of offer\.pdf is missing"):
        save_copy(session, record.id, tmp := session.datafile.path.with_name("x.pdf"))
    assert not tmp.exists()
