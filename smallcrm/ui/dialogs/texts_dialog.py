"""Texts to customers from reminder rules: copied for WeChat one by one, or all as letters."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QTemporaryDir, Signal
from PySide6.QtWidgets import QApplication, QWidget

from smallcrm.core import i18n
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, ngettext
from smallcrm.services.reminder_texts import CustomerText, log_text, log_texts, text_of
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.pdf_dialog import PdfDialog
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.layouts import hbox
from smallcrm.ui.widgets.panels import Banner
from smallcrm.ui.widgets.text_edit import TextEdit


class TextsDialog(Dialog):
    """Shows the text of each follow-up; the button copies it, logs it and goes to the next.

    Or all those still to come are made letters, on the company's letterhead in one file.
    """

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
        self.letters: LettersDialog | None = None
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
        self.letter = self.add_button("", self.make_letters, "printer")
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

    def make_letters(self) -> None:
        """Make letters of this text as it was changed and of all that come after it."""
        one = self.current
        if one is None or one.follow_up.id is None:
            return
        ids, changed = self._ids[self._at :], {one.follow_up.id: self.text.text()}
        context, translator = self._context, i18n.current()
        folder = QTemporaryDir()
        path = Path(folder.filePath("{} {}.pdf".format(_("Letters"), context.today.isoformat())))

        def work(sessions, progress):
            from smallcrm.services.reminder_letters import letters_of, write_letters

            with sessions() as session:
                found = letters_of(session, ids)
                texts = {t.follow_up.id or 0: t.text for t in found} | {
                    id: text
                    for id, text in changed.items()
                    if any(t.follow_up.id == id for t in found)
                }
                write_letters(session, found, path, translator, progress, changed=changed)
                return {id: text for id, text in texts.items() if text.strip()}

        def done(texts: dict[int, str]) -> None:
            if not texts:
                self.show_problem(_("None of these customers may be written to."))
                return
            self.letters = LettersDialog(context, path, texts, len(ids) - len(texts), self)
            self.letters.keep(folder)
            self.letters.logged.connect(self.accept)
            self.letters.finished.connect(self.letters.deleteLater)
            self.letters.open()

        context.runner.run(
            work, _("Letters"), done=done, failed=lambda error: self.show_problem(str(error))
        )

    def _show(self, one: CustomerText) -> None:
        parts = (one.follow_up.customer, one.person)
        self.name.setText(" · ".join(part for part in parts if part))
        values = {"at": self._at + 1, "all": len(self._ids)}
        self.place.setText(_("%(at)d of %(all)d") % values if len(self._ids) > 1 else "")
        self.why.set_message(one.blocked, "warn")
        self.text.set_text(one.text)
        self.text.setEnabled(not one.blocked)
        self.skip.setVisible(len(self._ids) > 1)
        left = len(self._ids) - self._at
        text = ngettext("As letter…", "As %(n)d letters…", left)
        self.letter.setText(text % {"n": left})
        self._name_button()
        self.text.setFocus()

    def _name_button(self) -> None:
        blocked = self.current is None or bool(self.current.blocked)
        self.primary.setEnabled(not blocked and bool(self.text.text()))


class LettersDialog(PdfDialog):
    """Shows letters to print; they can be logged as sent. `logged` tells that they were."""

    logged = Signal()

    def __init__(
        self,
        context: Context,
        path: Path,
        texts: Mapping[int, str],
        left_out: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(path, _("Letters"), parent)
        self._context, self._texts = context, texts
        n = len(texts)
        words = ngettext("Log %(n)d letter as sent", "Log %(n)d letters as sent", n)
        self.log = self.add_button(words % {"n": n}, self.log_sent, "circle-check", "plain")
        if left_out:
            text = ngettext(
                "%(n)d customer is left out: not to be contacted, or told enough already.",
                "%(n)d customers are left out: not to be contacted, or told enough already.",
                left_out,
            )
            self.problem.set_message(text % {"n": left_out}, "warn")

    def log_sent(self) -> None:
        """Log the letters; their follow-ups are done."""
        try:
            log_texts(self._context.session, self._texts, "letter")
        except UserError as error:
            self.show_problem(str(error))
            return
        n = len(self._texts)
        said = ngettext("%(n)d letter logged", "%(n)d letters logged", n) % {"n": n}
        self._context.hub.say(said, "ok", _("Undo"))
        self.accept()
        self.logged.emit()
