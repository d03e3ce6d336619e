"""What the columns of a table hold, handed out row by row under the part of a row it belongs to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, repeat
from typing import NamedTuple, get_args

from smallcrm.core.phone import PhoneKind
from smallcrm.importers.columns import ColumnGuess
from smallcrm.importers.compare import as_text
from smallcrm.importers.pairs import (
    ADDRESS_PHONE,
    BANK_ACCOUNT,
    QQ_WECHAT,
    names_with_numbers,
    split_address_phone,
    split_bank,
    split_messengers,
    split_name_phone,
)
from smallcrm.importers.parts import (
    OwnedPhone,
    add_name,
    is_personal,
    is_street,
    phone_kind,
    plain_name,
)
from smallcrm.importers.rows import CONTACT_PHONES, CUSTOMER_PHONES, RowPhone
from smallcrm.importers.values import CleanColumn

_SPECIAL = {
    "customer.name": "name",
    "contact.name": "contact",
    "customer.note": "note",
    "customer.address": "address",
}
_PHONE_KINDS: tuple[PhoneKind, ...] = get_args(PhoneKind)

Values = dict[str, object]
# By the kind of a number: its kind in the data file, and whether it is the contact person's.
PhoneRule = Mapping[str, tuple[str, bool]]


class Filled(NamedTuple):
    """A column with its clean values."""

    field: str
    guess: ColumnGuess
    values: Sequence[object]


class Draft(NamedTuple):
    """A row while it is put together: values of customer and person, the texts of the rest.

    `people` holds the contact person where `who` is but a name; else `person` what is said of one.
    `address` holds the lines that are to be looked at; a plain street is a value already.
    """

    values: Values
    people: Sequence[Values]
    person: Values
    name: str
    who: str
    notes: list[str]
    address: Sequence[str]
    phones: list[OwnedPhone]


@dataclass(slots=True)
class RowSources:
    """The columns in use, by what their values become."""

    count: int
    groups: dict[str, list[Filled]] = field(default_factory=dict)
    # Each name of a contact person, and the name alone where the cell says nothing more.
    plain_names: dict[str, object] = field(default_factory=dict)

    def add(self, guess: ColumnGuess, column: CleanColumn) -> None:
        """Put a column in."""
        for filled in _filled(guess, column):
            self.groups.setdefault(_group(filled.field), []).append(filled)

    def part(self, start: int, stop: int) -> "RowSources":
        """The rows from one place to another, which is not among them."""
        cut = slice(start, stop)
        groups = {
            name: [filled._replace(values=filled.values[cut]) for filled in group]
            for name, group in self.groups.items()
        }
        return RowSources(len(range(self.count)[cut]), groups, self.plain_names)

    def drafts(self, places: Sequence[int]) -> Iterator[Draft]:
        """The rows at these places, as far as their columns tell."""
        if len(places) < self.count:
            groups = {
                name: [
                    filled._replace(values=[filled.values[place] for place in places])
                    for filled in group
                ]
                for name, group in self.groups.items()
            }
            return RowSources(len(places), groups, self.plain_names).drafts(range(len(places)))
        who = list(islice(self.names("contact"), self.count))
        parts = zip(
            values_of(self.groups.get("plain", ())),
            *self.people(who),
            self.names("name"),
            who,
            self._texts("note"),
            self._texts("address"),
            self.phones(),
            strict=False,  # what no column holds comes for ever
        )
        return map(Draft._make, islice(parts, self.count))

    def settle_addresses(self) -> None:
        """Let plain streets be values like all others, once all columns are in."""
        columns = self.groups.get("address", [])
        if len(columns) != 1:
            return
        name, guess, texts = columns[0]
        streets = {text for text in set(texts) if text is not None and is_street(str(text))}
        plain = [text if text in streets else None for text in texts]
        self.groups.setdefault("plain", []).append(Filled(name, guess, plain))
        rest = [None if text in streets else text for text in texts]
        self.groups["address"] = [Filled(name, guess, rest)] if any(rest) else []

    def people(self, who: Sequence[str]) -> tuple[Iterable[Sequence[Values]], Iterable[Values]]:
        """The contact person of each row that but names one, and what the others say of one."""
        columns = self.groups.get("person", [])
        if "contact" not in self.groups:
            return repeat(()), values_of(columns)
        known = self.plain_names
        known |= {text: plain_name(text) for text in set(who).difference(known)}
        names = [known[text] for text in who]
        named = Filled("contact.name", self.groups["contact"][0].guess, names)
        facts = list(values_of([named, *columns]))
        people = [[own] if name is not None else [] for own, name in zip(facts, names, strict=True)]
        return people, ({} if found else own for own, found in zip(facts, people, strict=True))

    def names(self, group: str) -> Iterator[str]:
        """The name of each row under the columns of a group (name, contact), "" for none."""
        columns = self.groups.get(group)
        if not columns:
            return repeat("")
        if len(columns) == 1:
            return ("" if value is None else str(value) for value in columns[0].values)
        parts = [filled.guess.part for filled in columns]
        rows = zip(*(filled.values for filled in columns), strict=True)
        return (_joined(row, parts) for row in rows)

    def _texts(self, group: str) -> Iterator[list[str]]:
        columns = self.groups.get(group)
        if not columns:
            return (list[str]() for _ in repeat(None))
        if len(columns) == 1:
            return ([] if value is None else [str(value)] for value in columns[0].values)
        rows = zip(*(filled.values for filled in columns), strict=True)
        return ([str(value) for value in row if value is not None] for row in rows)

    def phones(self) -> Iterator[list[OwnedPhone]]:
        """The numbers of each row."""
        columns = [owned_phones(guess, cells) for _, guess, cells in self.groups.get("phone", ())]
        if not columns:
            return (list[OwnedPhone]() for _ in repeat(None))
        if len(columns) == 1:
            return iter(columns[0])
        return ([phone for cell in row for phone in cell] for row in zip(*columns, strict=True))


def values_of(columns: Sequence[Filled]) -> Iterable[Values]:
    """What columns hold, by field: a dict for each row, without what a row does not say.

    Without columns empty ones come for ever.
    """
    if not columns:
        return (dict[str, object]() for _ in repeat(None))
    full, gaps = list[Filled](), list[Filled]()
    for filled in columns:
        (gaps if None in filled.values else full).append(filled)
    fields = [filled.field for filled in full]
    made: list[Values] = [{} for _ in columns[0].values]
    if full:
        rows = zip(*(filled.values for filled in full), strict=True)
        made = list(map(dict, map(zip, repeat(fields), rows)))
    for name, _guess, values in gaps:
        for own, value in zip(made, values, strict=True):
            if value is not None:
                own[name] = value
    return made


def phone_rule(guess: ColumnGuess) -> PhoneRule:
    """What a number in this column is, and whose, by the number's own kind."""
    return {
        kind: (phone_kind(guess.field, kind), is_personal(guess, kind)) for kind in _PHONE_KINDS
    }


