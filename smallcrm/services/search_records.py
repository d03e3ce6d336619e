"""What the search box shows beside people: deals, orders, products and notes."""

import re
from collections.abc import Sequence
from functools import lru_cache, reduce
from operator import and_, or_
from typing import Any

from peewee import JOIN, fn

from smallcrm.core.pinyin import search_readings
from smallcrm.models import Customer, Deal, Interaction, Order, OrderLine, Product, Stage
from smallcrm.services.search import NoteIndex, matches
from smallcrm.services.search_hits import Hit, Marked
from smallcrm.services.search_terms import Piece, find_plain, find_spans, join_spans, pieces_of
from smallcrm.services.vocabulary import INTERACTION_KINDS, stage_words, word
from smallcrm.storage.database import among, fetch_ids, fetch_rows
from smallcrm.storage.session import Session

SPELLED = 1500  # titles that are looked at for pinyin: the newest
ROWS_AT_ONCE = 150_000
EXCERPT = 64
BEFORE = 14  # signs shown before what was found
FEWEST_INDEXED = 3  # signs that the index of notes needs
SEVERAL = 40  # found before the best are chosen

_LETTERS = re.compile("[a-z]")


def find_deals(session: Session, text: str, limit: int) -> list[Hit]:
    """Deals with every piece in title or customer, and one in the title; open and newest first."""
    pieces = pieces_of(text)
    if not pieces:
        return []
    ids = [*_titled(Deal, pieces), *_spelled(Deal, Deal.title, pieces)]
    query = (
        Deal.select(
            *(Deal.id, Deal.customer, Deal.title, Customer.name, Deal.amount),
            *(Stage.kind, Stage.key, Stage.name),
        )
        .join(Customer)
        .switch(Deal)
        .join(Stage)
        .where(Deal.id << among(ids))
    )
    ranked = []
    for id, customer, title, name, amount, kind, key, stage in fetch_rows(query):
        shown, of = _marked(title, pieces), _marked(name, pieces)
        hit = Hit("deal", id, customer, shown, (of,), stage_words(key, stage), amount=amount)
        ranked.append(((_start(shown), kind != "open", -id), hit))
    return [hit for _rank, hit in sorted(ranked, key=lambda pair: pair[0])][:limit]


def find_products(session: Session, text: str, limit: int) -> list[Hit]:
    """Products with every piece in name, code, category or maker."""
    pieces = pieces_of(text)
    if not pieces:
        return []
    columns = (Product.name, Product.code, Product.category, Product.maker)
    wanted = [reduce(or_, [one.contains(piece.text) for one in columns]) for piece in pieces]
    query = Product.select(Product.id).where(reduce(and_, wanted)).limit(SEVERAL)
    ids = [*fetch_ids(query), *_spelled(Product, Product.name, pieces)]
    rows = Product.select(Product.id, *columns, Product.price, Product.active)
    ranked = []
    for id, name, code, category, maker, price, active in fetch_rows(
        rows.where(Product.id << among(ids))
    ):
        facts = tuple(_marked(part, pieces) for part in (code, category, maker) if part)
        shown = _marked(name, pieces)
        hit = Hit("product", id, None, shown, facts, amount=price)
        ranked.append(((_start(shown), not active, name), hit))
    return [hit for _rank, hit in sorted(ranked, key=lambda pair: pair[0])][:limit]


def find_orders(
    session: Session, text: str, limit: int, before: int | None = None
) -> tuple[list[Hit], int | None]:
    """Orders with every piece in number or note, newest first, among a stretch of them.

    Also where the next stretch begins (`before` of the next call), None after the last one.
    """
    pieces = pieces_of(text)
    top = _newest(Order) if before is None else before
    if not pieces or top <= 0:
        return [], None
    start = top - ROWS_AT_ONCE
    wanted = [Order.number.contains(one.text) | Order.note.contains(one.text) for one in pieces]
    query = Order.select(Order.id).where((Order.id > start) & (Order.id <= top), *wanted)
    ids = fetch_ids(query.order_by(Order.id.desc()).limit(SEVERAL))
    rows = (
        Order.select(
            *(Order.id, Order.customer, Order.number, Order.note, Order.date, Customer.name),
            fn.COALESCE(fn.SUM(OrderLine.amount), 0),
        )
        .join(Customer)
        .switch(Order)
        .join(OrderLine, JOIN.LEFT_OUTER, on=(OrderLine.order == Order.id))
        .where(Order.id << among(ids))
        .group_by(Order.id)
    )
    ranked = []
    for id, customer, number, note, day, name, amount in fetch_rows(rows):
        shown = _marked(number or note, pieces)
        facts = [Marked(name)] + ([_excerpt(note, pieces)] if number and note else [])
        hit = Hit("order", id, customer, shown, tuple(facts), at=day, amount=amount)
        ranked.append(((_start(shown), -id), hit))
    hits = [hit for _rank, hit in sorted(ranked, key=lambda pair: pair[0])][:limit]
    return hits, start if start > 0 else None


