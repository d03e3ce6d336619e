"""The form of a contact person, and the move to another customer."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from smallcrm.core.i18n import N_, _
from smallcrm.core.names import split_person
from smallcrm.services.contacts import delete_contact, move_contact, save_contact
from smallcrm.services.customers import name_of
from smallcrm.services.records import ContactRecord
from smallcrm.services.validation import EMAIL, FieldError
from smallcrm.services.vocabulary import CONSENTS
from smallcrm.storage.operations import Op
from smallcrm.ui.context import Context
from smallcrm.ui.forms.birthday_edit import BirthdayEdit
from smallcrm.ui.forms.customer_fields import day_of, iso_of
from smallcrm.ui.forms.form_dialog import FormDialog
from smallcrm.ui.forms.picks import CustomerPick, NamePick
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.date_edits import DateEdit
from smallcrm.ui.widgets.fold import Fold
from smallcrm.ui.widgets.form import Form
from smallcrm.ui.widgets.layouts import hbox, holder
from smallcrm.ui.widgets.line_edits import LineEdit
from smallcrm.ui.widgets.phones_edit import PhonesEdit
from smallcrm.ui.widgets.text_edit import TextEdit

SALUTATIONS = (N_("Mr."), N_("Ms."))
ROLES = (N_("Decides"), N_("Buys"), N_("Uses it"), N_("Pays"), N_("Advises"))


class ContactDialog(FormDialog):
    """Add a contact person (record None) or edit one."""

    def __init__(
        self,
        context: Context,
        customer_id: int,
        record: ContactRecord | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self._new = record is None
        super().__init__(
            context,
            _("New contact person") if record is None else _("Contact person"),
            _("Add") if record is None else "",
            width=560,
            subtitle=name_of(customer_id),
            parent=parent,
        )
        self._record = record or ContactRecord("", customer_id=customer_id)
        self._make_fields()
        if record is not None:
            self.add_button(_("Delete"), self._delete, "trash-2", "danger")
            self.add_button(_("Move to another customer"), self._move, "arrow-right-left")
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def record(self) -> ContactRecord:
        """Return the record as the form says it now; the name is taken apart: 杨先生（采购）."""
        before = self._record
        person = split_person(self.name.text()) if self.name.text() != before.name else None
        said = self.salutation.name()
        return replace(
            before,
            name=(person.name if person else before.name) or self.name.text().strip(),
            salutation=said or (person.salutation if person else ""),
            gender=self.gender.value() or (person.gender if person else ""),
            title=self.title_edit.text().strip() or (person.title if person else ""),
            role=self.role.name(),
            email=self.email.text().strip(),
            wechat=self.wechat.text().strip(),
            qq=self.qq.text().strip(),
            occupation=self.occupation.text().strip(),
            interests=self.interests.text().strip(),
            birthday=self.birthday.value(),
            birthday_lunar=self.birthday.is_lunar(),
            left_on=self._left_day(),
            consent=self.consent.value(),
            note=self.note.text(),
            phones=self.phones.phones(),
        )

    def errors(self) -> dict[str, str]:
        wrong = {}
        if not self.name.text().strip():
            wrong["name"] = _("A contact person needs a name.")
        if not self.phones.is_valid():
            wrong["phones"] = _("This is not a phone number.")
        for key, edit in (("birthday", self.birthday), ("left_on", self.left_on)):
            if not edit.is_valid():
                wrong[key] = _("This is not a date.")
        return wrong

    def submit(self) -> bool:
        """Check both parts, then save."""
        if not self._more.set_errors(self.errors()):
            self._fold.set_open(True)
            return False
        return super().submit()

    def save(self) -> str:
        """Save the person."""
        record = self.record()
        self.saved_id = save_contact(self.context.session, record)
        return (_("%(name)s added") if self._new else _("%(name)s saved")) % {"name": record.name}

    # --- inside ------------------------------------------------------------------------------

    def _make_fields(self) -> None:
        record, now = self._record, self.context.session.clock.now
        self.name = LineEdit(record.name, _("Such as: Mr. Young (purchasing)"))
        self.salutation = NamePick(lambda: [_(one) for one in SALUTATIONS], record.salutation)
        genders = [("", _("Not known")), ("male", _("Male")), ("female", _("Female"))]
        self.gender = ChoiceBox(genders, record.gender)
        self.title_edit = LineEdit(record.title, _("Head of purchasing"))
        self.role = NamePick(lambda: [_(one) for one in ROLES], record.role,
                             _("Decides, buys, uses it"))  # fmt: skip
        self.phones = PhonesEdit(record.phones)
        self.email = LineEdit(record.email)
        self.wechat = LineEdit(record.wechat)
        self.qq = LineEdit(record.qq)
        self.birthday = BirthdayEdit(now, record.birthday, record.birthday_lunar)
        asked = [("", _("Not asked")), *((key, _(text)) for key, text in CONSENTS.items())]
        self.consent = ChoiceBox(asked, record.consent)
        self.occupation = LineEdit(record.occupation)
        self.interests = LineEdit(record.interests)
        self.note = TextEdit(record.note, rows=2)
        self.left = QCheckBox(_("No longer there since"))
        self.left.setChecked(record.left_on is not None)
        self.left_on = DateEdit(now, day_of(record.left_on))
        self.left_on.setEnabled(self.left.isChecked())
        self.left.toggled.connect(self._left_toggled)
        self.email.editingFinished.connect(self._check_email)
        self._fill_forms()

    def _fill_forms(self) -> None:
        form, record = self.form, self._record
        form.add("name", _("Name"), self.name, required=True)
        form.add("salutation", _("Salutation"), self.salutation)
        form.add("title", _("Job title"), self.title_edit)
        form.add("role", _("Role in buying"), self.role)
        form.add("phones", _("Phones"), self.phones, span=2)
        form.add("email", _("E-mail"), self.email)
        form.add("wechat", _("WeChat"), self.wechat)
        more = Form(2)
        more.add("gender", _("Gender"), self.gender)
        more.add("birthday", _("Birthday"), self.birthday.row())
        more.add("qq", "QQ", self.qq)
        more.add("occupation", _("Occupation"), self.occupation)
        more.add("consent", _("Consent"), self.consent, span=2)
        more.add("interests", _("Interests"), self.interests, span=2)
        more.add("note", _("Note"), self.note, span=2)
        left = hbox(spacing=8)
        left.addWidget(self.left)
        left.addWidget(self.left_on, 1)
        more.add("left_on", _("Left"), holder(left), span=2)
        known = (record.gender, record.birthday, record.qq, record.occupation, record.interests,
                 record.note, record.left_on, record.consent)  # fmt: skip
        self._more = more
        self._fold = Fold(
            _("More"), lambda: more, summary=_("Birthday, interests, note, left"), opened=any(known)
        )
        self._fold.toggled.connect(lambda _on: self.adjustSize())
        self.box.addWidget(self._fold)
        self.box.addStretch(1)

    def _left_day(self) -> str | None:
        if not self.left.isChecked():
            return None
        return iso_of(self.left_on, self._record.left_on) or self.context.session.today

    def _left_toggled(self, left: bool) -> None:
        self.left_on.setEnabled(left)
        if left and self.left_on.value() is None:
            self.left_on.set_value(self.context.today)

    def _check_email(self) -> None:
        text = self.email.text().strip()
        wrong = bool(text) and not EMAIL.fullmatch(text)
        self.form.set_error("email", _("This is not an e-mail address.") if wrong else "")

    def _delete(self) -> None:
        delete_contact(self.context.session, self._record.id or 0)
        said = _("%(name)s deleted") % {"name": self._record.name}
        self.context.hub.say(said, "ok", _("Undo"))
        self.reject()

    def _move(self) -> None:
        dialog = MoveContactDialog(self.context, self._record, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.accepted.connect(self.reject)
        dialog.open()


class MoveContactDialog(FormDialog):
    """Asks where a contact person works now; the history stays known at both."""

    def __init__(self, context: Context, record: ContactRecord, parent: QWidget) -> None:
        super().__init__(
            context,
            _("Move to another customer"),
            _("Move"),
            columns=1,
            width=440,
            subtitle=_("%(name)s keeps the phones; the records of contact stay where they were.")
            % {"name": record.name},
            parent=parent,
        )
        self._record = record
        self.customer = CustomerPick(context)
        self.title_edit = LineEdit()
        self.form.add("customer", _("Works now for"), self.customer, required=True)
        self.form.add("title", _("Job title there"), self.title_edit)
        self.customer.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> str:
        """Move the person; a customer that was typed anew is made in the same step."""
        session, name = self.context.session, self._record.name
        with session.unit(Op.MOVE_CONTACT, {"name": name}):
            customer_id = self.customer.ensure(session)
            if customer_id == self._record.customer_id:
                raise FieldError("customer", _("This is where they work already."))
            move_contact(session, self._record.id or 0, customer_id, self.title_edit.text().strip())
        self.saved_id = customer_id
        said = _("%(name)s works for %(customer)s now")
        return said % {"name": name, "customer": name_of(customer_id)}
