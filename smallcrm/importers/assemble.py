"""Put the clean columns of a table together into rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from smallcrm.core.names import family_name, looks_like_person
from smallcrm.core.phone import Phone, parse_phones
from smallcrm.importers.carried import carry_down
from smallcrm.importers.columns import ColumnGuess
from smallcrm.importers.compare import as_text
from smallcrm.importers.content import is_company
from smallcrm.importers.fields import IGNORED
from smallcrm.importers.headers import find_meaning, fold_header
from smallcrm.importers.pairs import (
    ADDRESS_PHONE,
    BANK_ACCOUNT,
    split_address_phone,
    split_bank,
)
from smallcrm.importers.parts import (
    WIDE,
    add_address,
    add_name,
    add_province,
    is_personal,
    read_persons,
    row_phone,
    share_out,
)
from smallcrm.importers.recordrows import (
    assemble_products,
    is_record,
    labelled,
    read_records,
)
from smallcrm.importers.records import KIND_OF_TABLE
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
_MANY_DIGITS = re.compile(r"(?:\d\D{0,2}){7}")
_LETTERS = re.compile(r"[^\W\d_]")


def _called(person: Mapping[str, object], draft: "_Draft") -> dict[str, object]:
    """The name of 王工 whose title stands in a column of its own: 王 alone calls nobody."""
    name, title = str(person["contact.name"]), str(person.get("contact.title", ""))
    given = str(draft.person.get("contact.title", "")) or title
    short = name == family_name(name) and WIDE.match(name) and WIDE.match(title)
    return {"contact.name": name + title} if short and title not in given else {}


class _Filled(NamedTuple):
    """A column with its clean values."""

    field: str
    guess: ColumnGuess
    values: Sequence[object]


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
    remarks: int = 0  # so many of the notes stand in columns for them


def assemble(
    table: Table,
    guesses: Sequence[ColumnGuess],
    columns: Mapping[int, CleanColumn],
    kind: str = "customers",
) -> RowSet:
    """Make a row of each record, or reject it. `columns` holds the clean columns by index.

    `kind` is what the table lists (fields.KINDS).
    """
    if kind == "products":
        return assemble_products(table, guesses, columns)
    if kind in KIND_OF_TABLE:
        columns = carry_down(kind, table, guesses, columns)
    return _Assembler(table, guesses, columns, kind).run()


class _Assembler:
    def __init__(
        self,
        table: Table,
        guesses: Sequence[ColumnGuess],
        columns: Mapping[int, CleanColumn],
        kind: str,
    ) -> None:
        self.table = table
        self.kind = kind
        self.main = KIND_OF_TABLE.get(kind, "")
        used = [guess for guess in guesses if guess.field != IGNORED]
        self.by_field = {guess.field: guess for guess in used}
        self.groups: dict[str, list[_Filled]] = {}
        for guess in used:
            if is_record(guess.field):
                continue
            for filled in _filled(guess, columns[guess.index]):
                self.groups.setdefault(_group(filled.guess), []).append(filled)
        self.doubtful = [
            (guess, columns[guess.index])
            for guess in used
            if columns[guess.index].problems or columns[guess.index].rests
        ]
        self.records = read_records(table, kind, used, columns)
        self.named = "customer.name" in self.by_field or "contact.name" in self.by_field
        self.personal = self._lists_persons()
        self.known_names: dict[str, list[dict[str, object]]] = {}
        # What was remarked of a customer so far, by name.
        self.remarks: dict[str, set[str] | None] = {}
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
        return RowSet(rows, rejects, self.kind)

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
        if not name and contacts and not (self.main and _has_number(draft)):
            name, contacts = self._person_as_customer(draft, contacts)
        if why := self._why_not(draft, name, place):
            return reject(self.table.sheet, number, why)
        if name:
            draft.values["customer.name"] = name
            self._say_whose(draft, name)
        self.last_name, self.last_row = name, number
        if name and "customer.kind" not in draft.values and self._is_person(name, contacts):
            draft.values["customer.kind"] = "person"
        phones, contacts = self._share_phones(draft, contacts)
        records = self.records.take(place, draft.values, draft.notes) if self.records else ()
        self._finish(draft, contacts)
        return ImportRow(
            self.table.sheet,
            number,
            draft.values,
            phones,
            tuple(contacts),
            tuple(draft.problems),
            records,
        )

    def _draft(self, place: int) -> _Draft:
        groups = self.groups
        draft = _Draft(
            {f: v for f, _, cells in groups.get("plain", ()) if (v := cells[place]) is not None},
            {f: v for f, _, cells in groups.get("person", ()) if (v := cells[place]) is not None},
            [],
            [],
            [str(v) for _, _, cells in groups.get("note", ()) if (v := cells[place]) is not None],
            [
                str(v)
                for _, _, cells in groups.get("address", ())
                if (v := cells[place]) is not None
            ],
            [],
            [],
        )
        draft.remarks = len(draft.notes)
        for _, guess, cells in groups.get("name", ()):
            add_name(draft.names, cells[place], guess.part)
        for _, guess, cells in groups.get("contact", ()):
            add_name(draft.contact_names, cells[place], guess.part)
        for _, guess, cells in groups.get("phone", ()):
            draft.phones += [(guess, phone) for phone in _phones(cells[place])]
        for guess, column in self.doubtful:
            if place in column.problems or place in column.rests:
                self._note_problem(draft, guess, column, place)
        return draft

    def _note_problem(
        self, draft: _Draft, guess: ColumnGuess, column: CleanColumn, place: int
    ) -> None:
        cell = text_of(self.table.records[place][guess.index])
        if message := column.problems.get(place):
            draft.problems.append(RowProblem(guess.index, guess.field, message, cell))
        if rest := column.rests.get(place):
            if self.main and self.records and is_record(guess.field):
                self.records.remark(place, labelled(guess.header, rest))
            else:
                draft.notes.append(labelled(guess.header, rest))

    def _continues(self, draft: _Draft, contacts: list[RowContact], number: int) -> bool:
        """Whether a row without a customer holds one more person or number of the row above.

        So sheets with merged cells look when saved as text: nothing of the customer is repeated.
        """
        own = [field for field in draft.values if field.startswith("customer.")]
        return (
            bool(contacts or draft.phones)
            and self.last_name is not None
            and self.last_row == number - 1
            and not own
            and not draft.address
            and "customer.name" in self.by_field
        )

    def _say_whose(self, draft: _Draft, name: str) -> None:
        """Put the person before a remark on a further row of a customer: 吴会计：开票找她."""
        told = self.remarks.setdefault(name, None)
        remarks = draft.notes[: draft.remarks]
        if told is not None and draft.contact_names:
            who = " ".join(draft.contact_names)
            draft.notes[: draft.remarks] = [
                text if text in told else labelled(who, text) for text in remarks
            ]
        self.remarks[name] = told | {*remarks} if told else {*remarks}

    def _why_not(self, draft: _Draft, name: str, place: int) -> str:
        """Why a row cannot be taken: the code of the reason, "" when it can."""
        if name or (self.main and (_has_number(draft) or draft.phones)):
            return self.records.lacks(place) if self.records else ""
        cells = [cell for cell in self.table.records[place] if cell != ""]
        if all(isinstance(cell, ErrorCell) for cell in cells):
            return "error_cells"
        if self.main:
            return "no_customer"
        return "no_name" if self.named else "no_name_column"

    def _is_person(self, name: str, contacts: Sequence[RowContact]) -> bool:
        if self.personal:
            return not is_company(name)
        short = len(name) <= 4 and not contacts and bool(WIDE.match(name))
        return short and looks_like_person(name) and not is_company(name)

    # --- contact persons ------------------------------------------------------------------------

    def _contacts(self, draft: _Draft) -> list[RowContact]:
        text = " ".join(draft.contact_names)
        if not text:
            return []
        if _MANY_DIGITS.search(text):
            text = self._take_phones(draft, text)
            if not text:
                return []
        # The same names come again and again, and taking one apart is slow.
        if text not in self.known_names:
            self.known_names[text] = read_persons(text)
        persons = self.known_names[text]
        contacts = [RowContact(values) for values in persons]
        if draft.person:
            contacts[0] = RowContact({**persons[0], **draft.person, **_called(persons[0], draft)})
            draft.person = {}
        return contacts

    def _take_phones(self, draft: _Draft, text: str) -> str:
        """Take numbers out of a name's cell: 张三 13800138000."""
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
        if draft.person:
            self._place_left_person(draft, contacts)
        if draft.address:
            add_address(draft.values, draft.address)
        add_province(draft.values)
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
            made = row_phone(guess.field, phone)
            key = (made.number, made.extension, made.kind == "fax")
            theirs = contacts and is_personal(guess, phone)
            (personal if theirs else company).setdefault(key, made)
        for key in personal:
            company.pop(key, None)
        if personal:
            contacts = share_out(tuple(personal.values()), contacts)
        return tuple(company.values()), contacts


