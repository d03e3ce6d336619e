"""Whether what is known is still true, and how soon it was written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from smallcrm.core.i18n import N_
from smallcrm.models import FactCheck
from smallcrm.services.customers import name_of
from smallcrm.services.fact_stale import list_stale
from smallcrm.services.validation import check_choice
from smallcrm.storage.database import rows
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

# What may be marked wrong while talking, and how that is called.
CHECKED: dict[str, str] = {
    "phone": N_("Number is wrong"),
    "contact": N_("Person has left"),
    "address": N_("Address is wrong"),
}
UNANSWERED = 3  # calls in a row that nobody took make a number doubtful
LOOK_BACK = timedelta(days=180)
PROMPT_DAYS = timedelta(days=90)

# The last word on a fact counts.
_WRONG = """
SELECT k.customer_id, c.name, k.contact_id, COALESCE(p.name, ''), k.field, k.at FROM fact_check k
JOIN customer c ON c.id = k.customer_id LEFT JOIN contact p ON p.id = k.contact_id
WHERE k.state = 'wrong' AND (k.field <> 'contact' OR p.left_on IS NULL)
    AND NOT EXISTS (SELECT 1 FROM fact_check n
    WHERE n.customer_id = k.customer_id AND n.contact_id IS k.contact_id AND n.field = k.field
    AND n.id > k.id)
ORDER BY k.at DESC, k.id DESC LIMIT ?
"""
# Calls in vain since somebody was last reached, or the number was last said to be right.
_IN_VAIN = """
SELECT i.customer_id, c.name, count(*), max(i.at) FROM interaction i
JOIN customer c ON c.id = i.customer_id
WHERE i.at >= ?1 AND i.outcome = 'no_answer'
    AND i.at > COALESCE((SELECT max(at) FROM interaction o WHERE o.customer_id = i.customer_id
        AND o.outcome <> 'no_answer' AND o.kind <> 'note'), '')
    AND i.at > COALESCE((SELECT max(at) FROM fact_check k WHERE k.customer_id = i.customer_id
        AND k.field = 'phone'), '')
GROUP BY i.customer_id HAVING count(*) >= ?2 ORDER BY max(i.at) DESC LIMIT ?3
"""
_PROMPT = """
SELECT COALESCE(s.name, ''), count(*),
    avg(max(julianday(substr(i.entered, 1, 10)) - julianday(substr(i.at, 1, 10)), 0)),
    avg(julianday(substr(i.entered, 1, 10)) - julianday(substr(i.at, 1, 10)) < 1)
FROM interaction i LEFT JOIN staff s ON s.id = i.staff_id
WHERE i.at >= ? AND i.entered <> '' GROUP BY i.staff_id ORDER BY count(*) DESC
"""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A fact to check again: marked wrong (`times` 0), or a number called in vain `times` times.

    With `months` it was not confirmed for that long; `at` is then when it last was, or "".
    """

    customer_id: int
    customer: str
    contact_id: int | None
    contact: str
    field: str
    at: str
    times: int = 0
    months: int = 0


@dataclass(frozen=True, slots=True)
class Promptness:
    """How soon somebody writes down what happened: days on average, share on the same day."""

    staff: str
    records: int
    days: float
    same_day: float


def check_fact(
    session: Session,
    customer_id: int,
    field: str,
    state: str,
    *,
    contact_id: int | None = None,
) -> None:
    """Mark a fact "wrong" or "confirmed" as of now."""
    check_choice("field", field, tuple(CHECKED))
    check_choice("state", state, ("confirmed", "wrong"))
    with session.unit(Op.CHECK_FACT, {"name": name_of(customer_id)}):
        FactCheck.create(
            customer=customer_id,
            contact=contact_id,
            field=field,
            state=state,
            at=session.now,
            staff=session.settings.staff_id,
        )


def list_doubts(session: Session, limit: int = 50) -> list[Doubt]:
    """What is to be checked again: marked wrong, numbers that nobody answers, then stale facts."""
    wrong = [Doubt(*row) for row in rows(session.connection, _WRONG, (limit,))]
    since = (session.clock.today() - LOOK_BACK).isoformat()
    marked = {one.customer_id for one in wrong if one.field == "phone"}
    vain = rows(session.connection, _IN_VAIN, (since, UNANSWERED, limit))
    found = wrong + [
        Doubt(id, name, None, "", "phone", at, times)
        for id, name, times, at in vain
        if id not in marked
    ]
    known = {(one.customer_id, one.field) for one in found}
    return found + [
        Doubt(one.customer_id, one.customer, None, "", one.key, one.confirmed, months=one.months)
        for one in list_stale(session, limit)
        if (one.customer_id, one.key) not in known
    ]


def read_promptness(session: Session) -> Sequence[Promptness]:
    """How promptly each of the staff wrote down what happened in the last ninety days.

    Imported records do not count: nobody says when they were first written.
    """
    since = (session.clock.today() - PROMPT_DAYS).isoformat()
    return [Promptness(*row) for row in rows(session.connection, _PROMPT, (since,))]
