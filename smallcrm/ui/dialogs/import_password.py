"""A protected workbook: its password is asked in place, and kept only while it is imported."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from smallcrm.core.i18n import _
from smallcrm.ui.icons import IconLabel
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, holder, vbox
from smallcrm.ui.widgets.line_edits import LineEdit


class PasswordCard(QWidget):
    """Asks for a password; `given` tells it, `other_asked` that another file shall be taken."""

    given = Signal(str)
    other_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sentence = Label("", "section", wrap=True)
        self.problem = Label("", "body", "bad", wrap=True)
        note = Label(
            _("It is used for this import only and is not kept."), "small", "muted", wrap=True
        )
        for label in (self.sentence, self.problem, note):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.field = LineEdit("", _("Password"), icon="key-round")
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setFixedWidth(theme().px(240))
        self.field.returnPressed.connect(self.give)
        self.open = Button(_("Open the file"), on_click=self.give)
        other = Button(
            _("Choose another file"), "folder-open", "quiet", on_click=self.other_asked.emit
        )
        centre = Qt.AlignmentFlag.AlignHCenter
        column = vbox(None, spacing=12, margins=24)
        column.addWidget(IconLabel("key-round", "accent", 36), 0, centre)
        column.addWidget(self.sentence)
        column.addWidget(holder(hbox(None, self.field, self.open, None, spacing=8)), 0)
        column.addWidget(self.problem)
        column.addWidget(note)
        column.addWidget(other, 0, centre)
        column.addStretch(2)
        self.setLayout(column)

    def ask(self, name: str, *, wrong: bool) -> None:
        """Ask for the password of a file; `wrong`: the one that was given does not open it."""
        self.sentence.setText(_("%(file)s is protected with a password") % {"file": name})
        self.problem.setText(_("This password does not open it.") if wrong else "")
        self.problem.setVisible(wrong)
        self.field.set_wrong(wrong)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def give(self) -> None:
        """Try the password that was typed."""
        if self.field.text():
            self.given.emit(self.field.text())

    def forget(self) -> None:
        """Empty the field."""
        self.field.clear()
