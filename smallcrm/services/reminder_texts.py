"""What a reminder rule lets be said to a customer, and noting that it was said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, current
from smallcrm.core.names import greeting
from smallcrm.models import Contact, Customer, Interaction
from smallcrm.services.feedback import has_open_complaint
from smallcrm.services.follow_ups import complete_follow_up, get_follow_up
from smallcrm.services.records import FollowUpRecord, InteractionRecord
from smallcrm.services.reminder_habits import load_habits
from smallcrm.services.reminder_look import Hit, Look
from smallcrm.services.reminder_rules import (
    BY_KEY,
    Shift,
    fill_text,
    load_choices,
    rule_message,
)
from smallcrm.services.reminders import FINDERS
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

WRITTEN = ("wechat", "email", "letter")

Hits = dict[tuple[int, str], Hit]


@dataclass(frozen=True, slots=True)
class CustomerText:
    """A text to a customer, filled in; `blocked` says why it should not be sent, or is "".

    `called` is how the person is addressed in it.
    """

    follow_up: FollowUpRecord
    person: str
    text: str
    blocked: str = ""
    called: str = ""


def has_text(record: FollowUpRecord) -> bool:
    """Whether a follow-up's rule has something to say to the customer."""
    rule = BY_KEY.get(record.rule)
    return rule is not None and bool(rule.message)


def text_of(session: Session, follow_up_id: int) -> CustomerText:
    """The text that a rule's follow-up lets be sent, with names and dates filled in."""
    return _text(session, get_follow_up(session, follow_up_id), {})


def texts_of(session: Session, ids: Iterable[int]) -> list[CustomerText]:
    """The texts of follow-ups that are still there and have one, in the same order."""
    hits: dict[str, Hits] = {}
    found = []
    for id in ids:
        try:
            record = get_follow_up(session, id)
        except UserError:  # it was done or deleted meanwhile
            continue
        if record.state == "open" and has_text(record):
            found.append(_text(session, record, hits))
    return found


def log_text(session: Session, follow_up_id: int, text: str, kind: str = "wechat") -> None:
    """Note that a text was sent, and mark its follow-up done, in one step."""
    log_texts(session, {follow_up_id: text}, kind)


def log_texts(session: Session, texts: Mapping[int, str], kind: str) -> None:
    """Note that texts were sent by WeChat or letter, by follow-up; they are done, in one step."""
    with session.unit(Op.SEND_TEXT, {"count": len(texts)}):
        for id, text in texts.items():
            record = get_follow_up(session, id)
            if record.state != "open":
                continue  # somebody else was quicker
            log = InteractionRecord(
                record.customer_id,
                text,
                kind,
                contact_id=record.contact_id,
                subject=record.title,
                deal_id=record.deal_id,
            )
            complete_follow_up(session, id, log)


def _text(session: Session, record: FollowUpRecord, known: dict[str, Hits]) -> CustomerText:
    """A text; what a rule found is kept in `known` for the next one."""
    rule = BY_KEY[record.rule]
    choice = load_choices(session)[rule.key]
    look = Look(rule, choice, session.clock.today(), Shift(on=False), among=True)
    if rule.key not in known:
        found = FINDERS[rule.key](look)
        known[rule.key] = {(hit.customer_id, hit.fact): hit for hit in found}
    hit = known[rule.key].get((record.customer_id, record.fact))
    person, called = _person(record, hit)
    if hit is None:
        return CustomerText(record, person, "", _("What it was about is no longer so."))
    values = hit.values(look.today, current().language)
    values |= {"greeting": called, "company": session.settings.get("company_name")}
    text = fill_text(rule_message(rule, choice), values)
    return CustomerText(record, person, text, _blocked(session, record, hit), called)


def _person(record: FollowUpRecord, hit: Hit | None) -> tuple[str, str]:
    """Who is spoken to, and how: the contact person it is about, else the first one."""
    query = Contact.select().where(Contact.customer == record.customer_id)
    wanted = record.contact_id or (hit.contact_id if hit else None)
    if wanted is not None:
        query = query.where(Contact.id == wanted)
    else:
        query = query.where(Contact.left_on.is_null()).order_by(Contact.position, Contact.id)
    for one in list(query.limit(1)):
        said = greeting(one.name, salutation=one.salutation, gender=one.gender, title=one.title)
        alone = len(one.name) == 1  # a surname: called by it with 小姐 or 总
        return one.name + (one.salutation or one.title) * alone, said
    return "", record.customer


def _blocked(session: Session, record: FollowUpRecord, hit: Hit) -> str:
    customer = Customer.get_by_id(record.customer_id)
    person = Contact.get_or_none(Contact.id == (record.contact_id or hit.contact_id or 0))
    if customer.consent == "refused" or (person is not None and person.consent == "refused"):
        return _("Marked as do not contact.")
    if has_open_complaint(record.customer_id):
        return _("A complaint or wish is still open.")
    habits = load_habits(session)
    since = (session.clock.today() - timedelta(days=habits.text_days)).isoformat()
    query = Interaction.select().where(
        (Interaction.customer == record.customer_id)
        & (Interaction.at >= since)
        & (Interaction.kind << list(WRITTEN))
    )
    n = query.count()
    if n >= habits.most_texts:
        return _("Got %(n)d texts in %(days)d days already.") % {"n": n, "days": habits.text_days}
    return ""
