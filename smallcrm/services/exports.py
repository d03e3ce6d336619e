"""Taking data out: any list as it is shown, the customers with all their fields, or everything."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import N_, _
from smallcrm.core.phone import format_phone
from smallcrm.core.progress import Progress
from smallcrm.exporters.sheets import SheetColumn, Value, write_csv, write_xlsx
from smallcrm.services.flat import Values, iter_customers
from smallcrm.services.lookups import list_custom_fields
from smallcrm.services.table import ShownList, TableQuery
from smallcrm.storage.session import Session

PAGE = 500

# Titles that the importer reads back as the same fields.
FIELDS: tuple[tuple[str, str, str], ...] = (
    ("code", N_("Customer code"), "text"),
    ("name", N_("Customer name"), "text"),
    ("short_name", N_("Short name"), "text"),
    ("level", N_("Level"), "text"),
    ("status", N_("Life-cycle"), "text"),
    ("owner", N_("Owner"), "text"),
    ("source", N_("Source"), "text"),
    ("industry", N_("Industry"), "text"),
    ("mobile", N_("Mobile"), "text"),
    ("phone", N_("Phone"), "text"),
    ("email", N_("E-mail"), "text"),
    ("wechat", N_("WeChat"), "text"),
    ("province", N_("Province"), "text"),
    ("city", N_("City"), "text"),
    ("district", N_("District"), "text"),
    ("address", N_("Address"), "text"),
    ("postcode", N_("Postcode"), "text"),
    ("tax_number", N_("Tax number"), "text"),
    ("invoice_title", N_("Invoice title"), "text"),
    ("invoice_bank", N_("Bank"), "text"),
    ("invoice_account", N_("Bank account"), "text"),
    ("revenue", N_("Annual purchases"), "money"),
    ("tags", N_("Tags"), "text"),
    ("created", N_("Created on"), "date"),
    ("last_contact", N_("Last contact"), "date"),
    ("next_follow_up", N_("Next follow-up"), "date"),
    ("note", N_("Note"), "text"),
)


def export_customers(
    session: Session, query: TableQuery, path: Path, progress: Progress | None = None
) -> int:
    """Write the customers of a list with all their fields, one row for each contact person.

    The file can be brought in again unchanged. Returns how many customers were written.
    """
    progress = progress or Progress()
    ids = query.ids(session)
    own = [name for name, _kind, _choices in list_custom_fields(session)]
    columns = [SheetColumn(_(title), kind, 20) for _key, title, kind in FIELDS]
    columns[2:2] = [SheetColumn(_("Contact person")), SheetColumn(_("Job title"))]
    columns += [SheetColumn(name) for name in own]

    def rows() -> Iterator[Sequence[Value]]:
        for done, values in enumerate(iter_customers(session, ids)):
            if done % PAGE == 0:
                progress.check()
                progress.report(done, len(ids), _("Writing customers"))
            for person in values.get("contacts") or [{}]:
                yield _customer_row(values, person, own)
        progress.report(len(ids), len(ids))

    _write(path, _("Customers"), columns, rows())
    return len(ids)


def export_list(
    session: Session, shown: ShownList, path: Path, progress: Progress | None = None
) -> int:
    """Write a list exactly as it is shown: its columns, filter and order. Returns how many rows."""
    progress = progress or Progress()
    ids = shown.query.ids(session)
    kinds = {"money": "money", "number": "number", "percent": "percent", "date": "date"}
    columns = [
        SheetColumn(_(c.title), kinds.get(c.kind, "text"), c.width / 7) for c in shown.columns
    ]

    def rows() -> Iterator[Sequence[Value]]:
        for start in range(0, len(ids), PAGE):
            progress.check()
            progress.report(start, len(ids), shown.title)
            for row in shown.query.rows(session, ids[start : start + PAGE]):
                yield [_value(row[column.key], column.kind) for column in shown.columns]
        progress.report(len(ids), len(ids))

    _write(path, shown.title, columns, rows())
    return len(ids)


def _write(
    path: Path, title: str, columns: Sequence[SheetColumn], rows: Iterator[Sequence[Value]]
) -> None:
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        write_xlsx(path, title, columns, rows)
    elif suffix == ".csv":
        write_csv(path, columns, rows)
    else:
        raise UserError(_("A list can be written as .xlsx or .csv."))


def _customer_row(values: Values, person: Values, own: Sequence[str]) -> list[Value]:
    row: list[Value] = []
    for key, _title, kind in FIELDS:
        # A contact person's own number stands in that person's row.
        text = (
            person.get(key) if key in ("mobile", "phone") and person.get(key) else values.get(key)
        )
        row.append(_flat_value(text, kind))
    row[2:2] = [str(person.get("name", "")), str(person.get("title", ""))]
    return row + [str(values.get(f"custom.{name}", "")) for name in own]


def _flat_value(text: object, kind: str) -> Value:
    if text in (None, ""):
        return None
    if kind == "money":
        return Decimal(str(text))
    if kind == "date":
        return _date(str(text))
    return str(text)


def _value(value: object, kind: str) -> Value:
    if value in (None, ""):
        return None
    if kind == "money" and isinstance(value, int):
        return Decimal(value) / 100
    if kind == "date":
        return _date(str(value))
    if kind == "phone":
        number, _sign, extension = str(value).partition("x")
        return format_phone(number, extension)
    return value if isinstance(value, int) else str(value)


def _date(text: str) -> Value:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return text
