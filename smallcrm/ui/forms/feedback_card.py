"""One piece of feedback as it is shown: about whom, the stars, what was said, open or answered."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.services.feedback import answer_feedback, delete_feedback, is_open
from smallcrm.services.records import FeedbackRecord
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.forms.feedback_box import FeedbackDialog
from smallcrm.ui.widgets.buttons import Button, IconButton
from smallcrm.ui.widgets.labels import Chip, ElidedLabel, Label
from smallcrm.ui.widgets.layouts import hbox
from smallcrm.ui.widgets.line_edits import StarRating
from smallcrm.ui.widgets.panels import Panel


class FeedbackCard(Panel):
    """Shows a record; what is open has a button that marks it answered."""

    def __init__(
        self, context: Context, record: FeedbackRecord, parent: QWidget | None = None
    ) -> None:
        super().__init__("sunken", margins=(12, 8, 8, 10), spacing=4, parent=parent)
        self._context, self._record = context, record
        edit = IconButton("pencil", _("Edit feedback"), on_click=self._edit, small=True)
        delete = IconButton("trash-2", _("Delete feedback"), on_click=self._delete, small=True)
        title = ElidedLabel(title_of(record), "strong")
        head = hbox(title, spacing=6)
        head.setStretchFactor(title, 1)
        if record.rating:
            head.addWidget(StarRating(record.rating, read_only=True))
        head.addWidget(edit)
        head.addWidget(delete)
        self.box.addLayout(head)
        if record.text:
            self.box.addWidget(Label(record.text, wrap=True, selectable=True))
        if record.wish:
            wish = _("Wish: %(text)s") % {"text": record.wish}
            self.box.addWidget(Label(wish, wrap=True, selectable=True))
        if is_open(record):
            done = Button(_("Mark answered"), "check", "quiet", on_click=self._answer, small=True)
            self.box.addLayout(hbox(Chip(_("Not answered yet"), "warn"), None, done))
        elif record.answered:
            self.box.addLayout(hbox(Chip(_("Answered"), "ok"), None))

    def _answer(self) -> None:
        self._do(answer_feedback, _("Marked answered."))

    def _delete(self) -> None:
        self._do(delete_feedback, _("Feedback deleted."))

    def _edit(self) -> None:
        dialog = FeedbackDialog(self._context, self._record, parent=self.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _do(self, act: Callable[[Session, int], object], said: str) -> None:
        assert self._record.id is not None  # it comes from the file
        try:
            act(self._context.session, self._record.id)
        except UserError as error:
            self._context.hub.say(str(error), "bad")
        else:
            self._context.hub.say(said, "ok", _("Undo"))


def title_of(record: FeedbackRecord) -> str:
    """Return about whom and what it is: 关于 对手甲 · 水泵."""
    whom = (
        _("About %(name)s") % {"name": record.competitor}
        if record.about == "competitor" and record.competitor
        else _("About us")
    )
    return " · ".join(part for part in (whom, record.product) if part)
