"""A message that comes at the bottom of the window, may offer one action, and goes by itself."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from smallcrm.core.i18n import _
from smallcrm.ui.icons import IconLabel
from smallcrm.ui.widgets.buttons import Button, IconButton
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox
from smallcrm.ui.widgets.shadow import add_shadow

SHOWN_MS = 6000
_ICONS = {"ok": "circle-check", "warn": "triangle-alert", "bad": "circle-alert", "": "info"}


class Toast(QFrame):
    """Shows one message at a time over its parent; it stays while the pointer is on it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("panel", "toast")
        self._icon = IconLabel("info", "muted")
        self._text = Label("", wrap=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._button = Button("", kind="link", on_click=self._act)
        close = IconButton("x", _("Close"), small=True, on_click=self.hide)
        self.setLayout(hbox(self._icon, self._text, self._button, close, margins=(14, 6, 8, 6)))
        add_shadow(self)
        self._action: Callable[[], object] | None = None
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()
        parent.installEventFilter(self)

    def show_message(
        self,
        text: str,
        tone: str = "ok",
        action: str = "",
        on_action: Callable[[], object] | None = None,
    ) -> None:
        """Show a message; tone is ok, warn, bad or ""; action is the text of its button.

        A bad one stays until it is closed.
        """
        self._icon.set_icon(_ICONS[tone], tone or "muted")
        self._text.setText(text)
        self._button.setText(action)
        self._button.setVisible(bool(action and on_action))
        self._action = on_action
        self._place()
        self.show()
        self.raise_()
        if tone == "bad":
            self._timer.stop()
        else:
            self._timer.start()

    def text(self) -> str:
        """Return the message."""
        return self._text.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def enterEvent(self, event) -> None:
        self._timer.stop()

    def leaveEvent(self, event) -> None:
        self._timer.start()

    def _act(self) -> None:
        self.hide()
        if self._action is not None:
            self._action()

    def _place(self) -> None:
        parent = self.parentWidget()
        room = parent.width() - 48
        margins = self.layout().contentsMargins()
        metrics = self._text.fontMetrics()
        wanted = metrics.horizontalAdvance(self._text.text()) + 4
        others = margins.left() + margins.right() + self._icon.width() + 3 * 8 + 32
        if not self._button.isHidden():
            others += self._button.sizeHint().width()
        width = min(max(240, wanted + others), min(room, 640))
        self.layout().activate()
        height = max(44, self.layout().totalHeightForWidth(width))
        self.setGeometry(
            (parent.width() - width) // 2, parent.height() - height - 48, width, height
        )
