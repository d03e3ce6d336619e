"""The columns that a list of customers can show: what they are called, hold and are ordered by."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from peewee import JOIN, Field, ModelSelect, fn

from smallcrm.core.i18n import N_
from smallcrm.models import (
    Address,
    Contact,
    Customer,
    CustomerFact,
    CustomerTag,
    CustomField,
    CustomValue,
    Order,
    Source,
    Staff,
    Tag,
)
from smallcrm.services import custom_fields
from smallcrm.services.customer_filter_fields import CUSTOM
from smallcrm.services.table import Column
from smallcrm.storage.database import among, fetch_rows
from smallcrm.storage.session import Session

COLUMNS = (
    Column("name", N_("Customer"), "text", 210),
    Column("level", N_("Level"), "level", 60),
    Column("contact", N_("Contact"), "text", 90),
    Column("phone", N_("Phone"), "phone", 130),
    Column("city", N_("City"), "text", 80),
    Column("last_contact", N_("Last contact"), "date", 100),
    Column("next_step", N_("Next step"), "words", 170),
    Column("status", N_("Life-cycle"), "words", 80, shown=False),
    Column("owner", N_("Owner"), "text", 90, shown=False),
    Column("deputy", N_("Deputy"), "text", 90, shown=False),
    Column("service", N_("Service person"), "text", 90, shown=False),
    Column("source", N_("Source"), "text", 100, shown=False),
    Column("tags", N_("Tags"), "text", 140, shown=False),
    Column("industry", N_("Industry"), "text", 110, shown=False),
    Column("revenue", N_("Annual purchases"), "money", 120, shown=False),
    Column("bought", N_("Bought"), "money", 120, shown=False),
    Column("owed", N_("Owed"), "money", 110, shown=False),
    Column("last_order", N_("Last order"), "date", 100, shown=False),
    Column("completeness", N_("Complete"), "percent", 80, shown=False),
    Column("code", N_("Code"), "text", 90, shown=False),
    Column("created", N_("Customer since"), "date", 100, shown=False),
    Column("short_name", N_("Short name"), "text", 110, shown=False),
    Column("kind", N_("Company or person"), "words", 80, shown=False),
    Column("role", N_("Role"), "words", 90, shown=False),
    Column("title", N_("Job title"), "text", 100, shown=False),
    Column("province", N_("Province"), "text", 90, shown=False),
    Column("district", N_("District"), "text", 90, shown=False),
    Column("address", N_("Address"), "text", 200, shown=False),
    Column("postcode", N_("Postcode"), "text", 80, shown=False),
    Column("region", N_("Region"), "text", 90, shown=False),
    Column("email", N_("E-mail address"), "text", 160, shown=False),
    Column("wechat", N_("WeChat"), "text", 110, shown=False),
    Column("qq", N_("QQ"), "text", 100, shown=False),
    Column("website", N_("Website"), "text", 140, shown=False),
    Column("preferred_contact", N_("Preferred contact"), "text", 110, shown=False),
    Column("consent", N_("Consent"), "words", 100, shown=False),
    Column("consent_on", N_("Consent since"), "date", 100, shown=False),
    Column("employees", N_("Employees"), "number", 80, shown=False),
    Column("founded", N_("Founded"), "date", 100, shown=False),
    Column("birthday", N_("Birthday"), "date", 130, shown=False),
    Column("credit_limit", N_("Credit limit"), "money", 120, shown=False),
    Column("buying_channel", N_("Buying channel"), "text", 110, shown=False),
    Column("payment_method", N_("Payment method"), "text", 110, shown=False),
    Column("tax_number", N_("Tax number"), "text", 150, shown=False),
    Column("invoice_title", N_("Invoice title"), "text", 160, shown=False),
    Column("invoice_bank", N_("Invoice bank"), "text", 140, shown=False),
    Column("invoice_account", N_("Invoice account"), "text", 150, shown=False),
    Column("referred_by", N_("Referred by"), "text", 140, shown=False),
    Column("note", N_("Note"), "text", 220, shown=False),
)

_FACTS: dict[str, Any] = {
    "name": CustomerFact.sort_name,
    "contact": CustomerFact.contact,
    "phone": CustomerFact.phone,
    "city": CustomerFact.city,
    "last_contact": CustomerFact.last_contact,
    "next_step": CustomerFact.next_due,
    "bought": CustomerFact.bought,
    "owed": CustomerFact.owed,
    "completeness": CustomerFact.completeness,
}
# Of these there is always one; unknown values of the others come last in either direction.
ALWAYS = {"name", "status", "kind", "role", "bought", "owed", "completeness", "created"}
_ADDRESS_PARTS = ("province", "district", "postcode")
_STAFF = ("owner", "deputy", "service")
_LINKED = (*_STAFF, "source", "referred_by")
_ADDRESS = Address.province.concat(Address.city).concat(Address.district).concat(Address.street)


def list_columns(session: Session) -> tuple[Column, ...]:
    """Every column there is, those for the company's own fields last."""
    return COLUMNS + custom_fields.list_columns(session)


