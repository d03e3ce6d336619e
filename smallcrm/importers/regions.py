"""The country that a list's phone numbers are of when they do not say it themselves."""

from collections.abc import Mapping

from smallcrm.importers.content import words
from smallcrm.importers.headers import find_meaning, fold_header
from smallcrm.importers.parts import WIDE
from smallcrm.importers.tables import Table

_SAMPLE = 300
_LOOKED_AT = 50
_GERMAN = words(
    "firma firmenname kunde kundenname kundennummer ansprechpartner vorname nachname telefon mobil"
    " handy straße strasse plz ort stadt land anrede betreuer rechnungsnr rechnungsnummer betrag"
)
_ENOUGH_GERMAN = 3
_COUNTRIES: Mapping[str, frozenset[str]] = {
    "US": words("us usa unitedstates unitedstatesofamerica america"),
    "GB": words("gb uk unitedkingdom greatbritain england scotland wales"),
    "DE": words("de germany deutschland d"),
    "FR": words("fr france frankreich"),
    "AU": words("au australia"),
    "SG": words("sg singapore"),
    "MY": words("my malaysia"),
    "JP": words("jp japan"),
    "KR": words("kr korea southkorea republicofkorea"),
    "HK": words("hk hongkong"),
}


def region_of(table: Table) -> str:
    """China for a list with Chinese in it; else the one country it names, or that of its language.

    "" when that is not known: a number abroad may be of anywhere.
    """
    sample = [cell for record in table.records[:_LOOKED_AT] for cell in record]
    labels = [column.header for column in table.columns]
    if any(WIDE.search(str(text)) for text in (*labels, *sample)):
        return "CN"
    named = _named_countries(table)
    if named:
        found = {region for region, names in _COUNTRIES.items() if named & names}
        known = all(any(name in names for names in _COUNTRIES.values()) for name in named)
        return found.pop() if len(found) == 1 and known else ""
    german = sum(fold_header(label) in _GERMAN for label in labels)
    return "DE" if german >= _ENOUGH_GERMAN else ""


def _named_countries(table: Table) -> set[str]:
    """What stands in the columns of countries, without case and spaces."""
    names: set[str] = set()
    for column in table.columns:
        meaning = find_meaning(column.header)
        if meaning is not None and meaning.field == "@country":
            cells = (str(record[column.index]) for record in table.records[:_SAMPLE])
            names |= {fold_header(cell) for cell in cells}
    return names - {""}
