"""The soft shadow of what floats over a page."""

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsDropShadowEffect, QWidget

_BLUR = 24
_DOWN = 6
_ALPHA = 60


def add_shadow(widget: QWidget) -> None:
    """Give a small floating widget a shadow; not for large ones, which would paint slowly."""
    shadow = QGraphicsDropShadowEffect(widget)
    shadow.setBlurRadius(_BLUR)
    shadow.setOffset(0, _DOWN)
    shadow.setColor(QColor(0, 0, 0, _ALPHA))
    widget.setGraphicsEffect(shadow)
