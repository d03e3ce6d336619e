"""Texts to customers from reminder rules: one after the other, copied for WeChat and logged."""

from collections.abc import Sequence

from PySide6.QtWidgets import QApplication, QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.services.reminder_texts import CustomerText, log_text, text_of
from smallcrm.ui.context import Context
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.layouts import hbox
from smallcrm.ui.widgets.panels import Banner
from smallcrm.ui.widgets.text_edit import TextEdit


class TextsDialog(Dialog):
    """Shows the text of each follow-up; the button copies it, logs it and goes to the next."""

    def __init__(self, context: Context, ids: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(
            _("Text to the customer"),
            _("Copy and log"),
            parent=parent,
            width=520,
            icon="copy",
            cancel=_("Close"),
            subtitle=_("Copied for WeChat, logged as contact, and the follow-up is done."),
        )
        self._context, self._ids = context, list(ids)
        self._at = -1
        self.current: CustomerText | None = None
        self.name = ElidedLabel("", "strong")
        self.place = Label("", tone="muted")
        self.why = Banner("", "warn")
        self.text = TextEdit("", rows=5, most=12)
        self.text.setAccessibleName(_("Text to the customer"))
        head = hbox(self.name, self.place)
        head.setStretchFactor(self.name, 1)
        self.box.addLayout(head)
        self.box.addWidget(self.why)
        self.box.addWidget(self.text)
        self.skip = self.add_button(_("Skip"), self.go_on, "skip-forward")
        self.text.changed.connect(self._name_button)
        self.go_on()

    def go_on(self) -> None:
        """Show the next text; close after the last one."""
        self._at += 1
        while self._at < len(self._ids):
            try:
                self.current = text_of(self._context.session, self._ids[self._at])
            except UserError:  # it was done or deleted meanwhile
                self._at += 1
                continue
            self._show(self.current)
            return
        self.accept()

    def submit(self) -> bool:
        """Copy the text, log it, and show the next one."""
        if self.current is None or self.current.follow_up.id is None:
            return True
        log_text(self._context.session, self.current.follow_up.id, self.text.text())
        QApplication.clipboard().setText(self.text.text())
        values = {"customer": self.current.follow_up.customer}
        self._context.hub.say(_("Copied for %(customer)s") % values, "ok", _("Undo"))
        self.go_on()
        return False  # go_on closes after the last one

    def _show(self, one: CustomerText) -> None:
        parts = (one.follow_up.customer, one.person)
        self.name.setText(" · ".join(part for part in parts if part))
        values = {"at": self._at + 1, "all": len(self._ids)}
        self.place.setText(_("%(at)d of %(all)d") % values if len(self._ids) > 1 else "")
        self.why.set_message(one.blocked, "warn")
        self.text.set_text(one.text)
        self.text.setEnabled(not one.blocked)
        self.skip.setVisible(len(self._ids) > 1)
        self._name_button()
        self.text.setFocus()

    def _name_button(self) -> None:
        blocked = self.current is None or bool(self.current.blocked)
        self.primary.setEnabled(not blocked and bool(self.text.text()))
