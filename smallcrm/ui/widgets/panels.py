"""Surfaces: cards and panels, lines, scrolling columns, banners and empty states."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from smallcrm.core.i18n import _
from smallcrm.ui.icons import IconLabel
from smallcrm.ui.theme import set_property, theme
from smallcrm.ui.widgets.buttons import Button, IconButton, Slot
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import Item, Margins, _margins, hbox, show_if, vbox

_LEAST = 120  # px of a fitting column that scrolls
_TONE_ICONS = {
    "accent": "info",
    "ok": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-alert",
}


class Panel(QFrame):
    """A surface with a layout `box`.

    kind: card (border, radius 8), plain, sunken, raised, top and bottom (with a hairline towards
    the page), side (window colour), detail.
    """

    def __init__(
        self,
        kind: str = "card",
        *items: Item,
        across: bool = False,
        margins: Margins = 12,
        spacing: int = 8,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("panel", kind)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        make = hbox if across else vbox
        self.box: QBoxLayout = make(*items, spacing=spacing, margins=margins)
        self.setLayout(self.box)


class Line(QFrame):
    """A hairline."""

    def __init__(self, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("line", "true")
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


class ScrollColumn(QScrollArea):
    """A column `box` that scrolls when it is longer than the room; never sideways."""

    def __init__(
        self,
        *items: Item,
        margins: Margins = 16,
        spacing: int = 8,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("bare", "true")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._column = _Column()
        self._column.setObjectName("scrollColumn")
        self.box: QVBoxLayout = vbox(*items, spacing=spacing, margins=margins)
        self._column.setLayout(self.box)
        self.setWidget(self._column)

    def set_margins(self, margins: Margins) -> None:
        """Change the room round the column."""
        self.box.setContentsMargins(_margins(margins))


class FittingColumn(ScrollColumn):
    """A column that asks for the height of all it holds and scrolls only when that is too much."""

    def __init__(self, *items: Item, margins: Margins = 0, spacing: int = 10) -> None:
        super().__init__(*items, margins=margins, spacing=spacing)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._part: QWidget | None = None
        self.verticalScrollBar().rangeChanged.connect(self._reach)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        # of a column in which nothing wraps the layout says -1
        height = self.box.totalHeightForWidth(width)
        return height if height >= 0 else self.box.totalSizeHint().height()

    def sizeHint(self) -> QSize:
        return self.box.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.box.totalMinimumSize().width(), theme().px(_LEAST))

    def show_part(self, part: QWidget) -> None:
        """Scroll to a part that was put in at the end a moment ago, once there is room for it."""
        self._part = part

    def _reach(self, _least: int, most: int) -> None:
        if most and self._part is not None:
            self.ensureWidgetVisible(self._part)
            self._part = None

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().viewportEvent(event)


class _Column(QWidget):
    def minimumSizeHint(self) -> QSize:
        # as wide as the view, however wide its content would like to be
        return QSize(0, super().minimumSizeHint().height())


class EmptyState(QWidget):
    """What stands where nothing is: an icon, one sentence, one button."""

    def __init__(
        self,
        icon: str,
        sentence: str,
        button: str = "",
        on_click: Slot | None = None,
        *,
        button_icon: str = "",
        detail: str = "",
        kind: str = "primary",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = IconLabel(icon, "faint", 32)
        self._sentence = Label(sentence, "body", "muted", wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._detail = Label(detail, "small", "faint", wrap=True)
        self._detail.setAlignment(Qt.AlignmentFlag.AlignCenter)
        show_if(self._detail, bool(detail))
        self.button = Button(button, button_icon, kind, on_click=on_click)
        show_if(self.button, bool(button))
        centre = Qt.AlignmentFlag.AlignHCenter
        column = vbox(None, spacing=8, margins=24)
        column.addWidget(self._icon, 0, centre)
        column.addWidget(self._sentence)
        column.addWidget(self._detail)
        column.addSpacing(4)
        column.addWidget(self.button, 0, centre)
        column.addStretch(1)
        self.setLayout(column)

    def set_text(self, sentence: str, detail: str = "", icon: str = "") -> None:
        """Say something else."""
        self._sentence.setText(sentence)
        self._detail.setText(detail)
        show_if(self._detail, bool(detail))
        if icon:
            self._icon.set_icon(icon)


class Banner(QFrame):
    """A coloured line of text over a page; tone is accent, ok, warn or bad."""

    closed = Signal()

    def __init__(
        self,
        text: str = "",
        tone: str = "accent",
        *buttons: Button,
        closable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._icon = IconLabel("info", tone)
        self._text = Label("", wrap=True, selectable=True)
        row: QHBoxLayout = hbox(margins=(12, 8), spacing=8)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        for button in buttons:
            row.addWidget(button)
        if closable:
            row.addWidget(IconButton("x", _("Close"), on_click=self._close, small=True))
        self.setLayout(row)
        self.set_message(text, tone)

    def set_message(self, text: str, tone: str = "accent") -> None:
        """Show another text; an empty one hides the banner."""
        self._icon.set_icon(_TONE_ICONS[tone], tone)
        set_property(self, "banner", tone)
        self._text.setText(text)
        show_if(self, bool(text))

    def text(self) -> str:
        """Return what it says."""
        return self._text.text()

    def _close(self) -> None:
        self.hide()
        self.closed.emit()


def make_splitter(*parts: QWidget, sizes: tuple[int, ...], stretch: int) -> QSplitter:
    """Return panes side by side; the one at index stretch takes the free room."""
    splitter = QSplitter(Qt.Orientation.Horizontal)
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    for index, part in enumerate(parts):
        splitter.addWidget(part)
        splitter.setStretchFactor(index, 1 if index == stretch else 0)
    splitter.setSizes(list(sizes))
    return splitter
