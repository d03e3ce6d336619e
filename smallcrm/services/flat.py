"""Customers as flat values under the command line's field names: for JSON, exports, and comparing
with a list.

Names are those of the import fields without "customer."; empty values are left out; money is a
decimal string. `birthday_lunar` stands beside a birthday whose month and day are lunar.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from peewee import JOIN, fn

from smallcrm.core.money import to_decimal_string
from smallcrm.models import (
    Address,
    Contact,
    Customer,
    CustomerFact,
    CustomerTag,
    CustomField,
    CustomValue,
    Phone,
    Source,
    Staff,
    Tag,
)
from smallcrm.storage.database import among, fetch_rows
from smallcrm.storage.session import Session

Values = dict[str, Any]

TEXTS = [
    "code",
    "name",
    "short_name",
    "kind",
    "role",
    "status",
    "level",
    "email",
    "wechat",
    "qq",
    "website",
    "industry",
    "region",
    "tax_number",
    "invoice_title",
    "invoice_bank",
    "invoice_account",
    "founded",
    "employees",
    "buying_channel",
    "payment_method",
    "preferred_contact",
    "birthday",
    "created",
    "consent",
    "consent_on",
    "note",
]
CONTACT_TEXTS = [
    "name",
    "salutation",
    "gender",
    "title",
    "role",
    "occupation",
    "interests",
    "email",
    "wechat",
    "qq",
    "birthday",
    "consent",
    "note",
]
MONEY = ("revenue", "credit_limit")
LINKED = ("owner", "source", "referred_by", "last_contact", "next_follow_up")
PARTS = ("province", "city", "district", "address", "postcode")
PART = 1000


def iter_customers(session: Session, ids: Sequence[int]) -> Iterator[Values]:
    """The flat values of each customer, in the order of `ids`."""
    for start in range(0, len(ids), PART):
        yield from _read_part(list(ids[start : start + PART]))


def _read_part(ids: list[int]) -> list[Values]:
    referrer = Customer.alias()
    names = (*TEXTS, *MONEY)
    query = (
        Customer.select(
            Customer.id,
            Staff.name,
            Source.name,
            referrer.name,
            CustomerFact.last_contact,
            CustomerFact.next_due,
            Customer.birthday_lunar,
            *(getattr(Customer, name) for name in names),
        )
        .join(CustomerFact, JOIN.LEFT_OUTER, on=(CustomerFact.customer == Customer.id))
        .switch(Customer)
        .join(Staff, JOIN.LEFT_OUTER, on=(Customer.owner == Staff.id))
        .switch(Customer)
        .join(Source, JOIN.LEFT_OUTER, on=(Customer.source == Source.id))
        .switch(Customer)
        .join(referrer, JOIN.LEFT_OUTER, on=(Customer.referred_by == referrer.id))
        .where(Customer.id << among(ids))
    )
    found: dict[int, Values] = {}
    for id, owner, source, referred_by, last_contact, next_due, lunar, *stored in fetch_rows(query):
        values = {"id": id} | _filled(names, stored) | _lunar(lunar)
        for name in MONEY:
            if name in values:
                values[name] = to_decimal_string(values[name])
        linked = (owner, source, referred_by, last_contact and last_contact[:10], next_due)
        found[id] = values | _filled(LINKED, linked)
    _add_addresses(found)
    _add_people(found)
    _add_tags(found)
    return [found[id] for id in ids if id in found]


def _filled(names: Sequence[str], stored: Sequence[Any]) -> Values:
    pairs = zip(names, stored, strict=True)
    return {name: value for name, value in pairs if value not in ("", None)}


def _lunar(flag: int) -> Values:
    return {"birthday_lunar": True} if flag else {}


def _add_addresses(found: dict[int, Values]) -> None:
    query = (
        Address.select(
            Address.customer,
            Address.kind,
            Address.province,
            Address.city,
            Address.district,
            Address.street,
            Address.postcode,
        )
        .where(Address.customer << among(found))
        .order_by(Address.position, Address.id)
    )
    for customer_id, kind, *stored in fetch_rows(query):
        values = found[customer_id]
        prefix = "" if kind == "office" else f"{kind}_"
        if not any(prefix + name in values for name in PARTS):
            parts = _filled(PARTS, stored)
            values |= {prefix + name: value for name, value in parts.items()}


def _add_people(found: dict[int, Values]) -> None:
    people: dict[int, Values] = {}
    query = (
        Contact.select(
            Contact.customer,
            Contact.id,
            Contact.birthday_lunar,
            *(getattr(Contact, name) for name in CONTACT_TEXTS),
        )
        .where(Contact.customer << among(found))
        .order_by(Contact.position, Contact.id)
    )
    for customer_id, id, lunar, *stored in fetch_rows(query):
        values = people[id] = {"id": id} | _filled(CONTACT_TEXTS, stored) | _lunar(lunar)
        found[customer_id].setdefault("contacts", []).append(values)
    # A customer's own numbers come before those of its contact persons.
    phones = (
        Phone.select(Phone.customer, Phone.contact, Phone.kind, Phone.number, Phone.extension)
        .where(Phone.customer << among(found))
        .order_by(Phone.contact.is_null(False), Phone.position, Phone.id)
    )
    for customer_id, contact_id, kind, digits, extension in fetch_rows(phones):
        number = digits + (f"x{extension}" if extension else "")
        name = {"other": "phone", "invoice": "invoice_phone"}.get(kind, kind)
        owners = [found[customer_id]]
        if contact_id is not None:
            owners.append(people[contact_id])
        for values in owners:
            if name not in values:
                values[name] = number
            elif values is owners[-1] and values[name] != number:
                values.setdefault(f"more_{name}", []).append(number)


def _add_tags(found: dict[int, Values]) -> None:
    tags = (
        CustomerTag.select(CustomerTag.customer, fn.GROUP_CONCAT(Tag.name, ", "))
        .join(Tag)
        .where(CustomerTag.customer << among(found))
        .group_by(CustomerTag.customer)
    )
    for customer_id, names in fetch_rows(tags):
        found[customer_id]["tags"] = names
    custom = CustomValue.select(CustomValue.customer, CustomField.name, CustomValue.value).join(
        CustomField
    )
    for customer_id, name, value in fetch_rows(custom.where(CustomValue.customer << among(found))):
        found[customer_id][f"custom.{name}"] = value
