"""The form of a deal."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.services.customers import get_customer
from smallcrm.services.deals import (
    delete_deal,
    get_deal,
    list_lost_reasons,
    list_stages,
    save_deal,
)
from smallcrm.services.lookups import list_competitors
from smallcrm.services.records import DealRecord
from smallcrm.storage.operations import Op
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.order_dialog import OrderDialog
from smallcrm.ui.forms.form_dialog import FormDialog
from smallcrm.ui.forms.picks import CustomerPick, NamePick, StaffBox
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.date_edits import DateEdit
from smallcrm.ui.widgets.line_edits import LineEdit, MoneyEdit
from smallcrm.ui.widgets.text_edit import TextEdit


class DealDialog(FormDialog):
    """A new deal, or one that is there already."""

    def __init__(
        self,
        context: Context,
        record: DealRecord | None = None,
        *,
        customer_id: int | None = None,
        customer: str = "",
        owner: str = "",
        parent: QWidget | None = None,
    ) -> None:
        new = record is None
        super().__init__(
            context,
            _("New deal") if new else _("Deal"),
            _("Add") if new else "",
            width=520,
            parent=parent,
        )
        self._record = record or DealRecord(customer_id or 0, "", owner=owner, customer=customer)
        self._stages = list_stages(context.session)
        self._make_fields(self._record)
        if new:
            self.ask_for_points("deal", self._contact_id)
        self._fill_contacts()
        self._show_reason()
        self._was_won = not new and self._kind() == "won"
        if not new:
            self.add_button(_("Delete"), self._delete, "trash-2", "danger")
        first = self.customer if not self._record.customer_id else self.name
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def errors(self) -> Mapping[str, str]:
        wrong: dict[str, str] = {}
        if not self.amount.is_valid():
            wrong["amount"] = _("This is not an amount.")
        if not self.close_on.is_valid():
            wrong["expected_close"] = _("This is not a date.")
        if not self.name.text().strip():
            wrong["title"] = _("A deal needs a title.")
        return wrong

    def save(self) -> str:
        session, record = self.context.session, self._record
        close_on, contact = self.close_on.value(), self.contact.value()
        new = record.id is None
        title = self.name.text().strip()
        op = Op.ADD_DEAL if new else Op.EDIT_DEAL
        with session.unit(op, {"name": f"{self.customer.text().strip()} {title}"}):
            changed = replace(
                record,
                customer_id=self.customer.ensure(session),
                title=title,
                amount=self.amount.value() or 0,
                stage_id=self.stage.value(),
                contact_id=contact if isinstance(contact, int) else None,
                owner=self.owner.name(),
                competitor=self.competitor.name(),
                expected_close=close_on.isoformat() if close_on else None,
                lost_reason=self.reason.name() if self._kind() == "lost" else "",
                note=self.note.text(),
            )
            self.saved_id = save_deal(session, changed)
            if self.point_ask is not None:
                self.point_ask.save(changed.customer_id, title)
        return _("Deal added: %(name)s") % {"name": title} if new else ""

    def accept(self) -> None:
        """Close; a deal that was just won offers its order, filled in."""
        super().accept()
        if self._kind() == "won" and not self._was_won and self.saved_id is not None:
            deal = get_deal(self.context.session, self.saved_id)
            order = OrderDialog(self.context, deal=deal, parent=self.parentWidget())
            order.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            order.open()

    def _make_fields(self, record: DealRecord) -> None:
        context, form = self.context, self.form
        session = context.session
        self.customer = CustomerPick(context, record.customer_id or None, record.customer)
        self.name = LineEdit(record.title, _("What they may buy"))
        self.amount = MoneyEdit(record.amount or None)
        self.stage = ChoiceBox([(one.id, one.name) for one in self._stages], record.stage_id)
        close_on = date.fromisoformat(record.expected_close) if record.expected_close else None
        self.close_on = DateEdit(session.clock.now, close_on)
        self.contact = ChoiceBox()
        owner = record.owner or ("" if record.id else session.settings.staff_name)
        self.owner = StaffBox(context, owner, nobody=_("The customer's staff"))
        self.competitor = NamePick(lambda: list_competitors(session), record.competitor)
        self.reason = NamePick(lambda: list_lost_reasons(session), record.lost_reason)
        self.note = TextEdit(record.note, rows=2)
        form.add("customer", _("Customer"), self.customer, span=2, required=True)
        form.add("title", _("Title"), self.name, span=2, required=True)
        form.add("amount", _("Amount"), self.amount)
        form.add("stage", _("Stage"), self.stage)
        form.add("expected_close", _("Expected close"), self.close_on)
        form.add("contact", _("Contact person"), self.contact)
        form.add("owner", _("Staff"), self.owner)
        form.add("competitor", _("Competitor"), self.competitor)
        form.add("lost_reason", _("Why lost"), self.reason, span=2)
        form.add("note", _("Note"), self.note, span=2)
        self.customer.chosen.connect(self._fill_contacts)
        self.stage.chosen.connect(self._show_reason)

    def _fill_contacts(self) -> None:
        customer_id = self.customer.customer_id()
        people = get_customer(self.context.session, customer_id).contacts if customer_id else ()
        choices: list[tuple[object, str]] = [(None, _("Nobody in particular"))]
        for person in people:
            if not person.left_on or person.id == self._record.contact_id:
                words = f"{person.name} · {person.title}" if person.title else person.name
                choices.append((person.id, words))
        self.contact.set_choices(choices, self._record.contact_id)
        if self.point_ask is not None:
            self.point_ask.show_customer(customer_id)

    def _contact_id(self) -> int | None:
        chosen = self.contact.value()
        return chosen if isinstance(chosen, int) else None

    def _kind(self) -> str:
        """The kind of the chosen stage: open, won or lost."""
        return next((one.kind for one in self._stages if one.id == self.stage.value()), "open")

    def _show_reason(self) -> None:
        self.form.set_visible("lost_reason", self._kind() == "lost")

    def _delete(self) -> None:
        assert self._record.id is not None  # only an existing deal has the button
        try:
            delete_deal(self.context.session, self._record.id)
        except UserError as error:
            self.show_problem(str(error))
            return
        text = _("Deleted: %(name)s") % {"name": self._record.title}
        self.context.hub.say(text, "ok", _("Undo"))
        self.reject()
