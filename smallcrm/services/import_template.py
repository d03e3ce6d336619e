"""A workbook to fill in, for those who want one: heads the importer knows, lists to choose from."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, current
from smallcrm.exporters.book import (
    DATE_FORMAT,
    TEXT_FORMAT,
    BookCell,
    BookSheet,
    BookValue,
    Choices,
    letters,
    write_book,
)
from smallcrm.importers.fields import CHOICE, DATE, MONEY, NUMBER, field_title, field_type
from smallcrm.importers.headers import find_meaning
from smallcrm.importers.rowkinds import EXAMPLE_STARTS
from smallcrm.services.lookups import list_custom_fields, list_sources, list_staff
from smallcrm.services.vocabulary import CONSENTS, CUSTOMER_KINDS, LEVELS, STATUSES, word
from smallcrm.storage.session import Session

# By how the customer's name begins in the example rows the importer passes them over.
COLUMNS = (
    "customer.name",
    "contact.name",
    "contact.title",
    "customer.mobile",
    "customer.phone",
    "customer.wechat",
    "customer.email",
    "customer.kind",
    "customer.level",
    "customer.status",
    "customer.source",
    "customer.owner",
    "customer.industry",
    "customer.province",
    "customer.city",
    "customer.address",
    "customer.revenue",
    "customer.tags",
    "customer.last_contact",
    "customer.next_follow_up",
    "customer.created",
    "customer.tax_number",
    "customer.invoice_bank",
    "customer.invoice_account",
    "customer.code",
    "customer.consent",
    "contact.consent",
    "customer.note",
)
ROWS = 5000  # that the lists to choose from reach down
FORMATS = {"phone": TEXT_FORMAT, "code": TEXT_FORMAT, "date": DATE_FORMAT, "money": "#,##0.00"}
CUSTOM_FORMATS = {DATE: DATE_FORMAT, MONEY: "#,##0.00", NUMBER: "General"}
WIDE = {"customer.name": 30, "customer.address": 30, "customer.note": 30}


def write_template(session: Session, path: Path) -> None:
    """Write the template in the present language, with this file's choices and own fields.

    UserError when the name does not end in .xlsx, StorageError when it cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise UserError(_("The template is written to a file whose name ends in .xlsx."))
    write_book(path, [_customers(session), _help()])


def _customers(session: Session) -> BookSheet:
    own = [one for one in list_custom_fields(session) if not _has_column(one[0])]
    heads = [field_title(name) for name in COLUMNS] + [name for name, _type, _choices in own]
    formats = {
        place: FORMATS[kind]
        for place, name in enumerate(COLUMNS)
        if (kind := field_type(name)) in FORMATS
    }
    choices = [
        Choices(COLUMNS.index(name), 2, ROWS, values) for name, values in _choices(session).items()
    ]
    for place, (_name, kind, values) in enumerate(own, len(COLUMNS)):
        formats[place] = CUSTOM_FORMATS.get(kind, TEXT_FORMAT)
        if kind == CHOICE and values:
            choices.append(Choices(place, 2, ROWS, values))
    rows = [[BookCell(head, "head") for head in heads]]
    for example in _examples(session):
        rows.append(
            [
                BookCell(example.get(name), "example", formats.get(place, ""))
                for place, name in enumerate(COLUMNS)
            ]
        )
    widths = [
        WIDE.get(name, max(14, letters(head) + 4))
        for name, head in zip(COLUMNS + ("",) * len(own), heads, strict=True)
    ]
    return BookSheet(_("Customers"), rows, widths, 1, choices=choices, formats=formats)


def _has_column(name: str) -> bool:
    """Whether a field of one's own is called as a field of ours: the importer would take it so."""
    meaning = find_meaning(name)
    return meaning is not None and meaning.how == "header"


def _choices(session: Session) -> Mapping[str, tuple[str, ...]]:
    """What the lists to choose from offer."""
    consents = tuple(word(CONSENTS, key) for key in CONSENTS)
    return {
        "customer.consent": consents,
        "contact.consent": consents,
        "customer.kind": tuple(word(CUSTOMER_KINDS, key) for key in CUSTOMER_KINDS),
        "customer.level": LEVELS,
        "customer.status": tuple(word(STATUSES, key) for key in STATUSES),
        "customer.source": tuple(list_sources(session)),
        "customer.owner": tuple(staff.name for staff in list_staff(session)),
    }


def _examples(session: Session) -> list[dict[str, BookValue]]:
    today = date.fromisoformat(session.today)
    chosen = {name: values[0] if values else "" for name, values in _choices(session).items()}
    start = EXAMPLE_STARTS.get(current().language, EXAMPLE_STARTS["en"])
    first: dict[str, BookValue] = {
        **chosen,
        "customer.name": start + _("Blue Harbor Machines Ltd."),
        "contact.name": _("Anna Berg"),
        "contact.title": _("Buyer"),
        "customer.mobile": "13800000000",
        "customer.phone": "0593-2000000-8",
        "customer.email": "anna@example.com",
        "customer.city": _("Ningde"),
        "customer.address": _("1 Harbor Road"),
        "customer.revenue": 120_000,
        "customer.last_contact": today - timedelta(days=7),
        "customer.next_follow_up": today + timedelta(days=7),
        "customer.code": "0001",
        "customer.note": _("Asks for an invoice with every delivery"),
    }
    second: dict[str, BookValue] = {
        "customer.name": first["customer.name"],
        "contact.name": _("Tom Lind"),
        "contact.title": _("Accountant"),
        "customer.mobile": "13900000000 / 13700000000",
        "customer.note": _("A second contact person: the same customer in a row of its own"),
    }
    return [first, second]


def _help() -> BookSheet:
    today = date.today().year
    lines = (
        _("Write on the sheet “%(sheet)s”, one customer a row. Only the customer's name is needed.")
        % {"sheet": _("Customers")},
        _("A second contact person goes into a row of its own, with the same customer's name."),
        _("The grey examples are not imported. Write over them, or leave them where they are."),
        _("Columns may be moved, left out or added; a column you add becomes a field of your own."),
        _("Phones, codes and tax numbers are kept as text, so that no leading zero is lost."),
        _("Several phones in one cell: with / between them. An extension: 0593-2000000-8."),
        _("Dates as %(year)d-11-18. In columns with a list you may also type what is not in it.")
        % {"year": today},
        _("Who may not be contacted: “%(words)s” for the customer or for one contact person.")
        % {"words": word(CONSENTS, "refused")},
        _("Then drop the file on the window. You see what was understood before it is written."),
    )
    # Numbered notes: the importer passes them over as it does any list's notes.
    notes = [_("Note %(n)d: %(text)s") % {"n": n, "text": text} for n, text in enumerate(lines, 1)]
    rows = [[BookCell(note, "wrapped")] for note in notes]
    return BookSheet(_("How to fill in"), rows, (100,))
