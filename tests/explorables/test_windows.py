"""Windows on the time axis: where each value comes from is read off TensorFlow's own data set."""

from xml.etree import ElementTree

import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.pictures.windows.cutting import LED, SAME, SHORTENED, Window, windows_of
from explorables.pictures.windows.picture import ACROSS, AFTER, BEFORE, side

SERIES = np.sin(np.arange(10.0))


@pytest.fixture
def picture():
    return explorables.windows(SERIES, 3, cut=6)


def test_all_windows_are_there_where_the_targets_begin_later():
    windows = windows_of(10, 3, 1, LED)
    assert [window.target for window in windows] == list(range(3, 10))
    assert windows[0] == Window((0, 1, 2), 3)


def test_what_is_cut_short_as_well_loses_the_last_windows():
    assert len(windows_of(10, 3, 1, SHORTENED)) == 5
    assert len(windows_of(10, 3, 2, SHORTENED)) == 4
    assert windows_of(6, 4, 1, SHORTENED) == ()


def test_targets_that_are_the_inputs_stand_in_their_own_window():
    windows = windows_of(10, 3, 1, SAME)
    assert windows[0] == Window((0, 1, 2), 0) and len(windows) == 8


@pytest.mark.parametrize(("cut", "where"), [(4, BEFORE), (3, ACROSS), (1, ACROSS), (0, AFTER)])
def test_the_value_at_the_cut_comes_after_it(cut, where):
    assert side(Window((0, 1, 2), 3), cut) == where


def test_the_words_count_the_sides(picture):
    assert (
        "7 here, and 7 fit with their targets; 3 before the cut, 3 on both sides, 1 from the cut on"
        in (picture.frame.description)
    )
    assert "timeseries_dataset_from_array(x, x[3:], 3)" in picture.frame.code


def test_the_reading_says_what_is_wrong(picture):
    picture.controls["arrangement"].value = SHORTENED
    assert "2 windows at the end got lost" in picture.frame.reading
    picture.controls["arrangement"].value = SAME
    assert "asked for what it is given" in picture.frame.reading
    picture.controls["arrangement"].value = LED
    picture.controls["window"].value = 4
    assert "Window 4: inputs x[4] to x[6], target x[7]." in picture.frame.reading
    assert "not for training" in picture.frame.reading


def test_with_a_horizon_there_are_fewer(picture):
    picture.controls["horizon"].value = "3"
    assert "5 here, and 5 fit" in picture.frame.description


def test_a_series_that_is_hardly_longer_than_a_window():
    picture = explorables.windows([1.0, 2.0, 3.0], 2)
    assert "1 here, and 1 fit" in picture.frame.description
    picture.controls["arrangement"].value = SHORTENED
    assert "No window is left" in picture.frame.reading


def test_the_drawing_has_its_words(picture):
    drawing = ElementTree.fromstring(picture.frame.drawing)
    assert drawing.get("role") == "img" and "3 on both sides" in drawing.get("aria-label")
    assert "data:image/svg+xml" in picture._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((tf.ones([3, 3]), 1), "one series"),
        ((tf.range(100), 3), "series[:30]"),
        (([1.0, np.nan, 2.0], 1), "nan"),
        ((SERIES, 0), "length is a whole number"),
        ((SERIES, 3, "1"), "horizon is a whole number"),
        ((SERIES, 9, 2), "need 11 values"),
        ((SERIES, 3, 1, 11), "cut is an index from 0 to 10"),
    ],
)
def test_what_has_no_windows_is_answered_by_a_sentence(arguments, words):
    picture = explorables.windows(*arguments)
    assert words in picture.frame.text and not picture.frame.drawing