def _has_number(draft: _Draft) -> bool:
    """Whether a code or tax number tells whose row it is."""
    return "customer.code" in draft.values or "customer.tax_number" in draft.values


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
    return "person" if field.startswith("contact.") else "plain"


def _filled(guess: ColumnGuess, column: CleanColumn) -> list[_Filled]:
    """A column under its field; under two where its cells hold two things."""
    if guess.part == BANK_ACCOUNT:
        pairs = [split_bank(str(v)) if v is not None else ("", "") for v in column.values]
        fields = ("customer.invoice_bank", "customer.invoice_account")
    elif guess.part == ADDRESS_PHONE:
        cut = [split_address_phone(str(v)) if v is not None else ("", ()) for v in column.values]
        phones = replace(guess, field=guess.field.replace("address", "phone"))
        return [
            _Filled(guess.field, guess, [address or None for address, _phones in cut]),
            _Filled(phones.field, phones, [found for _address, found in cut]),
        ]
    else:
        return [_Filled(guess.field, guess, _plain_values(guess, column))]
    return [
        _Filled(field, replace(guess, field=field), [pair[number] or None for pair in pairs])
        for number, field in enumerate(fields)
    ]


def _plain_values(guess: ColumnGuess, column: CleanColumn) -> Sequence[object]:
    """A column's values; those of a custom field as texts."""
    if not guess.custom:
        return column.values
    kind = guess.type
    return [None if v is None else as_text(guess.field, v, kind) for v in column.values]


def _phones(value: object) -> Sequence[Phone]:
    return value if isinstance(value, tuple) else ()
