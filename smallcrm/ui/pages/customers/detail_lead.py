"""A lead at the head of a customer: how long it waits for an answer, and whether it fits."""

from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import N_, _, ngettext
from smallcrm.services.customer_card import Card
from smallcrm.services.lifecycle import judge_lead
from smallcrm.ui.context import Context
from smallcrm.ui.forms.form_dialog import FormDialog
from smallcrm.ui.widgets.buttons import Action, Button
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox
from smallcrm.ui.widgets.line_edits import LineEdit
from smallcrm.ui.widgets.panels import Panel

REASONS = (
    N_("No need"),
    N_("Too small for us"),
    N_("Outside our area"),
    N_("Bought elsewhere"),
    N_("Cannot be reached"),
    N_("Not serious"),
)


class LeadPanel(Panel):
    """Shown while a customer is a lead; also says why one did not fit."""

    def __init__(self, context: Context) -> None:
        super().__init__("card", margins=(12, 8))
        self._context = context
        self._id: int | None = None
        self._text = Label("", wrap=True)
        self.fits = Button(_("Fits"), "check", small=True, on_click=lambda: self._judge(True))
        self.unfit = Button(_("Does not fit"), "x", "quiet", small=True)
        self.unfit.set_menu(
            [
                *(Action(_(one), partial(self._judge, False, _(one))) for one in REASONS),
                None,
                Action(_("Another reason…"), self._ask_reason),
            ]
        )
        row = hbox(self._text, self.fits, self.unfit)
        row.setStretch(0, 1)
        self.box.addLayout(row)
        self.hide()

    def show_card(self, card: Card) -> None:
        """Show another customer, or the same anew."""
        customer = card.customer
        self._id = customer.id
        lead = customer.status == "lead"
        unfit = customer.status == "lost" and customer.lead_verdict == "unfit"
        self.setVisible(lead or unfit)
        self.fits.setVisible(lead)
        self.unfit.setVisible(lead)
        if unfit:
            reason = customer.lead_reason or _("no reason given")
            self._text.setText(_("Did not fit as a lead: %(reason)s") % {"reason": reason})
            self._text.set_tone("muted")
        elif lead:
            words, tone = self._waiting(card)
            self._text.setText(words)
            self._text.set_tone(tone)

    # --- inside ------------------------------------------------------------------------------

    def _waiting(self, card: Card) -> tuple[str, str]:
        if card.first_answer is not None:
            if not card.first_answer:
                return _("New lead, answered on the same day."), "ok"
            n = card.first_answer
            text = ngettext("New lead, answered after %(n)d day.",
                            "New lead, answered after %(n)d days.", n)  # fmt: skip
            return text % {"n": n}, ""
        n = 0
        if card.customer.created:
            n = (self._context.today - date.fromisoformat(card.customer.created)).days
        if n < 1:
            return _("New lead since today, not answered yet."), "accent"
        text = ngettext("New lead, not answered for %(n)d day.",
                        "New lead, not answered for %(n)d days.", n)  # fmt: skip
        return text % {"n": n}, "bad" if n > 2 else "warn"

    def _judge(self, fits: bool, reason: str = "") -> None:
        if self._id is None:
            return
        try:
            judge_lead(self._context.session, self._id, fits=fits, reason=reason)
        except UserError as error:
            self._context.hub.say(str(error), "bad")
            return
        said = _("The lead fits: now a prospect") if fits else _("The lead does not fit")
        self._context.hub.say(said, "ok", _("Undo"))

    def _ask_reason(self) -> None:
        if self._id is not None:
            dialog = ReasonDialog(self._context, self._id, self)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()


class ReasonDialog(FormDialog):
    """Asks why a lead does not fit."""

    def __init__(self, context: Context, customer_id: int, parent: QWidget | None = None) -> None:
        super().__init__(context, _("Does not fit"), columns=1, width=400, parent=parent)
        self._id = customer_id
        self.reason = LineEdit()
        self.form.add("reason", _("Why"), self.reason, required=True)
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def errors(self) -> dict[str, str]:
        """Say what is missing."""
        return {} if self.reason.text().strip() else {"reason": _("Say why.")}

    def save(self) -> str:
        """Write the verdict."""
        judge_lead(self.context.session, self._id, fits=False, reason=self.reason.text())
        self.saved_id = self._id
        return _("The lead does not fit")
