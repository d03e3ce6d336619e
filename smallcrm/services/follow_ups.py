"""Follow-ups: what is due, doing it, putting it off."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from peewee import JOIN, ModelSelect, fn

from smallcrm.core.dates import next_day
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.models import Contact, Customer, CustomerFact, FollowUp, Staff
from smallcrm.services.customers import name_of
from smallcrm.services.decisions import DecisionRecord, count_decided_due, list_decided_due
from smallcrm.services.interactions import save_interaction
from smallcrm.services.lookups import ensure
from smallcrm.services.people import called
from smallcrm.services.records import FollowUpRecord, InteractionRecord
from smallcrm.services.reminder_habits import load_habits
from smallcrm.services.reminder_rules import Shift
from smallcrm.services.validation import FieldError, require
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

COLUMNS = (
    FollowUp.id,
    FollowUp.customer,
    FollowUp.contact,
    FollowUp.deal,
    FollowUp.order,
    FollowUp.title,
    FollowUp.due,
    FollowUp.due_time,
    FollowUp.state,
    FollowUp.closed,
    FollowUp.rule,
    FollowUp.note,
    Staff.name,
    Customer.name,
    Customer.level,
    called(),
    CustomerFact.phone,
    CustomerFact.contact,
    FollowUp.repeat,
    FollowUp.fact,
    FollowUp.latest,
)


@dataclass(frozen=True, slots=True)
class DueGroups:
    """What there is to do, from most to least urgent; `without` are customers with no next step.

    `decided` are decisions of reports, without a customer, that are due or have no day. Each group
    may be cut; its count is of all.
    """

    overdue: tuple[FollowUpRecord, ...]
    overdue_count: int
    today: tuple[FollowUpRecord, ...]
    today_count: int
    tomorrow: tuple[FollowUpRecord, ...]
    tomorrow_count: int
    this_week: tuple[FollowUpRecord, ...]
    this_week_count: int
    later: tuple[FollowUpRecord, ...]
    later_count: int
    without: tuple["WithoutNextStep", ...]
    without_count: int
    done_today: int
    decided: tuple[DecisionRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class WithoutNextStep:
    """A customer nothing is planned for. `last_contact` is ISO text or None."""

    customer_id: int
    name: str
    level: str
    status: str
    last_contact: str | None


def list_groups(session: Session, staff: str = "", limit: int = 200) -> DueGroups:
    """The Follow-ups page: at most `limit` records in each group."""
    today = session.clock.today()
    sunday = (today + timedelta(days=6 - today.weekday())).isoformat()
    text = today.isoformat()

    def group(condition: Any) -> tuple[tuple[FollowUpRecord, ...], int]:
        found = tuple(_records(_open(staff).where(condition).limit(limit)))
        whole = len(found) if len(found) < limit else _count_open(staff, condition)
        return found, whole

    overdue, overdue_count = group(FollowUp.due < text)
    due, due_count = group(FollowUp.due == text)
    next_day = (today + timedelta(days=1)).isoformat()
    tomorrow, tomorrow_count = group(FollowUp.due == next_day)
    this_week, this_week_count = group((FollowUp.due > next_day) & (FollowUp.due <= sunday))
    later, later_count = group((FollowUp.due > next_day) & (FollowUp.due > sunday))
    without = _without(staff)
    done = (FollowUp.state == "done") & (FollowUp.closed >= text) & (FollowUp.closed < text + "~")
    return DueGroups(
        overdue=overdue,
        overdue_count=overdue_count,
        today=due,
        today_count=due_count,
        tomorrow=tomorrow,
        tomorrow_count=tomorrow_count,
        this_week=this_week,
        this_week_count=this_week_count,
        later=later,
        later_count=later_count,
        without=tuple(WithoutNextStep(*row) for row in list(without.limit(limit).tuples())),
        without_count=int(without.count()),
        done_today=_count(staff, done),
        decided=tuple(list_decided_due(session, staff)),
    )


def count_due(session: Session, staff: str = "") -> int:
    """How many follow-ups and decisions are overdue or due today: the number on the tab."""
    return _count_open(staff, FollowUp.due <= session.today) + sum(
        count_decided_due(session, staff)
    )


def count_open(session: Session, staff: str = "") -> tuple[int, int]:
    """How many follow-ups and decisions are overdue, and how many are due today."""
    today = session.today
    late, due = count_decided_due(session, staff)
    overdue = _count_open(staff, FollowUp.due < today)
    return overdue + late, _count_open(staff, FollowUp.due == today) + due


def count_open_before(session: Session, day: str, staff: str = "") -> int:
    """How many open follow-ups were due before a day (ISO)."""
    return _count_open(staff, FollowUp.due < day)


def list_timed(session: Session, after: datetime, until: datetime) -> list[FollowUpRecord]:
    """Open follow-ups of whoever works here whose time of day came between two moments of a day."""
    mine = session.settings.staff_name
    return _records(
        _open(mine).where(
            (FollowUp.due == until.date().isoformat())
            & (FollowUp.due_time > after.strftime("%H:%M"))
            & (FollowUp.due_time <= until.strftime("%H:%M"))
        )
    )


def list_due(session: Session, days: int = 0) -> list[FollowUpRecord]:
    """Open follow-ups due until `days` from today, overdue ones included, in order."""
    until = (session.clock.today() + timedelta(days=days)).isoformat()
    return _records(_open("").where(FollowUp.due <= until))


def list_open(
    session: Session, staff: str = "", first: str = "", last: str = "9999"
) -> list[FollowUpRecord]:
    """Open follow-ups due between two days (ISO), in order; of all the staff or one."""
    return _records(_open(staff).where(FollowUp.due.between(first, last)))


def list_of_customer(
    session: Session, customer_id: int, *, state: str = "open"
) -> list[FollowUpRecord]:
    """A customer's follow-ups in a state, in order."""
    query = _base().where((FollowUp.customer == customer_id) & (FollowUp.state == state))
    return _records(query.order_by(FollowUp.due, FollowUp.due_time, FollowUp.id))


