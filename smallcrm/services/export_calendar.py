"""Open follow-ups as a calendar file, to be sent to the phone."""

from datetime import date, time
from pathlib import Path

from smallcrm.core.phone import format_phone
from smallcrm.exporters.ics import Appointment, write_calendar
from smallcrm.services.follow_ups import list_open
from smallcrm.services.records import FollowUpRecord
from smallcrm.storage.session import Session


def export_calendar(session: Session, path: Path, staff: str = "") -> int:
    """Write the open follow-ups, of one member of the staff or of all; returns how many.

    What is overdue stands at today.
    """
    today = session.clock.today()
    records = list_open(session, staff)
    return write_calendar(path, (_appointment(r, today) for r in records), session.clock.now())


def _appointment(record: FollowUpRecord, today: date) -> Appointment:
    number, _sign, extension = record.phone.partition("x")
    phone = format_phone(number, extension) if number else ""
    day = date.fromisoformat(record.due)
    overdue = day < today
    return Appointment(
        key=f"follow-up-{record.id}",
        title=f"{record.customer} {record.title}",
        day=today if overdue else day,
        clock=time.fromisoformat(record.due_time) if record.due_time and not overdue else None,
        text="\n".join(part for part in (record.contact, phone, record.note) if part),
        repeat="" if overdue else record.repeat,
    )
