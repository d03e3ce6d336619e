"""A doubtful pair side by side, and what is decided of it: one by one, or all of a kind alike."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.importers.existing import ExistingCustomer
from smallcrm.importers.plan import Candidate, Question
from smallcrm.services.import_facts import stored_customer
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.import_details import compare, row_of_ref, stored_id
from smallcrm.ui.dialogs.import_item_words import decision_of, doubt_words
from smallcrm.ui.dialogs.import_lines import LinkChoice, SideLine
from smallcrm.ui.dialogs.import_walk import Walk
from smallcrm.ui.dialogs.import_work import JOIN, SEPARATE, SKIP, ImportWork
from smallcrm.ui.widgets.buttons import Action, Segmented, pop_menu
from smallcrm.ui.widgets.fact_table import FactTable
from smallcrm.ui.widgets.labels import Chip, Label
from smallcrm.ui.widgets.layouts import clear_layout, hbox, holder, vbox
from smallcrm.ui.widgets.panels import ScrollColumn

_CHANNEL = "import-facts"
_KEYS = (SEPARATE, JOIN, SKIP)
_SURE, _LIKELY = 0.9, 0.7


class ImportAnswers(QWidget):
    """The sides of one question and its three answers; `answered` tells that one was given."""

    answered = Signal()

    def __init__(self, work: ImportWork, walk: Walk, context: Context) -> None:
        super().__init__()
        self._work, self._walk, self._context = work, walk, context
        self._question: Question | None = None
        self._ref = ""
        self.choice = Segmented(
            [
                (SEPARATE, "1 " + _("New customer")),
                (JOIN, "2 " + _("The same")),
                (SKIP, "3 " + _("Skip it")),
            ],
            small=True,
        )
        self.choice.changed.connect(lambda key: self._answer(key))
        self.alike = LinkChoice(_("All alike"), self._open_alike)
        self._sure = Chip("")
        self._candidates = vbox(spacing=2)
        self.lines: list[SideLine] = []
        self.table = FactTable()
        facts = ScrollColumn(
            holder(self._candidates), self.table, margins=(16, 4, 12, 12), spacing=6
        )
        facts.box.addStretch(1)
        self._why = Label("", "small", "muted", wrap=True)
        second = hbox(self._sure, None, self.alike, spacing=8)
        bar = vbox(self.choice, second, self._why, margins=(16, 6, 12, 4), spacing=6)
        column = vbox(holder(bar), facts, spacing=0)
        column.setStretchFactor(facts, 1)
        self.setLayout(column)

    def show_question(self, question: Question) -> None:
        """Show a doubt with the decision that holds."""
        self._question = question
        decision = decision_of(question, self._work.decisions) or question.decision
        self.choice.set_value(JOIN if decision.startswith("join") else decision)
        chosen = decision.removeprefix(JOIN)
        refs = [candidate.ref for candidate in question.candidates]
        self._ref = chosen if chosen in refs else (refs[0] if refs else "")
        self._show_candidates(question)
        self._show_sureness(question)
        self._show_sides()

    def press(self, number: int) -> None:
        """Answer by the number of the answer."""
        if self._question is not None and self.isVisible():
            self.choice.set_value(_KEYS[number])
            self._answer(_KEYS[number])

    def choose(self, ref: str) -> None:
        """Lay another candidate beside the row."""
        self._ref = ref
        if self._question is not None:
            self._mark_candidate()
            self._show_sides()
            if self.choice.value() == JOIN:
                self._work.answer(self._question, JOIN + ref)

    def actions(self) -> list[Action | None]:
        """Return the answers that can be given to all doubts of this kind, or to all."""
        question = self._question
        if question is None:
            return []
        texts = (
            (SEPARATE, _("All are customers of their own")),
            ("join", _("All are the same customers")),
            (SKIP, _("Skip all these rows")),
        )
        kinds = {one.kind for one in self._walk.outlook.plan.questions}
        groups: list[Action | None] = []
        if len(kinds) > 1:
            own = [
                Action(text, partial(self._answer_kinds, (question.kind,), key))
                for key, text in texts
            ]
            title = _("“%(kind)s” only") % {"kind": doubt_words(question.kind)}
            groups += [Action(title, items=own), None]
        every = tuple(sorted(kinds))
        return groups + [Action(text, partial(self._answer_kinds, every, k)) for k, text in texts]

    # --- showing --------------------------------------------------------------------------------

    def _show_candidates(self, question: Question) -> None:
        clear_layout(self._candidates)
        self.lines = []
        several = len(question.candidates) > 1
        for candidate in question.candidates if several else ():
            line = SideLine(candidate.name, icon="building-2", height=28)
            line.setToolTip(f"{candidate.name}\n{candidate.why}".rstrip())
            line.clicked.connect(partial(self.choose, candidate.ref))
            line.setProperty("ref", candidate.ref)
            self.lines.append(line)
            self._candidates.addWidget(line)
        self._candidates.parentWidget().setVisible(several)
        self._mark_candidate()

    def _mark_candidate(self) -> None:
        candidates = self._question.candidates if self._question is not None else ()
        for line, candidate in zip(self.lines, candidates, strict=False):
            line.show_state(candidate.why, chosen=candidate.ref == self._ref)

    def _show_sureness(self, question: Question) -> None:
        candidate = self.candidate
        score = candidate.score if candidate is not None else 0.0
        why = candidate.why if candidate is not None else ""
        self._sure.setText(_("%(n)d %% likely") % {"n": round(score * 100)} if score else "")
        self._sure.set_tone("ok" if score >= _SURE else "warn" if score >= _LIKELY else "")
        self._sure.setVisible(bool(score))
        told = why if len(question.candidates) == 1 else ""
        self._why.setText(told)
        self._why.setVisible(bool(told))

    def _show_sides(self) -> None:
        question, ref = self._question, self._ref
        if question is None:
            return
        number = stored_id(ref)
        if number is None:
            self._show_block(question, ref, None)
            return

        def show(stored: ExistingCustomer | None) -> None:
            if self._question is question and self._ref == ref:
                self._show_block(question, ref, stored)

        self._context.reader.read(_CHANNEL, lambda s: stored_customer(s, number), show)

    def _show_block(self, question: Question, ref: str, stored: ExistingCustomer | None) -> None:
        block = compare(self._walk.outlook, question, ref, stored)
        self.table.show_facts(block.rows, block.heads)

    @property
    def candidate(self) -> Candidate | None:
        """The candidate that is laid beside the row."""
        candidates = self._question.candidates if self._question is not None else ()
        return next((one for one in candidates if one.ref == self._ref), None)

    def shown_row(self) -> int | None:
        """The other row of the list that is compared, if it is one."""
        ref = row_of_ref(self._ref)
        return ref.row if ref is not None else None

    # --- answering ------------------------------------------------------------------------------

    def _answer(self, key: str) -> None:
        question = self._question
        if question is not None:
            decision = JOIN + self._ref if key == JOIN and self._ref else key
            self._work.answer(question, SEPARATE if decision == JOIN else decision)
            self.answered.emit()

    def _answer_kinds(self, kinds: tuple[str, ...], decision: str) -> None:
        self._work.answer_kinds(kinds, decision)

    def _open_alike(self) -> None:
        pop_menu(self, self.actions(), self.alike.below())
