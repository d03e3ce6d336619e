"""Settings: which version this is, and whose work it stands on."""

import platform

import PySide6
from PySide6.QtWidgets import QGridLayout, QWidget

from smallcrm import __version__
from smallcrm.core.i18n import N_, _
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import vbox
from smallcrm.ui.widgets.panels import Panel

# what is shipped with the program: name, what for, licence
PARTS = (
    ("Qt, PySide6", N_("Window"), "LGPL-3.0"),
    ("Python", N_("Language it is written in"), "PSF-2.0"),
    ("SQLite, SQLite3 Multiple Ciphers, APSW", N_("Data file"), "Public Domain, MIT"),
    ("peewee", N_("Data file"), "MIT"),
    ("Noto Sans, Noto Sans SC", N_("Font"), "OFL-1.1"),
    ("Lucide", N_("Icons"), "ISC"),
    ("ReportLab", N_("Reports"), "BSD-3-Clause"),
    ("calamine, openpyxl, xlrd", N_("Excel files"), "MIT, BSD-3-Clause"),
    ("phonenumbers", N_("Phone numbers"), "Apache-2.0"),
    ("RapidFuzz", N_("Finding duplicates"), "MIT"),
    ("Babel, platformdirs, defusedxml", N_("Languages, folders, safe reading"), "BSD, MIT, PSF"),
)


class AboutSection(QWidget):
    """Version and licences."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        for row, (name, what, licence) in enumerate(PARTS):
            grid.addWidget(Label(name, wrap=True), row, 0)
            grid.addWidget(Label(_(what), "small", "muted"), row, 1)
            grid.addWidget(Label(licence, "small", "muted"), row, 2)
        versions = f"Qt {PySide6.__version__} · Python {platform.python_version()}"
        self.setLayout(
            vbox(
                Label(f"smallcrm {__version__}", "section", selectable=True),
                Label(versions, "small", "muted", selectable=True),
                Label(
                    _(
                        "Free software under the MIT licence. It sends nothing anywhere: your data "
                        "stays on this computer."
                    ),
                    tone="muted",
                    wrap=True,
                ),
                4,
                Label(_("It stands on the work of others"), "strong"),
                Panel("card", grid),
            )
        )
