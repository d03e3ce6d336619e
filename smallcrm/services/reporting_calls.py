"""The call and visit list: follow-ups due and overdue, with what one needs to know for the talk."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from peewee import JOIN

from smallcrm.core.i18n import Translator, translator
from smallcrm.core.names import greeting
from smallcrm.core.phone import format_phone
from smallcrm.core.progress import Progress
from smallcrm.models import (
    Address,
    Contact,
    Customer,
    CustomerFact,
    FollowUp,
    Interaction,
    Phone,
    Staff,
)
from smallcrm.reports.call_list import Call, CallList, render, tabular
from smallcrm.services.company import own_company
from smallcrm.services.no_contact import find_refusals
from smallcrm.services.records import AddressRecord
from smallcrm.services.report_list import ReportOptions
from smallcrm.services.reporting_files import XLSX, write_tabular
from smallcrm.services.reporting_scope import find_staff
from smallcrm.services.vocabulary import level_words
from smallcrm.storage.database import among, fetch_rows
from smallcrm.storage.session import Session

MOST_PHONES = 4
NOT_FOR_TALKS = ("fax", "invoice")
# What was said last is there to remember it; the whole text stands in the program.
MOST_SIGNS = 400


class Person(NamedTuple):
    """A contact person as the list needs it."""

    id: int
    name: str
    words: str


class Due(NamedTuple):
    """A follow-up as it is stored, with names."""

    customer: int
    contact: int | None
    title: str
    due: str
    due_time: str
    name: str
    level: str
    owed: int | None
    staff: str | None


def write_call_list(
    session: Session, options: ReportOptions, path: Path, progress: Progress, *, days: int = 0
) -> None:
    """Write the list of what is due up to `days` days ahead as PDF or .xlsx, as was chosen.

    Raises UserError for an unknown staff member, StorageError, Cancelled.
    """
    texts = translator(options.language)
    report = call_list(session, texts, staff=options.owner, days=days)
    if path.suffix.lower() == XLSX:
        write_tabular(tabular(report, texts), options, path, progress)
        return
    render(report, path, texts, progress, size=options.size, grey=options.grey)


def call_list(
    session: Session, translator: Translator, *, staff: str = "", days: int = 0
) -> CallList:
    """The open follow-ups due up to `days` days ahead, of a staff member or of all.

    Customers and persons who asked not to be contacted are left out. UserError for an unknown
    staff member.
    """
    now = session.clock.now()
    until = now.date() + timedelta(days=days)
    rows = _load_due(until, find_staff(staff))
    ids = sorted({row.customer for row in rows})
    refused = find_refusals(session, ids)
    people = _load_people(ids)
    phones, addresses = _load_phones(ids), _load_addresses(ids)
    talks = _load_talks(ids)
    calls = []
    for row in rows:
        if row.customer in refused.customers or row.contact in refused.people:
            continue
        willing = [one for one in people[row.customer] if one.id not in refused.people]
        person = next((one for one in willing if one.id == row.contact), None)
        person = person or next(iter(willing), None)
        at, kind, said = talks.get(row.customer, ("", "", ""))
        mine = phones[row.customer, person.id if person else None]
        numbers = dict.fromkeys([*mine, *phones[row.customer, None]])
        calls.append(
            Call(
                customer=row.name,
                title=row.title,
                due=date.fromisoformat(row.due),
                due_time=row.due_time,
                level=level_words(row.level, translator),
                person=person.words if person else "",
                phones=tuple(numbers)[:MOST_PHONES],
                address=addresses.get(row.customer, ""),
                last_at=date.fromisoformat(at[:10]) if at else None,
                last_kind=kind,
                last_talk=said,
                owed=row.owed or 0,
                staff=row.staff or "",
            )
        )
    return CallList(
        tuple(calls),
        now.date(),
        until,
        now,
        staff,
        len(rows) - len(calls),
        own_company(session, translator),
        session.settings.get("currency"),
    )


def _load_due(until: date, staff: int | None) -> list[Due]:
    query = (
        FollowUp.select(
            FollowUp.customer,
            FollowUp.contact,
            FollowUp.title,
            FollowUp.due,
            FollowUp.due_time,
            Customer.name,
            Customer.level,
            CustomerFact.owed,
            Staff.name,
        )
        .join(Customer)
        .join(CustomerFact, JOIN.LEFT_OUTER, on=(CustomerFact.customer == Customer.id))
        .switch(FollowUp)
        .join(Staff, JOIN.LEFT_OUTER, on=(FollowUp.staff == Staff.id))
        .where((FollowUp.state == "open") & (FollowUp.due <= until.isoformat()))
    )
    if staff is not None:
        query = query.where(FollowUp.staff == staff)
    no_time = FollowUp.due_time == ""
    query = query.order_by(FollowUp.due, no_time, FollowUp.due_time, FollowUp.id)
    return [Due(*row) for row in fetch_rows(query)]


def _load_people(ids: Sequence[int]) -> dict[int, list[Person]]:
    query = (
        Contact.select(
            Contact.customer,
            Contact.id,
            Contact.name,
            Contact.salutation,
            Contact.gender,
            Contact.title,
        )
        .where((Contact.customer << among(ids)) & Contact.left_on.is_null())
        .order_by(Contact.position, Contact.id)
    )
    found: dict[int, list[Person]] = defaultdict(list)
    for customer, id, name, salutation, gender, title in fetch_rows(query):
        called = greeting(name, salutation=salutation, gender=gender, title=title)
        parts = [called, name if name != called else "", title if title not in called else ""]
        found[customer].append(Person(id, name, "  ·  ".join(filter(None, parts))))
    return found


def _load_phones(ids: Sequence[int]) -> dict[tuple[int, int | None], list[str]]:
    query = (
        Phone.select(Phone.customer, Phone.contact, Phone.number, Phone.extension)
        .where((Phone.customer << among(ids)) & Phone.kind.not_in(NOT_FOR_TALKS))
        .order_by(Phone.position, Phone.id)
    )
    found: dict[tuple[int, int | None], list[str]] = defaultdict(list)
    for customer, contact, number, extension in fetch_rows(query):
        found[customer, contact].append(format_phone(number, extension))
    return found


def _load_addresses(ids: Sequence[int]) -> dict[int, str]:
    query = (
        Address.select(
            Address.customer,
            Address.street,
            Address.province,
            Address.city,
            Address.district,
        )
        .where((Address.customer << among(ids)) & (Address.kind != "invoice"))
        .order_by(Address.position.desc(), Address.id.desc())
    )
    return {customer: AddressRecord(*parts).line for customer, *parts in fetch_rows(query)}


def _load_talks(ids: Sequence[int]) -> dict[int, tuple[str, str, str]]:
    """(when, kind, what) of the last talk with each customer; notes are none."""
    query = (
        Interaction.select(
            Interaction.customer,
            Interaction.at,
            Interaction.kind,
            Interaction.subject,
            Interaction.content,
        )
        .where((Interaction.customer << among(ids)) & (Interaction.kind != "note"))
        .order_by(Interaction.customer, Interaction.at, Interaction.id)
    )
    found = {}
    for customer, at, kind, subject, content in fetch_rows(query):
        said = " ".join(filter(None, (subject, content)))
        found[customer] = (at, kind, said[:MOST_SIGNS] + ("…" if len(said) > MOST_SIGNS else ""))
    return found
