"""The arrows: what three ways of clipping leave of two gradients, by TensorFlow's own functions."""

import math
from xml.etree import ElementTree

import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.pictures.clip.picture import BY_VALUE, EACH, TOGETHER, angle, clipped

PAIR = [[3.0, 4.0], [0.0, 12.0]]


@pytest.fixture
def picture():
    return explorables.clip(PAIR)


def test_together_both_keep_their_direction():
    before = [np.array(one, np.float32) for one in PAIR]
    after = clipped(before, TOGETHER, 6.5)
    assert np.allclose(after, [[1.5, 2.0], [0.0, 6.0]])
    assert angle(before, after) == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("way", [EACH, BY_VALUE])
def test_the_other_two_turn_the_step(way):
    before = [np.array(one, np.float32) for one in PAIR]
    after = clipped(before, way, 6.5)
    flat = np.concatenate(before), np.concatenate(after)
    by_hand = flat[0] @ flat[1] / np.linalg.norm(flat[0]) / np.linalg.norm(flat[1])
    assert angle(before, after) == pytest.approx(math.degrees(math.acos(by_hand)), abs=0.1)
    assert angle(before, after) > 10


def test_the_words_hold_all_three_ways(picture):
    words = picture.frame.text
    assert "all together at 6.5: [1.5, 2] and [0, 6], together 6.5, direction kept" in words
    assert "each on its own at 6.5: [3, 4] and [0, 6.5], together 8.2, turned by 15°" in words
    assert "tf.clip_by_global_norm(gradients, 6.5)" in words


def test_within_the_limit_nothing_changes(picture):
    picture.controls["limit"].value = "20"
    assert "nothing changes" in picture.frame.reading


@pytest.mark.parametrize(("number", "way", "bad"), [("nan", TOGETHER, 4), ("nan", EACH, 2)])
def test_a_number_that_is_not_finite_spreads(picture, number, way, bad):
    picture.controls["number"].value = number
    picture.controls["way"].value = way
    assert f"{bad} of 4 numbers" in picture.frame.reading


def test_an_infinity_that_is_cut_off_is_no_sound_step(picture):
    picture.controls["number"].value = "inf"
    picture.controls["way"].value = BY_VALUE
    assert "should be skipped" in picture.frame.reading


def test_the_arrows_can_be_moved(picture):
    picture.controls["turn"].value = "90"
    picture.controls["length"].value = "0.5"
    assert "[-4, 3] and [0, 6]" in picture.frame.description


def test_the_drawing_has_its_words(picture):
    drawing = ElementTree.fromstring(picture.frame.drawing)
    assert drawing.get("role") == "img" and "together 13" in drawing.get("aria-label")
    assert "data:image/svg+xml" in picture._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    ("gradients", "words"),
    [
        (3, "a list of two gradients"),
        ([[1.0, 2.0]], "a list of two"),
        ([tf.ones([2, 2]), tf.ones([2])], "(2, 2)"),
        ([None, [1.0, 2.0]], "two numbers each"),
        ([[math.nan, 1.0], [1.0, 2.0]], "nan"),
    ],
)
def test_what_is_no_pair_of_arrows_is_answered_by_a_sentence(gradients, words):
    picture = explorables.clip(gradients)
    assert words in picture.frame.text and not picture.frame.drawing
