"""Attached files: one copy a content, removed only when nothing names them any more."""

from pathlib import Path

import pytest

from smallcrm.core.errors import UserError
from smallcrm.models import Attachment, Customer
from smallcrm.storage import changelog
from smallcrm.storage.attachments import attachment_path, remove_unused, store_file
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session


def attach(session: Session, source: Path) -> tuple[int, str]:
    digest, size = store_file(session.datafile.path, source)
    with session.unit(Op.ADD_ATTACHMENT, {"name": source.name}):
        customer = Customer.create(name="a", created=session.today)
        row = Attachment.create(
            customer=customer, name=source.name, sha256=digest, size=size, added=session.now
        )
    return int(row.id), digest


def clean(session: Session) -> int:
    return remove_unused(session.connection, session.datafile.path)


@pytest.fixture
def offer(tmp_path: Path) -> Path:
    path = tmp_path / "offer.pdf"
    path.write_bytes(b"an offer")
    return path


def test_the_same_content_is_stored_once(session: Session, offer: Path, tmp_path: Path) -> None:
    path = session.datafile.path
    digest, size = store_file(path, offer)
    same = tmp_path / "copy.pdf"
    same.write_bytes(b"an offer")
    assert store_file(path, same) == (digest, size) == (digest, 8)
    assert attachment_path(path, digest).read_bytes() == b"an offer"
    assert len(list(attachment_path(path, digest).parent.parent.rglob("*.*"))) == 0


def test_a_file_stays_while_a_record_or_an_undo_step_names_it(
    session: Session, offer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    id, digest = attach(session, offer)
    stored = attachment_path(session.datafile.path, digest)
    assert clean(session) == 0
    with session.unit(Op.DELETE_ATTACHMENT):
        Attachment.delete().where(Attachment.id == id).execute()
    assert clean(session) == 0, "undo may bring it back"
    session.undo()
    assert stored.exists()
    assert Attachment.get().sha256 == digest
    session.undo()
    assert clean(session) == 0, "redo may bring it back"
    monkeypatch.setattr(changelog, "STEPS_KEPT", 1)
    for name in "bc":
        with session.unit(Op.ADD_CUSTOMER):
            Customer.create(name=name, created=session.today)
    assert clean(session) == 1
    assert not stored.exists()


def test_no_folder_is_no_problem(session: Session) -> None:
    assert clean(session) == 0


def test_what_cannot_be_copied_is_told(session: Session, tmp_path: Path) -> None:
    for path in (tmp_path / "missing.pdf", tmp_path):
        with pytest.raises(UserError, match="could not be copied"):
            store_file(session.datafile.path, path)
