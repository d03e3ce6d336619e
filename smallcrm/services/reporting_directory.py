"""The directory of the customers of a view: names and phone numbers by initial."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from smallcrm.core.i18n import translator
from smallcrm.core.phone import format_phone
from smallcrm.core.pinyin import all_pinyin_full
from smallcrm.core.progress import Progress
from smallcrm.models import Contact, Customer, Phone
from smallcrm.reports.directory import Directory, DirectoryEntry, Listed, render, tabular
from smallcrm.services.company import own_company
from smallcrm.services.no_contact import Refusals, find_refusals
from smallcrm.services.report_list import ReportOptions
from smallcrm.services.reporting_files import XLSX, write_tabular
from smallcrm.services.reporting_post import chosen_customers
from smallcrm.services.reporting_scope import fetch
from smallcrm.storage.database import among
from smallcrm.storage.session import Session

NO_LETTER = "#"
NOT_TO_CALL = ("fax", "invoice")

Numbers = dict[tuple[int, int | None], list[str]]


def write_directory(
    session: Session, options: ReportOptions, path: Path, progress: Progress
) -> None:
    """Write the directory as PDF or .xlsx.

    Raises UserError for an unknown view or customer, StorageError, Cancelled.
    """
    texts = translator(options.language)
    directory = read_directory(session, options)
    if path.suffix.lower() == XLSX:
        write_tabular(tabular(directory, texts), options, path, progress)
        return
    render(directory, path, texts, progress, size=options.size, grey=options.grey)


def read_directory(session: Session, options: ReportOptions) -> Directory:
    """The customers of the view by initial and name, with the people that are there."""
    ids, title = chosen_customers(session, options)
    refused = find_refusals(session, ids)
    numbers = _load_numbers(ids, options.language)
    people = _load_people(ids, refused, numbers)
    names = fetch(Customer.select(Customer.id, Customer.name).where(Customer.id << among(ids)))
    spelled = all_pinyin_full([name for _id, name in names])
    entries = []
    for (id, name), spelling in zip(names, spelled, strict=True):
        first = spelling[:1].upper()
        initial = first if "A" <= first <= "Z" else NO_LETTER
        entry = DirectoryEntry(
            initial,
            name,
            tuple(dict.fromkeys(numbers[id, None])),
            tuple(people[id]),
            id in refused.customers,
        )
        entries.append((initial == NO_LETTER, initial, spelling, name, id, entry))
    entries.sort(key=lambda row: row[:5])
    return Directory(
        tuple(row[-1] for row in entries),
        session.clock.now(),
        title,
        own_company(session, translator(options.language)),
    )


def _load_numbers(ids: Sequence[int], language: str) -> Numbers:
    query = (
        Phone.select(Phone.customer, Phone.contact, Phone.number, Phone.extension)
        .where((Phone.customer << among(ids)) & Phone.kind.not_in(NOT_TO_CALL))
        .order_by(Phone.position, Phone.id)
    )
    found: Numbers = defaultdict(list)
    for customer, contact, number, extension in fetch(query):
        found[customer, contact].append(format_phone(number, extension, language))
    return found


def _load_people(
    ids: Sequence[int], refused: Refusals, numbers: Numbers
) -> dict[int, list[Listed]]:
    query = (
        Contact.select(Contact.customer, Contact.id, Contact.name, Contact.title)
        .where((Contact.customer << among(ids)) & Contact.left_on.is_null())
        .order_by(Contact.position, Contact.id)
    )
    found: dict[int, list[Listed]] = defaultdict(list)
    for customer, id, name, title in fetch(query):
        theirs = tuple(dict.fromkeys(numbers[customer, id]))
        found[customer].append(Listed(name, title, theirs, id in refused.people))
    return found
