"""Any records by their ids as a list: the customers, deals or orders that a figure was made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from peewee import JOIN, SQL, ModelSelect, fn

from smallcrm.core.i18n import N_
from smallcrm.models import (
    Customer,
    CustomerFact,
    Deal,
    FollowUp,
    Interaction,
    Order,
    OrderLine,
    Receipt,
    Staff,
    Stage,
)
from smallcrm.services.payment_days import payment_days
from smallcrm.services.table import Column, Row, Sort, Tone
from smallcrm.services.vocabulary import INTERACTION_KINDS, stage_words, word
from smallcrm.storage.database import among, fetch_ids, fetch_rows
from smallcrm.storage.session import Session

RecordKind = Literal["customers", "deals", "orders", "receipts", "interactions", "follow_ups"]

_CUSTOMER = Column("customer", N_("Customer"), "text", 200)
_OWNER = Column("owner", N_("Owner"), "text", 90)
_AMOUNT = Column("amount", N_("Amount"), "money", 110)
_LEFT = Column("left", N_("Still to pay"), "money", 110)
_DATE = Column("date", N_("Date"), "date", 190)

COLUMNS: dict[RecordKind, tuple[Column, ...]] = {
    "customers": (
        _CUSTOMER,
        Column("level", N_("Level"), "level", 60),
        Column("city", N_("City"), "text", 110),
        Column("seen", N_("Last contact"), "date", 190),
        Column("complete", N_("Completeness"), "percent", 90),
        _OWNER,
    ),
    "deals": (
        Column("title", N_("Deal"), "text", 180),
        _CUSTOMER,
        Column("stage", N_("Stage"), "words", 110),
        _AMOUNT,
        _OWNER,
    ),
    "orders": (
        _DATE,
        Column("number", N_("Order no."), "text", 120),
        _CUSTOMER,
        Column("due", N_("Due"), "date", 190),
        _AMOUNT,
        _OWNER,
    ),
    "receipts": (
        _DATE,
        _CUSTOMER,
        _AMOUNT,
        Column("method", N_("Method"), "text", 120),
        _OWNER,
    ),
    "interactions": (
        Column("date", N_("When"), "date", 190),
        Column("kind", N_("Kind"), "words", 80),
        _CUSTOMER,
        Column("what", N_("What"), "text", 300, sortable=False),
        _OWNER,
    ),
    "follow_ups": (
        Column("date", N_("Due"), "date", 190),
        Column("title", N_("Follow-up"), "text", 240),
        _CUSTOMER,
        Column("closed", N_("Done on"), "date", 190),
        _OWNER,
    ),
}
_USUAL: dict[RecordKind, Sort] = {
    "customers": Sort("customer"),
    "deals": Sort("amount", descending=True),
    "orders": Sort("date", descending=True),
    "receipts": Sort("date", descending=True),
    "interactions": Sort("date", descending=True),
    "follow_ups": Sort("date"),
}
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class RecordQuery:
    """The records of one kind with these ids.

    `parts` says in minor units what each counts for, where that is not its own amount: for orders
    what is still to be paid of them, for deals their amount then.
    """

    kind: RecordKind
    among_ids: tuple[int, ...]
    parts: Mapping[int, int] = field(default_factory=dict)
    sort: Sort = field(default_factory=lambda: Sort("customer"))

    @classmethod
    def of(
        cls, kind: RecordKind, ids: Sequence[int], parts: Mapping[int, int] | None = None
    ) -> "RecordQuery":
        """The list in its usual order."""
        return cls(kind, tuple(ids), parts or {}, _USUAL[kind])

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the kind; for orders with parts also what is still to be paid."""
        columns = COLUMNS[self.kind]
        if self._owed:
            return (*columns[:-1], _LEFT, columns[-1])
        return columns

    @property
    def _owed(self) -> bool:
        return self.kind == "orders" and bool(self.parts)

    def sorted_by(self, sort: Sort) -> "RecordQuery":
        """The same list in another order."""
        return replace(self, sort=sort)

    def ids(self, session: Session) -> list[int]:
        """The ids of those that are still there, in order."""
        query, values = _select(self.kind, owed=self._owed)
        model = query.model
        if self.parts and self.sort.key in ("left", "amount"):
            there = fetch_ids(model.select(model.id).where(model.id << among(self.among_ids)))
            part = self.parts
            return sorted(there, key=lambda id: (part.get(id, 0), id), reverse=self.sort.descending)
        at = list(values).index(self.sort.key) + 1
        order = SQL(f"{at} COLLATE NOCASE {'DESC' if self.sort.descending else 'ASC'}")
        chosen = query.where(model.id << among(self.among_ids)).order_by(order, model.id)
        place = list(values).index("id")
        return [row[place] for row in fetch_rows(chosen)]

    def rows(self, session: Session, ids: Sequence[int]) -> list[Row]:
        """One row for each id; "of" is the id of its customer."""
        query, values = _select(self.kind, owed=self._owed)
        found: dict[int, Row] = {}
        for row in fetch_rows(query.where(query.model.id << among(ids))):
            told = dict(zip(values, row, strict=True))
            found[told["id"]] = self._told(told)
        return [found[id] for id in ids if id in found]

    def tone(self, row: Row, key: str) -> Tone:
        """Money still to be paid stands out."""
        if key == "left":
            return "bad"
        return "muted" if key in ("owner", "number", "method") else ""

    def _told(self, row: dict[str, Any]) -> Row:
        id = row["id"]
        if self.kind == "deals":
            row["stage"] = stage_words(row.pop("stage_key"), row["stage"])
            row["amount"] = self.parts.get(id, row["amount"])
        elif self.kind == "orders":
            row["left"] = self.parts.get(id, 0)
        elif self.kind == "interactions":
            row["kind"] = word(INTERACTION_KINDS, row["kind"])
        return row


