"""Something dated at a customer: a contract, warranty, subscription or consumable."""

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from smallcrm.core.dates import add_months
from smallcrm.core.i18n import _, ngettext
from smallcrm.services.lookups import list_products
from smallcrm.services.orders import save_term
from smallcrm.services.records import TermRecord
from smallcrm.services.vocabulary import TERM_KINDS
from smallcrm.storage.operations import Op
from smallcrm.ui.context import Context
from smallcrm.ui.forms.form_dialog import FormDialog
from smallcrm.ui.forms.picks import CustomerPick, NamePick
from smallcrm.ui.widgets.buttons import Button, Segmented
from smallcrm.ui.widgets.date_edits import DateEdit
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox
from smallcrm.ui.widgets.line_edits import LineEdit, MoneyEdit
from smallcrm.ui.widgets.text_edit import TextEdit

YEARS = (1, 2, 3)


class TermDialog(FormDialog):
    """A new term, or one that is there already."""

    def __init__(
        self,
        context: Context,
        record: TermRecord | None = None,
        *,
        customer_id: int | None = None,
        customer: str = "",
        kind: str = "contract",
        parent: QWidget | None = None,
    ) -> None:
        new = record is None
        super().__init__(
            context,
            _("New term") if new else _("Term"),
            _("Add") if new else "",
            parent=parent,
            width=520,
        )
        self._record = record or TermRecord(customer_id or 0, "", kind, customer=customer)
        self._make_fields(self._record)
        first = self.name if self._record.customer_id else self.customer
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def errors(self) -> Mapping[str, str]:
        wrong: dict[str, str] = {}
        if not self.name.text().strip():
            wrong["title"] = _("A term needs a title.")
        for key, field in (("starts", self.starts), ("ends", self.ends)):
            if not field.is_valid():
                wrong[key] = _("This is not a date.")
        if not self.amount.is_valid():
            wrong["amount"] = _("This is not an amount.")
        return wrong

    def save(self) -> str:
        session, starts, ends = self.context.session, self.starts.value(), self.ends.value()
        name = self.customer.text().strip()
        new = self._record.id is None
        op = Op.ADD_TERM if new else Op.EDIT_TERM
        with session.unit(op, {"name": f"{name} {self.name.text().strip()}"}):
            record = TermRecord(
                customer_id=self.customer.ensure(session),
                title=self.name.text().strip(),
                kind=str(self.kind.value()),
                id=self._record.id,
                product=self.product.name(),
                serial=self.serial.text().strip(),
                starts=starts.isoformat() if starts else None,
                ends=ends.isoformat() if ends else None,
                amount=self.amount.value(),
                note=self.note.text(),
            )
            self.saved_id = save_term(session, record)
        return _("Term added: %(name)s") % {"name": record.title} if new else ""

    def _make_fields(self, record: TermRecord) -> None:
        context, form = self.context, self.form
        now = context.session.clock.now
        self.customer = CustomerPick(context, record.customer_id or None, record.customer)
        self.kind = Segmented([(key, _(word)) for key, word in TERM_KINDS.items()], record.kind)
        self.name = LineEdit(record.title, _("Such as: service contract 2027"))
        self.product = NamePick(lambda: list_products(context.session), record.product)
        self.serial = LineEdit(record.serial)
        self.starts = DateEdit(now, _day(record.starts))
        self.ends = DateEdit(now, _day(record.ends))
        self.amount = MoneyEdit(record.amount)
        self.note = TextEdit(record.note, rows=2)
        form.add("customer", _("Customer"), self.customer, span=2, required=True)
        form.add_wide(hbox(self.kind, None))
        form.add("title", _("Title"), self.name, required=True)
        form.add("amount", _("Amount"), self.amount)
        form.add("product", _("Product"), self.product)
        form.add("serial", _("Serial number"), self.serial)
        form.add("starts", _("Starts"), self.starts)
        form.add("ends", _("Ends"), self.ends)
        form.add_wide(self._lengths())
        form.add("note", _("Note"), self.note, span=2)

    def _lengths(self):
        row = hbox(Label(_("Runs for"), "small", "muted"), spacing=4)
        for years in YEARS:
            words = ngettext("%(n)d year", "%(n)d years", years) % {"n": years}
            button = Button(words, kind="quiet", small=True)
            button.clicked.connect(lambda _on=False, years=years: self._run(years))
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _run(self, years: int) -> None:
        start = self.starts.value() or self.context.today
        self.starts.set_value(start)
        self.ends.set_value(add_months(start, 12 * years) - timedelta(days=1))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
