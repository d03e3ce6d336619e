"""The form of a record of contact, to change one."""

from dataclasses import replace
from datetime import date, time

from PySide6.QtWidgets import QWidget

from smallcrm.core.dates import format_time
from smallcrm.core.i18n import _
from smallcrm.services.interactions import save_interaction
from smallcrm.services.records import InteractionRecord
from smallcrm.services.touch_points import list_points
from smallcrm.storage.operations import Op
from smallcrm.ui.context import Context
from smallcrm.ui.forms.contact_box import ContactBox
from smallcrm.ui.forms.form_dialog import FormDialog
from smallcrm.ui.forms.picks import CustomerPick, StaffBox
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.date_edits import DateEdit
from smallcrm.ui.widgets.kind_chips import KindChips
from smallcrm.ui.widgets.layouts import hbox
from smallcrm.ui.widgets.line_edits import LineEdit, MoneyEdit, StarRating
from smallcrm.ui.widgets.minutes_edit import MinutesEdit
from smallcrm.ui.widgets.outcome_chips import OutcomeChips
from smallcrm.ui.widgets.text_edit import TextEdit
from smallcrm.ui.widgets.time_edit import TimeEdit


class InteractionDialog(FormDialog):
    """Changes a record of contact."""

    def __init__(
        self, context: Context, record: InteractionRecord, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, _("Edit record"), columns=4, width=600, parent=parent)
        self._record = record
        day, clock = split_moment(record.at)
        self.customer = CustomerPick(context, record.customer_id, record.customer)
        self.contact = ContactBox(record.customer_id, record.contact_id)
        self.kinds = KindChips(record.kind)
        self.day = DateEdit(context.session.clock.now, day, optional=False)
        self.time = TimeEdit(clock)
        self.subject = LineEdit(record.subject)
        self.content = TextEdit(record.content, rows=5, most=12)
        self.outcomes = OutcomeChips(record.outcome)
        choices = [("", "—"), *((one.key, one.name) for one in list_points(context.session))]
        if record.touch_point not in dict(choices):
            choices.append((record.touch_point, record.touch_point))  # taken away since
        self.point = ChoiceBox(choices, record.touch_point)
        self.stars = StarRating(record.satisfaction or 0)
        self.minutes = MinutesEdit(record.minutes)
        self.expense = MoneyEdit(record.expense)
        self.staff = StaffBox(context, record.staff)
        form = self.form
        form.add("customer", _("Customer"), self.customer, required=True, span=2)
        form.add("contact", _("Contact person"), self.contact, span=2)
        form.add("kind", _("Kind"), self.kinds, span=4)
        form.add("at", _("Date"), self.day, required=True)
        form.add("time", _("Time"), self.time)
        form.add("staff", _("Staff"), self.staff, span=2)
        form.add("subject", _("About"), self.subject, span=4)
        form.add("content", _("What was said or done"), self.content, span=4)
        form.add("outcome", _("Outcome"), self.outcomes, span=4)
        form.add("touch_point", _("Touch point"), self.point, span=4)
        form.add("satisfaction", _("Satisfaction"), hbox(self.stars, None), span=2)
        form.add("minutes", _("Minutes"), self.minutes)
        form.add("expense", _("Expense"), self.expense)
        self.customer.chosen.connect(self._customer_chosen)
        self.content.setFocus()

    def errors(self) -> dict[str, str]:
        """Say what cannot be read."""
        found: dict[str, str] = {}
        if self.day.value() is None:
            found["at"] = _("This is not a date.")
        if not self.time.is_valid():
            found["time"] = _("This is not a time.")
        if not self.minutes.is_valid():
            found["minutes"] = _("This is not a number of minutes.")
        if not self.expense.is_valid():
            found["expense"] = _("This is not an amount.")
        return found

    def save(self) -> str:
        """Write it."""
        session = self.context.session
        detail = {"name": self.customer.text().strip()}
        with session.unit(Op.EDIT_INTERACTION, detail):
            customer_id = self.customer.ensure(session)
            moved = customer_id != self._record.customer_id
            record = replace(
                self._record,
                customer_id=customer_id,
                contact_id=self.contact.contact_id(),
                deal_id=None if moved else self._record.deal_id,
                kind=self.kinds.value(),
                at=join_moment(self.day.value(), self.time.value()),
                staff=self.staff.name(),
                subject=self.subject.text().strip(),
                content=self.content.text(),
                satisfaction=self.stars.value() or None,
                minutes=self.minutes.value(),
                expense=self.expense.value(),
                outcome=self.outcomes.value(),
                touch_point=str(self.point.value() or ""),
            )
            self.saved_id = save_interaction(session, record)
        return _("Record changed.")

    def _customer_chosen(self, customer_id: object) -> None:
        self.contact.show_customer(customer_id if isinstance(customer_id, int) else None)


def split_moment(at: str | None) -> tuple[date | None, time | None]:
    """Return the day and the time of a stored moment."""
    if not at:
        return None, None
    clock = time.fromisoformat(at[11:16]) if len(at) > 10 else None
    return date.fromisoformat(at[:10]), clock


def join_moment(day: date | None, clock: time | None) -> str | None:
    """Return a moment as it is stored; None without a day."""
    if day is None:
        return None
    return f"{day.isoformat()} {format_time(clock)}" if clock else day.isoformat()
