"""The log box (Ctrl+L): who, what was said, what comes next, saved in one step."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QWidget

from smallcrm.core.dates import format_date
from smallcrm.core.i18n import _, listed
from smallcrm.services.completeness import fact_to_ask, missing_facts, save_known
from smallcrm.services.contact_log import Recall, address_of, log_contact, recall_customer
from smallcrm.services.customers import name_of
from smallcrm.services.fact_checks import check_fact
from smallcrm.services.follow_up_words import kind_of_title
from smallcrm.services.lookups import list_staff, usual_staff
from smallcrm.services.note_templates import fill_template, list_templates
from smallcrm.services.records import FeedbackRecord, FollowUpRecord, InteractionRecord
from smallcrm.services.touch_points import (
    REQUIRED_OF_RECORD,
    asked_at,
    list_points,
    missing_at,
    point_for,
)
from smallcrm.services.validation import FieldError
from smallcrm.services.vocabulary import INTERACTION_KINDS, word
from smallcrm.storage.operations import Op, Origin
from smallcrm.ui.context import Context
from smallcrm.ui.forms.contact_box import ContactBox
from smallcrm.ui.forms.fact_ask import FactAsk
from smallcrm.ui.forms.feedback_box import FeedbackFields
from smallcrm.ui.forms.form_dialog import FormDialog
from smallcrm.ui.forms.interaction_form import join_moment
from smallcrm.ui.forms.picks import CustomerPick, StaffBox
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.date_edits import DateEdit, WhenEdit
from smallcrm.ui.widgets.kind_chips import KindChips
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, vbox
from smallcrm.ui.widgets.line_edits import MoneyEdit, StarRating
from smallcrm.ui.widgets.minutes_edit import MinutesEdit
from smallcrm.ui.widgets.note_edit import NoteEdit
from smallcrm.ui.widgets.outcome_chips import OutcomeChips
from smallcrm.ui.widgets.panels import Panel
from smallcrm.ui.widgets.recall import RecallBox
from smallcrm.ui.widgets.time_edit import TimeEdit

_ASKED = "asked fact"
_FOLDED_AWAY = ("staff", "minutes", "expense")


class LogBox(FormDialog):
    """Logs a contact with a customer, and the next step; Ctrl+Enter saves.

    Without customer_id the customer is chosen first; a new name makes a new customer. At a touch
    `point` given by its key what that point requires is asked.
    """

    def __init__(
        self,
        context: Context,
        customer_id: int | None = None,
        *,
        point: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            context, _("Log a contact"), _("Log it"), columns=4, width=580, parent=parent
        )
        self._recall = Recall(None, None)
        self.feedback: list[FeedbackFields] = []
        self._points = {one.key: one for one in list_points(context.session)}
        self._point_asks = False  # a point that nobody chose asks for nothing
        self._reminded = False
        self._whole = False  # whether everything was asked for
        self._make_fields(customer_id)
        self._lay_out()
        self._know_customer(customer_id)
        if point in self._points:
            self._begin_at(point)
        (self.customer if customer_id is None else self.content).setFocus()

    def errors(self) -> dict[str, str]:
        """Say what is missing or cannot be read."""
        found: dict[str, str] = {}
        if not self.customer.text().strip():
            found["customer"] = _("Choose a customer.")
        if not self.content.text() and not self.outcomes.value():
            found["content"] = _("Write what was said or done.")
        if self.day.value() is None:
            found["at"] = _("This is not a date.")
        if not self.time.is_valid():
            found["time"] = _("This is not a time.")
        if self.when.text() and self.when.when() is None:
            found["due"] = _("Say when: a date is missing.")
        if not self.minutes.is_valid():
            found["minutes"] = _("This is not a number of minutes.")
        if not self.expense.is_valid():
            found["expense"] = _("This is not an amount.")
        if found.keys() & set(_FOLDED_AWAY):
            self._unfold()
        return found

    def submit(self) -> bool:
        """Check the feedback too, then save."""
        for fields in self.feedback:
            if not fields.form.set_errors(fields.errors()):
                return False
        if self._remind():
            return False
        try:
            return super().submit()
        except FieldError as error:
            if error.field != _ASKED:
                raise
            self.ask.set_problem(str(error))
            self.ask.setFocus()
            return False

    def save(self) -> str:
        """Write the record, the next step and what is done, all in one step of undo."""
        session = self.context.session
        detail = {"name": self.customer.text().strip()}
        with session.unit(Op.LOG_INTERACTION, detail, origin=Origin.LOG_BOX):
            customer_id = self.customer.ensure(session)
            self._save_facts(customer_id)
            self.saved_id = log_contact(
                session,
                self._log(customer_id),
                self._next_step(customer_id),
                completes=self._completes(),
                feedback=self._feedback(),
                origin=Origin.LOG_BOX,
            )
        if self.when.text():
            return _("Logged and planned: %(customer)s") % {"customer": detail["name"]}
        return _("Logged: %(customer)s") % {"customer": detail["name"]}

    # --- inside ---------------------------------------------------------------------------------

    def _make_fields(self, customer_id: int | None) -> None:
        now = self.context.session.clock.now
        name = name_of(customer_id) if customer_id is not None else ""
        self.customer = CustomerPick(self.context, customer_id if name else None, name)
        self.contact = ContactBox()
        self.recall = RecallBox()
        self.kinds = KindChips()
        self.outcomes = OutcomeChips()
        self.wrong_number = QCheckBox(_("The number is wrong: put it on the list to check"))
        self.wrong_number.setCursor(Qt.CursorShape.PointingHandCursor)
        self.wrong_number.hide()
        self.ask = FactAsk(self.context)
        self.content = NoteEdit(
            lambda: list_templates(self.context.session),
            self._fill_template,
            placeholder=_("What was said, what was agreed; / for a template"),
            rows=4,
            most=10,
        )
        self.stars = StarRating()
        choices = [("", "—"), *((one.key, one.name) for one in self._points.values())]
        self.point = ChoiceBox(choices, self._usual_point())
        self.day = DateEdit(now, now().date(), optional=False)
        self.time = TimeEdit(now().time())
        self.completes = QCheckBox("")
        self.completes.setCursor(Qt.CursorShape.PointingHandCursor)
        self.when = WhenEdit(now)
        self.staff = StaffBox(self.context, self.context.session.settings.staff_name)
        self._staff_chosen = False
        self.staff.chosen.connect(self._choose_staff)
        self.unsigned = Label(_("Choose who did this."), "small", "warn")
        self.unsigned.hide()
        self.minutes = MinutesEdit()
        self.expense = MoneyEdit()
        self.contact.chosen.connect(self._know_person)
        self.outcomes.changed.connect(self._outcome_chosen)
        self.kinds.changed.connect(self._kind_chosen)
        self.point.chosen.connect(lambda _key: self._point_chosen())
        self.customer.chosen.connect(
            lambda key: self._know_customer(key if isinstance(key, int) else None)
        )

    def _lay_out(self) -> None:
        form = self.form
        form.add("customer", _("Customer"), self.customer, required=True, span=2)
        form.add("contact", _("Contact person"), self.contact, span=2)
        form.add_wide(vbox(self.recall, self.completes, spacing=4))
        form.add_wide(self.kinds)
        form.add("content", _("What was said or done"), self.content, required=True, span=4)
        form.add_wide(vbox(self.outcomes, self.wrong_number, spacing=6))
        form.add("satisfaction", _("Satisfaction"), vbox(4, self.stars, None))
        form.add("touch_point", _("Touch point"), self.point)
        form.add("at", _("Date"), self.day)
        form.add("time", _("Time"), self.time)
        form.add("due", _("Next step"), self.when, span=4)
        form.add_wide(self.ask)
        self._more = Button(
            _("More: touch point, staff, minutes, expense"),
            "chevron-right",
            "link",
            on_click=self._unfold,
        )
        self._say = Button(_("Feedback"), "message-square-text", "link", on_click=self.add_feedback)
        self._templates = Button(
            _("Templates"), "text", "link", on_click=self.content.open_templates
        )
        form.add_wide(hbox(self._more, self._say, self._templates, None, spacing=16))
        form.add("staff", _("Staff"), self.staff, span=2)
        form.add("minutes", _("Minutes"), self.minutes)
        form.add("expense", _("Expense"), self.expense)
        for key in _FOLDED_AWAY:
            form.set_visible(key, False)
        form.add_wide(self.unsigned)
        self._said = vbox(spacing=8)
        self.box.addLayout(self._said)
        self.box.addStretch(1)
        # What was said and what comes next are nearly always both written: one key apart.
        QWidget.setTabOrder(self.content, self.when.edit)

    def add_feedback(self) -> None:
        """Ask for one more piece of feedback."""
        fields = FeedbackFields(self.context)
        self.feedback.append(fields)
        self._said.addWidget(Panel("sunken", fields, margins=12))
        self._say.setText(_("More feedback"))
        self.put_buttons_last()
        fields.about.setFocus()
        self.column.show_part(fields)

    def _begin_at(self, key: str) -> None:
        """Log something at a touch point from the start, such as a complaint."""
        point = self._points[key]
        self.kinds.set_value(point.kind)
        self.point.set_value(key)
        self._point_chosen()
        if "feedback" in point.required:
            self.add_feedback()

    def _unfold(self) -> None:
        self._whole = True
        self._show_more()
        (self.staff if list_staff(self.context.session) else self.minutes).setFocus()

    def _show_more(self) -> None:
        self._more.setText(_("More: touch point"))
        staffed = bool(list_staff(self.context.session))
        for key in _FOLDED_AWAY:
            self.form.set_visible(key, key != "staff" or staffed)
        self._show_point()

    def _show_point(self) -> None:
        """Name the touch point unless it says no more than the kind above does."""
        point = self._points.get(str(self.point.value()))
        repeated = point is not None and point.name == word(INTERACTION_KINDS, self.kinds.value())
        shown = not repeated or self._whole
        self.form.set_visible("touch_point", shown)
        self._more.setVisible(not shown or self.minutes.isHidden())

    def _know_customer(self, customer_id: int | None) -> None:
        """Show what was promised to a customer and said last, and offer its people."""
        session, today = self.context.session, self.context.today
        known = customer_id is not None
        self._recall = Recall(None, None)
        if customer_id is not None:
            self._recall = recall_customer(session, customer_id)
        last, promise = self._recall.last, self._recall.promise
        never = _("Never contacted so far.") if known else ""
        self.recall.show_recall(self._recall if known else None, today, never=never)
        self.contact.show_customer(customer_id, last.contact_id if last else None)
        self._know_person()
        self._ask_fact(customer_id)
        self.completes.setVisible(promise is not None)
        self.completes.setChecked(False)
        self._show_staff(customer_id)
        self._show_point()
        if promise is not None:
            kept = _("This takes care of the reminder: mark it done")
            self.completes.setText(
                kept if promise.rule else _("This keeps the promise: mark it done")
            )
            self.completes.setToolTip(promise.title)
            if promise.due <= today.isoformat():
                self.kinds.set_value(kind_of_title(promise.title))
                self.point.set_value(self._usual_point())
                self._show_point()
        if self.isVisible():
            QTimer.singleShot(0, self, lambda: self.resize(self.sizeHint()))

    def _show_staff(self, customer_id: int | None) -> None:
        """While nobody is "me", show whose record it will be, and ask where that is not known."""
        session = self.context.session
        if session.settings.staff_name or not list_staff(session):
            return
        if customer_id is not None and not self._staff_chosen:
            self.staff.set_value(usual_staff(session, customer_id))
        self._show_more()
        self.unsigned.setVisible(customer_id is not None and not self.staff.name())

    def _choose_staff(self, _name: object) -> None:
        self._staff_chosen = True
        self.unsigned.setVisible(False)

    def _usual_point(self) -> str:
        return point_for(list(self._points.values()), self.kinds.value())

    def _kind_chosen(self, _kind: str) -> None:
        self.point.set_value(self._usual_point())
        self._point_chosen()

    def _point_chosen(self) -> None:
        """Ask for what is required at the touch point that was chosen."""
        self._point_asks, self._reminded = True, False
        self._show_point()
        if not self.ask.text():
            self._ask_fact(self.customer.customer_id())

    def _ask_fact(self, customer_id: int | None) -> None:
        """Ask for a missing fact: what the touch point requires, else what the standard does."""
        key = ""
        if customer_id is not None:
            session, point = self.context.session, self._points.get(str(self.point.value()))
            if point is not None and self._point_asks:
                key = asked_at(point, missing_facts(session, customer_id, point.required))
            key = key or fact_to_ask(session, customer_id)
        self.ask.show_fact(key)

    def _remind(self) -> bool:
        """Say once what the touch point asks for; whoever goes on has nothing to tell."""
        point = self._points.get(str(self.point.value()))
        if point is None or not self._point_asks or self._reminded:
            return False
        given = {
            "contact_id": self.contact.contact_id(),
            "outcome": self.outcomes.value(),
            "satisfaction": self.stars.value(),
            "feedback": self._feedback(),
            "next_step": self.when.text(),
        }
        missing = missing_at(point, [key for key, value in given.items() if value])
        if not missing:
            return False
        self._reminded = True
        what = listed(word(REQUIRED_OF_RECORD, key) for key in missing)
        text = _("%(point)s asks for: %(what)s. Press the button again to log it without.")
        self.show_problem(text % {"point": point.name, "what": what})
        return True

    def _outcome_chosen(self, outcome: str) -> None:
        self.form.set_error("content", "")
        self.wrong_number.setVisible(outcome == "no_answer")

    def _save_facts(self, customer_id: int) -> None:
        """Keep what was learnt of the customer by the way."""
        session = self.context.session
        if self.ask.key and self.ask.text():
            try:
                save_known(session, customer_id, self.ask.key, self.ask.text())
            except FieldError as error:  # the form may have a field of the same name
                raise FieldError(_ASKED, str(error)) from error
        if self.wrong_number.isChecked() and not self.wrong_number.isHidden():
            person = self.contact.contact_id()
            check_fact(session, customer_id, "phone", "wrong", contact_id=person)

    def _know_person(self, _chosen: object = None) -> None:
        """Show how to speak to the contact person at hand."""
        self.recall.show_address(self._address())

    def _address(self) -> str:
        customer_id = self.customer.customer_id()
        return address_of(customer_id, self.contact.contact_id()) if customer_id else ""

    def _fill_template(self, text: str) -> str:
        day = self.day.value() or self.context.today
        values = {
            "person": self._address() or _("them"),
            "customer": self.customer.text().strip(),
            "date": format_date(day, self.context.language, "medium"),
        }
        return fill_template(text, values)

    def _feedback(self) -> list[FeedbackRecord]:
        found = (fields.record() for fields in self.feedback)
        return [record for record in found if record is not None]

    def _log(self, customer_id: int) -> InteractionRecord:
        return InteractionRecord(
            customer_id,
            self.content.text(),
            self.kinds.value(),
            join_moment(self.day.value(), self.time.value()),
            contact_id=self.contact.contact_id(),
            staff=self.staff.name(),
            satisfaction=self.stars.value() or None,
            minutes=self.minutes.value(),
            expense=self.expense.value(),
            outcome=self.outcomes.value(),
            touch_point=str(self.point.value() or ""),
        )

    def _next_step(self, customer_id: int) -> FollowUpRecord | None:
        when = self.when.when() if self.when.text() else None
        if when is None:
            return None
        return FollowUpRecord(
            customer_id,
            self.when.what() or _("Get in touch"),
            when.date.isoformat(),
            when.time.strftime("%H:%M") if when.time else "",
            contact_id=self.contact.contact_id(),
            repeat=when.repeat,
        )

    def _completes(self) -> int | None:
        promise = self._recall.promise
        return promise.id if promise is not None and self.completes.isChecked() else None
