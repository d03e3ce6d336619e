"""Writes what a list says was done, sold, paid and agreed: new records in bulk, changes one by one.

Products come from product lists only: an order's line names one that is known, else it keeps its
text.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from peewee import Model

from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.importers.plan import ImportPlan, PlannedRecord
from smallcrm.models import (
    Competitor,
    Customer,
    Deal,
    Feedback,
    Interaction,
    Order,
    OrderLine,
    Product,
    Receipt,
    Staff,
    Stage,
    StageHistory,
    Term,
)
from smallcrm.models.bulk import insert_rows, next_id
from smallcrm.services.import_names import Names
from smallcrm.services.vocabulary import TERM_KINDS, word
from smallcrm.storage.session import Session
from smallcrm.storage.writing import Unit

STEP = 2000
Values = dict[str, Any]

# Under which columns a record's values are stored as they are.
PLAIN: dict[str, dict[str, str]] = {
    "product": {
        name: name
        for name in ("code", "name", "category", "maker", "unit", "price", "cost", "note")
    },
    "deal": {
        **{name: name for name in ("title", "amount", "expected_close", "lost_reason", "note")},
        **{"opened": "opened", "closed": "closed"},
    },
    "order": {name: name for name in ("number", "date", "due", "status", "note")},
    "receipt": {name: name for name in ("date", "amount", "method", "note")},
    "term": {
        **{name: name for name in ("kind", "title", "serial", "amount", "note")},
        **{"start": "starts", "end": "ends"},
    },
    "interaction": {
        **{name: name for name in ("kind", "subject", "content", "satisfaction")},
        **{"date": "at", "minutes": "minutes", "expense": "expense"},
    },
    "feedback": {
        **{name: name for name in ("about", "rating", "text", "wish")},
        **{"date": "at"},
    },
}
MODELS: dict[str, type[Model]] = {
    "product": Product,
    "deal": Deal,
    "order": Order,
    "receipt": Receipt,
    "term": Term,
    "interaction": Interaction,
    "feedback": Feedback,
}
# In this order: products before what names them, orders before what pays them.
KINDS = tuple(MODELS)
BOUGHT = ("lead", "prospect")


def list_buyers(plan: ImportPlan, names: Names) -> set[int]:
    """The keys of planned customers that bought: an order of theirs counts, or a deal was won."""
    found = set()
    for record in plan.records:
        if record.customer is not None and _is_sale(record, names):
            found.add(record.customer)
    return found


def _is_sale(record: PlannedRecord, names: Names) -> bool:
    if record.kind == "order":
        return record.values.get("order.status") != "cancelled"
    if record.kind == "deal":
        stage = names.stage(record.values.get("deal.stage"))
        return stage is not None and stage.kind == "won"
    return False


class RecordWriter:
    """Writes the records of one plan inside an open unit, some thousand at a time."""

    def __init__(
        self,
        session: Session,
        unit: Unit,
        names: Names,
        customer_ids: Mapping[int, int],
        progress: Progress,
    ) -> None:
        self._session, self._unit = session, unit
        self._names, self._progress = names, progress
        self._customer_ids = customer_ids
        self._order_ids: dict[int, int] = {}
        self._owners: dict[int, int | None] = {}
        self._rows: dict[type[Model], list[Values]] = {}
        self._done = 0

    def write(self, plan: ImportPlan) -> None:
        """Write all records; their customers are written already."""
        if not plan.records:
            return
        if any(record.kind == "deal" for record in plan.records):
            self._owners = dict(list(Customer.select(Customer.id, Customer.owner).tuples()))
        for kind in KINDS:
            records = [record for record in plan.records if record.kind == kind]
            new_id = next_id(MODELS[kind])
            for record in records:
                if self._done % STEP == 0:
                    self._insert_all()
                    self._progress.check()
                    text = _("Writing orders, contact records and the like")
                    self._progress.report(self._done, len(plan.records), text)
                self._done += 1
                self._write(record, new_id)
                new_id += record.id is None
            self._insert_all()
        changed = {
            one.key: one.id
            for one in plan.customers
            if one.id is not None and not one.values.get("customer.status")
        }
        sold = [record for record in plan.records if _is_sale(record, self._names)]
        stored = {record.existing for record in sold}
        stored |= {changed.get(record.customer) for record in sold if record.customer is not None}
        self._make_active(id for id in stored if id is not None)

    def _write(self, record: PlannedRecord, new_id: int) -> None:
        """One record: `new_id` is the id it gets unless it is stored already."""
        row = self._plain(record)
        getattr(self, f"_complete_{record.kind}")(record, row)
        if record.kind == "order":
            self._order_ids[record.key] = record.id or new_id
        if record.id is None:
            self._add(MODELS[record.kind], {"id": new_id, **self._whose(record), **row})
            if record.kind == "deal":
                self._add_stage(new_id, row)
            if record.kind == "order" and (paid := record.values.get("order.paid")):
                self._add_payment(record, new_id, row, paid)
        elif row:
            model = MODELS[record.kind]
            model.update(**row).where(model.id == record.id).execute()
            if record.kind == "deal" and "stage" in row:
                amount = row.get("amount") or Deal.get_by_id(record.id).amount
                self._add_stage(record.id, {**row, "opened": self._session.today, "amount": amount})
        if record.lines:
            self._add_lines(record, record.id or new_id)

    def _plain(self, record: PlannedRecord) -> Values:
        """The values to set, by column; dates as text."""
        row: Values = {}
        for name, column in PLAIN[record.kind].items():
            value = record.values.get(f"{record.kind}.{name}")
            if value is not None:
                row[column] = _stored(value)
        return row

    def _whose(self, record: PlannedRecord) -> Values:
        return {} if record.kind == "product" else {"customer": self._customer(record)}

    def _customer(self, record: PlannedRecord) -> int:
        if record.customer is not None:
            return self._customer_ids[record.customer]
        if record.existing is None:
            raise ValueError(f"a planned {record.kind} without a customer")
        return record.existing

    def _complete_product(self, record: PlannedRecord, row: Values) -> None:
        """Nothing more: a product stands for itself."""

    def _complete_deal(self, record: PlannedRecord, row: Values) -> None:
        """Its stage by name and what follows from that; without an owner it is the customer's."""
        if owner := self._names.id_of(Staff, record.values.get("deal.owner")):
            row["owner"] = owner
        elif record.id is None:
            row["owner"] = self._owners.get(self._customer(record))
        if competitor := record.values.get("deal.competitor"):
            row["competitor"] = self._names.id_of(Competitor, competitor)
        named = record.values.get("deal.stage")
        stage = self._names.stage(named)
        if stage is None and record.id is None:
            note = _("Stage: %(name)s") % {"name": named}
            row["note"] = "\n".join(filter(None, (row.get("note", ""), note)))
            stage = self._names.stage("")
        if stage is not None and (named or record.id is None):
            row["stage"] = stage.id
            row["closed"] = self._closed(stage, row)
        if record.id is None:
            row.setdefault("opened", min(row["closed"] or self._session.today, self._session.today))
            row.setdefault("title", _("Deal"))

    def _closed(self, stage: Stage, row: Values) -> str | None:
        """When a won or lost deal was closed: as the list says, at the latest today."""
        if stage.kind == "open":
            return None
        today = self._session.today
        return str(min(row.get("closed") or row.get("expected_close") or today, today))

    def _complete_order(self, record: PlannedRecord, row: Values) -> None:
        """Its salesperson; a date there must be."""
        self._set_staff(record, row)
        if record.id is None:
            row.setdefault("date", self._session.today)

    def _complete_receipt(self, record: PlannedRecord, row: Values) -> None:
        """Its order, planned or stored."""
        self._set_staff(record, row)
        order = record.order_id
        if record.order is not None:
            order = self._order_ids[record.order]
        if order is not None:
            row["order"] = order
        if record.id is None:
            row.setdefault("date", self._session.today)

    def _complete_term(self, record: PlannedRecord, row: Values) -> None:
        """Its product when that is known, and a title."""
        product = record.values.get("term.product")
        if known := self._names.product(product, record.values.get("product.code")):
            row["product"] = known
        if record.id is None:
            kind = word(TERM_KINDS, row.get("kind", "contract"))
            row["title"] = row.get("title") or product or row.get("serial") or kind

    def _complete_interaction(self, record: PlannedRecord, row: Values) -> None:
        """Who it was, and when."""
        self._set_staff(record, row)
        if record.id is None:
            row.setdefault("at", self._session.today)

    def _complete_feedback(self, record: PlannedRecord, row: Values) -> None:
        """Whom and what it is about."""
        values = record.values
        if competitor := self._names.id_of(Competitor, values.get("feedback.competitor")):
            row |= {"competitor": competitor, "about": "competitor"}
        named = values.get("feedback.product")
        if product := self._names.product(named):
            row["product"] = product
        elif named and record.id is None:
            row["text"] = "\n".join(filter(None, (str(named), row.get("text", ""))))
        if record.id is None:
            row.setdefault("at", self._session.today)

    def _set_staff(self, record: PlannedRecord, row: Values) -> None:
        if staff := self._names.id_of(Staff, record.values.get(f"{record.kind}.staff")):
            row["staff"] = staff

    def _add_stage(self, deal_id: int, row: Values) -> None:
        """A line of the deal's way through the stages."""
        entered = row.get("closed") or row["opened"]
        amount = row.get("amount") or 0
        history = {"deal": deal_id, "stage": row["stage"], "entered": entered, "amount": amount}
        self._add(StageHistory, history)

    def _add_payment(self, record: PlannedRecord, order_id: int, row: Values, paid: object) -> None:
        """What the list says was paid for an order, on the order's day."""
        receipt = {"order": order_id, "date": row["date"], "amount": paid, **self._whose(record)}
        self._add(Receipt, {**receipt, "staff": row.get("staff")})

    def _add_lines(self, record: PlannedRecord, order_id: int) -> None:
        place = 0
        if record.id is not None:
            place = OrderLine.select().where(OrderLine.order == order_id).count()
        for position, line in enumerate(record.lines, place):
            title = str(line.get("order.product") or "")
            self._add(
                OrderLine,
                {
                    "order": order_id,
                    "product": self._names.product(line.get("product.code"), title),
                    "position": position,
                    "title": title,
                    "quantity": str(line.get("order.quantity") or "1"),
                    "price": line.get("order.price"),
                    "amount": _line_amount(line),
                },
            )

    def _add(self, model: type[Model], row: Values) -> None:
        self._rows.setdefault(model, []).append(row)

    def _insert_all(self) -> None:
        """Write what is gathered, parents first."""
        for model in (*MODELS.values(), StageHistory, OrderLine):
            rows = self._rows.get(model)
            if rows:
                _insert(self._unit, model, rows)
                rows.clear()

    def _make_active(self, customer_ids: Iterable[int]) -> None:
        """A stored customer that has bought is no prospect any more."""
        ids = sorted(set(customer_ids))
        for start in range(0, len(ids), 500):
            mine = (Customer.id << ids[start : start + 500]) & (Customer.status << BOUGHT)
            Customer.update(status="active").where(mine).execute()


def _insert(unit: Unit, model: type[Model], rows: Sequence[Values]) -> None:
    """Insert rows that may have different columns: what a row lacks gets the model's default."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    defaults = {name: model._meta.fields[name].default for name in columns}
    insert_rows(
        model,
        columns,
        ([row.get(name, defaults[name]) for name in columns] for row in rows),
        unit,
    )


def _stored(value: object) -> object:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return value


def _line_amount(line: Mapping[str, object]) -> int:
    """A line's amount in minor units, worked out where the list leaves it out."""
    amount, price = line.get("order.amount"), line.get("order.price")
    if isinstance(amount, int):
        return amount
    quantity = Decimal(str(line.get("order.quantity") or "1"))
    return int((quantity * price).to_integral_value()) if isinstance(price, int) else 0
