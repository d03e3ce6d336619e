"""What the rules propose, taking and leaving it, and judging leads."""

import pytest

from smallcrm.models import Order, OrderLine
from smallcrm.services.customers import change_customer, get_customer, save_customer
from smallcrm.services.interactions import save_interaction
from smallcrm.services.lifecycle import (
    LifecycleRules,
    first_answer,
    judge_lead,
    leave_proposals,
    list_proposals,
    read_rules,
    save_rules,
    take_proposals,
)
from smallcrm.services.orders import save_order
from smallcrm.services.records import (
    CustomerRecord,
    InteractionRecord,
    OrderLineRecord,
    OrderRecord,
)
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

TODAY = "2026-11-18"


def make(session: Session, name: str, status: str, *days: str, created: str = "2024-01-01") -> int:
    id = save_customer(session, CustomerRecord(name, status=status, created=created))
    for day in days:
        save_order(session, OrderRecord(id, day, (OrderLineRecord("x", 100),)))
    change_customer(session, id, status=status)  # an order may have changed it
    return id


def proposed(session: Session) -> list[tuple[str, str]]:
    return [(one.name, one.after) for one in list_proposals(session)]


def test_who_bought_lately_becomes_active(session: Session) -> None:
    make(session, "Alder", "prospect", "2026-11-01")
    birch = make(session, "Birch", "lost", "2025-10-01")
    make(session, "Lost by hand", "lost", "2026-10-01")
    make(session, "Cedar", "prospect")
    with session.unit(Op.IMPORT, {"file": "orders.xlsx"}):  # a list changes no stage
        OrderLine.create(
            order=Order.create(customer=birch, date=TODAY), title="x", quantity="1", amount=100
        )
    make(session, "Dogwood", "active", "2026-11-01")
    assert proposed(session) == [("Alder", "active"), ("Birch", "active")]
    assert list_proposals(session)[0].why == "bought on Nov 1, 2026"


@pytest.mark.parametrize(("last", "dormant"), [("2026-05-22", False), ("2026-05-21", True)])
def test_dormant_after_the_days_of_the_rule(session: Session, last: str, dormant: bool) -> None:
    make(session, "Alder", "active", last)
    assert proposed(session) == ([("Alder", "dormant")] if dormant else [])


def test_the_own_interval_counts_from_three_days_of_orders(session: Session) -> None:
    monthly = ("2026-05-01", "2026-06-01", "2026-07-01", "2026-08-01")
    make(session, "Alder", "active", *monthly)
    make(session, "Birch", "active", *monthly[2:])
    (proposal,) = list_proposals(session)
    assert (proposal.name, proposal.after) == ("Alder", "dormant")
    assert proposal.why == "no order for 109 days; usually every 31 days"

    save_rules(session, LifecycleRules(own_interval=0))
    assert proposed(session) == []


def test_who_buys_seldom_is_given_its_own_time(session: Session) -> None:
    make(session, "Alder", "active", "2022-03-01", "2024-03-01", "2026-03-01")
    assert proposed(session) == []


def test_lost_after_neither_order_nor_contact(session: Session) -> None:
    make(session, "Alder", "dormant", "2024-11-01")
    birch = make(session, "Birch", "dormant", "2024-11-01")
    save_interaction(session, InteractionRecord(birch, "called", at="2026-01-05 10:00"))
    assert proposed(session) == [("Alder", "lost")]


def test_rules_can_be_switched_off(session: Session) -> None:
    make(session, "Alder", "prospect", "2026-11-01")
    make(session, "Birch", "active", "2025-01-01")
    make(session, "Cedar", "dormant", "2024-01-01")
    assert len(proposed(session)) == 3
    save_rules(session, LifecycleRules(active=False, dormant=False, lost=False))
    assert proposed(session) == []
    assert not read_rules(session).active


def test_proposals_are_taken_in_one_step(session: Session) -> None:
    alder = make(session, "Alder", "prospect", "2026-11-01")
    birch = make(session, "Birch", "active", "2026-01-01")
    assert take_proposals(session, list_proposals(session)) == 2
    assert [get_customer(session, id).status for id in (alder, birch)] == ["active", "dormant"]
    assert session.undo_label() == "Change life-cycle of 2 customers"
    assert proposed(session) == []
    session.undo()
    assert [get_customer(session, id).status for id in (alder, birch)] == ["prospect", "active"]


def test_what_was_left_is_not_proposed_again_for_now(session: Session) -> None:
    make(session, "Alder", "prospect", "2026-11-01")
    make(session, "Birch", "active", "2025-01-01")
    leave_proposals(session, list_proposals(session)[:1])
    assert proposed(session) == [("Birch", "dormant")]


def test_a_lead_is_judged_in_one_step(session: Session) -> None:
    lead = save_customer(session, CustomerRecord("Alder", status="lead", created="2026-11-10"))
    assert first_answer(session, lead) is None
    save_interaction(session, InteractionRecord(lead, "called", at="2026-11-12 10:00"))
    assert first_answer(session, lead) == 2

    judge_lead(session, lead, fits=False, reason="too small ")
    found = get_customer(session, lead)
    assert (found.status, found.lead_verdict, found.lead_reason) == ("lost", "unfit", "too small")
    session.undo()
    judge_lead(session, lead, fits=True)
    assert get_customer(session, lead).status == "prospect"
