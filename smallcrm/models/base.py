"""What all models share: the open data file's database, and ids that are never reused."""

from peewee import AutoField, BooleanField, ForeignKeyField, IntegerField, Model, TextField

from smallcrm.storage.database import database


class RecordedModel(Model):
    """A table of what users enter.

    The schema itself is in storage/migrations; a test holds the two together.
    """

    id = AutoField()

    class Meta:
        database = database
        legacy_table_names = False


def plain_text() -> TextField:
    """Text that is never NULL: unknown is ''."""
    return TextField(default="")


def iso() -> TextField:
    """A date (YYYY-MM-DD) or date and time (YYYY-MM-DD HH:MM) as text; NULL when unknown."""
    return TextField(null=True)


def minor() -> IntegerField:
    """Money in minor units; NULL when unknown."""
    return IntegerField(null=True)


def flag(default: bool = False) -> BooleanField:
    """Yes or no."""
    return BooleanField(default=default)


def owned(model: type[Model] | str, name: str) -> ForeignKeyField:
    """A reference to what the row belongs to and goes with."""
    return ForeignKeyField(model, backref=name, on_delete="CASCADE")


def optional(model: type[Model] | str) -> ForeignKeyField:
    """A reference that is emptied when the other row goes."""
    return ForeignKeyField(model, backref="+", null=True, on_delete="SET NULL")
