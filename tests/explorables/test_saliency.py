"""Three maps of an image: their numbers, by hand and by a network whose slopes are known."""

from xml.etree import ElementTree

import keras
import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.pictures.saliency.maps import measured

WEIGHTS = np.float32(np.random.default_rng(1).normal(size=(6, 3)))
IMAGE = np.float32([[1, 2, 0], [0.5, -1, 3]])


def linear(x, training=False):
    """Logits whose slopes are the weights."""
    return tf.reshape(x, [len(x), 6]) @ WEIGHTS


def test_the_slopes_of_a_linear_model_are_its_weights():
    maps = measured(linear, IMAGE[..., None], (2, 3), 2)
    assert np.allclose(maps.by_logit, np.abs(WEIGHTS[:, 2]).reshape(2, 3))
    assert np.allclose(maps.covered, IMAGE * WEIGHTS[:, 2].reshape(2, 3), atol=1e-5)
    shares = maps.probabilities
    slope = shares[2] * (WEIGHTS[:, 2] - WEIGHTS @ shares)
    assert np.allclose(maps.by_probability, np.abs(slope).reshape(2, 3), atol=1e-5)


def test_the_likeliest_class_is_taken_unless_one_is_named():
    logits = IMAGE.ravel() @ WEIGHTS
    picture = explorables.saliency(linear, IMAGE)
    assert f"For class {logits.argmax()}" in picture.frame.description
    picture.controls["label"].value = "1"
    assert "For class 1" in picture.frame.description


def test_a_changed_pixel_changes_the_logit():
    picture = explorables.saliency(linear, IMAGE)
    picture.controls["label"].value = "0"
    picture.controls["pixel"].value = 4
    picture.controls["value"].value = "1"
    changed = IMAGE.copy()
    changed[1, 1] = 3.0  # the largest number of the image
    expected = (changed.ravel() @ WEIGHTS)[0]
    assert f"the logit is {expected:.2f}" in picture.frame.description
    assert "Pixel [1, 1]" in picture.frame.reading and "set to 3" in picture.frame.description


def test_covering_what_is_0_changes_nothing():
    picture = explorables.saliency(linear, IMAGE)
    picture.controls["pixel"].value = 2
    assert "Covering it does not change the logit." in picture.frame.reading


def test_a_keras_model_with_channels_is_left_as_it_was():
    layers = [keras.layers.Conv2D(4, 3), keras.layers.BatchNormalization(), keras.layers.Flatten()]
    model = keras.Sequential([keras.Input([8, 8, 1]), *layers, keras.layers.Dense(10)])
    before = [weight.copy() for weight in model.get_weights()]
    picture = explorables.saliency(model, np.random.default_rng(0).random((8, 8, 1)))
    sizes = set()
    for pixel in (0, 20, 63):
        for value in picture.controls["value"].options:
            picture.controls["pixel"].value, picture.controls["value"].value = pixel, value
            drawing = ElementTree.fromstring(picture.frame.drawing)
            sizes.add(drawing.get("viewBox"))
            assert (
                drawing.get("aria-label") == f"{picture.frame.description} {picture.frame.reading}"
            )
    assert len(sizes) == 1
    assert all(np.array_equal(*pair) for pair in zip(before, model.get_weights(), strict=True))


@pytest.mark.parametrize(
    ("model", "image", "words"),
    [
        (3, IMAGE, "needs a model"),
        (linear, np.zeros((20, 20)), "up to 16 by 16"),
        (linear, np.zeros((4, 2, 3)), "could not be called"),
        (linear, [[np.nan] * 3] * 2, "nan"),
        (lambda x, training: tf.nn.softmax(linear(x)), IMAGE, "softmax"),
        (lambda x, training: tf.reduce_sum(x, axis=[1, 2, 3]), IMAGE, "logit for each class"),
        (linear, None, "None"),
    ],
)
def test_what_can_not_be_shown_is_answered_by_a_sentence(model, image, words):
    picture = explorables.saliency(model, image)
    assert words in picture.frame.text and not picture.frame.drawing
