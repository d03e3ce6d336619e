"""What the data file already knows of the customers a list may mean; filled by a service."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from smallcrm.core.text import fold, fold_company
from smallcrm.importers.fields import CUSTOM

_PHONES = ("mobile", "phone", "invoice_phone")


@dataclass(frozen=True, slots=True)
class ExistingContact:
    """A contact person: values under full field names, numbers as digits."""

    id: int
    values: Mapping[str, object]
    phones: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ExistingCustomer:
    """A customer: values under full field names as compare.as_text takes them.

    `phones` holds all numbers of the customer and its contact persons, `faxes` the fax numbers.
    """

    id: int
    name: str
    values: Mapping[str, object]
    phones: frozenset[str] = frozenset()
    faxes: frozenset[str] = frozenset()
    contacts: tuple[ExistingContact, ...] = ()

    @classmethod
    def from_flat(cls, flat: Mapping[str, object]) -> "ExistingCustomer":
        """Take flat values as the command line prints them: no "customer.", contacts nested."""
        values = {}
        for name, value in flat.items():
            if name.startswith(CUSTOM):
                values[name] = value
            elif name not in ("id", "contacts") and not name.startswith("more_"):
                values[f"customer.{name}"] = value
        contacts = []
        nested = flat.get("contacts", ())
        for person in nested if isinstance(nested, Sequence) else ():
            own = {f"contact.{k}": v for k, v in person.items() if k != "id"}
            contacts.append(ExistingContact(person["id"], own, _numbers(person, _PHONES)))
        phones = _numbers(flat, _PHONES).union(*(contact.phones for contact in contacts))
        identity = flat["id"]
        assert isinstance(identity, int)
        return cls(
            identity,
            str(flat["name"]),
            values,
            phones,
            _numbers(flat, ("fax",)),
            tuple(contacts),
        )


@dataclass(slots=True)
class ExistingIndex:
    """Stored customers found by folded name, number, code and tax number.

    `custom_names` holds the spelling of the custom fields they have, by folded name.
    """

    customers: dict[int, ExistingCustomer] = field(default_factory=dict)
    names: dict[str, list[int]] = field(default_factory=dict)
    phones: dict[str, list[int]] = field(default_factory=dict)
    codes: dict[str, list[int]] = field(default_factory=dict)
    tax_numbers: dict[str, list[int]] = field(default_factory=dict)
    custom_names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, customers: Iterable[ExistingCustomer]) -> "ExistingIndex":
        """Make the index of these customers."""
        index = cls()
        for customer in customers:
            index.add(customer)
        return index

    def add(self, customer: ExistingCustomer) -> None:
        """Put one customer in."""
        self.customers[customer.id] = customer
        self.names.setdefault(name_key(customer.name), []).append(customer.id)
        for number in customer.phones:
            self.phones.setdefault(number, []).append(customer.id)
        for keys, name in (
            (self.codes, "customer.code"),
            (self.tax_numbers, "customer.tax_number"),
        ):
            if value := customer.values.get(name):
                keys.setdefault(fold(str(value)), []).append(customer.id)
        for name in customer.values:
            if name.startswith(CUSTOM):
                self.custom_names.setdefault(fold(name), name)


@dataclass(frozen=True, slots=True)
class MatchKeys:
    """All that rows could be found by, so that a service loads no more than needed."""

    names: frozenset[str]
    phones: frozenset[str]
    codes: frozenset[str]
    tax_numbers: frozenset[str]


def name_key(name: str) -> str:
    """Return the form of a name under which customers are the same: folded, without legal form."""
    return fold_company(name) or fold(name)


def _numbers(flat: Mapping[str, object], names: Sequence[str]) -> frozenset[str]:
    found = []
    for name in names:
        found.append(flat.get(name))
        more = flat.get(f"more_{name}")
        found += more if isinstance(more, list | tuple) else ()
    return frozenset(str(number).partition("x")[0] for number in found if number)
