"""What the columns of a table hold, handed out row by row under the part of a row it belongs to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, repeat
from typing import NamedTuple

from smallcrm.core.phone import PhoneKind
from smallcrm.importers.columns import ColumnGuess
from smallcrm.importers.compare import as_text
from smallcrm.importers.pairs import ADDRESS_PHONE, BANK_ACCOUNT, split_address_phone, split_bank
from smallcrm.importers.parts import add_name, is_personal, is_street, phone_kind, plain_name
from smallcrm.importers.rows import CONTACT_PHONES, CUSTOMER_PHONES, RowPhone
from smallcrm.importers.values import CleanColumn

_SPECIAL = {
    "customer.name": "name",
    "contact.name": "contact",
    "customer.note": "note",
    "customer.address": "address",
}
_PHONE_KINDS: tuple[PhoneKind, ...] = ("mobile", "landline", "service", "foreign", "unknown")

Values = dict[str, object]
# By the kind of a number: its kind in the data file, and whether it is the contact person's.
PhoneRule = Mapping[str, tuple[str, bool]]
# Whether a number is the contact person's, where there is one, and the number.
OwnedPhone = tuple[bool, RowPhone]


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

    def add(self, guess: ColumnGuess, column: CleanColumn) -> None:
        """Put a column in."""
        for filled in _filled(guess, column):
            self.groups.setdefault(_group(filled.field), []).append(filled)

    def drafts(self) -> Iterator[Draft]:
        """Each row as far as its columns tell, in the order of the table."""
        self._settle_addresses()
        who = list(islice(self._names("contact"), self.count))
        parts = zip(
            self._values(self.groups.get("plain", ())),
            *self._people(who),
            self._names("name"),
            who,
            self._texts("note"),
            self._texts("address"),
            self._phones(),
            strict=False,  # what no column holds comes for ever
        )
        return map(Draft._make, islice(parts, self.count))

    def _settle_addresses(self) -> None:
        """Let plain streets be values like all others."""
        columns = self.groups.get("address", [])
        if len(columns) != 1:
            return
        name, guess, texts = columns[0]
        streets = {text for text in set(texts) if text is not None and is_street(str(text))}
        plain = [text if text in streets else None for text in texts]
        self.groups.setdefault("plain", []).append(Filled(name, guess, plain))
        rest = [None if text in streets else text for text in texts]
        self.groups["address"] = [Filled(name, guess, rest)] if any(rest) else []

    def _people(self, who: Sequence[str]) -> tuple[Iterable[Sequence[Values]], Iterable[Values]]:
        """The contact person of each row that but names one, and what the others say of one."""
        columns = self.groups.get("person", [])
        if "contact" not in self.groups:
            return repeat(()), self._values(columns)
        plain = {text: plain_name(text) for text in set(who)}
        names = [plain[text] for text in who]
        named = Filled("contact.name", self.groups["contact"][0].guess, names)
        facts = list(self._values([named, *columns]))
        if None not in names:
            return [[own] for own in facts], (dict[str, object]() for _ in repeat(None))
        people = [[own] if name is not None else [] for own, name in zip(facts, names, strict=True)]
        return people, ({} if found else own for own, found in zip(facts, people, strict=True))

    def _values(self, columns: Sequence[Filled]) -> Iterator[Values]:
        if not columns:
            return (dict[str, object]() for _ in repeat(None))
        fields = [filled.field for filled in columns]
        rows = zip(*(filled.values for filled in columns), strict=True)
        if not any(None in filled.values for filled in columns):
            return map(dict, map(zip, repeat(fields), rows))
        return (
            {name: v for name, v in zip(fields, row, strict=True) if v is not None} for row in rows
        )

    def _names(self, group: str) -> Iterator[str]:
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

    def _phones(self) -> Iterator[list[OwnedPhone]]:
        columns = [owned_phones(guess, cells) for _, guess, cells in self.groups.get("phone", ())]
        if not columns:
            return (list[OwnedPhone]() for _ in repeat(None))
        if len(columns) == 1:
            return iter(columns[0])
        return ([phone for cell in row for phone in cell] for row in zip(*columns, strict=True))


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
    elif guess.part == ADDRESS_PHONE:
        cut = [split_address_phone(str(v)) if v is not None else ("", ()) for v in column.values]
        phones = replace(guess, field=guess.field.replace("address", "phone"))
        return [
            Filled(guess.field, guess, [address or None for address, _phones in cut]),
            Filled(phones.field, phones, [found for _address, found in cut]),
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
