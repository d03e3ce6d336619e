"""The one write door: recording, committing, telling, undo and redo."""

from contextlib import suppress

import apsw
import peewee
import pytest

from smallcrm.core.errors import StorageError, UserError
from smallcrm.models import (
    Contact,
    Customer,
    Interaction,
    Order,
    OrderLine,
    Phone,
    Source,
    Staff,
    Tag,
)
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.operations import Changes, Op
from smallcrm.storage.session import Session
from storage.helpers import dump


def add_customer(session: Session, name: str = "宁海机电有限公司", **values: object) -> int:
    with session.unit(Op.ADD_CUSTOMER, {"name": name}):
        return Customer.create(name=name, created=session.today, **values).id


def test_writing_outside_a_unit_is_refused(session: Session) -> None:
    with pytest.raises(peewee.OperationalError, match="readonly"):
        Customer.create(name="x", created="2026-01-01")


def test_an_error_leaves_nothing_and_tells_nobody(session: Session, datafile: DataFile) -> None:
    told: list[Changes] = []
    datafile.subscribe(told.append)
    before = dump(session)
    with pytest.raises(peewee.IntegrityError), session.unit(Op.ADD_CUSTOMER, {"name": "x"}):
        Customer.insert_many([{"name": n, "created": "2026-01-01"} for n in ("x", "")]).execute()
    assert dump(session) == before
    assert told == []
    assert session.undo_label() == ""


def test_a_swallowed_error_of_a_nested_unit_spoils_the_whole(session: Session) -> None:
    def swallow() -> None:
        with session.unit(Op.ADD_CUSTOMER, {"name": "x"}):
            Customer.create(name="x", created="2026-01-01")
            with suppress(ValueError), session.unit(Op.ADD_CONTACT, {"name": "y"}):
                raise ValueError

    with pytest.raises(RuntimeError):
        swallow()
    assert Customer.select().count() == 0


def test_listeners_are_told_once_after_the_commit_with_every_touched_row(
    session: Session, datafile: DataFile
) -> None:
    told: list[tuple[Changes, int]] = []
    datafile.subscribe(lambda changes: told.append((changes, Customer.select().count())))
    with session.unit(Op.ADD_CUSTOMER, {"name": "a"}):
        first = Customer.create(name="a", created="2026-01-01").id
        with session.unit(Op.ADD_CONTACT, {"name": "b"}):
            person = Contact.create(customer=first, name="b").id
    ((changes, count),) = told
    assert (changes.op, count) == (Op.ADD_CUSTOMER, 1)
    assert changes.tables == {"customer": {first}, "contact": {person}}


def test_a_unit_that_changes_nothing_leaves_no_step(session: Session) -> None:
    with session.unit(Op.EDIT_CUSTOMER, {"name": "x"}):
        pass
    assert session.undo_label() == ""


def test_undo_and_redo_restore_every_table_and_the_search(session: Session) -> None:
    empty = dump(session)
    customer = add_customer(session, note="老客户")
    with session.unit(Op.ADD_CONTACT, {"name": "林"}):
        person = Contact.create(customer=customer, name="林小姐").id
        Phone.create(customer=customer, contact=person, number="13800001111", kind="mobile")
    full = dump(session)
    assert session.undo_label() == "Add contact person 林"
    session.undo()
    session.undo()
    assert dump(session) == empty
    session.redo()
    session.redo()
    assert dump(session) == full
    with pytest.raises(UserError):
        session.redo()


def test_a_new_step_ends_redo(session: Session) -> None:
    add_customer(session, "a")
    session.undo()
    add_customer(session, "b")
    assert session.redo_label() == ""


