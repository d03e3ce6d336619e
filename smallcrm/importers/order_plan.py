"""Plan orders and receipts: lines gathered to orders, compared with those stored, and paid.

An order is told by its customer and number, without a number by its customer and day. What one
table repeats is there twice; what another table or the data file repeats is the same.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from smallcrm.core.i18n import _
from smallcrm.core.money import to_decimal_string
from smallcrm.core.text import fold
from smallcrm.importers.entries import Entry
from smallcrm.importers.existing import ExistingIndex
from smallcrm.importers.order_lines import (
    Line,
    LineKey,
    judge,
    judge_table,
    line_key,
    own_amount,
    read_line,
    share_total,
    split_values,
)
from smallcrm.importers.plan import Change, Policy, RowRef
from smallcrm.importers.receipt_plan import ReceiptPlanner
from smallcrm.importers.record_items import Item, Items, RowEffect
from smallcrm.importers.record_marks import Values, day

_Place = tuple[int, str, str]  # customer's key, "number" or "day", which


@dataclass(slots=True)
class _Part:
    """What one row says of an order."""

    effect: RowEffect
    ref: RowRef
    table: int
    head: Values
    line: Line | None
    amount: int = 0


@dataclass(slots=True, eq=False)
class Order:
    """An order the rows speak of: its rows, and its record once that is known."""

    entry: Entry
    number: str
    day: str
    parts: list[_Part] = field(default_factory=list)
    item: Item | None = None


@dataclass(slots=True)
class _Stored:
    """A customer's stored orders by number and by day, and the keys of their lines."""

    numbers: dict[str, Item] = field(default_factory=dict)
    days: dict[str, list[Item]] = field(default_factory=dict)
    lines: dict[int, "Counter[LineKey]"] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)


