"""Fields for dates: one with a calendar, and one that reads "next Friday 10am call back"."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core import i18n
from smallcrm.core.dates import (
    When,
    format_date,
    moment_words,
    parse_date,
    parse_past,
    parse_when,
    repeat_words,
)
from smallcrm.core.i18n import _
from smallcrm.ui.icons import IconLabel
from smallcrm.ui.widgets.calendar_popup import CalendarPopup
from smallcrm.ui.widgets.labels import ElidedLabel
from smallcrm.ui.widgets.layouts import hbox, vbox
from smallcrm.ui.widgets.line_edits import LineEdit
from smallcrm.ui.widgets.typed_edit import TypedEdit

Now = Callable[[], datetime]


class DateEdit(TypedEdit[date]):
    """A date, typed in any form or picked from a calendar; shown as 2026-11-28."""

    def __init__(
        self,
        now: Now,
        value: date | None = None,
        *,
        optional: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(value, _("Date"), parent)
        self._now, self._optional = now, optional
        self._calendar: CalendarPopup | None = None
        self.add_button("calendar", _("Choose a date"), self.open_calendar)

    def read(self, text: str) -> date | None:
        now = self._now()
        day = parse_date(text, year=now.year) or parse_past(text, now.date())
        if day is None and (when := parse_when(text, now)) is not None and not when.rest:
            day = when.date
        return day

    def words(self, value: date) -> str:
        return format_date(value, i18n.current().language, "short")

    def is_valid(self) -> bool:
        """Tell whether it is a date, or empty where that may be."""
        return super().is_valid() and (self._optional or bool(self.text().strip()))

    def open_calendar(self) -> None:
        """Show the calendar."""
        if self._calendar is None:
            self._calendar = CalendarPopup(self, self._now().date())
            self._calendar.picked.connect(self._picked)
        self._calendar.open_at(self.value(), self._optional)

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.open_calendar()
        else:
            super().keyPressEvent(event)

    def _picked(self, day: date | None) -> None:
        self.set_value(day)
        self.setFocus()
        self.changed.emit()


class WhenEdit(QWidget):
    """What to do next and when, in one line: 周五上午 查收款.

    Below it stands the moment that was understood, in green, or a quiet hint.
    """

    changed = Signal()
    submitted = Signal()

    def __init__(
        self,
        now: Now,
        placeholder: str = "",
        hint: str = "",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._hint = hint or _("Say when: tomorrow, next Friday 10am, in 3 days")
        self._calendar: CalendarPopup | None = None
        self.edit = LineEdit("", placeholder or _("Next step, such as: next Friday 10am call back"))
        self.edit.add_button("calendar", _("Choose a date"), self.open_calendar)
        self._icon = IconLabel("calendar-check", "ok")
        self._words = ElidedLabel("", "body", "ok")
        self.setLayout(
            vbox(self.edit, hbox(self._icon, self._words, spacing=6, margins=(1, 0)), spacing=6)
        )
        self.setFocusProxy(self.edit)
        self._wait = QTimer(self, singleShot=True, interval=60)
        self._wait.timeout.connect(self._show)
        self.edit.textChanged.connect(self._edited)
        self.edit.returnPressed.connect(self.submitted)
        self._show()

    def when(self) -> When | None:
        """Return the moment that was understood, None when there is none."""
        text = self.edit.text().strip()
        return parse_when(text, self._now()) if text else None

    def what(self) -> str:
        """Return the text without the words for the moment."""
        when = self.when()
        return when.rest.strip() if when else self.edit.text().strip()

    def text(self) -> str:
        """Return all that was typed."""
        return self.edit.text().strip()

    def set_text(self, text: str) -> None:
        """Show a text."""
        self.edit.setText(text)
        self._show()

    def set_wrong(self, wrong: bool) -> None:
        """Show the border in red."""
        self.edit.set_wrong(wrong)

    def open_calendar(self) -> None:
        """Let the day be picked; it is put in front of the text."""
        if self._calendar is None:
            self._calendar = CalendarPopup(self.edit, self._now().date())
            self._calendar.picked.connect(self._picked)
        when = self.when()
        self._calendar.open_at(when.date if when else None, optional=False)

    def _picked(self, day: date) -> None:
        words = format_date(day, i18n.current().language, "short")
        self.set_text(f"{words} {self.what()}")
        self.edit.setFocus()

    def _edited(self) -> None:
        self.edit.set_wrong(False)
        self._wait.start()
        self.changed.emit()

    def _show(self) -> None:
        when = self.when()
        past = when is not None and when.date < self._now().date()
        tone = "faint" if when is None else "warn" if past else "ok"
        self._icon.set_icon("calendar" if when is None else "calendar-check", tone)
        self._words.set_tone(tone)
        if when is None:
            self._words.setText(self._hint)
        else:
            language = i18n.current().language
            words = moment_words(when.date, language, when.time)
            repeat = repeat_words(when.repeat, language)
            self._words.setText(f"{words} · {repeat}" if repeat else words)
