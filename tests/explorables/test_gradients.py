"""The picture of what gets through the layers: measured on the learner's own network, or a sentence."""

from xml.etree import ElementTree

import keras
import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.pictures.gradients.measuring import Flow, measure
from explorables.pictures.gradients.picture import show, verdict, written

SVG = "{http://www.w3.org/2000/svg}"
X = np.random.default_rng(3).normal(size=(12, 4)).astype(np.float32)
Y = np.arange(12) % 3


def network(depth=2, activation="tanh"):
    hidden = [keras.layers.Dense(5, activation) for _ in range(depth)]
    return keras.Sequential([keras.Input([4]), *hidden, keras.layers.Dense(3)])


@pytest.fixture(scope="module")
def two_depths():
    return explorables.gradients(network, X, Y, depth=[2, 6])


# What is measured


def test_gradients_and_spreads_are_those_of_numpy():
    model = network(1)
    flow = measure(model, X, Y, None)
    kernel, bias, out, out_bias = (np.float64(weight) for weight in model.get_weights())
    hidden = np.tanh(X @ kernel + bias)
    logits = hidden @ out + out_bias
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    error = (shares - np.eye(3)[Y]) / len(X)
    to_kernel = X.T @ (error @ out.T * (1 - hidden**2))
    norms = [np.linalg.norm(to_kernel), np.linalg.norm(hidden.T @ error)]
    np.testing.assert_allclose(flow.gradients, norms, rtol=1e-4)
    spreads = [hidden.std(axis=0).mean(), logits.std(axis=0).mean()]
    np.testing.assert_allclose(flow.spreads, spreads, rtol=1e-4)


def test_targets_that_are_no_whole_numbers_are_met_by_the_squared_error():
    model = keras.Sequential([keras.Input([4]), keras.layers.Dense(2), keras.layers.Dense(1)])
    y = X[:, :1]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(X) - y) ** 2)
    wanted = tf.norm(tape.gradient(loss, model.layers[-1].kernel))
    assert measure(model, X, y, None).gradients[-1] == pytest.approx(float(wanted), rel=1e-4)


def test_a_loss_of_ones_own_is_asked():
    model = network()
    usual = measure(model, X, Y, None).gradients
    doubled = measure(
        model,
        X,
        Y,
        lambda y, z: 2 * keras.losses.sparse_categorical_crossentropy(y, z, from_logits=True),
    ).gradients
    np.testing.assert_allclose(doubled, 2 * np.array(usual), rtol=1e-4)


def test_the_model_stays_as_it_is_with_normalization_and_dropout_in_it():
    x = inputs = keras.Input([4])
    for layer in (
        keras.layers.Dense(5),
        keras.layers.BatchNormalization(),
        keras.layers.Dropout(0.5),
    ):
        x = layer(x)
    model = keras.Model(inputs, keras.layers.Dense(3)(x))
    before = [variable.numpy() for variable in model.variables]
    measure(model, X, Y, None)
    for variable, value in zip(model.variables, before, strict=True):
        np.testing.assert_array_equal(variable.numpy(), value)


def test_a_kernel_off_the_way_to_the_output_has_the_gradient_zero():
    inputs = keras.Input([4])
    aside = keras.layers.Dense(3)(inputs)
    out = keras.layers.Dense(3)(keras.ops.stop_gradient(aside))
    flow = measure(keras.Model(inputs, out), X, Y, None)
    assert flow.gradients[0] == 0 < flow.gradients[1]


# What is said


@pytest.mark.parametrize(
    ("gradients", "spreads", "words"),
    [
        ((0.2, 0.3), (0.3, 0.2), "Both directions get through"),
        ((1e-13, 0.2), (0.1, 1e-8), "Both directions fade"),
        ((2e-4, 1e-4), (0.3, 1e-4), "it is a trap"),
        ((1e-5, 0.2), (0.3, 0.2), "fades on its way back"),
        ((0.2, 0.3), (0.3, 1e-4), "nearly alike at the end"),
        ((1e9, 0.2), (0.3, 2.0), "It explodes"),
        ((500.0, 2.0), (0.3, 2.0), "will leap"),
        ((float("nan"), 2.0), (0.3, float("inf")), "outgrew float32"),
    ],
)
def test_the_verdict_names_what_fails(gradients, spreads, words):
    assert words in verdict(Flow(("a", "b"), gradients, spreads))


