"""What is derived for each customer: list columns, the search index, and the state at each day's
end.

Refreshed inside every unit of work for the customers it touched, so it always agrees with the
records.
"""

from collections.abc import Collection, Iterable, Iterator

import apsw

from smallcrm.core.i18n import _
from smallcrm.core.phone import phone_digits
from smallcrm.core.pinyin import search_readings
from smallcrm.core.progress import Progress
from smallcrm.core.text import fold
from smallcrm.storage.database import rows

LONGEST_NOTE = 2000
PART = 5000

# One point for each known fact; a standard per level is the users' to define later.
COMPLETENESS = """CAST(round(100.0 * (
        (c.kind = 'person' OR EXISTS (SELECT 1 FROM contact WHERE customer_id = c.id))
        + EXISTS (SELECT 1 FROM phone WHERE customer_id = c.id)
        + EXISTS (SELECT 1 FROM address WHERE customer_id = c.id AND (city <> '' OR street <> ''))
        + (c.level <> '')
        + (c.owner_id IS NOT NULL)
        + (c.source_id IS NOT NULL)
        + (c.industry <> '')
        + (c.email <> '' OR c.wechat <> '' OR EXISTS (
            SELECT 1 FROM contact WHERE customer_id = c.id AND (email <> '' OR wechat <> '')))
    ) / 8) AS INTEGER)"""

# Somebody known by the surname only is called by it together with 小姐 or 总.
CALLED = """CASE length(name) WHEN 1
        THEN name || CASE salutation WHEN '' THEN title ELSE salutation END ELSE name END"""

# SQLite left to choose would go through all customers for a single one (so CROSS JOIN), and through
# all open follow-ups for each customer, since their index has the order that is asked for.
REFRESH_FACTS = f"""
INSERT OR REPLACE INTO customer_fact (customer_id, contact, phone, city, last_contact, next_due,
    next_time, next_title, bought, owed, completeness, sort_name)
SELECT c.id,
    COALESCE((SELECT {CALLED} FROM contact WHERE customer_id = c.id AND left_on IS NULL
        ORDER BY position, id LIMIT 1), ''),
    COALESCE((SELECT number || CASE extension WHEN '' THEN '' ELSE 'x' || extension END
        FROM phone WHERE customer_id = c.id AND kind <> 'fax'
        ORDER BY kind <> 'mobile', position, id LIMIT 1), ''),
    COALESCE((SELECT city FROM address WHERE customer_id = c.id AND city <> ''
        ORDER BY position, id LIMIT 1), ''),
    (SELECT max(at) FROM interaction WHERE customer_id = c.id AND kind <> 'note'),
    f.due, COALESCE(f.due_time, ''), COALESCE(f.title, ''),
    b.bought,
    b.bought - (SELECT COALESCE(sum(amount), 0) FROM receipt WHERE customer_id = c.id),
    {COMPLETENESS},
    sort_key(c.name)
FROM touched
CROSS JOIN customer c ON c.id = touched.id
LEFT JOIN follow_up f ON f.id = (SELECT id FROM follow_up INDEXED BY follow_up_customer
    WHERE customer_id = c.id AND state = 'open' ORDER BY due, due_time, id LIMIT 1)
JOIN (SELECT t.id, COALESCE((SELECT sum(l.amount) FROM sales_order o
        JOIN order_line l ON l.order_id = o.id
        WHERE o.customer_id = t.id AND o.status <> 'cancelled'), 0) AS bought
    FROM touched t) b ON b.id = c.id
"""

LATEST_DAY = "(SELECT max(day) FROM customer_day d2 WHERE d2.customer_id = t.id)"

# A row only where the state differs from the last one known; the last state of a day replaces
# earlier ones of it.
REFRESH_DAYS = f"""
INSERT INTO customer_day (customer_id, day, level, status, owner_id, completeness, owed, gone)
SELECT t.id, ?1, COALESCE(c.level, ''), COALESCE(c.status, ''), c.owner_id,
    COALESCE(f.completeness, 0), COALESCE(f.owed, 0), c.id IS NULL
FROM touched t
LEFT JOIN customer c ON c.id = t.id
LEFT JOIN customer_fact f ON f.customer_id = c.id
LEFT JOIN customer_day d ON d.customer_id = t.id AND d.day = {LATEST_DAY}
WHERE d.customer_id IS NULL OR (d.level, d.status, d.owner_id, d.completeness, d.owed, d.gone)
    IS NOT (COALESCE(c.level, ''), COALESCE(c.status, ''), c.owner_id,
            COALESCE(f.completeness, 0), COALESCE(f.owed, 0), c.id IS NULL)
ON CONFLICT (customer_id, day) DO UPDATE SET
    level = excluded.level, status = excluded.status, owner_id = excluded.owner_id,
    completeness = excluded.completeness, owed = excluded.owed, gone = excluded.gone
"""

