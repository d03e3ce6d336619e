"""A field for a number of minutes."""

import re

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.line_edits import LineEdit

_MINUTES = re.compile(r"(\d{1,4})\s*(?:m|min|mins|minutes?|分|分钟)?")
_HOURS = re.compile(r"(\d{1,2}(?:\.\d)?)\s*(?:h|hours?|小时)")


class MinutesEdit(LineEdit):
    """Reads 30, 30分钟, 1.5h; empty means not known."""

    changed = Signal()

    def __init__(self, value: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent=parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.set_value(value)
        self.textEdited.connect(self._edited)
        self.editingFinished.connect(self._tidy)

    def value(self) -> int | None:
        """Return the minutes; None when empty or not a number of minutes."""
        text = self.text().strip().lower()
        if match := _MINUTES.fullmatch(text):
            return int(match[1])
        if match := _HOURS.fullmatch(text):
            return round(float(match[1]) * 60)
        return None

    def set_value(self, value: int | None) -> None:
        """Show a number of minutes."""
        self.setText("" if value is None else str(value))
        self.set_wrong(False)

    def is_valid(self) -> bool:
        """Tell whether it is empty or a number of minutes."""
        return not self.text().strip() or self.value() is not None

    def sizeHint(self) -> QSize:
        return QSize(theme().px(90), theme().control_height)

    def _edited(self) -> None:
        self.set_wrong(False)
        self.changed.emit()

    def _tidy(self) -> None:
        if self.is_valid():
            self.set_value(self.value())
        else:
            self.set_wrong(True)
