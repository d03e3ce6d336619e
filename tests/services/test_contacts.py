"""Contact persons: saved, deleted, and moved to another customer with their history."""

from dataclasses import replace

import pytest

from smallcrm.core.errors import UserError
from smallcrm.models import Contact, ContactPost, Interaction, Phone
from smallcrm.services.contacts import delete_contact, move_contact, read_contacts, save_contact
from smallcrm.services.customers import add_customer
from smallcrm.services.interactions import get_interaction, save_interaction
from smallcrm.services.records import (
    ContactRecord,
    CustomerRecord,
    InteractionRecord,
    PhoneRecord,
)
from smallcrm.services.search import search_customers
from smallcrm.services.validation import FieldError
from smallcrm.storage.session import Session
from tests.storage.helpers import dump

LIN = ContactRecord(
    "林小曼", title="采购", email="lin@example.invalid", phones=(PhoneRecord("13800001111"),)
)


def test_a_contact_person_is_read_as_saved(session: Session) -> None:
    customer = add_customer(session, CustomerRecord("a"))
    id = save_contact(session, replace(LIN, customer_id=customer))
    assert read_contacts(customer) == (replace(LIN, id=id, customer_id=customer),)
    before = dump(session)
    save_contact(session, read_contacts(customer)[0])
    assert dump(session) == before, "saving what is there changes nothing"
    edited = replace(read_contacts(customer)[0], title="经理", phones=(PhoneRecord("13900002222"),))
    save_contact(session, edited)
    assert read_contacts(customer) == (edited,)
    assert search_customers(session, "13900002222") == [customer]
    assert search_customers(session, "13800001111") == []


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": " "}, "name"), ({"email": "x"}, "email"), ({"gender": "?"}, "gender")],
)
def test_what_cannot_be_is_told_by_field(
    session: Session, change: dict[str, str], field: str
) -> None:
    customer = add_customer(session, CustomerRecord("a"))
    with pytest.raises(FieldError) as told:
        save_contact(session, replace(LIN, customer_id=customer, **change))
    assert told.value.field == field
    assert Contact.select().count() == 0


def test_a_contact_person_gone_meanwhile_is_told(session: Session) -> None:
    customer = add_customer(session, CustomerRecord("a"))
    id = save_contact(session, replace(LIN, customer_id=customer))
    delete_contact(session, id)
    with pytest.raises(UserError, match="no longer there"):
        save_contact(session, replace(LIN, id=id, customer_id=customer))
    with pytest.raises(UserError, match="no longer there"):
        delete_contact(session, id)


def test_deleting_a_person_keeps_what_was_said(session: Session) -> None:
    customer = add_customer(session, CustomerRecord("a"))
    id = save_contact(session, replace(LIN, customer_id=customer))
    said = save_interaction(session, InteractionRecord(customer, "talked", contact_id=id))
    before = dump(session)
    delete_contact(session, id)
    assert Phone.select().count() == 0
    assert get_interaction(session, said).contact_id is None
    session.undo()
    assert dump(session) == before


def test_a_person_moves_to_another_customer_and_the_history_stays(session: Session) -> None:
    old, new = (add_customer(session, CustomerRecord(name)) for name in ("旧公司", "新公司"))
    id = save_contact(session, replace(LIN, customer_id=old))
    save_interaction(session, InteractionRecord(old, "talked", contact_id=id))
    before = dump(session)
    move_contact(session, id, new, "总监")
    assert read_contacts(old) == ()
    (moved,) = read_contacts(new)
    assert (moved.id, moved.title, moved.phones) == (id, "总监", LIN.phones)
    post = ContactPost.get()
    assert (post.customer_id, post.title, post.ended) == (old, "采购", "2026-11-18")
    assert Interaction.get().customer_id == old
    assert search_customers(session, "13800001111") == [new]
    move_contact(session, id, new)
    assert ContactPost.select().count() == 1, "moving to where one is does nothing"
    session.undo()
    assert dump(session) == before


def test_people_who_left_come_last(session: Session) -> None:
    customer = add_customer(session, CustomerRecord("a"))
    for name, left_on in (("a", "2026-01-01"), ("b", None)):
        save_contact(session, ContactRecord(name, customer_id=customer, left_on=left_on))
    assert [person.name for person in read_contacts(customer)] == ["b", "a"]
