"""The bytes a tensor takes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
    Tolerance,
)


def _tensors(draw: np.random.Generator) -> Iterator[Case]:
    yield Case({"tensor": np.arange(6, dtype=np.float32).reshape(2, 3)}, "6 elements of float32")
    yield Case({"tensor": np.array(2.5, np.float64)}, "a scalar")
    yield Case({"tensor": np.zeros((0, 4), np.float32)}, "no element at all")
    yield Case({"tensor": np.ones((3, 5, 2), np.uint8)}, "pixels")
    yield Case({"tensor": np.array([True, False, True])}, "True and False")
    size = (int(draw.integers(2, 6)), 7)
    yield Case({"tensor": draw.normal(size=size).astype(np.float16)}, "half precision")
    size = (3, int(draw.integers(4, 9)))
    yield Case({"tensor": draw.integers(-9, 9, size).astype(np.int64)}, "whole numbers of int64")


TASK = Task(
    name="tensor_bytes",
    title="The bytes a tensor takes",
    points=2,
    ask=Call("tensor_bytes"),
    cell='''
def tensor_bytes(tensor):
    """How many bytes the elements of a tensor take in memory.

    Args:
        tensor: tensor of any shape and any numeric or bool dtype.

    Returns:
        int, in bytes (8 bits each): a Python number or a scalar tensor. A tensor without
        elements takes 0.

    Example:
        tensor_bytes(tf.zeros([2, 3])) gives 24: 6 elements, 4 bytes each.
    """
    ### BEGIN SOLUTION
    return int(tf.size(tensor)) * tensor.dtype.size
    ### END SOLUTION
''',
    cases=_tensors,
    expected=lambda tensor: int(tensor.nbytes),
    tolerance=Tolerance(relative=0, absolute=0.1),
    misconceptions=(
        Misconception(
            "elements",
            lambda tensor: int(tensor.size),
            "This is the number of elements. Each of them takes as many bytes as its dtype says.",
            "What does a dtype know about the size of one element?",
        ),
        Misconception(
            "always_four",
            lambda tensor: 4 * int(tensor.size),
            "Every element was counted with 4 bytes. That is true of float32 and int32; a uint8 "
            "takes 1 and a float64 takes 8.",
            "Take the size of an element from the tensor's own dtype.",
        ),
        Misconception(
            "bits",
            lambda tensor: 8 * int(tensor.nbytes),
            "These are bits. A byte has 8 of them.",
            "Does the number you multiplied by count bits or bytes?",
        ),
        Misconception(
            "one_element",
            lambda tensor: int(tensor.itemsize),
            "This is what a single element takes.",
            "How many elements does the tensor have?",
        ),
        Misconception(
            "first_axis",
            lambda tensor: int(len(tensor) * tensor.itemsize),
            "Only the first axis was counted: `len` and `shape[0]` give its length.",
            "How many elements are there over all axes together?",
        ),
        Misconception(
            "sum_of_shape",
            lambda tensor: int(sum(tensor.shape) * tensor.itemsize),
            "The sizes of the axes were added. The number of elements is their product.",
            "How many elements does a 2 x 3 tensor have?",
        ),
        Misconception(
            "rank",
            lambda tensor: int(tensor.ndim * tensor.itemsize),
            "The number of axes was multiplied by the size of an element. Every element takes "
            "room, whatever the rank.",
            "Which TensorFlow function counts the elements of a tensor?",
        ),
        Misconception(
            "rank_times_four",
            lambda tensor: 4 * int(tensor.ndim),
            "The number of axes was multiplied by 4. Every element takes room, whatever the rank.",
            "Count the elements, and look up what one of them takes.",
        ),
        Misconception(
            "as_float64",
            lambda tensor: 8 * int(tensor.size),
            "Every element was counted with 8 bytes, as float64 and int64 take. Others take less.",
            "Take the size of an element from the tensor's own dtype.",
        ),
        Misconception(
            "kibibytes",
            lambda tensor: tensor.nbytes / 1024,
            "These are KiB, of 1024 bytes each.",
            "Leave out the last division.",
        ),
    ),
    hints=(
        "Two numbers are multiplied: how many elements there are, and what one of them takes.",
        "`tf.size` counts the elements.",
        "`tensor.dtype` has a property `size`: the bytes of one element.",
    ),
    accepted=(
        "def tensor_bytes(tensor):\n    return tensor.numpy().nbytes",
        "def tensor_bytes(tensor):\n    return tf.reduce_prod(tensor.shape) * tensor.dtype.size",
        "def tensor_bytes(tensor):\n"
        "    return tensor.shape.num_elements() * np.dtype(tensor.dtype.as_numpy_dtype).itemsize",
        "def tensor_bytes(tensor):\n"
        "    count = 1\n"
        "    for size in tensor.shape:\n"
        "        count = count * size\n"
        "    return count * tensor.dtype.size",
    ),
)
