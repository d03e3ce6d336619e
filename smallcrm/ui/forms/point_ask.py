"""What touch points require, asked at the end of a form: who, outcome, satisfaction, a step."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _, listed
from smallcrm.services.completeness import missing_facts, save_known
from smallcrm.services.contact_log import log_contact
from smallcrm.services.follow_ups import save_follow_up
from smallcrm.services.records import FeedbackRecord, FollowUpRecord, InteractionRecord
from smallcrm.services.touch_points import (
    REQUIRED_OF_RECORD,
    TouchPoint,
    asked_at,
    list_points,
    points_of_form,
)
from smallcrm.services.validation import FieldError
from smallcrm.services.vocabulary import word
from smallcrm.ui.context import Context
from smallcrm.ui.forms.contact_box import ContactBox
from smallcrm.ui.forms.fact_ask import FactAsk
from smallcrm.ui.widgets.date_edits import WhenEdit
from smallcrm.ui.widgets.form import Form
from smallcrm.ui.widgets.layouts import vbox
from smallcrm.ui.widgets.line_edits import LineEdit, StarRating
from smallcrm.ui.widgets.outcome_chips import OutcomeChips

# What a form can ask for of a record beside its own fields.
ASKED = tuple(REQUIRED_OF_RECORD)
PROBLEM = "point asks"


class PointAsk(QWidget):
    """Hidden where no touch point is tied to the form, or nothing it requires is missing.

    A form that has a contact person of its own gives `contact`, which tells who is chosen there.
    """

    def __init__(
        self,
        context: Context,
        form: str,
        contact: Callable[[], int | None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        points = points_of_form(list_points(context.session), form)
        self.points: Sequence[TouchPoint] = points
        self._required = tuple(dict.fromkeys(key for one in points for key in one.required))
        self._reminded = False
        self.ask = FactAsk(context)
        self.person = ContactBox()
        self._contact = contact or self.person.contact_id
        self.outcomes = OutcomeChips()
        self.stars = StarRating()
        self.said = LineEdit("", _("What they said"))
        self.when = WhenEdit(context.session.clock.now)
        self.form = Form(2)
        self.form.add("contact_id", _("Whom you spoke with"), self.person, span=2)
        self.form.add("outcome", _("Outcome"), self.outcomes, span=2)
        self.form.add("satisfaction", _("Satisfaction"), vbox(4, self.stars, None), span=2)
        self.form.add("feedback", _("Feedback"), self.said, span=2)
        self.form.add("next_step", _("Next step"), self.when, span=2)
        own = ("contact_id",) if contact is not None else ()
        self._shown = [key for key in ASKED if key in self._required and key not in own]
        for key in ASKED:
            self.form.set_visible(key, key in self._shown)
        self.setLayout(vbox(self.form, self.ask, spacing=10))
        self.ask.hide()
        self.setVisible(bool(self._shown))

    def show_customer(self, customer_id: int | None) -> None:
        """Ask for the first fact of a customer that is required and missing."""
        if not self.points:
            return
        key = ""
        if customer_id is not None:
            missing = missing_facts(self._context.session, customer_id, self._required)
            key = next((asked_at(one, missing) for one in self.points if missing), "")
        self.ask.show_fact(key)
        self.person.show_customer(customer_id)
        self.setVisible(bool(key) or bool(self._shown))

    def errors(self) -> str:
        """Say what cannot be read."""
        if self.when.text() and self.when.when() is None:
            return _("Say when: a date is missing.")
        return ""

    def reminder(self) -> str:
        """Say once what is required and was not given; "" the next time."""
        if self._reminded or not self.points:
            return ""
        given = {
            "contact_id": self._contact() is not None,
            "outcome": bool(self.outcomes.value()),
            "satisfaction": bool(self.stars.value()),
            "feedback": bool(self.said.text().strip()),
            "next_step": bool(self.when.text()),
        }
        missing = [key for key in ASKED if key in self._required and not given[key]]
        if not missing:
            return ""
        self._reminded = True
        what = listed(word(REQUIRED_OF_RECORD, key) for key in missing)
        names = listed(one.name for one in self.points)
        text = _("%(point)s asks for: %(what)s. Press the button again to save without.")
        return text % {"point": names, "what": what}

    def save(self, customer_id: int, subject: str) -> None:
        """Keep what was answered; inside the form's own step."""
        session = self._context.session
        if self.ask.key and self.ask.text():
            try:
                save_known(session, customer_id, self.ask.key, self.ask.text())
            except FieldError as error:
                raise FieldError(PROBLEM, str(error)) from error
        when = self.when.when() if self.when.text() else None
        step = None
        if when is not None:
            step = FollowUpRecord(
                customer_id,
                self.when.what() or _("Get in touch"),
                when.date.isoformat(),
                when.time.strftime("%H:%M") if when.time else "",
                repeat=when.repeat,
            )
        text = self.said.text().strip()
        person = self._contact() if "contact_id" in self._required else None
        if self.stars.value() or text or self.outcomes.value() or person is not None:
            point = self.points[0]
            log = InteractionRecord(
                customer_id,
                text,
                point.kind,
                subject=subject,
                contact_id=person,
                outcome=self.outcomes.value(),
                satisfaction=self.stars.value() or None,
                touch_point=point.key,
            )
            said = [FeedbackRecord(customer_id, text)] if text else []
            log_contact(session, log, step, feedback=said)
        elif step is not None:
            save_follow_up(session, step)
