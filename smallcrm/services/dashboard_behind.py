"""The records behind a figure of the dashboard: which they are, and what each counts for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from peewee import JOIN, ModelSelect, fn

from smallcrm.models import (
    Customer,
    Deal,
    FollowUp,
    Interaction,
    Order,
    OrderLine,
    Receipt,
    Source,
    Staff,
    Stage,
    StageHistory,
)
from smallcrm.services.record_list import RecordKind, RecordQuery
from smallcrm.services.reporting_scope import Scope, day_of, fetch
from smallcrm.storage.session import Session

if TYPE_CHECKING:
    from smallcrm.services.dashboard import Dashboard
    from smallcrm.services.reporting_money import Money


@dataclass(frozen=True, slots=True)
class Behind:
    """Records of one kind; `parts` holds what each counts for in minor units, where it is money."""

    kind: RecordKind
    ids: tuple[int, ...]
    parts: Mapping[int, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """What they come to, in minor units."""
        return sum(self.parts.values())

    def query(self) -> RecordQuery:
        """The records as a list; orders say what is left of them only where that differs."""
        parts = self.parts if self.kind == "deals" else {}
        return RecordQuery.of(self.kind, self.ids, parts)


@dataclass(frozen=True, slots=True)
class Owed(Behind):
    """Orders of which only a part counts: what is still to be paid."""

    def query(self) -> RecordQuery:
        """The orders with what is left of them."""
        return RecordQuery.of(self.kind, self.ids, self.parts)


def find_behind(session: Session, shown: "Dashboard", key: str) -> Behind:
    """The records behind a tile or a bar of a dashboard. KeyError for an unknown key."""
    if key in shown.known_behind:
        return shown.known_behind[key]
    scope = shown.scope
    kind, _bar, rest = key.partition("|")
    if kind == "contacts":
        return _contacts(scope, f"{rest}-01", min(f"{rest}-31", scope.last))
    if kind == "day":
        return _contacts(scope, rest, rest)
    if kind == "work":
        what, _bar, staff = rest.partition("|")
        return _contacts(scope, scope.first, scope.last, what, staff)
    if kind == "receipts":
        return _receipts(scope, rest)
    if kind in ("orders", "bought", "source"):
        return _orders(scope, kind, rest)
    raise KeyError(key)


def contacts_between(scope: Scope, first: str, last: str) -> ModelSelect:
    """The contacts, which notes are not, from a day to a day (ISO texts)."""
    query = Interaction.select(Interaction.id).where(
        (Interaction.kind != "note") & day_of(Interaction.at).between(first, last)
    )
    return scope.only_own(query, Interaction.customer)


def _contacts(
    scope: Scope, first: str, last: str, kind: str = "", staff: str | None = None
) -> Behind:
    query = contacts_between(scope, first, last)
    if staff is not None:
        query = query.join(Staff, JOIN.LEFT_OUTER, on=(Interaction.staff == Staff.id))
        query = query.where((fn.COALESCE(Staff.name, "") == staff) & (Interaction.kind == kind))
    return Behind("interactions", tuple(row[0] for row in fetch(query)))


def _receipts(scope: Scope, month: str) -> Behind:
    query = Receipt.select(Receipt.id, Receipt.amount).where(
        (fn.SUBSTR(Receipt.date, 1, 7) == month) & (day_of(Receipt.date) <= scope.last)
    )
    found = dict(fetch(scope.only_own(query, Receipt.customer)))
    return Behind("receipts", tuple(found), found)


def _orders(scope: Scope, kind: str, of: str) -> Behind:
    """The orders of a month, of a customer in twelve months, or of a source in the period."""
    query = (
        Order.select(Order.id, fn.SUM(OrderLine.amount))
        .join(OrderLine)
        .where((day_of(Order.date) <= scope.last) & (Order.status != "cancelled"))
        .group_by(Order.id)
    )
    query = scope.only_own(query, Order.customer)
    if kind == "orders":
        query = query.where(fn.SUBSTR(Order.date, 1, 7) == of)
    elif kind == "bought":
        since = scope.year_start.isoformat()
        query = query.where((Order.customer == int(of)) & (day_of(Order.date) >= since))
    else:
        came = Customer.select(Customer.id).join(Source, JOIN.LEFT_OUTER)
        came = came.where(fn.COALESCE(Source.name, "") == of)
        query = query.where((Order.customer << came) & (day_of(Order.date) >= scope.first))
    found = dict(fetch(query))
    return Behind("orders", tuple(found), found)


def deals_standing(scope: Scope) -> dict[int, dict[int, int]]:
    """The deals in each open stage at the period's end: {stage: {deal: amount then}}.

    In its present stage a deal is worth what it says now; before, what it said then.
    """
    deals = scope.only_own(
        Deal.select(Deal.id, Deal.stage, Deal.amount, Deal.opened), Deal.customer
    )
    steps = (
        StageHistory.select(StageHistory.deal, StageHistory.stage, StageHistory.amount)
        .where(day_of(StageHistory.entered) <= scope.last)
        .order_by(StageHistory.deal, StageHistory.entered, StageHistory.id)
    )
    stood = {deal: (stage, amount) for deal, stage, amount in fetch(steps)}
    with_history = {row[0] for row in fetch(StageHistory.select(StageHistory.deal).distinct())}
    newest = fetch(
        StageHistory.select(StageHistory.deal, StageHistory.stage, fn.MAX(StageHistory.entered))
        .where(day_of(StageHistory.entered) > scope.last)
        .group_by(StageHistory.deal)
    )
    moved_since = {row[0] for row in newest}
    is_open = {row[0] for row in fetch(Stage.select(Stage.id).where(Stage.kind == "open"))}
    found: dict[int, dict[int, int]] = {}
    for deal, stage, amount, opened in fetch(deals):
        if deal in stood:
            at, then = stood[deal]
            is_present = deal not in moved_since and at == stage
            worth = amount if is_present else then
        elif deal in with_history or opened[:10] > scope.last:
            continue  # it had not begun
        else:
            at, worth = stage, amount
        if at in is_open:
            found.setdefault(at, {})[deal] = worth
    return found


def orders_late(scope: Scope, money: "Money", customer: int | None = None) -> dict[int, int]:
    """What is still to be paid of orders that were due before the period's end, by order."""
    from smallcrm.services.reporting_money import open_bills

    customers = list(money.bills) if customer is None else [customer]
    return {
        bill.id: bill.left
        for one in customers
        for bill in open_bills(money, one)
        if bill.due < scope.last
    }


def follow_ups_due(scope: Scope) -> dict[int, bool]:
    """The follow-ups that were to be done in the period, and whether each was done by its day.

    What is due today may still be done, and what was dropped in the period does not count.
    """
    closed = day_of(FollowUp.closed)
    query = FollowUp.select(FollowUp.id, FollowUp.due, FollowUp.state, closed).where(
        FollowUp.due.between(scope.first, scope.last)
    )
    found = {}
    for id, due, state, done in fetch(scope.only_own(query, FollowUp.customer)):
        if due == scope.last and not scope.is_over and not (done and done <= scope.last):
            continue
        if not (state == "dropped" and done <= scope.last):
            found[id] = state == "done" and done <= due
    return found
