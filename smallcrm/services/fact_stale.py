"""Facts that grow stale: to be confirmed every so many months, and what was found out about them.

The day counts on which a fact was last confirmed or written down here, whichever is later.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from smallcrm.core.dates import add_months
from smallcrm.core.i18n import _
from smallcrm.core.phone import format_phone, parse_phones
from smallcrm.models import FactCheck
from smallcrm.services.addresses import split_address
from smallcrm.services.completeness import TITLES, get_standard, save_known
from smallcrm.services.contacts import mark_left, save_contact
from smallcrm.services.custom_fields import list_values
from smallcrm.services.customer_facts import list_facts
from smallcrm.services.customers import change_customer, get_customer, name_of
from smallcrm.services.fact_confirm import confirm_value
from smallcrm.services.origins import Fact, find_custom_fact
from smallcrm.services.records import AddressRecord, ContactRecord, CustomerRecord, PhoneRecord
from smallcrm.services.validation import FieldError
from smallcrm.services.vocabulary import level_words
from smallcrm.storage.completeness import LEVELS, OWN, known
from smallcrm.storage.database import rows
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session
from smallcrm.storage.tables import TABLE_NUMBERS

KEY = "fact_months"
MOST_MONTHS = 120
# These stay as they are.
LASTING = ("source", "birthday", "founded")
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "owner": ("owner_id",),
    "service": ("service_id",),
    "online": ("email", "wechat"),
}
_ROWS: Mapping[str, tuple[str, str]] = {
    "phone": ("phone", "customer_id = c.id"),
    "mobile": ("phone", "customer_id = c.id AND kind = 'mobile'"),
    "address": ("address", "customer_id = c.id"),
    "contact": ("contact", "customer_id = c.id AND left_on IS NULL"),
    "title": ("contact", "customer_id = c.id AND left_on IS NULL"),
}
_STALE = """
SELECT c.id, c.name, COALESCE((SELECT max(f.at) FROM fact_check f WHERE {confirmed}), '')
FROM customer c
WHERE c.level = ?1 AND c.status <> 'lost' AND {known}
    AND NOT EXISTS (SELECT 1 FROM fact_check f WHERE {confirmed} AND f.at >= ?2)
    AND NOT EXISTS (SELECT 1 FROM {table} t JOIN change_row r ON r.table_id = {number}
        AND r.row_id = t.id JOIN change_step s ON s.id = r.step_id
        WHERE t.id IN (SELECT id FROM {table} WHERE {mine}) AND s.state = 'done' AND s.at >= ?2
        AND (r.fields = ''{fields}))
    AND NOT EXISTS (SELECT 1 FROM change_run r JOIN change_step s ON s.id = r.step_id
        WHERE r.table_id = {number} AND s.state = 'done' AND s.at >= ?2
        AND EXISTS (SELECT 1 FROM {table} WHERE {mine} AND id BETWEEN r.first AND r.last))
