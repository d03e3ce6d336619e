"""The lines of orders: clean numbers, what tells two lines apart, and totals that stand on each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from smallcrm.core.text import fold

_OF_LINE = frozenset({"order.product", "order.quantity", "order.price", "order.amount"})
# So many orders must have the same amount on each of their lines before that alone is believed.
_ENOUGH_ORDERS = 3

LineKey = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A line: `amount` as the list has it, `cost` what price and quantity come to (None: no price).

    `rest` holds what else is said of it (the product's code and unit).
    """

    product: str
    quantity: str
    price: int | None
    amount: int | None
    cost: int | None
    rest: Mapping[str, object]

    def values(self, amount: int) -> dict[str, object]:
        """The values to write, with the amount that was found right."""
        values = dict(self.rest)
        if self.product:
            values["order.product"] = self.product
        values["order.quantity"] = self.quantity
        if self.price is not None:
            values["order.price"] = self.price
        values["order.amount"] = amount
        return values

    def key(self, amount: int) -> LineKey:
        """What makes two lines the same."""
        return (fold(self.product), self.quantity, amount)


def split_values(
    values: Mapping[str, object],
) -> tuple[dict[str, object], dict[str, object]]:
    """Split what a row says of an order into that of the order, and that of its line."""
    line = {k: v for k, v in values.items() if k in _OF_LINE or k.startswith("product.")}
    return {k: v for k, v in values.items() if k not in line}, line


def read_line(values: Mapping[str, object]) -> Line | None:
    """Return a line of clean numbers; None when it says nothing."""
    rest = {name: value for name, value in values.items() if name.startswith("product.")}
    # A line that tells its product by the code alone is called by that.
    names = (str(values.get(name) or "").strip() for name in ("order.product", "product.code"))
    product = next(filter(None, names), "")
    price, amount = (_minor(values.get(f"order.{name}")) for name in ("price", "amount"))
    if not product and price is None and amount is None:
        return None
    quantity = _number(values.get("order.quantity"))
    cost = None
    if price is not None:
        cost = int((quantity * price).to_integral_value(ROUND_HALF_UP))
    return Line(product, plain_number(quantity), price, amount, cost, rest)


def line_key(values: Mapping[str, object]) -> LineKey:
    """The key of a stored line."""
    quantity = plain_number(_number(values.get("order.quantity")))
    amount = _minor(values.get("order.amount")) or 0
    return (fold(str(values.get("order.product") or "")), quantity, amount)


def plain_number(number: Decimal) -> str:
    """Return a decimal as text without an exponent or zeros at its end: 2, 0.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


def judge(lines: Sequence[Line]) -> str:
    """Tell what the amounts on an order's lines are: "lines", "total", or "" (cannot be told).

    A total repeats itself on every line, and price x quantity says otherwise.
    """
    amounts = {line.amount for line in lines}
    if len(lines) < 2 or None in amounts:
        return ""
    if len(amounts) > 1:
        return "lines"
    (amount,) = amounts
    costs = [line.cost for line in lines if line.cost is not None]
    if len(costs) < len(lines):
        return "alike"
    if all(cost == amount for cost in costs):
        return "lines"
    near = abs(sum(costs) - (amount or 0)) <= len(costs)
    return "total" if near or amount not in costs else "lines"


def judge_table(verdicts: Sequence[tuple[str, int | None]]) -> bool:
    """Tell whether a table's amounts are totals where an order alone cannot say.

    `verdicts` are those of its orders of several lines, with their amounts: a total is believed
    when orders with prices show it, or when all of enough orders have one amount on all lines.
    """
    kinds = Counter(kind for kind, _amount in verdicts)
    if kinds["lines"]:
        return False
    alike = {amount for kind, amount in verdicts if kind == "alike"}
    return bool(kinds["total"]) or (kinds["alike"] >= _ENOUGH_ORDERS and len(alike) > 1)


def share_total(lines: Sequence[Line]) -> list[int]:
    """The amounts of an order's lines where the list has the order's total on each."""
    total = max((line.amount or 0 for line in lines), default=0)
    rest = total - sum(line.cost for line in lines if line.cost is not None)
    amounts = []
    for line in lines:
        if line.cost is not None:
            amounts.append(line.cost)
        else:
            amounts.append(max(rest, 0))
            rest = 0
    return amounts


def own_amount(line: Line) -> int:
    """The amount of a line by itself."""
    if line.amount is not None:
        return line.amount
    return line.cost or 0


def _minor(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: object) -> Decimal:
    try:
        return Decimal(str(value)) if value not in (None, "") else Decimal(1)
    except InvalidOperation:
        return Decimal(1)
