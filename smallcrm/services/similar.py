"""Customers that may be the one being typed in: whose they are, and by what sign they are found."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from peewee import JOIN

from smallcrm.core.phone import parse_phones
from smallcrm.core.text import fold, fold_company, is_branch
from smallcrm.importers.similar_names import core_and_block, similarity
from smallcrm.models import Contact, Customer, CustomerFact, NotSame, Phone, Staff
from smallcrm.services.search import SearchIndex, matches
from smallcrm.storage.database import among, fetch_ids, fetch_rows
from smallcrm.storage.session import Session

CANDIDATES = 200
Why = Literal["name", "phone", "wechat", "email", "tax_number", "similar"]
_SHORTEST_TAX_NUMBER = 8


@dataclass(frozen=True, slots=True)
class Similar:
    """A customer that is there already; `why` tells what is the same.

    `owner` is who cares for it ("" for nobody): `mine` tells that it is who works here now,
    `colleague` that it is somebody else. `last_contact` is ISO text.
    """

    customer_id: int
    name: str
    detail: str
    why: Why
    owner: str = ""
    mine: bool = False
    colleague: bool = False
    last_contact: str | None = None


@dataclass(frozen=True, slots=True)
class Signs:
    """What else is typed of a customer that may tell it."""

    wechat: tuple[str, ...] = ()
    email: tuple[str, ...] = ()
    tax_number: str = ""
    city: str = ""


def find_similar(
    session: Session,
    name: str,
    phones: Sequence[str],
    *,
    signs: Signs | None = None,
    but: int | None = None,
    limit: int = 3,
) -> list[Similar]:
    """Customers with the same name, one of the phones (as typed) or another sign of theirs.

    A name that is only alike counts when nothing else is found. `but` is the customer itself, with
    those that were said not to be the same.
    """
    signs = signs or Signs()
    numbers = {phone.number for text in phones for phone in parse_phones(text)}
    found: dict[int, Why] = {}
    for why, ids in (
        ("name", _same_name(name)),
        ("tax_number", _same_tax_number(signs.tax_number)),
        ("phone", _same_phone(numbers)),
        ("wechat", _same_text("wechat", signs.wechat)),
        ("email", _same_text("email", signs.email)),
    ):
        for one in ids:
            found.setdefault(one, why)  # type: ignore[arg-type]
    apart = _apart(but)
    left = {one: why for one, why in found.items() if one not in apart}
    if not left:
        left = {one: "similar" for one in _alike(name, signs.city) if one not in apart}
    return _told(session, dict(list(left.items())[:limit]))


def _told(session: Session, found: dict[int, Why]) -> list[Similar]:
    query = (
        Customer.select(
            Customer.id,
            Customer.name,
            CustomerFact.contact,
            CustomerFact.city,
            CustomerFact.last_contact,
            Staff.name,
        )
        .join(CustomerFact, on=(CustomerFact.customer == Customer.id))
        .switch(Customer)
        .join(Staff, JOIN.LEFT_OUTER, on=(Customer.owner == Staff.id))
        .where(Customer.id << among(found))
    )
    rows = {row[0]: row for row in fetch_rows(query)}
    me = session.settings.staff_name
    told = []
    for one, why in found.items():
        if one in rows:
            _id, name, contact, city, last, owner = rows[one]
            detail = " · ".join(part for part in (contact, city) if part)
            owner = owner or ""
            known = bool(owner and me)
            mine, colleague = known and owner == me, known and owner != me
            told.append(Similar(one, name, detail, why, owner, mine, colleague, last))
    return told


def _apart(but: int | None) -> set[int]:
    if but is None:
        return set()
    query = NotSame.select(NotSame.first, NotSame.second)
    pairs = fetch_rows(query.where((NotSame.first == but) | (NotSame.second == but)))
    return {but, *(id for pair in pairs for id in pair)}


def _same_name(name: str) -> list[int]:
    folded = fold_company(name)
    if len(folded) < 2:
        return []
    # The index holds whole names: look for the parts that every spelling has, then compare.
    parts = [fold_company(part) for part in re.findall(r"\w+", fold(name))]
    rows = _named_like(" ".join(part for part in parts if part in folded))
    return [
        id for id, full, short in rows if folded in (fold_company(full), fold_company(short or ""))
    ]


def _alike(name: str, city: str) -> list[int]:
    """Companies whose name differs by little, the likeliest first."""
    folded = fold_company(name)
    core, block = core_and_block(folded, fold(city))
    if not core or is_branch(name):
        return []
    begin = block.partition("|")[2]
    scored = []
    for id, full, _short in _named_like(begin):
        other, _block = core_and_block(fold_company(full), "")
        score = similarity(core, other) if other and not is_branch(full) else 0.0
        if score:
            scored.append((score, id))
    return [id for _score, id in sorted(scored, reverse=True)]


def _named_like(wanted: str) -> list[tuple[Any, ...]]:
    """Id, name and short name of the newest customers whose search row holds these words."""
    hits = (
        SearchIndex.select(SearchIndex.rowid)
        .where(matches(SearchIndex.body, wanted))
        .order_by(SearchIndex.rowid.desc())
        .limit(CANDIDATES)
    )
    query = Customer.select(Customer.id, Customer.name, Customer.short_name)
    return fetch_rows(query.where(Customer.id << among(fetch_ids(hits))).order_by(Customer.id))


def _same_phone(numbers: set[str]) -> list[int]:
    if not numbers:
        return []
    query = Phone.select(Phone.customer).where(Phone.number << sorted(numbers)).distinct()
    return fetch_ids(query.order_by(Phone.customer).limit(20))


def _same_tax_number(number: str) -> list[int]:
    number = fold(number)
    if len(number) < _SHORTEST_TAX_NUMBER:
        return []
    query = Customer.select(Customer.id).where(Customer.tax_number << {number, number.upper()})
    return fetch_ids(query.order_by(Customer.id).limit(20))


def _same_text(field: Literal["wechat", "email"], texts: Iterable[str]) -> list[int]:
    """The customers with this WeChat or e-mail address, or with a contact person who has it."""
    wanted = [text for one in texts if (text := one.strip())]
    if not wanted:
        return []
    hits = {id for text in wanted for id in _holding(text)}
    keys = {fold(text) for text in wanted}
    found: set[int] = set()
    for model, owner in ((Customer, Customer.id), (Contact, Contact.customer)):
        query = model.select(owner, getattr(model, field)).where(owner << among(hits))
        found |= {id for id, text in fetch_rows(query) if fold(text) in keys}
    return sorted(found)


def _holding(text: str) -> list[int]:
    hits = SearchIndex.select(SearchIndex.rowid).where(matches(SearchIndex.body, text))
    return fetch_ids(hits.order_by(SearchIndex.rowid.desc()).limit(CANDIDATES))
