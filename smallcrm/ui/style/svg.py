"""Recoloured line drawings: reads the icon files once and keeps what was drawn."""

from pathlib import Path

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_MISSING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" '
    'fill="none" stroke="currentColor" stroke-width="2"><circle cx="12" cy="12" r="8"/></svg>'
)

_FILLED = "-filled"


class SvgStore:
    """The icon files of one folder as texts and pixmaps in any colour and size."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[str, str] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}

    def exists(self, name: str) -> bool:
        """Tell whether the folder has that icon."""
        return (self._folder / f"{name}.svg").is_file()

    def text(self, name: str, color: str, gap: float = 0.0) -> str:
        """Return the drawing in a colour; an unknown name gives a plain ring.

        "star-filled" is "star" with its inside filled.

        gap leaves room at the right, as a share of the side.
        """
        if name not in self._texts:
            path = self._folder / f"{name.removesuffix(_FILLED)}.svg"
            found = path.read_text("utf-8") if path.is_file() else _MISSING
            if name.endswith(_FILLED):
                found = found.replace('fill="none"', 'fill="currentColor"')
            self._texts[name] = found
        text = self._texts[name].replace("currentColor", color)
        if gap:
            width = 24 * (1 + gap)
            text = text.replace('viewBox="0 0 24 24"', f'viewBox="0 0 {width:g} 24"')
            text = text.replace('width="24"', f'width="{width:g}"', 1)
        return text

    def pixmap(self, name: str, color: str, side: int, ratio: float) -> QPixmap:
        """Return the drawing, side in px, for a device pixel ratio."""
        key = (name, color, side, ratio)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = self._draw(name, color, side, ratio)
        return found

    def _draw(self, name: str, color: str, side: int, ratio: float) -> QPixmap:
        pixels = round(side * ratio)
        pixmap = QPixmap(pixels, pixels)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        QSvgRenderer(QByteArray(self.text(name, color).encode())).render(painter)
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap
