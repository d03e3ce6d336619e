"""Put the clean columns of a table together into rows."""

import re
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace

from smallcrm.core.names import looks_like_person, split_person
from smallcrm.core.phone import Phone, parse_phones
from smallcrm.importers.columns import ColumnGuess
from smallcrm.importers.content import kind_of
from smallcrm.importers.fields import CUSTOM, IGNORED
from smallcrm.importers.headers import find_meaning, fold_header
from smallcrm.importers.places import Place, find_place, province_of, street_of
from smallcrm.importers.rows import (
    CONTACT_PHONES,
    CUSTOMER_PHONES,
    ImportRow,
    Reject,
    RowContact,
    RowPhone,
    RowProblem,
    RowSet,
    reject,
)
from smallcrm.importers.sheet import ErrorCell
from smallcrm.importers.tables import Table
from smallcrm.importers.values import CleanColumn, text_of

# What a person who is the customer has in its own record.
_OWN = ("email", "wechat", "qq", "birthday")
_SEVERAL = re.compile(r"\s*[、，,;；/\n]\s*")
_LETTERS = re.compile(r"[^\W\d_]")
_WIDE = re.compile(r"[\u3400-\u9fff]")

Values = MutableMapping[str, object]


@dataclass(slots=True)
class _Draft:
    """A row while it is put together."""

    values: dict[str, object]
    person: dict[str, object]
    names: list[str]
    contact_names: list[str]
    notes: list[str]
    address: list[str]
    phones: list[tuple[ColumnGuess, Phone]]
    problems: list[RowProblem]


def assemble(
    table: Table, guesses: Sequence[ColumnGuess], columns: Mapping[int, CleanColumn]
) -> RowSet:
    """Make a row of each record, or reject it. `columns` holds the clean columns by index."""
    return _Assembler(table, guesses, columns).run()


