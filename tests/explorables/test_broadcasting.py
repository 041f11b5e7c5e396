"""What `explorables.broadcasting` says is what TensorFlow does."""

import itertools

import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.pictures.broadcasting.operands import parsed
from explorables.pictures.broadcasting.rule import aligned, combined, repairs
from explorables.reading import tensors

SHAPES = [(), (1,), (3,), (4,), (3, 1), (1, 4), (3, 4), (2, 3, 4), (2, 1, 1), (5, 2, 3, 4), (0, 3)]


@pytest.mark.parametrize(("a", "b"), list(itertools.product(SHAPES, SHAPES)))
def test_a_pair_is_a_conflict_exactly_where_tensorflow_raises(a, b):
    try:
        expected = tuple(tf.add(tf.zeros(a), tf.zeros(b)).shape)
    except tf.errors.InvalidArgumentError:
        expected = None
    assert combined(a, b) == expected
    axes = aligned(a, b)
    assert any(axis.fate == "conflict" for axis in axes) == (expected is None)
    if expected is not None:
        assert tuple(axis.size for axis in axes) == expected
    frame = explorables.broadcasting(tf.TensorShape(a), tf.TensorShape(b)).frame
    assert (tensors.written(expected) if expected is not None else "conflict") in frame.text


@pytest.mark.parametrize(("a", "b"), [((3, 1), (4,)), ((2, 3, 4), (3, 1)), ((5,), ()), ((), ())])
def test_every_cell_shows_tensorflows_sum(a, b):
    one = tf.reshape(tf.range(int(np.prod(a))), a)
    other = tf.reshape(100 * tf.range(int(np.prod(b))), b)
    picture = explorables.broadcasting(one, other)
    for cell, value in enumerate((one + other).numpy().ravel()):
        picture.controls["cell"].value = cell
        assert picture.frame.reading.endswith(f"= {value}.")


def test_who_stretches_is_said_in_words():
    words = {axis.place: axis.words for axis in aligned((2, 3, 1), (3, 4))}
    assert words == {-3: "+ new axis for b", -2: "= equal", -1: "↔ a stretches"}


def test_an_axis_of_size_0_stretches_a_1():
    (axis,) = aligned((0,), (1,))
    assert (axis.size, axis.words) == (0, "↔ b stretches")


@pytest.mark.parametrize(("a", "b"), [((3, 4), (3,)), ((2, 3), (3, 2)), ((6, 2, 5), (6, 5))])
def test_each_repair_offered_works_in_tensorflow(a, b):
    offered = repairs(a, b)
    assert offered
    for words in offered:
        code = words.partition(" has shape ")[0]
        scope = {"tf": tf, "a": tf.zeros(a), "b": tf.zeros(b)}
        scope[code.removeprefix("tf.transpose(")[0]] = eval(code, scope)
        result = scope["a"] + scope["b"]
        assert words.endswith(f"gives {tensors.written(tuple(result.shape))}")


def test_a_conflict_quotes_tensorflow():
    frame = explorables.broadcasting((2, 3), (4, 5)).frame
    assert "Incompatible shapes: [2,3] vs. [4,5]" in frame.code
    assert "one of the sizes has to change" in frame.reading


@pytest.mark.parametrize(
    ("words", "shape"),
    [
        ("3, 1", (3, 1)),
        ("(4,)", (4,)),
        ("[2, 3]", (2, 3)),
        ("2 x 3", (2, 3)),
        ("2 3", (2, 3)),
        ("5", (5,)),
        ("()", ()),
        ("", ()),
        (" ( 0 , 3 ) ", (0, 3)),
    ],
)
def test_a_shape_may_be_typed_in_many_ways(words, shape):
    assert parsed(words) == shape


def test_a_typed_shape_replaces_the_data_and_typing_it_back_restores_them():
    picture = explorables.broadcasting(tf.constant([[10], [20]]), tf.constant([1, 2, 3]))
    first = picture.frame
    picture.controls["b"].value = "4"
    assert "(2, 4)" in picture.frame.description
    assert picture.controls["cell"].max == 7
    picture.controls["b"].value = "3"
    assert picture.frame == first


def test_the_second_operand_takes_the_dtype_of_a_tensor_as_an_operator_has_it():
    picture = explorables.broadcasting(tf.constant([1.5, 2.5]), 2)
    assert picture.frame.reading == "r[0] = a[0] + b = 1.5 + 2 = 3.5."
