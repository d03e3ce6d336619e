"""One search over everything, answered in steps: the likeliest at once, the rest as it is found."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from smallcrm.core.i18n import N_
from smallcrm.services.search_hits import Hit, find_people
from smallcrm.services.search_records import find_deals, find_notes, find_orders, find_products
from smallcrm.services.search_similar import can_slip, find_alike, find_same_sound
from smallcrm.services.search_terms import pieces_of
from smallcrm.storage.session import Session

# The groups in the order in which they are shown, and how many of each.
GROUPS: dict[str, tuple[str, int]] = {
    "customer": (N_("Customers"), 7),
    "contact": (N_("Contact persons"), 5),
    "similar": (N_("Similar names"), 5),
    "deal": (N_("Deals"), 4),
    "order": (N_("Orders"), 4),
    "product": (N_("Products"), 4),
    "note": (N_("Notes"), 5),
}
ALONE = 12  # how many of the only group there is
FEW = 3  # people found, below which similar names are looked for
FEWEST_INDEXED = 3

Groups = dict[str, list[Hit]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known so far, by group in their order; `done` when nothing more will come."""

    groups: Groups
    done: bool


class SearchRun:
    """A search for one text: call `step` until its answer is done.

    Each step is short and may be interrupted; the next one of another text simply leaves it.
    Without `slips` no similar names are looked for.
    """

    def __init__(self, text: str, recent: Collection[int] = (), *, slips: bool = True) -> None:
        self._text, self._recent, self._slips = text, recent, slips
        self._found: Groups = {}
        self._steps: Iterator[None] | None = None

    def step(self, session: Session) -> Answer:
        """Look a little further."""
        if self._steps is None:
            self._steps = self._search(session)
        done = next(self._steps, self) is self
        return Answer(self._shown(), done)

    def _search(self, session: Session) -> Iterator[None]:
        text, found = self._text, self._found
        pieces = pieces_of(text)
        if not pieces:
            return
        if all(len(piece.number or piece.text) < FEWEST_INDEXED for piece in pieces):
            self._take_people(find_people(session, text, recent=self._recent, quick=True))
            if found["customer"] or found["contact"]:
                yield
        self._take_people(find_people(session, text, recent=self._recent))
        yield
        found["deal"] = find_deals(session, text, GROUPS["deal"][1])
        found["product"] = find_products(session, text, GROUPS["product"][1])
        yield
        people = found["customer"] + found["contact"]
        few = self._slips and len(people) < FEW and not any(map(_begins, people))
        alike = self._find_same_sound(session) if few else []
        yield from self._search_stretches(session, "order", find_orders)
        yield from self._search_stretches(session, "note", find_notes)
        if few:
            yield from self._search_alike(session, alike)

    def _take_people(self, hits: list[Hit]) -> None:
        self._found["customer"] = [hit for hit in hits if hit.kind == "customer"]
        self._found["contact"] = [hit for hit in hits if hit.kind == "contact"]

    def _find_same_sound(self, session: Session) -> list[Hit]:
        alike = find_same_sound(session, self._text, self._people())
        self._found["similar"] = alike[: GROUPS["similar"][1]]
        return alike

    def _search_alike(self, session: Session, first: list[Hit]) -> Iterator[None]:
        alike = [(0, hit) for hit in first]
        known = {*self._people(), *(hit.customer_id or 0 for hit in first)}
        after: int | None = 0 if can_slip(self._text) else None
        while after is not None:
            more, after = find_alike(session, self._text, known, after)
            alike = sorted(alike + more, key=lambda pair: pair[0])[: GROUPS["similar"][1]]
            self._found["similar"] = [hit for _slips, hit in alike]
            yield

    def _people(self) -> set[int]:
        return {
            hit.customer_id or 0
            for group in ("customer", "contact")
            for hit in self._found.get(group, ())
        }

    def _search_stretches(
        self, session: Session, group: str, find: Callable[..., Any]
    ) -> Iterator[None]:
        most = GROUPS[group][1]
        hits: list[Hit] = []
        before: int | None = None
        while len(hits) < most:
            more, before = find(session, self._text, most - len(hits), before)
            hits += more
            self._found[group] = hits
            yield
            if before is None:
                return

    def _shown(self) -> Groups:
        filled = [group for group in GROUPS if self._found.get(group)]
        return {
            group: self._found[group][: ALONE if len(filled) == 1 else GROUPS[group][1]]
            for group in filled
        }


def _begins(hit: Hit) -> bool:
    """Whether a name begins with what is typed: then it is the one that was meant."""
    return bool(hit.title.spans) and hit.title.spans[0][0] == 0
