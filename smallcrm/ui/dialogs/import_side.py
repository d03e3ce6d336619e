"""The left of the import dialog: files, sheets, how they are read, and what will happen."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _, ngettext
from smallcrm.importers.plan import OUTCOMES
from smallcrm.ui.dialogs.import_item_words import (
    RECORD_ICONS,
    RECORD_WORDS,
    decision_of,
    outcome_title,
    record_words,
)
from smallcrm.ui.dialogs.import_lines import SideLine, indented
from smallcrm.ui.dialogs.import_outlook import FileOutlook, Outlook, SheetOutlook
from smallcrm.ui.dialogs.import_policy import PolicyLines
from smallcrm.ui.dialogs.import_reading import ReadingLines
from smallcrm.ui.dialogs.import_walk import PROBLEMS, QUESTIONS, RECORDS
from smallcrm.ui.dialogs.import_words import OUTCOME_LOOKS, file_words, rows_words
from smallcrm.ui.dialogs.import_work import ImportWork
from smallcrm.ui.widgets.buttons import Action, IconButton
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.layouts import clear_layout, hbox, holder, vbox
from smallcrm.ui.widgets.panels import Line, ScrollColumn

_ORDER = ("created", "updated", "merged", "unchanged", "skipped", "rejected")


class ImportSide(ScrollColumn):
    """Files and sheets to choose from, guesses to overrule, numbers to go through."""

    place_asked = Signal(int, str)  # file, sheet ("" for its first)
    walk_asked = Signal(str)  # what to go through: an outcome, the problems, the questions
    add_asked = Signal(str)  # the way: "files", "folder" or "paste"

    def __init__(self, work: ImportWork, place: Callable[[], tuple[int, str]]) -> None:
        super().__init__(margins=(8, 12, 8, 12), spacing=0)
        self._work, self._place = work, place
        self._outlook = Outlook(())
        self._file_lines: list[SideLine] = []
        self.sheet_lines: dict[str, SideLine] = {}
        self._shape: tuple[object, ...] = ()
        self._files, self._sheets = vbox(spacing=2), vbox(spacing=2)
        self._name = ElidedLabel("", "section")
        self._about = ElidedLabel("", "body", "muted")
        self._note = Label("", "small", "warn", wrap=True)
        self.add = IconButton("file-plus", _("Bring another list as well"), small=True)
        self.add.set_menu(self.ways())
        self.reading = ReadingLines(work, place)
        self._head = holder(hbox(self._name, self.add, margins=(8, 0, 0, 0), spacing=4))
        self.box.addLayout(self._files)
        self.box.addWidget(self._head)
        self.box.addWidget(indented(self._about))
        self.box.addWidget(indented(self._note))
        self.box.addSpacing(8)
        self.box.addLayout(self._sheets)
        self._reading_head = self._section(_("How it is read"))
        self.box.addWidget(self.reading)
        self.policy = PolicyLines(work)
        self.box.addWidget(self.policy)
        self._happens = self._section(_("What will happen"))
        self.figures: dict[str, SideLine] = {}
        self._make_figures()
        self.box.addStretch(1)

    def show_outlook(self, outlook: Outlook) -> None:
        """Show what was worked out."""
        self._outlook = outlook
        self._make_files()
        place, sheet_name = self._place()
        file = outlook.files[place]
        sheet = file.sheet(sheet_name)
        self._name.setText(file.path.name)
        self._about.setText(file_words(file) if file.analysis is not None else "")
        notes = [note.text for note in file.analysis.notes] if file.analysis is not None else []
        if outlook.plan is not None and place in outlook.numbers:
            number = outlook.numbers.index(place)
            notes += [text for which, text in outlook.plan.notes if which == number]
        self._note.setText("\n".join(notes))
        self._note.parentWidget().setVisible(bool(notes))
        self._make_sheets(file, place)
        self.mark_place()
        self.reading.show_file(file, sheet)
        readable = file.analysis is not None
        self.reading.setVisible(readable)
        self._reading_head.setVisible(readable)
        self.policy.show_outlook(outlook)
        self._show_figures(outlook)

    def ways(self) -> list[Action | None]:
        """Return the ways more can be brought."""
        ask = self.add_asked.emit
        return [
            Action(_("Files"), lambda: ask("files"), "file-plus"),
            Action(_("All lists of a folder"), lambda: ask("folder"), "folder"),
            Action(_("Rows on the clipboard"), lambda: ask("paste"), "clipboard-paste", "Ctrl+V"),
        ]

    def clear(self) -> None:
        """Let go of what was worked out."""
        self._outlook = Outlook(())

    def mark_place(self) -> None:
        """Show which file and sheet are looked at."""
        place, sheet_name = self._place()
        for number, line in enumerate(self._file_lines):
            line.set_chosen(number == place)
        for name, line in self.sheet_lines.items():
            line.set_chosen(name == sheet_name and len(self.sheet_lines) > 1)

    def mark_walk(self, kind: str) -> None:
        """Show what is gone through."""
        for name, line in self.figures.items():
            line.set_chosen(name == kind and line.isEnabled())

    # --- files and sheets -----------------------------------------------------------------------

    def _make_files(self) -> None:
        files = self._outlook.files
        several = len(files) > 1
        names = tuple(file.path for file in files)
        if names != self._shape:
            self._shape = names
            clear_layout(self._files)
            self._file_lines = []
            for place, file in enumerate(files if several else ()):
                self._files.addWidget(self._file_line(place, file))
            if several:
                self._files.addSpacing(10)
        for line, file in zip(self._file_lines, files, strict=False):
            bad = file.analysis is None
            words = _("unreadable") if bad else f"{file.data_rows:,}"
            words = _("locked") if file.locked else words
            icon = "file-warning" if bad else "file-spreadsheet"
            tone = "bad" if bad else "muted"
            if file.locked:
                icon, tone = "key-round", "warn"
            line.show_state(words, tone, icon=icon, icon_tone=tone, faint=bad)

    def _file_line(self, place: int, file: FileOutlook) -> QWidget:
        middle = Qt.TextElideMode.ElideMiddle  # files of a folder differ at the end
        line = SideLine(file.path.name, icon="file-spreadsheet", height=32, dots=middle)
        line.setToolTip(str(file.path))
        line.clicked.connect(lambda: self.place_asked.emit(place, ""))
        self._file_lines.append(line)
        away = IconButton(
            "x",
            _("Leave this file out"),
            on_click=partial(self._work.remove_file, place),
            small=True,
        )
        row = hbox(line, away, spacing=2)
        row.setStretch(0, 1)
        return holder(row)

    def _make_sheets(self, file: FileOutlook, place: int) -> None:
        names = [sheet.name for sheet in file.sheets]
        if names != list(self.sheet_lines) or self._sheets.property("file") != place:
            clear_layout(self._sheets)
            self._sheets.setProperty("file", place)
            self.sheet_lines = {}
            for name in names if len(names) > 1 else ():
                line = SideLine(name, box=True, height=32)
                line.clicked.connect(partial(self.place_asked.emit, place, name))
                line.ticked.connect(partial(self._work.take_sheet, place, name))
                self.sheet_lines[name] = line
                self._sheets.addWidget(line)
        for sheet in file.sheets:
            if sheet.name in self.sheet_lines:
                self._show_sheet(self.sheet_lines[sheet.name], sheet)

    def _show_sheet(self, line: SideLine, sheet: SheetOutlook) -> None:
        if sheet.hidden:
            line.setText(_("%(sheet)s (hidden)") % {"sheet": sheet.name})
        right = rows_words(sheet.data_rows) if sheet.taken else _("left out")
        line.show_state(right, box=sheet.taken, faint=not sheet.taken)
        line.setToolTip(sheet.reason)

    # --- figures --------------------------------------------------------------------------------

    def _section(self, title: str) -> QWidget:
        label = Label(title, "body", "muted")
        head = holder(vbox(label, margins=(8, 16, 8, 4)))
        self.box.addWidget(head)
        return head

    def _make_figures(self) -> None:
        for name in _ORDER:
            look = OUTCOME_LOOKS[name]
            self._figure(name, _(look.words), look.icon)
        for kind in RECORD_WORDS:
            self._figure(RECORDS + kind, record_words(kind), RECORD_ICONS[kind])
        self.box.addSpacing(4)
        self.box.addWidget(Line())
        self.box.addSpacing(4)
        self._figure(PROBLEMS, _("Cells to look at"), "circle-alert")
        self._figure(QUESTIONS, _("To decide"), "circle-question-mark")
        self.box.addSpacing(4)
        self.box.addWidget(Line())
        self.box.addSpacing(4)
        self._others = SideLine(_("Titles, totals, blank rows"))
        self._balance = SideLine(_("Rows accounted for"))
        for line in (self._others, self._balance):
            line.setEnabled(False)
            self.box.addWidget(line)

    def _figure(self, name: str, words: str, icon: str) -> None:
        line = SideLine(words, icon=icon)
        line.clicked.connect(lambda: self.walk_asked.emit(name))
        self.figures[name] = line
        self.box.addWidget(line)

    def _show_figures(self, outlook: Outlook) -> None:
        totals = outlook.plan.totals if outlook.plan is not None else {}
        for name in _ORDER:
            look = OUTCOME_LOOKS[name]
            self.figures[name].setText(outcome_title(outlook, name))
            self._show_figure(name, totals.get(name, 0), look.tone)
            self.figures[name].setVisible(name == "created" or totals.get(name, 0) > 0)
        for kind in RECORD_WORDS:
            n = len(outlook.made.get(kind, ()))
            self._show_figure(RECORDS + kind, n, "accent")
            self.figures[RECORDS + kind].setVisible(n > 0)
        self._show_figure(PROBLEMS, len(outlook.stops), "warn")
        questions = outlook.plan.questions if outlook.plan is not None else ()
        open_ones = sum(decision_of(one, self._work.decisions) is None for one in questions)
        words = f"{open_ones:,}" if open_ones or not questions else _("all decided")
        self._show_figure(QUESTIONS, len(questions), "warn" if open_ones else "ok", words)
        self._others.show_state(f"{outlook.other_rows:,}", faint=True)
        rows = sum(file.data_rows for file in outlook.files)
        sum_of_rows = sum(totals.get(name, 0) for name in OUTCOMES)
        even = rows == sum_of_rows
        sign = "=" if even else "≠"
        self._balance.show_state(f"{rows:,} {sign} {sum_of_rows:,}", "ok" if even else "bad")
        n = len(outlook.analyses)
        head = ngettext("What will happen (%(n)d file)", "What will happen (%(n)d files)", n)
        text = head % {"n": n} if n > 1 else _("What will happen")
        self._happens.layout().itemAt(0).widget().setText(text)

    def _show_figure(self, name: str, n: int, tone: str, words: str = "") -> None:
        line = self.figures[name]
        line.setEnabled(n > 0)
        line.show_state(
            words or f"{n:,}",
            tone if n else "faint",
            chosen=line.is_chosen() and n > 0,
            faint=n == 0,
            icon_tone=tone if n else "faint",
        )
