"""The heat calendar: a square for each day, weeks side by side, Monday at the top."""

from typing import Final

from smallcrm.reports.charts_kinds import HeatChart, HeatDay
from smallcrm.reports.charts_shapes import RAMP, Look, Picture, ink_on, width_of

_SMALLEST: Final = 6.5  # points: narrower squares say nothing, so fewer weeks are shown
_LARGEST: Final = 26.0


def heat(picture: Picture, chart: HeatChart, height: float, look: Look) -> None:
    """Place the squares; where there is no room for all weeks, the latest are shown."""
    if not chart.days:
        return
    left = max(width_of(name, look.label) for name in chart.weekdays) + 6
    top = look.label * 1.8
    side = max(_SMALLEST, (height - top) / 7)
    first = chart.days[0].day
    lead = first.weekday()
    weeks = (lead + len(chart.days) + 6) // 7
    fitting = max(1, int((picture.width - left) / min(side, _LARGEST)))
    if fitting < weeks:
        side = max(_SMALLEST, (picture.width - left) / weeks)
    side = min(side, _LARGEST)
    shown = max(1, min(weeks, int((picture.width - left) / side + 1e-6)))
    skipped = weeks - shown
    high = min(side, (height - top) / 7)
    for row, name in enumerate(chart.weekdays):
        if row % 2 == 0 or high >= look.label * 1.5:
            y = height - top - (row + 0.5) * high - look.label * 0.35
            picture.words(0, y, name, min(look.label, high), "muted")
    days = [
        (one, (place + lead) // 7 - skipped, (place + lead) % 7)
        for place, one in enumerate(chart.days)
        if (place + lead) // 7 >= skipped
    ]
    highest = max((one.value for one, _week, _row in days), default=0)
    for one, week, row in days:
        x, y = left + week * side, height - top - (row + 1) * high
        _square(picture, one, (x, y, side, high), highest, look)
    _month_names(picture, chart, days, (left, side, height), look)


def step_of(value: int, highest: int) -> int:
    """The step of the ramp (0 to 4) of a day: in fifths of the fullest day."""
    return min(4, (5 * value - 1) // max(highest, 1)) if value > 0 else 0


def _square(
    picture: Picture,
    one: HeatDay,
    place: tuple[float, float, float, float],
    highest: int,
    look: Look,
) -> None:
    x, y, wide, high = place
    gap = min(2.0, wide * 0.1)
    if not one.value:
        # an empty day is a hint of a square: nothing to open
        dot = min(1.0, wide * 0.1)
        picture.dot(x + wide / 2, y + high / 2, dot, "faint")
        return
    step = step_of(one.value, highest)
    picture.box(x + gap / 2, y + gap / 2, wide - gap, high - gap, RAMP[step])
    picture.spot(x, y, wide, high, one.key, one.name)
    number, size = f"{one.value}", min(look.number, (high - gap) * 0.8)
    room = wide - gap - 0.6
    needed = width_of(number, size)
    if needed > room:
        size *= room / needed
    at = y + (high - size * 0.72) / 2
    picture.words(x + wide / 2, at, number, size, ink_on(step), align="center")


def _month_names(
    picture: Picture,
    chart: HeatChart,
    days: list[tuple[HeatDay, int, int]],
    place: tuple[float, float, float],
    look: Look,
) -> None:
    """Name each month above the week in which it begins, where the name before leaves room."""
    left, side, height = place
    free = 0.0
    for one, week, _row in days:
        if one.day.day != 1:
            continue
        name, x = chart.months[one.day.month - 1], left + week * side
        wide = width_of(name, look.label)
        if x >= free and x + wide <= picture.width:
            picture.words(x, height - look.label * 1.1, name, look.label, "muted")
            free = x + wide + 3
