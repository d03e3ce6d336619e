"""Whatever was done: undoing all of it leaves nothing, doing it again brings all of it back."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallcrm.core.dates import FixedClock
from smallcrm.core.errors import UserError
from smallcrm.models import (
    Contact,
    Customer,
    CustomerFact,
    Deal,
    FollowUp,
    Interaction,
    Order,
    Receipt,
    Stage,
)
from smallcrm.services.contact_log import log_contact
from smallcrm.services.contacts import delete_contact, move_contact, read_contacts, save_contact
from smallcrm.services.customers import (
    add_customer,
    delete_customers,
    edit_customers,
    save_customer,
    tag_customers,
)
from smallcrm.services.deals import delete_deal, get_deal, move_deal, save_deal
from smallcrm.services.follow_ups import (
    complete_follow_up,
    delete_follow_up,
    save_follow_up,
    snooze_follow_ups,
)
from smallcrm.services.interactions import (
    delete_interaction,
    get_interaction,
    save_interaction,
)
from smallcrm.services.merge import merge_customers
from smallcrm.services.orders import (
    delete_order,
    delete_receipt,
    get_order,
    save_order,
    save_receipt,
    save_term,
)
from smallcrm.services.records import (
    AddressRecord,
    ContactRecord,
    CustomerRecord,
    DealRecord,
    FollowUpRecord,
    InteractionRecord,
    OrderLineRecord,
    OrderRecord,
    PhoneRecord,
    ReceiptRecord,
    TermRecord,
)
from smallcrm.storage import facts
from smallcrm.storage.check import find_faults
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session
from tests.conftest import NOW
from tests.storage.helpers import dump

DAYS = ("2026-11-01", "2026-11-18", "2026-12-24")
Command = Callable[[Session, st.DataObject], object]


class Nothing(Exception):
    """There is no record of the kind that a command needs."""


def pick(data: st.DataObject, model: Any) -> int:
    """The id of one of the records that are there."""
    ids = [row[0] for row in list(model.select(model.id).order_by(model.id).tuples())]
    if not ids:
        raise Nothing
    return int(data.draw(st.sampled_from(ids)))


def one_of(data: st.DataObject, *values: Any) -> Any:
    return data.draw(st.sampled_from(values))


def customer_record(data: st.DataObject) -> CustomerRecord:
    return CustomerRecord(
        one_of(data, "宁海机电", "拓新鞋业", "Blue Harbor"),
        level=one_of(data, "", "A", "B"),
        owner=one_of(data, "", "陆小曼", "程远"),
        source=one_of(data, "", "展会"),
        referred_by=one_of(data, "", "宁海机电"),
        note=one_of(data, "", "老客户"),
        tags=one_of(data, (), ("a",), ("a", "b")),
        phones=one_of(data, (), (PhoneRecord("13800001111"),), (PhoneRecord("13900002222"),) * 2),
        addresses=one_of(data, (), (AddressRecord("东路", city="宁德"),)),
        custom=one_of(data, {}, {"车型": "厢式"}, {"车型": ""}),
        contacts=one_of(data, (), (ContactRecord("林", phones=(PhoneRecord("13700003333"),)),)),
    )


def add(session: Session, data: st.DataObject) -> object:
    return add_customer(session, customer_record(data))


def edit(session: Session, data: st.DataObject) -> object:
    id = pick(data, Customer)
    return save_customer(session, replace(customer_record(data), id=id, created=None))


def edit_several(session: Session, data: st.DataObject) -> object:
    ids = [pick(data, Customer), pick(data, Customer)]
    edit_customers(session, ids, level=one_of(data, "A", "C"), owner="程远")
    return None


def tag(session: Session, data: st.DataObject) -> object:
    remove = one_of(data, True, False)
    tag_customers(session, [pick(data, Customer)], one_of(data, "a", "VIP"), remove=remove)
    return None


def delete(session: Session, data: st.DataObject) -> object:
    return delete_customers(session, [pick(data, Customer)])


def merge(session: Session, data: st.DataObject) -> object:
    keep, other = pick(data, Customer), pick(data, Customer)
    choices = {"level": keep, "owner": one_of(data, keep, other), "name": other}
    merge_customers(session, keep, [other], choices)
    return None


def add_person(session: Session, data: st.DataObject) -> object:
    phones = one_of(data, (), (PhoneRecord("13600004444"),))
    record = ContactRecord("吴", customer_id=pick(data, Customer), phones=phones)
    return save_contact(session, record)


def edit_person(session: Session, data: st.DataObject) -> object:
    found = Contact.get_by_id(pick(data, Contact))
    record = next(one for one in read_contacts(found.customer_id) if one.id == found.id)
    return save_contact(session, replace(record, title=one_of(data, "采购", ""), phones=()))


def move_person(session: Session, data: st.DataObject) -> object:
    move_contact(session, pick(data, Contact), pick(data, Customer), "总监")
    return None


def delete_person(session: Session, data: st.DataObject) -> object:
    delete_contact(session, pick(data, Contact))
    return None


def log(session: Session, data: st.DataObject) -> object:
    record = InteractionRecord(
        pick(data, Customer), one_of(data, "嫌贵", "talked"), "visit", one_of(data, *DAYS)
    )
    following = FollowUpRecord(record.customer_id, "回访", one_of(data, *DAYS))
    return log_contact(session, record, one_of(data, None, following))


def edit_log(session: Session, data: st.DataObject) -> object:
    record = get_interaction(session, pick(data, Interaction))
    return save_interaction(session, replace(record, content="changed", staff="陆小曼"))


def delete_log(session: Session, data: st.DataObject) -> object:
    delete_interaction(session, pick(data, Interaction))
    return None


def plan(session: Session, data: st.DataObject) -> object:
    return save_follow_up(
        session, FollowUpRecord(pick(data, Customer), "催款", one_of(data, *DAYS))
    )


def complete(session: Session, data: st.DataObject) -> object:
    id = pick(data, FollowUp)
    customer = FollowUp.get_by_id(id).customer_id
    said = one_of(data, None, InteractionRecord(customer, "done it"))
    return complete_follow_up(session, id, said, FollowUpRecord(customer, "next", DAYS[2]))


def snooze(session: Session, data: st.DataObject) -> object:
    snooze_follow_ups(session, [pick(data, FollowUp)], one_of(data, *DAYS))
    return None


def drop_plan(session: Session, data: st.DataObject) -> object:
    delete_follow_up(session, pick(data, FollowUp))
    return None


def add_deal(session: Session, data: st.DataObject) -> object:
    return save_deal(session, DealRecord(pick(data, Customer), "试单", one_of(data, 0, 100)))


def edit_deal(session: Session, data: st.DataObject) -> object:
    record = get_deal(session, pick(data, Deal))
    return save_deal(session, replace(record, amount=one_of(data, 5, 7), owner="程远"))


def move(session: Session, data: st.DataObject) -> object:
    return move_deal(session, pick(data, Deal), pick(data, Stage))


def drop_deal(session: Session, data: st.DataObject) -> object:
    delete_deal(session, pick(data, Deal))
    return None


def lines(data: st.DataObject) -> tuple[OrderLineRecord, ...]:
    count = one_of(data, 1, 2, 3)
    return tuple(OrderLineRecord("泵", 100 * (n + 1), product="泵") for n in range(count))


def order(session: Session, data: st.DataObject) -> object:
    record = OrderRecord(pick(data, Customer), one_of(data, *DAYS), lines(data))
    return save_order(session, record, paid=one_of(data, 0, 50))


def edit_order(session: Session, data: st.DataObject) -> object:
    record = get_order(session, pick(data, Order))
    status = one_of(data, "open", "cancelled")
    return save_order(session, replace(record, lines=lines(data), status=status))


def drop_order(session: Session, data: st.DataObject) -> object:
    delete_order(session, pick(data, Order))
    return None


def receive(session: Session, data: st.DataObject) -> object:
    return save_receipt(session, ReceiptRecord(pick(data, Customer), one_of(data, *DAYS), 10))


def drop_receipt(session: Session, data: st.DataObject) -> object:
    delete_receipt(session, pick(data, Receipt))
    return None


def add_term(session: Session, data: st.DataObject) -> object:
    return save_term(session, TermRecord(pick(data, Customer), "保修", "warranty", ends=DAYS[2]))


COMMANDS: tuple[Command, ...] = (
    *(add, edit, edit_several, tag, delete, merge),
    *(add_person, edit_person, move_person, delete_person),
    *(log, edit_log, delete_log, plan, complete, snooze, drop_plan),
    *(add_deal, edit_deal, move, drop_deal, order, edit_order, drop_order),
    *(receive, drop_receipt, add_term),
)


def run_commands(session: Session, data: st.DataObject, count: int) -> list[object]:
    """Run commands, each on another day; returns the dump before each step that was made."""
    dumps: list[object] = []
    add(session, data)
    dumps.append({})
    for number in range(count):
        session.clock = FixedClock(NOW + timedelta(days=number))
        before, step = dump(session), session.next_step()
        try:
            data.draw(st.sampled_from(COMMANDS))(session, data)
        except (Nothing, UserError):
            assert dump(session) == before, "what is refused changes nothing"
        if session.next_step() != step:
            dumps.append(before)
    return dumps


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("undo")


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_undoing_all_leaves_nothing_and_redoing_all_brings_it_back(
    folder: Path, empty_file: Path, data: st.DataObject
) -> None:
    path = folder / "data.db"
    for old in folder.glob("data.db*"):
        old.unlink()
    shutil.copyfile(empty_file, path)
    datafile = DataFile.open(path, clock=FixedClock(NOW))
    session = datafile.session()
    try:
        empty = dump(session)
        dumps = run_commands(session, data, 12)
        dumps[0] = empty
        full = dump(session)
        assert_derived_is_right(session)
        assert find_faults(session.connection) == []
        for before in reversed(dumps):
            session.undo()
            assert dump(session) == before
        assert session.undo_label() == ""
        for after in [*dumps[1:], full]:
            session.redo()
            assert dump(session) == after
        assert session.redo_label() == ""
    finally:
        session.close()
        datafile.close()


def assert_derived_is_right(session: Session) -> None:
    """Lists and search, kept up to date step by step, equal what is made anew from the records."""
    kept = dump(session)
    assert CustomerFact.select().count() == Customer.select().count()
    with session.keeping() as connection:
        facts.rebuild(connection, session.today)
    assert dump(session) == kept
