"""Customers: reading one whole, saving, deleting, tagging, finding by name."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from peewee import Case

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, ngettext
from smallcrm.models import (
    Address,
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
from smallcrm.services.children import differing, sync_rows
from smallcrm.services.contacts import read_contacts, read_phones, save_contact
from smallcrm.services.custom_fields import read_value
from smallcrm.services.lookups import ensure
from smallcrm.services.names import read_names
from smallcrm.services.records import AddressRecord, CustomerRecord
from smallcrm.services.validation import FieldError, check_choice, check_email, require
from smallcrm.services.vocabulary import (
    CONSENTS,
    CUSTOMER_KINDS,
    LEVELS,
    OPINIONS,
    ROLES,
    STATUSES,
)
from smallcrm.storage.customer_parts import parts_there
from smallcrm.storage.database import rows
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

LINKED = {
    "id",
    "source",
    "owner",
    "deputy",
    "service",
    "referred_by",
    "phones",
    "addresses",
    "tags",
    "custom",
    "contacts",
}
PLAIN = tuple(f.name for f in fields(CustomerRecord) if f.name not in LINKED)
# Links to others that the record holds by name, and one query that reads all of them.
NAMED = ("source", "owner", "deputy", "service", "referred_by")
_NAMES = "SELECT " + ", ".join(
    f"COALESCE((SELECT name FROM {table} WHERE id = ?), '')"
    for table in ("source", "staff", "staff", "staff", "customer")
)
SEVERAL = 5  # as many customers are named when a text could mean several


def get_customer(
    session: Session, customer_id: int, there: Collection[str] | None = None
) -> CustomerRecord:
    """A customer with all that describes it. UserError when it is gone.

    `there` when `parts_there` was asked already.
    """
    found = Customer.get_or_none(Customer.id == customer_id)
    if found is None:
        raise UserError(_("This customer is no longer there."))
    values: dict[str, Any] = {name: getattr(found, name) for name in PLAIN}
    links = tuple(getattr(found, f"{one}_id") for one in NAMED)
    names = rows(session.connection, _NAMES, links)[0]
    if there is None:
        there = parts_there(session.connection, customer_id)
    phones = read_phones(customer_id)
    addresses = (
        Address.select()
        .where(Address.customer == customer_id)
        .order_by(Address.position, Address.id)
    )
    tags = (
        Tag.select(Tag.name)
        .join(CustomerTag)
        .where(CustomerTag.customer == customer_id)
        .order_by(Tag.name)
    )
    custom = (
        CustomValue.select(CustomField.name, CustomValue.value)
        .join(CustomField)
        .where(CustomValue.customer == customer_id)
        .order_by(CustomField.position, CustomField.id)
    )
    return CustomerRecord(
        id=customer_id,
        **values,
        **dict(zip(NAMED, names, strict=True)),
        phones=phones.get(None, ()),
        addresses=tuple(
            AddressRecord(a.street, a.province, a.city, a.district, a.postcode, a.kind)
            for a in (list(addresses) if "address" in there else ())
        ),
        tags=tuple(row[0] for row in list(tags.tuples())) if "customer_tag" in there else (),
        custom=dict(list(custom.tuples())) if "custom_value" in there else {},
        contacts=read_contacts(customer_id, phones),
    )


def save_customer(session: Session, record: CustomerRecord) -> int:
    """Add a customer (id None) or change one.

    Contact persons are saved on their own. Returns the id.
    """
    record = _checked(record)
    op = Op.ADD_CUSTOMER if record.id is None else Op.EDIT_CUSTOMER
    with session.unit(op, {"name": record.name}):
        values: dict[str, Any] = {name: getattr(record, name) for name in PLAIN}
        values["source"] = ensure(Source, record.source)
        for person in ("owner", "deputy", "service"):
            values[person] = ensure(Staff, getattr(record, person))
        values["referred_by"] = _referrer(record)
        if record.id is None:
            _note_consent_day(session, values, "", None)
            values["created"] = record.created or session.today
            customer_id = int(Customer.create(**values).id)
        else:
            customer_id = record.id
            found = Customer.get_or_none(Customer.id == customer_id)
            if found is None:
                raise UserError(_("This customer is no longer there."))
            _note_consent_day(session, values, found.consent, found.consent_on)
            values["created"] = record.created or found.created
            if changed := differing(found, values):
                Customer.update(**changed).where(Customer.id == customer_id).execute()
        _save_details(customer_id, record)
    return customer_id


def add_customer(session: Session, record: CustomerRecord) -> int:
    """Add a customer together with its contact persons, in one step; returns the id."""
    with session.unit(Op.ADD_CUSTOMER, {"name": record.name.strip()}):
        customer_id = save_customer(session, replace(record, id=None))
        for person in record.contacts:
            save_contact(session, replace(person, id=None, customer_id=customer_id))
    return customer_id


def change_customer(session: Session, customer_id: int, **changes: object) -> None:
    """Change some fields of a customer, given as in its record; `custom` adds to its own."""
    record = get_customer(session, customer_id)
    if "custom" in changes:
        added = changes["custom"]
        changes["custom"] = {**record.custom, **(added if isinstance(added, dict) else {})}
    changed = replace(record, **changes)  # type: ignore[arg-type]
    if changed != record:
        save_customer(session, changed)


def delete_customers(session: Session, ids: Sequence[int]) -> int:
    """Delete customers with all that hangs on them; returns how many."""
    names = [
        row[0]
        for row in list(Customer.select(Customer.name).where(Customer.id << list(ids[:2])).tuples())
    ]
    n = len(ids)
    label = (
        names[0]
        if n == 1 and names
        else ngettext("%(n)d customer", "%(n)d customers", n) % {"n": n}
    )
    with session.unit(Op.DELETE_CUSTOMERS, {"name": label}):
        deleted = sum(
            Customer.delete().where(Customer.id << part).execute() for part in _parts(ids)
        )
    return int(deleted)


def edit_customers(session: Session, ids: Sequence[int], **changes: str) -> None:
    """Set level, status, owner, source or industry of several customers at once.

    Owner and source are names.
    """
    with session.unit(Op.EDIT_CUSTOMERS, {"count": len(ids)}):
        values: dict[str, Any] = dict(changes)
        if "owner" in values:
            values["owner"] = ensure(Staff, changes["owner"])
        if "source" in values:
            values["source"] = ensure(Source, changes["source"])
        for part in _parts(ids):
            Customer.update(**values).where(Customer.id << part).execute()


def tag_customers(session: Session, ids: Sequence[int], name: str, *, remove: bool = False) -> None:
    """Put a tag on customers, or take it off."""
    with session.unit(Op.TAG_CUSTOMERS, {"count": len(ids)}):
        tag_id = ensure(Tag, require("tag", name, _("A tag needs a name.")))
        for part in _parts(ids):
            links = CustomerTag.select(CustomerTag.customer).where(
                (CustomerTag.tag == tag_id) & (CustomerTag.customer << part)
            )
            have = {row[0] for row in list(links.tuples())}
            if remove:
                CustomerTag.delete().where(
                    (CustomerTag.tag == tag_id) & (CustomerTag.customer << part)
                ).execute()
            else:
                new = [{"customer": id, "tag": tag_id} for id in part if id not in have]
                CustomerTag.insert_many(new).execute() if new else None


def find_by_name(name: str) -> int | None:
    """The id of the customer with exactly this name or short name (any case);

    None when there is none.
    """
    found = _find_named(name, limit=1)
    return found[0] if found else None


def find_customer(session: Session, text: str) -> int:
    """The customer a user means by an id or a name.

    UserError when there is none or more than one.
    """
    number = text.strip()
    if number.isdecimal() and len(number) < 19 and name_of(int(number)):
        return int(number)
    from smallcrm.services.search import search_customers

    ids = _find_named(text, limit=SEVERAL) or search_customers(session, text, limit=SEVERAL)
    if len(ids) == 1:
        return ids[0]
    if not ids:
        raise UserError(_("There is no customer “%(text)s”.") % {"text": text})
    found = list(Customer.select(Customer.id, Customer.name).where(Customer.id << ids).tuples())
    names = ", ".join(f"{name} ({id})" for id, name in found)
    raise UserError(
        _("“%(text)s” could be several customers: %(names)s") % {"text": text, "names": names}
    )


def name_of(customer_id: int) -> str:
    """A customer's name, or ""."""
    return _name(Customer, customer_id)


