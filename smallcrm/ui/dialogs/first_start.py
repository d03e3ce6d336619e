"""The first start: where the data file shall lie."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from smallcrm.core import paths
from smallcrm.core.i18n import _
from smallcrm.ui.icons import IconLabel
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.layouts import hbox, vbox
from smallcrm.ui.widgets.panels import Panel

DATA_FILES = "smallcrm (*.db)"


class FirstStartDialog(Dialog):
    """Offers the usual place for the data, another folder, or a data file that exists already."""

    def __init__(self, offered: Path, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Welcome to smallcrm"),
            _("Start here"),
            parent=parent,
            width=560,
            cancel=_("Quit"),
            subtitle=_(
                "All your customers live in one file on this computer. Nothing is sent anywhere. "
                "You can move the file later in the settings."
            ),
        )
        self.path = offered
        self._place = ElidedLabel(str(offered))
        card = Panel("card", across=True)
        card.box.addWidget(IconLabel("hard-drive", "accent", 20))
        card.box.addLayout(vbox(Label(_("Data file"), "small", "muted"), self._place, spacing=2), 1)
        self.box.addWidget(card)
        other = Button(_("Another folder…"), "folder", on_click=self._choose_folder)
        existing = Button(_("Open an existing file…"), "folder-open", on_click=self._choose_file)
        self.box.addLayout(hbox(other, existing, None))

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, _("Folder for the data file"), str(paths.documents_dir())
        )
        if chosen:
            self._set_path(Path(chosen) / self.path.name)

    def _choose_file(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Open a data file"), str(paths.documents_dir()), DATA_FILES
        )
        if chosen:
            self._set_path(Path(chosen))
            self.accept()

    def _set_path(self, path: Path) -> None:
        self.path = path
        self._place.setText(str(path))


def ask_first_place(offered: Path) -> Path | None:
    """Ask where the data file shall lie; None when the user leaves."""
    dialog = FirstStartDialog(offered)
    return dialog.path if dialog.exec() else None
