"""The slope of a function at a point."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.polynomial import Polynomial

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


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
    # Where values are large, two of them close together say little of the slope in float32.
    yield case([20000, -3, 0, 1, 1], 1.5, "a function with large values")
    some = draw.integers(-4, 5, 4)
    yield case([*some, draw.choice([-2, -1, 1, 2])], draw.integers(1, 5) / 2, "a random polynomial")


def _value(coefficients: np.ndarray, x: float) -> float:
    return np.polynomial.polynomial.polyval(x, coefficients.astype(np.float64))


def _slope(coefficients: np.ndarray, x: float, order: int = 1) -> float:
    derived = np.polynomial.polynomial.polyder(coefficients.astype(np.float64), order)
    return np.polynomial.polynomial.polyval(x, derived)


def _by_differences(result: np.ndarray, slope: np.ndarray) -> bool:
    """Whether a number may be the slope, but for what differences in float32 lose of it.

    Two values near 20,000 are rounded to steps of 0.002 each; they may lie 0.001 apart.
    """
    return result.shape == slope.shape and bool(abs(result - slope) <= 0.01 + 0.2 * abs(slope))


TASK = Task(
    name="slope_at",
    points=2,
    ask=Call(
        "slope_at",
        _of_a_polynomial,
        "function is the polynomial with these coefficients, the lowest power first",
    ),
    cases=_points,
    expected=_slope,
    dtype="float32",
    example=ExampleForm(
        inputs=("function", "x"),
        put=lambda answer, function, x: answer(function.coef.astype(np.float32), x),
        of_case=lambda coefficients, x: [(Polynomial(coefficients), x)],
    ),
    misconceptions=(
        Misconception(
            "none",
            lambda coefficients, x: None,
            "None came back. Either the function ends without a return, or the tape found no path from "
            "the target to the source. x is a tensor, and a tape follows one only when it is told to.",
            "Inside the block, is x watched first and the function called after that? Does "
            "tape.gradient get the target first, then the source?",
        ),
        Misconception(
            "value",
            _value,
            "This is the function's value at x. The task asks how fast the value changes there.",
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
            "Ask the tape for the slope: nothing has to be divided by x.",
        ),
        Misconception(
            "in_a_list",
            lambda coefficients, x: [_slope(coefficients, x)],
            "The slope is right, but it stands in a list. What tape.gradient gives has the form of its "
            "sources, and a list went in.",
            "What do you pass as the second argument?",
        ),
        Misconception(
            "of_the_example",
            lambda coefficients, x: 2 * x,
            "This is the slope of x * x, the docstring's example, for every function.",
            "Which function should be called inside the block?",
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
            "What tape.gradient gives is already the result.",
        ),
        Misconception(
            "divided_by_x",
            lambda coefficients, x: _slope(coefficients, x) / x,
            "This is the slope divided by x.",
            "What tape.gradient gives is already the result.",
        ),
        Misconception(
            "slope_of_x",
            lambda coefficients, x: 1.0,
            "It is always 1, the slope of x itself.",
            "What should be the target: x, or the value that function gives?",
        ),
        Misconception(
            "always_zero",
            lambda coefficients, x: 0.0,
            "It is always 0: the tape found no path from the target to the source, and a 0 was put in "
            "the place of the None that says so.",
            "What tells a tape to follow a tensor, and when does it have to be told?",
        ),
        Misconception(
            "turned_around",
            lambda coefficients, x: -_slope(coefficients, x),
            "The slope has the wrong sign.",
            "What tape.gradient gives is already the result.",
        ),
        Misconception(
            "differences",
            lambda coefficients, x: _slope(coefficients, x) + 0.05 * (coefficients[0] > 1000),
            "It is close to the slope but not equal to it, as happens when two values of the function "
            "are subtracted. In float32 the difference of two large numbers is mostly rounding.",
            "A tape needs no second point. Record one call of the function, and ask it.",
            shown_by=lambda result, slope: _by_differences(result, slope),
        ),
    ),
    hints=(
        "Two things belong in the with-block: what tells the tape to follow x, and the call.",
        "A tape follows variables by itself, but a tensor only after tape.watch.",
        "After the block, ask the tape: tape.gradient(target, source).",
    ),
    afterword=(
        "Also right: `tf.Variable(x)` in place of the tensor, because a tape watches variables "
        "without being asked."
    ),
)
