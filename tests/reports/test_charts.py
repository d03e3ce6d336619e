"""Charts carry their numbers, and no number covers another or a line."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.graphics.shapes import PolyLine, Rect, String

from smallcrm.reports.charts import (
    BarSeries,
    FunnelRow,
    bar_chart,
    funnel,
    line_chart,
    sparkline,
)
from smallcrm.reports.fonts import BOLD, text_width

MONTHS = [str(number) for number in range(1, 13)]


def _labels(drawing):
    return [shape for shape in drawing.contents if isinstance(shape, String)]


def _texts(drawing):
    return [label.text for label in _labels(drawing)]


def _box(label):
    width = text_width(label.text, label.fontSize, bold=label.fontName == BOLD)
    return label.x, label.y, label.x + width, label.y + label.fontSize * 0.72


def _collisions(drawing):
    boxes = [(label.text, _box(label)) for label in _labels(drawing)]
    return [
        (one[0], other[0])
        for one, other in combinations(boxes, 2)
        if min(one[1][2], other[1][2]) - max(one[1][0], other[1][0]) > 0.1
        and min(one[1][3], other[1][3]) - max(one[1][1], other[1][1]) > 0.1
    ]


amounts = st.lists(st.integers(-500, 9999), min_size=12, max_size=12)


@settings(deadline=None)
@given(amounts, amounts, st.booleans())
def test_every_bar_has_its_number_and_nothing_collides(orders, receipts, with_targets):
    targets = tuple(value + 3 for value in receipts) if with_targets else ()
    drawing = bar_chart(
        [
            BarSeries("Orders", tuple(orders), tuple(map(str, orders)), strong=11),
            BarSeries("Receipts", tuple(receipts), tuple(map(str, receipts)), targets, 11),
        ],
        MONTHS,
        260,
        140,
    )
    texts = _texts(drawing)
    assert texts[1:13] == [str(value) for value in orders]
    assert not _collisions(drawing)
    for label in _labels(drawing):
        left, low, right, high = _box(label)
        assert left >= -1
        assert right <= 261
        assert low >= -1
        assert high <= 141


def test_bars_are_as_long_as_their_values():
    drawing = bar_chart([BarSeries("x", (10, 20, 40), ("a", "b", "c"))], ["1", "2", "3"], 90, 80)
    bars = [shape.height for shape in drawing.contents if isinstance(shape, Rect)]
    assert bars[1] == pytest.approx(2 * bars[0])
    assert bars[2] == pytest.approx(4 * bars[0])


def test_a_number_moves_above_the_target_it_would_touch():
    values, numbers = (100, 100), ("100", "100")
    free = bar_chart([BarSeries("x", values, numbers, (200, 200))], ["1", "2"], 90, 80)
    near = bar_chart([BarSeries("x", values, numbers, (105, 200))], ["1", "2"], 90, 80)
    assert _labels(near)[1].y > _labels(free)[1].y


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.text("阶段名称Stage ", min_size=1, max_size=60), st.integers(0, 10**6)),
        min_size=1,
        max_size=9,
    )
)
def test_a_funnel_shows_count_and_figure_of_each_stage(rows):
    drawing = funnel(
        [FunnelRow(name, value, str(value), f"¥ {value:,}") for name, value in rows], 230, 140
    )
    texts = _texts(drawing)
    for _name, value in rows:
        assert str(value) in texts
        assert f"¥ {value:,}" in texts
    assert not _collisions(drawing)


def test_an_empty_funnel_is_an_empty_drawing():
    assert funnel([], 230, 140).contents == []


def test_a_sparkline_leaves_a_gap_where_nothing_is_known():
    lines = [s for s in sparkline([1, 2, None, 3, 4], 60, 14).contents if isinstance(s, PolyLine)]
    assert len(lines) == 2
    assert sparkline([None, None], 60, 14).contents == []
    assert sparkline([], 60, 14).contents == []


def test_a_sparkline_stays_in_its_box():
    line = sparkline([5, 1, 9, 9, 3], 60, 14).contents[0]
    assert min(line.points) >= 0
    assert max(line.points[::2]) <= 60
    assert max(line.points[1::2]) <= 14


@settings(deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=2, max_size=12))
def test_numbers_of_a_line_do_not_collide(values):
    labels = MONTHS[: len(values)]
    drawing = line_chart(values, [str(value) for value in values], labels, 300, 110)
    for value in values:
        assert str(value) in _texts(drawing)
    assert not _collisions(drawing)
