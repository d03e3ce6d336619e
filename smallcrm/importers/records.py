"""What rows say was done, sold, paid or agreed: the record columns of a table as records."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from smallcrm.importers.durations import end_told
from smallcrm.importers.rows import RECORD_KINDS, RowRecord
from smallcrm.importers.talks import kind_said, split_talks

_CHINESE = re.compile(r"[\u3400-\u9fff]")

# What a table of this kind lists, and the field that takes what has no place of its own.
KIND_OF_TABLE: Mapping[str, str] = {
    "interactions": "interaction",
    "deals": "deal",
    "orders": "order",
    "receipts": "receipt",
    "terms": "term",
}
NOTE_OF: Mapping[str, str] = {
    "interaction": "interaction.content",
    "feedback": "feedback.text",
    "deal": "deal.note",
    "order": "order.note",
    "receipt": "receipt.note",
    "term": "term.note",
    "product": "product.note",
}
# Fields several columns may share: product and size, several remarks.
_JOINED: Mapping[str, str] = {"order.product": " ", "term.product": " ", "product.name": " "}

Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class RecordColumn:
    """A record column with its clean values, one a record place; `label` stands before texts."""

    field: str
    values: Sequence[object]
    index: int
    label: str = ""

    @property
    def kind(self) -> str:
        """The kind of record it says something of."""
        return self.field.partition(".")[0]


@dataclass(slots=True)
class Records:
    """The records by place, the columns by place that came to none, and what a row lacks.

    `lacks` has a code (no_date, no_amount ...) for places of a record table without its record.
    """

    made: dict[int, tuple[RowRecord, ...]] = field(default_factory=dict)
    left: dict[int, list[int]] = field(default_factory=dict)
    lacks: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What is true of all rows: the kind of term the header speaks of, whether talks are about it.

    `dates` are the row's own dates (last contact), by place, for talks without one.
    """

    term_kind: str = ""
    dates: Sequence[object] = ()


def make_records(
    kind: str, columns: Sequence[RecordColumn], count: int, defaults: Defaults | None = None
) -> Records:
    """Make the records of a table with `count` rows; `kind` is what the table lists."""
    found = Records()
    defaults = defaults or Defaults()
    main = KIND_OF_TABLE.get(kind, "")
    groups = {name: [one for one in columns if one.kind == name] for name in RECORD_KINDS}
    if main == "order":  # unit and code of the product sold, where products are not known yet
        groups["order"] += [one for one in columns if one.kind == "product"]
    if main == "receipt" and not _sells(groups["order"]):
        groups["receipt"] += [one for one in columns if one.field == "order.number"]
        groups["order"] = [one for one in groups["order"] if one.field != "order.number"]
    for name, group in groups.items():
        if group or name == main:
            build = _builder(name, main == name, defaults)
            _fill(found, name if name == main else "", group, range(count), build)
    if main != "order":
        for one in columns:
            if one.kind == "product":
                _leave(found, one)
    if any(one.field == "order.paid" for one in groups["order"]):
        _pay_once(found)
    return found


def gather(columns: Iterable[RecordColumn], place: int) -> Values:
    """The values of one place; what several columns say of one field is put together."""
    values: Values = {}
    for name, cells, _index, label in ((c.field, c.values, c.index, c.label) for c in columns):
        value = cells[place]
        if value is None:
            continue
        if label:
            value = f"{label}{'：' if _CHINESE.search(label) else ': '}{value}"
        if name in values and isinstance(value, str):
            before = str(values[name])
            if value in before:
                continue
            value = f"{before}{_JOINED.get(name, chr(10))}{value}"
        values[name] = value
    return values


# --- one kind --------------------------------------------------------------------------------

# Values of a place, its number -> its records; none where they do not come to a whole record.
_Build = Callable[[Values, int], Sequence[RowRecord]]


def _fill(
    found: Records, main: str, group: Sequence[RecordColumn], places: range, build: _Build
) -> None:
    plain = not any(one.label for one in group) and len({one.field for one in group}) == len(group)
    pairs = [(one.field, one.values) for one in group]
    for place in places:
        if plain:
            values = {name: v for name, cells in pairs if (v := cells[place]) is not None}
        else:
            values = gather(group, place)
        if not values:
            if main:
                found.lacks[place] = "nothing"
            continue
        made = build(values, place)
        if made:
            found.made[place] = (*found.made.get(place, ()), *made)
        elif main:
            found.lacks[place] = _lack(main, values)
        else:
            filled = [one.index for one in group if one.values[place] is not None]
            found.left.setdefault(place, []).extend(filled)


def _leave(found: Records, column: RecordColumn) -> None:
    """A column that belongs to no record here."""
    for place, value in enumerate(column.values):
        if value is not None:
            found.left.setdefault(place, []).append(column.index)


def _builder(name: str, main: bool, defaults: Defaults) -> _Build:
    if name == "interaction":
        return lambda values, place: _talks(values, main, _at(defaults.dates, place))
    if name == "feedback":
        return lambda values, place: _feedback(values, _at(defaults.dates, place))
    if name == "term":
        return lambda values, place: _term(values, main, defaults.term_kind)
    simple = {"deal": _deal, "order": _order, "receipt": _receipt}[name]
    return lambda values, place: simple(values, main)


