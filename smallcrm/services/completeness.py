"""How complete the customers are by the company's own standard, and what is best asked next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from smallcrm.core.dates.lunar import parse_lunar
from smallcrm.core.i18n import N_, _
from smallcrm.core.names import split_person
from smallcrm.core.phone import parse_phones
from smallcrm.core.progress import Progress
from smallcrm.services.addresses import split_address
from smallcrm.services.birthdays import read_birthday
from smallcrm.services.contacts import read_contacts, save_contact
from smallcrm.services.custom_fields import list_fields
from smallcrm.services.customer_facts import FACTS, save_fact
from smallcrm.services.customers import change_customer, get_customer
from smallcrm.services.records import (
    AddressRecord,
    ContactRecord,
    PhoneRecord,
)
from smallcrm.services.validation import FieldError
from smallcrm.services.vocabulary import LEVELS, word
from smallcrm.storage.completeness import LEVELS as ASKED_OF
from smallcrm.storage.completeness import (
    OWN,
    USUAL,
    Standard,
    known,
    read_standard,
    write_standard,
)
from smallcrm.storage.database import rows
from smallcrm.storage.facts import refresh_completeness
from smallcrm.storage.session import Session

TITLES: dict[str, str] = {
    "contact": N_("Contact person"),
    "phone": N_("Phone"),
    "address": N_("Address"),
    "level": N_("Level"),
    "owner": N_("Owner"),
    "source": N_("Source"),
    "industry": N_("Industry"),
    "online": N_("E-mail or WeChat"),
    "mobile": N_("Mobile"),
    "title": N_("Post of the contact person"),
    "birthday": N_("Birthday"),
    "tax_number": N_("Tax number"),
    "region": N_("Region"),
    "website": N_("Website"),
    "employees": N_("Employees"),
    "founded": N_("Founded on"),
    "revenue": N_("Annual purchases"),
    "buying_channel": N_("Buys through"),
    "payment_method": N_("Pays by"),
    "preferred_contact": N_("Likes to be reached by"),
    "consent": N_("Consent"),
    "service": N_("Service person"),
    "opinion": N_("What it says of us"),
}
BY_LEVEL = ASKED_OF  # the levels that a standard knows; "" is of customers without one
AT_FIRST = USUAL  # what is asked for until a company has said otherwise
# What the user decides, and need not ask the customer.
_OURS = ("level", "owner", "service", "source")
# How much a customer of a level is worth knowing.
_WEIGHTS = "CASE c.level WHEN 'A' THEN 8 WHEN 'B' THEN 4 WHEN 'C' THEN 2 WHEN 'D' THEN 1 ELSE 2 END"


@dataclass(frozen=True, slots=True)
class Gap:
    """A customer that lacks something. `missing` holds keys, what is asked first in front."""

    customer_id: int
    name: str
    level: str
    completeness: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelShare:
    """How complete the customers of a level are on average; "" is those without a level."""

    level: str
    customers: int
    completeness: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole base: how complete on average, by level, and what is known least.

    `lacking` holds (key, how many customers lack it of those whose level asks for it).
    """

    completeness: int
    customers: int
    levels: tuple[LevelShare, ...]
    lacking: tuple[tuple[str, int], ...]


def get_standard(session: Session) -> Standard:
    """Which facts must be known, by level."""
    return read_standard(session.connection)


def save_standard(session: Session, standard: Standard, progress: Progress | None = None) -> None:
    """Keep the standard and count anew how complete every customer is by it (not undoable)."""
    with session.keeping() as connection:
        write_standard(connection, standard)
        refresh_completeness(connection, session.today, progress)


def fact_choices(session: Session) -> list[tuple[str, str]]:
    """(key, words) of all facts that a standard may ask for, the company's own fields last."""
    own = [(f"{OWN}{one.id}", one.name) for one in list_fields(session)]
    return [(key, _(title)) for key, title in TITLES.items()] + own


def title_of(session: Session, key: str) -> str:
    """The words for a fact."""
    return word(TITLES, key) if key in TITLES else dict(fact_choices(session)).get(key, key)


def missing_facts(
    session: Session,
    customer_id: int,
    among: Sequence[str] | None = None,
    level: str | None = None,
) -> tuple[str, ...]:
    """The keys of what a customer lacks by the standard of its level, in the standard's order.

    With `among` those facts are looked at instead; keys that are no facts are passed over.
    `level` of a customer that was read already.
    """
    if level is not None:
        return _missing(session, get_standard(session)[level], customer_id)
    found = rows(session.connection, "SELECT level FROM customer WHERE id = ?", (customer_id,))
    if not found:
        return ()
    if among is not None:
        return _missing(session, [key for key in among if key in TITLES], customer_id)
    return _missing(session, get_standard(session)[str(found[0][0])], customer_id)


def fact_to_ask(session: Session, customer_id: int) -> str:
    """What is best asked while talking to a customer: the first that only they can tell, or ""."""
    missing = missing_facts(session, customer_id)
    return next((key for key in missing if key not in _OURS), "")


