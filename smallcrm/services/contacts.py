"""Contact persons: saving, deleting, and moving to another customer with their history kept."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from peewee import Expression, ForeignKeyField

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.models import Contact, ContactPost, Customer, Phone
from smallcrm.services.children import differing, sync_rows
from smallcrm.services.records import ContactRecord, PhoneRecord
from smallcrm.services.validation import check_choice, check_email, require
from smallcrm.services.vocabulary import CONSENTS
from smallcrm.storage.database import fetch_rows
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

PLAIN = tuple(
    f.name for f in fields(ContactRecord) if f.name not in {"id", "customer_id", "phones"}
)


@dataclass(frozen=True, slots=True)
class PostRecord:
    """A post that a contact person left: what it was, until when (ISO text), and a customer.

    That is the one they work for now (`list_former`) or the one they left (`list_posts`).
    """

    contact_id: int
    name: str
    title: str
    ended: str | None
    customer_id: int
    customer: str


def read_phones(customer_id: int) -> dict[int | None, tuple[PhoneRecord, ...]]:
    """The numbers of a customer by the contact person they are of, None for its own."""
    found: dict[int | None, tuple[PhoneRecord, ...]] = {}
    query = Phone.select(Phone.contact, Phone.number, Phone.extension, Phone.kind)
    query = query.where(Phone.customer == customer_id).order_by(Phone.position, Phone.id)
    for contact, *number in fetch_rows(query):
        found[contact] = (*found.get(contact, ()), PhoneRecord(*number))
    return found


def read_contacts(
    customer_id: int, phones: Mapping[int | None, tuple[PhoneRecord, ...]] | None = None
) -> tuple[ContactRecord, ...]:
    """The contact persons of a customer, those still there first.

    `phones` when `read_phones` was asked already.
    """
    if phones is None:
        phones = read_phones(customer_id)
    people = Contact.select().where(Contact.customer == customer_id)
    people = people.order_by(Contact.left_on.is_null(False), Contact.position, Contact.id)
    return tuple(
        ContactRecord(
            id=person.id,
            customer_id=customer_id,
            phones=phones.get(person.id, ()),
            **{name: getattr(person, name) for name in PLAIN},
        )
        for person in list(people)
    )


def save_contact(session: Session, record: ContactRecord) -> int:
    """Add a contact person (id None) or change one; returns the id."""
    name = require("name", record.name, _("A contact person needs a name."))
    check_choice("gender", record.gender, ("", "male", "female"))
    check_choice("consent", record.consent, ("", *CONSENTS))
    record = replace(record, name=name, email=check_email("email", record.email))
    values: dict[str, Any] = {key: getattr(record, key) for key in PLAIN}
    with session.unit(Op.ADD_CONTACT if record.id is None else Op.EDIT_CONTACT, {"name": name}):
        if record.id is None:
            place = Contact.select().where(Contact.customer == record.customer_id).count()
            contact_id = int(
                Contact.create(customer=record.customer_id, position=place, **values).id
            )
        else:
            contact_id = record.id
            if changed := differing(_get(contact_id), values):
                Contact.update(**changed).where(Contact.id == contact_id).execute()
        phones = [asdict(phone) for phone in record.phones if phone.number]
        owner: dict[str, object] = {"customer": record.customer_id, "contact": contact_id}
        sync_rows(Phone, Phone.contact == contact_id, owner, phones)
    return contact_id


def delete_contact(session: Session, contact_id: int) -> None:
    """Delete a contact person; records of contacts with them stay with the customer."""
    person = _get(contact_id)
    with session.unit(Op.DELETE_CONTACT, {"name": person.name}):
        Contact.delete().where(Contact.id == contact_id).execute()


def move_contact(session: Session, contact_id: int, customer_id: int, title: str = "") -> None:
    """Let a contact person work for another customer from today.

    The old post and its history stay known.
    """
    person = _get(contact_id)
    if person.customer_id == customer_id:
        return
    with session.unit(Op.MOVE_CONTACT, {"name": person.name}):
        ContactPost.create(
            contact=contact_id, customer=person.customer_id, title=person.title, ended=session.today
        )
        place = Contact.select().where(Contact.customer == customer_id).count()
        values = {"customer": customer_id, "title": title, "position": place, "left_on": None}
        Contact.update(**values).where(Contact.id == contact_id).execute()
        Phone.update(customer=customer_id).where(Phone.contact == contact_id).execute()


def mark_left(session: Session, contact_id: int, left: bool = True) -> None:
    """Note that a contact person left today, or is there after all; their history stays."""
    person = _get(contact_id)
    with session.unit(Op.EDIT_CONTACT, {"name": person.name}):
        day = session.today if left else None
        Contact.update(left_on=day).where(Contact.id == contact_id).execute()


def list_former(session: Session, customer_id: int) -> tuple[PostRecord, ...]:
    """The people who worked at a customer and moved to another, the last who went first."""
    mine = ContactPost.customer == customer_id
    return _posts(mine & (Contact.customer != customer_id), Contact.customer)


def list_posts(session: Session, contact_ids: Collection[int]) -> dict[int, tuple[PostRecord, ...]]:
    """Where contact persons worked before, the last post first, by the person's id."""
    if not contact_ids:
        return {}
    found: dict[int, list[PostRecord]] = {}
    for post in _posts(ContactPost.contact << list(contact_ids), ContactPost.customer):
        found.setdefault(post.contact_id, []).append(post)
    return {contact_id: tuple(posts) for contact_id, posts in found.items()}


def _posts(condition: Expression, place: ForeignKeyField) -> tuple[PostRecord, ...]:
    query = (
        ContactPost.select(
            Contact.id, Contact.name, ContactPost.title, ContactPost.ended, Customer.id,
            Customer.name
        )
        .join(Contact)
        .join(Customer, on=(Customer.id == place))
        .where(condition)
        .order_by(ContactPost.ended.desc(), ContactPost.id.desc())
    )  # fmt: skip
    return tuple(PostRecord(*row) for row in list(query.tuples()))


def _get(contact_id: int) -> Contact:
    found = Contact.get_or_none(Contact.id == contact_id)
    if found is None:
        raise UserError(_("This contact person is no longer there."))
    return found
