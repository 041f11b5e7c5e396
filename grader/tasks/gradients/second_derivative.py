"""The slope of the slope."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


def _of_a_polynomial(answer, coefficients, x):
    """What the answer says of the polynomial with these coefficients, lowest power first."""
    import tensorflow as tf

    def function(x):
        value, power = coefficients[0], x
        for coefficient in tf.unstack(coefficients[1:]):
            value = value + coefficient * power
            power = power * x
        return value

    return answer(function, x)


def _points(draw: np.random.Generator) -> Iterator[Case]:
    def case(coefficients: object, x: object, label: str, part: str = "curved") -> Case:
        inputs = {"coefficients": np.array(coefficients, np.float32), "x": np.array(x, np.float32)}
        return Case(inputs, label, part)

    yield case([0, 0, 0, 1], [1.0, 2.0, -1.0], "a cubic")
    yield case([1, 0, -3], [0.0, 5.0], "a parabola, bent downward")
    yield case([2, 1, 0, 0, 1], [-1.5], "a single point")
    yield case([4, -2], [1.0, 3.0], "a straight line", "straight")
    some = [*draw.normal(size=3).round(1), *draw.uniform(0.5, 1.5, 2).round(1)]
    yield case(some, draw.uniform(-2, 2, 4).round(2), "a random polynomial")


def _derived(order: int):
    def answer(coefficients: np.ndarray, x: np.ndarray) -> np.ndarray:
        derived = np.polynomial.polynomial.polyder(coefficients.astype(np.float64), order)
        return np.polynomial.polynomial.polyval(x, derived) + 0 * x

    return answer


def _straight_none(coefficients: np.ndarray, x: np.ndarray) -> np.ndarray | None:
    return None if len(coefficients) == 2 else _derived(2)(coefficients, x)


TASK = Task(
    name="second_derivative",
    title="The slope of the slope",
    points=2,
    ask=Call(
        "second_derivative",
        _of_a_polynomial,
        "function is the polynomial with these coefficients, the lowest power first",
    ),
    cell='''
def second_derivative(function, x):
    """The second derivative of a function at several points: how fast its slope changes.

    Args:
        function: Python function that works element by element on a float32 tensor.
        x: float32 tensor of shape (points,).

    Returns:
        float32 tensor of shape (points,): the second derivative at each point. Where the slope
        does not depend on x, as for a straight line, it is 0.

    Example:
        With function x * x * x, the points [1.0, 2.0, -1.0] give [6.0, 12.0, -6.0].
    """
    ### BEGIN SOLUTION
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = function(x)
        slope = inner.gradient(y, x)
    return outer.gradient(slope, x, unconnected_gradients="zero")
    ### END SOLUTION
''',
    cases=_points,
    expected=_derived(2),
    dtype="float32",
    parts={"curved": 0.75, "straight": 0.25},
    misconceptions=(
        Misconception(
            "straight_none",
            _straight_none,
            "For a straight line None came back: its slope was computed without x, so nothing leads "
            "from the slope to x.",
            "tape.gradient has an argument for what is not connected.",
        ),
        Misconception(
            "none",
            lambda coefficients, x: None,
            "None came back. Either the function ends without return, or the outer tape does not "
            "follow x, or it never saw how the slope was made: it records only what runs inside its "
            "block, inner.gradient too.",
            "In whose block is the first gradient asked for, and does the outer tape watch x?",
        ),
        Misconception(
            "always_zero",
            lambda coefficients, x: np.zeros_like(x),
            "It is always 0. Nothing leads from the slope to x, and unconnected_gradients made a 0 of "
            "the None that would have told you.",
            "In whose block is the first gradient asked for?",
        ),
        Misconception(
            "first",
            _derived(1),
            "This is the first derivative, the slope itself.",
            "What has to be done with the slope once more?",
        ),
        Misconception(
            "squared",
            lambda coefficients, x: _derived(1)(coefficients, x) ** 2,
            "This is the slope squared. The second derivative is the slope of the slope.",
            "Two tapes, one inside the other: the outer one watches how the slope is made.",
        ),
        Misconception(
            "third",
            _derived(3),
            "This is the third derivative: one gradient too many.",
            "Count the tapes.",
        ),
        Misconception(
            "product",
            lambda coefficients, x: 2 * _derived(1)(coefficients, x) * _derived(2)(coefficients, x),
            "This is the slope of the slope squared.",
            "What is the target of the outer tape?",
        ),
        Misconception(
            "matrix",
            lambda coefficients, x: np.diag(_derived(2)(coefficients, x)),
            "The numbers are right and stand on the diagonal of a matrix: a Jacobian says how each "
            "slope changes with each point, and each depends on its own point only.",
            "Which method of the tape gives a result in the shape of x?",
        ),
        Misconception(
            "added",
            lambda coefficients, x: np.full_like(x, _derived(2)(coefficients, x).sum()),
            "Every entry is the sum over all points. Each point has a second derivative of its own.",
            "What tape.gradient gives has one entry a point already.",
        ),
    ),
    hints=(
        "A gradient is computed by operations, and a second tape can record those.",
        "Put one tape inside the other, and ask the inner one for the gradient inside the block of "
        "the outer one.",
        "For a straight line the outer gradient is None, unless you pass "
        'unconnected_gradients="zero".',
    ),
    accepted=(
        "def second_derivative(function, x):\n"
        "    x = tf.Variable(x)\n"
        "    with tf.GradientTape() as t2:\n"
        "        with tf.GradientTape() as t1:\n"
        "            y = function(x)\n"
        "        dy = t1.gradient(y, x)\n"
        "    d2y = t2.gradient(dy, x)\n"
        "    return tf.zeros_like(x) if d2y is None else d2y",
        "def second_derivative(function, x):\n"
        "    with tf.GradientTape(persistent=True) as tape:\n"
        "        tape.watch(x)\n"
        "        slope = tape.gradient(function(x), x)\n"
        "    return tape.gradient(slope, x, None, tf.UnconnectedGradients.ZERO)",
        "def second_derivative(function, x):\n"
        "    def derivative(f):\n"
        "        def df(x):\n"
        "            with tf.GradientTape() as tape:\n"
        "                tape.watch(x)\n"
        "                y = f(x)\n"
        "            return tape.gradient(y, x, unconnected_gradients='zero')\n"
        "        return df\n"
        "    return tf.function(derivative(derivative(function)))(x)",
        "def second_derivative(function, x):\n"
        "    with tf.GradientTape() as outer:\n"
        "        outer.watch(x)\n"
        "        with tf.GradientTape() as inner:\n"
        "            inner.watch(x)\n"
        "            y = tf.reduce_sum(function(x))\n"
        "        slope = inner.gradient(y, x)\n"
        "    rows = outer.jacobian(slope, x, unconnected_gradients='zero')\n"
        "    return tf.linalg.diag_part(rows)",
    ),
)
