"""Fields for what a customer says of us or of a competitor, and the dialog that holds only them."""

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QWidget

from smallcrm.core.i18n import _
from smallcrm.services.feedback import save_feedback
from smallcrm.services.lookups import list_competitors, list_products
from smallcrm.services.records import FeedbackRecord
from smallcrm.ui.context import Context
from smallcrm.ui.forms.form_dialog import FormDialog
from smallcrm.ui.forms.picks import NamePick
from smallcrm.ui.widgets.buttons import Segmented
from smallcrm.ui.widgets.form import Form
from smallcrm.ui.widgets.layouts import vbox
from smallcrm.ui.widgets.line_edits import LineEdit, StarRating


class FeedbackFields(QWidget):
    """About whom, which product, how many stars, what was said, what they wish for."""

    def __init__(self, context: Context, record: FeedbackRecord | None = None) -> None:
        super().__init__()
        record = record or FeedbackRecord(0)
        self._record = record
        session = context.session
        self.about = Segmented(
            [("us", _("About us")), ("competitor", _("About a competitor"))], record.about
        )
        self.competitor = NamePick(
            lambda: list_competitors(session), record.competitor, _("Which competitor")
        )
        self.product = NamePick(
            lambda: list_products(session), record.product, _("Product, if about one")
        )
        self.stars = StarRating(record.rating or 0)
        self.said = LineEdit(record.text, _("What they said"))
        self.wish = LineEdit(record.wish, _("What they wish for, or complain of"))
        self.answered = QCheckBox(_("Answered already"))
        self.answered.setChecked(record.answered)
        self.form = self._lay_out()
        self.setLayout(vbox(self.form))
        self.about.changed.connect(self._show_parts)
        self._show_parts()

    def record(self) -> FeedbackRecord | None:
        """Return what was entered, None when nothing was."""
        theirs = self.about.value() == "competitor"
        found = replace(
            self._record,
            about=str(self.about.value()),
            competitor=self.competitor.name() if theirs else "",
            product=self.product.name(),
            rating=self.stars.value() or None,
            text=self.said.text().strip(),
            wish=self.wish.text().strip(),
            answered=self.answered.isChecked(),
        )
        said = found.text or found.wish or found.rating or found.competitor or found.product
        return found if said else None

    def errors(self) -> dict[str, str]:
        """Say what is missing, by the field's key."""
        record = self.record()
        if record is None:
            return {}
        found: dict[str, str] = {}
        if record.about == "competitor" and not record.competitor:
            found["competitor"] = _("Say which competitor.")
        if not (record.text or record.wish or record.rating):
            found["feedback"] = _("Write what they said, or give a rating.")
        return found

    def _lay_out(self) -> Form:
        form = Form(4)
        form.add_wide(self.about)
        form.add("competitor", _("Competitor"), self.competitor, span=4, required=True)
        form.add("product", _("Product"), self.product, span=2)
        form.add("rating", _("Rating"), vbox(4, self.stars, None), span=2)
        form.add("feedback", _("What they said"), self.said, span=4)
        form.add("wish", _("Wish or complaint"), self.wish, span=4)
        form.add_wide(self.answered)
        self.answered.setToolTip(_("Otherwise it stays on the list of what is open."))
        return form

    def _show_parts(self, _what: object = None) -> None:
        self.form.set_visible("competitor", self.about.value() == "competitor")


class FeedbackDialog(FormDialog):
    """Adds (record without an id) or changes one piece of feedback."""

    def __init__(
        self, context: Context, record: FeedbackRecord, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, _("Feedback"), width=560, subtitle=record.customer, parent=parent)
        self._record = record
        self.fields = FeedbackFields(context, record)
        self.box.insertWidget(0, self.fields)
        self.form.hide()
        self.form = self.fields.form
        self.fields.said.setFocus()

    def errors(self) -> dict[str, str]:
        """Say what is missing."""
        if self.fields.record() is None:
            return {"feedback": _("Write what they said, or give a rating.")}
        return self.fields.errors()

    def save(self) -> str:
        """Write it."""
        record = self.fields.record()
        assert record is not None  # errors() has seen to it
        self.saved_id = save_feedback(self.context.session, record)
        return _("Feedback saved.")
