"""Loading and working: the moments follow from what is measured, and the picture from the moments."""

import re
import time
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.pictures.overlap.measuring import measure
from explorables.pictures.overlap.passes import (
    AS_WRITTEN,
    CACHED,
    FOUR,
    ONE_BY_ONE,
    WAYS,
    Element,
    Pass,
    mean_load,
    mean_step,
)
from explorables.pictures.overlap.picture import show

ROWS = tf.data.Dataset.range(5)


def load(row):
    """Ten milliseconds in which another thread may work."""
    waited = tf.numpy_function(lambda row: time.sleep(0.01) or row, [row], tf.int64)
    return tf.ensure_shape(waited, [])


def step(row):
    time.sleep(0.01)


def _made(loads, steps, asked=None):
    """A pass from spans in seconds."""
    asked = asked or [0.0, *(span[1] for span in steps[:-1])]
    return Pass(tuple(map(Element, loads, asked, steps)))


@pytest.fixture(scope="module")
def passes():
    return measure(ROWS, load, step, 5, 2.0)


@pytest.fixture
def picture():
    alone = _made([(0, 2), (4, 6), (8, 10)], [(2, 4), (6, 8), (10, 12)])
    ahead = _made([(0, 2), (2, 4), (4, 6)], [(2, 4), (4, 6), (6, 8)])
    four = _made([(0, 2), (0, 2), (0, 2)], [(2, 4), (4, 6), (6, 8)])
    cached = _made([None] * 3, [(0, 2), (2, 4), (4, 6)])
    passes = dict(zip(WAYS, (alone, ahead, four, cached), strict=True))
    small = {
        way: Pass(
            tuple(
                Element(
                    e.loading and tuple(t / 100 for t in e.loading),
                    e.asked / 100,
                    tuple(t / 100 for t in e.working),
                )
                for e in each.elements
            )
        )
        for way, each in passes.items()
    }
    return show(small)


def test_one_by_one_an_element_is_loaded_when_it_is_asked_for(passes):
    for element in passes[ONE_BY_ONE].elements:
        assert element.asked - 0.002 <= element.loading[0]
        assert element.loading[1] <= element.working[0] + 0.002
        assert element.waited >= 0.009
    assert mean_load(passes) >= 0.0095 and mean_step(passes) >= 0.0095


def test_as_written_the_next_element_is_loaded_during_a_step(passes):
    overlapping = [
        later.loading[0] < earlier.working[1]
        for earlier, later in pairwise(passes[AS_WRITTEN].elements)
    ]
    assert any(overlapping)


def test_four_at_a_time_have_lanes_of_their_own(passes):
    assert 1 <= max(passes[FOUR].lanes) <= 3
    assert set(passes[ONE_BY_ONE].lanes) == {0}


def test_a_full_cache_loads_nothing(passes):
    assert {element.loading for element in passes[CACHED].elements} == {None}


def test_what_a_row_holds_may_be_a_pair_and_the_step_gets_what_load_gives():
    pairs = tf.data.Dataset.from_tensor_slices((np.arange(4.0), np.arange(4)))
    seen = []
    measure(pairs, lambda x, y: {"x": x + 1, "y": y}, seen.append, 4, 1.0)
    assert set(seen[0]) == {"x", "y"} and float(seen[1]["x"]) == 1.0


def test_few_are_measured_where_they_take_long():
    slow = measure(tf.data.Dataset.range(10), load, step, 10, 0.1)
    assert {len(each.elements) for each in slow.values()} == {3}


def test_totals_and_waiting_are_those_of_the_moments(picture):
    words = picture.frame.description.replace("\u00a0", " ")
    assert "3 elements" in words and "loading takes 20 ms an element, and the step 20 ms" in words
    assert "one by one: 120 ms in all, of which the step waits 60 ms" in words.replace(
        "\u00a0", " "
    )
    assert "as written: 80 ms in all, of which the step waits 20 ms" in words
    assert "second epoch: 60 ms in all, of which the step waits 0" in words


def test_an_element_is_read_out_and_the_code_follows_the_way(picture):
    picture.controls["element"].value = 1
    assert "Element 1 is loaded from 40 to 60 ms" in picture.frame.reading
    assert "inject_prefetch = False" in picture.frame.code
    picture.controls["way"].value = CACHED
    assert "comes from the cache" in picture.frame.reading
    assert picture.frame.code == "data = rows.map(load).cache()"
    assert "nothing to load" in picture.frame.drawing
    picture.controls["way"].value = FOUR
    assert "four elements may be loaded at the same time" in picture.frame.reading
    assert "here it was 3 at most" in picture.frame.reading


def test_moments_of_short_passes_can_be_told_apart_and_the_axis_has_round_numbers():
    steps = [(0.0004, 0.0006), (0.001, 0.0012), (0.0017, 0.0031)]
    short = _made([(0, 0.0004), (0.0006, 0.001), (0.0012, 0.0017)], steps)
    picture = show(dict.fromkeys(WAYS, short))
    assert "works on it from 0.40 to 0.60 ms" in picture.frame.reading
    for tick in ("0", "1", "2", "3 ms"):
        assert f">{tick}</text>" in picture.frame.drawing.replace("\u00a0", " ")


def test_each_control_answers_within_50_ms(picture):
    begun = time.process_time()  # on a busy machine the clock goes on while others work
    for way in WAYS:
        picture.controls["way"].value = way
    assert (time.process_time() - begun) / len(WAYS) < 0.05


def test_no_bar_reaches_out_of_the_drawing(picture):
    for way in WAYS:
        picture.controls["way"].value = way
        drawing = ElementTree.fromstring(picture.frame.drawing)
        wide = float(drawing.get("width"))
        for part in drawing.iter():
            if part.tag.endswith("rect"):
                assert float(part.get("x", 0)) >= 0
                assert float(part.get("x", 0)) + float(part.get("width")) <= wide


def test_the_drawing_has_its_words(picture):
    drawing = ElementTree.fromstring(picture.frame.drawing)
    assert drawing.get("role") == "img"
    assert re.search(r"the step waits \d", drawing.get("aria-label"))
    assert "data:image/svg+xml" in picture._repr_mimebundle_()["text/html"]


def _raises(row):
    raise ValueError("no such file")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([1, 2, 3], load, step), "a tf.data.Dataset first"),
        ((ROWS, 3, step), "overlap calls load"),
        ((ROWS, load, None), "overlap calls step"),
        ((ROWS, load, step, 40), "3 to 12 elements"),
        ((ROWS, load, step, 0), "at least 1"),
        ((ROWS.take(2), load, step), "fewer than 3"),
        ((ROWS.take(0), load, step), "no elements"),
        ((ROWS, _raises, step), "load can't become a graph: no such file"),
        ((ROWS, load, _raises), "step raised. ValueError: no such file"),
        (
            (ROWS, lambda row: tf.debugging.check_numerics(1 / row, "bad"), step),
            "load raised. InvalidArgumentError",
        ),
    ],
)
def test_what_can_not_be_measured_is_answered_by_a_sentence(arguments, words):
    picture = explorables.overlap(*arguments)
    assert words in picture.frame.text and not picture.frame.drawing
