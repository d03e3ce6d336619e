"""What rounds the demonstration off: own fields, relations, consent, and customers entered twice.

It draws on a chance of its own, so that all else stays as it was invented.
"""

from collections.abc import Sequence
from random import Random
from typing import Any

from smallcrm.models import CustomField, CustomValue, Relation
from smallcrm.services.demo_book import Book
from smallcrm.services.demo_drafts import Customer, Person
from smallcrm.services.demo_words import Words

TWICE = 4
RELATIONS = 12


def enter_twice(words: Words, customers: Sequence[Customer]) -> None:
    """Make a few leads of customers that are there already, as colleagues do who do not look."""
    known = [one for one in customers if one.status == "active" and one.people and one.city]
    leads = [one for one in customers if one.status == "lead" and one.role == "customer"]
    suffixes = sorted((suffix for suffix, _share in words.suffixes if suffix), key=len)
    taken = {one.name for one in customers}
    pairs = 0
    for older in known[::9]:
        suffix = next((one for one in reversed(suffixes) if older.name.endswith(one)), "")
        name = older.name.removesuffix(suffix).rstrip(" ,")
        if not suffix or name in taken or pairs == min(TWICE, len(leads)):
            continue
        lead, first = leads[-1 - pairs], older.people[0]
        lead.name, lead.short_name, lead.city = name, "", older.city
        lead.people = [Person(first.name, first.male, first.title, first.mobile)]
        taken.add(name)
        pairs += 1


def consent_of(customer: Customer, code: str) -> dict[str, Any]:
    """Whether the customer may be contacted, and since when; mostly nobody asked."""
    rng = Random(code)
    share = rng.random()
    if customer.role == "supplier" or share > 0.45:
        return {}
    consent = "refused" if share < 0.02 else "given"
    return {"consent": consent, "consent_on": customer.created.isoformat()}


def tell_referrers(customers: Sequence[Customer]) -> None:
    """Say of a few customers by whom they were brought: one that was there before."""
    rng = Random("referrers")
    active = [one for one in customers if one.status == "active" and one.role == "customer"]
    for _place in range(RELATIONS):
        older, newer = sorted(rng.sample(range(len(active)), 2))
        active[newer].brought_by = active[older]


def add_own_fields(words: Words, book: Book, customers: Sequence[Customer]) -> None:
    """Three fields of the company's own, filled where somebody would know."""
    rng = Random("own fields")
    ids = [
        book.add(CustomField, name=name, type=kind, choices="\n".join(choices), position=place)
        for place, (name, kind, choices) in enumerate(words.own_fields)
    ]
    for customer in customers:
        if customer.status not in ("active", "prospect") or rng.random() < 0.35:
            continue
        for field_id, (_name, kind, choices) in zip(ids, words.own_fields, strict=True):
            if rng.random() < 0.25:
                continue
            if kind == "number":
                value = str(rng.randint(1, 24))
            else:
                value = rng.choice(choices) if choices else rng.choice(("yes", "no"))
            book.add(CustomValue, field=field_id, customer=customer.id, value=value)


def add_relations(book: Book, customers: Sequence[Customer]) -> None:
    """Who brought whom, who belongs to whom, and whom the dealers supply."""
    rng = Random("relations")
    active = [one for one in customers if one.status == "active" and one.role == "customer"]
    dealers = [one for one in customers if one.role == "partner"]
    known: set[tuple[int, int]] = set()

    def relate(one: Customer, other: Customer, kind: str, **values: object) -> None:
        pair = (min(one.id, other.id), max(one.id, other.id))
        if one is not other and pair not in known:
            known.add(pair)
            book.add(Relation, customer=one.id, other=other.id, kind=kind, **values)

    for newer in active:
        if newer.brought_by is not None and rng.random() < 0.5:
            given = newer.created.isoformat() if rng.random() < 0.5 else None
            reward = rng.choice((50_000, 100_000))
            relate(newer.brought_by, newer, "referred", reward=reward, reward_given=given)
    for _place in range(RELATIONS // 2):
        part, whole = rng.sample(active, 2)
        relate(part, whole, "belongs_to")
    for dealer in dealers:
        for other in rng.sample(active, 2):
            relate(dealer, other, "supplies")
