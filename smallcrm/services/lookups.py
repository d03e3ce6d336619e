"""Short lists to choose from: staff, sources, tags, products, own fields."""

from dataclasses import dataclass

from peewee import JOIN, Model, fn

from smallcrm.core.i18n import _
from smallcrm.models import (
    Competitor,
    Customer,
    CustomerTag,
    CustomField,
    Product,
    Source,
    Staff,
    Tag,
)
from smallcrm.services.validation import FieldError, require
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session


@dataclass(frozen=True, slots=True)
class StaffRecord:
    """A staff member."""

    name: str
    id: int | None = None
    phone: str = ""
    email: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Counted:
    """A name to choose, and how many customers have it."""

    id: int
    name: str
    count: int


def list_staff(session: Session, *, all_staff: bool = False) -> list[StaffRecord]:
    """The staff, by name; only those still active unless `all_staff`."""
    query = Staff.select().order_by(Staff.name)
    if not all_staff:
        query = query.where(Staff.active)
    return [StaffRecord(s.name, s.id, s.phone, s.email, s.active) for s in list(query)]


def save_staff(session: Session, record: StaffRecord) -> int:
    """Add or change a staff member; returns the id."""
    name = require("name", record.name, _("A staff member needs a name."))
    values = {"name": name, "phone": record.phone, "email": record.email, "active": record.active}
    with session.unit(Op.EDIT_STAFF):
        same = find_named(Staff, name)
        if same and same.id != record.id:
            raise FieldError("name", _("There is a staff member of this name already."))
        if record.id is None:
            return int(Staff.create(**values).id)
        Staff.update(**values).where(Staff.id == record.id).execute()
        return record.id


def usual_staff(session: Session, customer_id: int) -> str:
    """Whose work it is where nobody says: mine, the owner's, the only staff member's, or ""."""
    if session.settings.staff_name:
        return session.settings.staff_name
    staff = [one.name for one in list_staff(session)]
    owner = Staff.select(Staff.name).join(Customer, on=(Customer.owner == Staff.id))
    for (name,) in list(owner.where(Customer.id == customer_id).tuples()):
        if name in staff:
            return str(name)
    return staff[0] if len(staff) == 1 else ""


def choose_staff(session: Session, staff_id: int | None) -> None:
    """Say who works at this file now: written to the change log and to new records."""
    session.settings.set("staff_id", "" if staff_id is None else str(staff_id))


def list_sources(session: Session) -> list[str]:
    """The names of all sources."""
    return _names(Source)


def list_competitors(session: Session) -> list[str]:
    """The names of all competitors."""
    return _names(Competitor)


def list_industries(session: Session) -> list[str]:
    """The industries in use, the most frequent first."""
    query = (
        Customer.select(Customer.industry)
        .where(Customer.industry != "")
        .group_by(Customer.industry)
        .order_by(fn.COUNT(Customer.id).desc())
        .limit(200)
    )
    return [row[0] for row in list(query.tuples())]


def list_products(session: Session) -> list[str]:
    """The names of the products still sold."""
    query = Product.select(Product.name).where(Product.active).order_by(Product.name)
    return [row[0] for row in list(query.tuples())]


def list_tags(session: Session) -> list[Counted]:
    """All tags with the number of customers that have them, most used first."""
    count = fn.COUNT(CustomerTag.id)
    query = Tag.select(Tag.id, Tag.name, count).join(CustomerTag, JOIN.LEFT_OUTER).group_by(Tag.id)
    return [Counted(*row) for row in list(query.order_by(count.desc(), Tag.name).tuples())]


def list_custom_fields(session: Session) -> list[tuple[str, str, tuple[str, ...]]]:
    """(name, type, choices) of the company's own fields, in order."""
    query = CustomField.select().order_by(CustomField.position, CustomField.id)
    return [
        (f.name, f.type, tuple(f.choices.split("\n")) if f.choices else ()) for f in list(query)
    ]


def ensure(model: type[Model], name: str) -> int | None:
    """The id of the row with this name (any case), made when missing;

    None for "". Inside a unit.
    """
    name = name.strip()
    if not name:
        return None
    return int((find_named(model, name) or model.create(name=name)).id)


def find_named(model: type[Model], name: str) -> Model | None:
    """The row with this name, in any case."""
    found = model.get_or_none(model.name.collate("NOCASE") == name)
    if found is None and not name.isascii() and name.lower() != name.upper():
        # SQLite knows upper and lower case of English letters only.
        every = list(model.select(model.id, model.name))
        found = next((row for row in every if row.name.casefold() == name.casefold()), None)
    return found


def _names(model: type[Model]) -> list[str]:
    return [row[0] for row in list(model.select(model.name).order_by(model.name).tuples())]
