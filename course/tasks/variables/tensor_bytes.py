"""The bytes a tensor takes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm, as_it_is
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _tensors(draw: np.random.Generator) -> Iterator[Case]:
    yield Case({"tensor": np.arange(6, dtype=np.float32).reshape(2, 3)}, "6 elements of float32")
    yield Case({"tensor": np.array(2.5, np.float64)}, "a scalar")
    yield Case({"tensor": np.zeros((0, 4), np.float32)}, "no element at all")
    yield Case({"tensor": np.ones((3, 5, 2), np.uint8)}, "pixels")
    yield Case({"tensor": np.array([True, False, True])}, "True and False")
    size = (int(draw.integers(2, 6)), 7)
    yield Case({"tensor": draw.normal(size=size).astype(np.float16)}, "half precision")
    # More bytes than eight bits can count, and than a count of 1000 and one of 1024 agree on.
    yield Case({"tensor": np.zeros((30, 40), np.float64)}, "thousands of bytes")
    size = (3, int(draw.integers(4, 9)))
    yield Case({"tensor": draw.integers(-9, 9, size).astype(np.int64)}, "whole numbers of int64")


def _whole(result: object, tensor: np.ndarray) -> object:
    """The number; of a scalar, np.prod of the shape makes a float, which is nobody's mistake."""
    as_float = np.asarray(result)
    if tensor.ndim == 0 and as_float.dtype.kind == "f" and as_float == np.round(as_float):
        return int(as_float)
    return result


TASK = Task(
    name="tensor_bytes",
    points=2,
    ask=Call("tensor_bytes", wanted="one whole number, of bytes"),
    facts=_whole,
    cases=_tensors,
    expected=lambda tensor: int(tensor.nbytes),
    dtype="int",
    tolerance=Tolerance(relative=0, absolute=1e-3),
    example=ExampleForm(put=as_it_is),
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
        Misconception(
            "kilobytes",
            lambda tensor: tensor.nbytes / 1000,
            "These are kB, of 1000 bytes each.",
            "The docstring says in what it counts.",
        ),
        Misconception(
            "divided",
            lambda tensor: int(tensor.size // tensor.itemsize),
            "The number of elements was divided by what one of them takes.",
            "If one element takes 4 bytes, how many do two of them take?",
        ),
        Misconception(
            "added",
            lambda tensor: int(tensor.size + tensor.itemsize),
            "The number of elements and what one of them takes were added.",
            "If one element takes 4 bytes, how many do two of them take?",
        ),
        Misconception(
            "four_unless_named_64",
            lambda tensor: int(tensor.size) * (8 if tensor.itemsize == 8 else 4),
            "Every element was counted with 4 bytes, but for the dtypes whose names end in 64. There "
            "are dtypes of 1 and of 2 bytes as well.",
            "Take the size of an element from the tensor's own dtype.",
        ),
        Misconception(
            "eight_unless_named_32",
            lambda tensor: int(tensor.size) * (4 if tensor.itemsize == 4 else 8),
            "Every element was counted with 8 bytes, but for the dtypes whose names end in 32. There "
            "are dtypes of 1 and of 2 bytes as well.",
            "Take the size of an element from the tensor's own dtype.",
        ),
        Misconception(
            "never_empty",
            lambda tensor: max(1, int(tensor.size)) * int(tensor.itemsize),
            "A tensor without elements came out with the bytes of one.",
            "How many elements are there if one axis has the size 0?",
        ),
        Misconception(
            "the_example",
            lambda tensor: 24,
            "It is 24 for every tensor: that is the docstring's example.",
            "Where does the parameter `tensor` come in?",
        ),
    ),
    hints=(
        "Two numbers are multiplied: how many elements there are, and what one of them takes.",
        "`tf.size` counts the elements.",
        "`tensor.dtype` has a property `size`: the bytes of one element.",
    ),
    afterword="Also right: `tensor.numpy().nbytes`, because an array of NumPy counts its own bytes.",
)
