"""A step of many rows is logged by runs of ids, and is undone, explained and searched as any."""

from smallcrm.models import Contact, Customer, CustomerFact, Phone
from smallcrm.models.bulk import insert_rows, next_id
from smallcrm.storage import facts
from smallcrm.storage.changelog import list_field_changes
from smallcrm.storage.operations import Changes, Op
from smallcrm.storage.recording import SHORTEST_RUN
from smallcrm.storage.session import Session
from tests.storage.helpers import dump

COUNT = SHORTEST_RUN + 200


def add_many(session: Session, *, update: int | None = None) -> range:
    """Add many customers with a phone each; in the same step, rename one that was there."""
    first = next_id(Customer)
    ids = range(first, first + COUNT)
    with session.unit(Op.IMPORT, {"file": "x"}):
        insert_rows(
            Customer, ("id", "name", "created"), ((id, f"客户{id}", "2026-11-01") for id in ids)
        )
        numbers = ((id, f"138{id:08}") for id in ids)
        insert_rows(Phone, ("customer", "number"), numbers)
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


def test_runs_are_logged_and_undone(session: Session) -> None:
    before = dump(session)
    ids = add_many(session)
    assert logged(session) == ([(3, ids[0], ids[-1]), (6, 1, COUNT)], 0)
    assert CustomerFact.select().count() == COUNT
    derived_is_true(session)
    after = dump(session)
    session.undo()
    assert dump(session) == before
    session.redo()
    assert dump(session) == after


def test_the_origin_of_a_value_in_a_run_is_known(session: Session) -> None:
    ids = add_many(session)
    (change,) = list_field_changes(session.connection, "customer", ids[5], "name")
    assert (change.step.op, change.action, change.new) == (Op.IMPORT, "I", f"客户{ids[5]}")


def test_what_was_edited_since_stays(session: Session) -> None:
    ids = add_many(session)
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


def test_new_rows_and_changes_in_one_step(session: Session) -> None:
    with session.unit(Op.ADD_CUSTOMER, {"name": "a"}):
        old = Customer.create(name="a", created="2026-01-01").id
    told: list[Changes] = []
    session.datafile.subscribe(told.append)
    before = dump(session)
    ids = add_many(session, update=old)
    runs, rows = logged(session)
    assert runs == [(3, ids[0], ids[-1]), (6, 1, COUNT)]
    assert rows == 2, "the first customer's own step, and its change here"
    assert set(told[0].tables["customer"]) == {old, *ids}
    assert len(told[0].tables["phone"]) == COUNT
    derived_is_true(session)
    session.undo()
    assert dump(session) == before


def test_a_phone_for_an_old_customer_refreshes_it(session: Session) -> None:
    ids = add_many(session)
    with session.unit(Op.IMPORT, {"file": "y"}):
        insert_rows(Phone, ("customer", "number", "position"), ((id, "021", 1) for id in ids))
    found = session.connection.execute(
        "SELECT count(*) FROM search WHERE body LIKE '%021%'"
    ).fetchall()
    assert found[0][0] >= COUNT
    derived_is_true(session)


def test_a_row_with_an_id_from_before_is_seen_too(session: Session) -> None:
    """Nobody gives such ids today; then the changes are read one by one."""
    add_many(session)
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
