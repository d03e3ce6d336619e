"""The customer and what describes it:

contact persons, phones, addresses, tags, own fields, files.
"""

from peewee import ForeignKeyField, IntegerField, TextField

from smallcrm.models.base import RecordedModel, flag, iso, minor, optional, owned, plain_text
from smallcrm.models.lookup import CustomField, Source, Staff, Tag


class Customer(RecordedModel):
    """A company or person that buys or may buy.

    `revenue` is what it is known to buy a year, in minor units. `consent` is given, refused (do not
    contact) or '' (not asked); `lead_verdict` fits, unfit or ''; `opinion` of us well, ill or ''.
    """

    code = plain_text()
    name = TextField()
    short_name = plain_text()
    kind = TextField(default="company")
    role = TextField(default="customer")
    status = TextField(default="prospect")
    level = plain_text()
    source = optional(Source)
    owner = optional(Staff)
    referred_by = ForeignKeyField("self", backref="+", null=True, on_delete="SET NULL")
    email = plain_text()
    wechat = plain_text()
    qq = plain_text()
    website = plain_text()
    industry = plain_text()
    region = plain_text()
    tax_number = plain_text()
    invoice_title = plain_text()
    invoice_bank = plain_text()
    invoice_account = plain_text()
    founded = iso()
    employees = IntegerField(null=True)
    buying_channel = plain_text()
    payment_method = plain_text()
    preferred_contact = plain_text()
    birthday = iso()
    birthday_lunar = flag()
    credit_limit = minor()
    revenue = minor()
    created = TextField()
    note = plain_text()
    deputy = optional(Staff)
    service = optional(Staff)
    consent = plain_text()
    consent_on = iso()
    lead_verdict = plain_text()
    lead_reason = plain_text()
    opinion = plain_text()
    opinion_leader = flag()


class Contact(RecordedModel):
    """A person at a customer. `position` orders them; `left_on` is set when the person left."""

    customer = owned(Customer, "contacts")
    position = IntegerField(default=0)
    name = TextField()
    salutation = plain_text()
    gender = plain_text()
    title = plain_text()
    role = plain_text()
    occupation = plain_text()
    interests = plain_text()
    email = plain_text()
    wechat = plain_text()
    qq = plain_text()
    birthday = iso()
    birthday_lunar = flag()
    left_on = iso()
    note = plain_text()
    consent = plain_text()


class ContactPost(RecordedModel):
    """Where a contact person worked before: written when the person moves to another customer."""

    contact = owned(Contact, "posts")
    customer = owned(Customer, "former_contacts")
    title = plain_text()
    started = iso()
    ended = iso()


class Phone(RecordedModel):
    """A phone of a customer, or of one of its contact persons.

    `number` holds digits, with + when foreign.
    """

    customer = owned(Customer, "phones")
    contact = ForeignKeyField(Contact, backref="phones", null=True, on_delete="CASCADE")
    kind = TextField(default="phone")
    number = TextField()
    extension = plain_text()
    position = IntegerField(default=0)


class Address(RecordedModel):
    """An address of a customer: office, delivery, invoice or shop."""

    customer = owned(Customer, "addresses")
    kind = TextField(default="office")
    province = plain_text()
    city = plain_text()
    district = plain_text()
    street = plain_text()
    postcode = plain_text()
    position = IntegerField(default=0)


class CustomerTag(RecordedModel):
    """A tag on a customer."""

    customer = owned(Customer, "tag_links")
    tag = owned(Tag, "customer_links")


class CustomValue(RecordedModel):
    """The value of one of the company's own fields, as text."""

    field = owned(CustomField, "values")
    customer = owned(Customer, "custom_values")
    value = TextField()


class Relation(RecordedModel):
    """What a customer is to another one: it referred it, belongs to it, or supplies it.

    `reward` is what was promised for it in minor units, `reward_given` the day it was given.
    """

    customer = owned(Customer, "relations")
    other = owned(Customer, "related")
    kind = TextField()
    reward = minor()
    reward_given = iso()
    note = plain_text()


class FactCheck(RecordedModel):
    """A fact of a customer or contact person that was confirmed, or found wrong, at a moment."""

    customer = owned(Customer, "checks")
    contact = ForeignKeyField(Contact, backref="checks", null=True, on_delete="CASCADE")
    field = TextField()
    state = TextField()
    at = TextField()
    staff = optional(Staff)
