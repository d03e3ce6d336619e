"""The rows of the demonstration data: ids given out, rows collected, all written at once."""

from typing import Any

from peewee import Model

from smallcrm.core.progress import Progress
from smallcrm.models import CustomerDay, RecordedModel
from smallcrm.models.bulk import insert_rows, next_id

BATCH = 2000


class Book:
    """Rows waiting to be written; tables are written in the order in which they were begun."""

    def __init__(self) -> None:
        self._next: dict[type[Model], int] = {}
        self._rows: dict[type[Model], list[tuple[Any, ...]]] = {}
        self._defaults: dict[type[Model], dict[str, Any]] = {}
        self._names: dict[tuple[type[Model], str], int] = {}
        self.days: list[tuple[Any, ...]] = []

    def add(self, model: type[RecordedModel], **values: object) -> int:
        """Add a row, its values by the names of fields; returns its id."""
        if model not in self._rows:
            self._rows[model] = []
            self._next[model] = next_id(model)
            self._defaults[model] = {f.name: f.default for f in model._meta.sorted_fields}
        row_id = self._next[model]
        row = {**self._defaults[model], "id": row_id, **values}
        if len(row) != len(self._defaults[model]):
            raise KeyError(f"{model.__name__} has no such field among {sorted(values)}")
        self._next[model] += 1
        self._rows[model].append(tuple(row.values()))
        return row_id

    def find_or_add(self, model: type[RecordedModel], name: str, **values: object) -> int:
        """The id of the row of this name that is there already, else of a new one."""
        key = model, name.casefold()
        if key not in self._names:
            query = model.select(model.id).where(model.name.collate("NOCASE") == name)
            found = list(query.tuples())
            self._names[key] = int(found[0][0]) if found else self.add(model, name=name, **values)
        return self._names[key]

    def write(self, progress: Progress) -> None:
        """Write every row, inside a unit of work."""
        tables: list[tuple[type[Model], list[tuple[Any, ...]]]]
        tables = [*self._rows.items(), (CustomerDay, self.days)]
        total = sum(len(rows) for _model, rows in tables)
        done = 0
        for model, rows in tables:
            names = [field.name for field in model._meta.sorted_fields]
            for start in range(0, len(rows), BATCH):
                progress.check()
                progress.report(done, total)
                part = rows[start : start + BATCH]
                insert_rows(model, names, part)
                done += len(part)
        progress.report(total, total)
