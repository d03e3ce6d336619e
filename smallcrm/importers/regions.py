"""The country that a list's phone numbers are of when they do not say it themselves."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from smallcrm.core.phone import Phone
from smallcrm.importers.content import words
from smallcrm.importers.datafiles import read_table
from smallcrm.importers.headers import find_meaning, fold_header
from smallcrm.importers.parts import WIDE
from smallcrm.importers.sheet import Cell
from smallcrm.importers.tables import Table
from smallcrm.importers.values import CleanColumn, Reading, clean_column

_SAMPLE = 300
_LOOKED_AT = 50
_GERMAN = words(
    "firma firmenname kunde kundenname kundennummer ansprechpartner vorname nachname telefon mobil"
    " handy straße strasse plz ort stadt land anrede betreuer rechnungsnr rechnungsnummer betrag"
)
_ENOUGH_GERMAN = 3
# Of the cells under "State": so many are states when it is a list of that country.
_ENOUGH_STATES = 0.8
_CODE = re.compile(r"(?:\+|00)?\s?(\d{1,3})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Regions:
    """The countries of a list's phone numbers, as codes of two letters ("" is not known).

    `usual` is that of the whole list; `rows` that of each record where rows say their own.
    """

    usual: str
    rows: Sequence[str] = ()


NOT_KNOWN = Regions("")


def regions_of(table: Table, chosen: str | None = None) -> Regions:
    """Where the numbers of a table are from; `chosen` is what the user says of all of them.

    China for a list with Chinese in it; else the one country it names, or that of its states or
    language. A row that names another country has its numbers from there, unless one is `chosen`.
    """
    if chosen:
        return Regions(chosen)
    named = _named_regions(table)
    usual = region_of(table, set(named) - {""}) if chosen is None else ""
    if not set(named) - {"", usual}:
        return Regions(usual)
    return Regions(usual, [region or usual for region in named])


def region_of(table: Table, named: set[str]) -> str:
    """The country of a whole list, whose rows name these; "" when that is not known."""
    sample = [cell for record in table.records[:_LOOKED_AT] for cell in record]
    labels = [column.header for column in table.columns]
    if any(WIDE.search(str(text)) for text in (*labels, *sample)):
        return "CN"
    if named or any(_cells_under(table, "@country", _SAMPLE)):
        return next(iter(named)) if len(named) == 1 and _all_known(table) else ""
    if state := _region_of_states(table):
        return state
    german = sum(fold_header(label) in _GERMAN for label in labels)
    return "DE" if german >= _ENOUGH_GERMAN else ""


def clean_phones(cells: Sequence[Cell], reading: Reading, rows: Sequence[str]) -> CleanColumn:
    """Clean a column of phones in which each row has its country.

    What cannot be a number of the row's country is read as one of the list's, `reading.region`.
    """
    values: list[object] = [None] * len(cells)
    problems: dict[int, str] = {}
    rests: dict[int, str] = {}
    for region in dict.fromkeys(rows):
        places = [place for place, other in enumerate(rows) if other == region]
        mine = [cells[place] for place in places]
        column = clean_column(mine, "phone", replace(reading, region=region))
        usual = column if region == reading.region else clean_column(mine, "phone", reading)
        for number, place in enumerate(places):
            wrong = not _dialled(column.values[number]) and _dialled(usual.values[number])
            better = usual if wrong else column
            values[place] = better.values[number]
            if problem := better.problems.get(number):
                problems[place] = problem
            if rest := better.rests.get(number):
                rests[place] = rest
    return CleanColumn(values, problems, rests)


def _dialled(phones: object) -> bool:
    """Whether all numbers of a cell can be dialled."""
    return isinstance(phones, tuple) and all(
        isinstance(phone, Phone) and phone.valid for phone in phones
    )


def _named_regions(table: Table) -> list[str]:
    """The country each record names, "" for none or one that is not known; [] without a column."""
    cells = _cells_under(table, "@country")
    known = {cell: region_named(cell) for cell in set(cells)}
    return [known[cell] for cell in cells]


def _all_known(table: Table) -> bool:
    return all(region_named(cell) for cell in _cells_under(table, "@country", _SAMPLE) if cell)


def _cells_under(table: Table, mark: str, most: int | None = None) -> list[str]:
    """What stands in the first column that means this, one text a record; [] without one."""
    for column in table.columns:
        meaning = find_meaning(column.header)
        if meaning is not None and meaning.field == mark:
            return [str(record[column.index]).strip() for record in table.records[:most]]
    return []


@lru_cache(maxsize=1000)
def region_named(text: str) -> str:
    """The country meant by a name, code or dialling code: Italy, IT, 意大利, +39; "" for none."""
    if code := _CODE.fullmatch(text):
        import phonenumbers

        region = phonenumbers.region_code_for_country_code(int(code[1]))
        return "" if region in ("ZZ", "001") else region
    return _names("country").get(fold_header(text), "")


def _region_of_states(table: Table) -> str:
    """The country whose states stand in the list."""
    cells = [cell for cell in _cells_under(table, "customer.province", _SAMPLE) if cell]
    states = [_names("state").get(fold_header(cell), "") for cell in cells]
    best = max(_names("state").values(), key=states.count, default="")
    return best if cells and states.count(best) >= _ENOUGH_STATES * len(cells) else ""


@lru_cache(maxsize=2)
def _names(what: str) -> Mapping[str, str]:
    """Codes of countries by how they, or their states, are written."""
    lines = [line for line in read_table("countries.tsv") if line[0] == what]
    signs: Iterable[tuple[str, str]] = ((line[1], line[1]) for line in lines)
    found = dict(signs) if what == "country" else {}
    found |= {name: code for _what, code, *names in lines for name in names}
    return MappingProxyType({fold_header(name): code for name, code in found.items()})
