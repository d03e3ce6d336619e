"""What the data file already knows of the customers a list may mean; filled by a service."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from smallcrm.core.text import fold, fold_company
from smallcrm.importers.fields import CUSTOM
from smallcrm.importers.masked import telling_key, tells_little
from smallcrm.importers.places import short_city
from smallcrm.importers.similar_names import (
    NameBlocks,
    anywhere,
    branch_key,
    core_and_block,
    heads_of,
)

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


@dataclass(frozen=True, slots=True)
class ExistingRecord:
    """A stored record of a customer, or a product: values under full field names.

    Dates are ISO texts, money minor units; a line of an order holds order.product, quantity, price
    and amount. `order_id` is the order that a receipt pays.
    """

    kind: str
    id: int
    values: Mapping[str, object]
    lines: tuple[Mapping[str, object], ...] = ()
    order_id: int | None = None


class Nearby(NamedTuple):
    """A stored customer whose name may be like one in the list; not loaded until it is meant."""

    id: int
    name: str
    core: str = ""


@dataclass(slots=True)
class ExistingIndex:
    """Stored customers found by folded name, number, code, tax number, e-mail and WeChat.

    `records` are those of each customer, of the kinds the list holds, `products` all of them.
    `nearby` has names by block (similar_names), `heads` and `branches` those that may be head
    offices, by their name, and branches, by that of their head office. `stages` maps every folded
    name of a deal's stage to the one shown. `custom_names` holds the spelling of the custom fields
    they have, by folded name. `decided` has names that the user said to be a customer's.
    """

    customers: dict[int, ExistingCustomer] = field(default_factory=dict)
    names: dict[str, list[int]] = field(default_factory=dict)
    phones: dict[str, list[int]] = field(default_factory=dict)
    codes: dict[str, list[int]] = field(default_factory=dict)
    tax_numbers: dict[str, list[int]] = field(default_factory=dict)
    emails: dict[str, list[int]] = field(default_factory=dict)
    wechats: dict[str, list[int]] = field(default_factory=dict)
    short_names: dict[str, list[int]] = field(default_factory=dict)
    decided: dict[str, int] = field(default_factory=dict)
    orders: dict[str, list[int]] = field(default_factory=dict)
    nearby: NameBlocks[Nearby] = field(default_factory=NameBlocks)
    heads: dict[str, list[Nearby]] = field(default_factory=dict)
    branches: dict[str, list[Nearby]] = field(default_factory=dict)
    records: dict[int, list[ExistingRecord]] = field(default_factory=dict)
    products: list[ExistingRecord] = field(default_factory=list)
    stages: dict[str, str] = field(default_factory=dict)
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
        key = name_key(customer.name)
        if tells_little(customer.name):
            key = telling_key(key, customer.name, customer.values)
        self.names.setdefault(key, []).append(customer.id)
        for number in customer.phones:
            self.phones.setdefault(number, []).append(customer.id)
        values = customer.values
        for keys, name in (
            (self.codes, "customer.code"),
            (self.tax_numbers, "customer.tax_number"),
            (self.emails, "customer.email"),
            (self.wechats, "customer.wechat"),
        ):
            _put(keys, fold(str(values.get(name) or "")), customer.id)
        for contact in customer.contacts:
            for keys, name in ((self.emails, "contact.email"), (self.wechats, "contact.wechat")):
                _put(keys, fold(str(contact.values.get(name) or "")), customer.id)
        _put(self.short_names, name_key(str(values.get("customer.short_name") or "")), customer.id)
        for name in values:
            if name.startswith(CUSTOM):
                self.custom_names.setdefault(fold(name), name)
        if values.get("customer.kind") != "person":
            city = str(values.get("customer.city") or "")
            self.know(customer.id, customer.name, name_key(customer.name), city)

    def know(self, id: int, name: str, key: str, city: str) -> None:
        """Let a company be found by what its name is like; `key` is its folded name."""
        core, block = core_and_block(key, short_city(fold(city)))
        one = Nearby(id, name, core)
        for place in dict.fromkeys((block, anywhere(block))) if block else ():
            self.nearby.add(place, one)
        self.heads.setdefault(key, []).append(one)
        if branch_key(name, key):
            for head in heads_of(key):
                self.branches.setdefault(head, []).append(one)


def name_key(name: str) -> str:
    """Return the form of a name under which customers are the same: folded, without legal form."""
    return fold_company(name) or fold(name)


def _put(keys: dict[str, list[int]], key: str, id: int) -> None:
    if key:
        ids = keys.setdefault(key, [])
        if id not in ids:
            ids.append(id)


def _numbers(flat: Mapping[str, object], names: Sequence[str]) -> frozenset[str]:
    found = []
    for name in names:
        found.append(flat.get(name))
        more = flat.get(f"more_{name}")
        found += more if isinstance(more, list | tuple) else ()
    return frozenset(str(number).partition("x")[0] for number in found if number)
