"""The panel at the right of the Follow-ups page: done, what happened, what comes next."""

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, pgettext
from smallcrm.core.phone import format_phone
from smallcrm.services.contact_log import Recall, log_contact, recall_customer
from smallcrm.services.decisions import DecisionRecord
from smallcrm.services.follow_up_words import explain, kind_of_title
from smallcrm.services.follow_ups import WithoutNextStep, complete_follow_up, save_follow_up
from smallcrm.services.records import FollowUpRecord, InteractionRecord
from smallcrm.services.validation import FieldError
from smallcrm.services.vocabulary import level_words
from smallcrm.ui.context import Context
from smallcrm.ui.pages.follow_ups_lines import Key, Line
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.date_edits import WhenEdit
from smallcrm.ui.widgets.kind_chips import KindChips
from smallcrm.ui.widgets.labels import ElidedLabel, Label, LinkLabel
from smallcrm.ui.widgets.layouts import hbox, vbox
from smallcrm.ui.widgets.line_edits import StarRating
from smallcrm.ui.widgets.panels import Banner, EmptyState, Panel, ScrollColumn
from smallcrm.ui.widgets.recall import RecallBox
from smallcrm.ui.widgets.text_edit import TextEdit


@dataclass(frozen=True, slots=True)
class Draft:
    """What was entered but not saved yet."""

    kind: str
    note: str = ""
    stars: int = 0
    next_step: str = ""


