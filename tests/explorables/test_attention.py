"""Attention in numbers: by formula, by Keras's own layers, and whatever the order of the words."""

from xml.etree import ElementTree

import keras
import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.pictures.attention.attending import allowed_pairs, attend, attend_by

WORDS = ["not", "bad", "good", "pad"]
VECTORS = np.array([[2, 0], [0, 2], [1, 1], [3, -1]], np.float32)
VALID = [True, True, True, False]


@pytest.fixture
def picture():
    return explorables.attention(VECTORS, WORDS, valid=VALID)


@pytest.fixture(scope="module")
def layer():
    tf.keras.utils.set_random_seed(3)
    made = keras.layers.MultiHeadAttention(2, 3)
    made(VECTORS[np.newaxis], VECTORS[np.newaxis])
    return made


def test_the_numbers_are_those_of_keras_attention():
    allowed = allowed_pairs(np.array(VALID), padding=True, causal=False)
    seen = attend(VECTORS, allowed)
    x = VECTORS[np.newaxis]
    theirs = keras.layers.Attention()([x / np.sqrt(2), x, x], mask=[None, np.array([VALID])])
    assert np.allclose(seen.mixed, theirs[0], atol=1e-5)
    assert np.allclose(seen.weights.sum(axis=1), 1) and not seen.weights[:, 3].any()


def test_the_products_of_a_layer_give_the_weights_that_it_returns(layer):
    allowed = allowed_pairs(np.array(VALID), padding=True, causal=True)
    for head in (0, 1):
        seen = attend_by(layer, VECTORS, allowed, head)
        powers = np.exp(seen.scaled) * allowed
        assert np.allclose(
            seen.weights[:3], (powers / powers.sum(axis=1, keepdims=True))[:3], atol=1e-5
        )


def test_causal_words_see_what_came_before():
    allowed = allowed_pairs(np.ones(3, bool), padding=False, causal=True)
    assert allowed.tolist() == [[True, False, False], [True, True, False], [True, True, True]]


def test_without_positions_the_order_changes_nothing(picture):
    picture.controls["order"].value = "reversed"
    assert "every word gets the same mixture" in picture.frame.reading
    picture.controls["positions"].value = True
    assert "are others than in the given one" in picture.frame.reading


def test_the_mask_can_be_taken_away(picture):
    assert "pad 0.00" in picture.frame.description and "masked" in picture.frame.drawing
    picture.controls["padding"].value = False
    assert "pad 0.00" not in picture.frame.description


def test_a_word_that_may_look_at_nothing_says_so():
    picture = explorables.attention(VECTORS[:2], valid=[False, True])
    picture.controls["causal"].value = True
    assert "word 0 may look at no word at all" in picture.frame.reading


def test_each_head_of_a_layer_can_be_seen(layer):
    picture = explorables.attention(VECTORS, WORDS, layer)
    first = picture.frame.description
    picture.controls["head"].value = "1"
    assert picture.frame.description != first
    assert "return_attention_scores" in picture.frame.code


def test_the_drawing_has_its_words(picture):
    drawing = ElementTree.fromstring(picture.frame.drawing)
    assert drawing.get("role") == "img" and "The query is not" in drawing.get("aria-label")
    assert "data:image/svg+xml" in picture._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((tf.ones([3]),), "shape (words, size)"),
        ((tf.ones([9, 2]),), "2 to 8 words"),
        ((VECTORS, ["one"]), "4 vectors, 1 words"),
        ((VECTORS, 7), "a list of texts"),
        ((VECTORS, WORDS, keras.layers.Dense(2)), "this is a Dense"),
        ((VECTORS, WORDS, None, [False] * 4), "one entry at least is true"),
        ((VECTORS * np.nan,), "finite"),
    ],
)
def test_what_is_no_text_of_vectors_is_answered_by_a_sentence(arguments, words):
    picture = explorables.attention(*arguments)
    assert words in picture.frame.text and not picture.frame.drawing