class OrderPlanner:
    """Collects what rows say of orders and receipts; `settle` makes records of it."""

    def __init__(self, existing: ExistingIndex, policy: Policy, items: Items) -> None:
        self._existing = existing
        self._policy = policy
        self._items = items
        self._orders: dict[_Place, Order] = {}
        self._stored: dict[int, _Stored] = {}
        self._receipts = ReceiptPlanner(existing, policy, items)

    def add_order(
        self, values: Values, ref: RowRef, table: int, entry: Entry, effect: RowEffect
    ) -> Order:
        """Take one row of an order: the order's own values and one line."""
        number, when = fold(str(values.get("order.number") or "")), day(values.get("order.date"))
        place = (entry.key, "number", number) if number else (entry.key, "day", when)
        order = self._orders.get(place)
        if order is None:
            order = self._orders[place] = Order(entry, number, when)
        order.day = order.day or when
        head, line = split_values(values)
        order.parts.append(_Part(effect, ref, table, head, read_line(line)))
        return order

    def add_receipt(
        self,
        values: Values,
        ref: RowRef,
        table: int,
        entry: Entry,
        effect: RowEffect,
        order: Order | None,
    ) -> None:
        """Take a receipt; `order` is the one its row speaks of."""
        paid = order is not None and set(values) <= {
            *("receipt.date", "receipt.amount", "order.number")
        }
        if paid and order is not None and day(values.get("receipt.date")) == order.day:
            self._receipts.add_payment(values, ref, table, entry, effect, order)
        else:
            self._receipts.add(values, ref, table, entry, effect)

    def settle(self) -> None:
        """Make records of all orders, then of what was paid for them."""
        # Numbered ones first: an unnumbered one of the same day may then be told apart.
        for order in sorted(self._orders.values(), key=lambda order: not order.number):
            self._find_stored(order)
        totals = self._judge_tables()
        for order in self._orders.values():
            self._set_amounts(order, totals)
            self._settle_order(order)
        self._receipts.settle(self._numbered)

    def _numbered(self, entry: Entry, number: str) -> Item | None:
        """A customer's order of this number, planned or stored."""
        order = self._orders.get((entry.key, "number", number))
        return order.item if order else self._stored_of(entry).numbers.get(number)

    # --- what the amounts are --------------------------------------------------------------------

    def _judge_tables(self) -> dict[int, bool]:
        """Which tables have the order's total on each of its lines."""
        verdicts: dict[int, list[tuple[str, int | None]]] = {}
        for order in self._orders.values():
            lines = _distinct(order.parts)
            if verdict := judge(lines):
                for table in {part.table for part in order.parts}:
                    verdicts.setdefault(table, []).append((verdict, lines[0].amount))
        return {table: judge_table(found) for table, found in verdicts.items()}

    def _set_amounts(self, order: Order, totals: dict[int, bool]) -> None:
        parts = [part for part in order.parts if part.line]
        verdict = judge(_distinct(parts))
        repeated = verdict == "alike" and any(totals.get(part.table) for part in parts)
        if verdict != "total" and not repeated and not self._completes(order, parts):
            for part in parts:
                part.amount = own_amount(part.line) if part.line else 0
            return
        for table in dict.fromkeys(part.table for part in parts):
            mine = [part for part in parts if part.table == table]
            amounts = share_total([part.line for part in mine if part.line])
            for part, amount in zip(mine, amounts, strict=True):
                part.amount = amount
        first = parts[0]
        total, costs = first.line.amount if first.line else 0, _sum_of(parts)
        if verdict == "total" and total and costs != total:
            text = _("The order's total in the list is %(total)s, its lines come to %(sum)s.")
            place = {"total": to_decimal_string(total), "sum": to_decimal_string(costs)}
            first.effect.notes.append(text % place)

    def _completes(self, order: Order, parts: Sequence[_Part]) -> bool:
        """Whether these lines bring a stored order up to the total they all state."""
        item, lines = order.item, [part.line for part in parts if part.line]
        if item is None or item.id is None or any(line.cost is None for line in lines):
            return False
        amounts = {line.amount for line in lines}
        known = self._stored_of(order.entry).lines[item.id]
        missing = [line for line in lines if not known[line.key(line.cost or 0)]]
        stored = sum(key[2] * count for key, count in known.items())
        return len(amounts) == 1 and stored + sum(line.cost or 0 for line in missing) in amounts

    # --- which order it is -----------------------------------------------------------------------

    def _stored_of(self, entry: Entry) -> _Stored:
        found = self._stored.get(entry.key)
        if found is not None:
            return found
        found = self._stored[entry.key] = _Stored()
        records = self._existing.records.get(entry.id, ()) if entry.id is not None else ()
        for record in records if self._policy != "create" else ():
            if record.kind == "order":
                item = self._items.stored(record, entry)
                if number := fold(str(record.values.get("order.number") or "")):
                    found.numbers.setdefault(number, item)
                found.days.setdefault(day(record.values.get("order.date")), []).append(item)
                found.lines[record.id] = Counter(line_key(line) for line in record.lines)
        return found

    def _find_stored(self, order: Order) -> None:
        """Find the stored order: by number, else by day; a day's one must hold the same lines.

        A list without numbers was brought first, say, and now comes with them, or the other way.
        """
        stored = self._stored_of(order.entry)
        found = stored.numbers.get(order.number) if order.number else None
        if found is None:
            mine = Counter(
                key
                for part in order.parts
                if part.line
                for key in {part.line.key(own_amount(part.line))}
            )
            free = [
                item
                for item in stored.days.get(order.day, ())
                if item.id not in stored.taken
                and not (order.number and item.values.get("order.number"))
            ]
            plain = [item for item in free if not item.values.get("order.number")]
            held = [item for item in free if mine and mine <= stored.lines[item.id or 0]]
            if order.number:
                found = next(iter(held), None)
            else:
                best = [item for item in held if item in plain] or plain or held
                found = next(iter(best), None)
        if found is not None and found.id is not None:
            stored.taken.add(found.id)
            order.item = found

    # --- its record ------------------------------------------------------------------------------

    def _settle_order(self, order: Order) -> None:
        item = order.item
        if item is not None and self._policy == "skip":
            for part in order.parts:
                part.effect.did.append(("order", "skipped"))
            return
        known: Counter[LineKey] = Counter()
        if item is not None and item.id is not None:
            known = self._stored_of(order.entry).lines[item.id].copy()
        stored = known.copy()
        seen: dict[int, Counter[LineKey]] = {}
        for part in order.parts:
            made = item is None
            if item is None:
                item = order.item = self._items.make("order", order.entry, part.head, part.effect)
            before = len(part.effect.changes)
            if not made:
                item.merge(part.head, self._policy, part.effect)
            item.rows.append(part.ref)
            added, again = _add_line(item, part, known, stored, seen)
            if item.id is None:
                if not made:
                    part.effect.did.append(("order", "joined"))
            elif added or len(part.effect.changes) > before:
                part.effect.did.append(("order", "changed"))
            else:
                part.effect.did.append(("order", "joined" if again else "same"))


def _add_line(
    item: Item,
    part: _Part,
    known: "Counter[LineKey]",
    stored: "Counter[LineKey]",
    seen: dict[int, "Counter[LineKey]"],
) -> tuple[bool, bool]:
    """Add a row's line unless it is there; tells whether it was added, else whether a row did."""
    if part.line is None:
        return False, False
    key = part.line.key(part.amount)
    mine = seen.setdefault(part.table, Counter())
    mine[key] += 1
    if mine[key] <= known[key]:
        return False, mine[key] > stored[key]
    known[key] += 1
    values = part.line.values(part.amount)
    item.lines.append(values)
    if item.id is not None:
        product = part.line.product
        shown = f"{product} × {part.line.quantity}" if product else to_decimal_string(part.amount)
        name = "order.product" if product else "order.amount"
        part.effect.changes.append(Change(name, "", shown, item.title))
    return True, False


def _distinct(parts: Sequence[_Part]) -> list[Line]:
    """The lines of an order, those counted once that several tables hold."""
    known: Counter[object] = Counter()
    seen: dict[int, Counter[object]] = {}
    lines = []
    for part in parts:
        if part.line is None:
            continue
        line = part.line
        key = (fold(line.product), line.quantity, line.price, line.amount)
        mine = seen.setdefault(part.table, Counter())
        mine[key] += 1
        if mine[key] > known[key]:
            known[key] += 1
            lines.append(line)
    return lines


def _sum_of(parts: Sequence[_Part]) -> int:
    return sum(own for line in _distinct(parts) if (own := line.cost) is not None)
