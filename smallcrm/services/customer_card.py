"""All that one screen shows of a customer, read at once, and the same as text to paste."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from smallcrm.core.dates import date_words, format_date, within
from smallcrm.core.i18n import _, current
from smallcrm.core.money import format_money
from smallcrm.core.phone import format_phone
from smallcrm.models import CustomerFact
from smallcrm.services import deals, follow_ups
from smallcrm.services.attachments import AttachmentRecord, list_attachments
from smallcrm.services.completeness import missing_facts, title_of
from smallcrm.services.contacts import PostRecord, list_former, list_posts
from smallcrm.services.custom_fields import list_values
from smallcrm.services.customer_changes import ChangeRecord, list_edits
from smallcrm.services.customer_facts import CustomerFactValue, list_facts
from smallcrm.services.customers import get_customer
from smallcrm.services.fact_confirm import confirmed_days
from smallcrm.services.feedback import is_open, list_feedback
from smallcrm.services.lifecycle import first_answer
from smallcrm.services.orders import (
    MoneySummary,
    add_up,
    list_orders,
    list_receipts,
    list_terms,
)
from smallcrm.services.records import (
    ContactRecord,
    CustomerRecord,
    DealRecord,
    FeedbackRecord,
    FollowUpRecord,
    OrderRecord,
    ReceiptRecord,
    TermRecord,
)
from smallcrm.services.relations import RelationRecord, list_relations
from smallcrm.services.timeline import Event, list_timeline
from smallcrm.services.vocabulary import STATUSES, level_words, word
from smallcrm.storage.customer_parts import parts_there
from smallcrm.storage.session import Session

EVENTS = 100


@dataclass(frozen=True, slots=True)
class Card:
    """A customer with its work and history.

    `last_contact` is ISO text or None; `completeness` is a percentage and `missing` says in words
    what it lacks. `events` are the newest, `more_events` tells that
    there are older ones; `edits` are what was changed in what is known of it. `first_answer` says
    after how many days a lead was first contacted; `confirmed` when values were last confirmed;
    `feedback` begins with what waits for an answer.
    """

    customer: CustomerRecord
    money: MoneySummary
    last_contact: str | None
    completeness: int
    missing: tuple[str, ...]
    follow_ups: tuple[FollowUpRecord, ...]
    deals: tuple[tuple[DealRecord, deals.StageRecord], ...]
    orders: tuple[OrderRecord, ...]
    receipts: tuple[ReceiptRecord, ...]
    terms: tuple[TermRecord, ...]
    events: tuple[Event, ...]
    more_events: bool = False
    edits: tuple[Event, ...] = ()
    facts: tuple[CustomerFactValue, ...] = ()
    relations: tuple[RelationRecord, ...] = ()
    files: tuple[AttachmentRecord, ...] = ()
    former: tuple[PostRecord, ...] = ()
    first_answer: int | None = None
    posts: Mapping[int, tuple[PostRecord, ...]] = field(default_factory=dict)
    confirmed: Mapping[str, str] = field(default_factory=dict)
    feedback: tuple[FeedbackRecord, ...] = ()


def read_card(session: Session, customer_id: int, events: int = EVENTS) -> Card:
    """Read a customer's card with its newest `events`. UserError when the customer is gone."""
    there = parts_there(session.connection, customer_id)  # what is not there is not read
    customer = get_customer(session, customer_id, there)
    fact = CustomerFact.get_or_none(CustomerFact.customer == customer_id)
    orders = list_orders(session, customer_id) if "sales_order" in there else []
    receipts = list_receipts(session, customer_id) if "receipt" in there else []
    happened = list_timeline(
        session, customer_id, events + 1, orders=orders, receipts=receipts, there=there
    )
    people = [one.id for one in customer.contacts if one.id is not None]
    edits = [_edit_event(one) for one in list_edits(session, customer_id)]
    return Card(
        customer=customer,
        money=add_up(orders, receipts, session.clock.today().year),
        last_contact=fact.last_contact if fact else None,
        completeness=fact.completeness if fact else 0,
        missing=tuple(
            title_of(session, key)
            for key in missing_facts(session, customer_id, level=customer.level)
        ),
        follow_ups=tuple(
            follow_ups.list_of_customer(session, customer_id) if "follow_up" in there else ()
        ),
        deals=tuple(deals.list_of_customer(session, customer_id) if "deal" in there else ()),
        orders=tuple(orders),
        receipts=tuple(receipts),
        terms=tuple(list_terms(session, customer_id) if "term" in there else ()),
        events=tuple(happened[:events]),
        edits=tuple(edits),
        more_events=len(happened) > events,
        facts=list_facts(customer, tuple(list_values(session, customer_id))),
        relations=list_relations(session, customer_id) if "relation" in there else (),
        files=list_attachments(session, customer_id) if "attachment" in there else (),
        former=list_former(session, customer_id) if "contact_post" in there else (),
        first_answer=first_answer(session, customer_id) if customer.status == "lead" else None,
        posts=list_posts(session, people if "contact_post" in there else ()),
        confirmed=confirmed_days(session, customer_id) if "fact_check" in there else {},
        feedback=_feedback(session, customer_id) if "feedback" in there else (),
    )


