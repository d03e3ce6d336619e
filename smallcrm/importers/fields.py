"""The fields a column can mean: names (a contract of the command line), types and titles."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from smallcrm.core.i18n import N_, _

CUSTOM = "custom."
IGNORED = "ignored"

# What the rows of a list can be.
KINDS = (
    "auto",
    "customers",
    "contacts",
    "interactions",
    "deals",
    "orders",
    "receipts",
    "products",
    "terms",
)

# Types that custom fields may get; the data file knows the same.
TEXT, NUMBER, MONEY, DATE, CHOICE = "text", "number", "money", "date", "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `type` says how its values are cleaned, `title` is an English text to translate."""

    name: str
    type: str
    title: str

    @property
    def group(self) -> str:
        """The part before the point: customer, contact ..."""
        return self.name.partition(".")[0]


_TABLE = (
    ("customer.name", "name", N_("Customer name")),
    ("customer.code", "code", N_("Customer code")),
    ("customer.short_name", "text", N_("Short name")),
    ("customer.kind", "kind", N_("Company or person")),
    ("customer.role", "role", N_("Role")),
    ("customer.level", "level", N_("Level")),
    ("customer.status", "status", N_("Life-cycle stage")),
    ("customer.source", "text", N_("Source")),
    ("customer.owner", "text", N_("Salesperson")),
    ("customer.phone", "phone", N_("Phone")),
    ("customer.mobile", "phone", N_("Mobile")),
    ("customer.email", "email", N_("E-mail address")),
    ("customer.wechat", "code", N_("WeChat")),
    ("customer.qq", "code", N_("QQ")),
    ("customer.fax", "phone", N_("Fax")),
    ("customer.website", "text", N_("Website")),
    ("customer.industry", "text", N_("Industry")),
    ("customer.region", "text", N_("Region")),
    ("customer.province", "province", N_("Province")),
    ("customer.city", "city", N_("City")),
    ("customer.district", "text", N_("District")),
    ("customer.address", "address", N_("Address")),
    ("customer.postcode", "code", N_("Postcode")),
    ("customer.tax_number", "code", N_("Tax number")),
    ("customer.invoice_title", "text", N_("Invoice title")),
    ("customer.invoice_bank", "text", N_("Invoice bank")),
    ("customer.invoice_account", "code", N_("Invoice account")),
    ("customer.invoice_address", "text", N_("Invoice address")),
    ("customer.invoice_phone", "phone", N_("Invoice phone")),
    ("customer.founded", "date", N_("Founded")),
    ("customer.employees", "whole", N_("Employees")),
    ("customer.buying_channel", "text", N_("Buying channel")),
    ("customer.payment_method", "text", N_("Payment method")),
    ("customer.preferred_contact", "text", N_("Preferred contact")),
    ("customer.birthday", "date", N_("Birthday")),
    ("customer.tags", "tags", N_("Tags")),
    ("customer.note", "note", N_("Note")),
    ("customer.last_contact", "date", N_("Last contact")),
    ("customer.next_follow_up", "date", N_("Next follow-up")),
    ("customer.created", "date", N_("Created")),
    ("customer.referred_by", "text", N_("Referred by")),
    ("customer.credit_limit", "money", N_("Credit limit")),
    ("customer.revenue", "money", N_("Annual purchases")),
    ("contact.name", "person", N_("Contact person")),
    ("contact.title", "text", N_("Job title")),
    ("contact.role", "text", N_("Contact's role")),
    ("contact.gender", "gender", N_("Gender")),
    ("contact.salutation", "text", N_("Salutation")),
    ("contact.occupation", "text", N_("Occupation")),
    ("contact.interests", "text", N_("Interests")),
    ("contact.mobile", "phone", N_("Contact's mobile")),
    ("contact.phone", "phone", N_("Contact's phone")),
    ("contact.email", "email", N_("Contact's e-mail")),
    ("contact.wechat", "code", N_("Contact's WeChat")),
    ("contact.qq", "code", N_("Contact's QQ")),
    ("contact.birthday", "date", N_("Contact's birthday")),
    ("contact.note", "note", N_("Contact's note")),
)

# Fields of the other kinds of list (deals, orders ...) join here when those lists can be brought.
FIELDS: Mapping[str, Field] = MappingProxyType(
    {name: Field(name, kind, title) for name, kind, title in _TABLE}
)

# Several columns may mean these: their values are gathered instead of standing against each other.
GATHERED = frozenset({"phone", "note", "address", "tags", "person"})


def field_type(name: str) -> str:
    """Return the type of a known field; custom fields are text, their own type is in the guess."""
    field = FIELDS.get(name)
    return field.type if field else TEXT


def field_title(name: str) -> str:
    """Return the field's title in the user's language; a custom field is its own title."""
    field = FIELDS.get(name)
    if field:
        return _(field.title)
    return _("Left out") if name == IGNORED else name.removeprefix(CUSTOM)
