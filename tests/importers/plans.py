"""Rows of lists written by hand, for tests of plans."""

from datetime import date
from typing import Any

from smallcrm.core.phone import parse_phones
from smallcrm.importers.existing import ExistingCustomer, ExistingIndex, ExistingRecord
from smallcrm.importers.plan import ImportPlan, PlannedRecord
from smallcrm.importers.planner import make_plan
from smallcrm.importers.rows import ImportRow, RowPhone, RowRecord, RowSet

__all__ = ["listed", "numbers", "outcomes", "plan_lists", "rec", "stored_records", "whole"]


def numbers(*texts: str) -> tuple[RowPhone, ...]:
    """The phones in these texts."""
    return tuple(RowPhone(p.number, p.extension) for text in texts for p in parse_phones(text))


def rec(kind: str, /, **values: object) -> RowRecord:
    """A record of a row; values without the kind."""
    return RowRecord(kind, {f"{kind}.{name}": value for name, value in values.items()})


def listed(number: int, name: str, *records: RowRecord, phone: str = "", **more: Any) -> ImportRow:
    """A row of a list: its customer's name ("" for none) and its records."""
    values = {"customer.name": name} if name else {}
    values |= {f"customer.{field}": value for field, value in more.items()}
    return ImportRow("s", number, values, numbers(phone) if phone else (), records=records)


def plan_lists(
    *lists: list[ImportRow], kind: str = "orders", existing: ExistingIndex | None = None, **how: Any
) -> ImportPlan:
    """Plan lists of one kind, a file each."""
    files = [[RowSet(rows, kind=kind)] for rows in lists]
    return make_plan(files, existing or ExistingIndex(), **how)


def outcomes(made: ImportPlan) -> list[str]:
    """What becomes of each row."""
    return [row.outcome for row in made.rows]


def whole(value: object) -> object:
    """A value as the data file has it."""
    return value.isoformat() if isinstance(value, date) else value


def stored_records(made: ImportPlan, index: ExistingIndex | None = None) -> ExistingIndex:
    """Keep what a plan makes and changes, as the data file would."""
    index = index or ExistingIndex()
    ids: dict[int, int] = {}
    for planned in made.customers:
        if planned.id is None:
            new = len(index.customers) + 1
            ids[planned.key] = new
            phones = frozenset(phone.number for phone in planned.phones)
            values = {name: whole(value) for name, value in planned.values.items()}
            index.add(ExistingCustomer(new, str(values["customer.name"]), values, phones))
        else:
            ids[planned.key] = planned.id
    keys: dict[int, int] = {}
    for record in sorted(made.records, key=lambda one: one.kind == "receipt"):
        _keep(index, record, ids, keys)
    return index


def _keep(
    index: ExistingIndex, record: PlannedRecord, ids: dict[int, int], keys: dict[int, int]
) -> None:
    customer = ids[record.customer] if record.customer is not None else record.existing
    shelf = index.products if customer is None else index.records.setdefault(customer, [])
    old = next((one for one in shelf if (one.kind, one.id) == (record.kind, record.id)), None)
    id = (
        old.id
        if old
        else 1 + sum(len(records) for records in index.records.values()) + len(index.products)
    )
    keys[record.key] = id
    values = {**(old.values if old else {})}
    values |= {name: whole(value) for name, value in record.values.items()}
    order = keys.get(record.order, record.order_id) if record.order is not None else record.order_id
    if order is None and old is not None:
        order = old.order_id
    lines = (*(old.lines if old else ()), *record.lines)
    if old is not None:
        shelf.remove(old)
    shelf.append(ExistingRecord(record.kind, id, values, lines, order))
