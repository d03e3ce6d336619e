"""Every field that customers can be filtered by, and how each kind of field is compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from smallcrm.core.i18n import N_
from smallcrm.models import CustomField
from smallcrm.services.custom_fields import KEY
from smallcrm.services.customer_filter import Condition
from smallcrm.services.vocabulary import TERM_KINDS
from smallcrm.storage.session import Session

CUSTOM = KEY.partition("%")[0]
TERM = "term."
NO_WORDS: Mapping[str, str] = MappingProxyType({})

# What each comparison is called.
OPS: dict[str, str] = {
    "contains": N_("contains"),
    "lacks": N_("does not contain"),
    "is": N_("is"),
    "starts": N_("starts with"),
    "any_of": N_("is one of"),
    "none_of": N_("is none of"),
    "all_of": N_("has all of"),
    "known": N_("is known"),
    "unknown": N_("is not known"),
    "last_days": N_("in the last … days"),
    "next_days": N_("in the next … days"),
    "ago": N_("over … days ago"),
    "quiet": N_("not for … days"),
    "period": N_("is in"),
    "before": N_("before"),
    "after": N_("after"),
    "on": N_("on"),
    "between": N_("between"),
    "least": N_("at least"),
    "most": N_("at most"),
    "more": N_("more than"),
    "less": N_("less than"),
    "had": N_("there was"),
    "had_not": N_("there was not"),
}

_SAME = ("known", "unknown")
_NUMBERS = ("least", "most", "more", "less", "is", "between")
_DATES = ("last_days", "next_days", "ago", "quiet", "period", "before", "after", "on", "between")

# Kind of field -> its comparisons, the usual one first.
COMPARISONS: dict[str, tuple[str, ...]] = {
    "text": ("contains", "lacks", "is", "starts", *_SAME),
    "phone": ("contains", "starts", *_SAME),
    "choice": ("any_of", "none_of", *_SAME),
    "picked": ("any_of", "none_of"),
    "tags": ("any_of", "all_of", "none_of", *_SAME),
    "date": (*_DATES, *_SAME),
    "dates": (*(op for op in _DATES if op != "quiet"), *_SAME),
    "number": (*_NUMBERS, *_SAME),
    "money": (*_NUMBERS, *_SAME),
    "figure": _NUMBERS,  # derived, so always known
    "amount": _NUMBERS,
    "stage": ("known", "unknown", "any_of", "none_of"),
    "sold": ("had", "had_not"),
    "there": ("known", "unknown"),
}

_HAS = {"any_of": N_("has any of"), "none_of": N_("has none of")}
_SEVERAL = _HAS | {"known": N_("is known"), "unknown": N_("is not known")}
_TAGS = _HAS | {"known": N_("has any"), "unknown": N_("has none")}
_WAS = {"known": N_("ever"), "unknown": N_("never")}
_SAID = _WAS | {"quiet": N_("nobody in contact for … days")}
_ORDERED = _WAS | {"quiet": N_("nothing ordered for … days")}
_PLANNED = {"known": N_("is planned"), "unknown": N_("is not planned")}
_DEAL = {"known": N_("is open"), "unknown": N_("is not open"), "any_of": N_("is in stage"),
         "none_of": N_("is not in stage")}  # fmt: skip
_FILES = {"known": N_("are there"), "unknown": N_("are not there")}
_BOUGHT = {"had": N_("bought"), "had_not": N_("did not buy")}


@dataclass(frozen=True, slots=True)
class FilterField:
    """A field to filter by. `title` and `group` are N_() texts; `choices` names a list of values.

    `words` replaces the names of comparisons where the field has better ones, `usual` is the one
    to begin with. `own` is set for the company's own fields, whose title is no text to translate.
    """

    key: str
    title: str
    kind: str
    group: str
    choices: str = ""
    words: Mapping[str, str] = field(default_factory=lambda: NO_WORDS)
    own: bool = False
    usual: str = ""

    @property
    def ops(self) -> tuple[str, ...]:
        """How it can be compared, the usual way first."""
        ops = COMPARISONS[self.kind]
        return (self.usual, *(op for op in ops if op != self.usual)) if self.usual else ops


MAIN = N_("Customer")
DOING = N_("Contact and plans")
SOLD = N_("Sales")
PEOPLE = N_("Contact persons")
WHERE = N_("Where and how to reach")
MORE = N_("More about the customer")
OWN = N_("Own fields")

FIELDS: tuple[FilterField, ...] = (
    FilterField("name", N_("Customer name"), "text", MAIN),
    FilterField("level", N_("Level"), "choice", MAIN, "levels"),
    FilterField("status", N_("Life-cycle"), "picked", MAIN, "statuses"),
    FilterField("owner", N_("Owner"), "choice", MAIN, "staff"),
    FilterField("deputy", N_("Deputy"), "choice", MAIN, "staff"),
    FilterField("service", N_("Service person"), "choice", MAIN, "staff"),
    FilterField("tags", N_("Tags"), "tags", MAIN, "tags", _TAGS),
    FilterField("source", N_("Source"), "choice", MAIN, "sources"),
    FilterField("created", N_("Customer since"), "date", MAIN),
    FilterField("completeness", N_("Complete (%)"), "figure", MAIN),
    FilterField("last_contact", N_("Last contact"), "date", DOING, words=_SAID, usual="quiet"),
    FilterField("next_step", N_("Next step"), "date", DOING, words=_PLANNED),
    FilterField("talk", N_("Record of contact"), "sold", DOING, "talks"),
    FilterField("feedback", N_("Feedback"), "picked", DOING, "feedback", _HAS),
    FilterField("lead_verdict", N_("Lead judged"), "choice", DOING, "verdicts"),
    FilterField("lead_reason", N_("Why it does not fit"), "text", DOING),
    FilterField("deal", N_("Deal"), "stage", DOING, "stages", _DEAL),
    FilterField("product", N_("Product"), "sold", SOLD, "products", _BOUGHT),
    FilterField("category", N_("Product category"), "sold", SOLD, "categories", _BOUGHT),
    FilterField("maker", N_("Maker"), "sold", SOLD, "makers", _BOUGHT),
    FilterField("bought_for", N_("Bought for"), "amount", SOLD),
    FilterField("last_order", N_("Last order"), "date", SOLD, words=_ORDERED, usual="quiet"),
    FilterField("owed", N_("Owed"), "money", SOLD,
                words={"known": N_("owes something"), "unknown": N_("owes nothing")}),
    FilterField("revenue", N_("Annual purchases"), "money", SOLD),
    FilterField("credit_limit", N_("Credit limit"), "money", SOLD),
    FilterField("term", N_("Term ends"), "dates", SOLD),
    *(FilterField(TERM + kind, title, "dates", SOLD) for kind, title in TERM_KINDS.items()),
    FilterField("contact.name", N_("Contact person"), "text", PEOPLE),
    FilterField("contact.title", N_("Job title"), "text", PEOPLE),
    FilterField("contact.role", N_("Contact's role"), "text", PEOPLE),
    FilterField("contact.gender", N_("Gender"), "tags", PEOPLE, "genders", _SEVERAL),
    FilterField("contact.email", N_("Contact's e-mail"), "text", PEOPLE),
    FilterField("contact.wechat", N_("Contact's WeChat"), "text", PEOPLE),
    FilterField("contact.interests", N_("Interests"), "text", PEOPLE),
    FilterField("contact.birthday", N_("Contact's birthday"), "dates", PEOPLE),
    FilterField("contact.consent", N_("Contact's consent"), "tags", PEOPLE, "consents", _SEVERAL),
    FilterField("contact.note", N_("Contact's note"), "text", PEOPLE),
    FilterField("city", N_("City"), "text", WHERE),
    FilterField("province", N_("Province"), "text", WHERE),
    FilterField("district", N_("District"), "text", WHERE),
    FilterField("address", N_("Address"), "text", WHERE),
    FilterField("region", N_("Region"), "text", WHERE),
    FilterField("phone", N_("Phone"), "phone", WHERE),
    FilterField("email", N_("E-mail address"), "text", WHERE),
    FilterField("wechat", N_("WeChat"), "text", WHERE),
    FilterField("qq", N_("QQ"), "text", WHERE),
    FilterField("website", N_("Website"), "text", WHERE),
    FilterField("preferred_contact", N_("Preferred contact"), "text", WHERE),
    FilterField("consent", N_("Consent"), "choice", WHERE, "consents"),
    FilterField("consent_on", N_("Consent since"), "date", WHERE),
    FilterField("code", N_("Code"), "text", MORE),
    FilterField("short_name", N_("Short name"), "text", MORE),
    FilterField("kind", N_("Company or person"), "picked", MORE, "kinds"),
    FilterField("role", N_("Role"), "picked", MORE, "roles"),
    FilterField("opinion", N_("What they say of us"), "choice", MORE, "opinions"),
    FilterField("opinion_leader", N_("Opinion leader"), "picked", MORE, "flags"),
    FilterField("industry", N_("Industry"), "text", MORE),
    FilterField("employees", N_("Employees"), "number", MORE),
    FilterField("founded", N_("Founded"), "date", MORE),
    FilterField("birthday", N_("Birthday"), "date", MORE),
    FilterField("buying_channel", N_("Buying channel"), "text", MORE),
    FilterField("payment_method", N_("Payment method"), "text", MORE),
    FilterField("tax_number", N_("Tax number"), "text", MORE),
    FilterField("invoice_title", N_("Invoice title"), "text", MORE),
    FilterField("invoice_bank", N_("Invoice bank"), "text", MORE),
    FilterField("invoice_account", N_("Invoice account"), "text", MORE),
    FilterField("referred_by", N_("Referred by"), "text", MORE),
    FilterField("files", N_("Attached files"), "there", MORE, words=_FILES),
    FilterField("import", N_("Imported list"), "tags", MORE, "imports", _TAGS),
    FilterField("note", N_("Note"), "text", MORE),
)  # fmt: skip
BY_KEY: Mapping[str, FilterField] = MappingProxyType({one.key: one for one in FIELDS})

# How the company's own fields are compared.
OWN_KINDS = {
    "number": "number",
    "money": "money",
    "date": "date",
    "yes_no": "choice",
    "choice": "choice",
    "choices": "tags",
}


def own_key(field_id: int) -> str:
    """The key of one of the company's own fields; it stays when the field is renamed."""
    return KEY % field_id


