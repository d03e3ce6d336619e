"""By which earlier reading a list is read; profiles are picked, saved and deleted."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QWidget

from smallcrm.core.dates import format_date
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, current
from smallcrm.services.import_profiles import (
    Profile,
    Remembered,
    delete_profile,
    forget,
    list_profiles,
    save_profile,
)
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.import_lines import LinkChoice
from smallcrm.ui.dialogs.import_outlook import FileOutlook
from smallcrm.ui.dialogs.import_work import ImportWork
from smallcrm.ui.icons import IconLabel
from smallcrm.ui.widgets.buttons import Action, pop_menu
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.labels import ElidedLabel
from smallcrm.ui.widgets.line_edits import LineEdit
from smallcrm.ui.widgets.panels import Panel


class ProfileBar(Panel):
    """Over the columns: how the list is read, one click to read it afresh, and the profiles."""

    def __init__(self, work: ImportWork, context: Context, place: Callable[[], int]) -> None:
        super().__init__("top", across=True, margins=(16, 8, 12, 8), spacing=8)
        self._work, self._context, self._place = work, context, place
        self._file: FileOutlook | None = None
        self._icon = IconLabel("history", "muted", 14)
        self._text = ElidedLabel("", "body", "muted")
        self.afresh = LinkChoice(_("Read it afresh"), self._read_afresh, arrow=False)
        self.profiles = LinkChoice(_("Profiles"), self._open)
        for item in (self._icon, self._text, self.afresh, self.profiles):
            self.box.addWidget(item)
        self.box.setStretch(1, 1)

    def show_file(self, file: FileOutlook) -> None:
        """Show how a file is read."""
        self._file = file
        known = file.remembered
        self._text.setText(known_words(known) if known else _("Read by headers and content"))
        self._text.set_tone("text" if known else "muted")
        self._icon.set_icon("history" if known else "sparkles", "accent" if known else "muted")
        # Where it is guessed just as last time, there is nothing to read afresh.
        self.afresh.setVisible(known is not None and known.options != file.guessed)

    def text(self) -> str:
        """Return how the list is read, in words."""
        return self._text.text()

    def actions(self) -> list[Action | None]:
        """Return what can be done with profiles."""
        found = list_profiles(self._context.session)
        known = self._file.remembered if self._file is not None else None
        rows: list[Action | None] = []
        for kind in ("own", "built_in"):
            group = [one for one in found if one.kind == kind]
            if group:
                rows += [self._pick_action(one, known) for one in group] + [None]
        rows.append(Action(_("Save this reading as…"), self._save, "plus"))
        own = [one for one in found if one.kind == "own"]
        if own:
            items = [Action(one.title, partial(self._delete, one), "trash-2") for one in own]
            rows.append(Action(_("Delete a profile"), icon="trash-2", items=items))
        if known is not None and known.kind == "list":
            rows.append(Action(_("Forget how such lists were read"), self._forget, "history"))
        return rows

    def _pick_action(self, profile: Profile, known: Remembered | None) -> Action:
        chosen = known is not None and known.name == profile.title and known.kind == profile.kind
        text = profile.title.replace("&", "&&")
        return Action(text, partial(self._pick, profile), checked=chosen)

    def _pick(self, profile: Profile) -> None:
        self._try(lambda: self._work.use_profile(self._place(), profile))

    def _read_afresh(self) -> None:
        self._work.read_afresh(self._place())

    def _forget(self) -> None:
        if self._file is not None and self._file.analysis is not None:
            forget(self._context.session, self._file.analysis)
            self._read_afresh()

    def _save(self) -> None:
        analysis = self._file.analysis if self._file is not None else None
        if analysis is None:
            return
        start = self._file.path.stem if self._file is not None else ""

        def save(name: str) -> None:
            save_profile(self._context.session, name, analysis)
            self._work.name_reading(self._place(), name.strip())

        dialog = NameDialog(start, save, self.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _delete(self, profile: Profile) -> None:
        self._try(lambda: delete_profile(self._context.session, profile.name))

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except UserError as error:
            self._work.failed.emit(str(error))

    def _open(self) -> None:
        pop_menu(self, self.actions(), self.profiles.below())


def known_words(known: Remembered) -> str:
    """By what a list is read."""
    if known.kind == "built_in":
        return _("Recognised as %(name)s") % {"name": known.name}
    if known.kind == "own":
        return _("Read by the profile “%(name)s”") % {"name": known.name}
    day = datetime.fromisoformat(known.when).date()
    when = format_date(day, current().language, "short")
    return _("Read as last time (%(when)s)") % {"when": when}


class NameDialog(Dialog):
    """Asks for the name of a profile."""

    def __init__(self, name: str, save: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(_("Save this reading"), _("Save"), parent=parent, icon="check", width=420)
        self._save = save
        self.field = LineEdit(name, _("Name of the profile"))
        self.box.addWidget(self.field)
        self.field.selectAll()

    def submit(self) -> bool:
        """Save under the name."""
        self._save(self.field.text())
        return True
