"""Sizes of label sheets and envelopes in use, in millimetres."""

from dataclasses import dataclass
from typing import Final

from smallcrm.core.i18n import N_

_MM: Final = 72 / 25.4  # in points
_A4: Final = (210.0, 297.0)
_LETTER: Final = (215.9, 279.4)


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """A sheet of labels: how many across and down, how large, and where the first one begins."""

    key: str
    across: int
    down: int
    width: float
    height: float
    left: float = 0.0
    top: float = 0.0
    gap_x: float = 0.0
    gap_y: float = 0.0
    paper: tuple[float, float] = _A4

    @property
    def count(self) -> int:
        """How many labels are on the sheet."""
        return self.across * self.down

    @property
    def size(self) -> tuple[float, float]:
        """The paper in points."""
        return self.paper[0] * _MM, self.paper[1] * _MM

    def place(self, number: int) -> tuple[float, float]:
        """The lower left corner of a label in points, row by row from the upper left, from 0."""
        row, column = divmod(number, self.across)
        x = self.left + column * (self.width + self.gap_x)
        y = self.paper[1] - self.top - row * (self.height + self.gap_y) - self.height
        return x * _MM, y * _MM


SHEETS: Final = (
    LabelSheet("70x37", 3, 8, 70, 37, top=0.5),
    LabelSheet("63.5x38.1", 3, 7, 63.5, 38.1, left=7.25, top=15.15, gap_x=2.5),
    LabelSheet("99.1x67.7", 2, 4, 99.1, 67.7, left=4.65, top=13.1, gap_x=2.5),
    LabelSheet("99.1x38.1", 2, 7, 99.1, 38.1, left=4.65, top=15.15, gap_x=2.5),
    LabelSheet("105x57", 2, 5, 105, 57, top=6),
    LabelSheet("105x74", 2, 4, 105, 74, top=0.5),
    LabelSheet("70x42.3", 3, 7, 70, 42.3, top=0.45),
    LabelSheet("48.5x25.4", 4, 10, 48.5, 25.4, left=8, top=21.5),
    LabelSheet("66.7x25.4", 3, 10, 66.675, 25.4, left=4.7, top=12.7, gap_x=3.2, paper=_LETTER),
    LabelSheet("101.6x50.8", 2, 5, 101.6, 50.8, left=4, top=12.7, gap_x=4.7, paper=_LETTER),
)
SHEET_KEYS: Final = tuple(one.key for one in SHEETS)


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope, lying; `title` is what it is called."""

    key: str
    title: str
    width: float
    height: float

    @property
    def size(self) -> tuple[float, float]:
        """The envelope in points."""
        return self.width * _MM, self.height * _MM


ENVELOPES: Final = (
    Envelope("DL", N_("DL, no. 5"), 220, 110),
    Envelope("ZL", N_("ZL, no. 6"), 230, 120),
    Envelope("B6", N_("B6, no. 3"), 176, 125),
    Envelope("C6", N_("C6"), 162, 114),
    Envelope("C5", N_("C5, no. 7"), 229, 162),
    Envelope("C4", N_("C4, no. 9"), 324, 229),
    Envelope("10", N_("No. 10 (US)"), 241.3, 104.8),
)
ENVELOPE_KEYS: Final = tuple(one.key for one in ENVELOPES)


def find_sheet(key: str) -> LabelSheet:
    """The sheet of a key. KeyError for an unknown one."""
    return {one.key: one for one in SHEETS}[key]


def find_envelope(key: str) -> Envelope:
    """The envelope of a key. KeyError for an unknown one."""
    return {one.key: one for one in ENVELOPES}[key]
