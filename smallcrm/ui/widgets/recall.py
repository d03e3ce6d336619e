"""What to know about a customer before talking: what was promised and what was said last."""

from datetime import date, time

from PySide6.QtWidgets import QWidget

from smallcrm.core.dates import date_words, overdue_words
from smallcrm.core.i18n import _, current
from smallcrm.services.contact_log import Recall
from smallcrm.services.follow_up_words import reason
from smallcrm.services.records import FollowUpRecord, InteractionRecord
from smallcrm.services.timeline import ICONS
from smallcrm.services.vocabulary import INTERACTION_KINDS, word
from smallcrm.ui.icons import IconLabel
from smallcrm.ui.widgets.labels import ElidedLabel
from smallcrm.ui.widgets.layouts import hbox
from smallcrm.ui.widgets.panels import Panel


def due_words(record: FollowUpRecord, today: date) -> str:
    """Return when a follow-up is due: 逾期 3 天, 今天 14:00, 下周三."""
    day = date.fromisoformat(record.due)
    if day < today:
        return overdue_words((today - day).days, current().language)
    clock = time.fromisoformat(record.due_time) if record.due_time else None
    return date_words(day, today, current().language, clock)


def contact_words(record: InteractionRecord, today: date) -> str:
    """Return a record of contact in one line: 9 天前 电话：想要样品."""
    when = date_words(date.fromisoformat((record.at or "")[:10]), today, current().language)
    parts = (record.subject, record.content)
    text = " · ".join(" ".join(part.split()) for part in parts if part)
    values = {"when": when, "kind": word(INTERACTION_KINDS, record.kind), "text": text}
    return _("%(kind)s %(when)s: %(text)s") % values


def promise_words(record: FollowUpRecord, today: date) -> str:
    """What is due: what somebody promised, or the rule that asks for it.

    "Promised: call back · today", "Birthday: Ann on Nov 20 · tomorrow".
    """
    values = {"what": record.title, "when": due_words(record, today)}
    if not record.rule:
        return _("Promised: %(what)s · %(when)s") % values
    return _("%(rule)s: %(what)s · %(when)s") % (values | {"rule": reason(record).text})


class RecallBox(Panel):
    """Up to four quiet lines; hidden while there is nothing to recall."""

    def __init__(self, kind: str = "sunken", parent: QWidget | None = None) -> None:
        margins = (12, 8) if kind == "sunken" else 0
        super().__init__(kind, margins=margins, spacing=6, parent=parent)
        self._promise_icon = IconLabel("calendar-check")
        self._last_icon = IconLabel("message-square-text")
        self._promise, self._last = ElidedLabel("", tone="muted"), ElidedLabel("", tone="muted")
        self._address, self._kept = ElidedLabel("", tone="muted"), ElidedLabel("", tone="muted")
        self._promise_row = QWidget()
        self._promise_row.setLayout(hbox(self._promise_icon, self._promise))
        self._last_row = QWidget()
        self._last_row.setLayout(hbox(self._last_icon, self._last))
        self._address_row = _row("user", self._address)
        self._kept_row = _row("circle-check", self._kept)
        for row in (self._address_row, self._promise_row, self._kept_row, self._last_row):
            self.box.addWidget(row)
        self._address_row.hide()
        self.hide()

    def show_recall(self, recall: Recall | None, today: date, *, never: str = "") -> None:
        """Show it; `never` is said of a customer that was never contacted."""
        promise = recall.promise if recall else None
        last = recall.last if recall else None
        self._promise_row.setVisible(promise is not None)
        if promise is not None:
            late = promise.due < today.isoformat()
            self._promise_icon.set_icon("calendar-check", "bad" if late else "muted")
            self._promise.set_tone("bad" if late else "muted")
            self._promise.setText(promise_words(promise, today))
        text = contact_words(last, today) if last is not None else never if recall else ""
        self._last_icon.set_icon(ICONS.get(last.kind, "message-square-text") if last else "info")
        self._last.setText(text)
        self._last_row.setVisible(bool(text))
        kept = recall.kept if recall else None
        self._kept_row.setVisible(kept is not None)
        if kept is not None:
            day = date.fromisoformat((kept.closed or kept.due)[:10])
            when = date_words(day, today, current().language)
            self._kept.setText(_("Done: %(what)s · %(when)s") % {"what": kept.title, "when": when})
        self._show_any()

    def show_address(self, text: str) -> None:
        """Show how to speak to the person at hand, "" for nobody."""
        self._address.setText(_("Address as: %(name)s") % {"name": text} if text else "")
        self._address_row.setVisible(bool(text))
        self._show_any()

    def texts(self) -> list[str]:
        """Return the lines that are shown."""
        return [label.text() for row, label in self._rows() if not row.isHidden()]

    def _rows(self) -> list[tuple[QWidget, ElidedLabel]]:
        return [
            (self._address_row, self._address),
            (self._promise_row, self._promise),
            (self._kept_row, self._kept),
            (self._last_row, self._last),
        ]

    def _show_any(self) -> None:
        self.setVisible(any(not row.isHidden() for row, _label in self._rows()))


def _row(icon: str, label: ElidedLabel) -> QWidget:
    row = QWidget()
    row.setLayout(hbox(IconLabel(icon), label))
    return row
