"""Customers as flat values under the command line's field names: for JSON, exports, and comparing
with a list.

Names are those of the import fields without "customer."; empty values are left out; money is a
decimal string.
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
    "note",
]
MONEY = ("revenue", "credit_limit")
PART = 400


def iter_customers(session: Session, ids: Sequence[int]) -> Iterator[Values]:
    """The flat values of each customer, in the order of `ids`."""
    for start in range(0, len(ids), PART):
        yield from _read_part(list(ids[start : start + PART]))


def _read_part(ids: list[int]) -> list[Values]:
    referrer = Customer.alias()
    query = (
        Customer.select(
            Customer,
            Staff.name.alias("owner_name"),
            Source.name.alias("source_name"),
            referrer.name.alias("referrer_name"),
            CustomerFact.last_contact,
            CustomerFact.next_due,
        )
        .join(CustomerFact, JOIN.LEFT_OUTER, on=(CustomerFact.customer == Customer.id))
        .switch(Customer)
        .join(Staff, JOIN.LEFT_OUTER, on=(Customer.owner == Staff.id))
        .switch(Customer)
        .join(Source, JOIN.LEFT_OUTER, on=(Customer.source == Source.id))
        .switch(Customer)
        .join(referrer, JOIN.LEFT_OUTER, on=(Customer.referred_by == referrer.id))
        .where(Customer.id << ids)
        .dicts()
    )
    found: dict[int, Values] = {}
    for row in list(query):
        values: Values = {"id": row["id"]}
        values |= {name: row[name] for name in TEXTS if row[name] not in ("", None)}
        values |= {name: to_decimal_string(row[name]) for name in MONEY if row[name] is not None}
        linked = {
            "owner": row["owner_name"],
            "source": row["source_name"],
            "referred_by": row["referrer_name"],
            "last_contact": row["last_contact"] and row["last_contact"][:10],
            "next_follow_up": row["next_due"],
        }
        found[row["id"]] = values | {name: value for name, value in linked.items() if value}
    _add_addresses(found)
    _add_people(found)
    _add_tags(found)
    return [found[id] for id in ids if id in found]


def _add_addresses(found: dict[int, Values]) -> None:
    query = (
        Address.select()
        .where(Address.customer << list(found))
        .order_by(Address.position, Address.id)
    )
    for address in list(query):
        values = found[address.customer_id]
        prefix = "" if address.kind == "office" else f"{address.kind}_"
        parts = {"province": address.province, "city": address.city, "district": address.district}
        parts |= {"address": address.street, "postcode": address.postcode}
        if not any(prefix + name in values for name in parts):
            values |= {prefix + name: value for name, value in parts.items() if value}


def _add_people(found: dict[int, Values]) -> None:
    people: dict[int, Values] = {}
    query = (
        Contact.select()
        .where(Contact.customer << list(found))
        .order_by(Contact.position, Contact.id)
    )
    for person in list(query):
        values: Values = {"id": person.id}
        values |= {
            name: getattr(person, name)
            for name in CONTACT_TEXTS
            if getattr(person, name) not in ("", None)
        }
        people[person.id] = values
        found[person.customer_id].setdefault("contacts", []).append(values)
    phones = Phone.select().where(Phone.customer << list(found))
    # A customer's own numbers come before those of its contact persons.
    for phone in list(phones.order_by(Phone.contact.is_null(False), Phone.position, Phone.id)):
        number = phone.number + (f"x{phone.extension}" if phone.extension else "")
        name = {"other": "phone", "invoice": "invoice_phone"}.get(phone.kind, phone.kind)
        owners = [found[phone.customer_id]]
        if phone.contact_id is not None:
            owners.append(people[phone.contact_id])
        for values in owners:
            if name not in values:
                values[name] = number
            elif values is owners[-1] and values[name] != number:
                values.setdefault(f"more_{name}", []).append(number)


def _add_tags(found: dict[int, Values]) -> None:
    tags = (
        CustomerTag.select(CustomerTag.customer, fn.GROUP_CONCAT(Tag.name, ", "))
        .join(Tag)
        .where(CustomerTag.customer << list(found))
        .group_by(CustomerTag.customer)
    )
    for customer_id, names in list(tags.tuples()):
        found[customer_id]["tags"] = names
    custom = CustomValue.select(CustomValue.customer, CustomField.name, CustomValue.value).join(
        CustomField
    )
    for customer_id, name, value in list(
        custom.where(CustomValue.customer << list(found)).tuples()
    ):
        found[customer_id][f"custom.{name}"] = value
