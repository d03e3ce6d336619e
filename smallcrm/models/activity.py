"""What happened and what is to do: interactions, feedback, follow-ups, attached files."""

from peewee import IntegerField, TextField

from smallcrm.models.base import RecordedModel, flag, iso, minor, optional, owned, plain_text
from smallcrm.models.customer import Contact, Customer
from smallcrm.models.lookup import Competitor, Product, Staff
from smallcrm.models.selling import Deal, Order


class Interaction(RecordedModel):
    """Something that happened with a customer.

    `at` is YYYY-MM-DD or YYYY-MM-DD HH:MM; `expense` in minor units. `entered` is when it was
    written down, `touch_point` the key of the one it was recorded at.
    """

    customer = owned(Customer, "interactions")
    contact = optional(Contact)
    staff = optional(Staff)
    deal = optional(Deal)
    kind = TextField(default="note")
    at = TextField()
    subject = plain_text()
    content = plain_text()
    satisfaction = IntegerField(null=True)
    minutes = IntegerField(null=True)
    expense = minor()
    outcome = plain_text()
    entered = plain_text()
    touch_point = plain_text()


class Feedback(RecordedModel):
    """What a customer says of us or of a competitor, and what it wishes for. `rating` is 1 to 5."""

    customer = owned(Customer, "feedback")
    interaction = optional(Interaction)
    about = TextField(default="us")
    competitor = optional(Competitor)
    product = optional(Product)
    rating = IntegerField(null=True)
    text = plain_text()
    wish = plain_text()
    answered = flag()
    at = TextField()


class FollowUp(RecordedModel):
    """Something to do at a date.

    `due_time` is HH:MM or ''; `repeat` an RFC 5545 rule or ''. `rule` names the reminder rule that
    made it and `fact` what it was made for, if one did; `latest` is the last day it makes sense.
    """

    customer = owned(Customer, "follow_ups")
    contact = optional(Contact)
    deal = optional(Deal)
    order = optional(Order)
    staff = optional(Staff)
    interaction = optional(Interaction)
    title = TextField()
    due = TextField()
    due_time = plain_text()
    state = TextField(default="open")
    closed = iso()
    rule = plain_text()
    note = plain_text()
    created = TextField()
    repeat = plain_text()
    fact = plain_text()
    latest = iso()


class Decision(RecordedModel):
    """What was decided over the report of the days from `first` to `last`.

    With a customer it is done by its follow-up; `state` and `closed` are its own without one.
    """

    first = TextField()
    last = TextField()
    position = IntegerField(default=0)
    what = TextField()
    staff = optional(Staff)
    due = iso()
    customer = optional(Customer)
    follow_up = optional(FollowUp)
    state = TextField(default="open")
    closed = iso()
    created = TextField()


class Attachment(RecordedModel):
    """A file kept with a customer; its content is stored under its SHA-256. `size` in bytes."""

    customer = owned(Customer, "attachments")
    interaction = optional(Interaction)
    name = TextField()
    sha256 = TextField()
    size = IntegerField()
    added = TextField()