def list_worth_completing(session: Session, limit: int = 12) -> list[Gap]:
    """The customers most worth completing now: by level, sales, what is due, and what is missing.

    Lost ones are left out.
    """
    soon = "f.next_due IS NOT NULL AND f.next_due <= date(?, '+7 days')"
    query = (
        "SELECT c.id, c.name, c.level, f.completeness FROM customer_fact f"
        " JOIN customer c ON c.id = f.customer_id"
        " WHERE f.completeness < 100 AND c.status <> 'lost'"
        f" ORDER BY {_WEIGHTS} * (100 - f.completeness) * (1 + (f.bought > 0)) *"
        f" (2 + ({soon})) DESC, f.bought DESC, c.id LIMIT ?"
    )
    found = rows(session.connection, query, (session.today, limit))
    standard = get_standard(session)
    return [
        Gap(id, name, level, share, _missing(session, standard[level], id))
        for id, name, level, share in found
    ]


def read_overview(session: Session) -> Overview:
    """How complete the whole base is."""
    query = (
        "SELECT c.level, count(*), sum(f.completeness) FROM customer_fact f"
        " JOIN customer c ON c.id = f.customer_id WHERE c.status <> 'lost' GROUP BY c.level"
    )
    found = {level: (count, total) for level, count, total in rows(session.connection, query)}
    levels = [level for level in (*LEVELS, "") if level in found]
    customers = sum(count for count, _total in found.values())
    shares = tuple(
        LevelShare(level, found[level][0], round(found[level][1] / found[level][0]))
        for level in levels
    )
    total = sum(total for _count, total in found.values())
    lacking = _count_lacking(session)
    return Overview(round(total / customers) if customers else 0, customers, shares, lacking)


def save_known(session: Session, customer_id: int, key: str, text: str) -> None:
    """Keep what was learnt of one fact, as typed. FieldError, naming the key, if it cannot be."""
    text = text.strip()
    if not text:
        raise FieldError(key, _("Write what you know."))
    try:
        if key.startswith(OWN):
            names = {f"{OWN}{one.id}": one.name for one in list_fields(session)}
            save_fact(session, customer_id, f"custom.{names[key]}", text)
        elif key in _SAVERS:
            _SAVERS[key](session, customer_id, text)
        elif key in {name for name, _title, _kind in FACTS}:
            save_fact(session, customer_id, key, text)
        else:
            change_customer(session, customer_id, **{key: text})
    except FieldError as error:
        raise FieldError(key, str(error)) from error


def _missing(session: Session, keys: Sequence[str], customer_id: int) -> tuple[str, ...]:
    if not keys:
        return ()
    columns = ", ".join(known(key) for key in keys)
    found = rows(
        session.connection, f"SELECT {columns} FROM customer c WHERE id = ?", (customer_id,)
    )
    return tuple(key for key, there in zip(keys, found[0], strict=True) if not there)


def _count_lacking(session: Session) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for level, keys in get_standard(session).items():
        if not keys:
            continue
        columns = ", ".join(f"count(*) - sum({known(key)})" for key in keys)
        query = f"SELECT {columns} FROM customer c WHERE level = ? AND status <> 'lost'"
        for key, count in zip(keys, rows(session.connection, query, (level,))[0], strict=True):
            counts[key] = counts.get(key, 0) + (count or 0)
    ordered = sorted(counts.items(), key=lambda pair: -pair[1])
    return tuple((key, count) for key, count in ordered if count)


def _first_person(customer_id: int) -> ContactRecord | None:
    return next((one for one in read_contacts(customer_id) if one.left_on is None), None)


def _save_phone(session: Session, customer_id: int, text: str) -> None:
    phones = parse_phones(text)
    if not phones:
        raise FieldError("phone", _("This is not a phone number."))
    kinds = {"mobile": "mobile"}
    record = get_customer(session, customer_id)
    added = tuple(
        PhoneRecord(phone.number, phone.extension, kinds.get(phone.kind, "phone"))
        for phone in phones
    )
    change_customer(session, customer_id, phones=record.phones + added)


def _save_mobile(session: Session, customer_id: int, text: str) -> None:
    if not any(phone.kind == "mobile" for phone in parse_phones(text)):
        raise FieldError("mobile", _("This is not a mobile number."))
    _save_phone(session, customer_id, text)


def _save_contact(session: Session, customer_id: int, text: str) -> None:
    said = split_person(text)
    save_contact(
        session,
        ContactRecord(
            said.name,
            customer_id=customer_id,
            salutation=said.salutation,
            gender=said.gender,
            title=said.title,
        ),
    )


def _save_title(session: Session, customer_id: int, text: str) -> None:
    person = _first_person(customer_id)
    if person is None:
        raise FieldError("title", _("There is no contact person yet."))
    save_contact(session, replace(person, title=text))


def _save_address(session: Session, customer_id: int, text: str) -> None:
    record = get_customer(session, customer_id)
    found = split_address(AddressRecord(text))
    change_customer(session, customer_id, addresses=(*record.addresses, found))


def _save_online(session: Session, customer_id: int, text: str) -> None:
    change_customer(session, customer_id, **{"email" if "@" in text else "wechat": text})


def _save_birthday(session: Session, customer_id: int, text: str) -> None:
    day = read_birthday(text, False, session.clock.today())
    if day is None:
        raise FieldError("birthday", _("This is not a date."))
    person, lunar = _first_person(customer_id), parse_lunar(text) is not None
    if person is None:
        change_customer(session, customer_id, birthday=day, birthday_lunar=lunar)
    else:
        save_contact(session, replace(person, birthday=day, birthday_lunar=lunar))


_SAVERS = {
    "phone": _save_phone,
    "mobile": _save_mobile,
    "contact": _save_contact,
    "title": _save_title,
    "address": _save_address,
    "online": _save_online,
    "birthday": _save_birthday,
}
