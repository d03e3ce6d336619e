"""The attached files that go with a JSON file of everything, in a folder beside it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peewee import fn

from smallcrm.core.errors import StorageError
from smallcrm.core.i18n import _, ngettext
from smallcrm.core.progress import Progress
from smallcrm.models import Attachment
from smallcrm.storage import attachments as store
from smallcrm.storage.session import Session


@dataclass(frozen=True, slots=True)
class Carried:
    """What came along: different contents, their bytes, and the names of files without content."""

    count: int = 0
    size: int = 0
    missing: tuple[str, ...] = ()

    def words(self, folder: Path) -> list[str]:
        """What is to be said of it."""
        said = []
        if self.count:
            text = ngettext(
                "%(n)d attached file is in the folder %(folder)s: keep it beside the JSON file.",
                "%(n)d attached files are in the folder %(folder)s: keep it beside the JSON file.",
                self.count,
            )
            said.append(text % {"n": self.count, "folder": folder})
        return said + missing_words(self.missing)


def carry_out(session: Session, path: Path, progress: Progress) -> Carried:
    """Copy the content of all attached files beside the JSON file `path`, each checked by its hash.

    StorageError when one cannot be written; content that is gone or damaged is named.
    """
    goal = store.attachment_folder(path)
    count = size = 0
    missing: list[str] = []
    contents = _contents()
    try:
        for done, (digest, name, length) in enumerate(contents):
            progress.check()
            progress.report(done, len(contents), name)
            source = store.find_content(session.datafile.path, digest)
            target = store.attachment_path(path, digest)
            if source is not None and store.copy_checked(source, target, digest):
                count, size = count + 1, size + length
            else:
                missing.append(name)
    except OSError as error:
        raise StorageError(
            _("The attached files could not be copied to %(path)s.") % {"path": goal},
            _("Check that the disk is connected and has room."),
            kind="io",
        ) from error
    return Carried(count, size, tuple(missing))


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[None]:
    """Remove the folder of files beside `path` again when what is done here fails and made it."""
    goal = store.attachment_folder(path)
    new = not goal.exists()
    try:
        yield
    except BaseException:
        if new:
            store.drop_folder(goal)
        raise


def carry_in(session: Session, path: Path, tables: dict[str, Any], progress: Progress) -> None:
    """Copy the content of the attached files named in `tables` from beside the JSON file `path`.

    What is not there, or damaged, stays missing (see `missing_files`). The same content is stored
    once; undo leaves it to the tidying of files that nothing names.
    """
    table = tables.get("attachment", {"columns": [], "rows": []})
    place = {name: at for at, name in enumerate(table["columns"])}
    digests = dict.fromkeys(str(row[place["sha256"]]) for row in table["rows"])
    for done, digest in enumerate(digests):
        progress.check()
        progress.report(done, len(digests), _("Attached files"))
        source = store.attachment_path(path, digest)
        target = store.attachment_path(session.datafile.path, digest)
        if not target.exists() and source.exists():
            try:
                store.copy_checked(source, target, digest)
            except OSError as error:
                raise StorageError(
                    _("The attached files could not be copied to %(path)s.")
                    % {"path": target.parent.parent},
                    _("Check that the disk is connected and has room."),
                    kind="io",
                ) from error


def missing_files(session: Session) -> tuple[str, ...]:
    """The names of attached files whose content is not there."""
    folder = session.datafile.path
    return tuple(
        name for digest, name, _size in _contents() if store.find_content(folder, digest) is None
    )


def missing_words(names: Collection[str]) -> list[str]:
    """A sentence about files without content; none when there are none."""
    if not names:
        return []
    text = ngettext(
        "The content of %(n)d attached file is missing: %(names)s",
        "The content of %(n)d attached files is missing: %(names)s",
        len(names),
    )
    return [text % {"n": len(names), "names": ", ".join(sorted(names))}]


def _contents() -> list[tuple[str, str, int]]:
    """(hash, a name, bytes) of every different content."""
    query = Attachment.select(
        Attachment.sha256, fn.MIN(Attachment.name), fn.MAX(Attachment.size)
    ).group_by(Attachment.sha256)
    return list(query.order_by(fn.MIN(Attachment.id)).tuples())
