"""What is derived for each customer: list columns, the search index, and the state at each day's
end.

Refreshed inside every unit of work for the customers it touched, so it always agrees with the
records.
"""

import sys
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence

import apsw

from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.core.text import fold_all
from smallcrm.storage.completeness import percentage, read_standard
from smallcrm.storage.database import insert_many, rows
from smallcrm.storage.search_bodies import search_bodies, sort_keys

NOTES = {
    "interaction": "SELECT id, subject || ' ' || content FROM interaction WHERE true",
    "customer": "SELECT -id, note FROM customer WHERE note <> ''",
}
PART = 5000

# Somebody known by the surname only is called by it together with 小姐 or 总.
CALLED = """CASE length(name) WHEN 1
        THEN name || CASE salutation WHEN '' THEN title ELSE salutation END ELSE name END"""

# The first in an order is found as the smallest number, without sorting a handful of rows for
# every customer. Positions and ids stay far below these factors.
FIRST = "min(position * 1099511627776 + id)"

# SQLite left to choose would go through all customers for a single one (so CROSS JOIN), and through
# all open follow-ups for each customer, since their index has the order that is asked for.
FACTS = f"""
INSERT OR REPLACE INTO customer_fact (customer_id, contact, phone, city, last_contact, next_due,
    next_time, next_title, bought, owed, completeness, sort_name)
SELECT c.id,
    COALESCE((SELECT called FROM (SELECT {CALLED} AS called, {FIRST} FROM contact
        WHERE customer_id = c.id AND left_on IS NULL)), ''),
    COALESCE((SELECT shown FROM (SELECT
        number || CASE extension WHEN '' THEN '' ELSE 'x' || extension END AS shown,
        min((kind <> 'mobile') * 1152921504606846976 + position * 1099511627776 + id)
        FROM phone WHERE customer_id = c.id AND kind <> 'fax')), ''),
    COALESCE((SELECT city FROM (SELECT city, {FIRST} FROM address
        WHERE customer_id = c.id AND city <> '')), ''),
    {{past}},
    {{complete}},
    touched.sort_name
FROM touched
CROSS JOIN customer c ON c.id = touched.id
{{joined}}
"""
WITH_PAST = {
    "past": """
    (SELECT max(at) FROM interaction WHERE customer_id = c.id AND kind <> 'note'),
    f.due, COALESCE(f.due_time, ''), COALESCE(f.title, ''),
    b.bought,
    b.bought - (SELECT COALESCE(sum(amount), 0) FROM receipt WHERE customer_id = c.id)""",
    "joined": """
LEFT JOIN follow_up f ON f.id = (SELECT id FROM follow_up INDEXED BY follow_up_customer
    WHERE customer_id = c.id AND state = 'open' ORDER BY due, due_time, id LIMIT 1)
JOIN (SELECT t.id, COALESCE((SELECT sum(l.amount) FROM sales_order o
        JOIN order_line l ON l.order_id = o.id
        WHERE o.customer_id = t.id AND o.status <> 'cancelled'), 0) AS bought
    FROM touched t) b ON b.id = c.id""",
}
# Where nothing was said, planned, sold or paid yet, there is nothing to look for.
WITHOUT_PAST = ("interaction", "follow_up", "sales_order", "receipt")
WITHOUT = {"past": "NULL, NULL, '', '', 0, 0", "joined": ""}

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

# Customers that were never there before have no earlier days.
REFRESH_NEW_DAYS = """
INSERT INTO customer_day (customer_id, day, level, status, owner_id, completeness, owed, gone)
SELECT c.id, ?1, c.level, c.status, c.owner_id, f.completeness, f.owed, 0
FROM touched t
CROSS JOIN customer c ON c.id = t.id
CROSS JOIN customer_fact f ON f.customer_id = c.id
"""

