"""Icons: sharp at any scale, in a token's colour, following the theme without being asked."""

from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from smallcrm.ui.theme import theme

_DEFAULT_SIZE = 16


def icon(name: str, token: str = "text", on_token: str | None = None) -> QIcon:
    """Return a Lucide icon in a token's colour (another one when it is checked).

    It keeps today's colours; `set_icon` gives one that follows the theme.
    """
    return theme().icon(name, token, on_token or token)


def set_icon(
    target: QAction | QAbstractButton,
    name: str,
    token: str = "text",
    on_token: str | None = None,
    gap: float = 0.0,
) -> None:
    """Give a button or action an icon that follows the theme; calling it again replaces the icon.

    gap is room at the right of the drawing, as a share of its side.
    """
    keeper = target.findChild(_IconKeeper, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if keeper is None:
        keeper = _IconKeeper(target)
    keeper.keep(name, token, on_token or token, gap)


class _IconKeeper(QObject):
    """Lives with a button or action and gives it its icon again when the theme changes."""

    def __init__(self, target: QAction | QAbstractButton) -> None:
        super().__init__(target)
        self._what = ("", "text", "text", 0.0)
        theme().theme_changed.connect(self._show)

    def keep(self, *what) -> None:
        self._what = what
        self._show()

    def _show(self) -> None:
        name, token, on_token, gap = self._what
        self.parent().setIcon(theme().icon(name, token, on_token, gap) if name else QIcon())


def icon_pixmap(
    name: str, token: str = "text", size: int = _DEFAULT_SIZE, ratio: float = 1.0
) -> QPixmap:
    """Return an icon as a picture; size in px at 100 % text."""
    return theme().pixmap(name, token, theme().px(size), ratio)


def paint_icon(
    painter: QPainter, rect: QRect, name: str, token: str = "text", size: int = _DEFAULT_SIZE
) -> None:
    """Draw an icon in the middle of a rectangle; size in px at 100 % text."""
    side = theme().px(size)
    ratio = painter.device().devicePixelRatio()
    corner = rect.center() - QPoint((side - 1) // 2, (side - 1) // 2)
    painter.drawPixmap(corner, theme().pixmap(name, token, side, ratio))


class IconLabel(QLabel):
    """A label that shows one icon and follows the theme."""

    def __init__(
        self,
        name: str,
        token: str = "muted",
        size: int = _DEFAULT_SIZE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._token, self._size = name, token, size
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme().theme_changed.connect(self._fit)
        self._fit()

    def set_icon(self, name: str, token: str | None = None) -> None:
        """Show another icon, or the same in another colour."""
        self._name, self._token = name, token or self._token
        self.update()

    def _fit(self) -> None:
        side = theme().px(self._size)
        self.setFixedSize(side, side)
        self.update()

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        paint_icon(painter, self.rect(), self._name, self._token, self._size)
