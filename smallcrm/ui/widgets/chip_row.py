"""Round chips that break into lines where there is no room; arrows go from one to the next."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.layouts import FlowLayout
from smallcrm.ui.widgets.toggle_chip import ToggleChip


class ChipRow(QWidget):
    """One chip a key, of which at most one is chosen; `changed` tells the one the user chose.

    A subclass says what a press on a chip does (`press`) and where an arrow leads (`go_to`).
    """

    changed = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips: dict[str, ToggleChip] = {}
        self.flow = FlowLayout(spacing=6)
        self.setLayout(self.flow)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(name)

    def press(self, key: str) -> None:
        """Do what a press on a chip does."""
        raise NotImplementedError

    def go_to(self, key: str) -> None:
        """Put the keyboard on a chip."""
        self.chips[key].setFocus(Qt.FocusReason.TabFocusReason)

    def value(self) -> str:
        """Return the key of the chosen chip, "" for none."""
        return next((key for key, chip in self.chips.items() if chip.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Choose a chip, or none with "", without telling."""
        for key, chip in self.chips.items():
            chip.setChecked(key == value)
        # Tab stops once in the chips: at the chosen one, else at the first.
        stop = self.value() or next(iter(self.chips), "")
        for key, chip in self.chips.items():
            tab = Qt.FocusPolicy.TabFocus if key == stop else Qt.FocusPolicy.ClickFocus
            chip.setFocusPolicy(tab)

    def chip(self, key: str) -> ToggleChip:
        """Return the chip of a key."""
        return self.chips[key]

    def add_chip(self, key: str, text: str) -> None:
        """Put one more chip behind the others."""
        chip = ToggleChip(text)
        chip.clicked.connect(lambda: self.press(key))
        self.flow.insert_widget(len(self.chips), chip)
        self.chips[key] = chip
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        # of one line; without it Qt asks how high the chips are in the narrowest column
        hints = [self.flow.itemAt(at).sizeHint() for at in range(self.flow.count())]
        gaps = self.flow.spacing() * (len(hints) - 1)
        height = max(hint.height() for hint in hints)
        return QSize(sum(hint.width() for hint in hints) + gaps, height)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(160), self.sizeHint().height())

    def keyPressEvent(self, event) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(event.key())
        if step is None:
            super().keyPressEvent(event)
            return
        keys = list(self.chips)
        here = next((place for place, key in enumerate(keys) if self.chips[key].hasFocus()), 0)
        self.go_to(keys[(here + step) % len(keys)])
