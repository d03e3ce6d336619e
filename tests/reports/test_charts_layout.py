"""Laid-out charts: values are in the marks, texts keep apart and inside."""

from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallcrm.reports import style
from smallcrm.reports.charts import draw_chart
from smallcrm.reports.charts_kinds import (
    BarChart,
    BarSeries,
    FunnelChart,
    FunnelRow,
    HeatChart,
    HeatDay,
    LineChart,
    ParetoChart,
    ParetoRow,
    StackedChart,
    StackedRow,
)
from smallcrm.reports.charts_layout import lay_out
from smallcrm.reports.charts_shapes import RAMP, Box, Look, Picture, Stroke, Words

TITLE = "What it shows"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SCREEN = Look(number=11, label=11, row=12.5, title=14, gap=8)
NAMES = st.text("客户有限公司 Alder & <b>", min_size=1, max_size=40)


def texts_of(picture: Picture) -> list[str]:
    return [shape.text for shape in picture.shapes if isinstance(shape, Words)]


def check_texts(picture: Picture) -> None:
    """No text covers another one or leaves the picture."""
    boxes = [
        (one.text, one.x, one.y, one.x + one.width, one.y + one.size * 0.72)
        for one in picture.shapes
        if isinstance(one, Words)
    ]
    for text, left, low, right, high in boxes:
        assert left >= -1.1, text
        assert right <= picture.width + 1.1, text
        assert low >= -1.1, text
        assert high <= picture.height + 1.1, text
    for one, other in combinations(boxes, 2):
        across = min(one[3], other[3]) - max(one[1], other[1])
        upright = min(one[4], other[4]) - max(one[2], other[2])
        assert across <= 0.1 or upright <= 0.1, (one[0], other[0])


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(NAMES, st.integers(1, 10**6)), min_size=1, max_size=8),
    st.sampled_from([Look(), SCREEN]),
)
def test_a_pareto_chart_adds_up(rows, look):
    rows = sorted(rows, key=lambda row: -row[1])
    whole = sum(value for _name, value in rows)
    chart = ParetoChart(
        TITLE,
        tuple(
            ParetoRow(name, value, f"{value:,}", f"k{n}") for n, (name, value) in enumerate(rows)
        ),
        whole,
        ("Amount", "Together"),
    )
    picture = lay_out(chart, 420, 220, look)
    check_texts(picture)
    told = texts_of(picture)
    assert told[0] == TITLE
    assert told[-1] == "100%"
    assert all(f"{value:,}" in told for _name, value in rows)
    assert [spot.key for spot in picture.spots] == [f"k{n}" for n in range(len(rows))]
    boxes = [shape for shape in picture.shapes if isinstance(shape, Box)]
    strong = sum(box.fill == "strong" for box in boxes)
    before = sum(value for _name, value in rows[: strong - 1])
    assert 100 * before < 80 * whole


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(NAMES, st.lists(st.integers(0, 500), min_size=7, max_size=7)),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([Look(), SCREEN]),
)
def test_the_parts_of_a_bar_are_as_long_as_their_values(rows, look):
    parts = tuple(f"Part {n}" for n in range(7))
    chart = StackedChart(
        TITLE,
        parts,
        tuple(
            StackedRow(
                name,
                tuple(values),
                tuple(map(str, values)),
                str(sum(values)),
                tuple(f"{place}:{n}" for n in range(7)),
            )
            for place, (name, values) in enumerate(rows)
        ),
    )
    picture = lay_out(chart, 460, 240, look)
    check_texts(picture)
    longest = max(sum(values) for _name, values in rows)
    spots = {spot.key: spot for spot in picture.spots}
    for place, (_name, values) in enumerate(rows):
        for n, value in enumerate(values):
            assert (f"{place}:{n}" in spots) == (value > 0)
            if value:
                unit = spots[f"{place}:{n}"].width / value
                widths = [s.width for s in picture.spots]
                assert unit == pytest.approx(sum(widths) / sum(sum(v) for _x, v in rows))
    assert longest == 0 or all(str(sum(values)) in texts_of(picture) for _name, values in rows)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.integers(0, 120), min_size=1, max_size=380),
    st.integers(0, 400),
    st.sampled_from([(490.0, 90.0), (1200.0, 220.0), (300.0, 150.0)]),
)
def test_a_heat_calendar_shows_every_day_with_its_number(values, start, size):
    first = date(2025, 11, 1) + timedelta(start)
    days = tuple(
        HeatDay(first + timedelta(n), value, f"day {n}", f"d{n}") for n, value in enumerate(values)
    )
    chart = HeatChart(TITLE, days, WEEKDAYS, MONTHS)
    picture = lay_out(chart, *size, Look() if size[0] < 500 else SCREEN)
    check_texts(picture)
    full = [one for one in days if one.value]
    shown = [spot.key for spot in picture.spots]
    # where there is not room for all weeks the latest ones are shown
    assert shown == [one.key for one in full][len(full) - len(shown) :]
    if size[0] > 450:
        assert len(shown) == len(full)
    numbers = [text for text in texts_of(picture) if text.isdigit()]
    assert numbers == [str(one.value) for one in full][len(full) - len(shown) :]