class _Assembler:
    def __init__(
        self, table: Table, guesses: Sequence[ColumnGuess], columns: Mapping[int, CleanColumn]
    ) -> None:
        self.table = table
        used = [guess for guess in guesses if guess.field != IGNORED]
        self.by_field = {guess.field: guess for guess in used}
        self.sorted: dict[str, list[tuple[ColumnGuess, Sequence[object]]]] = {}
        for guess in used:
            values = columns[guess.index].values
            self.sorted.setdefault(_group(guess), []).append((guess, values))
        self.doubtful = [
            (guess, columns[guess.index])
            for guess in used
            if columns[guess.index].problems or columns[guess.index].rests
        ]
        self.named = "customer.name" in self.by_field or "contact.name" in self.by_field
        self.personal = self._lists_persons()
        self.last_name: str | None = None
        self.last_row = -1

    def run(self) -> RowSet:
        rows: list[ImportRow] = []
        rejects: list[Reject] = []
        for place, number in enumerate(self.table.data_rows):
            row = self._row(place, number)
            if isinstance(row, Reject):
                rejects.append(row)
            else:
                rows.append(row)
        return RowSet(rows, rejects)

    def _lists_persons(self) -> bool:
        """Whether the column of the customer's name is one of persons' names."""
        guess = self.by_field.get("customer.name")
        if guess is None:
            return False
        meaning = find_meaning(guess.header)
        if guess.part:
            return True
        if meaning is None or fold_header(guess.header) == "name":
            return False
        return meaning.field in ("@person", "contact.name", "@first", "@last")

    # --- one record -----------------------------------------------------------------------------

    def _row(self, place: int, number: int) -> ImportRow | Reject:
        draft = self._draft(place)
        contacts = self._contacts(draft)
        name = " ".join(draft.names)
        if not _LETTERS.search(name) and not name.strip().isdecimal():
            name = ""
        if not name and self._continues(draft, contacts, number):
            name = self.last_name or ""
        if not name and contacts:
            name, contacts = self._person_as_customer(draft, contacts)
        if not name:
            return reject(self.table.sheet, number, self._why_not(place))
        draft.values["customer.name"] = name
        self.last_name, self.last_row = name, number
        if "customer.kind" not in draft.values and self._is_person(name, contacts):
            draft.values["customer.kind"] = "person"
        self._finish(draft, contacts)
        phones, contacts = self._share_phones(draft, contacts)
        return ImportRow(
            self.table.sheet,
            number,
            draft.values,
            phones,
            tuple(contacts),
            tuple(draft.problems),
        )

    def _draft(self, place: int) -> _Draft:
        draft = _Draft(
            values={guess.field: value for guess, value in self._filled("plain", place)},
            person={guess.field: value for guess, value in self._filled("person", place)},
            names=[],
            contact_names=[],
            notes=[str(value) for _, value in self._filled("note", place)],
            address=[str(value) for _, value in self._filled("address", place)],
            phones=[],
            problems=[],
        )
        for guess, value in self._filled("custom", place):
            draft.values[guess.field] = _custom_text(value)
        for guess, value in self._filled("name", place):
            _add_name(draft.names, str(value), guess.part)
        for guess, value in self._filled("contact", place):
            _add_name(draft.contact_names, str(value), guess.part)
        for guess, value in self._filled("phone", place):
            draft.phones += [(guess, phone) for phone in _phones(value)]
        for guess, column in self.doubtful:
            if place in column.problems or place in column.rests:
                self._note_problem(draft, guess, column, place)
        return draft

    def _filled(self, group: str, place: int) -> list[tuple[ColumnGuess, object]]:
        columns = self.sorted.get(group, ())
        return [(guess, values[place]) for guess, values in columns if values[place] is not None]

    def _note_problem(
        self, draft: _Draft, guess: ColumnGuess, column: CleanColumn, place: int
    ) -> None:
        cell = text_of(self.table.records[place][guess.index])
        if message := column.problems.get(place):
            draft.problems.append(RowProblem(guess.index, guess.field, message, cell))
        if rest := column.rests.get(place):
            colon = "：" if _WIDE.search(guess.header) else ": "
            draft.notes.append(f"{guess.header}{colon}{rest}" if guess.header else rest)

    def _continues(self, draft: _Draft, contacts: list[RowContact], number: int) -> bool:
        """Whether a row without a customer names one more person of the row above.

        So sheets with merged cells look when saved as text: nothing of the customer is repeated.
        """
        own = [field for field in draft.values if field.startswith("customer.")]
        return (
            bool(contacts)
            and self.last_name is not None
            and self.last_row == number - 1
            and not own
            and not draft.address
            and "customer.name" in self.by_field
        )

    def _why_not(self, place: int) -> str:
        cells = [cell for cell in self.table.records[place] if cell != ""]
        if all(isinstance(cell, ErrorCell) for cell in cells):
            return "error_cells"
        return "no_name" if self.named else "no_name_column"

    def _is_person(self, name: str, contacts: Sequence[RowContact]) -> bool:
        if kind_of(name) == "company":
            return False
        if self.personal:
            return True
        short = bool(_WIDE.match(name)) and len(name) <= 4
        return short and not contacts and looks_like_person(name)

    # --- contact persons ------------------------------------------------------------------------

    def _contacts(self, draft: _Draft) -> list[RowContact]:
        text = " ".join(draft.contact_names)
        if not text:
            return []
        found = self._contact_phones(draft, text)
        names = _split_names(found)
        contacts: list[RowContact] = []
        for name in names:
            person = split_person(name)
            values: dict[str, object] = {
                "contact.name": person.name or name.strip(),
                "contact.salutation": person.salutation,
                "contact.gender": person.gender,
                "contact.title": person.title,
            }
            if not contacts:
                values |= draft.person
            contacts.append(RowContact({k: v for k, v in values.items() if v not in ("", None)}))
        draft.person = {}
        return contacts

    def _contact_phones(self, draft: _Draft, text: str) -> str:
        """Take numbers out of a name's cell: 张三 13800138000."""
        if sum(character.isdecimal() for character in text) < 7:
            return text
        phones = parse_phones(text)
        guess = self.by_field["contact.name"]
        draft.phones += [(replace(guess, field="contact.phone"), phone) for phone in phones]
        left = re.sub(r"[\d+()\-—/:：]+|转|分机|手机|电话", " ", text)
        return " ".join(left.split())

    def _person_as_customer(
        self, draft: _Draft, contacts: list[RowContact]
    ) -> tuple[str, list[RowContact]]:
        """The contact person is the customer: nothing else in the row names one."""
        first, *others = contacts
        name = " ".join(draft.contact_names) if not first.name else first.name
        values = dict(first.values)
        salutation = values.pop("contact.salutation", "")
        if len(name) == 1 and salutation:
            name += str(salutation)
        values.pop("contact.name", None)
        draft.values.setdefault("customer.kind", "person")
        draft.person = values
        return name, others

    def _finish(self, draft: _Draft, contacts: list[RowContact]) -> None:
        self._place_left_person(draft, contacts)
        self._place_address(draft)
        if draft.notes:
            draft.values["customer.note"] = "\n".join(dict.fromkeys(draft.notes))

    def _place_left_person(self, draft: _Draft, contacts: list[RowContact]) -> None:
        """Facts about a person in a row that names none: the customer's own, or a note."""
        left = draft.person
        for field in _OWN:
            if value := left.pop(f"contact.{field}", None):
                draft.values.setdefault(f"customer.{field}", value)
        if note := left.pop("contact.note", None):
            draft.notes.append(str(note))
        if left and draft.values.get("customer.kind") == "person":
            name = draft.values["customer.name"]
            contacts.insert(0, RowContact({"contact.name": name, **left}))
        elif left:
            for field, value in left.items():
                header = self.by_field[field].header if field in self.by_field else ""
                draft.notes.append(f"{header}: {value}" if header else str(value))

    def _place_address(self, draft: _Draft) -> None:
        values = draft.values
        if draft.address:
            parts = list(dict.fromkeys(draft.address))
            address = ("" if _WIDE.search("".join(parts)) else ", ").join(parts)
            place = find_place(address)
            if _agrees(values, place):
                values.setdefault("customer.province", place.province)
                values.setdefault("customer.city", place.city)
                values.setdefault("customer.district", place.district)
                address = street_of(address, place)
            values["customer.address"] = address
        city = values.get("customer.city")
        if city and not values.get("customer.province"):
            values["customer.province"] = province_of(str(city))
        for field in ("province", "city", "district", "address"):
            if values.get(f"customer.{field}") == "":
                del values[f"customer.{field}"]

    # --- phones ---------------------------------------------------------------------------------

    def _share_phones(
        self, draft: _Draft, contacts: list[RowContact]
    ) -> tuple[tuple[RowPhone, ...], list[RowContact]]:
        """Give each number to the customer or to a contact person.

        Beside a contact person a mobile is theirs and a landline the company's, unless the column
        says otherwise.
        """
        company: dict[tuple[str, str, bool], RowPhone] = {}
        personal: dict[tuple[str, str, bool], RowPhone] = {}
        for guess, phone in draft.phones:
            made = _row_phone(guess.field, phone)
            key = (made.number, made.extension, made.kind == "fax")
            theirs = bool(contacts) and _is_theirs(guess, phone)
            (personal if theirs else company).setdefault(key, made)
        for key in personal:
            company.pop(key, None)
        if personal:
            contacts = _spread(list(personal.values()), contacts)
        return tuple(company.values()), contacts


