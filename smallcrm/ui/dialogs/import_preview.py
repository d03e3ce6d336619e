"""What was understood of the files: sheets at the left, the sheet itself, columns at the right."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from smallcrm.core.i18n import _
from smallcrm.importers.fields import IGNORED
from smallcrm.importers.reading import PasswordNeeded
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.import_card import ColumnCard
from smallcrm.ui.dialogs.import_columns import ColumnCards
from smallcrm.ui.dialogs.import_findings import ImportFindings
from smallcrm.ui.dialogs.import_middle import SheetPane
from smallcrm.ui.dialogs.import_outlook import FileOutlook, Outlook, SheetOutlook
from smallcrm.ui.dialogs.import_password import PasswordCard
from smallcrm.ui.dialogs.import_profile_bar import ProfileBar
from smallcrm.ui.dialogs.import_side import ImportSide
from smallcrm.ui.dialogs.import_strip import ImportStrip
from smallcrm.ui.dialogs.import_walk import PROBLEMS, QUESTIONS, Place, Walk
from smallcrm.ui.dialogs.import_work import ImportWork
from smallcrm.ui.memory import Memory
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.layouts import holder, vbox
from smallcrm.ui.widgets.panels import EmptyState, Panel, make_splitter

# px at the left and the right, from this width on
_SIZES = ((1500, 260, 440), (1240, 240, 380), (0, 224, 330))
_LEAST = (200, 320, 300)


class ImportPreview(QWidget):
    """Three panes over one ImportWork: what the user changes goes there and comes back planned."""

    add_asked = Signal(str)
    replace_asked = Signal(int)

    def __init__(self, work: ImportWork, context: Context) -> None:
        super().__init__()
        self._work = work
        self._outlook = Outlook(())
        self._file, self._sheet = 0, ""
        self._walked = False
        self._memory: Memory | None = context.memory
        self._building = self._build(context)
        QTimer.singleShot(0, self, self._build_on)

    def finish(self) -> None:
        """Make all parts that are not made yet."""
        for _step in self._building:
            pass

    def _build_on(self) -> None:
        """Make the next part: all at once would hold the window while it opens."""
        if next(self._building, False):
            QTimer.singleShot(0, self, self._build_on)

    def _build(self, context: Context) -> Iterator[bool]:
        """Make the parts, pausing between them."""
        work = self._work
        self._left, self._right = Panel("side", margins=0), Panel("side", margins=0)
        self.middle, self.right = QStackedWidget(), QStackedWidget()
        self._right.box.addWidget(self.right)
        parts = (self._left, self.middle, self._right)
        for part, least in zip(parts, _LEAST, strict=True):
            part.setMinimumWidth(least)
        self._splitter = make_splitter(*parts, sizes=(240, 700, 380), stretch=1)
        self.setLayout(vbox(self._splitter, spacing=0))
        yield True
        self.side = ImportSide(work, lambda: (self._file, self._sheet))
        self._left.box.addWidget(self.side)
        yield True
        self.pane = SheetPane(work, lambda: (self._file, self._sheet))
        self.table = self.pane.table
        self.walk = Walk(self)
        self.strip = ImportStrip(self.walk)
        sheet = QWidget()
        sheet.setLayout(vbox(self.pane, self.strip, spacing=0))
        self.middle.addWidget(sheet)
        yield True
        self.unreadable = EmptyState(
            "file-warning",
            "",
            _("Choose another file"),
            lambda: self.replace_asked.emit(self._file),
            button_icon="folder-open",
        )
        self.locked = PasswordCard()
        self.middle.addWidget(self.unreadable)
        self.middle.addWidget(self.locked)
        yield True
        self.cards = ColumnCards(work.today)
        self.profile = ProfileBar(work, context, lambda: self._file)
        self.columns = holder(vbox(self.profile, self.cards, spacing=0))
        self.columns.layout().setStretchFactor(self.cards, 1)
        self.right.addWidget(self.columns)
        yield True
        self.findings = ImportFindings(work, self.walk, context)
        self.right.addWidget(self.findings)
        self._connect()

    def showEvent(self, event) -> None:
        super().showEvent(event)
        if self._memory is not None:
            px = theme().px
            left, right = next(ends for least, *ends in _SIZES if self.width() >= px(least))
            left, right = min(px(left), self.width() // 4), min(px(right), self.width() * 3 // 8)
            self._splitter.setSizes([left, self.width() - left - right, right])
            self._memory.remember_splitter(self._splitter, "import")
            self._memory = None

    def show_outlook(self, outlook: Outlook) -> None:
        """Show what was worked out; stays at the sheet, the row and the finding it was at."""
        self.finish()
        self._outlook = outlook
        self._file = min(self._file, len(outlook.files) - 1) if outlook.files else 0
        if not outlook.files:
            return
        file = outlook.files[self._file]
        if file.sheet(self._sheet) is None:
            self._sheet = _first_sheet(file)
        if not self._walked:
            self._walked = True
            questions = outlook.plan is not None and bool(outlook.plan.questions)
            self.walk.kind = PROBLEMS if outlook.stops or not questions else QUESTIONS
        self.walk.show_outlook(outlook)
        self.side.show_outlook(outlook)
        self._show_file()
        self._mark_walk()

    def show_place(self, file: int, sheet: str = "") -> None:
        """Look at a sheet of a file ("" for its first)."""
        if not 0 <= file < len(self._outlook.files):
            return
        self._file = file
        self._sheet = sheet or _first_sheet(self._outlook.files[file])
        self.side.show_outlook(self._outlook)
        self._show_file()

    def forget_place(self) -> None:
        """Look at the first sheet of whatever is shown next."""
        self._sheet = ""
        self._walked = False

    def clear(self) -> None:
        """Let go of all that was worked out: it may be hundreds of megabytes."""
        self.finish()
        self._outlook = Outlook(())
        self.side.clear()
        self.walk.show_outlook(self._outlook)
        self.pane.clear()

    @property
    def sheet(self) -> SheetOutlook | None:
        """The sheet that is looked at."""
        files = self._outlook.files
        return files[self._file].sheet(self._sheet) if files else None

    def _connect(self) -> None:
        work = self._work
        self.side.place_asked.connect(self.show_place)
        self.side.walk_asked.connect(self.open_findings)
        self.side.add_asked.connect(self.add_asked)
        self.walk.gone_to.connect(self._go_to)
        self.findings.closed.connect(self.show_columns)
        self.locked.given.connect(lambda word: work.open_with(self._file, word))
        self.locked.other_asked.connect(lambda: self.replace_asked.emit(self._file))
        self.cards.changed.connect(self._set_column)
        self.cards.entered.connect(self.table.go_to_column)
        self.table.cell_entered.connect(lambda _row, _column: self._mark_column())
        self.pane.meaning_asked.connect(self._ask_meaning)
        self.pane.ignore_asked.connect(self._leave_out)
        self.cards.order_asked.connect(lambda order: work.set_date_order(self._file, order))
        self.cards.year_said.connect(lambda year: work.set_year(self._file, year))
        self.cards.doubt_asked.connect(self.table.go_to)
        undo = QShortcut(QKeySequence.StandardKey.Undo, self)
        undo.activated.connect(work.take_back)

    def _show_file(self) -> None:
        file = self._outlook.files[self._file]
        readable = file.analysis is not None
        alone = len(self._outlook.files) == 1
        self._left.setVisible(readable or not alone)
        self._right.setVisible(readable)
        self.middle.setCurrentIndex(0 if readable else 1)
        if isinstance(file.error, PasswordNeeded) and file.locked:
            self.middle.setCurrentWidget(self.locked)
            self.locked.ask(file.path.name, wrong=file.error.wrong)
            return
        if not readable and file.error is not None:
            self.unreadable.set_text(file.error.message, file.error.advice)
            return
        self.locked.forget()
        self.profile.show_file(file)
        self.pane.show_sheet(self._outlook, self.sheet)
        self.cards.show_sheet(self.sheet, len(file.sheets) > 1)
        self._mark_column()

    def _mark_column(self) -> None:
        group = self.table.group()
        self.cards.mark(self.table.currentIndex().column(), group[0].table if group else "")

    def open_findings(self, kind: str) -> None:
        """List the rows of an outcome, the doubtful cells or the questions at the right."""
        self.right.setCurrentWidget(self.findings)
        self.walk.begin(kind)
        self.findings.focus_list()
        self._mark_walk()

    def show_columns(self) -> None:
        """Show again what each column is."""
        self.right.setCurrentWidget(self.columns)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._mark_walk()

    def _mark_walk(self) -> None:
        self.side.mark_walk(
            self.walk.kind.partition(":")[0] if self.walk.question else self.walk.kind
        )

    def jump_to(self, file: int, sheet: str, row: int, column: int = -1) -> None:
        """Go to a cell: row from 1, column from 0 (-1: the row's first cell)."""
        if (file, sheet) != (self._file, self._sheet):
            self.show_place(file, sheet)
        self.table.go_to(row, column)

    def _go_to(self, place: Place) -> None:
        self.jump_to(*place)

    def _set_column(self, table: str, index: int, field: str) -> None:
        self._work.set_column(self._file, table, index, field)

    def _card_at(self, index: int) -> ColumnCard | None:
        group = self.table.group()
        return self.cards.card_at(index, group[0].table if group else "")

    def _leave_out(self, index: int) -> None:
        card = self._card_at(index)
        if card is not None and card.card is not None:
            self._set_column(card.card.table, index, IGNORED)

    def _ask_meaning(self, index: int) -> None:
        card = self._card_at(index)
        if card is not None:
            self.right.setCurrentWidget(self.columns)
            self.cards.open_pick(card)


def _first_sheet(file: FileOutlook) -> str:
    taken = [sheet.name for sheet in file.sheets if sheet.taken]
    names = taken or [sheet.name for sheet in file.sheets]
    return names[0] if names else ""