SEARCH_ROWS = f"""
SELECT c.id, c.name, c.short_name, c.code, c.email || ' ' || c.wechat || ' ' || c.qq,
    (SELECT group_concat({CALLED} || ' ' || email || ' ' || wechat, char(10))
        FROM contact WHERE customer_id = c.id),
    (SELECT group_concat(number || ' ' || extension, ' ') FROM phone WHERE customer_id = c.id),
    (SELECT group_concat(province || city || district || street, ' ')
        FROM address WHERE customer_id = c.id),
    (SELECT group_concat(name, ' ') FROM customer_tag JOIN tag ON tag.id = tag_id
        WHERE customer_id = c.id)
FROM touched JOIN customer c ON c.id = touched.id
"""


def refresh_customers(
    connection: apsw.Connection,
    ids: Collection[int],
    day: str,
    progress: Progress | None = None,
) -> None:
    """Refresh list columns, search rows and the state of `day` (ISO) of these customers."""
    progress = progress or Progress()
    ordered = sorted(ids)
    for start in range(0, len(ordered), PART):
        if len(ordered) > PART:
            progress.check()
            progress.report(start, len(ordered), _("Updating lists and search"))
        _refresh_part(connection, ordered[start : start + PART], day)


def _refresh_part(connection: apsw.Connection, ids: list[int], day: str) -> None:
    fill_touched(connection, ids)
    connection.execute(
        "DELETE FROM customer_fact WHERE customer_id IN (SELECT id FROM touched);"
        "DELETE FROM search WHERE rowid IN (SELECT id FROM touched)"
    )
    connection.execute(REFRESH_FACTS)
    connection.execute(REFRESH_DAYS, (day,))
    bodies = ((row[0], search_body(row[1:])) for row in rows(connection, SEARCH_ROWS))
    connection.executemany("INSERT INTO search (rowid, body) VALUES (?, ?)", bodies)


def refresh_notes(
    connection: apsw.Connection, interactions: Iterable[int], customers: Iterable[int]
) -> None:
    """Bring the note search up to date for these interactions and customers.

    A row's rowid is the interaction's id, or minus the customer's id for its own note.
    """
    for ids, sql in (
        (
            interactions,
            "SELECT id, subject || ' ' || content FROM interaction"
            " WHERE id IN (SELECT id FROM touched)",
        ),
        (
            (-id for id in customers),
            "SELECT -id, note FROM customer WHERE note <> '' AND id IN (SELECT -id FROM touched)",
        ),
    ):
        fill_touched(connection, ids)
        connection.execute("DELETE FROM search_note WHERE rowid IN (SELECT id FROM touched)")
        bodies = (
            (id, fold(text)[:LONGEST_NOTE]) for id, text in rows(connection, sql) if text.strip()
        )
        connection.executemany("INSERT INTO search_note (rowid, body) VALUES (?, ?)", bodies)


def rebuild(connection: apsw.Connection, day: str) -> None:
    """Make everything derived anew from the records (inside a write transaction)."""
    customers = [id for (id,) in rows(connection, "SELECT id FROM customer")]
    known = [
        id
        for (id,) in rows(
            connection, "SELECT rowid FROM search UNION SELECT customer_id FROM customer_fact"
        )
    ]
    refresh_customers(connection, {*customers, *known}, day)
    notes = [
        id
        for (id,) in rows(
            connection, "SELECT id FROM interaction UNION SELECT rowid FROM search_note"
        )
    ]
    refresh_notes(
        connection, [id for id in notes if id > 0], {*customers, *(-id for id in notes if id < 0)}
    )


def fill_touched(connection: apsw.Connection, ids: Iterable[int]) -> None:
    """Put `ids` into the connection's temporary table `touched`."""
    connection.execute("DELETE FROM touched")
    connection.executemany(
        "INSERT OR IGNORE INTO touched VALUES (?)", ((id,) for id in sorted(ids))
    )


def search_body(row: tuple[str | None, ...]) -> str:
    """The text a customer is found by: kept short, since filling the index costs by its length."""
    name, short_name, code, networks, contacts, phones, addresses, tags = (
        text or "" for text in row
    )
    words = [fold(text) for text in (name, short_name, code, networks, contacts, addresses, tags)]
    people = [line.split(" ")[0] for line in contacts.split("\n")]
    sounds = [search_readings(text) for text in (name, short_name) if text]
    sounds += [search_readings(person, surname=True) for person in people if person]
    return "\n".join(
        unique([*words, *(phone_digits(number) for number in phones.split()), *sounds])
    )


def unique(texts: Iterable[str]) -> Iterator[str]:
    """The texts that are not empty, each once, in order."""
    return iter(dict.fromkeys(text for text in (text.strip() for text in texts) if text))
