"""What is known of a customer beyond its head and people, fact by fact, to read and change one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from smallcrm.core.dates.birthday import said_birthday
from smallcrm.core.dates.lunar import parse_lunar
from smallcrm.core.i18n import N_, _, current
from smallcrm.core.money import parse_money, to_decimal_string
from smallcrm.services.birthdays import read_birthday
from smallcrm.services.custom_fields import FieldRecord, FieldValue, read_value, value_words
from smallcrm.services.customers import change_customer, get_customer
from smallcrm.services.records import CustomerRecord
from smallcrm.services.validation import FieldError
from smallcrm.services.vocabulary import CONSENTS, CUSTOMER_KINDS, OPINIONS, ROLES
from smallcrm.storage.session import Session

# Beside the types of own fields: "staff", a name of the list of people; "name", any name, with
# those in use offered; "tax" a tax number.
FACTS: tuple[tuple[str, str, str], ...] = (
    ("owner", N_("Owner"), "staff"),
    ("deputy", N_("Deputy"), "staff"),
    ("service", N_("Service person"), "staff"),
    ("source", N_("Source"), "name"),
    ("industry", N_("Industry"), "name"),
    ("region", N_("Region"), "text"),
    ("kind", N_("Kind"), "choice"),
    ("role", N_("Role"), "choice"),
    ("consent", N_("Consent"), "choice"),
    ("opinion", N_("What it says of us"), "choice"),
    ("opinion_leader", N_("Opinion leader"), "yes_no"),
    ("revenue", N_("Annual purchases"), "money"),
    ("credit_limit", N_("Credit limit"), "money"),
    ("employees", N_("Employees"), "number"),
    ("founded", N_("Founded on"), "date"),
    ("birthday", N_("Birthday"), "date"),
    ("buying_channel", N_("Buys through"), "text"),
    ("payment_method", N_("Pays by"), "text"),
    ("preferred_contact", N_("Likes to be reached by"), "text"),
    ("code", N_("Customer code"), "text"),
    ("short_name", N_("Short name"), "text"),
    ("invoice_title", N_("Invoice title"), "text"),
    ("tax_number", N_("Tax number"), "tax"),
    ("invoice_bank", N_("Bank"), "text"),
    ("invoice_account", N_("Bank account"), "text"),
    ("created", N_("Customer since"), "date"),
)
WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": CUSTOMER_KINDS,
    "role": ROLES,
    "consent": CONSENTS,
    "opinion": OPINIONS,
}
NEVER_EMPTY = ("kind", "role", "created")
# What nearly every customer has alike is not worth a line of its own.
_USUAL = {"kind": "company", "role": "customer", "opinion_leader": ""}
_MONEY = ("revenue", "credit_limit")


@dataclass(frozen=True, slots=True)
class CustomerFactValue:
    """One fact: `value` as text as own fields are stored, `words` as it is shown.

    `own` is the company's own field that it is of, if it is of one. `worth_showing` is False for
    what is not known, or as usual.
    """

    key: str
    title: str
    kind: str
    value: str
    words: str
    own: FieldRecord | None = None

    @property
    def worth_showing(self) -> bool:
        """Whether it says something."""
        return bool(self.value) and _USUAL.get(self.key) != self.value


def list_facts(
    record: CustomerRecord, own: tuple[FieldValue, ...]
) -> tuple[CustomerFactValue, ...]:
    """Every fact of a customer, known or not, in the order in which they are shown."""
    found = []
    for key, title, kind in FACTS:
        value = _stored(key, getattr(record, key))
        found.append(
            CustomerFactValue(key, _(title), kind, value, _words(record, key, kind, value))
        )
    for one in own:
        field = one.field
        key = f"custom.{field.name}"
        found.append(CustomerFactValue(key, field.name, field.type, one.value, one.words, field))
    return tuple(found)


def save_fact(session: Session, customer_id: int, key: str, text: str) -> None:
    """Keep what was typed for one fact. FieldError, naming the key, when it cannot be kept."""
    try:
        if key.startswith("custom."):
            change_customer(session, customer_id, custom={key.removeprefix("custom."): text})
        else:
            kind = next(kind for name, _title, kind in FACTS if name == key)
            if key == "birthday" and text.strip():
                values = _birthday(session, customer_id, text.strip())
            else:
                values = {key: _read(key, kind, text.strip())}
            change_customer(session, customer_id, **values)
    except FieldError as error:
        raise FieldError(key, str(error)) from error


def _read(key: str, kind: str, text: str) -> object:
    if kind == "tax":
        return "".join(text.split()).upper()
    if kind in ("number", "date", "money"):
        text = read_value(kind, text)
    readers: dict[str, Callable[[str], object]] = {
        "employees": _whole,
        "opinion_leader": lambda said: said == "yes",
        "revenue": parse_money,
        "credit_limit": parse_money,
    }
    if key in readers:
        return readers[key](text) if text or key == "opinion_leader" else None
    return (text or None) if kind == "date" else text


def _birthday(session: Session, customer_id: int, text: str) -> dict[str, object]:
    """What was typed for a birthday; one that was lunar stays so."""
    lunar = parse_lunar(text) is not None or get_customer(session, customer_id).birthday_lunar
    day = read_birthday(text, lunar, session.clock.today())
    if day is None:
        raise FieldError("birthday", _("This is not a date."))
    return {"birthday": day, "birthday_lunar": lunar}


def _whole(text: str) -> int:
    if not text.isdigit():
        raise FieldError("employees", _("This is not a number."))
    return int(text)


def _stored(key: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if key in _MONEY and isinstance(value, int):
        return to_decimal_string(value)
    return str(value)


def _words(record: CustomerRecord, key: str, kind: str, value: str) -> str:
    if key in WORDS:
        words = _(WORDS[key][value]) if value in WORDS[key] else ""
        if key == "consent" and words and record.consent_on:
            since = value_words("date", record.consent_on)
            return _("%(consent)s, said on %(date)s") % {"consent": words, "date": since}
        return words
    if key == "birthday" and value:
        return said_birthday(value, record.birthday_lunar, current().language, "medium")
    return value_words(kind, value)
