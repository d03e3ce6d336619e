"""A PDF in a window of its own, to look at, print and save."""

from pathlib import Path

from PySide6.QtCore import QTemporaryDir
from PySide6.QtWidgets import QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.ui.dialogs.pdf_preview import PdfPreview, print_pdf, save_pdf
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.labels import Label


class PdfDialog(Dialog):
    """Shows a PDF that was made; the primary button prints it."""

    def __init__(self, path: Path, title: str, parent: QWidget | None = None) -> None:
        super().__init__(
            title, _("Print"), parent=parent, width=720, icon="printer", cancel=_("Close")
        )
        self._path, self._title = path, title
        self._folder: QTemporaryDir | None = None
        self.preview = PdfPreview()
        self.preview.setMinimumHeight(theme().px(420))
        self._pages = Label("", "body", "muted")
        self.preview.page_changed.connect(self._show_page)
        self.box.addWidget(self.preview, 1)
        self.add_button(_("Save as PDF"), self.save, "download", "plain")
        self.buttons.insertWidget(1, self._pages)
        if not self.preview.show_file(path):
            self.show_problem(_("The PDF could not be shown."))
        self.resize(theme().px(860), theme().px(720))

    def keep(self, folder: QTemporaryDir) -> None:
        """Keep the folder of the PDF as long as it is shown."""
        self._folder = folder

    def submit(self) -> bool:
        """Print; the dialog stays until it was sent to a printer."""
        return print_pdf(self.preview.pdf, self._title, self)

    def save(self) -> None:
        """Ask where to keep the PDF."""
        try:
            save_pdf(self._path, self._path.name, self)
        except UserError as error:
            self.show_problem(str(error))

    def _show_page(self, page: int, pages: int) -> None:
        self._pages.setText(_("Page %(page)d of %(pages)d") % {"page": page, "pages": pages})