def get_follow_up(session: Session, follow_up_id: int) -> FollowUpRecord:
    """One follow-up. UserError when it is gone."""
    found = _records(_base().where(FollowUp.id == follow_up_id))
    if not found:
        raise UserError(_("This follow-up is no longer there."))
    return found[0]


def save_follow_up(session: Session, record: FollowUpRecord) -> int:
    """Plan a follow-up (id None) or change one.

    Returns the id. Without staff it is for the customer's owner.
    """
    title = require("title", record.title, _("Say what is to be done."))
    try:
        date.fromisoformat(record.due)
    except ValueError:
        raise FieldError("due", _("Say when: a date is missing.")) from None
    customer = name_of(record.customer_id)
    if not customer:
        raise FieldError("customer", _("Choose a customer."))
    values: dict[str, Any] = {
        "customer": record.customer_id,
        "contact": record.contact_id,
        "deal": record.deal_id,
        "order": record.order_id,
        "title": title,
        "due": record.due,
        "due_time": record.due_time,
        "note": record.note,
        "repeat": record.repeat,
    }
    op = Op.ADD_FOLLOW_UP if record.id is None else Op.EDIT_FOLLOW_UP
    with session.unit(op, {"name": f"{customer} {title}"}):
        values["staff"] = ensure(Staff, record.staff) or _owner(session, record.customer_id)
        if record.id is None:
            created = FollowUp.create(created=session.now, rule=record.rule, **values)
            return int(created.id)
        FollowUp.update(**values).where(FollowUp.id == record.id).execute()
        return record.id


def complete_follow_up(
    session: Session,
    follow_up_id: int,
    log: InteractionRecord | None = None,
    next_step: FollowUpRecord | None = None,
) -> int | None:
    """Mark a follow-up done, log what happened and plan the next one, all in one step.

    A repeated one plans its next one by itself, unless `next_step` is that. Returns the id of the
    next follow-up, when one was planned.
    """
    record = get_follow_up(session, follow_up_id)
    if record.state != "open":
        raise UserError(_("This follow-up is done already."))
    with session.unit(Op.COMPLETE_FOLLOW_UP, {"name": f"{record.customer} {record.title}"}):
        logged = save_interaction(session, log) if log is not None else None
        FollowUp.update(state="done", closed=session.now, interaction=logged).where(
            FollowUp.id == follow_up_id
        ).execute()
        next_id = save_follow_up(session, next_step) if next_step is not None else None
        if next_step is None or next_step.title != record.title:
            repeated = repeat_follow_up(session, record)
            next_id = next_id if next_id is not None else repeated
        return next_id


def repeat_follow_up(session: Session, record: FollowUpRecord) -> int | None:
    """Plan what comes after a repeated follow-up that is done; None when it is not repeated.

    Days that were missed are passed over; a day that is not worked moves to the next one that is.
    """
    done = max(date.fromisoformat(record.due), session.clock.today())
    day = next_day(record.repeat, done) if record.repeat else None
    if day is None:
        return None
    due = Shift(on=load_habits(session).workdays)(day, back=False).isoformat()
    return save_follow_up(session, replace(record, id=None, due=due, state="open", closed=None))


def snooze_follow_ups(session: Session, ids: Sequence[int], due: str, due_time: str = "") -> None:
    """Put follow-ups off to a date."""
    with session.unit(Op.SNOOZE_FOLLOW_UP, {"name": titles_of(session, ids)}):
        FollowUp.update(due=due, due_time=due_time).where(FollowUp.id << list(ids)).execute()


