"""Plan the records of rows: talks, feedback, deals, terms and products; orders in order_plan."""

from smallcrm.core.i18n import _
from smallcrm.core.text import fold
from smallcrm.importers.entries import Entry
from smallcrm.importers.existing import ExistingIndex
from smallcrm.importers.order_plan import OrderPlanner
from smallcrm.importers.plan import PlannedRecord, Policy, RowRef
from smallcrm.importers.record_items import Item, Items, RowEffect, merge_found
from smallcrm.importers.record_marks import Mark, Values, looked_up, marks
from smallcrm.importers.rows import ImportRow, RowRecord

_Shelf = dict[Mark, Item]
# By these a record was found: a talk's time of day is not a list's to change, and a product that is
# not known is stored as text elsewhere.
_NOT_MERGED = frozenset(
    {"interaction.date", "feedback.date", "feedback.product", "feedback.text", "term.product"}
)


class RecordPlanner:
    """Collects the records of all rows; what became of them is known after `plan`."""

    def __init__(self, existing: ExistingIndex, policy: Policy) -> None:
        self._existing = existing
        self._policy = policy
        self._items = Items()
        self._orders = OrderPlanner(existing, policy, self._items)
        self._shelves: dict[tuple[int, str], _Shelf] = {}

    def add(self, row: ImportRow, ref: RowRef, table: int, entry: Entry, effect: RowEffect) -> None:
        """Take the records of a row. `table` tells one table of the import from another."""
        order = None
        talked = next((r.values.get("interaction.date") for r in row.records), None)
        for record in row.records:
            if record.kind == "order":
                order = self._orders.add_order(record.values, ref, table, entry, effect)
        for record in row.records:
            if record.kind == "receipt":
                self._orders.add_receipt(record.values, ref, table, entry, effect, order)
            elif record.kind != "order":
                self._take(record, ref, entry, effect, talked)

    def add_product(self, row: ImportRow, ref: RowRef, effect: RowEffect) -> None:
        """Take a row of a list of products."""
        self._take(RowRecord("product", row.values), ref, None, effect, None)

    def plan(self, written: set[int]) -> list[PlannedRecord]:
        """Plan all; `written` are the keys of the customers that are written."""
        self._orders.settle()
        return self._items.plan(written)

    def _take(
        self,
        record: RowRecord,
        ref: RowRef,
        entry: Entry | None,
        effect: RowEffect,
        talked: object,
    ) -> None:
        kind = record.kind
        values = self._settled(record, effect, talked)
        shelf = self._shelf(entry, kind)
        found = next((shelf[mark] for mark in looked_up(kind, values) if mark in shelf), None)
        if found is None:
            found = self._items.make(kind, entry, values, effect)
            found.rows.append(ref)
            if kind == "deal" and "deal.title" not in values:
                found.planned["deal.title"] = _("Deal")
            if kind == "interaction":
                found.planned.setdefault("interaction.kind", "event")
        else:
            more = {name: value for name, value in values.items() if name not in _NOT_MERGED}
            merge_found(found, more, self._policy, effect, ref)
        for mark in marks(kind, found.values):
            shelf.setdefault(mark, found)

    def _settled(self, record: RowRecord, effect: RowEffect, talked: object) -> Values:
        """The values with what only the data file can tell: which stage a deal's stage is."""
        values = record.values
        if record.kind == "feedback" and talked and "feedback.date" not in values:
            return {**values, "feedback.date": talked}
        stage = values.get("deal.stage") if record.kind == "deal" else None
        if not stage or not self._existing.stages:
            return values
        known = self._existing.stages.get(fold(str(stage)))
        settled = dict(values)
        if known:
            settled["deal.stage"] = known
            return settled
        del settled["deal.stage"]
        text = _("Stage in the list: %(stage)s") % {"stage": stage}
        note = str(values.get("deal.note") or "")
        settled["deal.note"] = f"{note}\n{text}".strip()
        told = _("There is no stage “%(stage)s”: the deal begins in the first one.")
        effect.notes.append(told % {"stage": stage})
        return settled

    def _shelf(self, entry: Entry | None, kind: str) -> _Shelf:
        """The records of this kind that a customer has, by their marks; or the products."""
        place = (entry.key if entry else -1, kind)
        if place in self._shelves:
            return self._shelves[place]
        shelf: _Shelf = {}
        stored = self._existing.products if entry is None else ()
        if entry is not None and entry.id is not None:
            stored = self._existing.records.get(entry.id, ())
        for record in stored if self._policy != "create" else ():
            if record.kind == kind:
                item = self._items.stored(record, entry)
                for mark in marks(kind, item.values):
                    shelf.setdefault(mark, item)
        self._shelves[place] = shelf
        return shelf
