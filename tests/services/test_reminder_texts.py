"""Texts to customers: filled in, kept from who refused or had enough, and logged."""

from dataclasses import replace

import pytest

from smallcrm.models import Interaction
from smallcrm.services.contacts import save_contact
from smallcrm.services.customers import get_customer, save_customer
from smallcrm.services.follow_ups import list_of_customer
from smallcrm.services.interactions import save_interaction
from smallcrm.services.orders import save_term
from smallcrm.services.records import (
    ContactRecord,
    CustomerRecord,
    FollowUpRecord,
    InteractionRecord,
    TermRecord,
)
from smallcrm.services.reminder_habits import load_habits, save_habits
from smallcrm.services.reminder_texts import has_text, log_text, text_of
from smallcrm.services.reminders import run_reminders
from smallcrm.storage.session import Session


@pytest.fixture
def customer(session: Session) -> int:
    session.settings.set("company_name", "Blue Works")
    return save_customer(session, CustomerRecord("星河印务", status="active"))


def made(session: Session, customer: int) -> FollowUpRecord:
    run_reminders(session)
    (one,) = list_of_customer(session, customer)
    assert one.id is not None
    return one


def test_a_birthday_text_names_the_person(session: Session, customer: int) -> None:
    save_contact(session, ContactRecord("吴刚", customer_id=customer))
    save_contact(
        session,
        ContactRecord("杨敏", customer_id=customer, gender="female", birthday="1985-11-18"),
    )
    one = made(session, customer)
    text = text_of(session, one.id or 0)
    assert text.text == "杨女士, happy birthday! All the best from Blue Works."
    assert (text.person, text.blocked) == ("杨敏", "")


def test_a_contract_text_names_the_first_person_and_the_day(
    session: Session, customer: int
) -> None:
    save_contact(session, ContactRecord("吴刚", customer_id=customer, gender="male"))
    save_term(session, TermRecord(customer, "Service", ends="2026-12-18"))
    text = text_of(session, made(session, customer).id or 0).text
    assert text.startswith("吴先生, our contract Service ends on Dec 18, 2026.")


def test_sending_is_logged_and_ends_the_follow_up_in_one_step(
    session: Session, customer: int
) -> None:
    save_term(session, TermRecord(customer, "Service", ends="2026-12-18"))
    one = made(session, customer)
    log_text(session, one.id or 0, "Shall we renew?")
    assert list_of_customer(session, customer) == []
    (talk,) = list(Interaction.select())
    assert (talk.kind, talk.content) == ("wechat", "Shall we renew?")
    session.undo()
    assert len(list_of_customer(session, customer)) == 1
    assert Interaction.select().count() == 0


def test_who_refused_or_had_enough_gets_none(session: Session, customer: int) -> None:
    save_term(session, TermRecord(customer, "Service", ends="2026-12-18"))
    id = made(session, customer).id or 0
    for _n in range(3):
        save_interaction(session, InteractionRecord(customer, "x", "wechat", "2026-11-15"))
    assert text_of(session, id).blocked == "Got 3 texts in 7 days already."
    save_habits(session, replace(load_habits(session), most_texts=5, text_days=30))
    assert text_of(session, id).blocked == ""
    save_customer(session, replace(get_customer(session, customer), consent="refused"))
    assert text_of(session, id).blocked == "Marked as do not contact."


def test_only_rules_with_words_for_the_customer_have_a_text() -> None:
    assert has_text(FollowUpRecord(1, "x", "2026-11-18", rule="birthday"))
    assert not has_text(FollowUpRecord(1, "x", "2026-11-18", rule="deal_still"))
    assert not has_text(FollowUpRecord(1, "x", "2026-11-18"))
