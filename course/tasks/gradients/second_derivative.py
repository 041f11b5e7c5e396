"""The slope of the slope."""

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


def _two_jacobians(coefficients: np.ndarray, x: np.ndarray) -> np.ndarray | None:
    """How each entry of a Jacobian changes with each point."""
    if len(coefficients) == 2:
        return None
    cube, places = np.zeros((len(x),) * 3), np.arange(len(x))
    cube[places, places, places] = _derived(2)(coefficients, x)
    return cube


TASK = Task(
    name="second_derivative",
    points=2,
    ask=Call(
        "second_derivative",
        _of_a_polynomial,
        "function is the polynomial with these coefficients, the lowest power first",
    ),
    cases=_points,
    expected=_derived(2),
    dtype="float32",
    parts={"curved": 0.75, "straight": 0.25},
    example=ExampleForm(
        inputs=("function", "x"),
        put=lambda answer, function, x: answer(function.coef.astype(np.float32), x),
        of_case=lambda coefficients, x: [(Polynomial(coefficients), x)],
    ),
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
            "In whose block do you ask for the first gradient, and does the outer tape watch x?",
        ),
        Misconception(
            "always_zero",
            lambda coefficients, x: np.zeros_like(x),
            "It is always 0. Nothing leads from the slope to x, and unconnected_gradients made a 0 of "
            "the None that would have told you.",
            "In whose block do you ask for the first gradient?",
        ),
        Misconception(
            "first",
            _derived(1),
            "This is the first derivative, the slope itself.",
            "What was done to get the slope, and has to be done once more?",
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
            "What do you pass to the outer tape as its target?",
        ),
        Misconception(
            "matrix",
            lambda coefficients, x: np.diag(_derived(2)(coefficients, x)),
            "The numbers are right, but they stand on the diagonal of a matrix. A Jacobian says how each "
            "slope changes with each point, and here each depends on its own point only.",
            "Which method of the tape gives a result in the shape of x?",
        ),
        Misconception(
            "two_jacobians",
            _two_jacobians,
            "The numbers are right, but they stand on the diagonal of a block with three axes: each of "
            "the two Jacobians added an axis.",
            "Which method of the tape gives a result in the shape of x?",
        ),
        Misconception(
            "added",
            lambda coefficients, x: np.full_like(x, _derived(2)(coefficients, x).sum()),
            "Every entry is the sum over all points. Each point has a second derivative of its own.",
            "What tape.gradient gives already has one entry for each point.",
        ),
        Misconception(
            "halved",
            lambda coefficients, x: _derived(2)(coefficients, x) / 2,
            "Every entry is half of the second derivative.",
            "What the outer tape gives is already the result, and nothing has to be divided.",
        ),
        Misconception(
            "turned_around",
            lambda coefficients, x: -_derived(2)(coefficients, x),
            "Every entry has the wrong sign.",
            "What the outer tape gives is already the result.",
        ),
        Misconception(
            "straight_single_zero",
            lambda coefficients, x: 0.0 if len(coefficients) == 2 else _derived(2)(coefficients, x),
            "For a straight line a single 0 came back, whatever the number of points. The docstring "
            "asks for an entry for each point.",
            "What has the shape of x, and is 0 everywhere?",
        ),
        Misconception(
            "added_up",
            lambda coefficients, x: _derived(2)(coefficients, x).sum(),
            "This is the sum over all points. Each point has a second derivative of its own.",
            "What tape.gradient gives already has one entry for each point.",
        ),
        Misconception(
            "value",
            lambda coefficients, x: _derived(0)(coefficients, x),
            "These are the function's values at the points.",
            "The slope is how fast the value changes. The second derivative is how fast the slope does.",
        ),
        Misconception(
            "differences",
            lambda coefficients, x: 1.001 * _derived(2)(coefficients, x) + 0.001,
            "The numbers are close to the second derivative but not exact, as happens when values of "
            "the function at points close together are subtracted.",
            "Two tapes, one inside the other, need no points beside x.",
            shown_by=lambda result, second: (
                result.shape == second.shape
                and bool(np.all(abs(result - second) < 0.02 + 0.02 * abs(second)))
            ),
        ),
    ),
    hints=(
        "A gradient is computed by operations, and a second tape can record those.",
        "Put one tape inside the other, and ask the inner one for the gradient inside the block of "
        "the outer one.",
        "For a straight line the outer gradient is None, unless you pass "
        'unconnected_gradients="zero".',
    ),
    afterword=(
        "Also right: one tape inside `tf.autodiff.ForwardAccumulator(x, "
        "tf.ones_like(x))`, which follows forward how the slope changes, and needs "
        '`unconnected_gradients="zero"` for a straight line as well.'
    ),
)
