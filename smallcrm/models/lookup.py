"""Short lists that other records choose from: staff, sources, tags, products, competitors."""

from peewee import IntegerField, TextField

from smallcrm.models.base import RecordedModel, flag, iso, minor, optional, plain_text


class Staff(RecordedModel):
    """A person who owns customers and does the work (no log-in)."""

    name = TextField()
    phone = plain_text()
    email = plain_text()
    active = flag(True)


class Source(RecordedModel):
    """Where customers come from."""

    name = TextField()


class Tag(RecordedModel):
    """A word put on customers."""

    name = TextField()


class Product(RecordedModel):
    """What is sold. `price` and `cost` are in minor units for one `unit`.

    It is new from the day `new_since` on; `follows` is the product it takes the place of.
    """

    code = plain_text()
    name = TextField()
    category = plain_text()
    maker = plain_text()
    unit = plain_text()
    price = minor()
    cost = minor()
    active = flag(True)
    note = plain_text()
    new_since = iso()
    follows = optional("self")


class Competitor(RecordedModel):
    """Somebody else who sells to our customers."""

    name = TextField()
    note = plain_text()


class CustomField(RecordedModel):
    """A field of the company's own on customers. `choices` holds one choice a line."""

    name = TextField()
    type = TextField(default="text")
    choices = plain_text()
    position = IntegerField(default=0)
