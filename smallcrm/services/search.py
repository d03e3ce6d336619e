"""Finding customers by any part of a name, its pinyin, a phone, an address; and notes by theirs.

The conditions every list shares; what the search box of the window shows is in search_box.
"""

from functools import reduce
from operator import and_, or_
from typing import Any

from peewee import SQL
from playhouse.sqlite_ext import FTS5Model, RowIDField, SearchField

from smallcrm.services.search_terms import Piece, pieces_of, words_of
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


def matches(column: Any, text: str, *, as_typed: bool = False) -> Any:
    """The condition that a search body holds every piece of `text`.

    Customers are found by pinyin mixed with initials or characters, and by phones however they
    are written, too; everything else as it is typed. With `as_typed` the customers are not found
    by mixed pinyin either, and phones by their digits alone.
    """
    if as_typed:
        conditions = [column.contains(piece.number or piece.text) for piece in pieces_of(text)]
    elif column is SearchIndex.body:
        conditions = [_customer_condition(piece) for piece in pieces_of(text)]
    else:
        conditions = [_plain_condition(column, piece) for piece in pieces_of(text)]
    return reduce(and_, conditions) if conditions else SQL("1")


def search_customers(session: Session, text: str, limit: int = 0) -> list[int]:
    """Ids of the customers that hold every piece of `text`, newest first; limit 0 means all."""
    if not words_of(text):
        return []
    query = SearchIndex.select(SearchIndex.rowid).where(matches(SearchIndex.body, text))
    query = query.order_by(SearchIndex.rowid.desc())
    return fetch_ids(query.limit(limit) if limit else query)


def _customer_condition(piece: Piece) -> Any:
    body = SearchIndex.body
    ways = [reduce(and_, [body**pattern for pattern in way]) for way in piece.ways]
    return reduce(or_, ways, body.contains(piece.text))


def _plain_condition(column: Any, piece: Piece) -> Any:
    condition = column.contains(piece.text)
    if piece.number in ("", piece.text):
        return condition
    return condition | column.contains(piece.number)