def _select(kind: RecordKind, *, owed: bool) -> tuple[ModelSelect, tuple[str, ...]]:
    """The query for all rows of a kind, and the keys of its columns.

    Of `owed` orders the day is told by which each is taken to be due, and the customer's owner
    where nobody is named.
    """
    if kind == "customers":
        return _select_customers()
    if kind == "deals":
        return _select_deals()
    if kind == "orders":
        amount = OrderLine.select(fn.SUM(OrderLine.amount)).where(OrderLine.order == Order.id)
        due: Any = Order.due
        owner: Any = Staff.name
        if owed:
            due = fn.COALESCE(due, fn.DATE(Order.date, f"+{payment_days()} days"))
            keeper = Staff.alias()
            owner = fn.COALESCE(
                owner, keeper.select(keeper.name).where(keeper.id == Customer.owner)
            )
        columns: tuple[Any, ...] = (
            Order.date,
            Order.number,
            Customer.name,
            due,
            amount,
            owner,
        )
        of_order = ("id", "date", "number", "customer", "due", "amount", "owner", "of")
        return _of_staff(Order, columns), of_order
    if kind == "receipts":
        columns = (Receipt.date, Customer.name, Receipt.amount, Receipt.method, Staff.name)
        of_receipt = ("id", "date", "customer", "amount", "method", "owner", "of")
        return _of_staff(Receipt, columns), of_receipt
    if kind == "interactions":
        what = fn.SUBSTR(
            fn.COALESCE(fn.NULLIF(Interaction.subject, ""), Interaction.content), 1, _LONGEST
        )
        columns = (Interaction.at, Interaction.kind, Customer.name, what, Staff.name)
        keys = ("id", "date", "kind", "customer", "what", "owner", "of")
        return _of_staff(Interaction, columns), keys
    columns = (FollowUp.due, FollowUp.title, Customer.name, FollowUp.closed, Staff.name)
    return _of_staff(FollowUp, columns), (
        "id",
        "date",
        "title",
        "customer",
        "closed",
        "owner",
        "of",
    )


def _select_customers() -> tuple[ModelSelect, tuple[str, ...]]:
    query = (
        Customer.select(
            Customer.id,
            Customer.name,
            Customer.level,
            CustomerFact.city,
            CustomerFact.last_contact,
            CustomerFact.completeness,
            Staff.name,
            Customer.id,
        )
        .join(CustomerFact, JOIN.LEFT_OUTER, on=(CustomerFact.customer == Customer.id))
        .switch(Customer)
        .join(Staff, JOIN.LEFT_OUTER, on=(Customer.owner == Staff.id))
    )
    return query, ("id", "customer", "level", "city", "seen", "complete", "owner", "of")


def _select_deals() -> tuple[ModelSelect, tuple[str, ...]]:
    query = Deal.select(
        Deal.id,
        Deal.title,
        Customer.name,
        Stage.name,
        Deal.amount,
        Staff.name,
        Stage.key,
        Deal.customer,
    )
    query = query.join(Customer).switch(Deal).join(Stage).switch(Deal)
    query = query.join(Staff, JOIN.LEFT_OUTER, on=(Deal.owner == Staff.id))
    return query, ("id", "title", "customer", "stage", "amount", "owner", "stage_key", "of")


def _of_staff(model: Any, columns: tuple[Any, ...]) -> ModelSelect:
    query = model.select(model.id, *columns, model.customer).join(Customer).switch(model)
    return query.join(Staff, JOIN.LEFT_OUTER, on=(model.staff == Staff.id))