def is_known_column(key: str) -> bool:
    """Whether a list can be ordered by a key that was kept."""
    return any(key == one.key for one in COLUMNS) or key.startswith(CUSTOM)


# --- order --------------------------------------------------------------------------------------


def order_of(key: str) -> Any:
    """What a list is ordered by for a column: a column or a query for each customer."""
    if key in _FACTS:
        return _FACTS[key]
    if make := _ORDERS.get(key):
        return make()
    if key.startswith(CUSTOM):
        return _own_order(int(key.removeprefix(CUSTOM)))
    return getattr(Customer, key)


def _staff_order(key: str) -> Any:
    return _one(Staff.select(Staff.name).where(Staff.id == getattr(Customer, key)))


def _referrer_order() -> Any:
    other = Customer.alias()
    return _one(other.select(other.name).where(other.id == Customer.referred_by))


def _tag_order() -> Any:
    tags = CustomerTag.select(fn.GROUP_CONCAT(Tag.name, ", ")).join(Tag)
    return _one(tags.where(CustomerTag.customer == CustomerFact.customer))


def _last_order_order() -> Any:
    orders = Order.select(fn.MAX(Order.date)).where(Order.status != "cancelled")
    return _one(orders.where(Order.customer == CustomerFact.customer))


def _address_order(part: Any) -> Any:
    lines = Address.select(part).where(Address.customer == CustomerFact.customer)
    return _one(lines.order_by(Address.position, Address.id).limit(1))


def _title_order() -> Any:
    people = Contact.select(Contact.title).where(
        (Contact.customer == CustomerFact.customer) & Contact.left_on.is_null()
    )
    return _one(people.order_by(Contact.position, Contact.id).limit(1))


_ORDERS: dict[str, Callable[[], Any]] = {
    "owner": lambda: Staff.name,  # joined, and so is the source
    "source": lambda: Source.name,
    "deputy": lambda: _staff_order("deputy"),
    "service": lambda: _staff_order("service"),
    "referred_by": _referrer_order,
    "tags": _tag_order,
    "last_order": _last_order_order,
    "province": lambda: _address_order(Address.province),
    "district": lambda: _address_order(Address.district),
    "postcode": lambda: _address_order(Address.postcode),
    "address": lambda: _address_order(_ADDRESS),
    "title": _title_order,
}


def is_stored(key: str) -> bool:
    """Whether a list is ordered by a stored value, which an index may have in order."""
    return key in _FACTS or (key in Customer._meta.fields and key not in ("note", *_LINKED))


def on_customer(key: str) -> bool:
    """Whether ordering by a column needs the customer itself."""
    return key not in _FACTS and key in Customer._meta.fields


def _own_order(field_id: int) -> Any:
    found = CustomField.get_or_none(CustomField.id == field_id)
    value: Any = CustomValue.value
    if found is not None and found.type in ("number", "money"):
        value = fn.REPLACE(value, ",", "").cast("REAL")
    mine = (CustomValue.customer == CustomerFact.customer) & (CustomValue.field == field_id)
    return _one(CustomValue.select(value).where(mine))


