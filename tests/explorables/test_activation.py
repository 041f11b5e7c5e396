"""The picture of an activation: curve and slope by the tape, and the product of slopes down a chain."""

from xml.etree import ElementTree

import keras
import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.pictures.activation.measuring import LONGEST, activation, chain
from explorables.pictures.activation.picture import written

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("sigmoid", "tanh", "relu", "leaky_relu", "gelu", "selu")


@pytest.fixture
def picture():
    return explorables.activation(*NAMES)


# What is measured


def test_the_curve_of_a_sigmoid_is_that_of_its_formula():
    measured = activation("sigmoid")
    by_hand = 1 / (1 + np.exp(-np.float64(measured.inputs)))
    np.testing.assert_allclose(measured.values, by_hand, rtol=1e-5)
    np.testing.assert_allclose(measured.slopes, by_hand * (1 - by_hand), rtol=1e-3)
    assert measured.slopes.max() == 0.25


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("weight", [0.8, 2.0])
def test_the_product_is_the_slope_that_a_tape_finds_through_the_whole_chain(name, weight):
    x = tf.constant(0.5)
    with tf.GradientTape() as tape:
        tape.watch(x)
        a = x
        for _ in range(7):
            a = keras.activations.get(name)(weight * a)
    way = chain(activation(name), 0.5, weight)
    assert way.values[6] == pytest.approx(float(a), rel=1e-4)
    assert way.products[6] == pytest.approx(float(tape.gradient(a, x)), rel=1e-3)


@pytest.mark.parametrize(
    ("name", "slopes"),
    [("relu", [0, 0, 1]), ("leaky_relu", [0.2, 0.2, 1]), ("gelu", [-0.083, 0.5, 1.083])],
)
def test_slopes_at_minus_one_zero_and_one(name, slopes):
    measured = activation(name)
    found = [measured.slopes[np.abs(measured.inputs - x).argmin()] for x in (-1, 0, 1)]
    assert found == pytest.approx(slopes, abs=0.002)


# What is said


def test_a_layer_is_called_by_its_name_and_a_lambda_f():
    layer = keras.layers.LeakyReLU(negative_slope=0.3, name="leaky")
    assert activation(layer).name == "leaky"
    assert activation(lambda z: z * z).name == "f"


def test_twenty_sigmoids_vanish_and_larger_weights_do_not_help(picture):
    assert "20: 1.1e-13" in picture.frame.description and "It vanishes" in picture.frame.reading
    picture.controls["weight"].value = "5"
    assert "It vanishes" in picture.frame.reading
    picture.controls["layers"].value = "1"
    assert "It gets through" in picture.frame.reading


def test_relu_is_one_or_nothing_and_explodes_with_a_weight_of_two(picture):
    picture.controls["kind"].value = "relu"
    assert "20 layers: product 1. It gets through." in picture.frame.reading
    picture.controls["weight"].value = "2"
    assert "product 1.0e6. It explodes" in picture.frame.reading
    picture.controls["x"].value = "-1"
    assert "Layer 1 has the slope 0" in picture.frame.reading


def test_a_function_of_ones_own_is_drawn_under_its_name():
    def steep(z):
        return tf.sin(4 * z)

    picture = explorables.activation(steep)
    assert "The activation steep" in picture.frame.text and "steep(z)" in picture.frame.code
    assert set(picture.controls) == {"x", "weight", "layers"}


def test_numbers_beyond_float32_are_said_to_be_so():
    picture = explorables.activation("exponential")
    picture.controls["weight"].value = "5"
    assert "outgrown float32" in picture.frame.reading


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "0"), (0.25, "0.25"), (9.1e-13, "9.1e-13"), (-4e5, "-4.0e5"), (float("inf"), "not finite")],
)  # fmt: skip
def test_numbers_are_written_short(value, words):
    assert written(value) == words


def test_nothing_leaves_the_picture(picture):
    for name in NAMES:
        for weight in ("0.5", "5"):
            for x in ("-5", "0", "5"):
                for control, value in zip(("kind", "weight", "x"), (name, weight, x), strict=True):
                    picture.controls[control].value = value
                picture.controls["layers"].value = str(LONGEST)
                for line in ElementTree.fromstring(picture.frame.drawing).iter(f"{SVG}polyline"):
                    for point in line.get("points").split():
                        across, down = map(float, point.split(","))
                        assert 0 <= across <= 612 and 40 <= down <= 240


# What can't be drawn


@pytest.mark.parametrize(
    ("functions", "words"),
    [
        ((5,), "a function of one number"),
        (("rellu",), "no activation called 'rellu'"),
        (("softmax",), "other numbers stand beside it"),
        ((tf.round,), "has no slope"),
        ((tf.reduce_sum,), "one for each"),
        ((lambda z: z.nothing,), "AttributeError"),
        (("relu", "relu"), "the same name"),
    ],
)
def test_what_has_no_curve_gets_a_sentence(functions, words):
    picture = explorables.activation(*functions)
    assert words in picture.frame.text and not picture.frame.drawing
