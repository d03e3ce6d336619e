"""Records of contact: logging, changing, and the History list."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from peewee import JOIN, ModelSelect

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import N_, _
from smallcrm.models import Contact, Customer, Interaction, Staff
from smallcrm.services.customers import name_of
from smallcrm.services.lookups import ensure, usual_staff
from smallcrm.services.people import called
from smallcrm.services.records import InteractionRecord
from smallcrm.services.search import NoteIndex, matches
from smallcrm.services.table import Column, Row, Sort, Tone
from smallcrm.services.validation import FieldError, check_choice
from smallcrm.services.vocabulary import INTERACTION_KINDS, OUTCOMES, word
from smallcrm.storage.database import fetch_long
from smallcrm.storage.operations import Op, Origin
from smallcrm.storage.session import Session

PLAIN = tuple(
    f.name
    for f in fields(InteractionRecord)
    if f.name
    not in {"id", "customer_id", "contact_id", "deal_id", "staff", "customer", "contact", "at"}
    | {"entered"}
)


def get_interaction(session: Session, interaction_id: int) -> InteractionRecord:
    """One record of contact. UserError when it is gone."""
    found = Interaction.get_or_none(Interaction.id == interaction_id)
    if found is None:
        raise UserError(_("This record is no longer there."))
    staff = Staff.get_or_none(Staff.id == found.staff_id)
    contact = Contact.get_or_none(Contact.id == found.contact_id)
    return InteractionRecord(
        customer_id=found.customer_id,
        id=found.id,
        contact_id=found.contact_id,
        deal_id=found.deal_id,
        at=found.at,
        staff=staff.name if staff else "",
        customer=name_of(found.customer_id),
        contact=contact.name if contact else "",
        entered=found.entered,
        **{name: getattr(found, name) for name in PLAIN},
    )


def save_interaction(
    session: Session, record: InteractionRecord, *, origin: Origin | None = None
) -> int:
    """Log what happened (id None) or change a record.

    Returns the id. Without `at` it happened now; a new one is entered now. An outcome alone tells
    enough: nobody answered.
    """
    check_choice("kind", record.kind, tuple(INTERACTION_KINDS))
    check_choice("outcome", record.outcome, ("", *OUTCOMES))
    if record.satisfaction is not None and not 1 <= record.satisfaction <= 5:
        raise FieldError("satisfaction", _("Satisfaction goes from 1 to 5."))
    if not (record.content.strip() or record.subject.strip() or record.outcome):
        raise FieldError("content", _("Write what was said or done."))
    customer = name_of(record.customer_id)
    if not customer:
        raise FieldError("customer", _("Choose a customer."))
    record = replace(record, content=record.content.strip())
    values: dict[str, Any] = {name: getattr(record, name) for name in PLAIN}
    values |= {"customer": record.customer_id, "contact": record.contact_id, "deal": record.deal_id}
    op = Op.LOG_INTERACTION if record.id is None else Op.EDIT_INTERACTION
    with session.unit(op, {"name": customer}, origin=origin):
        staff = record.staff
        if not staff and record.id is None:
            staff = usual_staff(session, record.customer_id)
        values["staff"] = ensure(Staff, staff)
        if record.id is None:
            entered = record.entered or session.now
            at = record.at or session.now
            return int(Interaction.create(at=at, entered=entered, **values).id)
        Interaction.update(at=record.at or session.now, **values).where(
            Interaction.id == record.id
        ).execute()
        return record.id


def delete_interaction(session: Session, interaction_id: int) -> None:
    """Delete a record of contact."""
    delete_interactions(session, [interaction_id])


def delete_interactions(session: Session, ids: Sequence[int]) -> None:
    """Delete records of contact, all in one step."""
    name = get_interaction(session, ids[0]).customer
    more = f" +{len(ids) - 1}" if len(ids) > 1 else ""
    with session.unit(Op.DELETE_INTERACTION, {"name": name + more}):
        for start in range(0, len(ids), 500):
            part = list(ids[start : start + 500])
            Interaction.delete().where(Interaction.id << part).execute()


COLUMNS = (
    Column("at", N_("When"), "date", 104),
    Column("kind", N_("Kind"), "words", 70),
    Column("customer", N_("Customer"), "text", 180),
    Column("contact", N_("Contact person"), "text", 124),
    Column("outcome", N_("Outcome"), "words", 80),
    Column("content", N_("What"), "text", 256, sortable=False),
    Column("satisfaction", N_("Satisfaction"), "number", 90),
    Column("staff", N_("Staff"), "text", 90),
)


OUTCOME_TONES: dict[str, Tone] = {"interested": "accent", "ordered": "ok", "refused": "bad"}


@dataclass(frozen=True, slots=True)
class InteractionQuery:
    """The History list, filtered. `since` and `until` are ISO dates, both included."""

    kind: str = ""
    outcome: str = ""
    staff: str = ""
    since: str = ""
    until: str = ""
    text: str = ""
    customer_id: int | None = None
    sort: Sort = field(default_factory=lambda: Sort("at", descending=True))
    columns: tuple[Column, ...] = COLUMNS

    def sorted_by(self, sort: Sort) -> "InteractionQuery":
        """The same list in another order."""
        return replace(self, sort=sort)

    def ids(self, session: Session) -> list[int]:
        """The ids of all records in order."""
        order = {
            "at": Interaction.at,
            "kind": Interaction.kind,
            "outcome": Interaction.outcome,
            "customer": Customer.name.collate("NOCASE"),
            "contact": Contact.name.collate("NOCASE"),
            "satisfaction": Interaction.satisfaction,
            "staff": Staff.name.collate("NOCASE"),
        }[self.sort.key]
        query = self._filtered(Interaction.select(Interaction.id))
        if self.sort.key == "customer":
            query = query.join(Customer)
        elif self.sort.key == "contact":
            query = query.join(Contact, JOIN.LEFT_OUTER)
        elif self.sort.key == "staff":
            query = query.switch(Interaction).join(
                Staff, JOIN.LEFT_OUTER, on=(Interaction.staff == Staff.id)
            )
        direction = (
            (order.desc(), Interaction.id.desc())
            if self.sort.descending
            else (order, Interaction.id)
        )
        return fetch_long(query.order_by(*direction))

    def rows(self, session: Session, ids: Sequence[int]) -> list[Row]:
        """One row for each id, in the order of `ids`."""
        query = (
            Interaction.select(
                Interaction.id,
                Interaction.at,
                Interaction.kind,
                Customer.id,
                Customer.name,
                called(),
                Interaction.subject,
                Interaction.content,
                Interaction.satisfaction,
                Interaction.outcome,
                Staff.name,
            )
            .join(Customer)
            .switch(Interaction)
            .join(Contact, JOIN.LEFT_OUTER, on=(Interaction.contact == Contact.id))
            .switch(Interaction)
            .join(Staff, JOIN.LEFT_OUTER, on=(Interaction.staff == Staff.id))
            .where(Interaction.id << list(ids))
        )
        found = {row[0]: row for row in list(query.tuples())}
        return [_as_row(found[id]) for id in ids if id in found]

    def tone(self, row: Row, key: str) -> Tone:
        """How a cell should look."""
        if key == "satisfaction" and isinstance(row["satisfaction"], int):
            return "bad" if row["satisfaction"] <= 2 else ""
        if key == "outcome":
            return OUTCOME_TONES.get(str(row["outcome_code"]), "muted")
        return "muted" if key in ("at", "staff", "contact") else ""

    def _filtered(self, query: ModelSelect) -> ModelSelect:
        if self.kind:
            query = query.where(Interaction.kind == self.kind)
        if self.outcome:
            query = query.where(Interaction.outcome == self.outcome)
        if self.staff:
            query = query.where(
                Interaction.staff << Staff.select(Staff.id).where(Staff.name == self.staff)
            )
        if self.since:
            query = query.where(Interaction.at >= self.since)
        if self.until:
            query = query.where(Interaction.at <= self.until + " 99")
        if self.customer_id is not None:
            query = query.where(Interaction.customer == self.customer_id)
        if self.text.strip():
            notes = NoteIndex.select(NoteIndex.rowid).where(matches(NoteIndex.body, self.text))
            query = query.where(Interaction.id << notes)
        return query


def _as_row(found: Sequence[Any]) -> Row:
    id, at, kind, customer_id, customer, contact, subject, content, satisfaction = found[:9]
    outcome, staff = found[9:]
    return {
        "id": id,
        "at": at,
        "kind": word(INTERACTION_KINDS, kind),
        "kind_code": kind,
        "customer_id": customer_id,
        "customer": customer,
        "contact": contact or "",
        "content": " · ".join(" ".join(part.split()) for part in (subject, content) if part),
        "satisfaction": satisfaction,
        "outcome": word(OUTCOMES, outcome),
        "outcome_code": outcome,
        "staff": staff or "",
    }
