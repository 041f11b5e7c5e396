"""Where the values of a chart lie, and what is written at its axes."""

import re
from xml.etree import ElementTree

import pytest

from explorables.drawing import chart


def test_equal_ratios_are_equally_far_apart_on_a_logarithmic_scale():
    scale = chart.Scale(1, 10000, 0, 400, log=True)
    assert [scale.at(value) for value in (1, 10, 100, 10000)] == pytest.approx([0, 100, 200, 400])


def test_a_scale_may_run_upward():
    scale = chart.Scale(0, 10, 300, 100)
    assert scale.at(0) == 300 and scale.at(10) == 100


@pytest.mark.parametrize(
    ("low", "high", "log"),
    [(0, 7.3, False), (0, 0.00031, False), (-2, 5, False), (3e-5, 8e-2, True), (40, 60, True),
     (1e-9, 1e9, True), (2, 9, True)],
)  # fmt: skip
def test_ticks_are_round_few_and_in_range(low, high, log):
    ticks = chart.Scale(low, high, 0, 100, log).ticks(6)
    assert 1 <= len(ticks) <= 8
    assert all(low * (1 - 1e-6) <= tick <= high * (1 + 1e-6) for tick in ticks if tick > 0)
    assert all(re.match(r"-?[125]e|0e", f"{tick:.0e}") or not log for tick in ticks)
    assert ticks == sorted(ticks)


def test_a_linear_range_begins_at_zero_and_a_logarithmic_one_keeps_above():
    assert chart.around([5, 10], log=False)[0] == 0
    low, high = chart.around([5, 10], log=True)
    assert 0 < low < 5 and high > 10


def test_a_range_of_one_value_has_a_length():
    for log in (True, False):
        low, high = chart.around([3.0], log)
        assert low < 3 < high
    assert chart.around([0.0], log=False)[1] > 0


def test_values_that_hardly_differ_look_alike_on_a_logarithmic_scale():
    low, high = chart.around([5, 6], log=True, least=10)
    assert high / low == pytest.approx(10)
    assert chart.around([1, 1000], log=True, least=10)[1] > 1000


def test_labels_that_would_touch_are_left_out_and_the_last_stays():
    x, y = chart.Scale(0, 1000, 0, 400), chart.Scale(0, 1, 100, 0)
    values = [1, 2, 4, 500, 1000]
    drawn = ElementTree.fromstring(f"<g>{chart.bottom_axis(x, y, values, str)}</g>")
    assert [one.text for one in drawn.iter("text")] == ["4", "500", "1000"]
    assert len(list(drawn.iter("line"))) == len(values)


@pytest.mark.parametrize("shape", chart.MARKERS)
@pytest.mark.parametrize("hollow", [False, True])
def test_every_marker_is_one_element(shape, hollow):
    ElementTree.fromstring(chart.marker(shape, 5, 5, "#000000", size=4, hollow=hollow))


def test_markers_differ_in_shape():
    drawn = {chart.marker(shape, 5, 5, "#000000", size=4) for shape in chart.MARKERS}
    assert len(drawn) == len(chart.MARKERS)


def test_labels_are_moved_apart_and_keep_their_order():
    placed = chart.apart([50, 52, 49, 10], 16, 0, 100)
    assert sorted(placed) == [placed[3], placed[2], placed[0], placed[1]]
    gaps = [b - a for a, b in zip(sorted(placed), sorted(placed)[1:], strict=False)]
    assert min(gaps) >= 16 and placed[3] == 10


def test_labels_stay_within_the_room_even_if_there_are_too_many():
    placed = chart.apart([90.0] * 12, 16, 0, 100)
    assert min(placed) >= -1e-6 and max(placed) <= 100
    assert chart.apart([], 16, 0, 100) == []