def _group(guess: ColumnGuess) -> str:
    """How the values of a column find their place in a row."""
    field = guess.field
    if field in CUSTOMER_PHONES or field in CONTACT_PHONES:
        return "phone"
    special = {
        "customer.name": "name",
        "contact.name": "contact",
        "customer.note": "note",
        "customer.address": "address",
    }
    if field in special:
        return special[field]
    if field.startswith(CUSTOM):
        return "custom"
    return "person" if field.startswith("contact.") else "plain"


def _phones(value: object) -> Sequence[Phone]:
    return value if isinstance(value, tuple) else ()


def _add_name(names: list[str], text: str, part: str) -> None:
    """Join parts of a name: first before last in Latin, last before first in Chinese."""
    wide = bool(_WIDE.search(text))
    if part and names and wide:
        first, last = (text, names[0]) if part == "first" else (names[0], text)
        names[:] = [last + first]
    elif part == "first":
        names.insert(0, text)
    else:
        names.append(text)


def _split_names(text: str) -> list[str]:
    """Several persons in a cell (张三、李四); anything else stays one name."""
    parts = [part for part in _SEVERAL.split(text) if part]
    if len(parts) > 1 and all(len(part) <= 20 and looks_like_person(part) for part in parts):
        return parts
    return [text.replace("\n", " ")]


def _custom_text(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _agrees(values: Values, place: Place) -> bool:
    """Whether a place read from the address does not speak against the columns."""
    found = (
        ("customer.province", place.province),
        ("customer.city", place.city),
        ("customer.district", place.district),
    )
    return all(not part or values.get(field, part) in (part, "") for field, part in found)


def _row_phone(field: str, phone: Phone) -> RowPhone:
    if field == "customer.fax":
        kind = "fax"
    elif field == "customer.invoice_phone":
        kind = "invoice"
    elif phone.kind == "mobile":
        kind = "mobile"
    elif phone.kind in ("landline", "service"):
        kind = "phone"
    else:
        kind = "mobile" if field.endswith(".mobile") else "phone"
    return RowPhone(phone.number, phone.extension, kind, phone.valid)


def _is_theirs(guess: ColumnGuess, phone: Phone) -> bool:
    if guess.field in ("customer.fax", "customer.invoice_phone"):
        return False
    landline = phone.kind in ("landline", "service")
    if guess.field in CONTACT_PHONES:
        # A column that is personal only because it holds mobiles gives its landlines back.
        return not (landline and guess.reason == "contact")
    return phone.kind == "mobile" or (phone.kind == "unknown" and guess.field == "customer.mobile")


def _spread(phones: list[RowPhone], contacts: list[RowContact]) -> list[RowContact]:
    """As many numbers as persons: one each; otherwise all to the first."""
    if len(phones) == len(contacts):
        shares = [(phone,) for phone in phones]
    else:
        shares = [tuple(phones), *([()] * (len(contacts) - 1))]  # type: ignore[list-item]
    return [replace(who, phones=share) for who, share in zip(contacts, shares, strict=True)]
