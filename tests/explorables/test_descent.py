"""Descent: the path of Keras's SGD, over the surface of the learner's own loss."""

from xml.etree import ElementTree

import keras
import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.drawing.contours import outlines
from explorables.pictures.descent.path import Descent
from explorables.pictures.descent.picture import clipped
from explorables.reading.tensors import NotDrawable

SVG = "{http://www.w3.org/2000/svg}"
X = tf.constant([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0])
Y = 2.0 * X - 1.0


def line_loss(w, b):
    return tf.reduce_mean(tf.square(w * X + b - Y))


def bumpy(w):
    return tf.sin(3.0 * w) + 0.3 * w**2


@pytest.fixture(scope="module")
def line():
    return Descent(line_loss, (0.0, 0.0), 0.01, 0.0, 30)


@pytest.fixture
def picture():
    return explorables.descent(line_loss, (0.0, 0.0), steps=30)


def texts(frame):
    return [
        "".join(one.itertext()) for one in ElementTree.fromstring(frame.drawing).iter(f"{SVG}text")
    ]


# The path


@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("rate", [0.001, 0.05, 0.2])
def test_every_step_is_that_of_keras_sgd(line, rate, momentum):
    path = line.path(rate, momentum)
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    optimizer = keras.optimizers.SGD(rate, momentum=momentum)
    for step in range(line.steps + 1):
        with tf.GradientTape() as tape:
            loss = line_loss(w, b)
        gradient = tape.gradient(loss, [w, b])
        np.testing.assert_allclose(path.points[step], [w.numpy(), b.numpy()], rtol=2e-3, atol=1e-5)
        np.testing.assert_allclose(path.losses[step], loss, rtol=5e-3, atol=1e-5)
        np.testing.assert_allclose(path.gradients[step], gradient, rtol=5e-3, atol=1e-4)
        optimizer.apply_gradients(zip(gradient, [w, b], strict=True))


def test_the_loss_is_traced_for_the_path_and_the_surface_and_never_again():
    traced = []

    def loss(w):
        traced.append(1)
        return w * w

    picture = explorables.descent(loss, 1.0)
    before = len(traced)
    for control in ("rate", "momentum"):
        for value in picture.controls[control].options:
            picture.controls[control].value = value
    assert len(traced) == before


def test_a_loss_of_one_parameter_gets_its_own_slope():
    descent = Descent(bumpy, 2.5, 0.01, 0.0, 5)
    expected = 3 * np.cos(3 * 2.5) + 0.6 * 2.5
    np.testing.assert_allclose(descent.path(0.01, 0.0).gradients[0], [expected], rtol=1e-5)


def test_double_precision_data_are_taken_as_they_are():
    data = tf.constant([1.0, 2.0], tf.float64)
    descent = Descent(lambda w: tf.reduce_sum(w * data), 1.0, 0.1, 0.0, 3)
    np.testing.assert_allclose(descent.path(0.1, 0.0).points[:, 0], [1.0, 0.7, 0.4, 0.1])


# The verdict and the range of rates


def test_the_rates_go_from_too_small_to_diverging_and_hold_the_given_one(line):
    words = [line.verdict(line.path(rate, 0.0)).word for rate in line.rates]
    assert words[0] == "too small"
    assert words[-1] == "diverging"
    assert "converging" in words
    assert 0.01 in line.rates
    assert list(line.rates) == sorted(line.rates)


def test_just_below_the_limit_a_path_oscillates_and_just_above_it_diverges(line):
    matrix = np.array([[np.mean(X.numpy() ** 2), np.mean(X)], [np.mean(X), 1.0]])
    limit = 2 / np.linalg.eigvalsh(2 * matrix).max()
    assert line.verdict(line.path(0.97 * limit, 0.0)).word == "oscillating"
    assert line.verdict(line.path(1.05 * limit, 0.0)).word == "diverging"


def test_a_swing_that_dies_down_is_not_called_diverging():
    descent = Descent(line_loss, (0.0, 0.0), 0.32, 0.99, 60)
    path = descent.path(0.32, 0.99)
    assert path.losses[-1] > path.losses[0]
    assert descent.verdict(path).word == "oscillating"


def test_at_a_flat_start_nothing_moves():
    descent = Descent(line_loss, (2.0, -1.0), 0.01, 0.0, 5)
    assert descent.verdict(descent.path(0.01, 0.0)).word == "not moving"


def test_a_local_minimum_is_told_from_the_lowest_place():
    descent = Descent(lambda w: (w * w - 1) ** 2 + 0.8 * w, 1.3, 0.05, 0.0, 100)
    assert descent.path(0.05, 0.0).points[-1][0] > 0
    assert descent.verdict(descent.path(0.05, 0.0)).word in ("settled higher up", "converging")


# The surface


def test_the_surface_is_the_loss_itself(line):
    surface = line.surface
    for row, column in ((0, 0), (7, 31), (60, 60)):
        w, b = surface.axes[0][column], surface.axes[1][row]
        expected = line_loss(tf.constant(w, tf.float32), tf.constant(b, tf.float32))
        np.testing.assert_allclose(surface.losses[row, column], expected, rtol=1e-4, atol=1e-5)


