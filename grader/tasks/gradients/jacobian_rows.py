"""The Jacobian of a function of several numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


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
    yield case(draw.normal(size=(2, 4)).round(1), draw.normal(size=4).round(1), "random numbers")


def _jacobian(matrix: np.ndarray, x: np.ndarray) -> np.ndarray:
    return matrix * 2 * x


TASK = Task(
    name="jacobian_rows",
    title="The Jacobian, row by row",
    points=3,
    ask=Call("jacobian_rows", _of_squares, "function(x) is matrix times x * x"),
    cell='''
def jacobian_rows(function, x):
    """How every output of a function changes with every input.

    Args:
        function: Python function of a float32 tensor of shape (inputs,) that gives a float32
            tensor of shape (outputs,). Every output depends on x.
        x: float32 tensor of shape (inputs,).

    Returns:
        float32 tensor of shape (outputs, inputs): row i is the gradient of output i.

    Example:
        function(x) = [x[0] * x[1], x[0] + 3 * x[1]] at [2.0, 5.0] gives [[5.0, 2.0], [1.0, 3.0]].
    """
    ### BEGIN SOLUTION
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        outputs = tf.unstack(function(x))
    return tf.stack([tape.gradient(output, x) for output in outputs])
    ### END SOLUTION
''',
    cases=_matrices,
    expected=_jacobian,
    dtype="float32",
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
            "There is one number an output: the changes with all inputs were added.",
            "Row i keeps an entry for every input.",
        ),
        Misconception(
            "last_row",
            lambda matrix, x: _jacobian(matrix, x)[-1],
            "This is the row of the last output alone.",
            "Where does each turn of the loop keep its row?",
        ),
        Misconception(
            "first_row",
            lambda matrix, x: _jacobian(matrix, x)[0],
            "This is the row of the first output alone.",
            "Where does `return` stand: inside the loop, or after it?",
        ),
        Misconception(
            "flat",
            lambda matrix, x: _jacobian(matrix, x).ravel(),
            "The numbers are right, and stand in one long row.",
            "How are rows stacked, and how are they joined end to end?",
        ),
        Misconception(
            "values",
            lambda matrix, x: matrix @ (x * x),
            "These are the outputs themselves, not how they change.",
            "What does the tape give for each of them?",
        ),
        Misconception(
            "none",
            lambda matrix, x: None,
            "None came back: the function ends without return, or the tape does not follow x.",
            "Is x watched before the function is called, and is there a return?",
        ),
    ),
    hints=(
        "tape.gradient of several outputs is the gradient of their sum. One output at a time.",
        "A tape answers once, unless it was made with persistent=True. An output taken out after the "
        "block is not on the record.",
        "Inside the block: watch x, call the function, take the outputs apart with tf.unstack. After "
        "it: a gradient for each, and tf.stack.",
    ),
    accepted=(
        "def jacobian_rows(function, x):\n"
        "    with tf.GradientTape() as tape:\n"
        "        tape.watch(x)\n"
        "        y = function(x)\n"
        "    return tape.jacobian(y, x)",
        "def jacobian_rows(function, x):\n"
        "    with tf.GradientTape(persistent=True) as tape:\n"
        "        tape.watch(x)\n"
        "        y = function(x)\n"
        "    rows = [tape.gradient(y, x, output_gradients=one)\n"
        "            for one in tf.unstack(tf.eye(len(y)))]\n"
        "    return tf.concat([row[tf.newaxis] for row in rows], axis=0)",
        "def jacobian_rows(function, x):\n"
        "    rows = []\n"
        "    for i in range(function(x).shape[0]):\n"
        "        v = tf.Variable(x)\n"
        "        with tf.GradientTape() as tape:\n"
        "            output = function(v)[i]\n"
        "        rows.append(tape.gradient(output, v).numpy())\n"
        "    return np.array(rows)",
        "def jacobian_rows(function, x):\n"
        "    def column(direction):\n"
        "        with tf.autodiff.ForwardAccumulator(x, direction) as forward:\n"
        "            y = function(x)\n"
        "        return forward.jvp(y)\n"
        "    return tf.stack([column(d) for d in tf.unstack(tf.eye(len(x)))], axis=1)",
    ),
)
