"""Lists and search of a large list come from another process: they are as those built here."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import active_children
from typing import TypeVar

import pytest

from smallcrm.core.progress import Progress
from smallcrm.models import Customer
from smallcrm.models.bulk import insert_rows, next_id
from smallcrm.storage import built_lists, facts, fresh_writer
from smallcrm.storage.database import rows
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.fresh import FreshCustomers, Listed, Numbers, Persons
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session
from tests.storage.helpers import dump

PARTS, COUNT = 4, 1000
T = TypeVar("T")
WORDS = ("机械有限公司", "Trading Ltd", "贸易商行")


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process for the few customers of a test."""
    monkeypatch.setattr(fresh_writer, "FEWEST", PARTS * COUNT)
    monkeypatch.setattr("os.cpu_count", lambda: 2)


class Elsewhere:
    """A session with a connection of its own, in a thread of its own."""

    def __init__(self, datafile: DataFile) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._session = self._thread.submit(datafile.session).result()

    def do(self, function: Callable[..., T], *args: object) -> T:
        """What a function of the session and other values returns there."""
        return self._thread.submit(function, self._session, *args).result()

    def close(self) -> None:
        """End it."""
        self._thread.submit(self._session.close).result()
        self._thread.shutdown()


@pytest.fixture
def other(datafile: DataFile) -> Iterator[Elsewhere]:
    """A connection that has searched before."""
    opened = Elsewhere(datafile)
    assert opened.do(found, "Trading") == 0
    yield opened
    opened.close()


def bring_in(session: Session, between: Callable[[], None] = lambda: None) -> None:
    """Write new customers as an import does it; `between` is called half way."""
    with session.unit(Op.IMPORT, {"file": "x"}) as unit:
        assert unit.tells_fresh(PARTS * COUNT)
        for part in range(PARTS):
            ids = range(first := next_id(Customer), first + COUNT)
            names = [f"{id * 7919 % 5003} {WORDS[id % len(WORDS)]}" for id in ids]
            notes = [f"Prefers letters {id}" if id % 3 else "" for id in ids]
            columns = {
                "name": names,
                "created": [session.today] * COUNT,
                "status": ["prospect"] * COUNT,
                "note": notes,
            }
            values = zip(ids, *columns.values(), strict=True)
            insert_rows(Customer, ("id", *columns), values, unit)
            none, empty = [0] * COUNT, [""] * COUNT
            persons, phones = Persons(none, (), (), ()), Numbers(none, (), (), (), ())
            fresh = FreshCustomers(ids, columns, persons, phones, empty, empty, [False] * COUNT)
            unit.add_fresh(fresh, session.today)
            if part == 1:
                between()


def found(session: Session, word: str, table: str = "search") -> int:
    """How many rows are found by the trigrams of a word."""
    signs = word.lower()
    asked = " AND ".join(f'"{signs[start : start + 3]}"' for start in range(len(signs) - 2))
    query = f"SELECT count(*) FROM {table} WHERE {table} MATCH ?"
    ((count,),) = rows(session.connection, query, (asked,))
    return int(count)


def is_sound(session: Session) -> bool:
    """Whether all of the file is well, the index too, as this connection sees it."""
    found(session, "any")  # FTS5 only looks then whether the file was written by others
    return rows(session.connection, "PRAGMA integrity_check") == [("ok",)]


def write_more(session: Session, place: int) -> None:
    """Rename a customer, take one out and add one."""
    with session.unit(Op.EDIT_CUSTOMER, {"name": "x"}):
        Customer.update(name="Zebra Trading").where(Customer.id == 2 + 3 * place).execute()
    with session.unit(Op.DELETE_CUSTOMERS, {"count": 1}):
        Customer.delete().where(Customer.id == 1000 + 3 * place).execute()
    with session.unit(Op.ADD_CUSTOMER, {"name": "x"}):
        Customer.create(name="Zebra New", created=session.today)


def kill_children() -> None:
    """End the process that makes texts and index."""
    for child in active_children():
        child.kill()
        child.join()


