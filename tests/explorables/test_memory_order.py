"""Readings of index, offset and strides hold against NumPy's row-major order."""

import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.pictures.shape.picture import AS_GIVEN, views
from explorables.reading import tensors

SHAPES = [(), (1,), (5,), (2, 3), (2, 3, 4), (2, 3, 4, 2), (1, 4, 1)]


@pytest.mark.parametrize("shape", SHAPES)
def test_offsets_follow_numpys_ravel_order(shape):
    array = np.arange(int(np.prod(shape))).reshape(shape)
    for offset, value in enumerate(array.ravel()):
        index = tensors.index_at(offset, shape)
        assert array[index] == value
        assert tensors.offset_of(index, shape) == offset


@pytest.mark.parametrize("shape", SHAPES)
def test_strides_are_numpys_in_elements(shape):
    array = np.zeros(shape, np.int8)  # one byte an element, so bytes are elements
    expected = tuple(
        step if size > 1 else tensors.strides(shape)[axis]  # free where an axis has one position
        for axis, (step, size) in enumerate(zip(array.strides, shape, strict=True))
    )
    assert tensors.strides(shape) == expected


def test_the_reading_adds_up_strides():
    picture = explorables.shape(tf.reshape(tf.range(24), (2, 3, 4)))
    picture.controls["offset"].value = 14
    assert "t[1, 0, 2] is 14, at offset 14 = 1*12 + 0*4 + 2*1." in picture.frame.reading


@pytest.mark.parametrize("shape", [(6,), (2, 3), (2, 3, 4), (2, 1, 3, 2)])
def test_every_operation_follows_the_element_to_where_tensorflow_puts_it(shape):
    values = tf.reshape(tf.range(100, 100 + int(np.prod(shape))), shape)
    picture = explorables.shape(values)
    flat = values.numpy().ravel()
    for view in views(shape):
        if view.name == AS_GIVEN:
            continue
        picture.controls["view"].value = view.name
        result = eval(view.code, {"tf": tf, "t": values}).numpy()  # the code shown is what is run
        for offset in range(flat.size):
            picture.controls["offset"].value = offset
            there = int(np.flatnonzero(result.ravel() == flat[offset])[0])
            where = tensors.subscript("r", tensors.index_at(there, result.shape))
            assert f"In r it is {where}, at offset {there}" in picture.frame.reading


def test_reshape_keeps_offsets_and_transpose_does_not():
    picture = explorables.shape([[1, 2, 3], [4, 5, 6]])
    picture.controls["offset"].value = 1
    picture.controls["view"].value = "reshape to (3, 2)"
    assert "at offset 1 = 0*2 + 1*1: reshape keeps memory order" in picture.frame.reading
    picture.controls["view"].value = "transpose [1, 0]"
    assert "moved it in memory, from 1 to 2" in picture.frame.reading


def test_a_million_cells_are_shown_through_a_window_that_follows():
    picture = explorables.shape(np.arange(1_000_000).reshape(1000, 1000))
    picture.controls["offset"].value = 567_890
    assert "t[567, 890] is 567890" in picture.frame.reading
    assert ">567890<" in picture.frame.drawing
    assert "of 1,000" in picture.frame.drawing
    assert picture.frame.drawing.count("<rect") < 400
