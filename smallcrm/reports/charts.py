"""Charts on paper: laid-out pictures as reportlab drawings, in the colours of the style.

The functions for one chart each return a Drawing `width` x `height` points; the caller sets the
title. `draw_chart` draws any description with its title.
"""

from collections.abc import Sequence
from typing import Any

from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, Rect
from reportlab.graphics.shapes import String as Label

from smallcrm.reports import style
from smallcrm.reports.charts_kinds import (
    BarChart,
    BarSeries,
    Chart,
    FunnelChart,
    FunnelRow,
    LineChart,
)
from smallcrm.reports.charts_layout import lay_out, spark
from smallcrm.reports.charts_shapes import Box, Dot, Picture, Stroke, Words, hatching
from smallcrm.reports.fonts import runs

__all__ = [
    "BarSeries",
    "FunnelRow",
    "bar_chart",
    "draw_chart",
    "funnel",
    "line_chart",
    "paint",
    "sparkline",
]


def draw_chart(chart: Chart, width: float, height: float) -> Any:
    """Draw a chart with its title above it."""
    return paint(lay_out(chart, width, height))


def bar_chart(
    series: Sequence[BarSeries], labels: Sequence[str], width: float, height: float
) -> Any:
    """Draw one panel of bars for each series above a common row of labels."""
    return draw_chart(BarChart("", tuple(series), tuple(labels)), width, height)


def funnel(rows: Sequence[FunnelRow], width: float, height: float) -> Any:
    """Draw horizontal bars from the first stage to the last, numbers at their ends and at right."""
    return draw_chart(FunnelChart("", tuple(rows)), width, height)


def sparkline(values: Sequence[float | None], width: float, height: float) -> Any:
    """Draw a small line without numbers, its last point marked; None leaves a gap."""
    return paint(spark(values, width, height))


def line_chart(
    values: Sequence[float | None],
    numbers: Sequence[str],
    labels: Sequence[str],
    width: float,
    height: float,
) -> Any:
    """Draw a line with a dot and a number at each point; numbers keep clear of the line."""
    chart = LineChart("", tuple(values), tuple(numbers), tuple(labels))
    return draw_chart(chart, width, height)


def paint(picture: Picture) -> Any:
    """Turn a laid-out chart into a drawing."""
    drawing = Drawing(picture.width, picture.height)
    for shape in picture.shapes:
        match shape:
            case Box():
                _box(drawing, shape)
            case Stroke():
                _stroke(drawing, shape)
            case Dot():
                rim = None if shape.rim is None else style.CHART_COLOURS[shape.rim]
                fill = style.CHART_COLOURS[shape.fill]
                dot = Circle(shape.x, shape.y, shape.radius, fillColor=fill, strokeColor=rim)
                drawing.add(dot)
            case Words():
                _words(drawing, shape)
    return drawing


def _box(drawing: Any, box: Box) -> None:
    fill = style.CHART_COLOURS[box.fill]
    x, y, width, height = box.x, box.y, box.width, box.height
    drawing.add(Rect(x, y, width, height, fillColor=fill, strokeColor=None, strokeWidth=0))
    if box.hatched:
        for (x1, y1), (x2, y2) in hatching(box):
            drawing.add(Line(x1, y1, x2, y2, strokeColor=style.TEXT, strokeWidth=0.4))


def _stroke(drawing: Any, stroke: Stroke) -> None:
    colour = style.CHART_COLOURS[stroke.role]
    if len(stroke.points) == 2:
        (x1, y1), (x2, y2) = stroke.points
        flat_line = x1 == x2 or y1 == y2
        if flat_line:
            drawing.add(Line(x1, y1, x2, y2, strokeColor=colour, strokeWidth=stroke.thick))
            return
    flat = [number for point in stroke.points for number in point]
    line = PolyLine(flat, strokeColor=colour, strokeWidth=stroke.thick)
    line.strokeLineJoin = line.strokeLineCap = 1
    drawing.add(line)


def _words(drawing: Any, words: Words) -> None:
    x, colour = words.x, style.CHART_COLOURS[words.role]
    for face, part in runs(words.text, bold=words.bold):
        drawing.add(
            Label(x, words.y, part, fontName=face.name, fontSize=words.size, fillColor=colour)
        )
        x += words.size * sum(map(face.widths.__getitem__, part))
