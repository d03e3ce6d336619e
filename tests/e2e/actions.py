"""What users do, each action on whatever records are there; every choice is made by the caller."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from smallcrm.models import (
    Contact,
    Customer,
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
from smallcrm.storage.session import Session

DAYS = ("2026-11-01", "2026-11-18", "2026-12-24")
Choose = Callable[[Sequence[Any]], Any]  # one of several values
Command = Callable[[Session, Choose], object]


class Nothing(Exception):
    """There is no record of the kind that a command needs."""


def pick(choose: Choose, model: Any) -> int:
    """The id of one of the records that are there."""
    ids = [row[0] for row in list(model.select(model.id).order_by(model.id).tuples())]
    if not ids:
        raise Nothing
    return int(choose(ids))


def one_of(choose: Choose, *values: Any) -> Any:
    return choose(values)


def customer_record(choose: Choose) -> CustomerRecord:
    return CustomerRecord(
        one_of(choose, "宁海机电", "拓新鞋业", "Blue Harbor"),
        level=one_of(choose, "", "A", "B"),
        owner=one_of(choose, "", "陆小曼", "程远"),
        source=one_of(choose, "", "展会"),
        referred_by=one_of(choose, "", "宁海机电"),
        note=one_of(choose, "", "老客户"),
        tags=one_of(choose, (), ("a",), ("a", "b")),
        phones=one_of(choose, (), (PhoneRecord("13800001111"),), (PhoneRecord("13900002222"),) * 2),
        addresses=one_of(choose, (), (AddressRecord("东路", city="宁德"),)),
        custom=one_of(choose, {}, {"车型": "厢式"}, {"车型": ""}),
        contacts=one_of(choose, (), (ContactRecord("林", phones=(PhoneRecord("13700003333"),)),)),
    )


def add(session: Session, choose: Choose) -> object:
    return add_customer(session, customer_record(choose))


def edit(session: Session, choose: Choose) -> object:
    id = pick(choose, Customer)
    return save_customer(session, replace(customer_record(choose), id=id, created=None))


def edit_several(session: Session, choose: Choose) -> object:
    ids = [pick(choose, Customer), pick(choose, Customer)]
    edit_customers(session, ids, level=one_of(choose, "A", "C"), owner="程远")
    return None


def tag(session: Session, choose: Choose) -> object:
    remove = one_of(choose, True, False)
    tag_customers(session, [pick(choose, Customer)], one_of(choose, "a", "VIP"), remove=remove)
    return None


def delete(session: Session, choose: Choose) -> object:
    return delete_customers(session, [pick(choose, Customer)])


def merge(session: Session, choose: Choose) -> object:
    keep, other = pick(choose, Customer), pick(choose, Customer)
    choices = {"level": keep, "owner": one_of(choose, keep, other), "name": other}
    merge_customers(session, keep, [other], choices)
    return None


def add_person(session: Session, choose: Choose) -> object:
    phones = one_of(choose, (), (PhoneRecord("13600004444"),))
    record = ContactRecord("吴", customer_id=pick(choose, Customer), phones=phones)
    return save_contact(session, record)


def edit_person(session: Session, choose: Choose) -> object:
    found = Contact.get_by_id(pick(choose, Contact))
    record = next(one for one in read_contacts(found.customer_id) if one.id == found.id)
    return save_contact(session, replace(record, title=one_of(choose, "采购", ""), phones=()))


def move_person(session: Session, choose: Choose) -> object:
    move_contact(session, pick(choose, Contact), pick(choose, Customer), "总监")
    return None


def delete_person(session: Session, choose: Choose) -> object:
    delete_contact(session, pick(choose, Contact))
    return None


def log(session: Session, choose: Choose) -> object:
    record = InteractionRecord(
        pick(choose, Customer), one_of(choose, "嫌贵", "talked"), "visit", one_of(choose, *DAYS)
    )
    following = FollowUpRecord(record.customer_id, "回访", one_of(choose, *DAYS))
    return log_contact(session, record, one_of(choose, None, following))


def edit_log(session: Session, choose: Choose) -> object:
    record = get_interaction(session, pick(choose, Interaction))
    return save_interaction(session, replace(record, content="changed", staff="陆小曼"))


def delete_log(session: Session, choose: Choose) -> object:
    delete_interaction(session, pick(choose, Interaction))
    return None


def plan(session: Session, choose: Choose) -> object:
    return save_follow_up(
        session, FollowUpRecord(pick(choose, Customer), "催款", one_of(choose, *DAYS))
    )


def complete(session: Session, choose: Choose) -> object:
    id = pick(choose, FollowUp)
    customer = FollowUp.get_by_id(id).customer_id
    said = one_of(choose, None, InteractionRecord(customer, "done it"))
    return complete_follow_up(session, id, said, FollowUpRecord(customer, "next", DAYS[2]))


def snooze(session: Session, choose: Choose) -> object:
    snooze_follow_ups(session, [pick(choose, FollowUp)], one_of(choose, *DAYS))
    return None


def drop_plan(session: Session, choose: Choose) -> object:
    delete_follow_up(session, pick(choose, FollowUp))
    return None


def add_deal(session: Session, choose: Choose) -> object:
    return save_deal(session, DealRecord(pick(choose, Customer), "试单", one_of(choose, 0, 100)))


def edit_deal(session: Session, choose: Choose) -> object:
    record = get_deal(session, pick(choose, Deal))
    return save_deal(session, replace(record, amount=one_of(choose, 5, 7), owner="程远"))


def move(session: Session, choose: Choose) -> object:
    return move_deal(session, pick(choose, Deal), pick(choose, Stage))


def drop_deal(session: Session, choose: Choose) -> object:
    delete_deal(session, pick(choose, Deal))
    return None


def lines(choose: Choose) -> tuple[OrderLineRecord, ...]:
    count = one_of(choose, 1, 2, 3)
    return tuple(OrderLineRecord("泵", 100 * (n + 1), product="泵") for n in range(count))


def order(session: Session, choose: Choose) -> object:
    record = OrderRecord(pick(choose, Customer), one_of(choose, *DAYS), lines(choose))
    return save_order(session, record, paid=one_of(choose, 0, 50))


def edit_order(session: Session, choose: Choose) -> object:
    record = get_order(session, pick(choose, Order))
    status = one_of(choose, "open", "cancelled")
    return save_order(session, replace(record, lines=lines(choose), status=status))


def drop_order(session: Session, choose: Choose) -> object:
    delete_order(session, pick(choose, Order))
    return None


def receive(session: Session, choose: Choose) -> object:
    return save_receipt(session, ReceiptRecord(pick(choose, Customer), one_of(choose, *DAYS), 10))


def drop_receipt(session: Session, choose: Choose) -> object:
    delete_receipt(session, pick(choose, Receipt))
    return None


def add_term(session: Session, choose: Choose) -> object:
    return save_term(session, TermRecord(pick(choose, Customer), "保修", "warranty", ends=DAYS[2]))


COMMANDS: tuple[Command, ...] = (
    *(add, edit, edit_several, tag, delete, merge),
    *(add_person, edit_person, move_person, delete_person),
    *(log, edit_log, delete_log, plan, complete, snooze, drop_plan),
    *(add_deal, edit_deal, move, drop_deal, order, edit_order, drop_order),
    *(receive, drop_receipt, add_term),
)
