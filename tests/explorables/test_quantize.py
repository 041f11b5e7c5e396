"""Rounded weights: the levels by LiteRT's formula, the bytes, and the accuracy of the learner's model."""

import time
from xml.etree import ElementTree

import keras
import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.pictures.quantize.rounding import rounded, size_in_bytes, with_outlier

WEIGHTS = np.array([[-1.0, 0.0], [0.6, 2.0]], np.float32)
OF_ITS_OWN, ZERO = "of its own", "0, as LiteRT's weights"


@pytest.fixture
def model():
    """Two classes told apart by the sign of the first number; the second does not count."""
    made = keras.Sequential([keras.Input([2]), keras.layers.Dense(2)])
    made.set_weights([np.array([[-1.0, 1.0], [0.0, 0.0]], np.float32), np.zeros(2, np.float32)])
    return made


@pytest.fixture
def rows():
    x = np.random.default_rng(1).normal(size=(200, 2)).astype(np.float32)
    return x, (x[:, 0] > 0).astype(np.int64)


def test_eight_bits_are_those_of_the_published_formula():
    made = rounded(WEIGHTS, 8, by_channel=False, symmetric=False)
    assert made.scales == pytest.approx([3 / 255]) and made.zeros.tolist() == [-43]
    assert np.allclose(made.values, np.round(WEIGHTS * 85) / 85)
    assert made.levels()[0] == pytest.approx(-1.0) and made.levels()[-1] == pytest.approx(2.0)


def test_two_bits_leave_four_levels_and_zero_is_one_of_them():
    made = rounded(WEIGHTS, 2, by_channel=False, symmetric=False)
    assert np.allclose(made.levels(), [-1, 0, 1, 2])
    assert made.values.tolist() == [[-1.0, 0.0], [1.0, 2.0]]


def test_symmetric_levels_have_zero_in_their_middle():
    made = rounded(WEIGHTS, 3, by_channel=False, symmetric=True)
    assert made.zeros.tolist() == [0] and np.allclose(made.levels(), np.arange(-3, 4) * 2 / 3)


def test_a_channel_with_small_weights_keeps_them_if_it_has_a_scale_of_its_own():
    weights = np.array([[0.01, 10.0], [0.02, -7.0]], np.float32)
    together, apart = (rounded(weights, 4, by_channel, True).values for by_channel in (False, True))
    assert (together[:, 0] == 0).all()
    assert np.allclose(apart[:, 0], weights[:, 0], rtol=0.2)


def test_a_channel_of_zeros_stays_one():
    made = rounded(np.array([[0.0, 1.0]], np.float32), 8, True, False)
    assert made.values.tolist() == [[0.0, 1.0]]


def test_sizes_count_the_scales():
    assert size_in_bytes(WEIGHTS, 8, 1) == 4 + 5 and size_in_bytes(WEIGHTS, 3, 2) == 2 + 10


def test_an_outlier_takes_the_levels_from_the_others(model, rows):
    assert with_outlier(WEIGHTS, 10)[1, 1] == 20
    picture = explorables.quantize(WEIGHTS)
    assert "step (scale): 0.0118" in picture.frame.description
    picture.controls["outlier"].value = "50"
    assert "to 100" in picture.frame.description
    assert "step (scale): 0.396" in picture.frame.description


def test_the_accuracy_is_that_of_the_model_with_rounded_weights(model, rows):
    kept = [weight.copy() for weight in model.get_weights()]
    picture = explorables.quantize(model, *rows)
    assert "accuracy on 200 rows: 1, and" in picture.frame.description
    assert all(map(np.array_equal, kept, model.get_weights()))
    by_hand = rounded(kept[0], 2, False, False).values
    right = ((rows[0] @ by_hand).argmax(axis=1) == rows[1]).mean()
    picture.controls["bits"].value = "2"
    assert f"accuracy on 200 rows: {right:.3g}, and" in picture.frame.description


def test_numbers_as_targets_have_a_squared_error(rows):
    made = keras.Sequential([keras.Input([2]), keras.layers.Dense(1)])
    y = np.zeros((200, 1), np.float32)
    by_hand = np.mean(made(rows[0]).numpy() ** 2)
    words = explorables.quantize(made, rows[0], y).frame.description
    assert "mean squared error on 200 rows" in words and f"and {by_hand:.4g} with float32" in words


def test_each_setting_follows_the_hand(rows):
    wide = keras.Sequential(
        [keras.Input([2]), keras.layers.Dense(128, "relu"), keras.layers.Dense(2)]
    )
    picture = explorables.quantize(wide, *rows)
    taken = []
    for bits in "23456":
        start = time.process_time()
        picture.controls["bits"].value = bits
        taken.append(time.process_time() - start)
    assert min(taken) < 0.05
    assert picture.controls["kernel"].options[0] in picture.frame.description


@pytest.mark.parametrize("zero", [OF_ITS_OWN, ZERO])
@pytest.mark.parametrize("scales", ["for the tensor", "for each channel"])
def test_every_drawing_has_its_words(model, rows, zero, scales):
    picture = explorables.quantize(model, *rows)
    picture.controls["zero"].value, picture.controls["scales"].value = zero, scales
    drawing = ElementTree.fromstring(picture.frame.drawing)
    assert drawing.get("role") == "img" and "accuracy" in drawing.get("aria-label")
    assert "data:image/svg+xml" in picture._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (None, "a Keras model with x and y"),
        ("x", "an array of weights"),
        ([1.0], "2 to 500,000 weights"),
        ([[np.nan, 1.0]], "nan or infinite"),
        (np.zeros((2, 2)), "All of these weights are 0"),
        (tf.zeros([1000, 1000]), "1,000,000"),
    ],
)
def test_what_has_no_picture_is_answered_by_a_sentence(passed, words):
    picture = explorables.quantize(passed)
    assert words in picture.frame.text and not picture.frame.drawing


def test_a_model_needs_examples_that_fit_it(model, rows):
    x, y = rows
    assert "needs examples and targets" in explorables.quantize(model).frame.text
    assert "could not be called on x" in explorables.quantize(model, x[:, :1], y).frame.text
    assert "y has 5" in explorables.quantize(model, x, y[:5]).frame.text
    assert "no kernels yet" in explorables.quantize(keras.Sequential(), x, y).frame.text
