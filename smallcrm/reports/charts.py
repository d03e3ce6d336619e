"""Charts with their numbers on them, drawn once for paper and screen, legible without colour.

Each function returns a reportlab Drawing `width` x `height` points; the caller sets the title.
Texts are ready to print, but labels too long for their place end with an ellipsis.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, Rect
from reportlab.graphics.shapes import String as Label

from smallcrm.reports import style
from smallcrm.reports.fonts import clean, faces, runs, text_width, visual
from smallcrm.reports.layout import Align, fit, shorten
from smallcrm.reports.style import TextStyle

_PANEL_NAME: Final = 11.0
_PANEL_GAP: Final = 8.0
_AXIS_LABEL: Final = 11.0
_NUMBER_ROOM: Final = 9.0
_BAR_SHARE: Final = 0.66
_MIN_BAR: Final = 0.75


@dataclass(frozen=True, slots=True)
class BarSeries:
    """One row of bars: values, the number printed at each, and targets drawn as short strokes.

    `strong` is the index of the bar set off from the others, usually the month reported.
    """

    name: str
    values: tuple[int, ...]
    numbers: tuple[str, ...]
    targets: tuple[int | None, ...] = ()
    strong: int | None = None


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """One bar of a funnel: its label and length, the number at its end, a figure at the right."""

    label: str
    value: int
    number: str
    figure: str
    strong: bool = False


def bar_chart(
    series: Sequence[BarSeries], labels: Sequence[str], width: float, height: float
) -> Any:
    """Draw one panel of bars for each series above a common row of labels.

    Panels instead of bars side by side: each number finds room, and no colour key is needed.
    """
    drawing = Drawing(width, height)
    panel = (height - _AXIS_LABEL - _PANEL_GAP * (len(series) - 1)) / max(1, len(series))
    slot = width / max(1, len(labels))
    y = height
    for one in series:
        y -= panel
        _bars(drawing, one, slot, y, panel, width)
        y -= _PANEL_GAP
    for index, label in enumerate(labels):
        look = fit(label, slot - 1, style.CHART_LABEL, smallest=5)
        _text(drawing, (index + 0.5) * slot, 2, label, look, "center")
    return drawing


def _bars(
    drawing: Any, series: BarSeries, slot: float, y: float, panel: float, width: float
) -> None:
    _text(
        drawing, 0, y + panel - 7.5, shorten(series.name, width, style.CHART_ROW), style.CHART_ROW
    )
    targets = [target for target in series.targets if target is not None]
    highest = max([0, *series.values, *targets])
    lowest = min([0, *series.values])
    below = _NUMBER_ROOM if lowest < 0 else 0
    room = panel - _PANEL_NAME - _NUMBER_ROOM - below
    scale = room / ((highest - lowest) or 1)
    zero = y + below - lowest * scale
    size = min(
        fit(number, slot - 1.5, style.CHART_NUMBER, smallest=4.5).size for number in series.numbers
    )
    for index, (value, number) in enumerate(zip(series.values, series.numbers, strict=True)):
        strong = index == series.strong
        middle = (index + 0.5) * slot
        wide = slot * _BAR_SHARE
        high = max(abs(value) * scale, _MIN_BAR if value else 0)
        colour = style.ACCENT if strong else style.ACCENT_SOFT
        base = zero if value >= 0 else zero - high
        if value:
            drawing.add(_box(middle - wide / 2, base, wide, high, colour))
        target = series.targets[index] if index < len(series.targets) else None
        at = zero + high + 2.2 if value >= 0 else zero - high - size - 1
        if target is not None:
            stroke = zero + target * scale
            drawing.add(_line(middle - slot * 0.42, stroke, middle + slot * 0.42, stroke))
            if at - 1 < stroke < at + size:
                at = stroke + 2.2
        look = TextStyle(size, size, bold=strong)
        _text(drawing, middle, at, number, look, "center")
    drawing.add(_line(0, zero, width, zero, style.FAINT, style.HAIRLINE))


def funnel(rows: Sequence[FunnelRow], width: float, height: float) -> Any:
    """Draw horizontal bars from the first stage to the last, numbers at their ends and at right."""
    drawing = Drawing(width, height)
    if not rows:
        return drawing
    step = height / len(rows)
    look = style.CHART_ROW if step >= 13 else style.CHART_ROW.sized(max(5.0, step * 0.6))
    strong = TextStyle(look.size, look.leading, bold=True)
    left = min(width * 0.3, max(_width(row.label, look) for row in rows)) + 8
    right = max((_width(row.figure, look) for row in rows), default=0) + 8
    number = max(_width(row.number, strong) for row in rows) + 5
    full = max(10.0, width - left - right - number)
    longest = max(max(row.value for row in rows), 1)
    for index, row in enumerate(rows):
        middle = height - (index + 0.5) * step
        base = middle - look.size * 0.35
        thick = min(16.0, step * 0.62)
        long = max(full * max(row.value, 0) / longest, _MIN_BAR)
        colour = style.ACCENT if row.strong else style.ACCENT_SOFT
        _text(drawing, 0, base, shorten(row.label, left - 8, look), look)
        drawing.add(_box(left, middle - thick / 2, long, thick, colour))
        _text(drawing, left + long + 5, base, row.number, strong)
        _text(drawing, width, base, row.figure, look, "right")
    return drawing


def sparkline(values: Sequence[float | None], width: float, height: float) -> Any:
    """Draw a small line without numbers, its last point marked; None leaves a gap."""
    drawing = Drawing(width, height)
    for points in _point_runs(values, width, height, 2.0):
        _join(drawing, points, 1.0)
    known = [point for points in _point_runs(values, width, height, 2.0) for point in points]
    if known and values[-1] is not None:
        x, y = known[-1]
        drawing.add(Circle(x, y, 1.7, fillColor=style.ACCENT, strokeColor=None))
    return drawing


def line_chart(
    values: Sequence[float | None],
    numbers: Sequence[str],
    labels: Sequence[str],
    width: float,
    height: float,
) -> Any:
    """Draw a line with a dot and a number at each point; numbers keep clear of the line."""
    drawing = Drawing(width, height)
    slot = width / max(1, len(values))
    look = style.CHART_NUMBER
    room = height - _AXIS_LABEL - 2 * _NUMBER_ROOM
    bottom = _AXIS_LABEL + _NUMBER_ROOM
    for points in _point_runs(values, width - slot, room, 0.0):
        shifted = [(x + slot / 2, y + bottom) for x, y in points]
        _join(drawing, shifted, 1.25)
        for x, y in shifted:
            drawing.add(Circle(x, y, 2, fillColor=style.ACCENT, strokeColor=style.SURFACE))
    places = _places(values, room)
    for index, (number, label) in enumerate(zip(numbers, labels, strict=True)):
        middle = (index + 0.5) * slot
        _text(drawing, middle, 2, label, fit(label, slot - 1, style.CHART_LABEL), "center")
        place = places[index]
        if place is not None:
            y = bottom + place[0] + (4.5 if place[1] else -4.5 - look.size * 0.75)
            _text(drawing, middle, y, number, fit(number, slot - 1.5, look), "center")
    drawing.add(_line(0, _AXIS_LABEL, width, _AXIS_LABEL, style.FAINT, style.HAIRLINE))
    return drawing


def _places(values: Sequence[float | None], room: float) -> list[tuple[float, bool] | None]:
    """Return each point's height and whether its number stands above it, where no line goes."""
    known = [value for value in values if value is not None]
    lowest, span = (min(known), (max(known) - min(known)) or 1) if known else (0.0, 1.0)
    places: list[tuple[float, bool] | None] = []
    for index, value in enumerate(values):
        if value is None:
            places.append(None)
            continue
        beside = [
            other
            for other in (*values[max(0, index - 1) : index], *values[index + 1 : index + 2])
            if other is not None
        ]
        above = not beside or value >= sum(beside) / len(beside)
        flat = max(known) == min(known)
        places.append((room / 2 if flat else (value - lowest) / span * room, above))
    return places


