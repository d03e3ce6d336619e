"""The settings: sections at the left, each applied at once; nothing has to be confirmed."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from smallcrm.core.config import Config
from smallcrm.core.i18n import _, pgettext
from smallcrm.ui.context import Context
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.layouts import hbox
from smallcrm.ui.widgets.panels import Line, ScrollColumn
from smallcrm.ui.widgets.side_list import SideItem, SideList

if TYPE_CHECKING:
    from smallcrm.ui.dialogs.settings_company import CompanySection
    from smallcrm.ui.dialogs.settings_fields import FieldsSection
    from smallcrm.ui.dialogs.settings_file import BackupSection, FileSection
    from smallcrm.ui.dialogs.settings_lifecycle import LifecycleSection
    from smallcrm.ui.dialogs.settings_look import LookSection
    from smallcrm.ui.dialogs.settings_reminders import RemindersSection
    from smallcrm.ui.dialogs.settings_staff import StaffSection

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

# Section -> its module beside this one and its class; one is loaded and made when first shown.
_CLASSES: dict[str, tuple[str, str]] = {
    FILE: ("settings_file", "FileSection"),
    COMPANY: ("settings_company", "CompanySection"),
    STAFF: ("settings_staff", "StaffSection"),
    FIELDS: ("settings_fields", "FieldsSection"),
    PRODUCTS: ("products_dialog", "ProductsSection"),
    LIFECYCLE: ("settings_lifecycle", "LifecycleSection"),
    COMPLETENESS: ("settings_completeness", "CompletenessSection"),
    POINTS: ("settings_points", "TouchPointsSection"),
    TEMPLATES: ("settings_templates", "TemplatesSection"),
    AGREEMENT: ("settings_agreement", "AgreementSection"),
    REMINDERS: ("settings_reminders", "RemindersSection"),
    LOOK: ("settings_look", "LookSection"),
    BACKUPS: ("settings_file", "BackupSection"),
    ABOUT: ("settings_about", "AboutSection"),
}


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
        self._context, self._config, self._on_config = context, config, on_config
        self._on_move, self._on_open = on_move, on_open
        self._sections: dict[str, QWidget] = {}
        self.cancel.hide()
        self.primary.setDefault(False)  # Enter belongs to the field that is edited
        self.primary.setProperty("kind", "plain")
        self._stack = QStackedWidget()
        self.list = SideList(list_sections())
        self.list.setProperty("ground", "")
        self.list.setFixedWidth(theme().px(184))
        self.list.chosen.connect(self.show_section)
        row = hbox(self.list, Line(upright=True), self._stack, spacing=0, margins=(-8, 0, 0, 0))
        row.setStretch(2, 1)
        self.box.addLayout(row)
        self._stack.setMinimumHeight(theme().px(470))
        self.show_section(section)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_section(self, key: object) -> None:
        """Go to a section: file, company, staff, fields, look, backups or about."""
        self.list.set_value(key)
        part = self.section(str(key))
        place = next(
            place
            for place in range(self._stack.count())
            if self._stack.widget(place).isAncestorOf(part)
        )
        self._stack.setCurrentIndex(place)

    def section(self, key: str) -> Any:
        """Return a section, making it when it is not there yet."""
        if key not in self._sections:
            module, name = _CLASSES[key]
            kind = getattr(import_module(f"smallcrm.ui.dialogs.{module}"), name)
            self._sections[key] = part = self._make(key, kind)
            self._stack.addWidget(ScrollColumn(part, None, margins=(20, 2, 8, 8)))
        return self._sections[key]

    @property
    def file(self) -> "FileSection":
        """Where the data file lies."""
        return self.section(FILE)

    @property
    def company(self) -> "CompanySection":
        """Who the reports come from."""
        return self.section(COMPANY)

    @property
    def staff(self) -> "StaffSection":
        """Who works with the file."""
        return self.section(STAFF)

    @property
    def fields(self) -> "FieldsSection":
        """The company's own fields."""
        return self.section(FIELDS)

    @property
    def lifecycle(self) -> "LifecycleSection":
        """When a customer becomes active, dormant or lost."""
        return self.section(LIFECYCLE)

    @property
    def reminders(self) -> "RemindersSection":
        """The rules that make follow-ups."""
        return self.section(REMINDERS)

    @property
    def look(self) -> "LookSection":
        """Language, scheme and size of text."""
        return self.section(LOOK)

    @property
    def backups(self) -> "BackupSection":
        """When copies are made, and where."""
        return self.section(BACKUPS)

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

    def _make(self, key: str, kind: Callable[..., Any]) -> QWidget:
        if key == ABOUT:
            return kind()
        if key == LOOK:
            look = kind(self._config)
            look.changed.connect(self._change)
            return look
        part = kind(self._context)
        if key == FILE:
            part.moved.connect(lambda path: self._leave(self._on_move, path))
            part.opened.connect(lambda path: self._leave(self._on_open, path))
        return part

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
