"""Kinds of contact as round chips of which one is chosen; rare ones wait behind "more"."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from smallcrm.core.i18n import _
from smallcrm.services.timeline import ICONS
from smallcrm.services.vocabulary import INTERACTION_KINDS, word
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Action, Button, fill_menu
from smallcrm.ui.widgets.layouts import FlowLayout
from smallcrm.ui.widgets.toggle_chip import ToggleChip

USUAL = ("call", "wechat", "visit", "email", "meeting")


class KindChips(QWidget):
    """The kinds of contact; `changed` tells the one the user chose. Arrows go on to the next."""

    changed = Signal(str)

    def __init__(
        self,
        kind: str = "call",
        usual: Sequence[str] = USUAL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._chips: dict[str, ToggleChip] = {}
        self._group = QButtonGroup(self)
        self._flow = FlowLayout(spacing=6)
        self._more = Button(_("More"), "ellipsis", "quiet", small=True)
        self._menu = self._more.set_menu([])
        for one in usual:
            self._add(one)
        self._flow.addWidget(self._more)
        self.setLayout(self._flow)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(_("Kind of contact"))
        self.set_value(kind)

    def value(self) -> str:
        """Return the chosen kind."""
        return next((kind for kind, chip in self._chips.items() if chip.isChecked()), "call")

    def set_value(self, kind: str) -> None:
        """Choose a kind without telling."""
        if kind not in self._chips:
            self._add(kind)
        self._chips[kind].setChecked(True)
        self._set_stops()

    def chip(self, kind: str) -> ToggleChip:
        """Return the chip of a kind."""
        return self._chips[kind]

    def sizeHint(self) -> QSize:
        # of one line; without it Qt asks how high the chips are in the narrowest column
        hints = [self._flow.itemAt(at).sizeHint() for at in range(self._flow.count())]
        gaps = self._flow.spacing() * (len(hints) - 1)
        height = max(hint.height() for hint in hints)
        return QSize(sum(hint.width() for hint in hints) + gaps, height)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(160), self.sizeHint().height())

    def keyPressEvent(self, event) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(event.key())
        if step is None:
            super().keyPressEvent(event)
            return
        kinds = list(self._chips)
        kind = kinds[(kinds.index(self.value()) + step) % len(kinds)]
        self._choose(kind)
        self._chips[kind].setFocus(Qt.FocusReason.TabFocusReason)

    def _add(self, kind: str) -> None:
        chip = ToggleChip(word(INTERACTION_KINDS, kind))
        chip.clicked.connect(lambda: self._choose(kind))
        self._group.addButton(chip)
        self._flow.insert_widget(len(self._chips), chip)
        self._chips[kind] = chip
        rest = [one for one in INTERACTION_KINDS if one not in self._chips]
        self._more.setVisible(bool(rest))
        fill_menu(
            self._menu,
            [
                Action(word(INTERACTION_KINDS, one), partial(self._choose, one), ICONS[one])
                for one in rest
            ],
        )
        self.updateGeometry()

    def _choose(self, kind: str) -> None:
        self.set_value(kind)
        self.changed.emit(kind)

    def _set_stops(self) -> None:
        """Tab stops once in the chips: at the chosen one."""
        for chip in self._chips.values():
            stops = Qt.FocusPolicy.TabFocus if chip.isChecked() else Qt.FocusPolicy.ClickFocus
            chip.setFocusPolicy(stops)
