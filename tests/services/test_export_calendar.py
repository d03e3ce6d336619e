"""Open follow-ups as a calendar file, read back by the library that wrote it."""

from datetime import date, datetime
from pathlib import Path

from icalendar import Calendar

from smallcrm.core.dates import begin_repeat
from smallcrm.services.customers import save_customer
from smallcrm.services.export_calendar import export_calendar
from smallcrm.services.follow_ups import complete_follow_up, save_follow_up
from smallcrm.services.records import CustomerRecord, FollowUpRecord, PhoneRecord
from smallcrm.storage.session import Session


def events(path: Path) -> list[dict[str, object]]:
    calendar = Calendar.from_ical(path.read_bytes())
    return [
        {
            "summary": str(one["summary"]),
            "start": one.decoded("dtstart"),
            "text": str(one.get("description", "")),
            "rule": one["rrule"].to_ical().decode() if "rrule" in one else "",
            "uid": str(one["uid"]),
        }
        for one in calendar.walk("VEVENT")
    ]


def test_each_open_follow_up_is_an_appointment(session: Session, tmp_path: Path) -> None:
    phones = (PhoneRecord("13800001111", kind="mobile"),)
    customer = save_customer(session, CustomerRecord("星河印务", phones=phones, owner="Ann"))
    long = "带上样品和报价单，还有去年的合同，" * 8
    save_follow_up(session, FollowUpRecord(customer, "拜访", "2026-12-01", "10:00", note=long))
    save_follow_up(session, FollowUpRecord(customer, "late", "2026-11-01", "10:00"))
    repeat = begin_repeat("FREQ=MONTHLY;BYMONTHDAY=-1", date(2026, 11, 30))
    save_follow_up(session, FollowUpRecord(customer, "check", "2026-11-30", repeat=repeat))
    done = save_follow_up(session, FollowUpRecord(customer, "done", "2026-11-30"))
    complete_follow_up(session, done)
    path = tmp_path / "out.ics"
    assert export_calendar(session, path) == 3
    late, check, visit = events(path)
    # a local time without a zone: it stays ten o'clock over a change to summer time
    assert visit["start"] == datetime(2026, 12, 1, 10)
    assert visit["text"] == f"138 0000 1111\n{long}"
    assert (late["summary"], late["start"]) == ("星河印务 late", date(2026, 11, 18))
    assert check["rule"] == "FREQ=MONTHLY;BYMONTHDAY=-1"
    assert export_calendar(session, path, "Ben") == 0
    assert export_calendar(session, path, "Ann") == 3
    assert events(path)[0]["uid"] == late["uid"]
