"""Writes an import plan: new customers in bulk, changes to stored ones one by one."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.importers.next_steps import NextStep
from smallcrm.importers.plan import ImportPlan, PlannedCustomer
from smallcrm.importers.rows import RowContact, RowPhone
from smallcrm.models import (
    Address,
    Contact,
    Customer,
    CustomerTag,
    CustomField,
    CustomValue,
    FollowUp,
    Interaction,
    Phone,
    Source,
    Staff,
    Tag,
)
from smallcrm.models.bulk import insert_rows, next_id
from smallcrm.services.contacts import PLAIN as CONTACT_FIELDS
from smallcrm.services.customers import PLAIN as CUSTOMER_FIELDS
from smallcrm.services.import_columns import Columns
from smallcrm.services.import_names import Names
from smallcrm.services.import_new import (
    ADDRESS,
    ADDRESS_PARTS,
    ADDRESSES,
    CONTACT,
    NewCustomers,
)
from smallcrm.services.import_records import RecordWriter, list_buyers
from smallcrm.services.import_referrals import link_referrals
from smallcrm.services.import_since import days_told
from smallcrm.storage.session import Session
from smallcrm.storage.writing import Unit

CUSTOM = "custom."
# Most lists have none of these.
SELDOM = tuple(
    f"customer.{name}" for name in ("tags", "referred_by", "last_contact", "next_follow_up")
)
PHONE = ("customer", "contact", "kind", "number", "extension", "position")
STEP = 5000
# A next step that was due longer ago than this is history, nothing to do today.
_FORGOTTEN = timedelta(days=366)

Rows = list[tuple[Any, ...]]


class PlanWriter:
    """Writes one plan inside an open unit, some thousand customers at a time."""

    def __init__(self, session: Session, unit: Unit, plan: ImportPlan, progress: Progress) -> None:
        self.session, self.unit, self.plan, self.progress = session, unit, plan, progress
        self.customer_ids: dict[int, int] = {}
        self._names = Names()
        present = {"customer.name", "customer.created", "customer.status"}
        named = {"contact.name"}
        for planned in plan.customers:  # one by one: all at once would hold the window up
            present.update(planned.values)
            for contact in planned.contacts:
                named.update(contact.values)
        self._customer = Columns(Customer, "customer.", CUSTOMER_FIELDS, present)
        self._contact = Columns(Contact, "contact.", CONTACT_FIELDS, named)
        self._address_parts = [
            (kind, [(name, column) for name, column in parts.items() if name in present])
            for kind, parts in ADDRESSES.items()
            if not present.isdisjoint(parts)
        ]
        self._custom_names = sorted(name for name in present if name.startswith(CUSTOM))
        self._seldom = not present.isdisjoint(SELDOM)
        self._contacts: Rows = []
        self._phones: Rows = []
        self._addresses: Rows = []
        self._tags: Rows = []
        self._custom: Rows = []
        self._interactions: Rows = []
        self._follow_ups: Rows = []
        self._referrals: list[tuple[int, str]] = []
        self._files: Sequence[str] = ()
        self._next_contact = 0

    def write(self, files: Sequence[str]) -> Mapping[int, int]:
        """Write everything; returns the customer's id for each planned key."""
        self._files = files
        self._make_custom_fields()
        new = [planned for planned in self.plan.customers if planned.id is None]
        stored = [planned for planned in self.plan.customers if planned.id is not None]
        ids = range(first := next_id(Customer), first + len(new))
        self.customer_ids = {planned.key: id for planned, id in zip(new, ids, strict=True)}
        self.customer_ids |= {one.key: one.id for one in stored if one.id is not None}
        self._write_new(ids, new)
        self._next_contact = next_id(Contact)
        for done, planned in enumerate(stored):
            if done % STEP == 0:
                self._insert_all()
                self._report(len(new) + done)
            customer_id = self.customer_ids[planned.key]
            self._change_customer(customer_id, planned)
            self._take_details(customer_id, planned)
            self._take_more(customer_id, planned)
        self._insert_all()
        link_referrals(self.session, self.plan, self.customer_ids, self._referrals)
        records = RecordWriter(
            self.session, self.unit, self._names, self.customer_ids, self.progress
        )
        records.write(self.plan)
        return self.customer_ids

    def _write_new(self, ids: Sequence[int], new: Sequence[PlannedCustomer]) -> None:
        """Write the new customers with all that hangs on them."""
        # Where no more is said of them, their lists and search need not be read back.
        tell = not self._seldom and not self.plan.records
        writer = NewCustomers(
            self.session,
            self.unit,
            self._names,
            self._customer,
            self._contact,
            self._address_parts,
            list_buyers(self.plan, self._names),
            days_told(self.plan, new, self.session.clock.today()),
            tell=tell,
            count=len(new),
        )
        for start in range(0, len(new), STEP):
            self._report(start)
            part = new[start : start + STEP]
            mine = ids[start : start + STEP]
            writer.write(mine, part)
            if self._custom_names or self._seldom:
                for customer_id, planned in zip(mine, part, strict=True):
                    self._take_more(customer_id, planned)
                self._insert_all()

    def _report(self, done: int) -> None:
        self.progress.check()
        self.progress.report(done, len(self.plan.customers), _("Writing customers"))

    def _change_customer(self, customer_id: int, planned: PlannedCustomer) -> None:
        values = self._customer.changes(planned.values)
        if "consent" in values:
            values.setdefault("consent_on", self.session.today)
        for name, model in (("source", Source), ("owner", Staff)):
            if found := planned.values.get(f"customer.{name}"):
                values[name] = self._names.id_of(model, found)
        if values:
            Customer.update(**values).where(Customer.id == customer_id).execute()

    def _take_details(self, customer_id: int, planned: PlannedCustomer) -> None:
        """Addresses, phones and contact persons of a stored customer."""
        for kind, parts in self._address_parts:
            values = planned.values
            found = {column: values[name] for name, column in parts if values.get(name)}
            if found:
                self._take_address(customer_id, kind, found)
        before = Phone.select().where(Phone.customer == customer_id).count()
        self._phones += _phone_rows(customer_id, None, planned.phones, before)
        for place, contact in enumerate(planned.contacts):
            self._take_contact(customer_id, contact, place)

    def _take_more(self, customer_id: int, planned: PlannedCustomer) -> None:
        """What hangs on some customers, new or stored: own fields, tags, dates, who referred."""
        stored = planned.id is not None
        values = planned.values
        for name in self._custom_names:
            if name in values:
                text = str(values[name])
                self._take_custom(customer_id, name.removeprefix(CUSTOM), text, stored)
        if not self._seldom:
            return
        for name in _texts(values.get("customer.tags")):
            self._take_tag(customer_id, name, stored)
        self._take_dates(customer_id, planned)
        if referrer := values.get("customer.referred_by"):
            self._referrals.append((customer_id, str(referrer)))

    def _take_address(self, customer_id: int, kind: str, found: Mapping[str, object]) -> None:
        present = Address.get_or_none((Address.customer == customer_id) & (Address.kind == kind))
        if present is not None:
            Address.update(**found).where(Address.id == present.id).execute()
            return
        row = [found.get(part, "") for part in ADDRESS_PARTS]
        self._addresses.append((customer_id, kind, *row, int(kind != "office")))

    def _take_contact(self, customer_id: int, contact: RowContact, place: int) -> None:
        before = 0
        if contact.id is not None:
            contact_id = contact.id
            if values := self._contact.changes(contact.values):
                Contact.update(**values).where(Contact.id == contact_id).execute()
            before = Phone.select().where(Phone.contact == contact_id).count()
        else:
            contact_id = self._next_contact
            self._next_contact += 1
            place += Contact.select().where(Contact.customer == customer_id).count()
            row = self._contact.row(contact.values)
            self._contacts.append((contact_id, customer_id, place, *row))
        self._phones += _phone_rows(customer_id, contact_id, contact.phones, before)

    def _take_tag(self, customer_id: int, name: str, stored: bool) -> None:
        tag_id = self._names.id_of(Tag, name)
        link = (CustomerTag.customer == customer_id) & (CustomerTag.tag == tag_id)
        if tag_id and not (stored and CustomerTag.get_or_none(link)):
            self._tags.append((customer_id, tag_id))

    def _take_custom(self, customer_id: int, name: str, value: str, stored: bool) -> None:
        field_id = self._names.id_of(CustomField, name)
        if stored:
            mine = (CustomValue.customer == customer_id) & (CustomValue.field == field_id)
            if CustomValue.update(value=value).where(mine).execute():
                return
        self._custom.append((customer_id, field_id, value))

    def _take_dates(self, customer_id: int, planned: PlannedCustomer) -> None:
        """A last contact becomes a record in the history, a next one a follow-up."""
        last = planned.values.get("customer.last_contact")
        if isinstance(last, date):
            file = self._files[planned.rows[-1].file]
            text = _("Last contact according to %(file)s") % {"file": file}
            self._interactions.append((customer_id, "event", last.isoformat(), text))
        following = planned.values.get("customer.next_follow_up")
        if isinstance(following, date):
            owner = self._whose(customer_id, planned, following)
            due = following.isoformat()
            forgotten = following < self.session.clock.today() - _FORGOTTEN
            end = ("dropped", self.session.now) if forgotten else ("open", None)
            title = (following.title if isinstance(following, NextStep) else "") or _("Follow up")
            self._follow_ups.append((customer_id, owner, title, due, self.session.now, *end))

    def _whose(self, customer_id: int, planned: PlannedCustomer, step: date) -> int | None:
        """Who takes a next step: as the row says, else the customer's owner."""
        named = step.staff if isinstance(step, NextStep) else ""
        if named := named or str(planned.values.get("customer.owner") or ""):
            return self._names.id_of(Staff, named)
        if planned.id is None:
            return None
        query = Customer.select(Customer.owner).where(Customer.id == customer_id)
        owner: int | None = query.scalar()
        return owner

    def _insert_all(self) -> None:
        """Write what is gathered, parents first."""
        self._tags[:] = dict.fromkeys(self._tags)
        steps = ("customer", "staff", "title", "due", "created", "state", "closed")
        for model, fields, rows in (
            (Contact, (*CONTACT, *self._contact.names), self._contacts),
            (Phone, PHONE, self._phones),
            (Address, ADDRESS, self._addresses),
            (CustomerTag, ("customer", "tag"), self._tags),
            (CustomValue, ("customer", "field", "value"), self._custom),
            (Interaction, ("customer", "kind", "at", "subject"), self._interactions),
            (FollowUp, steps, self._follow_ups),
        ):
            insert_rows(model, fields, rows, self.unit)
            rows.clear()

    def _make_custom_fields(self) -> None:
        known = {row[0].lower() for row in list(CustomField.select(CustomField.name).tuples())}
        place = len(known)
        for planned in self.plan.custom_fields:
            if planned.name.lower() not in known:
                choices = "\n".join(planned.choices)
                CustomField.create(
                    name=planned.name, type=planned.type, choices=choices, position=place
                )
                place += 1


def _phone_rows(
    customer_id: int, contact_id: int | None, phones: Sequence[RowPhone], before: int
) -> Rows:
    """The rows of a customer's or contact person's numbers, in the order of PHONE."""
    return [
        (customer_id, contact_id, kind, number, extension, place)
        for place, (number, extension, kind, _valid) in enumerate(phones, before)
    ]


def _texts(value: object) -> Sequence[str]:
    if isinstance(value, tuple | list):
        return [str(part) for part in value]
    return [str(value)] if value else []
