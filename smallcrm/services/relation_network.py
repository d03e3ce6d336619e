"""The network round a customer: who is tied to it and to those, with what each bought."""

from dataclasses import dataclass

from smallcrm.core.i18n import _
from smallcrm.services.relations import WORDS
from smallcrm.storage.database import rows
from smallcrm.storage.session import Session

MOST = 30
STEPS = 2
_LOOKED_AT = 400  # a customer that brought thousands is no picture

# Everybody within so many steps, the nearest first; then what ties those that are drawn.
_NEAR = """
WITH RECURSIVE near (id, step) AS (
    SELECT ?1, 0
    UNION SELECT r.other_id, step + 1 FROM near JOIN relation r ON r.customer_id = near.id
        WHERE step < ?2
    UNION SELECT r.customer_id, step + 1 FROM near JOIN relation r ON r.other_id = near.id
        WHERE step < ?2
    UNION SELECT c.id, step + 1 FROM near JOIN customer c ON c.referred_by_id = near.id
        WHERE step < ?2
    UNION SELECT c.referred_by_id, step + 1 FROM near JOIN customer c ON c.id = near.id
        WHERE step < ?2 AND c.referred_by_id IS NOT NULL
    LIMIT ?3
)
SELECT n.id, min(n.step), c.name, c.short_name, COALESCE(f.bought, 0)
FROM near n JOIN customer c ON c.id = n.id LEFT JOIN customer_fact f ON f.customer_id = n.id
GROUP BY n.id ORDER BY min(n.step), COALESCE(f.bought, 0) DESC, n.id
"""
_TIES = """
SELECT kind, customer_id, other_id FROM relation
WHERE kind <> 'referred' AND customer_id IN ({ids}) AND other_id IN ({ids})
UNION ALL SELECT 'referred', referred_by_id, id FROM customer
WHERE id IN ({ids}) AND referred_by_id IN ({ids})
"""


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation as it is stored: `first` refers, belongs to or supplies `second`."""

    kind: str
    first: int
    second: int

    def words(self, from_id: int) -> str:
        """What the other one is, seen from one of the two."""
        return _(WORDS[self.kind, from_id == self.first])

    @property
    def upper(self) -> int:
        """The one that stands before: who refers, supplies, or has the other as a part."""
        return self.second if self.kind == "belongs_to" else self.first


@dataclass(frozen=True, slots=True)
class Node:
    """A customer of the network.

    `short` is the name in a few words. `step` is how far off it is, `via` the tie it was reached by
    and `near` the customer at its other end (None for the one in the middle). `side` counts
    columns: below 0 before the one in the middle, above 0 after it. `bought` in minor units.
    """

    id: int
    name: str
    short: str
    bought: int
    step: int
    side: int = 0
    near: int | None = None
    via: Tie | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """The customers to draw, the middle one first, what ties them, and how many are left out."""

    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    more: int = 0


def read_network(session: Session, customer_id: int, most: int = MOST) -> Network:
    """The customers within two steps of one, at most `most` of them, those who bought most."""
    connection = session.connection
    found = rows(connection, _NEAR, (customer_id, STEPS, _LOOKED_AT))
    drawn = {row[0]: row for row in found[:most]}
    ids = ", ".join(str(int(id)) for id in drawn)
    ties = [Tie(*row) for row in rows(connection, _TIES.format(ids=ids), ())] if ids else []
    nodes: dict[int, Node] = {}
    for id, step, name, short, bought in drawn.values():
        if step == 0:
            nodes[id] = Node(id, name, short or name, bought, 0)
            continue
        tie, near = _nearest(id, step, ties, nodes)
        if tie is None or near is None:
            continue  # what ties it to the middle is not drawn
        before = (tie.upper == id) if tie.kind != "other" else near.side < 0
        side = near.side + (-1 if before else 1)
        if step == 2 and side == 0:  # a sibling: it stands with those of its kind, not in between
            side = near.side
        nodes[id] = Node(id, name, short or name, bought, step, side, near.id, tie)
    ties = [tie for tie in ties if tie.first in nodes and tie.second in nodes]
    return Network(tuple(nodes.values()), tuple(ties), len(found) - len(nodes))


def _nearest(
    id: int, step: int, ties: list[Tie], nodes: dict[int, Node]
) -> tuple[Tie | None, Node | None]:
    """The tie by which a customer hangs on one that is a step nearer."""
    for tie in ties:
        if id in (tie.first, tie.second):
            other = nodes.get(tie.second if tie.first == id else tie.first)
            if other is not None and other.step == step - 1:
                return tie, other
    return None, None
