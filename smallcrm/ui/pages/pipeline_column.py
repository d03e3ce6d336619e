"""One stage of the board: its head, and a list of cards that can be dragged, dropped and keyed."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QListView, QWidget

from smallcrm.core import i18n
from smallcrm.core.i18n import _, ngettext
from smallcrm.core.money import format_money
from smallcrm.services.deals import DAYS_SHOWN_WHEN_CLOSED, BoardColumn, Card, StageRecord
from smallcrm.ui.pages.pipeline_cards import (
    MIME,
    SIDE,
    CardDelegate,
    CardModel,
    CardRole,
    paint_card,
    paint_ground,
)
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.layouts import hbox, vbox

COLUMN_WIDTH = 212


class CardList(QListView):
    """The cards of a stage. Signals name what the user wants; the page does it."""

    key_pressed = Signal(int, object, object)  # key, modifiers, the card or None
    opened = Signal(object)  # a card
    plan_asked = Signal(object)
    menu_asked = Signal(object, QPoint)
    card_dropped = Signal(int)  # the id of a deal
    dragged_over = Signal(bool)

    def __init__(self, model: CardModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stageCards")
        self.setStyleSheet("QListView#stageCards { background: transparent; }")
        self.setModel(model)
        self._cards = model
        self._delegate = CardDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(model.stage.name)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setDragDropMode(QListView.DragDropMode.DragDrop)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(CardRole)))
        self.clicked.connect(self._pressed)
        theme().theme_changed.connect(self.doItemsLayout)
        self._clicked_at = QPoint()

    def card(self) -> Card | None:
        """Return the card the keyboard is on."""
        return self.currentIndex().data(CardRole) if self.currentIndex().isValid() else None

    def go_to(self, row: int) -> None:
        """Put the keyboard on a card, the nearest one when there is no such row."""
        count = self.model().rowCount()
        if count:
            self.setCurrentIndex(self.model().index(max(0, min(row, count - 1)), 0))

    def keyPressEvent(self, event) -> None:
        key, modifiers = event.key(), event.modifiers()
        plain = modifiers in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        vertical = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        if plain and key in (*vertical, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
        elif plain or modifiers == Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            self.key_pressed.emit(key, modifiers, self.card())
        else:
            event.ignore()

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.go_to(0)

    def mousePressEvent(self, event) -> None:
        self._clicked_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event) -> None:
        over = self._over_missing_step(event.position().toPoint())
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:
        index = self.currentIndex()
        if not index.isValid():
            return
        drag = QDrag(self)
        drag.setMimeData(self.model().mimeData([index]))
        drag.setPixmap(self._picture(index))
        item = self.visualRect(index)
        drag.setHotSpot(self._clicked_at - self._delegate.card_rect(item).topLeft())
        # the page moves the deal in the data file; the list is read again, so nothing is removed
        drag.exec(Qt.DropAction.MoveAction)

    def dragEnterEvent(self, event) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()
            self.dragged_over.emit(True)
        else:
            event.ignore()

    def dragMoveEvent(self, event) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event) -> None:
        self.dragged_over.emit(False)

    def dropEvent(self, event) -> None:
        self.dragged_over.emit(False)
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()
            self.card_dropped.emit(int(event.mimeData().data(MIME).data().decode()))

    def _pressed(self, index: QModelIndex) -> None:
        if self._over_missing_step(self._clicked_at):
            self.plan_asked.emit(index.data(CardRole))

    def _over_missing_step(self, where: QPoint) -> bool:
        index = self.indexAt(where)
        if not index.isValid() or self._cards.stage.kind != "open":
            return False
        missing = index.data(CardRole).next_due is None
        return missing and self._delegate.step_rect(self.visualRect(index)).contains(where)

    def _menu(self, where: QPoint) -> None:
        index = self.indexAt(where)
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu_asked.emit(index.data(CardRole), self.viewport().mapToGlobal(where))

    def _picture(self, index: QModelIndex) -> QPixmap:
        """Return the card as it hangs under the pointer."""
        card = self._delegate.card_rect(self.visualRect(index))
        ratio = self.devicePixelRatioF()
        picture = QPixmap(card.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRect(QPoint(0, 0), card.size())
        paint_ground(painter, rect, focused=True, hovered=False)
        paint_card(painter, rect, index.data(CardRole), self._cards.stage, self._cards.today)
        painter.end()
        return picture


class _StageName(ElidedLabel):
    def minimumSizeHint(self) -> QSize:
        return QSize(1, super().minimumSizeHint().height())  # a short name takes what it needs


class StageColumn(QFrame):
    """A stage: name, number of deals and their sum, and the cards below."""

    def __init__(self, stage: StageRecord, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = CardModel(stage, today, self)
        self.cards = CardList(self.model)
        self.cards.dragged_over.connect(self._heat)
        self._hot = False
        self._name = _StageName(stage.name, "section").fit_text()
        self._count = Label("", "body", "muted")
        self._amount = Label("", "body", "muted")
        head = hbox(self._name, self._count, None, self._amount, margins=(12, 0, 12, 0))
        self.setLayout(vbox(11, head, 8, self.cards, spacing=0, margins=(0, 0, 0, SIDE)))
        self.setMinimumWidth(theme().px(COLUMN_WIDTH))
        theme().theme_changed.connect(self._fit)

    @property
    def stage(self) -> StageRecord:
        """Return the stage."""
        return self.model.stage

    def show_column(self, column: BoardColumn, today: date) -> None:
        """Show other cards and figures."""
        language = i18n.current().language
        self.model.stage = column.stage
        self._name.setText(column.stage.name)
        self._count.setText(f"{len(column.cards):,}")
        words = format_money(column.amount, language, short=True) if column.amount else ""
        self._amount.setText(words)
        about = about_stage(column.stage)
        for label in (self._count, self._amount):
            label.setToolTip(about)
        self._show_cards(column.cards, today)

    def paintEvent(self, event) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.pen("accent", 1.6) if self._hot else Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent_bg" if self._hot else "sunken"))
        inset = 0.8 if self._hot else 0.0
        painter.drawRoundedRect(self.rect().toRectF().adjusted(inset, inset, -inset, -inset), 8, 8)

    def _show_cards(self, cards: Sequence[Card], today: date) -> None:
        kept = self.cards.card()
        place = self.cards.verticalScrollBar().value()
        row = self.cards.currentIndex().row()
        self.model.replace(cards, today)
        if kept is not None and not self.cards.currentIndex().isValid():
            found = self.model.row_of(kept.id)
            self.cards.go_to(found if found >= 0 else row)
        self.cards.verticalScrollBar().setValue(place)

    def _heat(self, hot: bool) -> None:
        self._hot = hot
        self.update()

    def _fit(self) -> None:
        self.setMinimumWidth(theme().px(COLUMN_WIDTH))
        self.update()


def about_stage(stage: StageRecord) -> str:
    """Return what a stage's figures count."""
    if stage.kind != "open":
        n = DAYS_SHOWN_WHEN_CLOSED
        return ngettext("In the last %(n)d day", "In the last %(n)d days", n) % {"n": n}
    return _("Chance: %(n)d %%") % {"n": stage.probability}