def delete_follow_up(session: Session, follow_up_id: int) -> None:
    """Delete a follow-up. One that a rule made is dropped, so that it is not made again."""
    delete_follow_ups(session, [follow_up_id])


def delete_follow_ups(session: Session, ids: Sequence[int]) -> None:
    """Delete follow-ups; those that rules made are dropped, so that they are not made again."""
    chosen = FollowUp.id << list(ids)
    made = (FollowUp.rule != "") & (FollowUp.fact != "")
    with session.unit(Op.DELETE_FOLLOW_UP, {"name": titles_of(session, ids)}):
        FollowUp.update(state="dropped", closed=session.now).where(chosen & made).execute()
        FollowUp.delete().where(chosen & ~made).execute()


def due_state(record: FollowUpRecord, today: str) -> str:
    """ "overdue", "today" or "coming"."""
    if record.due < today:
        return "overdue"
    return "today" if record.due == today else "coming"


def _base() -> ModelSelect:
    return (
        FollowUp.select(*COLUMNS)
        .join(Customer)
        .join(CustomerFact, JOIN.LEFT_OUTER, on=(CustomerFact.customer == Customer.id))
        .switch(FollowUp)
        .join(Contact, JOIN.LEFT_OUTER, on=(FollowUp.contact == Contact.id))
        .switch(FollowUp)
        .join(Staff, JOIN.LEFT_OUTER, on=(FollowUp.staff == Staff.id))
    )


def _open(staff: str) -> ModelSelect:
    query = _base().where(FollowUp.state == "open")
    if staff:
        query = query.where(Staff.name == staff)
    return query.order_by(FollowUp.due, FollowUp.due_time == "", FollowUp.due_time, FollowUp.id)


def _count_open(staff: str, condition: Any) -> int:
    return _count(staff, (FollowUp.state == "open") & condition)


def _count(staff: str, condition: Any) -> int:
    query = FollowUp.select(fn.COUNT(FollowUp.id)).where(condition)
    if staff:
        query = query.where(FollowUp.staff << Staff.select(Staff.id).where(Staff.name == staff))
    return int(query.scalar())


def ids_without(staff: str = "") -> list[int]:
    """The customers with no next step, of one of the staff or of all, best level first."""
    return [int(row[0]) for row in list(_without(staff).tuples())]


def _without(staff: str) -> ModelSelect:
    """Customers worth a next step (neither lost, nor suppliers) that have none.

    Best level first.
    """
    query = (
        Customer.select(
            Customer.id, Customer.name, Customer.level, Customer.status, CustomerFact.last_contact
        )
        .join(CustomerFact, on=(CustomerFact.customer == Customer.id))
        .where(
            CustomerFact.next_due.is_null()
            & (Customer.status != "lost")
            & (Customer.role != "supplier")
        )
        .order_by(Customer.level == "", Customer.level, CustomerFact.last_contact, Customer.id)
    )
    if staff:
        query = query.where(Customer.owner << Staff.select(Staff.id).where(Staff.name == staff))
    return query


def _records(query: ModelSelect) -> list[FollowUpRecord]:
    found = []
    for row in list(query.tuples()):
        (
            id,
            customer_id,
            contact_id,
            deal_id,
            order_id,
            title,
            due,
            due_time,
            state,
            closed,
            rule,
            note,
        ) = row[:12]
        staff, customer, level, contact, phone, main_contact, repeat, fact, latest = row[12:]
        found.append(
            FollowUpRecord(
                customer_id=customer_id,
                title=title,
                due=due,
                due_time=due_time,
                id=id,
                contact_id=contact_id,
                deal_id=deal_id,
                order_id=order_id,
                staff=staff or "",
                state=state,
                closed=closed,
                rule=rule,
                note=note,
                customer=customer,
                contact=contact or main_contact or "",
                phone=phone or "",
                level=level,
                repeat=repeat,
                fact=fact,
                latest=latest,
            )
        )
    return found


def _owner(session: Session, customer_id: int) -> int | None:
    found = Customer.get_or_none(Customer.id == customer_id)
    return found.owner_id if found and found.owner_id else session.settings.staff_id


def titles_of(session: Session, ids: Sequence[int]) -> str:
    """What a step about these follow-ups is called: the first, and how many more."""
    record = get_follow_up(session, ids[0])
    return f"{record.customer} {record.title}" + (f" +{len(ids) - 1}" if len(ids) > 1 else "")


def next_step_of_deal(session: Session, deal_id: int) -> FollowUpRecord | None:
    """The next open follow-up about a deal."""
    query = _base().where((FollowUp.deal == deal_id) & (FollowUp.state == "open"))
    found = _records(query.order_by(FollowUp.due, FollowUp.due_time).limit(1))
    return found[0] if found else None
