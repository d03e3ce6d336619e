"""A field of one line that reads a value from what is typed, and writes it out tidily."""

from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from smallcrm.ui.widgets.line_edits import LineEdit

Value = TypeVar("Value")


class TypedEdit(LineEdit, Generic[Value]):
    """Empty means no value; what cannot be read stays and is marked when the field is left.

    A subclass says how a text is read (`read`) and how a value is shown (`words`).
    """

    changed = Signal()

    def __init__(
        self, value: Value | None, placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__("", placeholder, parent=parent)
        self.set_value(value)
        self.textEdited.connect(self._edited)
        self.editingFinished.connect(self._tidy)

    def read(self, text: str) -> Value | None:
        """Return the value of a text that is not empty; None when there is none in it."""
        raise NotImplementedError

    def words(self, value: Value) -> str:
        """Return how a value is shown."""
        raise NotImplementedError

    def value(self) -> Value | None:
        """Return the value; None when empty or not to be read."""
        text = self.text().strip()
        return self.read(text) if text else None

    def set_value(self, value: Value | None) -> None:
        """Show a value without telling."""
        self.setText("" if value is None else self.words(value))
        self.set_wrong(False)

    def is_valid(self) -> bool:
        """Tell whether it is empty or can be read."""
        return not self.text().strip() or self.value() is not None

    def _edited(self) -> None:
        self.set_wrong(False)
        self.changed.emit()

    def _tidy(self) -> None:
        if self.is_valid():
            self.set_value(self.value())
        else:
            self.set_wrong(True)
