"""While the first files are read: what is read, how far it is, and how long it still takes."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QWidget

from smallcrm.ui.icons import IconLabel
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.layouts import vbox


class WaitPage(QWidget):
    """A bar with a heading and a line of detail."""

    def __init__(self, text: str, icon: str = "file-spreadsheet") -> None:
        super().__init__()
        self.text = Label(text, "section", wrap=True)
        self.detail = ElidedLabel("", "body", "muted")
        for label in (self.text, self.detail):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setFixedWidth(theme().px(320))
        centre = Qt.AlignmentFlag.AlignHCenter
        column = vbox(None, spacing=12, margins=24)
        column.addWidget(IconLabel(icon, "accent", 40), 0, centre)
        column.addWidget(self.text)
        column.addWidget(self._bar, 0, centre)
        column.addWidget(self.detail)
        column.addStretch(2)
        self.setLayout(column)

    def show_progress(self, done: int, total: int, words: str) -> None:
        """Show how far the work is."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self.detail.setText(words)
