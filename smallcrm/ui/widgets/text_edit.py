"""A field of several lines that grows with its text."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from smallcrm.ui.theme import set_property


class TextEdit(QPlainTextEdit):
    """Plain text of `rows` lines, growing to `most` lines; Tab goes on to the next field."""

    changed = Signal()

    def __init__(
        self,
        text: str = "",
        placeholder: str = "",
        *,
        rows: int = 3,
        most: int = 8,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._rows, self._most = rows, most
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self.updateGeometry)
        self.textChanged.connect(self.changed)

    def text(self) -> str:
        """Return the text without blank ends."""
        return self.toPlainText().strip()

    def set_text(self, text: str) -> None:
        """Show a text."""
        self.setPlainText(text)

    def set_wrong(self, wrong: bool) -> None:
        """Show the border in red."""
        set_property(self, "wrong", "true" if wrong else "false")

    def sizeHint(self) -> QSize:
        lines = round(self.document().size().height())
        lines = max(self._rows, min(self._most, lines))
        frame = self.height() - self.viewport().height()
        margin = round(2 * self.document().documentMargin())
        return QSize(240, lines * self.fontMetrics().lineSpacing() + margin + max(frame, 12))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def canInsertFromMimeData(self, source) -> bool:
        # a file dropped here is meant for the window, which imports it
        return not source.hasUrls() and super().canInsertFromMimeData(source)

    def dragEnterEvent(self, event) -> None:
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)
