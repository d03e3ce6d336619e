"""Everything as JSON, and back into an empty file with all ids kept."""

import errno
import json
import shutil
from pathlib import Path

import pytest

from smallcrm.core.errors import Cancelled, StorageError, UserError
from smallcrm.core.progress import Progress
from smallcrm.models import Customer, NotSame, Stage
from smallcrm.services.attachments import add_files, list_attachments, save_copy
from smallcrm.services.customer_list import Filter
from smallcrm.services.customers import add_customer, delete_customers
from smallcrm.services.not_same import mark_not_same
from smallcrm.services.records import CustomerRecord
from smallcrm.services.saved_views import KeptView, list_saved_views, save_view
from smallcrm.services.snapshot import export_everything, import_everything
from smallcrm.services.snapshot_files import Carried, missing_files, missing_words
from smallcrm.storage.attachments import attachment_folder
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.migrations import NEWEST
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session
from smallcrm.storage.tables import RECORDED_TABLES
from tests.storage.helpers import dump


def without_lists(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """The dump of what is recorded; lists and search hold the same in both files by other tests."""
    found = dump(session)
    return {name: rows for name, rows in found.items() if name in (*RECORDED_TABLES, "search")}


def test_all_records_come_back_with_their_ids(demo: Session, tmp_path: Path) -> None:
    demo.settings.set("company_name", "宁海机电有限公司")
    with demo.unit(Op.EDIT_STAGES):
        Stage.update(name="首次拜访", probability=15).where(Stage.key == "lead").execute()
    # One customer refers to another that comes later.
    with demo.unit(Op.EDIT_CUSTOMER):
        Customer.update(referred_by=300).where(Customer.id == 1).execute()
    path = tmp_path / "all.json"
    export_everything(demo, path)
    before = dump(demo)
    clock = demo.clock
    demo.close()
    demo.datafile.close()
    datafile = DataFile.open(tmp_path / "fresh.db", clock=clock)
    fresh = datafile.session()
    empty = dump(fresh)
    assert import_everything(fresh, path) == 300
    assert dump(fresh) == before
    assert fresh.settings.get("company_name") == "宁海机电有限公司"
    assert fresh.undo_label() == "Bring in all.json"
    fresh.undo()
    assert dump(fresh) == empty
    fresh.redo()
    assert dump(fresh) == before
    fresh.close()
    datafile.close()


def test_the_file_says_what_it_is(session: Session, tmp_path: Path) -> None:
    add_customer(session, CustomerRecord("宁海"))
    path = tmp_path / "all.json"
    export_everything(session, path)
    content = json.loads(path.read_text(encoding="utf-8"))
    assert (content["format"], content["schema"]) == ("smallcrm", NEWEST)
    assert set(content["tables"]) == set(RECORDED_TABLES)
    customers = content["tables"]["customer"]
    assert dict(zip(customers["columns"], customers["rows"][0], strict=True))["name"] == "宁海"


def test_only_an_empty_file_takes_it(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    export_everything(session, path)
    customer = add_customer(session, CustomerRecord("a", owner="陆小曼"))
    with pytest.raises(UserError, match="empty data file"):
        import_everything(session, path)
    delete_customers(session, [customer])
    with pytest.raises(UserError, match="empty data file"):
        import_everything(session, path)  # its staff is still there


def test_cancelling_leaves_no_trace(session: Session, tmp_path: Path) -> None:
    add_customer(session, CustomerRecord("a"))
    path = tmp_path / "all.json"
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        export_everything(session, path, stopped)
    assert list(tmp_path.glob("all*")) == []
    export_everything(session, path)
    session.undo()
    before = dump(session)
    with session.unit(Op.EDIT_STAFF):
        pass
    with pytest.raises((Cancelled, UserError)):
        import_everything(session, path, stopped)
    assert dump(session) == before


def test_a_place_that_cannot_be_written_is_told(session: Session, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        export_everything(session, tmp_path / "no" / "all.json")


# --- attached files and what undo leaves alone -----------------------------------------------


def move_on(session: Session, datafile: DataFile, path: Path) -> tuple[Session, DataFile]:
    """Another, empty data file in place of the first."""
    session.close()
    datafile.close()
    other = DataFile.open(path, clock=datafile.clock)
    return other.session(), other


def attach(session: Session, folder: Path) -> int:
    """A customer with two files of different content and one that is twice the same."""
    customer = add_customer(session, CustomerRecord("宁海机电"))
    folder.mkdir()
    for name, content in (
        ("合同.pdf", b"contract"),
        ("图.png", b"drawing"),
        ("副本.pdf", b"contract"),
    ):
        (folder / name).write_bytes(content)
    add_files(session, customer, sorted(folder.iterdir()))
    return customer


def test_attached_files_go_along_and_come_back(
    session: Session, datafile: DataFile, tmp_path: Path
) -> None:
    customer = attach(session, tmp_path / "papers")
    path = tmp_path / "out" / "all.json"
    path.parent.mkdir()
    assert export_everything(session, path) == Carried(2, 15)
    fresh, other = move_on(session, datafile, tmp_path / "new" / "fresh.db")
    import_everything(fresh, path)
    assert missing_files(fresh) == ()
    found = {one.name: one.id for one in list_attachments(fresh, customer)}
    assert set(found) == {"合同.pdf", "图.png", "副本.pdf"}
    for name, content in (("合同.pdf", b"contract"), ("图.png", b"drawing")):
        save_copy(fresh, found[name], tmp_path / "copy")
        assert (tmp_path / "copy").read_bytes() == content
    fresh.close()
    other.close()


def test_content_that_is_missing_or_damaged_is_named(
    session: Session, datafile: DataFile, tmp_path: Path
) -> None:
    attach(session, tmp_path / "papers")
    stored = sorted(attachment_folder(datafile.path).glob("*/*"), key=lambda one: one.read_bytes())
    stored[1].unlink()  # the drawing
    path = tmp_path / "all.json"
    assert export_everything(session, path) == Carried(1, 8, ("图.png",))
    (copy,) = attachment_folder(path).glob("*/*")
    copy.write_bytes(b"conTract")
    fresh, other = move_on(session, datafile, tmp_path / "new" / "fresh.db")
    import_everything(fresh, path)
    assert sorted(missing_files(fresh)) == ["副本.pdf", "图.png"]
    assert missing_words(["图.png"]) == ["The content of 1 attached file is missing: 图.png"]
    fresh.close()
    other.close()


def test_saved_views_and_pairs_that_are_not_the_same_come_back(
    session: Session, datafile: DataFile, tmp_path: Path
) -> None:
    ids = [add_customer(session, CustomerRecord(name)) for name in ("宁海机电", "宁海机电设备")]
    mark_not_same(session, ids)
    save_view(session, KeptView("A 级", Filter(levels=("A",))))
    path = tmp_path / "all.json"
    export_everything(session, path)
    fresh, other = move_on(session, datafile, tmp_path / "new" / "fresh.db")
    import_everything(fresh, path)
    assert [view.filter.levels for view in list_saved_views(fresh)] == [("A",)]
    assert NotSame.select().count() == 1
    fresh.close()
    other.close()


def test_a_full_disk_leaves_no_files_behind(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(session, tmp_path / "papers")
    path = tmp_path / "out" / "all.json"
    path.parent.mkdir()
    copy, copied = shutil.copyfile, []

    def copy_one(source: Path, target: Path) -> object:
        if copied:
            raise OSError(errno.ENOSPC, "No space left on device")
        copied.append(target)
        return copy(source, target)

    monkeypatch.setattr(shutil, "copyfile", copy_one)
    with pytest.raises(StorageError, match="attached files could not be copied"):
        export_everything(session, path)
    assert copied
    assert list(path.parent.iterdir()) == []


def test_a_place_that_takes_no_file_leaves_no_files_behind(
    session: Session, tmp_path: Path
) -> None:
    attach(session, tmp_path / "papers")
    path = tmp_path / "out" / "all.json"
    path.mkdir(parents=True)
    with pytest.raises(StorageError):
        export_everything(session, path)
    assert list(path.parent.iterdir()) == [path]
