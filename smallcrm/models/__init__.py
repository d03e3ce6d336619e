"""peewee classes over the data file's tables, one module an aggregate."""

from .activity import Attachment, Feedback, FollowUp, Interaction
from .base import RecordedModel
from .customer import Address, Contact, ContactPost, Customer, CustomerTag, CustomValue, Phone
from .kept import CustomerDay, CustomerFact, ImportFile, ImportRow
from .lookup import Competitor, CustomField, Product, Source, Staff, Tag
from .selling import Deal, Order, OrderLine, Receipt, Stage, StageHistory, Term

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
    "Feedback",
    "FollowUp",
    "ImportFile",
    "ImportRow",
    "Interaction",
    "Order",
    "OrderLine",
    "Phone",
    "Product",
    "Receipt",
    "RecordedModel",
    "Source",
    "Staff",
    "Stage",
    "StageHistory",
    "Tag",
    "Term",
]
