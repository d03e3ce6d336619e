"""What is being sold and was sold: stages, deals, orders, receipts, terms."""

from peewee import ForeignKeyField, IntegerField, TextField

from smallcrm.models.base import RecordedModel, iso, minor, optional, owned, plain_text
from smallcrm.models.customer import Contact, Customer
from smallcrm.models.lookup import Competitor, Product, Staff


class Stage(RecordedModel):
    """A step of the pipeline.

    A stage with a `key` and no `name` is named by the program, in the user's language.
    """

    key = plain_text()
    name = plain_text()
    kind = TextField(default="open")
    position = IntegerField(default=0)
    probability = IntegerField(default=0)
    stale_days = IntegerField(null=True)


class Deal(RecordedModel):
    """A possible sale."""

    customer = owned(Customer, "deals")
    contact = optional(Contact)
    stage = ForeignKeyField(Stage, backref="deals", on_delete="RESTRICT")
    owner = optional(Staff)
    competitor = optional(Competitor)
    title = TextField()
    amount = IntegerField(default=0)
    expected_close = iso()
    opened = TextField()
    closed = iso()
    lost_reason = plain_text()
    note = plain_text()


class StageHistory(RecordedModel):
    """When a deal entered a stage, and its amount then."""

    deal = owned(Deal, "stages")
    stage = owned(Stage, "history")
    entered = TextField()
    amount = IntegerField(default=0)


class Order(RecordedModel):
    """A sale; its amount is the sum of its lines."""

    customer = owned(Customer, "orders")
    deal = optional(Deal)
    staff = optional(Staff)
    number = plain_text()
    date = TextField()
    due = iso()
    status = TextField(default="open")
    note = plain_text()

    class Meta:
        table_name = "sales_order"


class OrderLine(RecordedModel):
    """One product of an order.

    `quantity` is a decimal as text; `price` and `amount` in minor units.
    """

    order = owned(Order, "lines")
    product = optional(Product)
    position = IntegerField(default=0)
    title = plain_text()
    quantity = TextField(default="1")
    price = minor()
    amount = IntegerField()


class Receipt(RecordedModel):
    """Money that came in."""

    customer = owned(Customer, "receipts")
    order = optional(Order)
    staff = optional(Staff)
    date = TextField()
    amount = IntegerField()
    method = plain_text()
    note = plain_text()


class Term(RecordedModel):
    """Something dated at a customer: contract, warranty, subscription or consumable."""

    customer = owned(Customer, "terms")
    product = optional(Product)
    kind = TextField(default="contract")
    title = plain_text()
    serial = plain_text()
    starts = iso()
    ends = iso()
    amount = minor()
    note = plain_text()
