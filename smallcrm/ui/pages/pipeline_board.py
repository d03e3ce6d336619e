"""The board: the stages side by side, scrolling sideways where there is no room for all."""

from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from smallcrm.services.deals import Board, Card, StageRecord
from smallcrm.ui.pages.pipeline_column import StageColumn
from smallcrm.ui.widgets.layouts import clear_layout, hbox

Key = Qt.Key
SIDEWAYS: dict[int, int] = {Key.Key_Left: -1, Key.Key_Right: 1}


class BoardView(QScrollArea):
    """Shows a Board and tells what the user wants done with a card."""

    move_asked = Signal(int, int)  # deal, stage
    edit_asked = Signal(object)  # a card
    delete_asked = Signal(object)
    customer_asked = Signal(object)
    plan_asked = Signal(object)
    menu_asked = Signal(object, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bare", "true")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.columns: list[StageColumn] = []
        self._follow: int | None = None
        inside = QWidget()
        inside.setObjectName("scrollColumn")
        self._row = hbox(spacing=10, margins=0)
        inside.setLayout(self._row)
        self.setWidget(inside)

    def show_board(self, board: Board, today: date) -> None:
        """Show a board; the keyboard stays on its card, also when that went to another stage."""
        if [column.stage.id for column in self.columns] != [c.stage.id for c in board.columns]:
            self._make_columns(board, today)
        for view, column in zip(self.columns, board.columns, strict=True):
            view.show_column(column, today)
        if self._follow is not None:
            self.go_to_deal(self._follow)
            self._follow = None  # a deal that is not on this board is not waited for

    def stages(self) -> list[StageRecord]:
        """Return the stages from left to right."""
        return [column.stage for column in self.columns]

    def column_of(self, deal_id: int) -> StageColumn | None:
        """Return the column a deal stands in."""
        return next((c for c in self.columns if c.model.row_of(deal_id) >= 0), None)

    def card(self) -> Card | None:
        """Return the card the keyboard is on."""
        column = self._focused()
        return column.cards.card() if column else None

    def go_to_deal(self, deal_id: int) -> None:
        """Put the keyboard on a deal's card, now or when the board shows it."""
        column = self.column_of(deal_id)
        self._follow = deal_id if column is None else None
        if column is not None:
            column.cards.go_to(column.model.row_of(deal_id))
            self._enter(column)

    def follow(self, deal_id: int) -> None:
        """Put the keyboard on this deal when the board is shown next."""
        self._follow = deal_id

    def focus_board(self) -> None:
        """Put the keyboard where it was, or on the first card."""
        filled = [column for column in self.columns if column.model.cards]
        if filled and self._focused() is None:
            self._enter(next((c for c in filled if c.cards.card() is not None), filled[0]))

    def _make_columns(self, board: Board, today: date) -> None:
        clear_layout(self._row)
        self.columns = [StageColumn(column.stage, today) for column in board.columns]
        for column in self.columns:
            cards = column.cards
            cards.key_pressed.connect(self._key)
            cards.opened.connect(self.edit_asked)
            cards.plan_asked.connect(self.plan_asked)
            cards.menu_asked.connect(self.menu_asked)
            cards.card_dropped.connect(lambda id, column=column: self._drop(id, column))
            cards.dragged_over.connect(lambda over, column=column: self._reveal(over, column))
            self._row.addWidget(column, 1)

    def _key(self, key: int, modifiers: Qt.KeyboardModifier, card: Card | None) -> None:
        sideways = SIDEWAYS.get(key)
        if modifiers == Qt.KeyboardModifier.ControlModifier:
            if sideways and card is not None:
                self._push(card, sideways)
            return
        if sideways:
            self._step(sideways)
        elif card is not None:
            asks: dict[int, SignalInstance] = {
                Key.Key_Return: self.edit_asked,
                Key.Key_Enter: self.edit_asked,
                Key.Key_Delete: self.delete_asked,
                Key.Key_Backspace: self.delete_asked,
                Key.Key_O: self.customer_asked,
                Key.Key_N: self.plan_asked,
            }
            if (signal := asks.get(key)) is not None:
                signal.emit(card)

    def _push(self, card: Card, step: int) -> None:
        stages = self.stages()
        place = [stage.id for stage in stages].index(card.stage_id) + step
        if 0 <= place < len(stages):
            self.move_asked.emit(card.id, stages[place].id)

    def _step(self, step: int) -> None:
        """Go to the next column that has cards, to the card at the same height."""
        here = self._focused()
        if here is None:
            return
        row = here.cards.currentIndex().row()
        place = self.columns.index(here) + step
        while 0 <= place < len(self.columns):
            column = self.columns[place]
            if column.model.cards:
                column.cards.go_to(row)
                self._enter(column)
                return
            place += step

    def _drop(self, deal_id: int, column: StageColumn) -> None:
        if column.model.row_of(deal_id) < 0:
            self.move_asked.emit(deal_id, column.stage.id)

    def _reveal(self, over: bool, column: StageColumn) -> None:
        if over:
            self.ensureWidgetVisible(column, 24, 0)

    def _enter(self, column: StageColumn) -> None:
        column.cards.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(column, 24, 0)

    def _focused(self) -> StageColumn | None:
        # the window's own focus, which stays while a dialog has the keyboard
        focus = self.window().focusWidget()
        return next((column for column in self.columns if column.cards is focus), None)