def _feedback(session: Session, customer_id: int) -> tuple[FeedbackRecord, ...]:
    said = list_feedback(session, customer_id)
    return tuple(sorted(said, key=lambda one: not is_open(one)))


def _edit_event(change: ChangeRecord) -> Event:
    title = " · ".join(part for part in (change.label, change.staff) if part)
    return Event("edit", change.step_id, change.at, "pencil", title, change.what)


def card_text(card: Card, today: date) -> str:
    """The card as plain text in the user's language, to paste into a chat or letter."""
    customer = card.customer
    head = " · ".join(
        part for part in (level_words(customer.level), word(STATUSES, customer.status)) if part
    )
    lines = _Lines([f"{customer.name} ({head})" if head else customer.name])
    _add_reach(lines, customer)
    _add_invoice(lines, customer)
    _add_standing(lines, card)
    for term in card.terms:
        lines.add(term.title or term.product, term_words(term, today))
    return "\n".join(lines.texts)


class _Lines:
    """Collects "label: text" lines; one without a text is left out."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts

    def add(self, label: str, text: str) -> None:
        if text:
            self.texts.append(_("%(label)s: %(text)s") % {"label": label, "text": text})


def _add_reach(lines: _Lines, customer: CustomerRecord) -> None:
    for person in customer.contacts:
        if not person.left_on:
            lines.add(_("Contact person"), person_text(person))
    numbers = [format_phone(phone.number, phone.extension) for phone in customer.phones]
    lines.add(_("Phone"), "  ".join(numbers))
    lines.add(_("E-mail"), customer.email)
    lines.add(_("WeChat"), customer.wechat)
    for address in customer.addresses:
        lines.add(_("Address"), " ".join(part for part in (address.line, address.postcode) if part))


def _add_invoice(lines: _Lines, customer: CustomerRecord) -> None:
    if customer.tax_number or customer.invoice_bank or customer.invoice_account:
        lines.add(_("Invoice title"), customer.invoice_title or customer.name)
        lines.add(_("Tax number"), customer.tax_number)
        lines.add(_("Bank"), customer.invoice_bank)
        lines.add(_("Bank account"), customer.invoice_account)


def _add_standing(lines: _Lines, card: Card) -> None:
    language = current().language
    if card.money.bought:
        lines.add(_("Bought this year"), format_money(card.money.this_year, language))
    if card.money.owed > 0:
        lines.add(_("Owed"), format_money(card.money.owed, language))
    if card.last_contact:
        last = date.fromisoformat(card.last_contact[:10])
        lines.add(_("Last contact"), format_date(last, language, "short"))
    if card.follow_ups:
        step = card.follow_ups[0]
        due = format_date(date.fromisoformat(step.due), language, "short")
        lines.add(_("Next step"), " ".join(filter(None, (due, step.due_time, step.title))))


def person_text(person: ContactRecord) -> str:
    """A contact person on one line: name, what they are, how to reach them."""
    name, title = name_and_title(person)
    what = " · ".join(part for part in (title, person.role) if part)
    numbers = [format_phone(phone.number, phone.extension) for phone in person.phones]
    wechat = [_("WeChat %(id)s") % {"id": person.wechat}] if person.wechat else []
    named = f"{name} ({what})" if what else name
    return "  ".join([named, *numbers, *wechat, *([person.email] if person.email else [])])


def person_name(person: ContactRecord) -> str:
    """A person's name as it is said: 杨先生 where only the surname is known, else 王建国."""
    name = person.name.strip()
    if not person.salutation or person.salutation in name:
        return name
    if name.isascii():
        return f"{person.salutation} {name}"
    return name + person.salutation if len(name) == 1 else name


def name_and_title(person: ContactRecord) -> tuple[str, str]:
    """A person's name as it is said and the title beside it, which 李老板 has in the name."""
    name = person_name(person)
    alone = len(name) == 1 and not name.isascii()
    return (name + person.title, "") if alone else (name, person.title)


def term_words(term: TermRecord, today: date) -> str:
    """When a term ends, in words; "" when it does not."""
    if not term.ends:
        return ""
    ends, language = date.fromisoformat(term.ends), current().language
    near = abs((ends - today).days) <= 30
    words = date_words(ends, today, language) if near else format_date(ends, language, "short")
    return (_("ended %(when)s") if ends < today else _("ends %(when)s")) % {"when": within(words)}
