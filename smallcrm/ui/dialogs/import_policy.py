"""What becomes of customers that are stored already, and of rows whose customer is not known."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import N_, _
from smallcrm.importers.plan import POLICIES, Missing
from smallcrm.ui.dialogs.import_lines import SideLine, indented
from smallcrm.ui.dialogs.import_outlook import Outlook
from smallcrm.ui.dialogs.import_words import POLICY_WORDS
from smallcrm.ui.dialogs.import_work import ImportWork
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import holder, vbox

POLICY_SENTENCES: Mapping[str, str] = {
    "fill": N_("Only what is empty is filled in; what is stored stays."),
    "overwrite": N_("What the list says replaces what is stored."),
    "skip": N_("Rows of stored customers are passed over."),
    "create": N_("Every row becomes a new customer, stored or not."),
}
MISSING_WORDS: Mapping[Missing, str] = {
    "create": N_("Make a new customer"),
    "reject": N_("Do not take the row"),
}
MISSING_SENTENCES: Mapping[str, str] = {
    "create": N_("A name that is not stored yet becomes a new customer."),
    "reject": N_("Rows whose customer is not stored are listed, to be mended."),
}
# Tables whose rows belong to a customer instead of being one.
_BELONGING = frozenset({"interactions", "deals", "orders", "receipts", "terms"})


class _Choice(QWidget):
    """A heading, a line for each choice, and a sentence for the one that holds."""

    def __init__(self, title: str, sentences: Mapping[str, str]) -> None:
        super().__init__()
        self._sentences = sentences
        self.lines: dict[str, SideLine] = {}
        self.sentence = Label("", "small", "muted", wrap=True)
        self._column = vbox(spacing=0)
        head = holder(vbox(Label(title, "body", "muted"), margins=(8, 16, 8, 4)))
        self.setLayout(vbox(head, self._column, indented(self.sentence), spacing=2))

    def add(self, key: str, words: str, chosen) -> None:
        """Add a choice."""
        line = SideLine(words, icon="circle")
        line.setToolTip(_(self._sentences[key]))
        line.clicked.connect(chosen)
        self.lines[key] = line
        self._column.addWidget(line)

    def show_value(self, value: str) -> None:
        """Show which choice holds."""
        for key, line in self.lines.items():
            on = key == value
            line.show_state(
                icon="circle-dot" if on else "circle", icon_tone="accent" if on else "faint"
            )
            line.setAccessibleDescription(_("chosen") if on else "")
        self.sentence.setText(_(self._sentences[value]))


class PolicyLines(QWidget):
    """Shown only where it makes a difference: when a row means a stored customer."""

    def __init__(self, work: ImportWork) -> None:
        super().__init__()
        self._work = work
        self.policy = _Choice(_("Customers stored already"), POLICY_SENTENCES)
        for policy in POLICIES:
            self.policy.add(policy, _(POLICY_WORDS[policy]), partial(work.set_policy, policy))
        self.missing = _Choice(_("Customers not stored yet"), MISSING_SENTENCES)
        for missing, words in MISSING_WORDS.items():
            self.missing.add(missing, _(words), partial(work.set_missing, missing))
        self.setLayout(vbox(self.policy, self.missing, spacing=0))

    def show_outlook(self, outlook: Outlook) -> None:
        """Show what holds."""
        work = self._work
        self.policy.show_value(work.policy)
        self.missing.show_value(work.missing)
        totals = outlook.plan.totals if outlook.plan is not None else {}
        known = sum(totals.get(name, 0) for name in ("updated", "unchanged", "skipped"))
        self.policy.setVisible(known > 0 or work.policy != "fill")
        kinds = {table.kind for analysis in outlook.analyses for table in analysis.tables}
        self.missing.setVisible(bool(kinds & _BELONGING))
