"""Settings: where the data file lies, demonstration data in it, and its backups."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from smallcrm.core.dates import date_words
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, ngettext
from smallcrm.services.attachments import count_attachments
from smallcrm.services.backups import back_up_now
from smallcrm.services.customer_list import count_words
from smallcrm.services.customers import count_customers
from smallcrm.services.demo import has_demo, remove_demo
from smallcrm.storage.backup import backup_folder, list_backups
from smallcrm.ui.context import Context
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.layouts import clear_layout, hbox, holder, show_if, vbox
from smallcrm.ui.widgets.panels import Banner, Panel

KINDS = "smallcrm (*.db)"
SHOWN = 6
_STEP = 1024


class FileSection(QWidget):
    """The data file's place; `moved` and `opened` tell the path that was chosen."""

    moved = Signal(object)
    opened = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._path = context.session.datafile.path
        path = Label(str(self._path), selectable=True, wrap=True)
        self._size = Label("", "small", "muted")
        self.move_button = Button(_("Move…"), "move-right", on_click=self._ask_move)
        self.open_button = Button(_("Open another…"), "door-open", on_click=self._ask_open)
        show = Button(_("Show in folder"), "external-link", "quiet", on_click=self._show)
        self.demo = DemoPart(context)
        self.demo.removed.connect(self._show_size)
        card = Panel("card", path, self._size, spacing=4)
        self.setLayout(
            vbox(
                Label(_("This file"), "section"),
                Label(
                    _("All customers, records and settings of the company are in this one file."),
                    tone="muted",
                    wrap=True,
                ),
                4,
                card,
                hbox(self.move_button, self.open_button, show, None),
                Label(
                    _(
                        "Moving takes attached files and backups along. A folder of a cloud "
                        "service is no good place while the file is open: put a backup there."
                    ),
                    "small",
                    "faint",
                    wrap=True,
                ),
                self.demo,
            )
        )

        self._show_size()

    def _show_size(self) -> None:
        size = self._path.stat().st_size if self._path.exists() else 0
        customers = count_words(count_customers(self._context.session))
        self._size.setText(f"{customers} · {size_words(size)}")

    def _ask_move(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Where shall the file lie?"), str(self._path), KINDS
        )
        if chosen and (target := as_data_file(chosen)) != self._path:
            self.moved.emit(target)

    def _ask_open(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Open a data file"), str(self._path.parent), KINDS
        )
        if chosen and Path(chosen) != self._path:
            self.opened.emit(Path(chosen))

    def _show(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent)))


class DemoPart(QWidget):
    """Takes demonstration data out again; hidden when the file holds none."""

    removed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.said = Banner()
        self.remove_button = Button(
            _("Remove demonstration data"), "trash-2", on_click=self._remove
        )
        self._offer = holder(
            vbox(
                Label(_("Demonstration data"), "section"),
                Label(
                    _("Invented customers are in this file. What you entered yourself stays."),
                    tone="muted",
                    wrap=True,
                ),
                hbox(self.remove_button, None),
            )
        )
        show_if(self._offer, has_demo(context.session))
        self.setLayout(vbox(12, self._offer, self.said))

    def _remove(self) -> None:
        def work(sessions, progress):
            with sessions() as session:
                return remove_demo(session)

        self.remove_button.setEnabled(False)
        self._context.runner.run(
            work, _("Removing demonstration data"), done=self._removed, failed=self._failed
        )

    def _removed(self, n: int) -> None:
        self._offer.hide()
        text = ngettext(
            "%(n)d customer removed. Ctrl+Z brings it back.",
            "%(n)d customers removed. Ctrl+Z brings them back.",
            n,
        )
        self.said.set_message(text % {"n": n}, "ok")
        self.removed.emit()

    def _failed(self, error: UserError) -> None:
        self.remove_button.setEnabled(True)
        self.said.set_message(str(error), "bad")


