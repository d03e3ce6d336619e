"""Whom rules hit in a file where nearly everybody owes: counted, and the longest due first."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from peewee import Model

from smallcrm.models import Customer, Order, OrderLine, Receipt
from smallcrm.services.follow_ups import list_of_customer, save_follow_up
from smallcrm.services.records import FollowUpRecord
from smallcrm.services.reminder_preview import SHOWN, preview_counts, preview_rule
from smallcrm.services.reminder_rules import RULES, load_choices, save_choice
from smallcrm.services.reminders import run_reminders
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

MANY = 1200
PAID = 100


def add(model: type[Model], rows: list[dict[str, object]]) -> None:
    """Write many rows at once, inside a unit."""
    for start in range(0, len(rows), 100):
        model.insert_many(rows[start : start + 100]).execute()


def customer(id: int, now: str) -> dict[str, object]:
    return {"id": id, "name": f"c{id}", "status": "active", "created": now}


def order(id: int) -> dict[str, object]:
    due = date(2022, 1, 1) + timedelta(days=id)
    values = {"id": id, "customer": id, "number": str(id), "date": "2021-12-01"}
    return values | {"due": due.isoformat()}


@pytest.fixture
def owing(session: Session) -> Session:
    """Every customer owes one order of 100, the first the longest; some paid without naming it."""
    for rule in RULES:
        choice = load_choices(session)[rule.key]
        save_choice(session, rule.key, replace(choice, on=rule.key == "money_due"))
    ids = range(1, MANY + 1)
    with session.unit(Op.IMPORT, {"name": "x"}):
        add(Customer, [customer(id, session.now) for id in ids])
        add(Order, [order(id) for id in ids])
        add(OrderLine, [{"order": id, "amount": 100_00} for id in ids])
        paid = [(id, 100_00) for id in range(1, PAID + 1)] + [(PAID + 1, 40_00)]
        add(Receipt, [{"customer": id, "date": "2026-01-01", "amount": n} for id, n in paid])
    return session


def test_the_longest_due_come_first_and_once(owing: Session) -> None:
    assert run_reminders(owing) == (50, 0)
    (one,) = list_of_customer(owing, PAID + 1)
    assert one.title.startswith("Payment of ¥ 60 was due")
    assert all(list_of_customer(owing, id) for id in range(PAID + 1, PAID + 51))
    assert not list_of_customer(owing, PAID)
    assert not list_of_customer(owing, PAID + 51)
    assert run_reminders(owing) == (0, 0)


def test_a_preview_counts_everybody_and_reads_the_first(owing: Session) -> None:
    run_reminders(owing)
    preview = preview_rule(owing, "money_due", load_choices(owing)["money_due"])
    assert preview.customers == preview_counts(owing)["money_due"] == MANY - PAID
    assert [hit.customer_id for hit in preview.hits] == [PAID + 1 + n for n in range(SHOWN)]
    assert preview.known == 50


def test_who_is_chased_already_is_not_counted(owing: Session) -> None:
    mine = FollowUpRecord(MANY, "Ask for the money", "2026-11-20", order_id=MANY)
    save_follow_up(owing, mine)
    assert preview_counts(owing)["money_due"] == MANY - PAID - 1


def test_a_rule_for_all_is_counted_without_a_hit_for_each(owing: Session) -> None:
    choice = replace(load_choices(owing)["dormant"], days={"days": 180})
    preview = preview_rule(owing, "dormant", choice)
    assert preview.customers == MANY
    assert len(preview.hits) == SHOWN
    assert preview.known == 0
