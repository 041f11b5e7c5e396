"""A value without a picture gets a sentence that teaches, and never an exception."""

import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.page.host import static_page


class Hostile:
    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("no array today")


def _symbolic_tensor():
    found = []

    @tf.function
    def keep(x):
        found.append(x)
        return x

    keep(tf.constant(1.0))
    return found[0]


BAD = {
    "rank 5": (lambda: tf.zeros((1, 2, 1, 2, 1)), "rank 5"),
    "too many cells": (lambda: np.broadcast_to(np.int8(0), (5000, 5000)), "25,000,000 elements"),
    "ragged list": (lambda: [[1, 2], [3]], "item [0] has 2 elements and item [1] has 1"),
    "deeply ragged": (lambda: [[[1], [2]], [[3], [4, 5]]], "item [1][0] has 1 element"),
    "list and number": (lambda: [[1], 2], "mixes lists with single values"),
    "mixed types": (lambda: [1, "a"], "mixed types"),
    "RaggedTensor": (lambda: tf.ragged.constant([[1], [2, 3]]), "to_tensor"),
    "SparseTensor": (lambda: tf.sparse.from_dense([[0, 1]]), "tf.sparse.to_dense"),
    "IndexedSlices": (lambda: tf.IndexedSlices(tf.ones((1, 2)), [0]), "IndexedSlices"),
    "None": (lambda: None, "None is not a tensor"),
    "Keras tensor": (lambda: tf.keras.Input((3,)), "no values to draw"),
    "symbolic tensor": (_symbolic_tensor, "no values"),
    "Dataset": (lambda: tf.data.Dataset.range(3), "next(iter(dataset))"),
    "dictionary": (lambda: {"a": 1}, "no order of cells"),
    "function": (lambda: len, "makes no tensor"),
    "dtype": (lambda: tf.float32, "a type"),
    "object array": (lambda: np.array([object()]), "makes no tensor"),
    "date": (lambda: np.array(["2026-01-01"], "datetime64[D]"), "makes no tensor"),
    "hostile object": (Hostile, "no array today"),
    "huge int": (lambda: 2**80, "out-of-range"),
}


@pytest.mark.parametrize("name", BAD)
def test_each_picture_answers_with_a_sentence(name):
    make, words = BAD[name]
    value = make()
    for picture in (
        explorables.shape(value),
        explorables.axis(value),
        explorables.broadcasting(value, [1]),
        explorables.broadcasting([1], value),
    ):
        assert words in picture.frame.text
        assert words in repr(picture)
        assert "Traceback" not in static_page(picture.frame)


def test_an_empty_tensor_is_explained_by_each_picture():
    empty = tf.zeros((0, 3))
    assert "0 * 3 = 0" in explorables.shape(empty).frame.text
    assert "each nan" in explorables.axis(empty).frame.text
    assert "(0, 3)" in explorables.broadcasting(empty, tf.zeros((1, 3))).frame.text


def test_strings_have_no_reductions():
    assert "tf.strings.reduce_join" in explorables.axis(["a", "b"]).frame.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("three", '"three" is not a shape'),
        ("3;4", "is not a shape"),
        ("3, -1", "negative size"),
        ("1,2,3,4,5", "5 axes"),
        ("999999999999999, 9999", "more than any tensor holds"),
        ("9" * 40, "larger than any tensor"),
        ("1.5", "is not a shape"),
        ("(3, 4", None),
    ],
)
def test_what_is_typed_into_a_shape_box_is_answered(typed, words):
    picture = explorables.broadcasting((2, 3), (3,))
    picture.controls["a"].value = typed
    if words:
        assert words in picture.frame.text
    picture.controls["a"].value = "2, 3"
    assert "They broadcast to (2, 3)." in picture.frame.text


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        ((-1, 2), (2,), "negative size"),
        (tf.TensorShape([None, 2]), (2,), "leaves a size open"),
        (tf.TensorShape(None), (2,), "leaves"),
        ((1, 2, 3, 4, 5), (2,), "5 axes"),
        (tf.constant([1, 2]), tf.constant([1.0, 2.0]), "tf.cast(b, a.dtype)"),
        (tf.constant([True]), tf.constant([False]), "adds no bool tensors"),
        ((10**6, 10**6), (10**6,), "(1000000, 1000000)"),
    ],
)
def test_shapes_and_dtypes_that_do_not_add_are_explained(a, b, words):
    assert words in explorables.broadcasting(a, b).frame.text


@pytest.mark.parametrize(
    "value",
    [
        3,
        2.5,
        True,
        "text",
        b"\xff\x00",
        1 + 2j,
        [],
        range(3),
        np.float16(1.5),
        np.arange(6.0).reshape(2, 3),
        tf.Variable([[1, 2]]),
        tf.constant([[1.5]], tf.bfloat16),
        tf.constant([float("nan"), float("inf")]),
        [["<script>alert(1)</script>", "a\x00b"], ["é", ""]],
        tf.keras.Variable([1.0, 2.0]),
        np.zeros((2, 1, 3, 1), np.uint16),
    ],
    ids=str,
)
def test_what_tensorflow_takes_each_picture_takes(value):
    for picture in (
        explorables.shape(value),
        explorables.axis(value),
        explorables.broadcasting(value, value),
    ):
        assert picture.frame.text


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (lambda: explorables.attention(np.eye(3), valid=tf.zeros((3, 2))), "truth values"),
        (
            lambda: explorables.network(
                tf.keras.Sequential([tf.keras.Input([3]), tf.keras.layers.Dense(2)]),
                tf.zeros(3),
                outputs=tf.constant(2),
            ),
            "`outputs` has 1 name, and",
        ),
        (
            lambda: explorables.race(tf.identity, tf.ones, sizes=tf.ones((2, 2))),
            "is not a size",
        ),
    ],
    ids=("attention", "network", "race"),
)
def test_a_tensor_where_a_list_belongs_is_answered_by_a_sentence(picture, words):
    assert words in picture().frame.text
