"""One customer read at once: the same as its parts tell, with few questions to the data file."""

import apsw

from smallcrm.services import deals, follow_ups
from smallcrm.services.contacts import list_former
from smallcrm.services.customer_card import read_card
from smallcrm.services.customers import add_customer, get_customer
from smallcrm.services.orders import (
    list_orders,
    list_receipts,
    list_terms,
    save_order,
    summarise_money,
)
from smallcrm.services.records import (
    ContactRecord,
    CustomerRecord,
    OrderLineRecord,
    OrderRecord,
    PhoneRecord,
)
from smallcrm.services.relations import list_relations
from smallcrm.services.timeline import list_timeline
from smallcrm.storage.session import Session

MOST = 33  # questions for a customer that has something of everything
FEW = 14  # for one that is only a name and a number


def ask(session: Session, customer_id: int) -> list[str]:
    """The statements that reading a card takes."""
    read_card(session, customer_id)  # what a session reads once
    said: list[str] = []
    session.connection.trace_v2(apsw.SQLITE_TRACE_STMT, lambda event: said.append(event["sql"]))
    read_card(session, customer_id)
    session.connection.trace_v2(0, None)
    return said


def ids_of(session: Session) -> list[int]:
    sql = "SELECT id FROM customer WHERE id % 9 = 1"
    return [id for (id,) in session.connection.execute(sql).fetchall()]


def test_the_card_says_what_its_parts_say(demo: Session) -> None:
    for id in ids_of(demo):
        card = read_card(demo, id)
        assert card.customer == get_customer(demo, id)
        assert card.money == summarise_money(demo, id)
        assert card.orders == tuple(list_orders(demo, id))
        assert card.receipts == tuple(list_receipts(demo, id))
        assert card.terms == tuple(list_terms(demo, id))
        assert card.follow_ups == tuple(follow_ups.list_of_customer(demo, id))
        assert card.deals == tuple(deals.list_of_customer(demo, id))
        assert card.relations == list_relations(demo, id)
        assert card.former == list_former(demo, id)
        assert card.events == tuple(list_timeline(demo, id))


def test_no_customer_takes_many_questions(demo: Session) -> None:
    asked = {id: ask(demo, id) for id in ids_of(demo)}
    longest = max(asked.values(), key=len)
    assert len(longest) <= MOST, "\n".join(longest)


def test_what_is_not_there_is_not_asked_for(session: Session) -> None:
    plain = CustomerRecord("a", phones=(PhoneRecord("13800138000"),))
    id = add_customer(session, plain)
    said = ask(session, id)
    assert len(said) <= FEW, "\n".join(said)


def test_more_orders_and_people_take_no_more_questions(session: Session) -> None:
    people = tuple(ContactRecord(f"p{n}", phones=(PhoneRecord("13800138000"),)) for n in range(6))
    few = add_customer(session, CustomerRecord("few", contacts=people[:1]))
    many = add_customer(session, CustomerRecord("many", contacts=people))
    for id, orders in ((few, 1), (many, 9)):
        for n in range(1, orders + 1):
            lines = tuple(OrderLineRecord("x", 100, product=f"product {n} {m}") for m in range(n))
            order = OrderRecord(id, f"2026-11-0{n}", lines, staff=f"s{n}")
            save_order(session, order, paid=50)
    assert len(ask(session, many)) == len(ask(session, few))