@pytest.mark.parametrize(
    ("size", "words"),
    [(0.0, "0"), (0.154, "0.15"), (12.3, "12"), (2.5e-13, "2.5e-13"), (float("inf"), "not finite")],
)
def test_sizes_are_written_short(size, words):
    assert written(size) == words


def test_the_words_hold_setting_ends_and_ratio():
    flow = Flow(("a", "b", "c"), (2e-4, 3e-4, 1e-4), (0.3, 0.02, 1e-4))
    picture = show({(20, "ReLU"): flow}, {"depth": (20,), "start": ("ReLU",)})
    assert "(depth 20, start ReLU)" in picture.frame.text
    assert "layer 2: 3.0e-4 and 0.02" in picture.frame.text
    assert "First kernel 2.0e-4, last 1.0e-4, ratio 2." in picture.frame.text
    assert set(picture.controls) == {"layer"}  # there is nothing to choose


def test_every_layer_has_its_two_bars_and_its_number(two_depths):
    for depth in ("2", "6"):
        two_depths.controls["depth"].value = depth
        drawn = ElementTree.fromstring(two_depths.frame.drawing)
        bars = [box for box in drawn.iter(f"{SVG}rect") if box.get("stroke-width") == "0.8"]
        assert len(bars) == 2 * (int(depth) + 1) + 1  # and the layer that is read out
        words = {text.text for text in drawn.iter(f"{SVG}text")}
        assert {str(number + 1) for number in range(int(depth) + 1)} <= words


def test_a_layer_is_read_out_by_the_slider_which_ends_at_the_last(two_depths):
    two_depths.controls["depth"].value = "6"
    two_depths.controls["layer"].value = "7"
    assert two_depths.frame.reading.startswith("Layer 7: gradient")
    two_depths.controls["depth"].value = "2"
    assert two_depths.frame.reading.startswith("Layer 3: gradient")


def test_a_built_model_is_shown_by_itself():
    assert (
        "a network of 3 layers with a kernel, before training"
        in explorables.gradients(network(), X, Y).frame.text
    )


def test_no_bar_leaves_its_side_whatever_the_sizes():
    flow = Flow(("a", "b", "c"), (0.0, 1e-300, float("inf")), (1e300, float("nan"), 0.5))
    drawn = ElementTree.fromstring(show({(): flow}, {}).frame.drawing)
    for box in drawn.iter(f"{SVG}rect"):
        if "x" not in box.attrib:  # the ground
            continue
        assert 0 <= float(box.get("x")) <= float(box.get("x")) + float(box.get("width")) <= 612


# What can't be drawn


@pytest.mark.parametrize(
    ("build", "choices", "words"),
    [
        (lambda: 5, {}, "needs a Keras model, and got 5"),
        (5, {}, "needs a Keras model, and got 5"),
        (lambda depth: network(depth), {"depth": 5}, "should be a list of what can be chosen"),
        (lambda depth: network(depth), {"depth": range(41)}, "make 41 networks"),
        (lambda depth: network(depth), {"depths": [2]}, "build(depths=2) raised. TypeError"),
        (lambda depth: network(depth), {"depth": [2, 2]}, "written alike"),
        (lambda: keras.Sequential([keras.Input([4]), keras.layers.Dense(3)]), {}, "has 1 by itself"),
        (lambda: keras.Sequential([keras.layers.Dense(3)]), {}, "begin with keras.Input"),
        (lambda: keras.Sequential([keras.Input([9]), *(keras.layers.Dense(3) for _ in range(2))]), {}, "could not be run"),
    ],
)  # fmt: skip
def test_what_has_no_picture_gets_a_sentence(build, choices, words):
    assert words in explorables.gradients(build, X, Y, **choices).frame.text


def test_choices_for_a_built_model_are_answered_by_a_sentence():
    said = explorables.gradients(network(), X, Y, depth=[2, 3]).frame.text
    assert "pass the function that builds them" in said
