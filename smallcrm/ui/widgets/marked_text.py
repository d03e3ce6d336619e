"""One line of text with the parts that were found standing out."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from smallcrm.ui.theme import theme

Spans = Sequence[tuple[int, int]]


def marked_width(text: str, marks: Spans) -> int:
    """Return the width of a text whose marked parts are bold."""
    return sum(_metrics(bold).horizontalAdvance(part) for part, bold in _parts(text, marks))


def draw_marked(painter: QPainter, rect: QRect, text: str, marks: Spans, tone: str) -> int:
    """Draw a text, cut with dots where there is no room, and return the width it took."""
    look = theme()
    left, room = rect.left(), rect.width()
    for part, bold in _parts(text, marks):
        if room <= 0:
            break
        metrics = _metrics(bold)
        cut = metrics.elidedText(part, Qt.TextElideMode.ElideRight, room)
        painter.setFont(look.font("strong" if bold else "body"))
        painter.setPen(look.color("accent" if bold else tone))
        place = QRect(left, rect.top(), room, rect.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, cut)
        width = metrics.horizontalAdvance(cut)
        left, room = left + width, room - width
        if cut != part:
            break
    return left - rect.left()


def _parts(text: str, marks: Spans) -> list[tuple[str, bool]]:
    parts: list[tuple[str, bool]] = []
    here = 0
    for begin, end in marks:
        parts += [(text[here:begin], False), (text[begin:end], True)]
        here = end
    parts.append((text[here:], False))
    return [part for part in parts if part[0]]


def _metrics(bold: bool) -> QFontMetrics:
    return QFontMetrics(theme().font("strong" if bold else "body"))
