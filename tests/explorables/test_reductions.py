"""What `explorables.axis` says is what TensorFlow gives."""

import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.pictures.axis.reductions import axes, reduced, reductions
from explorables.reading import tensors

GIVEN = {
    "int32": tf.constant([[[3, -1, 4], [1, 5, -9]], [[2, 6, 5], [3, 5, 8]]]),
    "float32": tf.constant([[1.5, -2.25, 3.0], [0.5, 4.0, 8.0]]),
    "bool": tf.constant([[True, False], [False, False]]),
    "complex64": tf.constant([[1 + 2j, 3 - 1j]], tf.complex64),
    "bfloat16": tf.constant([[1.5, 2.5], [3.0, 0.25]], tf.bfloat16),
    "uint8": tf.constant([[200, 100], [1, 2]], tf.uint8),
}


@pytest.mark.parametrize("dtype", GIVEN)
@pytest.mark.parametrize("keepdims", [False, True])
def test_every_number_shown_is_tensorflows(dtype, keepdims):
    given = GIVEN[dtype]
    picture = explorables.axis(given)
    picture.controls["keepdims"].value = keepdims
    for reduction in reductions(given.dtype):
        picture.controls["reduction"].value = reduction
        for axis in axes(given.shape.rank):
            picture.controls["axis"].value = axis
            code = picture.frame.code.removeprefix("r = ")
            expected = tensors.read(eval(code, {"tf": tf, "t": given})).array
            for cell, value in enumerate(expected.ravel()):
                picture.controls["cell"].value = cell
                assert f"{tensors.value_in_words(value)}." in picture.frame.reading
                assert f">{tensors.label(value)}<" in picture.frame.drawing
            assert f"of shape {tensors.written(expected.shape)}" in picture.frame.description


def test_the_slider_covers_the_cells_of_the_result_and_no_more():
    picture = explorables.axis(tf.zeros((2, 3)))
    for axis, last in (("0", 2), ("1", 1), ("-1", 1)):
        picture.controls["axis"].value = axis
        assert picture.controls["cell"].max == last
    picture.controls["axis"].value = "None"
    assert picture.controls["cell"].disabled


def test_a_negative_axis_is_the_same_axis_from_the_other_end():
    assert reduced(-1, 3) == reduced(2, 3) == (2,)


def test_the_fate_of_each_axis_is_written_besides_drawn():
    picture = explorables.axis(tf.zeros((2, 3)))
    assert ">gone<" in picture.frame.drawing and ">kept<" in picture.frame.drawing
    picture.controls["keepdims"].value = True
    assert ">kept as 1<" in picture.frame.drawing


def test_a_mean_of_integers_says_that_the_fraction_is_dropped():
    picture = explorables.axis(tf.constant([1, 2, 2]))
    picture.controls["reduction"].value = "mean"
    assert "(1 + 2 + 2) / 3 = 1.66667" in picture.frame.reading
    assert "drops the fraction and gives 1." in picture.frame.reading


def test_a_sum_that_wraps_around_says_so():
    picture = explorables.axis(tf.constant([200, 100], tf.uint8))
    assert "= 300, which does not fit uint8" in picture.frame.reading
    assert "TensorFlow gives 44." in picture.frame.reading


def test_the_marked_cells_are_those_that_fall_into_the_highlighted_one():
    picture = explorables.axis(np.arange(12).reshape(3, 4))
    picture.controls["axis"].value = "0"
    assert picture.frame.drawing.count('class="marker"') == 3 + 1
    picture.controls["axis"].value = "1"
    assert picture.frame.drawing.count('class="marker"') == 4 + 1