def test_deleting_a_customer_takes_all_that_hangs_on_it_and_undo_brings_it_back(
    session: Session,
) -> None:
    customer = add_customer(session)
    other = add_customer(session, "另一家", referred_by=customer)
    with session.unit(Op.ADD_ORDER, {"name": "x"}):
        order = Order.create(customer=customer, date="2026-11-01")
        OrderLine.create(order=order, amount=1000)
        Interaction.create(customer=customer, at="2026-11-02", content="打了电话")
    full = dump(session)
    with session.unit(Op.DELETE_CUSTOMERS, {"name": "x"}):
        Customer.delete().where(Customer.id == customer).execute()
    assert (Order.select().count(), OrderLine.select().count(), Interaction.select().count()) == (
        0,
        0,
        0,
    )
    assert Customer.get_by_id(other).referred_by_id is None
    session.undo()
    assert dump(session) == full


def test_undo_survives_reopening(session: Session, datafile: DataFile) -> None:
    empty = dump(session)
    add_customer(session)
    session.close()
    datafile.close()
    again = DataFile.open(datafile.path)
    reopened = again.session()
    reopened.undo()
    assert dump(reopened) == empty
    reopened.close()
    again.close()


def test_undo_of_an_older_step_keeps_a_record_edited_since_with_its_family(
    session: Session,
) -> None:
    with session.unit(Op.IMPORT, {"file": "list.xlsx"}) as unit:
        source = Source.create(name="展会")
        kept = Customer.create(name="a", created="2026-01-01", source=source).id
        gone = Customer.create(name="b", created="2026-01-01", source=source).id
        person = Contact.create(customer=kept, name="林").id
        Contact.create(customer=gone, name="黄")
    with session.unit(Op.EDIT_CUSTOMER, {"name": "a"}):
        Customer.update(level="A").where(Customer.id == kept).execute()
    result = session.undo(unit.step_id)
    assert [c.id for c in Customer.select()] == [kept]
    assert [c.id for c in Contact.select()] == [person]
    assert Source.select().count() == 1
    assert {(k.table, k.row_id) for k in result.kept} == {
        ("customer", kept),
        ("contact", person),
        ("source", source.id),
    }


def test_undo_of_an_older_step_keeps_what_newer_records_belong_to(session: Session) -> None:
    with session.unit(Op.IMPORT, {"file": "list.xlsx"}) as unit:
        customer = Customer.create(name="a", created="2026-01-01").id
    with session.unit(Op.LOG_INTERACTION, {"name": "a"}):
        Interaction.create(customer=customer, at="2026-11-02", content="call")
    result = session.undo(unit.step_id)
    assert Customer.select().count() == Interaction.select().count() == 1
    assert result.kept[0].reason == "newer records belong to it"


def test_fields_edited_since_stay_and_the_others_go_back(session: Session) -> None:
    customer = add_customer(session, "a", level="C", industry="机械")
    with session.unit(Op.EDIT_CUSTOMER, {"name": "a"}) as unit:
        Customer.update(level="B", industry="电子").where(Customer.id == customer).execute()
    with session.unit(Op.EDIT_CUSTOMER, {"name": "a"}):
        Customer.update(level="A").where(Customer.id == customer).execute()
    session.undo(unit.step_id)
    after = Customer.get_by_id(customer)
    assert (after.level, after.industry) == ("A", "机械")
    session.redo()
    again = Customer.get_by_id(customer)
    assert (again.level, again.industry) == ("A", "电子")


def test_a_deleted_child_does_not_come_back_without_its_parent(session: Session) -> None:
    customer = add_customer(session)
    with session.unit(Op.ADD_CONTACT, {"name": "林"}):
        person = Contact.create(customer=customer, name="林")
    with session.unit(Op.DELETE_CONTACT, {"name": "林"}) as unit:
        Contact.delete().where(Contact.id == person.id).execute()
    with session.unit(Op.DELETE_CUSTOMERS, {"name": "x"}):
        Customer.delete().where(Customer.id == customer).execute()
    result = session.undo(unit.step_id)
    assert Contact.select().count() == 0
    assert result.kept[0].reason == "what it belonged to was deleted since"