def make_active(customer_id: int) -> None:
    """Count as an active customer who has bought, whatever it was before; inside a unit."""
    before = ("lead", "prospect", "dormant", "lost")
    mine = (Customer.id == customer_id) & (Customer.status << before)
    Customer.update(status="active").where(mine).execute()


def owner_of(session: Session, customer_id: int) -> str:
    """The name of a customer's owner, or ""."""
    query = Staff.select(Staff.name).join(Customer, on=(Customer.owner == Staff.id))
    return next((str(name) for (name,) in query.where(Customer.id == customer_id).tuples()), "")


def suggest_customers(session: Session, text: str, limit: int = 12) -> list[tuple[int, str, str]]:
    """(id, name, contact and city) of customers matching what is being typed, best first."""
    from smallcrm.services.search_hits import rank_customers

    ids = rank_customers(session, text, limit)
    order = (
        Case(Customer.id, tuple((id, place) for place, id in enumerate(ids)), len(ids))
        if ids
        else Customer.id
    )
    query = (
        Customer.select(Customer.id, Customer.name, CustomerFact.contact, CustomerFact.city)
        .join(CustomerFact, on=(CustomerFact.customer == Customer.id))
        .where(Customer.id << ids)
        .order_by(order)
    )
    return [
        (id, name, " · ".join(part for part in (contact, city) if part))
        for id, name, contact, city in list(query.tuples())
    ]


