"""The right of the duplicates dialog: the customers of a group side by side, to choose from."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.services.duplicates import Group
from smallcrm.services.merge_facts import Comparison, compare_customers
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.duplicates_words import (
    group_hint,
    score_words,
    table_lines,
    tone_of,
)
from smallcrm.ui.widgets.buttons import Segmented
from smallcrm.ui.widgets.choice_table import ChoiceTable
from smallcrm.ui.widgets.labels import Chip, Label
from smallcrm.ui.widgets.layouts import FlowLayout, clear_layout, hbox, holder, vbox
from smallcrm.ui.widgets.panels import ScrollColumn
from smallcrm.ui.widgets.toggle_chip import ToggleChip

MOST_COLUMNS = 4
_CHANNEL = "duplicates.pair"
_BEST = "best"


class DuplicatesPair(QWidget):
    """Lays the customers of a group side by side; `shown` tells when they are, `failed` why not."""

    shown = Signal()
    failed = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.group: Group | None = None
        self._settled = False
        self.comparison: Comparison | None = None
        self._ids: tuple[int, ...] = ()
        self._choices: dict[str, int] = {}
        self._chips = FlowLayout(spacing=6)
        self._hint = Label("", "body", "muted", wrap=True)
        self._members = FlowLayout(spacing=6)
        self.members: list[ToggleChip] = []
        self._take = vbox(spacing=0)
        self.take: Segmented | None = None
        self.table = ChoiceTable()
        self.table.setAccessibleName(_("Customers side by side"))
        self.table.picked.connect(self._picked)
        self.table.row_moved.connect(self._scroll_to)
        self._legend = Label(
            _("Phones, persons, history and all the rest go along; what is not chosen is noted."),
            "small",
            "muted",
            wrap=True,
        )
        top = vbox(
            holder(self._chips),
            self._hint,
            holder(self._members),
            holder(self._take),
            margins=(16, 12, 16, 4),
            spacing=8,
        )
        self._scroll = ScrollColumn(self.table, self._legend, margins=(16, 4, 16, 12), spacing=10)
        self._scroll.box.addStretch(1)
        column = vbox(holder(top), self._scroll, spacing=0)
        column.setStretchFactor(self._scroll, 1)
        self.setLayout(column)
        for number in range(MOST_COLUMNS + 1):
            shortcut = QShortcut(QKeySequence(str(number)), self)
            shortcut.activated.connect(partial(self.take_all, number - 1))

    def show_group(self, group: Group, *, settled: bool = False) -> None:
        """Lay the customers of a group side by side; of many the first ones.

        Where it is settled that they stay apart, nothing is to be chosen.
        """
        self.group, self._settled = group, settled
        self._legend.setVisible(not settled)
        most = 2 if group.key and group.total > len(group.ids) else MOST_COLUMNS
        self._ids = group.ids[:most]
        clear_layout(self._chips)
        if group.score:
            words = _("%(score)s likely") % {"score": score_words(group)}
            self._chips.addWidget(Chip(words, "" if tone_of(group) == "muted" else tone_of(group)))
        for reason in group.reasons:
            self._chips.addWidget(Chip(reason))
        self._chips.parentWidget().setVisible(bool(group.reasons))
        hint = group_hint(group)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._make_members()
        self._compare()

    def clear(self) -> None:
        """Show nothing."""
        self.group, self.comparison, self._ids = None, None, ()

    def ids(self) -> tuple[int, ...]:
        """Return the customers that are side by side."""
        return self._ids

    def choices(self) -> dict[str, int]:
        """Return whose value is taken, by field."""
        return {key: self._ids[place] for key, place in self._choices.items()}

    def keep_id(self) -> int:
        """Return the customer that the others are merged into."""
        assert self.comparison is not None
        return self._ids[self.comparison.keep]

    def take_all(self, place: int) -> None:
        """Take every field of one of the customers where it says something; -1: what is best."""
        found = self.comparison
        if found is None or place >= len(found.sides):
            return
        for fact in found.fields:
            filled = place >= 0 and bool(fact.values[place])
            self._choices[fact.key] = place if filled else fact.chosen
        if self.take is not None:
            self.take.set_value(_BEST if place < 0 else str(place))
        self._show_table()

    # --- inside ---------------------------------------------------------------------------------

    def _make_members(self) -> None:
        clear_layout(self._members)
        self.members = []
        group = self.group
        several = group is not None and len(group.ids) > 2
        if several and group is not None:
            for id, name in zip(group.ids, group.names, strict=True):
                chip = ToggleChip(name)
                chip.setProperty("customer", id)
                chip.clicked.connect(lambda _on=False, id=id: self._tick(id))
                self.members.append(chip)
                self._members.addWidget(chip)
        self._members.parentWidget().setVisible(several)
        self._mark_members()

    def _mark_members(self) -> None:
        for chip in self.members:
            chip.setChecked(chip.property("customer") in self._ids)

    def _tick(self, id: int) -> None:
        """Lay a member beside the others, or take it away; two stay at least, four at most."""
        group = self.group
        assert group is not None
        wanted = set(self._ids) ^ {id}
        if len(wanted) < 2:
            self._mark_members()
            return
        if len(wanted) > MOST_COLUMNS:
            wanted.remove(next(one for one in reversed(self._ids) if one != id))
        self._ids = tuple(one for one in group.ids if one in wanted)
        self._mark_members()
        self._compare()

    def _compare(self) -> None:
        ids = self._ids
        self.comparison = None

        def read(session: Session) -> Comparison:
            return compare_customers(session, ids)

        def failed(error: BaseException) -> None:
            if not isinstance(error, UserError):
                raise error
            self.failed.emit(error)

        self._context.reader.read(_CHANNEL, read, partial(self._show, ids), failed)

    def _show(self, ids: Sequence[int], found: Comparison) -> None:
        if ids != self._ids:
            return
        self.comparison = found
        self._choices = {fact.key: fact.chosen for fact in found.fields}
        self._make_take(len(ids))
        self._show_table()
        self._scroll.verticalScrollBar().setValue(0)
        self.shown.emit()

    def _make_take(self, count: int) -> None:
        """The three ways of two, or a number for each of more."""
        clear_layout(self._take)
        self.take = None
        self._take.parentWidget().setVisible(not self._settled)
        if self._settled:
            return
        texts = [_("All from the left"), _("All from the right")] if count == 2 else [""] * count
        ways = [(_BEST, "0 " + _("Suggested"))]
        ways += [(str(place), f"{place + 1} {text}".strip()) for place, text in enumerate(texts)]
        self.take = Segmented(ways, _BEST, small=True)
        self.take.changed.connect(lambda way: self.take_all(-1 if way == _BEST else int(way)))
        self._take.addLayout(hbox(self.take, None))

    def _show_table(self) -> None:
        found = self.comparison
        if found is not None:
            lines = table_lines(found, self._context.today)
            keys = ("",) * len(lines.keys) if self._settled else lines.keys
            self.table.show_choices(lines.rows, keys, self._choices, lines.heads)

    def _picked(self, key: str, place: int) -> None:
        self._choices[key] = place

    def _scroll_to(self, rect: QRect) -> None:
        inside = self._scroll.widget()
        assert inside is not None
        middle = self.table.mapTo(inside, rect.center())
        self._scroll.ensureVisible(middle.x(), middle.y(), 0, rect.height())
