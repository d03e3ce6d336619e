"""What each column of a sheet is taken for: a card for each, with examples and the reason."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from smallcrm.core.i18n import _
from smallcrm.importers.columns import SHEET_NAME, column_letter
from smallcrm.importers.fields import CUSTOM, IGNORED, field_title
from smallcrm.ui.dialogs.import_field_pick import FieldPick
from smallcrm.ui.dialogs.import_lines import LinkChoice
from smallcrm.ui.dialogs.import_outlook import Card, SheetOutlook
from smallcrm.ui.dialogs.import_words import reason_words
from smallcrm.ui.icons import IconLabel
from smallcrm.ui.theme import set_property, theme
from smallcrm.ui.widgets.labels import Chip, ElidedLabel, Label
from smallcrm.ui.widgets.layouts import clear_layout, hbox, vbox
from smallcrm.ui.widgets.panels import Panel, ScrollColumn


class ColumnCard(Panel):
    """One column: header, meaning, an example as it stands and as it is understood, the reason."""

    opened = Signal(object)  # itself: the meaning shall be chosen
    entered = Signal(int)  # index of the column

    def __init__(self) -> None:
        super().__init__("field", margins=(12, 7, 12, 8), spacing=1)
        self._header = ElidedLabel("", "strong").fit_text()
        self.meaning = LinkChoice("", lambda: self.opened.emit(self))
        self._chip = Chip("")
        self._chip.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._example = ElidedLabel("", "body", "muted").fit_text()
        self._reason = ElidedLabel("", "body", "muted")
        self._reason.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        arrow = IconLabel("arrow-right", "faint", 14)
        top = hbox(self._header, arrow, self.meaning, None, self._chip, spacing=8)
        self.box.addLayout(top)
        low = hbox(self._example, self._reason, spacing=12)
        low.setStretch(1, 1)
        self.box.addLayout(low)
        self.card: Card | None = None

    def show_card(self, card: Card) -> None:
        """Show a column."""
        self.card = card
        guess = card.guess
        self._header.setText(header_of(card))
        wanted = self._header.sizeHint().width()
        self._header.setMinimumWidth(min(wanted, theme().px(40)))
        self._header.setMaximumWidth(wanted)
        ignored = guess.field == IGNORED
        own = guess.field == CUSTOM + guess.header
        meaning = _("Own field") if own else field_title(guess.field)
        self.meaning.show_text(meaning, "muted" if ignored else "accent")
        self.meaning.setAccessibleName(f"{header_of(card)}: {meaning}")
        sure = guess.certain
        self._chip.setText(_("Sure") if sure else _("Please look"))
        self._chip.set_tone("ok" if sure else "warn")
        self._example.setText(str(card.examples[0]) if card.examples else _("no value"))
        self._example.setToolTip("\n".join(map(str, card.examples)))
        self._reason.setText(reason_words(card))

    def example(self) -> str:
        """Return the example as it is shown."""
        return self._example.text()

    def chip(self) -> str:
        """Return whether the guess is sure, in words."""
        return self._chip.text()

    def mark(self, on: bool) -> None:
        """Show that the sheet's current cell is in this column."""
        set_property(self, "focused", "true" if on else "false")

    def mousePressEvent(self, event) -> None:
        if self.card is not None:
            self.entered.emit(self.card.guess.index)
        super().mousePressEvent(event)


class ColumnCards(QWidget):
    """All columns of a sheet; `changed` tells table, column and what it shall mean."""

    changed = Signal(str, int, str)
    entered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = ScrollColumn(margins=(12, 0, 12, 12), spacing=8)
        self._title = Label(_("What each column is"), "section")
        head = hbox(self._title, None, margins=(16, 14, 16, 8))
        self.setLayout(vbox(head, self._column, spacing=0))
        self.cards: list[ColumnCard] = []
        self._shape: tuple[int, ...] = ()
        self._pick = FieldPick(self)
        self._pick.picked.connect(self._picked)
        self._picking: Card | None = None
        self._marked = -1

    def show_sheet(self, sheet: SheetOutlook | None) -> None:
        """Show the columns of a sheet; the cards stay where they are when nothing else changed."""
        groups = sheet.cards if sheet is not None else ()
        shape = tuple(len(group) for group in groups)
        if shape != self._shape:
            self._make(groups)
            self._shape = shape
        cards = [card for group in groups for card in group]
        for widget, card in zip(self.cards, cards, strict=True):
            widget.show_card(card)

    def card_at(self, index: int, table: str = "") -> ColumnCard | None:
        """The card of a column."""
        return next(
            (
                card
                for card in self.cards
                if card.card is not None
                and card.card.guess.index == index
                and (not table or card.card.table == table)
            ),
            None,
        )

    def mark(self, index: int) -> None:
        """Show which column the sheet's current cell is in."""
        if index == self._marked:
            return
        self._marked = index
        for card in self.cards:
            card.mark(card.card is not None and card.card.guess.index == index)
        found = self.card_at(index)
        if found is not None:
            # after the layout of new cards, which is done later
            QTimer.singleShot(0, found, partial(self._column.ensureWidgetVisible, found, 0, 8))

    def open_pick(self, card: ColumnCard) -> None:
        """Offer all meanings for a column."""
        if card.card is None:
            return
        self._picking = card.card
        guess = card.card.guess
        own = guess.index != SHEET_NAME
        self._pick.open_at(card.meaning.below(), header_of(card.card), guess.field, own=own)

    def _make(self, groups: Sequence[Sequence[Card]]) -> None:
        clear_layout(self._column.box)
        self.cards = []
        self._marked = -1
        for number, group in enumerate(groups, 1):
            if len(groups) > 1:
                title = _("Table %(n)d") % {"n": number}
                self._column.box.addWidget(Label(title, "body", "muted"))
            for _card in group:
                widget = ColumnCard()
                widget.opened.connect(self.open_pick)
                widget.entered.connect(self.entered)
                self.cards.append(widget)
                self._column.box.addWidget(widget)
        self._column.box.addStretch(1)

    def _picked(self, field: str) -> None:
        if self._picking is not None:
            self.changed.emit(self._picking.table, self._picking.guess.index, field)


def header_of(card: Card) -> str:
    """The header of a column, or its letter where it has none."""
    guess = card.guess
    return guess.header or _("Column %(letter)s") % {"letter": column_letter(guess.index)}
