"""What an import will do, before anything is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from smallcrm.importers.rows import RowContact, RowPhone

Outcome = Literal["created", "updated", "unchanged", "merged", "skipped", "rejected"]
OUTCOMES: tuple[Outcome, ...] = (
    "created",
    "updated",
    "unchanged",
    "merged",
    "skipped",
    "rejected",
)
# fill: only what is empty; overwrite: the list wins; skip: leave what is there; create: all new.
Policy = Literal["fill", "overwrite", "skip", "create"]
POLICIES: tuple[Policy, ...] = ("fill", "overwrite", "skip", "create")
# What to do with a row of an order, a talk ... whose customer is named but not stored.
Missing = Literal["create", "reject"]
# How a row found its customer.
MatchedBy = Literal[
    "", "name", "code", "tax_number", "phone", "email", "wechat", "order", "decision"
]


@dataclass(frozen=True, slots=True)
class Change:
    """A field's old and new text; `who` names the contact person or record it belongs to."""

    field: str
    old: str
    new: str
    who: str = ""


# Of these there may be as many as rows: named tuples are made in half the time.


class Candidate(NamedTuple):
    """A customer a row might mean: `why` in words, `score` how sure that is (0 to 1).

    `ref` is how a decision names it.
    """

    ref: str
    name: str
    why: str
    score: float = 0.0


class Question(NamedTuple):
    """A doubt the user may settle: is this row one of these customers?

    `kind`: same_phone, same_wechat, same_email, similar_name, branch, same_name, same_code or
    same_tax_number. `decision` is what the plan assumes: "separate" unless decided otherwise
    ("join:<ref>", "skip"). The candidates stand in order, likeliest first, and `score` (0 to 1) is
    that of the first.
    """

    key: str
    kind: str
    file: int
    sheet: str
    row: int
    name: str
    text: str
    candidates: tuple[Candidate, ...]
    decision: str = "separate"
    score: float = 0.0


class RowRef(NamedTuple):
    """A row of a file of the import."""

    file: int
    sheet: str
    row: int


class PlannedCustomer(NamedTuple):
    """A customer to make (`id` None) or change.

    `values` holds what is to be set, under full field names with the types of ImportRow; phones and
    contact persons are those to add, contact persons with an `id` those to change. `rows` says
    where it comes from.
    """

    key: int
    id: int | None
    values: Mapping[str, object]
    phones: tuple[RowPhone, ...]
    contacts: tuple[RowContact, ...]
    rows: tuple[RowRef, ...]


@dataclass(frozen=True, slots=True)
class PlannedRecord:
    """A record to make (`id` None) or change: one of rows.RECORD_KINDS, or a product.

    `customer` is the key of its PlannedCustomer, None when that customer stays as it is stored
    (`existing` is its id); a product has neither. `values` holds what is to be set under full field
    names, without what stands in `lines`: the lines to add to an order (order.product, quantity,
    price, amount). `order` is the key of the planned order a receipt pays, `order_id` that of a
    stored one.
    """

    key: int
    kind: str
    id: int | None
    values: Mapping[str, object]
    customer: int | None = None
    existing: int | None = None
    lines: tuple[Mapping[str, object], ...] = ()
    order: int | None = None
    order_id: int | None = None
    rows: tuple[RowRef, ...] = ()


class PlannedRow(NamedTuple):
    """What becomes of one record.

    `customer` is the key of a PlannedCustomer, None when nothing is written; `existing` the id of
    the stored customer it was found to be. `changes` will be made; `kept` are differences that the
    policy leaves as they are stored. `reason` is said for rejected rows; `note` is what the user
    should know of a row that is taken.
    """

    ref: RowRef
    outcome: Outcome
    name: str = ""
    customer: int | None = None
    existing: int | None = None
    matched_by: MatchedBy = ""
    changes: tuple[Change, ...] = ()
    kept: tuple[Change, ...] = ()
    question: str = ""
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CustomFieldPlan:
    """A custom field the rows hold values for; `type` is text, number, money, date or choice."""

    name: str
    type: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """All that an import will do. `rows` has one entry for each record, rejected ones included.

    `notes` are sentences on a whole file, with its place among the files.
    """

    customers: Sequence[PlannedCustomer] = field(repr=False)
    rows: Sequence[PlannedRow] = field(repr=False)
    questions: tuple[Question, ...]
    custom_fields: tuple[CustomFieldPlan, ...]
    totals: Mapping[str, int]
    records: Sequence[PlannedRecord] = field(default=(), repr=False)
    notes: tuple[tuple[int, str], ...] = ()

    @property
    def made(self) -> dict[str, int]:
        """How many records of each kind will be new."""
        return dict(Counter(record.kind for record in self.records if record.id is None))
