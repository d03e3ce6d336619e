"""The system's tray: notices while the window is hidden behind others."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon

_SHOWN_MS = 10_000


class Tray(QObject):
    """An icon in the tray that shows notices; `on_click` brings the window to the front."""

    def __init__(
        self, icon: QIcon, on_click: Callable[[], object], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = QSystemTrayIcon(icon, self)
        self._icon.setToolTip("smallcrm")
        self._icon.activated.connect(lambda _reason: on_click())
        self._icon.messageClicked.connect(on_click)

    def show_notice(self, title: str, text: str) -> None:
        """Show a notice."""
        self._icon.show()
        self._icon.showMessage(title, text, self._icon.icon(), _SHOWN_MS)

    def close(self) -> None:
        """Take the icon away."""
        self._icon.hide()


def open_tray(
    icon: QIcon, on_click: Callable[[], object], parent: QObject | None = None
) -> Tray | None:
    """The tray, or None where the system has none."""
    available = QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()
    return Tray(icon, on_click, parent) if available else None
