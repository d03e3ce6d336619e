"""A step of many rows is logged by runs of ids, and is undone, explained and searched as any."""

import apsw
import pytest
from peewee import IntegrityError

from smallcrm.models import Contact, Customer, CustomerFact, FollowUp, Phone
from smallcrm.models.bulk import insert_rows, next_id
from smallcrm.storage import facts
from smallcrm.storage.changelog import list_field_changes
from smallcrm.storage.customer_steps import read_customer_changes
from smallcrm.storage.operations import Changes, Op
from smallcrm.storage.recording import SHORTEST_RUN, column_names
from smallcrm.storage.session import Session
from tests.storage.helpers import dump

COUNT = SHORTEST_RUN + 200


@pytest.fixture(params=["values are recorded", "ids only"])
def ids_only(request: pytest.FixtureRequest) -> bool:
    """Whether rows are inserted as an import does it."""
    return bool(request.param == "ids only")


def add_many(session: Session, ids_only: bool, *, update: int | None = None) -> range:
    """Add many customers with a phone each; in the same step, rename one that was there."""
    first = next_id(Customer)
    ids = range(first, first + COUNT)
    with session.unit(Op.IMPORT, {"file": "x"}) as opened:
        unit = opened if ids_only else None
        for part in (ids[:1100], ids[1100:]):
            names = ((id, f"客户{id}", "2026-11-01") for id in part)
            insert_rows(Customer, ("id", "name", "created"), names, unit)
            numbers = ((id, f"138{id:08}") for id in part)
            insert_rows(Phone, ("customer", "number"), numbers, unit)
        Customer.update(note="the last").where(Customer.id == ids[-1]).execute()
        if update is not None:
            Customer.update(note="changed").where(Customer.id == update).execute()
    return ids


def logged(session: Session) -> tuple[list[tuple[int, ...]], int]:
    """The runs of the log, and how many rows it names one by one."""
    runs = session.connection.execute("SELECT table_id, first, last FROM change_run").fetchall()
    ((rows,),) = session.connection.execute("SELECT count(*) FROM change_row").fetchall()
    return runs, rows


def derived_is_true(session: Session) -> None:
    """What is kept for each customer is what the records say."""
    kept = dump(session)
    with session.keeping() as connection:
        facts.rebuild(connection, session.today)
    assert dump(session) == kept


def test_runs_are_logged_and_undone(session: Session, ids_only: bool) -> None:
    before = dump(session)
    ids = add_many(session, ids_only)
    assert logged(session) == ([(3, ids[0], ids[-1]), (6, 1, COUNT)], 0)
    assert CustomerFact.select().count() == COUNT
    derived_is_true(session)
    after = dump(session)
    session.undo()
    assert dump(session) == before
    session.redo()
    assert dump(session) == after


def test_the_values_of_runs_are_not_stored_twice(session: Session) -> None:
    add_many(session, ids_only=True)
    ((size,),) = session.connection.execute("SELECT size FROM change_step").fetchall()
    assert size < 200
    step = session.next_step()
    assert step is not None
    assert step.kept


