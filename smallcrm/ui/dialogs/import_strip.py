"""Goes through rows one by one: doubtful cells, open questions, or all rows of one outcome."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import N_, _
from smallcrm.importers.plan import PlannedRow, Question
from smallcrm.ui.dialogs.import_lines import LinkChoice, TwoLines
from smallcrm.ui.dialogs.import_outlook import Outlook, Stop
from smallcrm.ui.dialogs.import_words import OUTCOME_LOOKS, question_words, row_words
from smallcrm.ui.dialogs.import_work import JOIN, SEPARATE, SKIP
from smallcrm.ui.icons import IconLabel
from smallcrm.ui.widgets.buttons import Action, IconButton, Segmented, pop_menu
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, holder
from smallcrm.ui.widgets.panels import Panel

# What can be gone through, beside the outcomes.
PROBLEMS, QUESTIONS = "problems", "questions"
_EMPTY = {
    PROBLEMS: N_("Every cell was understood."),
    QUESTIONS: N_("There is nothing to decide."),
}
_NO_ROWS = N_("There are no such rows.")
_ICONS = {"warn": "circle-alert", "bad": "circle-x", "ok": "circle-check"}


class Place(NamedTuple):
    """A cell of a sheet of a file: row from 1, column from 0 or -1."""

    file: int
    sheet: str
    row: int
    column: int


class ImportStrip(Panel):
    """Under the sheet: one finding, the way to the next, and the answers to a question."""

    gone_to = Signal(object)  # a Place
    answered = Signal(object, str)  # Question, decision
    all_answered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bottom", margins=(16, 6, 8, 6), spacing=4, parent=parent)
        self._icon = IconLabel("circle-check", "ok")
        self._text = TwoLines()
        self._count = Label("", "body", "muted")
        self.previous = IconButton(
            "chevron-left", _("Previous"), on_click=lambda: self.step(-1), key="Shift+F8"
        )
        self.next = IconButton("chevron-right", _("Next"), on_click=lambda: self.step(1), key="F8")
        steps = hbox(self._count, 4, self.previous, self.next, spacing=0)
        row = hbox(self._icon, self._text, steps, spacing=8)
        row.setStretch(1, 1)
        self.box.addLayout(row)
        self.answers = Segmented(
            [
                (SEPARATE, _("Separate")),
                (JOIN, _("The same")),
                (SKIP, _("Skip it")),
            ],
            small=True,
        )
        self.answers.changed.connect(lambda _key: self._answer())
        self.candidates = ChoiceBox(kind="link")
        self.candidates.chosen.connect(lambda _ref: self._join())
        self.alike = LinkChoice(_("All alike"), self._open_alike)
        self._answer_row = holder(
            hbox(24 - 8, self.answers, self.candidates, None, self.alike, 8, spacing=8)
        )
        self.box.addWidget(self._answer_row)
        self._outlook = Outlook(())
        self.kind = PROBLEMS
        self._items: Sequence[Stop | Question | PlannedRow] = ()
        self._at = 0

    def show_outlook(self, outlook: Outlook) -> None:
        """Show a new outlook, staying with what was gone through and at the same number."""
        self._outlook = outlook
        self._items = self._items_of(self.kind)
        self._at = min(self._at, max(len(self._items) - 1, 0))
        self._show()

    def go_through(self, kind: str) -> None:
        """Begin to go through the problems, the questions or the rows of an outcome."""
        self.kind = kind
        self._items = self._items_of(kind)
        self._at = 0
        self._show()
        self._tell()

    def step(self, way: int) -> None:
        """Go to the next finding, or back; after the last comes the first."""
        if self._items:
            self._at = (self._at + way) % len(self._items)
            self._show()
            self._tell()

    def text(self) -> str:
        """Return the finding as it is shown."""
        return self._text.full_text()

    @property
    def question(self) -> Question | None:
        """The question that is shown, if it is one."""
        item = self._items[self._at] if self._items else None
        return item if isinstance(item, Question) else None

    def actions(self) -> list[Action | None]:
        """Return the answers that can be given to all questions."""
        return [
            Action(_("All are customers of their own"), lambda: self.all_answered.emit(SEPARATE)),
            Action(_("All are the same customers"), lambda: self.all_answered.emit(JOIN)),
            Action(_("Skip all these rows"), lambda: self.all_answered.emit(SKIP)),
        ]

    def _items_of(self, kind: str) -> Sequence[Stop | Question | PlannedRow]:
        if kind == PROBLEMS:
            return self._outlook.stops
        if kind == QUESTIONS:
            return self._outlook.plan.questions if self._outlook.plan is not None else ()
        return self._outlook.outcomes.get(kind, ())

    def _show(self) -> None:
        n = len(self._items)
        self._count.setText(
            _("%(n)s of %(all)s") % {"n": f"{self._at + 1:,}", "all": f"{n:,}"} if n else ""
        )
        for button in (self.previous, self.next):
            button.setVisible(n > 0)
            button.setEnabled(n > 1)
        question = self.question
        self._answer_row.setVisible(question is not None)
        if question is not None:
            self._show_answers(question)
        if n:
            self._show_item(self._items[self._at])
        else:
            self._icon.set_icon("circle-check", token="ok")
            self._text.show_text(_(_EMPTY.get(self.kind, _NO_ROWS)))

    def _show_item(self, item: Stop | Question | PlannedRow) -> None:
        place = self._place(item)
        words = {"row": f"{place.row:,}", "text": "", "sheet": place.sheet}
        if isinstance(item, Stop):
            icon, tone, words["text"] = _ICONS[item.tone], item.tone, item.text
        elif isinstance(item, Question):
            icon, tone, words["text"] = "circle-question-mark", "warn", question_words(item)
        else:
            look = OUTCOME_LOOKS[item.outcome]
            icon, tone, words["text"] = look.icon, look.tone, row_words(self._outlook, item)
        several = sum(len(file.sheets) for file in self._outlook.files) > 1
        text = _("%(sheet)s, row %(row)s: %(text)s") if several else _("Row %(row)s: %(text)s")
        self._icon.set_icon(icon, tone)
        self._text.show_text(text % words)

    def _show_answers(self, question: Question) -> None:
        decision = question.decision
        self.answers.set_value(JOIN if decision.startswith(JOIN) else decision)
        refs = [(one.ref, one.name) for one in question.candidates]
        self.candidates.set_choices(refs, decision.removeprefix(JOIN))
        self.candidates.setVisible(len(refs) > 1)

    def _place(self, item: Stop | Question | PlannedRow) -> Place:
        if isinstance(item, Stop):
            return Place(item.file, item.sheet, item.row, item.column)
        ref = item.ref if isinstance(item, PlannedRow) else item
        file = self._outlook.numbers[ref.file]
        sheet = self._outlook.files[file].sheet(ref.sheet)
        table = sheet.marks.table_at(ref.row) if sheet is not None else None
        return Place(file, ref.sheet, ref.row, min(table.names, default=-1) if table else -1)

    def _tell(self) -> None:
        if self._items:
            self.gone_to.emit(self._place(self._items[self._at]))

    def _answer(self) -> None:
        question = self.question
        if question is None:
            return
        decision = self.answers.value()
        if decision == JOIN:
            decision = JOIN + str(self.candidates.value())
        self.answered.emit(question, decision)

    def _join(self) -> None:
        self.answers.set_value(JOIN)
        self._answer()

    def _open_alike(self) -> None:
        pop_menu(self, self.actions(), self.alike.below())
