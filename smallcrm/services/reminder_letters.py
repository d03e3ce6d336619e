"""The texts of reminder rules as letters on the company's letterhead, one or many in one file."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from smallcrm.core.i18n import Translator, _
from smallcrm.core.phone import format_phone
from smallcrm.core.progress import Progress
from smallcrm.services.company_logo import read_logo
from smallcrm.services.customers import get_customer
from smallcrm.services.reminder_texts import CustomerText, texts_of
from smallcrm.storage.session import Session


def letters_of(session: Session, ids: Sequence[int]) -> list[CustomerText]:
    """The texts of follow-ups that may be sent; two to the same customer are two letters."""
    return [one for one in texts_of(session, ids) if not one.blocked and one.text]


def write_letters(
    session: Session,
    texts: Sequence[CustomerText],
    path: Path,
    translator: Translator,
    progress: Progress | None = None,
    *,
    changed: Mapping[int, str] | None = None,
) -> int:
    """Write letters as one PDF, A4; returns how many.

    `changed` holds texts changed by hand, by follow-up. Blocked texts are left out. Raises
    StorageError, Cancelled.
    """
    from smallcrm.reports.letter import Letter, Letters, render
    from smallcrm.reports.letterhead import Company

    get = session.settings.get
    company = Company(
        get("company_name"),
        get("company_address"),
        format_phone(get("company_phone")),
        read_logo(session),
    )
    letters = []
    for one in texts:
        text = (changed or {}).get(one.follow_up.id or 0, one.text)
        if one.blocked or not text.strip():
            continue
        salutation, body = part_text(text, one.called, company.name)
        record = one.follow_up
        person = one.person if one.person != record.customer else ""
        lines = (record.customer, person, *address_lines(session, record.customer_id))
        letters.append(Letter(record.customer, tuple(filter(None, lines)), salutation, body))
    batch = Letters(letters, session.clock.today(), session.clock.now(), company)
    render(batch, path, translator, progress)
    return len(letters)


def part_text(text: str, called: str, company: str) -> tuple[str, str]:
    """The salutation and the body of a text that was written in one piece.

    The company's name at the end is left out: it stands below as who signs.
    """
    body = text.strip()
    if company:
        body = body.removesuffix(company).rstrip(" \u3000\n—-")
    if not called or not body.startswith(called):
        return "", body
    rest = body.removeprefix(called).lstrip("，,：: \n")
    return _("Dear %(name)s,") % {"name": called}, rest[:1].upper() + rest[1:]


def address_lines(session: Session, customer_id: int) -> tuple[str, ...]:
    """The first address of a customer in lines, with its postcode."""
    found = get_customer(session, customer_id).addresses
    if not found:
        return ()
    return tuple(filter(None, (found[0].line, found[0].postcode)))
