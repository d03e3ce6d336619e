"""A field for a number of minutes."""

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.typed_edit import TypedEdit

_MINUTES = re.compile(r"(\d{1,4})\s*(?:m|min|mins|minutes?|分|分钟)?")
_HOURS = re.compile(r"(\d{1,2}(?:\.\d)?)\s*(?:h|hours?|小时)")


class MinutesEdit(TypedEdit[int]):
    """Reads 30, 30分钟, 1.5h; empty means not known."""

    def __init__(self, value: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(value, parent=parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def read(self, text: str) -> int | None:
        text = text.lower()
        if match := _MINUTES.fullmatch(text):
            return int(match[1])
        if match := _HOURS.fullmatch(text):
            return round(float(match[1]) * 60)
        return None

    def words(self, value: int) -> str:
        return str(value)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(90), theme().control_height)
