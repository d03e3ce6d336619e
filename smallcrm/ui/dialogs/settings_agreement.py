"""Settings: one page on how we look after our customers, filled in and printed."""

from pathlib import Path

from PySide6.QtCore import QTemporaryDir
from PySide6.QtWidgets import QWidget

from smallcrm.core import i18n
from smallcrm.core.i18n import _
from smallcrm.services.agreement import TITLE, Agreement, read_agreement, save_agreement
from smallcrm.services.vocabulary import level_words
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.pdf_dialog import PdfDialog
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.form import Form
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, vbox
from smallcrm.ui.widgets.line_edits import LineEdit
from smallcrm.ui.widgets.text_edit import TextEdit


class AgreementSection(QWidget):
    """The company's own words; levels, stages, facts and touch points come from their settings."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        kept = read_agreement(context.session, i18n.current())
        self.aim = TextEdit(kept.aim, rows=2, most=5)
        self.meanings = {level: LineEdit(text) for level, text in kept.meanings.items()}
        self.rules = TextEdit(kept.rules, rows=4, most=10)
        form = Form(2)
        form.add("aim", _("What we want"), self.aim, span=2)
        for level, edit in self.meanings.items():
            label = _("Who belongs to %(level)s") % {"level": level_words(level)}
            form.add(f"level {level}", label, edit)
            edit.editingFinished.connect(self.keep)
        form.add("rules", _("What we hold to, one sentence a line"), self.rules, span=2)
        self.aim.changed.connect(self.keep)
        self.rules.changed.connect(self.keep)
        show = Button(_("Show and print"), "printer", on_click=self.show_page)
        self.setLayout(
            vbox(
                Label(_(TITLE), "section"),
                Label(
                    _(
                        "One page to agree on and hang up. Levels, required facts, stages, touch"
                        " points and who cares for whom are taken from the settings."
                    ),
                    tone="muted",
                    wrap=True,
                ),
                hbox(show, None),
                4,
                form,
            )
        )

    def keep(self) -> None:
        """Keep what was filled in."""
        agreement = self._agreement()
        session = self._context.session
        if agreement != read_agreement(session, i18n.current()):
            save_agreement(session, agreement)

    def show_page(self) -> None:
        """Make the page and show it, ready to print or save."""
        self.keep()
        context, translator, window = self._context, i18n.current(), self.window()
        folder = QTemporaryDir()
        title = _(TITLE)
        path = Path(folder.filePath(f"{title} {context.today.isoformat()}.pdf"))

        def work(sessions, progress) -> None:
            from smallcrm.services.agreement import print_agreement

            with sessions() as session:
                print_agreement(session, path, translator, progress)

        def done(_nothing: object) -> None:
            dialog = PdfDialog(path, _(TITLE), parent=window)
            dialog.keep(folder)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        context.runner.run(
            work, _("Print"), done=done, failed=lambda error: context.hub.say(str(error), "bad")
        )

    def _agreement(self) -> Agreement:
        meanings = {level: edit.text().strip() for level, edit in self.meanings.items()}
        return Agreement(self.aim.text(), meanings, self.rules.text())
