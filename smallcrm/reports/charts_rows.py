"""Charts of bars that lie one below the other: funnel, parts of a whole, the largest first."""

from collections.abc import Sequence
from typing import Final

from smallcrm.reports.charts_kinds import FunnelRow, ParetoChart, StackedChart, StackedRow
from smallcrm.reports.charts_shapes import RAMP, Look, Picture, ink_on, width_of
from smallcrm.reports.layout import shorten
from smallcrm.reports.style import TextStyle

_MIN_BAR: Final = 0.75
_THICKEST: Final = 1.9  # of a bar, in heights of a row's text
_GAP: Final = 8.0
# Parts of a bar in the order they are given out: neighbours differ most.
_PART_STEPS: Final = (3, 1, 4, 2, 0)


def _row_size(step: float, look: Look) -> float:
    return look.row if step >= look.row * 1.5 else max(look.row * 0.6, step * 0.6)


def funnel(picture: Picture, rows: Sequence[FunnelRow], height: float, look: Look) -> None:
    """Place bars, numbers at their ends and figures at the right."""
    if not rows:
        return
    width, step = picture.width, height / len(rows)
    size = _row_size(step, look)
    style = TextStyle(size, size)
    left = min(width * 0.3, max(width_of(row.label, size) for row in rows)) + _GAP
    right = max(width_of(row.figure, size) for row in rows) + _GAP
    number = max(width_of(row.number, size, bold=True) for row in rows) + 5
    full = max(10.0, width - left - right - number)
    longest = max(max(row.value for row in rows), 1)
    for index, row in enumerate(rows):
        middle = height - (index + 0.5) * step
        base = middle - size * 0.35
        thick = min(look.row * _THICKEST, step * 0.62)
        long = max(full * max(row.value, 0) / longest, _MIN_BAR)
        picture.words(0, base, shorten(row.label, left - _GAP, style), size)
        fill = "strong" if row.strong else "soft"
        picture.box(left, middle - thick / 2, long, thick, fill)  # type: ignore[arg-type]
        picture.words(left + long + 5, base, row.number, size, bold=True)
        picture.words(width, base, row.figure, size, align="right")
        told = " ".join(part for part in (row.label, row.number, row.figure) if part)
        picture.spot(0, middle - step / 2, width, step, row.key, told)


def pareto(picture: Picture, chart: ParetoChart, height: float, look: Look) -> None:
    """Place the bars, and at the right the share that they make up to each of them."""
    rows = chart.rows
    if not rows:
        return
    width, head = picture.width, look.label * 1.8
    step = (height - head) / len(rows)
    size = _row_size(step, look)
    style = TextStyle(size, size)
    share_wide = width_of("100%", size) + _GAP
    track = min(width * 0.2, 110.0)
    left = min(width * 0.34, max(width_of(row.label, size) for row in rows)) + _GAP
    number = max(width_of(row.number, size, bold=True) for row in rows) + 5
    full = max(10.0, width - left - number - share_wide - track - 2 * _GAP)
    longest, whole, sum_so_far = max(max(row.value for row in rows), 1), max(chart.whole, 1), 0
    top = height - look.label
    amount, share = chart.heads
    picture.words(left, top, shorten(amount, full, style.sized(look.label)), look.label, "muted")
    room = track + share_wide
    picture.words(
        width,
        top,
        shorten(share, room, style.sized(look.label)),
        look.label,
        "muted",
        align="right",
    )
    x0, points = width - share_wide - track, []
    for index, row in enumerate(rows):
        strong = 100 * sum_so_far < chart.main * whole
        sum_so_far += row.value
        middle = height - head - (index + 0.5) * step
        base, thick = middle - size * 0.35, min(look.row * _THICKEST, step * 0.62)
        long = max(full * max(row.value, 0) / longest, _MIN_BAR)
        picture.words(0, base, shorten(row.label, left - _GAP, style), size)
        picture.box(left, middle - thick / 2, long, thick, "strong" if strong else "soft")
        picture.words(left + long + 5, base, row.number, size, bold=True)
        part = sum_so_far / whole
        points.append((x0 + track * min(part, 1.0), middle))
        picture.words(width, base, f"{100 * part:.0f}%", size, align="right")
        told = f"{row.label} {row.number}"
        picture.spot(0, middle - step / 2, width, step, row.key, told)
    bottom = height - head - len(rows) * step
    for x in (x0, x0 + track):
        picture.line([(x, bottom), (x, height - head)], "faint", 0.5)
    picture.line(points, "text", 1.0)
    for x, y in points:
        picture.dot(x, y, 2.2, "text", "surface")


