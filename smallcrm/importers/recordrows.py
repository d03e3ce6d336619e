"""Give the rows of a table their records; and the rows of a list of products."""

from collections.abc import Mapping, Sequence
from datetime import date

from smallcrm.importers.columns import ColumnGuess
from smallcrm.importers.fields import IGNORED
from smallcrm.importers.parts import WIDE
from smallcrm.importers.records import (
    KIND_OF_TABLE,
    NOTE_OF,
    Defaults,
    RecordColumn,
    Values,
    gather,
    make_records,
)
from smallcrm.importers.rows import ImportRow, Reject, RowProblem, RowRecord, RowSet, reject
from smallcrm.importers.sheet import ErrorCell
from smallcrm.importers.tables import Table
from smallcrm.importers.values import CleanColumn, text_of
from smallcrm.importers.wordlists import read_term

_Columns = Mapping[int, CleanColumn]
_LAST_CONTACT = "customer.last_contact"


def is_record(field: str) -> bool:
    """Whether a field is one of a record or product, not of the customer."""
    return field.partition(".")[0] in NOTE_OF


def labelled(header: str, text: str) -> str:
    """Return a text with its header before it: 等级：蓝色."""
    if not header:
        return text
    return f"{header}{'：' if WIDE.search(header) else ': '}{text}"


class RowRecords:
    """The records of a table, handed out row by row."""

    def __init__(
        self, table: Table, kind: str, guesses: Sequence[ColumnGuess], columns: _Columns
    ) -> None:
        self._table = table
        self._main = KIND_OF_TABLE.get(kind, "")
        self._headers = {guess.index: guess.header for guess in guesses}
        self._remarks: dict[int, list[str]] = {}
        dates = next((g.index for g in guesses if g.field == _LAST_CONTACT), None)
        defaults = Defaults(
            term_kind=_term_kind(table, guesses),
            dates=columns[dates].values if dates is not None else (),
        )
        made = make_records(kind, _record_columns(guesses, columns), len(table.data_rows), defaults)
        self._made = made

    def lacks(self, place: int) -> str:
        """Why the row of a record table makes no record: a code, "" when it makes one."""
        return self._made.lacks.get(place, "")

    def names_order(self, place: int) -> bool:
        """Whether a record of the row has the number of its order."""
        return any(one.values.get("order.number") for one in self._made.made.get(place, ()))

    def remark(self, place: int, text: str) -> None:
        """Keep a text that no field of the record can hold with the record itself."""
        self._remarks.setdefault(place, []).append(text)

    def take(self, place: int, values: Values, notes: list[str]) -> tuple[RowRecord, ...]:
        """The records of a row; what came to none goes to `notes` or to the record's own note.

        A last contact that is told by a talk of the row is taken out of `values`.
        """
        records = self._made.made.get(place, ())
        left = self._made.left.get(place, ())
        for index in left:
            text = labelled(self._headers[index], text_of(self._table.records[place][index]))
            if self._main:
                self.remark(place, text)
            else:
                notes.append(text)
        if place in self._remarks:
            records = _remarked(records, self._main, self._remarks[place])
        last = values.get(_LAST_CONTACT)
        if records and isinstance(last, date):
            days = [r.values["interaction.date"] for r in records if r.kind == "interaction"]
            if any(isinstance(day, date) and day >= last for day in days):
                del values[_LAST_CONTACT]
        return records


def read_records(
    table: Table, kind: str, guesses: Sequence[ColumnGuess], columns: _Columns
) -> RowRecords | None:
    """The records of a table's rows; None where no column tells of any."""
    if kind not in KIND_OF_TABLE and not any(is_record(guess.field) for guess in guesses):
        return None
    return RowRecords(table, kind, guesses, columns)


def assemble_products(table: Table, guesses: Sequence[ColumnGuess], columns: _Columns) -> RowSet:
    """Make a row of each product, or reject it."""
    used = [guess for guess in guesses if guess.field != IGNORED and guess.index in columns]
    product = _record_columns([g for g in used if g.field.startswith("product.")], columns)
    rows: list[ImportRow] = []
    rejects: list[Reject] = []
    for place, number in enumerate(table.data_rows):
        values = gather(product, place)
        cells = table.records[place]
        if "product.name" not in values and "product.code" not in values:
            errors = all(isinstance(cell, ErrorCell) for cell in cells if cell != "")
            rejects.append(reject(table.sheet, number, "error_cells" if errors else "no_product"))
            continue
        values.setdefault("product.name", str(values.get("product.code")))
        problems = []
        for guess in used:
            column = columns[guess.index]
            if message := column.problems.get(place):
                text = text_of(cells[guess.index])
                problems.append(RowProblem(guess.index, guess.field, message, text))
            if rest := column.rests.get(place):
                _add_note(values, "product.note", labelled(guess.header, rest))
        rows.append(ImportRow(table.sheet, number, values, problems=tuple(problems)))
    return RowSet(rows, rejects, "products")


def _record_columns(guesses: Sequence[ColumnGuess], columns: _Columns) -> list[RecordColumn]:
    return [
        RecordColumn(
            guess.field,
            columns[guess.index].values,
            guess.index,
            guess.header if guess.reason == "to_note" else "",
        )
        for guess in guesses
        if is_record(guess.field)
    ]


def _term_kind(table: Table, guesses: Sequence[ColumnGuess]) -> str:
    """The kind of term that the headers speak of (保修到期), or the sheet's name."""
    fields = ("term.end", "term.serial", "term.amount", "term.start", "term.product")
    headers = [guess.header for field in fields for guess in guesses if guess.field == field]
    if not headers:
        return ""
    return next((kind for text in (*headers, table.sheet) if (kind := read_term(text))), "")


def _remarked(
    records: tuple[RowRecord, ...], kind: str, texts: Sequence[str]
) -> tuple[RowRecord, ...]:
    """The records with texts added to the note of the first one of this kind."""
    for number, record in enumerate(records):
        if record.kind == kind:
            values = dict(record.values)
            for text in texts:
                _add_note(values, NOTE_OF[kind], text)
            return (*records[:number], RowRecord(kind, values), *records[number + 1 :])
    return records


def _add_note(values: Values, field: str, text: str) -> None:
    before = values.get(field)
    values[field] = f"{before}\n{text}" if before else text
