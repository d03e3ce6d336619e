"""Calendar files (iCalendar, UTF-8), which phones and calendar programs take."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from smallcrm.exporters.files import replace_file

_MINUTES = 30


@dataclass(frozen=True, slots=True)
class Appointment:
    """Something at a day, or at a time of it. `key` stays the same in each file that holds it.

    `repeat` is an RFC 5545 rule ("RRULE:" with or without its start) or "".
    """

    key: str
    title: str
    day: date
    clock: time | None = None
    text: str = ""
    repeat: str = ""


def write_calendar(path: Path, appointments: Iterable[Appointment], now: datetime) -> int:
    """Write a calendar, whole or not at all; returns how many. Raises StorageError.

    Times are written as local ones, so that they stay what they are over a change to summer time.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//smallcrm//smallcrm//EN")
    calendar.add("version", "2.0")
    count = 0
    for appointment in appointments:
        calendar.add_component(_event(appointment, now))
        count += 1
    replace_file(path, lambda place: place.write_bytes(calendar.to_ical()))
    return count


def _event(one: Appointment, now: datetime):  # type: ignore[no-untyped-def]
    from icalendar import Alarm, Event, vRecur

    event = Event()
    event.add("uid", f"{one.key}@smallcrm")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", one.title)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", one.title)
    if one.clock is None:
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        alarm.add("trigger", timedelta(hours=9))
    else:
        start = datetime.combine(one.day, one.clock)
        event.add("dtstart", start)
        event.add("dtend", start + timedelta(minutes=_MINUTES))
        alarm.add("trigger", timedelta(minutes=-15))
    if one.text:
        event.add("description", one.text)
    if rule := one.repeat.rpartition("RRULE:")[2]:
        event.add("rrule", vRecur.from_ical(rule))
    event.add_component(alarm)
    return event
