"""The activity book: every record of the days, also plain notes, in full."""

from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

from peewee import JOIN

from smallcrm.core.i18n import translator
from smallcrm.core.progress import Progress
from smallcrm.models import Contact, Customer, FollowUp, Interaction, Staff
from smallcrm.reports.activity import ActivityBook, Recorded, render, tabular
from smallcrm.reports.texts import Texts
from smallcrm.services.company import own_company
from smallcrm.services.report_list import ReportOptions
from smallcrm.services.reporting_files import XLSX, write_tabular
from smallcrm.services.reporting_scope import fetch, find_staff, until
from smallcrm.services.vocabulary import OUTCOMES, word
from smallcrm.storage.database import among
from smallcrm.storage.session import Session


def write_activity(
    session: Session, options: ReportOptions, path: Path, progress: Progress
) -> None:
    """Write the book of the days chosen as PDF or .xlsx.

    Raises UserError for an unknown staff member or days the wrong way round, StorageError,
    Cancelled.
    """
    texts = translator(options.language)
    book = activity_book(session, options)
    if path.suffix.lower() == XLSX:
        write_tabular(tabular(book, texts), options, path, progress)
        return
    render(book, path, texts, progress, size=options.size, grey=options.grey)


def activity_book(session: Session, options: ReportOptions) -> ActivityBook:
    """What was recorded in the days chosen, by all or by one."""
    first, last = options.days(session.clock.today())
    texts = translator(options.language)
    return ActivityBook(
        _load(first, last, find_staff(options.owner), Texts(texts)),
        first,
        last,
        session.clock.now(),
        options.owner,
        own_company(session, texts),
    )


def _load(first: date, last: date, who: int | None, texts: Texts) -> tuple[Recorded, ...]:
    query = (
        Interaction.select(
            Interaction.id,
            Interaction.at,
            Customer.name,
            Interaction.kind,
            Interaction.subject,
            Interaction.content,
            Customer.level,
            Contact.name,
            Staff.name,
            Interaction.outcome,
        )
        .join(Customer)
        .switch(Interaction)
        .join(Staff, JOIN.LEFT_OUTER, on=(Interaction.staff == Staff.id))
        .switch(Interaction)
        .join(Contact, JOIN.LEFT_OUTER, on=(Interaction.contact == Contact.id))
        .where((Interaction.at >= first.isoformat()) & until(Interaction.at, last.isoformat()))
        .order_by(Interaction.at, Interaction.id)
    )
    if who is not None:
        query = query.where(Interaction.staff == who)
    rows = fetch(query)
    steps = _load_steps([row[0] for row in rows], texts)
    return tuple(
        Recorded(
            datetime.fromisoformat(at),
            len(at) > 10,
            customer,
            kind,
            "\n".join(filter(None, (subject, content))),
            level,
            person or "",
            staff or "",
            word(OUTCOMES, outcome, texts.translator) if outcome else "",
            "; ".join(steps[id]),
        )
        for id, at, customer, kind, subject, content, level, person, staff, outcome in rows
    )


def _load_steps(ids: list[int], texts: Texts) -> dict[int, list[str]]:
    """What was planned with each record: its day and title."""
    query = (
        FollowUp.select(FollowUp.interaction, FollowUp.due, FollowUp.title)
        .where(FollowUp.interaction << among(ids))
        .order_by(FollowUp.due, FollowUp.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for id, due, title in fetch(query):
        found[id].append(f"{texts.day(date.fromisoformat(due[:10]))} {title}")
    return found
