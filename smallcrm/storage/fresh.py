"""What lists and search say of customers that an import makes, worked out before it is forgotten.

The same as facts.py reads back from the tables, in a fraction of the time. Only for customers of
whom nothing else is known: no talks, orders, follow-ups, tags or facts of the company's own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

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
# A number as it is stored: customer's id, contact person's id, kind, number, extension, position.
PhoneRow = tuple[int, int | None, str, str, str, int]


@dataclass(frozen=True, slots=True)
class FreshCustomers:
    """Customers that were just inserted, with all that belongs to them; column by column.

    `columns` holds values as stored by the field's name. Of each customer there are the contact
    persons as (called, e-mail, WeChat) and the phones, both in the order they were inserted, the
    city of the first address that has one, all addresses as one text, and whether one of them has a
    city or street.
    """

    ids: Sequence[int]
    columns: Mapping[str, Sequence[object]]
    persons: Sequence[Sequence[tuple[str, str, str]]]
    phones: Sequence[Sequence[PhoneRow]]
    cities: Sequence[str]
    places: Sequence[str]
    located: Sequence[bool]

    def column(self, name: str, default: object = "") -> Sequence[object]:
        """The values of a field, in the order of `ids`."""
        return self.columns.get(name) or [default] * len(self.ids)


# Facts that hang on other rows.
_KNOWN: dict[str, Callable[[FreshCustomers], Sequence[bool]]] = {
    "contact": lambda fresh: [
        bool(persons) or kind == "person"
        for persons, kind in zip(fresh.persons, fresh.column("kind"), strict=True)
    ],
    "phone": lambda fresh: [bool(phones) for phones in fresh.phones],
    "mobile": lambda fresh: [
        any(phone[2] == "mobile" for phone in phones) for phones in fresh.phones
    ],
    "address": lambda fresh: fresh.located,
    "online": lambda fresh: [
        bool(email or wechat) or any(person[1] or person[2] for person in persons)
        for email, wechat, persons in zip(
            fresh.column("email"), fresh.column("wechat"), fresh.persons, strict=True
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
    return [
        *named,
        [" ".join(map(str, one)).strip(" ") for one in zip(*networks, strict=True)]
        if any(map(any, networks))
        else none,
        ["\n".join([" ".join(one).rstrip(" ") for one in persons]) for persons in fresh.persons],
        [" ".join([_written(phone) for phone in phones]) for phones in fresh.phones],
        list(fresh.places),
        none,
    ]


def add_lists(
    connection: apsw.Connection, fresh: FreshCustomers, keys: Sequence[str], day: str
) -> None:
    """Write the list columns and the state of `day` (ISO) of fresh customers; `keys` order them."""
    complete = _completeness(connection, fresh)
    insert_many(
        connection,
        "INSERT INTO customer_fact (customer_id, contact, phone, city, completeness, sort_name)",
        6,
        zip(
            fresh.ids,
            [persons[0][0] if persons else "" for persons in fresh.persons],
            [_shown(phones) for phones in fresh.phones],
            fresh.cities,
            complete,
            keys,
            strict=True,
        ),
    )
    insert_many(
        connection,
        "INSERT INTO customer_day"
        " (customer_id, level, status, owner_id, completeness, day, owed, gone)",
        5,
        zip(
            fresh.ids,
            fresh.column("level"),
            fresh.column("status"),
            fresh.column("owner", None),
            complete,
            strict=True,
        ),
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


def _written(phone: PhoneRow) -> str:
    return f"{phone[3]} {phone[4]}" if phone[4] else phone[3]


def _shown(phones: Sequence[PhoneRow]) -> str:
    """The number that stands in lists: the first mobile, else the first that is no fax."""
    usable = [phone for phone in phones if phone[2] != "fax"]
    if not usable:
        return ""
    _, _, _, number, extension, _ = min(usable, key=_rank) if len(usable) > 1 else usable[0]
    return f"{number}x{extension}" if extension else number


def _rank(phone: PhoneRow) -> tuple[bool, int]:
    return phone[2] != "mobile", phone[5]


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