@pytest.mark.parametrize(
    ("field", "bad"), [("name", ""), ("level", "E"), ("employees", -1), ("consent", "x")]
)
def test_a_row_that_breaks_a_rule_leaves_nothing(session: Session, field: str, bad: object) -> None:
    before = dump(session)
    rows = [[f"客户{number}", "2026-11-01"] for number in range(COUNT)]
    fields = ["name", "created"]
    if field in fields:
        rows[COUNT // 2][fields.index(field)] = str(bad)
    else:
        fields.append(field)
        rows = [[*row, 0 if isinstance(bad, int) else ""] for row in rows]  # type: ignore[list-item]
        rows[-1][-1] = bad  # type: ignore[call-overload]
    with pytest.raises(apsw.ConstraintError), session.unit(Op.IMPORT) as unit:
        insert_rows(Customer, fields, rows, unit)
    assert dump(session) == before
    with pytest.raises(IntegrityError), session.unit(Op.IMPORT):
        Customer.create(**{"name": "a", "created": "2026-11-01", field: bad})


def test_a_rule_on_two_columns_holds_for_many_rows(session: Session) -> None:
    with session.unit(Op.ADD_CUSTOMER):
        mine = Customer.create(name="a", created="2026-11-01")
    plans = [(mine.id, "x", "2026-12-01", "2026-11-01", "done")] * COUNT
    fields = ("customer", "title", "due", "created", "state")
    with pytest.raises(apsw.ConstraintError), session.unit(Op.IMPORT) as unit:
        insert_rows(FollowUp, fields, plans, unit)
    assert FollowUp.select().count() == 0


def test_an_undone_run_stays_when_redo_ended(session: Session, ids_only: bool) -> None:
    before = dump(session)
    add_many(session, ids_only)
    session.undo()
    with session.unit(Op.ADD_CUSTOMER, {"name": "b"}):
        new = Customer.create(name="new", created="2026-01-01").id
    assert new == COUNT + 1, "no id is given twice"
    assert session.redo_label() == ""
    session.undo()
    assert dump(session) == before


def test_edits_after_a_run_are_taken_back_and_redone_around_it(
    session: Session, ids_only: bool
) -> None:
    ids = add_many(session, ids_only)
    with session.unit(Op.EDIT_CUSTOMER, {"name": "x"}):
        Customer.update(name="renamed").where(Customer.id == ids[5]).execute()
    with session.unit(Op.DELETE_CUSTOMERS, {}):
        Customer.delete().where(Customer.id == ids[6]).execute()
    after = dump(session)
    for _step in range(3):
        session.undo()
    assert Customer.select().count() == Phone.select().count() == 0
    for _step in range(3):
        session.redo()
    assert dump(session) == after
    derived_is_true(session)


def test_the_search_is_made_anew_where_most_of_it_goes(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with session.unit(Op.ADD_CUSTOMER, {"name": "a"}):
        Customer.create(name="宁德海川", created="2026-01-01")
    before = dump(session)
    add_many(session, ids_only=True)
    after = dump(session)
    monkeypatch.setattr(facts, "PART", 500)
    for undo, state in ((True, before), (False, after), (True, before)):
        (session.undo if undo else session.redo)()
        assert dump(session) == state
        with session.keeping() as connection:
            connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")
        query = "SELECT rowid FROM search WHERE search MATCH 'ing'"
        assert session.connection.execute(query).fetchall() == [(1,)]


def test_what_was_kept_is_not_brought_back_twice(session: Session, ids_only: bool) -> None:
    ids = add_many(session, ids_only)
    with session.unit(Op.EDIT_CUSTOMER, {"name": "x"}):
        Customer.update(name="renamed").where(Customer.id == ids[5]).execute()
    with session.unit(Op.DELETE_CUSTOMERS, {}):
        Customer.delete().where(Customer.id == ids[6]).execute()
    after = dump(session)
    result = session.undo(1)
    assert result.counts == {"customer": COUNT - 2, "phone": COUNT - 2}
    assert [customer.id for customer in Customer.select()] == [ids[5]]
    assert [phone.customer_id for phone in Phone.select()] == [ids[5]]
    derived_is_true(session)
    session.redo()
    assert dump(session) == after
    derived_is_true(session)


def test_the_origin_of_a_value_in_a_run_is_known(session: Session, ids_only: bool) -> None:
    ids = add_many(session, ids_only)
    (change,) = list_field_changes(session.connection, "customer", ids[5], "name")
    assert (change.step.op, change.action, change.new) == (Op.IMPORT, "I", f"客户{ids[5]}")
    for name in ("second", "third"):
        with session.unit(Op.EDIT_CUSTOMER, {"name": "x"}):
            Customer.update(name=name).where(Customer.id == ids[5]).execute()
    found = list_field_changes(session.connection, "customer", ids[5], "name")
    assert [change.new for change in found] == ["third", "second", f"客户{ids[5]}"]
    with session.unit(Op.DELETE_CUSTOMERS, {}):
        Customer.delete().where(Customer.id == ids[5]).execute()
    first = list_field_changes(session.connection, "customer", ids[5], "name")[-1]
    assert (first.known, first.new) == (True, f"客户{ids[5]}")
    changed = list_field_changes(session.connection, "customer", ids[-1], "note")
    assert [(one.action, one.new) for one in changed] == [("I", "the last")]


def test_what_a_run_brought_to_a_customer_is_known(session: Session, ids_only: bool) -> None:
    ids = add_many(session, ids_only)
    with session.unit(Op.EDIT_CUSTOMER, {"name": "x"}):
        Phone.update(number="021").where(Phone.customer == ids[5]).execute()
    connection = session.connection
    columns = column_names(connection)
    found = read_customer_changes(connection, ids[5], 10_000_000, columns=columns)[1]
    assert sorted((change.table, change.action, change.row_id) for change in found) == [
        ("customer", "I", ids[5]),
        ("phone", "I", 6),
    ]
    assert {change.new.get("number") for change in found} == {None, f"138{ids[5]:08}"}


def test_what_was_edited_since_stays(session: Session, ids_only: bool) -> None:
    ids = add_many(session, ids_only)
    with session.unit(Op.EDIT_CUSTOMER, {"name": "x"}):
        Customer.update(note="mine").where(Customer.id == ids[7]).execute()
    with session.unit(Op.ADD_CONTACT, {"name": "x"}):
        Contact.create(customer=ids[9], name="b")
    result = session.undo(1)
    assert [customer.id for customer in Customer.select().order_by(Customer.id)] == [ids[7], ids[9]]
    assert {(kept.table, kept.row_id) for kept in result.kept} >= {
        ("customer", ids[7]),
        ("customer", ids[9]),
    }
    derived_is_true(session)


def test_new_rows_and_changes_in_one_step(session: Session, ids_only: bool) -> None:
    with session.unit(Op.ADD_CUSTOMER, {"name": "a"}):
        old = Customer.create(name="a", created="2026-01-01").id
    told: list[Changes] = []
    session.datafile.subscribe(told.append)
    before = dump(session)
    ids = add_many(session, ids_only, update=old)
    runs, rows = logged(session)
    assert runs == [(3, ids[0], ids[-1]), (6, 1, COUNT)]
    assert rows == 2, "the first customer's own step, and its change here"
    assert set(told[0].tables["customer"]) == {old, *ids}
    assert len(told[0].tables["phone"]) == COUNT
    derived_is_true(session)
    session.undo()
    assert dump(session) == before


def test_a_phone_for_an_old_customer_refreshes_it(session: Session, ids_only: bool) -> None:
    ids = add_many(session, ids_only)
    with session.unit(Op.IMPORT, {"file": "y"}):
        insert_rows(Phone, ("customer", "number", "position"), ((id, "021", 1) for id in ids))
    found = session.connection.execute(
        "SELECT count(*) FROM search WHERE body LIKE '%021%'"
    ).fetchall()
    assert found[0][0] >= COUNT
    derived_is_true(session)


def test_a_row_with_an_id_from_before_is_seen_too(session: Session, ids_only: bool) -> None:
    """Nobody gives such ids today; then the changes are read one by one."""
    add_many(session, ids_only)
    with session.unit(Op.DELETE_CUSTOMERS, {}):
        Customer.delete().where(Customer.id == 3).execute()
    with session.unit(Op.ADD_CUSTOMER, {"name": "b"}):
        Customer.create(id=3, name="back", created="2026-01-01")
        new = Customer.create(name="new", created="2026-01-01").id
    found = {fact.customer for fact in CustomerFact.select() if fact.sort_name in ("back", "new")}
    assert found == {3, new}
    derived_is_true(session)
    session.undo()
    assert Customer.get_or_none(Customer.id == 3) is None
    derived_is_true(session)
