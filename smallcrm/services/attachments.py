"""Files kept with customers: copied in, opened as copies with their own name, removed with undo."""

import os
import shutil
import stat
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from peewee import fn

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, ngettext
from smallcrm.core.progress import Progress
from smallcrm.models import Attachment
from smallcrm.services.customers import name_of
from smallcrm.storage import attachments as store
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

LARGEST = 2 * 1024**3  # bytes; more is no document but a film


@dataclass(frozen=True, slots=True)
class AttachmentRecord:
    """A file kept with a customer. `size` in bytes, `added` ISO text."""

    id: int
    customer_id: int
    name: str
    size: int
    added: str


@dataclass(frozen=True, slots=True)
class Kept:
    """All attached files: how many, their size in bytes, and the folder they lie in."""

    count: int
    size: int
    folder: Path


def list_attachments(session: Session, customer_id: int) -> tuple[AttachmentRecord, ...]:
    """The files of a customer, newest first."""
    query = Attachment.select(
        Attachment.id, Attachment.customer, Attachment.name, Attachment.size, Attachment.added
    ).where(Attachment.customer == customer_id)
    order = (Attachment.added.desc(), Attachment.id.desc())
    return tuple(AttachmentRecord(*row) for row in list(query.order_by(*order).tuples()))


def count_attachments(session: Session) -> Kept:
    """How many files are attached, and what they take; the same content counts once."""
    once = Attachment.select(Attachment.sha256, fn.MAX(Attachment.size)).group_by(Attachment.sha256)
    sizes = [size for _digest, size in list(once.tuples())]
    folder = store.attachment_folder(session.datafile.path)
    return Kept(int(Attachment.select().count()), sum(sizes), folder)


def add_files(
    session: Session, customer_id: int, paths: Sequence[Path], progress: Progress | None = None
) -> int:
    """Copy files in and keep them with a customer, in one step; returns how many.

    A file that is attached to this customer already, with the same name and content, is passed
    over. UserError for a folder or what cannot be read. Large files take time: for a job.
    """
    progress = progress or Progress()
    for path in paths:
        _check(path)
    found: list[tuple[str, str, int]] = []
    for place, path in enumerate(paths):
        progress.check()
        progress.report(place, len(paths), path.name)
        digest, size = store.store_file(session.datafile.path, path)
        found.append((path.name, digest, size))
    mine = Attachment.select(Attachment.name, Attachment.sha256)
    have = set(list(mine.where(Attachment.customer == customer_id).tuples()))
    new = [one for one in dict.fromkeys(found) if one[:2] not in have]
    if not new:
        return 0
    with session.unit(Op.ADD_ATTACHMENT, {"name": _names(new)}):
        if not name_of(customer_id):
            raise UserError(_("This customer is no longer there."))
        for name, digest, size in new:
            Attachment.create(
                customer=customer_id, name=name, sha256=digest, size=size, added=session.now
            )
    return len(new)


def delete_attachment(session: Session, attachment_id: int) -> None:
    """Take a file away from its customer; its content stays as long as undo can bring it back."""
    found = _get(attachment_id)
    with session.unit(Op.DELETE_ATTACHMENT, {"name": found.name}):
        Attachment.delete().where(Attachment.id == attachment_id).execute()


def copy_to_open(session: Session, attachment_id: int) -> Path:
    """A copy that any program can open, with the file's own name; it is read-only.

    What somebody changes in it would not come back here, so their program shall say so.
    """
    found = _get(attachment_id)
    content = _content(session, found)
    folder = Path(tempfile.gettempdir()) / "smallcrm-files" / found.sha256[:12]
    target = folder / _safe_name(found.name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not _is_copy(target, found.size):
            if target.exists():
                os.chmod(target, stat.S_IREAD | stat.S_IWRITE)  # or Windows would not delete it
                target.unlink()
            shutil.copyfile(content, target)
            os.chmod(target, stat.S_IREAD)
    except OSError as error:
        raise UserError(
            _("The file %(name)s could not be copied.") % {"name": found.name}
        ) from error
    return target


def save_copy(session: Session, attachment_id: int, target: Path) -> None:
    """Copy the content of an attached file to a place of the user's choice."""
    found = _get(attachment_id)
    try:
        shutil.copyfile(_content(session, found), target)
    except OSError as error:
        raise UserError(
            _("The file could not be written to %(path)s.") % {"path": target}
        ) from error


def tidy_files(session: Session) -> int:
    """Delete stored content that nothing needs any more; returns how many files.

    Not while files are being added: run it as a job.
    """
    return store.remove_unused(session.connection, session.datafile.path)


def _is_copy(path: Path, size: int) -> bool:
    """Whether a copy made before is still as it was made: whole and read-only."""
    if not path.exists():
        return False
    found = path.stat()
    return found.st_size == size and not found.st_mode & stat.S_IWRITE


def _check(path: Path) -> None:
    try:
        if path.is_dir():
            text = _("%(name)s is a folder: attach the files in it, or pack it first.")
            raise UserError(text % {"name": path.name})
        size = path.stat().st_size
    except OSError as error:
        raise UserError(_("The file %(name)s cannot be read.") % {"name": path.name}) from error
    if size > LARGEST:
        raise UserError(_("The file %(name)s is larger than 2 GB.") % {"name": path.name})


def _names(found: Sequence[tuple[str, str, int]]) -> str:
    if len(found) == 1:
        return found[0][0]
    return ngettext("%(n)d file", "%(n)d files", len(found)) % {"n": len(found)}


def _get(attachment_id: int) -> Attachment:
    found = Attachment.get_or_none(Attachment.id == attachment_id)
    if found is None:
        raise UserError(_("This file is no longer attached."))
    return found


def _content(session: Session, found: Attachment) -> Path:
    path = store.find_content(session.datafile.path, found.sha256)
    if path is None:
        folder = store.attachment_folder(session.datafile.path)
        raise UserError(
            _("The content of %(name)s is missing.") % {"name": found.name},
            _("Attached files lie in the folder %(folder)s, which belongs beside the data file.")
            % {"folder": folder},
        )
    return path


def _safe_name(name: str) -> str:
    """The name without what a file name may not hold on any system."""
    plain = "".join("_" if one in '<>:"/\\|?*' or ord(one) < 32 else one for one in name)
    return plain.strip(" .") or "file"
