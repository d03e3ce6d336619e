"""Writing a sale down: one amount, what was paid at once, one undo step."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from smallcrm.core.i18n import _
from smallcrm.core.money import format_money
from smallcrm.services.lookups import list_products
from smallcrm.services.orders import save_order
from smallcrm.services.records import DealRecord, OrderLineRecord, OrderRecord
from smallcrm.storage.operations import Op
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.money_parts import MethodBox, OwedLabel
from smallcrm.ui.forms.form_dialog import FormDialog
from smallcrm.ui.forms.picks import CustomerPick, NamePick, StaffBox
from smallcrm.ui.widgets.date_edits import DateEdit
from smallcrm.ui.widgets.line_edits import MoneyEdit


class OrderDialog(FormDialog):
    """A new order (of a customer or a won deal), or one that is there already."""

    def __init__(
        self,
        context: Context,
        record: OrderRecord | None = None,
        *,
        customer_id: int | None = None,
        customer: str = "",
        deal: DealRecord | None = None,
        parent: QWidget | None = None,
    ) -> None:
        new = record is None
        super().__init__(
            context,
            _("Record an order") if new else _("Order"),
            _("Record") if new else "",
            parent=parent,
        )
        if record is None:
            record = _new_order(context, customer_id, customer, deal)
        self._record = record
        self._make_fields(record)
        if new:
            self.ask_for_points("order")
        self._show_owed()
        first: QLineEdit = self.customer if not record.customer_id else self.what
        if record.amount and new:
            first = self.amount  # all is known: Enter records it
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        first.selectAll()

    def errors(self) -> Mapping[str, str]:
        wrong: dict[str, str] = {}
        if not self.customer.text().strip():
            wrong["customer"] = _("Choose a customer.")
        if not self.day.is_valid():
            wrong["date"] = _("Say when: a date is missing.")
        if not self.due.is_valid():
            wrong["due"] = _("This is not a date.")
        for key, field in (("amount", self.amount), ("paid", self.paid)):
            if not field.is_valid():
                wrong[key] = _("This is not an amount.")
        amount, paid = self.amount.value(), self.paid.value() or 0
        if not wrong.get("amount") and not amount:
            wrong["amount"] = _("An order needs an amount.")
        elif amount and paid > max(amount, 0):
            wrong["paid"] = _("More than the order. Record the rest as a receipt.")
        return wrong

    def save(self) -> str:
        session, amount = self.context.session, self.amount.value() or 0
        day, due = self.day.value(), self.due.value()
        assert day is not None  # errors() has seen to it
        record = self._record
        op = Op.ADD_ORDER if record.id is None else Op.EDIT_ORDER
        with session.unit(op, {"name": self.customer.text().strip()}):
            changed = replace(
                record,
                customer_id=self.customer.ensure(session),
                date=day.isoformat(),
                due=due.isoformat() if due else None,
                lines=self._lines(amount),
                staff=self.staff.name(),
            )
            paid = self.paid.value() or 0
            self.saved_id = save_order(session, changed, paid, self.method.method())
            if self.point_ask is not None:
                self.point_ask.save(changed.customer_id, _("Order"))
        words = format_money(amount, self.context.language, short=True)
        return _("Order recorded: %(name)s, %(amount)s") % {
            "name": self.customer.text().strip(),
            "amount": words,
        }

    def _make_fields(self, record: OrderRecord) -> None:
        context, form = self.context, self.form
        now = context.session.clock.now
        self.customer = CustomerPick(context, record.customer_id or None, record.customer)
        self.owed = OwedLabel(context)
        self.what = NamePick(
            lambda: list_products(context.session), _what(record), _("Goods or service")
        )
        self.amount = MoneyEdit(record.amount or None)
        self.day = DateEdit(now, date.fromisoformat(record.date), optional=False)
        self.paid = MoneyEdit()
        self.paid.add_button("check-check", _("Paid in full"), self._pay_all)
        self.method = MethodBox()
        self.due = DateEdit(now, date.fromisoformat(record.due) if record.due else None)
        self.staff = StaffBox(context, record.staff or context.session.settings.staff_name)
        form.add("customer", _("Customer"), self.customer, span=2, required=True)
        self.customer.parentWidget().layout().addWidget(self.owed)  # close under its field
        form.add("what", _("What"), self.what, span=2)
        form.add("amount", _("Amount"), self.amount, required=True)
        form.add("date", _("Date"), self.day, required=True)
        form.add("paid", _("Paid now"), self.paid)
        form.add("method", _("Paid by"), self.method)
        form.add("due", _("Rest is due"), self.due)
        form.add("staff", _("Staff"), self.staff)
        self.customer.chosen.connect(self._show_owed)
        self.amount.value_changed.connect(self._show_change)
        self.paid.value_changed.connect(self._show_change)
        several = len(record.lines) > 1
        self.what.setEnabled(not several)
        self.amount.setEnabled(not several)
        if record.id is not None:
            for key in ("paid", "method"):
                form.set_visible(key, False)

    def _lines(self, amount: int) -> tuple[OrderLineRecord, ...]:
        if len(self._record.lines) > 1:
            return self._record.lines
        title, known = self.what.name(), set(list_products(self.context.session))
        product = title if title in known else ""
        if self._record.lines:
            line = self._record.lines[0]
            kept = line.product if title == line.title else product
            return (replace(line, title=title, amount=amount, price=None, product=kept),)
        return (OrderLineRecord(title, amount, product=product),)

    def _pay_all(self) -> None:
        if self.amount.value() is not None:
            self.paid.set_value(self.amount.value())
            self._show_change()
        self.paid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_owed(self) -> None:
        self.owed.show_customer(self.customer.customer_id())
        if self.point_ask is not None:
            self.point_ask.show_customer(self.customer.customer_id())
        self._show_change()

    def _show_change(self) -> None:
        before = self._record.amount if self._record.id is not None else 0
        self.owed.set_change((self.amount.value() or 0) - (self.paid.value() or 0) - before)


def _new_order(
    context: Context, customer_id: int | None, customer: str, deal: DealRecord | None
) -> OrderRecord:
    today = context.session.today
    if deal is None:
        return OrderRecord(customer_id or 0, today, (), customer=customer)
    line = OrderLineRecord(deal.title, deal.amount)
    return OrderRecord(
        deal.customer_id,
        today,
        (line,),
        deal_id=deal.id,
        staff=deal.owner,
        customer=deal.customer,
    )


def _what(record: OrderRecord) -> str:
    return ", ".join(line.title for line in record.lines if line.title)
