"""The Jacobian of a function of several numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _of_squares(answer, matrix, x):
    """What the answer says of the function that squares x and multiplies by the matrix."""
    import tensorflow as tf

    def function(x):
        return tf.linalg.matvec(matrix, x * x)

    return answer(function, x)


def _matrices(draw: np.random.Generator) -> Iterator[Case]:
    def case(matrix: object, x: object, label: str) -> Case:
        inputs = {"matrix": np.array(matrix, np.float32), "x": np.array(x, np.float32)}
        return Case(inputs, label)

    yield case([[1, 2], [3, -4]], [1.0, 0.5], "two outputs of two inputs")
    yield case([[1, -1, 2]], [1.0, 2.0, -1.0], "a single output")
    yield case([[2], [0], [-1]], [3.0], "a single input")
    yield case(draw.integers(-4, 5, (3, 2)), [-1.0, 2.0], "more outputs than inputs")
    # Where values are large, two of them close together say little of a small change in float32.
    yield case([[9000, 1], [2, -9000]], [1.5, 2.0], "large values")
    yield case(draw.normal(size=(2, 4)).round(1), draw.normal(size=4).round(1), "random numbers")


def _by_differences(result: np.ndarray, jacobian: np.ndarray) -> bool:
    """Whether numbers may be the entries, but for what differences in float32 lose of them."""
    return result.shape == jacobian.shape and bool(
        np.all(abs(result - jacobian) <= 4 + 0.1 * abs(jacobian))
    )


def _jacobian(matrix: np.ndarray, x: np.ndarray) -> np.ndarray:
    return matrix * 2 * x


TASK = Task(
    name="jacobian_rows",
    points=3,
    ask=Call("jacobian_rows", _of_squares, "function(x) is matrix times x * x"),
    cases=_matrices,
    expected=_jacobian,
    dtype="float32",
    example=ExampleForm(
        why_not="This task takes no example: it works on a function of several numbers, and not every such function can be tried here."
    ),
    misconceptions=(
        Misconception(
            "summed",
            lambda matrix, x: _jacobian(matrix, x).sum(axis=0),
            "This is one gradient of shape (inputs,): the tape added all outputs before it went "
            "backward.",
            "Ask for the gradient of each output by itself, or for the Jacobian.",
        ),
        Misconception(
            "summed_in_every_row",
            lambda matrix, x: np.tile(_jacobian(matrix, x).sum(axis=0), (len(matrix), 1)),
            "The shape is right, and every row is the same: the gradient of the sum of all outputs.",
            "Which output is the target of row i?",
        ),
        Misconception(
            "transposed",
            lambda matrix, x: _jacobian(matrix, x).T,
            "Rows and columns changed places: here row j holds input j.",
            "Along which axis do you put the gradients together?",
        ),
        Misconception(
            "over_inputs",
            lambda matrix, x: _jacobian(matrix, x).sum(axis=1),
            "There is one number for each output, because the changes with all inputs were added.",
            "Row i should keep an entry for every input.",
        ),
        Misconception(
            "last_row",
            lambda matrix, x: _jacobian(matrix, x)[-1],
            "This is the row of the last output alone.",
            "Where does each iteration of the loop keep its row?",
        ),
        Misconception(
            "first_row",
            lambda matrix, x: _jacobian(matrix, x)[0],
            "This is the row of the first output alone.",
            "Where does `return` stand: inside the loop, or after it?",
        ),
        Misconception(
            "turned_around",
            lambda matrix, x: -_jacobian(matrix, x),
            "Every entry has the wrong sign.",
            "What the tape gives is already the result.",
        ),
        Misconception(
            "always_zero",
            lambda matrix, x: np.zeros_like(matrix),
            "Every entry is 0: the tape found no path from the target to the source, and zeros were put "
            "in the place of the None that says so.",
            "Is x watched before the function is called?",
        ),
        Misconception(
            "of_the_mean",
            lambda matrix, x: _jacobian(matrix, x).mean(axis=0),
            "This is the gradient of the mean of all outputs: one row, of shape (inputs,).",
            "Ask for the gradient of each output by itself, or for the Jacobian.",
        ),
        Misconception(
            "diagonal",
            lambda matrix, x: np.diagonal(_jacobian(matrix, x)),
            "These are the changes of output i with input i alone.",
            "Row i should keep an entry for every input.",
        ),
        Misconception(
            "flat",
            lambda matrix, x: _jacobian(matrix, x).ravel(),
            "The numbers are right, but they stand in one long row.",
            "How are rows stacked, and how are they joined end to end?",
        ),
        Misconception(
            "values",
            lambda matrix, x: matrix @ (x * x),
            "These are the outputs themselves, and the task asks how they change.",
            "What does the tape give for each of them?",
        ),
        Misconception(
            "times_x",
            lambda matrix, x: _jacobian(matrix, x) * x,
            "Every entry is multiplied by the input it belongs to.",
            "What the tape gives is already the result.",
        ),
        Misconception(
            "none",
            lambda matrix, x: None,
            "None came back. Either the function ends without a return, or the tape found no path from "
            "the target to the source. It follows x, a tensor, only when it is told to, and it takes the "
            "target first.",
            "Is there a return? Is x watched before the function is called? Do the outputs come "
            "first where you ask the tape, and x second?",
        ),
        Misconception(
            "list_of_none",
            lambda matrix, x: [None] * len(matrix),
            "A list came back with a None for each output: the tape found no path from that output to x. "
            "It records only what runs inside its block, and it follows x only when it is told to.",
            "Is x watched before the function is called? And where are the outputs taken apart, inside "
            "the block or after it?",
        ),
        Misconception(
            "differences",
            lambda matrix, x: _jacobian(matrix, x) + 0.3 * (np.abs(matrix).max() > 1000),
            "The entries are close to the right ones but not equal to them, as happens when two values "
            "of the function are subtracted. In float32 the difference of two large numbers is mostly rounding.",
            "A tape needs no second point. Record one call of the function, and ask it.",
            shown_by=_by_differences,
        ),
    ),
    hints=(
        "tape.gradient of several outputs is the gradient of their sum, so ask for one output at a time.",
        "A tape answers once, unless it was made with persistent=True. An output taken out after the "
        "block is not on the record.",
        "Inside the block: watch x, call the function, take the outputs apart with tf.unstack. After "
        "it: a gradient for each, and tf.stack.",
    ),
    afterword="Also right: `tape.jacobian(y, x)`, which gives all rows in one call.",
)
