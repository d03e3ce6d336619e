"""What crosses the border between services and their callers: one frozen record a thing, read and
saved alike.

Dates are ISO text (None when unknown), money is minor units, phones are digits. `id` is None for a
new record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PhoneRecord:
    """One phone. `kind` is mobile, phone, fax, invoice or other."""

    number: str
    extension: str = ""
    kind: str = "mobile"


@dataclass(frozen=True, slots=True)
class AddressRecord:
    """One address. `kind` is office, delivery, invoice or shop."""

    street: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    postcode: str = ""
    kind: str = "office"

    @property
    def line(self) -> str:
        """The address as one line, largest part first."""
        parts = (
            self.province,
            self.city if self.city != self.province else "",
            self.district,
            self.street,
        )
        return (
            "".join(parts)
            if not self._latin
            else ", ".join(part for part in reversed(parts) if part)
        )

    @property
    def _latin(self) -> bool:
        return not any(
            "\u4e00" <= letter <= "\u9fff" for letter in self.province + self.city + self.street
        )


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """A contact person. `left_on` is the day the person left, if so; `consent` as of a customer."""

    name: str
    id: int | None = None
    customer_id: int | None = None
    salutation: str = ""
    gender: str = ""
    title: str = ""
    role: str = ""
    occupation: str = ""
    interests: str = ""
    email: str = ""
    wechat: str = ""
    qq: str = ""
    birthday: str | None = None
    birthday_lunar: bool = False
    left_on: str | None = None
    note: str = ""
    consent: str = ""
    phones: tuple[PhoneRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """A customer with what describes it.

    `source`, `owner`, `deputy`, `service` and `tags` are names; unknown ones are made on saving.
    `consent` to be contacted is given, refused or "" (not asked), as said on `consent_on`.
    """

    name: str
    id: int | None = None
    code: str = ""
    short_name: str = ""
    kind: str = "company"
    role: str = "customer"
    status: str = "prospect"
    level: str = ""
    source: str = ""
    owner: str = ""
    referred_by: str = ""
    email: str = ""
    wechat: str = ""
    qq: str = ""
    website: str = ""
    industry: str = ""
    region: str = ""
    tax_number: str = ""
    invoice_title: str = ""
    invoice_bank: str = ""
    invoice_account: str = ""
    founded: str | None = None
    employees: int | None = None
    buying_channel: str = ""
    payment_method: str = ""
    preferred_contact: str = ""
    birthday: str | None = None
    birthday_lunar: bool = False
    credit_limit: int | None = None
    revenue: int | None = None
    created: str | None = None
    note: str = ""
    deputy: str = ""
    service: str = ""
    consent: str = ""
    consent_on: str | None = None
    lead_verdict: str = ""
    lead_reason: str = ""
    opinion: str = ""
    opinion_leader: bool = False
    phones: tuple[PhoneRecord, ...] = ()
    addresses: tuple[AddressRecord, ...] = ()
    tags: tuple[str, ...] = ()
    custom: Mapping[str, str] = field(default_factory=lambda: NONE)
    contacts: tuple[ContactRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class InteractionRecord:
    """Something that happened.

    `at` and `entered` (when it was written down) are YYYY-MM-DD or YYYY-MM-DD HH:MM; names are
    filled in on reading.
    """

    customer_id: int
    content: str = ""
    kind: str = "call"
    at: str | None = None
    id: int | None = None
    contact_id: int | None = None
    deal_id: int | None = None
    subject: str = ""
    staff: str = ""
    satisfaction: int | None = None
    minutes: int | None = None
    expense: int | None = None
    customer: str = ""
    contact: str = ""
    outcome: str = ""
    touch_point: str = ""
    entered: str = ""


@dataclass(frozen=True, slots=True)
class FeedbackRecord:
    """What a customer says of us or of a competitor (`about`: us, competitor), and its wish.

    `competitor` and `product` are names; unknown ones are made on saving. `rating` is 1 to 5.
    `complaint`, filled in on reading: said without a rating where a complaint was logged.
    """

    customer_id: int
    text: str = ""
    wish: str = ""
    about: str = "us"
    rating: int | None = None
    competitor: str = ""
    product: str = ""
    answered: bool = False
    at: str | None = None
    id: int | None = None
    interaction_id: int | None = None
    customer: str = ""
    complaint: bool = False


@dataclass(frozen=True, slots=True)
class FollowUpRecord:
    """Something to do. `state` is open, done or dropped; names are filled in on reading.

    `repeat` is an RFC 5545 rule with its start; `rule`, `fact` and `latest` (ISO) say which
    reminder rule made it, for what, and until when it makes sense.
    """

    customer_id: int
    title: str
    due: str
    due_time: str = ""
    id: int | None = None
    contact_id: int | None = None
    deal_id: int | None = None
    order_id: int | None = None
    staff: str = ""
    state: str = "open"
    closed: str | None = None
    rule: str = ""
    note: str = ""
    customer: str = ""
    contact: str = ""
    phone: str = ""
    level: str = ""
    repeat: str = ""
    fact: str = ""
    latest: str | None = None


@dataclass(frozen=True, slots=True)
class DealRecord:
    """A possible sale. `amount` in minor units; names are filled in on reading."""

    customer_id: int
    title: str
    amount: int = 0
    id: int | None = None
    stage_id: int | None = None
    contact_id: int | None = None
    owner: str = ""
    competitor: str = ""
    expected_close: str | None = None
    opened: str | None = None
    closed: str | None = None
    lost_reason: str = ""
    note: str = ""
    customer: str = ""


@dataclass(frozen=True, slots=True)
class OrderLineRecord:
    """One line of an order. `quantity` is a decimal as text."""

    title: str
    amount: int
    quantity: str = "1"
    price: int | None = None
    product: str = ""


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """A sale. `paid` is what receipts for it add up to (on reading)."""

    customer_id: int
    date: str
    lines: tuple[OrderLineRecord, ...]
    id: int | None = None
    number: str = ""
    due: str | None = None
    status: str = "open"
    note: str = ""
    deal_id: int | None = None
    staff: str = ""
    customer: str = ""
    paid: int = 0

    @property
    def amount(self) -> int:
        """The sum of the lines, in minor units."""
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class ReceiptRecord:
    """Money that came in, in minor units."""

    customer_id: int
    date: str
    amount: int
    id: int | None = None
    order_id: int | None = None
    method: str = ""
    note: str = ""
    staff: str = ""
    customer: str = ""


@dataclass(frozen=True, slots=True)
class TermRecord:
    """Something dated at a customer: contract, warranty, subscription or consumable."""

    customer_id: int
    title: str
    kind: str = "contract"
    id: int | None = None
    product: str = ""
    serial: str = ""
    starts: str | None = None
    ends: str | None = None
    amount: int | None = None
    note: str = ""
    customer: str = ""
