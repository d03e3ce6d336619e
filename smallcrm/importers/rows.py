"""Records of a table as clean rows: one customer each, with its phones and contact persons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from smallcrm.core.i18n import _

CUSTOMER_PHONES = ("customer.phone", "customer.mobile", "customer.fax", "customer.invoice_phone")
CONTACT_PHONES = ("contact.phone", "contact.mobile")
# What a row can say beside who the customer is; the parts of full field names before the point.
RECORD_KINDS = ("interaction", "feedback", "deal", "order", "receipt", "term")


class RowPhone(NamedTuple):
    """A number of a row: `kind` is mobile, phone, fax or invoice, as the data file has it."""

    number: str
    extension: str = ""
    kind: str = "phone"
    valid: bool = True


class RowContact(NamedTuple):
    """A contact person: values under the full field names (contact.name ...).

    `id` is set in plans, where a stored contact person is changed: then values and phones hold only
    what is new.
    """

    values: Mapping[str, object]
    phones: tuple[RowPhone, ...] = ()
    id: int | None = None

    @property
    def name(self) -> str:
        """The name, without salutation and title."""
        return str(self.values.get("contact.name", ""))


class RowRecord(NamedTuple):
    """What a row says was done, sold, paid or agreed with its customer.

    `kind` is one of RECORD_KINDS. `values` holds clean values under full field names: dates, minor
    units for money, decimal texts for quantities, texts for the rest. Of an order it is one line
    and the order that line belongs to; a receipt may name its order by order.number.
    """

    kind: str
    values: Mapping[str, object]


class RowProblem(NamedTuple):
    """A doubtful cell: what it holds, and a sentence in the user's language."""

    column: int
    field: str
    message: str
    value: str


class ImportRow(NamedTuple):
    """One record. `values` holds clean values under full field names, phones and records apart.

    The row of an order or a talk may name its customer by code or number only; a row of a product
    list holds product.* values and names none.

    Types: text; date; int for employees; minor units for money; codes for level, status, role,
    kind; a tuple of texts for tags; text for custom fields. `row` counts from 1 as in the sheet.
    """

    sheet: str
    row: int
    values: Mapping[str, object]
    phones: tuple[RowPhone, ...] = ()
    contacts: tuple[RowContact, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    records: tuple[RowRecord, ...] = ()

    @property
    def name(self) -> str:
        """The customer's or product's name; "" where a code or number tells whose it is."""
        get = self.values.get
        return str(get("customer.name") or get("product.name") or "")

    @property
    def is_person(self) -> bool:
        """Whether the customer is a person, not a company."""
        return self.values.get("customer.kind") == "person"

    def numbers(self, *, valid_only: bool = False) -> list[str]:
        """All numbers but faxes, of the customer and its contact persons."""
        phones = [phone for phone in self.phones if phone.kind != "fax"]
        for contact in self.contacts:
            phones += contact.phones
        return [phone.number for phone in phones if phone.valid or not valid_only]


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that cannot be taken, with a code and the reason in the user's language."""

    sheet: str
    row: int
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class RowSet:
    """All records of a table: taken or rejected, none lost. `problems` counts doubtful cells.

    `kind` is what the table lists: customers, contacts, orders ... (fields.KINDS).
    """

    rows: Sequence[ImportRow] = field(repr=False)
    rejects: Sequence[Reject] = ()
    kind: str = "customers"

    @property
    def problems(self) -> int:
        """The number of doubtful cells."""
        return sum(len(row.problems) for row in self.rows)


def reject(sheet: str, row: int, code: str) -> Reject:
    """Make a Reject with its reason in words."""
    reasons = {
        "no_name": _("There is no name of a customer or person in this row."),
        "error_cells": _("The row holds nothing but spreadsheet errors."),
        "no_name_column": _("No column of this table names a customer."),
        "no_customer": _("Nothing in this row tells which customer it belongs to."),
        "no_product": _("There is no name or code of a product in this row."),
        "no_date": _("There is no date in this row."),
        "no_amount": _("There is no amount in this row."),
        "no_title": _("There is no title of a deal in this row."),
        "no_term": _("This row names no end, start, product or number of a term."),
        "nothing": _("This row holds nothing of what the list is about."),
    }
    return Reject(sheet, row, code, reasons[code])