def stacked(picture: Picture, chart: StackedChart, height: float, look: Look) -> None:
    """Place the names of the parts above, then the bars with the numbers of their parts inside."""
    rows, width = chart.rows, picture.width
    if not rows:
        return
    y = _legend(picture, chart, height, look)
    step = y / len(rows)
    size = _row_size(step, look)
    style = TextStyle(size, size)
    left = min(width * 0.3, max(width_of(row.label, size) for row in rows)) + _GAP
    right = max(width_of(row.total, size, bold=True) for row in rows) + 5
    full = max(10.0, width - left - right)
    longest = max(max(sum(row.values) for row in rows), 1)
    for index, row in enumerate(rows):
        middle = y - (index + 0.5) * step
        base, thick = middle - size * 0.35, min(look.row * _THICKEST, step * 0.66)
        picture.words(0, base, shorten(row.label, left - _GAP, style), size)
        end = _parts(picture, chart, row, (left, middle - thick / 2, full / longest, thick), look)
        picture.words(end + 5, base, row.total, size, bold=True)


def _parts(
    picture: Picture,
    chart: StackedChart,
    row: StackedRow,
    place: tuple[float, float, float, float],
    look: Look,
) -> float:
    """Place the parts of one bar at (x, y, points per unit, thick); returns where it ends."""
    x, y, scale, thick = place
    for index, (value, number) in enumerate(zip(row.values, row.numbers, strict=True)):
        wide = value * scale
        if value <= 0:
            continue
        step, hatched = _fill_of(index)
        picture.box(x, y, wide, thick, RAMP[step], hatched=hatched)
        # a part too narrow for its number tells it in the line of names, and when it is pointed at
        if width_of(number, look.number) + 3 <= wide and thick >= look.number and not hatched:
            at = y + (thick - look.number * 0.72) / 2
            picture.words(x + wide / 2, at, number, look.number, ink_on(step), align="center")
        told = f"{row.label} {chart.parts[index]} {number}"
        picture.spot(x, y, wide, thick, row.keys[index] if row.keys else "", told)
        x += wide
    return x


def _fill_of(index: int) -> tuple[int, bool]:
    """The step of the ramp of a part, and whether it is hatched: from the sixth part on."""
    return _PART_STEPS[index % len(_PART_STEPS)], index >= len(_PART_STEPS)


def _legend(picture: Picture, chart: StackedChart, height: float, look: Look) -> float:
    """Place the names of the parts in lines; returns the height of what is left below."""
    side, x, line = look.label * 1.1, 0.0, look.label * 2.0
    y = height - line * 0.7
    for index, name in enumerate(chart.parts):
        total = chart.totals[index] if chart.totals else ""
        text = shorten(
            f"{name} {total}".strip(), picture.width - side - 4, TextStyle(look.label, 0)
        )
        wide = side + 4 + width_of(text, look.label) + 12
        if x and x + wide - 12 > picture.width:
            x, y = 0.0, y - line
        step, hatched = _fill_of(index)
        picture.box(x, y - side * 0.1, side, side, RAMP[step], hatched=hatched)
        picture.words(x + side + 4, y, text, look.label, "muted")
        x += wide
    return y - look.label * 0.8
