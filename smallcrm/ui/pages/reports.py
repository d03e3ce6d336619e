"""Reports: choose one, see it as it will be printed, print or save it."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import Qt, QTemporaryDir, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QStackedWidget, QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.core.paths import documents_dir
from smallcrm.core.progress import Progress
from smallcrm.services.customers import get_customer, name_of
from smallcrm.services.report_list import (
    CUSTOMER,
    DAYS,
    MONTH,
    ONE_CUSTOMER,
    REPORTS,
    ReportOptions,
    write_report,
)
from smallcrm.services.report_schedule import file_name, read_schedule
from smallcrm.services.table import ShownList
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.pdf_preview import PdfPreview, open_file, print_pdf, save_pdf
from smallcrm.ui.jobs import Job
from smallcrm.ui.pages.reports_files import copy_as_file, keep_file, show_in_folder, write_mail
from smallcrm.ui.pages.reports_gallery import Gallery
from smallcrm.ui.pages.reports_options import OptionsForm
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button, IconButton
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox
from smallcrm.ui.widgets.panels import EmptyState, Line, Panel, ScrollColumn
from smallcrm.ui.widgets.shortcuts import Keys

# make(session, kind, options, path, progress) writes the report as PDF to path
Make = Callable[[Session, str, ReportOptions, Path, Progress], object]

_SIDE = 270  # px at 100 % text of the columns beside the preview


class ReportsPage(QWidget):
    """The gallery at the left, the preview in the middle, what can be chosen at the right."""

    def __init__(self, context: Context, make: Make | None = None) -> None:
        super().__init__()
        self._context, self._make = context, make or write_report
        self._folder = QTemporaryDir()
        self._job: Job | None = None
        self._turn = 0
        self._made: Path | None = None
        self._stale = True
        self.preview = PdfPreview()
        self.waiting = EmptyState("hourglass", _("The report is being made…"))
        self.asking = EmptyState(
            "user-round-search", _("Choose a customer at the right: its report is shown here.")
        )
        self.problem = EmptyState(
            "file-warning", "", _("Try again"), self.refresh, button_icon="refresh-cw"
        )
        self._stack = QStackedWidget()
        for part in (self.waiting, self.preview, self.asking, self.problem):
            self._stack.addWidget(part)
        row = hbox(self._make_side(), Line(upright=True), self._make_right(), spacing=0)
        row.setStretch(2, 1)
        self.setLayout(row)
        self.preview.page_changed.connect(self._show_page)
        context.hub.changed.connect(self._changed)
        for key, slot in (
            ("Ctrl+P", self.print),
            ("Ctrl+S", self.save),
            ("Ctrl+E", self.send),
            ("Ctrl+Shift+C", self.copy_file),
            ("F5", self.refresh),
        ):
            shortcut = QShortcut(QKeySequence(key), self, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @property
    def keys_help(self) -> Keys:
        """Keys of this page for the overview."""
        return [
            ("Ctrl+P", _("Print the report")),
            ("Ctrl+S", _("Save the report as PDF")),
            ("Ctrl+E", _("Send the report by e-mail")),
            ("Ctrl+Shift+C", _("Copy the report as a file")),
            ("F5", _("Make the report again")),
        ]

    def activate(self) -> None:
        """Make the report again when the data changed meanwhile."""
        if "options" not in self.__dict__:
            QTimer.singleShot(0, self, self._begin)  # the page first, then what can be chosen
        elif self._stale:
            self.refresh()
        self.preview.setFocus(Qt.FocusReason.OtherFocusReason)

    @cached_property
    def options(self) -> OptionsForm:
        """What can be chosen; made when the page was shown, or when it is asked for."""
        options = OptionsForm(self._context)
        options.show_for(self.gallery.kind())
        options.changed.connect(self.refresh)
        self._choices.box.insertWidget(0, options)
        return options

    def refresh(self) -> None:
        """Make the report that is chosen; an older one under way is given up."""
        if self._job is not None:
            self._job.cancel()
        self._stale = False
        self.again.hide()
        self._turn += 1
        self._set_made(None)
        kind, options = self.gallery.kind(), self.options.options()
        self._book.setVisible(kind.sheet is not None)
        if ONE_CUSTOMER in kind.takes and options.customer_id is None:
            self._stack.setCurrentWidget(self.asking)
            return
        self._stack.setCurrentWidget(self.waiting)
        turn, make = self._turn, self._make
        path = Path(self._folder.filePath(f"{turn}.pdf"))

        def work(sessions, progress):
            with sessions() as session:
                make(session, kind.key, options, path, progress)

        self._job = self._context.runner.run(
            work,
            _("Report"),
            done=lambda _result: self._show_made(turn, path),
            failed=lambda error: self._show_problem(turn, str(error)),
            cancelled=lambda: self._show_problem(turn, _("The report was not made.")),
        )
        self._job.ended.connect(lambda: self._forget(turn))

    def prepare(self, kind: str, customer_id: int) -> None:
        """Choose a report and its customer (0 for none); it is made when the page is shown."""
        self.gallery.set_value(kind)
        self.options.show_for(self.gallery.kind())
        if customer_id:
            self.options.set_customer(customer_id)
        self._stale = True

    def prepare_list(self, kind: str, shown: ShownList) -> None:
        """Choose a report of a list as it stands; it is made when the page is shown."""
        self.options.set_list(shown)
        self.prepare(kind, 0)

    def print(self) -> None:
        """Send the report to a printer."""
        if self._made is not None:
            self._try(lambda: print_pdf(self.preview.pdf, self._name(), self))

    def copy_file(self) -> None:
        """Put the report on the clipboard as a file, for a chat such as WeChat."""
        if self._made is not None:
            self._try(lambda: copy_as_file(self._named_copy()))
            self._context.hub.say(_("Copied: paste it into a chat or a mail."))

    def send(self) -> None:
        """Keep the report in the reports' folder, show it there, and open a new message."""
        if self._made is not None:
            self._try(self._send)

    def show_earlier(self) -> None:
        """Show the reports made by themselves, and what is chosen for them."""
        from smallcrm.ui.pages.reports_earlier import EarlierDialog

        dialog = EarlierDialog(self._context, self.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self) -> Path | None:
        """Ask where to keep the report and keep it there; returns the place."""
        if self._made is None:
            return None
        saved: list[Path | None] = [None]
        made = self._made

        def act() -> None:
            saved[0] = save_pdf(made, self._name() + ".pdf", self)

        self._try(act)
        if saved[0] is not None:
            self._context.hub.say(_("Saved to %(path)s") % {"path": saved[0]})
        return saved[0]

    def save_and_open(self) -> None:
        """Keep the report and show it in the system's program for PDF."""
        if (place := self.save()) is not None:
            open_file(place)

    def save_workbook(self) -> None:
        """Ask for a place and write the tables of the report there as .xlsx."""
        kind, options, make = self.gallery.kind(), self.options.options(), self._make
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Save as workbook"), str(documents_dir() / f"{self._name()}.xlsx"),
            "Excel (*.xlsx)",
        )  # fmt: skip
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() != ".xlsx":
            path = path.with_name(path.name + ".xlsx")

        def work(sessions, progress):
            with sessions() as session:
                make(session, kind.key, options, path, progress)

        hub = self._context.hub
        self._context.runner.run(
            work,
            _("Report"),
            done=lambda _result: hub.say(_("Saved to %(path)s") % {"path": path}),
            failed=lambda error: hub.say(str(error), "bad"),
        )

    def _send(self) -> None:
        session = self._context.session
        made = self._made
        if made is None:
            return
        kept = keep_file(made, read_schedule(session).place, f"{self._name()}.pdf")
        customer = self.options.options().customer_id
        asks = self.gallery.kind().takes & {CUSTOMER, ONE_CUSTOMER}
        to = get_customer(session, customer).email if asks and customer is not None else ""
        company = session.settings.get("company_name")
        text = _("Please find attached: %(name)s") % {"name": kept.name}
        opened = write_mail(self._name(), f"{text}\n\n{company}".rstrip(), to)
        show_in_folder(kept)
        said = _("Drag the file from its folder into the message: %(path)s") % {"path": kept}
        if not opened:
            said = _("No mail program answers. The file lies here: %(path)s") % {"path": kept}
        self._context.hub.say(said, "ok" if opened else "warn")

    def _named_copy(self) -> Path:
        """The report under its name, for others to take; it stays until the program ends."""
        assert self._made is not None
        return keep_file(self._made, Path(self._folder.filePath("copies")), f"{self._name()}.pdf")

    def _make_side(self) -> Panel:
        self.gallery = Gallery([kind for kind in REPORTS if kind.in_window])
        self.gallery.set_value(str(self._context.memory.get("reports.kind") or ""))
        self.gallery.chosen.connect(self._choose)
        side = Panel("side", self.gallery, margins=0, spacing=0)
        side.setFixedWidth(theme().px(_SIDE))
        return side

    def _make_right(self) -> Panel:
        self._pages = Label("", "body", "muted")
        self._book = Button(_("Save as workbook"), "sheet", on_click=self.save_workbook)
        self._actions: list[QAbstractButton] = [
            IconButton("mail", tip(_("Send by e-mail"), "Ctrl+E"), on_click=self.send),
            IconButton("copy", tip(_("Copy as file"), "Ctrl+Shift+C"), on_click=self.copy_file),
            IconButton("external-link", _("Save and open"), on_click=self.save_and_open),
            self._book,
            Button(_("Save as PDF"), "download", on_click=self.save, tooltip="Ctrl+S"),
            Button(_("Print"), "printer", "primary", on_click=self.print, tooltip="Ctrl+P"),
        ]
        self.earlier = IconButton("history", _("Earlier reports"), on_click=self.show_earlier)
        self.again = Button(
            _("The data has changed: make it again"), "refresh-cw", "link", on_click=self.refresh
        )
        self.again.hide()
        bar = Panel(
            "top", self._pages, self.again, None, self.earlier, across=True, margins=(16, 8)
        )
        for button in self._actions:
            bar.box.addWidget(button)
        self._choices = ScrollColumn(None, margins=(14, 12, 14, 14))
        column = Panel("side", self._choices, margins=0, spacing=0)
        column.setFixedWidth(theme().px(_SIDE))
        below = hbox(self._stack, Line(upright=True), column, spacing=0)
        below.setStretch(0, 1)
        right = Panel("plain", bar, below, margins=0, spacing=0)
        right.box.setStretch(1, 1)
        return right

    def _begin(self) -> None:
        _made = self.options
        if self._stale:
            self.refresh()

    def _choose(self, kind: str) -> None:
        self._context.memory.set("reports.kind", kind)
        self.options.show_for(self.gallery.kind())
        self.refresh()

    def _changed(self, _changes: object) -> None:
        # a report that changes while it is read irritates: made again when the page is shown next
        self._stale = True
        self.again.setVisible(self._made is not None)

    def _show_made(self, turn: int, path: Path) -> None:
        if turn != self._turn:
            return
        if self.preview.show_file(path):
            self._set_made(path)
            self._stack.setCurrentWidget(self.preview)
        else:
            self._show_problem(turn, _("The PDF could not be shown."))

    def _show_problem(self, turn: int, text: str) -> None:
        if turn == self._turn:
            self.problem.set_text(text)
            self._stack.setCurrentWidget(self.problem)

    def _forget(self, turn: int) -> None:
        if turn == self._turn:
            self._job = None

    def _set_made(self, path: Path | None) -> None:
        self._made = path
        for button in self._actions:
            button.setEnabled(path is not None)
        if path is None:
            self._pages.setText("")

    def _show_page(self, page: int, pages: int) -> None:
        words = _("Page %(page)d of %(pages)d") % {"page": page, "pages": pages}
        self._pages.setText(words if pages else "")

    def _name(self) -> str:
        """The name of the file: the report, of whom, of when."""
        kind, options = self.gallery.kind(), self.options.options()
        parts = [_(kind.title)]
        if kind.takes & {CUSTOMER, ONE_CUSTOMER} and options.customer_id is not None:
            parts.append(name_of(options.customer_id))
        if MONTH in kind.takes and options.first is None:
            parts.append(str(options.month))
        elif DAYS in kind.takes:
            parts.extend(day.isoformat() for day in (options.first, options.last) if day)
        return file_name(parts)

    def _try(self, action: Callable[[], object]) -> None:
        try:
            action()
        except UserError as error:
            self._context.hub.say(str(error), "bad")


def tip(text: str, key: str) -> str:
    """A tooltip that names a key."""
    return f"{text}  {key}"
