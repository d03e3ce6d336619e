"""The thin bar at the bottom: who works, how many customers, last backup, what undo would undo."""

from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.panels import Panel


class Status(NamedTuple):
    """What the bar says: short texts at the left, the label of the step that Ctrl+Z undoes."""

    texts: tuple[str, ...] = ()
    undo: str = ""


class StatusBar(Panel):
    """Shows a Status; the undo text is a button."""

    undo_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bottom", across=True, margins=(12, 0), spacing=20, parent=parent)
        self._texts: list[ElidedLabel] = []
        self._undo = Button("", kind="status", on_click=self.undo_pressed.emit)
        self._key = Label("Ctrl+Z", "small", "faint")
        self._key.setContentsMargins(0, 0, 0, 1)  # on one line with the button's text
        self.box.addStretch(1)
        self.box.addWidget(self._undo)
        self.box.addWidget(self._key)
        theme().theme_changed.connect(self._fit)
        self._fit()
        self.show_status(Status())

    def show_status(self, status: Status) -> None:
        """Show other texts."""
        while len(self._texts) < len(status.texts):
            label = ElidedLabel("", "small", "muted").fit_text()
            self.box.insertWidget(len(self._texts), label)
            self._texts.append(label)
        for label, text in zip(self._texts, status.texts, strict=False):
            label.setText(text)
        for at, label in enumerate(self._texts):
            label.setVisible(at < len(status.texts))
        self._undo.setText(_("Undo: %(what)s") % {"what": status.undo} if status.undo else "")
        self._undo.setVisible(bool(status.undo))
        self._key.setVisible(bool(status.undo))

    def _fit(self) -> None:
        self.setFixedHeight(theme().px(28))