class BackupSection(QWidget):
    """The last backups, and making one now."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._path = context.session.datafile.path
        folder = backup_folder(self._path)
        self.said = Banner()
        self.last = Label("", "strong")
        self.now_button = Button(_("Back up now"), "archive", on_click=lambda: self.back_up(None))
        self.elsewhere_button = Button(
            _("Back up to…"), "hard-drive-download", on_click=self._ask_place
        )
        show = Button(
            _("Show in folder"),
            "external-link",
            "quiet",
            on_click=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))),
        )
        self._files = Label("", "small", "muted", wrap=True)
        self._list = vbox(spacing=6)
        self._card = Panel("card", self._list)
        self.setLayout(
            vbox(
                Label(_("Backups"), "section"),
                Label(
                    _("Made once a day by itself when something changed, and checked at once."),
                    tone="muted",
                    wrap=True,
                ),
                self.said,
                4,
                self.last,
                hbox(self.now_button, self.elsewhere_button, show, None),
                self._card,
                Label(str(folder), "small", "faint", wrap=True, selectable=True),
                self._files,
            )
        )
        self._show_backups()

    def back_up(self, target: Path | None) -> None:
        """Make a backup as a job; without a target it goes to the usual folder."""

        def work(sessions, progress):
            with sessions() as session:
                return back_up_now(session, target)

        self._enable(False)
        self._context.runner.run(work, _("Backup"), done=self._made, failed=self._failed)

    def _ask_place(self) -> None:
        name = f"{self._path.stem} {self._context.today.isoformat()}.db"
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Back up to…"), str(Path.home() / name), KINDS
        )
        if chosen:
            self.back_up(as_data_file(chosen))

    def _made(self, path: Path) -> None:
        self._enable(True)
        self.said.set_message(_("Backed up to %(path)s") % {"path": path}, "ok")
        self._show_backups()
        self._context.hub.post_changes(None)  # the status bar names the last backup

    def _failed(self, error: UserError) -> None:
        self._enable(True)
        self.said.set_message(str(error), "bad")

    def _enable(self, enabled: bool) -> None:
        self.now_button.setEnabled(enabled)
        self.elsewhere_button.setEnabled(enabled)

    def _show_backups(self) -> None:
        last = self._context.session.settings.get("last_backup")
        words = self._when(datetime.fromisoformat(last)) if last else _("none yet")
        self.last.setText(_("Last backup: %(when)s") % {"when": words})
        clear_layout(self._list)
        found = list_backups(self._path)[:SHOWN]
        for path, when in found:
            row = hbox(ElidedLabel(path.name), Label(size_words(path.stat().st_size), tone="muted"))
            row.addWidget(Label(self._when(when), tone="muted"))
            row.setStretch(0, 1)
            self._list.addLayout(row)
        self._card.setVisible(bool(found))
        self._show_files()

    def _show_files(self) -> None:
        """Say what becomes of attached files, where there are any."""
        kept = count_attachments(self._context.session)
        self._files.setVisible(bool(kept.count))
        text = ngettext(
            "%(n)d attached file (%(size)s) lies in the folder %(folder)s. A daily backup needs it "
            "there; a backup to another place takes it along.",
            "%(n)d attached files (%(size)s) lie in the folder %(folder)s. A daily backup needs "
            "them there; a backup to another place takes them along.",
            kept.count,
        )
        values = {"n": kept.count, "size": size_words(kept.size), "folder": kept.folder.name}
        self._files.setText(text % values)

    def _when(self, when: datetime) -> str:
        context = self._context
        return date_words(when.date(), context.today, context.language, when.time())


def as_data_file(chosen: str) -> Path:
    """Return the place a user chose for a data file; a typed name gets the ending it lacks."""
    path = Path(chosen)
    named = path.suffix.lower() == ".db" or path.is_dir()
    return path if named else path.with_name(path.name + ".db")


def size_words(size: int) -> str:
    """Return the size of a file: 820 KB, 4.2 MB."""
    amount, unit = max(size / _STEP, min(size, 1)), "KB"  # what is there is never nothing
    for larger in ("MB", "GB"):
        if amount < _STEP:
            break
        amount, unit = amount / _STEP, larger
    return f"{amount:.1f} {unit}" if amount < 10 and unit != "KB" else f"{amount:.0f} {unit}"
