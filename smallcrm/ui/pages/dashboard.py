"""The dashboard: a month's figures and charts, each of which opens the records behind it."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QProgressBar, QStackedWidget, QWidget

from smallcrm.core.dates import Month, month_words
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.services.dashboard import Dashboard, read_dashboard
from smallcrm.services.dashboard_behind import Behind, find_behind
from smallcrm.services.dashboard_titles import title_behind
from smallcrm.storage.session import Session
from smallcrm.ui.charts import ChartView
from smallcrm.ui.context import Context
from smallcrm.ui.forms.picks import StaffBox
from smallcrm.ui.jobs import Job
from smallcrm.ui.pages.dashboard_records import RecordsDialog
from smallcrm.ui.pages.dashboard_tiles import TileRow
from smallcrm.ui.pages.reports_options import month_choices
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.layouts import holder, vbox
from smallcrm.ui.widgets.panels import EmptyState, Panel, ScrollColumn
from smallcrm.ui.widgets.shortcuts import Keys

# Name of a chart -> row, column and how many columns it takes, and its height in px.
_PLACES: dict[str, tuple[int, int, int, int]] = {
    "money": (0, 0, 1, 310),
    "stages": (0, 1, 1, 310),
    "best": (1, 0, 1, 290),
    "overdue": (1, 1, 1, 290),
    "sources": (2, 0, 1, 250),
    "work": (2, 1, 1, 250),
    "days": (3, 0, 2, 236),
}
_PAUSE_MS = 600  # several changes in a row read the figures once


class DashboardPage(QWidget):
    """Figures are read by a job when the page is first shown, and again when the data changed."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._job: Job | None = None
        self._turn = 0
        self._stale = True
        self._day = context.today
        self.shown: Dashboard | None = None
        self.month = ChoiceBox(month_choices(context.today, context.language))
        self.month.set_value(Month.of(context.today))
        self.month.setAccessibleName(_("Month"))
        self.owner = StaffBox(context, nobody=_("All owners"))
        self.owner.setAccessibleName(_("Owner"))
        for box in (self.month, self.owner):
            box.chosen.connect(lambda _value: self.refresh())
        self.report = Button(_("Monthly report"), "file-text", on_click=self._open_report)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(3)
        self.tiles = TileRow()
        self.tiles.opened.connect(self.open_key)
        self.charts = {name: ChartView(place[3]) for name, place in _PLACES.items()}
        self.waiting = EmptyState("hourglass", _("The figures are being worked out…"))
        self.empty = EmptyState(
            "users",
            _("There are no customers yet: their figures will stand here."),
            _("Import a list"),
            lambda: context.hub.import_asked.emit([]),
            button_icon="upload",
        )
        self.problem = EmptyState(
            "triangle-alert", "", _("Try again"), self.refresh, button_icon="refresh-cw"
        )
        self._stack = QStackedWidget()
        self._scroll = self._make_figures()
        for part in (self.waiting, self._scroll, self.empty, self.problem):
            self._stack.addWidget(part)
        top = Panel("top", self.month, self.owner, None, self.report, across=True, margins=(16, 8))
        column = vbox(top, self.bar, self._stack, spacing=0)
        column.setStretch(2, 1)
        self.setLayout(column)
        self._later = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._later.timeout.connect(self.refresh)
        context.hub.changed.connect(self._changed)

    @property
    def keys_help(self) -> Keys:
        """Keys of this page for the overview."""
        return [
            ("Tab", _("Go to the next figure or chart")),
            ("← ↑ → ↓", _("Go from bar to bar")),
            ("Enter", _("Open what lies behind it")),
        ]

    def activate(self) -> None:
        """Read the figures when they are not known yet, or the data changed meanwhile."""
        if self._day != self._context.today:
            self._begin_day()
        if self._stale:
            self.refresh()

    def refresh(self) -> None:
        """Read the figures; what is shown stays until then."""
        if self._job is not None:
            self._job.cancel()
        self._later.stop()
        self._stale = False
        self._turn += 1
        turn, month, owner = self._turn, self.month.value(), self.owner.name()
        language = self._context.language
        if self.shown is None:
            self._stack.setCurrentWidget(self.waiting)

        def work(sessions, progress):
            with sessions() as session:
                return read_dashboard(session, month, language, owner, progress)

        job = self._context.runner.run(
            work,
            _("Dashboard"),
            done=lambda found: self._show(turn, found),
            failed=lambda error: self._fail(turn, error),
            quiet=True,
        )
        self._job = job
        self.bar.setRange(0, 0)
        self.bar.show()
        job.progressed.connect(lambda done, total, _text: self._tell(turn, done, total))
        job.ended.connect(lambda: self._end(turn))

    def open_key(self, key: str) -> None:
        """Show the records behind a figure or a bar."""
        shown, language = self.shown, self._context.language
        if shown is None:
            return

        def find(session: Session) -> tuple[str, Behind]:
            behind = find_behind(session, shown, key)
            return title_behind(session, shown, key, behind, language), behind

        self._context.reader.read(
            "dashboard.behind", find, lambda found: self._show_records(*found)
        )

    # --- inside ---------------------------------------------------------------------------------

    def _make_figures(self) -> ScrollColumn:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        for name, (row, column, wide, _high) in _PLACES.items():
            view = self.charts[name]
            view.opened.connect(self.open_key)
            grid.addWidget(Panel("card", view, margins=14), row, column, 1, wide)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        return ScrollColumn(self.tiles, holder(grid), None, margins=16, spacing=12)

    def _show_records(self, title: str, behind: Behind) -> None:
        dialog = RecordsDialog(self._context, title, behind, self.window(), of=self._shown_of())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show(self, turn: int, found: Dashboard) -> None:
        if turn != self._turn:
            return
        self.shown = found
        if found.is_empty:
            self._stack.setCurrentWidget(self.empty)
            return
        self.tiles.set_tiles(found.tiles)
        for name, view in self.charts.items():
            view.set_chart(found.charts[name])
        self._chain_tabs()
        self._stack.setCurrentWidget(self._scroll)

    def _chain_tabs(self) -> None:
        """Tab goes through the figures, then through the charts."""
        before: QWidget = self.report
        for widget in (*self.tiles.cards, *self.charts.values()):
            QWidget.setTabOrder(before, widget)
            before = widget

    def _fail(self, turn: int, error: UserError) -> None:
        if turn == self._turn:
            self._stale = True
            self.problem.set_text(str(error))
            self._stack.setCurrentWidget(self.problem)

    def _tell(self, turn: int, done: int, total: int) -> None:
        if turn == self._turn:
            self.bar.setRange(0, total)
            self.bar.setValue(done)

    def _end(self, turn: int) -> None:
        if turn == self._turn:
            self._job = None
            self.bar.hide()

    def _changed(self, _changes: object) -> None:
        self._stale = True
        if self.isVisible():
            self._later.start()

    def _begin_day(self) -> None:
        """Offer the months of a new day; who looked at the newest one goes on to look at it."""
        newest = self.month.value() == Month.of(self._day)
        self._day = self._context.today
        chosen = Month.of(self._day) if newest else self.month.value()
        self.month.set_choices(month_choices(self._day, self._context.language))
        self.month.set_value(chosen)
        self._stale = True

    def _shown_of(self) -> str:
        """Of which month and whose customers the figures are."""
        month = self.month.value()
        words = month_words(month.year, month.month, self._context.language)
        whose = _("Dashboard of %(month)s") % {"month": words}
        return "  ·  ".join(filter(None, (whose, self.owner.name())))

    def _open_report(self) -> None:
        """Show the same month as a report."""
        self._context.hub.report_asked.emit("monthly", 0)

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        if self.tiles.cards and event.reason() is Qt.FocusReason.TabFocusReason:
            self.tiles.cards[0].setFocus(Qt.FocusReason.TabFocusReason)
