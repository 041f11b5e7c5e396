"""The slope of a function at a point."""

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
        value = 0.0 * x
        for coefficient in tf.unstack(coefficients[::-1]):
            value = value * x + coefficient
        return value

    return answer(function, x)


def _points(draw: np.random.Generator) -> Iterator[Case]:
    def case(coefficients: object, x: float, label: str) -> Case:
        inputs = {"coefficients": np.array(coefficients, np.float32), "x": np.array(x, np.float32)}
        return Case(inputs, label)

    yield case([0, 0, 1], 3.0, "a parabola")
    yield case([1, -4, 0, 2], -0.5, "a cubic, left of zero")
    yield case([5, 2], 4.0, "a straight line")
    yield case([3, -2, 1], 1.0, "the lowest point of a parabola")
    yield case([7], 2.0, "a function that is the same everywhere")
    some = draw.integers(-4, 5, 4)
    yield case([*some, draw.choice([-2, -1, 1, 2])], draw.integers(1, 5) / 2, "a random polynomial")


def _value(coefficients: np.ndarray, x: float) -> float:
    return np.polynomial.polynomial.polyval(x, coefficients.astype(np.float64))


def _slope(coefficients: np.ndarray, x: float, order: int = 1) -> float:
    derived = np.polynomial.polynomial.polyder(coefficients.astype(np.float64), order)
    return np.polynomial.polynomial.polyval(x, derived)


TASK = Task(
    name="slope_at",
    title="The slope at a point",
    points=2,
    ask=Call(
        "slope_at",
        _of_a_polynomial,
        "function is the polynomial with these coefficients, the lowest power first",
    ),
    cell='''
def slope_at(function, x):
    """The derivative of a function at one point, by a gradient tape.

    Args:
        function: Python function of a float32 scalar tensor that gives a float32 scalar tensor.
        x: float32 scalar tensor: the point. It is a tensor, not a variable.

    Returns:
        float32 scalar tensor: the slope of function at x.

    Example:
        slope_at(lambda x: x * x, tf.constant(3.0)) gives 6.0.
    """
    ### BEGIN SOLUTION
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tape.gradient(y, x)
    ### END SOLUTION
''',
    cases=_points,
    expected=_slope,
    dtype="float32",
    misconceptions=(
        Misconception(
            "none",
            lambda coefficients, x: None,
            "None came back. Either the function ends without return, or the tape found no way from "
            "the target to the source. x is a tensor: a tape follows it only when it is told to.",
            "Inside the block, is x watched first and the function called after that? Does "
            "tape.gradient get the target first, then the source?",
        ),
        Misconception(
            "value",
            _value,
            "This is the function's value at x. Asked for is how fast the value changes there.",
            "Which method of the tape walks its record backward?",
        ),
        Misconception(
            "secant",
            lambda coefficients, x: _value(coefficients, x + 1) - _value(coefficients, x),
            "This is how much the function changes from x to x + 1. On a curve the slope at x itself "
            "is another number.",
            "The tape gives the slope at the point, without a second point.",
        ),
        Misconception(
            "ratio",
            lambda coefficients, x: _value(coefficients, x) / x,
            "This is the value divided by x: the slope of the line from the origin to the point.",
            "Ask the tape for the slope; it divides nothing by x.",
        ),
        Misconception(
            "in_a_list",
            lambda coefficients, x: [_slope(coefficients, x)],
            "The slope is right, and it stands in a list: the shape of what tape.gradient gives is "
            "that of its sources, and a list went in.",
            "What do you pass as the second argument?",
        ),
        Misconception(
            "second",
            lambda coefficients, x: _slope(coefficients, x, 2),
            "This is the slope of the slope.",
            "One tape and one gradient are enough here.",
        ),
        Misconception(
            "times_x",
            lambda coefficients, x: _slope(coefficients, x) * x,
            "This is the slope times x.",
            "What tape.gradient gives is the result already.",
        ),
        Misconception(
            "slope_of_x",
            lambda coefficients, x: 1.0,
            "It is always 1, the slope of x itself.",
            "What should be the target: x, or the value that function gives?",
        ),
    ),
    hints=(
        "Two things belong into the with-block: what tells the tape to follow x, and the call.",
        "A tape follows variables by itself. A tensor it follows after tape.watch(x).",
        "After the block, ask the tape: tape.gradient(target, source).",
    ),
    accepted=(
        "def slope_at(function, x):\n"
        "    v = tf.Variable(x)\n"
        "    with tf.GradientTape() as t:\n"
        "        result = function(v)\n"
        "    return t.gradient(result, v)",
        "@tf.function(reduce_retracing=True)\n"
        "def slope_at(function, x):\n"
        "    with tf.GradientTape(watch_accessed_variables=False) as tape:\n"
        "        tape.watch([x])\n"
        "        y = function(x)\n"
        "    (slope,) = tape.gradient([y], [x])\n"
        "    return slope",
        "def slope_at(function, x):\n"
        "    with tf.autodiff.ForwardAccumulator(x, tf.ones_like(x)) as forward:\n"
        "        y = function(x)\n"
        "    return forward.jvp(y)",
    ),
)
