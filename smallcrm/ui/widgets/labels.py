"""Texts: ranked labels, chips, key figures, section heads and labels that cut with dots."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from smallcrm.ui.theme import set_property
from smallcrm.ui.widgets.layouts import hbox, vbox


class Label(QLabel):
    """A plain-text label; rank is small, body, strong, section, figure or page; tone a token."""

    def __init__(
        self,
        text: str = "",
        rank: str = "body",
        tone: str = "",
        *,
        wrap: bool = False,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("rank", rank)
        self.setProperty("tone", tone)
        self.setWordWrap(wrap)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def set_tone(self, tone: str) -> None:
        """Change the colour: muted, faint, accent, ok, warn, bad or "" for the text colour."""
        set_property(self, "tone", tone)

    def set_rank(self, rank: str) -> None:
        """Change size and weight."""
        set_property(self, "rank", rank)


class ElidedLabel(Label):
    """A label of one line that ends in dots when there is no room; the tooltip has it all."""

    def __init__(self, text: str = "", rank: str = "body", tone: str = "", **more) -> None:
        super().__init__(text, rank, tone, **more)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._own_tooltip = False

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2, hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 3, super().minimumSizeHint().height())

    def fit_text(self) -> "ElidedLabel":
        """Ask for the text's width instead of all there is; still shrinks. Returns itself."""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        return self

    def paintEvent(self, event) -> None:
        rect = self.contentsRect()
        cut = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, rect.width())
        if cut != self.text() and not self.toolTip():
            self.setToolTip(self.text())
            self._own_tooltip = True
        elif cut == self.text() and self._own_tooltip:
            self.setToolTip("")
            self._own_tooltip = False
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(rect, self.alignment(), cut)

    def setText(self, text: str) -> None:
        super().setText(text)
        if self._own_tooltip:
            self.setToolTip("")
            self._own_tooltip = False
        self.updateGeometry()


class FittingLabel(Label):
    """A label that shows the longest of its texts there is room for; the tooltip has it all."""

    def __init__(self, rank: str = "body", tone: str = "") -> None:
        super().__init__("", rank, tone)
        self._texts: tuple[str, ...] = ("",)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_texts(self, *texts: str) -> None:
        """Show one of these; the longest comes first."""
        self._texts = texts
        self.updateGeometry()
        self._choose()

    def sizeHint(self) -> QSize:
        return QSize(self._width(self._texts[0]), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width(self._texts[-1]), super().minimumSizeHint().height())

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._choose()

    def _width(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text) + 2

    def _choose(self) -> None:
        room = self.width()
        fitting = (text for text in self._texts if self._width(text) <= room)
        text = next(fitting, self._texts[-1])
        if text != self.text():
            self.setText(text)
            self.setToolTip("" if text == self._texts[0] else self._texts[0])


class Chip(QLabel):
    """A small round label; tone is accent, ok, warn, bad or "" for grey."""

    def __init__(self, text: str, tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setProperty("chip", tone or "none")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_tone(self, tone: str) -> None:
        """Change the colours."""
        set_property(self, "chip", tone or "none")


class Badge(QLabel):
    """A small red count; hidden when there is nothing to count."""

    def __init__(self, count: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("badge", "true")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_count(count)

    def set_count(self, count: int) -> None:
        """Show a number; more than 999 is shown as 999+."""
        self.setText(str(count) if count < 1000 else "999+")
        self.setVisible(count > 0)


class LinkLabel(QLabel):
    """A text that is pressed like a link; reached by Tab, pressed by Enter or space."""

    clicked = Signal()

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("link", "true")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def mouseReleaseEvent(self, event) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if inside and event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def _underline(self, on: bool) -> None:
        font = self.font()
        font.setUnderline(on)
        self.setFont(font)

    def enterEvent(self, event) -> None:
        self._underline(True)

    def leaveEvent(self, event) -> None:
        self._underline(self.hasFocus())

    def focusInEvent(self, event) -> None:
        self._underline(True)
        super().focusInEvent(event)

    def focusOutEvent(self, event) -> None:
        self._underline(False)
        super().focusOutEvent(event)


class KeyFigure(QWidget):
    """A number that matters, large, with its small grey label above."""

    def __init__(
        self,
        label: str,
        value: str = "",
        tone: str = "",
        *,
        rank: str = "figure",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label = ElidedLabel(label, "body", "muted")
        self._value = ElidedLabel(value, rank, tone)
        for part in (self._label, self._value):  # asks for its width, shrinks where it must
            part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setLayout(vbox(self._label, self._value, spacing=2))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_value(self, value: str, tone: str = "", tooltip: str = "") -> None:
        """Show another value."""
        self._value.setText(value)
        self._value.set_tone(tone)
        self.setToolTip(tooltip)

    def set_label(self, label: str) -> None:
        """Show another label."""
        self._label.setText(label)


class SectionHead(QWidget):
    """A bold section title with an optional count and widgets at the right."""

    def __init__(
        self, title: str, count: int | None = None, tone: str = "", *right: QWidget
    ) -> None:
        super().__init__()
        self.title = Label(title, "section", tone)
        self.count = Label("", "body", "muted")
        self.setLayout(hbox(self.title, self.count, None, *right))
        self.set_count(count)

    def set_count(self, count: int | None) -> None:
        """Show how many there are; None shows nothing."""
        self.count.setText("" if count is None else f"{count:,}")
        self.count.setVisible(count is not None)
