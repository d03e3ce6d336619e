"""What a list of customers is filtered by: a tree of conditions that can be kept as JSON.

Knows neither Qt nor SQL: `customer_filter_sql` makes SQL of it, `customer_filter_words` words.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

# Texts and codes, ids of what is chosen from short lists, days, or amounts in minor units.
Values = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One question: a field's key, how it is compared, and with what."""

    field: str
    op: str
    values: Values = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions that must all be met, or any of them; without parts everybody meets it."""

    parts: tuple["Condition | Group", ...] = ()
    any: bool = False

    def __bool__(self) -> bool:
        return bool(self.parts)

    def conditions(self) -> Iterator[Condition]:
        """Every condition in it, however deep."""
        for part in self.parts:
            if isinstance(part, Group):
                yield from part.conditions()
            else:
                yield part

    def without(self, part: "Condition | Group") -> "Group":
        """The group with one of its parts taken away."""
        return replace(self, parts=tuple(one for one in self.parts if one is not part))


Node = Condition | Group
EVERYBODY = Group()
DEEPEST = 8  # groups within groups; more is no filter that anybody made


def to_json(node: Node) -> dict[str, Any]:
    """The tree as JSON's types, for keeping it."""
    if isinstance(node, Group):
        return {"any" if node.any else "all": [to_json(part) for part in node.parts]}
    return {"field": node.field, "op": node.op, "values": list(node.values)}


def from_json(data: object, depth: int = 0) -> Node:
    """The tree that was kept. ValueError when it is none."""
    if not isinstance(data, dict) or depth > DEEPEST:
        raise ValueError("not a filter")
    for key in ("all", "any"):
        if isinstance(parts := data.get(key), list):
            inner = tuple(from_json(part, depth + 1) for part in parts)
            return Group(inner, key == "any")
    field, op, values = data.get("field"), data.get("op"), data.get("values", [])
    if not isinstance(field, str) or not isinstance(op, str) or not isinstance(values, list):
        raise ValueError("not a condition")
    if not all(isinstance(value, str | int) for value in values):
        raise ValueError("not values")
    return Condition(field, op, tuple(values))


def group_from_json(data: object) -> Group:
    """A group that was kept; a single condition is a group of its own. ValueError as above."""
    node = from_json(data)
    return node if isinstance(node, Group) else Group((node,))
