"""How a contact came out as round chips: one of them or none."""

from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.services.vocabulary import OUTCOMES, word
from smallcrm.ui.widgets.chip_row import ChipRow


class OutcomeChips(ChipRow):
    """The outcomes; a second press on the chosen one takes it away."""

    def __init__(self, outcome: str = "", parent: QWidget | None = None) -> None:
        super().__init__(_("Outcome"), parent)
        for one in OUTCOMES:
            self.add_chip(one, word(OUTCOMES, one))
        self.set_value(outcome)

    def press(self, key: str) -> None:
        # a click has switched the chip already
        self.set_value(key if self.chips[key].isChecked() else "")
        self.changed.emit(self.value())
