"""Finding customers and notes by any part of a name, its pinyin, a phone, an address or a note."""

from dataclasses import dataclass
from typing import Any

from peewee import SQL
from playhouse.sqlite_ext import FTS5Model, RowIDField, SearchField

from smallcrm.core.phone import phone_digits
from smallcrm.core.text import fold
from smallcrm.models import Customer, CustomerFact, Interaction
from smallcrm.storage.database import database, fetch_ids
from smallcrm.storage.session import Session


class SearchIndex(FTS5Model):
    """The search rows of customers (rowid is the customer's id)."""

    rowid = RowIDField()
    body = SearchField()

    class Meta:
        database = database
        table_name = "search"


class NoteIndex(FTS5Model):
    """The search rows of notes.

    Rowid is the interaction's id, or minus the customer's id for its own note.
    """

    rowid = RowIDField()
    body = SearchField()

    class Meta:
        database = database
        table_name = "search_note"


@dataclass(frozen=True, slots=True)
class CustomerHit:
    """A customer found: where to go and what to show."""

    customer_id: int
    name: str
    contact: str
    phone: str
    city: str


@dataclass(frozen=True, slots=True)
class NoteHit:
    """A record of contact found."""

    interaction_id: int
    customer_id: int
    customer: str
    at: str
    kind: str
    excerpt: str


def words_of(text: str) -> list[str]:
    """What is typed, as the pieces that must all be found; a phone with spaces is one piece."""
    digits = phone_digits(text)
    if digits and len(digits) >= 5 and not any(letter.isalpha() for letter in text):
        return [digits]
    return fold(text).split()


def matches(column: Any, text: str) -> Any:
    """The condition that a search body holds every piece of `text`."""
    condition: Any = SQL("1")
    for word in words_of(text):
        condition = condition & column.contains(word)
    return condition


def search_customers(session: Session, text: str, limit: int = 0) -> list[int]:
    """Ids of the customers that hold every piece of `text`, newest first; limit 0 means all."""
    if not words_of(text):
        return []
    query = SearchIndex.select(SearchIndex.rowid).where(matches(SearchIndex.body, text))
    query = query.order_by(SearchIndex.rowid.desc())
    return fetch_ids(query.limit(limit) if limit else query)


def find_hits(session: Session, text: str, limit: int = 20) -> list[CustomerHit]:
    """Customers for the global search: names that begin with the text first, then the newest."""
    ids = search_customers(session, text, limit=200)
    query = (
        Customer.select(
            Customer.id, Customer.name, CustomerFact.contact, CustomerFact.phone, CustomerFact.city
        )
        .join(CustomerFact, on=(CustomerFact.customer == Customer.id))
        .where(Customer.id << ids)
        .order_by(Customer.name.startswith(text.strip()).desc(), Customer.id.desc())
        .limit(limit)
    )
    return [CustomerHit(*row) for row in list(query.tuples())]


def find_notes(session: Session, text: str, limit: int = 10) -> list[NoteHit]:
    """Records of contact whose note holds every piece of `text`, newest first."""
    if not words_of(text):
        return []
    found = NoteIndex.select(NoteIndex.rowid).where(
        matches(NoteIndex.body, text) & (NoteIndex.rowid > 0)
    )
    ids = [row[0] for row in list(found.order_by(NoteIndex.rowid.desc()).limit(limit).tuples())]
    query = (
        Interaction.select(
            Interaction.id,
            Customer.id,
            Customer.name,
            Interaction.at,
            Interaction.kind,
            Interaction.content,
        )
        .join(Customer)
        .where(Interaction.id << ids)
        .order_by(Interaction.at.desc())
    )
    hits = []
    for id, customer_id, customer, at, kind, content in list(query.tuples()):
        hits.append(NoteHit(id, customer_id, customer, at, kind, excerpt(content, text)))
    return hits


def excerpt(content: str, text: str, length: int = 60) -> str:
    """The part of a note around the first piece found."""
    line = " ".join(content.split())
    pieces = words_of(text)
    place = line.lower().find(pieces[0]) if pieces else 0
    start = max(0, place - length // 3)
    part = line[start : start + length]
    return ("…" if start else "") + part + ("…" if start + length < len(line) else "")
