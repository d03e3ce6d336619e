"""What each column of a sheet is taken for: a card for each, with examples and the reason."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.importers.columns import SHEET_NAME, ColumnGuess
from smallcrm.importers.fields import IGNORED
from smallcrm.importers.preview import Example
from smallcrm.ui.dialogs.import_card import ColumnCard, header_of
from smallcrm.ui.dialogs.import_field_pick import FieldPick
from smallcrm.ui.dialogs.import_outlook import Card, SheetOutlook
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import clear_layout, hbox, vbox
from smallcrm.ui.widgets.panels import ScrollColumn

_MADE_AHEAD = 16
# So many cards are shown at a time: a dozen at once would hold the window.
_AT_ONCE = 3


class ColumnCards(QWidget):
    """All columns of a sheet; `changed` tells table, column and what it shall mean."""

    changed = Signal(str, int, str)
    entered = Signal(int)
    order_asked = Signal(str)  # how the dates of the file are read
    year_said = Signal(int)  # of the days that are written without one
    doubt_asked = Signal(int, int)  # row and column of a doubtful cell

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._column = ScrollColumn(margins=(12, 0, 12, 12), spacing=8)
        self._title = Label(_("What each column is"), "section")
        head = hbox(self._title, None, margins=(16, 14, 16, 8))
        self.setLayout(vbox(head, self._column, spacing=0))
        self.cards: list[ColumnCard] = []
        self._spare: list[ColumnCard] = []
        self._shape: tuple[int, ...] = ()
        self._waiting: dict[ColumnCard, Card] = {}
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._show_next)
        QTimer.singleShot(0, self, self._make_ahead)
        self._pick = FieldPick(self)
        self._pick.picked.connect(self._picked)
        self._picking: Card | None = None
        self._marked = (-1, "")

    def show_sheet(self, sheet: SheetOutlook | None, several: bool = False) -> None:
        """Show the columns of a sheet; the cards stay where they are when nothing else changed.

        Of several sheets the name can mean something too.
        """
        groups = sheet.cards if sheet is not None else ()
        if sheet is not None and several:
            groups = tuple(_with_name(group, sheet.name) for group in groups)
        shape = tuple(len(group) for group in groups)
        if shape != self._shape:
            self._make(groups)
            self._shape = shape
        cards = [card for group in groups for card in group]
        self._waiting = dict(zip(self.cards, cards, strict=True))
        self._show_next()

    def _show_next(self) -> None:
        """Show the first of the cards that wait, and the others a little later."""
        for widget in list(self._waiting)[:_AT_ONCE]:
            self._show_waiting(widget)
        if self._waiting:
            self._later.start()

    def _show_waiting(self, widget: ColumnCard) -> None:
        if (card := self._waiting.pop(widget, None)) is not None:
            widget.show_card(card, self._today)

    def card_at(self, index: int, table: str = "") -> ColumnCard | None:
        """The card of a column."""
        for widget in self.cards:
            card = self._waiting.get(widget, widget.card)
            if card and card.guess.index == index and table in ("", card.table):
                self._show_waiting(widget)
                return widget
        return None

    def mark(self, index: int, table: str = "") -> None:
        """Show which column, of which table, the sheet's current cell is in."""
        if (index, table) == self._marked:
            return
        self._marked = (index, table)
        # in no column (-1): the number of the sheet's name, which is no column of the sheet
        found = self.card_at(index, table) if index >= 0 else None
        for card in self.cards:
            card.mark(card is found)
        if found is not None:
            # after the layout of new cards, which is done later
            QTimer.singleShot(0, found, partial(self._column.ensureWidgetVisible, found, 0, 8))

    def open_pick(self, card: ColumnCard) -> None:
        """Offer all meanings for a column."""
        if card.card is None:
            return
        self._picking = card.card
        self._column.ensureWidgetVisible(card, 0, 8)
        guess = card.card.guess
        own = guess.index != SHEET_NAME
        self._pick.open_at(card.meaning.below(), header_of(card.card), guess.field, own=own)

    def _make(self, groups: Sequence[Sequence[Card]]) -> None:
        clear_layout(self._column.box)
        self.cards = []
        self._marked = (-1, "")
        for number, group in enumerate(groups, 1):
            if len(groups) > 1:
                title = _("Table %(n)d") % {"n": number}
                self._column.box.addWidget(Label(title, "body", "muted"))
            for _card in group:
                widget = self._spare.pop(0) if self._spare else self._new_card()
                self.cards.append(widget)
                self._column.box.addWidget(widget)
                widget.show()
        self._column.box.addStretch(1)

    def _new_card(self) -> ColumnCard:
        widget = ColumnCard()
        widget.opened.connect(self.open_pick)
        widget.entered.connect(self.entered)
        widget.order_asked.connect(self.order_asked)
        widget.year_said.connect(self.year_said)
        widget.doubt_asked.connect(self.doubt_asked)
        widget.own_asked.connect(self._own_asked)
        return widget

    def _make_ahead(self) -> None:
        """Make one card at a time while the list is read: a dozen at once would hold the window."""
        if self._shape or len(self._spare) == _MADE_AHEAD:
            return
        card = self._new_card()
        card.setParent(self._column.box.parentWidget())
        card.hide()
        card.ensurePolished()
        self._spare.append(card)
        QTimer.singleShot(0, self, self._make_ahead)

    def _own_asked(self, widget: ColumnCard, choice: str) -> None:
        if widget.card is not None:
            self.changed.emit(widget.card.table, widget.card.guess.index, choice)

    def _picked(self, field: str) -> None:
        if self._picking is not None:
            self.changed.emit(self._picking.table, self._picking.guess.index, field)


def _with_name(group: tuple[Card, ...], name: str) -> tuple[Card, ...]:
    """The columns of a table with the sheet's name as the last, left out as long as not chosen."""
    if not group or any(card.guess.index == SHEET_NAME for card in group):
        return group
    guess = ColumnGuess(SHEET_NAME, "", IGNORED, 1.0, "", "")
    return (*group, Card(group[0].table, guess, (Example(name, name),)))
