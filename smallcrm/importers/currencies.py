"""Amounts of other countries: their numbers are taken, and that nothing is converted is said."""

import re
from collections.abc import Iterable, Sequence

from smallcrm.core.i18n import CHINESE, _, current
from smallcrm.importers.content import words
from smallcrm.importers.fields import MONEY
from smallcrm.importers.headers import fold_header
from smallcrm.importers.sheet import Note
from smallcrm.importers.tables import Table

_LOOKED_AT = 300
_HEADERS = words(
    "currency currencycode amountcurrency accountcurrency währung waehrung 币种 币别 货币"
)
_SIGNS = re.compile(r"HK\$|[$€£]|\b(?:EUR|USD|GBP|CHF|HKD|JPY|AUD|CAD|SGD)\b", re.I)
_CODES = {"$": "USD", "€": "EUR", "£": "GBP", "HK$": "HKD"}


def currency_notes(tables: Iterable[tuple[Table, Sequence[tuple[int, str]]]]) -> tuple[Note, ...]:
    """Say which currencies stand in the lists' amounts, none for a list without a foreign one.

    For each table the index and the type of its columns.
    """
    found: dict[str, None] = {}
    for table, columns in tables:
        heads = {column.index: fold_header(column.header) for column in table.columns}
        for index, kind in columns:
            if kind == MONEY or heads.get(index) in _HEADERS:
                found |= _currencies(table, index)
    if not found:
        return ()
    names = ("、" if current().language == CHINESE else ", ").join(found)
    text = _("Amounts in %(currency)s are taken as they stand; nothing is converted.")
    return (Note("currency", text % {"currency": names}),)


def _currencies(table: Table, index: int) -> dict[str, None]:
    """The foreign currencies in a column, in their order."""
    signs: dict[str, None] = {}
    for record in table.records[:_LOOKED_AT]:
        cell = record[index] if index >= 0 else ""
        if isinstance(cell, str) and (sign := _SIGNS.search(cell)):
            signs[_CODES.get(sign[0].upper(), sign[0].upper())] = None
    return signs