SEARCH_ROWS = f"""
SELECT c.id, c.name, c.short_name, c.code, trim(c.email || ' ' || c.wechat || ' ' || c.qq),
    (SELECT group_concat(rtrim({CALLED} || ' ' || email || ' ' || wechat), char(10))
        FROM contact WHERE customer_id = c.id),
    (SELECT group_concat(rtrim(number || ' ' || extension), ' ') FROM phone
        WHERE customer_id = c.id),
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
    *,
    new_after: int = sys.maxsize,
) -> None:
    """Refresh list columns, search rows and the state of `day` (ISO) of these customers.

    Those with an id above `new_after` were never there before.
    """
    progress = progress or Progress()
    ordered = sorted(ids)
    middle = bisect_right(ordered, new_after)
    parts = [ordered[start : min(start + PART, middle)] for start in range(0, middle, PART)]
    parts += [ordered[start : start + PART] for start in range(middle, len(ordered), PART)]
    done = 0
    emptied = _empty_search(connection, ordered[:middle])
    for part in parts:
        if len(ordered) > PART:
            progress.check()
            progress.report(done, len(ordered), _("Updating lists and search"))
        _refresh_part(connection, part, day, new=part[0] > new_after, emptied=emptied)
        done += len(part)


def _empty_search(connection: apsw.Connection, ids: Sequence[int]) -> bool:
    """Take customers out of the search at once, where making it anew of the rest is quicker.

    To take out a row costs as much as to put one in. Returns whether it was done.
    """
    if len(ids) < PART:
        return False
    ((count,),) = rows(connection, "SELECT count(*) FROM search_docsize")
    fill_touched(connection, ids)
    ((gone,),) = rows(
        connection, "SELECT count(*) FROM search_docsize WHERE id IN (SELECT id FROM touched)"
    )
    if gone * 2 < count or not gone:
        return False
    connection.execute(
        "DELETE FROM search_content WHERE id IN (SELECT id FROM touched);"
        "DELETE FROM search_docsize WHERE id IN (SELECT id FROM touched);"
        "INSERT INTO search (search) VALUES ('rebuild')"
    )
    return True


def _refresh_part(
    connection: apsw.Connection, ids: Sequence[int], day: str, *, new: bool, emptied: bool
) -> None:
    fresh = new and not any(_any_from(connection, table, ids[0]) for table in WITHOUT_PAST)
    if new:
        connection.execute("DELETE FROM touched")
        query = "INSERT INTO touched (id) SELECT id FROM customer WHERE id BETWEEN ? AND ?"
        connection.execute(query, (ids[0], ids[-1]))
    else:
        fill_touched(connection, ids)
        mine = "IN (SELECT id FROM touched)"
        connection.execute(f"DELETE FROM customer_fact WHERE customer_id {mine}")
        if not emptied:
            connection.execute(f"DELETE FROM search WHERE rowid {mine}")
    found = rows(connection, SEARCH_ROWS)
    keys = sort_keys([row[1] for row in found])
    named = ((row[0], key) for row, key in zip(found, keys, strict=True))
    insert_many(connection, "REPLACE INTO touched (id, sort_name)", 2, named)
    complete = percentage(read_standard(connection))
    connection.execute(FACTS.format(complete=complete, **(WITHOUT if fresh else WITH_PAST)))
    # A new customer has days already where it was made together with its past.
    known = not new or _any_from(connection, "customer_day", ids[0])
    connection.execute(REFRESH_DAYS if known else REFRESH_NEW_DAYS, (day,))
    texts = zip(*found, strict=True) if found else [()] * 9
    bodies = search_bodies(*[[text or "" for text in column] for column in texts][1:])
    searched = ((row[0], body) for row, body in zip(found, bodies, strict=True))
    connection.executemany("INSERT INTO search (rowid, body) VALUES (?, ?)", searched)


def refresh_completeness(
    connection: apsw.Connection, day: str, progress: Progress | None = None
) -> None:
    """Count anew how complete every customer is: the standard has changed."""
    progress = progress or Progress()
    complete = percentage(read_standard(connection))
    known = [id for (id,) in rows(connection, "SELECT id FROM customer ORDER BY id")]
    for start in range(0, len(known), PART):
        progress.check()
        progress.report(start, len(known), _("Updating lists and search"))
        fill_touched(connection, known[start : start + PART])
        connection.execute(
            f"UPDATE customer_fact SET completeness ="
            f" (SELECT {complete} FROM customer c WHERE c.id = customer_id)"
            " WHERE customer_id IN (SELECT id FROM touched)"
        )
        connection.execute(REFRESH_DAYS, (day,))


def _any_from(connection: apsw.Connection, table: str, customer_id: int) -> bool:
    """Whether a table has a row of this customer or a later one."""
    query = f"SELECT 1 FROM {table} WHERE customer_id >= ? LIMIT 1"
    return bool(rows(connection, query, (customer_id,)))


def refresh_notes(
    connection: apsw.Connection,
    interactions: Collection[int],
    customers: Collection[int],
    newest: Mapping[str, int],
) -> None:
    """Bring the note search up to date for these interactions and customers.

    A row's rowid is the interaction's id, or minus the customer's id for its own note. Ids above
    those of `newest` in their table were never there before.
    """
    for table, sign, ids in (("interaction", "", interactions), ("customer", "-", customers)):
        ordered = sorted(ids)
        middle = bisect_right(ordered, newest.get(table, 0))
        old = [ordered[start : min(start + PART, middle)] for start in range(0, middle, PART)]
        new = [ordered[start : start + PART] for start in range(middle, len(ordered), PART)]
        for part in old:
            fill_touched(connection, part)
            connection.execute(
                f"DELETE FROM search_note WHERE rowid IN (SELECT {sign}id FROM touched)"
            )
            _add_notes(connection, f"{NOTES[table]} AND id IN (SELECT id FROM touched)")
        for part in reversed(new) if sign else new:
            _add_notes(connection, f"{NOTES[table]} AND id BETWEEN {part[0]} AND {part[-1]}")


def _add_notes(connection: apsw.Connection, query: str) -> None:
    # Rows are gathered in memory while rowids go up; each one that goes down writes them out.
    found = rows(connection, f"{query} ORDER BY 1")
    texts = fold_all([text for _id, text in found])
    pairs = zip(found, texts, strict=True)
    bodies = ((id, text) for (id, _text), text in pairs if text)
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
    about = {*customers, *(-id for id in notes if id < 0)}
    every = dict.fromkeys(NOTES, sys.maxsize)
    refresh_notes(connection, [id for id in notes if id > 0], about, every)


def fill_touched(connection: apsw.Connection, ids: Sequence[int]) -> None:
    """Put sorted `ids` into the connection's temporary table `touched`."""
    connection.execute("DELETE FROM touched")
    if not ids:
        return
    if ids[-1] - ids[0] == len(ids) - 1:
        series = "WITH RECURSIVE n (id) AS (SELECT ?1 UNION ALL SELECT id + 1 FROM n WHERE id < ?2)"
        connection.execute(f"{series} INSERT INTO touched (id) SELECT id FROM n", (ids[0], ids[-1]))
        return
    listed = f"[{','.join(map(str, ids))}]"
    connection.execute("INSERT INTO touched (id) SELECT value FROM json_each(?)", (listed,))
