"""The form of a follow-up: for whom, what, when, who does it."""

from dataclasses import replace
from datetime import date, time

from PySide6.QtWidgets import QWidget

from smallcrm.core.dates import format_date, format_time, repeat_words
from smallcrm.core.i18n import _
from smallcrm.services.customers import name_of
from smallcrm.services.follow_ups import save_follow_up
from smallcrm.services.records import FollowUpRecord
from smallcrm.storage.operations import Op
from smallcrm.ui.context import Context
from smallcrm.ui.forms.contact_box import ContactBox
from smallcrm.ui.forms.form_dialog import FormDialog
from smallcrm.ui.forms.picks import CustomerPick, StaffBox
from smallcrm.ui.widgets.date_edits import WhenEdit
from smallcrm.ui.widgets.text_edit import TextEdit


class FollowUpDialog(FormDialog):
    """Plans a follow-up, or changes one; the step and its day are said in one line."""

    def __init__(
        self,
        context: Context,
        record: FollowUpRecord | None = None,
        *,
        customer_id: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        new = record is None or record.id is None
        super().__init__(
            context,
            _("New follow-up") if new else _("Edit follow-up"),
            _("Plan") if new else "",
            parent=parent,
            width=520,
        )
        self._record = record or FollowUpRecord(
            customer_id or 0, "", "", customer=name_of(customer_id) if customer_id else ""
        )
        known = self._record
        self.customer = CustomerPick(context, known.customer_id or None, known.customer)
        self.contact = ContactBox(known.customer_id or None, known.contact_id)
        self.when = WhenEdit(context.session.clock.now)
        self.staff = StaffBox(context, known.staff, nobody=_("The customer's staff"))
        self.note = TextEdit(known.note, rows=2, most=6)
        self.form.add("customer", _("Customer"), self.customer, required=True)
        self.form.add("contact", _("Contact person"), self.contact)
        self.form.add("due", _("What, and when"), self.when, required=True, span=2)
        self.form.add("staff", _("Staff"), self.staff, span=2)
        self.form.add("note", _("Note"), self.note, span=2)
        self.form.set_visible("staff", self.staff.count() > 1)
        self.customer.chosen.connect(self._customer_chosen)
        self.when.set_text(self._words(known))
        (self.when if known.customer_id else self.customer).setFocus()

    def errors(self) -> dict[str, str]:
        """Say what is missing."""
        found: dict[str, str] = {}
        if not self.customer.text().strip():
            found["customer"] = _("Choose a customer.")
        when = self.when.when()
        if when is None:
            found["due"] = _("Say when: a date is missing.")
        elif not self.when.what():
            found["due"] = _("Say what is to be done.")
        return found

    def save(self) -> str:
        """Write it, together with a customer that is new."""
        session = self.context.session
        when = self.when.when()
        assert when is not None
        record = replace(
            self._record,
            title=self.when.what(),
            due=when.date.isoformat(),
            due_time=format_time(when.time) if when.time else "",
            staff=self.staff.name(),
            note=self.note.text(),
            repeat=when.repeat,
        )
        name = f"{self.customer.text().strip()} {record.title}"
        new = record.id is None
        with session.unit(Op.ADD_FOLLOW_UP if new else Op.EDIT_FOLLOW_UP, {"name": name}):
            customer_id = self.customer.ensure(session)
            moved = customer_id != self._record.customer_id
            record = replace(
                record,
                customer_id=customer_id,
                contact_id=self.contact.contact_id(),
                deal_id=None if moved else record.deal_id,
                order_id=None if moved else record.order_id,
            )
            self.saved_id = save_follow_up(session, record)
        values = {"title": record.title}
        return _("Planned: %(title)s") % values if new else _("Changed: %(title)s") % values

    def _customer_chosen(self, customer_id: object) -> None:
        self.contact.show_customer(customer_id if isinstance(customer_id, int) else None)

    def _words(self, record: FollowUpRecord) -> str:
        """Return a follow-up as it would be typed."""
        if not record.due:
            return record.title
        day = format_date(date.fromisoformat(record.due), self.context.language, "short")
        clock = format_time(time.fromisoformat(record.due_time)) if record.due_time else ""
        repeat = repeat_words(record.repeat, self.context.language)
        return " ".join(part for part in (day, clock, repeat, record.title) if part)