def list_fields(session: Session) -> list[FilterField]:
    """Every field to filter by, the company's own ones last."""
    query = CustomField.select(CustomField.id, CustomField.name, CustomField.type)
    own = list(query.order_by(CustomField.position, CustomField.id).tuples())
    return [*FIELDS, *(_own_field(id, name, type) for id, name, type in own)]


def find_field(key: str) -> FilterField | None:
    """The field of a key, None when it is not there (any more)."""
    if key in BY_KEY:
        return BY_KEY[key]
    number = key.removeprefix(CUSTOM)
    if not key.startswith(CUSTOM) or not number.isdecimal():
        return None
    found = CustomField.get_or_none(CustomField.id == int(number))
    return _own_field(found.id, found.name, found.type) if found else None


def is_ready(condition: Condition, field: FilterField) -> bool:
    """Whether a condition is filled in as far as its comparison needs it."""
    if condition.op not in field.ops:
        return False
    values = condition.values
    if condition.op in ("known", "unknown"):
        return True
    if condition.op == "between":
        return len(values) >= 2 and values[0] != "" and values[1] != ""
    if field.kind == "sold":
        return bool(values) and (values[0] != "" or field.key == "talk")
    if condition.op in ("any_of", "none_of", "all_of"):
        return bool(values)
    return bool(values) and values[0] != ""


def _own_field(id: int, name: str, type: str) -> FilterField:
    key = own_key(id)
    kind = OWN_KINDS.get(type, "text")
    choices = key if kind in ("choice", "tags") else ""
    words = _SEVERAL if kind == "tags" else NO_WORDS
    return FilterField(key, name, kind, OWN, choices, words, own=True)