def test_the_map_holds_the_start_the_path_and_the_minimum(line):
    for (low, high), here, best in zip(line.limits, (0.0, 0.0), (2.0, -1.0), strict=True):
        assert low < here < high
        assert low < best < high
    for point in line.path(0.01, 0.0).points:
        assert all(low <= one <= high for one, (low, high) in zip(point, line.limits, strict=True))


def test_an_outline_holds_exactly_the_points_at_least_so_high():
    rng = np.random.default_rng(0)
    heights = rng.normal(size=(7, 9))
    loops = outlines(heights, 0.1)

    def crossings(x, y):  # of a ray to the right with the loops
        inside = False
        for loop in loops:
            for (x1, y1), (x2, y2) in zip(loop, [*loop[1:], loop[0]], strict=True):
                if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                    inside = not inside
        return inside

    for row in range(1, 6):
        for column in range(1, 8):
            assert crossings(column + 1e-4, row + 1e-4) == (heights[row, column] >= 0.1)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((1, 1), (2, 2), ((1, 1), (2, 2))),
        ((-5, 1), (15, 1), ((0, 1), (10, 1))),
        ((-5, -5), (-1, 20), None),
        ((5, 5), (5, 1e30), ((5, 5), (5, 10))),
    ],
)
def test_what_is_drawn_of_a_segment_is_its_part_on_the_map(one, other, expected):
    assert clipped(one, other, (0, 0, 10, 10)) == expected


# The picture


def test_the_reading_states_place_loss_and_gradient_of_the_step(picture):
    picture.controls["step"].value = 1
    assert picture.frame.reading == (
        "Step 1 of 30: w = 0.1767, b = 0.04, loss 12.57. Gradient: -15.72 for w, -3.39 for b."
    )
    assert picture.frame.code == (
        "w.assign(w - 0.01 * (-15.72))  # 0.1767 -> 0.3339\n"
        "b.assign(b - 0.01 * (-3.39))  # 0.04 -> 0.0739"
    )


def test_the_map_keeps_its_range_while_controls_move(picture):
    ground = picture._draw.__self__.ground.drawing
    for control, values in (
        ("rate", picture.controls["rate"].options),
        ("momentum", picture.controls["momentum"].options),
        ("step", (0, 7, 30)),
    ):
        for value in values:
            picture.controls[control].value = value
            assert ground in picture.frame.drawing


def test_divergence_is_drawn_and_said(picture):
    picture.controls["rate"].value = picture.controls["rate"].options[-1]
    picture.controls["step"].value = 20
    frame = picture.frame
    assert "Diverging:" in frame.description
    assert "leaves the map" in frame.description
    assert any("leaves the map" in words for words in texts(frame))
    assert any("step 20" in words for words in texts(frame))
    for one in ElementTree.fromstring(frame.drawing).iter(f"{SVG}line"):
        assert all(abs(float(one.get(name))) < 2000 for name in ("x1", "y1", "x2", "y2"))


def test_where_the_loss_has_no_value_it_is_said():
    picture = explorables.descent(lambda p, q: q * q - tf.math.log(p), (0.2, 1.0), 0.05)
    assert "not a finite number" in picture.frame.description


# What can't be drawn


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((3.0, 0.0), "cannot be called"),
        ((line_loss, 0.0), "the loss takes w, b"),
        ((bumpy, (0.0, 0.0)), "the loss takes w"),
        ((line_loss, (0.0, 0.0, 0.0)), "start has 3 numbers"),
        ((line_loss, "here"), "neither"),
        ((line_loss, (0.0, float("nan"))), "finite number"),
        ((line_loss, (0.0, 0.0), 0.0), "has to be above 0"),
        ((line_loss, (0.0, 0.0), "fast"), "learning_rate is a number"),
        ((line_loss, (0.0, 0.0), 0.1, 1.0), "momentum is 1"),
        ((line_loss, (0.0, 0.0), 0.1, 0.0, 0), "from 1 to"),
        ((line_loss, (0.0, 0.0), 0.1, 0.0, 2.5), "whole number"),
        ((lambda w, b: tf.square(w * X + b - Y), (0.0, 0.0)), "tf.reduce_mean"),
        ((lambda w, b: w * 2.0, (0.0, 0.0)), "with respect to b is None"),
        ((lambda w: None, 0.0), "returned None"),
        ((lambda w: 3.0, 0.0), "with respect to w is None"),
        ((lambda w: tf.cast(w, tf.int32), 0.0), "int32"),
        ((lambda w: tf.constant(float(w.numpy())), 0.0), "raised AttributeError"),
        ((lambda w: w + float("nan"), 0.0), "Begin where both are"),
    ],
)
def test_what_cannot_be_drawn_is_answered_by_a_sentence(arguments, expected):
    picture = explorables.descent(*arguments)
    assert picture.frame.drawing == ""
    assert expected in picture.frame.description


def test_a_function_without_a_start_for_each_parameter_is_not_drawable():
    with pytest.raises(NotDrawable):
        Descent(lambda: tf.constant(1.0), 0.0, 0.1, 0.0, 5)
