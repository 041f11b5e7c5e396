"""The vital signs: what is measured of a training, when it is normal, and that the model stays as it was."""

import math
from xml.etree import ElementTree

import keras
import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.pictures.vitals import picture as vitals_picture
from explorables.pictures.vitals.measuring import Course, Signs, follow
from explorables.reading.losses import without_x

DRAW = np.random.default_rng(3)
X = DRAW.normal(size=(64, 3)).astype(np.float32)
Y = (X @ np.float32([[1.0], [-1.0], [2.0]])).astype(np.float32)


def positive(h):
    return tf.where(h > 0, h, 0.0)


def network(activation="tanh"):
    keras.utils.set_random_seed(1)
    layers = [keras.layers.Dense(8, activation), keras.layers.Dense(1)]
    return keras.Sequential([keras.Input([3]), *layers])


def sound(loss, **changed):
    usual = {"gradient": 1.0, "change": 0.01, "broken": 0.0, "silent": 0.1, "predictions": 9}
    return Signs(loss=loss, **(usual | changed))


def shown(*signs, level=4.0):
    return vitals_picture.show(Course((sound(5.0), *signs), 9, level, classes=False))


def test_one_nan_in_the_data_kills_the_model_and_not_the_loss():
    bad = X.copy()
    bad[40, 1] = math.nan  # in the batch of the second step
    course = follow(network(positive), bad, Y, 0.01, 4, None)
    before, last = course.signs[1], course.signs[-1]
    assert before.broken == 0 and before.predictions > 1
    assert last.broken == pytest.approx(8 / 41)  # a row of the first kernel, among 41 weights
    assert (last.silent, last.predictions) == (1.0, 1)
    assert last.loss == pytest.approx(Y.var(), rel=0.5)
    words = vitals_picture.show(course).frame.text
    assert "weights not finite (none) outside for the first time at step 2, 3 times in all" in words
    assert "The loss is a number, but weights are not" in words


def test_a_sound_training_is_normal_throughout_and_leaves_the_model_alone():
    model = network()
    before = model.get_weights()
    course = follow(model, X, Y, 0.01, 5, None)
    assert all(map(np.array_equal, before, model.get_weights()))
    assert course.without_x == pytest.approx(Y.var())
    assert math.isnan(course.signs[0].gradient) and course.signs[0].loss > course.signs[-1].loss
    assert "All in the normal range." in vitals_picture.show(course).frame.reading


def test_the_signs_are_those_of_a_step_worked_out_by_hand():
    model = keras.Sequential([keras.Input([1]), keras.layers.Dense(1, use_bias=False)])
    model.set_weights([np.float32([[2.0]])])
    x, y = np.float32([[1.0], [3.0]]), np.float32([[0.0], [0.0]])
    course = follow(model, x, y, 0.5, 1, None)
    # The loss is the mean of 4 and 36, its slope 2 * (2 * 1 + 6 * 3) / 2; Adam's first step is the rate.
    assert course.signs[0].loss == pytest.approx(20)
    assert course.signs[1].gradient == pytest.approx(20)
    assert course.signs[1].change == pytest.approx(0.25, rel=1e-4)
    assert course.signs[1].loss == pytest.approx((1.5**2 + 4.5**2) / 2, rel=1e-4)


def test_for_classes_the_level_is_their_entropy():
    labels = tf.constant([0, 0, 0, 1])
    assert without_x(labels) == pytest.approx(-(0.75 * math.log(0.75) + 0.25 * math.log(0.25)))
    model = keras.Sequential([keras.Input([3]), keras.layers.Dense(2)])
    words = explorables.vitals(model, X[:4], labels, steps=1).frame.text
    assert "entropy of the classes" in words and "0.562" in words


def test_a_rate_may_be_a_whole_number():
    by_whole, by_float = (
        [signs.loss for signs in follow(network(), X, Y, rate, 2, None).signs] for rate in (3, 3.0)
    )
    assert by_whole == pytest.approx(by_float, rel=1e-4)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"rate": "fast"}, "rate is a number above 0"),
        ({"rate": 0}, "a rate above 0"),
        ({"rate": [0.1, 0.2]}, "rate is a number above 0"),
        ({"steps": None}, "steps is a number from 1 to 60"),
        ({"steps": 2.5}, "1 to 60 steps"),
        ({"steps": 61}, "1 to 60 steps"),
        ({"y": ()}, "y has shape (0,)"),
        ({"y": Y[:5]}, "x has 64 rows, and y has shape (5, 1)"),
    ],
)
def test_what_nothing_can_be_trained_by_is_answered_by_a_sentence(changed, words):
    given = {"rate": 0.01, "steps": 1, "x": X, "y": Y} | changed
    assert words in explorables.vitals(network(), **given).frame.text


@pytest.mark.parametrize(
    ("signs", "said"),
    [
        (sound(math.nan), "The loss is no longer a number."),
        (sound(3.0, broken=0.1), "weights are not: it can't be trusted"),
        (sound(900.0), "The loss leaps"),
        (sound(4.0, predictions=1), "one number for all rows"),
        (sound(3.9, change=1e-6), "hardly moves"),
        (sound(4.5), "does not beat one answer for all rows yet"),
        (sound(1.0), "All in the normal range. It is alive."),
        (sound(1.0, silent=0.9), "Outside the normal range: silent hidden units."),
    ],
)
def test_the_verdict_is_that_of_the_numbers(signs, said):
    assert said in shown(signs).frame.reading


def test_the_slider_looks_at_a_step_and_trains_nothing():
    picture = shown(sound(3.0), sound(math.inf, gradient=math.nan))
    picture.controls["step"].value = "1"
    assert picture.frame.reading.startswith("Step 1: loss 3, weights not finite 0%")
    picture.controls["step"].value = "0"
    assert "gradient's norm -, step / weights -" in picture.frame.reading


def test_the_drawing_has_its_words_and_its_static_picture():
    picture = shown(sound(3.0), sound(math.inf), sound(2.0))
    drawing = ElementTree.fromstring(picture.frame.drawing)
    assert drawing.get("role") == "img" and "3 steps of a training" in drawing.get("aria-label")
    assert "data:image/svg+xml" in picture._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    ("arguments", "named", "why"),
    [
        ((lambda x: x, X, Y), {}, "needs a Keras model that begins with keras.Input"),
        ((network(), X, Y), {"steps": 0}, "1 to 60 steps"),
        ((network(), X, Y), {"rate": 0.0}, "a rate above 0"),
        ((network(), X[:1], Y[:1]), {}, "takes 2 to 2000"),
        ((network(), X[:, :2], Y), {}, "could not be trained on x and y"),
    ],
)
def test_what_cannot_be_shown_is_said_in_a_sentence(arguments, named, why):
    said = explorables.vitals(*arguments, **named)
    assert why in str(said._repr_mimebundle_()["text/plain"])
