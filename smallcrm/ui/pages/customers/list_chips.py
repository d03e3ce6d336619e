"""The line of chips over the list: what is picked and asked, each taken away by a press."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.services.customer_filter import Condition, Group
from smallcrm.services.customer_filter_fields import find_field, is_ready
from smallcrm.services.customer_filter_words import group_words
from smallcrm.services.customer_list import Filter
from smallcrm.ui.pages.customers.filter_popup import picked_words
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import FlowLayout, clear_layout
from smallcrm.ui.widgets.toggle_chip import ToggleChip

_CHIP_MOST = 48  # letters of a picked value


class PickedLine(QWidget):
    """Chips of a filter; hidden when there are none and nothing is to be saved."""

    group_left = Signal(str)  # picked values: levels, statuses, owners, cities, imports
    where_changed = Signal(object)  # the conditions without the one that was taken away
    save_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._flow = FlowLayout(spacing=6)
        self._flow.setContentsMargins(12, 0, 12, 8)
        self.setLayout(self._flow)
        self._shown: tuple[Filter, str, bool] | None = None
        self.count = 0

    def show_filter(self, shown: Filter, changed_view: str = "", conditions: bool = True) -> None:
        """Show a filter; `changed_view` is the name of the saved view that it differs from.

        Without `conditions` only what is picked is shown: they are seen elsewhere.
        """
        if self._shown == (shown, changed_view, conditions):
            return
        self._shown = (shown, changed_view, conditions)
        clear_layout(self._flow)
        picked = picked_words(shown)
        for key, text in picked:
            self._add(text, partial(self.group_left.emit, key))
        ready = [part for part in shown.where.parts if _is_ready(part)]
        for at, part in enumerate(ready if conditions else ()):
            if at and shown.where.any:
                either = Label(_("or"), "small", "muted")
                either.setFixedHeight(theme().px(24))
                self._flow.addWidget(either)
            rest = shown.where.without(part)
            self._add(group_words(Group((part,))), partial(self.where_changed.emit, rest))
        self.count = len(picked) + len(ready)
        if changed_view:
            words = _("Save changes to “%(name)s”") % {"name": changed_view}
            self._flow.addWidget(
                Button(words, "", "link", small=True, on_click=self.save_asked.emit)
            )
        self.setVisible(self._flow.count() > 0)

    def _add(self, text: str, take_away: Callable[[], object]) -> None:
        short = text if len(text) <= _CHIP_MOST else text[: _CHIP_MOST - 1] + "…"
        chip = ToggleChip(short, icon="x", checkable=False)
        chip.setToolTip(_("Take this filter away") + ("" if short == text else f"\n{text}"))
        chip.clicked.connect(lambda _on=False: take_away())
        self._flow.addWidget(chip)


def _is_ready(part: Condition | Group) -> bool:
    if isinstance(part, Group):
        return any(_is_ready(one) for one in part.parts)
    field = find_field(part.field)
    return field is None or is_ready(part, field)
