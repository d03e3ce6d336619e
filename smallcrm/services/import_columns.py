"""The columns of a table that a list's fields go into as they are."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from peewee import Model

from smallcrm.importers.birthdays import LunarBirthday

_BIRTHDAY, _LUNAR = "birthday", "birthday_lunar"


class Columns:
    """The columns of a table that a list's fields go into as they are, if the list has them.

    Beside a birthday stands by which calendar it is.
    """

    def __init__(
        self, model: type[Model], prefix: str, names: Sequence[str], present: Collection[str]
    ) -> None:
        told = {_LUNAR: _BIRTHDAY}
        self.names = [name for name in names if prefix + told.get(name, name) in present]
        known = model._meta.fields
        self._parts = [(prefix + told.get(name, name), known[name].default) for name in self.names]

    def row(self, values: Mapping[str, object]) -> list[Any]:
        """A new row in the order of `names`."""
        found = [values.get(field, default) for field, default in self._parts]
        return [
            int(isinstance(value, LunarBirthday))
            if self.names[place] == _LUNAR
            else value.isoformat()
            if isinstance(value, date)
            else self._parts[place][1]
            if value is None
            else value
            for place, value in enumerate(found)
        ]

    def by_name(self, values: Sequence[Mapping[str, object]]) -> dict[str, list[Any]]:
        """New rows column by column."""
        found: dict[str, list[Any]] = {}
        for name, (field, default) in zip(self.names, self._parts, strict=True):
            column = [one.get(field) for one in values]
            if name == _LUNAR:
                found[name] = [int(isinstance(value, LunarBirthday)) for value in column]
                continue
            if not {str, int}.issuperset(map(type, column)):
                column = [
                    value.isoformat()
                    if isinstance(value, date)
                    else default
                    if value is None
                    else value
                    for value in column
                ]
            found[name] = column
        return found

    def changes(self, values: Mapping[str, object]) -> dict[str, Any]:
        """The values to set in a stored row, by column."""
        row = self.row(values)
        return {
            name: row[place]
            for place, name in enumerate(self.names)
            if values.get(self._parts[place][0]) is not None
        }
