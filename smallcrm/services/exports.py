"""Taking data out: any list as it is shown, the customers with all their fields, or everything."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

from smallcrm.core.dates.birthday import said_birthday
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import N_, _, current
from smallcrm.core.phone import format_phone
from smallcrm.core.progress import Progress
from smallcrm.exporters.sheets import SheetColumn, Value, write_csv, write_xlsx
from smallcrm.importers.fields import CUSTOM, FIELDS, field_title
from smallcrm.services.flat import Values, iter_customers
from smallcrm.services.no_contact import MARK, marks_of_list
from smallcrm.services.table import ShownList, TableQuery
from smallcrm.services.vocabulary import CONSENTS, CUSTOMER_KINDS, GENDERS, ROLES, STATUSES, word
from smallcrm.storage.session import Session

PAGE = 500

# The columns of an export by field name, in order; the importer reads each title back as the same
# field. Those in USUAL are always there, the others where a customer has a value.
KINDS: Mapping[str, str] = {
    "customer.revenue": "money",
    "customer.credit_limit": "money",
    "customer.employees": "number",
    "customer.founded": "date",
    "customer.birthday": "date",
    "customer.created": "date",
    "customer.consent_on": "date",
    "customer.last_contact": "date",
    "customer.next_follow_up": "date",
    "company.birthday": "date",
}
USUAL = (
    "customer.name",
    "contact.name",
    "contact.title",
    "customer.mobile",
    "customer.phone",
    "customer.level",
    "customer.status",
    "customer.owner",
    "customer.source",
    "customer.city",
    "customer.address",
    "customer.last_contact",
    "customer.next_follow_up",
    "customer.note",
)
# In a row with a contact person these columns hold what is that person's; what is the company's
# own stands in a column that says so.
PERSONAL: Mapping[str, str] = {
    "mobile": N_("Company mobile"),
    "wechat": N_("Company WeChat"),
    "qq": N_("Company QQ"),
    "birthday": N_("Company birthday"),
}
OWN = "company."
PHONES = ("mobile", "phone", "fax", "invoice_phone")
CODES: Mapping[str, dict[str, str]] = {
    "customer.kind": CUSTOMER_KINDS,
    "customer.role": ROLES,
    "customer.status": STATUSES,
    "contact.gender": GENDERS,
    "customer.consent": CONSENTS,
    "contact.consent": CONSENTS,
}
Cells = dict[str, object]


def export_customers(
    session: Session, query: TableQuery, path: Path, progress: Progress | None = None
) -> int:
    """Write the customers of a list, one row for each contact person, to be brought in again.

    Every field that a list can hold is written. Returns how many customers.
    """
    progress = progress or Progress()
    ids = query.ids(session)
    rows: list[Cells] = []
    used = set(USUAL)
    for done, values in enumerate(iter_customers(session, ids)):
        if done % PAGE == 0:
            progress.check()
            progress.report(done, len(ids), _("Writing customers"))
        people = values.get("contacts") or [{}]
        for person in people:
            cells = _cells(values, person, people)
            used |= cells.keys()
            rows.append(cells)
    keys = [key for key in _order() if key in used]
    keys += sorted(used - set(keys))
    columns = [SheetColumn(_column_title(key), KINDS.get(key, "text"), 20) for key in keys]
    _write(path, _("Customers"), columns, ([_flat_value(row, key) for key in keys] for row in rows))
    progress.report(len(ids), len(ids))
    return len(ids)


def export_list(
    session: Session, shown: ShownList, path: Path, progress: Progress | None = None
) -> int:
    """Write a list exactly as it is shown: its columns, filter and order. Returns how many rows.

    Where somebody asked not to be contacted, a column more says so.
    """
    progress = progress or Progress()
    ids = shown.query.ids(session)
    marks = marks_of_list(session, shown.query, ids)
    listed = [*shown.columns, *([MARK] if marks else [])]
    kinds = {"money": "money", "number": "number", "percent": "percent", "date": "date"}
    columns = [SheetColumn(_(c.title), kinds.get(c.kind, "text"), c.width / 7) for c in listed]

    def rows() -> Iterator[Sequence[Value]]:
        for start in range(0, len(ids), PAGE):
            progress.check()
            progress.report(start, len(ids), shown.title)
            for row in shown.query.rows(session, ids[start : start + PAGE]):
                marked = {**row, MARK.key: marks.get(cast(int, row["id"]), "")}
                yield [_value(marked[column.key], column.kind) for column in listed]
        progress.report(len(ids), len(ids))

    _write(path, shown.title, columns, rows())
    return len(ids)


def _write(
    path: Path, title: str, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Value]]
) -> None:
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        write_xlsx(path, title, columns, rows)
    elif suffix == ".csv":
        write_csv(path, columns, rows)
    else:
        raise UserError(_("A list can be written as .xlsx or .csv."))


def _order() -> list[str]:
    """Every column in its order: what names somebody first, the company's own beside a person's."""
    first = ["customer.code", "customer.name", "customer.short_name"]
    order = first + [key for key in FIELDS if key.startswith("contact.")]
    for key in FIELDS:
        if key not in order:
            order += [key, OWN + key.removeprefix("customer.")]
    return order


def _column_title(key: str) -> str:
    if key.startswith(OWN):
        return _(PERSONAL[key.removeprefix(OWN)])
    return field_title(key)


def _cells(values: Values, person: Values, people: Sequence[Values]) -> Cells:
    """The filled cells of a row by field name."""
    cells: Cells = {}
    values, person = _said(values), _said(person)
    theirs = {number for one in people for name in PHONES for number in _numbers(one, name)}
    for name, value in values.items():
        key = name if name.startswith(CUSTOM) else f"customer.{name}"
        if name in PHONES:
            value = " / ".join(n for n in _numbers(values, name) if n not in theirs)
        if value and (key in FIELDS or key.startswith(CUSTOM)):
            cells[OWN + name if person and name in PERSONAL else key] = value
    for name, value in person.items():
        if name in PHONES:
            value = " / ".join(_numbers(person, name))
        key = f"customer.{name}" if name in PERSONAL else f"contact.{name}"
        if key in FIELDS:
            cells[key] = value
    return cells


def _said(values: Values) -> Values:
    """The values with a lunar birthday in words, or without its year: the importer reads both."""
    if "birthday" not in values:
        return values
    lunar = bool(values.get("birthday_lunar"))
    return {**values, "birthday": said_birthday(values["birthday"], lunar, current().language)}


def _numbers(values: Values, name: str) -> list[str]:
    return [values[name], *values.get(f"more_{name}", ())] if name in values else []


def _flat_value(cells: Cells, key: str) -> Value:
    value, kind = cells.get(key), KINDS.get(key)
    if value in (None, ""):
        return None
    if key in CODES:
        return word(CODES[key], str(value))
    if kind == "money":
        return Decimal(str(value))
    if kind == "date":
        return _date(str(value))
    return value if isinstance(value, int) else str(value)


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
