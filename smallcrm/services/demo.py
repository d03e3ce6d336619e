"""Demonstration data: a small invented company to look round in, made and removed in one step each.

What is demonstration data is known from the change log, so that undo and redo of these steps, and
whatever is done to the customers in between, need no care. The setting "demo" holds the step's id.
"""

import tempfile
from functools import partial
from pathlib import Path

from peewee import CompositeKey, IntegerField, Model, ModelSelect, TextField

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.models import (
    Competitor,
    Customer,
    CustomerTag,
    CustomField,
    CustomValue,
    Deal,
    Feedback,
    FollowUp,
    Interaction,
    Order,
    OrderLine,
    Product,
    Receipt,
    Source,
    Staff,
    Tag,
    Term,
)
from smallcrm.models.kept import KeptModel
from smallcrm.services.customers import count_customers
from smallcrm.storage.attachments import store_file
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session
from smallcrm.storage.tables import TABLE_NUMBERS

BATCH = 500

# Short lists that the demonstration fills, and what refers to them.
LOOKUPS = (
    (
        Staff,
        (Customer.owner, Deal.owner, Interaction.staff, FollowUp.staff, Order.staff, Receipt.staff),
    ),
    (Source, (Customer.source,)),
    (Tag, (CustomerTag.tag,)),
    (Product, (OrderLine.product, Term.product, Feedback.product)),
    (CustomField, (CustomValue.field,)),
    (Competitor, (Deal.competitor, Feedback.competitor)),
)


class LoggedStep(KeptModel):
    """A step of the change log."""

    op = TextField()
    state = TextField()

    class Meta:
        table_name = "change_step"


class LoggedRow(KeptModel):
    """A row that a step of the change log touched."""

    table_id = IntegerField()
    row_id = IntegerField()
    step_id = IntegerField()
    action = TextField()

    class Meta:
        table_name = "change_row"
        primary_key = CompositeKey("table_id", "row_id", "step_id")


class Setting(KeptModel):
    """A setting, to be written together with the step that it names."""

    key = TextField(primary_key=True)
    value = TextField()


def add_demo(session: Session, language: str, progress: Progress | None = None) -> int:
    """Fill an empty file with an invented company in a language; returns how many customers.

    One step. UserError when the file holds customers already.
    """
    from smallcrm.services.demo_invent import Book, invent  # only few ever need them

    progress = progress or Progress()
    if count_customers(session):
        raise UserError(
            _("This file holds customers, so no demonstration data can be added."),
            _("Open a new data file to look round."),
        )
    with session.unit(Op.DEMO) as unit:
        unit.when_recorded.append(_remember)
        book = Book()
        keep = partial(_store, session.datafile.path)
        count = invent(book, language, session.clock.today(), keep)
        book.write(progress)
    return count


def remove_demo(session: Session) -> int:
    """Take the demonstration data out again, with what was added to it; returns how many customers.

    One step. Customers that the user entered stay, and so do staff, products and the like that
    these use. UserError when there is none.
    """
    ids = list_demo_customers(session)
    if not ids:
        raise UserError(_("There is no demonstration data in this file."))
    with session.unit(Op.REMOVE_DEMO):
        for start in range(0, len(ids), BATCH):
            Customer.delete().where(Customer.id << ids[start : start + BATCH]).execute()
        for model, references in LOOKUPS:
            unused = [
                model.id.not_in(field.model.select(field).where(field.is_null(False)))
                for field in references
            ]
            mine = model.id << _rows_of_demo(model)
            model.delete().where(mine, *unused).execute()
        session.settings.set("demo", "")
    return len(ids)


def has_demo(session: Session) -> bool:
    """Whether the file holds demonstration data now, however it came or went."""
    query = Customer.select(Customer.id).where(Customer.id << _rows_of_demo(Customer))
    return bool(list(query.limit(1).tuples()))


def list_demo_customers(session: Session) -> list[int]:
    """The ids of the demonstration customers that are in the file now."""
    query = Customer.select(Customer.id).where(Customer.id << _rows_of_demo(Customer))
    return [row[0] for row in list(query.tuples())]


def list_removed_demo_customers(session: Session) -> set[int]:
    """The ids of demonstration customers that are gone: their past is nobody's."""
    query = _rows_of_demo(Customer).except_(Customer.select(Customer.id))
    return {row[0] for row in list(query.tuples())}


def _rows_of_demo(model: type[Model]) -> ModelSelect:
    """A query for the ids of the rows of a table that demonstrations have made."""
    number = TABLE_NUMBERS[model._meta.table_name]
    steps = LoggedStep.select(LoggedStep.id).where(LoggedStep.op == Op.DEMO.value)
    return LoggedRow.select(LoggedRow.row_id).where(
        (LoggedRow.table_id == number) & (LoggedRow.action == "I") & (LoggedRow.step_id << steps)
    )


def _store(datafile: Path, name: str, content: bytes) -> tuple[str, int]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return store_file(datafile, path)


def _remember(step_id: int) -> None:
    Setting.insert(key="demo", value=str(step_id)).on_conflict_replace().execute()
