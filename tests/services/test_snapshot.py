"""Everything as JSON, and back into an empty file with all ids kept."""

import json
from pathlib import Path

import pytest

from smallcrm.core.errors import Cancelled, StorageError, UserError
from smallcrm.core.progress import Progress
from smallcrm.models import Customer, Stage
from smallcrm.services.customers import add_customer, delete_customers
from smallcrm.services.records import CustomerRecord
from smallcrm.services.snapshot import export_everything, import_everything
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
