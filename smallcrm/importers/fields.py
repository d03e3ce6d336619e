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
YES_NO = "yes_no"
OWN_TYPES = (TEXT, NUMBER, MONEY, DATE, YES_NO, CHOICE)


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
    ("customer.owner", "staff", N_("Salesperson")),
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
    ("customer.consent", "consent", N_("Consent")),
    ("customer.consent_on", "date", N_("Consent since")),
    ("customer.no_contact", "no_contact", N_("Do not contact")),
    ("customer.note", "note", N_("Note")),
    ("customer.last_contact", "date", N_("Last contact")),
    ("customer.next_follow_up", "date", N_("Next follow-up")),
    ("customer.next_step", "text", N_("Next step")),
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
    ("contact.consent", "consent", N_("Contact's consent")),
    ("contact.note", "note", N_("Contact's note")),
    ("interaction.date", "date", N_("Interaction date")),
    ("interaction.kind", "talk", N_("Interaction type")),
    ("interaction.subject", "text", N_("Interaction subject")),
    ("interaction.content", "note", N_("Interaction content")),
    ("interaction.staff", "staff", N_("Interaction by")),
    ("interaction.minutes", "whole", N_("Interaction minutes")),
    ("interaction.expense", "money", N_("Interaction expense")),
    ("feedback.about", "about", N_("Feedback about")),
    ("feedback.product", "text", N_("Feedback product")),
    ("feedback.rating", "rating", N_("Feedback rating")),
    ("feedback.text", "note", N_("Feedback")),
    ("feedback.date", "date", N_("Feedback date")),
    ("deal.title", "text", N_("Deal title")),
    ("deal.stage", "text", N_("Deal stage")),
    ("deal.amount", "money", N_("Deal amount")),
    ("deal.expected_close", "date", N_("Deal expected close")),
    ("deal.owner", "staff", N_("Deal owner")),
    ("deal.note", "note", N_("Deal note")),
    ("order.number", "code", N_("Order number")),
    ("order.date", "date", N_("Order date")),
    ("order.product", "goods", N_("Order product")),
    ("order.quantity", "quantity", N_("Order quantity")),
    ("order.price", "money", N_("Order unit price")),
    ("order.amount", "money", N_("Order amount")),
    ("order.paid", "money", N_("Order paid")),
    ("order.status", "order_status", N_("Order status")),
    ("order.staff", "staff", N_("Order salesperson")),
    ("order.due", "date", N_("Order due date")),
    ("order.note", "note", N_("Order note")),
    ("receipt.date", "date", N_("Receipt date")),
    ("receipt.amount", "money", N_("Receipt amount")),
    ("receipt.method", "text", N_("Receipt method")),
    ("receipt.staff", "staff", N_("Receipt salesperson")),
    ("receipt.note", "note", N_("Receipt note")),
    ("term.kind", "term", N_("Term type")),
    ("term.title", "text", N_("Term title")),
    ("term.product", "goods", N_("Term product")),
    ("term.serial", "code", N_("Term serial number")),
    ("term.start", "date", N_("Term start")),
    ("term.end", "date", N_("Term end")),
    ("term.amount", "money", N_("Term amount")),
    ("term.note", "note", N_("Term note")),
    ("product.code", "code", N_("Product code")),
    ("product.name", "goods", N_("Product name")),
    ("product.category", "text", N_("Product category")),
    ("product.maker", "text", N_("Product maker")),
    ("product.unit", "text", N_("Product unit")),
    ("product.price", "money", N_("Product price")),
    ("product.cost", "money", N_("Product cost")),
    ("product.note", "note", N_("Product note")),
)

# Some say more than the command line's contract names: who sold, what was remarked.
FIELDS: Mapping[str, Field] = MappingProxyType(
    {name: Field(name, kind, title) for name, kind, title in _TABLE}
)

# Several columns may mean these: their values are gathered instead of standing against each other.
GATHERED = frozenset({"phone", "note", "address", "tags", "person", "goods", "no_contact"})


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


def own_choice(kind: str, name: str) -> str:
    """What to choose for a column that becomes an own field of a type and name."""
    return f"custom:{kind}:{' '.join(name.split())}"


def read_own_choice(choice: str) -> tuple[str, str] | None:
    """The type and name of an own field that was chosen; None for other choices."""
    head, kind, name = (*choice.split(":", 2), "", "")[:3]
    return (kind, name) if head == "custom" and kind in OWN_TYPES and name else None