def _one(query: ModelSelect) -> Any:
    """A query as a value of each row."""
    return fn.IFNULL(query, "")


# --- rows ---------------------------------------------------------------------------------------

_READ: dict[str, Any] = {
    key: field for key, field in _FACTS.items() if key not in ("name", "next_step")
} | {
    "next_due": CustomerFact.next_due,
    "next_time": CustomerFact.next_time,
    "next_title": CustomerFact.next_title,
}


def read_values(
    session: Session, keys: Iterable[str], ids: Sequence[int]
) -> dict[int, dict[str, Any]]:
    """The stored values of columns for each customer that is there; unknown is None or ""."""
    keys = set(keys)
    names = {key: Customer._meta.fields[key] for key in keys if _is_plain(key)}
    if "birthday" in keys:
        names["birthday_lunar"] = Customer.birthday_lunar
    read: dict[str, Any] = {"id": Customer.id, "name": Customer.name, **_READ, **names}
    query = Customer.select(*read.values()).join(
        CustomerFact, on=(CustomerFact.customer == Customer.id)
    )
    linked = [key for key in (*_STAFF, "source", "referred_by") if key in keys]
    query = _with_names(query, linked)
    order = [*read, *linked]
    rows = fetch_rows(query.where(Customer.id << among(ids)))
    found = {row[0]: dict(zip(order, row, strict=True)) for row in rows}
    for reader in (_add_tags, _add_addresses, _add_titles, _add_orders):
        reader(found, keys)
    if any(key.startswith(CUSTOM) for key in keys):
        for id, own in custom_fields.read_columns(session, list(found)).items():
            found[id].update(own)
    return found


def _is_plain(key: str) -> bool:
    field = Customer._meta.fields.get(key)
    return isinstance(field, Field) and not hasattr(field, "rel_model")


def _with_names(query: ModelSelect, keys: Sequence[str]) -> ModelSelect:
    """The query with the names that a customer's links stand for as further values."""
    names = []
    for key in keys:
        model: Any = {"source": Source, "referred_by": Customer}.get(key, Staff)
        other = model.alias()
        link = getattr(Customer, key)
        query = query.switch(Customer).join(other, JOIN.LEFT_OUTER, on=(link == other.id))
        names.append(other.name)
    return query.select_extend(*names) if names else query


Found = dict[int, dict[str, Any]]


def _add_tags(found: Found, keys: set[str]) -> None:
    if "tags" not in keys:
        return
    query = CustomerTag.select(CustomerTag.customer, Tag.name).join(Tag)
    query = query.where(CustomerTag.customer << among(found)).order_by(Tag.name)
    tags: dict[int, list[str]] = {}
    for id, name in fetch_rows(query):
        tags.setdefault(id, []).append(name)
    for id, values in found.items():
        values["tags"] = ", ".join(tags.get(id, ()))


def _add_addresses(found: Found, keys: set[str]) -> None:
    if not keys & {*_ADDRESS_PARTS, "address"}:
        return
    parts = [getattr(Address, key) for key in _ADDRESS_PARTS]
    query = Address.select(Address.customer, *parts, _ADDRESS)
    query = query.where(Address.customer << among(found))
    for id, *values in fetch_rows(query.order_by(Address.position.desc(), Address.id.desc())):
        found[id].update(zip((*_ADDRESS_PARTS, "address"), values, strict=True))


def _add_titles(found: Found, keys: set[str]) -> None:
    if "title" not in keys:
        return
    query = Contact.select(Contact.customer, Contact.title)
    query = query.where((Contact.customer << among(found)) & Contact.left_on.is_null())
    for id, title in fetch_rows(query.order_by(Contact.position.desc(), Contact.id.desc())):
        found[id]["title"] = title


def _add_orders(found: Found, keys: set[str]) -> None:
    if "last_order" not in keys:
        return
    query = Order.select(Order.customer, fn.MAX(Order.date)).group_by(Order.customer)
    query = query.where((Order.status != "cancelled") & (Order.customer << among(found)))
    for id, day in fetch_rows(query):
        found[id]["last_order"] = day
