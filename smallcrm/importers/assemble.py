"""Put the clean columns of a table together into rows."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from smallcrm.core.names import family_name, looks_like_person
from smallcrm.core.phone import parse_phones
from smallcrm.importers.carried import carry_down
from smallcrm.importers.columns import SHEET_NAME, ColumnGuess
from smallcrm.importers.content import is_company
from smallcrm.importers.fields import IGNORED
from smallcrm.importers.headers import find_meaning, fold_header
from smallcrm.importers.next_steps import NEXT_DAY, NEXT_STEP, take_next_step
from smallcrm.importers.parts import (
    MANY_DIGITS,
    WIDE,
    Values,
    add_address,
    add_province,
    read_persons,
    share_phones,
    split_numbered,
    with_title,
)
from smallcrm.importers.plain_rows import LONGEST_PERSON, are_plain, plain_rows
from smallcrm.importers.recordrows import (
    assemble_products,
    is_record,
    labelled,
    read_records,
)
from smallcrm.importers.records import KIND_OF_TABLE
from smallcrm.importers.rows import (
    ImportRow,
    Reject,
    RowContact,
    RowProblem,
    RowRecord,
    RowSet,
    reject,
)
from smallcrm.importers.rowsources import Draft, RowSources, owned_phones
from smallcrm.importers.sheet import ErrorCell
from smallcrm.importers.tables import Table
from smallcrm.importers.values import CleanColumn, text_of

# What a person who is the customer has in its own record.
_OWN = ("email", "wechat", "qq", "birthday")
ROWS_AT_ONCE = 2000
_LETTERS = re.compile(r"[^\W\d_]")


def _called(person: Mapping[str, object], given: Mapping[str, object]) -> dict[str, object]:
    """The name of 王工 whose title stands in a column of its own: 王 alone calls nobody."""
    name, title = str(person["contact.name"]), str(person.get("contact.title", ""))
    if len(name) > 2 or not WIDE.match(title) or not WIDE.match(name):
        return {}
    short = name == family_name(name) and title not in (
        str(given.get("contact.title", "")) or title
    )
    return {"contact.name": name + title} if short else {}


def assemble(
    table: Table,
    guesses: Sequence[ColumnGuess],
    columns: Mapping[int, CleanColumn],
    kind: str = "customers",
    tell: Callable[[float], None] | None = None,
) -> RowSet:
    """Make a row of each record, or reject it. `columns` holds the clean columns by index.

    `kind` is what the table lists (fields.KINDS). `tell` hears now and then which share is done
    (from 0 to 1), and may raise to stop.
    """
    if kind == "products":
        return assemble_products(table, guesses, columns)
    if kind in KIND_OF_TABLE:
        columns = carry_down(kind, table, guesses, columns)
    return _Assembler(table, guesses, columns, kind).run(tell)


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
        self.sources = RowSources(len(table.data_rows))
        for guess in used:
            if not is_record(guess.field):
                self.sources.add(guess, columns[guess.index])
        self.sources.settle_addresses()
        self.doubtful = _doubtful(used, columns)
        self.records = read_records(table, kind, used, columns)
        self.named = "customer.name" in self.by_field or "contact.name" in self.by_field
        self.plans_ahead = NEXT_DAY in self.by_field or NEXT_STEP in self.by_field
        self.personal = self._lists_persons()
        # What the sheet's name says, it says of all rows alike.
        self.of_sheet = {guess.field for guess in used if guess.index == SHEET_NAME}
        # In an address book (first name, last name) each row is a person's, with a company or not.
        self.address_book = any(g.part and g.field == "contact.name" for g in used)
        named = self.by_field.get("customer.name")
        plain = named is not None and fold_header(named.header) == "name"
        self.by_address = not self.main and (self.personal or self.address_book or plain)
        self.known_names: dict[str, Sequence[Values]] = {}
        # What was remarked of a customer so far, by name.
        self.remarks: dict[str, set[str] | None] = {}
        self.last_name: str | None = None
        self.last_row = -1
        # Where no row says anything of another, and none asks for more than its own columns.
        self.by_columns = not (
            self.main
            or self.records
            or self.plans_ahead
            or self.personal
            or "customer.no_contact" in self.by_field
            or "customer.kind" in self.by_field
        ) and are_plain(self.sources)

    def run(self, tell: Callable[[float], None] | None = None) -> RowSet:
        made: list[ImportRow | Reject] = []
        numbers = self.table.data_rows
        for start in range(0, len(numbers), ROWS_AT_ONCE):
            if tell:
                tell(start / len(numbers))
            made += self._rows(start, numbers[start : start + ROWS_AT_ONCE])
        rows = [row for row in made if isinstance(row, ImportRow)]
        rejects = [row for row in made if isinstance(row, Reject)]
        return RowSet(rows, rejects, self.kind)

    def _rows(self, start: int, numbers: Sequence[int]) -> list[ImportRow | Reject]:
        """The rows from the place `start` on: plain ones by columns, the others one by one."""
        sources = self.sources.part(start, start + len(numbers))
        plain: list[ImportRow | None] = [None] * len(numbers)
        if self.by_columns:
            plain = plain_rows(sources, self.table.sheet, numbers)
            for place in range(len(numbers)) if self.doubtful else ():
                if start + place in self.doubtful:
                    plain[place] = None
        others = [place for place, row in enumerate(plain) if row is None]
        made: list[ImportRow | Reject] = []
        for place, draft in zip(others, sources.drafts(others) if others else (), strict=True):
            self._take_plain(made, plain[len(made) : place])
            made.append(self._row(start + place, numbers[place], draft))
        self._take_plain(made, plain[len(made) :])
        return made

    def _take_plain(
        self, made: list[ImportRow | Reject], plain: Sequence[ImportRow | None]
    ) -> None:
        rows = [row for row in plain if row is not None]
        made += rows
        if rows:
            self.last_name, self.last_row = rows[-1].name, rows[-1].row

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

    def _row(self, place: int, number: int, draft: Draft) -> ImportRow | Reject:
        people: Sequence[Values]
        values, people, person, name, who, notes, address, phones = draft
        remarks = len(notes)
        problems = self._note_problems(draft, place) if place in self.doubtful else ()
        if who and not people:
            people = self._people(draft)
        if not (name[:1].isalpha() or _LETTERS.search(name) or name.strip().isdecimal()):
            name, people = self._name_instead(draft, people, number)
        if (not name or self.records) and (why := self._why_not(draft, name, place)):
            return reject(self.table.sheet, number, why)
        if name:
            values["customer.name"] = name
            if name not in self.remarks:
                self.remarks[name] = {*notes[:remarks]} if remarks else None
            elif remarks:
                self._say_whose(draft, name, remarks)
            if "customer.kind" not in values and self._is_person(name, people):
                values["customer.kind"] = "person"
        self.last_name, self.last_row = name, number
        own, contacts = share_phones(phones, people)
        records = self.records.take(place, values, notes) if self.records else ()
        self._place_next_step(values, records, notes)
        if person:
            self._place_left_person(draft, contacts)
        if "customer.no_contact" in values:
            self._place_refusal(values, contacts)
        _finish(values, address, notes)
        return ImportRow(self.table.sheet, number, values, own, tuple(contacts), problems, records)

    def _name_instead(
        self, draft: Draft, people: Sequence[Values], number: int
    ) -> tuple[str, Sequence[Values]]:
        """Who a row without a name of its own means, and the contact persons left."""
        name = ""
        if self._continues(draft, people, number):
            name = self.last_name or ""
        if not name and people and not (self.main and _has_number(draft)):
            return self._person_as_customer(draft, people)
        if not name and not people and self.by_address:
            # All that a mailing list knows of many.
            name = str(draft.values.get("customer.email") or draft.person.get("contact.email", ""))
            if name:
                draft.values.setdefault("customer.kind", "person")
        return name, people

    def _note_problems(self, draft: Draft, place: int) -> tuple[RowProblem, ...]:
        """The doubtful cells of a row; what they hold beside the value goes to the note."""
        problems = []
        for guess, column in self.doubtful[place]:
            cell = text_of(self.table.records[place][guess.index])
            if message := column.problems.get(place):
                problems.append(RowProblem(guess.index, guess.field, message, cell))
            if rest := column.rests.get(place):
                whose = guess.type != "date" and guess.field.startswith("customer.")
                if self.main and self.records and not whose:
                    self.records.remark(place, labelled(guess.header, rest))
                else:
                    draft.notes.append(labelled(guess.header, rest))
        return tuple(problems)

    def _continues(self, draft: Draft, people: Sequence[Values], number: int) -> bool:
        """Whether a row without a customer holds one more person or number of the row above.

        So sheets with merged cells look when saved as text: nothing of the customer is repeated.
        """
        if self.address_book:
            return False
        own = [
            field
            for field in draft.values
            if field.startswith("customer.") and field not in self.of_sheet
        ]
        return (
            bool(people or draft.phones)
            and self.last_name is not None
            and self.last_row == number - 1
            and not own
            and not draft.address
            and "customer.name" in self.by_field
        )

    def _say_whose(self, draft: Draft, name: str, count: int) -> None:
        """Put the person before a remark on a further row of a customer: 吴会计：开票找她.

        The first `count` notes of the row are remarks.
        """
        told = self.remarks[name] or set()
        remarks = draft.notes[:count]
        if who := draft.who:
            draft.notes[:count] = [
                text if text in told else labelled(who, text) for text in remarks
            ]
        told.update(remarks)
        self.remarks[name] = told

    def _why_not(self, draft: Draft, name: str, place: int) -> str:
        """Why a row cannot be taken: the code of the reason, "" when it can."""
        told = self.main and (_has_number(draft) or draft.phones or self._names_order(place))
        if name or told:
            return self.records.lacks(place) if self.records else ""
        cells = [cell for cell in self.table.records[place] if cell != ""]
        if all(isinstance(cell, ErrorCell) for cell in cells):
            return "error_cells"
        if self.main:
            return "no_customer"
        return "no_name" if self.named else "no_name_column"

    def _names_order(self, place: int) -> bool:
        """Whether the number of an order tells whose the row is."""
        return self.records is not None and self.records.names_order(place)

    def _is_person(self, name: str, people: Sequence[Values]) -> bool:
        if self.personal:
            return not is_company(name)
        if people or len(name) > LONGEST_PERSON or not WIDE.match(name):
            return False
        return looks_like_person(name) and not is_company(name)

    # --- contact persons ------------------------------------------------------------------------

    def _people(self, draft: Draft) -> Sequence[Values]:
        """The values of the contact persons in a cell that says more than one name."""
        # The same names come again and again, and taking one apart is slow.
        people = self.known_names.get(draft.who) or self._read_people(draft)
        person = draft.person
        if person and people:
            first, *others = people
            merged = {**first, **person}
            if "contact.title" in first:
                merged |= _called(first, person)
            person.clear()
            return [merged, *others]
        return people

    def _read_people(self, draft: Draft) -> Sequence[Values]:
        text = draft.who
        if MANY_DIGITS.search(text):
            pieces = split_numbered(text)
            if len(pieces) > 1:
                names = [self._take_phones(draft, piece) for piece in pieces]
                return [person for name in names for person in read_persons(name)[:1]]
            text = self._take_phones(draft, text)
            if not text:
                return []
        if text not in self.known_names:
            self.known_names[text] = read_persons(text)
        return self.known_names[text]

    def _take_phones(self, draft: Draft, text: str) -> str:
        """Take numbers out of a name's cell: 张三 13800138000."""
        guess = replace(self.by_field["contact.name"], field="contact.phone")
        draft.phones.extend(*owned_phones(guess, [tuple(parse_phones(text))]))
        left = re.sub(r"[\d+()\-—/:：]+|转|分机|手机|电话", " ", text)
        return with_title(" ".join(left.split()))

    def _person_as_customer(
        self, draft: Draft, people: Sequence[Values]
    ) -> tuple[str, Sequence[Values]]:
        """The contact person is the customer: nothing else in the row names one."""
        first, *others = people
        values = dict(first)
        name = str(values.pop("contact.name", "")) or draft.who
        salutation = str(values.pop("contact.salutation", ""))
        if len(name) <= 2 and WIDE.match(name) and name == family_name(name):
            if not salutation and WIDE.match(str(values.get("contact.title", ""))):
                salutation = str(values.pop("contact.title"))
            name += salutation  # 吴经理, 欧阳先生: the family name alone calls nobody
        draft.values.setdefault("customer.kind", "person")
        draft.person.update(values)
        return name, others

    def _place_refusal(self, values: Values, contacts: list[RowContact]) -> None:
        """Who asked not to be contacted: the persons of a list of persons, else the customer."""
        refused = values.pop("customer.no_contact")
        if self.kind == "contacts" and contacts:
            contacts[:] = [
                one._replace(values={**one.values, "contact.consent": refused}) for one in contacts
            ]
        else:
            values["customer.consent"] = refused

    def _place_next_step(
        self, values: Values, records: Sequence[RowRecord], notes: list[str]
    ) -> None:
        """What is to be done next goes to its day, else into a note."""
        if not self.plans_ahead:
            return
        if left := take_next_step(values, records, notes):
            guess = self.by_field[NEXT_STEP]
            notes.append(labelled(guess.header, left))

    def _place_left_person(self, draft: Draft, contacts: list[RowContact]) -> None:
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


def _finish(values: Values, address: Sequence[str], notes: Sequence[str]) -> None:
    if address:
        add_address(values, address)
    if "customer.city" in values:
        add_province(values)
    if notes:
        several = len(notes) > 1
        values["customer.note"] = "\n".join(dict.fromkeys(notes)) if several else notes[0]


def _has_number(draft: Draft) -> bool:
    """Whether a code or tax number tells whose row it is."""
    return "customer.code" in draft.values or "customer.tax_number" in draft.values


def _doubtful(
    guesses: Sequence[ColumnGuess], columns: Mapping[int, CleanColumn]
) -> dict[int, list[tuple[ColumnGuess, CleanColumn]]]:
    """The columns with a doubtful cell, by the place of the row."""
    found: dict[int, list[tuple[ColumnGuess, CleanColumn]]] = {}
    for guess in guesses:
        column = columns[guess.index]
        for place in {*column.problems, *column.rests}:
            found.setdefault(place, []).append((guess, column))
    return found
