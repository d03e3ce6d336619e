"""A section of a form that can be folded away."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QWidget

from smallcrm.ui.icons import IconLabel
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.layouts import hbox, vbox


class _Head(QAbstractButton):
    def __init__(self, title: str, summary: str) -> None:
        super().__init__()
        self._chevron = IconLabel("chevron-right")
        self.title = Label(title, "section")
        self.summary = ElidedLabel(summary, "body", "muted")
        for part in (self._chevron, self.title, self.summary):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setLayout(hbox(self._chevron, self.title, self.summary, spacing=8))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        self.setFixedHeight(theme().control_height)
        self.toggled.connect(self._turn)

    def paintEvent(self, event) -> None:
        if not self.hasFocus():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme().pen("accent"))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _turn(self, opened: bool) -> None:
        self._chevron.set_icon("chevron-down" if opened else "chevron-right")
        self.summary.setVisible(not opened)


class Fold(QWidget):
    """A head that opens and closes its body; closed, it says in grey what is inside.

    The body is made when it is first opened: most stay closed.
    """

    toggled = Signal(bool)

    def __init__(
        self, title: str, make: Callable[[], QWidget], *, summary: str = "", opened: bool = False
    ) -> None:
        super().__init__()
        self._head = _Head(title, summary)
        self._make = make
        self._body: QWidget | None = None
        self._box = vbox(self._head, spacing=6)
        self.setLayout(self._box)
        self._head.toggled.connect(self._turn)
        self._head.setChecked(opened)

    def is_open(self) -> bool:
        """Tell whether the body is shown."""
        return self._head.isChecked()

    def _turn(self, opened: bool) -> None:
        if self._body is None:
            self._body = self._make()
            self._box.addWidget(self._body)
        self._body.setVisible(opened)
        self.toggled.emit(opened)

    def set_open(self, opened: bool) -> None:
        """Show or hide the body."""
        self._head.setChecked(opened)
