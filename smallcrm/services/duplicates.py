"""Customers that are likely the same, over the whole data file: who, how sure, and why in words.

What is exactly the same (phone, tax number, WeChat, e-mail, name) is grouped by the database; names
that are only alike are compared within one city and beginning, so that 100,000 customers take no
longer than ten times 10,000. The same phone is not the same company: a sign makes a pair more or
less sure, and nothing is joined by itself.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from peewee import JOIN, fn

from smallcrm.core.i18n import _, ngettext
from smallcrm.core.progress import Progress
from smallcrm.core.text import fold, fold_companies
from smallcrm.importers.places import short_city
from smallcrm.importers.similar_names import (
    LEAST_RATIO,
    anywhere,
    branch_key,
    core_and_block,
    heads_of,
    similarity,
)
from smallcrm.models import Contact, Customer, CustomerFact, Phone
from smallcrm.services.not_same import pairs_apart, reason_words, shared_signs
from smallcrm.storage.database import fetch_rows
from smallcrm.storage.session import Session

MOST = 1000  # so many are told; the next ones come when these are settled
MOST_SHOWN = 12  # members of a group that are named
_MOST_PAIRED = 5  # more customers than this with one sign are one group, not so many pairs
_NEIGHBOURS = 30  # names of one block are compared with so many that follow in the alphabet
_SHORTEST_TAX_NUMBER = 8
_SURE = 0.85  # pairs this sure that hang together are one group
_BRANCH_MOST = 0.4  # a branch is hardly ever the same customer as its head office
_UNLIKE = 0.4  # what is left of a pair's sureness when the tax numbers differ
_LEAST = 0.3

# How sure each sign is by itself.
_WEIGHTS = {
    "tax_number": 0.95,
    "name": 0.9,
    "other_city": 0.6,
    "person": 0.35,
    "wechat": 0.65,
    "phone": 0.6,
    "switchboard": 0.35,
    "email": 0.6,
    "branch": 0.3,
}

Pair = tuple[int, int]
Sign = tuple[str, str, float]  # kind, value, how sure


@dataclass(frozen=True, slots=True)
class Group:
    """Customers that are likely one, `ids` and `names` in the same order.

    `score` is 0 to 1, `reasons` are words. `total` may be more than are named. `key` is the sign
    that very many customers share ("phone:0213..."), "" for a pair or a small group; `branch`
    tells that one seems to be a branch of the other.
    """

    ids: tuple[int, ...]
    names: tuple[str, ...]
    score: float
    reasons: tuple[str, ...]
    total: int
    key: str = ""
    branch: bool = False


@dataclass(frozen=True, slots=True)
class Duplicates:
    """The likeliest groups, most sure first; `total` is how many there are in all."""

    groups: tuple[Group, ...]
    total: int


def find_duplicates(session: Session, progress: Progress | None = None) -> Duplicates:
    """Look through all customers; pairs that were said not to be the same are left out.

    Takes seconds at 100,000 customers: not for the window's thread. Cancelled is raised by
    `progress`.
    """
    return _Search(session, progress or Progress()).run()


class _Search:
    """One look through the data file."""

    def __init__(self, session: Session, progress: Progress) -> None:
        self._session, self._progress = session, progress
        self._signs: dict[Pair, list[Sign]] = {}
        self._many: list[tuple[Sign, list[int]]] = []
        self._apart: set[Pair] = set()
        self._names: dict[int, str] = {}
        self._kinds: dict[int, str] = {}
        self._cities: dict[int, str] = {}
        self._tax: dict[int, str] = {}

    def run(self) -> Duplicates:
        steps = (self._read, self._same_signs, self._same_names, self._alike_names)
        for done, step in enumerate(steps):
            self._progress.check()
            self._progress.report(done, len(steps) + 1, _("Looking for duplicates"))
            step()
        self._progress.check()
        self._progress.report(len(steps), len(steps) + 1, _("Looking for duplicates"))
        groups = sorted(
            [*self._groups(), *self._shared_groups()],
            key=lambda group: (-group.score, group.ids),
        )
        return Duplicates(tuple(groups[:MOST]), len(groups))

    # --- gathering --------------------------------------------------------------------------

    def _read(self) -> None:
        query = Customer.select(
            Customer.id,
            Customer.name,
            Customer.kind,
            Customer.tax_number,
            Customer.short_name,
            CustomerFact.city,
        ).join(CustomerFact, JOIN.LEFT_OUTER, on=(CustomerFact.customer == Customer.id))
        rows = fetch_rows(query)
        folded = fold_companies([row[1] for row in rows])
        self._rows = [(row[0], key) for row, key in zip(rows, folded, strict=True)]
        self._short = [(row[0], row[4]) for row in rows if row[4]]
        for id, name, kind, tax_number, _short, city in rows:
            self._names[id] = name
            if kind == "person":
                self._kinds[id] = kind
            if city:
                self._cities[id] = short_city(fold(city))
            if tax_number:
                self._tax[id] = fold(tax_number).replace(" ", "")
        self._apart = pairs_apart(self._session)

    def _same_signs(self) -> None:
        for kind, value, ids in self._same_phones():
            self._together(kind, value, ids)
        numbers = _grouped(
            (tax, id) for id, tax in self._tax.items() if len(tax) >= _SHORTEST_TAX_NUMBER
        )
        for value, ids in numbers:
            self._together("tax_number", value.upper(), ids)
        self._progress.check()
        for kind, own, theirs in (
            ("wechat", Customer.wechat, Contact.wechat),
            ("email", Customer.email, Contact.email),
        ):
            found = fetch_rows(Customer.select(own, Customer.id).where(own != ""))
            found += fetch_rows(Contact.select(theirs, Contact.customer).where(theirs != ""))
            for value, ids in _grouped((fold(text), id) for text, id in found):
                self._together(kind, value, ids)

    def _same_phones(self) -> Iterable[tuple[str, str, list[int]]]:
        """Numbers of several customers; one with different extensions is a switchboard's."""
        query = (
            Phone.select(
                Phone.number,
                fn.GROUP_CONCAT(fn.DISTINCT(Phone.customer)),
                fn.COUNT(fn.DISTINCT(Phone.extension)),
            )
            .where(Phone.kind != "fax")
            .group_by(Phone.number)
            .having(fn.COUNT(fn.DISTINCT(Phone.customer)) > 1)
        )
        for number, listed, extensions in fetch_rows(query):
            ids = sorted(int(id) for id in str(listed).split(","))
            yield "phone" if extensions == 1 else "switchboard", number, ids

    def _same_names(self) -> None:
        pairs = [(key, id) for id, key in self._rows if len(key) > 1]
        short = fold_companies([text for _id, text in self._short])
        pairs += [(key, id) for (id, _t), key in zip(self._short, short, strict=True) if key]
        for key, ids in _grouped(pairs):
            people = [id for id in ids if id in self._kinds]
            firms = [id for id in ids if id not in self._kinds]
            if 1 < len(people) <= _MOST_PAIRED:
                self._together("person", "", people)
            if len(firms) > _MOST_PAIRED:
                self._many.append((("name", key, _WEIGHTS["name"]), firms))
            else:
                for pair in combinations(firms, 2):
                    self._add(pair, "name" if self._near(pair) else "other_city")

    def _near(self, pair: Pair) -> bool:
        first, second = (self._cities.get(id, "") for id in pair)
        return not (first and second) or first == second

    def _alike_names(self) -> None:
        blocks: dict[str, list[tuple[str, int]]] = {}
        homeless: list[tuple[str, str, int]] = []
        keys: dict[str, int] = {}
        branches: list[tuple[str, int]] = []
        for id, key in self._rows:
            if id in self._kinds:
                continue
            keys.setdefault(key, id)
            if branch := branch_key(self._names[id], key):
                branches.append((branch, id))
                continue
            core, block = core_and_block(key, self._cities.get(id, ""))
            if block.startswith("|"):
                homeless.append((core, block, id))
            elif block:
                blocks.setdefault(block, []).append((core, id))
        for branch, id in branches:
            head = next((keys[head] for head in heads_of(branch) if head in keys), None)
            if head is not None and head != id:
                self._add(_pair(head, id), "branch")
        for done, found in enumerate(blocks.values()):
            if done % 2000 == 0:
                self._progress.check()
            self._compare(found, "similar_city", 1.0)
        self._compare_homeless(blocks, homeless)

    def _compare_homeless(
        self,
        blocks: dict[str, list[tuple[str, int]]],
        homeless: Sequence[tuple[str, str, int]],
    ) -> None:
        """Compare names whose city is not known with those of every city."""
        wanted: dict[str, list[tuple[str, int]]] = {}
        for core, block, id in homeless:
            wanted.setdefault(block, []).append((core, id))
        strangers = {id for _core, _block, id in homeless}
        if not wanted:
            return
        for block, found in blocks.items():
            if (place := anywhere(block)) in wanted:
                wanted[place] += found
        for found in wanted.values():
            self._progress.check()
            self._compare(found, "similar", 0.9, strangers)

    def _compare(
        self,
        found: list[tuple[str, int]],
        kind: str,
        share: float,
        only: Collection[int] | None = None,
    ) -> None:
        """Compare the names of a block, each with those that follow it nearby in the alphabet."""
        if len(found) < 2:
            return
        from rapidfuzz.fuzz import ratio

        found.sort()
        for place, (core, id) in enumerate(found):
            for other, other_id in found[place + 1 : place + 1 + _NEIGHBOURS]:
                if only is not None and id not in only and other_id not in only:
                    continue
                if id != other_id and ratio(core, other, score_cutoff=LEAST_RATIO):
                    score = similarity(core, other)
                    if score and not self._has(_pair(id, other_id), "name"):
                        self._add(_pair(id, other_id), kind, "", score * share)

    def _together(self, kind: str, value: str, ids: Sequence[int]) -> None:
        if len(ids) > _MOST_PAIRED:
            self._many.append(((kind, value, _WEIGHTS[kind]), list(ids)))
            return
        for pair in combinations(ids, 2):
            self._add(pair, kind, value)

    def _add(self, pair: Pair, kind: str, value: str = "", score: float = 0.0) -> None:
        if pair not in self._apart:
            sign = (kind, value, score or _WEIGHTS[kind])
            self._signs.setdefault(pair, []).append(sign)

    def _has(self, pair: Pair, kind: str) -> bool:
        return any(sign[0] in (kind, "other_city") for sign in self._signs.get(pair, ()))

    # --- weighing ---------------------------------------------------------------------------

    def _weigh(self, pair: Pair, signs: Sequence[Sign]) -> float:
        unlike = 1.0
        for _kind, _value, score in signs:
            unlike *= 1 - score
        score = 1 - unlike
        first, second = (self._tax.get(id, "") for id in pair)
        if first and second and first != second:
            score *= _UNLIKE
        if any(kind == "branch" for kind, _value, _score in signs):
            score = min(score, _BRANCH_MOST)
        return round(score, 2)

    def _groups(self) -> list[Group]:
        """Pairs, and small groups of pairs that are sure and hang together."""
        scores = {pair: self._weigh(pair, signs) for pair, signs in self._signs.items()}
        sure = [pair for pair, score in scores.items() if score >= _SURE]
        family: dict[int, int] = {}
        members: dict[int, list[int]] = {}
        for clan in _connected(sure):
            pairs = combinations(sorted(clan), 2)
            if 2 < len(clan) <= MOST_SHOWN and not any(pair in self._apart for pair in pairs):
                members[min(clan)] = sorted(clan)
                family |= dict.fromkeys(clan, min(clan))
        inside: dict[int, list[Pair]] = {}
        groups = []
        for pair, score in scores.items():
            clan_of = family.get(pair[0])
            if clan_of is not None and clan_of == family.get(pair[1]):
                inside.setdefault(clan_of, []).append(pair)
            elif score >= _LEAST:
                groups.append(self._group(pair, score, self._signs[pair]))
        for clan_of, pairs_in in inside.items():
            score = min(scores[pair] for pair in pairs_in if scores[pair] >= _SURE)
            signs = [sign for pair in pairs_in for sign in self._signs[pair]]
            groups.append(self._group(members[clan_of], score, signs))
        return groups

    def _group(self, ids: Sequence[int], score: float, signs: Sequence[Sign]) -> Group:
        ranked = sorted(signs, key=lambda sign: -sign[2])
        reasons = dict.fromkeys(reason_words(kind, value) for kind, value, _score in ranked)
        taxes = {self._tax[id] for id in ids if id in self._tax}
        if len(taxes) > 1:
            reasons[reason_words("other_tax")] = None
        branch = any(kind == "branch" for kind, _value, _score in signs)
        names = tuple(self._names[id] for id in ids)
        return Group(tuple(ids), names, score, tuple(reasons), len(ids), branch=branch)

    def _shared_groups(self) -> list[Group]:
        """What very many customers share is one group, and less sure than what two share."""
        kept = set(shared_signs(self._session))
        groups = []
        for (kind, value, weight), ids in self._many:
            key = f"{kind}:{value}"
            if key in kept:
                continue
            n = len(ids)
            many = ngettext("%(n)s customer", "%(n)s customers", n) % {"n": f"{n:,}"}
            score = weight if kind in ("name", "tax_number") else round(weight / 2, 2)
            shown = ids[:MOST_SHOWN]
            names = tuple(self._names[id] for id in shown)
            reasons = (reason_words(kind, value), many)
            groups.append(Group(tuple(shown), names, score, reasons, n, key))
        return groups


def _pair(first: int, second: int) -> Pair:
    return (first, second) if first < second else (second, first)


def _grouped(found: Iterable[tuple[Any, int]]) -> list[tuple[Any, list[int]]]:
    """The values that several customers have, each with their ids in order."""
    by_value: dict[Any, int | set[int]] = {}
    for value, id in found:
        known = by_value.get(value)
        if known is None:
            by_value[value] = id
        elif isinstance(known, set):
            known.add(id)
        elif known != id:
            by_value[value] = {known, id}
    return [(value, sorted(ids)) for value, ids in by_value.items() if isinstance(ids, set)]


def _connected(pairs: Iterable[Pair]) -> list[set[int]]:
    """The sets of ids that hang together by pairs."""
    clan_of: dict[int, set[int]] = {}
    for first, second in pairs:
        one, two = clan_of.get(first, {first}), clan_of.get(second, {second})
        if one is not two:
            if len(one) < len(two):
                one, two = two, one
            one |= two
            clan_of |= dict.fromkeys(two, one)
        clan_of[first] = clan_of[second] = one
    return list({id(clan): clan for clan in clan_of.values()}.values())