def _point_runs(
    values: Sequence[float | None], width: float, height: float, inset: float
) -> list[list[tuple[float, float]]]:
    known = [value for value in values if value is not None]
    if not known:
        return []
    lowest, highest = min(known), max(known)
    step = (width - 2 * inset) / max(1, len(values) - 1)
    room = height - 2 * inset
    found: list[list[tuple[float, float]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            found.append([])
            continue
        share = 0.5 if highest == lowest else (value - lowest) / (highest - lowest)
        found[-1].append((inset + index * step, inset + share * room))
    return [points for points in found if points]


def _join(drawing: Any, points: Sequence[tuple[float, float]], thick: float) -> None:
    if len(points) > 1:
        flat = [number for point in points for number in point]
        line = PolyLine(flat, strokeColor=style.ACCENT, strokeWidth=thick)
        line.strokeLineJoin = line.strokeLineCap = 1
        drawing.add(line)


def _box(x: float, y: float, width: float, height: float, colour: Any) -> Any:
    return Rect(x, y, width, height, fillColor=colour, strokeColor=None, strokeWidth=0)


def _line(
    x1: float, y1: float, x2: float, y2: float, colour: Any = style.TEXT, thick: float = 1.1
) -> Any:
    return Line(x1, y1, x2, y2, strokeColor=colour, strokeWidth=thick)


def _width(text: str, look: TextStyle) -> float:
    faces()
    return text_width(clean(text), look.size, bold=look.bold)


def _text(
    drawing: Any, x: float, y: float, text: str, look: TextStyle, align: Align = "left"
) -> None:
    line = visual(clean(text).replace("\n", " "))
    if align != "left":
        wide = _width(line, look)
        x -= wide if align == "right" else wide / 2
    for face, part in runs(line, bold=look.bold):
        drawing.add(
            Label(x, y, part, fontName=face.name, fontSize=look.size, fillColor=look.colour)
        )
        x += look.size * sum(map(face.widths.__getitem__, part))
