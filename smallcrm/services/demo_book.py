"""The rows of the demonstration data: ids given out, rows collected, all written at once."""

from collections.abc import Sequence
from typing import Any

from peewee import IntegerField, Model, TextField

from smallcrm.core.progress import Progress
from smallcrm.models import CustomerDay, RecordedModel
from smallcrm.models.kept import KeptModel
from smallcrm.storage.session import Session

BATCH = 2000


class LastId(KeptModel):
    """The highest id that was ever given out in each table, so that none is used twice."""

    name = TextField()
    seq = IntegerField()

    class Meta:
        table_name = "sqlite_sequence"
        primary_key = False


class Book:
    """Rows waiting to be written; tables are written in the order in which they were begun."""

    def __init__(self) -> None:
        self._last = {name: int(seq) for name, seq in list(LastId.select().tuples())}
        self._rows: dict[type[Model], list[tuple[Any, ...]]] = {}
        self._defaults: dict[type[Model], dict[str, Any]] = {}
        self._names: dict[tuple[type[Model], str], int] = {}
        self.days: list[tuple[Any, ...]] = []

    def add(self, model: type[RecordedModel], **values: object) -> int:
        """Add a row, its values by the names of fields; returns its id."""
        table = model._meta.table_name
        self._last[table] = row_id = self._last.get(table, 0) + 1
        if model not in self._rows:
            self._rows[model] = []
            self._defaults[model] = {f.name: f.default for f in model._meta.sorted_fields}
        row = {**self._defaults[model], "id": row_id, **values}
        if len(row) != len(self._defaults[model]):
            raise KeyError(f"{table} has no such field among {sorted(values)}")
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

    def write(self, session: Session, progress: Progress) -> None:
        """Write every row, inside a unit of work."""
        tables: list[tuple[type[Model], list[tuple[Any, ...]]]]
        tables = [*self._rows.items(), (CustomerDay, self.days)]
        total = sum(len(rows) for _model, rows in tables)
        done = 0
        for model, rows in tables:
            for start in range(0, len(rows), BATCH):
                progress.check()
                progress.report(done, total)
                part = rows[start : start + BATCH]
                _insert(session, model, part)
                done += len(part)
        progress.report(total, total)


def _insert(session: Session, model: type[Model], rows: Sequence[tuple[Any, ...]]) -> None:
    # peewee compiles the statement for one row; for thousands it would do so a thousand times.
    fields = model._meta.sorted_fields
    statement, _values = model.insert(dict(zip(fields, rows[0], strict=True))).sql()
    session.connection.executemany(statement, rows)
