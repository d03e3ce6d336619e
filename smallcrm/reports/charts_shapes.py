"""A laid-out chart as simple shapes: boxes, lines, dots and texts in points, for any painter.

The origin is the lower left corner and y grows upward, as on paper. Colours are roles, which the
style of the paper and the theme of the window each turn into a colour of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal

from smallcrm.reports.fonts import clean, faces, text_width, visual
from smallcrm.reports.layout import Align

Role = Literal[
    "text",
    "muted",
    "faint",
    "surface",
    "strong",
    "soft",
    "ramp_1",
    "ramp_2",
    "ramp_3",
    "ramp_4",
    "ramp_5",
    "on_light",
    "on_dark",
]
_HATCH: Final = 3.0  # points between two strokes of a hatched box
# From the weakest to the strongest; each is clearly darker on paper than the one before.
RAMP: Final[tuple[Role, ...]] = ("ramp_1", "ramp_2", "ramp_3", "ramp_4", "ramp_5")


def ink_on(step: int) -> Role:
    """The role of a text that stands on a step of the ramp (0 to 4)."""
    return "on_light" if step < 3 else "on_dark"


@dataclass(frozen=True, slots=True)
class Look:
    """The type sizes of a chart: numbers at marks, labels of axes, rows and the title, in points.

    `gap` is the room between the title and the drawing.
    """

    number: float = 6.5
    label: float = 6.5
    row: float = 8.5
    title: float = 11.5
    gap: float = 6.0


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle; `hatched` draws strokes across it, so that it differs without colour."""

    x: float
    y: float
    width: float
    height: float
    fill: Role
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through two or more points."""

    points: tuple[tuple[float, float], ...]
    role: Role
    thick: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle, with a rim where one is named."""

    x: float
    y: float
    radius: float
    fill: Role
    rim: Role | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text from its left end; y is its base line. `width` is what it takes.

    `text` is in the order in which paper draws it, `plain` as it is read.
    """

    x: float
    y: float
    text: str
    size: float
    role: Role
    width: float
    bold: bool = False
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that stands for something to open: its key, and what it says in words."""

    x: float
    y: float
    width: float
    height: float
    key: str
    name: str


Shape = Box | Stroke | Dot | Words


@dataclass(slots=True)
class Picture:
    """A chart laid out: shapes in the order they are drawn, and the places that open something."""

    width: float
    height: float
    title: str = ""
    shapes: list[Shape] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)

    def box(
        self, x: float, y: float, width: float, height: float, fill: Role, *, hatched: bool = False
    ) -> None:
        """Add a rectangle."""
        self.shapes.append(Box(x, y, width, height, fill, hatched))

    def line(
        self, points: Sequence[tuple[float, float]], role: Role = "strong", thick: float = 1.25
    ) -> None:
        """Add a line through points; one point draws nothing."""
        if len(points) > 1:
            self.shapes.append(Stroke(tuple(points), role, thick))

    def dot(
        self, x: float, y: float, radius: float, fill: Role = "strong", rim: Role | None = None
    ) -> None:
        """Add a circle."""
        self.shapes.append(Dot(x, y, radius, fill, rim))

    def words(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        role: Role = "text",
        *,
        bold: bool = False,
        align: Align = "left",
    ) -> None:
        """Add a text; x is its left end, its middle or its right end as `align` says."""
        cleaned = clean(text).replace("\n", " ")
        line = visual(cleaned)
        wide = width_of(line, size, bold=bold)
        if align != "left":
            x -= wide if align == "right" else wide / 2
        plain = cleaned.translate(_as_typed())
        self.shapes.append(Words(x, y, line, size, role, wide, bold, plain))

    def spot(
        self, x: float, y: float, width: float, height: float, key: str, name: str = ""
    ) -> None:
        """Add a place that opens something; without a key there is nothing to open."""
        if key:
            self.spots.append(Spot(x, y, width, height, key, name))


@cache
def _as_typed() -> dict[int, str]:
    """What turns the quotes that paper draws for itself back into those that were typed."""
    return {ord(clean(f"a{quote}a")[1]): quote for quote in "‘’“”"}


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a text as it is drawn."""
    faces()
    return text_width(clean(text).replace("\n", " "), size, bold=bold)


def hatching(box: Box) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """The slanting strokes across a box."""
    found, offset = [], _HATCH
    while offset < box.width + box.height:
        start = (box.x + min(offset, box.width), box.y + max(0.0, offset - box.width))
        end = (box.x + max(0.0, offset - box.height), box.y + min(offset, box.height))
        found.append((start, end))
        offset += _HATCH
    return found
