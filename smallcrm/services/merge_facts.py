"""Customers side by side: every field as each has it, what is taken when they become one, and what
hangs on each.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import fn

from smallcrm.core.dates import format_date
from smallcrm.core.dates.birthday import said_birthday
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import CHINESE, N_, _, current
from smallcrm.core.money import format_money
from smallcrm.core.phone import format_phone
from smallcrm.core.text import fold, fold_company
from smallcrm.models import (
    Attachment,
    Customer,
    CustomerFact,
    CustomField,
    CustomValue,
    Deal,
    FollowUp,
    Interaction,
    Order,
    Receipt,
    Term,
)
from smallcrm.services.custom_fields import value_words as own_words
from smallcrm.services.customer_card import name_and_title
from smallcrm.services.customers import get_customer
from smallcrm.services.records import CustomerRecord
from smallcrm.services.vocabulary import (
    CONSENTS,
    CUSTOMER_KINDS,
    OPINIONS,
    ROLES,
    STATUSES,
    level_words,
    word,
)
from smallcrm.storage.database import among, fetch_rows
from smallcrm.storage.merging import newest_changes
from smallcrm.storage.session import Session

CUSTOM = "custom:"

# Field by field what can be chosen, with the columns that go along with it.
FIELDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "name": (N_("Customer name"), ()),
    "short_name": (N_("Short name"), ()),
    "code": (N_("Customer code"), ()),
    "kind": (N_("Company or person"), ()),
    "role": (N_("Role"), ()),
    "level": (N_("Level"), ()),
    "status": (N_("Life-cycle stage"), ()),
    "lead_verdict": (N_("Lead verdict"), ("lead_reason",)),
    "owner": (N_("Owner"), ()),
    "deputy": (N_("Deputy"), ()),
    "service": (N_("Service person"), ()),
    "source": (N_("Source"), ()),
    "referred_by": (N_("Referred by"), ()),
    "industry": (N_("Industry"), ()),
    "region": (N_("Region"), ()),
    "email": (N_("E-mail"), ()),
    "wechat": (N_("WeChat"), ()),
    "qq": ("QQ", ()),
    "website": (N_("Website"), ()),
    "tax_number": (N_("Tax number"), ()),
    "invoice_title": (N_("Invoice title"), ()),
    "invoice_bank": (N_("Invoice bank"), ()),
    "invoice_account": (N_("Invoice account"), ()),
    "founded": (N_("Founded"), ()),
    "employees": (N_("Employees"), ()),
    "revenue": (N_("Annual purchases"), ()),
    "credit_limit": (N_("Credit limit"), ()),
    "buying_channel": (N_("Buying channel"), ()),
    "payment_method": (N_("Payment method"), ()),
    "preferred_contact": (N_("Preferred contact"), ()),
    "birthday": (N_("Birthday"), ("birthday_lunar",)),
    "consent": (N_("Consent"), ("consent_on",)),
    "opinion": (N_("Opinion of us"), ()),
    "opinion_leader": (N_("Opinion leader"), ()),
    "created": (N_("Created"), ()),
}
# What a customer has when nobody said anything: as good as empty.
_UNSAID = {"kind": "company", "role": "customer", "status": "prospect"}
_STANDING = frozenset(
    {"name", "code", "kind", "role", "level", "status", "owner", "deputy", "service", "source",
     "referred_by"}
)  # fmt: skip
_MONEY, _DATES = ("revenue", "credit_limit"), ("founded", "birthday", "created")
_CODES: dict[str, dict[str, str]] = {
    "kind": CUSTOMER_KINDS,
    "role": ROLES,
    "status": STATUSES,
    "consent": CONSENTS,
    "opinion": OPINIONS,
    "lead_verdict": {"fits": N_("Fits"), "unfit": N_("Does not fit")},
}
HANGING: tuple[tuple[Any, str], ...] = (
    (Interaction, N_("Records of contact")),
    (FollowUp, N_("Follow-ups")),
    (Deal, N_("Deals")),
    (Order, N_("Orders")),
    (Receipt, N_("Receipts")),
    (Term, N_("Terms")),
    (Attachment, N_("Attachments")),
)


@dataclass(frozen=True, slots=True)
class FieldFact:
    """A field as each customer has it, in words; `chosen` is the place whose value is taken.

    `differs` tells that the filled values are not all the same.
    """

    key: str
    title: str
    values: tuple[str, ...]
    chosen: int
    differs: bool


@dataclass(frozen=True, slots=True)
class JoinedFact:
    """What is not chosen but joined: phones, persons ...; `shared` is what several have."""

    title: str
    values: tuple[tuple[str, ...], ...]
    shared: frozenset[str]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the customers: `counts` are (word, how many) of what hangs on it."""

    customer_id: int
    name: str
    owner: str
    created: str
    last_contact: str | None
    counts: tuple[tuple[str, int], ...]

    @property
    def weight(self) -> int:
        """How many records hang on it."""
        return sum(n for _word, n in self.counts)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Customers side by side; `keep` is the place of the one the others are merged into."""

    sides: tuple[Side, ...]
    keep: int
    fields: tuple[FieldFact, ...]
    joined: tuple[JoinedFact, ...]


def compare_customers(session: Session, ids: Sequence[int], keep: int | None = None) -> Comparison:
    """Lay customers side by side. The one with most on it is kept, or the one with the id `keep`.

    UserError when one is gone.
    """
    records = [get_customer(session, id) for id in ids]
    stored = read_stored(ids)
    sides = _sides(ids, records)
    if keep is None:
        ranked = range(len(ids))
        place = max(ranked, key=lambda n: (sides[n].weight, _filled(stored[ids[n]]), -ids[n]))
    else:
        place = list(ids).index(keep)
    chosen = default_choices(session, ids[place], stored)
    names = own_fields()
    facts = []
    for key in (*FIELDS, *(f"{CUSTOM}{id}" for id in names)):
        values = tuple(value_words(key, record, names) for record in records)
        if not any(values) or (key in _UNSAID and set(values) == {word(_CODES[key], _UNSAID[key])}):
            continue
        told = {fold(value) for value in values if value}
        facts.append(
            FieldFact(
                key, title_of(key, names), values, list(ids).index(chosen[key]), len(told) > 1
            )
        )
    return Comparison(tuple(sides), place, tuple(facts), tuple(_joined(records)))


def read_stored(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The stored values of customers by field, own fields as custom:<id of the field>."""
    found = {
        row.id: dict(row.__data__)
        for row in list(Customer.select().where(Customer.id << among(ids)))
    }
    if len(found) < len(set(ids)):
        raise UserError(_("This customer is no longer there."))
    query = CustomValue.select(CustomValue.customer, CustomValue.field, CustomValue.value)
    for id, field, value in fetch_rows(query.where(CustomValue.customer << among(ids))):
        found[id][f"{CUSTOM}{field}"] = value
    return found


