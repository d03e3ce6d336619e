"""Plan receipts: each once, whether it stands in a list of receipts or beside its order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from smallcrm.core.i18n import _
from smallcrm.core.text import fold
from smallcrm.importers.entries import Entry
from smallcrm.importers.existing import ExistingIndex
from smallcrm.importers.plan import Policy, RowRef
from smallcrm.importers.record_items import Item, Items, RowEffect, merge_found
from smallcrm.importers.record_marks import Values, day

_Same = tuple[str, object]  # day and amount


class Paid(Protocol):
    """An order that rows say was paid: its record once that is known."""

    item: Item | None


@dataclass(slots=True)
class _Draft:
    """What a row says came in. `order` is the one it pays, where known."""

    effect: RowEffect
    ref: RowRef
    table: int
    entry: Entry
    values: dict[str, object]
    order: Item | None = None
    amount: int = 0


@dataclass(slots=True)
class _Shelf:
    """A customer's receipts by day and amount, with the tables that told of each; and by amount."""

    by_sum: dict[_Same, list[tuple[Item, set[int]]]] = field(default_factory=dict)
    by_amount: dict[object, list[Item]] = field(default_factory=dict)
    orders: dict[int, int] = field(default_factory=dict)  # stored receipt -> stored order
    paid: dict[int, int] = field(default_factory=dict)  # stored order -> what came in for it