ORDER BY c.id LIMIT ?3
"""


@dataclass(frozen=True, slots=True)
class StaleFact:
    """A fact that was not confirmed for long; `confirmed` is when it last was (ISO text), or ""."""

    customer_id: int
    customer: str
    key: str
    confirmed: str
    months: int


def get_months(session: Session) -> dict[str, int]:
    """After how many months each fact is to be confirmed again; without those that never are."""
    try:
        kept = json.loads(session.settings.get(KEY) or "{}")
    except ValueError:
        kept = {}  # edited by hand
    return {key: int(n) for key, n in kept.items() if can_age(key) and str(n).isdigit() and int(n)}


def save_months(session: Session, months: Mapping[str, int]) -> None:
    """Keep after how many months facts are to be confirmed again (not undoable)."""
    kept = {key: min(n, MOST_MONTHS) for key, n in months.items() if n > 0 and can_age(key)}
    session.settings.set(KEY, json.dumps(kept))


def can_age(key: str) -> bool:
    """Whether a fact may change without anybody saying so."""
    return (key in TITLES and key not in LASTING) or key.startswith(OWN)


def list_stale(session: Session, limit: int = 50) -> list[StaleFact]:
    """The facts to be confirmed again, of the best levels first.

    Only facts that the standard asks for at a customer's level, and no lost customers.
    """
    months, standard = get_months(session), get_standard(session)
    found: list[StaleFact] = []
    for level in LEVELS:
        for key in standard[level]:
            if key not in months:
                continue
            since = add_months(session.clock.today(), -months[key]).isoformat()
            left = limit - len(found)
            rows_ = rows(session.connection, _stale_query(key), (level, since, left))
            found += [StaleFact(id, name, key, at, months[key]) for id, name, at in rows_]
            if len(found) >= limit:
                return found
    return found


def confirm_fact(
    session: Session, customer_id: int, key: str, contact_id: int | None = None
) -> None:
    """Say that a fact is right as it stands today."""
    with session.unit(Op.CHECK_FACT, {"name": name_of(customer_id)}):
        if fact := _fact(session, customer_id, key):
            confirm_value(session, customer_id, fact)
        FactCheck.create(
            customer=customer_id,
            contact=contact_id,
            field=key,
            state="confirmed",
            at=session.now,
            staff=session.settings.staff_id,
        )


def correct_fact(
    session: Session, customer_id: int, key: str, text: str, contact_id: int | None = None
) -> None:
    """Put what is right in the place of what is not, confirmed as of today, in one step.

    Another contact person takes the place of the one who left. FieldError, naming the key, when it
    cannot be read.
    """
    text = text.strip()
    if not text:
        raise FieldError(key, _("Write what you know."))
    with session.unit(Op.CHECK_FACT, {"name": name_of(customer_id)}):
        record = get_customer(session, customer_id)
        if key in ("phone", "mobile"):
            _correct_phone(session, record, key, text, contact_id)
        elif key == "address" and record.addresses:
            found = replace(split_address(AddressRecord(text)), kind=record.addresses[0].kind)
            change_customer(session, customer_id, addresses=(found, *record.addresses[1:]))
        else:
            if key == "contact" and (person := _person(record, contact_id)):
                mark_left(session, person.id or 0)
                FactCheck.delete().where(
                    (FactCheck.contact == person.id) & (FactCheck.field == "contact")
                ).execute()
            save_known(session, customer_id, key, text)
        confirm_fact(session, customer_id, key, contact_id if key != "contact" else None)


def person_left(session: Session, customer_id: int, contact_id: int | None = None) -> None:
    """Note that a contact person left, by default the first one; their history stays."""
    person = _person(get_customer(session, customer_id), contact_id)
    if person is None or person.id is None:
        return
    with session.unit(Op.CHECK_FACT, {"name": name_of(customer_id)}):
        mark_left(session, person.id)


def stands_as(session: Session, customer_id: int, key: str, contact_id: int | None = None) -> str:
    """What a fact says now, as it is shown; "" when nothing is known."""
    record = get_customer(session, customer_id)
    person = _person(record, contact_id)
    if key in ("phone", "mobile"):
        found = _phone(record, key, contact_id)
        return format_phone(found.number, found.extension) if found else ""
    if key == "contact":
        return person.name if person else ""
    if key == "title":
        return (person.title or person.role) if person else ""
    if key == "address":
        return record.addresses[0].line if record.addresses else ""
    if key == "online":
        return record.email or record.wechat
    if key == "level":
        return level_words(record.level)
    own = tuple(list_values(session, customer_id))
    if key.startswith(OWN):
        return next((one.words for one in own if f"{OWN}{one.field.id}" == key), "")
    words = next((fact.words for fact in list_facts(record, own) if fact.key == key), "")
    return words or str(getattr(record, key, "") or "")


def _stale_query(key: str) -> str:
    if key in _ROWS:
        table, mine = _ROWS[key]
        names: tuple[str, ...] = ()
        fields = " OR 1"
    elif key.startswith(OWN):
        id = int(key.removeprefix(OWN))
        table, mine = "custom_value", f"customer_id = c.id AND field_id = {id}"
        names, fields = (f"custom.{id}",), " OR 1"
    else:
        table, mine = "customer", "id = c.id"
        names = _COLUMNS.get(key, (key,))
        fields = "".join(f" OR ',' || r.fields || ',' LIKE '%,{name},%'" for name in names)
    said = [f"f.field = '{key}'", *(f"f.field LIKE '{name}:%'" for name in names)]
    confirmed = f"f.customer_id = c.id AND f.state = 'confirmed' AND ({' OR '.join(said)})"
    return _STALE.format(
        known=known(key),
        confirmed=confirmed,
        table=table,
        number=TABLE_NUMBERS[table],
        mine=mine,
        fields=fields,
    )


def _fact(session: Session, customer_id: int, key: str) -> Fact | None:
    """Where the value of a fact stands, for those that are confirmed as they stand."""
    if key.startswith(OWN):
        return find_custom_fact(session, customer_id, int(key.removeprefix(OWN)))
    if key in _ROWS or key == "online":
        return None
    column = _COLUMNS.get(key, (key,))[0]
    found = rows(session.connection, f"SELECT {column} FROM customer WHERE id = ?", (customer_id,))
    return Fact("customer", customer_id, column) if found and found[0][0] else None


def _person(record: CustomerRecord, contact_id: int | None) -> ContactRecord | None:
    here = [one for one in record.contacts if one.left_on is None]
    if contact_id is not None:
        here = [one for one in here if one.id == contact_id]
    return here[0] if here else None


def _phone(record: CustomerRecord, key: str, contact_id: int | None) -> PhoneRecord | None:
    """The number in question: of the person named, else the customer's, else the first person's."""
    person = _person(record, contact_id)
    lists = [person.phones] if contact_id is not None and person else [record.phones]
    lists += [one.phones for one in record.contacts if one.left_on is None]
    every = [phone for phones in lists for phone in phones]
    return next((one for one in every if key == "phone" or one.kind == "mobile"), None)


def _correct_phone(
    session: Session, record: CustomerRecord, key: str, text: str, contact_id: int | None
) -> None:
    numbers = parse_phones(text)
    if not numbers or (key == "mobile" and numbers[0].kind != "mobile"):
        wrong = _("This is not a mobile number.") if key == "mobile" else ""
        raise FieldError(key, wrong or _("This is not a phone number."))
    before, said = _phone(record, key, contact_id), numbers[0]
    if before is None:
        save_known(session, record.id or 0, key, text)
        return
    kind = "mobile" if said.kind == "mobile" else "phone"
    kind = kind if before.kind in ("mobile", "phone") else before.kind
    after = replace(before, number=said.number, extension=said.extension, kind=kind)
    if before in record.phones:
        phones = tuple(after if one is before else one for one in record.phones)
        change_customer(session, record.id or 0, phones=phones)
        return
    for person in record.contacts:
        if before in person.phones:
            phones = tuple(after if one is before else one for one in person.phones)
            save_contact(session, replace(person, phones=phones))
            return
