"""New products: who bought alike is told, once, and no longer when the reason is gone."""

from dataclasses import replace
from datetime import datetime

import pytest

from smallcrm.core.dates import FixedClock
from smallcrm.services.customers import change_customer, save_customer
from smallcrm.services.follow_up_words import explain
from smallcrm.services.follow_ups import list_of_customer
from smallcrm.services.new_products import (
    NewProduct,
    end_newness,
    find_product,
    list_categories,
    list_new_products,
    save_new_product,
)
from smallcrm.services.orders import save_order, save_term
from smallcrm.services.records import (
    CustomerRecord,
    FollowUpRecord,
    OrderLineRecord,
    OrderRecord,
    TermRecord,
)
from smallcrm.services.reminder_preview import preview_rule
from smallcrm.services.reminder_rules import RULES, load_choices, save_choice
from smallcrm.services.reminder_texts import text_of
from smallcrm.services.reminders import run_reminders
from smallcrm.services.validation import FieldError
from smallcrm.storage.session import Session

LABEL_2 = NewProduct("Label printer 2", "2026-11-17", "Brightway", "Printers")


@pytest.fixture(autouse=True)
def rule_only(session: Session) -> None:
    """The 18th of November; all other rules are off."""
    session.clock = FixedClock(datetime(2026, 11, 18, 9))
    for rule in RULES:
        choice = load_choices(session)[rule.key]
        save_choice(session, rule.key, replace(choice, on=rule.key == "new_product"))


def buyer(session: Session, name: str, product: str, **values: str) -> int:
    id = save_customer(session, CustomerRecord(name, owner="Ann", status="active", **values))
    line = OrderLineRecord(product, 100_000, product=product)
    save_order(session, OrderRecord(id, "2025-03-02", lines=(line,)))
    return id


def known(session: Session, name: str, maker: str = "", category: str = "") -> None:
    """A product as lists bring it: with its maker and category, and not new."""
    found = save_new_product(session, NewProduct(name, "2020-01-01", maker or "-", category))
    end_newness(session, NewProduct(name, "", id=found))


def made(session: Session, customer: int) -> list[FollowUpRecord]:
    return list_of_customer(session, customer)


def test_buyers_of_the_same_maker_or_category_are_told_once(session: Session) -> None:
    known(session, "Label printer 1", "brightway")
    known(session, "Ink printer", "Other", "Printers")
    known(session, "Lamp", "Other", "Light")
    first, second, third = (
        buyer(session, name, product)
        for name, product in (("A", "Label printer 1"), ("B", "Ink printer"), ("C", "Lamp"))
    )
    save_new_product(session, LABEL_2)
    assert run_reminders(session) == (2, 0)
    (one,) = made(session, first)
    assert one.title == "Introduce Label printer 2: bought Label printer 1 before"
    assert (one.rule, one.staff, one.due) == ("new_product", "Ann", "2026-11-18")
    assert explain(one, session.clock.today()) == "New since Nov 17, 2026"
    assert "Ink printer" in made(session, second)[0].title
    assert not made(session, third)
    assert run_reminders(session) == (0, 0)


def test_with_a_forerunner_only_its_buyers_are_told(session: Session) -> None:
    known(session, "Label printer 1", "Brightway")
    known(session, "Ink printer", "Brightway")
    old, other = buyer(session, "A", "Label printer 1"), buyer(session, "B", "Ink printer")
    save_new_product(session, replace(LABEL_2, follows="label printer 1"))
    run_reminders(session)
    assert made(session, old)
    assert not made(session, other)


def test_what_is_installed_counts_as_bought(session: Session) -> None:
    known(session, "Label printer 1", "Brightway")
    customer = save_customer(session, CustomerRecord("A", status="active"))
    save_term(session, TermRecord(customer, "Warranty", "warranty", product="Label printer 1"))
    save_new_product(session, LABEL_2)
    run_reminders(session)
    assert len(made(session, customer)) == 1


def test_who_bought_the_new_one_refuses_or_supplies_is_left_alone(session: Session) -> None:
    known(session, "Label printer 1", "Brightway")
    has_it = buyer(session, "A", "Label printer 1")
    line = OrderLineRecord("Label printer 2", 1, product="Label printer 2")
    save_order(session, OrderRecord(has_it, "2026-11-18", lines=(line,)))
    buyer(session, "B", "Label printer 1", consent="refused")
    buyer(session, "C", "Label printer 1", role="supplier")
    save_new_product(session, LABEL_2)
    assert run_reminders(session) == (0, 0)


def test_it_is_withdrawn_when_bought_refused_or_no_longer_new(session: Session) -> None:
    known(session, "Label printer 1", "Brightway")
    buys, refuses, keeps = (buyer(session, name, "Label printer 1") for name in "ABC")
    product = save_new_product(session, LABEL_2)
    assert run_reminders(session) == (3, 0)
    line = OrderLineRecord("Label printer 2", 1, product="Label printer 2")
    save_order(session, OrderRecord(buys, "2026-11-18", lines=(line,)))
    change_customer(session, refuses, consent="refused")
    assert run_reminders(session) == (0, 2)
    end_newness(session, replace(LABEL_2, id=product))
    assert run_reminders(session) == (0, 1)
    assert not any(made(session, id) for id in (buys, refuses, keeps))


def test_a_product_is_new_for_so_many_days(session: Session) -> None:
    known(session, "Label printer 1", "Brightway")
    customer = buyer(session, "A", "Label printer 1")
    save_new_product(session, LABEL_2)
    choice = load_choices(session)["new_product"]
    assert len(preview_rule(session, "new_product", choice).hits) == 1
    session.clock = FixedClock(datetime(2027, 6, 1, 9))
    assert not preview_rule(session, "new_product", choice).hits
    longer = replace(choice, days={"fresh": 300})
    assert [hit.customer_id for hit in preview_rule(session, "new_product", longer).hits] == [
        customer
    ]


def test_the_text_names_both_products(session: Session) -> None:
    known(session, "Label printer 1", "Brightway")
    customer = buyer(session, "Ann's shop", "Label printer 1")
    save_new_product(session, LABEL_2)
    run_reminders(session)
    said = text_of(session, made(session, customer)[0].id or 0).text
    assert "Label printer 2 is new with us. You have Label printer 1" in said


def test_marking_is_kept_listed_and_taken_back(session: Session) -> None:
    save_new_product(session, replace(LABEL_2, follows="Label printer 1"))
    (one,) = list_new_products(session)
    assert (one.name, one.since, one.follows) == (
        *("Label printer 2", "2026-11-17"),
        "Label printer 1",
    )
    assert list_categories(session) == ["Printers"]
    end_newness(session, one)
    assert list_new_products(session) == []
    session.undo()
    assert len(list_new_products(session)) == 1
    session.undo()
    assert list_new_products(session) == []
    assert find_product(session, "Label printer 2") is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"maker": "", "category": ""}, "follows"),
        ({"follows": "label PRINTER 2"}, "follows"),
        ({"since": "soon"}, "since"),
    ],
)
def test_what_makes_no_sense_is_refused(
    session: Session, values: dict[str, str], field: str
) -> None:
    with pytest.raises(FieldError) as caught:
        save_new_product(session, replace(LABEL_2, **values))
    assert caught.value.field == field
