"""Lays charts out, once for paper and window: where each bar, line and number stands.

`lay_out` takes a description and the room for it in points, and returns a Picture. Numbers keep
clear of each other and of lines; labels too long for their place end with an ellipsis.
"""

from collections.abc import Sequence
from typing import Final

from smallcrm.reports.charts_days import heat
from smallcrm.reports.charts_kinds import (
    BarChart,
    BarSeries,
    Chart,
    FunnelChart,
    FunnelRow,
    HeatChart,
    LineChart,
    ParetoChart,
    StackedChart,
)
from smallcrm.reports.charts_rows import funnel, pareto, stacked
from smallcrm.reports.charts_shapes import Look, Picture
from smallcrm.reports.layout import fit, shorten
from smallcrm.reports.style import TextStyle

PAPER: Final = Look()
_PANEL_GAP: Final = 8.0
_BAR_SHARE: Final = 0.66
MIN_BAR: Final = 0.75


def lay_out(chart: Chart, width: float, height: float, look: Look = PAPER) -> Picture:
    """Place a chart, its title above it, in a room of `width` x `height` points."""
    picture = Picture(width, height, chart.title)
    room = height
    if chart.title:
        room -= look.title * 1.4 + look.gap
        style = TextStyle(look.title, look.title * 1.4, bold=True)
        at = fit(chart.title, width, style, smallest=look.label)
        text = shorten(chart.title, width, at)
        picture.words(0, height - look.title * 1.1, text, at.size, bold=True)
    match chart:
        case BarChart():
            bars(picture, chart.series, chart.labels, room, look)
        case LineChart():
            line(picture, chart, room, look)
        case FunnelChart():
            funnel(picture, chart.rows, room, look)
        case StackedChart():
            stacked(picture, chart, room, look)
        case ParetoChart():
            pareto(picture, chart, room, look)
        case HeatChart():
            heat(picture, chart, room, look)
    return picture


def bars(
    picture: Picture,
    series: Sequence[BarSeries],
    labels: Sequence[str],
    height: float,
    look: Look,
) -> None:
    """Place one panel of bars for each series above a common row of labels.

    Panels instead of bars side by side: each number finds room, and no colour key is needed.
    """
    axis = look.label * 1.7
    panel = (height - axis - _PANEL_GAP * (len(series) - 1)) / max(1, len(series))
    slot = picture.width / max(1, len(labels))
    y = height
    for one in series:
        y -= panel
        _panel(picture, one, slot, y, panel, labels, look)
        y -= _PANEL_GAP
    style = TextStyle(look.label, look.label)
    for index, label in enumerate(labels):
        fitted = fit(label, slot - 1, style, smallest=look.label * 0.75)
        picture.words((index + 0.5) * slot, 2, label, fitted.size, "muted", align="center")


def _panel(
    picture: Picture,
    series: BarSeries,
    slot: float,
    y: float,
    panel: float,
    labels: Sequence[str],
    look: Look,
) -> None:
    width = picture.width
    row = TextStyle(look.row, look.row)
    name = shorten(series.name, width, row)
    picture.words(0, y + panel - look.row * 0.88, name, look.row)
    number_room = look.number * 1.4
    targets = [target for target in series.targets if target is not None]
    highest = max([0, *series.values, *targets])
    lowest = min([0, *series.values])
    below = number_room if lowest < 0 else 0
    head = look.row * 1.3 if series.name else 0
    scale = (panel - head - number_room - below) / ((highest - lowest) or 1)
    zero = y + below - lowest * scale
    style = TextStyle(look.number, look.number)
    sizes = (fit(n, slot - 1.5, style, smallest=look.number * 0.69).size for n in series.numbers)
    size = min(sizes, default=look.number)
    for index, (value, number) in enumerate(zip(series.values, series.numbers, strict=True)):
        strong = index == series.strong
        middle = (index + 0.5) * slot
        wide = slot * _BAR_SHARE
        high = max(abs(value) * scale, MIN_BAR if value else 0)
        base = zero if value >= 0 else zero - high
        if value:
            picture.box(middle - wide / 2, base, wide, high, "strong" if strong else "soft")
        target = series.targets[index] if index < len(series.targets) else None
        at = zero + high + 2.2 if value >= 0 else zero - high - size - 1
        if target is not None:
            stroke = zero + target * scale
            ends = [(middle - slot * 0.42, stroke), (middle + slot * 0.42, stroke)]
            picture.line(ends, "text", 1.1)
            # a stroke that would touch the number goes below it
            if at - 1 < stroke < at + size + 2:
                at = stroke + 2.2
        picture.words(middle, at, number, size, bold=strong, align="center")
        if series.keys:
            told = f"{series.name} {labels[index]} {number}".strip()
            bottom, top = min(base, at), max(base + high, at + size)
            picture.spot(index * slot, bottom, slot, top - bottom, series.keys[index], told)
    picture.line([(0, zero), (width, zero)], "faint", 0.5)


def line(picture: Picture, chart: LineChart, height: float, look: Look) -> None:
    """Place a line with a dot and a number at each point; numbers keep clear of the line."""
    slot = picture.width / max(1, len(chart.values))
    number, label = TextStyle(look.number, look.number), TextStyle(look.label, look.label)
    axis, number_room = look.label * 1.7, look.number * 1.4
    room, bottom = height - axis - 2 * number_room, axis + number_room
    for points in point_runs(chart.values, picture.width - slot, room, 0.0):
        shifted = [(x + slot / 2, y + bottom) for x, y in points]
        picture.line(shifted)
        for x, y in shifted:
            picture.dot(x, y, 2, rim="surface")
    places = _places(chart.values, room)
    for index, (told, name) in enumerate(zip(chart.numbers, chart.labels, strict=True)):
        middle = (index + 0.5) * slot
        size = fit(name, slot - 1, label).size
        picture.words(middle, 2, name, size, "muted", align="center")
        place = places[index]
        if place is None:
            continue
        y = bottom + place[0] + (4.5 if place[1] else -4.5 - look.number * 0.75)
        picture.words(middle, y, told, fit(told, slot - 1.5, number).size, align="center")
        if chart.keys:
            spot = bottom + place[0] - look.number
            spoken = f"{name} {told}"
            picture.spot(middle - slot / 2, spot, slot, 2 * look.number, chart.keys[index], spoken)
    picture.line([(0, axis), (picture.width, axis)], "faint", 0.5)


def spark(values: Sequence[float | None], width: float, height: float) -> Picture:
    """Place a small line without numbers, its last point marked; None leaves a gap."""
    picture = Picture(width, height)
    runs = point_runs(values, width, height, 2.0)
    for points in runs:
        picture.line(points, "strong", 1.0)
    if runs and values[-1] is not None:
        picture.dot(*runs[-1][-1], 1.7)
    return picture


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


def point_runs(
    values: Sequence[float | None], width: float, height: float, inset: float
) -> list[list[tuple[float, float]]]:
    """Return the points of a line in its box, in pieces where a value is not known."""
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


__all__ = ["MIN_BAR", "PAPER", "FunnelRow", "bars", "funnel", "lay_out", "line", "spark"]
