"""When customers bought and were last in touch, as far as their life-cycle depends on it."""

from typing import NamedTuple

import apsw

from smallcrm.storage.database import rows

_BUYING = """
SELECT c.id, c.name, c.status, f.last_contact, c.created, COALESCE(o.days, 0), o.first, o.last
FROM customer c
JOIN customer_fact f ON f.customer_id = c.id
LEFT JOIN (SELECT customer_id, count(DISTINCT date) AS days, min(date) AS first, max(date) AS last
    FROM sales_order WHERE status <> 'cancelled' GROUP BY customer_id) o ON o.customer_id = c.id
WHERE c.role <> 'supplier' AND (o.days IS NOT NULL OR c.status = 'dormant')
"""
_STATUS_SINCE = """
SELECT min(day) FROM customer_day WHERE customer_id = ?1 AND day > COALESCE(
    (SELECT max(day) FROM customer_day WHERE customer_id = ?1 AND status <> ?2), '')
"""
_FIRST_ANSWER = """
SELECT julianday(substr(min(i.at), 1, 10)) - julianday(c.created)
FROM interaction i JOIN customer c ON c.id = i.customer_id
WHERE i.customer_id = ? AND i.kind <> 'note' AND substr(i.at, 1, 10) >= c.created
"""


class Buying(NamedTuple):
    """A customer: its last contact and first day (ISO), its days of orders (count, first, last)."""

    customer_id: int
    name: str
    status: str
    last_contact: str | None
    created: str
    days: int
    first: str | None
    last: str | None


def list_buying(connection: apsw.Connection) -> list[Buying]:
    """Every customer that ever bought, or counts as dormant; suppliers are left out."""
    return [Buying(*row) for row in rows(connection, _BUYING)]


def status_since(connection: apsw.Connection, customer_id: int, status: str) -> str | None:
    """The day (ISO) since which a customer has had its present status, as far as that is known."""
    ((day,),) = rows(connection, _STATUS_SINCE, (customer_id, status))
    return str(day) if day is not None else None


def days_to_first_answer(connection: apsw.Connection, customer_id: int) -> int | None:
    """After how many days a customer was first contacted; None while it was not."""
    ((days,),) = rows(connection, _FIRST_ANSWER, (customer_id,))
    return None if days is None else round(days)