class DonePanel(Panel):
    """Shows one line of the list to be done or planned; a hint when none is chosen.

    `saved` tells what to say at the window's bottom, `left` that the user went back to the list.
    """

    saved = Signal(str)
    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("card", margins=0, parent=parent)
        self._context = context
        self._line: Line | None = None
        self._drafts: dict[Key, Draft] = {}
        self._make_fields()
        self._hint = EmptyState("mouse-pointer-click", _hint(), detail=_hint_keys())
        self._stack = QStackedLayout()
        self.box.addLayout(self._stack)  # what is put into one of nobody's shows as a window
        self._stack.addWidget(self._hint)
        self._stack.addWidget(self._make_body())
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.save, context=_WITHIN)
        QShortcut(QKeySequence("Esc"), self, self.left.emit, context=_WITHIN)

    # --- what is shown --------------------------------------------------------------------------

    @property
    def line(self) -> Line | None:
        """Return the line that is shown."""
        return self._line

    def show_line(self, line: Line | None) -> None:
        """Show another line, keeping what was entered for the one before."""
        same = line is not None and self._line is not None and line.key == self._line.key
        if not same:
            self._keep()
        if line is not None and isinstance(line.record, DecisionRecord):
            self._line = None
            keys = _("Enter: it is done. S puts it off, E opens what was decided.")
            self._hint.set_text(line.text, f"{line.detail}\n{keys}", "clipboard-list")
            self._stack.setCurrentIndex(0)
            return
        if line is None:
            self._hint.set_text(_hint(), _hint_keys(), "mouse-pointer-click")
        self._line = line
        self._stack.setCurrentIndex(0 if line is None else 1)
        if line is None or not isinstance(line.record, FollowUpRecord | WithoutNextStep):
            return
        self._show_head(line)
        if not same:
            self._problem.set_message("", "bad")
            self._show_draft(self._drafts.get(line.key) or Draft(self._usual_kind(line)))
        self._name_button()

    def start(self) -> None:
        """Put the keyboard where writing begins."""
        if self._line is not None:
            planning = isinstance(self._line.record, WithoutNextStep)
            (self.when if planning else self.note).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def forget(self, key: Key) -> None:
        """Drop what was entered for a line that is done with."""
        self._drafts.pop(key, None)

    # --- saving ---------------------------------------------------------------------------------

    def save(self) -> None:
        """Mark done, log and plan, all in one step of undo."""
        line = self._line
        if line is None:
            return
        self._problem.set_message("", "bad")
        try:
            said = self._save(line)
        except FieldError as error:
            self._point_at(error)
        except UserError as error:
            self._problem.set_message(str(error), "bad")
        else:
            self.forget(line.key)
            self._clear()
            self.saved.emit(said)

    def _save(self, line: Line) -> str:
        session = self._context.session
        record = line.record
        if isinstance(record, FollowUpRecord) and record.id is not None:
            log, then = self._log(record), self._next_step(record)
            complete_follow_up(session, record.id, log, then)
            if then is not None:
                return _("Done and planned: %(title)s") % {"title": then.title}
            return _("Done: %(title)s") % {"title": record.title}
        customer_id = self._customer_id()
        then = self._next_step(FollowUpRecord(customer_id, _("Get in touch"), ""))
        if self.note.text() or self.stars.value():
            log_contact(session, self._log(FollowUpRecord(customer_id, "", "")), then)
            return _("Logged: %(customer)s") % {"customer": line.text}
        if then is None:
            raise FieldError("due", _("Say what comes next, and when."))
        save_follow_up(session, then)
        return _("Planned: %(title)s") % {"title": then.title}

    def _log(self, record: FollowUpRecord) -> InteractionRecord:
        # without a note the record says at least what it was about
        return InteractionRecord(
            record.customer_id,
            self.note.text(),
            self.kinds.value(),
            contact_id=record.contact_id,
            deal_id=record.deal_id,
            subject=record.title,
            satisfaction=self.stars.value() or None,
        )

    def _next_step(self, before: FollowUpRecord) -> FollowUpRecord | None:
        """Return what comes next; a date alone means the same thing once more."""
        if not self.when.text():
            return None
        when = self.when.when()
        if when is None:
            raise FieldError("due", _("Say when: a date is missing."))
        return FollowUpRecord(
            before.customer_id,
            self.when.what() or before.title,
            when.date.isoformat(),
            when.time.strftime("%H:%M") if when.time else "",
            contact_id=before.contact_id,
            deal_id=before.deal_id,
            order_id=before.order_id,
            staff=before.staff,
            repeat=when.repeat,
        )

    def _point_at(self, error: FieldError) -> None:
        if error.field in ("due", "title"):
            self.when.set_wrong(True)
            self.when.setFocus()
        elif error.field == "content":
            self.note.set_wrong(True)
            self.note.setFocus()
        self._problem.set_message(str(error), "bad")

    # --- inside ---------------------------------------------------------------------------------

    def _make_fields(self) -> None:
        self._title = Label("", "section", wrap=True)
        self._customer = LinkLabel()
        self._person = ElidedLabel("", tone="muted")
        self._why = Label("", "small", "muted", wrap=True)
        self._problem = Banner("", "bad")
        self._recall = RecallBox()
        self.kinds = KindChips()
        self.note = TextEdit("", _("What was said, what was agreed"), rows=5, most=12)
        self.note.setAccessibleName(_("What was said, what was agreed"))
        self.stars = StarRating()
        self.when = WhenEdit(self._context.session.clock.now)
        self.when.edit.setAccessibleName(_("Next step"))
        self._cancel = Button(_("Cancel"), on_click=self._discard)
        self.primary = Button("", "check", "primary", on_click=self.save)
        self.when.changed.connect(self._name_button)
        self.when.submitted.connect(self.save)
        self.note.changed.connect(self._edited)
        self.stars.changed.connect(self._name_button)
        self._customer.clicked.connect(self._open_customer)

    def _make_body(self) -> QWidget:
        stars = hbox(Label(_("Satisfaction"), tone="muted"), None, self.stars)
        self._head = hbox(self._customer, self._person, spacing=2)
        self._head.setStretchFactor(self._person, 1)
        body = ScrollColumn(
            vbox(self._title, self._head, self._why, spacing=6),
            self._problem,
            self._recall,
            self.kinds,
            self.note,
            stars,
            vbox(Label(_("Next step"), tone="muted"), self.when, spacing=6),
            hbox(None, self._cancel, self.primary),
            None,
            margins=16,
            spacing=12,
        )
        # What was said and what comes next are nearly always both written: one key apart.
        QWidget.setTabOrder(self.note, self.when.edit)
        return body

    def _show_head(self, line: Line) -> None:
        record = line.record
        why = ""
        if isinstance(record, FollowUpRecord):
            why = explain(record, self._context.today)
        self._why.setText(why)
        self._why.setVisible(bool(why))
        if isinstance(record, FollowUpRecord):
            self._title.setText(_("Done: %(title)s") % {"title": record.title})
            self._customer.setText(record.customer)
            phone = format_phone(record.phone) if record.phone else ""
            person = " ".join(part for part in (record.contact, phone) if part)
        else:
            self._title.setText(_("Plan a next step"))
            self._customer.setText(record.name)
            person = level_words(record.level)
        self._person.setText(f"· {person}" if person else "")
        recall = recall_customer(self._context.session, self._customer_id())
        own = recall.promise is not None and ("follow_up", recall.promise.id) == line.key
        self._recall.show_recall(
            Recall(None, recall.last) if own else recall,
            self._context.today,
            never=_("Never contacted so far."),
        )

    def _show_draft(self, draft: Draft) -> None:
        self.kinds.set_value(draft.kind)
        self.note.set_text(draft.note)
        self.note.set_wrong(False)
        self.stars.set_value(draft.stars)
        self.when.set_text(draft.next_step)
        self.when.set_wrong(False)

    def _keep(self) -> None:
        if self._line is None:
            return
        draft = Draft(self.kinds.value(), self.note.text(), self.stars.value(), self.when.text())
        if replace(draft, kind="") != Draft(""):
            self._drafts[self._line.key] = draft
        else:
            self.forget(self._line.key)

    def _clear(self) -> None:
        if self._line is not None:
            self._show_draft(Draft(self._usual_kind(self._line)))

    def _usual_kind(self, line: Line) -> str:
        return kind_of_title(line.detail) if line.key[0] == "follow_up" else "call"

    def _edited(self) -> None:
        self.note.set_wrong(False)
        self._name_button()

    def _name_button(self) -> None:
        planning = self._line is not None and self._line.key[0] == "customer"
        written = bool(self.note.text() or self.stars.value())
        if planning:
            text = _("Log and plan") if written else _("Plan")
        else:
            text = _("Done and plan") if self.when.text() else pgettext("button", "Done")
        if self.primary.text() != text:
            self.primary.setText(text)
            self.primary.set_icon("calendar-plus" if planning else "check")

    def _customer_id(self) -> int:
        record = self._line.record
        assert isinstance(record, FollowUpRecord | WithoutNextStep)
        return record.customer_id

    def _open_customer(self) -> None:
        self._context.hub.open_customer(self._customer_id())

    def _discard(self) -> None:
        self._clear()
        self._problem.set_message("", "bad")
        if self._line is not None:
            self.forget(self._line.key)
        self.left.emit()


def _hint() -> str:
    return _("Choose a follow-up to note what happened and plan what comes next.")


def _hint_keys() -> str:
    return _("Arrow keys choose, Enter notes it, S puts it off.")


_WITHIN = Qt.ShortcutContext.WidgetWithChildrenShortcut
