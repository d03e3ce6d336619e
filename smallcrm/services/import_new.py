"""Writes the new customers of a list, some thousand at a time, column by column."""

from collections.abc import Collection, Mapping, Sequence
from itertools import chain, compress, repeat
from typing import Any

from smallcrm.importers.plan import PlannedCustomer
from smallcrm.importers.rows import RowPhone
from smallcrm.models import Address, Contact, Customer, Phone, Source, Staff
from smallcrm.models.bulk import insert_columns, next_id
from smallcrm.services.import_columns import Columns
from smallcrm.services.import_names import Names
from smallcrm.storage.fresh import FreshCustomers, Numbers, Persons
from smallcrm.storage.session import Session
from smallcrm.storage.writing import Unit

# Where the parts of an address go, by the kind of address.
ADDRESSES: dict[str, dict[str, str]] = {
    "office": {
        "customer.province": "province",
        "customer.city": "city",
        "customer.district": "district",
        "customer.address": "street",
        "customer.postcode": "postcode",
    },
    "invoice": {"customer.invoice_address": "street"},
}
# A kind of address and the fields of a list that are parts of it, each with its column.
AddressParts = tuple[str, Sequence[tuple[str, str]]]
CONTACT = ("id", "customer", "position")
ADDRESS_PARTS = ("province", "city", "district", "street", "postcode")
ADDRESS = ("customer", "kind", *ADDRESS_PARTS, "position")


class NewCustomers:
    """Writes `count` new customers with their contact persons, numbers and addresses.

    With `tell` nothing more becomes known of them in this unit, so that their lists and search are
    written along. `buyers` are keys of planned customers; `since` has the days they are known
    since, by key, where the list tells it without saying it (see import_since).
    """

    def __init__(
        self,
        session: Session,
        unit: Unit,
        names: Names,
        customer: Columns,
        contact: Columns,
        addresses: Sequence[AddressParts],
        buyers: Collection[int],
        since: Mapping[int, str],
        *,
        tell: bool,
        count: int,
    ) -> None:
        self._session, self._unit, self._names = session, unit, names
        self._customer, self._contact, self._addresses = customer, contact, addresses
        self._buyers, self._since = buyers, since
        self._tell = tell and unit.tells_fresh(count)
        self._next_contact = next_id(Contact)

    def write(self, ids: Sequence[int], part: Sequence[PlannedCustomer]) -> None:
        """Write customers that get these ids."""
        values = [planned.values for planned in part]
        columns = self._columns(part, values)
        insert_columns(Customer, {"id": ids, **columns}, self._unit, len(ids))
        persons = self._add_contacts(ids, part)
        phones = self._add_phones(ids, part)
        addresses = self._add_addresses(ids, values)
        if self._tell:
            fresh = FreshCustomers(ids, columns, persons, phones, *addresses)
            self._unit.add_fresh(fresh, self._session.today)

    def _columns(
        self, part: Sequence[PlannedCustomer], values: Sequence[Mapping[str, object]]
    ) -> dict[str, list[Any]]:
        columns = self._customer.by_name(values)
        today = self._session.today
        columns["created"] = [
            day or self._since.get(planned.key, today)
            for planned, day in zip(part, columns["created"], strict=True)
        ]
        if "consent" in columns:
            given = columns.get("consent_on", [None] * len(part))
            columns["consent_on"] = [
                day or (today if consent else None)
                for day, consent in zip(given, columns["consent"], strict=True)
            ]
        if self._buyers:
            columns["status"] = [
                "active"
                if planned.key in self._buyers and not planned.values.get("customer.status")
                else status
                for planned, status in zip(part, columns["status"], strict=True)
            ]
        for name, model in (("source", Source), ("owner", Staff)):
            named = [one.get(f"customer.{name}") for one in values]
            columns[name] = self._names.ids_of(model, named)
        return columns

    def _add_contacts(self, ids: Sequence[int], part: Sequence[PlannedCustomer]) -> Persons:
        """Write the contact persons; returns them as FreshCustomers has them."""
        counts = [len(planned.contacts) for planned in part]
        total, first = sum(counts), self._next_contact
        columns = self._contact.by_name(
            [contact.values for planned in part for contact in planned.contacts]
        )
        whose = {
            "id": range(first, first + total),
            "customer": list(chain.from_iterable(map(repeat, ids, counts))),
            "position": list(chain.from_iterable(map(range, counts))),
        }
        insert_columns(Contact, {**whose, **columns}, self._unit, total)
        none = [""] * total
        names, salutations, titles, emails, wechats = (
            columns.get(name, none) for name in ("name", "salutation", "title", "email", "wechat")
        )
        called = [
            name if len(name) > 1 else name + (salutation or title)
            for name, salutation, title in zip(names, salutations, titles, strict=True)
        ]
        return Persons(counts, called, emails, wechats)

    def _add_phones(self, ids: Sequence[int], part: Sequence[PlannedCustomer]) -> Numbers:
        """Write the numbers; returns them as FreshCustomers has them."""
        phones: list[RowPhone] = []
        counts: list[int] = []
        contacts: list[int | None] = []
        positions: list[int] = []
        for planned in part:
            before = len(phones)
            if planned.phones:
                phones += planned.phones
                contacts += [None] * len(planned.phones)
                positions += range(len(planned.phones))
            for contact in planned.contacts:
                if contact.phones:
                    phones += contact.phones
                    contacts += [self._next_contact] * len(contact.phones)
                    positions += range(len(contact.phones))
                self._next_contact += 1
            counts.append(len(phones) - before)
        numbers, extensions, kinds, _valid = zip(*phones, strict=True) if phones else ((),) * 4
        columns: dict[str, Sequence[object]] = {
            "customer": list(chain.from_iterable(map(repeat, ids, counts))),
            "contact": contacts,
            "kind": kinds,
            "number": numbers,
            "extension": extensions,
            "position": positions,
        }
        insert_columns(Phone, columns, self._unit, len(phones))
        return Numbers(counts, numbers, extensions, kinds, positions)

    def _add_addresses(
        self, ids: Sequence[int], values: Sequence[Mapping[str, object]]
    ) -> tuple[Sequence[str], Sequence[str], Sequence[bool]]:
        """Write the addresses; returns city, texts and what is known as FreshCustomers has them."""
        none = [""] * len(ids)
        cities, places, located = none, none, [False] * len(ids)
        for kind, fields in self._addresses:
            parts = {part: [str(one.get(field) or "") for one in values] for field, part in fields}
            known = list(map(any, zip(*parts.values(), strict=True)))
            stored = {part: list(compress(column, known)) for part, column in parts.items()}
            total = sum(known)
            columns: dict[str, Sequence[object]] = {
                "customer": list(compress(ids, known)),
                "kind": [kind] * total,
                **stored,
                "position": [int(kind != "office")] * total,
            }
            insert_columns(Address, columns, self._unit, total)
            province, city, district, street = (parts.get(part, none) for part in ADDRESS_PARTS[:4])
            cities = [known or other for known, other in zip(cities, city, strict=True)]
            texts = map("".join, zip(province, city, district, street, strict=True))
            places = [
                f"{before} {text}" if before else text
                for before, text in zip(places, texts, strict=True)
            ]
            located = [
                bool(known or named or told)
                for known, named, told in zip(located, city, street, strict=True)
            ]
        return cities, places, located
