"""Facts in lines: a title and one or two texts beside it, painted, so that any number is cheap."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from smallcrm.ui.theme import theme

_WORDS, _ANYWHERE = Qt.TextFlag.TextWordWrap, Qt.TextFlag.TextWrapAnywhere
_TOP = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
_PAD, _GAP = 8, 5
_MOST_LINES = 6
_TITLE_SHARE, _TITLE_LEAST = 0.32, 76


class FactRow(NamedTuple):
    """A line: its title, its texts, and for each text a colour token and a ground ("" for none)."""

    title: str
    texts: tuple[str, ...]
    tones: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()


class FactTable(QWidget):
    """Lines of facts; `heads` stand over the texts. The height follows the width it got."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heads: tuple[str, ...] = ()
        self.rows: Sequence[FactRow] = ()
        self._tall = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme().theme_changed.connect(self._fit)

    def show_facts(self, rows: Sequence[FactRow], heads: tuple[str, ...] = ()) -> None:
        """Show other facts."""
        self.rows, self.heads = rows, heads
        told = [" ".join((row.title, *row.texts)) for row in rows]
        self.setAccessibleDescription("\n".join(told))
        self._fit()

    def texts(self) -> list[tuple[str, ...]]:
        """Return what is shown, line by line."""
        return [(row.title, *row.texts) for row in self.rows]

    def sizeHint(self) -> QSize:
        return QSize(theme().px(160), self._tall)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._tall)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def paintEvent(self, event) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setFont(look.font())
        lefts = self._lefts(self.width())
        top = self._head_height(self.width())
        if top:
            painter.setPen(look.color("muted"))
            for place, head in enumerate(self.heads):
                box = self._box(lefts, place, 0, top)
                _draw(painter, box, head)
        heights = self._heights(self.width())
        for row, height in zip(self.rows, heights, strict=True):
            if event.rect().top() - height <= top <= event.rect().bottom():
                self._paint_row(painter, row, lefts, top, height)
            top += height

    def _paint_row(
        self, painter: QPainter, row: FactRow, lefts: Sequence[int], top: int, height: int
    ) -> None:
        look = theme()
        painter.setPen(look.pen("line"))
        painter.drawLine(0, top, self.width(), top)
        pad, gap = look.px(_PAD), look.px(_GAP)
        painter.setPen(look.color("muted"))
        title = QRect(0, top + gap, lefts[0] - pad, height - gap)
        _draw(painter, title, row.title)
        for place, text in enumerate(row.texts):
            box = self._box(lefts, place, top + gap, height - gap)
            ground = row.grounds[place] if place < len(row.grounds) else ""
            if ground and text:
                side = look.px(4)
                inner = box.adjusted(-side, -look.px(2), side // 2, -gap + look.px(2))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.color(ground))
                painter.drawRoundedRect(inner.toRectF(), 4, 4)
            tone = row.tones[place] if place < len(row.tones) else "text"
            painter.setPen(look.color(tone if text else "faint"))
            _draw(painter, box, text or "–")

    def _box(self, lefts: Sequence[int], place: int, top: int, height: int) -> QRect:
        right = lefts[place + 1] if place + 1 < len(lefts) else self.width()
        return QRect(lefts[place], top, right - lefts[place] - theme().px(_PAD), height)

    def _lefts(self, width: int) -> list[int]:
        """Where the columns of texts begin."""
        look = theme()
        metrics = QFontMetrics(look.font())
        widest = max((metrics.horizontalAdvance(row.title) for row in self.rows), default=0)
        wanted = max(widest + look.px(_PAD * 2), look.px(_TITLE_LEAST))
        first = min(wanted, int(width * _TITLE_SHARE))
        columns = max((len(row.texts) for row in self.rows), default=1)
        step = (width - first) // max(columns, 1)
        return [first + step * place for place in range(columns)]

    def _heights(self, width: int) -> list[int]:
        look = theme()
        metrics = QFontMetrics(look.font())
        lefts = self._lefts(width)
        most = metrics.lineSpacing() * _MOST_LINES
        found = []
        for row in self.rows:
            room = QRect(0, 0, max(lefts[0] - look.px(_PAD), 1), 9999)
            tall = _tall(metrics, room, row.title)
            for place, text in enumerate(row.texts):
                box = self._box(lefts, place, 0, 9999)
                box.setWidth(max(box.width(), 1))
                tall = max(tall, _tall(metrics, box, text))
            found.append(min(max(tall, metrics.lineSpacing()), most) + 2 * look.px(_GAP))
        return found

    def _head_height(self, width: int) -> int:
        if not any(self.heads):
            return 0
        metrics = QFontMetrics(theme().font())
        lefts = self._lefts(width)
        boxes = [self._box(lefts, place, 0, 9999) for place in range(len(self.heads))]
        tall = [_tall(metrics, box, head) for box, head in zip(boxes, self.heads, strict=True)]
        return min(max(tall), metrics.lineSpacing() * 2) + theme().px(_GAP)

    def _fit(self) -> None:
        width = max(self.width(), 1)
        tall = sum(self._heights(width)) + self._head_height(width)
        if tall != self._tall:
            self._tall = tall
            self.updateGeometry()
        self.update()


def _flags(metrics: QFontMetrics, text: str, width: int) -> int:
    """Break between words, inside one only where it is longer than the line."""
    wide = any(metrics.horizontalAdvance(word) > width for word in text.split() if word.isascii())
    return _ANYWHERE if wide else _WORDS


def _tall(metrics: QFontMetrics, box: QRect, text: str) -> int:
    return metrics.boundingRect(box, _flags(metrics, text, box.width()), text).height()


def _draw(painter: QPainter, box: QRect, text: str) -> None:
    flags = _flags(painter.fontMetrics(), text, box.width())
    painter.drawText(box, flags | _TOP, text)
