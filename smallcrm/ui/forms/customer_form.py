"""The form of a customer: new with a first contact person, or one that is there already."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.core.names import split_person
from smallcrm.core.phone import parse_phones
from smallcrm.services.customers import add_customer, save_customer
from smallcrm.services.records import ContactRecord, CustomerRecord, PhoneRecord
from smallcrm.services.similar import Signs, Similar, find_similar
from smallcrm.services.tax_number import tax_number_problem
from smallcrm.services.validation import EMAIL, FieldError
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.forms.customer_fields import Basics, More, OwnFields, Texts, Values
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.addresses_edit import AddressesEdit
from smallcrm.ui.widgets.dialogs import ConfirmBar, Dialog
from smallcrm.ui.widgets.fold import Fold
from smallcrm.ui.widgets.form import Form
from smallcrm.ui.widgets.labels import SectionHead
from smallcrm.ui.widgets.layouts import show_if
from smallcrm.ui.widgets.line_edits import LineEdit, PhoneEdit
from smallcrm.ui.widgets.panels import ScrollColumn
from smallcrm.ui.widgets.phones_edit import PhonesEdit
from smallcrm.ui.widgets.similar_hint import SimilarHint
from smallcrm.ui.widgets.text_edit import TextEdit

_WIDTH, _HEIGHT, _HIGHEST = 680, 640, 860
_SIMILAR_WAIT_MS = 200


class FirstContact(Form):
    """The contact person that a new customer begins with."""

    def __init__(self) -> None:
        super().__init__(2)
        self.name = LineEdit("", _("Such as: Mr. Young (purchasing)"))
        self.mobile = PhoneEdit()
        self.title = LineEdit()
        self.wechat = LineEdit()
        self.add("contact_name", _("Name"), self.name)
        self.add("contact_mobile", _("Mobile"), self.mobile)
        self.add("contact_title", _("Job title"), self.title)
        self.add("contact_wechat", _("WeChat"), self.wechat)

    def errors(self) -> dict[str, str]:
        """Return what cannot be saved, by field."""
        number = self.mobile.text().strip()
        if number and not parse_phones(number):
            return {"contact_mobile": _("This is not a phone number.")}
        others = (self.mobile, self.title, self.wechat)
        if not self.name.text().strip() and any(edit.text().strip() for edit in others):
            return {"contact_name": _("A contact person needs a name.")}
        return {}

    def contacts(self) -> tuple[ContactRecord, ...]:
        """Return the person, if one was named; the name is taken apart: 杨先生（采购）."""
        if not self.name.text().strip():
            return ()
        person = split_person(self.name.text())
        phones = tuple(
            PhoneRecord(p.number, p.extension, "phone" if p.kind == "landline" else "mobile")
            for p in parse_phones(self.mobile.text())
        )
        return (
            ContactRecord(
                person.name,
                salutation=person.salutation,
                gender=person.gender,
                title=self.title.text().strip() or person.title,
                wechat=self.wechat.text().strip(),
                phones=phones,
            ),
        )


class CustomerDialog(Dialog):
    """Add a customer (record None) or edit one; `saved` tells its id.

    It may stand open beside the window, so that a customer it found can be looked at.
    """

    saved = Signal(int)

    def __init__(
        self, context: Context, record: CustomerRecord | None = None, parent: QWidget | None = None
    ) -> None:
        title = _("New customer") if record is None else _("Edit customer")
        super().__init__(title, _("Add") if record is None else "", parent=parent, width=_WIDTH)
        self._context, self._new = context, record is None
        self._record = record or self._blank()
        self._leaving = False
        self._make_parts()
        self._lay_out()
        self._wait = QTimer(self, singleShot=True, interval=_SIMILAR_WAIT_MS)
        self._wait.timeout.connect(self.look_for_similar)
        self._connect()
        self._before = self.record()
        self.resize(theme().px(_WIDTH), self._usual_height())
        self.basics.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def record(self) -> CustomerRecord:
        """Return the record as the form says it now."""
        values: Values = {}
        for part in (self.basics, self.reach, self.invoice, self.more, self.own):
            values |= part.values() if part is not None else {}
        return replace(
            self._record,
            **values,
            phones=self.phones.phones(),
            addresses=self.addresses.addresses(),
            note=self.note.text(),
            contacts=self.contact.contacts() if self._new else self._record.contacts,
        )

    def is_changed(self) -> bool:
        """Tell whether something was typed that is not saved."""
        return self.record() != self._before or bool(self._new and self.contact.name.text())

    def look_for_similar(self) -> None:
        """Look off the window's thread for customers of the same name, phone, WeChat ..."""
        name, phones = self.basics.name.text(), self.phones.texts()
        if self._new:
            phones = [*phones, self.contact.mobile.text()]
        elif name.strip() == self._record.name:
            name = ""
        but, signs = self._record.id, self._signs()

        def read(session: Session) -> list[Similar]:
            return find_similar(session, name, phones, signs=signs, but=but)

        self._context.reader.read("customer_form.similar", read, self.hint.show_similar)

    def submit(self) -> bool:
        """Check, save and tell."""
        if not self._show_errors(self._errors()):
            return False
        record = self.record()
        save = add_customer if self._new else save_customer
        try:
            customer_id = save(self._context.session, record)
        except FieldError as error:
            if not self._show_errors({error.field: str(error)}):
                return False
            raise
        said = _("%(name)s added") if self._new else _("%(name)s saved")
        self._context.hub.say(said % {"name": record.name}, "ok", _("Undo"))
        self.saved.emit(customer_id)
        self._leaving = True
        return True

    def showEvent(self, event) -> None:
        super().showEvent(event)
        # Qt selects the first field after this; a key pressed by chance must not replace the name
        QTimer.singleShot(0, self.basics.name, self.basics.name.deselect)

    def reject(self) -> None:
        """Leave; what was typed and not saved is asked for first, since nothing brings it back."""
        if self._leaving or not self.is_changed():
            super().reject()
            return
        self._ask.ask(_("What you typed is not saved."), _("Leave without saving"))

    # --- inside ------------------------------------------------------------------------------

    def _usual_height(self) -> int:
        """Return the height that shows the form, as far as the window under it is high."""
        window = self.parentWidget().window() if self.parentWidget() is not None else None
        room = window.height() - theme().px(40) if window is not None else 0
        return max(theme().px(_HEIGHT), min(room, theme().px(_HIGHEST)))

    def _blank(self) -> CustomerRecord:
        return CustomerRecord("", owner=self._context.session.settings.staff_name)

    def _make_parts(self) -> None:
        context, record = self._context, self._record
        self.basics = Basics(context, record)
        self.contact = FirstContact()
        self.phones = PhonesEdit(record.phones, kind="phone", add_text=_("Add a phone"))
        self.addresses = AddressesEdit(record.addresses)
        self.reach = Texts(
            record,
            [("email", _("E-mail")), ("wechat", _("WeChat")), ("qq", "QQ"),
             ("website", _("Website"))],
        )  # fmt: skip
        self.invoice = Texts(
            record,
            [("invoice_title", _("Invoice title")), ("tax_number", _("Tax number")),
             ("invoice_bank", _("Bank")), ("invoice_account", _("Bank account"))],
        )  # fmt: skip
        self.more: More | None = None
        self.own = OwnFields(context, record)
        self.note = TextEdit(record.note, _("Anything worth knowing"), rows=3)
        self.hint = SimilarHint(lambda: context.today, comparing=not self._new)
        self._ask = ConfirmBar()

    def _lay_out(self) -> None:
        record = self._record
        invoice = [record.invoice_title, record.tax_number, record.invoice_bank,
                   record.invoice_account]  # fmt: skip
        more = (record.code, record.region, record.revenue, record.credit_limit, record.founded,
                record.employees, record.buying_channel, record.payment_method,
                record.preferred_contact, record.referred_by, record.birthday, record.deputy,
                record.service, record.consent, record.opinion)  # fmt: skip
        self._invoice_fold = Fold(
            _("Invoice data"), lambda: self.invoice, opened=any(invoice),
            summary=_("Title, tax number, bank, account"),
        )  # fmt: skip
        self._more_fold = Fold(
            _("More"), self._make_more, opened=any(one not in ("", None) for one in more),
            summary=_("Annual purchases, deputy, consent, referrer, birthday"),
        )  # fmt: skip
        self._own_fold = Fold(_("Own fields"), lambda: self.own, opened=True)
        show_if(self._own_fold, not self.own.is_empty())
        column = ScrollColumn(margins=(0, 0, 14, 8), spacing=12)
        column.box.addWidget(self.basics)
        if self._new:
            self._add_section(column, _("Contact person"), self.contact)
        self._add_section(column, _("Phones of the company"), self.phones)
        self._add_section(column, _("Addresses"), self.addresses)
        self._add_section(column, _("E-mail and web"), self.reach)
        for fold in (self._invoice_fold, self._more_fold, self._own_fold):
            column.box.addWidget(fold)
        self._add_section(column, _("Note"), self.note)
        column.box.addStretch(1)
        self.box.addWidget(self._ask)
        self.box.addWidget(self.hint)
        self.box.addWidget(column, 1)
        self._column = column

    def _make_more(self) -> More:
        self.more = More(self._context, self._record)
        return self.more

    def _add_section(self, column: ScrollColumn, title: str, part: QWidget) -> None:
        column.box.addSpacing(4)
        column.box.addWidget(SectionHead(title))
        column.box.addWidget(part)

    def _connect(self) -> None:
        self.basics.name.textEdited.connect(lambda: self._wait.start())
        self.phones.changed.connect(self._wait.start)
        self.contact.mobile.textEdited.connect(lambda: self._wait.start())
        for sign in self._sign_edits():
            sign.textEdited.connect(lambda: self._wait.start())
        self.hint.asked.connect(self._context.hub.open_customer)
        self.hint.compare_asked.connect(self._compare)
        email = self.reach.edit("email")
        email.editingFinished.connect(lambda: self._check_email(email))
        tax = self.invoice.edit("tax_number")
        tax.editingFinished.connect(
            lambda: self.invoice.set_error("tax_number", tax_number_problem(tax.text()))
        )
        self._ask.confirmed.connect(self._leave)
        self._context.hub.busy_changed.connect(self.primary.setDisabled)

    def _sign_edits(self) -> list[LineEdit]:
        wechat, email = self.reach.edit("wechat"), self.reach.edit("email")
        return [wechat, self.contact.wechat, email, self.invoice.edit("tax_number")]

    def _signs(self) -> Signs:
        wechat, theirs, email, tax = (edit.text().strip() for edit in self._sign_edits())
        city = next((one.city for one in self.addresses.addresses() if one.city), "")
        return Signs((wechat, theirs), (email,), tax, city)

    def _compare(self, other: int) -> None:
        """Save, and lay this customer and another one side by side."""
        self.try_submit()
        if not self.isVisible():
            self._context.hub.duplicates_asked.emit((self._record.id, other))

    def _check_email(self, email: LineEdit) -> None:
        text = email.text().strip()
        wrong = bool(text) and not EMAIL.fullmatch(text)
        self.reach.set_error("email", _("This is not an e-mail address.") if wrong else "")

    def _errors(self) -> dict[str, str]:
        wrong = self.own.errors()
        wrong |= self.more.errors() if self.more is not None else {}
        if not self.basics.name.text().strip():
            wrong["name"] = _("A customer needs a name.")
        if self._new:
            wrong |= self.contact.errors()
        if not self.phones.is_valid():
            wrong["phones"] = _("This is not a phone number.")
        return wrong

    def _show_errors(self, wrong: dict[str, str]) -> bool:
        """Show what is wrong where it is, opening what is folded; tell whether all is right."""
        self.phones.set_wrong("phones" in wrong)
        forms: list[tuple[Form | None, Fold | None]] = [
            (self.own, self._own_fold),
            (self.more, self._more_fold),
            (self.invoice, self._invoice_fold),
            (self.reach, None),
            (self.contact, None),
            (self.basics, None),
        ]
        right = True
        for form, fold in forms:  # from the last to the first: the first wrong field has the focus
            if form is not None and not form.set_errors(wrong):
                right = False
                if fold is not None:
                    fold.set_open(True)
        if "phones" in wrong and right:
            self.phones.setFocus()
        if (field := self.focusWidget()) is not None and not right:
            self._column.ensureWidgetVisible(field, 0, theme().px(60))
        return right and "phones" not in wrong

    def _leave(self) -> None:
        self._leaving = True
        self.reject()