def owned_phones(guess: ColumnGuess, cells: Iterable[object]) -> list[list[OwnedPhone]]:
    """The numbers of each cell of a column as the row has them; a cell is a tuple of Phone."""
    rule = phone_rule(guess)
    return [
        [
            (theirs, RowPhone(number, extension, kind, valid))
            for number, extension, found, valid in phones
            for kind, theirs in (rule[found],)
        ]
        if type(phones) is tuple
        else []
        for phones in cells
    ]


def _joined(row: Sequence[object], parts: Sequence[str]) -> str:
    names: list[str] = []
    for value, part in zip(row, parts, strict=True):
        add_name(names, value, part)
    return " ".join(names)


def _group(field_name: str) -> str:
    """How the values of a column find their place in a row."""
    if field_name in CUSTOMER_PHONES or field_name in CONTACT_PHONES:
        return "phone"
    if field_name in _SPECIAL:
        return _SPECIAL[field_name]
    return "person" if field_name.startswith("contact.") else "plain"


def _filled(guess: ColumnGuess, column: CleanColumn) -> list[Filled]:
    """A column under its field; under two where its cells hold two things."""
    if guess.part == BANK_ACCOUNT:
        pairs = [split_bank(str(v)) if v is not None else ("", "") for v in column.values]
        fields = ("customer.invoice_bank", "customer.invoice_account")
    elif guess.part == QQ_WECHAT:
        pairs = [split_messengers(str(v)) if v is not None else ("", "") for v in column.values]
        fields = (guess.field, guess.field.replace("qq", "wechat"))
    elif guess.part == ADDRESS_PHONE:
        cut = [split_address_phone(str(v)) if v is not None else ("", ()) for v in column.values]
        phones = replace(guess, field=guess.field.replace("address", "phone"))
        return [
            Filled(guess.field, guess, [address or None for address, _phones in cut]),
            Filled(phones.field, phones, [found for _address, found in cut]),
        ]
    elif guess.field == "customer.name" and names_with_numbers(column.values):
        named = [split_name_phone(str(v)) if v is not None else (None, ()) for v in column.values]
        numbers = replace(guess, field="customer.phone")
        return [
            Filled(guess.field, guess, [name for name, _phones in named]),
            Filled(numbers.field, numbers, [phones for _name, phones in named]),
        ]
    else:
        return [Filled(guess.field, guess, _plain_values(guess, column))]
    return [
        Filled(name, replace(guess, field=name), [pair[number] or None for pair in pairs])
        for number, name in enumerate(fields)
    ]


def _plain_values(guess: ColumnGuess, column: CleanColumn) -> Sequence[object]:
    """A column's values; those of a custom field as texts."""
    if not guess.custom:
        return column.values
    kind = guess.type
    return [None if v is None else as_text(guess.field, v, kind) for v in column.values]