def default_choices(
    session: Session, keep: int, stored: Mapping[int, Mapping[str, Any]]
) -> dict[str, int]:
    """Whose value each field takes by itself: field -> customer id.

    What is filled before what is not; the newer by the change log; else that of the kept one. What
    is decided once (name, owner, level ...) is newer only when it was edited: typing a customer in
    again decides nothing. A name is told in full; who said no to being contacted stays so.
    """
    ids = [keep, *(id for id in stored if id != keep)]
    changes = newest_changes(session.connection, "customer", list(stored))
    keys = [*FIELDS, *{key for one in stored.values() for key in one if key.startswith(CUSTOM)}]
    return {key: _default(key, ids, stored, changes) for key in keys}


def _default(
    key: str,
    ids: Sequence[int],
    stored: Mapping[int, Mapping[str, Any]],
    changes: Mapping[tuple[int, str], tuple[int, str]],
) -> int:
    said = [id for id in ids if is_said(key, stored[id].get(key))]
    if len(said) < 2:
        return said[0] if said else ids[0]
    if key == "created":
        return min(said, key=lambda id: stored[id][key])
    if key == "consent":
        refused = [id for id in said if stored[id][key] == "refused"]
        said = refused or said

    column = key if key.startswith(CUSTOM) else Customer._meta.fields[key].column_name

    def newest(id: int) -> int:
        edited = changes.get((id, column), (0, ""))[0]
        standing = key in _STANDING or key.startswith(CUSTOM)
        return edited or (0 if standing else changes.get((id, ""), (0, ""))[0])

    best = max(said, key=newest)
    if key == "name" and not newest(best):
        mine = stored[ids[0]]["name"]
        same = [id for id in said if fold_company(stored[id]["name"]) == fold_company(mine)]
        return max(same, key=lambda id: len(stored[id]["name"]))
    return best


