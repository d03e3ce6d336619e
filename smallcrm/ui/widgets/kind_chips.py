"""Kinds of contact as round chips of which one is chosen; rare ones wait behind "more"."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.services.timeline import ICONS
from smallcrm.services.vocabulary import INTERACTION_KINDS, word
from smallcrm.ui.widgets.buttons import Action, Button, fill_menu
from smallcrm.ui.widgets.chip_row import ChipRow

USUAL = ("call", "wechat", "visit", "email", "meeting")


class KindChips(ChipRow):
    """The kinds of contact; an arrow chooses the next."""

    def __init__(
        self,
        kind: str = "call",
        usual: Sequence[str] = USUAL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Kind of contact"), parent)
        self._more = Button(_("More"), "ellipsis", "quiet", small=True)
        self._menu = self._more.set_menu([])
        self.flow.addWidget(self._more)
        for one in usual:
            self._add(one)
        self.set_value(kind)

    def set_value(self, value: str) -> None:
        """Choose a kind without telling."""
        if value not in self.chips:
            self._add(value)
        super().set_value(value)

    def press(self, key: str) -> None:
        self.set_value(key)
        self.changed.emit(key)

    def go_to(self, key: str) -> None:
        self.press(key)
        super().go_to(key)

    def _add(self, kind: str) -> None:
        self.add_chip(kind, word(INTERACTION_KINDS, kind))
        rest = [one for one in INTERACTION_KINDS if one not in self.chips]
        self._more.setVisible(bool(rest))
        fill_menu(
            self._menu,
            [
                Action(word(INTERACTION_KINDS, one), partial(self.press, one), ICONS[one])
                for one in rest
            ],
        )
