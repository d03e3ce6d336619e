"""Forms: labels, fields, the error under a field, and the first wrong field found."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from smallcrm.ui.theme import set_property, theme
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import holder, vbox

_SHORT = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon


class Form(QWidget):
    """Fields with labels at their left, or above them in one to four columns.

    Fields are known by a key, so `set_errors` can say what is wrong where.
    """

    def __init__(
        self, columns: int = 1, *, labels: str = "above", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._columns, self._above = columns, labels == "above"
        self._fields: dict[str, QWidget] = {}
        self._errors: dict[str, Label] = {}
        self._cells: dict[str, list[QWidget]] = {}
        self._row = self._column = 0
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        for column in range(columns if self._above else 2):
            grid.setColumnStretch(column, 1 if self._above or column else 0)
        self._grid = grid
        self.setLayout(grid)

    def add(
        self,
        key: str,
        label: str,
        field: QWidget | QLayout,
        *,
        span: int = 1,
        required: bool = False,
        hint: str = "",
    ) -> QWidget:
        """Add a field and return it; span columns wide, hint below it in grey."""
        name = Label(f"{label} *" if required else label, "body", "muted")
        error = Label("", "small", "bad", wrap=True)
        error.hide()
        widget = field if isinstance(field, QWidget) else holder(field)
        parts: list[QWidget] = [widget]
        if hint:
            parts.append(Label(hint, "small", "faint", wrap=True))
        parts.append(error)
        if isinstance(widget, QComboBox):
            # as wide as its column: a long choice may not make the columns uneven
            widget.setSizeAdjustPolicy(_SHORT)
            widget.setMinimumContentsLength(6)
        for named in (widget, widget.focusProxy()):
            if named is not None:  # screen readers read what has the keyboard
                named.setAccessibleName(label)
        name.setBuddy(widget)
        if self._above:
            cell = holder(vbox(name, *parts, spacing=4))
            self._place(cell, span)
            self._cells[key] = [cell]
        else:
            cell = holder(vbox(*parts, spacing=4))
            name.setMinimumHeight(theme().control_height)
            self._grid.addWidget(name, self._row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(cell, self._row, 1)
            self._row += 1
            self._cells[key] = [name, cell]
        self._fields[key] = widget
        self._errors[key] = error
        _clear_on_edit(widget, lambda: self._mark(key, ""))
        return widget

    def add_wide(self, item: QWidget | QLayout) -> None:
        """Add something as wide as the form: a section head, a line, a row of buttons."""
        widget = item if isinstance(item, QWidget) else holder(item)
        if self._column:
            self._row, self._column = self._row + 1, 0
        self._grid.addWidget(widget, self._row, 0, 1, -1)
        self._row += 1

    def field(self, key: str) -> QWidget:
        """Return a field."""
        return self._fields[key]

    def set_visible(self, key: str, visible: bool) -> None:
        """Show or hide a field with its label."""
        for cell in self._cells[key]:
            cell.setVisible(visible)

    def set_errors(self, errors: Mapping[str, str]) -> bool:
        """Show what is wrong under each field, go to the first; return whether all is right.

        Keys that are no field of this form are passed over.
        """
        first = None
        for key in self._fields:
            text = errors.get(key, "")
            self._mark(key, text)
            if text and first is None:
                first = key
        if first is not None:
            self._fields[first].setFocus(Qt.FocusReason.OtherFocusReason)
        return first is None

    def set_error(self, key: str, text: str) -> None:
        """Show what is wrong under one field, or "" for nothing; the keyboard stays put."""
        self._mark(key, text)

    def error(self, key: str) -> str:
        """Return the error shown under a field."""
        return self._errors[key].text()

    def _mark(self, key: str, text: str) -> None:
        self._errors[key].setText(text)
        self._errors[key].setVisible(bool(text))
        field = self._fields[key]
        if hasattr(field, "set_wrong"):
            field.set_wrong(bool(text))
        else:
            set_property(field, "wrong", "true" if text else "false")

    def _place(self, cell: QWidget, span: int) -> None:
        span = min(span, self._columns)
        if self._column + span > self._columns:
            self._row, self._column = self._row + 1, 0
        self._grid.addWidget(cell, self._row, self._column, 1, span, Qt.AlignmentFlag.AlignTop)
        self._column += span
        if self._column >= self._columns:
            self._row, self._column = self._row + 1, 0


def _clear_on_edit(field: QWidget, clear) -> None:
    if isinstance(field, QLineEdit):
        field.textEdited.connect(clear)
    elif isinstance(field, QPlainTextEdit | QTextEdit):
        field.textChanged.connect(clear)
    else:
        for name in ("changed", "chosen"):
            if hasattr(field, name):
                getattr(field, name).connect(clear)
