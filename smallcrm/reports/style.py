"""Colours, type and spacing of everything printed: the one place that knows them."""

from dataclasses import dataclass
from typing import Final, Literal

from reportlab.lib.colors import Color, HexColor

Tone = Literal["plain", "good", "warn", "bad"]

TEXT: Final[Color] = HexColor(0x1C2330)
MUTED: Final[Color] = HexColor(0x667085)
FAINT: Final[Color] = HexColor(0x98A2B3)
LINE: Final[Color] = HexColor(0xE3E6EB)
SURFACE: Final[Color] = HexColor(0xFFFFFF)
SHADE: Final[Color] = HexColor(0xF6F7F9)
ACCENT: Final[Color] = HexColor(0x2463EB)
# The accent mixed with white: much lighter than the accent in grey too, yet darker than paper.
ACCENT_SOFT: Final[Color] = HexColor(0xA6C0F7)
GOOD: Final[Color] = HexColor(0x0E8A5F)
WARN: Final[Color] = HexColor(0xB25E09)
BAD: Final[Color] = HexColor(0xC8322B)

TONES: Final[dict[Tone, Color]] = {"plain": TEXT, "good": GOOD, "warn": WARN, "bad": BAD}

# The colours of charts by role. The ramp is one hue whose steps differ in brightness, so that it is
# told apart in grey and by every eye.
CHART_COLOURS: Final[dict[str, Color]] = {
    "text": TEXT,
    "muted": MUTED,
    "faint": FAINT,
    "surface": SURFACE,
    "strong": ACCENT,
    "soft": ACCENT_SOFT,
    "ramp_1": HexColor(0xDCE7FC),
    "ramp_2": ACCENT_SOFT,
    "ramp_3": HexColor(0x6E96F2),
    "ramp_4": ACCENT,
    "ramp_5": HexColor(0x143C96),
    "on_light": TEXT,
    "on_dark": SURFACE,
}

MM: Final = 72 / 25.4
MARGIN: Final = 17 * MM
LOGO: Final = (120.0, 38.0)  # the most room that a logo takes
A4: Final = (210 * MM, 297 * MM)
LETTER: Final = (612.0, 792.0)

HAIRLINE: Final = 0.5
RULE: Final = 0.9
STEP: Final = 4.0
GAP: Final = 22.0  # between two sections of a page
COLUMN_GAP: Final = 10.0  # between two columns of a table
CARD_RADIUS: Final = 5.0


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Name a look of text: weight, size and line distance in points, and colour."""

    size: float
    leading: float
    bold: bool = False
    colour: Color = TEXT

    def sized(self, size: float) -> "TextStyle":
        """Return the same look at another size, line distance in proportion."""
        return TextStyle(size, self.leading * size / self.size, self.bold, self.colour)

    def coloured(self, colour: Color) -> "TextStyle":
        """Return the same look in another colour."""
        return TextStyle(self.size, self.leading, self.bold, colour)


TITLE: Final = TextStyle(22, 28, bold=True)
TITLE_SIDE: Final = TextStyle(14, 18, colour=MUTED)
LIST_TITLE: Final = TextStyle(17, 23, bold=True)
ABOVE_TITLE: Final = 3.0  # between the company's name and the title
HEAD: Final = TextStyle(11.5, 16, bold=True)
SMALL_HEAD: Final = TextStyle(9.5, 14, bold=True)
HEADS: Final = (HEAD, SMALL_HEAD)
SUBHEAD: Final = TextStyle(8, 11.5, colour=MUTED)
BODY: Final = TextStyle(9.5, 15)
NOTE: Final = TextStyle(8, 12, colour=MUTED)
FOOT: Final = TextStyle(7.5, 10, colour=MUTED)
CELL: Final = TextStyle(9, 12.5)
CELL_HEAD: Final = TextStyle(8, 11, colour=MUTED)
CELL_DENSE: Final = TextStyle(8, 11)
CELL_HEAD_DENSE: Final = TextStyle(7.5, 10, colour=MUTED)
FIGURE: Final = TextStyle(14, 18, bold=True)
FIGURE_LABEL: Final = TextStyle(7.5, 10, colour=MUTED)
CHART_NUMBER: Final = TextStyle(6.5, 8)
CHART_LABEL: Final = TextStyle(6.5, 8, colour=MUTED)
CHART_ROW: Final = TextStyle(8.5, 11)
