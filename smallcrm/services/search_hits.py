"""The customers and contact persons that the search box shows: which fact matched, best first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Literal

from peewee import fn

from smallcrm.core.names import greeting
from smallcrm.core.phone import format_phone
from smallcrm.models import (
    Address,
    Contact,
    Customer,
    CustomerFact,
    CustomerTag,
    Phone,
    Tag,
)
from smallcrm.services.records import AddressRecord
from smallcrm.services.search import SearchIndex, matches
from smallcrm.services.search_terms import (
    Piece,
    Spans,
    find_number,
    find_piece,
    join_spans,
    letters_of,
    pieces_of,
)
from smallcrm.storage.database import among, fetch_ids, fetch_rows
from smallcrm.storage.session import Session

HitKind = Literal["customer", "contact", "deal", "order", "product", "note"]

CANDIDATES = 400  # the newest that match; of more, those that begin with the text, too
FAVOURED = 120  # of the latest and of the most valuable customers: looked at among many matches
NEWEST = 20_000  # looked at first where the index is of no help
EXAMINED = 30
_LAST = "\uffff"
RECENT_DAYS = (7, 30, 90, 365)


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and the parts of it that were found."""

    text: str
    spans: Spans = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: where to go and what to show.

    `facts` are what matched, or else what tells it from others; `at` is its date (ISO), `amount`
    in minor units, `word` another word at its right. `similar`: found in spite of a typing slip.
    """

    kind: HitKind
    id: int
    customer_id: int | None
    title: Marked
    facts: tuple[Marked, ...] = ()
    word: str = ""
    at: str = ""
    amount: int | None = None
    similar: bool = False


@dataclass(slots=True)
class _Person:
    id: int
    called: str
    name: str
    title: str
    networks: list[str]
    phones: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Known:
    """What is known of a customer that may be shown."""

    id: int
    name: str
    short_name: str
    code: str
    networks: list[str]
    contact: str
    phone: str
    city: str
    last_contact: str
    value: int
    people: list[_Person] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def find_people(
    session: Session, text: str, *, recent: Collection[int] = (), quick: bool = False
) -> list[Hit]:
    """Customers and contact persons that hold every piece of `text`, the best first.

    Ranked: the text itself, what begins with it, lately met (`recent` first), value. `quick` looks
    only at the likeliest, where a whole search would have to read the index from end to end.
    """
    pieces = pieces_of(text)
    if not pieces:
        return []
    bodies = _likely_candidates(text) if quick else _candidates(text)
    ids = _preselect(session, bodies, pieces, recent)
    return rank_hits(session, ids, pieces, recent)


def rank_customers(session: Session, text: str, limit: int) -> list[int]:
    """Ids of the customers that hold every piece of `text`, the best first."""
    hits = find_people(session, text)
    return list(dict.fromkeys(hit.customer_id or 0 for hit in hits))[:limit]


def rank_hits(
    session: Session, ids: Sequence[int], pieces: Sequence[Piece], recent: Collection[int] = ()
) -> list[Hit]:
    """The hits of these customers, the best first."""
    edges = _edges(session.clock.today())
    judged = []
    for known in _load(ids):
        tier, hit = _judge(known, pieces)
        freshness = _freshness(known.last_contact, edges, known.id in recent)
        judged.append(((tier, freshness, -known.value, -known.id), hit))
    return [hit for _rank, hit in sorted(judged, key=lambda pair: pair[0])]


def recent_customers(session: Session, ids: Sequence[int], limit: int) -> list[Hit]:
    """These customers as hits, in this order, then those contacted last."""
    latest = CustomerFact.select(CustomerFact.customer).where(
        CustomerFact.last_contact.is_null(False)
    )
    latest = latest.order_by(CustomerFact.last_contact.desc()).limit(limit)
    wanted = list(dict.fromkeys([*ids, *fetch_ids(latest)]))
    found = {known.id: _plain_hit(known) for known in _load(wanted[: 2 * limit])}
    return [found[id] for id in wanted if id in found][:limit]


# --- which ones ----------------------------------------------------------------------------------


def _candidates(text: str) -> dict[int, str]:
    """The search rows that may be shown, by customer: all, or the likeliest of very many."""
    index, pieces = SearchIndex, pieces_of(text)
    query = index.select(index.rowid, index.body).order_by(index.rowid.desc()).limit(CANDIDATES)
    found = dict(fetch_rows(query.where(matches(index.body, text, as_typed=True))))
    if len(found) < CANDIDATES and any(piece.ways for piece in pieces):
        # Apart from the rest: an index that looks for one of several reads all there is of each.
        found.update(fetch_rows(query.where(matches(index.body, text))))
    if len(found) >= CANDIDATES:
        found.update(_fitting([id for id in _likely(text) if id not in found], pieces))
    return found


def _likely_candidates(text: str) -> dict[int, str]:
    """The search rows of the likeliest customers and of the newest ones that match."""
    index = SearchIndex
    newest = Customer.select(fn.MAX(Customer.id)).scalar() or 0
    query = index.select(index.rowid, index.body).where(index.rowid > newest - NEWEST)
    query = query.where(matches(index.body, text, as_typed=True)).order_by(index.rowid.desc())
    found = dict(fetch_rows(query.limit(CANDIDATES)))
    return found | _fitting([id for id in _likely(text) if id not in found], pieces_of(text))


def _fitting(ids: Sequence[int], pieces: Sequence[Piece]) -> dict[int, str]:
    """The search rows of these customers that hold every piece."""
    # Asked by id alone: the index would go through all that match again for each of them.
    rows = SearchIndex.select(SearchIndex.rowid, SearchIndex.body)
    found = fetch_rows(rows.where(SearchIndex.rowid << among(ids)))
    return {id: body for id, body in found if all(piece.fits(body) for piece in pieces)}


def _likely(text: str) -> list[int]:
    """Customers whose name or first contact begins with the text, the latest, the most valuable."""
    fact, head = CustomerFact, text.strip()
    if head.isascii():
        starts = [(fact.select(fact.customer), fact.sort_name, letters_of(head))]
    else:
        starts = [(Customer.select(Customer.id), Customer.name.collate("NOCASE"), head)]
    starts.append((fact.select(fact.customer), fact.contact, head))
    ids: list[int] = []
    for query, column, start in starts:
        if start:
            begins = (column >= start) & (column < start + _LAST)
            ids += fetch_ids(query.where(begins).order_by(column).limit(FAVOURED))
    latest = fact.select(fact.customer).where(fact.last_contact.is_null(False))
    ids += fetch_ids(latest.order_by(fact.last_contact.desc()).limit(FAVOURED))
    # The index knows only those of whom it is known.
    known = Customer.select(Customer.id).where(Customer.revenue.is_null(False))
    ids += fetch_ids(known.order_by(Customer.revenue.desc()).limit(FAVOURED))
    return list(dict.fromkeys(ids))


def _preselect(
    session: Session, bodies: dict[int, str], pieces: Sequence[Piece], recent: Collection[int]
) -> list[int]:
    """The customers worth a closer look: by what their search rows say alone."""
    if len(bodies) <= EXAMINED:
        return list(bodies)
    fact, edges = CustomerFact, _edges(session.clock.today())
    query = fact.select(fact.customer, fact.last_contact, _value()).join(
        Customer, on=(fact.customer == Customer.id)
    )
    facts = {id: rest for id, *rest in fetch_rows(query.where(fact.customer << among(bodies)))}
    head = pieces[0].number or pieces[0].text

    def rank(id: int) -> tuple[int, int, int, int]:
        last, value = facts.get(id, ("", 0))
        return (
            _body_tier(bodies[id], head),
            _freshness(last, edges, id in recent),
            -value,
            -id,
        )

    return sorted(bodies, key=rank)[:EXAMINED]


def _value() -> Any:
    """What a customer is worth: what it bought here, or is known to buy in a year."""
    return fn.MAX(CustomerFact.bought, fn.COALESCE(Customer.revenue, 0))


def _body_tier(body: str, head: str) -> int:
    """0: a line of the search row is the text; 1: its name begins so, 2: another line; 3: else."""
    if body == head or body.startswith(f"{head}\n") or f"\n{head}\n" in f"{body}\n":
        return 0
    if body.startswith(head):
        return 1
    return 2 if f"\n{head}" in body or f" {head}" in body else 3


def _edges(today: date) -> list[str]:
    """The days before which a customer was met less lately, as ISO text."""
    return [(today - timedelta(days)).isoformat() for days in RECENT_DAYS]


def _freshness(last_contact: str | None, edges: Sequence[str], opened: bool) -> int:
    """How long ago it was met, in steps; before all what was opened lately."""
    if opened:
        return -1
    if not last_contact:
        return len(edges)
    for step, edge in enumerate(edges):
        if last_contact >= edge:
            return step
    return len(edges)


# --- what is known of them -----------------------------------------------------------------------


def _load(ids: Sequence[int]) -> list[_Known]:
    these = among(ids)
    query = (
        Customer.select(
            *(Customer.id, Customer.name, Customer.short_name, Customer.code),
            *(Customer.email, Customer.wechat, Customer.qq),
            *(CustomerFact.contact, CustomerFact.phone, CustomerFact.city),
            fn.COALESCE(CustomerFact.last_contact, ""),
            _value(),
        )
        .join(CustomerFact, on=(CustomerFact.customer == Customer.id))
        .where(Customer.id << these)
    )
    found: dict[int, _Known] = {}
    for id, name, short, code, email, wechat, qq, *rest in fetch_rows(query):
        networks = [one for one in (email, wechat, qq) if one]
        contact, phone, city, last, value = rest
        found[id] = _Known(id, name, short, code, networks, contact, phone, city, last, value)
    people = _load_people(these, found)
    phones = Phone.select(Phone.customer, Phone.contact, Phone.number, Phone.extension)
    for id, contact, number, extension in fetch_rows(
        phones.where(Phone.customer << these).order_by(Phone.position, Phone.id)
    ):
        shown = format_phone(number, extension)
        if (person := people.get(contact)) is not None:
            person.phones.append(shown)
        elif id in found:
            found[id].phones.append(shown)
    _load_rest(these, found)
    return list(found.values())


def _load_people(these: Any, found: dict[int, _Known]) -> dict[int, _Person]:
    people: dict[int, _Person] = {}
    contact = Contact
    query = contact.select(
        *(contact.id, contact.customer, contact.name, contact.salutation, contact.title),
        *(contact.email, contact.wechat, contact.qq),
    )
    for id, customer, name, salutation, title, *networks in fetch_rows(
        query.where(contact.customer << these).order_by(contact.position, contact.id)
    ):
        called = greeting(name, salutation=salutation, title=title) if len(name) == 1 else name
        person = _Person(id, called, name, title, [one for one in networks if one])
        people[id] = person
        if customer in found:
            found[customer].people.append(person)
    return people


def _load_rest(these: Any, found: dict[int, _Known]) -> None:
    where = Address.select(
        Address.customer, Address.province, Address.city, Address.district, Address.street
    )
    for id, *parts in fetch_rows(where.where(Address.customer << these)):
        if id in found:
            province, city, district, street = parts
            line = AddressRecord(street, province, city, district).line
            found[id].addresses.append(line)
    tags = CustomerTag.select(CustomerTag.customer, Tag.name).join(Tag)
    for id, name in fetch_rows(tags.where(CustomerTag.customer << these)):
        if id in found:
            found[id].tags.append(name)


# --- why it was found -----------------------------------------------------------------------------


def _judge(known: _Known, pieces: Sequence[Piece]) -> tuple[int, Hit]:
    """How well a customer or one of its contact persons fits, and how it is shown."""
    own = [known.name, known.short_name, known.code]
    rest = [piece for piece in pieces if not any(find_piece(text, piece) for text in own)]
    if not rest:
        return _own_hit(known, pieces)
    for person in known.people:
        texts = [person.called, person.title, *person.networks]
        if all(_holds(texts, person.phones, piece) for piece in rest):
            return _person_hit(known, person, pieces)
    facts, tier = [], 3
    for text in [*known.networks, *known.addresses, *known.tags, *_all_networks(known)]:
        if marked := _mark(text, rest):
            facts.append(marked)
    for person in known.people:
        facts += [marked] if (marked := _mark(person.called, rest)) else []
    for phone in [*known.phones, *(one for person in known.people for one in person.phones)]:
        if spans := _phone_spans(phone, rest):
            facts.append(Marked(phone, spans))
            tier = min(tier, _phone_tier(phone, spans))
    hit = _plain_hit(known)
    title = _mark(known.name, pieces) or hit.title
    return tier, replace(hit, title=title, facts=tuple(facts[:3]) or hit.facts)


def _own_hit(known: _Known, pieces: Sequence[Piece]) -> tuple[int, Hit]:
    hit = _plain_hit(known)
    tier, facts = 3, hit.facts
    title = _mark(known.name, pieces)
    if title:
        tier = _tier(known.name, title.spans)
    for text in (known.short_name, known.code):
        if marked := _mark(text, pieces):
            tier = min(tier, _tier(text, marked.spans))
            if title is None or len(marked.spans) > len(title.spans):
                facts = (marked, *facts)
    return tier, replace(hit, title=title or hit.title, facts=facts)


def _person_hit(known: _Known, person: _Person, pieces: Sequence[Piece]) -> tuple[int, Hit]:
    called = _mark(person.called, pieces)
    tier = _tier(person.name, called.spans) if called else 3
    facts = []
    for phone in person.phones:
        if spans := _phone_spans(phone, pieces):
            facts.append(Marked(phone, spans))
            tier = min(tier, _phone_tier(phone, spans))
    for text in (person.title, *person.networks):
        facts += [marked] if (marked := _mark(text, pieces)) else []
    if not facts and person.phones:
        facts = [Marked(person.phones[0])]
    company = _mark(known.name, pieces) or Marked(known.name)
    title = called or Marked(person.called)
    return tier, Hit("contact", person.id, known.id, title, (company, *facts[:2]), known.city)


def _plain_hit(known: _Known) -> Hit:
    number, _sign, extension = known.phone.partition("x")
    shown = [known.contact, format_phone(number, extension) if number else ""]
    facts = tuple(Marked(text) for text in shown if text)
    return Hit("customer", known.id, known.id, Marked(known.name), facts, known.city)


def _all_networks(known: _Known) -> list[str]:
    return [text for person in known.people for text in person.networks]


def _holds(texts: Sequence[str], phones: Sequence[str], piece: Piece) -> bool:
    return any(find_piece(text, piece) for text in texts) or any(
        _phone_spans(phone, [piece]) for phone in phones
    )


def _mark(text: str, pieces: Sequence[Piece]) -> Marked | None:
    found = [span for piece in pieces if text and (span := find_piece(text, piece))]
    return Marked(text, join_spans(found)) if found else None


def _phone_spans(phone: str, pieces: Sequence[Piece]) -> Spans:
    found = [
        span
        for piece in pieces
        if (number := piece.number or (piece.text if piece.text.isdigit() else ""))
        and (span := find_number(phone, number))
    ]
    return join_spans(found)


def _tier(text: str, spans: Spans) -> int:
    """0: the text is all that was found, 1: it begins with it, 2: it holds it."""
    (start, end) = spans[0]
    if start:
        return 2
    return 0 if end >= len(text) else 1


def _phone_tier(phone: str, spans: Spans) -> int:
    """The tier of a phone as it is shown, whatever its extension."""
    end = next((place for place, sign in enumerate(phone) if sign.isalpha()), len(phone))
    return _tier(phone[:end].rstrip(), spans)
