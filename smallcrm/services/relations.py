"""What customers are to each other: who referred whom, who belongs to whom, who supplies whom.

Who referred a customer is a field of that customer (lists bring it along); a row of its own holds
only what was promised for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from smallcrm.core.i18n import N_, _
from smallcrm.models import Customer, CustomerFact, Relation
from smallcrm.services.customers import name_of
from smallcrm.services.validation import FieldError
from smallcrm.storage.database import fetch_rows
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

# (kind, whether it is seen from the one that refers, belongs or supplies) -> what the other is.
WORDS: dict[tuple[str, bool], str] = {
    ("referred", False): N_("Referred by"),
    ("referred", True): N_("Referred"),
    ("belongs_to", True): N_("Belongs to"),
    ("belongs_to", False): N_("Has part"),
    ("supplies", True): N_("Supplies"),
    ("supplies", False): N_("Is supplied by"),
    ("other", True): N_("Connected with"),
    ("other", False): N_("Connected with"),
}
# In the order in which they are offered.
CHOICES: tuple[tuple[str, bool], ...] = tuple(key for key in WORDS if key != ("other", False))


@dataclass(frozen=True, slots=True)
class RelationRecord:
    """What another customer is to one, seen from that one.

    `outward` is True when this one refers, belongs to or supplies the other. `bought` is what the
    other bought, in minor units; `reward` what was promised to the referrer, given on
    `reward_given` (None: not yet).
    """

    kind: str
    outward: bool
    other_id: int
    other: str = ""
    status: str = ""
    bought: int = 0
    reward: int | None = None
    reward_given: str | None = None
    note: str = ""

    @property
    def words(self) -> str:
        """What the other one is: "Referred by"."""
        return _(WORDS[self.kind, self.outward])


def list_relations(session: Session, customer_id: int) -> tuple[RelationRecord, ...]:
    """The relations of a customer in both directions, in the order of WORDS, the largest first."""
    held: dict[tuple[str, int, int], Relation] = {}
    mine = (Relation.customer == customer_id) | (Relation.other == customer_id)
    for row in list(Relation.select().where(mine)):
        held[row.kind, row.customer_id, row.other_id] = row
    links = [key for key in held if key[0] != "referred"]
    referred = Customer.select(Customer.referred_by, Customer.id).where(
        (Customer.referred_by == customer_id)
        | (Customer.id == customer_id) & Customer.referred_by.is_null(False)
    )
    links += [("referred", first, second) for first, second in fetch_rows(referred)]
    if not links:
        return ()
    known = _others({one for _kind, *pair in links for one in pair})
    found = []
    for kind, first, second in links:
        outward = first == customer_id
        other = second if outward else first
        name, status, bought = known[other]
        row = held.get((kind, first, second))
        details = (row.reward, row.reward_given, row.note) if row is not None else (None, None, "")
        found.append(RelationRecord(kind, outward, other, name, status, bought, *details))
    order = list(WORDS)
    found.sort(key=lambda one: (order.index((one.kind, one.outward)), -one.bought, one.other))
    return tuple(found)


def brought_by(relations: Iterable[RelationRecord]) -> tuple[int, int]:
    """How many customers one referred, and what they bought together, in minor units."""
    referred = [one.bought for one in relations if one.kind == "referred" and one.outward]
    return len(referred), sum(referred)


def save_relation(
    session: Session,
    customer_id: int,
    record: RelationRecord,
    before: RelationRecord | None = None,
) -> None:
    """Add a relation of a customer, or put it in the place of `before`, in one step."""
    if record.other_id == customer_id:
        raise FieldError("other", _("A customer has no relation to itself."))
    op = Op.ADD_RELATION if before is None else Op.EDIT_RELATION
    with session.unit(op, {"name": name_of(customer_id)}):
        if before is not None:
            _remove(customer_id, before)
        first, second = _pair(customer_id, record)
        if record.kind == "referred":
            _refer(first, second)
            if record.reward is None and not record.reward_given and not record.note:
                return
        same = (
            (Relation.customer == first)
            & (Relation.other == second)
            & (Relation.kind == record.kind)
        )
        if Relation.select().where(same).exists():
            raise FieldError("other", _("This relation is there already."))
        Relation.create(
            customer=first,
            other=second,
            kind=record.kind,
            reward=record.reward,
            reward_given=record.reward_given,
            note=record.note,
        )


def delete_relation(session: Session, customer_id: int, record: RelationRecord) -> None:
    """Take a relation away."""
    with session.unit(Op.DELETE_RELATION, {"name": name_of(customer_id)}):
        _remove(customer_id, record)


def _refer(referrer: int, referred: int) -> None:
    """Note who referred a customer; what was promised to another one before goes with it."""
    above: int | None = referrer
    seen = {referred}
    while above is not None:
        if above in seen:
            raise FieldError("other", _("These two cannot have referred each other."))
        seen.add(above)
        row = Customer.get_or_none(Customer.id == above)
        above = row.referred_by_id if row is not None else None
    found = Customer.get_by_id(referred)
    if found.referred_by_id is not None and found.referred_by_id != referrer:
        text = _("%(name)s was referred by another customer already.")
        raise FieldError("other", text % {"name": found.name})
    if found.referred_by_id is None:
        Customer.update(referred_by=referrer).where(Customer.id == referred).execute()


def _remove(customer_id: int, record: RelationRecord) -> None:
    first, second = _pair(customer_id, record)
    if record.kind == "referred":
        mine = (Customer.id == second) & (Customer.referred_by == first)
        Customer.update(referred_by=None).where(mine).execute()
    Relation.delete().where(
        (Relation.customer == first) & (Relation.other == second) & (Relation.kind == record.kind)
    ).execute()


def _pair(customer_id: int, record: RelationRecord) -> tuple[int, int]:
    """The two customers as they are stored: who refers, belongs or supplies is the first."""
    pair = (customer_id, record.other_id)
    return pair if record.outward else (pair[1], pair[0])


def _others(ids: set[int]) -> dict[int, tuple[str, str, int]]:
    query = (
        Customer.select(Customer.id, Customer.name, Customer.status, CustomerFact.bought)
        .join(CustomerFact, on=(CustomerFact.customer == Customer.id))
        .where(Customer.id << list(ids))
    )
    return {id: (name, status, bought) for id, name, status, bought in list(query.tuples())}
