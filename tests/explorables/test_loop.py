"""The loop: a learner's own step, seen from inside, beside itself without a line."""

import time
from xml.etree import ElementTree

import keras
import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.page import host
from explorables.pictures.loop.runs import FLAG, LINES, PENALTIES, RESET, WEIGHT, WHOLE

SVG = "{http://www.w3.org/2000/svg}"


def step(model, optimizer, mean, x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x, training=True) - y) ** 2) + sum(model.losses)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
    mean.update_state(loss, sample_weight=x.shape[0])
    return loss


def make_model():
    keras.utils.set_random_seed(3)
    normalize = keras.layers.BatchNormalization(momentum=0.5, name="normalize")
    dense = keras.layers.Dense(1, kernel_regularizer=keras.regularizers.L2(0.1), name="dense")
    return keras.Sequential([keras.Input([2]), normalize, dense])


@pytest.fixture(scope="module")
def batches():
    x = np.random.default_rng(1).normal(1, 1, (10, 2)).astype(np.float32)
    y = x.sum(axis=1, keepdims=True)
    return [(x[:4], y[:4]), (x[4:8], y[4:8]), (x[8:], y[8:])]


@pytest.fixture(scope="module")
def model():
    return make_model()


@pytest.fixture
def picture(model, batches):
    return explorables.loop(step, model, batches, keras.optimizers.SGD(0.05))


def said(picture):
    return picture.frame.text


def without(picture, line):
    picture.controls["without"].value = line
    return picture


# What is seen is what happens


def test_the_mean_that_is_told_is_that_of_the_learners_own_loop(picture, batches):
    model, optimizer, mean = make_model(), keras.optimizers.SGD(0.05), keras.metrics.Mean()
    for _ in range(2):
        mean.reset_state()
        for x, y in batches:
            step(model, optimizer, mean, tf.constant(x), tf.constant(y))
    assert f"the mean so far is {float(mean.result()):.4g}" in without(picture, WHOLE).frame.reading
    average = model.layers[0].moving_mean.numpy().mean()
    assert f"moving_mean {average:.4g}" in said(picture)


def test_the_model_and_the_optimizer_are_as_they_were(batches):
    model, optimizer = make_model(), keras.optimizers.Adam(0.1)
    before = model.get_weights()
    explorables.loop(step, model, batches, optimizer)
    assert all(map(np.array_equal, before, model.get_weights()))
    assert int(optimizer.iterations.numpy()) == 0
    assert not tf.config.functions_run_eagerly()


@pytest.mark.parametrize(
    ("line", "held"),
    [
        (FLAG, "called without training, moving_mean 0, moving_variance 1"),
        (PENALTIES, "including nothing from model.losses"),
        (RESET, "/ count 20"),
        (WEIGHT, "/ count 3"),
    ],
)
def test_without_a_line_the_picture_tells_what_is_lost(picture, line, held):
    words = said(without(picture, line))
    whole, other = words.split(f"Without {line}, epoch")
    assert held in other and held not in whole


def test_the_reset_and_the_weight_change_what_is_told_and_not_the_weights(picture):
    for line in (RESET, WEIGHT):
        drawing = ElementTree.fromstring(without(picture, line).frame.drawing)
        changed = [one.text for one in drawing.iter(f"{SVG}text") if one.text.startswith("≠")]
        assert changed and all("total" in words or "mean" in words for words in changed)


def test_a_line_that_does_not_matter_is_said_to(batches):
    plain = keras.Sequential([keras.Input([2]), keras.layers.Dense(1)])
    picture = explorables.loop(step, plain, batches[:2], keras.optimizers.SGD(0.05), epochs=1)
    for line in LINES:
        assert f"Without {line} nothing changes here" in without(picture, line).frame.reading


def test_a_variable_without_a_gradient_is_none(batches):
    def half(model, optimizer, mean, x, y):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x - y) ** 2)
        tape.gradient(loss, model.trainable_variables)
        return loss

    assert "dense: None" in said(explorables.loop(half, make_model(), batches))


# The page


def test_each_control_answers_at_once(picture):
    for line in (WHOLE, *LINES):
        start = time.process_time()
        picture.controls["without"].value = line
        picture.controls["step"].value = 0
        assert time.process_time() - start < 0.1  # two redraws


def test_the_drawing_has_its_words_and_a_static_picture(picture):
    drawing = ElementTree.fromstring(picture.frame.drawing)
    assert drawing.get("role") == "img" and "epoch 2, batch 3" in drawing.get("aria-label")
    forms = picture._repr_mimebundle_()
    assert "data:image/svg+xml" in forms["text/html"] and forms["text/plain"] == said(picture)
    assert float(drawing.get("width")) == host.WIDTH


def test_a_step_that_is_a_graph_is_run_eagerly(model, batches):
    graph = explorables.loop(tf.function(step), model, batches, keras.optimizers.SGD(0.05))
    plain = explorables.loop(step, model, batches, keras.optimizers.SGD(0.05))
    assert said(graph) == said(plain)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (lambda m, b: (3, m, b), "can't be called"),
        (lambda m, b: (step, 3, b), "a keras.Model, and got 3"),
        (lambda m, b: (step, m, []), "at least one"),
        (lambda m, b: (step, m, 3), "a pair (x, y) for each batch"),
        (lambda m, b: (step, m, b * 10), "60 steps"),
        (lambda m, b: (step, m, b, "adam"), "one of Keras's optimizers"),
        (lambda m, b: (step, m, b, None, 0), "a whole number from 1 on"),
        (lambda m, b: (lambda x: x, m, b), "step(model, optimizer, mean, x, y)"),
        (lambda m, b: (step, m, [(np.ones([2, 5]), np.ones([2, 1]))]), "stopped"),
    ],
)
def test_what_can_not_be_drawn_is_answered_by_a_sentence(arguments, words, model, batches):
    picture = explorables.loop(*arguments(model, batches))
    assert words in said(picture) and not picture.frame.drawing
