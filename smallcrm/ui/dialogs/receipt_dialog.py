"""Writing down money that came in, for one order or for the customer at large."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.core.money import format_money
from smallcrm.services.orders import list_orders, save_receipt
from smallcrm.services.records import OrderRecord, ReceiptRecord
from smallcrm.storage.operations import Op
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.money_parts import MethodBox, OwedLabel
from smallcrm.ui.forms.form_dialog import FormDialog
from smallcrm.ui.forms.picks import CustomerPick
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.date_edits import DateEdit
from smallcrm.ui.widgets.line_edits import LineEdit, MoneyEdit


class ReceiptDialog(FormDialog):
    """A new receipt, or one that is there already."""

    def __init__(
        self,
        context: Context,
        record: ReceiptRecord | None = None,
        *,
        customer_id: int | None = None,
        customer: str = "",
        order_id: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        new = record is None
        super().__init__(
            context,
            _("Record a receipt") if new else _("Receipt"),
            _("Record") if new else "",
            parent=parent,
        )
        self._record = record or ReceiptRecord(
            customer_id or 0, context.session.today, 0, order_id=order_id, customer=customer
        )
        self._orders: dict[int, OrderRecord] = {}
        self._typed = not new  # an amount that somebody gave is not replaced by a guess
        self._make_fields(self._record)
        if new:
            self.ask_for_points("receipt")
        self._show_customer()
        first = self.amount if self._record.customer_id else self.customer
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        first.selectAll()

    def errors(self) -> Mapping[str, str]:
        wrong: dict[str, str] = {}
        if not self.customer.text().strip():
            wrong["customer"] = _("Choose a customer.")
        if not self.day.is_valid():
            wrong["date"] = _("Say when: a date is missing.")
        if not self.amount.is_valid():
            wrong["amount"] = _("This is not an amount.")
        elif not self.amount.value():
            wrong["amount"] = _("A receipt needs an amount.")
        return wrong

    def save(self) -> str:
        session, amount, day = self.context.session, self.amount.value() or 0, self.day.value()
        assert day is not None  # errors() has seen to it
        name = self.customer.text().strip()
        op = Op.ADD_RECEIPT if self._record.id is None else Op.EDIT_RECEIPT
        order = self.order.value()
        with session.unit(op, {"name": name}):
            changed = replace(
                self._record,
                customer_id=self.customer.ensure(session),
                date=day.isoformat(),
                amount=amount,
                order_id=order if isinstance(order, int) else None,
                method=self.method.method(),
                note=self.note.text().strip(),
            )
            self.saved_id = save_receipt(session, changed)
            if self.point_ask is not None:
                self.point_ask.save(changed.customer_id, _("Receipt"))
        words = format_money(amount, self.context.language, short=True)
        return _("Receipt recorded: %(name)s, %(amount)s") % {"name": name, "amount": words}

    def _make_fields(self, record: ReceiptRecord) -> None:
        form = self.form
        self.customer = CustomerPick(self.context, record.customer_id or None, record.customer)
        self.owed = OwedLabel(self.context)
        self.order = ChoiceBox()
        self.amount = MoneyEdit(record.amount or None)
        now = self.context.session.clock.now
        self.day = DateEdit(now, date.fromisoformat(record.date), optional=False)
        self.method = MethodBox(record.method)
        self.note = LineEdit(record.note)
        form.add("customer", _("Customer"), self.customer, span=2, required=True)
        self.customer.parentWidget().layout().addWidget(self.owed)  # close under its field
        form.add("order", _("For which order"), self.order, span=2)
        form.add("amount", _("Amount"), self.amount, required=True)
        form.add("date", _("Date"), self.day, required=True)
        form.add("method", _("Paid by"), self.method)
        form.add("note", _("Note"), self.note)
        self.customer.chosen.connect(self._show_customer)
        self.order.chosen.connect(self._fill_amount)
        self.amount.value_changed.connect(self._typed_amount)

    def _show_customer(self) -> None:
        customer_id = self.customer.customer_id()
        self.owed.show_customer(customer_id)
        if self.point_ask is not None:
            self.point_ask.show_customer(customer_id)
        self._show_orders([])
        if customer_id is not None:
            self.context.reader.read(
                "orders_to_pay",
                lambda session: list_orders(session, customer_id),
                self._show_orders,
            )

    def _show_orders(self, orders: Sequence[OrderRecord]) -> None:
        mine = self._record.order_id
        unpaid = [one for one in orders if rest_of(one) > 0 and one.status != "cancelled"]
        shown = [one for one in orders if one in unpaid or one.id == mine]
        self._orders = {one.id: one for one in shown if one.id is not None}
        choices: list[tuple[object, str]] = [(None, _("No particular order"))]
        choices += [(one.id, self._order_words(one)) for one in shown]
        chosen = mine
        if chosen is None and self._record.id is None and unpaid:
            chosen = unpaid[-1].id  # the oldest
        self.order.set_choices(choices, chosen)
        self._fill_amount()

    def _order_words(self, order: OrderRecord) -> str:
        what = ", ".join(line.title for line in order.lines if line.title)
        rest = format_money(rest_of(order), self.context.language, short=True)
        still = _("%(amount)s still open") % {"amount": rest}
        return " · ".join(part for part in (order.date, order.number, what, still) if part)

    def _fill_amount(self) -> None:
        order = self._orders.get(self.order.value())
        if not self._typed:
            rest = rest_of(order) if order else 0
            self.amount.set_value(rest if rest > 0 else None)
            self.amount.selectAll()
        self._show_change()

    def _typed_amount(self) -> None:
        self._typed = bool(self.amount.text().strip())
        self._show_change()

    def _show_change(self) -> None:
        self.owed.set_change(self._record.amount - (self.amount.value() or 0))


def rest_of(order: OrderRecord) -> int:
    """Return what is still to be paid for an order, in minor units."""
    return order.amount - order.paid
