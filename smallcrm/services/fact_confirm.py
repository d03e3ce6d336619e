"""When a value was last confirmed: a confirmation is of the value as it stood, not of its field."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.models import Address, Contact, Customer, CustomValue, FactCheck, Phone, Staff
from smallcrm.services.customers import name_of
from smallcrm.services.origins import Fact
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

_TABLES: dict[str, type[Customer | Contact | Phone | Address | CustomValue]] = {
    "customer": Customer,
    "contact": Contact,
    "phone": Phone,
    "address": Address,
    "custom_value": CustomValue,
}
# Confirmed so, these also answer the doubt whether the number or address is right at all.
_DOUBTED = ("phone", "address")
_LONGEST = 40
_CONFIRMED = FactCheck.state == "confirmed"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """When a value was last confirmed (ISO text with time) and by whom ("" for nobody named)."""

    at: str
    staff: str


def confirm_value(session: Session, customer_id: int, fact: Fact) -> None:
    """Say that a value is right as it stands now. UserError when there is none."""
    contact, key = _key(fact)
    if not key:
        raise UserError(_("There is nothing to confirm."))
    subjects = [key, *([fact.table] if fact.table in _DOUBTED else [])]
    with session.unit(Op.CHECK_FACT, {"name": name_of(customer_id)}):
        for field in subjects:
            FactCheck.create(
                customer=customer_id,
                contact=contact,
                field=field,
                state="confirmed",
                at=session.now,
                staff=session.settings.staff_id,
            )


def last_confirmed(session: Session, customer_id: int, fact: Fact) -> Confirmation | None:
    """When a value was last confirmed; None when it never was, or was another one then."""
    contact, key = _key(fact)
    if not key:
        return None
    of = FactCheck.contact.is_null() if contact is None else FactCheck.contact == contact
    query = (
        FactCheck.select(FactCheck.at, Staff.name)
        .left_outer_join(Staff)
        .where((FactCheck.customer == customer_id) & (FactCheck.field == key) & _CONFIRMED & of)
        .order_by(FactCheck.id.desc())
    )
    found = list(query.limit(1).tuples())
    return Confirmation(found[0][0], found[0][1] or "") if found else None


def confirmed_days(session: Session, customer_id: int) -> Mapping[str, str]:
    """The days (ISO) on which the customer's own values were last confirmed.

    By the column of a customer, or "custom.<name>" of an own field; values changed since have none.
    """
    mine = (FactCheck.customer == customer_id) & FactCheck.contact.is_null() & _CONFIRMED
    query = FactCheck.select(FactCheck.field, FactCheck.at).where(mine).order_by(FactCheck.id)
    days = {field: at[:10] for field, at in list(query.tuples())}
    if not days:
        return {}
    (row,) = list(Customer.select().where(Customer.id == customer_id).dicts())
    found = {}
    for name, value in row.items():
        column = Customer._meta.fields[name].column_name
        if day := days.get(_bound(column, value)):
            found[column] = day
    own = CustomValue.select().where(CustomValue.customer == customer_id)
    for one in list(own):
        if day := days.get(_bound(f"custom.{one.field_id}", one.value)):
            found[f"custom.{one.field.name}"] = day
    return found


def _key(fact: Fact) -> tuple[int | None, str]:
    """The contact person a value is of, and what it is called with it; "" when it is empty."""
    model = _TABLES[fact.table]
    row = next(iter(model.select().where(model.id == fact.row_id).dicts()), None)
    if row is None:
        return None, ""
    names = {field.column_name: name for name, field in model._meta.fields.items()}
    value = row[names[fact.field]]
    if value in (None, ""):
        return None, ""
    contact = fact.row_id if fact.table == "contact" else row.get("contact")
    column = fact.field if fact.table in ("customer", "contact") else fact.table
    if fact.table == "custom_value":
        column = f"custom.{row['field']}"
    return contact, _bound(column, value)


def _bound(column: str, value: object) -> str:
    text = str(value)
    if len(text) > _LONGEST:
        text = blake2b(text.encode(), digest_size=12).hexdigest()
    return f"{column}:{text}"
