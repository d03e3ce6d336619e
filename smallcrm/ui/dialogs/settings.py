"""The settings: sections at the left, each applied at once; nothing has to be confirmed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from smallcrm.core.config import Config
from smallcrm.core.i18n import _, pgettext
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.products_dialog import ProductsSection
from smallcrm.ui.dialogs.settings_about import AboutSection
from smallcrm.ui.dialogs.settings_agreement import AgreementSection
from smallcrm.ui.dialogs.settings_company import CompanySection
from smallcrm.ui.dialogs.settings_completeness import CompletenessSection
from smallcrm.ui.dialogs.settings_fields import FieldsSection
from smallcrm.ui.dialogs.settings_file import BackupSection, FileSection
from smallcrm.ui.dialogs.settings_lifecycle import LifecycleSection
from smallcrm.ui.dialogs.settings_look import LookSection
from smallcrm.ui.dialogs.settings_points import TouchPointsSection
from smallcrm.ui.dialogs.settings_reminders import RemindersSection
from smallcrm.ui.dialogs.settings_staff import StaffSection
from smallcrm.ui.dialogs.settings_templates import TemplatesSection
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.layouts import hbox
from smallcrm.ui.widgets.panels import Line, ScrollColumn
from smallcrm.ui.widgets.side_list import SideItem, SideList

FILE, COMPANY, STAFF, FIELDS, LIFECYCLE, LOOK, BACKUPS, ABOUT = (
    "file",
    "company",
    "staff",
    "fields",
    "lifecycle",
    "look",
    "backups",
    "about",
)


PRODUCTS = "products"
TEMPLATES = "templates"
POINTS = "points"
AGREEMENT = "agreement"
COMPLETENESS = "completeness"
REMINDERS = "reminders"


class SettingsDialog(Dialog):
    """Shows the sections.

    on_config gets a changed copy of the computer's choices; on_move gets where the file shall lie,
    on_open another data file. A change that needs a new window closes this dialog first.
    """

    def __init__(
        self,
        context: Context,
        config: Config,
        *,
        on_config: Callable[[Config], object],
        on_move: Callable[[Path], object],
        on_open: Callable[[Path], object],
        section: str = FILE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Settings"), _("Close"), parent=parent, width=760)
        self._on_config = on_config
        self.cancel.hide()
        self.primary.setDefault(False)  # Enter belongs to the field that is edited
        self.primary.setProperty("kind", "plain")
        self._sections = self._make_sections(context, config)
        self._stack = QStackedWidget()
        for part in self._sections.values():
            self._stack.addWidget(ScrollColumn(part, None, margins=(20, 2, 8, 8)))
        self.list = SideList(list_sections())
        self.list.setProperty("ground", "")
        self.list.setFixedWidth(theme().px(184))
        self.list.chosen.connect(self.show_section)
        row = hbox(self.list, Line(upright=True), self._stack, spacing=0, margins=(-8, 0, 0, 0))
        row.setStretch(2, 1)
        self.box.addLayout(row)
        self._stack.setMinimumHeight(theme().px(470))
        self.file.moved.connect(lambda path: self._leave(on_move, path))
        self.file.opened.connect(lambda path: self._leave(on_open, path))
        self.look.changed.connect(self._change)
        self.show_section(section)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_section(self, key: object) -> None:
        """Go to a section: file, company, staff, fields, look, backups or about."""
        self.list.set_value(key)
        self._stack.setCurrentIndex(list(self._sections).index(str(key)))

    def keyPressEvent(self, event) -> None:
        # what was typed in a field counts when it is left; Enter leaves it, the dialog stays
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            return
        super().keyPressEvent(event)

    def done(self, result: int) -> None:
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()  # a field that is still edited keeps what was typed
        super().done(result)

    def _make_sections(self, context: Context, config: Config) -> dict[str, QWidget]:
        self.file = FileSection(context)
        self.company = CompanySection(context)
        self.staff = StaffSection(context)
        self.fields = FieldsSection(context)
        self.lifecycle = LifecycleSection(context)
        self.reminders = RemindersSection(context)
        self.look = LookSection(config)
        self.backups = BackupSection(context)
        return {
            FILE: self.file,
            COMPANY: self.company,
            STAFF: self.staff,
            FIELDS: self.fields,
            PRODUCTS: ProductsSection(context),
            LIFECYCLE: self.lifecycle,
            COMPLETENESS: CompletenessSection(context),
            POINTS: TouchPointsSection(context),
            TEMPLATES: TemplatesSection(context),
            AGREEMENT: AgreementSection(context),
            REMINDERS: self.reminders,
            LOOK: self.look,
            BACKUPS: self.backups,
            ABOUT: AboutSection(),
        }

    def _change(self, config: Config, new_window: bool) -> None:
        if new_window:
            self._leave(self._on_config, config)
        else:
            self._on_config(config)

    def _leave(self, act: Callable[..., object], value: object) -> None:
        """Close, then act: the window under this dialog may be replaced by another."""
        self.accept()
        QTimer.singleShot(0, lambda: act(value))


def list_sections() -> list[SideItem]:
    """The sections in their order."""
    return [
        SideItem(FILE, _("This file"), "database"),
        SideItem(COMPANY, _("Company"), "building-2"),
        SideItem(STAFF, _("Staff"), "users"),
        SideItem(FIELDS, _("Own fields"), "list-checks"),
        SideItem(PRODUCTS, _("Products"), "shopping-bag"),
        SideItem(LIFECYCLE, _("Life-cycle"), "refresh-cw"),
        SideItem(COMPLETENESS, _("Completeness"), "percent"),
        SideItem(POINTS, _("Touch points"), "map-pin"),
        SideItem(TEMPLATES, _("Note templates"), "text"),
        SideItem(AGREEMENT, _("Our agreement"), "file-text"),
        SideItem(REMINDERS, _("Reminders"), "bell-ring"),
        SideItem(LOOK, _("Language and look"), "palette"),
        SideItem(BACKUPS, _("Backups"), "archive"),
        SideItem(ABOUT, pgettext("program", "About"), "info"),
    ]