def test_the_index_is_what_is_built_here(session: Session, other: Elsewhere) -> None:
    bring_in(session)
    assert is_sound(session)
    assert other.do(is_sound)
    words = ("Trading", "机械有限", "3001")
    counts = [found(session, word) for word in words]
    assert counts[0] == sum(id % 3 == 1 for id in range(1, PARTS * COUNT + 1))
    assert min(counts) > 0
    assert [other.do(found, word) for word in words] == counts
    kept = dump(session)
    with session.keeping() as connection:
        facts.rebuild(connection, session.today)
    assert dump(session) == kept
    assert [found(session, word) for word in words] == counts


def test_what_is_written_later_is_found_through_every_connection(
    session: Session, other: Elsewhere
) -> None:
    bring_in(session)
    before = found(session, "Trading")
    write_more(session, 0)
    other.do(write_more, 1)
    for word, known in (("Zebra", 4), ("Trading", before)):
        assert found(session, word) == other.do(found, word) == known
    assert is_sound(session)
    assert other.do(is_sound)


def test_an_index_from_elsewhere_is_taken_back_and_brought_again(
    session: Session, other: Elsewhere
) -> None:
    before = dump(session)
    bring_in(session)
    made, count = dump(session), found(session, "Trading")
    session.undo()
    assert dump(session) == before
    assert found(session, "Trading") == other.do(found, "Trading") == 0
    session.redo()
    assert dump(session) == made
    assert found(session, "Trading") == other.do(found, "Trading") == count
    assert is_sound(session)


def test_an_import_that_fails_leaves_an_empty_search(session: Session) -> None:
    def fail() -> None:
        raise KeyError("half way")

    with pytest.raises(KeyError, match="half way"):
        bring_in(session, fail)
    assert found(session, "Trading") == 0
    bring_in(session)
    assert found(session, "Trading") > 0
    assert is_sound(session)


def test_a_second_large_list_is_put_into_the_search(session: Session, other: Elsewhere) -> None:
    bring_in(session)
    once = found(session, "Trading")
    bring_in(session)
    assert found(session, "Trading") == other.do(found, "Trading") > once
    assert is_sound(session)
    kept = dump(session)
    with session.keeping() as connection:
        facts.rebuild(connection, session.today)
    assert dump(session) == kept


def test_a_list_of_many_parts_is_laid_in_part_by_part(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fresh_writer, "MOST_WAITING", 1)
    monkeypatch.setattr(fresh_writer, "BEHIND", 0)
    bring_in(session)
    assert found(session, "Trading") > 0
    assert is_sound(session)


def test_many_customers_come_in_several_images(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(built_lists, "IN_IMAGE", 3)
    ids = range(1, 9)
    names = [f"{'ZYXWVUTS'[id - 1]} Trading" for id in ids]
    with session.keeping() as connection:
        definition = built_lists.define(connection)
        built = built_lists.BuiltLists(definition)
        for start in range(0, 8, 2):
            part = slice(start, start + 2)
            texts, numbers = ["x"] * 2, [50] * 2
            listed = Listed(ids[part], names[part], texts, texts, numbers, texts, texts, [None] * 2)
            built.add(listed, names[part], names[part], session.today)
        images = built.images()
        for image in images:
            built_lists.lay_in(connection, definition, image, Progress())
    built_lists.let_go(session.connection)
    assert len(images) == 2 + 2 + 1
    query = "SELECT customer_id, contact FROM customer_fact ORDER BY sort_name"
    assert rows(session.connection, query) == list(zip(ids, names, strict=True))[::-1]
    assert rows(session.connection, "SELECT count(*) FROM customer_day") == [(8,)]
    assert found(session, "Trading") == 8
    assert is_sound(session)


def test_nothing_stays_attached_to_the_file(session: Session) -> None:
    bring_in(session)
    names = [name for _number, name, _path in rows(session.connection, "PRAGMA database_list")]
    assert set(names) <= {"main", "temp"}


def test_where_the_other_process_is_ended_lists_are_made_here(session: Session) -> None:
    bring_in(session, kill_children)
    assert found(session, "Trading") > 0
    assert is_sound(session)
    kept = dump(session)
    with session.keeping() as connection:
        facts.rebuild(connection, session.today)
    assert dump(session) == kept
