"""What stands once for several rows of a list of records: the customer, the order's number."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from smallcrm.importers.columns import ColumnGuess
from smallcrm.importers.rows import CONTACT_PHONES, CUSTOMER_PHONES
from smallcrm.importers.tables import Table
from smallcrm.importers.values import CleanColumn

WHO = ("customer.name", "customer.code", "customer.tax_number", *CUSTOMER_PHONES, *CONTACT_PHONES)
_OF_ORDER = ("order.number", "order.date", "order.status", "order.staff", "order.due")
# From this share of rows without a customer on, the table names each one only once.
_GROUPED = 0.3

Columns = Mapping[int, CleanColumn]


def carry_down(
    kind: str, table: Table, guesses: Sequence[ColumnGuess], columns: Columns
) -> Columns:
    """Fill rows that leave out what the row above says; other columns stay the same objects."""
    who = [guess.index for guess in guesses if guess.field in WHO and guess.index in columns]
    if not who:
        return columns
    cells = zip(*(columns[index].values for index in who), strict=True)
    blank = [all(value is None for value in row) for row in cells]
    fields = {guess.field: guess.index for guess in guesses if guess.index in columns}
    source: dict[int, int] = {}
    filled = dict(columns)
    if kind == "orders":
        source = _lines_of_orders(table, fields, columns, blank)
        for name in _OF_ORDER:
            if name in fields:
                filled[fields[name]] = _copied(columns[fields[name]], source, only_empty=True)
    rows = table.data_rows
    if "customer.name" in fields and sum(blank) >= max(2, _GROUPED * len(blank)):
        for place in range(1, len(blank)):
            if blank[place] and place not in source and rows[place] == rows[place - 1] + 1:
                source[place] = place - 1
    source = {place: first for place, first in source.items() if blank[place]}
    if source:
        for index in who:
            filled[index] = _copied(filled[index], source)
    return filled


def _lines_of_orders(
    table: Table, fields: Mapping[str, int], columns: Columns, blank: Sequence[bool]
) -> dict[int, int]:
    """The lines below the first of an order, each with the place it takes its order from."""
    rows = table.data_rows
    nothing: Sequence[object] = [None] * len(rows)
    number = columns[fields["order.number"]].values if "order.number" in fields else nothing
    day = columns[fields["order.date"]].values if "order.date" in fields else nothing
    first: dict[object, int] = {}
    source: dict[int, int] = {}
    for place in range(len(rows)):
        if number[place] is not None:
            if number[place] in first:
                source[place] = first[number[place]]
            else:
                first[number[place]] = place
        elif place and blank[place] and day[place] is None and rows[place] == rows[place - 1] + 1:
            source[place] = place - 1
    return source


def _copied(
    column: CleanColumn, source: Mapping[int, int], *, only_empty: bool = False
) -> CleanColumn:
    values = list(column.values)
    for place, first in source.items():  # from top to bottom, so that what is copied goes on
        if not only_empty or values[place] is None:
            values[place] = values[first]
    return replace(column, values=values)