def find_notes(
    session: Session, text: str, limit: int, before: int | None = None
) -> tuple[list[Hit], int | None]:
    """Notes that hold every piece, newest first, among a stretch of them.

    Also where the next stretch begins (`before` of the next call), None after the last one. With
    three signs the index knows all at once. A customer's own note has minus its id.
    """
    pieces = pieces_of(text)
    rowid = NoteIndex.rowid
    top = _newest(Interaction) if before is None else before
    low = -_newest(Customer)
    if not pieces or top < low:
        return [], None
    indexed = any(len(piece.text) >= FEWEST_INDEXED for piece in pieces)
    start = low - 1 if indexed else top - ROWS_AT_ONCE
    query = NoteIndex.select(rowid).where(
        matches(NoteIndex.body, text) & (rowid > start) & (rowid <= top)
    )
    ids = fetch_ids(query.order_by(rowid.desc()).limit(limit))
    return _note_hits(ids, pieces), start if start >= low else None


def list_buyers(session: Session, product_id: int, limit: int) -> list[Hit]:
    """The customers that bought a product, the latest first, with what they paid for it."""
    latest = fn.MAX(Order.date)
    query = (
        Order.select(Order.customer, Customer.name, latest, fn.SUM(OrderLine.amount))
        .join(OrderLine, on=(OrderLine.order == Order.id))
        .switch(Order)
        .join(Customer)
        .where((OrderLine.product == product_id) & (Order.status != "cancelled"))
        .group_by(Order.customer)
        .order_by(latest.desc())
        .limit(limit)
    )
    return [
        Hit("customer", id, id, Marked(name), at=day, amount=amount)
        for id, name, day, amount in fetch_rows(query)
    ]


def _note_hits(ids: Sequence[int], pieces: Sequence[Piece]) -> list[Hit]:
    talk = Interaction
    query = talk.select(
        *(talk.id, talk.customer, Customer.name, talk.at, talk.kind, talk.subject, talk.content)
    ).join(Customer)
    hits = {}
    for id, customer, name, at, kind, subject, content in fetch_rows(
        query.where(talk.id << among(id for id in ids if id > 0))
    ):
        said = _excerpt(f"{subject} {content}".strip(), pieces)
        shown = word(INTERACTION_KINDS, kind)
        hits[id] = Hit("note", id, customer, Marked(name), (said,), shown, at)
    own = Customer.select(Customer.id, Customer.name, Customer.note)
    for id, name, note in fetch_rows(own.where(Customer.id << among(-id for id in ids if id < 0))):
        hits[-id] = Hit("note", -id, id, Marked(name), (_excerpt(note, pieces),))
    return [hits[id] for id in ids if id in hits]


def _newest(model: Any) -> int:
    return int(model.select(fn.MAX(model.id)).scalar() or 0)


def _titled(model: type[Deal], pieces: Sequence[Piece]) -> list[int]:
    title, name = model.title, Customer.name
    titled = [title.contains(piece.text) for piece in pieces]
    query = model.select(model.id).order_by(model.id.desc()).limit(SEVERAL)
    if len(pieces) == 1:
        return fetch_ids(query.where(*titled))
    either = [one | name.contains(piece.text) for one, piece in zip(titled, pieces, strict=True)]
    return fetch_ids(query.join(Customer).where(reduce(or_, titled), *either))


def _spelled(model: Any, column: Any, pieces: Sequence[Piece]) -> list[int]:
    """The newest whose title is read as every piece."""
    if not any(_LETTERS.search(piece.text) for piece in pieces):
        return []
    query = model.select(model.id, column).order_by(model.id.desc()).limit(SPELLED)
    found = [
        id
        for id, title in fetch_rows(query)
        if all(piece.fits(_readings(title)) for piece in pieces)
    ]
    return found[:SEVERAL]


@lru_cache(maxsize=2 * SPELLED)
def _readings(title: str) -> str:
    return f"{title.casefold()}\n{search_readings(title)}"


def _marked(text: str, pieces: Sequence[Piece]) -> Marked:
    return Marked(text, find_spans(text, pieces) if text else ())


def _start(shown: Marked) -> int:
    """0: all of it was found, 1: its beginning, 2: a part, 3: it was found by something else."""
    if not shown.spans:
        return 3
    start, end = shown.spans[0]
    return 2 if start else int(end < len(shown.text))


def _excerpt(content: str, pieces: Sequence[Piece]) -> Marked:
    """The part of a note around the first piece that was found, with all that it holds."""
    line = " ".join(content.split())
    wanted = [form for piece in pieces for form in (piece.text, piece.number) if form]
    places = [span for form in wanted if (span := find_plain(line, form)) is not None]
    first = min(places, default=(0, 0))[0]
    start = first - BEFORE if first > 2 * BEFORE else 0
    if start and line[start - 1].isascii() and " " in line[start:first]:
        start = line.index(" ", start) + 1  # words are not cut
    part = line[start : start + EXCERPT]
    shown = ("…" if start else "") + part + ("…" if start + EXCERPT < len(line) else "")
    spans = [span for form in wanted for span in _all_places(shown, form)]
    return Marked(shown, join_spans(spans))


def _all_places(text: str, wanted: str) -> list[tuple[int, int]]:
    found, start = [], 0
    while (span := find_plain(text[start:], wanted)) is not None:
        found.append((span[0] + start, span[1] + start))
        start += span[1]
    return found
