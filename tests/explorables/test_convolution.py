"""The window on an image: TensorFlow's numbers, the zeros it adds, and what is said of them."""

from xml.etree import ElementTree

import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.pictures.convolution.picture import short
from explorables.pictures.convolution.places import (
    SAME,
    VALID,
    Way,
    added,
    alike_on_both_sides,
    convolved,
    window,
)

IMAGE = np.arange(12, dtype=np.float32).reshape(3, 4)
KERNEL = np.float32([[1, 2], [0, -1]])
WAYS = [
    Way(*step, padding) for step in ((1, 1), (2, 1), (3, 1), (1, 2)) for padding in (VALID, SAME)
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("shape", "kernel"), [((5, 8), (3, 2)), ((6, 7), (2, 3)), ((8, 8), (3, 3))]
)
def test_every_number_is_the_sum_over_its_window(way, shape, kernel):
    draw = np.random.default_rng(3)
    image, weights = np.float32(draw.normal(size=shape)), np.float32(draw.normal(size=kernel))
    output = convolved(image, weights, way)
    assert output.size
    for index in np.ndindex(*output.shape):
        places = np.array(window(index, shape, kernel, way)).reshape(-1, 2)
        inside = ((places >= 0) & (places < shape)).all(axis=1)
        by_hand = (image[tuple(places[inside].T)] * weights.ravel()[inside]).sum()
        assert output[index] == pytest.approx(by_hand, abs=1e-4)


def test_an_odd_zero_comes_after_the_image():
    assert added(8, 3, Way(2, 1, SAME)) == (0, 1)
    assert added(8, 3, Way(1, 1, SAME)) == (1, 1)
    assert added(8, 2, Way(1, 1, SAME)) == (0, 1)
    assert added(8, 3, Way(2, 1, VALID)) == (0, 0)


def test_zeros_on_both_sides_give_other_numbers_where_tensorflow_adds_one():
    line = np.arange(1, 9, dtype=np.float32)[np.newaxis]
    ones = np.ones((1, 3), np.float32)
    assert convolved(line, ones, Way(2, 1, SAME)).ravel().tolist() == [6, 12, 18, 15]
    other = alike_on_both_sides(line, ones, Way(2, 1, SAME))
    assert other is not None and other.ravel().tolist() == [3, 9, 15, 21]
    assert alike_on_both_sides(line, ones, Way(1, 1, SAME)) is None
    assert alike_on_both_sides(line, ones, Way(2, 1, VALID)) is None


def test_the_words_hold_the_numbers():
    picture = explorables.convolution(IMAGE, KERNEL)
    assert "2 by 3 numbers come out, [[-3, -1, 1], [5, 7, 9]]" in picture.frame.description
    assert picture.frame.reading == "Output [0, 0]: 0 × 1 + 1 × 2 + 5 × (-1) = -3."
    picture.controls["cell"].value = 5
    assert picture.frame.reading.startswith("Output [1, 2]: 6 × 1 + 7 × 2 + 11 × (-1) = 9")
    assert 'padding="VALID"' in picture.frame.code


def test_the_two_ways_of_padding_are_told_apart():
    picture = explorables.convolution([[1, 2, 3, 4, 5, 6, 7, 8]], [[1, 1, 1]])
    picture.controls["padding"].value = "same"
    picture.controls["step"].value = "stride 2"
    assert "= 6." in picture.frame.reading and "this number is 3" in picture.frame.reading
    assert "0 to the left, 1 to the right" in picture.frame.description


def test_the_slider_ends_where_the_windows_end():
    picture = explorables.convolution(IMAGE, KERNEL)
    picture.controls["cell"].value = 5
    picture.controls["step"].value = "stride 3"
    assert picture.frame.reading.startswith("Output [0, 0]")
    assert picture.controls["cell"].disabled


def test_axes_of_size_one_are_taken_off():
    batch, weights = tf.constant(IMAGE[None, :, :, None]), tf.constant(KERNEL[:, :, None, None])
    assert (
        explorables.convolution(batch, weights).frame
        == explorables.convolution(IMAGE, KERNEL).frame
    )


def test_the_picture_keeps_its_size():
    picture = explorables.convolution(np.eye(8), np.ones((3, 3)))
    sizes = set()
    for step in picture.controls["step"].options:
        for padding in ("valid", "same"):
            picture.controls["step"].value, picture.controls["padding"].value = step, padding
            drawing = ElementTree.fromstring(picture.frame.drawing)
            sizes.add(drawing.get("viewBox"))
            assert (
                drawing.get("aria-label") == f"{picture.frame.description} {picture.frame.reading}"
            )
    assert len(sizes) == 1


def test_a_kernel_that_does_not_fit_when_dilated_can_not_be_dilated():
    assert (
        "dilation 2"
        not in explorables.convolution(np.eye(4), np.ones((3, 3))).controls["step"].options
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (3, "3"),
        (-12, "-12"),
        (0.25, ".25"),
        (-0.125, "-.12"),
        (12345, "1e4"),
        (0, "0"),
        (1.5, "1.5"),
    ],
)
def test_a_number_fits_its_cell(value, words):
    assert short(value) == words


@pytest.mark.parametrize(
    ("image", "kernel", "words"),
    [
        (np.zeros((9, 9)), KERNEL, "up to 8 by 8"),
        (IMAGE, np.ones((4, 1)), "does not fit"),
        (np.zeros(5), KERNEL, "should be a matrix"),
        (IMAGE, [["a"]], "numbers"),
        ([[np.nan, 1.0]], [[1.0]], "nan"),
        (None, KERNEL, "None"),
        (np.zeros((2, 8, 8, 3)), KERNEL, "matrix"),
    ],
)
def test_what_is_no_image_or_kernel_is_answered_by_a_sentence(image, kernel, words):
    picture = explorables.convolution(image, kernel)
    assert words in picture.frame.text and not picture.frame.drawing
