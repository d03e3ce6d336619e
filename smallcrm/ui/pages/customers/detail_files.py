"""The files of a customer: added by button and drop, opened, copied out, removed with undo."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from smallcrm.core.dates import date_words, format_date
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, ngettext, pgettext
from smallcrm.services.attachments import (
    AttachmentRecord,
    add_files,
    copy_to_open,
    delete_attachment,
    save_copy,
)
from smallcrm.services.customer_card import Card
from smallcrm.ui.dialogs.settings_file import size_words
from smallcrm.ui.pages.customers.detail_section import RecordSection
from smallcrm.ui.widgets.buttons import Action, IconButton, pop_menu
from smallcrm.ui.widgets.detail_row import DetailRow
from smallcrm.ui.widgets.labels import Label

_ICONS = {
    "file-spreadsheet": (".xlsx", ".xls", ".csv", ".et", ".ods"),
    "file-text": (".pdf", ".doc", ".docx", ".wps", ".txt", ".odt", ".md"),
}


class FilesPanel(RecordSection[AttachmentRecord]):
    """The files attached to a customer."""

    def _records(self, card: Card) -> Sequence[AttachmentRecord]:
        return card.files

    def _head(self) -> tuple[str, IconButton]:
        plus = IconButton("plus", _("Attach files"), small=True, on_click=self.ask_files)
        return _("Files"), plus

    def ask_files(self) -> None:
        """Ask which files shall be attached."""
        chosen, _kind = QFileDialog.getOpenFileNames(self, _("Attach files"))
        if chosen:
            self.attach([Path(one) for one in chosen])

    def attach(self, paths: Sequence[Path]) -> None:
        """Copy files in, as a job, and say so."""
        if self._card is None or self._card.customer.id is None:
            return
        customer_id, hub = self._card.customer.id, self._context.hub

        def work(sessions, progress):
            with sessions() as session:
                return add_files(session, customer_id, paths, progress)

        def done(count: int) -> None:
            if count:
                text = ngettext(
                    "%(n)d file attached: it was copied, the original is no longer needed.",
                    "%(n)d files attached: they were copied, the originals are no longer needed.",
                    count,
                )
                hub.say(text % {"n": count}, "ok", _("Undo"))
            else:
                hub.say(_("This file is attached already."), "warn")

        self._context.runner.run(
            work, _("Attaching files"), done=done, failed=lambda error: hub.say(str(error), "bad")
        )

    # --- inside ------------------------------------------------------------------------------

    def _add_row(self, record: AttachmentRecord) -> None:
        today, language = self._context.today, self._context.language
        day = date.fromisoformat(record.added[:10])
        added = _("Attached on %(date)s") % {"date": format_date(day, language, "long")}
        remove = IconButton("trash-2", _("Remove this file"), small=True)
        remove.clicked.connect(lambda: self.remove(record))
        facts = Label(
            f"{size_words(record.size)} · {date_words(day, today, language)}", "body", "muted"
        )
        row = DetailRow(
            _icon_of(record.name),
            record.name,
            facts,
            tooltip=f"{record.name}\n{added}",
            clickable=True,
            hidden=[remove],
        )
        row.clicked.connect(lambda: self.open(record))
        row.menu_asked.connect(lambda where: self._menu(record, where))
        self._rows[row] = record
        self._box.addWidget(row)

    def open(self, record: AttachmentRecord) -> None:
        """Open a copy of a file with the system's program."""
        try:
            path = copy_to_open(self._context.session, record.id)
        except UserError as error:
            self._tell(error)
            return
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            text = _("No program opens %(name)s. A copy lies at %(path)s.")
            self._context.hub.say(text % {"name": record.name, "path": path}, "warn")

    def remove(self, record: AttachmentRecord) -> None:
        """Take a file away."""
        try:
            delete_attachment(self._context.session, record.id)
        except UserError as error:
            self._tell(error)
            return
        said = _("%(name)s removed") % {"name": record.name}
        self._context.hub.say(said, "ok", _("Undo"))

    def _save_as(self, record: AttachmentRecord) -> None:
        start = str(Path.home() / record.name)
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Save a copy"), start)
        if not chosen:
            return
        try:
            save_copy(self._context.session, record.id, Path(chosen))
        except UserError as error:
            self._tell(error)
            return
        self._context.hub.say(_("Saved to %(path)s") % {"path": chosen}, "ok")

    def _menu(self, record: AttachmentRecord, where: QPoint) -> None:
        items: list[Action | None] = [
            Action(pgettext("verb", "Open"), lambda: self.open(record), "external-link", "Enter"),
            Action(_("Save a copy…"), lambda: self._save_as(record), "download"),
            None,
            Action(_("Remove this file"), lambda: self.remove(record), "trash-2", "Del",
                   token="bad"),
        ]  # fmt: skip
        pop_menu(self, items, where)

    def _tell(self, error: UserError) -> None:
        self._context.hub.say(" ".join(filter(None, (str(error), error.advice))), "bad")

    def keyPressEvent(self, event) -> None:
        record = next((one for row, one in self._rows.items() if row.hasFocus()), None)
        if event.key() == Qt.Key.Key_Delete and record is not None:
            self.remove(record)
        else:
            super().keyPressEvent(event)


def _icon_of(name: str) -> str:
    ending = Path(name).suffix.lower()
    return next((icon for icon, endings in _ICONS.items() if ending in endings), "paperclip")
