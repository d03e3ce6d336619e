"""What lists and search say of customers that an import makes, worked out before it is forgotten.

The same as facts.py reads back from the tables, in a fraction of the time. Only for customers of
whom nothing else is known: no talks, orders, follow-ups, tags or facts of the company's own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, TypeVar

import apsw

from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.storage.completeness import LEVELS, read_standard
from smallcrm.storage.database import insert_many

# Facts that are columns of the customer itself; a column that is missing is empty.
_PLAIN = (
    *("level", "owner", "source", "industry", "tax_number", "region", "website", "employees"),
    *("founded", "revenue", "buying_channel", "payment_method", "preferred_contact", "consent"),
    *("service", "opinion"),
)
PART = 5000
T = TypeVar("T")


class Persons(NamedTuple):
    """Contact persons of customers one after the other, column by column; `counts` of each."""

    counts: Sequence[int]
    called: Sequence[str]
    emails: Sequence[str]
    wechats: Sequence[str]


class Numbers(NamedTuple):
    """Phone numbers of customers one after the other, column by column; `counts` of each."""

    counts: Sequence[int]
    numbers: Sequence[str]
    extensions: Sequence[str]
    kinds: Sequence[str]
    positions: Sequence[int]


@dataclass(frozen=True, slots=True)
class FreshCustomers:
    """Customers that were just inserted, with all that belongs to them; column by column.

    `columns` holds values as stored by the field's name. Contact persons and phones stand in the
    order they were inserted. Of each customer there are the city of the first address that has one,
    all addresses as one text, and whether one of them has a city or street.
    """

    ids: Sequence[int]
    columns: Mapping[str, Sequence[object]]
    persons: Persons
    phones: Numbers
    cities: Sequence[str]
    places: Sequence[str]
    located: Sequence[bool]

    def column(self, name: str, default: object = "") -> Sequence[object]:
        """The values of a field, in the order of `ids`."""
        return self.columns.get(name) or [default] * len(self.ids)


class Listed(NamedTuple):
    """What lists say of customers, column by column."""

    ids: Sequence[int]
    contacts: Sequence[str]
    phones: Sequence[str]
    cities: Sequence[str]
    completeness: Sequence[int]
    levels: Sequence[object]
    statuses: Sequence[object]
    owners: Sequence[object]


# Facts that hang on other rows.
_KNOWN: dict[str, Callable[[FreshCustomers], Sequence[bool]]] = {
    "contact": lambda fresh: [
        count > 0 or kind == "person"
        for count, kind in zip(fresh.persons.counts, fresh.column("kind"), strict=True)
    ],
    "phone": lambda fresh: [count > 0 for count in fresh.phones.counts],
    "mobile": lambda fresh: [
        "mobile" in kinds for kinds in _by_customer(fresh.phones.kinds, fresh.phones.counts)
    ],
    "address": lambda fresh: fresh.located,
    "online": lambda fresh: [
        any(known)
        for known in zip(
            fresh.column("email"),
            fresh.column("wechat"),
            _any_of_each(fresh.persons.emails, fresh.persons.counts),
            _any_of_each(fresh.persons.wechats, fresh.persons.counts),
            strict=True,
        )
    ],
}


def can_be_told(connection: apsw.Connection) -> bool:
    """Whether everything that counts for completeness is known of fresh customers."""
    asked = set().union(*read_standard(connection).values())
    return asked <= {*_PLAIN, *_KNOWN}


def searched_columns(fresh: FreshCustomers) -> list[list[str]]:
    """What fresh customers are searched by, as search_bodies takes it."""
    named = [list(map(str, fresh.column(field))) for field in ("name", "short_name", "code")]
    networks = [fresh.column(field) for field in ("email", "wechat", "qq")]
    none = [""] * len(fresh.ids)
    persons, phones = fresh.persons, fresh.phones
    return [
        *named,
        [" ".join(map(str, one)).strip(" ") for one in zip(*networks, strict=True)]
        if any(map(any, networks))
        else none,
        _joined(_beside(persons.called, persons.emails, persons.wechats), persons.counts, "\n"),
        _joined(_beside(phones.numbers, phones.extensions), phones.counts, " "),
        list(fresh.places),
        none,
    ]


def list_customers(connection: apsw.Connection, fresh: FreshCustomers) -> Listed:
    """What lists say of fresh customers."""
    persons = fresh.persons
    return Listed(
        fresh.ids,
        [called[0] if called else "" for called in _by_customer(persons.called, persons.counts)],
        _shown(fresh.phones),
        fresh.cities,
        _completeness(connection, fresh),
        fresh.column("level"),
        fresh.column("status"),
        fresh.column("owner", None),
    )


def add_lists(connection: apsw.Connection, listed: Listed, keys: Sequence[str], day: str) -> None:
    """Write the list columns and the state of `day` (ISO) of fresh customers; `keys` order them.

    The connection may be one to tables that will be copied.
    """
    ids, contacts, phones, cities, complete, *states = listed
    insert_many(
        connection,
        "INSERT INTO customer_fact (customer_id, contact, phone, city, completeness, sort_name)",
        6,
        zip(ids, contacts, phones, cities, complete, keys, strict=True),
    )
    insert_many(
        connection,
        "INSERT INTO customer_day"
        " (customer_id, completeness, level, status, owner_id, day, owed, gone)",
        5,
        zip(ids, complete, *states, strict=True),
        f", '{day}', 0, 0",
    )


def add_bodies(connection: apsw.Connection, bodies: Mapping[int, str], progress: Progress) -> None:
    """Write the texts that customers are found by, in one go.

    Any other statement in between would let the index write out what it has gathered.
    """
    listed = iter(bodies.items())
    for done in range(0, len(bodies), PART):
        if len(bodies) > PART:
            progress.check()
            progress.report(done, len(bodies), _("Updating lists and search"))
        query = "INSERT INTO search (rowid, body) VALUES (?, ?)"
        connection.executemany(query, islice(listed, PART))


def _by_customer(values: Sequence[T], counts: Sequence[int]) -> Iterator[list[T]]:
    """The values of each customer."""
    following = iter(values)
    return (list(islice(following, count)) for count in counts)


def _any_of_each(values: Sequence[str], counts: Sequence[int]) -> list[bool]:
    """Whether a customer has one that is not empty."""
    if not any(values):
        return [False] * len(counts)
    return list(map(any, _by_customer(values, counts)))


def _joined(texts: Iterable[str], counts: Sequence[int], between: str) -> list[str]:
    """The texts of each customer as one."""
    following = iter(texts)
    return [between.join(islice(following, count)) for count in counts]


def _beside(texts: Sequence[str], *others: Sequence[str]) -> Iterable[str]:
    """Texts with what stands behind each of them."""
    if not any(map(any, others)):
        return texts
    return [" ".join(one).rstrip(" ") for one in zip(texts, *others, strict=True)]


def _shown(phones: Numbers) -> list[str]:
    """The number of each customer that stands in lists: the first mobile, or else no fax."""
    texts = [
        f"{number}x{extension}" if extension else number
        for number, extension in zip(phones.numbers, phones.extensions, strict=True)
    ]
    kinds, positions = phones.kinds, phones.positions
    shown, first = [], 0
    for count in phones.counts:
        mine = kinds[first : first + count]
        if mine.count("mobile") == 1:
            shown.append(texts[first + mine.index("mobile")])
        else:
            usable = [place for place, kind in enumerate(mine, first) if kind != "fax"]
            rank = [(kinds[place] != "mobile", positions[place], place) for place in usable]
            shown.append(texts[min(rank)[2]] if rank else "")
        first += count
    return shown


def _completeness(connection: apsw.Connection, fresh: FreshCustomers) -> list[int]:
    """How complete each customer is, 0 to 100."""
    by_keys: dict[tuple[str, ...], list[int]] = {}
    levels = fresh.column("level")
    for level, keys in read_standard(connection).items():
        if level in LEVELS and keys not in by_keys:
            by_keys[keys] = _shares(fresh, keys)
    if len(by_keys) == 1:
        return next(iter(by_keys.values()))
    standard = read_standard(connection)
    shares = {level: by_keys[standard[level]] for level in LEVELS}
    return [shares[str(level)][place] for place, level in enumerate(levels)]


def _shares(fresh: FreshCustomers, keys: Sequence[str]) -> list[int]:
    if not keys:
        return [100] * len(fresh.ids)
    found = [
        _KNOWN[key](fresh)
        if key in _KNOWN
        else [value not in ("", None) for value in fresh.column(key)]
        for key in keys
    ]
    shares = [int(100.0 * points / len(keys) + 0.5) for points in range(len(keys) + 1)]
    return [shares[sum(known)] for known in zip(*found, strict=True)]
