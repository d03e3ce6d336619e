"""A birthday by the common or the lunar calendar: 1985-08-15, 08-15, 农历八月十五."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtWidgets import QCheckBox, QWidget

from smallcrm.core.dates.birthday import is_yearless
from smallcrm.core.dates.lunar import parse_lunar
from smallcrm.core.i18n import _
from smallcrm.services.birthdays import birthday_text, read_birthday
from smallcrm.ui.widgets.calendar_popup import CalendarPopup
from smallcrm.ui.widgets.layouts import hbox, holder
from smallcrm.ui.widgets.typed_edit import TypedEdit


class BirthdayEdit(TypedEdit[str]):
    """The birthday as it is stored; `lunar` is the tick beside it.

    A text that says 农历 counts as lunar without the tick; leaving the field sets it.
    """

    def __init__(self, now: Callable[[], datetime], birthday: str | None, lunar: bool) -> None:
        self._now = now
        self.lunar = QCheckBox(_("Lunar"))
        self.lunar.setChecked(lunar)
        self._before, self._shown = birthday or "", ("", False)
        super().__init__(birthday, _("Date"))
        self._shown = (self.text(), lunar)
        self._calendar: CalendarPopup | None = None
        self.add_button("calendar", _("Choose a date"), self.open_calendar)
        self.lunar.toggled.connect(lambda _on: self.set_wrong(not self.is_valid()))

    def row(self) -> QWidget:
        """The field with its tick."""
        row = hbox(spacing=8)
        row.addWidget(self, 1)
        row.addWidget(self.lunar)
        return holder(row)

    def is_lunar(self) -> bool:
        """Tell whether the day counts by the moon."""
        return self.lunar.isChecked() or parse_lunar(self.text()) is not None

    def read(self, text: str) -> str | None:
        if (text, self.lunar.isChecked()) == self._shown:
            return self._before  # perhaps a year alone, which is no day but was known
        return read_birthday(text, self.lunar.isChecked(), self._now().date())

    def words(self, value: str) -> str:
        return birthday_text(value)

    def open_calendar(self) -> None:
        """Show the calendar; the day picked is one of it."""
        if self._calendar is None:
            self._calendar = CalendarPopup(self, self._now().date())
            self._calendar.picked.connect(self._picked)
        value = self.value() or ""
        common = not self.is_lunar() and self._is_common(value) and not is_yearless(value)
        self._calendar.open_at(date.fromisoformat(value) if common else None, True)

    def _picked(self, day: date | None) -> None:
        self.lunar.setChecked(False)
        self.set_value(day.isoformat() if day else None)
        self.setFocus()
        self.changed.emit()

    def _tidy(self) -> None:
        if parse_lunar(self.text()) is not None:
            self.lunar.setChecked(True)
        super()._tidy()

    @staticmethod
    def _is_common(text: str) -> bool:
        try:
            date.fromisoformat(text)
        except ValueError:
            return False
        return True
