"""How a contact came out as round chips: one of them or none."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from smallcrm.core.i18n import _
from smallcrm.services.vocabulary import OUTCOMES, word
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.layouts import FlowLayout
from smallcrm.ui.widgets.toggle_chip import ToggleChip


class OutcomeChips(QWidget):
    """The outcomes; a second press on the chosen one takes it away. Arrows go on to the next."""

    changed = Signal(str)

    def __init__(self, outcome: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: dict[str, ToggleChip] = {}
        self._flow = FlowLayout(spacing=6)
        for one in OUTCOMES:
            chip = ToggleChip(word(OUTCOMES, one))
            chip.clicked.connect(lambda _on=False, one=one: self._choose(one))
            self._flow.addWidget(chip)
            self._chips[one] = chip
        self.setLayout(self._flow)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(_("Outcome"))
        self.set_value(outcome)

    def value(self) -> str:
        """Return the chosen outcome, "" for none."""
        return next((one for one, chip in self._chips.items() if chip.isChecked()), "")

    def set_value(self, outcome: str) -> None:
        """Choose an outcome without telling."""
        for one, chip in self._chips.items():
            chip.setChecked(one == outcome)
        self._set_stops()

    def chip(self, outcome: str) -> ToggleChip:
        """Return the chip of an outcome."""
        return self._chips[outcome]

    def sizeHint(self) -> QSize:
        hints = [chip.sizeHint() for chip in self._chips.values()]
        gaps = self._flow.spacing() * (len(hints) - 1)
        return QSize(sum(hint.width() for hint in hints) + gaps, hints[0].height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(160), self.sizeHint().height())

    def keyPressEvent(self, event) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(event.key())
        if step is None:
            super().keyPressEvent(event)
            return
        keys = list(self._chips)
        here = next((place for place, one in enumerate(keys) if self._chips[one].hasFocus()), 0)
        self._chips[keys[(here + step) % len(keys)]].setFocus(Qt.FocusReason.TabFocusReason)

    def _choose(self, outcome: str) -> None:
        # a click has switched the chip already
        self.set_value(outcome if self._chips[outcome].isChecked() else "")
        self.changed.emit(self.value())

    def _set_stops(self) -> None:
        """Tab stops once in the chips: at the chosen one, else at the first."""
        stop = self.value() or next(iter(self._chips))
        for one, chip in self._chips.items():
            tab = Qt.FocusPolicy.TabFocus if one == stop else Qt.FocusPolicy.ClickFocus
            chip.setFocusPolicy(tab)
