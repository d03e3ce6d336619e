"""peewee classes over the data file's tables, one module an aggregate."""

from smallcrm.models.activity import Attachment, Decision, Feedback, FollowUp, Interaction
from smallcrm.models.base import RecordedModel
from smallcrm.models.customer import (
    Address,
    Contact,
    ContactPost,
    Customer,
    CustomerTag,
    CustomValue,
    FactCheck,
    Phone,
    Relation,
)
from smallcrm.models.kept import (
    CustomerDay,
    CustomerFact,
    ImportFile,
    ImportRow,
    NotSame,
    SavedView,
)
from smallcrm.models.lookup import Competitor, CustomField, Product, Source, Staff, Tag
from smallcrm.models.selling import Deal, Order, OrderLine, Receipt, Stage, StageHistory, Term

__all__ = [
    "Address",
    "Attachment",
    "Competitor",
    "Contact",
    "ContactPost",
    "CustomField",
    "CustomValue",
    "Customer",
    "CustomerDay",
    "CustomerFact",
    "CustomerTag",
    "Deal",
    "Decision",
    "FactCheck",
    "Feedback",
    "FollowUp",
    "ImportFile",
    "ImportRow",
    "Interaction",
    "NotSame",
    "Order",
    "OrderLine",
    "Phone",
    "Product",
    "Receipt",
    "RecordedModel",
    "Relation",
    "SavedView",
    "Source",
    "Staff",
    "Stage",
    "StageHistory",
    "Tag",
    "Term",
]