class ReceiptPlanner:
    """Collects receipts and payments; they become records when all orders are known."""

    def __init__(self, existing: ExistingIndex, policy: Policy, items: Items) -> None:
        self._existing = existing
        self._policy = policy
        self._items = items
        self._drafts: list[_Draft] = []
        self._payments: dict[int, tuple[Paid, list[_Draft]]] = {}
        self._shelves: dict[int, _Shelf] = {}
        self._paid: dict[int, int] = {}  # key of an order's record -> what receipts say was paid

    def add(self, values: Values, ref: RowRef, table: int, entry: Entry, effect: RowEffect) -> None:
        """Take a receipt of a list."""
        self._drafts.append(_Draft(effect, ref, table, entry, dict(values)))

    def add_payment(
        self,
        values: Values,
        ref: RowRef,
        table: int,
        entry: Entry,
        effect: RowEffect,
        order: Paid,
    ) -> None:
        """Take what an order's row says was paid for it so far."""
        amount = values.get("receipt.amount")
        paid = amount if isinstance(amount, int) else 0
        draft = _Draft(effect, ref, table, entry, dict(values), amount=paid)
        self._payments.setdefault(id(order), (order, []))[1].append(draft)

    def settle(self, numbered: Callable[[Entry, str], Item | None]) -> None:
        """Make records of all; `numbered` finds a customer's order by its folded number."""
        for draft in self._drafts:
            number = draft.values.pop("order.number", None)
            if number:
                draft.order = numbered(draft.entry, fold(str(number)))
                if draft.order is None:
                    note = str(draft.values.get("receipt.note") or "")
                    told = _("Order %(number)s") % {"number": number}
                    draft.values["receipt.note"] = f"{note}\n{told}".strip()
            self._take(draft)
        for order, drafts in self._payments.values():
            if order.item is not None:
                self._pay(order.item, drafts)

    def _pay(self, order: Item, drafts: list[_Draft]) -> None:
        """Bring what came in for an order up to what the list says was paid for it."""
        shelf = self._shelf(drafts[0].entry)
        by_table: dict[int, int] = {}
        for draft in drafts:
            draft.values.pop("order.number", None)
            draft.order = order
            by_table[draft.table] = by_table.get(draft.table, 0) + draft.amount
        paid, before = max(by_table.values()), self._paid_before(shelf, order)
        found = None if before else _unlinked(shelf, order, paid)
        if found is not None:
            self._link(found, drafts[0], order)
            drafts = drafts[1:]
        elif not before:
            for draft in drafts:
                self._take(draft)
            return
        elif paid > before:
            drafts[0].values["receipt.amount"] = paid - before
            self._take(drafts[0])
            drafts = drafts[1:]
        for draft in drafts:
            draft.effect.did.append(("receipt", "same"))

    def _link(self, receipt: Item, draft: _Draft, order: Item) -> None:
        """A receipt of that sum without an order is this payment, not a second one."""
        if receipt.id is not None and self._policy == "skip":
            draft.effect.did.append(("receipt", "skipped"))
            return
        receipt.order, receipt.new_order = order, True
        draft.effect.did.append(("receipt", "joined" if receipt.id is None else "changed"))

    def _paid_before(self, shelf: _Shelf, order: Item) -> int:
        paid = self._paid.get(order.key, 0)
        if order.id is not None:
            paid += shelf.paid.get(order.id, 0)
        return paid

    def _take(self, draft: _Draft) -> None:
        shelf = self._shelf(draft.entry)
        same = (day(draft.values.get("receipt.date")), draft.values.get("receipt.amount"))
        known = shelf.by_sum.setdefault(same, [])
        free = [one for one in known if draft.table not in one[1]]
        fitting = [one for one in free if self._order_of(shelf, one[0]) == _key(draft.order)]
        if not fitting:
            fitting = [
                one for one in free if draft.order is None or self._order_of(shelf, one[0]) is None
            ]
        if not fitting:
            known.append((self._make(draft, shelf), {draft.table}))
            return
        item, tables = fitting[0]
        tables.add(draft.table)
        linked = False
        if draft.order is not None and self._order_of(shelf, item) is None:
            linked = not (item.id is not None and self._policy == "skip")
        if linked:
            item.order, item.new_order = draft.order, True
            self._count(draft.order, draft.values)
        merge_found(item, draft.values, self._policy, draft.effect, draft.ref)
        if linked and draft.effect.did[-1] == ("receipt", "same"):
            draft.effect.did[-1] = ("receipt", "changed")

    def _make(self, draft: _Draft, shelf: _Shelf) -> Item:
        item = self._items.make("receipt", draft.entry, draft.values, draft.effect)
        item.order = draft.order
        item.rows.append(draft.ref)
        shelf.by_amount.setdefault(draft.values.get("receipt.amount"), []).append(item)
        self._count(draft.order, draft.values)
        return item

    def _count(self, order: Item | None, values: Values) -> None:
        amount = values.get("receipt.amount")
        if order is not None and isinstance(amount, int):
            self._paid[order.key] = self._paid.get(order.key, 0) + amount

    @staticmethod
    def _order_of(shelf: _Shelf, receipt: Item) -> tuple[str, int] | None:
        if receipt.order is not None:
            return _key(receipt.order)
        stored = shelf.orders.get(receipt.id) if receipt.id is not None else None
        return ("stored", stored) if stored is not None else None

    def _shelf(self, entry: Entry) -> _Shelf:
        shelf = self._shelves.get(entry.key)
        if shelf is None:
            shelf = self._shelves[entry.key] = _Shelf()
            records = self._existing.records.get(entry.id, ()) if entry.id is not None else ()
            for record in records if self._policy != "create" else ():
                if record.kind == "receipt":
                    item = self._items.stored(record, entry)
                    when = day(record.values.get("receipt.date"))
                    same = (when, record.values.get("receipt.amount"))
                    shelf.by_sum.setdefault(same, []).append((item, set()))
                    shelf.by_amount.setdefault(same[1], []).append(item)
                    if record.order_id is not None:
                        shelf.orders[record.id] = record.order_id
                        known = shelf.paid.get(record.order_id, 0)
                        amount = same[1] if isinstance(same[1], int) else 0
                        shelf.paid[record.order_id] = known + amount
        return shelf


def _unlinked(shelf: _Shelf, order: Item, amount: int) -> Item | None:
    """A receipt of this sum, not before the order, that is not known to pay another one."""
    since = day(order.values.get("order.date"))
    for item in shelf.by_amount.get(amount, ()):
        free = item.order is None and item.id not in shelf.orders
        if free and day(item.values.get("receipt.date")) >= since:
            return item
    return None


def _key(order: Item | None) -> tuple[str, int] | None:
    if order is None:
        return None
    return ("stored", order.id) if order.id is not None else ("new", order.key)