def test_a_name_taken_since_is_told_in_words_and_changes_nothing(session: Session) -> None:
    with session.unit(Op.TAG_CUSTOMERS, {"count": 1}):
        tag = Tag.create(name="VIP")
    with session.unit(Op.TAG_CUSTOMERS, {"count": 1}) as unit:
        Tag.delete().where(Tag.id == tag.id).execute()
    with session.unit(Op.TAG_CUSTOMERS, {"count": 1}):
        Tag.create(name="vip")
    before = dump(session)
    with pytest.raises(UserError, match="same name"):
        session.undo(unit.step_id)
    assert dump(session) == before


def test_only_the_newest_steps_keep_their_values(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smallcrm.storage.changelog.STEPS_KEPT", 3)
    for number in range(5):
        add_customer(session, f"c{number}")
    for _step in range(3):
        session.undo()
    with pytest.raises(UserError):
        session.undo()
    assert Customer.select().count() == 2


def test_search_and_lists_follow_every_change(session: Session) -> None:
    customer = add_customer(session)

    def found(text: str) -> list[int]:
        return [
            r[0]
            for r in session.connection.execute(
                "SELECT rowid FROM search WHERE body LIKE ?", (f"%{text}%",)
            )
        ]

    assert found("ninghai") == found("nhjd") == found("海机") == [customer]
    with session.unit(Op.EDIT_CUSTOMER, {"name": "x"}):
        Customer.update(name="拓新鞋业").where(Customer.id == customer).execute()
    assert found("ninghai") == []
    assert found("tuoxin") == [customer]
    session.undo()
    assert found("ninghai") == [customer]


def test_the_state_at_a_months_end_stays_answerable(session: Session) -> None:
    from datetime import datetime

    from smallcrm.core.dates import FixedClock

    session.clock = FixedClock(datetime(2026, 9, 20, 10, 0))
    customer = add_customer(session, level="B")
    session.clock = FixedClock(datetime(2026, 10, 5, 10, 0))
    with session.unit(Op.EDIT_CUSTOMER, {"name": "x"}):
        Customer.update(level="A", status="active").where(Customer.id == customer).execute()
    with session.unit(Op.ADD_ORDER, {"name": "x"}):
        OrderLine.create(order=Order.create(customer=customer, date="2026-10-05"), amount=50000)
    session.clock = FixedClock(datetime(2026, 11, 5, 10, 0))
    with session.unit(Op.DELETE_CUSTOMERS, {"name": "x"}):
        Customer.delete().where(Customer.id == customer).execute()

    def state(day: str) -> list[tuple[object, ...]]:
        return [(row[1], row[2], row[5]) for row in session.as_of(day)]

    assert state("2026-08-31") == []
    assert state("2026-09-30") == [("B", "prospect", 0)]
    assert state("2026-10-31") == [("A", "active", 50000)]
    assert state("2026-11-30") == []


def test_a_write_that_meets_another_is_told_at_once_and_reading_goes_on(
    session: Session, datafile: DataFile
) -> None:
    add_customer(session, "a")
    other = apsw.Connection(str(datafile.path))
    other.execute("BEGIN IMMEDIATE")
    session.connection.set_busy_timeout(20)
    with pytest.raises(StorageError) as told:
        add_customer(session, "b")
    assert told.value.kind == "locked"
    assert Customer.select().count() == 1
    other.execute("ROLLBACK")
    add_customer(session, "b")
    assert Customer.select().count() == 2


def test_whoever_undo_took_away_works_here_no_longer(session: Session) -> None:
    with session.unit(Op.EDIT_STAFF):
        staff = Staff.create(name="陆一鸣").id
    session.settings.set("staff_id", str(staff))
    assert (session.settings.staff_id, session.settings.staff_name) == (staff, "陆一鸣")
    session.undo()
    assert (session.settings.staff_id, session.settings.staff_name) == (None, "")
