"""A field for a time of day, typed in any form."""

from datetime import datetime, time

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.dates import format_time, parse_when
from smallcrm.core.i18n import _
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.line_edits import LineEdit

_MIDNIGHT = datetime(2000, 1, 1)  # any day will do: only the time is taken


class TimeEdit(LineEdit):
    """Reads 14:00, 1430, 2pm and 下午三点; empty means no time."""

    changed = Signal()

    def __init__(self, value: time | None = None, parent: QWidget | None = None) -> None:
        super().__init__("", _("Time"), parent=parent)
        self.set_value(value)
        self.textEdited.connect(self._edited)
        self.editingFinished.connect(self._tidy)

    def value(self) -> time | None:
        """Return the time; None when empty or not a time."""
        text = self.text().strip()
        if text.isdigit() and len(text) in (3, 4):
            text = f"{text[:-2]}:{text[-2:]}"
        if text.isdigit() and int(text) < 24:
            return time(int(text))
        if text == "0:00" or text == "00:00":
            return time(0)
        found = parse_when(text, _MIDNIGHT) if text else None
        return found.time if found is not None and not found.rest else None

    def set_value(self, value: time | None) -> None:
        """Show a time without telling."""
        self.setText("" if value is None else format_time(value))
        self.set_wrong(False)

    def is_valid(self) -> bool:
        """Tell whether it is empty or a time."""
        return not self.text().strip() or self.value() is not None

    def sizeHint(self) -> QSize:
        return QSize(theme().px(76), theme().control_height)

    def _edited(self) -> None:
        self.set_wrong(False)
        self.changed.emit()

    def _tidy(self) -> None:
        if self.is_valid():
            self.set_value(self.value())
        else:
            self.set_wrong(True)
