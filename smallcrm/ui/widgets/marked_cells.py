"""Text with the words that are sought marked: in a cell of a table, and in a label."""

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QLabel, QStyle, QStyleOptionViewItem, QTableView

from smallcrm.ui.itemmodels.paged import CellRole
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.table_delegate import PAD_LEFT, PAD_RIGHT, CellDelegate

Spans = list[tuple[int, int]]

_FRONT = 0.7  # of the room at most goes to what stands before the first mark, and to itself
_DOTS = 16  # px that the dots of a cut text take


class MarkDelegate(CellDelegate):
    """For one column: marks(text) tells which stretches of a cell's text stand on a ground.

    Where the first of them would be cut off, the text begins shortly before it.
    """

    def __init__(self, view: QTableView, marks: Callable[[str], Spans]) -> None:
        super().__init__(view)
        self._marks = marks

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        main = (
            self.parent().itemDelegate()
        )  # of the other columns: it knows the row under the mouse
        self.hover_row = main.hover_row
        cell = index.data(CellRole)
        spans = self._marks(cell.text) if cell is not None and cell.text else []
        if not spans:
            super().paint(painter, option, index)
            return
        self.paint_ground(painter, option, index)
        inner = option.rect.adjusted(PAD_LEFT, 0, -PAD_RIGHT, 0)
        text, spans = _begin_near(cell.text, spans, option.fontMetrics, inner.width())
        painter.setFont(option.font)
        self._paint_marks(painter, option, inner, text, spans)
        painter.setPen(theme().color(cell.tone or "text"))
        cut = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, index.data(Qt.ItemDataRole.TextAlignmentRole), cut)

    def _paint_marks(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        inner: QRect,
        text: str,
        spans: Spans,
    ) -> None:
        look, metrics = theme(), option.fontMetrics
        chosen = option.state & QStyle.StateFlag.State_Selected
        top = inner.top() + (inner.height() - metrics.height()) / 2
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(inner)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("surface" if chosen else "warn_bg"))
        for begin, end in spans:
            left = inner.left() + metrics.horizontalAdvance(text[:begin])
            width = metrics.horizontalAdvance(text[begin:end])
            rect = QRectF(left - 1, top - 1, width + 2, metrics.height() + 2)
            painter.drawRoundedRect(rect, 3, 3)
        painter.restore()


def _begin_near(text: str, spans: Spans, metrics: QFontMetrics, width: int) -> tuple[str, Spans]:
    """Return the text, or its part from shortly before the first mark if that would be cut off."""
    begin, end = spans[0]
    if metrics.horizontalAdvance(text[:end]) <= width - _DOTS:
        return text, spans
    cut = begin
    while cut and metrics.horizontalAdvance("…" + text[cut - 1 : end]) <= width * _FRONT:
        cut -= 1
    return "…" + text[cut:], [(one - cut + 1, other - cut + 1) for one, other in spans]


class MarkedLabel(Label):
    """A plain text in which stretches stand on a ground of their own."""

    def __init__(self, text: str = "", **more) -> None:
        super().__init__(text, **more)
        self._marked: tuple[str, Spans] = (text, [])
        theme().theme_changed.connect(self._show)

    def set_marked(self, text: str, spans: Spans) -> None:
        """Show a text with stretches marked."""
        self._marked = (text, spans)
        self._show()

    def plain_text(self) -> str:
        """Return the text without marks."""
        return self._marked[0]

    def _show(self) -> None:
        text, spans = self._marked
        if not spans:
            self.setTextFormat(Qt.TextFormat.PlainText)
            QLabel.setText(self, text)
            return
        look = theme()
        ground, ink = look.color("warn_bg").name(), look.color("text").name()
        parts, here = [], 0
        for begin, end in spans:
            parts.append(escape(text[here:begin]))
            style = f"background-color: {ground}; color: {ink}"
            parts.append(f'<span style="{style}">{escape(text[begin:end])}</span>')
            here = end
        parts.append(escape(text[here:]))
        self.setTextFormat(Qt.TextFormat.RichText)
        QLabel.setText(self, "".join(parts).replace("\n", "<br>"))
