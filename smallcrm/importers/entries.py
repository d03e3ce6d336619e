"""Customers while a plan grows: as they will be, and what is to be written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from smallcrm.importers.existing import ExistingContact, ExistingCustomer
from smallcrm.importers.plan import PlannedCustomer, RowRef
from smallcrm.importers.rows import ImportRow, RowContact, RowPhone


@dataclass(slots=True)
class ContactEntry:
    """A contact person: as it will be, and what is to be written of it."""

    id: int | None
    values: dict[str, object]
    phones: set[str]
    planned: dict[str, object] = field(default_factory=dict)
    new_phones: list[RowPhone] = field(default_factory=list)

    @classmethod
    def stored(cls, contact: ExistingContact) -> "ContactEntry":
        """Begin with a stored contact person."""
        return cls(contact.id, dict(contact.values), set(contact.phones))

    @classmethod
    def new(cls, contact: RowContact) -> "ContactEntry":
        """Begin with one from a row."""
        numbers = {phone.number for phone in contact.phones}
        values = contact.values
        return cls(None, dict(values), numbers, dict(values), list(contact.phones))

    def plan(self) -> RowContact | None:
        """What is to be written; None for nothing."""
        if not self.planned and not self.new_phones:
            return None
        return RowContact(self.planned, tuple(self.new_phones), self.id)


class State:
    """All of a customer that a further row may change; made only when there is such a row."""

    __slots__ = ("contacts", "faxes", "new_phones", "phones", "planned", "values")

    def __init__(self, first: ImportRow | ExistingCustomer) -> None:
        self.values: dict[str, object] = dict(first.values)
        self.planned: dict[str, object] = {}
        self.new_phones: list[RowPhone] = []
        if isinstance(first, ExistingCustomer):
            self.phones = set(first.phones)
            self.faxes = set(first.faxes)
            self.contacts = [ContactEntry.stored(contact) for contact in first.contacts]
        else:
            self.planned = dict(first.values)
            self.phones = set(first.numbers())
            self.faxes = {phone.number for phone in first.phones if phone.kind == "fax"}
            self.new_phones = list(first.phones)
            self.contacts = [ContactEntry.new(contact) for contact in first.contacts]


class Entry:
    """A customer a row may mean: a stored one, or one made by an earlier row.

    `core` is its name for comparing with similar ones, "" for none.
    """

    __slots__ = ("_state", "core", "first", "id", "key", "name", "rows")

    def __init__(
        self, key: int, first: ImportRow | ExistingCustomer, name: str, id: int | None = None
    ) -> None:
        self.key = key
        self.first = first
        self.name = name
        self.id = id
        self.core = ""
        self.rows: tuple[RowRef, ...] | list[RowRef] = ()
        self._state: State | None = None

    @property
    def ref(self) -> str:
        """How decisions name this customer."""
        if self.id is not None:
            return f"id:{self.id}"
        first = self.rows[0]
        return f"row:{first.file}:{first.sheet}:{first.row}"

    @property
    def state(self) -> State:
        """The customer as it will be, for comparing and changing."""
        if self._state is None:
            self._state = State(self.first)
        return self._state

    @property
    def values(self) -> Mapping[str, object]:
        """The customer's values as they will be."""
        return self._state.values if self._state else self.first.values

    def add_row(self, ref: RowRef) -> None:
        """Note one more row it comes from; nearly all have one only."""
        rows = self.rows
        if isinstance(rows, list):
            rows.append(ref)
        else:
            self.rows = [*rows, ref] if rows else (ref,)

    def has_number(self, numbers: tuple[str, ...]) -> bool:
        """Whether one of these numbers is the customer's."""
        return not self.state.phones.isdisjoint(numbers)

    def plan(self) -> PlannedCustomer | None:
        """What is to be written; None for nothing."""
        state = self._state
        if state is None:
            row = self.first
            if not self.rows or not isinstance(row, ImportRow):
                return None
            return PlannedCustomer(
                self.key, None, row.values, row.phones, row.contacts, tuple(self.rows)
            )
        if not self.rows:
            return None
        plans = [contact.plan() for contact in state.contacts]
        contacts = tuple(plan for plan in plans if plan)
        if self.id is not None and not (state.planned or state.new_phones or contacts):
            return None
        phones = tuple(state.new_phones)
        rows = tuple(self.rows)
        return PlannedCustomer(self.key, self.id, state.planned, phones, contacts, rows)
