"""The look in one place: tokens, sizes, fonts, palette and style sheet, switched while running.

`Theme` belongs to the application object; `theme()` returns it. Widgets ask it for tokens and sizes
when they paint, or name a token in a dynamic property which the style sheet reads.
"""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from smallcrm.core.paths import resources
from smallcrm.ui.style import tokens as sizes
from smallcrm.ui.style.palette import make_palette
from smallcrm.ui.style.sheet import make_sheet
from smallcrm.ui.style.svg import SvgStore
from smallcrm.ui.style.tokens import DARK, LIGHT, STEP, TEXT_PERCENTS, Tokens

SCHEMES = ("system", "light", "dark")
FONT_FAMILY = "CRM Sans SC"
# Of a QApplication; `setStyle` makes the class QStyle and its six hundred names, which takes long.
ARGUMENTS = ("smallcrm", "-style", "fusion")
_PROPERTY = "smallcrmTheme"

_RANKS = {
    "small": (sizes.SMALL_SIZE, False),
    "body": (sizes.BODY_SIZE, False),
    "strong": (sizes.BODY_SIZE, True),
    "section": (sizes.SECTION_SIZE, True),
    "figure": (16, True),
    "page": (sizes.PAGE_SIZE, True),
}


class Theme(QObject):
    """The current look of one application."""

    theme_changed = Signal()

    def __init__(self, app: QApplication, resource_folder: Path) -> None:
        super().__init__(app)
        self.setObjectName("theme")
        self._app = app
        self._scheme = "system"
        self._percent = 100
        self._glyphs = QTemporaryDir()
        self._fonts: dict[str, QFont] = {}
        self._colors: dict[str, QColor] = {}
        self._icons: dict[tuple[str, str, str, float], QIcon] = {}
        self.svg = SvgStore(resource_folder / "icons")
        self._sheet = (resource_folder / "style.qss").read_text("utf-8")
        self.tokens: Tokens = LIGHT
        self._load_fonts(resource_folder / "fonts")
        app.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._apply()

    @property
    def dark(self) -> bool:
        """Tell whether the dark scheme is on."""
        return self.tokens is DARK

    @property
    def scheme(self) -> str:
        """Return what was asked for: system, light or dark."""
        return self._scheme

    @property
    def text_percent(self) -> int:
        """Return the text size: 100, 115 or 130."""
        return self._percent

    def change(self, scheme: str | None = None, text_percent: int | None = None) -> None:
        """Switch the scheme (system, light, dark) or the text size (100, 115, 130)."""
        scheme = scheme or self._scheme
        percent = text_percent or self._percent
        if scheme not in SCHEMES or percent not in TEXT_PERCENTS:
            raise ValueError(f"no such look: {scheme}, {percent}")
        if (scheme, percent) != (self._scheme, self._percent):
            self._scheme, self._percent = scheme, percent
            self._apply()

    def color(self, token: str) -> QColor:
        """Return the colour of a token (a field of Tokens)."""
        if token not in self._colors:
            self._colors[token] = QColor(getattr(self.tokens, token))
        return self._colors[token]

    def pen(self, token: str, width: float = 1.0) -> QPen:
        """Return a pen in a token's colour."""
        return QPen(self.color(token), width)

    def font(self, rank: str = "body") -> QFont:
        """Return the font of a rank: small, body, strong, section, figure or page."""
        if rank not in self._fonts:
            size, bold = _RANKS[rank]
            font = QFont(self._app.font())
            font.setPixelSize(self.px(size))
            font.setBold(bold)
            self._fonts[rank] = font
        return self._fonts[rank]

    def px(self, size: float) -> int:
        """Scale a size in px by the text size."""
        return round(size * self._percent / 100)

    def space(self, steps: float) -> int:
        """Return a distance in steps of 4 px; distances do not grow with the text."""
        return round(steps * STEP)

    @property
    def control_height(self) -> int:
        """Return the height of a button or field."""
        return self.px(sizes.CONTROL_HEIGHT)

    @property
    def row_height(self) -> int:
        """Return the height of a list row."""
        return self.px(sizes.ROW_HEIGHT)

    @property
    def icon_size(self) -> int:
        """Return the side of an ordinary icon."""
        return self.px(sizes.ICON_SIZE)

    def pixmap(self, name: str, token: str, size: int, ratio: float) -> QPixmap:
        """Return an icon in a token's colour."""
        return self.svg.pixmap(name, getattr(self.tokens, token), size, ratio)

    def icon(self, name: str, token: str, on_token: str, gap: float = 0.0) -> QIcon:
        """Return an icon that Qt draws sharply at any size; it keeps today's colours."""
        key = (name, token, on_token, gap)
        if key not in self._icons:
            made = QIcon(self._glyph(name, token, gap))
            disabled = self._glyph(name, "faint", gap)
            for state in (QIcon.State.Off, QIcon.State.On):
                made.addFile(disabled, mode=QIcon.Mode.Disabled, state=state)
            if on_token != token:
                made.addFile(self._glyph(name, on_token, gap), state=QIcon.State.On)
            self._icons[key] = made
        return self._icons[key]

    def _load_fonts(self, folder: Path) -> None:
        for name in ("CRMSansSC-Regular.ttf", "CRMSansSC-Bold.ttf"):
            path = folder / name
            if path.is_file():
                QFontDatabase.addApplicationFont(str(path))

    def _follow_system(self) -> None:
        if self._scheme == "system":
            self._apply()

    def _wants_dark(self) -> bool:
        if self._scheme == "system":
            return self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self._scheme == "dark"

    def _apply(self) -> None:
        self.tokens = DARK if self._wants_dark() else LIGHT
        self._fonts.clear()
        self._colors.clear()
        self._icons.clear()
        font = QFont(FONT_FAMILY)
        font.setPixelSize(self.px(sizes.BODY_SIZE))
        self._app.setFont(font)
        self._app.setPalette(make_palette(self.tokens))
        self._app.setStyleSheet(make_sheet(self._sheet, self.tokens, self.px, self._glyph))
        self.theme_changed.emit()

    def _glyph(self, name: str, token: str, gap: float = 0.0) -> str:
        """Write a recoloured icon: style sheets and QIcon take sharp drawings only from files."""
        color = getattr(self.tokens, token)
        path = Path(self._glyphs.filePath(f"{name}-{color[1:]}-{gap:g}.svg"))
        if not path.exists():
            path.write_text(self.svg.text(name, color, gap), "utf-8")
        return path.as_posix()


def install_theme(
    app: QApplication,
    *,
    scheme: str = "system",
    text_percent: int = 100,
    folder: Path | None = None,
) -> Theme:
    """Give the application its theme, or change the one it has, and return it."""
    current = app.property(_PROPERTY)
    if current is None:
        current = Theme(app, folder or resources())
        app.setProperty(_PROPERTY, current)
    current.change(scheme, text_percent)
    return current


def theme() -> Theme:
    """Return the application's theme; a bare application gets the default one."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("there is no application to have a theme")
    return app.property(_PROPERTY) or install_theme(app)


def set_property(widget: QWidget, name: str, value: Any) -> None:
    """Set a dynamic property that the style sheet reads and show its effect at once."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)
    widget.updateGeometry()
    widget.update()