def _lack(kind: str, values: Values) -> str:
    if kind == "receipt" and "receipt.amount" not in values:
        return "no_amount"
    return {"deal": "no_title", "term": "no_term"}.get(kind, "no_date")


def _talks(values: Values, main: bool, near: date | None) -> list[RowRecord]:
    own = values.get("interaction.date")
    day = own if isinstance(own, date) else near
    said = str(values.get("interaction.content") or "")
    base = {name: v for name, v in values.items() if name != "interaction.content"}
    talks = split_talks(said, day) if said else []
    records = []
    for talk in talks:
        when = talk.day or day
        if when is None:
            return []
        one: Values = {**base, "interaction.date": when, "interaction.content": talk.text}
        if "interaction.kind" not in one and (how := kind_said(talk.text)):
            one["interaction.kind"] = how
        records.append(RowRecord("interaction", one))
        # What a visit cost or how long it took is said once.
        base = {k: v for k, v in base.items() if k not in _ONCE}
    if records or day is None:
        return records
    enough = "interaction.subject" in base or (main and len(base) > (own is not None))
    return [RowRecord("interaction", {**base, "interaction.date": day})] if enough or main else []


_ONCE = ("interaction.minutes", "interaction.expense")


def _feedback(values: Values, near: date | None) -> list[RowRecord]:
    if "feedback.text" not in values and "feedback.rating" not in values:
        return []
    if near and "feedback.date" not in values:
        values["feedback.date"] = near
    return [RowRecord("feedback", values)]


def _deal(values: Values, main: bool) -> list[RowRecord]:
    whole = "deal.title" in values or {"deal.amount", "deal.expected_close"} <= values.keys()
    return [RowRecord("deal", values)] if whole else []


def _sells(group: Sequence[RecordColumn]) -> bool:
    """Whether these columns can come to an order: a date and what was sold or for how much."""
    names = {one.field for one in group}
    return "order.date" in names and bool(names & {"order.amount", "order.product", "order.price"})


def _order(values: Values, main: bool) -> list[RowRecord]:
    day = values.get("order.date")
    sold = ("order.amount", "order.product", *(("order.number", "order.price") if main else ()))
    if day is None or not any(name in values for name in sold):
        return []
    paid = values.pop("order.paid", None)
    price = values.get("order.price")
    if "order.amount" not in values and isinstance(price, int):
        exact = Decimal(str(values.get("order.quantity", "1"))) * price
        values["order.amount"] = int(exact.to_integral_value(ROUND_HALF_UP))
    records = [RowRecord("order", values)]
    if paid:
        payment: Values = {"receipt.date": day, "receipt.amount": paid}
        if "order.number" in values:
            payment["order.number"] = values["order.number"]
        records.append(RowRecord("receipt", payment))
    return records


def _receipt(values: Values, main: bool) -> list[RowRecord]:
    whole = {"receipt.date", "receipt.amount"} <= values.keys()
    return [RowRecord("receipt", values)] if whole else []


def _term(values: Values, main: bool, kind: str) -> list[RowRecord]:
    named = ("term.start", "term.serial", "term.product", "term.title") if main else ()
    if "term.end" not in values and not any(name in values for name in named):
        return []
    start, note = values.get("term.start"), values.get("term.note")
    if main and "term.end" not in values and isinstance(start, date) and note:
        end = end_told(start, str(note))
        if end is not None:
            values["term.end"] = end
    if kind and "term.kind" not in values:
        values["term.kind"] = kind
    return [RowRecord("term", values)]


def _at(values: Sequence[object], place: int) -> date | None:
    value = values[place] if values else None
    return value if isinstance(value, date) else None


def _pay_once(found: Records) -> None:
    """An order's payment that stands on each of its lines was made once.

    So it is where all lines of a number say the same, and more than any one line costs.
    """
    lines: dict[object, list[tuple[int, RowRecord, RowRecord]]] = {}
    for place, records in found.made.items():
        orders = [one for one in records if one.kind == "order"]
        paid = [one for one in records if one.kind == "receipt"]
        number = orders[0].values.get("order.number") if orders else None
        if number and paid:
            lines.setdefault(number, []).append((place, orders[0], paid[0]))
    for group in lines.values():
        amounts = {paid.values["receipt.amount"] for _place, _order, paid in group}
        if len(group) < 2 or len(amounts) > 1:
            continue
        (amount,) = amounts
        lines_cost = [_line_cost(order.values) for _place, order, _paid in group]
        if isinstance(amount, int) and amount > max(lines_cost):
            for place, _order_line, payment in group[1:]:
                kept = (one for one in found.made[place] if one is not payment)
                found.made[place] = tuple(kept)


def _line_cost(values: Mapping[str, object]) -> int:
    """What a line costs by its price, else by its amount, which may be the whole order's."""
    price, amount = values.get("order.price"), values.get("order.amount")
    if isinstance(price, int) and "order.quantity" in values:
        return int(price * Decimal(str(values["order.quantity"])))
    return amount if isinstance(amount, int) else 0
