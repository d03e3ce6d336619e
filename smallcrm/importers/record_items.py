"""Records while a plan grows: as they will be, and what is to be written of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from smallcrm.importers.compare import as_text
from smallcrm.importers.entries import Entry
from smallcrm.importers.existing import ExistingRecord
from smallcrm.importers.merging import Effect, merge_value
from smallcrm.importers.plan import Change, Outcome, PlannedRecord, Policy, RowRef
from smallcrm.importers.record_marks import lead_field, title_of

Did = Literal["made", "joined", "changed", "same", "skipped"]
# What a row counts as, when it did several things.
_RANKS: tuple[tuple[Did, Outcome], ...] = (
    ("made", "created"),
    ("joined", "merged"),
    ("changed", "updated"),
    ("skipped", "skipped"),
    ("same", "unchanged"),
)


@dataclass(slots=True)
class RowEffect(Effect):
    """What a row did: to its customer, and to records by kind. `new` shows the records it made."""

    did: list[tuple[str, Did]] = field(default_factory=list)
    new: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def outcome(self, main: str) -> Outcome | None:
        """What became of the row's records, those of the kind `main` first; None without any."""
        mine: set[Did] = {what for kind, what in self.did if kind == main}
        everything: set[Did] = {what for _kind, what in self.did}
        ranked = (outcome for what, outcome in _RANKS if what in (mine or everything))
        found = next(ranked, None)
        if found in ("unchanged", "skipped") and (everything & {"made", "changed"}):
            return "updated"
        return found


@dataclass(slots=True, eq=False)
class Item:
    """A record: stored (`id`), or made by this import. `order` is the one a receipt pays."""

    key: int
    kind: str
    id: int | None
    entry: Entry | None
    values: dict[str, object]
    planned: dict[str, object] = field(default_factory=dict)
    lines: list[Mapping[str, object]] = field(default_factory=list)
    order: "Item | None" = None
    new_order: bool = False
    rows: list[RowRef] = field(default_factory=list)

    @property
    def title(self) -> str:
        """A few words for it."""
        return title_of(self.kind, self.values)

    def merge(self, values: Mapping[str, object], policy: Policy, effect: RowEffect) -> None:
        """Let a row say more of it."""
        stored = self.id is not None
        for name, value in values.items():
            merged = merge_value(
                self.values.get(name),
                name,
                value,
                effect,
                stored=stored,
                policy=policy,
                who=self.title,
            )
            if merged is not None:
                self.values[name] = merged
                self.planned[name] = merged

    def plan(self, written: set[int]) -> PlannedRecord | None:
        """What is to be written, None for nothing; `written` are the keys of planned customers."""
        if self.id is not None and not (self.planned or self.lines or self.new_order):
            return None
        entry = self.entry
        order = self.order
        known = entry is not None and entry.key in written
        return PlannedRecord(
            self.key,
            self.kind,
            self.id,
            self.planned,
            customer=entry.key if entry is not None and known else None,
            existing=entry.id if entry is not None and not known else None,
            lines=tuple(self.lines),
            order=order.key if order is not None and order.id is None else None,
            order_id=order.id if order is not None else None,
            rows=tuple(self.rows),
        )


class Items:
    """All records of a plan, in the order in which they are met."""

    def __init__(self) -> None:
        self.all: list[Item] = []

    def stored(self, record: ExistingRecord, entry: Entry | None) -> Item:
        """Begin with a stored record."""
        item = Item(len(self.all), record.kind, record.id, entry, dict(record.values))
        self.all.append(item)
        return item

    def make(
        self, kind: str, entry: Entry | None, values: Mapping[str, object], effect: RowEffect
    ) -> Item:
        """Begin with one that a row makes."""
        item = Item(len(self.all), kind, None, entry, dict(values), dict(values))
        self.all.append(item)
        effect.did.append((kind, "made"))
        lead = lead_field(kind, values)
        effect.new.append(Change(lead, "", as_text(lead, values.get(lead)), item.title))
        return item

    def plan(self, written: set[int]) -> list[PlannedRecord]:
        """All that is to be written."""
        plans = (item.plan(written) for item in self.all)
        return [plan for plan in plans if plan]


def merge_found(
    item: Item, values: Mapping[str, object], policy: Policy, effect: RowEffect, ref: RowRef
) -> None:
    """Merge a row's record into the one it was found to be, and say what that did."""
    if item.id is not None and policy == "skip":
        effect.did.append((item.kind, "skipped"))
        return
    before = len(effect.changes)
    item.merge(values, policy, effect)
    item.rows.append(ref)
    if item.id is None:
        effect.did.append((item.kind, "joined"))
    else:
        changed = len(effect.changes) > before
        effect.did.append((item.kind, "changed" if changed else "same"))
