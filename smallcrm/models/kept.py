"""Tables the program keeps itself (not recorded for undo), as far as services query them."""

from peewee import BooleanField, CompositeKey, IntegerField, Model, TextField

from smallcrm.storage.database import database


class KeptModel(Model):
    """A table that undo leaves alone."""

    class Meta:
        database = database
        legacy_table_names = False


class CustomerFact(KeptModel):
    """What is derived for a customer: list columns, kept up to date by every unit of work."""

    customer = IntegerField(primary_key=True, column_name="customer_id")
    contact = TextField()
    phone = TextField()
    city = TextField()
    last_contact = TextField(null=True)
    next_due = TextField(null=True)
    next_time = TextField()
    next_title = TextField()
    bought = IntegerField()
    owed = IntegerField()
    completeness = IntegerField()
    sort_name = TextField()


class CustomerDay(KeptModel):
    """The state of a customer at the end of a day on which it changed."""

    customer = IntegerField(column_name="customer_id")
    day = TextField()
    level = TextField()
    status = TextField()
    owner = IntegerField(column_name="owner_id", null=True)
    completeness = IntegerField()
    owed = IntegerField()
    gone = BooleanField()

    class Meta:
        primary_key = CompositeKey("customer", "day")


class ImportFile(KeptModel):
    """One imported list.

    The step it made, its name, content hash, how it was read (JSON) and what came of it.
    """

    step_id = IntegerField(null=True)
    at = TextField()
    name = TextField()
    sha256 = TextField()
    profile = TextField()
    totals = TextField()


class ImportRow(KeptModel):
    """What became of one data row of an imported list.

    `changes` is JSON, [field name, new text, contact person] for each thing the row brought to a
    customer that was there already or was made by an earlier row; "" otherwise.
    """

    import_id = IntegerField()
    sheet = TextField()
    row = IntegerField()
    outcome = TextField()
    customer_id = IntegerField(null=True)
    reason = TextField()
    changes = TextField()


class NotSame(KeptModel):
    """Two customers that were looked at and are not one; the smaller id is the first."""

    first = IntegerField(column_name="first_id")
    second = IntegerField(column_name="second_id")
    at = TextField()

    class Meta:
        primary_key = CompositeKey("first", "second")


class SavedView(KeptModel):
    """A filter of the Customers list under a name; `definition` is JSON."""

    name = TextField()
    definition = TextField()
    position = IntegerField(default=0)
