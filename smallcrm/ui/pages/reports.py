"""Reports: choose one, see it as it will be printed, print or save it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTemporaryDir
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from smallcrm.core.dates import Month, month_words
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import LANGUAGES, _
from smallcrm.core.progress import Progress
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.pdf_preview import PdfPreview, open_file, print_pdf, save_pdf
from smallcrm.ui.jobs import Job
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button, Segmented
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.form import Form
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, vbox
from smallcrm.ui.widgets.panels import EmptyState, Line, Panel
from smallcrm.ui.widgets.shortcuts import Keys
from smallcrm.ui.widgets.side_list import SideItem, SideList

MONTHLY = "monthly"
MONTHS_BACK = 24
LAST_MONTH_UNTIL = 10  # in the first days of a month the one before is what is wanted

# make(session, kind, month, language, path, progress) writes the report as PDF to path
Make = Callable[[Session, str, Month, str, Path, Progress], object]


class ReportsPage(QWidget):
    """The gallery and its options at the left, the preview at the right."""

    def __init__(self, context: Context, make: Make | None = None) -> None:
        super().__init__()
        self._context, self._make = context, make or make_report
        self._folder = QTemporaryDir()
        self._job: Job | None = None
        self._turn = 0
        self._made: Path | None = None
        self._stale = True
        self.preview = PdfPreview()
        self.waiting = EmptyState("hourglass", _("The report is being made…"))
        self.problem = EmptyState(
            "file-warning", "", _("Try again"), self.refresh, button_icon="refresh-cw"
        )
        self._stack = QStackedWidget()
        for part in (self.waiting, self.preview, self.problem):
            self._stack.addWidget(part)
        row = hbox(self._make_side(), Line(upright=True), self._make_right(), spacing=0)
        row.setStretch(2, 1)
        self.setLayout(row)
        self.preview.page_changed.connect(self._show_page)
        context.hub.changed.connect(self._changed)
        for key, slot in (("Ctrl+P", self.print), ("Ctrl+S", self.save), ("F5", self.refresh)):
            shortcut = QShortcut(QKeySequence(key), self, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @property
    def keys_help(self) -> Keys:
        """Keys of this page for the overview."""
        return [
            ("Ctrl+P", _("Print the report")),
            ("Ctrl+S", _("Save the report as PDF")),
            ("F5", _("Make the report again")),
        ]

    def activate(self) -> None:
        """Make the report again when the data changed meanwhile."""
        if self._stale:
            self.refresh()
        self.preview.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Make the report that is chosen; an older one under way is given up."""
        if self._job is not None:
            self._job.cancel()
        self._stale = False
        self.again.hide()
        self._turn += 1
        self._set_made(None)
        self._stack.setCurrentWidget(self.waiting)
        turn, make, kind = self._turn, self._make, str(self.gallery.value())
        month, language = self.chosen_month(), str(self.language.value())
        path = Path(self._folder.filePath(f"{turn}.pdf"))

        def work(sessions, progress):
            with sessions() as session:
                make(session, kind, month, language, path, progress)

        self._job = self._context.runner.run(
            work,
            _("Report"),
            done=lambda _result: self._show_made(turn, path),
            failed=lambda error: self._show_problem(turn, str(error)),
            cancelled=lambda: self._show_problem(turn, _("The report was not made.")),
        )
        self._job.ended.connect(lambda: self._forget(turn))

    def chosen_month(self) -> Month:
        """Return the month that is chosen."""
        value = self.month.value()
        return value if isinstance(value, Month) else first_choice(self._context.today)

    def print(self) -> None:
        """Send the report to a printer."""
        if self._made is not None:
            self._try(lambda: print_pdf(self.preview.pdf, self._name(), self))

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

    def _make_side(self) -> Panel:
        context = self._context
        item = SideItem(MONTHLY, _("Monthly customer report"), "file-text")
        self.gallery = SideList([SideItem(None, _("Reports")), item])
        self.gallery.chosen.connect(lambda _key: self.refresh())
        self.month = ChoiceBox(month_choices(context.today, context.language))
        self.month.set_value(first_choice(context.today))
        self.month.chosen.connect(lambda _month: self.refresh())
        kept = context.memory.get("reports.language")
        language = kept if kept in LANGUAGES else context.language
        self.language = Segmented(list(LANGUAGES.items()), language)
        self.language.changed.connect(self._change_language)
        options = Form()
        options.add("month", _("Month"), self.month)
        options.add("language", _("Language of the report"), hbox(self.language, None))
        side = Panel(
            "side",
            self.gallery,
            vbox(options, margins=(14, 8, 14, 16)),
            None,
            margins=0,
            spacing=0,
        )
        rows = sum(self.gallery.sizeHintForRow(row) for row in range(2))
        self.gallery.setFixedHeight(rows + theme().px(20))
        side.setFixedWidth(theme().px(228))
        return side

    def _make_right(self) -> Panel:
        self._pages = Label("", "body", "muted")
        self._actions = [
            Button(_("Save as PDF"), "download", on_click=self.save, tooltip="Ctrl+S"),
            Button(_("Save and open"), "external-link", on_click=self.save_and_open),
            Button(_("Print"), "printer", "primary", on_click=self.print, tooltip="Ctrl+P"),
        ]
        self.again = Button(
            _("The data has changed: make it again"), "refresh-cw", "link", on_click=self.refresh
        )
        self.again.hide()
        bar = Panel("top", self._pages, self.again, None, across=True, margins=(16, 8))
        for button in self._actions:
            bar.box.addWidget(button)
        right = Panel("plain", bar, self._stack, margins=0, spacing=0)
        right.box.setStretch(1, 1)
        return right

    def _change_language(self, language: object) -> None:
        self._context.memory.set("reports.language", language)
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
        return _("Monthly customer report") + f" {self.chosen_month()}"

    def _try(self, action: Callable[[], object]) -> None:
        try:
            action()
        except UserError as error:
            self._context.hub.say(str(error), "bad")


def month_choices(today, language: str) -> list[tuple[object, str]]:
    """Return this month and those before it, newest first, with their words."""
    months = [Month.of(today).plus(-back) for back in range(MONTHS_BACK)]
    return [(month, month_words(month.year, month.month, language)) for month in months]


def first_choice(today) -> Month:
    """Return the month that is most likely wanted today."""
    month = Month.of(today)
    return month.previous() if today.day <= LAST_MONTH_UNTIL else month


def make_report(
    session: Session, kind: str, month: Month, language: str, path: Path, progress: Progress
) -> None:
    """Write a report of the gallery as PDF."""
    from smallcrm.services.reporting import write_monthly_report  # with its PDF library: slow

    if kind != MONTHLY:
        raise ValueError(kind)
    write_monthly_report(session, month, language, path, progress)