def count_customers(session: Session) -> int:
    """How many customers the file holds."""
    return int(Customer.select().count())


def _find_named(name: str, limit: int) -> list[int]:
    name = name.strip()
    if not name:
        return []
    for column in (Customer.name, Customer.short_name):
        query = Customer.select(Customer.id).where(column.collate("NOCASE") == name)
        found = list(query.order_by(Customer.id).limit(limit).tuples())
        if found:
            return [row[0] for row in found]
    return []


def _checked(record: CustomerRecord) -> CustomerRecord:
    check_choice("level", record.level, ("", *LEVELS))
    check_choice("status", record.status, tuple(STATUSES))
    check_choice("role", record.role, tuple(ROLES))
    check_choice("kind", record.kind, tuple(CUSTOMER_KINDS))
    check_choice("consent", record.consent, ("", *CONSENTS))
    check_choice("opinion", record.opinion, ("", *OPINIONS))
    return replace(
        record,
        name=require("name", record.name, _("A customer needs a name.")),
        email=check_email("email", record.email),
    )


def _referrer(record: CustomerRecord) -> int | None:
    """Who referred a customer, by name: the one who did before, where it is called so."""
    name = record.referred_by.strip()
    if record.id is not None and name:
        before = Customer.select(Customer.referred_by).where(Customer.id == record.id).scalar()
        if before is not None and name_of(before) == name:
            return int(before)
    others = [id for id in _find_named(name, limit=2) if id != record.id]
    if not others and record.id is not None and _find_named(name, limit=1):
        raise FieldError("referred_by", _("A customer has no relation to itself."))
    return others[0] if others else None


def _note_consent_day(
    session: Session, values: dict[str, Any], before: str, day: str | None
) -> None:
    """The day on which a consent was given or refused is today, unless another one is said."""
    if values["consent"] != before and values["consent_on"] == day:
        values["consent_on"] = session.today if values["consent"] else None


def _save_details(customer_id: int, record: CustomerRecord) -> None:
    owner: dict[str, object] = {"customer": customer_id}
    phones = [asdict(phone) for phone in record.phones if phone.number]
    own_phones = (Phone.customer == customer_id) & Phone.contact.is_null()
    sync_rows(Phone, own_phones, {**owner, "contact": None}, phones)
    addresses = [
        asdict(address) for address in record.addresses if address.line or address.postcode
    ]
    sync_rows(Address, Address.customer == customer_id, owner, addresses)
    _save_tags(customer_id, record.tags)
    _save_custom(customer_id, record)


def _save_tags(customer_id: int, names: Sequence[str]) -> None:
    wanted = {tag_id for tag_id in (ensure(Tag, name) for name in names) if tag_id is not None}
    links = CustomerTag.select(CustomerTag.tag).where(CustomerTag.customer == customer_id)
    have = {row[0] for row in list(links.tuples())}
    for tag_id in sorted(wanted - have):
        CustomerTag.create(customer=customer_id, tag=tag_id)
    if have - wanted:
        mine = CustomerTag.customer == customer_id
        CustomerTag.delete().where(mine & (CustomerTag.tag << list(have - wanted))).execute()


def _save_custom(customer_id: int, record: CustomerRecord) -> None:
    stored = {
        value.field_id: value
        for value in list(CustomValue.select().where(CustomValue.customer == customer_id))
    }
    for name, typed in record.custom.items():
        field_id = ensure(CustomField, name)
        present = stored.pop(field_id, None)
        value = typed
        if present is None or typed != present.value:
            value = _checked_custom(field_id, name, typed)
        if present is None and value:
            CustomValue.create(customer=customer_id, field=field_id, value=value)
        elif present is not None and value != present.value:
            if value:
                CustomValue.update(value=value).where(CustomValue.id == present.id).execute()
            else:
                CustomValue.delete().where(CustomValue.id == present.id).execute()


def _checked_custom(field_id: int | None, name: str, value: str) -> str:
    kind = str(CustomField.get_by_id(field_id).type)
    try:
        return read_value(kind, value)
    except FieldError as error:
        raise FieldError(f"custom.{name}", str(error)) from error


def _name(model: type[Customer] | type[Source] | type[Staff], row_id: int | None) -> str:
    return read_names((model, [row_id]))[0].get(row_id, "")


def _parts(ids: Sequence[int], size: int = 500) -> list[list[int]]:
    return [list(ids[start : start + size]) for start in range(0, len(ids), size)]
