"""Key figures as cards that can be opened."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from smallcrm.services.dashboard import Tile
from smallcrm.ui.theme import theme

_PAD = 12
_NARROWEST = 150  # px at 100 % text: with less room the cards go on in a second line
_GAP = 10


class TileCard(QAbstractButton):
    """One figure: its name, the number, and what it was before. Pressed by Enter or space."""

    def __init__(self, tile: Tile) -> None:
        super().__init__()
        self.tile = tile
        self.setAccessibleName(" ".join((tile.label, tile.value, tile.beside)).strip())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme().theme_changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        look = theme()
        lines = sum(QFontMetrics(look.font(rank)).height() for rank in ("small", "page", "small"))
        return QSize(look.px(_NARROWEST), lines + look.px(2 * _PAD + 6))

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event) -> None:
        look, tile = theme(), self.tile
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = self.hasFocus() or self.underMouse()
        painter.setPen(look.pen("accent" if marked else "line", 2.0 if self.hasFocus() else 1.0))
        painter.setBrush(look.color("hover" if self.isDown() else "surface"))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 8, 8)
        y, pad = look.px(_PAD), look.px(_PAD)
        for text, rank, token in (
            (tile.label, "small", "muted"),
            (tile.value, "page", tile.tone or "text"),
            (tile.beside, "small", "muted"),
        ):
            font = look.font(rank)
            metrics = QFontMetrics(font)
            room = self.width() - 2 * pad
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.setFont(font)
            painter.setPen(look.color(token))
            line = QRect(pad, y, room, metrics.height())
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft, shown)
            y += metrics.height() + look.px(3)


class TileRow(QWidget):
    """Cards side by side, in as many lines as the room asks for; `opened` tells a key."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[TileCard] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        self._columns = 0

    def set_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show figures."""
        focused = next((card.tile.key for card in self.cards if card.hasFocus()), "")
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = [TileCard(tile) for tile in tiles]
        for card in self.cards:
            card.clicked.connect(lambda _on=False, key=card.tile.key: self.opened.emit(key))
        self._columns = 0
        self._place()
        for card in self.cards:
            card.setToolTip(card.accessibleName())
            if card.tile.key == focused:
                card.setFocus()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        n = len(self.cards)
        if not n:
            return
        fitting = max(1, (self.width() + _GAP) // (theme().px(_NARROWEST) + _GAP))
        lines = -(-n // min(n, fitting))
        columns = -(-n // lines)
        if columns == self._columns:
            return
        self._columns = columns
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        for place, card in enumerate(self.cards):
            self._grid.addWidget(card, *divmod(place, columns))
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
