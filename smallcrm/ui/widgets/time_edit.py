"""A field for a time of day, typed in any form."""

from datetime import datetime, time

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from smallcrm.core.dates import format_time, parse_when
from smallcrm.core.i18n import _
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.typed_edit import TypedEdit

_MIDNIGHT = datetime(2000, 1, 1)  # any day will do: only the time is taken


class TimeEdit(TypedEdit[time]):
    """Reads 14:00, 1430, 2pm and 下午三点; empty means no time."""

    def __init__(self, value: time | None = None, parent: QWidget | None = None) -> None:
        super().__init__(value, _("Time"), parent)

    def read(self, text: str) -> time | None:
        if text.isdigit() and len(text) in (3, 4):
            text = f"{text[:-2]}:{text[-2:]}"
        if text.isdigit() and int(text) < 24:
            return time(int(text))
        if text in ("0:00", "00:00"):
            return time(0)
        found = parse_when(text, _MIDNIGHT)
        return found.time if found is not None and not found.rest else None

    def words(self, value: time) -> str:
        return format_time(value)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(76), theme().control_height)