CHARTS = [
    BarChart(
        TITLE, (BarSeries("", (5, -3, 0), ("5", "-3", "0"), keys=("a", "b", "c")),), MONTHS[:3]
    ),
    FunnelChart(TITLE, (FunnelRow("Lead", 7, "7", "¥ 700", key="a"),)),
    LineChart(TITLE, (1, None, 4), ("1", "", "4"), MONTHS[:3], ("a", "b", "c")),
    FunnelChart(TITLE, ()),
    ParetoChart(TITLE, (), 0),
    StackedChart(TITLE, (), ()),
    HeatChart(TITLE, (), WEEKDAYS, MONTHS),
]


@pytest.mark.parametrize("chart", CHARTS)
def test_every_kind_has_its_title_and_can_be_drawn(chart):
    picture = lay_out(chart, 300, 120)
    check_texts(picture)
    assert texts_of(picture)[0] == TITLE
    drawing = draw_chart(chart, 300, 120)
    assert TITLE in [getattr(shape, "text", "") for shape in drawing.contents]


def _brightness(role: str) -> float:
    colour = style.CHART_COLOURS[role]
    return 0.299 * colour.red + 0.587 * colour.green + 0.114 * colour.blue


def test_steps_of_the_ramp_differ_in_grey():
    bright = [_brightness(role) for role in RAMP]
    assert all(one - other > 0.1 for one, other in pairwise(bright))
    assert abs(_brightness("strong") - _brightness("soft")) > 0.25


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), min_size=1, max_size=12),
    st.sampled_from([Look(), SCREEN]),
)
def test_no_target_crosses_the_number_of_its_bar(pairs, look):
    values, targets = zip(*pairs, strict=True)
    series = BarSeries("Orders", values, tuple(map(str, values)), targets)
    labels = tuple(str(n) for n in range(len(values)))
    picture = lay_out(BarChart(TITLE, (series,), labels), 420, 160, look)
    check_texts(picture)
    strokes = [shape for shape in picture.shapes if isinstance(shape, Stroke)][:-1]
    numbers = [shape for shape in picture.shapes if isinstance(shape, Words)][2 : 2 + len(values)]
    for stroke, number in zip(strokes, numbers, strict=True):
        y = stroke.points[0][1]
        assert not number.y - 1 < y < number.y + number.size * 0.72 + 1


HOSTILE = (
    "<b>Smith & Söhne",
    "مصنع النسيج 2026",
    "🏭 Works “North”",
    "𫖯喆堃犇有限公司",
    "长" * 5000,
    "two\nlines\tand a tab",
    "‮backwards",
)


@pytest.mark.parametrize("look", [Look(), SCREEN], ids=["paper", "screen"])
def test_any_name_is_drawn_inside(look):
    rows = tuple(FunnelRow(name, 9 - n, str(n), "¥ 1") for n, name in enumerate(HOSTILE))
    pareto = tuple(ParetoRow(name, 9 - n, str(n)) for n, name in enumerate(HOSTILE))
    parts = tuple(StackedRow(name, (1, 2), ("1", "2"), "3") for name in HOSTILE)
    for chart in (
        FunnelChart(HOSTILE[4], rows),
        ParetoChart(HOSTILE[1], pareto, 99, (HOSTILE[4], HOSTILE[0])),
        StackedChart(HOSTILE[0], HOSTILE[:2], parts),
    ):
        picture = lay_out(chart, 320, 260, look)
        check_texts(picture)
        assert draw_chart(chart, 320, 260).contents
        plain = [one.plain for one in picture.shapes if isinstance(one, Words)]
        # in the window texts stand as they were typed
        assert any(text.startswith("<b>Smith") for text in plain)
        assert any("“N" in text for text in plain)
