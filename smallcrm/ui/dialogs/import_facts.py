"""What is known of a customer, by a row of a list or by the data file, ready to lay side by side.

Knows no widgets. Facts are told under full field names; all numbers of a customer are one fact, and
so are its contact persons.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from smallcrm.core.dates import format_date
from smallcrm.core.dates.birthday import said_birthday
from smallcrm.core.i18n import CHINESE, _, current
from smallcrm.core.money import format_money, parse_money
from smallcrm.core.phone import format_phone
from smallcrm.core.text import fold
from smallcrm.importers.analysis import Analysis
from smallcrm.importers.birthdays import BIRTHDAYS, LunarBirthday
from smallcrm.importers.existing import ExistingCustomer
from smallcrm.importers.fields import FIELDS, field_title, field_type
from smallcrm.importers.plan import Change, RowRef
from smallcrm.importers.rows import ImportRow, RowContact
from smallcrm.services import vocabulary

Facts = Mapping[str, str]

PHONES, PEOPLE = "phones", "people"
_CODES = {
    "status": vocabulary.STATUSES,
    "role": vocabulary.ROLES,
    "kind": vocabulary.CUSTOMER_KINDS,
    "gender": vocabulary.GENDERS,
    "talk": vocabulary.INTERACTION_KINDS,
    "term": vocabulary.TERM_KINDS,
    "order_status": vocabulary.ORDER_STATUSES,
    "consent": vocabulary.CONSENTS,
}
_FIRST = ("customer.name", PHONES, PEOPLE, "customer.city", "customer.address", "customer.code")
_UNTOLD = frozenset({"customer.created"})
_USUAL = {"customer.kind": "company", "customer.role": "customer"}
_SHORT = ("customer.city", "customer.industry", "customer.owner")


class Pair(NamedTuple):
    """A fact as two sides have it."""

    title: str
    here: str
    there: str

    @property
    def same(self) -> bool:
        """Whether both sides say the same."""
        return bool(self.here) and fold(self.here) == fold(self.there)


def row_at(analyses: Sequence[Analysis], ref: RowRef) -> ImportRow | None:
    """The record of a row; None for one that could not be taken."""
    for table in analyses[ref.file].tables:
        if table.table.sheet != ref.sheet:
            continue
        rows = table.rows.rows
        place = bisect_left(rows, ref.row, key=lambda row: row.row)
        if place < len(rows) and rows[place].row == ref.row:
            return rows[place]
    return None


def cells_at(analyses: Sequence[Analysis], ref: RowRef) -> list[tuple[str, str]]:
    """A row's cells as they stand, with the header of each; empty ones left out."""
    from smallcrm.importers.values import text_of

    for table in analyses[ref.file].tables:
        if table.table.sheet != ref.sheet or ref.row not in table.table.data_rows:
            continue
        raw = next(sheet for sheet in analyses[ref.file].file.sheets if sheet.name == ref.sheet)
        heads = {guess.index: guess.header for guess in table.columns}
        cells = enumerate(raw.rows[ref.row - 1])
        return [(heads.get(place, ""), text_of(cell)) for place, cell in cells if cell != ""]
    return []


def facts_of_row(row: ImportRow) -> Facts:
    """What a row says of its customer."""
    facts = _values(row.values)
    numbers = [format_phone(phone.number, phone.extension) for phone in row.phones]
    for contact in row.contacts:
        numbers += [format_phone(phone.number, phone.extension) for phone in contact.phones]
    if numbers:
        facts[PHONES] = "\n".join(dict.fromkeys(numbers))
    people = [_person(contact) for contact in row.contacts]
    if any(people):
        facts[PEOPLE] = "\n".join(person for person in people if person)
    return facts


def facts_of_customer(customer: ExistingCustomer) -> Facts:
    """What is stored of a customer."""
    facts = _values(customer.values)
    numbers = sorted(customer.phones | customer.faxes)
    if numbers:
        facts[PHONES] = "\n".join(format_phone(number) for number in numbers)
    people = [_person(RowContact(contact.values)) for contact in customer.contacts]
    if any(people):
        facts[PEOPLE] = "\n".join(person for person in people if person)
    return facts


def short_facts(row: ImportRow) -> str:
    """A row's person, number and town in a line."""
    facts = facts_of_row(row)
    parts = [facts.get(name, "").partition("\n")[0] for name in (PEOPLE, PHONES, *_SHORT)]
    return " · ".join(part for part in parts if part)


def lay_side_by_side(here: Facts, there: Facts) -> list[Pair]:
    """Pair the facts of two customers, the telling ones first."""
    order = {name: place for place, name in enumerate(dict.fromkeys((*_FIRST, *FIELDS)))}
    names = sorted({*here, *there}, key=lambda name: (order.get(name, len(order)), name))
    return [Pair(fact_title(name), here.get(name, ""), there.get(name, "")) for name in names]


def fact_title(name: str) -> str:
    """The title of a fact."""
    if name == PHONES:
        return _("Phone")
    return _("Contact person") if name == PEOPLE else field_title(name)


def value_words(name: str, value: object) -> str:
    """A value of a field as people read it; texts may be as the command line prints them."""
    if value is None:
        return ""
    kind, language = field_type(name), current().language
    if name in BIRTHDAYS:
        told = value.isoformat() if isinstance(value, date) else str(value)
        return said_birthday(told, isinstance(value, LunarBirthday), language)
    if kind == "money":
        amount = value if isinstance(value, int) else parse_money(str(value))
        return format_money(amount, language) if amount is not None else str(value)
    if kind == "date":
        try:
            day = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
        except ValueError:
            return str(value)
        return format_date(day, language, "short")
    if kind == "phone":
        number, _x, extension = str(value).partition("x")
        return format_phone(number, extension)
    if kind in _CODES:
        return code_words(name, str(value))
    if isinstance(value, tuple | list):
        return ("、" if language == CHINESE else ", ").join(map(str, value))
    return str(value)


def code_words(name: str, value: str) -> str:
    """The word for a value of a field that holds codes; other values as they are."""
    codes = _CODES.get(field_type(name))
    return vocabulary.word(codes, value) if codes else value


def change_title(change: Change) -> str:
    """What a change is about, with the contact person it belongs to."""
    title = field_title(change.field)
    if not change.who or change.field == "contact.name":
        return title
    return _beside(title, change.who)


def change_line(change: Change) -> str:
    """A change in a few words."""
    old, new = (value_words(change.field, text) for text in (change.old, change.new))
    title = change_title(change)
    return f"{title} {old} → {new}" if old else f"{title} + {new}"


def _values(values: Mapping[str, object]) -> dict[str, str]:
    facts = {}
    for name, value in values.items():
        telling = field_type(name) != "phone" and name not in _UNTOLD
        if telling and _USUAL.get(name) != value:
            words = value_words(name, value)
            if words:
                facts[name] = words
    return facts


def _person(contact: RowContact) -> str:
    values = contact.values
    name = str(values.get("contact.name") or "")
    title = str(values.get("contact.title") or "")
    address = str(values.get("contact.salutation") or "")
    if address.isascii() and address and name:
        name = f"{address} {name}"  # Ms. Penn
    else:
        title = title or address
    if not (name and title):
        return name or title
    return _beside(name, title)


def _beside(text: str, more: str) -> str:
    return f"{text}（{more}）" if current().language == CHINESE else f"{text} ({more})"
