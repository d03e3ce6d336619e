"""Saving the rows that hang on a record with as few changes as possible."""

from collections.abc import Sequence

from peewee import Expression, Model

Values = dict[str, object]


def sync_rows(
    model: type[Model], where: Expression, owner: Values, wanted: Sequence[Values]
) -> None:
    """Make the rows of `model` that match `where` equal to `wanted`, in order of their `position`.

    Rows that are already right are not touched, so that the change log names only what was changed.
    """
    present = list(model.select().where(where).order_by(model.position, model.id))
    for place, values in enumerate(wanted):
        values = {**values, "position": place}
        if place >= len(present):
            model.create(**owner, **values)
            continue
        changed = differing(present[place], values)
        if changed:
            model.update(**changed).where(model.id == present[place].id).execute()
    for extra in present[len(wanted) :]:
        model.delete().where(model.id == extra.id).execute()


def differing(instance: Model, values: Values) -> Values:
    """Those of `values` (fields by name, references by id) that the instance does not have yet."""
    stored = instance.__data__
    return {name: value for name, value in values.items() if stored.get(name) != value}
