"""The stations: what is drawn agrees with the data set itself, and what a buffer holds with its order."""

from itertools import chain
from time import perf_counter
from xml.etree import ElementTree

import numpy as np
import pytest

import explorables
from explorables.pictures.pipeline.picture import correlation
from explorables.pictures.pipeline.stations import dataset_of, read, rows_of, run

SHUFFLED = ["range(20)", "shuffle(4)", "batch(3)", "repeat(2)"]


@pytest.fixture(scope="module")
def picture():
    return explorables.pipeline(SHUFFLED)


def _flat(elements):
    return [row for element in elements for row in rows_of(element)]


@pytest.mark.parametrize(
    "steps",
    [
        ["range(7)", "batch(3)", "repeat(2)"],
        ["range(7)", "repeat(2)", "batch(3)"],
        ["range(5)", "cache()", "repeat(3)"],
        ["range(10)", "batch(2)", "batch(3)"],
    ],
)
def test_without_shuffle_the_elements_are_those_of_the_data_set(steps):
    real = dataset_of(read(steps)).as_numpy_iterator()
    made = run(read(steps)).elements
    assert [np.ravel(element).tolist() for element in real] == [rows_of(e) for e in made]


@pytest.mark.parametrize(
    "steps",
    [
        SHUFFLED,
        ["range(20)", "batch(3)", "shuffle(4)", "repeat(2)"],
        ["range(20)", "repeat(2)", "shuffle(4)", "batch(3)"],
        ["range(20)", "shuffle(4)", "cache()", "repeat(2)"],
    ],
)
def test_with_shuffle_sizes_and_rows_are_those_of_the_data_set(steps):
    real = [np.ravel(e).tolist() for e in dataset_of(read(steps)).as_numpy_iterator()]
    made = [rows_of(element) for element in run(read(steps)).elements]
    assert sorted(map(len, made)) == sorted(map(len, real))
    assert sorted(chain(*made)) == sorted(chain(*real))


def test_what_leaves_was_in_the_buffer_and_the_buffer_is_no_larger_than_it_may_be():
    ran = run(read(["range(30)", "shuffle(5)"]))
    for element, held in zip(ran.elements, ran.held, strict=True):
        assert element in held[1]
        assert len(held[1]) <= 5
    early = [row - place for place, row in enumerate(ran.elements)]
    assert max(early) <= 4  # a row can't come earlier than the buffer lets it in


def test_a_cache_behind_shuffle_keeps_one_order_and_one_before_it_does_not():
    kept = _flat(run(read(["range(20)", "shuffle(20)", "cache()", "repeat(2)"])).elements)
    drawn = _flat(run(read(["range(20)", "cache()", "shuffle(20)", "repeat(2)"])).elements)
    assert kept[:20] == kept[20:]
    assert drawn[:20] != drawn[20:]


def test_the_correlation_falls_as_the_buffer_grows():
    def of(size):
        return correlation(run(read(["range(60)", f"shuffle({size})"])).elements, 60)

    assert of(1) == pytest.approx(1)
    assert of(4) > 0.9 > abs(of(60))


def test_two_stations_are_exchanged_and_the_words_follow(picture):
    picture.controls["swap"].value = "batch and repeat"
    assert "shuffle(4).repeat(2).batch(3)" in picture.frame.code
    assert "14, of 3, 3" in picture.frame.description
    picture.controls["swap"].value = "as written"
    assert "shuffle(4).batch(3).repeat(2)" in picture.frame.code


def test_each_element_can_be_drawn_within_50_ms(picture):
    begun = perf_counter()
    for place in range(picture.controls["drawn"].max + 1):
        picture.controls["drawn"].value = place
    seconds = (perf_counter() - begun) / (picture.controls["drawn"].max + 1)
    assert f"element {picture.controls['drawn'].max}" in picture.frame.reading
    assert seconds < 0.05


def test_the_drawing_has_its_words(picture):
    drawing = ElementTree.fromstring(picture.frame.drawing)
    assert drawing.get("role") == "img" and "correlate by" in drawing.get("aria-label")
    assert "data:image/svg+xml" in picture._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ("shuffle(4)", "a list of steps"),
        ([3], "none of the steps"),
        (["range(9)", "map(f)"], "none of the steps"),
        (["shuffle(4)", "range(9)"], "first step is range"),
        (["range(9)"], "between 1 and"),
        (["range(1000)", "batch(2)"], "2 to 60 rows"),
        (["range(9)", "batch(0)"], "a number above 0"),
        (["range(9)", "repeat()"], "a number above 0"),
    ],
)
def test_what_is_no_pipeline_is_answered_by_a_sentence(steps, words):
    picture = explorables.pipeline(steps)
    assert words in picture.frame.text and not picture.frame.drawing
