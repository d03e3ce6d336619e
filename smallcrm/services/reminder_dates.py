"""Rules about days of the year: birthdays, founding days, the festivals."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from peewee import ModelSelect, fn

from smallcrm.core.dates.lunar import days_of_year, from_lunar
from smallcrm.models import Contact, Customer, FollowUp
from smallcrm.services.kept_birthdays import kept_on
from smallcrm.services.people import called
from smallcrm.services.reminder_look import Hit, Look, fetch

# So many days after a day it is too late to make a new reminder of it.
GRACE = 7
FESTIVALS = {"spring": (1, 1), "mid_autumn": (8, 15)}


def find_birthdays(look: Look) -> list[Hit]:
    """Birthdays of contact persons, and of customers that are persons."""
    common, lunar = _days(look)
    persons = (
        Contact.select(
            Contact.id,
            called(),
            Contact.birthday,
            Contact.birthday_lunar,
            Customer.id,
            Customer.name,
            Customer.level,
            Customer.owner_id,
        )
        .join(Customer)
        .where(kept_on(Contact.birthday, common, lunar))
        .where(Contact.left_on.is_null() & (Contact.consent != "refused") & look.cared_for())
    )
    selves = Customer.select(
        0,
        Customer.name,
        Customer.birthday,
        Customer.birthday_lunar,
        Customer.id,
        Customer.name,
        Customer.level,
        Customer.owner_id,
    ).where(kept_on(Customer.birthday, common, lunar) & look.cared_for())
    found = []
    for query in (persons, selves):
        for contact, person, born, is_lunar, id, name, level, owner in fetch(look.narrow(query)):
            for day in (lunar if is_lunar else common)[born[5:10]]:
                key = f"c{contact}" if contact else "self"
                if dated := look.dated(key, day):
                    found.append(_hit(id, name, level, owner, day, dated, contact, person))
    return found


def find_founded(look: Look) -> list[Hit]:
    """The days on which customers were founded."""
    common, _lunar = _days(look)
    query = Customer.select(
        Customer.id, Customer.name, Customer.level, Customer.owner_id, Customer.founded
    ).where((fn.SUBSTR(Customer.founded, 6, 5) << list(common)) & look.cared_for())
    found = []
    for id, name, level, owner, founded in fetch(look.narrow(query)):
        for day in common[founded[5:10]]:
            years = day.year - int(founded[:4])
            dated = look.dated("founded", day)
            if dated and years > 0:
                hit = _hit(id, name, level, owner, day, dated)
                found.append(replace(hit, years=years))
    return found


def greeted(look: Look) -> Iterator[tuple[date, tuple[str, date, date | None], ModelSelect]]:
    """Each day of a festival that is near with its fact, and the customers to be greeted."""
    month, day_of_month = FESTIVALS[look.rule.key]
    first, last = _window(look)
    for year in range(first.year - 1, last.year + 1):
        day = from_lunar(year, month, day_of_month)
        dated = look.dated(look.rule.key, day) if day and first <= day <= last else None
        if day is None or dated is None:
            continue
        query = (
            Customer.select(Customer.id, Customer.name, Customer.level, Customer.owner_id)
            .where(look.cared_for() & (Customer.status << ["prospect", "active", "dormant"]))
            .order_by(Customer.level == "", Customer.level, Customer.id)
        )
        yield day, dated, look.narrow(query, dated[0])


def find_festival(look: Look) -> list[Hit]:
    """The customers to be greeted for a festival that is near."""
    found: list[Hit] = []
    for day, dated, query in greeted(look):
        for id, name, level, owner in fetch(query):
            hit = _hit(id, name, level, owner, day, dated)
            found.append(replace(hit, latest=hit.latest or day))
    return found


def _hit(
    id: int,
    name: str,
    level: str,
    owner: int | None,
    day: date,
    dated: tuple[str, date, date | None],
    contact: int = 0,
    person: str = "",
) -> Hit:
    fact, due, latest = dated
    hit = Hit(id, name, level, owner, fact, day, due, latest)
    return replace(hit, contact_id=contact or None, contact=person) if person else hit


def _window(look: Look) -> tuple[date, date]:
    """The days to look at; back to the oldest open follow-up when these are checked."""
    first, last = look.window(GRACE)
    if look.among:
        query = FollowUp.select(fn.MIN(FollowUp.created)).where(
            (FollowUp.rule == look.rule.key) & (FollowUp.state == "open")
        )
        oldest = query.scalar()
        if oldest:
            first = min(first, date.fromisoformat(oldest[:10]) - timedelta(days=GRACE))
    return max(first, look.today - timedelta(days=400)), last


def _days(look: Look) -> tuple[dict[str, list[date]], dict[str, list[date]]]:
    """The days of the window by the birthdays ("MM-DD") kept on them: common, lunar."""
    first, last = _window(look)
    common: dict[str, list[date]] = {}
    lunar: dict[str, list[date]] = {}
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        for kept, names in zip((common, lunar), days_of_year(day), strict=True):
            for name in names:
                kept.setdefault(name, []).append(day)
    return common, lunar