def is_said(key: str, value: object) -> bool:
    """Whether a value says something."""
    return value not in (None, "", False) and _UNSAID.get(key) != value


def own_fields() -> dict[int, str]:
    """The company's own fields by id."""
    query = CustomField.select(CustomField.id, CustomField.name)
    return dict(fetch_rows(query.order_by(CustomField.position, CustomField.id)))


def title_of(key: str, names: Mapping[int, str]) -> str:
    """A field's title in the user's language."""
    return names[int(key.removeprefix(CUSTOM))] if key.startswith(CUSTOM) else _(FIELDS[key][0])


def value_words(key: str, record: CustomerRecord, names: Mapping[int, str]) -> str:
    """A customer's value of a field as people read it; "" when it is not known."""
    language = current().language
    if key.startswith(CUSTOM):
        field_id = int(key.removeprefix(CUSTOM))
        stored = record.custom.get(names[field_id], "")
        kind = CustomField.select(CustomField.type).where(CustomField.id == field_id).scalar()
        return own_words(kind or "", stored) if stored else ""
    value = getattr(record, key)
    if value in (None, "", False):
        return ""
    if key in _MONEY:
        return format_money(value, language)
    if key in _DATES:
        if key == "birthday":
            return said_birthday(str(value), record.birthday_lunar, language)
        return _day_words(str(value), language)
    if key == "level":
        return level_words(value)
    if key == "opinion_leader":
        return _("Yes")
    text = word(_CODES[key], value) if key in _CODES else str(value)
    if key == "lead_verdict" and record.lead_reason:
        return f"{text} · {record.lead_reason}"
    return text


def _day_words(text: str, language: str) -> str:
    try:
        return format_date(date.fromisoformat(text[:10]), language, "short")
    except ValueError:
        return text


def _filled(stored: Mapping[str, Any]) -> int:
    return sum(is_said(key, value) for key, value in stored.items())


def _sides(ids: Sequence[int], records: Sequence[CustomerRecord]) -> list[Side]:
    counted: dict[int, list[tuple[str, int]]] = {id: [] for id in ids}
    for model, text in HANGING:
        query = model.select(model.customer, fn.COUNT(model.id))
        query = query.where(model.customer << among(ids)).group_by(model.customer)
        for id, n in fetch_rows(query):
            counted[id].append((_(text), n))
    query = CustomerFact.select(CustomerFact.customer, CustomerFact.last_contact)
    last = dict(fetch_rows(query.where(CustomerFact.customer << among(ids))))
    return [
        Side(
            id,
            record.name,
            record.owner,
            record.created or "",
            last.get(id),
            tuple(counted[id]),
        )
        for id, record in zip(ids, records, strict=True)
    ]


def _joined(records: Sequence[CustomerRecord]) -> list[JoinedFact]:
    found: list[tuple[str, list[tuple[str, ...]]]] = [
        (_("Phone"), [_numbers(record) for record in records]),
        (_("Contact person"), [_people(record) for record in records]),
        (_("Address"), [tuple(a.line for a in record.addresses) for record in records]),
        (_("Tags"), [record.tags for record in records]),
        (_("Note"), [(record.note,) if record.note else () for record in records]),
    ]
    return [
        JoinedFact(title, tuple(values), frozenset(_shared(values)))
        for title, values in found
        if any(values)
    ]


def _numbers(record: CustomerRecord) -> tuple[str, ...]:
    phones = [*record.phones, *(phone for one in record.contacts for phone in one.phones)]
    return tuple(dict.fromkeys(format_phone(phone.number, phone.extension) for phone in phones))


def _people(record: CustomerRecord) -> tuple[str, ...]:
    form = "{}（{}）" if current().language == CHINESE else "{} ({})"
    return tuple(
        form.format(name, title) if title else name
        for name, title in map(name_and_title, record.contacts)
    )


def _shared(values: Sequence[Collection[str]]) -> set[str]:
    every = [text for one in values for text in set(one)]
    return {text for text in every if every.count(text) > 1}
