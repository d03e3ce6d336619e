"""Rows that say no more than their own cells do, put together by columns: nearly all of most lists.

What asks for a closer look is left to assemble.py, row by row: a name that is none, several persons
in a cell, an address that holds a place.
"""

from collections.abc import Sequence

from smallcrm.importers.parts import share_phones
from smallcrm.importers.places import province_of
from smallcrm.importers.rows import ImportRow
from smallcrm.importers.rowsources import Filled, RowSources, values_of

_CITY, _PROVINCE, _NOTE = "customer.city", "customer.province", "customer.note"
# A longer name is that of no person, where the column is not one of persons.
LONGEST_PERSON = 4


def are_plain(sources: RowSources) -> bool:
    """Whether rows of these columns can be plain: none says anything of another."""
    groups = sources.groups
    names, people, notes = (groups.get(group, []) for group in ("name", "contact", "note"))
    single = len(names) == 1 and len(people) <= 1 and len(notes) <= 1
    if not single or any(filled.guess.part for filled in (*names, *people)):
        return False
    if "person" in groups and not people:
        return False
    # A remark on a further row of a customer says whose it is.
    known = set(names[0].values)
    return not notes or (len(known) == sources.count and None not in known)


def plain_rows(sources: RowSources, sheet: str, numbers: Sequence[int]) -> list[ImportRow | None]:
    """The rows with these numbers in the sheet; None for each that asks for a closer look."""
    groups = sources.groups
    values = values_of([*groups.get("plain", ()), *groups["name"], *_provinces(sources)])
    who = list(sources.names("contact")) if "contact" in groups else [""] * sources.count
    people, left = sources.people(who)
    nothing: Sequence[object] = [None] * sources.count
    notes, lines = (
        groups[group][0].values if groups.get(group) else nothing for group in ("note", "address")
    )
    rows = zip(
        numbers,
        sources.names("name"),
        values,
        who,
        people,
        left,
        sources.phones(),
        notes,
        lines,
        strict=False,  # what no column holds comes for ever
    )
    made: list[ImportRow | None] = []
    for number, name, own, named, persons, others, phones, note, line in rows:
        if (
            line is not None
            or others
            or not (persons or (not named and len(name) > LONGEST_PERSON))
            or not name[:1].isalpha()
        ):
            made.append(None)
            continue
        if note is not None:
            own[_NOTE] = str(note)
        company, contacts = share_phones(phones, persons)
        made.append(ImportRow(sheet, number, own, company, tuple(contacts)))
    return made


def _provinces(sources: RowSources) -> list[Filled]:
    """The provinces of known cities, for rows that name a city only."""
    by_field = {filled.field: filled for filled in sources.groups.get("plain", ())}
    city = by_field.get(_CITY)
    if city is None:
        return []
    told = by_field[_PROVINCE].values if _PROVINCE in by_field else [None] * sources.count
    known = {name: province_of(str(name)) or None for name in set(city.values) if name is not None}
    found = [
        known.get(name) if province is None else province
        for name, province in zip(city.values, told, strict=True)
    ]
    return [Filled(_PROVINCE, city.guess, found)]
