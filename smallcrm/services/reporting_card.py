"""A customer on paper for a visit: who, how to speak to them, what was promised, bought, owed."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from peewee import JOIN, fn

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import Translator, _, translator
from smallcrm.core.names import greeting
from smallcrm.core.phone import format_phone
from smallcrm.core.progress import Progress
from smallcrm.models import Contact, CustomerFact, Deal, Interaction, Staff, Stage
from smallcrm.reports.tables import Cell, Row
from smallcrm.reports.texts import Texts
from smallcrm.reports.visit_card import CardPart, Figure, VisitCard, render
from smallcrm.services import follow_ups
from smallcrm.services.company import own_company
from smallcrm.services.customers import get_customer
from smallcrm.services.feedback import is_open, list_feedback
from smallcrm.services.orders import list_orders, list_terms, summarise_money
from smallcrm.services.records import ContactRecord, CustomerRecord, PhoneRecord
from smallcrm.services.report_list import ReportOptions
from smallcrm.services.reporting_scope import fetch
from smallcrm.services.vocabulary import INTERACTION_KINDS, STATUSES, TERM_KINDS, stage_words
from smallcrm.storage.session import Session

MOST = 8  # of orders, wishes, deals and steps; the rest stands in the program
MOST_TALKS = 5
MOST_SIGNS = 400  # of what was said in a talk


def write_card(session: Session, options: ReportOptions, path: Path, progress: Progress) -> None:
    """Write the card of a customer as PDF.

    Raises UserError when none is named or it is gone, StorageError, Cancelled.
    """
    if options.customer_id is None:
        raise UserError(_("Choose a customer."))
    texts = Texts(translator(options.language), session.settings.get("currency"))
    card = read_visit_card(session, options.customer_id, texts)
    render(card, path, texts.translator, progress, size=options.size, grey=options.grey)


def read_visit_card(session: Session, customer_id: int, texts: Texts) -> VisitCard:
    """All that the card says, in the language of the paper. UserError when the customer is gone."""
    customer = get_customer(session, customer_id)
    t = texts.translator
    refused = t.gettext("Do not contact") if customer.consent == "refused" else ""
    parts = (
        _people(customer.contacts, texts),
        _promised(session, customer_id, texts),
        _deals(customer_id, texts),
        _wishes(session, customer_id, texts),
        _bought(session, customer_id, texts),
        _terms(session, customer_id, texts),
        _talks(customer_id, texts),
    )
    return VisitCard(
        customer=customer.name,
        about=_about(customer, t),
        figures=_figures(session, customer_id, texts),
        parts=parts,
        made_at=session.clock.now(),
        company=own_company(session, t),
        warning=refused,
    )


def _about(customer: CustomerRecord, t: Translator) -> tuple[str, ...]:
    level = t.gettext("Level %(level)s") % {"level": customer.level} if customer.level else ""
    standing = (level, t.gettext(STATUSES[customer.status]), customer.industry, customer.owner)
    reach = (*_numbers(customer.phones, t.language), customer.email, customer.website)
    places = (
        " ".join(filter(None, (address.line, address.postcode))) for address in customer.addresses
    )
    lines = (_dotted(standing), _dotted(reach), *places, _dotted(customer.tags), customer.note)
    return tuple(line for line in lines if line.strip())


def _figures(session: Session, customer_id: int, texts: Texts) -> tuple[Figure, ...]:
    _ = texts.translator.gettext
    money = summarise_money(session, customer_id)
    fact = CustomerFact.get_or_none(CustomerFact.customer == customer_id)
    last = date.fromisoformat(fact.last_contact[:10]) if fact and fact.last_contact else None
    ahead = money.owed < 0
    return (
        Figure(_("Bought this year"), texts.money(money.this_year)),
        Figure(_("Bought"), texts.money(money.bought)),
        Figure(
            _("Paid ahead") if ahead else _("Owed"),
            texts.money(abs(money.owed)),
            "bad" if money.owed > 0 else "plain",
        ),
        Figure(_("Last contact"), texts.ago(last, session.clock.today())),
    )


def _people(people: Sequence[ContactRecord], texts: Texts) -> CardPart:
    _ = texts.translator.gettext
    rows: list[Row] = []
    for one in people:
        if one.left_on:
            continue
        said = greeting(one.name, salutation=one.salutation, gender=one.gender, title=one.title)
        numbers = (
            format_phone(phone.number, phone.extension, texts.language) for phone in one.phones
        )
        refused = _("Do not contact") if one.consent == "refused" else ""
        remark = _dotted((refused, one.interests, one.note))
        rows.append(
            (
                Cell(said, bold=True),
                one.name,
                _dotted((one.title, one.role)),
                _dotted((*numbers, one.wechat, one.email)),
                Cell(remark, "bad") if refused else remark,
            )
        )
    heads = (_("Say"), _("Full name"), _("Function"), _("To reach"), _("Good to know"))
    return CardPart(_("People"), heads, rows, empty=_("No contact person is known."))


def _promised(session: Session, customer_id: int, texts: Texts) -> CardPart:
    _, today = texts.translator.gettext, session.clock.today()
    steps = follow_ups.list_of_customer(session, customer_id)
    rows: list[Row] = []
    for step in steps[:MOST]:
        due = date.fromisoformat(step.due[:10])
        when = " ".join(filter(None, (texts.day(due), step.due_time)))
        late = _("Overdue") if due < today else ""
        rows.append((when, Cell(late, "bad"), _dotted((step.title, step.note)), step.staff))
    return CardPart(
        _("Promised and planned"),
        (_("By when"), "", _("What"), _("Who")),
        rows,
        empty=_("Nothing is promised or planned."),
        more=_more(len(steps) - MOST, texts),
    )


def _deals(customer_id: int, texts: Texts) -> CardPart:
    _ = texts.translator.gettext
    query = (
        Deal.select(Deal.title, Stage.key, Stage.name, Deal.amount, Deal.expected_close)
        .join(Stage)
        .where((Deal.customer == customer_id) & (Stage.kind == "open"))
        .order_by(Deal.amount.desc(), Deal.id)
    )
    found = fetch(query)
    amounts = texts.money_column([row[3] for row in found])
    rows: list[Row] = [
        (title, stage_words(key, name, texts.translator), _iso(close, texts), amount)
        for (title, key, name, _amount, close), amount in zip(found, amounts, strict=True)
    ]
    heads = (_("Deal"), _("Stage"), _("Expected"), _("Amount"))
    more = _more(len(rows) - MOST, texts)
    return CardPart(_("Deals under way"), heads, rows[:MOST], frozenset((2, 3)), more=more)


def _wishes(session: Session, customer_id: int, texts: Texts) -> CardPart:
    """What waits for an answer first, then the newest."""
    _ = texts.translator.gettext
    found = sorted(list_feedback(session, customer_id), key=lambda one: not is_open(one))
    rows: list[Row] = [
        (
            _iso(one.at, texts),
            _dotted((one.competitor, one.product, one.text)),
            one.wish,
            Cell(_("Waits for an answer"), "bad") if is_open(one) else "",
        )
        for one in found[:MOST]
    ]
    heads = (_("Date"), _("Said"), _("Wish"), "")
    return CardPart(_("Wishes and complaints"), heads, rows, more=_more(len(found) - MOST, texts))


def _bought(session: Session, customer_id: int, texts: Texts) -> CardPart:
    _ = texts.translator.gettext
    found = [one for one in list_orders(session, customer_id) if one.status != "cancelled"]
    shown = found[:MOST]
    amounts = texts.money_column([one.amount for one in shown])
    rows: list[Row] = [
        (
            _iso(one.date, texts),
            one.number,
            _dotted(line.title or line.product for line in one.lines),
            amount,
        )
        for one, amount in zip(shown, amounts, strict=True)
    ]
    heads = (_("Date"), _("Order"), _("What for"), _("Amount"))
    more = _more(len(found) - MOST, texts)
    return CardPart(_("Last orders"), heads, rows, frozenset((3,)), more=more)


def _terms(session: Session, customer_id: int, texts: Texts) -> CardPart:
    _, today = texts.translator.gettext, session.clock.today().isoformat()
    found = [one for one in list_terms(session, customer_id) if not one.ends or one.ends >= today]
    rows: list[Row] = [
        (
            one.title or one.product,
            _(TERM_KINDS[one.kind]),
            one.serial,
            _iso(one.ends, texts),
        )
        for one in found[:MOST]
    ]
    heads = (_("Title"), _("Kind"), _("Serial number"), _("Ends on"))
    more = _more(len(found) - MOST, texts)
    return CardPart(_("Contracts and terms"), heads, rows, frozenset((3,)), more=more)


def _talks(customer_id: int, texts: Texts) -> CardPart:
    _ = texts.translator.gettext
    query = (
        Interaction.select(
            Interaction.at,
            Interaction.kind,
            Contact.name,
            Staff.name,
            Interaction.subject,
            Interaction.content,
        )
        .join(Staff, JOIN.LEFT_OUTER, on=(Interaction.staff == Staff.id))
        .switch(Interaction)
        .join(Contact, JOIN.LEFT_OUTER, on=(Interaction.contact == Contact.id))
        .where(Interaction.customer == customer_id)
        .order_by(Interaction.at.desc(), Interaction.id.desc())
        .limit(MOST_TALKS)
    )
    rows: list[Row] = []
    for at, kind, contact, staff, subject, content in fetch(query):
        said = " ".join(filter(None, (subject, content)))
        said = said[:MOST_SIGNS] + "…" if len(said) > MOST_SIGNS else said
        rows.append((_iso(at, texts), _(INTERACTION_KINDS[kind]), _dotted((contact, staff)), said))
    total = Interaction.select(fn.COUNT()).where(Interaction.customer == customer_id).scalar()
    heads = (_("Date"), _("Kind"), _("With"), _("Said"))
    return CardPart(_("Last talks"), heads, rows, more=_more(total - MOST_TALKS, texts))


def _more(n: int, texts: Texts) -> str:
    if n <= 0:
        return ""
    return texts.translator.ngettext(
        "%(n)d more in the program", "%(n)d more in the program", n
    ) % {"n": n}


def _numbers(phones: Sequence[PhoneRecord], language: str) -> list[str]:
    return [format_phone(phone.number, phone.extension, language) for phone in phones]


def _iso(text: str | None, texts: Texts) -> str:
    return texts.day(date.fromisoformat(text[:10])) if text else ""


def _dotted(parts: Iterable[str | None]) -> str:
    return " · ".join(part for part in parts if part)
