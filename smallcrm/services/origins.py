"""Where a fact of a customer came from, in sentences: "where is this phone from?"."""

from dataclasses import dataclass
from datetime import date

from smallcrm.core.dates import format_date
from smallcrm.core.i18n import _, current
from smallcrm.core.phone import format_phone
from smallcrm.models import Address, Customer, CustomValue, Phone, Source, Staff
from smallcrm.services.steps import explain_value
from smallcrm.services.vocabulary import (
    CONSENTS,
    CUSTOMER_KINDS,
    OPINIONS,
    ROLES,
    STATUSES,
    word,
)
from smallcrm.storage.session import Session

_NAMED: dict[str, type[Staff] | type[Source] | type[Customer]] = {
    "owner_id": Staff,
    "deputy_id": Staff,
    "service_id": Staff,
    "source_id": Source,
    "referred_by_id": Customer,
}
_WORDS = {
    "status": STATUSES,
    "role": ROLES,
    "kind": CUSTOMER_KINDS,
    "consent": CONSENTS,
    "opinion": OPINIONS,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A value on the screen: the table, row and field that hold it."""

    table: str
    row_id: int
    field: str


@dataclass(frozen=True, slots=True)
class OriginWords:
    """One change of a fact: when, what step by whom, and what it was and became."""

    when: str
    what: str
    change: str


def find_phone_fact(session: Session, customer_id: int, number: str) -> Fact | None:
    """The row that holds a phone of a customer or of one of its contact persons."""
    query = Phone.select(Phone.id).where((Phone.customer == customer_id) & (Phone.number == number))
    rows = list(query.order_by(Phone.id).limit(1).tuples())
    return Fact("phone", rows[0][0], "number") if rows else None


def find_address_fact(session: Session, customer_id: int, position: int) -> Fact | None:
    """The row that holds a customer's address at a place (0 is the first)."""
    query = Address.select(Address.id).where(Address.customer == customer_id)
    rows = list(query.order_by(Address.position, Address.id).offset(position).limit(1).tuples())
    return Fact("address", rows[0][0], "street") if rows else None


def find_custom_fact(session: Session, customer_id: int, field_id: int) -> Fact | None:
    """The row that holds what a customer has in one of the company's own fields."""
    mine = (CustomValue.customer == customer_id) & (CustomValue.field == field_id)
    rows = list(CustomValue.select(CustomValue.id).where(mine).tuples())
    return Fact("custom_value", rows[0][0], "value") if rows else None


def explain_fact(session: Session, fact: Fact) -> list[OriginWords]:
    """The changes that made a fact what it is, newest first.

    May read a whole import's changes: not for the window's thread.
    """
    found = []
    for origin in explain_value(session, fact.table, fact.row_id, fact.field):
        day = format_date(date.fromisoformat(origin.at[:10]), current().language, "medium")
        parts = (origin.label, origin.place, origin.origin, origin.staff)
        found.append(
            OriginWords(
                f"{day} {origin.at[11:16]}".strip(),
                " · ".join(part for part in parts if part),
                _change_words(fact, origin.old, origin.new),
            )
        )
    return found


def _change_words(fact: Fact, old: object, new: object) -> str:
    def shown(value: object) -> str:
        text = str(value) if value not in (None, "") else ""
        if fact.table == "customer" and fact.field in _NAMED and text:
            named = _NAMED[fact.field].get_or_none(_NAMED[fact.field].id == value)
            return str(named.name) if named is not None else text
        if fact.table == "customer" and fact.field in _WORDS:
            return word(_WORDS[fact.field], text)
        return format_phone(text) if text and fact.table == "phone" else text

    before, after = shown(old), shown(new)
    if before and after:
        return f"{before} → {after}"
    if before:
        return _("was %(value)s") % {"value": before}
    return after
