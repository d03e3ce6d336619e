"""One record of contact beside the History list, with its whole note."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from smallcrm.core.dates import date_words, format_date, format_time
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, ngettext
from smallcrm.core.money import format_money
from smallcrm.services.contact_log import recall_customer
from smallcrm.services.feedback import list_feedback
from smallcrm.services.interactions import OUTCOME_TONES, get_interaction
from smallcrm.services.records import FollowUpRecord, InteractionRecord
from smallcrm.services.timeline import ICONS
from smallcrm.services.vocabulary import INTERACTION_KINDS, OUTCOMES, word
from smallcrm.ui.context import Context
from smallcrm.ui.forms.feedback_card import FeedbackCard
from smallcrm.ui.forms.interaction_form import split_moment
from smallcrm.ui.icons import IconLabel
from smallcrm.ui.widgets.buttons import Button, IconButton
from smallcrm.ui.widgets.detail_row import DetailRow
from smallcrm.ui.widgets.labels import Chip, ElidedLabel, Label, LinkLabel
from smallcrm.ui.widgets.layouts import clear_layout, hbox, vbox
from smallcrm.ui.widgets.line_edits import StarRating
from smallcrm.ui.widgets.marked_cells import MarkedLabel, Spans
from smallcrm.ui.widgets.panels import EmptyState, Line, ScrollColumn
from smallcrm.ui.widgets.recall import due_words


class HistoryDetail(QWidget):
    """Shows one record; `edit_asked` and `delete_asked` tell its id.

    marks(text) tells which stretches of the note are sought.
    """

    edit_asked = Signal(int)
    delete_asked = Signal(int)
    plan_asked = Signal(int)  # the customer's id

    def __init__(
        self,
        context: Context,
        marks: Callable[[str], Spans] = lambda _text: [],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._marks = context, marks
        self.record: InteractionRecord | None = None
        self._hint = EmptyState(
            "message-square-text", _("Choose a record to read its whole note here.")
        )
        self.note = MarkedLabel("", wrap=True, selectable=True)
        self._make_head()
        self._facts = vbox(spacing=0)
        self._said = vbox(spacing=8)
        self._next = vbox(spacing=0)
        # of this widget from the start: what is put into one of nobody's shows as a window
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._hint)
        self._stack.addWidget(self._make_body())

    def show_record(self, record_id: int | None) -> None:
        """Show another record; None or one that is gone shows a hint."""
        try:
            found = None if record_id is None else get_interaction(self._context.session, record_id)
        except UserError:
            found = None
        self.record = found
        self._stack.setCurrentIndex(0 if found is None else 1)
        if found is not None:
            self._show(found)

    # --- inside ---------------------------------------------------------------------------------

    def _make_head(self) -> None:
        self._icon = IconLabel("phone", "accent", 18)
        self._outcome = Chip("")
        self._kind = ElidedLabel("", "page")
        self._customer = LinkLabel()
        self._contact = ElidedLabel("", tone="muted")
        self._customer.clicked.connect(
            lambda: self._context.hub.open_customer(self.record.customer_id)
        )

    def _make_body(self) -> QWidget:
        edit = IconButton(
            "pencil", _("Edit"), on_click=lambda: self.edit_asked.emit(self.record.id)
        )
        delete = IconButton(
            "trash-2", _("Delete"), on_click=lambda: self.delete_asked.emit(self.record.id)
        )
        head = hbox(self._icon, self._kind, self._outcome, edit, delete, spacing=4)
        head.insertSpacing(1, 4)
        head.setStretchFactor(self._kind, 1)
        whom = hbox(self._customer, self._contact, spacing=2)
        whom.setStretchFactor(self._contact, 1)
        log = Button(
            _("Log a contact"),
            "message-square-plus",
            on_click=lambda: self._context.hub.log(self.record.customer_id),
        )
        plan = Button(
            _("Plan follow-up"),
            "calendar-plus",
            on_click=lambda: self.plan_asked.emit(self.record.customer_id),
        )
        self._subject = Label("", "strong", wrap=True)
        return ScrollColumn(
            vbox(head, whom, spacing=4),
            self._facts,
            Line(),
            self._subject,
            self.note,
            self._said,
            Line(),
            self._next,
            hbox(log, plan, None),
            None,
            margins=16,
            spacing=12,
        )

    def _show(self, record: InteractionRecord) -> None:
        self._icon.set_icon(ICONS.get(record.kind, "sticky-note"))
        self._kind.setText(word(INTERACTION_KINDS, record.kind))
        self._customer.setText(record.customer)
        self._contact.setText(f"· {record.contact}" if record.contact else "")
        self._subject.setText(record.subject)
        self._subject.setVisible(bool(record.subject))
        self._outcome.setText(word(OUTCOMES, record.outcome))
        self._outcome.set_tone(OUTCOME_TONES.get(record.outcome, ""))
        self._outcome.setVisible(bool(record.outcome))
        note = record.content or _("No note was written.")
        self.note.set_marked(note, self._marks(record.content) if record.content else [])
        self.note.set_tone("" if record.content else "faint")
        clear_layout(self._facts)
        for row in self._fact_rows(record):
            self._facts.addWidget(row)
        clear_layout(self._said)
        for one in list_feedback(self._context.session, interaction_id=record.id):
            self._said.addWidget(FeedbackCard(self._context, one))
        clear_layout(self._next)
        promise = recall_customer(self._context.session, record.customer_id).promise
        self._next.addWidget(self._promise_row(promise))

    def _fact_rows(self, record: InteractionRecord) -> list[DetailRow]:
        language = self._context.language
        day, clock = split_moment(record.at)
        rows = []
        if day is not None:
            exact = format_date(day, language, "long")
            exact = f"{exact} {format_time(clock)}" if clock else exact
            ago = date_words(day, self._context.today, language)
            rows.append(DetailRow("calendar", exact, ago))
        if record.staff:
            rows.append(DetailRow("user", record.staff))
        if record.satisfaction:
            stars = StarRating(record.satisfaction, read_only=True)
            rows.append(DetailRow("smile", _("Satisfaction"), stars))
        if record.minutes:
            text = ngettext("%(n)d minute", "%(n)d minutes", record.minutes) % {"n": record.minutes}
            rows.append(DetailRow("clock", text))
        if record.expense:
            rows.append(DetailRow("wallet", _("Expense"), format_money(record.expense, language)))
        return rows

    def _promise_row(self, promise: FollowUpRecord | None) -> DetailRow:
        if promise is None:
            return DetailRow("circle-alert", _("No next step"), icon_token="warn", tone="warn")
        today = self._context.today
        late = promise.due < today.isoformat()
        row = DetailRow(
            "calendar-check",
            promise.title,
            due_words(promise, today),
            right_tone="bad" if late else "muted",
            clickable=True,
        )
        row.clicked.connect(lambda: self._context.hub.follow_up_asked.emit(promise.id))
        return row
