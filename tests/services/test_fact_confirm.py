"""Values confirmed as they stand: kept, shown, over when they change."""

import pytest

from smallcrm.core.errors import UserError
from smallcrm.services.contacts import save_contact
from smallcrm.services.custom_fields import FieldRecord, save_field
from smallcrm.services.customers import change_customer, get_customer, save_customer
from smallcrm.services.fact_checks import check_fact, list_doubts
from smallcrm.services.fact_confirm import (
    Confirmation,
    confirm_value,
    confirmed_days,
    last_confirmed,
)
from smallcrm.services.lookups import StaffRecord, choose_staff, list_staff, save_staff
from smallcrm.services.origins import Fact, find_custom_fact, find_phone_fact
from smallcrm.services.records import ContactRecord, CustomerRecord, PhoneRecord
from smallcrm.storage.session import Session


@pytest.fixture
def customer(session: Session) -> int:
    save_field(session, FieldRecord("Machines", "number"))
    made = save_customer(
        session, CustomerRecord("Alder Works", level="B", custom={"Machines": "3"})
    )
    phones = (PhoneRecord("13800138000"),)
    person = ContactRecord("Ann", customer_id=made, phones=phones, email="ann@example.org")
    save_contact(session, person)
    return made


def test_a_value_is_confirmed_until_it_changes(session: Session, customer: int) -> None:
    save_staff(session, StaffRecord("Kim"))
    choose_staff(session, list_staff(session)[0].id)
    level = Fact("customer", customer, "level")
    assert last_confirmed(session, customer, level) is None
    confirm_value(session, customer, level)
    said = last_confirmed(session, customer, level)
    assert said is not None
    assert (said.at[:10], said.staff) == ("2026-11-18", "Kim")
    assert confirmed_days(session, customer) == {"level": "2026-11-18"}
    change_customer(session, customer, level="A")
    assert last_confirmed(session, customer, level) is None
    assert confirmed_days(session, customer) == {}


def test_confirming_is_one_step_that_is_taken_back(session: Session, customer: int) -> None:
    phone = find_phone_fact(session, customer, "13800138000")
    assert phone is not None
    confirm_value(session, customer, phone)
    assert isinstance(last_confirmed(session, customer, phone), Confirmation)
    session.undo()
    assert last_confirmed(session, customer, phone) is None


def test_own_fields_and_people_have_theirs(session: Session, customer: int) -> None:
    person = get_customer(session, customer).contacts[0].id or 0
    confirm_value(session, customer, Fact("contact", person, "email"))
    assert last_confirmed(session, customer, Fact("contact", person, "email")) is not None
    assert confirmed_days(session, customer) == {}, "it is the person's, not the company's"
    own = find_custom_fact(session, customer, 1)
    assert own is not None
    confirm_value(session, customer, own)
    assert confirmed_days(session, customer) == {"custom.Machines": "2026-11-18"}


def test_a_confirmed_number_is_no_longer_in_doubt(session: Session, customer: int) -> None:
    person = get_customer(session, customer).contacts[0].id
    check_fact(session, customer, "phone", "wrong", contact_id=person)
    assert len(list_doubts(session)) == 1
    phone = find_phone_fact(session, customer, "13800138000")
    assert phone is not None
    confirm_value(session, customer, phone)
    assert not list_doubts(session)


def test_nothing_cannot_be_confirmed(session: Session, customer: int) -> None:
    with pytest.raises(UserError, match="nothing to confirm"):
        confirm_value(session, customer, Fact("customer", customer, "email"))
