"""What was decided over a report: who does what by when, and what became of it.

With a customer a decision is a follow-up of that customer; without one it is a task of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN, ModelSelect, fn

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.models import Customer, Decision, FollowUp, Staff
from smallcrm.services.customers import name_of
from smallcrm.services.validation import FieldError, check_choice
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

STATES = ("open", "done", "dropped")
MOST_SIGNS = 60  # of a decision, in the label of undo


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """One line: what, who (a staff name or ""), by when (ISO or ""), and the customer if one.

    `state`, `closed` and `customer` are filled in on reading; `period` is the first and the last
    day of the report over which it was decided.
    """

    what: str
    who: str = ""
    due: str = ""
    customer_id: int | None = None
    id: int | None = None
    state: str = "open"
    closed: str = ""
    customer: str = ""
    period: tuple[str, str] = ("", "")


def list_decisions(session: Session, first: date, last: date) -> list[DecisionRecord]:
    """What was decided over the report of these days, in its order."""
    return _records(_of_days(first, last))


def list_open_decisions(session: Session) -> list[DecisionRecord]:
    """All that was decided and is not done yet, the oldest first."""
    query = _select().order_by(Decision.last, Decision.first, Decision.position, Decision.id)
    return [one for one in _records(query) if one.state == "open"]


def list_decided_due(session: Session, staff: str = "") -> list[DecisionRecord]:
    """Open decisions without a customer that are due today, were due before, or have no day.

    Those with a customer are follow-ups. Of all the staff or one; the longest due first.
    """
    query = _select().where(
        Decision.follow_up.is_null()
        & (Decision.state == "open")
        & (Decision.due.is_null() | (Decision.due <= session.today))
    )
    if staff:
        query = query.where(Staff.name == staff)
    return _records(query.order_by(Decision.due.is_null(), Decision.due, Decision.id))


def count_decided_due(session: Session, staff: str = "") -> tuple[int, int]:
    """How many of `list_decided_due` are overdue, and how many are due today or have no day."""
    due = [one.due for one in list_decided_due(session, staff)]
    late = sum(1 for day in due if day and day < session.today)
    return late, len(due) - late


def save_decisions(
    session: Session, first: date, last: date, records: Sequence[DecisionRecord]
) -> None:
    """Keep what was decided over the report of these days, in one step that undo takes back.

    Lines without words are left out; lines that are no longer among `records` go, with their open
    follow-ups. FieldError where a line for a customer has no day, UserError for an unknown name.
    """
    if first > last:
        raise UserError(_("The first day lies after the last one."))
    kept = [one for one in records if one.what.strip()]
    values = [_checked(one) for one in kept]
    before = list_decisions(session, first, last)
    ids = {one.id for one in kept}
    days = {"first": first.isoformat(), "last": last.isoformat()}
    names = kept[0].what.strip()[:MOST_SIGNS] if kept else ""
    if [_essence(one) for one in before] == [_essence(one) for one in kept]:
        return
    with session.unit(Op.DECIDE, {"name": names}):
        for old in before:
            if old.id not in ids:
                _remove(int(old.id or 0))
        for place, (one, value) in enumerate(zip(kept, values, strict=True)):
            if one.id is None:
                row = Decision.create(created=session.now, position=place, **days, **value)
                decision_id = int(row.id)
            else:
                decision_id = one.id
                Decision.update(position=place, **value).where(Decision.id == one.id).execute()
            _plan(session, decision_id, value)


def close_decision(session: Session, decision_id: int, state: str) -> None:
    """Say that a decision was carried out ("done") or given up ("dropped"), or is open again."""
    check_choice("state", state, STATES)
    found = Decision.get_or_none(Decision.id == decision_id)
    if found is None:
        raise UserError(_("This decision is no longer there."))
    closed = None if state == "open" else session.now
    with session.unit(Op.CLOSE_DECISION, {"name": found.what[:MOST_SIGNS]}):
        if found.follow_up_id is not None:
            query = FollowUp.update(state=state, closed=closed)
            query.where(FollowUp.id == found.follow_up_id).execute()
        else:
            Decision.update(state=state, closed=closed).where(Decision.id == found.id).execute()


def close_decisions(session: Session, ids: Sequence[int], state: str) -> None:
    """Close several decisions in one step."""
    with session.unit(Op.CLOSE_DECISION, {"name": _named(ids)}):
        for decision_id in ids:
            close_decision(session, decision_id, state)


def put_off_decisions(session: Session, ids: Sequence[int], due: str) -> None:
    """Put decisions without a customer off to a day (ISO), in one step."""
    with session.unit(Op.DECIDE, {"name": _named(ids)}):
        Decision.update(due=due).where(Decision.id << list(ids)).execute()


def _named(ids: Sequence[int]) -> str:
    found = Decision.get_or_none(Decision.id == ids[0])
    if found is None:
        raise UserError(_("This decision is no longer there."))
    return str(found.what[:MOST_SIGNS]) + (f" +{len(ids) - 1}" if len(ids) > 1 else "")


def list_decisions_before(first: date, last: date) -> list[DecisionRecord]:
    """What was decided over the reports before the one of these days, the oldest first."""
    query = _select().where(
        (Decision.last < last.isoformat()) & (Decision.first < first.isoformat())
    )
    return _records(query.order_by(Decision.last, Decision.first, Decision.position, Decision.id))


def _of_days(first: date, last: date) -> ModelSelect:
    days = (Decision.first == first.isoformat()) & (Decision.last == last.isoformat())
    return _select().where(days).order_by(Decision.position, Decision.id)


def _select() -> ModelSelect:
    # A follow-up tells for the decision what became of it, and who cares for it now.
    carer = Staff.alias()
    return (
        Decision.select(
            Decision.id,
            Decision.what,
            fn.COALESCE(carer.name, Staff.name),
            fn.COALESCE(FollowUp.due, Decision.due),
            Decision.customer,
            Customer.name,
            fn.COALESCE(FollowUp.state, Decision.state),
            fn.IIF(FollowUp.id.is_null(), Decision.closed, FollowUp.closed),
            Decision.first,
            Decision.last,
        )
        .join(Staff, JOIN.LEFT_OUTER, on=(Decision.staff == Staff.id))
        .switch(Decision)
        .join(Customer, JOIN.LEFT_OUTER, on=(Decision.customer == Customer.id))
        .switch(Decision)
        .join(FollowUp, JOIN.LEFT_OUTER, on=(Decision.follow_up == FollowUp.id))
        .join(carer, JOIN.LEFT_OUTER, on=(FollowUp.staff == carer.id))
    )


def _records(query: ModelSelect) -> list[DecisionRecord]:
    return [
        DecisionRecord(
            what,
            who or "",
            due or "",
            customer_id,
            id,
            state,
            closed or "",
            customer or "",
            (first, last),
        )
        for id, what, who, due, customer_id, customer, state, closed, first, last in list(
            query.tuples()
        )
    ]


def _essence(one: DecisionRecord) -> tuple[object, ...]:
    return one.id, one.what.strip(), one.who, one.due, one.customer_id


def _checked(one: DecisionRecord) -> dict[str, Any]:
    """The columns of a line."""
    if one.due:
        try:
            date.fromisoformat(one.due)
        except ValueError:
            raise FieldError("due", _("Say when: a date is missing.")) from None
    if one.customer_id is not None:
        if not name_of(one.customer_id):
            raise FieldError("customer", _("Choose a customer."))
        if not one.due:
            words = _("Say by when: “%(what)s” becomes a follow-up of %(customer)s.")
            named = {"what": one.what.strip(), "customer": name_of(one.customer_id)}
            raise FieldError("due", words % named)
    return {
        "what": one.what.strip(),
        "staff": _staff_id(one.who.strip()),
        "due": one.due or None,
        "customer": one.customer_id,
    }


def _staff_id(name: str) -> int | None:
    if not name:
        return None
    found = Staff.get_or_none(Staff.name.collate("NOCASE") == name)
    if found is None:
        raise UserError(_("There is no staff member “%(name)s”.") % {"name": name})
    return int(found.id)


def _plan(session: Session, decision_id: int, value: dict[str, Any]) -> None:
    """Make, change or take away the follow-up of a decision."""
    made = Decision.get_by_id(decision_id).follow_up_id
    if value["customer"] is None:
        if made is not None:
            Decision.update(follow_up=None).where(Decision.id == decision_id).execute()
            FollowUp.delete().where((FollowUp.id == made) & (FollowUp.state == "open")).execute()
        return
    columns: dict[str, Any] = {
        "customer": value["customer"],
        "title": value["what"],
        "due": value["due"],
        "staff": value["staff"] or Customer.get_by_id(value["customer"]).owner_id,
    }
    if made is not None:
        is_open = (FollowUp.id == made) & (FollowUp.state == "open")
        FollowUp.update(**columns).where(is_open).execute()
        return
    decision = Decision.get_by_id(decision_id)
    follow_up = FollowUp.create(
        created=session.now, state=decision.state, closed=decision.closed, **columns
    )
    Decision.update(follow_up=follow_up.id).where(Decision.id == decision_id).execute()


def _remove(decision_id: int) -> None:
    made = Decision.get_by_id(decision_id).follow_up_id
    Decision.delete().where(Decision.id == decision_id).execute()
    if made is not None:
        FollowUp.delete().where((FollowUp.id == made) & (FollowUp.state == "open")).execute()
