"""Customers that may be the one being typed in: same name but for its legal form, or same phone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from smallcrm.core.phone import parse_phones
from smallcrm.core.text import fold, fold_company
from smallcrm.models import Customer, CustomerFact, Phone
from smallcrm.services.search import SearchIndex, matches
from smallcrm.storage.session import Session

CANDIDATES = 200


@dataclass(frozen=True, slots=True)
class Similar:
    """A customer that is there already; `why` tells whether its name or a phone is the same."""

    customer_id: int
    name: str
    detail: str
    why: Literal["name", "phone"]


def find_similar(
    session: Session, name: str, phones: Sequence[str], *, but: int | None = None, limit: int = 3
) -> list[Similar]:
    """Customers with the same name or one of the phones (as typed), `but` not this one."""
    named = _same_name(name)
    numbers = {phone.number for text in phones for phone in parse_phones(text)}
    called = _same_phone(numbers)
    ids = [one for one in dict.fromkeys([*named, *called]) if one != but][:limit]
    query = (
        Customer.select(Customer.id, Customer.name, CustomerFact.contact, CustomerFact.city)
        .join(CustomerFact, on=(CustomerFact.customer == Customer.id))
        .where(Customer.id << ids)
    )
    found = {row[0]: row for row in list(query.tuples())}
    return [
        Similar(
            one,
            found[one][1],
            " · ".join(part for part in found[one][2:] if part),
            "name" if one in named else "phone",
        )
        for one in ids
        if one in found
    ]


def _same_name(name: str) -> list[int]:
    folded = fold_company(name)
    if len(folded) < 2:
        return []
    # The index holds whole names: look for the parts that every spelling has, then compare.
    parts = [fold_company(part) for part in re.findall(r"\w+", fold(name))]
    wanted = " ".join(part for part in parts if part in folded)
    hits = (
        SearchIndex.select(SearchIndex.rowid)
        .where(matches(SearchIndex.body, wanted))
        .order_by(SearchIndex.rowid.desc())
        .limit(CANDIDATES)
    )
    ids = [row[0] for row in list(hits.tuples())]
    query = Customer.select(Customer.id, Customer.name, Customer.short_name)
    rows = list(query.where(Customer.id << ids).order_by(Customer.id).tuples())
    return [
        id for id, full, short in rows if folded in (fold_company(full), fold_company(short or ""))
    ]


def _same_phone(numbers: set[str]) -> list[int]:
    if not numbers:
        return []
    query = Phone.select(Phone.customer).where(Phone.number << sorted(numbers)).distinct()
    return [row[0] for row in list(query.order_by(Phone.customer).limit(20).tuples())]
